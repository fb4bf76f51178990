"""Turns that only answer, shrug or pause, in words that the model takes for more: no sign of anything by themselves."""

from __future__ import annotations

import re

from nlp.chat.requests import says
from nlp.text import fold

_BARE = ("bare_house", "bare_line", "shrugs")
#: Who is at the door, where nobody needs to worry.
_HARMLESS = re.compile(
    r"\b(?:pak\w*|bezorger|post\w*|bezoek|collecte|zoon|dochter|kinderen|kids|parcel|package|delivery)\b"
)


def is_bare(text: str) -> bool:
    """True for "mijn naam", "alleen op de achterdeur", "zal de kat wel zijn"."""
    return says(text, *_BARE)


def is_shrug(text: str) -> bool:
    """True for who makes nothing of what was heard: "zal de kat wel zijn"."""
    return says(text, "shrugs")


def is_at_the_door(text: str) -> bool:
    """True for who goes to open the door and comes back: "moment, er is iemand aan de deur"."""
    return says(text, "at_the_door")


def is_harmless_call(text: str) -> bool:
    """True when it is known who is at the door: "wacht even er staat iemand voor de deur, pakketje"."""
    return is_at_the_door(text) and _HARMLESS.search(fold(text)) is not None
