"""Which gemeente, provincie, waterschap or openbaar lichaam a message is about, out of our own lists."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import filterfalse
from pathlib import Path

from nlp.text import fold

HOME = Path(__file__).parent / "reference"
_EXAMINED = 12_000


class Layer(StrEnum):
    """The kind of body; the value is its file in ``reference/``."""

    GEMEENTE = "gemeenten"
    PROVINCIE = "provincies"
    WATERSCHAP = "waterschappen"
    CARIBBEAN = "caribisch"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body by its official name.

    `word`: the name is also an ordinary word and counts only with "gemeente" or a function beside it.
    """

    name: str
    layer: Layer
    word: bool


#: What stands before a name that is certainly a body: "gemeente Best", "burgemeester van Goes", "wethouder Urk".
_BEFORE = re.compile(
    r"(?<![\w@.-])(?:gemeente|gemeentebestuur|gem\.?|stad|raad|college|provincie|prov\.?|municipality|island|eiland|"
    r"burgemeester|wethouder|raadslid|gedeputeerde|statenlid|dijkgraaf|heemraad|griffier|griffie|gemeentesecretaris|"
    r"loco-?burgemeester|fractievoorzitter|commissaris|kabinet|bestuurssecretariaat|boargemaster|"
    r"wethalder|gezaghebber|provinsje)"
    r"(?:\s+(?:van|te|in|de|het|gemeente|of|provincie|fan))*\s+\Z"
)
#: What stands before a name is looked for within this many characters.
_FAR = 80
#: The first word of a name.
_FIRST = re.compile(r"(?<![\w@.-])(?:'(?=[st]\b))?\w+")
_END = re.compile(r"(?![\w@-])(?!\.\w)")


def _ends(folded: str, place: int, name: str) -> bool:
    """True when a name is not the beginning of a longer word or a mail domain."""
    return _END.match(folded, place + len(name)) is not None


class Gazetteer:
    """Names of bodies, found in text or in a mail domain."""

    def __init__(self, names: dict[str, list[Organisation]]) -> None:
        self._names = names
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for name in sorted(filterfalse(self._told_by_another, names), key=len, reverse=True):
            self._by_first[_FIRST.findall(name)[0]].append(name)
        self._domains = {re.sub(r"[^a-z]", "", name): found for name, found in names.items()}

    def _told_by_another(self, name: str) -> bool:
        """True for "provincie Utrecht": that is Utrecht with a word before it."""
        before, _, rest = name.partition(" ")
        return rest in self._names and _BEFORE.match(f"{before} ") is not None

    def find(self, text: str) -> Organisation | None:
        """The body a text names. A name behind "gemeente", "burgemeester van" and the like goes before a bare one."""
        head = text[:_EXAMINED]
        folded = fold(head)
        bare: Organisation | None = None
        for start, name, before in self._named(folded):
            chosen = self._choose(name, before)
            if before:
                return chosen
            if bare is None and not chosen.word and head[start].isupper():
                bare = chosen
        return bare

    def _named(self, folded: str) -> Iterator[tuple[int, str, str]]:
        """Every name in a folded text: its place, the name, and the words before it that say it is a body."""
        end = 0
        for word in _FIRST.finditer(folded):
            if word[0] not in self._by_first or word.start() < end:
                continue
            name = self._name_at(folded, word.start(), word[0])
            if name:
                before = _BEFORE.search(folded, max(end, word.start() - _FAR), word.start())
                yield word.start(), name, before[0] if before else ""
                end = word.start() + len(name)

    def _name_at(self, folded: str, place: int, word: str) -> str | None:
        """The longest name at a place. A dictionary of first words: one pattern of all names is much slower."""
        names = self._by_first[word]
        return next((one for one in names if folded.startswith(one, place) and _ends(folded, place, one)), None)

    def _choose(self, name: str, before: str) -> Organisation:
        """Of bodies with one name (Groningen, Utrecht) the one that fits what stands before it."""
        provincial = re.match(r"prov|gedeputeerde|statenlid|commissaris|kabinet", before)
        wanted = (
            Layer.PROVINCIE
            if provincial
            else Layer.WATERSCHAP
            if re.match(r"dijkgraaf|heemraad", before)
            else Layer.GEMEENTE
        )
        found = self._names[name]
        return next((one for one in found if one.layer is wanted), found[0])

    def of_domain(self, email: str | None) -> Organisation | None:
        """The body whose name stands in a mail address: ``@gemeente-x.nl``, ``@x.nl``, ``@waterschapx.nl``."""
        domain = fold((email or "").rpartition("@")[2])
        labels = domain.split(".")[:-1]
        for label in reversed(labels):
            found = self._of_label(re.sub(r"[^a-z]", "", label))
            if found:
                return found
        return None

    def _of_label(self, label: str) -> Organisation | None:
        bare = re.sub(r"^(?:gemeente|raad|provincie|prv|wethouder|griffie)|(?:raad|gemeente)$", "", label)
        options = self._domains.get(label) or self._domains.get(bare) or []
        wanted = Layer.PROVINCIE if label.startswith(("provincie", "prv")) else Layer.GEMEENTE
        return next((one for one in options if one.layer is wanted), options[0] if options else None)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """All bodies of ``nlp/reference``."""
    names: dict[str, list[Organisation]] = {}
    for layer in Layer:
        for name, spellings, word in _rows(layer):
            body = Organisation(name, layer, word)
            for spelling in spellings:
                names.setdefault(fold(spelling), []).append(body)
    return Gazetteer(names)


def _rows(layer: Layer) -> list[tuple[str, list[str], bool]]:
    lines = (HOME / f"{layer.value}.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [(row["name"], [row["name"], *filter(None, row["aliases"].split("|"))], row["word"] == "1") for row in rows]
