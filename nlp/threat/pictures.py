"""Small pictures (emoji) that say what words would: a knife beside a house, a coffin beside a function.

A weapon, a coffin or a bomb in a line with somebody or some place is a look, and an alarm when hardly a word stands
beside it. Fire, a skull and a pig mean much else, so they are a look only beside a person or a house in pictures, or
beside a weapon. A cake, a feast, a meal, a play or a game in the line makes it calm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_WEAPONS = frozenset("🔪🗡⚔🔫💣🧨🪓🪚⚰🪦⚱🩸🏹")
_OFTEN_MORE = frozenset("🔥💀☠🐷🐖🪢🕯👊")
_SHOWN = frozenset("🏠🏡🏘🏚🏢🏛🏫👧👦👶🧒👩👨🧑👪👵👴👫👬👭🤰🤵👮🚗🚙🚸🐶🐕🐈👰")
_CALM = frozenset("🎂🎉🎊🎈🥳🍰🧁🍕🍔🥩🍖🍗🌭🥕🧅🥗🍳🍽🍴🥘🍞🧀🍉🎃👻🎭🎬🎮🎲🍾🥂🍻🎄🎆🎇🎁🍫🏕⛺")
_ANY = re.compile(f"[{''.join(sorted(_WEAPONS | _OFTEN_MORE))}]")
_WORD = re.compile(r"\w+")
_SOMEBODY = re.compile(
    r"\b(?:je|jij|jou|jouw|jullie|u|uw|hem|haar|you|your|ya|dy|bo|"
    r"burgemeester\w*|wethouder\w*|raads(?:lid|leden)|gedeputeerde\w*|statenlid|dijkgraaf|gezaghebber|griffier|mayor"
    r"|councill?ors?|commissioner|governor|alderman|boargemaster|wethalder|diputado|"
    r"huis|woning|deur|straat|kind\w*|zoon\w*|dochter\w*|vrouw|man|gezin|house|home|kids?|children|wife|family)\b"
)
#: Pictures with no more words than this are the whole message.
_FEW = 3


class Pictures(NamedTuple):
    """Where they stand in a text, and whether they say it plainly."""

    start: int
    end: int
    plain: bool


def threatening(folded: str) -> Iterator[Pictures]:
    """The lines of a folded text in which pictures threaten."""
    if not _ANY.search(folded):
        return
    start = 0
    for line in folded.split("\n"):
        shown = set(line)
        if _threatens(line, shown):
            plain = bool(shown & _WEAPONS) and len(_WORD.findall(line)) <= _FEW and _aims(line, shown)
            yield Pictures(start, start + len(line), plain)
        start += len(line) + 1


def _threatens(line: str, shown: set[str]) -> bool:
    if shown & _CALM:
        return False
    if shown & _WEAPONS:
        return _aims(line, shown) or bool(shown & _OFTEN_MORE)
    return bool(shown & _OFTEN_MORE and shown & _SHOWN)


def _aims(line: str, shown: set[str]) -> bool:
    return bool(shown & _SHOWN) or _SOMEBODY.search(line) is not None
