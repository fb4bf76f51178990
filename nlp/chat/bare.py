"""Turns that only answer, shrug or pause, in words that the model takes for more: no sign of anything by themselves."""

from __future__ import annotations

import re

from nlp.chat.requests import stands_in
from nlp.text import fold, words

_BARE = ("bare_house", "bare_line", "shrugs")
#: Who is at the door, where nobody needs to worry.
_HARMLESS = re.compile(
    r"\b(?:pak\w*|bezorger|post\w*|bezoek|collecte|zoon|dochter|kinderen|kids|parcel|package|delivery)\b"
)


def is_bare(text: str) -> bool:
    """True for "mijn naam", "alleen op de achterdeur", "zal de kat wel zijn"."""
    folded = fold(text.strip())
    count = len(words(folded))
    return any(stands_in(name, folded, count) for name in _BARE)


def is_shrug(text: str) -> bool:
    """True for who makes nothing of what was heard: "zal de kat wel zijn"."""
    folded = fold(text.strip())
    return stands_in("shrugs", folded, len(words(folded)))


def is_at_the_door(text: str) -> bool:
    """True for who goes to open the door and comes back: "moment, er is iemand aan de deur"."""
    folded = fold(text.strip())
    return stands_in("at_the_door", folded, len(words(folded)))


def is_harmless_call(text: str) -> bool:
    """True when it is known who is at the door: "wacht even er staat iemand voor de deur, pakketje"."""
    return is_at_the_door(text) and _HARMLESS.search(fold(text)) is not None
