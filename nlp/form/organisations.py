"""Which gemeente, provincie, waterschap or openbaar lichaam a message is about, out of our own lists."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import filterfalse, pairwise
from pathlib import Path

from nlp.form.spotting import listed
from nlp.text import fold

HOME = Path(__file__).parents[1] / "reference"
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

    `word`: the name is also an ordinary word and counts only with "gemeente" or a function beside it. `shared`: two
    bodies bear the name, and nothing says which is meant (nlp.form.namesakes).
    """

    name: str
    layer: Layer
    word: bool
    shared: bool = False


#: What stands before a name that is certainly a body: "gemeente Best", "raadslid hier uit Urk".
_BEFORE = re.compile(
    r"(?<![\w@.-])(?:oud-|ex-|waarnemend |beoogd )?(?:gemeente|gemeentebestuur|gem\.?|stad|city|town|"
    r"province|public entity|commissielid|burgerlid|fractievolger|lijsttrekker|fractie|clerk|"
    r"burgerraadslid|inwoner|statenfractie|(?:gemeente)?raad|"
    r"eilandsraad|(?:bestuurs)?college|b&w|"
    r"provincie|prov\.?|provinciehuis|municipality|council|island|eiland|staten|gs|ab|db|(?:ab|db)-(?:lid|leden)|bm|"
    r"gedep\.|ged\.|waterschap|wetterskip|"
    r"hoogheemraadschap|water board|gemeentehuis|stadhuis|raadhuis|(?:bestuurs|directie)?secretariaat|secr\.?|"
    r"(?:loco-?)?burgem?e*sters?|wethouders?|weth\.?|wdh\.?|wh|(?:gemeente|burger)?raads?li[dt]|raad[st]li[dt]|"
    r"raodslid|"
    r"ra[ao]tsli[dt]|raadsleden|wethouwer|gedeputeerde[n]?|"
    r"sta+tenli[dt]|statenleden|dijkgraaf|(?:hoog)?heemraad|(?:[a-z]*griffi(?:er|e))|(?:gemeente|provincie)secretaris|"
    r"fractievoorzitter|commissaris(?: van de koning)?|cv?dk|kabinet|kabinetschef|boargemaster|wethalder|riedslid|"
    r"steatelid|deputearre|gezaghebber|provinsje|mayor|alderman|alderwoman|councillor|governor|commissioner|deputy|oov|"
    r"personeelszaken|facilitair|communicatie|inkoop|bestuurszaken|bodedienst|gemeentewerf|werkgever|organisatie)"
    r"(?:\s+(?!van\b|in\b|te\b|de\b|uit\b|of\b|yn\b)\w+)?"
    r"[\s,:)(-]+(?:(?:van|te|in|yn|ut|op|de|het|gemeente|of|provincie|fan|hier|uit|bij|voor|for|at|on|the|stad|namens|"
    r"waterschap|"
    r"provinciale staten|public entity|ab-lid|w)[\s,:-]+){0,4}\Z"
)
#: A name that says itself what body it is of.
_TITLED = ("wetterskip ", "waterschap ", "hoogheemraadschap ")
#: "Utrecht councillor", "Tholen council"
_TITLE_BEHIND = re.compile(r" (?:councill?or|council(?: member)?|alderm[ae]n|mayor|raadslid|wethouder|burgemeester)\b")
_PROVINCIAL = re.compile(
    r"prov|gedep|ged\.|sta[at]|commissaris|cv?dk|kabinet|gs\b|deputearre|steatelid|.*\b(?:provincie|provinciale)\b"
)
_WATER = re.compile(r"dijkgraaf|(?:hoog)?heemraad|waterschap|wetterskip|ab\b|db\b")
#: What stands before a name is looked for within this many characters.
_FAR = 80
_WORD = re.compile(r"\w+")
_BEGIN = re.compile(r"(?<![\w@.-])")
_END = re.compile(r"(?![\w@-])(?!\.\w)")
#: Words around a name in a mail domain that leave it the domain of the body.
_AFFIX = (
    "gemeente|gem|provinciale|provincie|prov|prv|pv|waterschap|waterschappen|ws|hoogheemraadschap|wethouders?|"
    "burgemeester|"
    "statengriffie|griffie|fractie|raad|staten|ambtelijk|mijn|bestuursdienst|bestuur|bestuurlijk|gov|gob|government|"
    "island|"
    "islandcouncil|council|executive|eiland|concern|oov|water|hr|nl|regio|secretariaat|kabinet|stad|post|huis"
)
_AFFIXES = re.compile(rf"^(?:{_AFFIX}|de|van)+|(?:{_AFFIX})+$")
_LONE_LETTERS = 2
#: Words of a longer name that do not tell it alone.
_COMMON = listed(
    "sint noord oost west zuid midden oude nieuwe hoge land hof berg aan dal kroon bergen waard maas meren rijn "
    "hendrik hoeksche hollands ronde loon wijk stede ouder dijk kaag neder berkel"
)
_TELLING = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A body named in a text. `sure`: behind "gemeente", "wethouder van" and the like. `capital`: with a capital.

    `surname`: it is no body, but the last name of somebody.
    """

    start: int
    end: int
    body: Organisation
    sure: bool
    capital: bool
    surname: bool = False


#: "Jan Best van Putten", "Anna van Houten van de gemeente Utrecht": what stands before the first name and between both.
_FIRST_NAME = re.compile(
    r"(?<![\w-])(?!(?:Gemeente|Stad|Raad|Provincie|Waterschap|Wethouder|Burgemeester|Raadslid|Statenlid|Gedeputeerde|"
    r"Dijkgraaf|Heemraad|Griffier?|Secretariaat|College|In|Uit|Te|Van)\b)"
    r"(?:[A-Z\u00c0-\u00dd][\w\u00c0-\u017e'-]+|(?:[A-Z]\.)+) (?:(?:van|van der|van den|van de|de|den|ter|ten) )?\Z"
)
_OF_BODY = re.compile(r" van (?:(?:de |het )?(?:gemeente|provincie|(?:hoogheemraad|water)schap) )?")


def _is_surname(text: str, one: Named, following: Named) -> bool:
    """True for a name behind a first name and before "van" and the body its bearer is of."""
    joined = one.capital and following.capital and _OF_BODY.fullmatch(text, one.end, following.start)
    return bool(joined and _FIRST_NAME.search(text[max(0, one.start - _FAR) : one.start]))


def _ends(folded: str, place: int, name: str) -> bool:
    """True when a name is not the beginning of a longer word or a mail domain."""
    return _END.match(folded, place + len(name)) is not None


def _begins(folded: str, place: int) -> bool:
    return _BEGIN.match(folded, place) is not None


def _places(word: str, folded: str) -> Iterator[re.Match[str]]:
    """Where a word stands by itself, not as the end of a mail domain or of a longer word."""
    place = folded.find(word)
    while place >= 0:
        found = _WORD.match(folded, place)
        if found and found.end() == place + len(word) and (not place or not folded[place - 1].isalnum()):
            yield found
        place = folded.find(word, place + 1)


class Gazetteer:
    """Names of bodies, found in text or in a mail domain."""

    def __init__(self, names: dict[str, list[Organisation]]) -> None:
        self._names = names
        #: Names by their longest word, with the place of that word in them; the longest name first.
        self._by_word: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for name in sorted(filterfalse(self._told_by_another, names), key=len, reverse=True):
            word = max(_WORD.findall(name), key=len)
            self._by_word[word].append((name, name.index(word)))
        self._domains = {plain: found for name, found in names.items() for plain in _plain(name)}
        self._parts = _parts(names)
        self._keys = frozenset(self._by_word) | frozenset(self._parts)

    def names(self) -> frozenset[str]:
        """All names and spellings, folded."""
        return frozenset(self._names)

    def bodies(self, name: str) -> list[Organisation]:
        """The bodies with exactly this name or spelling."""
        return self._names.get(fold(name), [])

    def alike(self, body: Organisation) -> list[Organisation]:
        """The body, and those it may stand for when two bear its name."""
        return self.bodies(body.name) if body.shared else [body]

    def _told_by_another(self, name: str) -> bool:
        """True for "provincie Utrecht": that is Utrecht with a word before it."""
        before, _, rest = name.partition(" ")
        return rest in self._names and before in ("provincie", "gemeente", "waterschap", "prov")

    def find(self, text: str) -> Organisation | None:
        """The body a text names. A name behind "gemeente", "burgemeester van" and the like goes before a bare one."""
        head = text[:_EXAMINED]
        return best(self.named(head, fold(head)))

    def named(self, text: str, folded: str, words: Iterable[str] | None = None) -> list[Named]:
        """Every body in a text, in order. `folded` is the same text, folded; `words` its words, when they are there."""
        found = list(self._named(text, folded, _WORD.findall(folded) if words is None else words))
        for place in [n for n, pair in enumerate(pairwise(found)) if _is_surname(text, *pair)]:
            found[place + 1] = self._of_bearer(folded, found[place], found[place + 1])
            found[place] = replace(found[place], surname=True)
        return [one for one in found if not one.surname]

    def _of_bearer(self, folded: str, surname: Named, body: Named) -> Named:
        """The body of somebody whose name is that of another: the title stands before the name."""
        before = _BEFORE.search(folded, max(0, surname.start - _FAR), surname.start)
        chosen = self._choose(folded[body.start : body.end], before[0]) if before else body.body
        return replace(body, body=chosen, sure=True)

    def _named(self, text: str, folded: str, words: Iterable[str]) -> Iterator[Named]:
        end = 0
        for place, word in self._candidates(folded, words):
            start, name = self._name_at(folded, place, word)
            if start < end:
                continue
            before = _BEFORE.search(folded, max(end, start - _FAR), start)
            body = self._choose(name, before[0] if before else "") if name else self._part(word, before)
            if body:
                end = start + len(name or word)
                sure = before is not None or _TITLE_BEHIND.match(folded, end) is not None or name.startswith(_TITLED)
                yield Named(start, end, body, sure, text[start].isupper() or not text[start].isalpha())

    def _candidates(self, folded: str, words: Iterable[str]) -> list[tuple[int, str]]:
        """The places of words that can tell a body: most texts have few."""
        known = self._keys.intersection(words)
        return sorted((found.start(), word) for word in known for found in _places(word, folded))

    def _part(self, word: str, before: re.Match[str] | None) -> Organisation | None:
        """The body of a part of a name: "wethouder Gemert" is Gemert-Bakel. It needs a title before it."""
        return self._parts.get(word) if before else None

    def _name_at(self, folded: str, place: int, word: str) -> tuple[int, str]:
        """The longest name around a word and where it begins; without one, the place of the word and nothing."""
        for name, offset in self._by_word.get(word, ()):
            start = place - offset
            if start >= 0 and folded.startswith(name, start) and _begins(folded, start) and _ends(folded, start, name):
                return start, name
        return place, ""

    def _choose(self, name: str, before: str) -> Organisation:
        """Of bodies with one name (Groningen, Utrecht) the one that fits what stands before it."""
        wanted = (
            Layer.PROVINCIE
            if _PROVINCIAL.match(before)
            else Layer.WATERSCHAP
            if _WATER.match(before)
            else Layer.GEMEENTE
        )
        found = self._names[name]
        return next((one for one in found if one.layer is wanted), found[0])

    def of_domain(self, email: str | None) -> Organisation | None:
        """The body whose name stands in a mail address: ``@gemeente-x.nl``, ``@x.nl``, ``@waterschapx.nl``."""
        domain = fold((email or "").rpartition("@")[2])
        labels = domain.split(".")[:-1]
        return next(filter(None, map(self._of_label, reversed(labels))), None)

    def _of_label(self, label: str) -> Organisation | None:
        """The body of one part of a domain: as it stands, without "gemeente" and the like, or one of its pieces."""
        plain = re.sub(r"[^a-z]", "", label)
        provincial = re.search(r"prov|prv|staten", label) is not None
        options = self._domains.get(plain) or self._domains.get(_AFFIXES.sub("", plain))
        options = options or self._of_pieces(label)
        if options:
            wanted = Layer.PROVINCIE if provincial else Layer.GEMEENTE
            return next((one for one in options if one.layer is wanted), options[0])
        part = self._parts.get(_AFFIXES.sub("", plain))
        return part if part and not provincial else None

    def _of_pieces(self, label: str) -> list[Organisation]:
        """The body of "raad-hoogeveen-fr": one piece tells it, and the others say nothing else."""
        pieces = [one for one in label.split("-") if len(one) > _LONE_LETTERS and not re.fullmatch(_AFFIX, one)]
        return self._domains.get("".join(pieces), []) if "-" in label else []


def best(found: Iterable[Named]) -> Organisation | None:
    """The body that counts: the first that is sure, else the first that is not an ordinary word."""
    bare: Organisation | None = None
    for one in found:
        if one.sure:
            return one.body
        if bare is None and one.capital and not one.body.word:
            bare = one.body
    return bare


def _plain(name: str) -> tuple[str, str]:
    """A name as a mail domain has it: letters only, with and without "en", "aan", "bij"."""
    return re.sub(r"[^a-z]", "", re.sub(r"\b(?:en|aan|de|den|bij|op|van)\b", "", name)), re.sub(r"[^a-z]", "", name)


def _parts(names: dict[str, list[Organisation]]) -> dict[str, Organisation]:
    """First words of longer names, where they tell the body: Gemert (Gemert-Bakel), Horst (Horst aan de Maas)."""
    seen: dict[str, set[Organisation]] = defaultdict(set)
    for body in {one for bodies in names.values() for one in bodies if one.layer is Layer.GEMEENTE}:
        seen[re.findall(r"[a-z]+", fold(body.name))[0]].add(body)
    return {
        word: next(iter(bodies))
        for word, bodies in seen.items()
        if len(bodies) == 1 and len(word) >= _TELLING and word not in names and word not in _COMMON
    }


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """All bodies of ``nlp/reference``."""
    names: dict[str, list[Organisation]] = {}
    for layer in Layer:
        for name, spellings, word in _rows(layer):
            body = Organisation(name, layer, word)
            for spelling in spellings:
                names.setdefault(fold(spelling), []).append(body)
    for spelling in [one for one, bodies in names.items() if len({body.layer for body in bodies}) < len(set(bodies))]:
        names[spelling].insert(
            0, Organisation(spelling.title(), names[spelling][0].layer, names[spelling][0].word, shared=True)
        )
    for name in [one for one in names if "-" in one and not one.startswith("'")]:
        names.setdefault(name.replace("-", " "), names[name])
    for name in [one for one in names if "'" in one]:  # "hunze en aas", as people type it
        names.setdefault(name.replace("'", ""), names[name])
    for former, now in _former():
        names.setdefault(fold(former), names[fold(now)])
    return Gazetteer(names)


def _former() -> list[tuple[str, str]]:
    """Names of bodies that are no more, and the body that took over."""
    return [(row["name"], row["now"]) for row in _table("vroeger")]


def _rows(layer: Layer) -> list[tuple[str, list[str], bool]]:
    rows = _table(layer.value)
    return [(row["name"], [row["name"], *filter(None, row["aliases"].split("|"))], row["word"] == "1") for row in rows]


def _table(name: str) -> Iterator[dict[str, str]]:
    lines = (HOME / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return csv.DictReader(line for line in lines if not line.startswith("#"))
