"""What Prefect has to show, and what it shows. Written with the work itself, carried out later by the mirror.

Everything here stands in clear, in the database and in Prefect: case numbers, promises and times, nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from storage.codec import dump
from storage.session import Tx
from storage.statements import insert_or_update
from storage.tables import windows

NONE, OPEN, CLOSED = "none", "open", "closed"

#: What is shown first after the Prefect server was away: work, then clocks, then what is done.
_RANKS = {"task": 0, "clock": 1}
_LAST_RANK = 2
#: A window that Prefect refuses is tried again after 2, 4, 8, … seconds, at most this long.
_LONGEST_PAUSE = timedelta(minutes=10)
_MOST_DOUBLINGS = 10
_ERROR = "windows.error"


class Wish(Protocol):
    """A window to be shown. `kind` is handled, clock or task; `form` a JSON schema; `description` markdown."""

    @property
    def key(self) -> str:
        """Its name for ever: the same key is the same window."""

    @property
    def kind(self) -> str:
        """What sort of window: handled, clock or task."""

    @property
    def deployment(self) -> str:
        """Flow and deployment: "verplichting-bewaken/wekker"."""

    @property
    def name(self) -> str:
        """The name of its run."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its run."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The parameters of its run; JSON values."""

    @property
    def due_at(self) -> datetime | None:
        """When it is due."""

    @property
    def form(self) -> Mapping[str, Any] | None:
        """The form of a task."""

    @property
    def description(self) -> str | None:
        """The text above the form."""

    @property
    def closing(self) -> str | None:
        """The name of its final state, for a window that is finished from the start."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window: `wanted` is open or closed, `shown` is none, open or closed. `closing` names its final state.

    `revision` counts the wishes; `run_id` is the run in Prefect; `attempts` counts the refusals since the last wish.
    """

    id: int
    key: str
    kind: str
    deployment: str
    name: str
    tags: tuple[str, ...]
    parameters: dict[str, Any]
    due_at: datetime | None
    form: dict[str, Any] | None
    description: str | None
    wanted: str
    closing: str | None
    shown: str
    run_id: str | None
    revision: int
    attempts: int


_CHANGED = ("kind", "deployment", "name", "tags", "parameters", "due_at", "form", "description", "closing", "rank")
_WANT_OPEN = insert_or_update(
    windows,
    ["key"],
    lambda new: (
        {name: new[name] for name in _CHANGED}
        | {"wanted": OPEN, "revision": windows.c.revision + 1, "pending_at": new.pending_at, "attempts": 0}
    ),
)
_WANT_CLOSED = (
    sa.update(windows)
    .where(windows.c.key == sa.bindparam("key_"))
    .values(
        wanted=CLOSED,
        closing=sa.bindparam("name_"),
        revision=windows.c.revision + 1,
        pending_at=sa.bindparam("now"),
        attempts=0,
    )
)
_FIND = sa.select(windows).where(windows.c.key == sa.bindparam("key_"))
_WANTED = sa.select(windows.c.wanted).where(windows.c.key == sa.bindparam("key_"))
_PENDING = (
    sa.select(windows)
    .where(windows.c.pending_at.is_not(None))
    .order_by(windows.c.attempts, windows.c.rank, windows.c.id)
    .limit(sa.bindparam("most"))
)
_PENDING_BY = _PENDING.where(windows.c.pending_at <= sa.bindparam("now"))
_ID = windows.c.id == sa.bindparam("id_")
_SHOWN = (
    sa.update(windows)
    .where(_ID)
    .values(
        shown=sa.bindparam("as_"),
        run_id=sa.bindparam("run"),
        pending_at=sa.case(
            (
                (windows.c.wanted == sa.bindparam("as_"))
                & (windows.c.revision == sa.func.coalesce(sa.bindparam("seen", type_=sa.Integer), windows.c.revision)),
                sa.null(),
            ),
            else_=windows.c.pending_at,
        ),
        error=None,
    )
)
_FAILED = (
    sa.update(windows)
    .where(_ID)
    .values(
        attempts=windows.c.attempts + 1,
        error=sa.bindparam("why"),
        pending_at=sa.func.coalesce(sa.bindparam("again", type_=windows.c.pending_at.type), windows.c.pending_at),
    )
)
_REFUSED = (
    sa.select(windows.c.key)
    .where(windows.c.pending_at.is_not(None), windows.c.attempts >= sa.bindparam("least"))
    .order_by(windows.c.rank, windows.c.id)
)
_ATTEMPTS = sa.select(windows.c.attempts).where(_ID)
_COUNTS = sa.select(windows.c.kind, windows.c.shown, sa.func.count()).group_by(windows.c.kind, windows.c.shown)
_BACKLOG = sa.select(sa.func.count()).select_from(windows).where(windows.c.pending_at.is_not(None))


def want_open(tx: Tx, wish: Wish, now: datetime) -> None:
    """Have a window shown; one that is there already is brought up to date."""
    want_open_all(tx, [wish], now)


def want_open_all(tx: Tx, wishes: Sequence[Wish], now: datetime) -> None:
    """Have windows shown."""
    if wishes:
        tx.later(_WANT_OPEN[tx.dialect], [_values(wish, now) for wish in wishes])


def want_closed(tx: Tx, key: str, closing: str, now: datetime) -> None:
    """Have a window ended, in a final state with the name `closing`. Does nothing when there is no such window."""
    tx.write_queued()
    tx.connection.execute(_WANT_CLOSED, {"key_": key, "name_": closing, "now": now})


def find(tx: Tx, key: str) -> Window | None:
    """The window with this key."""
    tx.write_queued()
    row = tx.connection.execute(_FIND, {"key_": key}).first()
    return None if row is None else _window(row)


def is_wanted(tx: Tx, key: str) -> bool:
    """There is such a window and it is wanted open."""
    tx.write_queued()
    return bool(tx.connection.scalar(_WANTED, {"key_": key}) == OPEN)


def pending(tx: Tx, limit: int, now: datetime | None = None) -> list[Window]:
    """Windows that Prefect does not show as we want; with `now` without those that must wait after a refusal."""
    tx.write_queued()
    if now is None:
        return [_window(row) for row in tx.connection.execute(_PENDING, {"most": limit})]
    return [_window(row) for row in tx.connection.execute(_PENDING_BY, {"most": limit, "now": now})]


def shown(tx: Tx, number: int, run_id: str | None, state: str, *, revision: int | None = None) -> None:
    """Remember what Prefect shows: open or closed.

    Give the `revision` that was carried out: when more was wanted meanwhile, the window stays pending.
    """
    tx.connection.execute(_SHOWN, {"id_": number, "run": run_id, "as_": state, "seen": revision})


def failed(tx: Tx, number: int, error: str, now: datetime | None = None) -> None:
    """Prefect refused this window. With `now` it waits a while, longer after each refusal."""
    again = None
    if now is not None:
        attempts = tx.connection.scalar(_ATTEMPTS, {"id_": number}) or 0
        again = now + min(timedelta(seconds=2 ** (min(attempts, _MOST_DOUBLINGS) + 1)), _LONGEST_PAUSE)
    tx.connection.execute(_FAILED, {"id_": number, "why": tx.seal(_ERROR, error), "again": again})


def refused(tx: Tx, least: int) -> list[str]:
    """The keys of windows that Prefect refused at least so often since they were wanted, tasks first."""
    tx.write_queued()
    return [str(key) for key in tx.connection.scalars(_REFUSED, {"least": least})]


def counts(tx: Tx) -> dict[str, int]:
    """How many windows there are, by kind and what is shown ("task open"), and how many are "pending"."""
    tx.write_queued()
    found = {f"{kind} {state}": count for kind, state, count in tx.connection.execute(_COUNTS)}
    return found | {"pending": tx.connection.scalar(_BACKLOG) or 0}


def _values(wish: Wish, now: datetime) -> dict[str, Any]:
    return {
        "key": wish.key,
        "kind": wish.kind,
        "deployment": wish.deployment,
        "name": wish.name,
        "tags": dump(wish.tags),
        "parameters": dump(wish.parameters),
        "due_at": wish.due_at,
        "form": None if wish.form is None else dump(wish.form),
        "description": wish.description,
        "wanted": OPEN,
        "closing": wish.closing,
        "shown": NONE,
        "revision": 1,
        "rank": _RANKS.get(wish.kind, _LAST_RANK),
        "pending_at": now,
        "attempts": 0,
    }


def _window(row: sa.Row[Any]) -> Window:
    return Window(
        id=row.id,
        key=row.key,
        kind=row.kind,
        deployment=row.deployment,
        name=row.name,
        tags=tuple(json.loads(row.tags)),
        parameters=json.loads(row.parameters),
        due_at=row.due_at,
        form=None if row.form is None else json.loads(row.form),
        description=row.description,
        wanted=row.wanted,
        closing=row.closing,
        shown=row.shown,
        run_id=row.run_id,
        revision=row.revision,
        attempts=row.attempts,
    )
