"""2,000 cases in Prefect: 2,000 waiting tasks and 6,000 scheduled runs. How quick is it, and are reminders in time?

    python -m bench.windows [--cases 2000] [--databases sqlite postgres] [--reminders 20] [--out bench/results]

Starts a Prefect server, its database and two process workers, and ends them again. Writes a file for each database.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import psutil

from bench.runs_page import measure_page
from casework.assessment import Fields
from casework.errors import WindowError
from casework.lifecycle import CaseKind, CaseState
from casework.obligations import ObligationKind
from casework.people import Owner
from flows import windows as shapes
from flows.runtime import Runtime
from flows.settings import DeskSettings, Settings
from flows.steps import remind
from flows.window.board import Board, open_board
from flows.window.dashboard import keep_current
from flows.window.deploy import POOL, prepare
from flows.window.mirror import mend, reflect
from storage import cases, obligations, windows
from storage.crypto import KeyRing
from storage.session import Database
from tests.servers.postgres import running_postgres
from tests.servers.prefect import PrefectServer, end, run

T = TypeVar("T")

CLOCKS = 3
_MOST_FAILURES = 20
_WORKERS = ("een", "twee")
#: The first reminder is so far ahead that both workers have started; the others follow.
_FIRST, _APART = timedelta(seconds=75), timedelta(seconds=4)
_PATIENCE = timedelta(seconds=150)
_SECRETARIAAT = ["s@desk.example"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run is measured."""

    server: PrefectServer
    folder: Path
    database: Database
    url: str


def main() -> None:
    """Measure, and write down."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    parser.add_argument("--reminders", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    chosen = parser.parse_args()
    for kind in chosen.databases:
        with _place(kind) as place:
            found = _measure(place, chosen.cases, chosen.reminders)
        text = json.dumps({"database": kind, **found}, indent=1)
        sys.stdout.write(text + "\n")
        (chosen.out / f"windows-{kind}.json").write_text(text + "\n")


@contextmanager
def _place(kind: str) -> Iterator[Place]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = PrefectServer(folder)
        url = f"sqlite:///{folder / 'weerbaar.sqlite3'}"
        if kind == "postgres":
            postgres = stack.enter_context(running_postgres(durable=True))
            url, theirs = postgres.new_database(), postgres.new_database()
            there = theirs.replace("postgresql://", "postgresql+asyncpg://")
            server.environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = there
        server.start()
        stack.callback(server.stop)
        prepare(server.api_url)
        keys = KeyRing.generate()
        keys.save(folder / "keys.json")
        database = Database(url, keys)
        database.migrate()
        stack.callback(database.dispose)
        yield Place(server, folder, database, url)


def _measure(place: Place, count: int, reminders: int) -> dict[str, Any]:
    desk = DeskSettings(secretariaat=_SECRETARIAAT)
    runtime = Runtime(Settings(data_dir=place.folder, desk=desk), place.database)
    begun, load = time.monotonic(), [round(one, 1) for one in os.getloadavg()]
    for _ in range(count):
        _a_case(runtime)
    made = time.monotonic()
    used = _processor()
    shown = _show_all(place)
    mirrored = time.monotonic()
    own = _processor() - used
    with place.database.reading() as tx:
        counts = windows.counts(tx)
    return {
        "cases": count,
        "load_at_begin": load,
        "windows": counts,
        "cases_per_second": round(count / (made - begun), 1),
        "windows_per_second": round(shown / (mirrored - made), 1),
        "show_all_seconds": round(mirrored - made, 1),
        "own_processor_ms_per_window": round(1000 * own / shown, 2),
        "server_mb": _server_mb(place.server),
        "page": measure_page(place.server.api_url),
        "chores_seconds": _chores(place),
        "reminders": _reminders(place, reminders),
        "sweep": _sweep(runtime),
        "server_mb_at_end": _server_mb(place.server),
        "own_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        "load_at_end": [round(one, 1) for one in os.getloadavg()],
    }


def _a_case(runtime: Runtime) -> None:
    """A case that waits for contact: one task, its clock, and two more clocks further on."""
    now = datetime.now(UTC)
    with runtime.database.begin() as tx:
        case = cases.open_case(
            tx,
            kind=CaseKind.PREVENTIVE,
            state=CaseState.REGISTERED,
            language="nl",
            fields=Fields(),
            linked_to=None,
            now=now,
        )
        due = now + timedelta(days=3)
        promise = obligations.add(tx, case.id, ObligationKind.CONTACT, Owner.SECRETARIAAT, since_at=now, due_at=due)
        clocks = [shapes.clock(replace(promise, nudge_at=due + timedelta(days=later)), case) for later in range(CLOCKS)]
        windows.want_open_all(tx, [shapes.task(promise, case), *clocks], now)


def _show_all(place: Place) -> int:
    async def all_of_them(board: Board) -> int:
        shown, failed = 0, 0
        while True:
            try:
                done = await reflect(place.database, board, 100, datetime.now(UTC))
            except WindowError:  # as the mirror does: what was shown is kept, the rest is tried again
                failed += 1
                if failed > _MOST_FAILURES:
                    raise
                continue
            shown += done.opened
            if not done.opened:
                return shown

    return _on_board(place, all_of_them)


def _on_board(place: Place, work: Callable[[Board], Awaitable[T]]) -> T:
    async def connected() -> T:
        async with open_board(place.server.api_url) as board:
            return await work(board)

    return asyncio.run(connected())


def _chores(place: Place) -> float:
    """What the dispatcher does each half minute beside mirroring: mend tasks, renew the page of the stock."""

    async def chores(board: Board) -> float:
        begun = time.monotonic()
        await mend(place.database, board, datetime.now(UTC))
        await keep_current(place.database, lambda: datetime.now(UTC))(board)
        return time.monotonic() - begun

    return round(_on_board(place, chores), 2)


def _reminders(place: Place, count: int) -> dict[str, Any]:
    """How long after its time each of `count` promises is found to be late, by clocks and two workers alone."""
    workers = [_worker(place, name) for name in _WORKERS]
    try:
        due = datetime.now(UTC) + _FIRST
        wanted = {_a_promise(place, due + nth * _APART): due + nth * _APART for nth in range(count)}
        _show_all(place)
        late: dict[str, datetime] = {}
        until = max(wanted.values()) + _PATIENCE
        while len(late) < count and datetime.now(UTC) < until:
            time.sleep(1)
            late = _found_late(place, wanted)
    finally:
        for process in workers:
            end(process)
    delays = sorted((late[one] - wanted[one]).total_seconds() for one in late)
    if not delays:
        return {"asked": count, "rang": 0}
    return {
        "asked": count,
        "rang": len(delays),
        "median_seconds": round(statistics.median(delays), 1),
        "slowest_seconds": round(delays[-1], 1),
        "within_30_seconds": sum(delay <= 30 for delay in delays),
    }


def _worker(place: Place, name: str) -> subprocess.Popen[bytes]:
    command = ["worker", "start", "--pool", POOL, "--type", "process", "--name", name]
    variables = {
        "WEERBAAR_DATA_DIR": str(place.folder),
        "WEERBAAR_DATABASE": place.url,
        "WEERBAAR_DESK__SECRETARIAAT": json.dumps(_SECRETARIAAT),
        "WEERBAAR_CALENDAR__OPENS": "00:00",
        "WEERBAAR_CALENDAR__CLOSES": "23:59",
    }
    return run(command, {**place.server.environment, **variables}, place.folder / f"worker-{name}.log")


def _a_promise(place: Place, due: datetime) -> str:
    now = datetime.now(UTC)
    with place.database.begin() as tx:
        case = cases.open_case(
            tx,
            kind=CaseKind.PREVENTIVE,
            state=CaseState.REGISTERED,
            language="nl",
            fields=Fields(),
            linked_to=None,
            now=now,
        )
        made = obligations.add(tx, case.id, ObligationKind.READ, Owner.SECRETARIAAT, since_at=now, due_at=due)
        windows.want_open_all(tx, [shapes.clock(made, case)], now)
    return made.reference


def _found_late(place: Place, wanted: dict[str, datetime]) -> dict[str, datetime]:
    with place.database.reading() as tx:
        found = [obligations.find(tx, reference) for reference in wanted]
    return {item.reference: item.late_at for item in found if item is not None and item.late_at is not None}


def _sweep(runtime: Runtime) -> dict[str, Any]:
    """When nothing is due, and when everything is late at once: after a week of standing still."""
    begun = time.monotonic()
    remind.sweep(runtime, datetime.now(UTC))
    calm = time.monotonic() - begun
    begun, used = time.monotonic(), _processor()
    late = remind.sweep(runtime, datetime.now(UTC) + timedelta(days=30))
    return {
        "calm_seconds": round(calm, 3),
        "all_late": late,
        "all_late_seconds": round(time.monotonic() - begun, 1),
        "all_late_processor_seconds": round(_processor() - used, 1),
    }


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _server_mb(server: PrefectServer) -> int:
    process = server._process  # noqa: SLF001 - the process that we started
    if process is None:
        return 0
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    return round(sum(member.memory_info().rss for member in family) / 1e6)


if __name__ == "__main__":
    main()
