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
        ("Iepenlaan 9, Ommen. De postcode is 7731, en dan de letters AB", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("Iepenlaan 9 in Ommen, 7731 met daarachter AB", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("Iepenlaan 9, postcode 7731 gevolgd door de letters BA in Ommen", ("Iepenlaan 9", "7731 BA", "Ommen")),
        ("De Ommerweg 8 hier in Zwolle, 8011 AB", ("Ommerweg 8", "8011 AB", "Zwolle")),
        ("De Almeloseweg 8 hier in Ommen, 7731 AB", ("Almeloseweg 8", "7731 AB", "Ommen")),
        ("Het Zutphensepad 3, Lochem", ("Zutphensepad 3", None, "Lochem")),
        ("Langs de Vecht 6 in Ommen", ("Langs de Vecht 6", None, "Ommen")),
        ("Tussen de Wallen 8 Ommen", ("Tussen de Wallen 8", None, "Ommen")),
        ("Op den Dries 15 Ommen", ("Op den Dries 15", None, "Ommen")),
        ("Iepenlaan honderd zeventien in Ommen", ("Iepenlaan 117", None, "Ommen")),
        ("Iepenlaan tweehonderd en drie, Ommen", ("Iepenlaan 203", None, "Ommen")),
        ("Iepenlaan negen in Ommen zevenenzeventig eenendertig alfa bravo", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("Iepenlaan 9, 7731 anton bernard in Ommen", ("Iepenlaan 9", "7731 AB", "Ommen")),
        ("Iepenlaan 9, 77 31 Karel Simon, Ommen", ("Iepenlaan 9", "7731 KS", "Ommen")),
        ("Iepengracht 263-3hoog 7731AB", ("Iepengracht 263-3hoog", "7731 AB", None)),
        ("Zuider Iepenkade 22 ws, Ommen", ("Zuider Iepenkade 22 ws", None, "Ommen")),
        ("De Ruyterstraat 4, 1071 AB Amsterdam", ("De Ruyterstraat 4", "1071 AB", "Amsterdam")),
        ("De Clercqstraat 77 Amsterdam", ("De Clercqstraat 77", None, "Amsterdam")),
        ("The house is at 5 Fort Bay Road in The Bottom. No postcode", ("5 Fort Bay Road", None, "The Bottom")),
        ("I live at 12 Matthew Levine Street in Windwardside", ("12 Matthew Levine Street", None, "Windwardside")),
    ],
)
def test_a_street_is_its_name_and_a_town_needs_no_capital(
    text: str, address: tuple[str | None, str | None, str]
) -> None:
    """Words before a street are none of it."""
    assert told_address(text) == Address(*address)


@pytest.mark.parametrize("text", ["mijn huis ligt half in België", "wij wonen vlak bij de grens in Duitsland"])
def test_a_country_is_no_town(text: str) -> None:
    """Nobody is found there by it."""
    assert told_address(text) is None


def test_a_town_completes_the_address_whatever_stands_behind_it() -> None:
    """In a short turn."""
    at = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)
    state = merged(Conversation(), hear("Iepenlaan 9, 7731 AB", Need.PHONE, at), Fields())
    state = merged(state, hear("Ommen ja. Verder klopt het", Need.CONFIRM, at), Fields())
    assert state.fields.address == Address("Iepenlaan 9", "7731 AB", "Ommen")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("3813 ED, Arnhemseweg 77", ("Arnhemseweg 77", "3813 ED", None)),
        ("3813 ED Oude Gracht 77", ("Oude Gracht 77", "3813 ED", None)),
        ("6711 AA, Edeseweg 5 Ede", ("Edeseweg 5", "6711 AA", "Ede")),
        ("7603AP sorry", (None, "7603 AP", None)),
        ("7603 ap bedankt", (None, "7603 AP", None)),
        ("7603 AP almelo", (None, "7603 AP", "Almelo")),
        ("dordrecht ja, 3311 NX", (None, "3311 NX", "Dordrecht")),
        ("oh ja postcode 5802 CH, gewoon Venray", (None, "5802 CH", "Venray")),
        ("7603 AP, ook almelo", (None, "7603 AP", "Almelo")),
        ("niet 5025 JG maar 5052 JG", (None, "5052 JG", None)),
        ("Korvelseweg 48, niet 84", ("Korvelseweg 48", None, None)),
    ],
)
def test_no_word_beside_a_postcode_is_a_town_but_one(
    text: str, address: tuple[str | None, str | None, str | None]
) -> None:
    """Neither the street nor "sorry"."""
    assert told_address(text) == Address(*address)


@pytest.mark.parametrize(
    ("said", "town", "body"),
    [
        ("Ja ook in Weert", "Weert", "Roermond"),
        ("weert idd", "Weert", "Roermond"),
        ("gewoon Weert", "Weert", "Roermond"),
        ("in Hengevelde", "Hengevelde", "Roermond"),
        ("Weert hoor", "Weert", "Roermond"),
        ("ja in mei", None, "Roermond"),
        ("nee, gemeente Weert", None, "Weert"),
    ],
)
def test_the_town_that_an_address_lacks_is_no_other_body(said: str, town: str | None, body: str) -> None:
    """Who works for one gemeente may live in another."""
    at = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)
    state = Conversation()
    for text in ("Ik ben raadslid in Roermond", "Zandweg 180, 6418 PW", said):
        state = merged(state, hear(text, Need.CONFIRM, at), Fields())
    assert (state.fields.address, state.fields.organisation) == (Address("Zandweg 180", "6418 PW", town), body)


@pytest.mark.parametrize(
    ("said", "street", "postcode", "phone"),
    [
        ("Bijna goed, huisnummer is 48, niet 84", "Korvelseweg 48", "5025 JG", "+31612342045"),
        ("nr.48 ipv nr.84", "Korvelseweg 48", "5025 JG", "+31612342045"),
        ("5052 in plaats van 5025", "Korvelseweg 84", "5052 JG", "+31612342045"),
        ("niet 5025jg maar 5052jg", "Korvelseweg 84", "5052 JG", "+31612342045"),
        ("de postcode is 5025 JC, niet JG", "Korvelseweg 84", "5025 JC", "+31612342045"),
        ("54 ipv 45", "Korvelseweg 84", "5025 JG", "+31612342054"),
        ("het is 0612342054 en niet 0612342045", "Korvelseweg 84", "5025 JG", "+31612342054"),
        ("6 niet 5", "Korvelseweg 84", "5025 JG", "+31612342045"),
    ],
)
def test_what_should_stand_there_takes_the_place_of_what_did(said: str, street: str, postcode: str, phone: str) -> None:
    """In a house number, a postcode and the end of a telephone number."""
    at = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)
    state = Conversation()
    for text in ("06-12342045", "Korvelseweg 84, 5025 JG Tilburg", said):
        state = merged(state, hear(text, Need.CONFIRM, at), Fields())
    assert (state.fields.address, state.fields.phone) == (Address(street, postcode, "Tilburg"), phone)
