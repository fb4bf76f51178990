"""The structure of a report is checked before anything is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from casework.findings import Domain, ReportWrong, dump_report, measures_only, read_report


def a_report(**changes: Any) -> dict[str, Any]:
    """A report with two findings, as an adviser writes it."""
    findings = [
        {
            "domein": "Wonen",
            "thema": "woninginbraak",
            "bevinding": "De achterdeur heeft geen kerntrekbeveiliging.",
            "maatregel": "Cilinder met SKG*** plaatsen.",
            "uitvoerder": "bestuurder",
            "pkvw": True,
        },
        {
            "domein": "Werk",
            "thema": "agressie_en_geweld",
            "bevinding": "Bezoekers lopen zonder afspraak door.",
            "maatregel": "Balie en badge voor bezoekers.",
            "uitvoerder": "werkgever",
        },
    ]
    return {
        "adviseur": "V. Adviseur",
        "datum": "2026-12-01",
        "samenvatting": "Twee punten vragen aandacht.",
        "bevindingen": findings,
    } | changes


def test_a_report_survives_writing_and_reading() -> None:
    """Domains come in their own order, whatever the order of the file."""
    report = read_report(json.dumps(a_report()))
    assert read_report(dump_report(report)) == report
    assert list(report.by_domain()) == [Domain.WORK, Domain.HOME]


def test_the_list_of_measures_holds_no_finding_and_no_summary() -> None:
    """Measures, who does them, and nothing about the person or the home."""
    listed = measures_only(read_report(json.dumps(a_report())))
    text = dump_report(listed)
    assert "SKG***" in text
    assert "kerntrekbeveiliging" not in text
    assert "Twee punten" not in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "geen JSON"),
        ("[]", "JSON-object"),
        (json.dumps(a_report(datum="1 december")), "datum"),
        (json.dumps(a_report(bevindingen=[])), "bevindingen"),
        (json.dumps(a_report(adviseur=" ")), "adviseur"),
        (json.dumps(a_report(extra="x")), "onbekend veld"),
        (json.dumps(a_report(bevindingen=[a_report()["bevindingen"][0] | {"domein": "Tuin"}])), "bevinding 1, domein"),
        (json.dumps(a_report(bevindingen=[a_report()["bevindingen"][0] | {"pkvw": "ja"}])), "pkvw"),
        (json.dumps(a_report(bevindingen=["x"])), "bevinding 1"),
    ],
)
def test_a_wrong_report_is_refused_by_the_name_of_the_field(text: str, words: str) -> None:
    """Never with its text: the message may stand in a log."""
    with pytest.raises(ReportWrong, match=words):
        read_report(text)
