"""The floor: phrases written by people, in files people can read (``nlp/phrases/<language>/<group>.txt``).

A file holds sections. Phrases under ``== yes: name`` and ``== human: name`` say something by themselves. Those under
``== claim: name`` (an attack, a threat) say it only of what is recent and real, for they stand in newspapers and
courses as well. ``== words: name`` holds words that mean something only together (see ``nlp.threat.rules``), or only to
the model. ``== aside: name`` holds words that stand between the others and change nothing (``nlp.threat.asides``). A
line ``@who = me|us`` names words that ``@who`` further down in the same file stands for. All languages are always read:
people mix them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from casework.errors import ReadingError
from nlp.text import fold, words
from nlp.threat.asides import Asides
from nlp.threat.disguise import undisguised
from nlp.threat.patterns import Pattern, compile_phrase, keys_of
from nlp.threat.pictures import threatening

HOME = Path(__file__).parents[1] / "phrases"

#: A hostile text that is one phrase a thousand times over tells no more than fifty of them do.
_MOST_PLACES = 50
_NAME = re.compile(r"@\w+")
_NAMING = re.compile(r"@\w+ =")
_PICTURES = "dreiging in plaatjes"
_SWEARING, _ADDRESS = "schelden", "aanspreken"


class Strength(StrEnum):
    """What a section's phrases say: an alarm, a look, the same if it is recent and real, or nothing by themselves.

    An aside is never found: it is read away.
    """

    YES = "yes"
    HUMAN = "human"
    CLAIM = "claim"
    WORDS = "words"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase and the section it stands in."""

    pattern: Pattern
    strength: Strength
    name: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: the section's strength and name, and the place in the folded text."""

    strength: Strength
    name: str
    start: int
    end: int


class PhraseBook:
    """All phrases, found back by the beginning of their most telling word, so that few are tried on one text."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        told = list(entries)
        self.entries = [entry for entry in told if entry.strength is not Strength.ASIDE]
        self._asides = Asides(_patterns(told, _SWEARING), _patterns(told, _ADDRESS))
        #: The words of all phrases, by which letters that stand apart are parted into words again.
        self._known = frozenset(word for entry in told for word in words(fold(entry.pattern.phrase)))
        self._always = [number for number, entry in enumerate(self.entries) if not entry.pattern.keys]
        #: What a line must have besides, what is fewest words first: it is missing most often.
        self._needs = [_besides(entry.pattern) for entry in self.entries]
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            for one in entry.pattern.keys:
                self._by_key[one].append(number)

    def find(self, folded: str) -> list[Hit]:
        """Every phrase in a folded text, in order of place; in disguised words and between swear words as well."""
        plain = undisguised(folded, self._known)
        readings = dict.fromkeys((folded, plain, self.bare(plain)))
        hits = {hit for one in readings for hit in self._find(one)}
        hits |= {
            Hit(Strength.YES if one.plain else Strength.HUMAN, _PICTURES, one.start, one.end)
            for one in threatening(folded)
        }
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.name, hit.strength))

    def bare(self, folded: str) -> str:
        """A folded text with spaces for swear words and forms of address."""
        return self._asides.without(folded)

    def _find(self, folded: str) -> list[Hit]:
        hits: list[Hit] = []
        places: Counter[int] = Counter()
        for start, end in _lines(folded):
            for number in self._candidates(keys_of(words(folded[start:end]))):
                entry = self.entries[number]
                spans = entry.pattern.find(folded, start, end, _MOST_PLACES - places[number])
                places[number] += len(spans)
                hits += [Hit(entry.strength, entry.name, *span) for span in spans]
        return hits

    def _candidates(self, keys: set[str]) -> list[int]:
        """The phrases that may be in a line with these keys, in the order of the files."""
        missing = keys.isdisjoint  # asked most of all: `map` over it takes half the time of a generator
        found = {number for one in keys & self._by_key.keys() for number in self._by_key[one]}
        return sorted([*self._always, *[number for number in found if not any(map(missing, self._needs[number]))]])

    @classmethod
    def load(cls, home: Path = HOME) -> PhraseBook:
        """The phrases of every language under `home`. Raises ReadingError naming the line that is wrong."""
        entries = [entry for path in files(home) for entry in _read(path)]
        if not entries:
            raise ReadingError(f"no phrases in {home}")
        return cls(entries)


def _patterns(entries: Iterable[Entry], name: str) -> list[Pattern]:
    return [entry.pattern for entry in entries if entry.strength is Strength.ASIDE and entry.name == name]


def _besides(pattern: Pattern) -> list[frozenset[str]]:
    return sorted((keys for keys in pattern.needs if keys != pattern.keys), key=len)


def _lines(folded: str) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends. No phrase runs over a line end; in one line few are possible."""
    start = 0
    for line in folded.split("\n"):
        if line:
            yield start, start + len(line)
        start += len(line) + 1


def files(home: Path = HOME) -> list[Path]:
    """The phrase files, in a fixed order."""
    return sorted(home.glob("*/*.txt"))


def fingerprint(home: Path = HOME) -> str:
    """SHA-256 over the phrase files: it changes when any phrase does."""
    digest = hashlib.sha256()
    for path in files(home):
        digest.update(path.relative_to(home).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> Iterator[Entry]:
    section: tuple[Strength, str] | None = None
    named: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        phrase = line.strip()
        if not phrase or phrase.startswith("#"):
            continue
        try:
            phrase = _spelled_out(phrase, named)
            if phrase.startswith("=="):
                section = _section(phrase)
            elif " = " in phrase:
                name, _, listed = phrase.partition(" = ")
                named[name] = listed
            else:
                yield _entry(phrase, section)
        except ValueError as error:
            raise ReadingError(f"{path.parent.name}/{path.name}, line {number}: {error}") from error


def _spelled_out(phrase: str, named: Mapping[str, str]) -> str:
    """A phrase with the words themselves for each ``@name``. Raises ValueError for a name nobody gave words to."""
    start = phrase.find("=") if _NAMING.match(phrase) else 0
    unknown = set(_NAME.findall(phrase, start)) - named.keys()
    if unknown:
        raise ValueError(f"no words for {', '.join(sorted(unknown))}")
    return phrase[:start] + _NAME.sub(lambda found: named[found[0]], phrase[start:])


def _entry(phrase: str, section: tuple[Strength, str] | None) -> Entry:
    if section is None:
        raise ValueError("a phrase before the first section")
    return Entry(compile_phrase(phrase), *section)


def _section(line: str) -> tuple[Strength, str]:
    strength, _, name = line.removeprefix("==").partition(":")
    if not name.strip():
        raise ValueError("a section needs a name")
    return Strength(strength.strip()), name.strip()
