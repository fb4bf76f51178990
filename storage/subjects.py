"""Everything that is stored about one person, found by mail address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from storage import conversations, inbox, outbox
from storage.conversations import Talk
from storage.inbox import StoredMessage
from storage.outbox import Outgoing
from storage.session import Tx
from storage.tables import cases, messages, parties
from storage.tables_chat import conversations as talks

_EMAIL = "parties.email"
_SENDER = "messages.sender"


@dataclass(frozen=True, slots=True)
class Part:
    """A person's part in a case: the row of the party and its role. `alone`: nobody else is in the case."""

    number: str
    party: int
    role: str
    alone: bool


_everybody = parties.alias("everybody")
_OF_CASE = sa.select(sa.func.count(_everybody.c.id)).where(_everybody.c.case_id == cases.c.id).scalar_subquery()
_PARTS = (
    sa.select(cases.c.number, parties.c.id, parties.c.role, _OF_CASE.label("people"))
    .join(parties, parties.c.case_id == cases.c.id)
    .where(parties.c.email_index == sa.bindparam("email"))
    .order_by(parties.c.id)
)
_SENT = sa.select(messages.c.id).where(messages.c.sender_index == sa.bindparam("email")).order_by(messages.c.id)
_TALKS = sa.select(talks.c.id).order_by(talks.c.id)
_FORGET = sa.delete(parties).where(parties.c.id == sa.bindparam("party"))


def parts_of(tx: Tx, email: str) -> list[Part]:
    """The person's parts in cases."""
    found = tx.connection.execute(_PARTS, {"email": tx.index(_EMAIL, email)})
    return [Part(row.number, row.id, row.role, row.people == 1) for row in found]


def messages_from(tx: Tx, email: str) -> list[StoredMessage]:
    """The messages that the person sent, in whatever case or in none."""
    return [inbox.message(tx, number) for number in tx.connection.scalars(_SENT, {"email": tx.index(_SENDER, email)})]


def letters_to(tx: Tx, email: str) -> Iterator[Outgoing]:
    """The letters that went to the person. Letters are sealed, so all of them are opened and looked at."""
    wanted = email.casefold()
    return (letter for letter in outbox.letters(tx) if letter.recipient.casefold() == wanted)


def talks_of(tx: Tx, email: str) -> list[Talk]:
    """The chats in which the person gave this address. They are sealed, so all of them are opened and looked at."""
    found = [conversations.find(tx, number) for number in tx.connection.scalars(_TALKS).all()]
    wanted = email.casefold()
    return [talk for talk in found if talk and (talk.state.email or "").casefold() == wanted]


def forget_part(tx: Tx, part: Part) -> None:
    """The person's row in a case that others are in too."""
    tx.connection.execute(_FORGET, {"party": part.party})
