"""What several turns of a chat come to, one after the other."""

from __future__ import annotations

from datetime import datetime

from casework.assessment import Fields
from casework.conversation import Conversation, Need, merged
from nlp.chat.answers import hear


def offered_after(at: datetime, *turns: str) -> list[str]:
    """The moments offered after the turns, to the minute; the first answers the question about them."""
    state, need = Conversation(), Need.MOMENTS
    for text in turns:
        heard = hear(text, need, at, offered=state.fields.availability)
        state, need = merged(state, heard, Fields()), Need.CONFIRM
    return [one[:16] for one in state.fields.availability]
