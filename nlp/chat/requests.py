"""What a turn in a chat wants of the conversation itself: why, stop, a person, the status, another language.

The words are text files in `turns/`: a pattern a line, under a first line that says where it must stand (anywhere, at
the beginning, as the whole turn) and how many words the turn may have. A long turn tells a story: "stop" in it is no
wish to stop. They are looked for in one turn alone, folded, never in the whole conversation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casework.conversation import Answer, Request, Topic, TurnKind
from casework.errors import ReadingError
from nlp.text import fold, words

_FOLDER = Path(__file__).parents[1] / "turns"
_HEAD = re.compile(r"# (anywhere|begins|whole), at most (\d+) words")
_SHAPES = {"anywhere": "(?:{})", "begins": r"^\W*(?:{})(?!\w)", "whole": r"^\W*(?:{})\W*$"}

#: "ja, nee, dat bedoel ik niet"
_YES_NO = re.compile(r"^\W*(?:ja+|yes|yeah)[\s,.]+(?:nee+|no)\b")
_YES_SIGN = re.compile(r"^\W*(?:\U0001f44d\S?|\u2705|\U0001f44c\S?|\u2714\S?)\W*$")
_NO_SIGN = re.compile(r"^\W*(?:\U0001f44e\S?|\u274c)\W*$")
_BRACKETED = re.compile(r"^\W*[\[(<*]\s*([^\])>*]{2,60})\s*[\])>*]\W*(.*)$", re.DOTALL)
_KINDS = (
    (TurnKind.PHOTO, r"foto|photo|afbeelding|image|picture|plaatje|screenshot|schermafdruk|selfie"),
    (TurnKind.VOICE, r"spraak|voice|audio|geluid|inge ?sproken|memo"),
    (TurnKind.VIDEO, r"video|film|gif\b"),
    (TurnKind.LOCATION, r"locatie|location|gps|live-?locatie|kaartje|pin\b"),
    (TurnKind.FILE, r"bestand|file|document|bijlage|attachment|pdf|docx?"),
    (TurnKind.EMOJI, r"sticker|emoji|duim"),
    (TurnKind.EMPTY, r"leeg|niets|empty|nothing|stilte|geen tekst"),
)
_KIND_WORDS = tuple((kind, re.compile(rf"\b(?:{words})")) for kind, words in _KINDS)

_CHOICE = re.compile(r"^\W*(?:optie |nummer |keuze |nr\.? ?|option |number )?([1-4])\W*$")
_CHOICES = (Topic.PREVENTIVE, Topic.THREAT, Topic.RUNNING, Topic.OTHER)


@dataclass(frozen=True, slots=True)
class _Words:
    """A file of patterns, ready to be looked for in a turn of at most `most` words."""

    pattern: re.Pattern[str]
    most: int

    def stand_in(self, folded: str, count: int) -> bool:
        return count <= self.most and self.pattern.search(folded) is not None


@cache
def _words(name: str) -> _Words:
    """The patterns of a file. Raises ReadingError."""
    path = _FOLDER / f"{name}.txt"
    try:
        head, *lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ReadingError(f"turns/{name}.txt cannot be read") from error
    said = _HEAD.fullmatch(head)
    if said is None:
        raise ReadingError(f"turns/{name}.txt does not begin with where and how long")
    patterns = "|".join(line for line in lines if line.strip())
    return _Words(re.compile(_SHAPES[said[1]].format(patterns)), int(said[2]))


def stands_in(name: str, folded: str, count: int) -> bool:
    """True when the words of a file in `turns/` stand in a folded turn of `count` words."""
    return _words(name).stand_in(folded, count)


def says(text: str, *names: str) -> bool:
    """True when the words of one of these files in `turns/` stand in a turn as it was typed."""
    folded = fold(text.strip())
    count = len(words(folded))
    return any(stands_in(name, folded, count) for name in names)


def last_place(name: str, folded: str) -> int:
    """Where the last of the words of a file ends in a folded turn; 0 when they are not there."""
    return max((found.end() for found in _words(name).pattern.finditer(folded)), default=0)


def requests_in(folded: str, count: int) -> frozenset[Request]:
    """What a folded turn of `count` words asks of the conversation."""
    bare = folded.strip()
    found = {request for request in Request if _words(request.value).stand_in(bare, count)}
    if _words("asks_privacy").stand_in(bare, count):
        found.add(Request.PRIVACY)
    return frozenset(found)


def short_answer(folded: str, count: int, *, okay: bool = False) -> Answer | None:
    """Yes, no or unknown, when a folded turn begins with that. `okay`: "ok" and the like are a yes here too."""
    if okay and _YES_NO.match(folded):
        return Answer.NO
    yes = _words("yes").stand_in(folded, count) or (okay and _words("okay").stand_in(folded, count))
    if not yes and (_words("unknown").stand_in(folded, count) or _words("refuses").stand_in(folded, count)):
        return Answer.UNKNOWN
    if _words("no").stand_in(folded, count) or _NO_SIGN.match(folded):
        return Answer.NO
    return Answer.YES if yes or _YES_SIGN.match(folded) else None


def kind_of(text: str, folded: str) -> TurnKind:
    """Words, or what a person wrote in brackets for something that is none ("[foto]")."""
    if not text.strip():
        return TurnKind.EMPTY
    bracketed = _BRACKETED.match(folded)
    if bracketed and len(bracketed[2].split()) < 3:  # noqa: PLR2004 - with a sentence behind it, it is words
        found = next((kind for kind, words in _KIND_WORDS if words.search(bracketed[1])), None)
        if found:
            return found
    return TurnKind.TEXT if any(char.isalnum() for char in text) else _without_words(text)


def _without_words(text: str) -> TurnKind:
    return TurnKind.EMOJI if any(ord(char) > 0x2000 for char in text) else TurnKind.EMPTY  # noqa: PLR2004 - signs, not marks


def topic_of(folded: str, count: int, *, asked: bool) -> Topic | None:
    """What a turn comes for, as far as its words say. `asked`: it answers the list of choices."""
    if asked:
        choice = _CHOICE.match(folded)
        if choice:
            return _CHOICES[int(choice[1]) - 1]
        if _words("topic_other").stand_in(folded, count):
            return Topic.OTHER
    order = (Topic.THREAT, Topic.RUNNING, Topic.PREVENTIVE)
    return next((topic for topic in order if _words(f"topic_{topic.value}").stand_in(folded, count)), None)


def safety(folded: str, count: int) -> bool | None:
    """Whether somebody says to be safe now."""
    if _words("unsafe").stand_in(folded, count):
        return False
    return True if _words("safe").stand_in(folded, count) else None


def asks_only_of_us(text: str) -> bool:
    """True for a turn that only asks to stay anonymous, who reads this, or why we ask: it tells of nothing."""
    return says(text, "anonymous", "privacy", "asks_why")
