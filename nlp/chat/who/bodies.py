"""Names of bodies said in a chat: official names, also as nothing but the name and without capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casework.people import Function
from nlp.chat.plain_words import is_in_use
from nlp.form.organisations import Layer, best, gazetteer
from nlp.text import fold

_MOST_WORDS = 6
#: Letters of a turn that is no more than a name and words before it.
_LONGEST = 200
_ORG_LEAD = re.compile(
    r"(?i)^\W*(?:(?:ja|nou|eh|oh|dat is|ik (?:werk|zit|ben)|het is|it's|it is|i work|werkzaam|actief|ik|ben|"
    r"wethouder|raadslid|burgemeester|voor|for|the|de|het|in|te|bij|van|at|of|from|uit|on|op|naar)[\s,:]+)+"
)


_ORG_TAIL = re.compile(r"(?i),?\s+(?:dus|dan|hoor|inderdaad|trouwens|natuurlijk|ja|then|please|yes|indeed)$")
#: "De Bilt" is a body, "Bilt" none.
_ARTICLE = re.compile(r"\W*de\s", re.IGNORECASE)


def whole_body(text: str) -> str | None:
    """The official name of a body, when a turn is nothing but that: "Hulst", "gemeente West Betuwe"."""
    if len(text) > _LONGEST:
        return None
    plain = _ORG_TAIL.sub("", _ORG_LEAD.sub("", text).strip(" .,!?\n"))
    found = gazetteer().named(plain, fold(plain))
    if not found and (len(plain.split()) > 1 or _ARTICLE.match(text)):
        found = gazetteer().named(f"De {plain}", fold(f"De {plain}"))
    whole = [one for one in found if one.end - one.start >= len(re.sub(r"(?i)^(?:gemeente|provincie)\s+", "", plain))]
    return whole[0].body.name if whole else None


_LAYER_WORD = {
    Function.GEDEPUTEERDE: "provincie",
    Function.STATENLID: "provincie",
    Function.COMMISSARIS: "provincie",
    Function.WATERSCHAPSBESTUURDER: "waterschap",
}


#: Provincies as people shorten them behind a function.
_PROVINCES = {
    "nh": "Provincie Noord-Holland",
    "zh": "Provincie Zuid-Holland",
    "nb": "Provincie Noord-Brabant",
    "n-holland": "Provincie Noord-Holland",
    "z-holland": "Provincie Zuid-Holland",
    "gld": "Provincie Gelderland",
}
_SHORT = re.compile(rf"(?i)\b(?:{'|'.join(_PROVINCES)})\b")


def named_body(text: str, functions: Sequence[Function]) -> str | None:
    """The official name of the gemeente, provincie or waterschap that a short text names, however it is typed."""
    sure = gazetteer().find(text)
    if sure and not functions:
        found = [one for one in gazetteer().named(text, fold(text)) if one.sure]
        if found:
            return best(found).name  # type: ignore[union-attr]
    if _LAYER_WORD.get(functions[0] if functions else Function.ANDERE) == "provincie" and (
        short := _SHORT.search(text)
    ):
        return _PROVINCES[short[0].lower()]
    word = next((_LAYER_WORD[one] for one in functions if one in _LAYER_WORD), "gemeente")
    bare = _ORG_LEAD.sub("", text).strip(" .,!?\n") or text.strip()
    for attempt in (text, f"{word} {bare}", f"{word} {text.strip()}"):
        named = [one for one in gazetteer().named(attempt, fold(attempt)) if one.sure]
        if named:
            return named[0].body.name
    found = gazetteer().named(text, fold(text))
    return found[0].body.name if found else None


def is_home_alone(body: str | None, town: str | None, text: str) -> bool:
    """True for a body that a text names only as the town of a home: nobody said to work for it."""
    folded = fold(text)
    if not body or not town or fold(town) not in fold(body):
        return False
    return folded.count(fold(town)) <= 1 and "gemeente" not in folded


def caribbean_body(text: str) -> str | None:
    """The island a text names, in whatever language."""
    found = gazetteer().named(text, fold(text))
    return next((one.body.name for one in found if one.body.layer is Layer.CARIBBEAN), None)


def bare_body(text: str) -> str | None:
    """The name of a body that is not on our lists, in the person's own words; none of what does not look like one."""
    words = _ORG_LEAD.sub("", text).strip(" .,!?\n")
    return words if words and len(words.split()) <= _MOST_WORDS and _looks_like_body(words) else None


#: A word that says what kind of body it is.
_BODY_WORD = re.compile(
    r"(?i)(?:gemeente\b|\bprovincie\b|schap(?:pen)?\b|regio\b|dienst\b|stichting\b|vereniging\b|ministerie\b|regeling\b|"
    r"\bbureau|eiland\b|\bggd\b|\bgr\b|raad\b|partij\b|fractie\b|\b(?:municipality|province|island|region|authority|"
    r"foundation|ministry)\b)"
)


def says_body(text: str) -> bool:
    """True for words that say what kind of body it is: "Veiligheidsregio Twente"."""
    return _BODY_WORD.search(text) is not None


def _looks_like_body(words: str) -> bool:
    """A word of that kind, a capital behind the first word, or a word that nobody uses."""
    first, *rest = words.split()
    capital = any(one[0].isupper() for one in rest)
    strange = any(not is_in_use(one) for one in (first, *rest) if any(char.isalpha() for char in one))
    return says_body(words) or capital or strange
