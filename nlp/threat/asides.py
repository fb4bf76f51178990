"""Words that stand between the others and change nothing: swearing, and the name by which somebody is addressed.

"Je gaat kanker dood wethouder" says what "je gaat dood" says. The phrases read a line with such words once more without
them: swear words anywhere, a form of address behind "jij" or where a sentence ends. Which words they are stands in
``== aside: schelden`` and ``== aside: aanspreken`` of the phrase files. What was written stays as it is for everybody
else, for this is a second reading beside the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp.threat.patterns import Pattern

#: Behind such a word a title is no address: "de nieuwe burgemeester", "dood aan wethouder Jansen".
_NAMED = re.compile(
    r"(?:de|het|een|die|deze|dat|dit|elke|iedere|geen|alle|onze|ons|mijn|zijn|haar|hun|uw|jouw|volgende|nieuwe|oude|als"
    r"|van|voor|aan|met|door|bij|op|tegen|naar|over|en|of|the|a|an|our|my|his|her|their|your|this|that|next|new|as|for"
    r"|to|with|by|from|and|or|e|un|di)"
)
_SAID_BEFORE = re.compile(r"(\w{1,40})[^\w\n]{1,40}$")
_YOU = r"(?:jij|jou|jullie|u|gij|you|ya|bo|boso|do)"
#: How often one form of address may stand behind another: "je gaat dood mannetje wethouder".
_MOST = 4


class Asides:
    """The swear words and forms of address of the phrase files."""

    def __init__(self, swearing: Iterable[Pattern], address: Iterable[Pattern]) -> None:
        names = _any_of(address)
        self._swearing = re.compile(rf"\b{_any_of(swearing)}")
        self._behind_you = re.compile(rf"\b(?P<kept>{_YOU} {{1,40}}){names}")
        self._at_end = re.compile(rf"\b{names}(?=[^\w\n]*(?:\n|$)|[ ]{{0,40}}[,.!?;:)\"'])")

    def without(self, folded: str) -> str:
        """A folded text with spaces for these words; every other word, and the length, stay as they are."""
        bare = self._swearing.sub(_blank, folded)
        bare = self._behind_you.sub(lambda found: found["kept"].ljust(len(found[0])), bare)
        for _ in range(_MOST):
            before, bare = bare, self._at_end.sub(_unless_named, bare)
            if bare == before:
                break
        return bare


def _any_of(patterns: Iterable[Pattern]) -> str:
    """One of them, or nothing there is."""
    return f"(?:{'|'.join(one.expression for one in patterns) or '(?!)'})"


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _unless_named(found: re.Match[str]) -> str:
    """Spaces for a form of address; a title behind an article or a preposition is somebody spoken of."""
    said = _SAID_BEFORE.search(found.string[max(0, found.start() - 80) : found.start()])
    return found[0] if said is None or _NAMED.fullmatch(said[1]) else _blank(found)
