"""A colleague writes into the chat of a case: stored as a reply of ours, journaled, brought by the chat's own way."""

from __future__ import annotations

from datetime import datetime

from bots.speaking import phrase
from casework.conversation import Scope
from casework.errors import Refusal
from flows.runtime import Runtime
from flows.steps import signing
from nlp.chat.answers import masked
from storage import cases, conversations, journal
from storage.conversations import Talk

#: A chat app takes no more in one message.
LONGEST = 2_000


class NoChat(Refusal):
    """Nothing can be written there; the text says why, without a word of what was to be said."""


def write_into(runtime: Runtime, number: str, text: str, by: str, now: datetime) -> int:
    """Say something in the newest living chat of a case; gives the number of the turn. Raises NoChat.

    The person sees that a colleague writes. An address does not go through a chat app.
    """
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise NoChat(f"say something of at most {LONGEST} characters")
    with runtime.database.begin() as tx:
        case = cases.find(tx, number)
        if case is None:
            raise NoChat(f"there is no case {number}")
        talk = _living(conversations.of_case(tx, case.id))
        if talk is None:
            raise NoChat(f"case {number} has no chat that can be written into; call or mail instead")
        if talk.state.scope is Scope.MINIMAL and masked(words) != words:
            raise NoChat("an address may not travel through a chat app")
        said = f"{phrase('colleague', talk.state.language)} {words}"
        turn = conversations.said(tx, talk.id, said, (), now, leaves=talk.address is not None)
        journal.note(tx, case.id, "chat: een collega schreef", f"{talk.channel}, beurt {turn}", by, now)
        signing.mark(runtime, tx, case, by, now)
    return turn


def _living(talks: list[Talk]) -> Talk | None:
    open_ = [one for one in talks if one.ended_at is None and one.dead_at is None]
    return max(open_, key=lambda one: one.last_at, default=None)
