"""Text as the desk reads it: cleaned, folded to plain letters, and cut into sentences."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from casework.messages import Message, Part, PartKind

#: Characters read of one part, and of a whole message. What is longer is read from both ends, and a human looks.
PART_CAP = 60_000
MESSAGE_CAP = 120_000

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WORD = re.compile(r"\w+")
_STOP = re.compile(r"(?<=[.!?;\u2026])[\"')\]]*[ \t]+(?=\S)|\n")
#: A line longer than this was probably wrapped by a mail program: the sentence goes on in the next one. So it does in
#: a line that begins with a small letter.
_WRAPPED = 55


def _plain_letter(code: int) -> str:
    """The letter without its accents, always one character, so that places in a text stay the same."""
    bare = unicodedata.normalize("NFKD", chr(code).lower())[:1]
    return bare if bare and not unicodedata.combining(bare) else chr(code)


_FOLD = {code: _plain_letter(code) for code in range(0x24F) if _plain_letter(code) != chr(code)} | {
    ord("\u2018"): "'",
    ord("\u2019"): "'",
    ord("\u00b4"): "'",
    ord("`"): "'",
    ord("\u201c"): '"',
    ord("\u201d"): '"',
    ord("\u2011"): "-",
    ord("\u2013"): "-",
    ord("\u2014"): "-",
    ord("_"): " ",
}
#: The same with every common character in it: `str.translate` is four times slower for one that is missing.
_FOLD_ALL = {code: chr(code) for code in range(0x2100)} | _FOLD


def clean(text: str) -> str:
    """Text without invisible characters, with look-alike letters (NFKC) made plain. Line ends become line feeds."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if not lines.isascii():
        lines = _INVISIBLE.sub("", unicodedata.normalize("NFKC", lines))
    return _CONTROL.sub(" ", lines)


def fold(text: str) -> str:
    """Lower case without accents; every character keeps its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(_lower(char) for char in text)
    return lowered.replace("_", " ").replace("`", "'") if lowered.isascii() else lowered.translate(_FOLD_ALL)


def _lower(char: str) -> str:
    small = char.lower()
    return small if len(small) == 1 else char


def words(folded: str) -> list[str]:
    """The words of a folded text, without punctuation."""
    return _WORD.findall(folded)


def unwrap(text: str) -> str:
    """Text in which the lines a mail program broke are one line again; empty lines and short lines stay."""
    lines = text.split("\n")
    pieces = [lines[0]]
    for before, line in pairwise(lines):
        pieces.append(" " if _goes_on(before, line) else "\n")
        pieces.append(line)
    return "".join(pieces)


def _goes_on(before: str, line: str) -> bool:
    if not before or before.endswith((".", "!", "?", ":")):
        return False
    return line[:1].islower() or (len(before) >= _WRAPPED and line[:1].isalnum())


def _head_and_tail(text: str, cap: int) -> str:
    return text if len(text) <= cap else f"{text[: cap - cap // 3]}\n{text[-(cap // 3) :]}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its place in the reading (character offsets)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All parts of a message under each other, with what is needed to find back where a word stood.

    `text` is clean, `folded` has the same length, and in both a line end closes a sentence. `shortened` is true
    when a part was too long to read whole.
    """

    text: str
    folded: str
    starts: tuple[int, ...]
    kinds: tuple[PartKind, ...]
    ends: tuple[int, ...]
    shortened: bool = False

    def kind_at(self, place: int) -> PartKind:
        """The part a character stands in."""
        return self.kinds[bisect_right(self.starts, place) - 1]

    def sentence_at(self, place: int) -> int:
        """The number of the sentence a character stands in."""
        return bisect_right(self.ends, place)

    def sentence(self, number: int) -> Sentence:
        """A sentence by its number."""
        start = self.ends[number - 1] if number else 0
        return Sentence(start, self.ends[number], self.text[start : self.ends[number]])

    def of(self, *kinds: PartKind) -> str:
        """The text of some kinds of parts."""
        return self._of(self.text, kinds)

    def folded_of(self, *kinds: PartKind) -> str:
        """The same text, folded."""
        return self._of(self.folded, kinds)

    def _of(self, whole: str, kinds: tuple[PartKind, ...]) -> str:
        bounds = zip(self.starts, (*self.starts[1:], len(whole)), self.kinds, strict=True)
        return "\n".join(whole[start:end].strip("\n") for start, end, kind in bounds if kind in kinds)


def read(parts: Iterable[Part]) -> Reading:
    """Lay parts under each other, cleaned and cut at the caps, each sentence on a line of its own."""
    starts: list[int] = []
    kinds: list[PartKind] = []
    pieces: list[str] = []
    place = 0
    shortened = False
    for part in parts:
        room = min(PART_CAP, max(0, MESSAGE_CAP - place))
        shortened |= len(part.text) > room
        piece = _laid_out(_head_and_tail(part.text, room))
        starts.append(place)
        kinds.append(part.kind)
        pieces.append(piece)
        place += len(piece)
    text = "".join(pieces) or "\n"
    ends = tuple(found.end() for found in re.finditer(r"\n", text))
    return Reading(text, fold(text), tuple(starts) or (0,), tuple(kinds) or (PartKind.NEW,), ends, shortened)


def _laid_out(text: str) -> str:
    return _STOP.sub("\n", unwrap(clean(text))).rstrip("\n") + "\n"


def read_message(message: Message) -> Reading:
    """Every part of a message that counts, subject first."""
    return read(message.texts())
