"""What people say about readings: added to, never changed. Of one message the newest opinion counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.assessment import Alarm, Route
from casework.corrections import Label, Opinion, label_of
from storage.inbox import StoredMessage
from storage.session import Tx
from storage.tables import corrections

_REASON, _BY = "corrections.reason", "corrections.by"


@dataclass(frozen=True, slots=True)
class Correction:
    """An opinion about the reading of `message` (its number), by whom and when, and what the reader had told.

    `route` is the right one, when the opinion names it. `version` is that of the reader.
    """

    message: int
    opinion: Opinion
    route: Route | None
    reason: str
    by: str
    at: datetime
    told: Label
    told_score: float
    version: str

    @property
    def label(self) -> Label:
        """What the message is."""
        return label_of(self.opinion, self.route, self.told.alarm, self.told.route, self.told.also)


_ADD = sa.insert(corrections)
_OF = sa.select(corrections).where(corrections.c.message_id == sa.bindparam("message")).order_by(corrections.c.id)
_newest = sa.select(sa.func.max(corrections.c.id)).group_by(corrections.c.message_id)
_LATEST = sa.select(corrections).where(corrections.c.id.in_(_newest)).order_by(corrections.c.id)


def add(
    tx: Tx, stored: StoredMessage, opinion: Opinion, route: Route | None, reason: str, by: str, now: datetime
) -> None:
    """Take down an opinion about the reading of a stored message; reason and name are sealed."""
    told = stored.assessment
    row = {
        "message_id": stored.id,
        "opinion": opinion.value,
        "route": route.value if route else None,
        "reason": tx.seal(_REASON, reason),
        "by": tx.seal(_BY, by),
        "at": now,
        "told_alarm": told.alarm.value,
        "told_route": told.route.value,
        "told_also": " ".join(one.value for one in told.also),
        "told_score": told.score,
        "version": stored.version,
    }
    tx.connection.execute(_ADD, row)


def of_message(tx: Tx, message: int) -> list[Correction]:
    """All opinions about one message, oldest first."""
    return [_correction(tx, row) for row in tx.connection.execute(_OF, {"message": message})]


def latest(tx: Tx) -> list[Correction]:
    """The newest opinion about each message that was ever corrected, oldest first."""
    return [_correction(tx, row) for row in tx.connection.execute(_LATEST)]


def _correction(tx: Tx, row: sa.Row[Any]) -> Correction:
    return Correction(
        message=row.message_id,
        opinion=Opinion(row.opinion),
        route=Route(row.route) if row.route else None,
        reason=tx.open_text(_REASON, row.reason),
        by=tx.open_text(_BY, row.by),
        at=row.at,
        told=Label(Alarm(row.told_alarm), Route(row.told_route), tuple(map(Route, row.told_also.split()))),
        told_score=row.told_score,
        version=row.version,
    )
