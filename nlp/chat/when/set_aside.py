"""Days offered before that a turn sets aside, because something else is on them: "die maandag komt de loodgieter"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from nlp.chat.when.offers import OFFER_WORDS
from nlp.chat.when.picks import keeps_rest
from nlp.chat.when.refusals import ROOM, piece_of
from nlp.chat.when.since import is_counted, places_of_counted
from nlp.chat.when.weekdays import Day

#: The turn comes back to what was offered.
_CORRECTS = re.compile(
    r"\b(?:wacht\w*|wait|hang on|hold on|oh? no|o+h? nee|nee|oeps|oops|sorry|correctie|bij nader|toch|eigenlijk|"
    r"actually|instead|erop terug|denken|bedenk\w*|ik zie|zie ik|i see|mixed up|vergis\w*|vergeten|forgot|doe maar|"
    r"make it)\b"
)
#: Words that leave a day as it was, or are of nothing.
_STAYS = re.compile(
    r"\b(?:blijft|blijven|staan|bliuwt|bliuwe|stean|stays?|remains?|klopt|as it (?:is|was)|ongewijzigd|gewoon|keep|"
    r"houd?|still|nog|steeds|doe|doen|neem|neemt|pak|do|take|make|it|u|jullie|je|jij|hij|zij|ze|he|she|him|zo|mij|wij|us|die|"
    r"deze|dus|that|those|then|toch|liever|hoor|even|ff|eigenlijk|inderdaad|please|goed|oke|okay|ok|could|would|be|"
    r"was|wordt|worden|er|erbij|bij|met|with|voor|for|als|if|eerder|later|wacht|wait|sorry|instead|actually|mag|may|"
    r"eventueel|evt|misschien|desnoods|mogelijk|perhaps|maybe|[a-z]+dag(?:ochtend|morgen|middag|avond)|"
    r"will|wil|willen|plus|graag|alsnog|dan|also|too|so|een|an|optie|option|keus|keuze|voorkeur|moment|datum|date)\b"
)
_WORDS = re.compile(r"[a-z]{3,}")


def without_taken(judged: Sequence[tuple[Day, bool]], text: str, offered: Sequence[date]) -> list[tuple[Day, bool]]:
    """The days of a turn, each with whether it is offered: not one of those `offered` before that is set aside."""
    named = {one.moment.on for one, _ in judged} & set(offered)
    rest = keeps_rest(text, len(named), len(set(offered)))
    corrects = rest or _CORRECTS.search(text) is not None or bool(places_of_counted(text))
    if not corrects:
        return list(judged)
    return [(one, taken and not (one.moment.on in named and _is_aside(one, text, rest=rest))) for one, taken in judged]


def _is_aside(one: Day, text: str, *, rest: bool) -> bool:
    """True for a day of which its piece of the turn says something else than that it suits."""
    said = text[one.moment.start : one.moment.day_end]
    if one.moment.at or is_counted(said.strip()):
        return False
    start, end = piece_of(text, one.moment.start)
    piece = text[start : one.moment.start] + " " + text[one.moment.day_end : max(end, one.moment.day_end)]
    if ROOM.search(piece) or _KEEPS.search(piece):
        return False
    return rest or _WORDS.search(_STAYS.sub(" ", OFFER_WORDS.sub(" ", piece))) is not None


_KEEPS = re.compile(r"\b(?:blijft|blijven|bliuwt|bliuwe|stays?|remains?|keep|houd?|klopt|as it (?:is|was)|still)\b")
