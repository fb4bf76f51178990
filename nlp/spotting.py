"""Looking for words fast.

A pattern that begins at a word with one of many alternatives is slow to look for: the engine tries them all at every
character. Plain letters it skips to. So the letters a match can begin with are looked for first, and the pattern is
tried only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


class Spotter:
    """A pattern that begins at a word, and the letters its matches can begin with.

    `starts` are alternatives that begin with a plain letter and end in the first word: another match may begin in the
    next.
    """

    def __init__(self, starts: str, pattern: str) -> None:
        self._starts = re.compile(starts)
        self.pattern = re.compile(pattern)

    def finditer(self, folded: str) -> Iterator[re.Match[str]]:
        """The same matches as the pattern alone would find."""
        place = 0
        for start in self._starts.finditer(folded):
            found = self.pattern.match(folded, start.start()) if start.start() >= place else None
            if found:
                place = found.end()
                yield found

    def search(self, folded: str) -> re.Match[str] | None:
        """The first match."""
        return next(self.finditer(folded), None)
