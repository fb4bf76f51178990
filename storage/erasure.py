"""Erasing: words and people go, rows with numbers, kinds, states and times stay. Each erasure leaves a tombstone.

Sealed values are overwritten or emptied, and blind indexes of people removed. The keyed hashes by which the same mail
is known again (of its bytes, its Message-ID and its content) stay: without them an old mail that a mailbox shows again
would open a new case. Journals keep their chain (`storage.journal.erase`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.assessment import Assessment, Fields
from casework.lifecycle import CaseKind
from casework.messages import Channel, Message
from casework.retention import OF_A_CASE, RecordKind, Traits
from casework.workdays import AMSTERDAM
from storage import journal
from storage.cases import Case
from storage.codec import dump, dump_assessment, dump_fields, dump_message, load_assessment
from storage.session import Tx
from storage.statements import insert_new, insert_or_update
from storage.tables import (
    acknowledgements,
    alarms,
    attempts,
    cases,
    corrections,
    judgements,
    ledger,
    messages,
    obligations,
    outbox,
    parties,
    raws,
    safe_contacts,
)
from storage.tables_chat import chat_files, codes, conversations, turns
from storage.tables_papers import appointments, data_links, enclosures, report_deliveries, report_steps, reports
from storage.tables_retention import erasures, holds, tallies

_NO_LETTER = dump(["", "", "", "<gewist>", None, None, []])
_NO_GUEST = dump([None, None, "nl"])
_ENDED = ("sent", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What was erased of which case (its row), when, why and how much."""

    case: int | None
    kind: RecordKind
    at: datetime
    why: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class EndedCase:
    """A case that has ended, with what it already lost."""

    id: int
    number: str
    kind: CaseKind
    ended_at: datetime
    lost: frozenset[RecordKind]


_BURY = insert_new(erasures, ["case_id", "kind"], erasures.c.id)
_BURY_LOOSE = sa.insert(erasures)
_TALLY = insert_or_update(tallies, ["year", "what", "value"], lambda new: {"count": tallies.c.count + new["count"]})
_ENDED_CASES = sa.select(cases.c.id, cases.c.number, cases.c.kind, cases.c.closed_at).where(
    cases.c.closed_at < sa.bindparam("before")
)
_LOST = sa.select(erasures.c.case_id, erasures.c.kind).where(erasures.c.case_id.is_not(None))
_TOMBSTONES = sa.select(erasures).order_by(erasures.c.id)
_TALLIES = sa.select(tallies).order_by(tallies.c.year, tallies.c.what, tallies.c.value)


def ended_cases(tx: Tx, before: datetime) -> list[EndedCase]:
    """Cases that ended before a moment and still hold something, oldest first."""
    lost: dict[int, set[RecordKind]] = {}
    for row in tx.connection.execute(_LOST):
        lost.setdefault(row.case_id, set()).add(RecordKind[row.kind])
    found = [
        EndedCase(row.id, row.number, CaseKind(row.kind), row.closed_at, frozenset(lost.get(row.id, ())))
        for row in tx.connection.execute(_ENDED_CASES.order_by(cases.c.closed_at), {"before": before})
    ]
    return [case for case in found if not case.lost >= set(OF_A_CASE)]


def overwrite_freed(tx: Tx) -> None:
    """From now on SQLite overwrites with zeros what this connection frees; PostgreSQL has no such thing."""
    if tx.dialect == "sqlite":
        tx.connection.exec_driver_sql("PRAGMA secure_delete = ON")


def erase_report(tx: Tx, case_id: int, why: str, now: datetime) -> Tombstone:
    """The adviesrapport: uploads, PDFs, remarks, passwords and what is enclosed with letters. Its history stays."""
    empty = {
        "body": tx.seal("reports.body", b""),
        "full_pdf": tx.seal("reports.full_pdf", b""),
        "measures_pdf": None,
        "sha256": "",
    }
    of_case = outbox.c.case_id == case_id
    counts = {
        "rapporten": _update(tx, reports, reports.c.case_id == case_id, empty),
        "opmerkingen": _update(tx, report_steps, report_steps.c.case_id == case_id, {"remark": None}),
        "leveringen": _update(tx, report_deliveries, report_deliveries.c.case_id == case_id, {"password": None}),
        "bijlagen": _delete(tx, enclosures, enclosures.c.letter_id.in_(sa.select(outbox.c.id).where(of_case))),
    }
    return _bury(tx, case_id, RecordKind.REPORT, why, counts, now)


def erase_case(tx: Tx, case: Case, traits: Traits, why: str, now: datetime) -> Tombstone:
    """Everything that says who and what: fields, people, mails, chats, letters, appointments. Sums keep the traits."""
    found = list(tx.connection.scalars(sa.select(messages.c.id).where(messages.c.case_id == case.id)))
    counts = {
        "berichten": erase_messages(tx, found, now),
        "personen": _delete(tx, parties, parties.c.case_id == case.id),
        "links": _delete(tx, data_links, data_links.c.case_id == case.id),
        "contactwensen": _delete(tx, safe_contacts, safe_contacts.c.case_id == case.id),
        "brieven": _blank_letters(tx, outbox.c.case_id == case.id, now),
        "gesprekken": _forget_talks(tx, conversations.c.case_id == case.id),
        "afspraken": _update(
            tx,
            appointments,
            appointments.c.case_id == case.id,
            {"guest": tx.seal("appointments.guest", _NO_GUEST)},
        ),
    }
    no_fields = {"fields": tx.seal("cases.fields", dump_fields(Fields()))}
    _update(tx, cases, cases.c.id == case.id, no_fields)
    _tally(tx, case, traits)
    return _bury(tx, case.id, RecordKind.CASE, why, counts, now)


def erase_journal(tx: Tx, case_id: int, why: str, by: str, now: datetime) -> Tombstone:
    """The words of the journal, who did what, and who was called; the chain still verifies."""
    mine = sa.select(alarms.c.id).where(alarms.c.case_id == case_id)
    promised = sa.select(obligations.c.id).where(obligations.c.case_id == case_id)
    counts = {
        "antwoorden": _delete(tx, acknowledgements, acknowledgements.c.alarm_id.in_(mine)),
        "oproepen": _delete(tx, attempts, attempts.c.alarm_id.in_(mine)),
        "oordelen": _delete(tx, judgements, judgements.c.obligation_id.in_(promised)),
        "alarmen": _delete(tx, alarms, alarms.c.case_id == case_id),
        "verplichtingen": _update(tx, obligations, obligations.c.case_id == case_id, {"done_by": None}),
        "regels": journal.erase(tx, case_id, by, now),
    }
    _update(tx, report_steps, report_steps.c.case_id == case_id, {"by": tx.seal("report_steps.by", "")})
    of_holds = {"by": tx.seal("holds.by", ""), "reason": tx.seal("holds.reason", ""), "lifted_by": None}
    _update(tx, holds, holds.c.case_id == case_id, of_holds)
    _update(tx, cases, cases.c.id == case_id, {"handler": None})
    return _bury(tx, case_id, RecordKind.JOURNAL, why, counts, now)


def erase_loose(tx: Tx, before: datetime, why: str, now: datetime) -> Tombstone | None:
    """Messages, chats and letters that belong to no case and are older; None when there were none."""
    old = sa.select(messages.c.id).where(
        messages.c.case_id.is_(None), messages.c.added_at < before, messages.c.emptied_at.is_(None)
    )
    counts = {
        "berichten": erase_messages(tx, list(tx.connection.scalars(old)), now),
        "gesprekken": _forget_talks(tx, conversations.c.case_id.is_(None) & (conversations.c.last_at < before)),
        "brieven": _blank_letters(tx, outbox.c.case_id.is_(None) & (outbox.c.ended_at < before), now),
    }
    return _bury(tx, None, RecordKind.LOOSE, why, counts, now) if any(counts.values()) else None


def erase_enclosures(tx: Tx, before: datetime, why: str, now: datetime) -> Tombstone | None:
    """What travelled with letters that left or ended before; None when there was nothing. Held cases keep theirs."""
    held = sa.select(holds.c.case_id).where(holds.c.lifted_at.is_(None))
    free = outbox.c.case_id.is_(None) | outbox.c.case_id.not_in(held)
    gone = sa.select(outbox.c.id).where(outbox.c.state.in_(_ENDED), outbox.c.ended_at < before, free)
    count = _delete(tx, enclosures, enclosures.c.letter_id.in_(gone))
    return _bury(tx, None, RecordKind.ENCLOSURE, why, {"bijlagen": count}, now) if count else None


def erase_messages(tx: Tx, numbers: Sequence[int], now: datetime) -> int:
    """Messages with the mails they were read from; what people said about their reading goes too."""
    for number in numbers:
        row = tx.connection.execute(sa.select(messages).where(messages.c.id == number)).one()
        told = load_assessment(tx.open("messages.assessment", row.assessment))
        values = {
            "message": tx.seal("messages.message", dump_message(Message(Channel.EMAIL, row.received_at))),
            "assessment": tx.seal("messages.assessment", dump_assessment(_bare(told))),
            "sender_index": None,
            "emptied_at": now,
        }
        _update(tx, messages, messages.c.id == number, values)
        _delete(tx, corrections, corrections.c.message_id == number)
        if row.mail_id is not None:
            _blank_mail(tx, row.mail_id)
    return len(numbers)


def erase_letters(tx: Tx, numbers: Sequence[int], now: datetime) -> int:
    """Letters by their rows, as far as they left or never will; returns how many."""
    return _blank_letters(tx, outbox.c.id.in_(numbers), now)


def erase_talks(tx: Tx, numbers: Sequence[int]) -> int:
    """Conversations by their rows, whole; returns how many."""
    return _forget_talks(tx, conversations.c.id.in_(numbers))


def tombstones(tx: Tx) -> list[Tombstone]:
    """All that was ever erased, oldest first."""
    return [
        Tombstone(row.case_id, RecordKind[row.kind], row.at, row.why, json.loads(row.counts))
        for row in tx.connection.execute(_TOMBSTONES)
    ]


def sums(tx: Tx) -> dict[tuple[int, str, str], int]:
    """The sums of erased cases: (year, what, value) -> count."""
    return {(year, what, value): count for year, what, value, count in tx.connection.execute(_TALLIES)}


def _bare(told: Assessment) -> Assessment:
    """Alarm, route and score stay: they are counted."""
    return replace(told, evidence=(), fields=Fields(), intent=None)


def _blank_mail(tx: Tx, mail: int) -> None:
    """The raw bytes, which other rows of the ledger (the same mail in another mailbox) share."""
    raw = sa.select(ledger.c.raw_id).where(ledger.c.id == mail).scalar_subquery()
    _update(tx, raws, raws.c.id == raw, {"body": tx.seal("raws.body", b"")})
    _update(tx, ledger, ledger.c.raw_id == raw, {"reason": None, "error": None})


def _blank_letters(tx: Tx, where: sa.ColumnElement[bool], now: datetime) -> int:
    """Only letters that left or will never leave, and that were not emptied before."""
    letter = tx.seal("outbox.letter", _NO_LETTER)
    blank = {"letter": letter, "answered_index": None, "error": None, "emptied_at": now}
    chosen = where & outbox.c.state.in_(_ENDED) & outbox.c.emptied_at.is_(None)
    found = list(tx.connection.scalars(sa.select(outbox.c.id).where(chosen)))
    _delete(tx, enclosures, enclosures.c.letter_id.in_(found))
    return _update(tx, outbox, outbox.c.id.in_(found), blank)


def _forget_talks(tx: Tx, where: sa.ColumnElement[bool]) -> int:
    """Whole conversations, with their turns, files and codes."""
    talks = list(tx.connection.scalars(sa.select(conversations.c.id).where(where)))
    mine = sa.select(turns.c.id).where(turns.c.conversation_id.in_(talks))
    _delete(tx, chat_files, chat_files.c.turn_id.in_(mine))
    _delete(tx, turns, turns.c.conversation_id.in_(talks))
    _delete(tx, codes, codes.c.conversation_id.in_(talks))
    return _delete(tx, conversations, conversations.c.id.in_(talks))


def _tally(tx: Tx, case: Case, traits: Traits) -> None:
    year = case.opened_at.astimezone(AMSTERDAM).year
    rows = [{"year": year, "what": what, "value": value, "count": 1} for what, value in traits.tallied()]
    tx.connection.execute(_TALLY[tx.dialect], rows)


def _bury(tx: Tx, case_id: int | None, kind: RecordKind, why: str, counts: dict[str, int], now: datetime) -> Tombstone:
    row = {"case_id": case_id, "kind": kind.name, "at": now, "why": why, "counts": dump(counts)}
    tx.connection.execute(_BURY[tx.dialect] if case_id is not None else _BURY_LOOSE, row)
    return Tombstone(case_id, kind, now, why, counts)


def _update(tx: Tx, table: sa.Table, where: sa.ColumnElement[bool], values: dict[str, Any]) -> int:
    return tx.connection.execute(sa.update(table).where(where).values(values)).rowcount


def _delete(tx: Tx, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    return tx.connection.execute(sa.delete(table).where(where)).rowcount
