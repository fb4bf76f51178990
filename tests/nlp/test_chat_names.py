"""Whose name a turn of a chat tells, in words that no rule was made for word by word."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Fields
from casework.conversation import Conversation, Heard, Need, merged
from casework.people import Function
from nlp.chat.answers import hear
from nlp.form.dates import AMSTERDAM

#: A Wednesday.
AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)

BOTH = "de burgemeester heet Karel Groen maar ik ben Jan Vis"
WETHOUDER = "Ik ben Jan Vis, wethouder in Urk, 06-12345678"
FOR_HIS_WIFE = "ik schrijf namens mijn vrouw, wethouder in Ede"


def _hear(text: str, asked: Need | None = None) -> Heard:
    return hear(text, asked, AT)


def _after(*turns: str, asked: Need | None = None) -> Conversation:
    """The state after turns of which the last answers `asked`."""
    state = Conversation()
    for place, text in enumerate(turns, 1):
        state = merged(state, _hear(text, asked if place == len(turns) else None), Fields())
    return state


@pytest.mark.parametrize("asked", [None, Need.CONFIRM, Need.MOMENTS])
@pytest.mark.parametrize(
    "said",
    [
        "mijn vrouw heet Anna de Boer",
        "My husband's name is Piet Klaver",
        "onze dochter Saar Vis doet open",
        "mijn secretaresse heet Els Bakker, bel haar maar",
        "Els Bakker is mijn buurvrouw",
        "mijn schoonzoon legt de sloten aan, Van Toor heet hij",
        "de burgemeester heet Karel Groen",
        BOTH,
    ],
)
def test_the_name_of_another_is_not_that_of_a_bestuurder_who_writes(said: str, asked: Need | None) -> None:
    """Of the family, of the office or of another bestuurder; the own office stays too."""
    fields = _after(WETHOUDER, said, asked=asked).fields
    assert (fields.person, fields.function) == ("Jan Vis", Function.WETHOUDER)


@pytest.mark.parametrize(
    ("turns", "name", "function"),
    [
        ((FOR_HIS_WIFE, "mijn vrouw heet Anna de Boer en ik ben Jan Vis"), "Anna de Boer", Function.WETHOUDER),
        (("mijn man is raadslid in Ede", "mijn man heet Piet Klaver"), "Piet Klaver", Function.RAADSLID),
        ((WETHOUDER.replace("wethouder", "griffier"), "de burgemeester heet Karel Groen"), "Karel Groen", None),
        (("namens de burgemeester van Ede", BOTH), "Karel Groen", None),
        (("ik ben raadslid in Ede", BOTH), "Jan Vis", Function.RAADSLID),
        ((f"{BOTH}, wethouder",), "Jan Vis", Function.WETHOUDER),
        (("mijn vrouw heet Anna de Boer en ik ben Jan Vis, wethouder in Ede",), "Jan Vis", Function.WETHOUDER),
    ],
)
def test_who_writes_says_whose_name_counts(turns: tuple[str, ...], name: str, function: str | None) -> None:
    """A wife's or a mayor's name is that of the bestuurder when somebody writes for them."""
    fields = _after(*turns).fields
    assert fields.person == name
    assert fields.function == (function or Function.BURGEMEESTER)


def test_a_name_beside_is_no_answer_to_the_question_for_the_name() -> None:
    """It stays open until the own name is told."""
    state = _after("raadslid in Ede", "mijn man heet Piet Klaver", asked=Need.PERSON)
    assert state.fields.person is None
    assert merged(state, _hear("Jan Vis", Need.PERSON), Fields()).fields.person == "Jan Vis"


@pytest.mark.parametrize(
    ("text", "asked", "name"),
    [
        ("Groen is mijn achternaam :) Karel Groen", Need.PERSON, "Karel Groen"),
        ("Griffier is de achternaam. B.T. Griffier.", Need.PERSON, "B.T. Griffier"),
        ("De Twaalf is de naam, met een hoofdletter", Need.PERSON, "De Twaalf"),
        ("name is Peter Goes, I am an alderman in Ede", None, "Peter Goes"),
        ("Petra Zondag inderdaad", Need.PHONE, "Petra Zondag"),
        ("Femke Heerde, raadslid gemeente Ede", None, "Femke Heerde"),
        ("Voluit: P.R. Zandstra den Hertog", Need.PHONE, "P.R. Zandstra den Hertog"),
        ("mijn naam is inge koster streepje blom", Need.PERSON, "inge koster-blom"),
        ("b. klaver", Need.PHONE, "b. klaver"),
        ("v.d. ven", Need.CONFIRM, "v.d. ven"),
        ("1) wethouder 2) De Wolden 3) Anna Klaver-Bos", None, "Anna Klaver-Bos"),
        ("wethouder mevrouw Roos Kuiper van Gemeente Ede", None, "Roos Kuiper"),
        ("I am Italian, council member in Ede", None, None),
        ("Tijd speelt geen rol", Need.PERSON, None),
        ("Ah ok, a sticker by the door", Need.CONFIRM, None),
        ("met Hemelvaart zijn wij weg", None, None),
        ("Wat is de naam van uw organisatie?", Need.PERSON, None),
        ("Voordat ik verder ga, wie kan dit lezen?", Need.PERSON, None),
        ("Trouwens, wie leest dit?", Need.PERSON, None),
        ("Eerst, kan ik ook bellen?", Need.PERSON, None),
        ("Vos", Need.PERSON, "Vos"),
        ("Bakker, raadslid in Ede", Need.PERSON, "Bakker"),
        ("Neen, excuus, dat heet al jaren Vechtstromen. De macht der gewoonte", Need.CONFIRM, None),
        ("Onze straat heet sinds kort Beatrixlaan", Need.CONFIRM, None),
        ("mijn man heet al sinds zijn doop Karel Bos", Need.PERSON, "Karel Bos"),
        ("ik heet Nadia el Idrissi", Need.PERSON, "Nadia el Idrissi"),
        ("I'm Ana Luc\u00eda Mol-Bos, a member of the city council of Den Haag", None, "Ana Luc\u00eda Mol-Bos"),
        ("Ik ben Ana Bos, lid van de gemeenteraad van Ede", None, "Ana Bos"),
        ("I'm Ana Smith, an alderman of Breda", None, "Ana Smith"),
        ("I'm a member of the council of Delft", None, None),
        ("Hallo ik ben Toon Verbruggen en ik wil mij opgeven", None, "Toon Verbruggen"),
        ("Ik ben Roos Vermeer, raadslid", None, "Roos Vermeer"),
        ("Zij heet Roos Vermeer, zeg maar Roos. Ik ben Jan Vermeer.", None, "Roos Vermeer"),
        ("Ik ben Jan Vermeer. Mijn vrouw is wethouder, haar naam is Roos Kuiper", None, "Roos Kuiper"),
        ("ik ben Wethouder Financien", None, None),
        ("A. Bruin. hoogheemraad HHNK. scan gewenst", None, "A. Bruin"),
        ("O. Yilmaz", Need.PERSON, "O. Yilmaz"),
        ("A. van den Berg", Need.PERSON, "A. van den Berg"),
        ("J Hakvoort", Need.PERSON, "J Hakvoort"),
        ("A. B. C. van Dijk-van der Meer", Need.PERSON, "A.B.C. van Dijk-van der Meer"),
        ("van Dalen - Post", Need.PERSON, "van Dalen-Post"),
        ("Jan Bos - Ede", Need.PERSON, "Jan Bos"),
        ("Mi n\u00f2mber ta Rignald Cicilia", Need.PERSON, "Rignald Cicilia"),
        ("english please", Need.PERSON, None),
        ("kogelvrij glas", None, None),
        ("Raadslid Alphen.", None, None),
        ("Wethouder Bos wil graag een scan. Groet, Els Kok, secretaresse", None, "Bos"),
        ("It's Park Lane 12, Windwardside", Need.CONFIRM, None),
        ("verhoezen? nee heur", Need.CONFIRM, None),
    ],
)
def test_a_name_is_read_as_people_say_it(text: str, asked: Need | None, name: str | None) -> None:
    """Said in so many words it may be a word, a day or a town; words at the head of a sentence are none."""
    assert _hear(text, asked).fields.person == name


@pytest.mark.parametrize(
    ("known", "said", "name"),
    [
        ("Raadslid Roos ter Braak", "mevrouw ter Braak blijft wonen waar ze woont", "Roos ter Braak"),
        ("wethouder mevrouw Kuiper-Bos", "Nee dat is haar achternaam, Kuiper-Bos. Ze woont in Ede", "Kuiper-Bos"),
        ("Raadslid Roos Kuipert", "Sorry, Kuipers, met een s: Roos Kuipers", "Roos Kuipers"),
        ("Raadslid Roos Kuiper", "hij heeft mijn voornaam geroepen", "Roos Kuiper"),
        ("Raadslid Roos Kuiper-Bos", "Foutje, Bos is van mijn man. Roos Kuiper", "Roos Kuiper"),
        ("Met Petra Vink, secretaresse. Raadslid Roos Kuiper van Ede", "mevrouw Kuiper verhuist niet", "Roos Kuiper"),
    ],
)
def test_a_piece_of_the_name_known_leaves_it_whole(known: str, said: str, name: str) -> None:
    """What corrects or completes it does not."""
    assert _after(known, said, asked=Need.CONFIRM).fields.person == name


@pytest.mark.parametrize(
    ("known", "said", "name"),
    [
        ("Jan Vis", "mijn achternaam is Visser", "Jan Visser"),
        ("J. Vis", "achternaam is van Visser", "J. van Visser"),
        ("Vis", "mijn achternaam is Visser", "Visser"),
        (
            "Gerdien Holtkamp",
            "haar achternaam heb ik verkeerd getypt, het is Holtkamps, met een s",
            "Gerdien Holtkamps",
        ),
        ("Jan Vis", "achternaam is fout gespeld, dat moet Visser zijn", "Jan Visser"),
        ("Jan Vis", "my last name is misspelled, it is Fish", "Jan Fish"),
        ("Jan Vis", "mijn achternaam klopt niet, het is Visch", "Jan Visch"),
        ("Jan Vis", "mijn achternaam staat er verkeerd", "Jan Vis"),
        ("Jan de Vries", "nee, Jan Vries", "Jan Vries"),
        ("Jan de Vries", "nee, Jan", "Jan de Vries"),
        ("Jan de Vries", "groet, Jan Vries", "Jan de Vries"),
        ("Jan de Vries", "nee, mevrouw de Vries", "Jan de Vries"),
    ],
)
def test_a_correction_changes_what_it_says_of_the_name(known: str, said: str, name: str) -> None:
    """A last name keeps the first; first and last together are the whole name, once somebody says no."""
    state = merged(Conversation(), _hear(known, Need.PERSON), Fields())
    assert merged(state, _hear(said, Need.CONFIRM), Fields()).fields.person == name


@pytest.mark.parametrize(
    ("first", "said", "name"),
    [
        ("Ik ben de secretaresse van burgemeester Karel Groen", "mijn man heet Piet Klaver", "Karel Groen"),
        ("Ik ben de secretaresse van de burgemeester", "mijn man heet Piet Klaver", "Piet Klaver"),
        ("ik schrijf namens mijn vrouw Anna, wethouder in Ede", "mijn vrouw heet Anna de Boer", "Anna de Boer"),
    ],
)
def test_the_kin_of_a_secretary_takes_no_name_away(first: str, said: str, name: str) -> None:
    """A name of the family counts where none is known yet, or where the bestuurder is of the writer's family."""
    assert _after(first, said).fields.person == name
