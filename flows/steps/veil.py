"""Covering what a person told before, for somebody who has not proven to be that person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bots.speaking import shown_phone
from casework.conversation import Conversation

HIDDEN = "•••"
#: Shorter words hide nothing when they are covered, and would cover too much.
_SHORTEST = 3
_NOT_DIGITS = re.compile(r"\D")


def cover(text: str, state: Conversation, said_now: Iterable[str]) -> str:
    """`text` without what the person told before: only what was said in this session itself stays readable."""
    now = "\n".join(said_now).casefold()
    for secret in sorted(_secrets(state), key=len, reverse=True):
        if not _said(secret, now):
            text = re.sub(re.escape(secret), HIDDEN, text, flags=re.IGNORECASE)
    return text


def _secrets(state: Conversation) -> Iterator[str]:
    fields = state.fields
    phone = fields.phone and shown_phone(fields.phone)
    address = fields.address
    places = (address.street, address.postcode, address.city) if address else ()
    words = (state.employer, state.question, state.moment_words)
    told = (fields.person, fields.organisation, phone, fields.phone, state.email, *words)
    for one in (*told, *places):
        if one and len(one) >= _SHORTEST:
            yield one


def _said(secret: str, now: str) -> bool:
    digits = _NOT_DIGITS.sub("", secret)
    if len(digits) > _SHORTEST * 2:  # a telephone number, however it was written
        return digits[-8:] in _NOT_DIGITS.sub("", now)
    return secret.casefold() in now
