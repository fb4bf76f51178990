"""`weerbaar demo`: the main job on embedded defaults, with its outcome checked.

A mail server in this process, SQLite in a folder, a Prefect server on loopback; listener, dispatcher and worker are the
real processes. The sample mails of `examples/` are delivered by SMTP; then the table shows what became of each.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from email.parser import BytesHeaderParser
from pathlib import Path
from string import Template

from rich.console import Console
from rich.table import Table

from bots.embedded_mail import EmbeddedMail
from bots.outgoing import SmtpServer, send
from casework.errors import WeerbaarError
from casework.letters import LetterKind
from flows.processes.machine import announce, parts
from flows.processes.supervisor import supervise
from flows.runtime import Runtime, open_runtime, utc_now
from flows.settings import CONFIG_VARIABLE, load
from flows.windows import clock_time
from storage import cases, inbox, obligations, outbox, windows
from storage.crypto import KeyRing
from storage.obligations import Obligation

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DESK, DUTY, STAFF = "wvb@hetccv.example", "wachtdienst@hetccv.example", "secretariaat@hetccv.example"

_SHOWN_AS = {"handled": "handled messages", "clock": "alarm clocks", "task": "waiting tasks"}
_HANDLED_WITHIN, _SHOWN_WITHIN = 90.0, 180.0

_CONFIG = Template("""\
# made by `weerbaar demo`
data_dir = "$folder"

[[mailboxes]]
host = "127.0.0.1"
port = $imap_port
security = "none"
user = "$user"
password = "$password"

[smtp]
host = "127.0.0.1"
port = $smtp_port
security = "none"

[desk]
address = "$desk"
secretariaat = ["$staff"]
duty_mail = ["$duty"]

[prefect]
api_url = "http://127.0.0.1:$prefect_port/api"
""")


class DemoFailed(WeerbaarError):
    """The demo did not come as far as it should; the text says how far."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail of the demo and what must become of it; see `examples/demo.toml`."""

    file: str
    story: str
    outcome: str
    alarm: str
    answered: bool
    reference: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a sample. `alarm_after` is seconds from delivery until the alarm letter was accepted."""

    sample: Sample
    outcome: str
    case: str | None
    alarm: str
    deadline: str
    letters: tuple[str, ...]
    alarm_after: float | None

    @property
    def differs(self) -> list[str]:
        """What is not as expected."""
        answered = any(name.startswith("person_") for name in self.letters)
        pairs = {
            "outcome": (self.sample.outcome, self.outcome),
            "alarm": (self.sample.alarm, self.alarm),
            "answered": (str(self.sample.answered), str(answered)),
        }
        wrong = [f"{name}: expected {want}, got {got}" for name, (want, got) in pairs.items() if want != got]
        if self.sample.alarm == "yes" and self.alarm_after is None:
            wrong.append("the alarm did not leave")
        return wrong


def run(*, leave: bool, folder: Path | None) -> int:
    """Run the demo; 0 when everything became what it should. With `leave` it ends after the check."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    with _place(folder) as place, EmbeddedMail(user=DESK) as mail:
        stop = threading.Event()
        runtime = _prepare(place, mail)
        chosen = [replace(part, log=place / f"{part.name.replace(' ', '-')}.log") for part in parts(runtime.settings)]
        supervisor = threading.Thread(target=supervise, args=(chosen, stop, _quietly), daemon=True)
        supervisor.start()
        try:
            return _play(console, runtime, mail, stop, leave=leave)
        except KeyboardInterrupt:
            return 0
        finally:
            stop.set()
            supervisor.join(20)
            runtime.database.dispose()


def samples() -> list[Sample]:
    """The sample mails, in the order of delivery. Raises DemoFailed when they are not there."""
    if not EXAMPLES.is_dir():
        raise DemoFailed("the sample mails are not here: run the demo from a checkout")
    table = tomllib.loads((EXAMPLES / "demo.toml").read_text(encoding="utf-8"))
    return [Sample(**row) for row in table["mail"]]


def _play(console: Console, runtime: Runtime, mail: EmbeddedMail, stop: threading.Event, *, leave: bool) -> int:
    told = threading.Thread(target=announce, args=(runtime.settings, stop, lambda _text: None), daemon=True)
    told.start()
    chosen = samples()
    console.print(f"Delivering {len(chosen)} sample mails…")
    delivered = _deliver(runtime, mail, chosen)
    _until("all letters left", _HANDLED_WITHIN, lambda: _letters_left(runtime))
    results = _results(runtime, mail, chosen, delivered)
    console.print(_table(results))
    console.print("Waiting for Prefect to show it all…")
    told.join(_SHOWN_WITHIN)
    _until("everything is shown in Prefect", _SHOWN_WITHIN, lambda: _all_shown(runtime))
    return _conclude(console, runtime, results, leave=leave)


def _conclude(console: Console, runtime: Runtime, results: list[Result], *, leave: bool) -> int:
    wrong = [f"{item.sample.file}: {what}" for item in results for what in item.differs]
    with runtime.database.reading() as tx:
        counts = windows.counts(tx)
    for line in wrong:
        console.print(f"[red]DIFFERENT[/red] {line}")
    good = len(results) - len({line.partition(":")[0] for line in wrong})
    console.print(f"{len(results)} mails, {good} as expected.")
    shown = ", ".join(f"{counts.get(f'{kind} open', 0)} {word}" for kind, word in _SHOWN_AS.items())
    console.print(f"In Prefect: {shown}.")
    where = f"{runtime.settings.prefect.api_url.removesuffix('/api')}/v2/runs"
    if leave:
        console.print(f"The Prefect UI was at {where}; start the demo in a terminal to look around in it.")
    else:
        console.print(f"Prefect UI: {where}\nPress Ctrl-C to end the demo.")
        threading.Event().wait()
    return 1 if wrong else 0


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="weerbaar-demo-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def _prepare(place: Path, mail: EmbeddedMail) -> Runtime:
    """Settings file, keys and database of the demo; the settings file is what a user would write."""
    config = place / "weerbaar.toml"
    config.write_text(
        _CONFIG.substitute(
            folder=place,
            imap_port=mail.imap_port,
            smtp_port=mail.smtp_port,
            user=mail.user,
            password=mail.password,
            desk=DESK,
            staff=STAFF,
            duty=DUTY,
            prefect_port=_free_port(),
        )
    )
    os.environ[CONFIG_VARIABLE] = str(config)
    settings = load()
    if not settings.keys.exists():
        KeyRing.generate().save(settings.keys)
    return open_runtime(settings, migrate=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _deliver(runtime: Runtime, mail: EmbeddedMail, chosen: list[Sample]) -> list[datetime]:
    """Deliver all samples one by one; gives the time of each delivery. Waits until each is handled."""
    times: list[datetime] = []
    for number, sample in enumerate(chosen, 1):
        raw = _filled_in(mail, chosen, sample)
        times.append(utc_now())
        send(SmtpServer(host="127.0.0.1", port=mail.smtp_port, security="none", from_address=STAFF), DESK, raw)
        _until(f"mail {number} is handled", _HANDLED_WITHIN, lambda n=number: _settled(runtime) >= n)  # type: ignore[misc]
    return times


def _filled_in(mail: EmbeddedMail, chosen: list[Sample], sample: Sample) -> bytes:
    raw = (EXAMPLES / "mails" / sample.file).read_bytes()
    if sample.reference is None:
        return raw
    to = BytesHeaderParser().parsebytes((EXAMPLES / "mails" / chosen[sample.reference - 1].file).read_bytes())["From"]
    address = str(to).partition("<")[2].rstrip(">")
    _until(f"our letter for {sample.file}", _HANDLED_WITHIN, lambda: _letter_to(mail, address) is not None)
    letter = _letter_to(mail, address) or ""
    facts = {"letter_id": letter, "case_number": letter.strip("<").partition(".")[0]}
    return Template(raw.decode()).substitute(facts).encode()


def _letter_to(mail: EmbeddedMail, address: str) -> str | None:
    for item in list(mail.outbox):
        if item.rcpt == address:
            return _message_id(item.raw)
    return None


def _settled(runtime: Runtime) -> int:
    with runtime.database.reading() as tx:
        counts = inbox.counts(tx)
    return sum(count for name, count in counts.items() if name != "waiting")


def _letters_left(runtime: Runtime) -> bool:
    with runtime.database.reading() as tx:
        counts = outbox.counts(tx)
    return not counts.get("queued") and not counts.get("claimed")


def _all_shown(runtime: Runtime) -> bool:
    with runtime.database.reading() as tx:
        return not windows.pending(tx, 1, runtime.clock())


def _results(runtime: Runtime, mail: EmbeddedMail, chosen: list[Sample], delivered: list[datetime]) -> list[Result]:
    with runtime.database.reading() as tx:
        rows = inbox.ledger(tx, limit=len(chosen))
        letters = outbox.letters(tx)
        numbers = {case.id: case.number for case in cases.listing(tx, limit=None)}
        of = {row.message: inbox.message(tx, row.message).case for row in rows if row.message}
        due = obligations.all_open(tx)
    arrived = {_message_id(item.raw): item.at for item in list(mail.outbox)}
    results = []
    for sample, at, row in zip(chosen, delivered, rows, strict=True):
        mine = [letter for letter in letters if row.message and letter.message == row.message]
        alarms = [
            (arrived[letter.message_id] - at).total_seconds()
            for letter in mine
            if letter.kind in (LetterKind.ALARM, LetterKind.ACUTE)
        ]
        kinds = tuple(letter.kind.value for letter in mine)
        results.append(
            Result(
                sample=sample,
                outcome=row.outcome.value if row.outcome else "waiting",
                case=numbers.get(of.get(row.message or 0) or 0),
                alarm=_alarm_of(kinds),
                deadline="\n".join(_due(item) for item in due if row.message and item.message == row.message),
                letters=kinds,
                alarm_after=min(alarms, default=None),
            )
        )
    return results


def _alarm_of(kinds: tuple[str, ...]) -> str:
    """The answer of three, by what was sent to the duty officer."""
    if {LetterKind.ALARM.value, LetterKind.ACUTE.value} & set(kinds):
        return "yes"
    return "human" if LetterKind.LOOK_NOW.value in kinds else "no"


def _due(item: Obligation) -> str:
    return f"{item.title}: {clock_time(item.due_at)}"


def _message_id(raw: bytes) -> str:
    return str(BytesHeaderParser().parsebytes(raw)["Message-ID"])


def _table(results: list[Result]) -> Table:
    table = Table(title="What became of each mail", show_lines=False)
    for name in ("#", "mail", "became", "case", "alarm", "to do, at the latest", "letters", "s to alarm"):
        table.add_column(name, justify="right" if name == "s to alarm" else "left")
    for number, item in enumerate(results, 1):
        after = f"{item.alarm_after:.2f}" if item.alarm_after is not None else ""
        style = "red" if item.differs else None
        letters = "\n".join(item.letters)
        table.add_row(
            str(number),
            item.sample.story,
            item.outcome,
            item.case or "",
            item.alarm,
            item.deadline,
            letters,
            after,
            style=style,
        )
    return table


def _until(what: str, seconds: float, happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise DemoFailed(f"waited {seconds:.0f} s in vain until {what}")
        time.sleep(0.05)


def _quietly(_text: str) -> None:
    """The supervisor's news are not for the demo's screen."""
