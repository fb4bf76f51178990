"""Test threats: when each was sent, and what became of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from casework.vigil import Probe
from storage.session import Tx
from storage.tables import probes

_SENT = sa.insert(probes).returning(probes.c.id)
_ID = probes.c.id == sa.bindparam("id_")
_FAILED = sa.update(probes).where(_ID).values(failed=True)
_OPEN = sa.select(probes.c.id).where(_ID, probes.c.done_at.is_(None))
_DONE = (
    sa.update(probes)
    .where(_ID, probes.c.done_at.is_(None))
    .values(
        arrived_at=sa.bindparam("arrived"), done_at=sa.bindparam("now"),
        alarm=sa.bindparam("told"), calls=sa.bindparam("rung"), failed=False,
    )
)  # fmt: skip
_NEWEST = sa.select(probes).order_by(probes.c.id.desc()).limit(sa.bindparam("most"))
_FORGET = sa.delete(probes).where(probes.c.sent_at < sa.bindparam("before"))


def add(tx: Tx, now: datetime) -> int:
    """A test threat will be sent now; its number."""
    return int(tx.connection.execute(_SENT, {"sent_at": now, "failed": False, "calls": 0}).scalar_one())


def failed(tx: Tx, number: int) -> None:
    """It could not be sent."""
    tx.connection.execute(_FAILED, {"id_": number})


def is_expected(tx: Tx, number: int) -> bool:
    """It was sent and has not come through yet."""
    return tx.connection.scalar(_OPEN, {"id_": number}) is not None


def done(tx: Tx, number: int, arrived_at: datetime, alarm: str, calls: int, now: datetime) -> None:
    """It came through: what the reader made of it, and how many calls it would have made."""
    tx.connection.execute(_DONE, {"id_": number, "arrived": arrived_at, "told": alarm, "rung": calls, "now": now})


def newest(tx: Tx, most: int = 20) -> list[Probe]:
    """The last ones, newest first."""
    rows = tx.connection.execute(_NEWEST, {"most": most})
    return [Probe(row.sent_at, row.done_at, row.alarm, row.calls, row.failed) for row in rows]


def forget(tx: Tx, before: datetime) -> None:
    """Remove what was sent before a moment."""
    tx.connection.execute(_FORGET, {"before": before})
