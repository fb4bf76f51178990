"""A name that somebody spells: "b o l t j e s", "A-s-s-i-n-k", "Kroezen met een z"."""

from __future__ import annotations

import re

_ROW = re.compile(r"(?<![\w'])(?:[^\W\d_](?:[ ][^\W\d_]){3,}|[^\W\d_](?:[ ]?-[ ]?[^\W\d_]){2,})(?![\w'])")
_COUNT = r"(?:een|de|'n|n|a|an|the|letter|dubbele?|double|lange|korte|griekse|two|twee)"
_LETTER = rf"(?:{_COUNT}\s+)*(?:(?!u\b)[a-z]|([a-z])\2|ij|ei|ou|au|eu|ie|oe|ck|gh|ph|th|griekse y|lange ij)"
#: "twee f'en", "two f's".
_SEVERAL = r"(?:['\u2019](?:en|s))"
_WITH = re.compile(
    rf"(?i)(?<![\w'])(?P<word>[^\W\d_][\w'-]{{2,}}),?\s+(?:\w+\s+)?(?:met|mei|with)\s+{_LETTER}{_SEVERAL}?(?![\w'])"
)
_BEHIND = re.compile(
    rf"(?i)^\W*met (?:{_COUNT} )*\w{{1,2}}{_SEVERAL}?(?: \w+)?[.,;:]\s*(?P<word>[^\W\d_][\w'-]{{2,}})\W*$"
)


def spelled_word(text: str) -> str | None:
    """The word that is spelled out, or of which a letter is named; None where none is."""
    row = _ROW.search(text)
    if row:
        return re.sub(r"[\s-]", "", row[0])
    found = _WITH.search(text) or _BEHIND.search(text)
    return found["word"] if found else None
