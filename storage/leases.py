"""Leases: of several processes one may do a thing, as long as it says in time that it still does."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.session import Tx
from storage.statements import insert_new
from storage.tables_chat import leases

_TAKE = (
    sa.update(leases)
    .where(
        leases.c.name == sa.bindparam("name_"),
        sa.or_(leases.c.holder == sa.bindparam("by_"), leases.c.until <= sa.bindparam("now_")),
    )
    .values(holder=sa.bindparam("by_"), until=sa.bindparam("until_"))
)
_ADD = insert_new(leases, ["name"], leases.c.name)
_DROP = sa.delete(leases).where(leases.c.name == sa.bindparam("name_"), leases.c.holder == sa.bindparam("by_"))
_HOLDER = sa.select(leases.c.holder, leases.c.until).where(leases.c.name == sa.bindparam("name_"))


def take(tx: Tx, name: str, by: str, now: datetime, lasts: timedelta) -> bool:
    """Take or keep a lease; false when somebody else has it."""
    until = now + lasts
    if tx.connection.execute(_ADD[tx.dialect], {"name": name, "holder": by, "until": until}).first() is not None:
        return True
    return tx.connection.execute(_TAKE, {"name_": name, "by_": by, "now_": now, "until_": until}).rowcount == 1


def drop(tx: Tx, name: str, by: str) -> None:
    """Give a lease back."""
    tx.connection.execute(_DROP, {"name_": name, "by_": by})


def holder(tx: Tx, name: str, now: datetime) -> str | None:
    """Who has a lease now."""
    row = tx.connection.execute(_HOLDER, {"name_": name}).first()
    return row.holder if row is not None and row.until > now else None
