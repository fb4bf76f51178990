"""Addresses typed in haste, and turns that only mend the one before."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Address, Fields
from casework.conversation import Conversation, Need, merged
from nlp.chat.answers import hear
from nlp.chat.where.address import told_address
from nlp.chat.where.typed_address import typed_address
from nlp.form.dates import AMSTERDAM

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("kwelderpolle 17 holwert", ("Kwelderpolle 17", None, "Holwert")),
        ("kaya grandi 8 kralendijk, no postcode", ("Kaya Grandi 8", None, "Kralendijk")),
        ("woon bolwerkje 3b", ("Bolwerkje 3b", None, None)),
        ("vissersweg 9 makkum 8754 ab dat is het nieuwe", ("Vissersweg 9", "8754 AB", "Makkum")),
        ("8754 AB Makkum, Kadepandje 12-C", ("Kadepandje 12-C", "8754 AB", "Makkum")),
        ("oude schans 9663 ab", (None, "9663 AB", "Oude Schans")),
        ("tolweg je nr 4 holwert", ("Tolwegje 4", None, "Holwert")),
        ("Vissersweg 9, 8754 AB, no wait, AC. 8754 AC Makkum", ("Vissersweg 9", "8754 AC", "Makkum")),
        ("Vissersweg 9, Makkum, nee wat zeg ik, wij wonen op 19", ("Vissersweg 19", None, "Makkum")),
        ("Ommen uiteraard. De postcode is 7731 AC", (None, "7731 AC", "Ommen")),
    ],
)
def test_a_turn_that_is_an_address(text: str, address: tuple[str | None, str | None, str | None]) -> None:
    """Whatever the street is called, and wherever the postcode stands."""
    assert told_address(text) == Address(*address)


@pytest.mark.parametrize(
    "text",
    [
        "vrijdag 17 uur",
        "donderdag 12 mei",
        "2 kinderen",
        "optie 2",
        "raadslid 12",
        "week 23 graag",
        "nieuwbouw 2019",
        "het huis is van 2019 en goed",
        "fenna 06",
        "wk 12",
    ],
)
def test_a_day_a_count_and_a_year_are_no_address(text: str) -> None:
    """Nor is a word that everybody uses with a number behind it."""
    assert typed_address(text) is None
    assert told_address(text) is None


@pytest.mark.parametrize(
    ("before", "text", "address"),
    [
        ("kwelderpole 17 holwert", "*kwelderpolle", ("Kwelderpolle 17", None, "Holwert")),
        ("kwelderpolle 17 holwrt", "holwert*", ("Kwelderpolle 17", None, "Holwert")),
        ("Vissersweg 9 Makkum", "9a sorry", ("Vissersweg 9a", None, "Makkum")),
        ("Vissersweg 9 Makkum", "sorry, 19", ("Vissersweg 19", None, "Makkum")),
        ("Vissersweg 9 Makkum", "12 uur sorry", ("Vissersweg 9", None, "Makkum")),
    ],
)
def test_a_turn_mends_the_one_before(before: str, text: str, address: tuple[str, str | None, str]) -> None:
    """The word that is most like it, or the house number."""
    state = merged(Conversation(), hear(before, Need.CONFIRM, AT), Fields())
    state = merged(state, hear(text, Need.CONFIRM, AT, before=before), Fields())
    assert state.fields.address == Address(*address)


def test_a_star_changes_no_answer() -> None:
    """It is the other word that was typed wrong."""
    heard = hear("*net", Need.CONFIRM, AT, before="wij verhuizen niet, we wonen hier met")
    assert ("moving" in heard.told, heard.fields.moving) == (True, False)
