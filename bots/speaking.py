"""The words of the chat, out of text files: `chat/<language>.txt`, a text under each `[name]`, with `$facts`.

The facts are ours (numbers, dates) and what the person said in this conversation, repeated back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from string import Template

from bots.dialogue import Say
from bots.lettering import LANGUAGES
from casework.errors import SettingsError

_FOLDER = Path(__file__).parent / "chat"
_NAME = re.compile(r"^\[(?P<name>[a-z_]+)\]\n", re.MULTILINE)
_MOBILE = re.compile(r"\+316(\d{8})")
_LAND = re.compile(r"\+31(\d{9})")
_ORDER = (
    "topic",
    "person",
    "function",
    "organisation",
    "phone",
    "address",
    "question",
    "moving",
    "pkvw",
    "moments",
    "employer",
)
_DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_SHORT_QUESTION = 120


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person; `choices` are answers to offer as buttons, typing them works as well."""

    text: str
    choices: tuple[str, ...] = ()


def render(says: Iterable[Say], language: str, facts: Mapping[str, str]) -> tuple[Reply, ...]:
    """The replies in words. `facts` are the desk's: numbers, case number, deadline. Raises SettingsError."""
    spoken = spoken_language(language)
    return tuple(_reply(say, spoken, facts) for say in says)


def spoken_language(language: str) -> str:
    """We answer in English to English, and in Dutch to all else."""
    return language if language in LANGUAGES else "nl"


def phrase(name: str, language: str) -> str:
    """A text without facts."""
    return _word(name, spoken_language(language))


def texts(language: str) -> Mapping[str, Template]:
    """Every text of a language by its name."""
    return _texts(language)


def shown_phone(number: str) -> str:
    """A number as people write it: 06-12345678."""
    mobile = _MOBILE.fullmatch(number)
    if mobile:
        return f"06-{mobile[1]}"
    land = _LAND.fullmatch(number)
    return f"0{land[1]}" if land else number


def _reply(say: Say, language: str, facts: Mapping[str, str]) -> Reply:
    own = {name: _shown(name, value, language) for name, value in say.facts}
    if say.text == "changed":
        own["what"] = " ".join(_label(name, language).lower() for name in dict(say.facts)["what"].split())
    if "moments" in own and "moment_words" in own:
        own["moments"] += f' ("{own["moment_words"]}")'
    lines = [f"- {_label(name, language)}: {own[name]}" for name in _ORDER if own.get(name)]
    known = {"elsewhere": ""} | dict(facts) | own | {"summary": "\n".join(lines)}
    try:
        text = _text(say.text, language).substitute(known)
    except KeyError as error:
        raise SettingsError(f"chat text {say.text} ({language}): {error} is missing") from None
    choices = _text(say.choices, language).template.split("\n") if say.choices else ()
    return Reply(text, tuple(choices))


def _shown(name: str, value: str, language: str) -> str:
    if name == "phone":
        return shown_phone(value)
    if name in ("topic", "function"):
        return _word(f"word_{name}_{value}", language)
    if name in ("moving", "pkvw"):
        return _word(f"word_{value}", language)
    if name == "moments":
        return ", ".join(_moment(one, language) for one in value.split())
    return value if len(value) <= _SHORT_QUESTION else f"{value[:_SHORT_QUESTION]}…"


def _moment(iso: str, language: str) -> str:
    at = datetime.fromisoformat(iso) if "T" in iso else None
    day = at.date() if at else date.fromisoformat(iso)
    text = f"{_DAYS[language][day.weekday()]} {day.day} {_MONTHS[language][day.month - 1]}"
    return f"{text} {at:%H.%M}" if at else text


def _label(name: str, language: str) -> str:
    return _word(f"label_{name}", language)


def _word(name: str, language: str) -> str:
    return _text(name, language).template


def _text(name: str, language: str) -> Template:
    try:
        return _texts(language)[name]
    except KeyError:
        raise SettingsError(f"chat text {name} ({language}) is missing") from None


@cache
def _texts(language: str) -> Mapping[str, Template]:
    path = _FOLDER / f"{language}.txt"
    try:
        pieces = _NAME.split(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"chat texts ({language}) cannot be read") from error
    return {name: Template(text.strip()) for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}
