"""A registration by form: everything a person tells the desk at once, in the same terms as a conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from casework.assessment import Fields
from casework.conversation import Conversation, Need, Topic
from casework.people import Function


class Concern(StrEnum):
    """The answer to "is there a concrete threat?"."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Registration:
    """What stood on a form that was sent. `phone` is E.164; `moments` are the person's words, `availability` the times.

    `typed_phone` and `typed_email` are what somebody typed there that is no number or address.

    Nothing is required here: a form that tells of a threat is taken as it is.
    """

    concern: Concern | None = None
    topic: Topic | None = None
    what: str = ""
    function: Function | None = None
    person: str = ""
    organisation: str = ""
    phone: str | None = None
    email: str | None = None
    moving: bool | None = None
    pkvw: bool | None = None
    moments: str = ""
    availability: tuple[str, ...] = ()
    employer: str = ""
    language: str = "nl"
    typed_phone: str = ""
    typed_email: str = ""

    def conversation(self) -> Conversation:
        """A conversation in which all of this was said, and nothing is left to ask but under a threat."""
        told = {"moving"} if self.moving is not None else set[str]()
        danger = self.concern is Concern.YES
        return Conversation(
            language=self.language,
            topic=Topic.THREAT if danger else self.topic or Topic.OTHER,
            asked=Need.THREATENED if self.concern is Concern.UNSURE else None,
            left=frozenset() if danger else frozenset(Need) - {Need.CONFIRM},
            fields=Fields(
                function=self.function,
                person=self.person or None,
                organisation=self.organisation or None,
                phone=self.phone,
                moving=bool(self.moving),
                pkvw=self.pkvw,
                availability=self.availability,
            ),
            known=frozenset(told),
            employer=self.employer or None,
            question=self.what or None,
            email=self.email,
            introduced=True,
        )

    def text(self) -> str:
        """The form as a message that people and the reader read, in Dutch; what was left open is left out.

        The question about a threat stands in it only when it was not answered with no: its words are ours.
        """
        rows = (
            ("", _CONCERNS.get(self.concern) if self.concern else None),
            ("Functie", self.function and self.function.value.replace("_", " ")),
            ("Naam", self.person),
            ("Organisatie", self.organisation),
            ("Telefoon", self.phone or self.typed_phone),
            ("E-mail", self.email or self.typed_email),
            ("Waarvoor", self.topic and _TOPICS[self.topic]),
            (_WHAT, self.what),
            ("Verhuizen", None if self.moving is None else _YES_NO[self.moving]),
            ("Politiekeurmerk Veilig Wonen", None if self.pkvw is None else _YES_NO[self.pkvw]),
            (_MOMENTS, self.moments),
            (_EMPLOYER, self.employer),
        )
        return "\n".join(f"{label}: {value}" if label else str(value) for label, value in rows if value)


def own_words(text: str) -> tuple[str, ...]:
    """What somebody told in words of their own, of a form as `Registration.text` writes it."""
    return tuple(words for found in _TOLD.finditer(text) if (words := found["told"].strip()))


_WHAT, _MOMENTS, _EMPLOYER = "Toelichting", "Momenten", "Contact bij de werkgever"
_TOLD = re.compile(
    rf"^(?:Telefoon|E-mail|{_WHAT}|{_MOMENTS}|{_EMPLOYER}): (?P<told>.*?)"
    rf"(?=^(?:E-mail|Waarvoor|{_WHAT}|Verhuizen|Politiekeurmerk Veilig Wonen|{_MOMENTS}|{_EMPLOYER}): |\Z)",
    re.MULTILINE | re.DOTALL,
)
_CONCERNS = {
    Concern.YES: "Er is een concrete dreiging (aangekruist op het formulier).",
    Concern.UNSURE: "Is er een concrete dreiging? Weet ik niet (aangekruist op het formulier).",
}
_TOPICS = {
    Topic.PREVENTIVE: "veiligheidsadvies of woningscan",
    Topic.THREAT: "onveilig",
    Topic.RUNNING: "vraag over een lopende aanvraag of afspraak",
    Topic.OTHER: "andere vraag",
}
_YES_NO = {True: "ja", False: "nee"}
