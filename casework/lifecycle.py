"""The life of a case, as one table: in which state, what may happen, and what state that leads to."""

from __future__ import annotations

from enum import StrEnum

from casework.errors import WeerbaarError


class CaseKind(StrEnum):
    """What a case is about, as far as the desk knows. Only a human turns a threat into something else."""

    PREVENTIVE = "preventief"
    THREAT = "dreiging"
    UNCLEAR = "onduidelijk"


class CaseState(StrEnum):
    """Where a case stands; the values are what the secretariaat reads."""

    REGISTERED = "aangemeld"
    TO_JUDGE = "te beoordelen"
    THREAT = "dreiging"
    IN_HAND = "in behandeling"
    CLOSED = "gesloten"


class CaseEvent(StrEnum):
    """What can happen to a case."""

    THREAT_FOUND = "dreiging gezien"
    DOUBT_FOUND = "twijfel gezien"
    CONTACT_MADE = "contact gelukt"
    JUDGED_THREAT = "beoordeeld als dreiging"
    JUDGED_SAFE = "beoordeeld als geen dreiging"
    CALLED_BACK = "teruggebeld"
    CLOSED = "gesloten"
    REOPENED = "heropend"


class NotAllowed(WeerbaarError):
    """This cannot happen to a case in this state."""


FIRST_STATE = {
    CaseKind.PREVENTIVE: CaseState.REGISTERED,
    CaseKind.THREAT: CaseState.THREAT,
    CaseKind.UNCLEAR: CaseState.TO_JUDGE,
}

#: (state, event) -> next state. What is not listed is not allowed. A threat leaves its state only by a human's hand.
TRANSITIONS = {
    (CaseState.REGISTERED, CaseEvent.CONTACT_MADE): CaseState.IN_HAND,
    (CaseState.REGISTERED, CaseEvent.THREAT_FOUND): CaseState.THREAT,
    (CaseState.REGISTERED, CaseEvent.JUDGED_THREAT): CaseState.THREAT,
    (CaseState.REGISTERED, CaseEvent.DOUBT_FOUND): CaseState.TO_JUDGE,
    (CaseState.REGISTERED, CaseEvent.JUDGED_SAFE): CaseState.REGISTERED,
    (CaseState.REGISTERED, CaseEvent.CLOSED): CaseState.CLOSED,
    (CaseState.TO_JUDGE, CaseEvent.CONTACT_MADE): CaseState.TO_JUDGE,
    (CaseState.TO_JUDGE, CaseEvent.THREAT_FOUND): CaseState.THREAT,
    (CaseState.TO_JUDGE, CaseEvent.DOUBT_FOUND): CaseState.TO_JUDGE,
    (CaseState.TO_JUDGE, CaseEvent.JUDGED_THREAT): CaseState.THREAT,
    (CaseState.TO_JUDGE, CaseEvent.JUDGED_SAFE): CaseState.REGISTERED,
    (CaseState.TO_JUDGE, CaseEvent.CLOSED): CaseState.CLOSED,
    (CaseState.THREAT, CaseEvent.CONTACT_MADE): CaseState.THREAT,
    (CaseState.THREAT, CaseEvent.THREAT_FOUND): CaseState.THREAT,
    (CaseState.THREAT, CaseEvent.DOUBT_FOUND): CaseState.THREAT,
    (CaseState.THREAT, CaseEvent.JUDGED_THREAT): CaseState.THREAT,
    (CaseState.THREAT, CaseEvent.JUDGED_SAFE): CaseState.THREAT,
    (CaseState.THREAT, CaseEvent.CALLED_BACK): CaseState.THREAT,
    (CaseState.THREAT, CaseEvent.CLOSED): CaseState.CLOSED,
    (CaseState.IN_HAND, CaseEvent.CONTACT_MADE): CaseState.IN_HAND,
    (CaseState.IN_HAND, CaseEvent.THREAT_FOUND): CaseState.THREAT,
    (CaseState.IN_HAND, CaseEvent.DOUBT_FOUND): CaseState.TO_JUDGE,
    (CaseState.IN_HAND, CaseEvent.JUDGED_THREAT): CaseState.THREAT,
    (CaseState.IN_HAND, CaseEvent.JUDGED_SAFE): CaseState.IN_HAND,
    (CaseState.IN_HAND, CaseEvent.CLOSED): CaseState.CLOSED,
    (CaseState.CLOSED, CaseEvent.THREAT_FOUND): CaseState.THREAT,
    (CaseState.CLOSED, CaseEvent.DOUBT_FOUND): CaseState.TO_JUDGE,
    (CaseState.CLOSED, CaseEvent.JUDGED_THREAT): CaseState.THREAT,
    (CaseState.CLOSED, CaseEvent.REOPENED): CaseState.REGISTERED,
}

#: What a case is about after an event, where that changes. Nothing turns a threat back into something else.
KIND_AFTER = {CaseEvent.THREAT_FOUND: CaseKind.THREAT, CaseEvent.JUDGED_THREAT: CaseKind.THREAT}


def after(state: CaseState, event: CaseEvent) -> CaseState:
    """The state that `event` leads to. Raises NotAllowed."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise NotAllowed(f"{event.value!r} kan niet bij een zaak die {state.value!r} is") from None
