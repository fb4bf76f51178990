"""What the fields are read from: the sender's own words, and everything, with the way back to the reading.

The sender's own words are the subject, the new text and the signature, without lines that quote ("> ..."). They are
laid under each other, so a place in them is not a place in the reading: `Source.place` translates.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from casework.messages import PartKind
from nlp.form.spotting import Index, index_of
from nlp.text import Reading

#: Characters read for the fields: of the sender's own words, and of everything.
EXAMINED = 12_000
_OWN = (PartKind.SUBJECT, PartKind.NEW, PartKind.SIGNATURE)
_QUOTED_LINE = re.compile(r"^>.*\n?", re.MULTILINE)
_WORD = re.compile(r"\w+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """The sender's own words (`own`) and everything (`all`), both also folded.

    `words` are the own words, `index` their places.

    `first` is the length of the subject in `own`, 0 without one. `quoted` are the lines of others, folded: what a mail
    program quoted, and lines that begin with ">". `others` are these and what was forwarded or attached, folded.
    """

    own: str
    folded: str
    all: str
    all_folded: str
    words: frozenset[str]
    index: Index
    first: int
    quoted: str
    others: str
    _starts: tuple[int, ...]
    _places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """A stretch of `own` as a stretch of the reading's text."""
        return self._place(start), self._place(max(start, end - 1)) + 1

    def _place(self, place: int) -> int:
        number = bisect_right(self._starts, place) - 1
        return self._places[number] + place - self._starts[number]


def source_of(reading: Reading) -> Source:
    """The source of a reading, cut at `EXAMINED`."""
    pieces = list(_within(_own_pieces(reading), EXAMINED)) or [(0, 0, False)]
    starts, place = [], 0
    for start, end, _ in pieces:
        starts.append(place)
        place += end - start
    folded = "".join(reading.folded[start:end] for start, end, _ in pieces)
    words = frozenset(_WORD.findall(folded))
    quoted = _quoted(reading)
    return Source(
        own="".join(reading.text[start:end] for start, end, _ in pieces),
        folded=folded,
        all=reading.text[:EXAMINED],
        all_folded=reading.folded[:EXAMINED],
        words=words,
        index=index_of(folded),
        quoted=quoted,
        others=_others(reading, quoted),
        first=sum(end - start for start, end, subject in pieces if subject),
        _starts=tuple(starts),
        _places=tuple(start for start, _, _ in pieces),
    )


def _quoted(reading: Reading) -> str:
    lines = reading.folded_of(PartKind.QUOTED)
    if "\n>" in reading.folded or reading.folded.startswith(">"):
        lines += "\n".join(re.findall(r"(?m)^>.*", reading.folded[:EXAMINED]))
    return lines[:EXAMINED]


def _others(reading: Reading, quoted: str) -> str:
    return f"{quoted}\n{reading.folded_of(PartKind.FORWARDED, PartKind.ATTACHMENT)}"[:EXAMINED]


def _own_pieces(reading: Reading) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each stretch of the sender's own words, and whether it is the subject."""
    bounds = zip(reading.starts, (*reading.starts[1:], len(reading.text)), reading.kinds, strict=True)
    for start, end, kind in bounds:
        if kind in _OWN:
            for piece_start, piece_end in _unquoted(reading.text, start, end):
                yield piece_start, piece_end, kind is PartKind.SUBJECT


def _unquoted(text: str, start: int, end: int) -> Iterator[Span]:
    end = min(end, start + EXAMINED)
    if "\n>" not in text[start:end] and not text.startswith(">", start):
        yield start, end
        return
    for found in _QUOTED_LINE.finditer(text, start, end):
        if start < found.start():
            yield start, found.start()
        start = found.end()
    if start < end:
        yield start, end


def _within(pieces: Iterator[tuple[int, int, bool]], room: int) -> Iterator[tuple[int, int, bool]]:
    for start, end, subject in pieces:
        if room <= 0:
            return
        yield start, min(end, start + room), subject
        room -= end - start
