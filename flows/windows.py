"""What Prefect shows, in plain Dutch: handled messages, alarm clocks and tasks.

Pure; `flows.window.mirror` carries it out.

A window holds a case number, a promise and a time. Never a name, an address or a word of a message: whoever may open
Prefect sees everything in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from casework.duty import Word
from casework.lifecycle import CaseState, Place
from casework.obligations import SPEAKS_WITH_OFFICIAL, ObligationKind, Pause, allowed_outcomes, names_a_moment
from casework.people import Owner
from casework.workdays import AMSTERDAM

HANDLED_DEPLOYMENT = "berichten-verwerken/bericht"
CLOCK_DEPLOYMENT = "verplichting-bewaken/wekker"
TASK_DEPLOYMENT = "taak-afronden/taak"
STOCK_DEPLOYMENT = "werkvoorraad-bijwerken/werkvoorraad"
ALARM_DEPLOYMENT = "alarm-overnemen/alarm"
LIST_DEPLOYMENT = "alarm-afvinken/lijst"

#: How a window closes: the promise was kept, or it is no longer needed.
DONE = "Afgehandeld"
DROPPED = "Vervallen"
MOVED = "Verzet"
LATE = "TE LAAT"

LATE_TAG = "te-laat"
STILL_TAG = "staat-stil"
THREAT_TAG = "dreiging"
ALARM_TAG = "alarm"

#: Longest texts of the form, in characters.
LONGEST_NAME = 100
LONGEST_REMARK = 2000
#: The fields of forms that hold the name of a colleague.
_NAME_FIELDS = frozenset({"naam", "aan"})
#: How a time of day is typed.
TIME_OF_DAY = r"^([01]?\d|2[0-3])[:.][0-5]\d$"

_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

_TODO = {
    ObligationKind.CONTACT: "Neem contact op met de melder en maak een afspraak.",
    ObligationKind.CALL_BACK: "Bel de melder nu terug. Bij acuut gevaar gaat het alarmnummer voor.",
    ObligationKind.LOOK: "Lees het bericht nu en beoordeel of er een dreiging is.",
    ObligationKind.UNREADABLE: "De computer kon niet alles lezen. Bekijk het bericht zelf en beoordeel het.",
    ObligationKind.READ: "Lees het bericht en handel het af.",
    ObligationKind.QUESTION: "Beantwoord de vraag uit het bericht.",
    ObligationKind.UNREACHED: "De melder is niet bereikt en kreeg een brief. Kwam er een reactie?",
    ObligationKind.PLAN_EMPLOYER_TALK: "Maak een afspraak met de werkgever voor een digitaal gesprek.",
    ObligationKind.PLAN_HOME_TALK: "Maak een afspraak met de bestuurder voor een gesprek thuis met woningscan.",
    ObligationKind.EMPLOYER_TALK: "Voer het digitale gesprek met de werkgever en leg vast hoe het ging.",
    ObligationKind.HOME_TALK: "Voer het gesprek thuis met woningscan en leg vast hoe het ging.",
    ObligationKind.ASSIGN_REPORT: "Beide gesprekken zijn gevoerd. Zet het adviesrapport uit bij een adviseur.",
    ObligationKind.REPORT: "Schrijf het adviesrapport en zet het klaar voor de BVA.",
    ObligationKind.BVA_DECISION: "Het adviesrapport ligt bij de BVA. Leg het besluit vast.",
    ObligationKind.OFFICIAL_ANSWER: "Het adviesrapport ligt bij de bestuurder. Leg alleen een antwoord vast dat "
    "u zelf van de bestuurder hoorde, op een nummer dat u al kende.",
    ObligationKind.CALL_OFFICIAL: "De bestuurder antwoordt niet op brieven. Bel, op een nummer dat u al kende.",
    ObligationKind.EMPLOYER_START: "De werkgever heeft wat de bestuurder wil delen. Vraag of de uitvoering begint.",
    ObligationKind.EXPLANATION: "Geef toelichting op het adviesrapport, of maak er een afspraak voor.",
    ObligationKind.EXECUTION_CHECK: "Vraag of het PKVW en de maatregelen klaar zijn.",
    ObligationKind.RESUME: "De zaak staat stil na een dreiging. Beslis of de zaak verder kan.",
    ObligationKind.SEE_TALK: "Er is iets met een afspraak wat niet vanzelf gaat. In het dagboek van de zaak staat wat. "
    "Maak het in orde, bijvoorbeeld met de opdracht afspraak-voorstellen.",
    ObligationKind.PASSWORD: "Het adviesrapport is verzonden als PDF met een wachtwoord. Bel de {about}, op een "
    "nummer dat u al kende, en lees het wachtwoord voor: `weerbaar report password {number} {about}`.",
    ObligationKind.MERGE: "Deze zaak lijkt op een andere. Beoordeel of het dezelfde is.",
    ObligationKind.UNDELIVERED: "Een brief van ons kwam terug. Bereik de melder op een andere manier.",
}


class Promise(Protocol):
    """What a window needs to know of an obligation."""

    @property
    def reference(self) -> str:
        """`WVB-2026-0042/contact/1`."""

    @property
    def kind(self) -> ObligationKind:
        """What is promised."""

    @property
    def title(self) -> str:
        """What is promised, as people read it."""

    @property
    def about(self) -> str | None:
        """To whom a password is told."""

    @property
    def owner(self) -> Owner:
        """Who keeps it."""

    @property
    def due_at(self) -> datetime:
        """When it must be kept."""

    @property
    def nudge_at(self) -> datetime | None:
        """When somebody is to be reminded of it."""

    @property
    def paused_why(self) -> Pause | None:
        """Why its clock stands still."""

    @property
    def late_at(self) -> datetime | None:
        """When it was found to be late."""


class Dossier(Protocol):
    """What a window needs to know of a case."""

    @property
    def number(self) -> str:
        """`WVB-2026-0042`."""

    @property
    def place(self) -> Place:
        """Where the case stands."""

    @property
    def exercise(self) -> bool:
        """It is a drill."""


def clock_time(moment: datetime) -> str:
    """`do 26 nov 17:00`, in Dutch time."""
    local = moment.astimezone(AMSTERDAM)
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


def clock_key(promise: Promise) -> str:
    """The key of the alarm clock of a promise: each time that it is set for is one run."""
    rings_at = promise.nudge_at or promise.due_at
    return f"wekker/{promise.reference}/{rings_at.astimezone(UTC):%Y%m%dT%H%M%S}"


def task_key(reference: str) -> str:
    """The key of the task of a promise."""
    return f"taak/{reference}"


#: How the keys of the forms of an alarm begin.
FORMS = ("alarm/", "lijst/")


def alarm_key(reference: str) -> str:
    """The key of the form by which the alarm of a promise is taken over."""
    return f"alarm/{reference}"


def list_key(reference: str) -> str:
    """The key of the list that is ticked off after an alarm."""
    return f"lijst/{reference}"


@dataclass(frozen=True, slots=True)
class Wish:
    """A window to be shown, as `storage.windows.want_open` takes it.

    `closing` of a handled message is the name of its final state. `form` is a JSON schema, `description` is markdown.
    """

    key: str
    kind: str
    deployment: str
    name: str
    tags: tuple[str, ...]
    parameters: dict[str, str]
    due_at: datetime | None = None
    form: dict[str, Any] | None = None
    description: str | None = None
    closing: str | None = None


def handled(ledger: str, outcome: str, case: str | None = None) -> Wish:
    """A message that was dealt with: a run that is finished from the start. `outcome`: "Zaak geopend"."""
    return Wish(
        key=f"bericht/{ledger}",
        kind="handled",
        deployment=HANDLED_DEPLOYMENT,
        name=f"{outcome} {case or f'bericht {ledger}'}",
        tags=("bericht", case) if case else ("bericht",),
        parameters={"zaak": case} if case else {},
        closing=outcome,
    )


def ordered(key: str, case: str) -> Wish:
    """An order of a colleague that was carried out; the key keeps it from being done twice."""
    return Wish(
        key=f"opdracht/{key}",
        kind="handled",
        deployment=HANDLED_DEPLOYMENT,
        name=f"Opdracht uitgevoerd {case}",
        tags=("opdracht", case),
        parameters={"zaak": case},
        closing="Opdracht uitgevoerd",
    )


def clock(promise: Promise, case: Dossier) -> Wish:
    """The alarm clock of a promise: it rings when somebody is to be reminded of it, and when it is due."""
    return Wish(
        key=clock_key(promise),
        kind="clock",
        deployment=CLOCK_DEPLOYMENT,
        name=f"Bewaken: {promise.title} {case.number}, {clock_time(promise.due_at)}",
        tags=("wekker", case.number, *_threat(case)),
        parameters=_parameters(promise, case),
        due_at=promise.nudge_at or promise.due_at,
    )


def task(promise: Promise, case: Dossier) -> Wish:
    """What a person has to do: a run that waits for an answer on its form."""
    return Wish(
        key=task_key(promise.reference),
        kind="task",
        deployment=TASK_DEPLOYMENT,
        name=_task_name(promise, case),
        tags=(*_waits_for(promise), case.number, *_threat(case)),
        parameters=_parameters(promise, case),
        due_at=promise.due_at,
        form=form(promise.kind, case.place),
        description=description(promise, case),
    )


def _task_name(promise: Promise, case: Dossier) -> str:
    what = f"{promise.title[0].upper()}{promise.title[1:]} {case.number}"
    if promise.paused_why is not None:
        return f"Staat stil: {what}, {promise.paused_why.value}"
    until = f"{what}, uiterlijk {clock_time(promise.due_at)}"
    return f"{LATE}: {until}" if promise.late_at is not None else until


def _waits_for(promise: Promise) -> tuple[str, ...]:
    """The tags that say for whom it waits; a clock that stands still waits for somebody else."""
    if promise.paused_why is not None:
        return (STILL_TAG,)
    return (f"wacht:{promise.owner.value}", *((LATE_TAG,) if promise.late_at is not None else ()))


def alarm_task(promise: Promise, case: Dossier, policy: str) -> Wish:
    """The form by which somebody takes an alarm over, or says that it cannot be."""
    return Wish(
        key=alarm_key(promise.reference),
        kind="task",
        deployment=ALARM_DEPLOYMENT,
        name=f"{'OEFENING, ' if case.exercise else ''}ALARM: wie heeft {case.number}? ({policy})",
        tags=(f"wacht:{promise.owner.value}", ALARM_TAG, case.number, *_threat(case)),
        parameters=_parameters(promise, case),
        due_at=promise.due_at,
        form=_alarm_form(),
        description=(
            f"## Alarm: {promise.kind.value}\n\n"
            "Heeft u deze zaak? Vul uw naam in. Anderen worden dan niet meer gebeld.\n\n"
            f"**Uiterlijk {clock_time(promise.due_at)}.**"
        ),
    )


def list_task(promise: Promise, case: Dossier, labels: Mapping[str, str], text: str) -> Wish:
    """What who has an alarm ticks off. `labels`: what can be ticked, by the word that stands for it."""
    return Wish(
        key=list_key(promise.reference),
        kind="task",
        deployment=LIST_DEPLOYMENT,
        name=f"Afvinken na alarm {case.number}",
        tags=(f"wacht:{promise.owner.value}", case.number, *_threat(case)),
        parameters=_parameters(promise, case),
        due_at=promise.due_at,
        form=_list_form(labels),
        description=f"## Afvinken na alarm\n\n{text}",
    )


def form(kind: ObligationKind, place: Place) -> dict[str, Any]:
    """The form of a task, as JSON schema: who, which outcome, when if it is an appointment, and a remark."""
    fields: dict[str, dict[str, Any]] = {
        "naam": _name_field("Wie heeft dit gedaan?"),
        "uitkomst": {
            "title": "Uitkomst",
            "description": "Wat is het resultaat?",
            "type": "string",
            "enum": list(allowed_outcomes(kind, place)),
        },
    }
    if names_a_moment(kind):
        fields |= _MOMENT_FIELDS
    if kind in SPEAKS_WITH_OFFICIAL:
        fields["eigen_adres"] = _OWN_ADDRESS_FIELD
    fields["opmerking"] = _REMARK_FIELD
    return {
        "title": kind.value[0].upper() + kind.value[1:],
        "type": "object",
        "properties": {name: value | {"position": place} for place, (name, value) in enumerate(fields.items())},
        "required": ["naam", "uitkomst"],
    }


_MOMENT_FIELDS: dict[str, dict[str, Any]] = {
    "datum": {
        "title": "Datum van de afspraak",
        "description": "Alleen als er een afspraak is gemaakt.",
        "type": "string",
        "format": "date",
    },
    "tijd": {
        "title": "Tijd van de afspraak",
        "description": "Nederlandse tijd, bijvoorbeeld 14:30.",
        "type": "string",
        "pattern": TIME_OF_DAY,
    },
}
_OWN_ADDRESS_FIELD: dict[str, Any] = {
    "title": "Mailadres van de bestuurder is nagevraagd",
    "description": "Alleen aanvinken als de bestuurder zelf zei: niemand anders leest deze mail.",
    "type": "boolean",
    "default": False,
}
_REMARK_FIELD: dict[str, Any] = {
    "title": "Opmerking (mag leeg blijven)",
    "description": "Typ hier geen namen, adressen of telefoonnummers van melders of anderen.",
    "type": "string",
    "maxLength": LONGEST_REMARK,
    "default": "",
}


def with_names(schema: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The same form, with the names of colleagues beside the field in which one is typed."""
    fields = {
        name: field | {"description": f"{field.get('description', '')} Bekend: {', '.join(names)}.".strip()}
        if names and name in _NAME_FIELDS
        else field
        for name, field in schema["properties"].items()
    }
    return {**schema, "properties": fields}


def _alarm_form() -> dict[str, Any]:
    return {
        "title": "Alarm overnemen",
        "type": "object",
        "properties": {
            "naam": _name_field("Wie neemt dit over, of kan niet?"),
            "antwoord": {
                "title": "Antwoord",
                "type": "string",
                "enum": [word.value for word in Word],
                "position": 1,
            },
        },
        "required": ["naam", "antwoord"],
    }


def _list_form(labels: Mapping[str, str]) -> dict[str, Any]:
    ticks = {
        word: {"title": label, "type": "boolean", "default": False, "position": position}
        for position, (word, label) in enumerate(labels.items(), 1)
    }
    return {
        "title": "Afvinken na alarm",
        "type": "object",
        "properties": {"naam": _name_field("Wie heeft dit gedaan?"), **ticks},
        "required": ["naam"],
    }


def _name_field(question: str) -> dict[str, Any]:
    return {
        "title": "Uw naam",
        "description": question,
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_NAME,
        "position": 0,
    }


def description(promise: Promise, case: Dossier) -> str:
    """What to do, as markdown above the form."""
    still = promise.paused_why
    todo = _TODO[promise.kind].format(number=case.number, about=promise.about or "ontvanger")
    return (
        f"## {promise.title[0].upper()}{promise.title[1:]}\n\n"
        f"{todo}\n\n"
        f"**{f'De klok staat stil: {still.value}' if still else f'Uiterlijk {clock_time(promise.due_at)}'}.**\n\n"
        f"Open de zaak met `weerbaar case show {case.number}`. Klaar? Vul dit formulier in."
    )


def waiting_state(tags: list[str] | tuple[str, ...]) -> str:
    """The name of the state of a waiting task: `TE LAAT`, or for whom it waits."""
    if LATE_TAG in tags:
        return LATE
    if STILL_TAG in tags:
        return "Staat stil"
    owners = [tag.removeprefix("wacht:") for tag in tags if tag.startswith("wacht:")]
    return f"Wacht op {owners[0]}" if owners else "Wacht op antwoord"


def is_waiting_tag(tag: str) -> bool:
    """A tag that a task loses when it is done, so that the list of such a tag is the list of what waits."""
    return tag.startswith("wacht:") or tag in (LATE_TAG, STILL_TAG)


def _parameters(promise: Promise, case: Dossier) -> dict[str, str]:
    return {"zaak": case.number, "verplichting": promise.reference}


def _threat(case: Dossier) -> tuple[str, ...]:
    return (THREAT_TAG,) if case.place.state is CaseState.THREAT else ()
