"""The tables of what goes beside a letter: enclosures, reports with their history and deliveries, appointments."""

from __future__ import annotations

import sqlalchemy as sa

from storage.tables import Number, Sealed, UtcDateTime, metadata


def _id() -> sa.Column[int]:
    return sa.Column("id", Number, primary_key=True)


def _case() -> sa.Column[int]:
    return sa.Column("case_id", Number, sa.ForeignKey("cases.id"), nullable=False)


#: What travels with a letter; `name` holds a case number at most.
enclosures = sa.Table(
    "enclosures",
    metadata,
    _id(),
    sa.Column("letter_id", Number, sa.ForeignKey("outbox.id"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("data", Sealed, nullable=False),
)

#: One version of the adviesrapport of a case: as it was uploaded, and on paper.
reports = sa.Table(
    "reports",
    metadata,
    _id(),
    _case(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("body", Sealed, nullable=False),
    # SHA-256 of the body, in hex: what was uploaded is what is there.
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("full_pdf", Sealed, nullable=False),
    sa.Column("measures_pdf", Sealed),
    sa.Column("added_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("case_id", "version"),
)

#: What happened to a version; appended, never edited. The gate is read from here (`casework.approvals`).
report_steps = sa.Table(
    "report_steps",
    metadata,
    _id(),
    _case(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("proof", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("by", Sealed, nullable=False),
    sa.Column("remark", Sealed),
    sa.Index("ix_report_steps_case_id", "case_id"),
)

report_deliveries = sa.Table(
    "report_deliveries",
    metadata,
    _id(),
    _case(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("letter_id", Number, sa.ForeignKey("outbox.id"), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    # There until it has been told by another channel, once.
    sa.Column("password", Sealed),
    sa.Column("told_at", UtcDateTime),
    sa.Index("ix_report_deliveries_case_id", "case_id"),
    sa.Index("ix_report_deliveries_letter_id", "letter_id"),
)

#: By which a colleague enters the data of a person in a case, once; nothing of what is entered stands here.
data_links = sa.Table(
    "data_links",
    metadata,
    _id(),
    _case(),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("by", Sealed, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("until_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime),
    sa.Index("ix_data_links_case_id", "case_id"),
    # The number stands in an address that may be kept: it is never given out again.
    sqlite_autoincrement=True,
)

#: Moments, and nothing about people but the sealed guest: name, address, language.
appointments = sa.Table(
    "appointments",
    metadata,
    _id(),
    _case(),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("talk", sa.Text, nullable=False),
    sa.Column("uid", sa.Text, nullable=False, unique=True),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("starts_at", UtcDateTime),
    # Moments that can be chosen, as JSON; and which proposal it is, for the signed link.
    sa.Column("slots", sa.Text, nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("guest", Sealed, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    # From when the adviser's calendar must be told; null when it shows what we want.
    sa.Column("calendar_pending_at", UtcDateTime),
    sa.Column("calendar_etag", sa.Text),
    # The reminder that was sent of this moment: week or day.
    sa.Column("reminded", sa.Text),
    sa.Column("agreed_at", UtcDateTime),
    # Since when the guest waits for other moments, and the days that were offered, as JSON.
    sa.Column("asked_at", UtcDateTime),
    sa.Column("offers", sa.Text),
    sa.Index("ix_appointments_case_id", "case_id"),
    sa.Index("ix_appointments_state_starts_at", "state", "starts_at"),
)
_ASKED = appointments.c.asked_at.is_not(None)
sa.Index("ix_appointments_asked", appointments.c.asked_at, sqlite_where=_ASKED, postgresql_where=_ASKED)
_PENDING = appointments.c.calendar_pending_at.is_not(None)
sa.Index(
    "ix_appointments_calendar",
    appointments.c.calendar_pending_at,
    sqlite_where=_PENDING,
    postgresql_where=_PENDING,
)
