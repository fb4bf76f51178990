"""Erasing what is over its term: each night, by whichever clock comes first; and legal holds that stop it.

Each case is a transaction of its own. Broken off halfway, the next night goes on: a tombstone says what a case lost.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.errors import Refusal
from casework.retention import RecordKind, RetentionTerms, Traits, due_kinds, ended_before
from casework.workdays import AMSTERDAM
from flows.runtime import DESK, Runtime, log
from flows.steps import signing
from nlp.form.provinces import province_of
from storage import cases, erasure, holds, journal, rounds
from storage.cases import Case
from storage.erasure import EndedCase, Tombstone
from storage.session import Tx

TERM, REQUEST = "termijn", "verzoek"
_ROUND = "wissen"
#: Marks of daily rounds are kept so long.
_MARKS = timedelta(days=60)


class HoldRefused(Refusal):
    """This cannot be done with a hold; the text says why, in Dutch."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What a night's work came to: how many cases lost something, and how many rows of each kind."""

    cases: int
    rows: dict[str, int]

    def text(self) -> str:
        """One line."""
        rows = ", ".join(f"{count} {what}" for what, count in sorted(self.rows.items()) if count)
        return f"{self.cases} zaken, gewist: {rows or 'niets'}"


def terms_of(runtime: Runtime) -> RetentionTerms:
    """The terms that are set."""
    chosen = runtime.settings.retention
    return RetentionTerms(
        loose_days=chosen.loose_days,
        enclosure_days=chosen.enclosure_days,
        report_days=chosen.report_days,
        case_days=chosen.case_days,
        threat_days=chosen.threat_days,
        journal_days=chosen.journal_days,
    )


def nightly(runtime: Runtime, now: datetime) -> Erased | None:
    """The night's erasure, once a day from the set hour on; None when it is too early or was done."""
    local = now.astimezone(AMSTERDAM)
    if local.hour < runtime.settings.retention.hour:
        return None
    with runtime.database.begin() as tx:
        if not rounds.begin(tx, _ROUND, local.date(), now):
            return None
        rounds.forget(tx, now - _MARKS)
    done = erase_due(runtime, now)
    log.info("erased: %s", done.text())
    return done


def erase_due(runtime: Runtime, now: datetime) -> Erased:
    """Erase everything that is over its term."""
    terms = terms_of(runtime)
    rows: Counter[str] = Counter()
    touched = 0
    with runtime.database.reading() as tx:
        ended = erasure.ended_cases(tx, now)
    for case in ended:
        stones = _erase(runtime, case, terms, now)
        touched += bool(stones)
        for stone in stones:
            rows.update(stone.counts)
    for stone in _erase_loose(runtime, terms, now):
        rows.update(stone.counts)
    runtime.database.forget_freed()
    return Erased(touched, dict(rows))


def _erase(runtime: Runtime, ended: EndedCase, terms: RetentionTerms, now: datetime) -> list[Tombstone]:
    with runtime.database.begin() as tx:
        erasure.overwrite_freed(tx)
        case = cases.find(tx, ended.number)
        if case is None:
            return []
        due = due_kinds(case.kind, case.closed_at, now, terms, held=holds.is_held(tx, case.id))
        return [erase_kind(tx, case, kind, TERM, DESK, now) for kind in due if kind not in ended.lost]


def erase_kind(tx: Tx, case: Case, kind: RecordKind, why: str, by: str, now: datetime) -> Tombstone:
    """Erase one kind of record of a case, and say so in its journal."""
    match kind:
        case RecordKind.REPORT:
            stone = erasure.erase_report(tx, case.id, why, now)
        case RecordKind.CASE:
            stone = erasure.erase_case(tx, case, traits_of(case), why, now)
        case _:
            stone = erasure.erase_journal(tx, case.id, why, by, now)
    counts = ", ".join(f"{count} {what}" for what, count in stone.counts.items() if count)
    journal.note(tx, case.id, "gewist", f"{kind.value} ({why}): {counts or 'niets'}", by, now)
    return stone


def _erase_loose(runtime: Runtime, terms: RetentionTerms, now: datetime) -> list[Tombstone]:
    with runtime.database.begin() as tx:
        erasure.overwrite_freed(tx)
        loose = erasure.erase_loose(tx, ended_before(RecordKind.LOOSE, now, terms), TERM, now)
    with runtime.database.begin() as tx:
        erasure.overwrite_freed(tx)
        enclosed = erasure.erase_enclosures(tx, ended_before(RecordKind.ENCLOSURE, now, terms), TERM, now)
    return [stone for stone in (loose, enclosed) if stone is not None]


def traits_of(case: Case) -> Traits:
    """What counts may keep of a case."""
    fields = case.fields
    return Traits(fields.function.value if fields.function else None, province_of(fields.organisation), fields.themes)


def hold(runtime: Runtime, number: str, *, by: str, reason: str, now: datetime) -> None:
    """Keep everything of a case until the hold is lifted. Raises HoldRefused."""
    if not by.strip() or not reason.strip():
        raise HoldRefused("een zaak vasthouden vraagt een naam en een reden")
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        if holds.is_held(tx, case.id):
            raise HoldRefused(f"zaak {number} wordt al vastgehouden")
        holds.put(tx, case.id, by.strip(), reason.strip(), now)
        journal.note(tx, case.id, "zaak vastgehouden", reason.strip(), by.strip(), now)
        signing.mark(runtime, tx, case, by, now)


def lift(runtime: Runtime, number: str, *, by: str, now: datetime) -> None:
    """Let the terms of a case run again. Raises HoldRefused."""
    if not by.strip():
        raise HoldRefused("vul uw naam in: een mens tekent ervoor")
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        if not holds.lift(tx, case.id, by.strip(), now):
            raise HoldRefused(f"zaak {number} wordt niet vastgehouden")
        journal.note(tx, case.id, "zaak losgelaten", "", by.strip(), now)
        signing.mark(runtime, tx, case, by, now)


def _case(tx: Tx, number: str) -> Case:
    case = cases.find(tx, number)
    if case is None:
        raise HoldRefused(f"zaak {number} bestaat niet")
    return case
