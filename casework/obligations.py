"""What the desk promises, to be done by whom, by when, and what each possible outcome leads to.

An obligation is one promise with an owner and a due time. A person fulfils it by giving one of its outcomes, by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework.letters import LetterKind
from casework.lifecycle import TRANSITIONS, CaseEvent, CaseState
from casework.people import Owner
from casework.workdays import WorkCalendar


class ObligationKind(StrEnum):
    """Every promise there is; the values are what people read."""

    CONTACT = "contact opnemen"
    CALL_BACK = "terugbellen na dreiging"
    LOOK = "bericht beoordelen"
    UNREADABLE = "onleesbaar bericht bekijken"
    READ = "bericht lezen"
    UNDELIVERED = "brief onbestelbaar"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long each promise runs. Working days end when the desk closes; minutes run day and night."""

    contact_working_days: int = 3
    read_working_days: int = 1
    undelivered_working_days: int = 1
    call_back_minutes: int = 15
    look_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer does: what happens to the case, what is promised next, which letters leave."""

    event: CaseEvent | None = None
    then: tuple[ObligationKind, ...] = ()
    letters: tuple[LetterKind, ...] = ()


_JUDGED = {
    "dreiging": Outcome(CaseEvent.JUDGED_THREAT, (ObligationKind.CALL_BACK,), (LetterKind.ALARM,)),
    "geen dreiging, contact opnemen": Outcome(CaseEvent.JUDGED_SAFE, (ObligationKind.CONTACT,)),
    "geen dreiging, zaak sluiten": Outcome(CaseEvent.CLOSED),
}

#: What a person may answer to each promise. The words are the choices on the form.
OUTCOMES: dict[ObligationKind, dict[str, Outcome]] = {
    ObligationKind.CONTACT: {
        "gelukt": Outcome(CaseEvent.CONTACT_MADE),
        "niet gelukt, opnieuw proberen": Outcome(None, (ObligationKind.CONTACT,)),
        "dreiging": Outcome(CaseEvent.JUDGED_THREAT, (ObligationKind.CALL_BACK,), (LetterKind.ALARM,)),
        "zaak sluiten": Outcome(CaseEvent.CLOSED),
    },
    ObligationKind.CALL_BACK: {
        "gesproken": Outcome(CaseEvent.CALLED_BACK),
        "niet bereikt, opnieuw bellen": Outcome(None, (ObligationKind.CALL_BACK,), (LetterKind.ALARM,)),
    },
    ObligationKind.LOOK: _JUDGED,
    ObligationKind.UNREADABLE: _JUDGED,
    ObligationKind.READ: {
        "afgehandeld": Outcome(),
        "contact opnemen": Outcome(None, (ObligationKind.CONTACT,)),
        "zaak sluiten": Outcome(CaseEvent.CLOSED),
        "dreiging": Outcome(CaseEvent.JUDGED_THREAT, (ObligationKind.CALL_BACK,), (LetterKind.ALARM,)),
    },
    ObligationKind.UNDELIVERED: {
        "op een andere manier bereikt": Outcome(),
        "adres verbeterd, contact opnemen": Outcome(None, (ObligationKind.CONTACT,)),
    },
}

_OWNERS = {
    ObligationKind.CALL_BACK: Owner.DUTY_OFFICER,
    ObligationKind.LOOK: Owner.DUTY_OFFICER,
    ObligationKind.UNREADABLE: Owner.DUTY_OFFICER,
}


def owner_of(kind: ObligationKind) -> Owner:
    """Who has to keep this promise."""
    return _OWNERS.get(kind, Owner.SECRETARIAAT)


def due_at(kind: ObligationKind, since: datetime, terms: Terms, calendar: WorkCalendar) -> datetime:
    """When the promise must be kept, counted from `since` (the receipt, or the answer that led to it)."""
    match kind:
        case ObligationKind.CONTACT:
            return calendar.due_after(since, terms.contact_working_days)
        case ObligationKind.READ:
            return calendar.due_after(since, terms.read_working_days)
        case ObligationKind.UNDELIVERED:
            return calendar.due_after(since, terms.undelivered_working_days)
        case ObligationKind.CALL_BACK:
            return since + timedelta(minutes=terms.call_back_minutes)
        case ObligationKind.LOOK | ObligationKind.UNREADABLE:
            return since + timedelta(minutes=terms.look_minutes)


def allowed_outcomes(kind: ObligationKind, state: CaseState) -> tuple[str, ...]:
    """The choices to show for a case in this state. A case under threat is never closed from a form."""
    return tuple(words for words, outcome in OUTCOMES[kind].items() if _fits(outcome.event, state))


def _fits(event: CaseEvent | None, state: CaseState) -> bool:
    if event is CaseEvent.CLOSED and state is CaseState.THREAT:
        return False
    return event is None or (state, event) in TRANSITIONS
