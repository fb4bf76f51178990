"""The registration form: from typed values to a registration, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from casework import people
from casework.conversation import Topic
from casework.people import Function
from casework.registration import Concern, Registration
from nlp.chat.phone.numbers import spelled_out, told_number
from nlp.form.dates import offered

_Kind = TypeVar("_Kind", bound=StrEnum)

#: Name of each field, in the order of the page, with the longest text it takes (characters).
LONGEST = {
    "gevaar": 20,
    "telefoon": 60,
    "waarvoor": 20,
    "toelichting": 4000,
    "functie": 40,
    "organisatie": 160,
    "naam": 120,
    "mail": 254,
    "verhuizen": 10,
    "pkvw": 10,
    "momenten": 400,
    "werkgever": 200,
}
TOPICS = (Topic.PREVENTIVE, Topic.RUNNING, Topic.OTHER)
#: Filled in by robots alone: nobody sees it.
TRAP = "website"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field; `text` is its name in the words of the pages, `most` the longest text allowed."""

    field: str
    text: str
    most: int = 0


def is_address(text: str) -> bool:
    """True for what looks like a mail address."""
    return len(text) <= LONGEST["mail"] and people.is_address(text)


def tidy(text: str) -> str:
    """Typed text without what nobody can type: control characters and halves of characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub(" ", whole.replace("\r\n", "\n").replace("\r", "\n")).strip()


def values_of(typed: Mapping[str, object]) -> dict[str, str]:
    """The fields of the form, tidied; what else was sent is left out."""
    return {name: tidy(str(typed.get(name) or "")) for name in LONGEST}


def read(values: Mapping[str, str], language: str, now: datetime) -> Registration:
    """What the form says, as far as it can be read."""
    return Registration(
        concern=_one_of(Concern, values["gevaar"]),
        topic=_one_of(Topic, values["waarvoor"]),
        what=values["toelichting"],
        function=_one_of(Function, values["functie"]),
        person=_line(values["naam"]),
        organisation=_line(values["organisatie"]),
        phone=told_number(spelled_out(values["telefoon"]), caribbean=False, asked=True),
        email=values["mail"].lower() if is_address(values["mail"]) else None,
        moving=_YES_NO.get(values["verhuizen"]),
        pkvw=_YES_NO.get(values["pkvw"]),
        moments=values["momenten"],
        availability=offered(values["momenten"], now) if values["momenten"] else (),
        employer=_line(values["werkgever"]),
        language=language,
        typed_phone=_line(values["telefoon"]),
        typed_email=_line(values["mail"]),
    )


def problems(values: Mapping[str, str], form: Registration) -> Iterator[Problem]:
    """What has to be filled in or changed, in the order of the form."""
    wrong = {
        "gevaar": form.concern is None,
        "waarvoor": form.topic not in TOPICS,
        "toelichting": form.topic in (Topic.RUNNING, Topic.OTHER) and not form.what,
        "functie": form.function is None,
        "naam": not form.person,
        "organisatie": not form.organisation,
        "telefoon": form.phone is None,
        "mail": bool(values["mail"]) and form.email is None,
    }
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            yield Problem(name, "error_long", most)
        elif wrong.get(name):
            yield Problem(name, f"error_{name}")


def _line(text: str) -> str:
    return " ".join(text.split())


def _one_of(kind: type[_Kind], value: str) -> _Kind | None:
    return kind(value) if value in set(kind) else None
