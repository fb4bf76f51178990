"""The life of a case, as one table: in which state, what may happen, who may let it happen, and where that leads.

aangemeld → in contact → gesprekken gepland → gesprekken gevoerd → adviesrapport in bewerking → bij BVA → bij bestuurder
→ bij werkgever → uitvoering → afgerond. Beside that way lie the states in which a case is put aside for a while (te
beoordelen, dreiging, toelichting) and comes back to where it was, and those in which it ends.

What each state promises, to whom and by when, stands in `casework.obligations`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casework.errors import Refusal


class CaseKind(StrEnum):
    """What a case is about, as far as the desk knows. Only a human turns a threat into something else."""

    PREVENTIVE = "preventief"
    THREAT = "dreiging"
    UNCLEAR = "onduidelijk"


class CaseState(StrEnum):
    """Where a case stands; the values are what the secretariaat reads."""

    REGISTERED = "aangemeld"
    IN_CONTACT = "in contact"
    PLANNED = "gesprekken gepland"
    TALKED = "gesprekken gevoerd"
    DRAFTING = "adviesrapport in bewerking"
    AT_BVA = "bij BVA"
    AT_OFFICIAL = "bij bestuurder"
    AT_EMPLOYER = "bij werkgever"
    EXECUTION = "uitvoering"

    TO_JUDGE = "te beoordelen"
    THREAT = "dreiging"
    EXPLAINING = "toelichting"

    FINISHED = "afgerond"
    WITHDRAWN = "ingetrokken"
    REFERRED = "doorverwezen"
    UNREACHABLE = "niet bereikbaar"
    MOVED = "verhuisd"
    MERGED = "samengevoegd"
    CLOSED = "gesloten"


class CaseEvent(StrEnum):
    """What can happen to a case."""

    CONTACT_MADE = "contact gelukt"
    TALKS_PLANNED = "gesprekken gepland"
    TALK_FELL_THROUGH = "gesprek niet doorgegaan"
    TALKS_HELD = "gesprekken gevoerd"
    REPORT_STARTED = "adviesrapport uitgezet"
    REPORT_READY = "adviesrapport klaar voor de BVA"
    REPORT_RECALLED = "adviesrapport teruggehaald"
    BVA_APPROVED = "BVA akkoord"
    BVA_RETURNED = "BVA stuurt terug met opmerkingen"
    OFFICIAL_APPROVED = "bestuurder akkoord"
    OFFICIAL_APPROVED_PARTLY = "bestuurder akkoord met alleen de maatregelen"
    OFFICIAL_REMARKED = "bestuurder heeft opmerkingen"
    OFFICIAL_REFUSED = "bestuurder deelt niet met de werkgever"
    EXPLANATION_ASKED = "toelichting gevraagd"
    EXPLAINED = "toelichting gegeven"
    EXECUTION_STARTED = "uitvoering begonnen"
    EXECUTED = "uitvoering klaar"

    THREAT_FOUND = "dreiging gezien"
    DOUBT_FOUND = "twijfel gezien"
    JUDGED_THREAT = "beoordeeld als dreiging"
    JUDGED_SAFE = "beoordeeld als geen dreiging"
    CALLED_BACK = "teruggebeld"
    RESUMED = "mens hervat de zaak"

    WITHDRAWN = "aanvraag ingetrokken"
    REFERRED = "doorverwezen"
    GAVE_UP = "niet bereikbaar"
    MOVED = "verhuisd"
    MERGED = "samengevoegd"
    CLOSED = "gesloten"
    REOPENED = "heropend"


class Mover(StrEnum):
    """Who may let something happen. What a person outside says counts when staff or a proven address brings it in."""

    DESK = "weerbaar"
    SECRETARIAAT = "secretariaat"
    DUTY_OFFICER = "wachtdienst"
    ADVISER = "adviseur"
    BVA = "BVA"
    OFFICIAL = "bestuurder"
    EMPLOYER = "werkgever"


class NotAllowed(Refusal):
    """This cannot happen to a case in this state."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands, and under that where it stood when it was put aside; the last of `held` it returns to."""

    state: CaseState
    held: tuple[CaseState, ...] = ()

    @property
    def underneath(self) -> CaseState:
        """Where the case stands apart from a doubt or a threat."""
        return self.held[-1] if self.held else CaseState.REGISTERED


FIRST_STATE = {
    CaseKind.PREVENTIVE: CaseState.REGISTERED,
    CaseKind.THREAT: CaseState.THREAT,
    CaseKind.UNCLEAR: CaseState.TO_JUDGE,
}

#: The way of a case from registration to execution, in order.
MAIN_WAY = (
    CaseState.REGISTERED,
    CaseState.IN_CONTACT,
    CaseState.PLANNED,
    CaseState.TALKED,
    CaseState.DRAFTING,
    CaseState.AT_BVA,
    CaseState.AT_OFFICIAL,
    CaseState.AT_EMPLOYER,
    CaseState.EXECUTION,
)
#: States beside the way, from which a case comes back to where it was.
ASIDE = (CaseState.TO_JUDGE, CaseState.THREAT, CaseState.EXPLAINING)
#: States in which a case has ended. A threat is still seen there, and a person can open it again.
ENDED = (
    CaseState.FINISHED,
    CaseState.WITHDRAWN,
    CaseState.REFERRED,
    CaseState.UNREACHABLE,
    CaseState.MOVED,
    CaseState.MERGED,
    CaseState.CLOSED,
)
#: States in which something is still to be done.
RUNNING = (*MAIN_WAY, *ASIDE)
#: Only here may the werkgever get of the adviesrapport what both approvals on record allow. The state alone is not
#: enough: a bestuurder who shares nothing goes on to the execution alone.
EMPLOYER_MAY_HAVE_REPORT = frozenset({CaseState.AT_EMPLOYER, CaseState.EXECUTION})

_STAFF = (Mover.SECRETARIAAT, Mover.DUTY_OFFICER)
_ALL_BUT_THREAT = tuple(state for state in RUNNING if state is not CaseState.THREAT)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: what happens, in which states it may, and where it leads.

    `to` None: the case stays where it is. `back`: it returns to where it stood before it was put aside.
    """

    event: CaseEvent
    states: tuple[CaseState, ...]
    to: CaseState | None
    by: tuple[Mover, ...]
    back: bool = False


_S, _E, _M = CaseState, CaseEvent, Mover
_PASSED = MAIN_WAY[MAIN_WAY.index(_S.IN_CONTACT) :]
_READABLE = (_S.AT_OFFICIAL, _S.AT_EMPLOYER, _S.EXECUTION)

#: What is not listed is not allowed. Each pair of event and state stands here once.
TABLE = (
    # The way
    Row(_E.CONTACT_MADE, (_S.REGISTERED,), _S.IN_CONTACT, _STAFF),
    Row(_E.CONTACT_MADE, (*_PASSED, _S.EXPLAINING, _S.THREAT), None, _STAFF),
    Row(_E.TALKS_PLANNED, (_S.IN_CONTACT, _S.PLANNED), _S.PLANNED, (_M.DESK, _M.SECRETARIAAT)),
    Row(_E.TALK_FELL_THROUGH, (_S.IN_CONTACT, _S.PLANNED), _S.IN_CONTACT, (_M.DESK, _M.SECRETARIAAT, _M.ADVISER)),
    Row(_E.TALKS_HELD, (_S.IN_CONTACT, _S.PLANNED), _S.TALKED, (_M.SECRETARIAAT, _M.ADVISER)),
    Row(_E.REPORT_STARTED, (_S.TALKED,), _S.DRAFTING, (_M.SECRETARIAAT, _M.ADVISER)),
    Row(_E.REPORT_READY, (_S.TALKED, _S.DRAFTING), _S.AT_BVA, (_M.SECRETARIAAT, _M.ADVISER)),
    Row(_E.REPORT_RECALLED, (_S.AT_BVA, *_READABLE), _S.DRAFTING, (_M.SECRETARIAAT, _M.ADVISER)),
    Row(_E.BVA_RETURNED, (_S.AT_BVA,), _S.DRAFTING, (_M.BVA, _M.SECRETARIAAT)),
    Row(_E.BVA_APPROVED, (_S.AT_BVA,), _S.AT_OFFICIAL, (_M.BVA, _M.SECRETARIAAT)),
    Row(_E.OFFICIAL_REMARKED, (_S.AT_OFFICIAL,), _S.DRAFTING, (_M.OFFICIAL, _M.SECRETARIAAT)),
    Row(_E.OFFICIAL_REFUSED, (_S.AT_OFFICIAL,), _S.EXECUTION, (_M.OFFICIAL, _M.SECRETARIAAT)),
    Row(_E.OFFICIAL_APPROVED, (_S.AT_OFFICIAL,), _S.AT_EMPLOYER, (_M.OFFICIAL, _M.SECRETARIAAT)),
    Row(_E.OFFICIAL_APPROVED_PARTLY, (_S.AT_OFFICIAL,), _S.AT_EMPLOYER, (_M.OFFICIAL, _M.SECRETARIAAT)),
    Row(_E.EXECUTION_STARTED, (_S.AT_EMPLOYER,), _S.EXECUTION, (_M.EMPLOYER, _M.SECRETARIAAT)),
    Row(_E.EXECUTED, (_S.EXECUTION,), _S.FINISHED, (_M.SECRETARIAAT,)),
    # Aside, and back
    Row(_E.EXPLANATION_ASKED, _READABLE, _S.EXPLAINING, (_M.OFFICIAL, _M.EMPLOYER, _M.SECRETARIAAT)),
    Row(_E.EXPLAINED, (_S.EXPLAINING,), None, (_M.ADVISER, _M.SECRETARIAAT), back=True),
    Row(_E.DOUBT_FOUND, (*_ALL_BUT_THREAT, *ENDED), _S.TO_JUDGE, (_M.DESK,)),
    Row(_E.DOUBT_FOUND, (_S.THREAT,), None, (_M.DESK,)),
    Row(_E.THREAT_FOUND, (*RUNNING, *ENDED), _S.THREAT, (_M.DESK,)),
    Row(_E.JUDGED_THREAT, (*RUNNING, *ENDED), _S.THREAT, _STAFF),
    Row(_E.JUDGED_SAFE, (_S.TO_JUDGE,), None, _STAFF, back=True),
    Row(_E.JUDGED_SAFE, (*MAIN_WAY, _S.EXPLAINING, _S.THREAT), None, _STAFF),
    Row(_E.CALLED_BACK, (_S.THREAT,), None, _STAFF),
    Row(_E.RESUMED, (_S.THREAT,), None, _STAFF, back=True),
    # Endings, and a new beginning. No form closes a case under threat (see `casework.obligations.allowed_outcomes`).
    Row(_E.GAVE_UP, (_S.REGISTERED, _S.IN_CONTACT), _S.UNREACHABLE, (_M.SECRETARIAAT,)),
    Row(_E.WITHDRAWN, (*MAIN_WAY, _S.EXPLAINING), _S.WITHDRAWN, (_M.OFFICIAL, _M.SECRETARIAAT)),
    Row(_E.REFERRED, (*MAIN_WAY, _S.EXPLAINING), _S.REFERRED, (_M.SECRETARIAAT,)),
    Row(_E.MOVED, (*MAIN_WAY, _S.EXPLAINING), _S.MOVED, (_M.SECRETARIAAT,)),
    Row(_E.MERGED, _ALL_BUT_THREAT, _S.MERGED, (_M.SECRETARIAAT,)),
    Row(_E.CLOSED, RUNNING, _S.CLOSED, _STAFF),
    Row(_E.REOPENED, ENDED, _S.REGISTERED, (_M.DESK, _M.SECRETARIAAT)),
)

#: (state, event) -> the row that allows it.
TRANSITIONS = {(state, row.event): row for row in TABLE for state in row.states}

#: What a case is about after an event, where that changes. Only a human's hand turns a threat back.
KIND_AFTER = {
    CaseEvent.THREAT_FOUND: CaseKind.THREAT,
    CaseEvent.JUDGED_THREAT: CaseKind.THREAT,
    CaseEvent.RESUMED: CaseKind.PREVENTIVE,
    CaseEvent.REOPENED: CaseKind.PREVENTIVE,
}


def allows(place: Place, event: CaseEvent) -> bool:
    """True when this may happen to a case that stands there."""
    return (place.state, event) in TRANSITIONS or _is_underneath(place, event)


def after(place: Place, event: CaseEvent) -> Place:
    """Where `event` leads to. Raises NotAllowed.

    While somebody judges a message (te beoordelen) the case goes on underneath; a threat puts it on hold.
    """
    if _is_underneath(place, event):
        below = after(Place(place.underneath, place.held[:-1]), event)
        return Place(place.state, (*below.held, below.state))
    try:
        row = TRANSITIONS[place.state, event]
    except KeyError:
        raise NotAllowed(f"{event.value!r} kan niet bij een zaak die {place.state.value!r} is") from None
    if row.back:
        return Place(place.underneath, place.held[:-1])
    return _moved(place, row.to or place.state)


def _is_underneath(place: Place, event: CaseEvent) -> bool:
    """The event is about the state under a doubt. A case does not end underneath: first the message is judged."""
    if place.state is not CaseState.TO_JUDGE or (place.state, event) in TRANSITIONS:
        return False
    row = TRANSITIONS.get((place.underneath, event))
    return row is not None and row.to not in ENDED


def _moved(place: Place, to: CaseState) -> Place:
    """A state that is left for one aside is remembered; a doubt or a threat itself, and an ending, is not."""
    if to is place.state:
        return place
    if to not in ASIDE:
        return Place(to)
    if place.state in (CaseState.TO_JUDGE, CaseState.THREAT):
        return Place(to, place.held)
    return Place(to, () if place.state in ENDED else (*place.held, place.state))
