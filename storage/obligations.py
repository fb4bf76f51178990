"""Promises: what, by whom, by when, and how they ended."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.errors import StorageError
from casework.obligations import ObligationKind, Pause
from casework.people import Owner
from storage.session import Tx
from storage.statements import word
from storage.tables import cases, obligations
from storage.unwritten import Row

_REFERENCE = re.compile(r"(WVB-\d{4}-\d{4,})/([a-z_]+)/(\d{1,9})")

OPEN, DONE, CANCELLED = "open", "done", "cancelled"


@dataclass(frozen=True, slots=True)
class Obligation:
    """A promise in a case. `number` is the case number, `attempt` counts from 1 for each kind in a case.

    `state` is open, done or cancelled; `late_at` is when it was found to be late; `outcome` is one of
    `casework.obligations.OUTCOMES`, given by the person `done_by`. `message` is the message that led to it,
    `moment_at` the appointment that it is about; `about` tells two of one kind in a case apart (bva, bestuurder). Since
    `paused_at` its clock stands still. Reminders were done up to `nudged_at`; the next is due at `nudge_at`.
    """

    id: int
    case: int
    number: str
    kind: ObligationKind
    owner: Owner
    attempt: int
    since_at: datetime
    due_at: datetime
    state: str = OPEN
    late_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    outcome: str | None = None
    message: int | None = None
    moment_at: datetime | None = None
    paused_at: datetime | None = None
    paused_why: Pause | None = None
    nudged_at: datetime | None = None
    nudge_at: datetime | None = None
    about: str | None = None

    @property
    def title(self) -> str:
        """`contact opnemen`, or `wachtwoord doorgeven (bva)`."""
        return f"{self.kind.value} ({self.about})" if self.about else self.kind.value

    @property
    def reference(self) -> str:
        """`WVB-2026-0042/contact/1`."""
        return f"{self.number}/{self.kind.name.lower()}/{self.attempt}"


_ID = obligations.c.id == sa.bindparam("id_")
_IS_OPEN = obligations.c.state == word(OPEN)
_OF_CASE = obligations.c.case_id == sa.bindparam("case_")
_IS_NOT_LATE = obligations.c.late_at.is_(None)
_IS_RUNNING = obligations.c.paused_at.is_(None)

_LOCK = sa.select(cases.c.id).where(cases.c.id == sa.bindparam("case_")).with_for_update(key_share=True)
_ADDED = (
    "case_id",
    "number",
    "kind",
    "attempt",
    "owner",
    "message_id",
    "since_at",
    "due_at",
    "moment_at",
    "nudge_at",
    "about",
    "state",
)
_EARLIER = (
    sa.select(sa.func.count())
    .select_from(obligations)
    .where(_OF_CASE, obligations.c.kind == sa.bindparam("slug", type_=sa.Text))
    .scalar_subquery()
)
_ADD = (
    sa.insert(obligations)
    .from_select(
        _ADDED,
        sa.select(
            cases.c.id,
            cases.c.number,
            sa.bindparam("slug", type_=sa.Text),
            _EARLIER + 1,
            sa.bindparam("to_owner", type_=sa.Text),
            sa.bindparam("message", type_=obligations.c.message_id.type),
            sa.bindparam("since", type_=obligations.c.since_at.type),
            sa.bindparam("due", type_=obligations.c.due_at.type),
            sa.bindparam("moment", type_=obligations.c.moment_at.type),
            sa.bindparam("nudge", type_=obligations.c.nudge_at.type),
            sa.bindparam("about", type_=sa.Text),
            word(OPEN),
        ).where(cases.c.id == sa.bindparam("case_")),
    )
    .returning(obligations.c.id, obligations.c.number, obligations.c.attempt)
)
_FIND = sa.select(obligations).where(
    obligations.c.number == sa.bindparam("number"),
    obligations.c.kind == sa.bindparam("slug"),
    obligations.c.attempt == sa.bindparam("nth"),
)
_OPEN_OF = sa.select(obligations).where(_OF_CASE, _IS_OPEN).order_by(obligations.c.id)
_ALL_OF = sa.select(obligations).where(_OF_CASE).order_by(obligations.c.id)
_ALL_OPEN = sa.select(obligations).where(_IS_OPEN).order_by(obligations.c.due_at, obligations.c.id)
_TO_NUDGE = (
    sa.select(obligations)
    .where(_IS_OPEN, obligations.c.nudge_at <= sa.bindparam("now"))
    .order_by(obligations.c.nudge_at, obligations.c.id)
)
_NUDGED = (
    sa.update(obligations)
    .where(_ID)
    .values(nudged_at=sa.bindparam("until", type_=obligations.c.nudged_at.type), nudge_at=sa.bindparam("next"))
)
_PLAN = sa.update(obligations).where(_ID).values(nudge_at=sa.bindparam("next"))
_MARK_LATE = sa.update(obligations).where(_ID, _IS_OPEN, _IS_NOT_LATE).values(late_at=sa.bindparam("now"))
_DONE = (
    sa.update(obligations)
    .where(_ID, _IS_OPEN)
    .values(
        state=word(DONE), done_at=sa.bindparam("now"), done_by=sa.bindparam("by"), outcome=sa.bindparam("to_outcome")
    )
)
_CANCEL = sa.update(obligations).where(_ID, _IS_OPEN).values(state=word(CANCELLED), done_at=sa.bindparam("now"))
_PAUSE = (
    sa.update(obligations)
    .where(_ID, _IS_OPEN, _IS_RUNNING)
    .values(paused_at=sa.bindparam("now"), paused_why=sa.bindparam("why"))
)
_PAUSE_INSTEAD = sa.update(obligations).where(_ID, _IS_OPEN, ~_IS_RUNNING).values(paused_why=sa.bindparam("why"))
_GO_ON = (
    sa.update(obligations)
    .where(_ID, _IS_OPEN, ~_IS_RUNNING)
    .values(paused_at=None, paused_why=None, due_at=sa.bindparam("due"))
)


def add(
    tx: Tx,
    case_id: int,
    kind: ObligationKind,
    owner: Owner,
    since_at: datetime,
    due_at: datetime,
    message: int | None = None,
    moment_at: datetime | None = None,
    nudge_at: datetime | None = None,
    about: str | None = None,
) -> Obligation:
    """Promise something in a case. Raises StorageError when there is no such case.

    `nudge_at`: when somebody is first reminded of it; without it, when it is due.
    """
    made = Obligation(
        0, case_id, "", kind, owner, 1, since_at, due_at,
        message=message, moment_at=moment_at, nudge_at=nudge_at or due_at, about=about,
    )  # fmt: skip
    case = tx.waiting(cases, case_id)
    return _add_to_known(tx, made) if case is None else _add_to_new(tx, made, case)


def _add_to_known(tx: Tx, made: Obligation) -> Obligation:
    if tx.postgres:  # others may promise the same in this case at this moment; attempts are counted one by one
        tx.connection.execute(_LOCK, {"case_": made.case})
    values = {
        "case_": made.case,
        "slug": _slug(made.kind),
        "to_owner": made.owner.value,
        "message": made.message,
        "since": made.since_at,
        "due": made.due_at,
        "moment": made.moment_at,
        "nudge": made.nudge_at,
        "about": made.about,
    }
    row = tx.connection.execute(_ADD, values).first()
    if row is None:
        raise StorageError(f"case {made.case} does not exist")
    return replace(made, id=row.id, number=row.number, attempt=row.attempt)


def _add_to_new(tx: Tx, made: Obligation, case: Row) -> Obligation:
    """In a case that nobody else knows yet; all that was promised in it waits as well."""
    kinds = [row["kind"] for row in tx.all_waiting(obligations) if row["case_id"] == made.case]
    made = replace(made, number=case["number"], attempt=kinds.count(_slug(made.kind)) + 1)
    row = {
        "case_id": made.case,
        "number": made.number,
        "kind": _slug(made.kind),
        "attempt": made.attempt,
        "owner": made.owner.value,
        "message_id": made.message,
        "since_at": made.since_at,
        "due_at": made.due_at,
        "moment_at": made.moment_at,
        "nudge_at": made.nudge_at,
        "about": made.about,
        "state": OPEN,
    }
    return replace(made, id=tx.add(obligations, row))


def find(tx: Tx, reference: str) -> Obligation | None:
    """The promise with this reference (`WVB-2026-0042/contact/1`)."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    values = {"number": match[1], "slug": match[2], "nth": int(match[3])}
    row = tx.connection.execute(_FIND, values).first()
    return None if row is None else _obligation(tx, row)


def open_of(tx: Tx, case_id: int) -> list[Obligation]:
    """The open promises of a case, in the order in which they were made."""
    return [_obligation(tx, row) for row in tx.connection.execute(_OPEN_OF, {"case_": case_id})]


def all_of(tx: Tx, case_id: int) -> list[Obligation]:
    """All promises of a case, in the order in which they were made."""
    return [_obligation(tx, row) for row in tx.connection.execute(_ALL_OF, {"case_": case_id})]


def all_open(tx: Tx) -> list[Obligation]:
    """The open promises of all cases, first due first."""
    return [_obligation(tx, row) for row in tx.connection.execute(_ALL_OPEN)]


def to_nudge(tx: Tx, now: datetime) -> list[Obligation]:
    """Open promises about which something is to be done, in the order in which it should have been."""
    return [_obligation(tx, row) for row in tx.connection.execute(_TO_NUDGE, {"now": now})]


def nudged(tx: Tx, number: int, until: datetime, next_at: datetime | None) -> None:
    """Remember up to when all was done about a promise, and when the next thing is due."""
    tx.connection.execute(_NUDGED, {"id_": number, "until": until, "next": next_at})


def plan(tx: Tx, number: int, next_at: datetime | None) -> None:
    """Set when the next thing is to be done about a promise; None: nothing. A new promise is looked at when due."""
    tx.connection.execute(_PLAN, {"id_": number, "next": next_at})


def mark_late(tx: Tx, number: int, now: datetime) -> bool:
    """Remember that a promise is late. False when it is known already, or no longer open."""
    return tx.connection.execute(_MARK_LATE, {"id_": number, "now": now}).rowcount == 1


def done(tx: Tx, number: int, outcome: str, by: str, now: datetime) -> bool:
    """End a promise with an outcome. False when it is no longer open."""
    values = {"id_": number, "to_outcome": outcome, "by": tx.seal("obligations.done_by", by), "now": now}
    return tx.connection.execute(_DONE, values).rowcount == 1


def cancel(tx: Tx, number: int, now: datetime) -> bool:
    """End a promise without outcome. False when it is no longer open."""
    return tx.connection.execute(_CANCEL, {"id_": number, "now": now}).rowcount == 1


def pause(tx: Tx, number: int, why: Pause, now: datetime) -> bool:
    """Let the clock of a promise stand still. False when it does already, or when it is no longer open."""
    return tx.connection.execute(_PAUSE, {"id_": number, "why": why.name.lower(), "now": now}).rowcount == 1


def pause_instead(tx: Tx, number: int, why: Pause) -> bool:
    """A clock that stands still does so for another reason. False when it runs, or when it is no longer open."""
    return tx.connection.execute(_PAUSE_INSTEAD, {"id_": number, "why": why.name.lower()}).rowcount == 1


def go_on(tx: Tx, number: int, due_at: datetime) -> bool:
    """Let the clock of a promise run again, to a new due time. False when it ran, or when it is no longer open."""
    return tx.connection.execute(_GO_ON, {"id_": number, "due": due_at}).rowcount == 1


def _slug(kind: ObligationKind) -> str:
    """Kinds are stored by their own name, so that the words people read may change."""
    return kind.name.lower()


def _obligation(tx: Tx, row: sa.Row[Any]) -> Obligation:
    return Obligation(
        id=row.id,
        case=row.case_id,
        number=row.number,
        kind=ObligationKind[row.kind.upper()],
        owner=Owner(row.owner),
        attempt=row.attempt,
        since_at=row.since_at,
        due_at=row.due_at,
        state=row.state,
        late_at=row.late_at,
        done_at=row.done_at,
        done_by=tx.open_some("obligations.done_by", row.done_by),
        outcome=row.outcome,
        message=row.message_id,
        moment_at=row.moment_at,
        paused_at=row.paused_at,
        nudged_at=row.nudged_at,
        nudge_at=row.nudge_at,
        about=row.about,
        paused_why=None if row.paused_why is None else Pause[row.paused_why.upper()],
    )
