"""Addresses as they come in a chat: beside another house, dictated, in English order, without a capital."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Address, Fields
from casework.conversation import Conversation, Need, merged
from nlp.chat.answers import hear
from nlp.chat.where.address import told_address
from nlp.form.dates import AMSTERDAM


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "dat is de esdoornlaan nee wacht dat is van mijn zus wij wonen op sint annastraat zesenveertig in ommen",
            ("Sint Annastraat 46", None, "Ommen"),
        ),
        (
            "Raadhuisplein 2 o nee dat is het werk, thuis is Iepenlaan 9, 7731 AB Ommen",
            ("Iepenlaan 9", "7731 AB", "Ommen"),
        ),
        ("My office is Markt 4, home is Iepenlaan 9, 7731 AB Ommen", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("Kantoor: Markt 4 Zwolle. Privé: Iepenlaan 9, 7731 AB Ommen", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("m'n ouders zitten op Beukenlaan 3. Ik woon Iepenlaan 9, 7731 AB Ommen", ("Iepenlaan 9", "7731 AB", "Ommen")),
    ],
)
def test_of_two_houses_the_home_counts(text: str, address: tuple[str, str | None, str]) -> None:
    """Not the office, and not that of the family."""
    assert told_address(text) == Address(*address)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("De Kerkweg 8 in Ommen. 7731 AB", ("Kerkweg 8", "7731 AB", "Ommen")),
        ("De Lairessestraat 8, 1071 NX Amsterdam", ("De Lairessestraat 8", "1071 NX", "Amsterdam")),
        ("Dus Iepenlaan 9, 7731 AB Ommen", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("Iepenlaan 9 in ommen, pc 7731 AB", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("ommen, iepenlaan 9b 7731 ab", ("Iepenlaan 9b", "7731 AB", "Ommen")),
        ("Ommen. Iepenlaan 9. 7731 AB", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("9 Iepenlaan, 7731 AB Ommen", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("we live on Iepenlaan, number 9, Ommen 7731 AB", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("Iepenlaan 9 links, Ommen", ("Iepenlaan 9 links", None, "Ommen")),
        ("Iepenlaan 90 app. 4, 7731 AB Ommen", ("Iepenlaan 90 app. 4", "7731 AB", "Ommen")),
        ("Iepenlaan 9. 7731 en dan AB. Ommen", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("Iepenlaan 9, 1795 JE De Cocksdorp", ("Iepenlaan 9", "1795 JE", "De Cocksdorp")),
        ("woonplaats: Ommen", (None, None, "Ommen")),
        ("Aan de Vecht 5, 7731 AB Ommen", ("Aan de Vecht 5", "7731 AB", "Ommen")),
    ],
)
def test_a_street_is_its_name_and_a_town_needs_no_capital(
    text: str, address: tuple[str | None, str | None, str]
) -> None:
    """Words before a street are none of it."""
    assert told_address(text) == Address(*address)


def test_a_town_completes_the_address_whatever_stands_behind_it() -> None:
    """In a short turn."""
    at = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)
    state = merged(Conversation(), hear("Iepenlaan 9, 7731 AB", Need.PHONE, at), Fields())
    state = merged(state, hear("Ommen ja. Verder klopt het", Need.CONFIRM, at), Fields())
    assert state.fields.address == Address("Iepenlaan 9", "7731 AB", "Ommen")
