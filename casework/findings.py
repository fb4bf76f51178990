"""The adviesrapport as structure: what was found in each domain, and which measure answers it.

An adviser writes it as JSON; `read_report` checks all of it before anything is stored. The list of measures alone
(`measures_only`) holds no findings, no summary and no word about the home or the person: that is what the werkgever
gets when the bestuurder consents to no more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from casework.errors import Refusal

_Kind = TypeVar("_Kind", bound=StrEnum)

#: Longest text of one field, in characters.
LONGEST = 4_000
MOST_FINDINGS = 200


class ReportWrong(Refusal):
    """A report cannot be used; the text says what to change, in Dutch, without quoting the report."""


class Domain(StrEnum):
    """Where an official may be vulnerable, in the order of the report."""

    WORK = "Werk"
    HOME = "Wonen"
    INFORMATION = "Informatie"
    TRAVEL = "Verplaatsen"


class Theme(StrEnum):
    """What a finding is about (docs/glossary.md)."""

    AGGRESSION = "agressie_en_geweld"
    BURGLARY = "woninginbraak"
    ROBBERY = "woningoverval"
    CYBERCRIME = "cybercrime"
    ARSON = "brandstichting"


class Doer(StrEnum):
    """Who carries a measure out."""

    BESTUURDER = "bestuurder"
    WERKGEVER = "werkgever"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding with its measure. `pkvw`: the measure is part of the certificate that comes first."""

    domain: Domain
    theme: Theme
    found: str
    measure: str
    doer: Doer
    pkvw: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """An adviesrapport. `summary` may be empty."""

    adviser: str
    made_on: date
    summary: str
    findings: tuple[Finding, ...]

    def by_domain(self) -> dict[Domain, tuple[Finding, ...]]:
        """The findings in the order of the domains; a domain without findings is left out."""
        sorted_ = {domain: tuple(item for item in self.findings if item.domain is domain) for domain in Domain}
        return {domain: items for domain, items in sorted_.items() if items}


def measures_only(report: Report) -> Report:
    """The list of measures: nothing of what was found, and no summary."""
    return replace(report, summary="", findings=tuple(replace(item, found="") for item in report.findings))


def read_report(text: str | bytes) -> Report:
    """A report from its JSON. Raises ReportWrong that names the first field that is wrong."""
    try:
        data = json.loads(text)
    except ValueError:
        raise ReportWrong("dit is geen JSON") from None
    if not isinstance(data, dict):
        raise ReportWrong("het rapport moet een JSON-object zijn")
    _only(data, {"adviseur", "datum", "samenvatting", "bevindingen"}, "het rapport")
    findings = data.get("bevindingen")
    if not isinstance(findings, list) or not 0 < len(findings) <= MOST_FINDINGS:
        raise ReportWrong(f"bevindingen: een lijst met 1 tot {MOST_FINDINGS} bevindingen")
    return Report(
        adviser=_text(data, "adviseur", "het rapport"),
        made_on=_date(data),
        summary=_text(data, "samenvatting", "het rapport", needed=False),
        findings=tuple(_finding(item, f"bevinding {number}") for number, item in enumerate(findings, 1)),
    )


def dump_report(report: Report) -> str:
    """The report as JSON, as `read_report` takes it."""
    findings = [
        {
            "domein": item.domain.value,
            "thema": item.theme.value,
            "bevinding": item.found,
            "maatregel": item.measure,
            "uitvoerder": item.doer.value,
            "pkvw": item.pkvw,
        }
        for item in report.findings
    ]
    head = {"adviseur": report.adviser, "datum": report.made_on.isoformat(), "samenvatting": report.summary}
    return json.dumps(head | {"bevindingen": findings}, ensure_ascii=False)


def _finding(data: object, where: str) -> Finding:
    if not isinstance(data, dict):
        raise ReportWrong(f"{where}: een JSON-object")
    _only(data, {"domein", "thema", "bevinding", "maatregel", "uitvoerder", "pkvw"}, where)
    pkvw = data.get("pkvw", False)
    if not isinstance(pkvw, bool):
        raise ReportWrong(f"{where}, pkvw: true of false")
    return Finding(
        domain=_choice(Domain, data, "domein", where),
        theme=_choice(Theme, data, "thema", where),
        found=_text(data, "bevinding", where),
        measure=_text(data, "maatregel", where),
        doer=_choice(Doer, data, "uitvoerder", where),
        pkvw=pkvw,
    )


def _only(data: Mapping[str, Any], known: set[str], where: str) -> None:
    """A field that nobody knows is a mistake in writing: it would be lost without a word."""
    if data.keys() - known:
        raise ReportWrong(f"{where}: onbekend veld; bekend zijn {', '.join(sorted(known))}")


def _text(data: Mapping[str, Any], name: str, where: str, *, needed: bool = True) -> str:
    value = data.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST or (needed and not value.strip()):
        raise ReportWrong(f"{where}, {name}: tekst van 1 tot {LONGEST} tekens")
    return value.strip()


def _date(data: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(str(data.get("datum", "")))
    except ValueError:
        raise ReportWrong("het rapport, datum: een dag als 2026-12-01") from None


def _choice(kind: type[_Kind], data: Mapping[str, Any], name: str, where: str) -> _Kind:
    try:
        return kind(str(data.get(name, "")))
    except ValueError:
        raise ReportWrong(f"{where}, {name}: een van {', '.join(item.value for item in kind)}") from None
