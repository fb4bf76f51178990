"""Names that are completed: a first name behind, a word spelled out, and whose name it is."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Fields
from casework.conversation import Conversation, Need, merged
from nlp.chat.answers import hear
from nlp.chat.who.spelled import spelled_word
from nlp.form.dates import AMSTERDAM

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("F. Wiersum. Fokke", "Fokke Wiersum"),
        ("Th. Wiersum, maar dat is Theo", "Theo Wiersum"),
        ("mw. C. van Wiersum (Corrie)", "Corrie van Wiersum"),
        ("Wiersum, A.M. (Anna)", "Anna Wiersum"),
        ("Naam: Wiersum, A.M.", "A.M. Wiersum"),
        ("Het gaat om de heer Wiersum, voornaam Fokke", "Fokke Wiersum"),
        ("J. de Wiersum. Jammer dat het zo laat is", "J. de Wiersum"),
        ("Sjoerd te Wiersum", "Sjoerd te Wiersum"),
    ],
)
def test_a_first_name_stands_behind(text: str, name: str) -> None:
    """As it is copied out of a list, or added; no word of the language is one."""
    assert hear(text, Need.PERSON, AT).fields.person == name


@pytest.mark.parametrize(
    ("known", "text", "name"),
    [
        ("harmke bolders", "nee het is b o l t e r s", "harmke bolters"),
        ("Harmke Wijnants", "wynants met griekse y", "Harmke Wynants"),
        ("Harmke Bolders", "ik val met de deur in huis", "Harmke Bolders"),
        ("Harmke Bolders-ter Horst", "B-o-l-d-e-r-s, dan een streepje", "Harmke Bolders-ter Horst"),
        ("v d bolder", "harmke van de bolder ja", "harmke van de bolder"),
    ],
)
def test_a_name_is_written_as_it_is_spelled(known: str, text: str, name: str) -> None:
    """The word that is most like it; a name without a first name gives way to one with it."""
    state = Conversation(fields=Fields(person=known), known=frozenset({"person"}))
    assert merged(state, hear(text, Need.CONFIRM, AT), Fields()).fields.person == name


def test_letters_by_themselves_spell_nothing() -> None:
    """A party, initials, or who is spoken to."""
    assert [spelled_word(one) for one in ("D 6 6", "V D A", "kan ik met u bellen", "J-P Wiersum")] == [None] * 4


@pytest.mark.parametrize(
    "said", ["Fokke Wiersum. Ik ben Els, zijn secretaresse", "Fokke Wiersum. ik ben zijn assistente"]
)
def test_the_name_before_that_of_staff_is_the_bestuurders(said: str) -> None:
    """Also where only the last name was known."""
    state = merged(Conversation(), hear("Wethouder Wiersum van Ommen wil een advies", Need.TOPIC, AT), Fields())
    assert merged(state, hear(said, Need.CONFIRM, AT), Fields()).fields.person == "Fokke Wiersum"


def test_the_name_of_who_writes_is_not_the_bestuurders() -> None:
    """Who helps gives their own."""
    heard = hear("Els Wiersum. Ik ben de secretaresse van wethouder Bos", Need.PERSON, AT)
    assert heard.own_name


def test_a_first_name_is_not_put_before_the_name_of_who_writes() -> None:
    """It goes with the last name beside it."""
    state = merged(Conversation(), hear("Mijn naam is Els Wiersum, secretaresse", Need.TOPIC, AT), Fields())
    state = merged(state, hear("Het gaat om de heer Bolder, voornaam Fokke.", Need.PHONE, AT), Fields())
    assert state.fields.person == "Fokke Bolder"
