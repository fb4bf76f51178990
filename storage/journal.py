"""The journal of a case: appended, never edited. The database itself refuses to change or remove a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.session import Tx
from storage.tables import journal

_TEXT, _ACTOR = "journal.text", "journal.actor"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: when, what happened (a short fixed phrase), the words about it, and who did it."""

    at: datetime
    what: str
    text: str
    actor: str


_NOTE = sa.insert(journal)
_ENTRIES = sa.select(journal).where(journal.c.case_id == sa.bindparam("case_")).order_by(journal.c.id)


def note(tx: Tx, case_id: int | None, what: str, text: str, actor: str, now: datetime) -> None:
    """Add a line. `what` stands in clear; text and actor are sealed."""
    row = {"case_id": case_id, "at": now, "what": what, "text": tx.seal(_TEXT, text), "actor": tx.seal(_ACTOR, actor)}
    tx.later(_NOTE, [row])


def entries(tx: Tx, case_id: int) -> list[Entry]:
    """The lines of a case, oldest first."""
    tx.write_queued()
    return [
        Entry(row.at, row.what, tx.open_text(_TEXT, row.text), tx.open_text(_ACTOR, row.actor))
        for row in tx.connection.execute(_ENTRIES, {"case_": case_id})
    ]
