"""A piece of the home address that no whole address tells: "woonplaats Hoorn", "adres: Havenkade tweeëntwintig"."""

from __future__ import annotations

import re

from nlp.chat.counting import VALUE

_SAID = "|".join(sorted(VALUE, key=len, reverse=True))
_STREET = (
    r"[^\W\d_][\w'-]{0,40}(?:straat|laan|weg|plein|dijk|kade|gracht|singel|hof|dreef|pad|"
    r"steeg|plantsoen|brink|street|road|lane)"
)
_LABEL = (
    r"(?:(?:woon|huis|thuis|privé|prive)?adres|(?:home )?address|woonplaats|straat(?:naam)?|street|postcode|hometown|"
    r"place of residence)"
)
#: What somebody says who tells no address behind that word, and a mail address.
_NONE = (
    r"(?!(?:geef|zeg|volgt|geheim|niet|geen|onbekend|liever|later|hetzelfde|is|van|voor|ik|u|privé|not|no|secret|later|"
    r"unknown|private|rather|the same)\b|\s|\S*@|\W*$)"
)
_PIECES = (
    re.compile(rf"(?i)(?<![\w-]){_LABEL}(?:\s+is\b\s*:?|\s*[:=])\s*{_NONE}(?P<told>[^\n;!?]{{2,80}})"),
    re.compile(rf"^\W*(?i:(?:mijn|my)\s+)?(?i:{_LABEL})\s+(?P<told>[A-Z][^\n;!?@]{{1,80}})$"),
    re.compile(rf"(?i)\b(?P<told>{_STREET} (?:{_SAID}))\b"),
    re.compile(
        rf"(?i)\b(?:woon|wonen|live)\b[^.!?\n]{{0,15}}\b(?:op|aan|in|at|on) (?:(?:de|het|the) )?(?P<told>{_STREET})\b"
    ),
)


def piece_of_home(text: str) -> tuple[int, int] | None:
    """Where a turn tells a piece of the home address; None when it does not."""
    found = next(filter(None, (pattern.search(text) for pattern in _PIECES)), None)
    return found.span("told") if found else None
