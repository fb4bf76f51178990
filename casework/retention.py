"""What is erased when. Terms are days after something has ended; a legal hold stops them all.

Erased are words and people; what stays are numbers, kinds, states and times, so that counts and the chain of the
journal hold. Proposed terms; the organisation decides (docs/retention.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework.lifecycle import CaseKind


class RecordKind(StrEnum):
    """Kinds of records with a term of their own; the values are what people read."""

    LOOSE = "bericht zonder zaak"
    ENCLOSURE = "verzonden bijlage"
    REPORT = "adviesrapport"
    CASE = "zaak"
    JOURNAL = "dagboek en alarmen"


@dataclass(frozen=True, slots=True)
class RetentionTerms:
    """How many days each kind is kept: after receipt (loose messages), after sending (enclosures), else after the
    case has ended. A case under threat is kept longer, whole.
    """

    loose_days: int = 30
    enclosure_days: int = 7
    report_days: int = 90
    case_days: int = 365
    threat_days: int = 1825
    journal_days: int = 1825


#: What a case loses, in this order; each once.
OF_A_CASE = (RecordKind.REPORT, RecordKind.CASE, RecordKind.JOURNAL)


def days_kept(kind: RecordKind, terms: RetentionTerms, case: CaseKind = CaseKind.PREVENTIVE) -> int:
    """How many days a record of this kind is kept. Nothing of a case goes before the case's own kind allows."""
    match kind:
        case RecordKind.LOOSE:
            return terms.loose_days
        case RecordKind.ENCLOSURE:
            return terms.enclosure_days
    under_threat = case is not CaseKind.PREVENTIVE
    if kind is RecordKind.REPORT:
        return max(terms.report_days, terms.threat_days) if under_threat else terms.report_days
    whole = max(terms.case_days, terms.threat_days) if under_threat else terms.case_days
    return max(terms.journal_days, whole) if kind is RecordKind.JOURNAL else whole


def ended_before(
    kind: RecordKind, now: datetime, terms: RetentionTerms, case: CaseKind = CaseKind.PREVENTIVE
) -> datetime:
    """What ended before this moment is to be erased."""
    return now - timedelta(days=days_kept(kind, terms, case))


def due_kinds(
    case: CaseKind, ended_at: datetime | None, now: datetime, terms: RetentionTerms, *, held: bool
) -> tuple[RecordKind, ...]:
    """What a case must lose by now: nothing while it runs or is held."""
    if ended_at is None or held:
        return ()
    return tuple(kind for kind in OF_A_CASE if ended_at < ended_before(kind, now, terms, case))


@dataclass(frozen=True, slots=True)
class Traits:
    """What counts keep of a case when it is erased: never together, only as separate sums of a year."""

    function: str | None = None
    province: str | None = None
    themes: tuple[str, ...] = ()

    def tallied(self) -> tuple[tuple[str, str], ...]:
        """What is counted, as (what, value)."""
        found = [("functie", self.function or "onbekend"), ("provincie", self.province or "onbekend")]
        return (*found, *(("thema", theme) for theme in self.themes))


def summed(rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How often each (what, value) is there."""
    return dict(Counter(rows))
