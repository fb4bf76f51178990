"""One turn of a chat with everything that is looked at more than once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.assessment import Fields
from casework.conversation import Answer, Need, Request
from casework.messages import Channel, Message, Part, PartKind
from nlp.chat.requests import requests_in, short_answer, stands_in
from nlp.form.fields import fields_of
from nlp.form.source import Source, source_of
from nlp.text import fold, read_message, words

#: An answer to "which function" or "which body" is no longer than this, in words.
FEW = 6
FEWEST = 3
#: Requests that leave no room for an answer in the same turn.
_NO_ANSWER = frozenset(Request) - {Request.AGREES, Request.DISAGREES}
#: Questions to which any no counts, whatever stands beside it.
_GRAVE = frozenset({Need.SAFE, Need.THREATENED})


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn with everything that is looked at more than once.

    `plain` is what a whole-message reader makes of it, `offered` the moments (ISO) that were offered before it.
    """

    text: str
    folded: str
    count: int
    asked: Need | None
    at: datetime
    caribbean: bool
    source: Source
    plain: Fields
    answer: Answer | None
    requests: frozenset[Request]
    offered: tuple[str, ...] = ()

    @property
    def content(self) -> bool:
        """True when it may hold an answer in words: it is no yes or no, and asks for nothing."""
        return self.answer is None and not self.requests & _NO_ANSWER and self.count > 0

    @property
    def takes_back(self) -> bool:
        """True when it corrects something that was said."""
        return self.says("takes_back")

    def says(self, name: str) -> bool:
        """True when it holds the words of a file in `turns/`."""
        return stands_in(name, self.folded, self.count)


def turn_of(text: str, asked: Need | None, at: datetime, *, caribbean: bool, offered: tuple[str, ...] = ()) -> Turn:
    """A turn, ready to be read. `text` is clean, with numbers as digits; `offered` as in `Turn`."""
    message = Message(Channel.CHAT, at, parts=(Part(PartKind.NEW, text.replace("I'm", "I am").replace("i'm", "i am")),))
    reading = read_message(message)
    folded = fold(text)
    count = len(words(folded))
    return Turn(
        text,
        folded,
        count,
        asked,
        at,
        caribbean,
        source_of(reading),
        fields_of(message, reading, caribbean=caribbean),
        _answer(folded, count, asked),
        requests_in(folded, count),
        offered,
    )


def _answer(folded: str, count: int, asked: Need | None) -> Answer | None:
    """The short answer; "ik heb geen tijd" is neither yes nor no, except where a no calls people.

    Whether somebody is threatened, "een beetje" and "nee maar hij staat er wel" are a yes, and "nog niet" is no no.
    """
    if asked not in _GRAVE and stands_in("not_at_hand", folded, count):
        return Answer.UNKNOWN
    if asked is Need.THREATENED and stands_in("threatened", folded, count):
        return Answer.YES
    if asked is Need.THREATENED and (stands_in("not_yet", folded, count) or stands_in("shrugs", folded, count)):
        return Answer.UNKNOWN
    return short_answer(folded, count, okay=asked is Need.CONFIRM)
