"""Weighing clues: a small linear scorer for choices that plain rules make worse.

Who writes, whose function is named, whether a day that is named is also offered, whether somebody moves and has the
PKVW, are weighed so. A feature is a readable string ("noemt de eigen functie", "na:kan"); its weights were learned from
the hand-written examples by `nlp.learning.weigh_training` and lie as text in ``nlp/weights``. It fills in fields for a
person to check; it has no say in the alarm.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from pathlib import Path

HOME = Path(__file__).parents[1] / "weights"

#: What is known of one case: a feature and how much of it there is (mostly 1).
Features = Mapping[str, float]
#: A sum of weights for each label.
Totals = Sequence[float]


@dataclass(frozen=True, slots=True)
class Weights:
    """For each label a start, and for each feature what it adds to each label (log odds)."""

    labels: tuple[str, ...]
    starts: tuple[float, ...]
    table: Mapping[str, tuple[float, ...]]

    def chances(self, features: Features, shared: Totals | None = None) -> dict[str, float]:
        """The chance of each label, 0 to 1, each by itself (one against the rest).

        `shared`: the totals of what this case has in common with others of its message.
        """
        totals = self.totals(features, self.starts if shared is None else shared)
        return {label: 1 / (1 + math.exp(-total)) for label, total in zip(self.labels, totals, strict=True)}

    def totals(self, features: Features, start: Totals | None = None) -> Totals:
        """What features add up to, per label, from `start` on."""
        there = list(self.table.keys() & features.keys())
        values = [features[name] for name in there]
        columns = zip(self.starts if start is None else start, *map(self.table.__getitem__, there), strict=True)
        return [first + math.fsum(map(mul, column, values)) for first, *column in columns]


@lru_cache(maxsize=8)
def weights(name: str) -> Weights:
    """The weights of one choice, by the name of its file."""
    data = json.loads((HOME / f"{name}.json").read_text(encoding="utf-8"))
    table = {feature: tuple(row) for feature, row in data["weights"].items()}
    return Weights(tuple(data["labels"]), tuple(data["starts"]), table)
