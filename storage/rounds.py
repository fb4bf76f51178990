"""What is done once a day, whichever process comes first and however often a clock rings."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from storage.session import Tx
from storage.statements import insert_new
from storage.tables_retention import rounds

_BEGIN = insert_new(rounds, ["what", "day"], rounds.c.what)
_FORGET = sa.delete(rounds).where(rounds.c.at < sa.bindparam("before"))


def begin(tx: Tx, what: str, day: date, now: datetime) -> bool:
    """True for the one who may do it; false when it was done. Undone when the transaction is rolled back."""
    row = {"what": what, "day": day.isoformat(), "at": now}
    return tx.connection.execute(_BEGIN[tx.dialect], row).first() is not None


def forget(tx: Tx, before: datetime) -> int:
    """Old marks are of no use; returns how many went."""
    return tx.connection.execute(_FORGET, {"before": before}).rowcount
