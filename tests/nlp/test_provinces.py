"""In which province a body lies."""

from __future__ import annotations

import pytest

from nlp.form.organisations import Layer, _rows
from nlp.form.provinces import province_of


@pytest.mark.parametrize(
    ("organisation", "province"),
    [
        ("Urk", "Flevoland"),
        ("gemeente Utrecht", "Utrecht"),
        ("Súdwest-Fryslân", "Fryslân"),
        ("Nuenen, Gerwen en Nederwetten", "Noord-Brabant"),
        ("Provincie Drenthe", "Drenthe"),
        ("Waterschap Aa en Maas", "waterschap"),
        ("Saba", "Caribisch Nederland"),
        ("Verweggistan", None),
        ("", None),
        (None, None),
    ],
)
def test_a_body_lies_in_its_province(organisation: str | None, province: str | None) -> None:
    """As the reader names it, or not known."""
    assert province_of(organisation) == province


def test_every_gemeente_has_a_province() -> None:
    """All 342."""
    names = [name for name, _, _ in _rows(Layer.GEMEENTE)]
    assert len(names) == 342
    assert [name for name in names if province_of(name) is None] == []
