"""What the duty officer does once an alarm is taken over, and the words by which a call is answered.

The order is that of the protocols: call back, police with the function and the VPT agreement, report, tell who must
know, support team, evidence, and the preventive case on hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from casework.escalation import PolicyName


class DutyItem(StrEnum):
    """What can be ticked; the values are what people type."""

    CALLED = "teruggebeld"
    POLICE = "politie"
    REPORT = "aangifte"
    INFORM = "bestuur"
    SUPPORT = "ondersteuningsteam"
    EVIDENCE = "bewijs"
    HOLD = "preventief"


#: How an item is shown on a form.
LABELS = {
    DutyItem.CALLED: "Melder teruggebeld en gesproken",
    DutyItem.POLICE: "Politie gebeld of laten bellen, functie genoemd, VPT-afspraken gevraagd",
    DutyItem.REPORT: "Melding of aangifte besproken",
    DutyItem.INFORM: "Besproken wie het moet weten",
    DutyItem.SUPPORT: "Ondersteuningsteam genoemd",
    DutyItem.EVIDENCE: "Gevraagd om al het bewijs te bewaren",
    DutyItem.HOLD: "Preventieve zaak stilgezet, niet gesloten",
}

#: Who is told, in Dutch and English: in general, about a burgemeester, and when it comes from inside.
#: At most nine words each, so that the list is known as ours when somebody quotes it (see `bots.lettering`).
_INFORM = {
    "nl": (
        "Licht de burgemeester of griffier in, volgens protocol.",
        "Het betreft de burgemeester: overleg wie u inlicht.",
        "NIET de werkgever inlichten zonder overleg met de melder.",
    ),
    "en": (
        "Tell the burgemeester or griffier, as the protocol says.",
        "It is about the mayor: agree whom to tell.",
        "Do NOT tell the employer without the person's consent.",
    ),
}


def needs_second_eyes(policy: str) -> bool:
    """Only two people together may say that an acute alarm is no threat."""
    return policy == PolicyName.ACUTE


def whom_to_tell(policy: str, language: str, *, spares_employer: bool) -> str:
    """Who must know, as a sentence for the officer. `language` is nl or en."""
    usual, mayor, inside = _INFORM[language]
    if spares_employer:
        return inside
    return mayor if policy == PolicyName.MAYOR else usual


class Word(StrEnum):
    """What an officer says to a call."""

    HAVE_IT = "ik heb het"
    CANNOT = "ik kan niet"


@dataclass(frozen=True, slots=True)
class _Phrases:
    word: Word
    texts: frozenset[str]


_SPOKEN = (
    _Phrases(
        Word.HAVE_IT,
        frozenset(
            {"ik heb het", "ik heb hem", "heb het", "overgenomen", "ik neem het over", "ik neem over", "ik pak het op",
             "i have it", "i've got it", "i got it", "taken over", "i take it", "i'll take it"}
        ),
    ),
    _Phrases(
        Word.CANNOT,
        frozenset(
            {"ik kan niet", "kan niet", "ik kan nu niet", "geef door", "doorgeven",
             "i cannot", "i can not", "i can't", "cannot", "can't", "pass", "pass on", "pass it on"}
        ),
    ),
)  # fmt: skip
_CLAUSE = re.compile(r"[.,;:!?\n\r(–—]|\s-\s|$")
_GAPS = re.compile(r"\s+")
#: The words must stand in one of the first lines that hold anything.
_LINES = 3


def spoken(text: str) -> Word | None:
    """What the own words of a reply say. Only the whole beginning of a line counts.

    So "ik heb het." does and "ik heb het druk" does not; two lines that contradict each other say nothing.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_LINES]
    found = {word for line in lines if (word := _word_of(line)) is not None}
    return found.pop() if len(found) == 1 else None


def _word_of(line: str) -> Word | None:
    match = _CLAUSE.search(line)
    clause = line[: match.start()] if match else line
    said = _GAPS.sub(" ", clause.replace("\u2019", "'").strip(" \"'*_\u201c\u201d")).casefold()
    return next((phrases.word for phrases in _SPOKEN if said in phrases.texts), None)
