"""The journal as a chain: every line carries a digest of itself and of the line before it. Pure.

Nobody can change, remove, insert or swap a line without every later link becoming wrong. The chain does not run over
the words themselves but over a salted digest of them. So the words, and the salt with them, can be erased when their
term is over, and the chain still verifies; what was erased can then no longer be guessed either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

#: What the first line follows on.
GENESIS = bytes(32)
#: The line that says which lines were erased; its words are their places, and are never erased themselves.
ERASED = "dagboek gewist"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: the place of its last line (from 1; 0: no line yet) and its link."""

    place: int
    link: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is stored. `text`, `actor` and `salt` are None once they were erased."""

    place: int
    at: datetime
    case: int | None
    what: str
    text: str | None
    actor: str | None
    salt: bytes | None
    words: bytes
    link: bytes
    erased: bool = False


class Fault(StrEnum):
    """What can be wrong with a chain; the values are what people read."""

    GAP = "er ontbreekt een regel"
    ORDER = "de regels staan niet op volgorde"
    WORDS = "de woorden zijn veranderd"
    UNREADABLE = "de woorden zijn niet te openen"
    LINK = "de regel is veranderd of hoort hier niet"
    HIDDEN = "de woorden zijn weg, zonder dat het dagboek zegt waarom"
    END = "het einde van het dagboek ontbreekt of is vervangen"
    HEAD = "een ondertekende stand past niet bij het dagboek"
    SIGNATURE = "een handtekening klopt niet"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, and the place of the line at which it was found."""

    fault: Fault
    place: int

    def __str__(self) -> str:
        """For people."""
        return f"regel {self.place}: {self.fault.value}"


def canonical(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
    """One way only to write a value as JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def words_digest(text: str, actor: str, salt: bytes) -> bytes:
    """The digest of the words of a line. Without the salt nobody can try out what they were."""
    return hashlib.sha256(canonical({"actor": actor, "salt": salt.hex(), "text": text})).digest()


def link_of(before: Head, at: datetime, case: int | None, what: str, words: bytes) -> bytes:
    """The link of the line that follows on `before`."""
    return hashlib.sha256(
        canonical(
            {
                "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
                "before": before.link.hex(),
                "case": case,
                "place": before.place + 1,
                "what": what,
                "words": words.hex(),
            }
        )
    ).digest()


class Verifier:
    """Walks along the lines in the order of their places and says what is wrong with each."""

    def __init__(self) -> None:
        self.head = Head(0, GENESIS)
        self.count = 0
        self._hidden: set[int] = set()
        self._told: set[int] = set()

    @property
    def erased(self) -> int:
        """How many lines have lost their words."""
        return len(self._hidden)

    def walk(self, lines: Iterable[Line]) -> Iterator[Finding]:
        """The faults of some more lines."""
        for line in lines:
            yield from self._step(line)

    def end(self) -> Iterator[Finding]:
        """After the last line: words that are gone although no line says so."""
        yield from (Finding(Fault.HIDDEN, place) for place in sorted(self._hidden - self._told))

    def _step(self, line: Line) -> Iterator[Finding]:
        self.count += 1
        if line.place != self.head.place + 1:
            fault = Fault.GAP if line.place > self.head.place else Fault.ORDER
            yield Finding(fault, line.place)
        elif line.link != link_of(self.head, line.at, line.case, line.what, line.words):
            yield Finding(Fault.LINK, line.place)
        fault_of_words = self._words(line)
        if fault_of_words is not None:
            yield Finding(fault_of_words, line.place)
        self.head = Head(line.place, line.link)

    def _words(self, line: Line) -> Fault | None:
        if line.erased:
            self._hidden.add(line.place)
            return None
        if line.text is None or line.actor is None or line.salt is None:
            return Fault.UNREADABLE
        if line.what == ERASED:
            self._told.update(int(place) for place in line.text.split() if place.isdigit())
        return None if words_digest(line.text, line.actor, line.salt) == line.words else Fault.WORDS
