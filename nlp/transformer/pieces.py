"""Cuts a text into the pieces of words that the transformer knows, by number.

Of all ways to cut a word the likeliest is taken: the one whose pieces have the highest sum of log chances (unigram
model, Kudo 2018, found as Viterbi 1967 does). Pieces and chances are those of XLM-RoBERTa (Conneau et al. 2020), which
multilingual-e5-small shares, less those of other scripts.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

FILE = "pieces.json"
#: Every text begins and ends with these; a letter that no piece has is `_UNKNOWN`.
FIRST, LAST, _UNKNOWN = 0, 2, 3
#: Stands before the first letter of a word.
_START = "\u2581"
#: Of a longer word only the beginning counts (characters).
_LONGEST_WORD = 60
#: Words of which the pieces are remembered.
_MOST_WORDS = 20_000
#: How much less likely an unknown letter is than the rarest piece (log chance).
_UNLIKELY = 10.0
_WORD = re.compile(r"\S+")
#: How far from its place an excerpt may reach (characters).
_REACH = 700


class Pieces:
    """The pieces, numbered from 0, and the log chance of each."""

    def __init__(self, pieces: Sequence[str], chances: Sequence[float]) -> None:
        self._pieces = pieces
        self._numbers = {piece: number for number, piece in enumerate(pieces) if piece}
        self._chances = chances
        self._longest = max(map(len, pieces))
        self._unknown = min(chances) - _UNLIKELY
        self._seen: dict[str, Sequence[int]] = {}

    @classmethod
    def load(cls, home: Path) -> Pieces:
        """The pieces in a folder. Raises OSError, ValueError or KeyError."""
        told = json.loads((home / FILE).read_text(encoding="utf-8"))
        return cls(told["pieces"], told["chances"])

    def save(self, home: Path) -> None:
        """Write the pieces to a folder."""
        told = {"pieces": self._pieces, "chances": self._chances}
        (home / FILE).write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")

    def of(self, word: str) -> Sequence[int]:
        """The pieces of a word."""
        found = self._seen.get(word)
        if found is None:
            if len(self._seen) >= _MOST_WORDS:
                self._seen = {}
            found = self._seen[word] = self._likeliest(_START + word[:_LONGEST_WORD])
        return found

    def _likeliest(self, word: str) -> Sequence[int]:
        size = len(word)
        best = [0.0, *[float("-inf")] * size]
        last: list[tuple[int, int]] = [(0, _UNKNOWN)] * (size + 1)
        for start in range(size):
            for end in range(start + 1, min(size, start + self._longest) + 1):
                number = self._numbers.get(word[start:end])
                if number is None and end > start + 1:
                    continue
                chance = best[start] + (self._unknown if number is None else self._chances[number])
                if chance > best[end]:
                    best[end], last[end] = chance, (start, _UNKNOWN if number is None else number)
        found: list[int] = []
        end = size
        while end:
            end, number = last[end]
            found.append(number)
        return tuple(reversed(found))


def excerpt(pieces: Pieces, text: str, place: int, most: int) -> list[int]:
    """At most so many pieces of a text: of the word at a place (characters) and of whole words around it."""
    place = min(place, len(text))
    start = max(0, place - _REACH)
    found = list(_WORD.finditer(text[start : place + _REACH]))
    if not found:
        return [FIRST, LAST]
    words = [pieces.of(one[0]) for one in found]
    ends = [start + one.end() for one in found]
    first = last = min(bisect_right(ends, place), len(words) - 1)
    left = most - 2 - len(words[first])
    sides = deque(("behind", "before"))
    while sides:
        side = sides.popleft()
        at = last + 1 if side == "behind" else first - 1
        if 0 <= at < len(words) and len(words[at]) <= left:
            left -= len(words[at])
            first, last = min(first, at), max(last, at)
            sides.append(side)
    return [FIRST, *chain.from_iterable(words[first : last + 1]), LAST][:most]
