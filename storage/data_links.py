"""Links by which a colleague enters the data of a person in a case: for which role, until when, used at most once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.session import Tx
from storage.tables_papers import data_links

_BY = "data_links.by"


@dataclass(frozen=True, slots=True)
class DataLink:
    """A link: in which case, for whose data (a role), made by which colleague."""

    id: int
    case: int
    number: str
    role: str
    by: str
    made_at: datetime
    until_at: datetime
    used_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """It may still be used."""
        return self.used_at is None and now < self.until_at


_ID = data_links.c.id == sa.bindparam("id_")
_ADD = sa.insert(data_links).returning(data_links.c.id)
_GET = sa.select(data_links).where(_ID)
_OPEN_OF = (
    sa.select(data_links)
    .where(
        data_links.c.case_id == sa.bindparam("case_"),
        data_links.c.role == sa.bindparam("role_"),
        data_links.c.used_at.is_(None),
        data_links.c.until_at > sa.bindparam("now"),
    )
    .order_by(data_links.c.id.desc())
    .limit(1)
)
_USE = (
    sa.update(data_links)
    .where(_ID, data_links.c.used_at.is_(None), data_links.c.until_at > sa.bindparam("now"))
    .values(used_at=sa.bindparam("now"))
)
_END = sa.update(data_links).where(_ID).values(until_at=sa.bindparam("now"))
_FORGET = sa.delete(data_links).where(data_links.c.until_at < sa.bindparam("before"))


def add(tx: Tx, case_id: int, number: str, role: str, by: str, now: datetime, until: datetime) -> DataLink:
    """A new link."""
    row = {
        "case_id": case_id,
        "number": number,
        "role": role,
        "by": tx.seal(_BY, by),
        "made_at": now,
        "until_at": until,
    }
    key = int(tx.connection.execute(_ADD, row).scalar_one())
    return DataLink(key, case_id, number, role, by, now, until, None)


def find(tx: Tx, key: int) -> DataLink | None:
    """The link with this number."""
    row = tx.connection.execute(_GET, {"id_": key}).first()
    return None if row is None else _link(tx, row)


def open_of(tx: Tx, case_id: int, role: str, now: datetime) -> DataLink | None:
    """The newest link of a case for this role that may still be used."""
    row = tx.connection.execute(_OPEN_OF, {"case_": case_id, "role_": role, "now": now}).first()
    return None if row is None else _link(tx, row)


def use(tx: Tx, key: int, now: datetime) -> bool:
    """Use a link up. False when it was used before, or its time is over: then nothing may be written."""
    return tx.connection.execute(_USE, {"id_": key, "now": now}).rowcount == 1


def end(tx: Tx, key: int, now: datetime) -> None:
    """Its time is over: it may not be used any more."""
    tx.connection.execute(_END, {"id_": key, "now": now})


def forget(tx: Tx, before: datetime) -> None:
    """Remove the links whose time was over before a moment."""
    tx.connection.execute(_FORGET, {"before": before})


def _link(tx: Tx, row: sa.Row[Any]) -> DataLink:
    by = tx.open_text(_BY, row.by)
    return DataLink(row.id, row.case_id, row.number, row.role, by, row.made_at, row.until_at, row.used_at)
