"""What a reply says in plain words, when it says nothing else. For what must not rest on a guess: consent, withdrawal.

Every line of the reply must be known: a greeting, a thank-you, a closing, or one of the phrases. One line that is not,
and nothing was said plainly; then a human reads it.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Said(StrEnum):
    """What can be said plainly."""

    AGREED = "akkoord"
    MEASURES_ONLY = "akkoord met alleen de maatregelen"
    NOT_AGREED = "niet akkoord"
    WITHDRAWS = "trekt de aanvraag in"


_PHRASES = {
    Said.AGREED: (
        "akkoord", "ja akkoord", "ik ben akkoord", "ik ga akkoord", "wij gaan akkoord", "wij zijn akkoord",
        "geheel akkoord",
        "akkoord met het rapport", "akkoord met het adviesrapport", "ik ga akkoord met het rapport",
        "ik ga akkoord met het adviesrapport", "akkoord met het hele rapport", "akkoord met delen",
        "ik ga akkoord met delen", "akkoord mijn werkgever mag het rapport krijgen",
        "mijn werkgever mag het rapport krijgen", "mijn werkgever mag het hele rapport krijgen",
        "agreed", "i agree", "yes agreed", "we agree", "agreed to the report", "my employer may have the report",
    ),
    Said.MEASURES_ONLY: (
        "akkoord met alleen de maatregelen", "akkoord alleen de maatregelen", "akkoord maar alleen de maatregelen",
        "ik ga akkoord met alleen de maatregelen", "ik ben akkoord met alleen de maatregelen", "alleen de maatregelen",
        "akkoord met alleen de lijst met maatregelen", "mijn werkgever mag alleen de maatregelen krijgen",
        "agreed the measures only", "agreed measures only", "i agree the measures only", "the measures only",
        "agreed with the measures only",
    ),
    Said.NOT_AGREED: (
        "niet akkoord", "ik ga niet akkoord", "ik ben niet akkoord", "wij gaan niet akkoord", "wij zijn niet akkoord",
        "not agreed", "i do not agree", "we do not agree", "i don't agree",
    ),
    Said.WITHDRAWS: (
        "ik trek mijn aanvraag in", "ik trek de aanvraag in", "hierbij trek ik mijn aanvraag in",
        "hierbij trek ik de aanvraag in", "ik wil mijn aanvraag intrekken", "graag trek ik mijn aanvraag in",
        "ik zie af van het advies", "ik zie af van de aanvraag", "i withdraw my request",
        "i want to withdraw my request",
        "hereby i withdraw my request",
    ),
}  # fmt: skip
_BY_PHRASE = {phrase: said for said, phrases in _PHRASES.items() for phrase in phrases}
_COURTESIES = re.compile(
    r"(beste|geachte|dag|hallo|hoi|goedemorgen|goedemiddag|goedenavond|goedendag|l s|dear|hello|hi|good morning)"
    r"( .{1,60})?"
    r"|(hartelijk |veel |alvast )?(dank|bedankt|dank u wel|dank je wel|dankjewel)( voor (het|uw|de|je) .{1,40})?"
    r"|(many )?thanks( for .{1,40})?|thank you( for .{1,40})?"
    r"|ik heb het (advies)?rapport gelezen|i have read the report"
    r"|(met )?(vriendelijke|hartelijke|beste) groet(en)?( .{1,40})?|groet(en|jes)?( .{1,40})?"
    r"|mvg( .{1,40})?|m vr gr( .{1,40})?|(kind|best|warm) regards( .{1,40})?|regards( .{1,40})?"
)
_CLOSING = re.compile(
    r"(met )?(vriendelijke|hartelijke|beste) groet.*|(hartelijke )?groet.*|mvg.*|(kind |best )?regards.*"
)
_SIGNS = re.compile(r"[^\w'’ ]+")
_GAPS = re.compile(r"\s+")
#: After a closing comes at most a name and a function.
_MOST_NAME_LINES = 3


def plainly(text: str) -> Said | None:
    """What the own words of a reply say, or None when they say more, less, or two things."""
    found: set[Said] = set()
    names_left = 0
    for line in (_plain(line) for line in text.splitlines()):
        if not line:
            continue
        if line in _BY_PHRASE:
            found.add(_BY_PHRASE[line])
        elif _COURTESIES.fullmatch(line):
            names_left = _MOST_NAME_LINES if _CLOSING.fullmatch(line) else names_left
        elif names_left and not any(phrase in line for phrase in _BY_PHRASE):
            names_left -= 1
        else:
            return None
    return found.pop() if len(found) == 1 else None


def _plain(line: str) -> str:
    return _GAPS.sub(" ", _SIGNS.sub(" ", line.replace("’", "'"))).strip().casefold()
