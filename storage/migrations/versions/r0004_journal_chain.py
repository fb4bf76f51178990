"""The journal becomes a chain; the lines that are there are chained in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from casework.chain import GENESIS, Head
from casework.errors import KeyMissing, StorageError
from storage.journal import chained, signed
from storage.session import Tx
from storage.tables import Sealed, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BATCH = 1000


def upgrade() -> None:
    op.add_column("journal", sa.Column("place", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("journal", sa.Column("salt", Sealed(), nullable=True))
    op.add_column("journal", sa.Column("words", sa.LargeBinary(), nullable=False, server_default=""))
    op.add_column("journal", sa.Column("link", sa.LargeBinary(), nullable=False, server_default=""))
    op.add_column("journal", sa.Column("erased_at", UtcDateTime(), nullable=True))
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    _chain_all(context.config.attributes["tx"])
    op.create_index("ix_journal_place", "journal", ["place"], unique=True)


def _chain_all(tx: Tx) -> None:
    tx.connection.execute(sa.text("INSERT INTO resealing (id) VALUES (1)"))
    head, after = Head(0, GENESIS), 0
    while rows := tx.connection.execute(_LINES, {"after": after, "most": _BATCH}).all():
        head = _chain_some(tx, head, rows)
        after = rows[-1].id
    tx.connection.execute(sa.text("DELETE FROM resealing"))
    values = {"place": head.place, "link": head.link, "signature": signed(tx.keys, head).signature}
    tx.connection.execute(_HEAD, values)


_JOURNAL = sa.table(
    "journal",
    sa.column("id"),
    sa.column("case_id"),
    sa.column("at", UtcDateTime()),
    *(sa.column(name) for name in ("what", "text", "actor", "place", "salt", "words", "link")),
)
_LINES = (
    sa.select(_JOURNAL).where(_JOURNAL.c.id > sa.bindparam("after")).order_by(_JOURNAL.c.id).limit(sa.bindparam("most"))
)
_HEAD = sa.text("INSERT INTO journal_head (id, place, link, signature) VALUES (1, :place, :link, :signature)")
_SET = (
    sa.update(_JOURNAL)
    .where(_JOURNAL.c.id == sa.bindparam("id_"))
    .values({name: sa.bindparam(f"to_{name}") for name in ("place", "salt", "words", "link")})
)


def _opened(tx: Tx, column: str, blob: bytes) -> str:
    """A value that is damaged does not stop the rest; the verification will go on to name its line."""
    try:
        return tx.open_text(column, blob)
    except KeyMissing:
        raise
    except StorageError:
        return ""


def _chain_some(tx: Tx, head: Head, rows: Sequence[sa.Row[Any]]) -> Head:
    opened = [
        {
            "case_id": row.case_id,
            "at": row.at,
            "what": row.what,
            "text": _opened(tx, "journal.text", row.text),
            "actor": _opened(tx, "journal.actor", row.actor),
        }
        for row in rows
    ]
    lines, head = chained(tx, head, opened)
    tx.connection.execute(
        _SET,
        [
            {"id_": row.id} | {f"to_{name}": line[name] for name in ("place", "salt", "words", "link")}
            for row, line in zip(rows, lines, strict=True)
        ],
    )
    return head
