"""Signs of life of the parts that run for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.session import Tx
from storage.statements import insert_or_update
from storage.tables import heartbeats

_DETAIL = "heartbeats.detail"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a part last showed that it lives, and what it said."""

    part: str
    at: datetime
    detail: str


_BEAT = insert_or_update(heartbeats, ["part"], lambda new: {"at": new.at, "detail": new.detail})
_ALL = sa.select(heartbeats).order_by(heartbeats.c.part)
_LAST = sa.select(heartbeats).where(heartbeats.c.part == sa.bindparam("part_"))


def beat(tx: Tx, part: str, now: datetime, detail: str = "") -> None:
    """Write down that a part lives."""
    tx.connection.execute(_BEAT[tx.dialect], {"part": part, "at": now, "detail": tx.seal(_DETAIL, detail)})


def all(tx: Tx) -> list[Heartbeat]:  # noqa: A001 - read as `heartbeats.all(tx)`
    """The last sign of each part."""
    return [Heartbeat(row.part, row.at, tx.open_text(_DETAIL, row.detail)) for row in tx.connection.execute(_ALL)]


def last(tx: Tx, part: str) -> Heartbeat | None:
    """The last sign of one part."""
    row = tx.connection.execute(_LAST, {"part_": part}).first()
    return None if row is None else Heartbeat(row.part, row.at, tx.open_text(_DETAIL, row.detail))
