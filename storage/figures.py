"""What figures are counted from: cases of a year, and when their first contact was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from casework.assessment import Fields
from casework.lifecycle import CaseKind
from casework.obligations import ObligationKind
from casework.retention import RecordKind
from storage.codec import load_fields
from storage.session import Tx
from storage.tables import cases, obligations
from storage.tables_retention import erasures

_CONTACT = ObligationKind.CONTACT.name.lower()
_REACHED = "gelukt"

_first = (
    sa.select(obligations.c.case_id, sa.func.min(obligations.c.since_at).label("since_at"))
    .where(obligations.c.kind == _CONTACT)
    .group_by(obligations.c.case_id)
    .subquery()
)
_due = (
    sa.select(obligations.c.case_id, sa.func.min(obligations.c.due_at).label("due_at"))
    .where(obligations.c.kind == _CONTACT)
    .group_by(obligations.c.case_id)
    .subquery()
)
_reached = (
    sa.select(obligations.c.case_id, sa.func.min(obligations.c.done_at).label("reached_at"))
    .where(obligations.c.kind == _CONTACT, obligations.c.outcome == _REACHED)
    .group_by(obligations.c.case_id)
    .subquery()
)
_erased = sa.select(erasures.c.case_id).where(erasures.c.kind == RecordKind.CASE.name)
_ROWS = (
    sa.select(cases, _first.c.since_at, _due.c.due_at, _reached.c.reached_at, cases.c.id.in_(_erased).label("erased"))
    .outerjoin(_first, _first.c.case_id == cases.c.id)
    .outerjoin(_due, _due.c.case_id == cases.c.id)
    .outerjoin(_reached, _reached.c.case_id == cases.c.id)
    .where(cases.c.opened_at >= sa.bindparam("since"))
    .order_by(cases.c.id)
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A case to be counted. `since_at`, `due_at`, `reached_at`: of the first contact. `erased`: without its fields."""

    opened_at: datetime
    closed_at: datetime | None
    kind: CaseKind
    calendar: str
    fields: Fields
    since_at: datetime | None
    due_at: datetime | None
    reached_at: datetime | None
    erased: bool


def opened_since(tx: Tx, since: datetime) -> list[Counted]:
    """The cases that were opened since then."""
    return [
        Counted(
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            kind=CaseKind(row.kind),
            calendar=row.calendar,
            fields=load_fields(tx.open("cases.fields", row.fields)),
            since_at=row.since_at,
            due_at=row.due_at,
            reached_at=row.reached_at,
            erased=bool(row.erased),
        )
        for row in tx.connection.execute(_ROWS, {"since": since})
    ]
