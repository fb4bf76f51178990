"""What the desk promises, to be done by whom, by when, and what each possible outcome leads to.

An obligation is one promise with an owner and a due time. A person fulfils it by giving one of its outcomes, by name.
A case that runs has at least one open promise that carries it on: `PROMISED` says which, for each state.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework.appointments import Talk
from casework.letters import LetterKind
from casework.lifecycle import ENDED, MAIN_WAY, CaseEvent, CaseState, Place, after, allows
from casework.people import Owner
from casework.workdays import WorkCalendar


class ObligationKind(StrEnum):
    """Every promise there is; the values are what people read."""

    CONTACT = "contact opnemen"
    UNREACHED = "wachten op reactie van de melder"
    PLAN_EMPLOYER_TALK = "gesprek met werkgever plannen"
    PLAN_HOME_TALK = "gesprek met bestuurder plannen"
    EMPLOYER_TALK = "gesprek met werkgever voeren"
    HOME_TALK = "gesprek met bestuurder voeren"
    ASSIGN_REPORT = "adviesrapport uitzetten"
    REPORT = "adviesrapport klaarzetten"
    BVA_DECISION = "besluit van de BVA"
    OFFICIAL_ANSWER = "antwoord van de bestuurder"
    CALL_OFFICIAL = "bestuurder bellen over het adviesrapport"
    EMPLOYER_START = "uitvoering navragen bij werkgever"
    EXPLANATION = "toelichting geven"
    EXECUTION_CHECK = "uitvoering controleren"

    CALL_BACK = "terugbellen na dreiging"
    RESUME = "besluiten over stilgezette zaak"
    LOOK = "bericht beoordelen"
    UNREADABLE = "onleesbaar bericht bekijken"
    READ = "bericht lezen"
    QUESTION = "vraag beantwoorden"
    UNDELIVERED = "brief onbestelbaar"
    MERGE = "dubbele zaak beoordelen"
    SEE_TALK = "afspraak nakijken"
    PASSWORD = "wachtwoord doorgeven"  # noqa: S105 - the name of a promise


class Pause(StrEnum):
    """Why a clock stands still; the values are what people read."""

    THREAT = "stilgezet wegens een dreiging"
    PERSON = "wacht op antwoord van de melder"
    OFFICIAL = "wacht op de bestuurder"
    EMPLOYER = "wacht op de werkgever"
    EXPLANATION = "wacht op de toelichting"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long each promise runs. Working days end when the desk closes; minutes run day and night."""

    contact_working_days: int = 3
    contact_tries: int = 3
    unreached_working_days: int = 10
    plan_talk_working_days: int = 5
    wait_working_days: int = 5
    talk_note_working_days: int = 1
    assign_report_working_days: int = 2
    report_working_days: int = 15
    bva_working_days: int = 10
    official_working_days: int = 15
    call_official_working_days: int = 2
    employer_start_working_days: int = 15
    explanation_working_days: int = 10
    execution_check_weeks: int = 8
    resume_working_days: int = 5
    read_working_days: int = 1
    question_working_days: int = 2
    undelivered_working_days: int = 1
    merge_working_days: int = 2
    see_talk_working_days: int = 1
    password_working_days: int = 1
    call_back_minutes: int = 15
    look_minutes: int = 30


_K, _O = ObligationKind, Owner


@dataclass(frozen=True, slots=True)
class Duty:
    """Who keeps a kind of promise, and the term that it runs (a field of `Terms`; its name ends in the unit)."""

    owner: Owner
    term: str


DUTIES = {
    _K.CONTACT: Duty(_O.SECRETARIAAT, "contact_working_days"),
    _K.UNREACHED: Duty(_O.SECRETARIAAT, "unreached_working_days"),
    _K.PLAN_EMPLOYER_TALK: Duty(_O.SECRETARIAAT, "plan_talk_working_days"),
    _K.PLAN_HOME_TALK: Duty(_O.SECRETARIAAT, "plan_talk_working_days"),
    _K.EMPLOYER_TALK: Duty(_O.ADVISER, "talk_note_working_days"),
    _K.HOME_TALK: Duty(_O.ADVISER, "talk_note_working_days"),
    _K.ASSIGN_REPORT: Duty(_O.SECRETARIAAT, "assign_report_working_days"),
    _K.REPORT: Duty(_O.ADVISER, "report_working_days"),
    _K.BVA_DECISION: Duty(_O.BVA, "bva_working_days"),
    _K.OFFICIAL_ANSWER: Duty(_O.OFFICIAL, "official_working_days"),
    _K.CALL_OFFICIAL: Duty(_O.SECRETARIAAT, "call_official_working_days"),
    _K.EMPLOYER_START: Duty(_O.SECRETARIAAT, "employer_start_working_days"),
    _K.EXPLANATION: Duty(_O.ADVISER, "explanation_working_days"),
    _K.EXECUTION_CHECK: Duty(_O.SECRETARIAAT, "execution_check_weeks"),
    _K.CALL_BACK: Duty(_O.DUTY_OFFICER, "call_back_minutes"),
    _K.RESUME: Duty(_O.COORDINATOR, "resume_working_days"),
    _K.LOOK: Duty(_O.DUTY_OFFICER, "look_minutes"),
    _K.UNREADABLE: Duty(_O.DUTY_OFFICER, "look_minutes"),
    _K.READ: Duty(_O.SECRETARIAAT, "read_working_days"),
    _K.QUESTION: Duty(_O.SECRETARIAAT, "question_working_days"),
    _K.UNDELIVERED: Duty(_O.SECRETARIAAT, "undelivered_working_days"),
    _K.MERGE: Duty(_O.SECRETARIAAT, "merge_working_days"),
    _K.SEE_TALK: Duty(_O.SECRETARIAAT, "see_talk_working_days"),
    _K.PASSWORD: Duty(_O.SECRETARIAAT, "password_working_days"),
}

#: Promises about a message, a letter or a threat: they live in every state and no move of the case ends them.
STANDING = frozenset(
    {_K.CALL_BACK, _K.LOOK, _K.UNREADABLE, _K.READ, _K.QUESTION, _K.UNDELIVERED, _K.MERGE, _K.PASSWORD}
)

#: Lives in every state until the case ends: then there is no talk left to look after.
WHILE_IT_RUNS = frozenset({_K.SEE_TALK})

_TALKING = (_K.PLAN_EMPLOYER_TALK, _K.PLAN_HOME_TALK, _K.EMPLOYER_TALK, _K.HOME_TALK)

#: What carries a case on in each state: promised when it comes there and nothing of `LIVES` is open.
PROMISED: dict[CaseState, tuple[ObligationKind, ...]] = {
    CaseState.REGISTERED: (_K.CONTACT,),
    CaseState.IN_CONTACT: (_K.PLAN_EMPLOYER_TALK, _K.PLAN_HOME_TALK),
    CaseState.PLANNED: (_K.PLAN_EMPLOYER_TALK, _K.PLAN_HOME_TALK),
    CaseState.TALKED: (_K.ASSIGN_REPORT,),
    CaseState.DRAFTING: (_K.REPORT,),
    CaseState.AT_BVA: (_K.BVA_DECISION,),
    CaseState.AT_OFFICIAL: (_K.OFFICIAL_ANSWER,),
    CaseState.AT_EMPLOYER: (_K.EMPLOYER_START,),
    CaseState.EXECUTION: (_K.EXECUTION_CHECK,),
    CaseState.EXPLAINING: (_K.EXPLANATION,),
    CaseState.TO_JUDGE: (_K.LOOK,),
    CaseState.THREAT: (_K.RESUME,),
}

#: What may stay open in each state beside `STANDING`; the rest is dropped when a case comes there.
LIVES: dict[CaseState, frozenset[ObligationKind]] = {
    CaseState.REGISTERED: frozenset({_K.CONTACT, _K.UNREACHED}),
    CaseState.IN_CONTACT: frozenset({*_TALKING, _K.CONTACT, _K.UNREACHED}),
    CaseState.PLANNED: frozenset({*_TALKING, _K.CONTACT}),
    CaseState.AT_OFFICIAL: frozenset({_K.OFFICIAL_ANSWER, _K.CALL_OFFICIAL, _K.CONTACT}),
} | {
    state: frozenset({*PROMISED[state], _K.CONTACT})
    for state in (
        CaseState.TALKED,
        CaseState.DRAFTING,
        CaseState.AT_BVA,
        CaseState.AT_EMPLOYER,
        CaseState.EXECUTION,
        CaseState.EXPLAINING,
    )
}


def lives_in(kind: ObligationKind, place: Place) -> bool:
    """True when an open promise of this kind stays open in a case that stands there."""
    if kind in STANDING:
        return True
    if place.state in ENDED or kind in WHILE_IT_RUNS:
        return place.state not in ENDED
    below = () if place.state in MAIN_WAY else (place.underneath, *place.held)
    return kind in PROMISED[place.state] or any(kind in LIVES.get(state, ()) for state in (place.state, *below))


def carries_on(kind: ObligationKind, place: Place) -> bool:
    """True when an open promise of this kind is enough to bring the case on from this state."""
    if place.state is CaseState.TO_JUDGE:
        return kind in (_K.LOOK, _K.UNREADABLE, _K.READ, _K.QUESTION)
    if place.state is CaseState.THREAT:
        return kind in (_K.CALL_BACK, _K.RESUME)
    if place.state is CaseState.REGISTERED:
        return kind in (_K.CONTACT, _K.UNREACHED)
    return kind in LIVES.get(place.state, ()) and kind is not _K.CONTACT


def still_needed(place: Place, open_kinds: Collection[ObligationKind]) -> tuple[ObligationKind, ...]:
    """What must be promised so that a case that stands there is carried on; nothing when it ended or is carried."""
    if place.state in ENDED or any(carries_on(kind, place) for kind in open_kinds):
        return ()
    return PROMISED[place.state]


def stands_still(kind: ObligationKind, place: Place) -> Pause | None:
    """Why the clock of a promise stands still by where the case stands.

    A case under threat is on hold. During an explanation what waits for it waits on.
    """
    if kind in STANDING | WHILE_IT_RUNS or carries_on(kind, place):
        return None
    if place.state is CaseState.THREAT:
        return Pause.THREAT
    if place.state is CaseState.EXPLAINING and kind is not _K.CONTACT:
        return Pause.EXPLANATION
    return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer does: what happens to the case, what is promised next, which letters leave.

    `talks`: what happens depends on which of both talks are still to be planned or held (see `talks_event`).
    `needs_moment`: the answer names a date and time, which the next promise is about. `needs_reason`: the
    remark says why. `pause`: the promise stays open
    and its clock stands still. `gives_up`: what the answer means instead when it is given as often as the terms allow.
    """

    event: CaseEvent | None = None
    then: tuple[ObligationKind, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    talks: bool = False
    needs_moment: bool = False
    needs_reason: bool = False
    pause: Pause | None = None
    gives_up: Outcome | None = None


_THREAT_SEEN = Outcome(CaseEvent.JUDGED_THREAT, (_K.CALL_BACK,), (LetterKind.ALARM,))
_CLOSES = Outcome(CaseEvent.CLOSED)
_WITHDRAWN = Outcome(CaseEvent.WITHDRAWN)

_JUDGED = {
    "dreiging": _THREAT_SEEN,
    "geen dreiging, contact opnemen": Outcome(CaseEvent.JUDGED_SAFE, (_K.CONTACT,)),
    "geen dreiging, gewoon verder": Outcome(CaseEvent.JUDGED_SAFE),
    "anders, het secretariaat leest het bericht": Outcome(CaseEvent.JUDGED_SAFE, (_K.READ,)),
    "geen dreiging, zaak sluiten": _CLOSES,
}


def _planned(talk: ObligationKind) -> dict[str, Outcome]:
    return {
        "afspraak gemaakt": Outcome(None, (talk,), talks=True, needs_moment=True),
        "voorstel gedaan, wacht op antwoord": Outcome(pause=Pause.PERSON),
        "dit gesprek is niet nodig": Outcome(talks=True),
        "dreiging": _THREAT_SEEN,
        "aanvraag ingetrokken": _WITHDRAWN,
        "niet bereikbaar, zaak sluiten": Outcome(CaseEvent.GAVE_UP),
    }


def _held(talk: ObligationKind, plan: ObligationKind) -> dict[str, Outcome]:
    return {
        "gesprek gevoerd": Outcome(talks=True),
        "verzet naar een andere tijd": Outcome(None, (talk,), needs_moment=True),
        "niet doorgegaan, opnieuw plannen": Outcome(CaseEvent.TALK_FELL_THROUGH, (plan,)),
        "dreiging": _THREAT_SEEN,
        "aanvraag ingetrokken": _WITHDRAWN,
    }


_APPROVALS = {
    "akkoord, werkgever krijgt het hele rapport": Outcome(CaseEvent.OFFICIAL_APPROVED),
    "akkoord, werkgever krijgt alleen de maatregelen": Outcome(CaseEvent.OFFICIAL_APPROVED_PARTLY),
    "opmerkingen, terug naar de adviseur": Outcome(CaseEvent.OFFICIAL_REMARKED),
    "werkgever krijgt niets": Outcome(CaseEvent.OFFICIAL_REFUSED),
    "vraagt om toelichting": Outcome(CaseEvent.EXPLANATION_ASKED),
    "dreiging": _THREAT_SEEN,
    "aanvraag ingetrokken": _WITHDRAWN,
}

#: What a person may answer to each promise. The words are the choices on the form.
OUTCOMES: dict[ObligationKind, dict[str, Outcome]] = {
    _K.CONTACT: {
        "gelukt": Outcome(CaseEvent.CONTACT_MADE),
        "niet gelukt, opnieuw proberen": Outcome(
            None, (_K.CONTACT,), gives_up=Outcome(None, (_K.UNREACHED,), (LetterKind.UNREACHED,))
        ),
        "dreiging": _THREAT_SEEN,
        "doorverwezen": Outcome(CaseEvent.REFERRED),
        "aanvraag ingetrokken": _WITHDRAWN,
        "zaak sluiten": _CLOSES,
    },
    _K.UNREACHED: {
        "toch contact gekregen": Outcome(CaseEvent.CONTACT_MADE),
        "nog een keer proberen": Outcome(None, (_K.CONTACT,)),
        "niet bereikbaar, zaak sluiten": Outcome(CaseEvent.GAVE_UP),
        "dreiging": _THREAT_SEEN,
    },
    _K.PLAN_EMPLOYER_TALK: _planned(_K.EMPLOYER_TALK),
    _K.PLAN_HOME_TALK: _planned(_K.HOME_TALK),
    _K.EMPLOYER_TALK: _held(_K.EMPLOYER_TALK, _K.PLAN_EMPLOYER_TALK),
    _K.HOME_TALK: _held(_K.HOME_TALK, _K.PLAN_HOME_TALK),
    _K.ASSIGN_REPORT: {
        "uitgezet bij de adviseur": Outcome(CaseEvent.REPORT_STARTED),
        "later": Outcome(None, (_K.ASSIGN_REPORT,)),
    },
    _K.REPORT: {
        "klaar, naar de BVA": Outcome(CaseEvent.REPORT_READY),
        "wacht op gegevens van de bestuurder": Outcome(pause=Pause.OFFICIAL),
        "wacht op gegevens van de werkgever": Outcome(pause=Pause.EMPLOYER),
        "meer tijd nodig": Outcome(None, (_K.REPORT,)),
    },
    _K.BVA_DECISION: {
        "akkoord": Outcome(CaseEvent.BVA_APPROVED),
        "terug met opmerkingen": Outcome(CaseEvent.BVA_RETURNED),
        "nog geen besluit": Outcome(None, (_K.BVA_DECISION,)),
    },
    _K.OFFICIAL_ANSWER: _APPROVALS | {"geen antwoord, bellen": Outcome(None, (_K.CALL_OFFICIAL,))},
    _K.CALL_OFFICIAL: _APPROVALS
    | {
        "niet bereikt, opnieuw bellen": Outcome(None, (_K.CALL_OFFICIAL,)),
        "bestuurder antwoordt zelf nog": Outcome(None, (_K.OFFICIAL_ANSWER,)),
        "geen antwoord, zaak sluiten": _CLOSES,
    },
    _K.EMPLOYER_START: {
        "werkgever is begonnen": Outcome(CaseEvent.EXECUTION_STARTED),
        "nog niet begonnen, later navragen": Outcome(None, (_K.EMPLOYER_START,)),
        "vraagt om toelichting": Outcome(CaseEvent.EXPLANATION_ASKED),
    },
    _K.EXPLANATION: {
        "toelichting gegeven": Outcome(CaseEvent.EXPLAINED),
        "afspraak gemaakt": Outcome(None, (_K.EXPLANATION,), needs_moment=True),
        "niet meer nodig": Outcome(CaseEvent.EXPLAINED),
    },
    _K.EXECUTION_CHECK: {
        "alles is uitgevoerd": Outcome(CaseEvent.EXECUTED),
        "nog niet klaar, later controleren": Outcome(None, (_K.EXECUTION_CHECK,)),
        "vraagt om toelichting": Outcome(CaseEvent.EXPLANATION_ASKED),
        "verhuisd, nieuwe zaak nodig": Outcome(CaseEvent.MOVED),
    },
    _K.CALL_BACK: {
        "gesproken": Outcome(CaseEvent.CALLED_BACK),
        "geen dreiging": Outcome(CaseEvent.RESUMED, letters=(LetterKind.REASSURED,), needs_reason=True),
        "niet bereikt, opnieuw bellen": Outcome(None, (_K.CALL_BACK,), (LetterKind.ALARM,)),
    },
    _K.RESUME: {
        "zaak gaat verder": Outcome(CaseEvent.RESUMED),
        "nog niet, later opnieuw kijken": Outcome(None, (_K.RESUME,)),
        "opnieuw bellen": Outcome(None, (_K.CALL_BACK,), (LetterKind.ALARM,)),
    },
    _K.LOOK: _JUDGED,
    _K.UNREADABLE: _JUDGED,
    _K.READ: {
        "afgehandeld": Outcome(),
        "contact opnemen": Outcome(CaseEvent.JUDGED_SAFE, (_K.CONTACT,)),
        "vraag, later antwoorden": Outcome(None, (_K.QUESTION,)),
        "zaak heropenen": Outcome(CaseEvent.REOPENED),
        "zaak sluiten": _CLOSES,
        "dreiging": _THREAT_SEEN,
    },
    _K.QUESTION: {
        "beantwoord": Outcome(),
        "contact opnemen": Outcome(CaseEvent.JUDGED_SAFE, (_K.CONTACT,)),
        "zaak sluiten": _CLOSES,
        "dreiging": _THREAT_SEEN,
    },
    _K.UNDELIVERED: {
        "op een andere manier bereikt": Outcome(),
        "adres verbeterd, contact opnemen": Outcome(None, (_K.CONTACT,)),
    },
    _K.SEE_TALK: {
        "in orde": Outcome(),
        "later opnieuw kijken": Outcome(None, (_K.SEE_TALK,)),
        "contact opnemen": Outcome(None, (_K.CONTACT,)),
        "dreiging": _THREAT_SEEN,
    },
    _K.PASSWORD: {
        "doorgegeven aan de telefoon": Outcome(),
        "niet bereikt, opnieuw bellen": Outcome(None, (_K.PASSWORD,)),
        "niet meer nodig": Outcome(),
    },
    _K.MERGE: {
        "niet dubbel, beide zaken gaan door": Outcome(),
        "dubbel, samengevoegd met de andere zaak": Outcome(CaseEvent.MERGED),
    },
}


#: The letter that tells of an event, when it moved the case.
EVENT_LETTERS = {
    CaseEvent.CONTACT_MADE: LetterKind.INFORMATION,
    CaseEvent.TALKS_HELD: LetterKind.REPORT_WRITING,
    CaseEvent.OFFICIAL_APPROVED: LetterKind.CONSENT_NOTED,
    CaseEvent.OFFICIAL_APPROVED_PARTLY: LetterKind.CONSENT_NOTED,
    CaseEvent.OFFICIAL_REFUSED: LetterKind.CONSENT_NOTED,
    CaseEvent.EXECUTED: LetterKind.FINISHED,
    CaseEvent.GAVE_UP: LetterKind.NO_ANSWER,
    CaseEvent.WITHDRAWN: LetterKind.WITHDRAWN,
}

#: The tasks to plan a talk.
PLANS = (_K.PLAN_EMPLOYER_TALK, _K.PLAN_HOME_TALK)

#: The talk that a promise is about: planning it, holding it.
TALK_OF = {
    _K.PLAN_EMPLOYER_TALK: Talk.EMPLOYER,
    _K.PLAN_HOME_TALK: Talk.HOME,
    _K.EMPLOYER_TALK: Talk.EMPLOYER,
    _K.HOME_TALK: Talk.HOME,
    _K.EXPLANATION: Talk.EXPLANATION,
}


def owner_of(kind: ObligationKind) -> Owner:
    """Who has to keep this promise."""
    return DUTIES[kind].owner


def due_at(
    kind: ObligationKind, since: datetime, terms: Terms, calendar: WorkCalendar, moment: datetime | None = None
) -> datetime:
    """When the promise must be kept, counted from `since` (the receipt, or the answer that led to it).

    A promise about a `moment` (an appointment) is counted from that.
    """
    name = DUTIES[kind].term
    amount = int(getattr(terms, name))
    start = max(since, moment) if moment is not None else since
    if name.endswith("_minutes"):
        return start + timedelta(minutes=amount)
    if name.endswith("_weeks"):
        return calendar.due_after(calendar.days_later(start, 7 * amount), 0)
    return calendar.due_after(start, _shortened(kind, amount, moment))


def _shortened(kind: ObligationKind, amount: int, moment: datetime | None) -> int:
    """Once an explanation has a date, it is noted as any talk: the next working day."""
    return 1 if moment is not None and kind is _K.EXPLANATION else amount


def allowed_outcomes(kind: ObligationKind, place: Place) -> tuple[str, ...]:
    """The choices to show for a case that stands there. A case under threat is never closed from a form."""
    if place == Place(CaseState.TO_JUDGE) and carries_on(kind, place):
        nothing = Outcome()  # a new case that nobody has judged would be left with nobody to do so
        return tuple(words for words, outcome in OUTCOMES[kind].items() if outcome != nothing and _fits(outcome, place))
    return tuple(words for words, outcome in OUTCOMES[kind].items() if _fits(outcome, place))


def talks_event(open_kinds: Collection[ObligationKind]) -> CaseEvent | None:
    """What has happened to the talks of a case, given the promises that are still open."""
    if not any(kind in _TALKING for kind in open_kinds):
        return CaseEvent.TALKS_HELD
    return None if any(kind in PLANS for kind in open_kinds) else CaseEvent.TALKS_PLANNED


def names_a_moment(kind: ObligationKind) -> bool:
    """One of the answers to this promise is an appointment."""
    return any(outcome.needs_moment for outcome in OUTCOMES[kind].values())


#: Here a colleague speaks with the bestuurder and can ask whose mail address it is.
SPEAKS_WITH_OFFICIAL = frozenset({_K.CONTACT, _K.UNREACHED, _K.PLAN_HOME_TALK, _K.HOME_TALK, _K.CALL_OFFICIAL})


def _fits(outcome: Outcome, place: Place) -> bool:
    """The event is allowed, and what is promised next can live where it leads."""
    if outcome.event is CaseEvent.CLOSED and place.state is CaseState.THREAT:
        return False
    if outcome.talks and not allows(place, CaseEvent.TALKS_HELD):
        return False
    if outcome.event is not None and not allows(place, outcome.event):
        return False
    there = place if outcome.event is None else after(place, outcome.event)
    return there.state in ENDED or all(lives_in(kind, there) for kind in outcome.then)
