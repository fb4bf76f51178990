"""The adviesrapport as pages: all of it, or the list of measures alone."""

from __future__ import annotations

from datetime import datetime

from bots.typesetting import typeset as set_pages
from casework.findings import Report

_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"


def typeset(report: Report, case: str, version: int, made_at: datetime, *, only_measures: bool = False) -> bytes:
    """The report as PDF. The same input gives the same bytes. Raises PdfFailed."""
    data = {
        "zaak": case,
        "versie": version,
        "adviseur": report.adviser,
        "datum": f"{report.made_on.day} {_MONTHS.split('|')[report.made_on.month - 1]} {report.made_on.year}",
        "samenvatting": report.summary,
        "alleen_maatregelen": only_measures,
        "domeinen": [
            {
                "naam": domain.value,
                "bevindingen": [
                    {
                        "thema": item.theme.value,
                        "bevinding": item.found,
                        "maatregel": item.measure,
                        "uitvoerder": item.doer.value,
                        "pkvw": item.pkvw,
                    }
                    for item in findings
                ],
            }
            for domain, findings in report.by_domain().items()
        ],
    }
    return set_pages("adviesrapport", data, made_at)
