"""Who said that an acute alarm is no threat, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.session import Tx
from storage.tables import judgements

_BY, _REASON = "judgements.by", "judgements.reason"
_ADD = sa.insert(judgements)
_OF = sa.select(judgements).where(judgements.c.obligation_id == sa.bindparam("promise_")).order_by(judgements.c.id)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's opinion about a promise to call back."""

    at: datetime
    by: str
    reason: str


def add(tx: Tx, obligation: int, by: str, reason: str, now: datetime) -> None:
    """Take it down; name and reason are sealed."""
    row = {"obligation_id": obligation, "at": now, "by": tx.seal(_BY, by), "reason": tx.seal(_REASON, reason)}
    tx.connection.execute(_ADD, row)


def of_promise(tx: Tx, obligation: int) -> list[Judgement]:
    """All of a promise, oldest first."""
    return [
        Judgement(row.at, tx.open_text(_BY, row.by), tx.open_text(_REASON, row.reason))
        for row in tx.connection.execute(_OF, {"promise_": obligation})
    ]
