"""The tables. A `Sealed` column holds what may not be read without a key, a `Blind` column finds it back.

In clear stand only case numbers, kinds, states, times, counts, and what Prefect shows.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

#: Length of "+00:00".
_OFFSET = 6


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC and given back in UTC.

    SQLite has no type for it: there it is text of one length (`2026-11-23T09:00:00.000000`), which sorts by time.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite."""
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """To UTC; a time without zone is an error in our code."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone")
        if dialect.name == "sqlite":
            return value.astimezone(UTC).isoformat(timespec="microseconds")[:-_OFFSET]
        return value

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy asks with it
        """From UTC; PostgreSQL gives the zone of the connection."""
        if isinstance(value, str):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        return None if value is None else value.astimezone(UTC)


class Sealed(sa.LargeBinary):
    """A sealed value (see `storage.crypto`); `resealing` finds these columns by their type."""


class Blind(sa.LargeBinary):
    """A blind index of 32 bytes."""


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


#: 64 bits everywhere; SQLite numbers rows by itself only for its own INTEGER.
Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", Number, primary_key=True)


def _case(*, nullable: bool = False) -> sa.Column[int]:
    return sa.Column("case_id", Number, sa.ForeignKey("cases.id"), nullable=nullable)


raws = sa.Table(
    "raws",
    metadata,
    _id(),
    sa.Column("digest", Blind, nullable=False, unique=True),
    sa.Column("body", Sealed, nullable=False),
)

ledger = sa.Table(
    "ledger",
    metadata,
    _id(),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("kept_at", UtcDateTime, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("partial", sa.Boolean, nullable=False),
    sa.Column("error", Sealed),
    sa.Column("raw_id", Number, sa.ForeignKey("raws.id"), nullable=False, index=True),
    sa.Column("marked_at", UtcDateTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("outcome", sa.Text, index=True),
    sa.Column("reason", Sealed),
    sa.Column("settled_at", UtcDateTime),
    sa.Column("message_id", Number),
    sa.UniqueConstraint("account", "folder", "uidvalidity", "uid"),
)
sa.Index("ix_ledger_account_received_at", ledger.c.account, ledger.c.received_at)
sa.Index(
    "ix_ledger_waiting",
    ledger.c.id,
    sqlite_where=ledger.c.outcome.is_(None),
    postgresql_where=ledger.c.outcome.is_(None),
)
sa.Index(
    "ix_ledger_unmarked",
    ledger.c.account,
    ledger.c.folder,
    ledger.c.uidvalidity,
    sqlite_where=ledger.c.marked_at.is_(None),
    postgresql_where=ledger.c.marked_at.is_(None),
)

case_years = sa.Table(
    "case_years",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("count", sa.Integer, nullable=False),
)

cases = sa.Table(
    "cases",
    metadata,
    _id(),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # Where the case stood when it was put aside, innermost last; empty when it was not.
    sa.Column("held", sa.Text, nullable=False, server_default=""),
    # Whose working days count: nl, bq (the three islands), bon, sta or sab.
    sa.Column("calendar", sa.Text, nullable=False, server_default="nl"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("linked_to", sa.Text),
    # The case of the same college that the contact with the werkgever goes by.
    sa.Column("lead", sa.Text, index=True),
    sa.Column("fields", Sealed, nullable=False),
    # The colleague who takes care of it.
    sa.Column("handler", Sealed),
    # A drill: everything is as for a threat, but every letter says so.
    sa.Column("exercise", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("letters", sa.Integer, nullable=False),
    sa.Index("ix_cases_state_id", "state", "id"),
)

parties = sa.Table(
    "parties",
    metadata,
    _id(),
    _case(),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("name", Sealed),
    sa.Column("email", Sealed),
    sa.Column("phone", Sealed),
    sa.Column("email_index", Blind),
    # When a colleague made sure that the mail address is the person's own and nobody else reads it.
    sa.Column("verified_at", UtcDateTime),
    # The language of their newest mail, as far as known.
    sa.Column("language", sa.Text),
    sa.Index("ix_parties_case_id", "case_id"),
    sa.Index("ix_parties_email_index_case_id", "email_index", "case_id"),
)

messages = sa.Table(
    "messages",
    metadata,
    _id(),
    sa.Column("mail_id", Number, sa.ForeignKey("ledger.id"), unique=True),
    _case(nullable=True),
    sa.Column("message", Sealed, nullable=False),
    sa.Column("assessment", Sealed, nullable=False),
    sa.Column("message_id_index", Blind),
    sa.Column("fingerprint_index", Blind, nullable=False),
    sa.Column("sender_index", Blind),
    sa.Column("alarm", sa.Text, nullable=False),
    sa.Column("route", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("automatic", sa.Text),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("added_at", UtcDateTime, nullable=False),
    # When its words were erased.
    sa.Column("emptied_at", UtcDateTime),
    sa.Index("ix_messages_case_id", "case_id"),
    sa.Index("ix_messages_sender_index", "sender_index"),
)
#: Two processes that read the same message from two mailboxes at once: one of them must try again, and then sees it.
sa.Index(
    "uq_messages_same",
    messages.c.message_id_index,
    messages.c.fingerprint_index,
    unique=True,
    sqlite_where=messages.c.message_id_index.is_not(None),
    postgresql_where=messages.c.message_id_index.is_not(None),
)

obligations = sa.Table(
    "obligations",
    metadata,
    _id(),
    _case(),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("message_id", Number, sa.ForeignKey("messages.id")),
    sa.Column("since_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    # The appointment that the promise is about.
    sa.Column("moment_at", UtcDateTime),
    # What it is about within the case, in clear: who gets the password.
    sa.Column("about", sa.Text),
    # Since when, why and until when at the latest the clock stands still.
    sa.Column("paused_at", UtcDateTime),
    sa.Column("paused_why", sa.Text),
    # Up to when all reminders were done, and when the next one is due; null: none.
    sa.Column("nudged_at", UtcDateTime),
    sa.Column("nudge_at", UtcDateTime),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("late_at", UtcDateTime),
    sa.Column("done_at", UtcDateTime),
    sa.Column("done_by", Sealed),
    sa.Column("outcome", sa.Text),
    sa.UniqueConstraint("number", "kind", "attempt"),
    sa.UniqueConstraint("case_id", "kind", "attempt"),
    sa.Index("ix_obligations_message_id", "message_id"),
)
_OPEN = sa.text("state = 'open'")
_NUDGED = sa.text("state = 'open' AND nudge_at IS NOT NULL")
sa.Index("ix_obligations_open", obligations.c.case_id, sqlite_where=_OPEN, postgresql_where=_OPEN)
sa.Index("ix_obligations_nudge", obligations.c.nudge_at, sqlite_where=_NUDGED, postgresql_where=_NUDGED)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    _case(nullable=True),
    sa.Column("message_id", Number, sa.ForeignKey("messages.id")),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("letter", Sealed, nullable=False),
    sa.Column("dedupe_index", Blind, nullable=False, unique=True),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("answer", sa.Boolean, nullable=False),
    sa.Column("answered_index", Blind),
    sa.Column("posted_at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    # From when a process may claim this letter; null once it has left or was given up.
    sa.Column("due_at", UtcDateTime),
    sa.Column("claimed_by", sa.Text),
    sa.Column("claimed_at", UtcDateTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("repeats", sa.Integer, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("error", Sealed),
    # The letter that it left with, in one message.
    sa.Column("along_with", Number),
    # When its words were erased.
    sa.Column("emptied_at", UtcDateTime),
    sa.Index("ix_outbox_case_id", "case_id"),
    sa.Index("ix_outbox_message_id", "message_id"),
    sa.Index("ix_outbox_answered_index_posted_at", "answered_index", "posted_at"),
    sa.Index("ix_outbox_channel_ended_at", "channel", "ended_at"),
)
sa.Index(
    "ix_outbox_due",
    outbox.c.urgent.desc(),
    outbox.c.id,
    sqlite_where=outbox.c.due_at.is_not(None),
    postgresql_where=outbox.c.due_at.is_not(None),
)

journal = sa.Table(
    "journal",
    metadata,
    _id(),
    _case(nullable=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("text", Sealed, nullable=False),
    sa.Column("actor", Sealed, nullable=False),
    # Its place in the chain from 1, the salted digest of its words, and its link (see `casework.chain`).
    sa.Column("place", sa.BigInteger, nullable=False),
    sa.Column("salt", Sealed),
    sa.Column("words", sa.LargeBinary, nullable=False),
    sa.Column("link", sa.LargeBinary, nullable=False),
    sa.Column("erased_at", UtcDateTime),
    sa.Index("ix_journal_case_id", "case_id"),
    sa.Index("ix_journal_place", "place", unique=True),
)

#: One row: where the chain of the journal ends, signed.
journal_head = sa.Table(
    "journal_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("place", sa.BigInteger, nullable=False),
    sa.Column("link", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
)

windows = sa.Table(
    "windows",
    metadata,
    _id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("deployment", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("tags", sa.Text, nullable=False),
    sa.Column("parameters", sa.Text, nullable=False),
    sa.Column("due_at", UtcDateTime),
    sa.Column("form", sa.Text),
    sa.Column("description", sa.Text),
    sa.Column("wanted", sa.Text, nullable=False),
    sa.Column("closing", sa.Text),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("run_id", sa.Text),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    # From when Prefect must be told; null when it shows what we want.
    sa.Column("pending_at", UtcDateTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", Sealed),
)
sa.Index(
    "ix_windows_pending",
    windows.c.attempts,
    windows.c.rank,
    windows.c.id,
    sqlite_where=windows.c.pending_at.is_not(None),
    postgresql_where=windows.c.pending_at.is_not(None),
)

heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("part", sa.Text, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("detail", Sealed, nullable=False),
)

corrections = sa.Table(
    "corrections",
    metadata,
    _id(),
    sa.Column("message_id", Number, sa.ForeignKey("messages.id"), nullable=False),
    sa.Column("opinion", sa.Text, nullable=False),
    sa.Column("route", sa.Text),
    sa.Column("reason", Sealed, nullable=False),
    sa.Column("by", Sealed, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("told_alarm", sa.Text, nullable=False),
    sa.Column("told_route", sa.Text, nullable=False),
    sa.Column("told_also", sa.Text, nullable=False),
    sa.Column("told_score", sa.Float, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Index("ix_corrections_message_id", "message_id"),
)

#: Holds a row only inside the transaction that seals the journal anew: then, and only then, its triggers let go.
resealing = sa.Table("resealing", metadata, sa.Column("id", sa.Integer, primary_key=True))

#: People who may be called. One that a newer roster leaves out keeps its row, with `removed_at`.
persons = sa.Table(
    "persons",
    metadata,
    _id(),
    sa.Column("key_index", Blind, nullable=False, unique=True),
    sa.Column("person", Sealed, nullable=False),
    sa.Column("removed_at", UtcDateTime),
)

#: Rotations, fallback list and policies; the newest row holds.
rosters = sa.Table(
    "rosters",
    metadata,
    _id(),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("plan", Sealed, nullable=False),
    sa.Column("by", Sealed, nullable=False),
)

overrides = sa.Table(
    "overrides",
    metadata,
    _id(),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False, index=True),
    sa.Column("change", Sealed, nullable=False),
    sa.Column("by", Sealed, nullable=False),
)

alarms = sa.Table(
    "alarms",
    metadata,
    _id(),
    _case(),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("obligation_id", Number, sa.ForeignKey("obligations.id"), nullable=False, unique=True),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("spares_employer", sa.Boolean, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # When a process must look at it again; null when it is over.
    sa.Column("wake_at", UtcDateTime),
    sa.Column("ladder", Sealed, nullable=False),
    # Counts the rungs that were climbed, over all rounds.
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Index("ix_alarms_case_id", "case_id"),
    sa.Index("ix_alarms_state_id", "state", "id"),
)
sa.Index(
    "ix_alarms_wake",
    alarms.c.wake_at,
    sqlite_where=alarms.c.wake_at.is_not(None),
    postgresql_where=alarms.c.wake_at.is_not(None),
)

attempts = sa.Table(
    "attempts",
    metadata,
    _id(),
    sa.Column("alarm_id", Number, sa.ForeignKey("alarms.id"), nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("person_index", Blind, nullable=False),
    sa.Column("person", Sealed, nullable=False),
    sa.Column("medium", sa.Text, nullable=False),
    sa.Column("nth", sa.Integer, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    # The letter that carries it, and its number in the case (see `casework.references`).
    sa.Column("letter_id", Number, sa.ForeignKey("outbox.id"), unique=True),
    sa.Column("letter_number", sa.Integer, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("result_at", UtcDateTime),
    sa.Column("error", Sealed),
    # The same person is never called twice by the same way in one turn.
    sa.UniqueConstraint("alarm_id", "turn", "person_index", "nth"),
    sa.Index("ix_attempts_person_index_nth_result_at", "person_index", "nth", "result_at"),
)

acknowledgements = sa.Table(
    "acknowledgements",
    metadata,
    _id(),
    sa.Column("alarm_id", Number, sa.ForeignKey("alarms.id"), nullable=False, index=True),
    # The attempt whose link or letter was answered; each is answered once.
    sa.Column("attempt_id", Number, sa.ForeignKey("attempts.id"), unique=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("by", Sealed, nullable=False),
)

#: Test threats: sent to the own mailbox, read like any mail, rehearsed, rolled back, and measured.
probes = sa.Table(
    "probes",
    metadata,
    _id(),
    sa.Column("sent_at", UtcDateTime, nullable=False, index=True),
    sa.Column("failed", sa.Boolean, nullable=False),
    sa.Column("arrived_at", UtcDateTime),
    sa.Column("done_at", UtcDateTime),
    sa.Column("alarm", sa.Text),
    sa.Column("calls", sa.Integer, nullable=False),
)

#: How somebody in a case wants to be reached safely; added to, the newest holds.
safe_contacts = sa.Table(
    "safe_contacts",
    metadata,
    _id(),
    _case(),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("wish", Sealed, nullable=False),
    sa.Column("by", Sealed, nullable=False),
    sa.Index("ix_safe_contacts_case_id", "case_id"),
)

#: Who says that an acute alarm is no threat; a second person must say so too.
judgements = sa.Table(
    "judgements",
    metadata,
    _id(),
    sa.Column("obligation_id", Number, sa.ForeignKey("obligations.id"), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("by", Sealed, nullable=False),
    sa.Column("reason", Sealed, nullable=False),
    sa.Index("ix_judgements_obligation_id", "obligation_id"),
)

#: Drills: a threat of our own that is played in earnest, with everything marked. `case_id` once it came in.
drills = sa.Table(
    "drills",
    metadata,
    _id(),
    _case(nullable=True),
    sa.Column("sent_at", UtcDateTime, nullable=False),
    sa.Column("by", Sealed, nullable=False),
    sa.Index("ix_drills_case_id", "case_id"),
)
