"""What a turn says of the summary that it was shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casework.conversation import Need
from nlp.chat.answers import hear
from nlp.chat.summary import _RATHER, has_reserve, wrong_line
from nlp.text import fold

NOW = datetime(2026, 12, 1, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "krijg ik een bevestiging", "krijg ik hiervan een bevestiging per mail?", "klopt dat wel, dat het Zeist is?",
        "het klopt allemaal, alleen de gemeente niet", "klopt alles, behalve mijn achternaam", "klopt alles?", "ja?",
        "alles klopt behalve het nummer", "moet ik nog iets bevestigen", "klopt helemaal, op mijn voornaam na",
        "everything is correct except my phone number", "yes but my name is spelled wrong", "is that correct?",
        "klopt, maar het nummer is niet goed", "ja maar mijn nummer is veranderd", "ja, alleen is het Else",
        "hij zegt ja maar", "bijna goed", "that is mostly right", "ja behalve het laatste",
    ],
)  # fmt: skip
def test_a_yes_with_a_reserve_or_in_a_question_is_none(text: str) -> None:
    """Something is excepted, or somebody only asks."""
    assert has_reserve(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "ja", "ja hoor klopt allemaal, lust die man appeltaart?", "Ja dat klopt, behalve mijn lot in akte drie",
        "ja hoor klopt. wanneer hoor ik iets?", "ja, maar wanneer bellen jullie?", "ik bevestig dat", "is goed zo",
        "ja klopt, maar ik heb wel een vraag", "ja alleen wel graag na 18 uur bellen", "ja maar het is dringend",
        "klopt. mijn nummer is ook op kantoor bereikbaar", "yes that is right, thanks", "zo is het", "akkoord",
        "ja, klopt het dat ik nog gebeld word?", "Hij zegt ja en ik ook.", "Zij keurt het goed, dus ja.",
        "Zeer juist. Mijn dank.", "mijn man zegt ja", "helemaal juist", "he says yes, thanks",
    ],
)  # fmt: skip
def test_a_yes_stays_one_whatever_is_asked_or_wished_behind_it(text: str) -> None:
    """A question of its own, a wish or a joke takes nothing back."""
    assert not has_reserve(fold(text))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("dan klopt de gemeente natuurlijk niet", "organisation"), ("klopt het nummer nog niet", "phone"),
        ("het nummer", "phone"), ("nee, mijn naam", "person"), ("de gemeente", "organisation"),
        ("het adres", "address"), ("de functie graag", "function"), ("my phone number", "phone"),
        ("alles klopt behalve het nummer", "phone"),
        ("klopt alles, behalve mijn achternaam", "person"), ("oke maar mijn nummer klopt niet", "phone"),
        ("alles goed op het nummer na", "phone"), ("yes but my name is spelled wrong", "person"),
        ("mijn functie klopt niet", "function"), ("ja maar ik heb een ander nummer", "phone"),
        ("de naam ook", "person"), ("alleen de straat klopt niet", "address"), ("my address isn't right", "address"),
        ("bel niet op dit nummer", None), ("geef mijn nummer niet aan mijn werkgever", None), ("ja", None),
        ("ja dat is mijn naam", None), ("mijn nummer is ook op kantoor bereikbaar", None), ("dat klopt niet", None),
    ],
)  # fmt: skip
def test_the_line_that_is_called_wrong_is_heard(text: str, line: str | None) -> None:
    """Not one that is only spoken of."""
    assert wrong_line(fold(text)) == line


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("het klopt allemaal, alleen de gemeente niet, dat is Utrecht", "organisation", "Utrecht"),
        ("klopt dat wel, dat jullie gemeente Zeist hebben? het is De Bilt", "organisation", "De Bilt"),
        ("it is all correct, only the municipality should be Utrecht", "organisation", "Utrecht"),
        ("alles klopt, alleen het telefoonnummer moet 0612345678 zijn", "phone", "+31612345678"),
        ("ja maar de naam klopt niet, het is Bob Vos", "person", "Bob Vos"),
        ("dan klopt de gemeente niet: hij zit in de raad van Tholen", "organisation", "Tholen"),
    ],
)
def test_what_holds_in_its_place_is_taken(text: str, field: str, value: str) -> None:
    """Said behind the line that is wrong."""
    heard = hear(text, Need.CONFIRM, NOW)
    assert getattr(heard.fields, field) == value
    assert field in heard.firm


def test_a_long_turn_is_read_in_time() -> None:
    """Also one that repeats what it looks for."""
    for text in ("het nummer klopt " * 5000, "alleen de " * 8000, "ja, " * 10000, "dat is " * 10000):
        has_reserve(text)
        wrong_line(text)
        _RATHER.search(text)
