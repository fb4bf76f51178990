"""In which provincie a body lies, for counts. A waterschap crosses borders: it counts as itself."""

from __future__ import annotations

import csv
from functools import lru_cache

from nlp.form.organisations import HOME, Layer, gazetteer

CARIBBEAN, WATERSCHAP = "Caribisch Nederland", "waterschap"


def province_of(organisation: str | None) -> str | None:
    """The provincie of a body by its name as `nlp.form.fields` gives it; None when it is not known.

    Nor is it of a name that two bear.
    """
    if not organisation:
        return None
    for body in gazetteer().bodies(organisation) or gazetteer().bodies(_bare(organisation)):
        if body.shared:
            return None
        found = _of(body.name, body.layer)
        if found:
            return found
    return None


def _of(name: str, layer: Layer) -> str | None:
    match layer:
        case Layer.GEMEENTE:
            return _provinces().get(name)
        case Layer.PROVINCIE:
            return name.removeprefix("Provincie ")
        case Layer.WATERSCHAP:
            return WATERSCHAP
        case Layer.CARIBBEAN:
            return CARIBBEAN


def _bare(organisation: str) -> str:
    """Without "gemeente" before it."""
    return organisation.strip().removeprefix("gemeente ").removeprefix("Gemeente ")


@lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    lines = (HOME / "provincie_van.csv").read_text(encoding="utf-8").splitlines()
    return {row["name"]: row["province"] for row in csv.DictReader(line for line in lines if not line.startswith("#"))}
