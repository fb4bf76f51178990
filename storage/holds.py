"""Legal holds: while one is on a case, nothing of it is erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.session import Tx
from storage.tables_retention import holds

_BY, _REASON, _LIFTED = "holds.by", "holds.reason", "holds.lifted_by"


@dataclass(frozen=True, slots=True)
class Hold:
    """Who put it on, when and why; and who lifted it."""

    since_at: datetime
    by: str
    reason: str
    lifted_at: datetime | None
    lifted_by: str | None


_OF_CASE = holds.c.case_id == sa.bindparam("case_")
_ON = holds.c.lifted_at.is_(None)
_PUT = sa.insert(holds)
_LIFT = sa.update(holds).where(_OF_CASE, _ON).values(lifted_at=sa.bindparam("now"), lifted_by=sa.bindparam("who"))
_IS_HELD = sa.select(sa.literal(1)).where(_OF_CASE, _ON).limit(1)
_ALL = sa.select(holds).where(_OF_CASE).order_by(holds.c.id)


def put(tx: Tx, case_id: int, by: str, reason: str, now: datetime) -> None:
    """Hold a case."""
    row = {"case_id": case_id, "since_at": now, "by": tx.seal(_BY, by), "reason": tx.seal(_REASON, reason)}
    tx.connection.execute(_PUT, row)


def lift(tx: Tx, case_id: int, by: str, now: datetime) -> bool:
    """Let a case go; false when it was not held."""
    values = {"case_": case_id, "now": now, "who": tx.seal(_LIFTED, by)}
    return tx.connection.execute(_LIFT, values).rowcount > 0


def is_held(tx: Tx, case_id: int) -> bool:
    """Nothing of the case may be erased now."""
    return tx.connection.scalar(_IS_HELD, {"case_": case_id}) is not None


def of_case(tx: Tx, case_id: int) -> list[Hold]:
    """All holds there ever were on a case, oldest first."""
    return [
        Hold(
            row.since_at,
            tx.open_text(_BY, row.by),
            tx.open_text(_REASON, row.reason),
            row.lifted_at,
            tx.open_some(_LIFTED, row.lifted_by),
        )
        for row in tx.connection.execute(_ALL, {"case_": case_id})
    ]
