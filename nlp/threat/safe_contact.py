"""Does somebody say how to be reached safely? A few plain words, read broadly.

To be wrong costs little: a letter is not sent and a human calls. So one phrase is enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.messages import Message, PartKind

_HERE = (
    r"(?:(?:dit|deze|dat|mijn|m'n|het) )?(?:werk|zakelijke? ?|gemeente|privé|eigen |gezamenlijke? )?-?(?:e-?)?mail\w*"
    r"|(?:mijn|m'n) (?:werk|zakelijke?|gemeente|privé)-?\s?adres|dit adres"
)
_NOT_HERE = re.compile(
    rf"\b(?:(?:niet|nooit|geen \w+)(?: meer)?(?: (?:terug|antwoorden|reageren|mailen|schrijven))?"
    rf" (?:op|naar|via|aan|per) (?:{_HERE}|(?:e-?)?mail)\b"
    r"|(?:mail|e-?mail|schrijf) (?:mij|me|ons)?(?: (?:dus|aub|alsjeblieft|alstublieft|hier))? ?niet\b"
    r"|niet (?:terug)?mailen\b|antwoord niet op (?:deze|dit)\b|(?:niet|nooit) (?:op|naar) dit (?:mail)?adres\b"
    r"|(?:do not|don't|please never|never) (?:e-?mail|reply|write|answer)(?: me)?(?: back)?"
    r"(?: (?:here|to|at|on) (?:this|my|the) [\w -]{0,20}|\b)"
    r"|not (?:on|to|at|via) my (?:work|office|council)[\w -]{0,12}(?:mail|address)\b)",
    re.IGNORECASE,
)
_CALL = r"(?:bel(?:len|t)?|bereikbaar|call|reach)"
_TIME = r"(?:na|vanaf|voor|tussen|alleen|pas|after|before|between|only)"
_WHEN = re.compile(rf"\b(?:{_CALL}\b[^.\n]{{0,40}}\b{_TIME}|{_TIME}\b[^.\n]{{0,25}}\b{_CALL})\b", re.IGNORECASE)
_CODE = re.compile(r"\b(?:code-?\s?woord|code-?\s?word|safe-?\s?word|afgesproken woord)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_MOST = 5
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about safe contact: in whole sentences; `not_here`: not by the address it came from."""

    not_here: bool
    sentences: tuple[str, ...]


def said(message: Message) -> Said | None:
    """What the own words of a message say about it; None when they say nothing."""
    text = " ".join(part.text for part in message.parts if part.kind in (PartKind.NEW, PartKind.SUBJECT))
    found = [one.strip()[:_LONGEST] for one in _SENTENCE.findall(text) if _NOT_HERE.search(one) or _speaks(one)]
    if not found:
        return None
    return Said(_NOT_HERE.search(text) is not None, tuple(dict.fromkeys(found))[:_MOST])


def _speaks(sentence: str) -> bool:
    return _WHEN.search(sentence) is not None or _CODE.search(sentence) is not None
