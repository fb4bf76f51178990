"""Figures tell nothing about anybody."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.figures import HIDDEN, WITH_IT, CountedCase, Figures, as_csv, as_markdown, figures, shown

TODAY = date(2026, 11, 30)
FIRST = date(2026, 1, 1)


def some(count: int, **traits: object) -> list[CountedCase]:
    """So many cases with the same traits, one a week."""
    return [CountedCase(FIRST + timedelta(weeks=n % 40), **traits) for n in range(count)]  # type: ignore[arg-type]


def _list(found: Figures, what: str) -> dict[str, str]:
    return dict(dict(found.lists)[what])


def test_counts_medians_and_shares() -> None:
    """Ten cases with a contact, eight of them in time."""
    cases = some(8, contact_days=2, on_time=True) + some(2, contact_days=5, on_time=False) + some(3)
    totals = dict(figures(cases, {}, TODAY).totals)
    assert totals == {
        "nieuwe zaken": "13",
        "beëindigd": "0",
        "met een dreiging": "0",
        "werkdagen tot contact, mediaan": "2",
        "contact binnen de termijn": "80%",
    }


def test_a_small_number_is_held_back_and_another_with_it() -> None:
    """Else the sum of all would tell it."""
    cases = some(20, function="wethouder") + some(7, function="burgemeester") + some(2, function="gedeputeerde")
    assert _list(figures(cases, {}, TODAY), "functie") == {
        "wethouder": "20",
        "burgemeester": WITH_IT,
        "gedeputeerde": HIDDEN,
    }


def test_two_small_numbers_hide_each_other() -> None:
    """Nothing more is held back."""
    cases = some(20, function="wethouder") + some(2, function="a") + some(3, function="b")
    assert _list(figures(cases, {}, TODAY), "functie") == {"wethouder": "20", "a": HIDDEN, "b": HIDDEN}


def test_few_cases_tell_no_median_and_no_share() -> None:
    """Four people are too few; of nobody there is nothing to hold back."""
    totals = dict(figures(some(4, contact_days=1, on_time=True), {}, TODAY).totals)
    assert set(totals.values()) == {HIDDEN, "0"}
    assert set(dict(figures([], {}, TODAY).totals).values()) == {"0", "-"}


def test_erased_cases_count_on_as_sums_of_their_year() -> None:
    """Once: not as "onbekend" as well."""
    sums = {(2026, "functie", "wethouder"): 3, (2025, "functie", "wethouder"): 9}
    cases = some(4, function="wethouder") + some(3, erased=True)
    found = figures(cases, sums, TODAY)
    assert _list(found, "functie") == {"wethouder": "7"}
    assert dict(found.totals)["nieuwe zaken"] == "7"


def test_last_year_is_not_counted() -> None:
    """Nor is tomorrow."""
    cases = [CountedCase(date(2025, 12, 31)), CountedCase(date(2026, 12, 24))]
    assert dict(figures(cases, {}, TODAY).totals)["nieuwe zaken"] == "0"


@given(
    st.lists(
        st.builds(
            CountedCase,
            st.dates(FIRST, TODAY),
            st.sampled_from(["wethouder", "burgemeester", "raadslid", None]),
            st.sampled_from(["Drenthe", "Zeeland", None]),
            st.lists(st.sampled_from(["cybercrime", "brandstichting"]), max_size=2, unique=True).map(tuple),
            threat=st.booleans(),
        ),
        max_size=60,
    )
)
def test_nothing_small_is_told_or_can_be_worked_out(cases: list[CountedCase]) -> None:
    """No number from one to four; of a list whose sum is known never exactly one number is missing."""
    found = figures(cases, {}, TODAY)
    for row in csv.DictReader(io.StringIO(as_csv(found))):
        assert not (row["aantal"].isdigit() and 0 < int(row["aantal"]) < 5), row
    for what in ("functie", "provincie"):
        values = list(_list(found, what).values())
        missing = [value for value in values if not value.isdigit()]
        assert len(missing) != 1 or len(values) == 1
    bars = [line for line in as_markdown(found).splitlines() if line.strip().startswith("bar [")]
    heights = [int(number) for line in bars for number in line.split("[")[1].rstrip("]").split(",")]
    assert not [height for height in heights if 0 < height < 5]


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (1, HIDDEN), (4, HIDDEN), (5, "5"), (240, "240")])
def test_none_and_five_may_be_told(count: int, text: str) -> None:
    """Between them nothing."""
    assert shown(count) == text


def test_the_page_has_a_chart_and_the_csv_itself() -> None:
    """For a page in Prefect."""
    cases = [CountedCase(TODAY, "wethouder", "Drenthe", ("cybercrime",))] * 6
    page = as_markdown(figures(cases, {}, TODAY))
    assert "xychart-beta" in page
    assert "| wethouder | 6 |" in page
    assert "2026,thema,cybercrime,6" in page
