"""Appointments: proposed, agreed, moved, cancelled, reminded of. Each change is one transaction with its letter,
its invitation and its line in the journal; the adviser's calendar follows (`flows.steps.adviser_calendar`).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from bots.calendar_invites import Invitation, invitation
from bots.lettering import write
from casework.appointments import (
    Ahead,
    Appointment,
    Busy,
    Change,
    Method,
    NotPossible,
    Rules,
    Stage,
    Talk,
    agree,
    cancel,
    choose,
    find_moments,
    held,
    no_show,
    propose,
    reminder,
    unsettle,
)
from casework.letters import Enclosure, EnclosureKind, LetterKind
from casework.lifecycle import CaseEvent
from casework.obligations import TALK_OF, ObligationKind, Outcome
from casework.people import SenderKind
from flows.links import pick_link
from flows.runtime import DESK, Runtime
from flows.steps.correspondence import Addressee, facts, language_of, post_to, spoken_time
from storage import appointments, cases, journal
from storage.appointments import Guest, StoredAppointment
from storage.cases import Case
from storage.session import Tx

#: How far ahead reminders are looked for.
_HORIZON = timedelta(days=8)

_TALKS_EN = {
    Talk.EMPLOYER: "talk with the employer",
    Talk.HOME: "talk with the official",
    Talk.EXPLANATION: "explanation of the report",
}
_PLACES = {
    Talk.EMPLOYER: {"nl": "online", "en": "online"},
    Talk.HOME: {"nl": "bij u thuis", "en": "at your home"},
    Talk.EXPLANATION: {"nl": "online of aan de telefoon", "en": "online or by phone"},
}
_ABOUT = {
    Talk.EMPLOYER: {
        "nl": "U spreekt met een veiligheidsadviseur.",
        "en": "You will speak with a security adviser.",
    },
    Talk.HOME: {
        "nl": "Een veiligheidsadviseur komt langs en legitimeert zich. De adviseur bekijkt ook uw woning.",
        "en": "A security adviser visits you and shows identification. The adviser also looks at your home.",
    },
    Talk.EXPLANATION: {
        "nl": "De veiligheidsadviseur legt het adviesrapport uit.",
        "en": "The security adviser explains the report.",
    },
}
_LINK_FOLLOWS = {"nl": "de link krijgt u nog", "en": "the link will follow"}
_CHOOSE = {
    "nl": "Antwoord op deze mail met het nummer of de dag die u past.",
    "en": "Reply to this mail with the number or the day that suits you.",
}
_CHOOSE_BY_LINK = {
    "nl": "Kies op {link} of antwoord op deze mail met het nummer of de dag die u past.",
    "en": "Choose at {link} or reply to this mail with the number or the day that suits you.",
}
_PROPOSES = {
    "nl": "Wij willen graag een afspraak met u maken.",
    "en": "We would like to make an appointment with you.",
}
_PROPOSES_ANEW = {
    "nl": "Wij zoeken een ander moment voor uw afspraak van {moment}. Die vervalt zodra u een nieuw moment kiest.",
    "en": "We are looking for another moment for your appointment on {moment}. It is off once you choose a new one.",
}
_GUESTS = {
    Talk.EMPLOYER: SenderKind.WERKGEVER,
    Talk.HOME: SenderKind.BESTUURDER,
    Talk.EXPLANATION: SenderKind.BESTUURDER,
}
_JOURNAL = {LetterKind.CONFIRMED: "afspraak gemaakt", LetterKind.MOVED: "afspraak verzet"}


def moments_for(
    runtime: Runtime, case: Case, talk: Talk, busy: Sequence[Busy], now: datetime, offers: Sequence[str] = ()
) -> tuple[datetime, ...]:
    """What can be proposed: moments that the guest offered since, or in the mail of the case; else our own."""
    writes = case.fields.sender_kind
    offered = case.fields.availability if (writes is SenderKind.WERKGEVER) is (talk is Talk.EMPLOYER) else ()
    return find_moments(offers or offered, busy, runtime.calendar_of(case.calendar), now, rules_of(runtime, talk))


def rules_of(runtime: Runtime, talk: Talk) -> Rules:
    """How moments for this talk are found."""
    chosen = runtime.settings.appointments
    return Rules(
        minutes=_minutes(runtime, talk),
        times=tuple(chosen.times),
        margin=timedelta(minutes=chosen.travel_minutes if talk is Talk.HOME else 0),
        lead_working_days=chosen.lead_working_days,
        horizon_working_days=chosen.horizon_working_days,
    )


def propose_in(
    runtime: Runtime, tx: Tx, case: Case, talk: Talk, slots: Sequence[datetime], by: str, now: datetime
) -> StoredAppointment:
    """Propose moments to who must choose. Raises NotPossible."""
    stored = appointments.open_of(tx, case.id, talk) or _new(runtime, tx, case, talk, now)
    if stored.guest.email is None:
        raise NotPossible(f"er is geen mailadres bekend voor het {talk.value}")
    stored = appointments.save(tx, stored, propose(stored.now, slots, now).after, now)
    language = stored.guest.language
    link = pick_link(runtime, stored.id, stored.now.round)
    moments = [
        f"{place}. {spoken_time(slot, language, case.calendar)}" for place, slot in enumerate(stored.now.slots, 1)
    ]
    how = _CHOOSE_BY_LINK[language].format(link=link) if link else _CHOOSE[language]
    more = {"opening": _opening(case, stored), "moments_list": "\n".join(moments), "how_to_choose": how}
    _send(runtime, tx, case, stored, LetterKind.PROPOSAL, now, more=more)
    shown = ", ".join(spoken_time(slot, "nl") for slot in stored.now.slots)
    journal.note(tx, case.id, "afspraak voorgesteld", f"{talk.value}: {shown}", by, now)
    return stored


def _opening(case: Case, stored: StoredAppointment) -> str:
    """Why there is a proposal: the first one, or because the guest wanted another moment."""
    language, moment = stored.guest.language, stored.now.starts_at
    if moment is None:
        return _PROPOSES[language]
    return _PROPOSES_ANEW[language].format(moment=spoken_time(moment, language, case.calendar))


def choose_in(
    runtime: Runtime, tx: Tx, case: Case, stored: StoredAppointment, slot: datetime, by: str, now: datetime
) -> StoredAppointment:
    """One of the proposed moments was chosen. Raises NotPossible."""
    return _settle(runtime, tx, case, stored, choose(stored.now, slot, now), by, now)


def agreed(
    runtime: Runtime, tx: Tx, case: Case, talk: Talk, moment: datetime, by: str, now: datetime
) -> StoredAppointment:
    """Staff agreed a moment with the guest, for the first time or another one than before. Raises NotPossible."""
    stored = appointments.open_of(tx, case.id, talk) or _new(runtime, tx, case, talk, now)
    return _settle(runtime, tx, case, stored, agree(stored.now, moment, now), by, now)


def call_off(runtime: Runtime, tx: Tx, case: Case, talk: Talk, by: str, now: datetime) -> StoredAppointment | None:
    """The appointment for a talk is off; the guest and the calendars are told. None when there was none."""
    stored = appointments.open_of(tx, case.id, talk)
    return None if stored is None else _call_off(runtime, tx, case, stored, by, now)


def call_off_all(runtime: Runtime, tx: Tx, case: Case, now: datetime) -> None:
    """The case has ended: nothing is left to talk about."""
    for stored in appointments.of_case(tx, case.id):
        if stored.now.is_open:
            _call_off(runtime, tx, case, stored, DESK, now)


def ended(tx: Tx, case: Case, talk: Talk, by: str, now: datetime, *, came: bool) -> StoredAppointment | None:
    """The talk took place, or somebody did not come. None without appointment, or when the one to come is ahead."""
    stored = appointments.open_of(tx, case.id, talk)
    if stored is None:
        return None
    try:
        change = held(stored.now) if came else no_show(stored.now, now)
    except NotPossible:
        return None
    what = "gesprek gevoerd" if came else "gesprek niet doorgegaan"
    journal.note(tx, case.id, what, talk.value, by, now)
    return appointments.save(tx, stored, change.after, now)


def want_other_moment(
    tx: Tx,
    case: Case,
    stored: StoredAppointment,
    by: str,
    now: datetime,
    *,
    offers: Sequence[str] | None = None,
    waits: bool = True,
) -> StoredAppointment:
    """The guest cannot come then: no reminders leave until another moment is agreed.

    With `offers` (days that the guest named, or none) other moments are proposed right after; a human does so, with
    these days, when the guest does not wait (`waits`) for that.
    """
    journal.note(tx, case.id, "ander moment gevraagd", stored.now.talk.value, by, now)
    return appointments.save(tx, stored, unsettle(stored.now).after, now, offers=offers, waits=waits)


def follow_answer(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    kind: ObligationKind,
    chosen: Outcome,
    moment: datetime | None,
    by: str,
    now: datetime,
) -> None:
    """What the answer to a promise about a talk means for its appointment. Raises NotPossible."""
    talk = TALK_OF.get(kind)
    if talk is None:
        return
    if moment is not None:
        agreed(runtime, tx, case, talk, moment, by, now)
        return
    came = chosen.talks or chosen.event is CaseEvent.EXPLAINED
    if came or chosen.event is CaseEvent.TALK_FELL_THROUGH:
        ended(tx, case, talk, by, now, came=came) or call_off(runtime, tx, case, talk, by, now)


def remind(runtime: Runtime, now: datetime) -> int:
    """Remind of what is a week or a day ahead, in working hours; returns how many letters that are."""
    with runtime.database.reading() as tx:
        due = [item for item in appointments.ahead(tx, now, now + _HORIZON) if _due_in(runtime, tx, item, now)]
    return sum(_remind(runtime, item, now) for item in due)


def remind_in(runtime: Runtime, tx: Tx, case: Case, talk: Talk | None, now: datetime) -> bool:
    """Remind of the appointment for a talk, if that is due; true when a letter leaves."""
    stored = appointments.open_of(tx, case.id, talk) if talk else None
    how_far = _due(runtime, case, stored, now) if stored else None
    if stored is None or how_far is None:
        return False
    appointments.reminded(tx, stored.id, how_far)
    _send(runtime, tx, case, stored, LetterKind.REMINDER, now, occasion=how_far.value)
    journal.note(tx, case.id, "herinnerd aan afspraak", stored.now.talk.value, DESK, now)
    return True


def _remind(runtime: Runtime, due: StoredAppointment, now: datetime) -> bool:
    """Another process may have done it meanwhile."""
    with runtime.database.begin() as tx:
        case = cases.find(tx, due.number)
        return case is not None and remind_in(runtime, tx, case, due.now.talk, now)


def _due_in(runtime: Runtime, tx: Tx, stored: StoredAppointment, now: datetime) -> Ahead | None:
    case = cases.find(tx, stored.number)
    return None if case is None else _due(runtime, case, stored, now)


def _due(runtime: Runtime, case: Case, stored: StoredAppointment, now: datetime) -> Ahead | None:
    return reminder(stored.now, stored.agreed_at or now, stored.reminded, now, runtime.calendar_of(case.calendar))


def _new(runtime: Runtime, tx: Tx, case: Case, talk: Talk, now: datetime) -> StoredAppointment:
    domain = runtime.settings.desk.address.partition("@")[2]
    made = Appointment(f"{uuid.uuid4()}@{domain}", talk, Stage.PROPOSED, _minutes(runtime, talk))
    return appointments.add(tx, case.id, case.number, made, _guest(tx, case, talk), now)


def _guest(tx: Tx, case: Case, talk: Talk) -> Guest:
    role = _GUESTS[talk].value
    known = [party for party in cases.parties_of(tx, case.id) if party.role == role]
    party = next((party for party in reversed(known) if party.email), None)
    language = language_of(tx, case, _GUESTS[talk])
    return Guest(party.name, party.email, language) if party else Guest(None, None, language)


def _settle(
    runtime: Runtime, tx: Tx, case: Case, stored: StoredAppointment, change: Change, by: str, now: datetime
) -> StoredAppointment:
    if change.after == stored.now:
        return stored
    kind = LetterKind.CONFIRMED if stored.now.starts_at is None else LetterKind.MOVED
    after = appointments.save(tx, stored, change.after, now, calendar=change.method is not None)
    if change.method is Method.REQUEST and change.after.starts_at is not None:
        _send(runtime, tx, case, after, kind, now)
        when = f"{after.now.talk.value}: {spoken_time(change.after.starts_at, 'nl')}"
        journal.note(tx, case.id, _JOURNAL[kind], when, by, now)
    return after


def _call_off(
    runtime: Runtime, tx: Tx, case: Case, stored: StoredAppointment, by: str, now: datetime
) -> StoredAppointment:
    change = cancel(stored.now)
    after = appointments.save(tx, stored, change.after, now, calendar=change.method is not None)
    if change.method is Method.CANCEL and stored.now.starts_at is not None and stored.now.starts_at > now:
        _send(runtime, tx, case, after, LetterKind.CANCELLED, now)
    journal.note(tx, case.id, "afspraak afgezegd", stored.now.talk.value, by, now)
    return after


def _send(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    stored: StoredAppointment,
    kind: LetterKind,
    now: datetime,
    *,
    more: dict[str, str] | None = None,
    occasion: str = "",
) -> None:
    """A letter to the guest, if there is a mail address, with the invitation when calendars must be told."""
    guest, made = stored.guest, stored.now
    if guest.email is None:
        return
    letter = write(kind, guest.language, _facts(runtime, case, stored) | (more or {}))
    key = f"afspraak {stored.id} {kind.value} {made.round} {made.sequence} {occasion}"
    to = Addressee("mail", guest.email)
    post_to(runtime, tx, case, letter, to, now, key=key, enclosures=_enclosures(runtime, stored, kind, now))


def _enclosures(runtime: Runtime, stored: StoredAppointment, kind: LetterKind, now: datetime) -> list[Enclosure]:
    if not kind.may_enclose:
        return []
    off = kind is LetterKind.CANCELLED
    made = invitation(invitation_of(runtime, stored), Method.CANCEL if off else Method.REQUEST, now)
    return [Enclosure(EnclosureKind.UNINVITE if off else EnclosureKind.INVITE, "afspraak.ics", made)]


def invitation_of(runtime: Runtime, stored: StoredAppointment) -> Invitation:
    """What calendars show: a case number, a time and a kind of place. Never a home address."""
    made, desk = stored.now, runtime.settings.desk
    if made.starts_at is None:
        raise NotPossible("deze afspraak heeft nog geen tijd")
    url = runtime.settings.appointments.meeting_url if made.talk is Talk.EMPLOYER else ""
    return Invitation(
        uid=made.uid,
        sequence=made.sequence,
        starts_at=made.starts_at,
        minutes=made.minutes,
        summary=f"Afspraak {stored.number}",
        location=_PLACES[made.talk][stored.guest.language],
        organizer=desk.address,
        organizer_name=runtime.settings.smtp.from_name,
        guest=stored.guest.email or "",
        url=url,
    )


def _facts(runtime: Runtime, case: Case, stored: StoredAppointment) -> dict[str, str]:
    made, language = stored.now, stored.guest.language
    return facts(runtime, case, language, None) | {
        "talk": _TALKS_EN[made.talk] if language == "en" else made.talk.value,
        "moment": spoken_time(made.starts_at, language, case.calendar) if made.starts_at else "",
        "minutes": str(made.minutes),
        "place": _place(runtime, made.talk, language),
        "about": _ABOUT[made.talk][language],
    }


def _place(runtime: Runtime, talk: Talk, language: str) -> str:
    place = _PLACES[talk][language]
    if talk is not Talk.EMPLOYER:
        return place
    return f"{place}, {runtime.settings.appointments.meeting_url or _LINK_FOLLOWS[language]}"


def _minutes(runtime: Runtime, talk: Talk) -> int:
    chosen = runtime.settings.appointments
    return {
        Talk.EMPLOYER: chosen.employer_minutes,
        Talk.HOME: chosen.home_minutes,
        Talk.EXPLANATION: chosen.explanation_minutes,
    }[talk]
