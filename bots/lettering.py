"""Letters out of text files: `letters/<language>/<kind>.txt`, with `$facts` for what differs from case to case.

The first line of a file is the subject, after `Onderwerp:` or `Subject:`; then a blank line and the body. Letters hold
facts of ours alone: numbers, dates and telephone numbers, never a name or a word of the message they answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import dropwhile
from pathlib import Path
from string import Template

from casework.errors import SettingsError
from casework.letters import Letter, LetterKind
from casework.references import CASE_NUMBER

LANGUAGES = ("nl", "en")

_FOLDER = Path(__file__).parent / "letters"
_SUBJECT = re.compile(r"(?:Onderwerp|Subject): (?P<subject>.+)\n\n(?P<body>[\s\S]+)")
#: How the names of facts end that may have several lines.
_LIST = "_list"
_FACT = re.compile(r"\$[a-z_]+")
#: What may stand where a letter names a fact: at most eight words.
_ANY_FACT = r"\\S+(?:[\\s>|*]{1,12}\\S+){0,8}?"
#: A paragraph of ours with fewer words, not counting its facts, is not recognised as ours.
_FEWEST_OWN_WORDS = 3
_REST_OF_LINE = r"[^\n]{0,60}"
_GAPS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def write(kind: LetterKind, language: str, facts: Mapping[str, str]) -> Letter:
    """The letter in this language; any language but English gets Dutch. Facts become one line each, lists keep theirs.

    Facts that the letter does not use are ignored. Raises SettingsError when one is missing or empty.
    """
    spoken = language if language in LANGUAGES else "nl"
    subject, body = _templates(kind, spoken)
    clean = {name: _cleaned(name, value) for name, value in facts.items()}
    if missing := sorted(name for name in facts_of(kind) if not clean.get(name)):
        raise SettingsError(f"letter {kind.value}: {', '.join(missing)} is missing")
    return Letter(kind, spoken, subject.substitute(clean), body.substitute(clean))


def _cleaned(name: str, value: str) -> str:
    lines = value.splitlines() if name.endswith(_LIST) else [value]
    return "\n".join(filter(None, (_GAPS.sub(" ", line).strip() for line in lines)))


def facts_of(kind: LetterKind) -> frozenset[str]:
    """The names of the facts this letter needs, in whatever language."""
    return frozenset(name for text in _templates(kind, "nl") for name in text.get_identifiers())


#: One of these stands in each letter of ours that names no case.
_ABOUT_NO_CASE = re.compile(
    "weerbaar (roster|journal|check|alarm list)|/koppel |gemaakt door een computer|made by a computer"
)


def without_own_words(text: str) -> str:
    """A text that may quote our letters, without the paragraphs that we wrote ourselves, however they were re-wrapped.

    Only whole paragraphs go, word for word, with any facts in them; every other word stays.
    """
    if CASE_NUMBER.search(text) is None and _ABOUT_NO_CASE.search(text) is None:
        return text
    for paragraph in _own_paragraphs():
        text = paragraph.sub("\n", text)
    return text


@cache
def _own_paragraphs() -> tuple[re.Pattern[str], ...]:
    """Every paragraph of every letter, longest first. Between words may stand quote marks and line ends."""
    bodies = (_templates(kind, language)[1].template for kind in LetterKind for language in LANGUAGES)
    found = {paragraph.strip() for body in bodies for paragraph in body.split("\n\n")}
    return tuple(_paragraph(text) for text in sorted(found, key=len, reverse=True) if _has_own_words(text))


def _has_own_words(paragraph: str) -> bool:
    """What consists of facts would stand for any words at all, also for somebody else's."""
    return sum(_FACT.search(word) is None for word in paragraph.split()) >= _FEWEST_OWN_WORDS


def _paragraph(text: str) -> re.Pattern[str]:
    """It begins with a word of ours: a fact in front of it would stand for whatever came before the letter."""
    ours = dropwhile(_FACT.search, text.split())
    words = (_FACT.sub(_ANY_FACT, re.escape(word).replace(r"\$", "$")) for word in ours)
    rest = _REST_OF_LINE if _FACT.search(text.rsplit(maxsplit=1)[-1]) else ""
    return re.compile(r"[\s>|*]{1,12}".join(words) + rest)


@cache
def _templates(kind: LetterKind, language: str) -> tuple[Template, Template]:
    """Subject and body. Raises SettingsError when the file is missing or has no subject line."""
    path = _FOLDER / language / f"{kind.value}.txt"
    try:
        match = _SUBJECT.fullmatch(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"letter {path.name} ({language}) cannot be read") from error
    if match is None:
        raise SettingsError(f"letter {path.name} ({language}) has no subject line followed by a blank line")
    return Template(match["subject"]), Template(match["body"])
