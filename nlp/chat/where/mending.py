"""A turn that only mends the one before it: "*singel", "singel*", "5a sorry", "sorry nr 12"."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from nlp.chat.where.address import told_address
from nlp.text import fold

_STARRED = re.compile(r"^\s*(?:\*\s*(?P<head>[^\s*][^*]*?)|(?P<tail>[^\s*][^*]*?)\s*\*)\s*$")
_MOST_WORDS = 3
_ALIKE = 0.5
#: A word of the turn before; not one on which its meaning turns.
_PIECE = re.compile(r"(?i)(?!(?:niet|geen|nee|ja|wel|not|no|yes)(?:[\s,;.!?()]|$))(?<![^\s,;!?()])[^\s,;!?()]+")

_SORRY = r"(?:sorry|nee+|no|wacht|wait|oeps|oops|o+h?|fout|foutje|typo|tikfout|pardon|ik bedoel|i mean|bedoel ik)"
_NUMBER = (
    r"(?:het |dat )?(?:(?:is|moet|moet zijn|wordt) )?(?:(?:huis)?(?:nummer|nr)\.? )?(?P<{name}>\d{{1,4}}(?: ?[a-z])?)"
)
_HOUSE = (
    re.compile(rf"\W*(?:{_SORRY}\W+)+{_NUMBER.format(name='number')}(?:\s+(?:zijn|dus|bedoel ik))?\W*"),
    re.compile(rf"\W*{_NUMBER.format(name='number')}\W+(?:{_SORRY}\W*)+"),
    re.compile(r"\W*(?P<number>\d{1,4} ?[a-z])\W*"),
)


def starred(text: str, before: str) -> str:
    """The turn before with the word in it that "*word" mends; the text as it is where it mends none."""
    found = _STARRED.match(text)
    said = found and (found["head"] or found["tail"])
    if not said or len(said.split()) > _MOST_WORDS:
        return text
    words = said.split()
    pieces = list(_PIECE.finditer(before))
    rows = [pieces[place : place + len(words)] for place in range(len(pieces) - len(words) + 1)]
    scored = [(_likeness(before[row[0].start() : row[-1].end()], said), row) for row in rows]
    best = max(scored, key=lambda one: one[0], default=None)
    if best is None or best[0] < _ALIKE:
        return text
    return f"{before[: best[1][0].start()]}{said}{before[best[1][-1].end() :]}"


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, fold(one), fold(other)).ratio()


def house_number_behind(folded: str, before: str) -> str | None:
    """The house number that a turn gives in the place of the one in the address of the turn before."""
    found = next(filter(None, (one.fullmatch(folded) for one in _HOUSE)), None)
    known = told_address(before) if found else None
    return found["number"] if found and known and known.street else None
