"""Counting: how good a reader is on labelled messages, and how sure we may be of each figure.

A *threat* is a message that people labelled `yes`, a *doubtful* one `human`. Of the messages labelled `no` those of a
hard stratum (`neg…`, `hn…`: full of threat words) are *hard*, the others *ordinary*. Caught: an alarm or a human look.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from casework.assessment import Alarm, Assessment, Route
from nlp.corpus import Row
from nlp.measuring.field_figures import Found, field_figures

Judged = tuple[Row, Assessment]
Table = dict[str, dict[str, int]]

#: The 97.5th percentile of the normal distribution: an interval of 95%.
_Z = 1.959963984540054
_BINS = 10
#: A share of fewer messages says nothing.
FEWEST = 5
_HARD = ("neg", "hn")
_WORDS = re.compile(r"[_-]")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        """Between 0 and 1; 0 of nothing."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies with 95% certainty (Wilson 1927, without continuity correction)."""
        if not self.of:
            return 0.0, 1.0
        spread = _Z * _Z / self.of
        middle = (self.share + spread / 2) / (1 + spread)
        half = _Z * math.sqrt(self.share * (1 - self.share) / self.of + spread / (4 * self.of)) / (1 + spread)
        return max(0.0, middle - half), min(1.0, middle + half)

    def as_json(self) -> dict[str, Any]:
        """For machines; null where there was nothing to count."""
        low, high = self.interval
        known = self.of > 0
        return {
            "hits": self.hits,
            "of": self.of,
            "share": round(self.share, 4) if known else None,
            "low": round(low, 4) if known else None,
            "high": round(high, 4) if known else None,
        }


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages with a score from `start` up to `end`: their mean score, and how many were threats."""

    start: float
    end: float
    mean: float
    threats: Share


@dataclass(frozen=True, slots=True)
class Noted:
    """A message that went wrong: its id and kind, and what was expected and told. None of its words."""

    id: str
    stratum: str
    language: str
    expected: str
    told: str
    score: float


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one reader on one file.

    `groups` are the shares per kind (first word of the stratum), stratum, language,
    channel and author; `confusion` the tables right answer -> told ->
    messages; `brier` the mean squared distance of the score from the truth (Brier 1950; lower is better).
    """

    version: str
    rows: int
    shares: dict[str, Share]
    confusion: dict[str, Table]
    fields: dict[str, Found]
    groups: dict[str, dict[str, dict[str, Share]]]
    reliability: tuple[Bin, ...]
    brier: float
    scores: dict[str, list[int]]
    missed: tuple[Noted, ...]
    false_alarms: tuple[Noted, ...]

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "version": self.version,
            "rows": self.rows,
            "shares": _shares_json(self.shares),
            "confusion": self.confusion,
            "fields": {name: _found_json(found) for name, found in self.fields.items()},
            "groups": {
                by: {name: _shares_json(shares) for name, shares in groups.items()}
                for by, groups in self.groups.items()
            },
            "reliability": [
                {"from": one.start, "to": one.end, "mean": round(one.mean, 4), "threats": one.threats.as_json()}
                for one in self.reliability
            ],
            "brier": round(self.brier, 4),
            "missed": [one.id for one in self.missed],
            "false_alarms": [one.id for one in self.false_alarms],
        }


#: By what the shares are told apart.
GROUPS: dict[str, Callable[[Row], str]] = {
    "kind": lambda row: _WORDS.split(row.stratum)[0],
    "stratum": lambda row: row.stratum.replace("-", "_"),
    "language": lambda row: row.language,
    "channel": lambda row: row.message.channel.value,
    "author": lambda row: row.author,
}


def report(judged: Sequence[Judged], version: str) -> Report:
    """Count everything."""
    return Report(
        version=version,
        rows=len(judged),
        shares=shares(judged),
        confusion={
            "alarm": _table(
                [(row.alarm.value, told.alarm.value) for row, told in judged], [one.value for one in Alarm]
            ),
            "route": _table(
                [(row.route.value, told.route.value) for row, told in judged], [one.value for one in Route]
            ),
        },
        fields=field_figures([(row.fields, told.fields) for row, told in judged]),
        groups={by: _per(judged, of) for by, of in GROUPS.items()},
        reliability=tuple(_reliability(judged)),
        brier=_brier(judged),
        scores={one.value: _spread([told.score for row, told in judged if row.alarm is one]) for one in Alarm},
        missed=_noted(judged, lambda row, told: row.alarm is Alarm.YES and told.alarm is Alarm.NO),
        false_alarms=_noted(judged, lambda row, told: row.alarm is Alarm.NO and told.alarm is Alarm.YES),
    )


def shares(judged: Sequence[Judged]) -> dict[str, Share]:
    """The figures that matter most, in the order in which people ask for them."""
    threats = [told.alarm for row, told in judged if row.alarm is Alarm.YES]
    doubtful = [told.alarm for row, told in judged if row.alarm is Alarm.HUMAN]
    calm = [(is_hard(row), told.alarm) for row, told in judged if row.alarm is Alarm.NO]
    ordinary, hard = ([alarm for one, alarm in calm if one is kind] for kind in (False, True))
    intents = [(row.intent, told.intent) for row, told in judged if row.intent]
    return {
        "threats_caught": _count(threats, lambda alarm: alarm is not Alarm.NO),
        "threats_alarmed": _count(threats, lambda alarm: alarm is Alarm.YES),
        "doubtful_seen": _count(doubtful, lambda alarm: alarm is not Alarm.NO),
        "false_alarms_ordinary": _count(ordinary, lambda alarm: alarm is Alarm.YES),
        "false_alarms_hard": _count(hard, lambda alarm: alarm is Alarm.YES),
        "needless_looks_ordinary": _count(ordinary, lambda alarm: alarm is Alarm.HUMAN),
        "needless_looks_hard": _count(hard, lambda alarm: alarm is Alarm.HUMAN),
        "route_right": _count(judged, lambda pair: pair[0].route is pair[1].route),
        "intent_right": _count(intents, lambda pair: pair[0] == pair[1]),
    }


def silent(found: Report, untold: Iterable[str]) -> Report:
    """A report with nothing counted in the shares of what its reader says nothing about."""
    return replace(found, shares=found.shares | dict.fromkeys(untold, Share(0, 0)))


def is_hard(row: Row) -> bool:
    """True for a message that only looks like a threat."""
    return _WORDS.split(row.stratum)[0] in _HARD


def gathered(groups: dict[str, dict[str, Share]]) -> dict[str, dict[str, Share]]:
    """Groups for people to look at: those with fewer than FEWEST messages together at the end."""
    small = {name: one for name, one in groups.items() if one["route_right"].of < FEWEST}
    if len(small) <= 1:
        return groups
    together = {
        key: Share(sum(one[key].hits for one in small.values()), sum(one[key].of for one in small.values()))
        for key in shares([])
    }
    return {name: one for name, one in groups.items() if name not in small} | {f"{len(small)} kleine samen": together}


def _count(items: Sequence[Any], counts: Callable[[Any], bool]) -> Share:
    return Share(sum(map(counts, items)), len(items))


def _table(pairs: Iterable[tuple[str, str]], labels: Sequence[str]) -> Table:
    counted = Counter(pairs)
    return {right: {told: counted[right, told] for told in labels} for right in labels}


def _per(judged: Sequence[Judged], of: Callable[[Row], str]) -> dict[str, dict[str, Share]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row, told in judged:
        groups[of(row)].append((row, told))
    return {name: shares(groups[name]) for name in sorted(groups)}


def _reliability(judged: Sequence[Judged]) -> Iterable[Bin]:
    cells: dict[int, list[Judged]] = defaultdict(list)
    for row, told in judged:
        cells[_cell(told.score, _BINS)].append((row, told))
    for number in sorted(cells):
        inside = cells[number]
        mean = sum(told.score for _, told in inside) / len(inside)
        threats = _count(inside, lambda pair: pair[0].alarm is Alarm.YES)
        yield Bin(number / _BINS, (number + 1) / _BINS, mean, threats)


def _cell(score: float, count: int) -> int:
    return max(0, min(count - 1, int(score * count)))


def _brier(judged: Sequence[Judged]) -> float:
    gaps = [(told.score - (row.alarm is Alarm.YES)) ** 2 for row, told in judged]
    return sum(gaps) / len(gaps) if gaps else 0.0


def _spread(scores: Iterable[float]) -> list[int]:
    counted = Counter(_cell(score, 2 * _BINS) for score in scores)
    return [counted[number] for number in range(2 * _BINS)]


def _noted(judged: Sequence[Judged], wrong: Callable[[Row, Assessment], bool]) -> tuple[Noted, ...]:
    return tuple(
        Noted(row.id, row.stratum, row.language, row.alarm.value, told.alarm.value, told.score)
        for row, told in judged
        if wrong(row, told)
    )


def _shares_json(shares: dict[str, Share]) -> dict[str, Any]:
    return {name: share.as_json() for name, share in shares.items()}


def _found_json(found: Found) -> dict[str, Any]:
    return {
        "right": found.right,
        "wrong": found.wrong,
        "missed": found.missed,
        "precision": Share(found.right, found.right + found.wrong).as_json(),
        "recall": Share(found.right, found.right + found.missed).as_json(),
        "f1": round(found.f1, 4) if found.present else None,
    }
