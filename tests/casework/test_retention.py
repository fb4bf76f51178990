"""What is erased when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lifecycle import CaseKind
from casework.retention import OF_A_CASE, RecordKind, RetentionTerms, Traits, due_kinds, summed

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
TERMS = RetentionTerms()
R, C, J = OF_A_CASE


@pytest.mark.parametrize(
    ("kind", "days", "lost"),
    [
        (CaseKind.PREVENTIVE, 0, ()),
        (CaseKind.PREVENTIVE, 90, ()),
        (CaseKind.PREVENTIVE, 91, (R,)),
        (CaseKind.PREVENTIVE, 365, (R,)),
        (CaseKind.PREVENTIVE, 366, (R, C)),
        (CaseKind.PREVENTIVE, 1825, (R, C)),
        (CaseKind.PREVENTIVE, 1826, (R, C, J)),
        (CaseKind.THREAT, 366, ()),
        (CaseKind.THREAT, 1825, ()),
        (CaseKind.THREAT, 1826, (R, C, J)),
        (CaseKind.UNCLEAR, 366, ()),
    ],
)
def test_a_case_loses_its_records_one_by_one(kind: CaseKind, days: int, lost: tuple[RecordKind, ...]) -> None:
    """First the report, then the people, last the words of the journal; a case with a threat in it keeps all longer."""
    assert due_kinds(kind, NOW - timedelta(days=days), NOW, TERMS, held=False) == lost


@given(st.sampled_from(CaseKind), st.integers(0, 10_000))
def test_what_runs_or_is_held_loses_nothing(kind: CaseKind, days: int) -> None:
    """However old it is."""
    assert due_kinds(kind, None, NOW, TERMS, held=False) == ()
    assert due_kinds(kind, NOW - timedelta(days=days), NOW, TERMS, held=True) == ()


@given(st.sampled_from(CaseKind), st.integers(0, 4000), st.tuples(*[st.integers(0, 3000)] * 4))
def test_the_journal_is_never_erased_before_the_case(kind: CaseKind, days: int, terms: tuple[int, ...]) -> None:
    """Whatever terms are set: who erased what must be there to be read."""
    chosen = RetentionTerms(report_days=terms[0], case_days=terms[1], threat_days=terms[2], journal_days=terms[3])
    lost = due_kinds(kind, NOW - timedelta(days=days), NOW, chosen, held=False)
    assert J not in lost or C in lost


def test_sums_keep_traits_apart() -> None:
    """A function, a province and a theme of one case are never counted together."""
    traits = Traits("wethouder", None, ("cybercrime", "brandstichting"))
    assert summed(traits.tallied()) == {
        ("functie", "wethouder"): 1,
        ("provincie", "onbekend"): 1,
        ("thema", "cybercrime"): 1,
        ("thema", "brandstichting"): 1,
    }
