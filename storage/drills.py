"""Drills: when each was sent and by whom, and the case that it became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.session import Tx
from storage.tables import drills

_BY = "drills.by"
_ADD = sa.insert(drills).returning(drills.c.id)
_ID = drills.c.id == sa.bindparam("id_")
_ONE = sa.select(drills).where(_ID)
_ARRIVED = sa.update(drills).where(_ID, drills.c.case_id.is_(None)).values(case_id=sa.bindparam("case_"))
_OF_CASE = sa.select(drills).where(drills.c.case_id == sa.bindparam("case_"))


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill. `case` is the row of its case, once it came in."""

    id: int
    sent_at: datetime
    by: str
    case: int | None


def add(tx: Tx, by: str, now: datetime) -> int:
    """A drill will be sent now; its number."""
    return int(tx.connection.execute(_ADD, {"sent_at": now, "by": tx.seal(_BY, by)}).scalar_one())


def find(tx: Tx, number: int) -> Drill | None:
    """The drill with this number."""
    row = tx.connection.execute(_ONE, {"id_": number}).first()
    return None if row is None else Drill(row.id, row.sent_at, tx.open_text(_BY, row.by), row.case_id)


def of_case(tx: Tx, case: int) -> Drill | None:
    """The drill that became this case."""
    row = tx.connection.execute(_OF_CASE, {"case_": case}).first()
    return None if row is None else Drill(row.id, row.sent_at, tx.open_text(_BY, row.by), row.case_id)


def arrived(tx: Tx, number: int, case: int) -> None:
    """It came in and became this case."""
    tx.connection.execute(_ARRIVED, {"id_": number, "case_": case})
