"""To whom a threat is handed over: authorities and numbers with a review date, and the police unit of each gemeente."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from casework.errors import SettingsError

_FOLDER = Path(__file__).parent / "handover"
_OURS = _FOLDER / "authorities.toml"
_UNITS = _FOLDER / "politie_eenheden.csv"


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority: its name, what it does, and its telephone number (empty: it has none for this)."""

    name: str
    role: str
    phone: str


@dataclass(frozen=True, slots=True)
class Authorities:
    """All of them, when the list was checked, and when it must be checked again."""

    known: tuple[Authority, ...]
    checked_on: date
    review_on: date

    def is_old(self, today: date) -> bool:
        """The review date has passed."""
        return today > self.review_on


def load(path: Path | None) -> Authorities:
    """The list in a file; without one the list that came along. Raises SettingsError."""
    chosen = path or _OURS
    try:
        data = tomllib.loads(chosen.read_text(encoding="utf-8"))
        known = tuple(Authority(one["name"], one["role"], one["phone"]) for one in data["authority"])
        found = Authorities(known, data["checked_on"], data["review_on"])
    except OSError as error:
        raise SettingsError(f"authorities {chosen}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise SettingsError(f"authorities {chosen}: {error}") from error
    if not all(isinstance(day, date) for day in (found.checked_on, found.review_on)) or not known:
        raise SettingsError(f"authorities {chosen}: checked_on and review_on must be dates, and somebody must be named")
    return found


def police_unit(*places: str | None) -> str | None:
    """The police unit of the first of these gemeenten or islands that has one."""
    units = _units()
    return next((unit for place in places if place and (unit := units.get(place.strip().casefold()))), None)


def source() -> str:
    """Where the list of units comes from, with its year."""
    return _UNITS.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


@cache
def _units() -> dict[str, str]:
    lines = [line for line in _UNITS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row["gemeente"].casefold(): row["eenheid"] for row in csv.DictReader(lines)}
