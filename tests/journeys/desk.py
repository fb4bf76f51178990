"""A whole desk for the journeys: real Dovecot, SMTP process and database, and processes that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from multiprocessing.process import BaseProcess
from pathlib import Path

from casework.errors import DatabaseAway
from flows.runtime import Runtime, open_runtime
from flows.settings import CONFIG_VARIABLE, load
from storage import inbox, outbox
from storage.crypto import KeyRing
from tests.forked import forked
from tests.journeys.desk_process import work
from tests.servers.dovecot import Dovecot
from tests.servers.prefect import PrefectServer
from tests.servers.smtp import SmtpSink
from tests.servers.smtp_process import SmtpProcess

ROOT = Path(__file__).resolve().parents[2]
ADDRESS, DUTY, STAFF = "wvb@example.test", "wacht@desk.example", "secretariaat@desk.example"
WATCH = "toezicht@desk.example"

CALM = "Graag vraag ik een woningscan aan. Er is niets gebeurd, het is uit voorzorg. Kenmerk {}."
THREAT = "Ik word bedreigd. Er lag vanochtend een kogel in onze brievenbus. Kenmerk {}."


@dataclass
class Desk:
    """One desk: its folder, servers and processes."""

    folder: Path
    dovecot: Dovecot
    smtp: SmtpProcess | SmtpSink
    runtime: Runtime
    processes: list[BaseProcess] = field(default_factory=list)

    def start(self, *arguments: str) -> BaseProcess:
        """A process with listener and dispatcher, started in a moment: the reader is loaded."""
        process = forked(work, self.folder / "desk.log", arguments)
        self.processes.append(process)
        return process

    @contextmanager
    def from_nothing(self) -> Iterator[None]:
        """Such a process as long as the block lasts, started as an administrator does: it loads everything itself."""
        with (self.folder / "desk.log").open("ab") as log:
            command = [sys.executable, "-m", "tests.journeys.desk_process"]
            process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(15)

    def stop(self) -> None:
        """End all processes of this desk."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(15)
            process.kill()
            process.join()

    def ledger(self) -> dict[str, int]:
        """Outcome -> count, with `waiting`."""
        with self.runtime.database.reading() as tx:
            return dict(inbox.counts(tx))

    def letters(self) -> dict[str, int]:
        """State -> count."""
        with self.runtime.database.reading() as tx:
            return dict(outbox.counts(tx))

    def settled(self) -> int:
        """Mails with an outcome."""
        return sum(count for name, count in self.ledger().items() if name != "waiting")

    def quiet(self) -> bool:
        """No letter waits or is under way."""
        letters = self.letters()
        return not letters.get("queued") and not letters.get("claimed")

    def log(self) -> str:
        """What the processes wrote."""
        path = self.folder / "desk.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""


@dataclass(frozen=True)
class Received:
    """Letters as the SMTP server accepted them: (recipient, message-id) -> copies."""

    copies: Counter[tuple[str, str]]

    @property
    def distinct(self) -> Counter[str]:
        """Recipient -> how many different letters."""
        return Counter(recipient for recipient, _ in self.copies)

    @property
    def repeats(self) -> int:
        """Copies beyond the first of each letter."""
        return sum(self.copies.values()) - len(self.copies)


@contextmanager
def a_desk(
    folder: Path,
    dovecot: Dovecot,
    smtp: SmtpProcess | SmtpSink,
    database: str = "",
    notify: str = "",
    prefect: PrefectServer | None = None,
    smtp_lines: str = "",
) -> Iterator[Desk]:
    """A desk on these servers, with its settings in the environment as long as the block lasts."""
    window = f'api_url = "{prefect.api_url}"\nauth = "{prefect.auth}"\n' if prefect else "enabled = false\n"
    config = folder / "weerbaar.toml"
    config.write_text(
        f'data_dir = "{folder}"\ndatabase = "{database}"\n'
        f'[[mailboxes]]\nhost = "127.0.0.1"\nport = {dovecot.ports.imap}\nsecurity = "none"\n'
        f'user = "{dovecot.user}"\npassword = "{dovecot.password}"\npoll_seconds = 5\n'
        f'[smtp]\nhost = "127.0.0.1"\nport = {smtp.port}\nsecurity = "none"\n{smtp_lines}'
        f'[desk]\naddress = "{ADDRESS}"\nduty_mail = ["{DUTY}"]\nsecretariaat = ["{STAFF}"]\n'
        "digest = false\n"  # the day's overview would come between, at some hours and not at others
        f"duty_notify = {[notify] if notify else []}\n"
        "digest_after = 0\n"  # every call is counted alone
        '[door]\npublic_url = "http://127.0.0.1:1"\n'
        f'[watch]\nmail = ["{WATCH}"]\n'  # a part that is silent for long is told here, and not among the calls
        f"[prefect]\n{window}"
    )
    before = os.environ.get(CONFIG_VARIABLE)
    os.environ[CONFIG_VARIABLE] = str(config)
    try:
        settings = load()
        KeyRing.generate().save(settings.keys)
        runtime = open_runtime(settings, migrate=True)
        desk = Desk(folder, dovecot, smtp, runtime)
        try:
            yield desk
        finally:
            desk.stop()
            runtime.database.dispose()
    finally:
        os.environ.pop(CONFIG_VARIABLE)
        if before is not None:
            os.environ[CONFIG_VARIABLE] = before


def a_mail(number: int, text: str, **headers: str) -> bytes:
    """A mail from a sender of its own; `headers` may replace Message-ID and others (underscores for dashes)."""
    message = EmailMessage()
    message["From"] = f"Melder {number} <melder{number}@gemeente.example>"
    message["To"] = ADDRESS
    message["Subject"] = f"Bericht {number}"
    message["Message-ID"] = f"<mail-{number}@gemeente.example>"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text.format(number))
    return message.as_bytes()


def received(smtp: SmtpProcess | SmtpSink) -> Received:
    """What the SMTP server has accepted so far."""
    parser = BytesHeaderParser()
    heads = [parser.parsebytes(item.raw) for item in smtp.received]
    return Received(Counter((parseaddr(str(head["To"]))[1], str(head["Message-ID"])) for head in heads))


def until(what: str, seconds: float, happened: Callable[[], bool], desk: Desk) -> None:
    """Wait for something to happen; the failure says what did not, and shows the log.

    A database that is away, or a connection of before it was, has nothing to tell yet.
    """
    deadline = time.monotonic() + seconds
    while not _known(happened):
        if time.monotonic() > deadline:
            raise AssertionError(
                f"not within {seconds} s: {what}; ledger {desk.ledger()}, {desk.letters()}\n{desk.log()}"
            )
        time.sleep(0.05)


def _known(happened: Callable[[], bool]) -> bool:
    try:
        return happened()
    except DatabaseAway:
        return False
