"""Precision, recall and F1 of each field: what was to be found, what was told, and what of it was right.

Compared without regard to letter case, spaces and underscores; "gemeente", "provincie" or "waterschap" before a name
makes no difference. A field with several values (dates, domains, themes) counts each value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from casework.assessment import Fields
from nlp.form.dates import AMSTERDAM

_KINDS = ("gemeente ", "provincie ", "waterschap ", "hoogheemraadschap van ", "hoogheemraadschap ")

#: The values of a field that count, as a set: empty when there is nothing to tell.
Values = frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """Values told rightly, told wrongly (or needlessly), and not told. A wrong value where there was one is both."""

    right: int
    wrong: int
    missed: int

    @property
    def present(self) -> int:
        """How many values there were to find."""
        return self.right + self.missed

    @property
    def precision(self) -> float:
        """Of what was told, the share that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Of what was to be found, the share that was told."""
        return self.right / self.present if self.present else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


def field_figures(pairs: Sequence[tuple[dict[str, Any], Fields]]) -> dict[str, Found]:
    """The figures of each field, from what people noted (as in the file) and what a reader told."""
    return {
        name: _counted((labelled(noted), told(fields)) for noted, fields in pairs)
        for name, (labelled, told) in _FIELDS.items()
    }


def _counted(pairs: Iterable[tuple[Values, Values]]) -> Found:
    right = wrong = missed = 0
    for noted, told in pairs:
        right += len(noted & told)
        wrong += len(told - noted)
        missed += len(noted - told)
    return Found(right, wrong, missed)


def _values(value: object) -> Values:
    """None and nothing at all are no value; False is one."""
    if value is None:
        return frozenset()
    many = value if isinstance(value, list | tuple) else [value]
    return frozenset(plain for one in many if (plain := _plain(one)))


def _plain(value: object) -> str:
    return " ".join(str(getattr(value, "value", value)).casefold().replace("_", " ").split())


def _name(value: object) -> Values:
    return frozenset(map(_bare, _values(value)))


def _bare(name: str) -> str:
    kind = next(filter(name.startswith, _KINDS), "")
    return name.removeprefix(kind)


def _true(value: object) -> Values:
    return _values(value or None)


def _no_spaces(value: object) -> Values:
    return frozenset(one.replace(" ", "") for one in _values(value))


def _moments(value: object) -> Values:
    return frozenset(moment(one) for one in _values(value))


def moment(text: str) -> str:
    """A time in UTC, so that two ways to write it are equal; one without offset is Dutch time; a day as it stands."""
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError:
        return text
    if "T" not in text.upper():
        return text
    return (found if found.tzinfo else found.replace(tzinfo=AMSTERDAM)).astimezone(UTC).isoformat()


_Pair = tuple[Callable[[dict[str, Any]], Values], Callable[[Fields], Values]]


def _field(name: str, values: Callable[[object], Values] = _values) -> _Pair:
    return lambda noted: values(noted.get(name)), lambda told: values(getattr(told, name))


def _address(name: str, values: Callable[[object], Values] = _values) -> _Pair:
    return (
        lambda noted: values((noted.get("address") or {}).get(name)),
        lambda told: values(getattr(told.address, name) if told.address else None),
    )


_FIELDS: dict[str, _Pair] = {
    "sender_kind": _field("sender_kind"),
    "function": _field("function"),
    "person": _field("person"),
    "organisation": _field("organisation", _name),
    "phone": _field("phone", _no_spaces),
    "address.street": _address("street"),
    "address.postcode": _address("postcode", _no_spaces),
    "address.city": _address("city"),
    "moving": _field("moving", _true),
    "pkvw": _field("pkvw"),
    "availability": _field("availability", _moments),
    "domains": _field("domains"),
    "themes": _field("themes"),
}
