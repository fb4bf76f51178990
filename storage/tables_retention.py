"""The tables of keeping and erasing: holds, what was erased, the sums that stay, and what was done once a day."""

from __future__ import annotations

import sqlalchemy as sa

from storage.tables import Number, Sealed, UtcDateTime, metadata

#: While a row without `lifted_at` is here, nothing of the case is erased.
holds = sa.Table(
    "holds",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("case_id", Number, sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("since_at", UtcDateTime, nullable=False),
    sa.Column("by", Sealed, nullable=False),
    sa.Column("reason", Sealed, nullable=False),
    sa.Column("lifted_at", UtcDateTime),
    sa.Column("lifted_by", Sealed),
)

#: A tombstone: of which case what kind was erased, why, and how many rows that were. Nothing of what they said.
erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("case_id", Number, sa.ForeignKey("cases.id")),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("counts", sa.Text, nullable=False),
    sa.UniqueConstraint("case_id", "kind"),
)

#: Sums of erased cases by the year in which they were opened.
tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

#: What is done once a day, by whichever process comes first.
rounds = sa.Table(
    "rounds",
    metadata,
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
)
