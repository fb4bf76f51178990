"""Of the numbers of a conversation the one to call: what comes beside it takes no place."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Fields
from casework.conversation import Conversation, Need, merged
from nlp.chat.answers import hear
from nlp.form.dates import AMSTERDAM

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)
FIRST, SECOND = "06-12345611", "06-12345622"


def _number(*turns: str) -> str | None:
    state = Conversation()
    for text in turns:
        state = merged(state, hear(text, Need.CONFIRM if state.fields.phone else Need.PHONE, AT), Fields())
    return state.fields.phone


@pytest.mark.parametrize(
    "said",
    [
        f"anders bel je mijn zoon: {SECOND}",
        f"in noodgevallen {SECOND}",
        f"als ze niet opneemt: {SECOND}",
        f"onze collega heeft {SECOND}",
        "het algemene nummer van het raadhuis is 0570-123422",
        f"zijn eigen nummer is {SECOND} maar die neemt hij nooit op",
        f"het nummer van de makelaar is {SECOND}",
        f"ik werd gebeld vanaf {SECOND}, is dat van u?",
    ],
)
def test_a_number_beside_it_leaves_the_first(said: str) -> None:
    """One for when nobody answers, of somebody else, or not to be called."""
    assert _number(FIRST, said) == "+31612345611"


@pytest.mark.parametrize(
    "said",
    [
        f"sorry, oud nummer. Nieuw: {SECOND}",
        f"liever mijn secretaresse bellen, {SECOND}",
        f"zijn nummer is {SECOND}, bel hem rechtstreeks",
    ],
)
def test_a_number_that_is_asked_for_takes_its_place(said: str) -> None:
    """In the same words."""
    assert _number(FIRST, said) == "+31612345622"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"Secretariaat: 0570-123422. Raadslid thuis: {FIRST}. Graag via het secretariaat.", "+31570123422"),
        (f"Raadslid: {FIRST}. Het loopt via mij: {SECOND}", "+31612345622"),
        ("06-12345612. Nee, de laatste twee moeten 11 zijn", "+31612345611"),
    ],
)
def test_what_is_said_last_chooses(text: str, number: str) -> None:
    """By the name of a number, or by its last digits."""
    assert _number(text) == number
