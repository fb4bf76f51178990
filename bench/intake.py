"""How fast a mailbox becomes cases: `weerbaar listen --once` beside the plain loop, in one run, on a real Dovecot.

    python -m bench.intake [--mails 2000] [--runs 3] [--databases sqlite,postgresql] [--stored 0]

Each run starts with a full mailbox and an empty database (or one that already holds `--stored` messages). Rates are
mails divided by the seconds of the work itself; starting Python and loading the reader are counted apart. The work
ends when every mail is a case or a ledger row that says why not; urgent letters leave beside it, and the rate until the
last of them had left is given too. Memory is the peak of the resident set, read every 20 ms. Results: a table, and JSON
in bench/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bench.corpus import mails
from bench.grown import grow
from flows.runtime import open_runtime
from flows.settings import CONFIG_VARIABLE, load
from flows.steps import receive
from storage import inbox
from storage.crypto import KeyRing
from storage.inbox import Arrival
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import PostgresServer, running_postgres
from tests.servers.smtp_process import SmtpProcess

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).with_name("results")
#: On SQLite as many of the stored messages are handled for real; the others are copies of them.
REAL = 1000
_MEGABYTE = 1_000_000
COLUMNS = (
    "program", "database", "stored before", "mails/s", "of the plain loop", "with letters", "start s", "peak MB",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one program, in seconds of wall time; peak in MB.

    `start_seconds` until it began with the mailbox, `seconds` from there until all mail was handled, `letters_seconds`
    until the last urgent letter had left too.
    """

    program: str
    database: str
    stored_before: int
    mails: int
    seconds: float
    start_seconds: float
    letters_seconds: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Mails per second of work."""
        return self.mails / max(1e-9, self.seconds)

    @property
    def rate_with_letters(self) -> float:
        """Mails per second until the last urgent letter had left too."""
        return self.mails / max(1e-9, self.letters_seconds)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--stored", type=int, default=0, help="messages already stored before ours runs")
    chosen = parser.parse_args()
    with a_dovecot() as dovecot, running_postgres(durable=True) as postgres, an_smtp() as smtp:
        runs = [
            run
            for kind in chosen.databases.split(",")
            for turn in range(chosen.runs)
            for run in _both(Servers(dovecot, postgres, smtp), kind, chosen, turn)
        ]
    _report(runs, chosen)


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers of a run."""

    dovecot: Dovecot
    postgres: PostgresServer
    smtp: SmtpProcess


def _both(servers: Servers, kind: str, chosen: argparse.Namespace, turn: int) -> Iterator[Run]:
    with tempfile.TemporaryDirectory(prefix="weerbaar-bench-") as name:
        folder = Path(name)
        yield _plain(servers.dovecot, _database(servers.postgres, kind, folder / "plain.sqlite3"), kind, chosen.mails)
        yield _ours(servers, _url(servers.postgres, kind), kind, folder, chosen)
    print(f"{kind}: run {turn + 1} of {chosen.runs} done", file=sys.stderr)


def _plain(dovecot: Dovecot, database: str, kind: str, count: int) -> Run:
    command = [sys.executable, "-m", "bench.plain_loop", "--host", "127.0.0.1", "--port", str(dovecot.ports.imap)]
    command += ["--user", dovecot.user, "--password", dovecot.password, "--database", database]
    return _measure("plain loop", kind, 0, count, dovecot, command, {})


def _ours(servers: Servers, url: str, kind: str, folder: Path, chosen: argparse.Namespace) -> Run:
    dovecot, smtp = servers.dovecot, servers.smtp
    config = folder / "weerbaar.toml"
    config.write_text(
        f'data_dir = "{folder}"\ndatabase = "{url}"\n'
        f'[[mailboxes]]\nhost = "127.0.0.1"\nport = {dovecot.ports.imap}\nsecurity = "none"\n'
        f'user = "{dovecot.user}"\npassword = "{dovecot.password}"\n'
        f'[smtp]\nhost = "127.0.0.1"\nport = {smtp.port}\nsecurity = "none"\n'
        '[desk]\naddress = "wvb@example.test"\nduty_mail = ["d@desk.example"]\nsecretariaat = ["s@desk.example"]\n'
    )
    environment = {CONFIG_VARIABLE: str(config)}
    os.environ.update(environment)
    _prepare(chosen.stored if url else min(chosen.stored, REAL))
    if chosen.stored and not url:
        grow(folder / "weerbaar.sqlite3", max(0, chosen.stored // REAL - 1))
    command = [str(Path(sys.executable).with_name("weerbaar")), "listen", "--once"]
    return _measure("weerbaar", kind, chosen.stored, chosen.mails, dovecot, command, environment)


def _prepare(stored: int) -> None:
    """Keys, tables, and messages that are there already: handled for real, straight from the generator."""
    settings = load()
    KeyRing.generate().save(settings.keys)
    runtime = open_runtime(settings, migrate=True)
    for start in range(0, stored, 500):
        raws = mails(min(500, stored - start), seed=2, first=start)
        now = runtime.clock()
        rows = [(Arrival("old", "INBOX", 1, start + n + 1, now, len(raw)), raw) for n, raw in enumerate(raws)]
        with runtime.database.begin() as tx:
            kept = inbox.keep(tx, rows, now)
        for item, (arrival, raw) in zip(kept, rows, strict=True):
            receive.handle(runtime, item.mail, receive.read_raw(runtime, raw, arrival.received_at))
        print(f"\rstored {start + len(raws)} of {stored}", end="", file=sys.stderr)
    runtime.database.dispose()


def _measure(
    program: str, kind: str, stored: int, count: int, dovecot: Dovecot, command: list[str], environment: dict[str, str]
) -> Run:
    dovecot.empty()
    dovecot.put(mails(count))
    took = _timed(command, environment)
    return Run(
        program=program,
        database=kind,
        stored_before=stored,
        mails=count,
        seconds=round(took.handled - took.begun, 3),
        start_seconds=round(took.begun, 3),
        letters_seconds=round(took.ended - took.begun, 3),
        peak_mb=round(took.peak / _MEGABYTE, 1),
    )


@dataclass(slots=True)
class Timed:
    """A command: seconds until its first line, its last line, and its end; peak resident bytes."""

    begun: float = 0.0
    handled: float = 0.0
    ended: float = 0.0
    peak: int = 0


def _timed(command: list[str], environment: dict[str, str]) -> Timed:
    began, timed = time.perf_counter(), Timed()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
    watched = psutil.Process(process.pid)
    listener = threading.Thread(target=_hear, args=(process, began, timed))
    listener.start()
    while process.poll() is None:
        timed.peak = max(timed.peak, _resident(watched))
        time.sleep(0.02)
    timed.ended = time.perf_counter() - began
    listener.join()
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return timed


def _hear(process: subprocess.Popen[str], began: float, timed: Timed) -> None:
    """Both programs say a line when they begin and a line when they are through."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    for _ in process.stdout:
        timed.handled = time.perf_counter() - began
        timed.begun = timed.begun or timed.handled


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _database(postgres: PostgresServer, kind: str, file: Path) -> str:
    return _url(postgres, kind) if kind == "postgresql" else str(file)


def _url(postgres: PostgresServer, kind: str) -> str:
    return postgres.new_database() if kind == "postgresql" else ""


@contextmanager
def an_smtp() -> Iterator[SmtpProcess]:
    """A server that takes the urgent letters, as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="weerbaar-smtp-") as folder:
        server = SmtpProcess(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def a_dovecot() -> Iterator[Dovecot]:
    """A Dovecot of our own, as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="weerbaar-dovecot-"))
    folder.chmod(0o755)
    server = Dovecot(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _report(runs: list[Run], chosen: argparse.Namespace) -> None:
    table = Table(title=f"{chosen.mails} mails, median of {chosen.runs} runs (least to most)")
    for name in (
        "program",
        "database",
        "stored before",
        "mails/s",
        "of the plain loop",
        "with letters",
        "start s",
        "peak MB",
    ):
        table.add_column(name)
    for program, kind in dict.fromkeys((run.program, run.database) for run in runs):
        mine = [run for run in runs if (run.program, run.database) == (program, kind)]
        plain = _middle([run for run in runs if (run.program, run.database) == ("plain loop", kind)], lambda r: r.rate)
        rates = sorted(run.rate for run in mine)
        rate = statistics.median(rates)
        table.add_row(
            program,
            kind,
            str(mine[0].stored_before),
            f"{rate:.0f} ({rates[0]:.0f} to {rates[-1]:.0f})",
            f"{rate / plain:.2f}",
            f"{_middle(mine, lambda r: r.rate_with_letters) / plain:.2f}",
            f"{_middle(mine, lambda r: r.start_seconds):.2f}",
            f"{max(run.peak_mb for run in mine):.0f}",
        )
    Console(width=140).print(table)
    RESULTS.mkdir(exist_ok=True)
    name = f"intake-{chosen.stored}-stored.json"
    facts = {"when": datetime.now(UTC).date().isoformat(), "python": platform.python_version(), "cores": os.cpu_count()}
    rows = [asdict(run) | {"mails_per_second": round(run.rate, 1)} for run in runs]
    (RESULTS / name).write_text(json.dumps(facts | {"runs": rows}, indent=1) + "\n")


def _middle(runs: list[Run], value: Callable[[Run], float]) -> float:
    return statistics.median(value(run) for run in runs)


if __name__ == "__main__":
    main()
