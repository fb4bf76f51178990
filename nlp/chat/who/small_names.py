"""Names typed without capitals amid other words: "het gaat om dilan aksoy, raadslid", "ruud snel. wethouder".

A name is a row of words of which the first is no word that people use: "dilan", "van der", "aksoy". It counts where the
words before it say that a name follows, where an office stands beside it, or where it is all of a piece of the turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nlp.chat.counting import VALUE
from nlp.chat.plain_words import is_in_use
from nlp.chat.who.bodies import whole_body
from nlp.chat.who.names import is_ordinary
from nlp.form.functions import functions_in
from nlp.form.organisations import gazetteer
from nlp.form.spotting import listed
from nlp.text import fold

_PARTICLES = listed("van tot vd de den der ten ter te in 't v.d. el al la le von op bin ben du het")
_PIECE = re.compile(
    r"(?<![\w-])[1-9]\d{3} ?[a-z]{2}(?!\w)|[,;:!?()\n/\"]+|(?<!\b[a-z])\.+|\s[-\u2013]\s|\+?\d[\d\s()-]*"
)
_WORD = re.compile(r"[^\W\d_](?:[\w'\u2019-]*[^\W\d_])?|[^\W\d_]\.(?:[^\W\d_]\.)*")
_INITIALS = re.compile(r"(?:[a-z]\.)+")
_PLACE = re.compile(
    r"(?:straat|laan|weg|plein|gracht|kade|dijk|singel|steeg|nummer|scan|keurmerk|schap|huis|dag|avond|vrij|loos|baar|bestendig|achtig)$"
)
#: "goeienaovend", "goejemörge", "mogguh": a greeting in whatever spelling.
_GREETING = re.compile(
    r"g[ou]+[eijd]*n?(?:da+g|d[ao]ch|n?[ao]+v[eo]+n?[dt]|m[ou]+r+[gj]|m[ae]rg|midd[ae]g)\w*|ey+|h[eo]y+a*|mogguh?"
)
#: Words behind which somebody gives a name, wherever they stand.
_SURE = listed(
    "naam namme name heet heit hjit called namens betreft aanmelding voluit mevrouw mevr mw meneer heer dhr drs mrs ms"
)
#: Those that do so at the head of a sentence.
_SAYS = listed("met mei ben bin am hier hjir this is dit voor for")
_BEFORE_SAYS = listed(
    "ik i u hoi hallo dag hi hello hey goedemorgen goedemiddag goedenavond goeie moin ja spreekt this dit"
)
_GIVES = re.compile(
    r"(?:\b(?:naam|namme|name|achternaam)\s+(?:is|wie)|op naam van|(?:aanmelding|aanvraag|dossier|zaak)\s+(?:staat\s+)?"
    r"(?:op|van|voor)|gaat\s+(?:\w+\s+)?om|giet\s+(?:\w+\s+)?om|on behalf of|it is about|u spreekt met|meld|"
    r"(?:ik|i)\s+(?:ben|bin|am|heet)|(?:man|vrouw|partner|zoon|dochter|wife|husband) (?:van|of))\s*$"
)
#: Words that stand behind a name in the same breath.
_BEHIND = listed(
    "hier hjir aan en and heet heit is van fan uit namens nr tel mobiel telefoon haar zijn his her die wil for voor "
    "raadslid wethouder burgemeester nul zero inderdaad dus ja hoor trouwens groet groetjes in te bij yn of from"
)
_NEVER_LAST = listed("raad staten college bestuur fractie gemeente provincie waterschap scan niet geen en is ik")
#: "gerrit volkerink heet hij", "anna klaver is de naam".
_CALLED = listed("heet heit hjit")
_IS_NAME = re.compile(r"is (?:de|mijn|zijn|haar|the|my|his|her) na(?:am|me)\b")
_MOST, _FEWEST, _SHORT, _LONGEST_FIRST = 5, 2, 8, 13


@dataclass(frozen=True, slots=True)
class _Run:
    """A row of words that may be a name, in a piece of a turn."""

    words: tuple[str, ...]
    start: int
    end: int


def small_name(text: str, *, asked: bool) -> str | None:
    """The name that is typed without capitals in a turn. `asked`: the turn answers the question for it."""
    office = bool(functions_in(fold(text)))
    told = office or asked or any(char.isdigit() for char in text)
    guess = None
    for number, piece in enumerate(filter(str.strip, _PIECE.split(_without_bodies(text)))):
        words = piece.split()
        for run in _runs(words):
            if _is_given(words, run):
                return " ".join(run.words)
            if guess is None and _is_alone(words, run) and (told or number == 0 or len(text.split()) <= _SHORT):
                guess = " ".join(run.words)
    return guess


def _without_bodies(text: str) -> str:
    """With a comma for each body that is sure, or has several words."""
    for body in reversed(gazetteer().named(text, fold(text))):
        if body.sure or " " in text[body.start : body.end]:
            text = f"{text[: body.start]},{text[body.end :]}"
    return text


def _runs(words: list[str]) -> Iterator[_Run]:
    """Rows that begin with a strange word, or with the word before a single one: "max terpstra"."""
    done = 0
    for place in range(len(words)):
        if place < done or not _begins(words, place):
            continue
        end = _end_of(words, place)
        first = (
            place == 1 and end < len(words) and fold(words[end]) in _CALLED and words[0] not in _GREETS | _BEFORE_SAYS
        )
        first = place > 0 and (first or _may_be_first(words[place - 1]))
        start = place - 1 if first and end - place < _FEWEST else place
        done = end
        if end - start >= _FEWEST:
            yield _Run(tuple(words[start:end]), start, end)


def _may_be_first(word: str) -> bool:
    plain = fold(word)
    return _may_be_last(word) and len(word) > len("is") and plain not in _PARTICLES | _SURE | _SAYS | _bodies()


def _begins(words: list[str], place: int) -> bool:
    plain = not _PLACE.search(fold(words[place])) and len(words[place]) <= _LONGEST_FIRST
    return (plain and _is_strange(words[place])) or _INITIALS.fullmatch(words[place]) is not None


def _end_of(words: list[str], place: int) -> int:
    """Where a name that begins at a word ends: behind its last strange word, or behind the word after a particle."""
    end, joint = place + 1, False
    for at in range(place + 1, min(len(words), place + _MOST)):
        word = fold(words[at])
        if word in _PARTICLES:
            joint = True
            continue
        last = joint or (end == place + 1 and (at == len(words) - 1 or fold(words[at + 1]) in _CALLED))
        between = end == place + 1 and at + 1 < len(words) and _is_strange(words[at + 1])
        if not (_is_strange(words[at]) or ((last or between) and _may_be_last(words[at]))):
            break
        end, joint = at + 1, False
    return end


#: Words beside a name that can say that it is one.
_NEAR = 20


def _is_given(words: list[str], run: _Run) -> bool:
    """True where words before it say that a name follows, or an office stands beside it."""
    *lead, last = ["", *map(fold, words[max(0, run.start - _NEAR) : run.start])]
    behind = fold(words[run.end]) if run.end < len(words) else ""
    office = bool(functions_in(behind))
    closes = office or behind in _BEHIND or behind in VALUE or not behind
    sure = last.strip(".") in _SURE or bool(functions_in(last)) or _GIVES.search(" ".join((*lead, last))) is not None
    sure = sure or (last == "is" and bool(functions_in(lead[-1])))
    if behind in _CALLED or _IS_NAME.match(fold(" ".join(words[run.end : run.end + _NEAR]))):
        return True
    if not _begins(words, run.start):
        return closes and (sure or (office and not last))
    said = last in _SAYS and all(one in _BEFORE_SAYS for one in lead if one)
    return closes and (sure or said or office)


def _is_alone(words: list[str], run: _Run) -> bool:
    """True where it is all of a piece, but for a greeting or a function beside it."""
    rest = [*words[: run.start], *words[run.end :]]
    whole = all(fold(one) in _GREETS or functions_in(fold(one)) for one in rest)
    return whole and _begins(words, run.start) and whole_body(" ".join(words)) is None


_GREETS = listed(
    "hoi hallo dag hi hello hey goedemorgen goedemiddag goedenavond ja nee ok oke gewoon groet groeten dan"
)


def _is_strange(word: str) -> bool:
    """True for a word in small letters that nobody uses but as a name."""
    plain = fold(word)
    known = is_word(word) or plain in _bodies() or _GREETING.fullmatch(plain)
    return _is_small(word) and not known and not functions_in(plain) and whole_body(word) is None


def _may_be_last(word: str) -> bool:
    plain = fold(word)
    return _is_small(word) and plain not in VALUE and plain not in _NEVER_LAST and not functions_in(plain)


def _is_small(word: str) -> bool:
    return len(word) > 1 and word.islower() and _WORD.fullmatch(word) is not None


@cache
def _bodies() -> frozenset[str]:
    """The bodies in one word, however many it should be: "nederbetuwe"."""
    return frozenset(re.sub(r"[\s'-]", "", name) for name in gazetteer().names())


def is_word(word: str) -> bool:
    """True for a word of the language, a number in words or a particle: no proof of a name."""
    plain = fold(word)
    return is_in_use(plain) or is_ordinary(word) or plain in VALUE or plain in _PARTICLES
