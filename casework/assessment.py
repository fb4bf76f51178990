"""What reading a message says about it. Values only; `nlp` fills them in, `triage` acts on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from casework.messages import PartKind
from casework.people import Function, SenderKind


class Alarm(StrEnum):
    """The three answers. `HUMAN` means: a human looks now."""

    NO = "no"
    HUMAN = "human"
    YES = "yes"

    @property
    def rank(self) -> int:
        """0, 1, 2: a higher rank may replace a lower one, never the other way round."""
        return _RANK[self]

    def raised_to(self, other: Alarm) -> Alarm:
        """The higher of the two."""
        return other if other.rank > self.rank else self


_RANK = {Alarm.NO: 0, Alarm.HUMAN: 1, Alarm.YES: 2}


class Route(StrEnum):
    """Where a message goes. A threat wins; `Assessment.also` keeps the rest."""

    THREAT = "threat"
    PREVENTIVE = "preventive"
    RUNNING_CASE = "running_case"
    OTHER = "other"
    NOISE = "noise"

    @property
    def dutch(self) -> str:
        """As colleagues read it."""
        return _ROUTES[self]


_ROUTES = {
    Route.THREAT: "dreiging",
    Route.PREVENTIVE: "preventief",
    Route.RUNNING_CASE: "lopende zaak",
    Route.OTHER: "iets anders",
    Route.NOISE: "reclame of ruis",
}


class Intent(StrEnum):
    """What the writer wants in a running case."""

    PROPOSE_APPOINTMENT = "propose_appointment"
    CONFIRM_APPOINTMENT = "confirm_appointment"
    RESCHEDULE_APPOINTMENT = "reschedule_appointment"
    CANCEL_APPOINTMENT = "cancel_appointment"
    APPROVE_REPORT = "approve_report"
    REJECT_REPORT = "reject_report"
    QUESTION_REPORT = "question_report"
    REQUEST_EXPLANATION = "request_explanation"
    SUPPLY_DATA = "supply_data"
    WITHDRAW = "withdraw"
    ASK_STATUS = "ask_status"
    SEND_ATTACHMENT = "send_attachment"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an alarm was raised: the words, the part they stood in, and the rule or model that saw them.

    `rule` is a name people can read ("means + household"); the model's begin with "model:".
    """

    part: PartKind
    text: str
    rule: str


#: "140", "12a", "12-II", "30 rood": not the year in "Plein 1944 12".
_NUMBER_AT_END = re.compile(
    r"(?<![\w-])\d{1,5}(?: ?[a-zA-Z]{1,2})?(?: ?- ?\w{1,3}| (?:rood|zwart|wit|bis|hs|boven|beneden|I{1,3}|IV))?\s*$"
)


@dataclass(frozen=True, slots=True)
class Address:
    """A home or visit address as written."""

    street: str | None = None
    postcode: str | None = None
    city: str | None = None

    def numbered(self, number: str) -> Address:
        """The same with this house number, in the place of the one at the end of the street and its addition."""
        name = _NUMBER_AT_END.sub("", self.street or "").strip()
        return replace(self, street=f"{name} {number.strip()}".strip())


@dataclass(frozen=True, slots=True)
class Fields:
    """What the secretariaat needs to know, as far as the message says it.

    `phone` is E.164 of the number to call back. `availability` holds ISO dates or date-times with offset.
    `domains` out of Werk, Wonen, Informatie, Verplaatsen; `themes` as in docs/glossary.md.
    """

    sender_kind: SenderKind = SenderKind.DERDE
    function: Function | None = None
    person: str | None = None
    organisation: str | None = None
    phone: str | None = None
    address: Address | None = None
    moving: bool = False
    pkvw: bool | None = None
    domains: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field was read: its name in `Fields`, the part, and the words that stood there."""

    field: str
    part: PartKind
    text: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The reading of one message. `score` is the chance of a threat, 0 to 1. `language` is nl, en, fy or pap.

    `caribbean` is true when the message comes from or is about Bonaire, Sint Eustatius or Saba: there the
    emergency number is 911. `places` says where the fields were read; a field told by the sender's name or address, or
    by the message as a whole, has none.
    """

    alarm: Alarm
    route: Route
    score: float
    language: str = "nl"
    also: tuple[Route, ...] = ()
    intent: Intent | None = None
    evidence: tuple[Evidence, ...] = ()
    fields: Fields = field(default_factory=Fields)
    caribbean: bool = False
    places: tuple[Place, ...] = ()
