"""A desk in simulated time for whole stories: real mail in and out, real forms in Prefect, a clock that we move.

Mail lies in Dovecot with the time it is in the story; letters leave by SMTP; every task is looked up in Prefect by its
tag, answered on its form and settled by the flow's own code. Clocks ring at their times, as Prefect would ring them.
"""

from __future__ import annotations

import email
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from uuid import UUID

from prefect.client.schemas.objects import FlowRun

from casework.lifecycle import CaseState
from casework.obligations import ObligationKind
from casework.people import SenderKind
from casework.workdays import AMSTERDAM
from flows import windows
from flows.processes import services
from flows.runtime import Runtime, account
from flows.settings import DeskSettings, MailboxSettings, ReportSettings, Settings, SmtpSettings
from flows.steps import appointments, other_moment, remind, report_case, staffing
from flows.steps.answer import give_all
from flows.steps.deliver import MAIL, deliver_due
from flows.steps.escalate import climb
from flows.steps.staffing import Caller
from flows.window.human_tasks import Answer, settle
from flows.window.mirror import reflect
from flows.windows import clock_time
from storage import cases, obligations
from storage import windows as window_store
from storage.obligations import Obligation
from storage.session import Database
from tests.casework.test_findings import a_report
from tests.flows.conftest import Clock
from tests.flows.window.conftest import Window
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpSink
from tests.warm import READER

OFFICIAL, EMPLOYER, BVA = "ada@prive.example", "griffie@gemeente.example", "bva@bzk.example"
DESK, STAFF, BOSS, DUTY = (
    "wvb@example.test",
    "secretariaat@desk.example",
    "coordinator@desk.example",
    "wacht@desk.example",
)
#: What must be nowhere in Prefect.
PERSONAL = (
    "Ada Voorbeeld",
    OFFICIAL,
    EMPLOYER,
    "+31612345678",
    "0612345678",
    "Dorpsstraat",
    "1234 AB",
    "van der Proef",
)

K = ObligationKind


def at(text: str) -> datetime:
    """Dutch time."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@dataclass(frozen=True)
class Sent:
    """A letter as the mail server got it."""

    at: datetime
    to: str
    subject: str
    message_id: str
    body: str

    def line(self) -> str:
        """`ma 23 nov 10:00  secretariaat@desk.example  WVB-…`."""
        return f"{clock_time(self.at)}  {self.to:<28} {self.subject}"


@dataclass
class Story:
    """A desk of its own, with its database, on the shared Prefect server."""

    window: Window
    database: Database
    dovecot: Dovecot
    smtp: SmtpSink
    clock: Clock
    sent: list[Sent] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        box = MailboxSettings(
            name="wvb",
            host="127.0.0.1",
            port=self.dovecot.ports.imap,
            security="none",
            user=self.dovecot.user,
            password=self.dovecot.password,  # type: ignore[arg-type]
        )
        settings = Settings(
            mailboxes=[box],
            smtp=SmtpSettings(host="127.0.0.1", port=self.smtp.port, security="none"),
            desk=DeskSettings(address=DESK, secretariaat=[STAFF], coordinator=[BOSS], duty_mail=[DUTY]),
            report=ReportSettings(bva_address=BVA),
        )
        self.runtime = Runtime(settings, self.database, self.now, reader=READER)
        self.board = Window(self.window.server, self.window.folder, self.database)

    def now(self) -> datetime:
        """What the clock of the story says, in UTC."""
        return self.clock.now.astimezone(UTC)

    def mail(self, text: str, sender: str = OFFICIAL, subject: str = "Aanvraag", reply_to: Sent | None = None) -> None:
        """Somebody writes to the desk, now; the desk takes it in and answers."""
        self.count += 1
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = f"Ada Voorbeeld <{sender}>", DESK, subject
        message["Message-ID"] = f"<verhaal-{id(self)}-{self.count}@gemeente.example>"
        message["Date"] = format_datetime(self.clock.now)
        if reply_to is not None:
            message["In-Reply-To"] = reply_to.message_id
        message.set_content(text)
        self.dovecot.put([message.as_bytes()], at=self.clock.now)
        list(services.take_in_once(self.runtime, account(self.runtime.settings.mailboxes[0])))
        self.deliver()

    def reply(self, text: str, sender: str = OFFICIAL, to: str | None = None) -> None:
        """Somebody answers the newest letter that `to` (or the sender) got."""
        newest = [letter for letter in self.sent if letter.to == (to or sender)][-1]
        self.mail(text, sender, f"Re: {newest.subject}", newest)

    def only_case(self) -> str:
        """The number of the newest case."""
        with self.database.reading() as tx:
            return cases.listing(tx, limit=1)[0].number

    def state(self, number: str) -> CaseState:
        """Where the case stands."""
        with self.database.reading() as tx:
            case = cases.find(tx, number)
        assert case
        return case.state

    def open_of(self, number: str) -> dict[ObligationKind, Obligation]:
        """What is promised and not done."""
        with self.database.reading() as tx:
            case = cases.find(tx, number)
            assert case
            return {item.kind: item for item in obligations.open_of(tx, case.id)}

    def answer(self, number: str, kind: ObligationKind, outcome: str, **more: object) -> None:
        """Somebody opens the waiting task in Prefect, fills in its form and resumes it."""
        run = self.task(number, kind)
        typed = {"naam": "Sam van der Desk", "uitkomst": outcome} | more
        result = self.board.on_board(lambda board: board.client.resume_flow_run(run.id, run_input=typed))
        assert str(result.status.value) == "ACCEPT", result
        reference = str(run.parameters["verplichting"])

        def give(answer: Answer) -> None:
            give_all(self.runtime, reference, answer.given(), self.now())

        state = self.board.on_board(lambda board: settle(board, UUID(str(run.id)), give, lambda: True))
        assert state.is_completed(), state.message
        self.deliver()

    def by_phone(self, number: str, kind: ObligationKind, outcome: str, **more: object) -> None:
        """As `answer`, without Prefect: what is not what a story is about."""
        answer = Answer(naam="Sam van der Desk", uitkomst=outcome, **more)  # type: ignore[arg-type]
        give_all(self.runtime, self.open_of(number)[kind].reference, answer.given(), self.now())
        self.deliver()

    def task(self, number: str, kind: ObligationKind) -> FlowRun:
        """The run in Prefect that waits for this answer."""
        while self.board.on_board(lambda board: reflect(self.database, board, 100, self.now())).opened:
            pass
        key = windows.task_key(self.open_of(number)[kind].reference)
        with self.database.reading() as tx:
            found = window_store.find(tx, key)
        assert found is not None
        assert found.run_id is not None
        return self.board.on_board(lambda board: board.client.read_flow_run(UUID(found.run_id)))

    def people(self, number: str) -> None:
        """The secretariaat enters who is in the case."""
        for role, mail in ((SenderKind.BESTUURDER, OFFICIAL), (SenderKind.WERKGEVER, EMPLOYER)):
            who = Caller(role, "Ada Voorbeeld", mail, "+31612345678")
            staffing.add_person(self.runtime, number, who, "Sam", self.now(), verified=role is SenderKind.BESTUURDER)

    def report(self, number: str) -> None:
        """The adviser hands in a (new) version."""
        body = json.dumps(a_report()).encode()
        report_case.add(self.runtime, number, body, source="json", by="V. Adviseur", now=self.now())

    def with_report_at_bva(self, since: str = "2026-11-23 10:00") -> str:
        """A case whose report is with the BVA: where many stories begin."""
        self.clock.now = at(since)
        self.mail("Graag vraag ik een woningscan aan. Er is niets gebeurd, het is uit voorzorg.")
        number = self.only_case()
        self.people(number)
        self.by_phone(number, K.CONTACT, "gelukt")
        self.by_phone(number, K.PLAN_EMPLOYER_TALK, "dit gesprek is niet nodig")
        self.by_phone(number, K.PLAN_HOME_TALK, "dit gesprek is niet nodig")
        self.by_phone(number, K.ASSIGN_REPORT, "uitgezet bij de adviseur")
        self.report(number)
        self.by_phone(number, K.REPORT, "klaar, naar de BVA")
        return number

    def until(self, moment: str | datetime) -> None:
        """Time passes: every clock rings at its time, reminders of appointments leave, letters go."""
        end = at(moment) if isinstance(moment, str) else moment
        for when in self._moments(end):
            self.clock.now = when
            self.ring()
        self.clock.now = end
        self.ring()

    def ring(self) -> None:
        """What a dispatcher does in a round, and what the clocks in Prefect do."""
        remind.sweep(self.runtime, self.now())
        appointments.remind(self.runtime, self.now())
        other_moment.propose_asked(self.runtime, self.now())
        climb(self.runtime)
        self.deliver()

    def _moments(self, end: datetime) -> Iterable[datetime]:
        """The times at which a clock rings or the desk opens, up to `end`."""
        while True:
            with self.database.reading() as tx:
                due = [item.nudge_at for item in obligations.all_open(tx) if item.nudge_at is not None]
            opening = self.runtime.calendar.next_open(self.clock.now + timedelta(minutes=1))
            if opening <= self.clock.now + timedelta(minutes=1):
                opening = self.runtime.calendar.opening_after(self.clock.now, 1)
            ahead = [moment for moment in (*due, opening) if self.clock.now < moment <= end]
            if not ahead:
                return
            yield min(ahead)

    def deliver(self) -> None:
        """Let letters leave, and write down when they did."""
        before = len(self.smtp.received)
        deliver_due(self.runtime, MAIL)
        for item in self.smtp.received[before:]:
            read = email.message_from_bytes(item.raw, policy=default)
            part = read.get_body(("plain",))
            body = str(part.get_content()) if part is not None else ""
            self.sent.append(Sent(self.clock.now, item.rcpt, str(read["Subject"]), item.message_id, body))

    def to(self, address: str) -> list[str]:
        """When and what somebody got: `di 24 nov Afspraak voor het gesprek`."""
        return [
            f"{clock_time(letter.at).rsplit(' ', 1)[0]} {letter.subject.partition(' (')[0]}"
            for letter in self.sent
            if letter.to == address
        ]

    def told(self) -> str:
        """All letters with their dates."""
        return "\n".join(letter.line() for letter in self.sent)
