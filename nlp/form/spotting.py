"""Looking for words fast.

A pattern of many alternatives is slow to look for: the engine tries them all at every word. So the words of a text are
laid out once by their first letters, and a pattern is tried only at words that begin as its matches can begin.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

_LETTERS = 3
_WORD = re.compile(r"\w+")
_BEGINNING = re.compile(r"(\w{1,3})\w*")

#: The places of words in a text, by their first three letters.
Index = Mapping[str, Sequence[int]]


def index_of(folded: str) -> Index:
    """Where the words of a folded text begin."""
    index: dict[str, list[int]] = defaultdict(list)
    for found in _BEGINNING.finditer(folded):
        index[found[1]].append(found.start())
    return dict(index)


def listed(words: str) -> frozenset[str]:
    """Words divided by spaces."""
    return frozenset(words.split())


class Spotter:
    """A pattern that begins at a word, and what its matches can begin with, divided by "|".

    Of each beginning the first three letters count; a word of one or two letters has to be there whole.
    """

    def __init__(self, starts: str, pattern: str) -> None:
        self._starts = frozenset(_WORD.findall(start)[0][:_LETTERS] for start in starts.split("|"))
        self.pattern = re.compile(pattern)

    def finditer(self, folded: str, index: Index) -> Iterator[re.Match[str]]:
        """The same matches as the pattern alone would find. `index` is that of the text."""
        end = 0
        for place in sorted([place for start in self._starts & index.keys() for place in index[start]]):
            found = self.pattern.match(folded, place) if place >= end else None
            if found:
                end = found.end()
                yield found

    def search(self, folded: str, index: Index) -> re.Match[str] | None:
        """The first match."""
        return next(self.finditer(folded, index), None)
