"""Words that matter as they are meant: "raatslit", "woensdach", "verhuisen", "gien", "in Vlissienge".

For reading fields only: what the person typed is stored, shown and judged as it is. A word that is no ordinary one is
read as the word of the desk that it nearly is and behind "in", "gemeente" and the like as the
body that it nearly is. Names stay: a word with a capital inside a sentence is not touched.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from nlp.form.organisations import gazetteer
from nlp.form.spotting import listed
from nlp.text import fold

_HOME = Path(__file__).parents[1] / "reference"
#: The words of the desk, each by itself long enough to be told from others by a letter or two.
_KEYS = tuple(
    sorted(
        listed(
            "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari augustus september "
            "oktober november december"
            " raadslid wethouder burgemeester gedeputeerde statenlid dijkgraaf heemraad gemeente provincie "
            "waterschap keurmerk politiekeurmerk verhuizen verhuist"
            " verhuizing postcode algemeen dagelijks saturday thursday wednesday tuesday"
        )
    )
)
#: Forms of them that are meant.
_FORMS = listed(
    "zondig maandags dinsdags woensdags donderdags vrijdags zaterdags zondags "
    "provinciale provinciaal gemeentes gemeentelijke gemeentelijk waterschappen verhuisde verhuisd verhuisden"
)
#: Small words in dialect, Frisian and haste, as they are in Dutch.
_SMALL = {
    "nae": "nee", "neej": "nee", "heur": "hoor",
    "gien": "geen", "gjin": "geen", "gin": "geen", "gain": "geen", "gn": "geen", "nie": "niet", "nich": "niet",
    "nait": "niet",
    "neet": "niet", "nied": "niet", "hebbe": "hebben", "hawwe": "hebben", "tmrw": "tomorrow", "smiddachs": "'s middags",
    "freed": "vrijdag", "tongersdei": "donderdag", "woansdei": "woensdag", "tiisdei": "dinsdag", "moandei": "maandag",
    "sneon": "zaterdag", "snein": "zondag", "moarn": "morgen", "wike": "week", "nije": "volgende",
    "nao": "na", "nei": "na", "veur": "voor", "foar": "voor", "um": "om", "oaver": "over", "haaf": "half",
    "oars": "anders", "allein": "alleen", "allinne": "alleen", "allenig": "alleen", "doarop": "daarop", "drop": "erop",
    "weke": "week", "wiken": "weken", "dei": "dag", "moarns": "'s morgens", "morns": "morgens", "thur": "donderdag",
    "raod": "raad", "gemeenteroad": "gemeenteraad", "gemeenteraod": "gemeenteraad", "wiej": "wij", "blieft": "blijft",
    "blief": "blijf", "blieve": "blijven", "blieven": "blijven", "huus": "huis", "doar": "daar", "heurd": "gehoord",
    "weite": "weten", "klop": "klopt", "allemaol": "allemaal", "allemoal": "allemaal", "hiet": "heet",
    "mergen": "morgen", "morge": "morgen",
    "riedslid": "raadslid", "wethalder": "wethouder", "raatslid": "raadslid", "raatslit": "raadslid",
    "smiddags": "'s middags", "savonds": "'s avonds", "sochtends": "'s ochtends", "smorgens": "'s morgens",
}  # fmt: skip
#: Names of days in dialect, from Monday on: "moandag", "diesendag", "goonsdig", "dunderdag", "vriedag", "zoaterdag".
_DIALECT_DAYS = tuple(
    (re.compile(rf"(?:{stem})(?:dag|daag|dig|dich|tig)"), day)
    for stem, day in zip(
        ("m(?:ao|oa|ae|o|oo)n", "(?:diese|die?ngs|deens|diens|dins)n?", "(?:w(?:oo|oe|oa|ae|ee)ns|g(?:oo|oe|ooi)ns)",
         "d(?:oo|u|oe|o)n+d?er", "vr(?:ie|ee|ei)", "z(?:oa|ao|ae|o|ot)t*er", "z(?:oon|un|oen|onne|unne)"),
        ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
        strict=True,
    )
)  # fmt: skip
#: A part of a day behind it: "donderdagaovend", "zoaterdagmorge".
_DIALECT_PART = re.compile(
    r"(?<=[gh])(?:(?P<avond>[ao]+v[eo]n?[dt]|avond)|(?P<morgen>m[o\u00f6e]+r[gj]e?n?|morgen)|(?P<middag>midd[aei]g|middag))s?$"
)
_PARTS = ("avond", "morgen", "middag")
_BESIDE = listed("in op te gemeente gem raadslid wethouder burgemeester yn")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_SPLIT_MARK = re.compile(r"(?i)\bkeur merk")
_LONG, _LONGER = 6, 8
_OPENS = re.compile(r"(?:^|[.!?:;]\s*)$")


def mended(text: str) -> str:
    """The text with such words as they are meant."""
    text = _SPLIT_MARK.sub("keurmerk", text)
    shout = not text.islower()
    found, place, before = [], 0, ""
    for word in _WORD.finditer(text):
        opens = _OPENS.search(text[max(0, word.start() - 3) : word.start()]) is not None
        meant = _meant(word[0], before, free=opens or word[0].islower() or not shout)
        if meant:
            found.append(text[place : word.start()] + (meant.capitalize() if word[0][0].isupper() else meant))
            place = word.end()
        before = fold(meant or word[0])
    return "".join([*found, text[place:]])


def _meant(word: str, before: str, *, free: bool) -> str | None:
    plain = fold(word)
    if free and plain in _SMALL:
        return _SMALL[plain]
    if plain == "road" and before in ("de", "d'n"):
        return "raad"
    if plain == "noa" and before.endswith("dag"):
        return "na"  # elsewhere it is a first name
    if free and "d" in plain and (day := _in_dialect(plain)):
        return day
    if len(plain) < _LONG or plain in _known():
        return None
    if free and (key := _nearest(plain, _KEYS)):
        return key
    return _nearest(plain, _towns()) if before in _BESIDE else None


def _in_dialect(word: str) -> str | None:
    name, part = word, ""
    tail = _DIALECT_PART.search(word)
    if tail:
        name, part = word[: tail.start()], next(dutch for dutch in _PARTS if tail[dutch])
    day = next((day for pattern, day in _DIALECT_DAYS if pattern.fullmatch(name)), None)
    return f"{day}{part}" if day else None


@lru_cache(maxsize=4096)
def _nearest(word: str, keys: tuple[str, ...]) -> str | None:
    """The one key that is a letter away, or two for a long word; None without one, or when two are as near."""
    most = 2 if len(word) >= _LONGER else 1
    near = [(away, key) for key in keys if (away := _away(word, fold(key), most)) <= most]
    near.sort()
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1]


def _away(one: str, other: str, most: int) -> int:
    """In how many letters two words differ (two that changed places are one); more than `most` when it is more."""
    if abs(len(one) - len(other)) > most or (one[0] != other[0] and {one[0], other[0]} not in _SOUNDS):
        return most + 1
    rows = [list(range(len(other) + 1))]
    for place, letter in enumerate(one, 1):
        row = [place]
        for column, meant in enumerate(other, 1):
            cost = min(rows[-1][column] + 1, row[-1] + 1, rows[-1][column - 1] + (letter != meant))
            if place > 1 and column > 1 and letter == other[column - 2] and one[place - 2] == meant:
                cost = min(cost, rows[-2][column - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        rows.append(row)
    return rows[-1][-1]


_SOUNDS = ({"f", "v"}, {"s", "z"}, {"c", "k"})


@cache
def _towns() -> tuple[str, ...]:
    """The bodies of one word, as they are written."""
    return tuple(sorted(name for name in gazetteer().names() if name.isalpha() and len(name) >= _LONG))


@cache
def _known() -> frozenset[str]:
    """Words that stay as they are: ordinary ones, the keys themselves, and names of bodies."""
    lines = (_HOME / "gewone_woorden.txt").read_text(encoding="utf-8").splitlines()
    ordinary = {word for line in lines if not line.startswith("#") for word in line.split()}
    return frozenset({*ordinary, *_KEYS, *_FORMS, *gazetteer().names()})
