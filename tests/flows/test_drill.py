"""A drill goes the whole way, marked; and the same roster is played in simulated time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage

import pytest

from casework.duty import DutyItem, Word
from casework.errors import SettingsError
from casework.escalation import FIRST, SECOND, PolicyName
from casework.lifecycle import CaseState
from casework.roster import Medium, Person, Roster, Rotation, Way
from flows.commands.drill import _as_json, _table
from flows.runtime import Runtime
from flows.steps import drill, taking
from flows.steps.deliver import MAIL, deliver_due
from flows.steps.escalate import climb
from flows.steps.receive import handle, read_raw
from storage import alarms, cases, inbox, outbox, rosters, windows
from storage.cases import Case
from storage.inbox import Arrival, Outcome
from tests.flows.conftest import Clock
from tests.flows.test_watch import SharpReader
from tests.servers.smtp import SmtpSink

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(runtime: Runtime, smtp_sink: SmtpSink) -> Runtime:
    """A desk with Anna and Bea on call, whose reader sees a bullet as a threat."""
    runtime.reader = SharpReader()  # type: ignore[assignment]
    runtime.settings.smtp.port = smtp_sink.port
    people = {
        key: Person(key, key.capitalize(), (Way(Medium.MAIL, f"{key}@desk.example", "mail"),), language=language)
        for key, language in (("anna", "nl"), ("bea", "en"))
    }
    start = date(2026, 11, 2)
    rotations = {FIRST: Rotation(FIRST, ("anna",), start), SECOND: Rotation(SECOND, ("bea",), start)}
    with runtime.database.begin() as tx:
        rosters.save(tx, Roster(people, rotations, fallback=("bea",)), {}, "Sam", runtime.clock())
    return runtime


def _arrive(desk: Runtime, raw: bytes, uid: int = 1) -> str:
    arrival = Arrival("wvb", "INBOX", 7, uid, desk.clock(), len(raw))
    with desk.database.begin() as tx:
        mail = inbox.keep(tx, [(arrival, raw)], desk.clock())[0].mail
    return str(handle(desk, mail, read_raw(desk, raw, desk.clock())).outcome)


def _case(desk: Runtime) -> Case:
    with desk.database.reading() as tx:
        (case,) = cases.listing(tx)
    return case


@pytest.fixture
def begun(desk: Runtime, smtp_sink: SmtpSink, clock: Clock) -> int:
    """A drill that came in after two seconds."""
    number = drill.begin(desk, "Sam", clock.now)
    clock.now += timedelta(seconds=2)
    assert _arrive(desk, smtp_sink.received[-1].raw) == Outcome.OPENED
    return number


def test_everything_in_a_drill_says_that_it_is_one(
    desk: Runtime, begun: int, smtp_sink: SmtpSink, clock: Clock
) -> None:
    """The calls, in both languages, what is told after, and the form in Prefect; nobody outside gets anything."""
    del begun
    for _ in range(2):
        clock.now += 3 * MINUTE
        climb(desk)
    taking.answer(desk, _case(desk).number, Word.HAVE_IT, "Anna", "opdracht", clock.now)
    with desk.database.reading() as tx:
        letters = outbox.letters(tx)
        names = [window.name for window in windows.pending(tx, 20, clock.now) if "ALARM" in window.name]
    assert {letter.recipient for letter in letters} == {"anna@desk.example", "bea@desk.example"}
    assert all(letter.subject.startswith(("OEFENING: ", "DRILL: ")) for letter in letters)
    assert all(letter.body.startswith(("Dit is een oefening.", "This is a drill.")) for letter in letters)
    assert all(name.startswith("OEFENING, ALARM") for name in names)
    deliver_due(desk, MAIL)
    assert {item.rcpt for item in smtp_sink.received} <= {"anna@desk.example", "bea@desk.example", "wvb@desk.example"}


def test_the_report_counts_the_seconds(desk: Runtime, begun: int, clock: Clock) -> None:
    """From sending: in, called, delivered, taken, called back; then the case is closed and nobody is called."""
    clock.now += timedelta(seconds=1)
    with desk.database.begin() as tx:
        for letter in outbox.claim(tx, by="test", now=clock.now, limit=9):
            outbox.sent(tx, letter.id, clock.now)
            alarms.delivered(tx, letter.id, clock.now)
    clock.now += timedelta(seconds=37)
    number = _case(desk).number
    taking.answer(desk, number, Word.HAVE_IT, "Anna", "link", clock.now)
    assert not drill.report(desk, begun).done
    clock.now += 2 * MINUTE
    taking.tick(desk, number, DutyItem.CALLED, "Anna", clock.now)
    report = drill.report(desk, begun)
    assert (report.to_arrival, report.to_first_attempt, report.to_first_delivery) == (2, 2, 3)
    assert (report.to_acknowledgement, report.to_call_back, report.holder, report.done) == (40, 160, "Anna", True)
    assert "overgenomen door Anna" in report.text()
    assert report.as_json()["done"]
    drill.end(desk, begun, clock.now)
    assert _case(desk).state is CaseState.CLOSED
    assert climb(desk) == 0


def test_a_drill_that_nobody_answers_ends(desk: Runtime, begun: int, clock: Clock) -> None:
    """When it is ended; and by itself after two hours, when nobody watches it any more."""
    assert drill.report(desk, begun).to_acknowledgement is None
    clock.now += 3 * MINUTE
    assert climb(desk) > 0
    clock.now += timedelta(hours=2)
    assert climb(desk) == 0
    with desk.database.reading() as tx:
        assert alarms.next_wake(tx) is None
    drill.end(desk, begun, clock.now)
    assert "nooit" in drill.report(desk, begun).text()


def _changed(raw: bytes, change: Callable[[str], str]) -> bytes:
    made, old = EmailMessage(), message_from_bytes(raw)
    for name in ("From", "To", "Subject"):
        made[name] = str(old[name])
    made.set_content(change(str(old.get_payload())))
    return made.as_bytes()


CHANGES: dict[str, Callable[[str], str]] = {
    "a real threat added": lambda text: text + "\nEr ligt een kogel voor je klaar",
    "a forged number": lambda text: text.replace("Oefennummer 1.", "Oefennummer 7."),
    "no number": lambda text: text[:0] + "OEFENING: er lag een kogel",
}


@pytest.mark.parametrize("how", CHANGES)
def test_nobody_passes_off_a_threat_as_a_drill(desk: Runtime, smtp_sink: SmtpSink, clock: Clock, how: str) -> None:
    """It is a threat like any other, and its calls say nothing of a drill."""
    drill.begin(desk, "Sam", clock.now)
    assert _arrive(desk, _changed(smtp_sink.received[-1].raw, CHANGES[how])) == Outcome.OPENED
    assert not _case(desk).exercise
    with desk.database.reading() as tx:
        assert not any("OEFENING" in letter.subject for letter in outbox.letters(tx))


def test_an_old_drill_is_a_mail_like_any_other(desk: Runtime, smtp_sink: SmtpSink, clock: Clock) -> None:
    """Who keeps one cannot play it next week."""
    drill.begin(desk, "Sam", clock.now)
    clock.now += timedelta(hours=2)
    assert _arrive(desk, smtp_sink.received[-1].raw) == Outcome.OPENED
    assert not _case(desk).exercise


def test_a_drill_has_a_name(desk: Runtime, clock: Clock) -> None:
    """Somebody answers for waking people."""
    with pytest.raises(SettingsError, match="naam"):
        drill.begin(desk, " ", clock.now)
    with pytest.raises(SettingsError, match="bestaat niet"):
        drill.report(desk, 9)


def test_the_roster_is_played_in_simulated_time(desk: Runtime, clock: Clock) -> None:
    """With the nights that matter; nothing is written and nobody is called."""
    rows = drill.simulate(desk, PolicyName.THREAT, clock.now)
    table = _table(rows)
    assert "Tweede Paasdag, 03:00" in table
    by_name = {row.scene: _as_json(row) for row in rows}
    assert by_name["nu"]["to_acknowledgement"] == 41
    assert by_name["alles ligt eruit"]["to_acknowledgement"] is None
    with desk.database.reading() as tx:
        assert outbox.letters(tx) == []
