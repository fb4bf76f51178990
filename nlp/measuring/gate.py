"""What a reader must at least reach (`nlp/project/gate.toml`), and what the desk wants of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.errors import ReadingError
from nlp.measuring.figures import Report

GATE = Path(__file__).parents[1] / "project" / "gate.toml"


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares to reach (`floors`) or not to pass (`ceilings`), and the F1 that each of `fields` must reach."""

    floors: dict[str, float]
    ceilings: dict[str, float]
    fields: dict[str, float]

    def broken(self, report: Report) -> list[str]:
        """What falls short, in a line each. A figure of nothing (no such messages in the file) breaks no limit."""
        return [*self._shares(report), *self._fields(report)]

    def _shares(self, report: Report) -> Iterator[str]:
        for name, share in report.shares.items():
            told = f"{name}: {share.hits}/{share.of} = {share.share:.4f}"
            if share.of and share.share < self.floors.get(name, 0.0):
                yield f"{told} is below {self.floors[name]}"
            if share.of and share.share > self.ceilings.get(name, 1.0):
                yield f"{told} is above {self.ceilings[name]}"

    def _fields(self, report: Report) -> Iterator[str]:
        for name, found in report.fields.items():
            if found.present and found.f1 < self.fields.get(name, 0.0):
                yield f"F1 {name}: {found.f1:.4f} is below {self.fields[name]}"


def load(path: Path = GATE) -> tuple[Limits, Limits]:
    """The gate and the aims. Raises ReadingError when the file is not what it should be."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return _limits(table["gate"]), _limits(table["aims"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReadingError(f"{path.name} cannot be read: {error}") from error


def _limits(table: dict[str, dict[str, Any]]) -> Limits:
    parts = [{name: float(value) for name, value in table[part].items()} for part in ("floors", "ceilings", "fields")]
    return Limits(*parts)
