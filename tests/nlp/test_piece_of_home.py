"""A piece of the home address, where a chat app may not be told one."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlp.chat.answers import hear, masked
from nlp.form.dates import AMSTERDAM

AT = datetime(2026, 11, 24, 20, 15, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("adres: Havenkade tweeëntwintig", "adres: [adres gewist]"),
        ("Havenkade tweeëntwintig", "[adres gewist]"),
        ("woonplaats Hoorn", "woonplaats [adres gewist]"),
        ("woonplaats: hoorn", "woonplaats: [adres gewist]"),
        ("mijn adres is Dorpsweg", "mijn adres is [adres gewist]"),
        ("ik woon op de Havenkade", "ik woon op de [adres gewist]"),
        ("Home address: Harbour Lane", "Home address: [adres gewist]"),
        ("ik woon op Dorpsstraat 12, 8321 AB Urk", "ik woon op [adres gewist]"),
    ],
)
def test_a_piece_of_the_home_address_is_private_and_goes_out_of_our_copy(text: str, left: str) -> None:
    """Also with the number in words."""
    assert hear(text, None, AT).private
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "mijn adres geef ik liever niet",
        "mijn adres is geheim",
        "adres: volgt later",
        "mailadres: ada@gemeente.example",
        "mijn adres is ada@gemeente.example",
        "welk adres bedoelt u?",
        "ik ben wethouder in Hoorn",
        "woensdag twee uur",
    ],
)
def test_what_tells_no_piece_of_it_stays(text: str) -> None:
    """A word for it alone is none."""
    assert not hear(text, None, AT).private
    assert masked(text) == text
