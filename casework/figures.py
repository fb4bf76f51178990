"""Figures for the Netwerk Weerbaar Bestuur: counts, medians and shares in which nobody can be found.

A number below five is not told, nor what it could be worked out from: when one number of a list is held back alone, the
next smallest is as well, so that the sum of all does not give it away.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

SMALLEST = 5
HIDDEN, WITH_IT, NOTHING = f"<{SMALLEST}", "niet getoond", "-"
_LISTS = ("functie", "provincie", "thema")


@dataclass(frozen=True, slots=True)
class CountedCase:
    """What is counted of a case. `contact_days`: working days to the first contact; None as long as there is none.

    `on_time`: that contact came within its term; None when it is not known yet.
    """

    opened_on: date
    function: str | None = None
    province: str | None = None
    themes: tuple[str, ...] = ()
    threat: bool = False
    ended: bool = False
    contact_days: int | None = None
    on_time: bool | None = None
    #: Erased already: its traits are in the sums.
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a year so far, as people may see them: each value is a number as text, or held back."""

    year: int
    until: date
    totals: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    weeks: tuple[tuple[str, int], ...] = field(default=())


def figures(cases: Sequence[CountedCase], sums: Mapping[tuple[int, str, str], int], today: date) -> Figures:
    """The figures of the year of `today`. `sums` are those of cases that were erased: (year, what, value) -> count."""
    mine = [case for case in cases if case.opened_on.year == today.year and case.opened_on <= today]
    return Figures(
        year=today.year,
        until=today,
        totals=_totals(mine),
        lists=tuple((what, _hidden(_counted(mine, sums, today.year, what))) for what in _LISTS),
        weeks=_weeks(mine, today),
    )


def shown(count: int) -> str:
    """A number as it may be told."""
    return str(count) if count == 0 or count >= SMALLEST else HIDDEN


def as_markdown(found: Figures) -> str:
    """The figures as a page, with a chart of new cases by week."""
    about = f"Tot en met {found.until:%d-%m-%Y}. Getallen onder {SMALLEST} staan er niet."
    lines = [f"# Weekcijfers {found.year}", "", about, ""]
    lines += ["| Wat | Aantal |", "| --- | ---: |", *(f"| {what} | {value} |" for what, value in found.totals), ""]
    lines += _chart(found)
    for what, rows in found.lists:
        lines += [f"## Per {what}", "", "| " + what.capitalize() + " | Zaken |", "| --- | ---: |"]
        lines += [*(f"| {value.replace('_', ' ')} | {count} |" for value, count in rows), ""]
    return "\n".join([*lines, "## CSV", "", "```csv", as_csv(found).strip(), "```", ""])


def as_csv(found: Figures) -> str:
    """The figures as CSV: jaar, wat, waarde, aantal."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("jaar", "wat", "waarde", "aantal"))
    writer.writerows((found.year, "totaal", what, value) for what, value in found.totals)
    for what, rows in found.lists:
        writer.writerows((found.year, what, value, count) for value, count in rows)
    writer.writerows((found.year, "week", week, shown(count)) for week, count in found.weeks)
    return out.getvalue()


def _totals(cases: Sequence[CountedCase]) -> tuple[tuple[str, str], ...]:
    days = [case.contact_days for case in cases if case.contact_days is not None]
    known = [case.on_time for case in cases if case.on_time is not None]
    return (
        ("nieuwe zaken", shown(len(cases))),
        ("beëindigd", shown(sum(case.ended for case in cases))),
        ("met een dreiging", shown(sum(case.threat for case in cases))),
        ("werkdagen tot contact, mediaan", _of_enough(days, lambda: f"{median(days):g}")),
        ("contact binnen de termijn", _of_enough(known, lambda: f"{round(100 * sum(known) / len(known))}%")),
    )


def _of_enough(counted: Sequence[int], told: Callable[[], str]) -> str:
    """What is told of a list: a dash for nothing at all, and not of few."""
    if not counted:
        return NOTHING
    return told() if len(counted) >= SMALLEST else HIDDEN


def _counted(
    cases: Sequence[CountedCase], sums: Mapping[tuple[int, str, str], int], year: int, what: str
) -> dict[str, int]:
    found: dict[str, int] = {value: count for (of, kind, value), count in sums.items() if (of, kind) == (year, what)}
    for case in cases:
        for value in () if case.erased else _values(case, what):
            found[value] = found.get(value, 0) + 1
    return found


def _values(case: CountedCase, what: str) -> tuple[str, ...]:
    match what:
        case "functie":
            return (case.function or "onbekend",)
        case "provincie":
            return (case.province or "onbekend",)
        case _:
            return case.themes


def _hidden(counts: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """Small numbers held back; when that is one alone, the next smallest too: the sum would tell it."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    small = [value for value, count in ordered if count < SMALLEST]
    if len(small) == 1 and len(ordered) > 1:
        small.append(next(value for value, _ in reversed(ordered) if value not in small))
    return tuple((value, _told(count, held_back=value in small)) for value, count in ordered)


def _told(count: int, *, held_back: bool) -> str:
    if count < SMALLEST:
        return HIDDEN
    return WITH_IT if held_back else str(count)


def _weeks(cases: Sequence[CountedCase], today: date) -> tuple[tuple[str, int], ...]:
    """New cases by ISO week, the last twelve; a chart shows a small number as none."""
    numbers = range(max(1, today.isocalendar().week - 11), today.isocalendar().week + 1)
    counts = dict.fromkeys(numbers, 0)
    for case in cases:
        week = case.opened_on.isocalendar().week
        if week in counts:
            counts[week] += 1
    return tuple((f"wk {number}", count) for number, count in counts.items())


def _chart(found: Figures) -> list[str]:
    """Bars below the smallest number are left at zero: their height would tell it."""
    if not any(count >= SMALLEST for _, count in found.weeks):
        return []
    names = ", ".join(f'"{name}"' for name, _ in found.weeks)
    bars = ", ".join(str(count if count >= SMALLEST else 0) for _, count in found.weeks)
    return [
        "```mermaid",
        "xychart-beta",
        f'    title "Nieuwe zaken per week (onder {SMALLEST}: niet getoond)"',
        f"    x-axis [{names}]",
        '    y-axis "zaken"',
        f"    bar [{bars}]",
        "```",
        "",
    ]
