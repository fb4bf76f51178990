"""Chat accounts of duty officers: which person of the roster sits behind a chat, proven by a code that came by mail."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.session import Tx
from storage.statements import insert_or_update
from storage.tables_chat import chat_accounts

_ADDRESS, _PERSON = "chat_accounts.address", "chat_accounts.person"

_LINK = insert_or_update(
    chat_accounts,
    ["address_index"],
    lambda new: {"person": new.person, "person_index": new.person_index, "linked_at": new.linked_at},
)
_UNLINK = sa.delete(chat_accounts).where(chat_accounts.c.address_index == sa.bindparam("address_"))
_WHO = sa.select(chat_accounts.c.person).where(chat_accounts.c.address_index == sa.bindparam("address_"))
_WHERE = sa.select(chat_accounts.c.address).where(
    chat_accounts.c.person_index == sa.bindparam("person_"), chat_accounts.c.channel == sa.bindparam("channel_")
)


def link(tx: Tx, channel: str, address: str, person: str, now: datetime) -> None:
    """This chat is this person's (key on the roster)."""
    row = {
        "channel": channel,
        "address": tx.seal(_ADDRESS, address),
        "address_index": tx.index(_ADDRESS, f"{channel} {address}"),
        "person": tx.seal(_PERSON, person),
        "person_index": tx.index(_PERSON, person),
        "linked_at": now,
    }
    tx.connection.execute(_LINK[tx.dialect], row)


def unlink(tx: Tx, channel: str, address: str) -> bool:
    """This chat is nobody's any more; true when it was somebody's."""
    index = tx.index(_ADDRESS, f"{channel} {address}")
    return tx.connection.execute(_UNLINK, {"address_": index}).rowcount > 0


def person_of(tx: Tx, channel: str, address: str) -> str | None:
    """The person behind a chat."""
    found = tx.connection.scalar(_WHO, {"address_": tx.index(_ADDRESS, f"{channel} {address}")})
    return None if found is None else tx.open_text(_PERSON, found)


def addresses_of(tx: Tx, channel: str, person: str) -> list[str]:
    """The chats of a person in a channel."""
    values = {"person_": tx.index(_PERSON, person), "channel_": channel}
    return [tx.open_text(_ADDRESS, blob) for blob in tx.connection.scalars(_WHERE, values)]
