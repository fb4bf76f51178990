"""The lists of bodies are complete and agree with each other."""

from __future__ import annotations

import pytest

from nlp.form.organisations import HOME, Layer, gazetteer


@pytest.mark.parametrize(
    ("layer", "count"), [(Layer.GEMEENTE, 342), (Layer.PROVINCIE, 12), (Layer.WATERSCHAP, 21), (Layer.CARIBBEAN, 3)]
)
def test_every_body_of_a_layer_is_listed(layer: Layer, count: int) -> None:
    """342 gemeenten, 12 provincies, 21 waterschappen and 3 openbare lichamen in 2026."""
    lines = (HOME / f"{layer.value}.csv").read_text(encoding="utf-8").splitlines()
    assert sum(not line.startswith(("#", "name,")) for line in lines) == count


@pytest.mark.parametrize("path", sorted(HOME.glob("*.csv")), ids=lambda path: path.name)
def test_every_list_names_its_source(path: object) -> None:
    """The first line says the year and where the names come from."""
    first = HOME.joinpath(str(path)).read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#")
    assert "Bron:" in first


def test_every_former_name_leads_to_a_body_of_today() -> None:
    """The list of merged gemeenten points at names that exist."""
    rows = (HOME / "vroeger.csv").read_text(encoding="utf-8").splitlines()[2:]
    for row in rows:
        former, now, _ = row.rsplit(",", 2)
        found = gazetteer().find(f"gemeente {former}") or gazetteer().find(former)
        assert found is not None, former
        assert found.name == now, former


@pytest.mark.parametrize(
    "text",
    [
        "wethouder meer hier in Best",
        "wethouder Smits in Best",
        "myn man is wethalder yn Best",
        "raadslid op Best",
        "commissielid in Best",
        "Best councillor here",
    ],
)
def test_a_title_makes_a_word_a_body(text: str) -> None:
    """Best is a word of every letter; beside a title it is the gemeente."""
    assert [one.sure for one in gazetteer().named(text, text.lower())] == [True]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("wethouder Best en wethouder Goes", ["Best", "Goes"]),
        ("mail naar a@hulst.example", []),
        ("www.urk.nl", []),
        ("gemeente De Wolden", ["De Wolden"]),
        ("in 's-Hertogenbosch", ["'s-Hertogenbosch"]),
    ],
)
def test_names_are_found_in_order_but_not_in_addresses(text: str, names: list[str]) -> None:
    """A mail address is read apart; a name inside one is no mention."""
    assert [one.body.name for one in gazetteer().named(text, text.lower())] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dijkgraaf Piet Sluis van Hunze en Aa's", "Waterschap Hunze en Aa's"),
        ("Jan Best van Putten", "Putten"),
        ("Anna van Houten van Utrecht", "Utrecht"),
        ("gedeputeerde Anna van Houten van Utrecht", "Provincie Utrecht"),
        ("raadslid J. Best van de gemeente Putten", "Putten"),
        ("gemeente Best", "Best"),
        ("wethouder Smits van Best", "Best"),
    ],
)
def test_a_last_name_is_no_body(text: str, name: str) -> None:
    """Behind a first name, and before "van" and the body its bearer is of."""
    assert [one.body.name for one in gazetteer().named(text, text.lower())] == [name]
