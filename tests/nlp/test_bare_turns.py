"""Turns that are no sign of anything by themselves, and those that are like them."""

from __future__ import annotations

import time

import pytest

from nlp.chat.bare import is_at_the_door, is_bare, is_harmless_call


@pytest.mark.parametrize(
    "text",
    [
        "de naam", "mijn naam", "alleen de naam", "nee, de achternaam", "the name", "de laatste",
        "de naam en het nummer",
        "op de voordeur wel", "alleen op de achterdeur", "half, alleen de voordeur", "alleen beneden", "alleen boven",
        "de ramen niet", "only the front door", "downstairs only", "nee alleen op de schuur", "weet niet wie",
        "naam zeg ik liever niet", "zal de kat wel zijn", "ach het was vast de wind", "must be the cat",
    ],
)  # fmt: skip
def test_a_turn_that_only_answers_is_bare(text: str) -> None:
    """Or shrugs."""
    assert is_bare(text)


@pytest.mark.parametrize(
    "text",
    [
        "hij noemde mijn naam", "mijn naam op een kogel", "bij de voordeur", "hij is beneden", "alleen thuis",
        "bloed op de voordeur", "de deur is open", "beneden loopt iemand", "hij weet de naam", "zal hem wel zijn",
        "het zal mijn ex wel zijn", "weet niet wie het doet", "de kat is dood", "was de kat vermoord",
    ],
)  # fmt: skip
def test_a_turn_that_tells_something_is_not(text: str) -> None:
    """However short."""
    assert not is_bare(text)


@pytest.mark.parametrize(
    ("text", "at_the_door", "harmless"),
    [
        ("moment, er is iemand aan de deur", True, False),
        ("sorry, er is iemand aan de deur, ben zo terug", True, False),
        ("wacht even er staat iemand voor de deur, pakketje", True, True),
        ("er staat iemand voor de deur", False, False),
        ("er is iemand aan de deur, zo terug", True, False),
        ("one moment, there is someone at the door", True, False),
        ("wacht even, er is iemand aan de deur met een pakketje", True, True),
        ("wacht er staan mannen voor de deur", False, False),
        ("moment, er staat iemand voor de deur met een mes", False, False),
        ("moment er staat iemand voor de deur te bonken", False, False),
        ("wait, there's someone at the door, a delivery", True, True),
        ("moment, hij staat voor de deur", False, False),
    ],
)  # fmt: skip
def test_who_goes_to_open_the_door_is_known(text: str, *, at_the_door: bool, harmless: bool) -> None:
    """Only in words of every day, and with a word for coming back."""
    assert (is_at_the_door(text), is_harmless_call(text)) == (at_the_door, harmless)


def test_a_long_turn_is_seen_in_time() -> None:
    """Also one word without end."""
    began = time.monotonic()
    for text in (
        "deuren" * 3000,
        "deur en " * 3000,
        "wacht even een moment " * 2000,
        "moment" * 5000,
        "de naam en " * 3000,
    ):
        for length in (60, 200, len(text)):
            is_bare(text[:length])
            is_at_the_door(text[:length])
    assert time.monotonic() - began < 5
