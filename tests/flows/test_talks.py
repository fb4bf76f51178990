"""A case follows its appointments: by form, by link, by reply in plain words, and by the calendar of the guest."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from casework.appointments import Stage, Talk
from casework.assessment import Alarm, Assessment, Fields, Intent, Route
from casework.lifecycle import CaseEvent, CaseState
from casework.messages import Message
from casework.obligations import ObligationKind, Pause
from casework.people import SenderKind
from casework.workdays import AMSTERDAM
from flows.runtime import Runtime
from flows.steps import talks
from flows.steps.answer import Answer, close, give_all
from flows.steps.appointments import want_other_moment
from flows.steps.deliver import MAIL, deliver_due
from flows.steps.moving import move
from flows.steps.other_moment import propose_asked
from flows.steps.receive import Handled, handle
from nlp.form.dates import offered
from storage import appointments as store
from storage import cases, inbox, journal, obligations
from storage.appointments import StoredAppointment
from storage.cases import Case
from storage.inbox import Outcome
from storage.tables import cases as table
from storage.tables_papers import appointments
from tests.builders import a_case, an_arrival
from tests.flows.conftest import Clock
from tests.servers.smtp import SmtpSink

BESTUURDER = "b.bestuurder@prive.example"
K = ObligationKind


_INTENTS = {"VERZETTEN": Intent.RESCHEDULE_APPOINTMENT, "AFZEGGEN": Intent.CANCEL_APPOINTMENT}


class DateReader:
    """Reads the days that a reply names, and DREIGING."""

    version = "dates"

    def assess(self, message: Message) -> Assessment:
        """A reply in a running case."""
        text = message.new_text
        alarm = Alarm.YES if "DREIGING" in text else Alarm.NO
        days = tuple(offered(text, message.received_at))
        intent = next((intent for word, intent in _INTENTS.items() if word in text), None)
        return Assessment(alarm, Route.RUNNING_CASE, 0.0, intent=intent, fields=Fields(availability=days))


@pytest.fixture
def case(runtime: Runtime, smtp_sink: SmtpSink) -> Case:
    """A case in contact, whose talk at home must be planned."""
    runtime.settings.smtp.port = smtp_sink.port
    runtime.reader = DateReader()  # type: ignore[assignment]
    fields = Fields(SenderKind.BESTUURDER, availability=("2026-12-01T10:00:00+01:00", "2026-12-03"))
    with runtime.database.begin() as tx:
        made = a_case(tx, fields=fields)
        cases.add_party(tx, made.id, "bestuurder", "B. Bestuurder", BESTUURDER, None)
        cases.add_party(tx, made.id, "werkgever", "Gemeente", "secretaris@gemeente.example", None)
        return move(runtime, tx, made, CaseEvent.CONTACT_MADE, runtime.clock())


@pytest.fixture
def reply(runtime: Runtime, smtp_sink: SmtpSink) -> Callable[..., Handled]:
    """Answer the newest letter: `reply("De tweede")`, or with a calendar part."""
    count = iter(range(1, 100))

    def replied(text: str, sender: str = BESTUURDER, calendar: tuple[str, bytes] | None = None) -> Handled:
        deliver_due(runtime, MAIL)
        ours = email.message_from_bytes(smtp_sink.received[-1].raw)
        mail, number = EmailMessage(), next(count)
        mail["From"], mail["To"], mail["Subject"] = sender, "wvb@desk.example", f"Re: {ours['Subject']}"
        mail["Message-ID"], mail["In-Reply-To"] = f"<{number}@prive.example>", str(ours["Message-ID"]).strip()
        mail.set_content(text)
        if calendar:
            method, ics = calendar
            mail.add_alternative(ics, "text", "calendar", cte="base64", params={"method": method})
        with runtime.database.begin() as tx:
            arrival = an_arrival(uid=number, received_at=runtime.clock())
            kept = inbox.keep(tx, [(arrival, mail.as_bytes())], runtime.clock())[0].mail
        return handle(runtime, kept)

    return replied


def _now(runtime: Runtime, case: Case) -> StoredAppointment:
    with runtime.database.reading() as tx:
        return store.of_case(tx, case.id)[-1]


def _open(runtime: Runtime, case: Case) -> dict[ObligationKind, obligations.Obligation]:
    with runtime.database.reading() as tx:
        return {item.kind: item for item in obligations.open_of(tx, case.id)}


def _answer(runtime: Runtime, case: Case, kind: ObligationKind, outcome: str, moment: datetime | None = None) -> None:
    reference = _open(runtime, case)[kind].reference
    give_all(runtime, reference, Answer(outcome, "S.", moment=moment), runtime.clock())


def _propose(runtime: Runtime, case: Case) -> StoredAppointment:
    return talks.propose(runtime, case.number, Talk.HOME, by="S.", now=runtime.clock())


def _subjects(smtp_sink: SmtpSink, runtime: Runtime) -> list[str]:
    deliver_due(runtime, MAIL)
    return [str(email.message_from_bytes(item.raw)["Subject"]) for item in smtp_sink.received]


def test_a_proposal_stops_the_clock_and_a_choice_in_plain_words_keeps_the_promise(
    runtime: Runtime, case: Case, reply: Callable[..., Handled]
) -> None:
    """The promise to plan is kept, the promise to talk is made for that moment, all by the guest's own words."""
    stored = _propose(runtime, case)
    assert _open(runtime, case)[K.PLAN_HOME_TALK].paused_at is not None
    assert reply("Donderdag 3 december graag.").outcome is Outcome.JOINED
    assert _now(runtime, case).now.starts_at == stored.now.slots[1]
    found = _open(runtime, case)
    assert K.PLAN_HOME_TALK not in found
    assert found[K.HOME_TALK].moment_at == stored.now.slots[1]
    assert K.READ not in found


@pytest.mark.parametrize("text", ["De eerste lukt niet, de tweede wel.", "Kan het ook 9 december?", "Bel mij even."])
def test_what_is_not_plain_goes_to_a_human(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], text: str
) -> None:
    """Nothing is agreed; the message waits to be read."""
    _propose(runtime, case)
    assert reply(text).outcome is Outcome.JOINED
    assert _now(runtime, case).now.stage is Stage.PROPOSED
    assert K.READ in _open(runtime, case)


def test_a_choice_with_a_question_is_carried_out_and_read(
    runtime: Runtime, case: Case, reply: Callable[..., Handled]
) -> None:
    """The question is not lost."""
    _propose(runtime, case)
    reply("De tweede graag. Mag mijn partner erbij zijn?")
    assert _now(runtime, case).now.stage is Stage.CONFIRMED
    assert K.READ in _open(runtime, case)


def test_a_threat_beside_a_choice_is_a_threat(runtime: Runtime, case: Case, reply: Callable[..., Handled]) -> None:
    """The usual way of a message, with its alarm."""
    _propose(runtime, case)
    assert reply("De tweede graag. DREIGING").alarm is Alarm.YES
    assert _now(runtime, case).now.stage is Stage.PROPOSED


def _proposed_anew(runtime: Runtime, smtp_sink: SmtpSink) -> str:
    """What the dispatcher does, and the text of the letter that leaves."""
    assert propose_asked(runtime, runtime.clock()) == 1
    deliver_due(runtime, MAIL)
    mail = email.message_from_bytes(smtp_sink.received[-1].raw)
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_a_wish_to_move_is_answered_with_the_moments_that_were_offered(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], smtp_sink: SmtpSink
) -> None:
    """The guest names a day, gets a proposal with it, and chooses; the talk has moved and nobody had to do anything."""
    first = talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    assert reply("VERZETTEN naar woensdag 9 december om 10 uur?").outcome is Outcome.JOINED
    assert _now(runtime, case).now.stage is Stage.MOVING
    text = _proposed_anew(runtime, smtp_sink)
    assert "woensdag 9 december 2026 om 10.00 uur" in text
    assert "vervalt zodra u een nieuw moment kiest" in text
    slots = _now(runtime, case).now.slots
    assert first.now.starts_at not in slots
    assert propose_asked(runtime, runtime.clock()) == 0
    reply("Woensdag 9 december graag.")
    moved = _now(runtime, case).now
    assert (moved.stage, moved.starts_at) == (Stage.CONFIRMED, datetime(2026, 12, 9, 10, 0, tzinfo=AMSTERDAM))
    assert (moved.uid, moved.sequence) == (first.now.uid, first.now.sequence + 1)
    found = _open(runtime, case)
    assert found[K.HOME_TALK].moment_at == moved.starts_at
    assert K.READ not in found
    assert "Uw afspraak is verzet" in _subjects(smtp_sink, runtime)[-1]


def test_a_wish_to_move_without_a_day_is_answered_with_ours_on_other_days(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], smtp_sink: SmtpSink
) -> None:
    """The day that does not suit is not proposed again."""
    first = talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    reply("Ik moet de afspraak VERZETTEN.")
    _proposed_anew(runtime, smtp_sink)
    slots = _now(runtime, case).now.slots
    assert len(slots) >= 2
    assert first.now.starts_at
    assert first.now.starts_at.date() not in {slot.date() for slot in slots}


def test_other_days_than_the_proposed_ones_are_proposed_next(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], smtp_sink: SmtpSink
) -> None:
    """While nothing is agreed yet; after three rounds a human calls."""
    _propose(runtime, case)
    reply("Die dagen niet. VERZETTEN naar 9 of 10 december?")
    assert "9 december 2026" in _proposed_anew(runtime, smtp_sink)
    reply("Toch niet. VERZETTEN naar 14 december?")
    _proposed_anew(runtime, smtp_sink)
    assert K.READ not in _open(runtime, case)
    reply("Ook niet. VERZETTEN naar 16 december?")
    assert propose_asked(runtime, runtime.clock()) == 0
    assert K.READ in _open(runtime, case)


def test_a_time_in_a_reply_from_an_island_is_the_time_there(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], smtp_sink: SmtpSink
) -> None:
    """As our letter showed it; who means Dutch time says so."""
    with runtime.database.begin() as tx:
        tx.connection.execute(sa.update(table).values(calendar="bon"))
    talks.propose(
        runtime, case.number, Talk.HOME, by="S.", now=runtime.clock(), moments=[_utc(1, 14), _utc(1, 18), _utc(2, 14)]
    )
    reply("1 december om 14 uur graag.")
    assert _now(runtime, case).now.starts_at == _utc(1, 18)
    reply("VERZETTEN naar 9 december om 10 uur?")
    assert "om 10.00 uur (tijd op Bonaire)" in _proposed_anew(runtime, smtp_sink)
    reply("VERZETTEN naar 10 december om 17 uur Nederlandse tijd?")
    assert "donderdag 10 december 2026 om 12.00 uur (tijd op Bonaire)" in _proposed_anew(runtime, smtp_sink)


def _utc(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def test_a_talk_that_is_called_off_in_so_many_words_is_off(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], smtp_sink: SmtpSink
) -> None:
    """The guest and the calendars are told; a colleague plans it anew, or hears that it is not needed."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    assert reply("Helaas moet ik de afspraak afzeggen. AFZEGGEN").outcome is Outcome.JOINED
    assert _now(runtime, case).now.stage is Stage.CANCELLED
    found = _open(runtime, case)
    assert K.PLAN_HOME_TALK in found
    assert K.HOME_TALK not in found
    assert K.READ not in found
    assert "gaat niet door" in _subjects(smtp_sink, runtime)[-1]


def test_a_talk_called_off_while_the_case_is_on_hold_is_read(
    runtime: Runtime, case: Case, reply: Callable[..., Handled]
) -> None:
    """No promise of such a case says that the talk must be planned anew: a human hears it all the same."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    with runtime.database.begin() as tx:
        move(runtime, tx, case, CaseEvent.THREAT_FOUND, runtime.clock())
    assert reply("Helaas moet ik de afspraak afzeggen. AFZEGGEN").outcome is Outcome.JOINED
    assert _now(runtime, case).now.stage is Stage.CANCELLED
    assert K.PLAN_HOME_TALK not in _open(runtime, case)
    assert K.READ in _open(runtime, case)


@pytest.mark.parametrize(
    "text", ["AFZEGGEN? Het komt misschien niet uit.", "VERZETTEN. " + "Er is veel gebeurd hier. " * 10]
)
def test_a_wish_that_is_not_plain_stops_reminders_and_makes_work(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], text: str
) -> None:
    """Nothing is cancelled or proposed on a reader's guess."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    assert reply(text).outcome is Outcome.JOINED
    assert _now(runtime, case).now.stage is Stage.MOVING
    assert K.READ in _open(runtime, case)
    assert propose_asked(runtime, runtime.clock()) == 0


def test_the_days_that_were_named_are_kept_for_the_human_who_decides(
    runtime: Runtime, case: Case, reply: Callable[..., Handled]
) -> None:
    """Nothing is proposed by itself; who proposes does so with what the guest said last."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    reply("VERZETTEN naar woensdag 9 december om 10 uur? " + "Er is veel gebeurd hier. " * 10)
    assert propose_asked(runtime, runtime.clock()) == 0
    assert K.READ in _open(runtime, case)
    assert datetime(2026, 12, 9, 10, 0, tzinfo=AMSTERDAM) in _propose(runtime, case).now.slots


def test_one_wish_that_cannot_be_met_keeps_no_other_guest_waiting(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], caplog: pytest.LogCaptureFixture
) -> None:
    """It is told by its kind and case number, and tried again the next round."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    reply("VERZETTEN graag.")
    with runtime.database.begin() as tx:
        other = a_case(tx, fields=Fields(SenderKind.BESTUURDER))
        cases.add_party(tx, other.id, "bestuurder", "A. Ander", "a.ander@prive.example", None)
        other = move(runtime, tx, other, CaseEvent.CONTACT_MADE, runtime.clock())
    waits = talks.propose(runtime, other.number, Talk.HOME, by="S.", now=runtime.clock())
    with runtime.database.begin() as tx:
        want_other_moment(tx, other, waits, "gast", runtime.clock(), offers=("2026-12-10",))
        tx.connection.execute(
            sa.update(appointments).where(appointments.c.number == case.number).values(offers='["x"]')
        )
    assert propose_asked(runtime, runtime.clock()) == 1
    assert _now(runtime, other).now.slots
    assert f"no other moment can be proposed in {case.number}: " in caplog.text
    with runtime.database.reading() as tx:
        assert [item.number for item in store.asked(tx, runtime.clock())] == [case.number]


def test_nothing_is_proposed_while_the_calendar_of_the_adviser_is_away(
    runtime: Runtime, case: Case, reply: Callable[..., Handled]
) -> None:
    """Nobody looks at these moments before they leave: the guest waits for a round in which it answers."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    reply("VERZETTEN graag.")
    runtime.settings.appointments.caldav_url = "http://127.0.0.1:9/weg/"
    assert propose_asked(runtime, runtime.clock()) == 0
    runtime.settings.appointments.caldav_url = ""
    assert propose_asked(runtime, runtime.clock()) == 1


def test_a_guest_who_waited_long_for_the_calendar_gets_a_colleague(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], clock: Clock
) -> None:
    """A broken calendar becomes work that somebody sees; who does it can propose by hand, and nothing is doubled."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    reply("VERZETTEN graag.")
    runtime.settings.appointments.caldav_url = "http://127.0.0.1:9/weg/"
    clock.now += timedelta(minutes=29)
    assert propose_asked(runtime, runtime.clock()) == 0
    assert K.SEE_TALK not in _open(runtime, case)
    clock.now += timedelta(minutes=1)
    assert propose_asked(runtime, runtime.clock()) == 0
    assert K.SEE_TALK in _open(runtime, case)
    with runtime.database.reading() as tx:
        told = [entry.text for entry in journal.entries(tx, case.id) if entry.what == "geen ander moment voorgesteld"]
    assert told == ["de agenda van de adviseur antwoordt niet"]
    assert _propose(runtime, case).now.slots
    runtime.settings.appointments.caldav_url = ""
    assert propose_asked(runtime, runtime.clock()) == 0
    _answer(runtime, case, K.SEE_TALK, "in orde")
    assert K.SEE_TALK not in _open(runtime, case)


def test_a_wish_that_always_fails_becomes_work_too(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], clock: Clock
) -> None:
    """It is not tried for ever behind everybody's back."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    reply("VERZETTEN graag.")
    with runtime.database.begin() as tx:
        tx.connection.execute(sa.update(appointments).values(offers='["x"]'))
    assert propose_asked(runtime, runtime.clock()) == 0
    assert K.SEE_TALK not in _open(runtime, case)
    clock.now += timedelta(minutes=30)
    assert propose_asked(runtime, runtime.clock()) == 0
    assert K.SEE_TALK in _open(runtime, case)
    with runtime.database.reading() as tx:
        assert store.asked(tx, runtime.clock()) == []


def test_a_proposal_that_staff_withdraw_must_be_planned_anew(runtime: Runtime, case: Case) -> None:
    """Nobody waits for a guest who has nothing to choose from any more."""
    _propose(runtime, case)
    assert _open(runtime, case)[K.PLAN_HOME_TALK].paused_at is not None
    talks.call_off(runtime, case.number, Talk.HOME, by="S.", now=runtime.clock())
    assert _open(runtime, case)[K.PLAN_HOME_TALK].paused_at is None
    assert K.SEE_TALK not in _open(runtime, case)


def test_a_talk_that_staff_call_off_in_a_case_on_hold_is_somebodys_work(runtime: Runtime, case: Case) -> None:
    """The task to hold it stands still with the case; once it goes on there is no talk."""
    moment = datetime(2026, 12, 8, 10, 0, tzinfo=AMSTERDAM)
    talks.agree(runtime, case.number, Talk.HOME, moment, by="S.", now=runtime.clock())
    with runtime.database.begin() as tx:
        found = cases.find(tx, case.number)
        assert found
        move(runtime, tx, found, CaseEvent.THREAT_FOUND, runtime.clock())
    talks.call_off(runtime, case.number, Talk.HOME, by="S.", now=runtime.clock())
    assert K.SEE_TALK in _open(runtime, case)
    assert _open(runtime, case)[K.HOME_TALK].paused_at is not None
    close(runtime, case.number, "S.", "toch niet meer nodig", runtime.clock())
    assert K.SEE_TALK not in _open(runtime, case)


@pytest.mark.parametrize("by_guest", [False, True])
def test_no_clock_runs_in_a_case_under_threat_when_a_proposal_falls_through(
    runtime: Runtime, case: Case, *, by_guest: bool
) -> None:
    """Staff withdrew it, or nothing suits the guest: seen to at once, planned once the case goes on."""
    stored = _propose(runtime, case)
    with runtime.database.begin() as tx:
        held = move(runtime, tx, case, CaseEvent.THREAT_FOUND, runtime.clock())
    if by_guest:
        talks.none_suits(runtime, stored.id, "gast", runtime.clock())
    else:
        talks.call_off(runtime, case.number, Talk.HOME, by="S.", now=runtime.clock())
    found = _open(runtime, case)
    assert K.SEE_TALK in found
    assert found[K.PLAN_HOME_TALK].paused_why is Pause.THREAT
    assert found[K.PLAN_HOME_TALK].nudge_at is None
    with runtime.database.begin() as tx:
        move(runtime, tx, held, CaseEvent.RESUMED, runtime.clock())
    assert _open(runtime, case)[K.PLAN_HOME_TALK].paused_at is None


def test_without_moments_to_propose_a_human_gets_it(
    runtime: Runtime, case: Case, reply: Callable[..., Handled]
) -> None:
    """The wish is not lost, and is not tried for ever."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    reply("VERZETTEN graag.")
    runtime.settings.appointments.times = []
    assert propose_asked(runtime, runtime.clock()) == 0
    assert K.SEE_TALK in _open(runtime, case)
    with runtime.database.reading() as tx:
        assert store.asked(tx, runtime.clock()) == []


def test_a_stranger_moves_and_cancels_nothing(runtime: Runtime, case: Case, reply: Callable[..., Handled]) -> None:
    """Also with our letter in hand."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    for text in ("VERZETTEN naar 9 december?", "Ik moet de afspraak afzeggen. AFZEGGEN"):
        reply(text, sender="vreemde@elders.example")
    assert _now(runtime, case).now.stage is Stage.CONFIRMED
    assert propose_asked(runtime, runtime.clock()) == 0


def test_a_stranger_chooses_nothing(runtime: Runtime, case: Case, reply: Callable[..., Handled]) -> None:
    """Also with our letter in hand."""
    _propose(runtime, case)
    reply("De tweede graag.", sender="vreemde@elders.example")
    assert _now(runtime, case).now.stage is Stage.PROPOSED


def _calendar_reply(smtp_sink: SmtpSink, runtime: Runtime, status: str, method: str = "REPLY") -> tuple[str, bytes]:
    """What Outlook sends back on the newest invitation."""
    deliver_due(runtime, MAIL)
    mail = email.message_from_bytes(smtp_sink.received[-1].raw)
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))  # type: ignore[arg-type]
    calendar["METHOD"] = method
    event = calendar.walk("VEVENT")[0]
    event["ATTENDEE"].params["PARTSTAT"] = status
    if method == "COUNTER":
        event["DTSTART"].dt += timedelta(days=1)
    return method, calendar.to_ical()


def test_a_calendar_that_says_yes_is_noted_and_bothers_nobody(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], smtp_sink: SmtpSink
) -> None:
    """No task, no letter back."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    assert reply("", calendar=_calendar_reply(smtp_sink, runtime, "ACCEPTED")).outcome is Outcome.JOINED
    assert K.READ not in _open(runtime, case)
    with runtime.database.reading() as tx:
        assert any("uitnodiging aanvaard" in entry.text for entry in journal.entries(tx, case.id))


@pytest.mark.parametrize(("status", "method"), [("DECLINED", "REPLY"), ("TENTATIVE", "COUNTER")])
def test_a_calendar_that_says_no_or_another_time_makes_work_and_stops_reminders(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], smtp_sink: SmtpSink, status: str, method: str
) -> None:
    """A person plans anew."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    reply("", calendar=_calendar_reply(smtp_sink, runtime, status, method))
    assert _now(runtime, case).now.stage is Stage.MOVING
    assert K.READ in _open(runtime, case)


def test_an_answer_to_an_older_invitation_is_read_by_a_human(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], smtp_sink: SmtpSink
) -> None:
    """Yes to yesterday's moment is no yes to today's."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    old = _calendar_reply(smtp_sink, runtime, "ACCEPTED")
    moment = datetime(2026, 12, 10, 10, 0, tzinfo=AMSTERDAM)
    talks.agree(runtime, case.number, Talk.HOME, moment, by="S.", now=runtime.clock())
    reply("", calendar=old)
    assert K.READ in _open(runtime, case)


def test_somebody_elses_calendar_changes_nothing(
    runtime: Runtime, case: Case, reply: Callable[..., Handled], smtp_sink: SmtpSink
) -> None:
    """The invitation was forwarded; only the guest answers it."""
    talks.choose(runtime, _propose(runtime, case).id, 1, "x", runtime.clock())
    reply("", sender="collega@gemeente.example", calendar=_calendar_reply(smtp_sink, runtime, "DECLINED"))
    assert _now(runtime, case).now.stage is Stage.CONFIRMED


def test_the_forms_of_the_secretariaat_lead_to_one_letter_with_one_invitation(
    runtime: Runtime, case: Case, smtp_sink: SmtpSink, clock: Clock
) -> None:
    """Made, moved, fallen through: the appointment follows the answer to the task."""
    first = datetime(2026, 12, 8, 10, 0, tzinfo=AMSTERDAM)
    _answer(runtime, case, K.PLAN_HOME_TALK, "afspraak gemaakt", first)
    _answer(runtime, case, K.HOME_TALK, "verzet naar een andere tijd", first + timedelta(days=1))
    found = _now(runtime, case).now
    assert (found.starts_at, found.sequence) == (first + timedelta(days=1), 1)
    clock.now = first + timedelta(days=2)
    _answer(runtime, case, K.HOME_TALK, "niet doorgegaan, opnieuw plannen")
    assert _now(runtime, case).now.stage is Stage.NO_SHOW
    assert K.PLAN_HOME_TALK in _open(runtime, case)
    subjects = [text for text in _subjects(smtp_sink, runtime) if "afspraak" in text.lower()]
    assert subjects == [f"Uw afspraak staat vast ({case.number})", f"Uw afspraak is verzet ({case.number})"]


def test_a_command_keeps_the_promise_as_the_form_does(runtime: Runtime, case: Case) -> None:
    """Agreed on the telephone, and off again: it must be planned anew."""
    moment = datetime(2026, 12, 8, 10, 0, tzinfo=AMSTERDAM)
    talks.agree(runtime, case.number, Talk.HOME, moment, by="S.", now=runtime.clock())
    assert _open(runtime, case)[K.HOME_TALK].moment_at == moment
    talks.agree(runtime, case.number, Talk.HOME, moment + timedelta(days=1), by="S.", now=runtime.clock())
    assert _open(runtime, case)[K.HOME_TALK].moment_at == moment + timedelta(days=1)
    talks.call_off(runtime, case.number, Talk.HOME, by="S.", now=runtime.clock())
    assert K.PLAN_HOME_TALK in _open(runtime, case)
    assert K.HOME_TALK not in _open(runtime, case)


def test_a_case_that_ends_calls_its_appointments_off(runtime: Runtime, case: Case, smtp_sink: SmtpSink) -> None:
    """Nobody waits at home for somebody who does not come."""
    moment = datetime(2026, 12, 8, 10, 0, tzinfo=AMSTERDAM)
    _answer(runtime, case, K.PLAN_HOME_TALK, "afspraak gemaakt", moment)
    closed, _ = close(runtime, case.number, "S.", "aanvraag ingetrokken", runtime.clock())
    assert closed.state is CaseState.CLOSED
    assert _now(runtime, case).now.stage is Stage.CANCELLED
    assert f"Uw afspraak gaat niet door ({case.number})" in _subjects(smtp_sink, runtime)


@pytest.mark.parametrize("moment", ["2026-12-05T03:00+01:00", "2026-12-01T22:00+01:00"])
def test_no_talk_is_proposed_or_agreed_at_night(runtime: Runtime, case: Case, moment: str) -> None:
    """Three o'clock is a slip of the keys; the evening and the weekend are for people to agree on."""
    night, evening = datetime.fromisoformat(moment), datetime.fromisoformat("2026-12-05T20:00+01:00")
    now = runtime.clock()
    with pytest.raises(talks.TalkRefused, match="valt in de nacht"):
        talks.propose(runtime, case.number, Talk.HOME, by="S.", now=now, moments=[evening, night])
    with pytest.raises(talks.TalkRefused, match="valt in de nacht"):
        talks.agree(runtime, case.number, Talk.HOME, night, by="S.", now=now)
    assert talks.propose(runtime, case.number, Talk.HOME, by="S.", now=now, moments=[evening]).now.slots == (evening,)
