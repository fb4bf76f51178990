"""The words of the pages, out of text files: `words/<language>.txt`, a text under each `[name]`, with `$facts`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

from bots.lettering import LANGUAGES
from casework.errors import SettingsError

_FOLDER = Path(__file__).parent / "words"
_NAME = re.compile(r"^\[([a-z_]+)\]\n", re.MULTILINE)


@cache
def texts(language: str) -> Mapping[str, Template]:
    """Every text of a language by its name. Raises SettingsError."""
    try:
        pieces = _NAME.split((_FOLDER / f"{language}.txt").read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"words of the web pages ({language}) cannot be read") from error
    return {name: Template(text.strip()) for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def word(name: str, language: str, **facts: object) -> str:
    """A text with its facts. Raises SettingsError when the text or a fact is missing."""
    try:
        return texts(language)[name].substitute(facts)
    except KeyError as error:
        raise SettingsError(f"words of the web pages ({language}), {name}: {error} is missing") from None


def spoken(wanted: str | None) -> str:
    """A language that we have: Dutch, unless English is asked for first (also in an Accept-Language header)."""
    return "en" if (wanted or "").strip().lower().startswith("en") else LANGUAGES[0]
