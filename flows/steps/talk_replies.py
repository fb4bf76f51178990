"""What guests say about appointments by mail: their calendar's answer, or a proposed moment in plain words.

Only from the guest's own address, and only what is plain. All else, and whatever may be a threat, goes the usual way
of a message: to a human.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bots.lettering import without_own_words
from bots.mail import fingerprint
from casework import course as courses
from casework.appointments import NotPossible, Stage, picked
from casework.assessment import Alarm, Assessment, Intent
from casework.island_time import meant
from casework.messages import CalendarAnswer, Message
from casework.obligations import ObligationKind
from casework.other_moment import SHORT, Asked, plan
from casework.references import answered
from flows.runtime import Runtime
from flows.steps import appointments as steps
from flows.steps.correspondence import spoken_time
from flows.steps.moving import Origin, follow, open_kinds
from flows.steps.talks import call_off_in, settled
from storage import appointments, cases, inbox, journal
from storage.appointments import StoredAppointment
from storage.cases import Case
from storage.session import Tx

#: With these intents a reply is no choice, whatever it names.
_NO_CHOICE = frozenset(
    {
        Intent.RESCHEDULE_APPOINTMENT,
        Intent.CANCEL_APPOINTMENT,
        Intent.WITHDRAW,
        Intent.REJECT_REPORT,
        Intent.QUESTION_REPORT,
        Intent.REQUEST_EXPLANATION,
    }
)
_CALENDAR, _BY_MAIL = "agenda van de gast", "de gast, per mail"
_ACCEPTED, _DECLINED = "accepted", "declined"


@dataclass(frozen=True, slots=True)
class TalkReply:
    """A reply that was understood: the stored message, the case, and what it led to (Dutch, for the ledger)."""

    message: int
    number: str
    reason: str


def take_reply(
    runtime: Runtime, tx: Tx, mail: int | None, message: Message, assessment: Assessment, now: datetime
) -> TalkReply | None:
    """Carry out what a guest says about an appointment; None when it is no such reply, or is not plain."""
    if message.unreadable or assessment.alarm is not Alarm.NO:
        return None
    ways = (_by_calendar, _by_words, _wants_other_moment)
    found = (way(runtime, tx, mail, message, assessment, now) for way in ways)
    return next((reply for reply in found if reply is not None), None)


def _by_calendar(
    runtime: Runtime, tx: Tx, mail: int | None, message: Message, assessment: Assessment, now: datetime
) -> TalkReply | None:
    for answer in message.calendar:
        stored = appointments.by_uid(tx, answer.uid)
        case = cases.find(tx, stored.number) if stored else None
        if stored is None or case is None or not _is_guest(stored, message) or not stored.now.is_open:
            continue
        row = _keep(runtime, tx, mail, message, assessment, case, now)
        reason = _answered(tx, case, stored, answer, now)
        if not _is_plain_yes(stored, answer):
            _have_it_read(runtime, tx, case, row, now)
        return TalkReply(row, case.number, reason)
    return None


def _answered(tx: Tx, case: Case, stored: StoredAppointment, answer: CalendarAnswer, now: datetime) -> str:
    """Write down what the calendar said; who cannot come is reminded of nothing."""
    status = {_ACCEPTED: "aanvaard", _DECLINED: "afgewezen"}.get(answer.status, "misschien")
    reason = f"agenda: uitnodiging {status}"
    if answer.method == "COUNTER":
        when = spoken_time(answer.starts_at, "nl") if answer.starts_at else "zonder tijd"
        reason = f"agenda: ander moment voorgesteld, {when}"
    journal.note(tx, case.id, "antwoord op uitnodiging", f"{stored.now.talk.value}; {reason}", _CALENDAR, now)
    if (answer.method == "COUNTER" or answer.status == _DECLINED) and stored.now.stage is Stage.CONFIRMED:
        steps.want_other_moment(tx, case, stored, _CALENDAR, now)
    return reason


def _is_plain_yes(stored: StoredAppointment, answer: CalendarAnswer) -> bool:
    """Yes to the invitation as it stands now, without a word beside it."""
    return (
        answer.method == "REPLY"
        and answer.status == _ACCEPTED
        and answer.sequence == stored.now.sequence
        and not answer.comment
    )


def _by_words(
    runtime: Runtime, tx: Tx, mail: int | None, message: Message, assessment: Assessment, now: datetime
) -> TalkReply | None:
    if message.automatic is not None or assessment.intent in _NO_CHOICE:
        return None
    found = _proposed_to(runtime, tx, message)
    if found is None:
        return None
    case, stored = found
    text = without_own_words(message.new_text).strip()
    calendar = runtime.calendar_of(case.calendar)
    offered = meant(assessment.fields.availability, text, calendar, caribbean=assessment.caribbean)
    slot = picked(text, stored.now.slots, offered, calendar)
    if slot is None or slot <= now:
        return None
    try:
        done = steps.choose_in(runtime, tx, case, stored, slot, _BY_MAIL, now)
    except NotPossible:
        return None
    row = _keep(runtime, tx, mail, message, assessment, case, now)
    settled(runtime, tx, case, done, _BY_MAIL, now)
    if len(text) > SHORT or "?" in text or message.attachments:
        _have_it_read(runtime, tx, case, row, now)
    return TalkReply(row, case.number, f"moment gekozen voor {stored.now.talk.value}")


def _wants_other_moment(
    runtime: Runtime, tx: Tx, mail: int | None, message: Message, assessment: Assessment, now: datetime
) -> TalkReply | None:
    """The guest wants to move or cancel. What is plain is done (`casework.other_moment`); a human reads the rest."""
    if message.automatic is not None:
        return None
    found = _only_talk(runtime, tx, message)
    if found is None:
        return None
    case, stored = found
    text = without_own_words(message.new_text).strip()
    files = any(not file.inline for file in message.attachments)
    calendar = runtime.calendar_of(case.calendar)
    offered = meant(assessment.fields.availability, text, calendar, caribbean=assessment.caribbean)
    asked = Asked(assessment.intent, text, offered, files)
    todo = plan(asked, stored.now, now)
    if todo is None:
        return None
    row = _keep(runtime, tx, mail, message, assessment, case, now)
    read = todo.read
    if todo.call_off:
        read = not call_off_in(runtime, tx, case, stored.now.talk, _BY_MAIL, now) or read
    else:
        offers = asked.offered if todo.propose or asked.offered else None
        steps.want_other_moment(tx, case, stored, _BY_MAIL, now, offers=offers, waits=todo.propose)
    if read:
        _have_it_read(runtime, tx, case, row, now)
    return TalkReply(row, case.number, todo.reason)


def _only_talk(runtime: Runtime, tx: Tx, message: Message) -> tuple[Case, StoredAppointment] | None:
    """The one appointment of this guest that may still change: the agreed one, else one that was proposed."""
    case = _case_of(runtime, tx, message)
    mine = [item for item in appointments.of_case(tx, case.id) if _is_guest(item, message)] if case else []
    agreed = [item for item in mine if item.now.stage in {Stage.CONFIRMED, Stage.MOVING}]
    chosen = agreed or [item for item in mine if item.now.stage is Stage.PROPOSED]
    return (case, chosen[0]) if case is not None and len(chosen) == 1 else None


def _proposed_to(runtime: Runtime, tx: Tx, message: Message) -> tuple[Case, StoredAppointment] | None:
    """The one appointment whose moments wait for this guest's choice, by the signed reference of our letter."""
    case = _case_of(runtime, tx, message)
    if case is None:
        return None
    waiting = [
        item
        for item in appointments.of_case(tx, case.id)
        if item.now.stage in {Stage.PROPOSED, Stage.MOVING} and item.now.slots and _is_guest(item, message)
    ]
    return (case, waiting[0]) if len(waiting) == 1 else None


def _case_of(runtime: Runtime, tx: Tx, message: Message) -> Case | None:
    reference = answered(message, runtime.reference_keys)
    return cases.find(tx, reference.case) if reference else None


def _is_guest(stored: StoredAppointment, message: Message) -> bool:
    guest, sender = stored.guest.email, message.sender.email
    return bool(guest and sender) and str(guest).casefold() == str(sender).casefold()


def _keep(
    runtime: Runtime,
    tx: Tx,
    mail: int | None,
    message: Message,
    assessment: Assessment,
    case: Case,
    now: datetime,
) -> int:
    return inbox.add_message(
        tx,
        raw_of=mail,
        message=message,
        assessment=assessment,
        fingerprint=fingerprint(message),
        case=case.id,
        version=runtime.classifier.version,
        now=now,
    )


def _have_it_read(runtime: Runtime, tx: Tx, case: Case, row: int, now: datetime) -> None:
    course = courses.of_event(case.place, open_kinds(tx, case), None, (ObligationKind.READ,))
    follow(runtime, tx, case, course, Origin(now, message=row), now)
