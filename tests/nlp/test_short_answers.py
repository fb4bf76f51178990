"""Short answers about the house: two at once, "heeft ie", "weet niet", and what only looks like one."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Fields
from casework.conversation import Answer, Conversation, Need, merged
from casework.people import Function
from nlp.chat.answers import hear
from nlp.chat.turn import turn_of
from nlp.form.dates import AMSTERDAM

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "asked", "moves", "has"),
    [
        ("ja/nee", Need.CONFIRM, True, False),
        ("nee & ja", Need.MOVING, False, True),
        ("no / yes", None, False, True),
        ("nee en weet niet", Need.CONFIRM, False, None),
        ("nee/nee", Need.THREATENED, None, None),
        ("ja", Need.CONFIRM, None, None),
    ],
)
def test_two_answers_are_one_for_each_question(text: str, asked: Need, *, moves: bool | None, has: bool | None) -> None:
    """Moving first, as it is asked; never where something else was asked."""
    heard = hear(text, asked, AT)
    assert (heard.fields.moving if "moving" in heard.told else None, heard.fields.pkvw) == (moves, has)


@pytest.mark.parametrize(
    ("text", "before", "has"),
    [
        ("nee heeft ze niet", "", False),
        ("hebben we ja", "", None),
        ("ja die hebben we", "", True),
        ("yes we have", "", True),
        ("net gebeld: heeft ie", "keurmerk moet ik navragen", True),
        ("keurmerk neu", "", False),
        ("polysjekeurmerk ha wy wol", "", True),
        ("hebben wij niks mee te maken", "", None),
    ],
)
def test_who_has_it_says_so(text: str, before: str, *, has: bool | None) -> None:
    """Of all that is asked only the keurmerk is had."""
    assert hear(text, Need.CONFIRM, AT, before=before).fields.pkvw is has


@pytest.mark.parametrize(
    "text", ["keurmerk weet niet hoor", "no idea about the PKVW", "of er een keurmerk is zou ik niet weten"]
)
def test_who_does_not_know_of_the_keurmerk_has_told_nothing(text: str) -> None:
    """Neither as a turn nor as a whole message."""
    assert hear(text, Need.CONFIRM, AT).fields.pkvw is None
    assert turn_of(text, None, AT, caribbean=False).plain.pkvw is None


def test_who_says_no_and_adds_that_they_doubt_has_said_no() -> None:
    """The doubt is about something else, or the no comes behind it."""
    assert turn_of("keurmerk geen idee, nee dus denk", None, AT, caribbean=False).plain.pkvw is False


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("ja, met het nieuwe adres is het akkoord", False),
        ("we get the keys of our new flat in May", True),
        ("ja het nieuwe huis is in juni klaar", True),
    ],
)
def test_a_new_address_that_is_right_is_no_move(text: str, *, moves: bool) -> None:
    """New keys are."""
    state = merged(Conversation(), hear(text, Need.CONFIRM, AT), Fields())
    assert state.fields.moving is moves


def test_a_yes_that_is_taken_back_confirms_nothing() -> None:
    """And where a threat was asked for it stays a yes."""
    assert hear("ja, nee, wacht even", Need.CONFIRM, AT).answer is Answer.NO
    assert hear("ja, nee, er is wel iets", Need.THREATENED, AT).answer is Answer.YES


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Tulpweg 9, 8922 BW Leeuwarden", None),
        ("zit in b&w", Function.WETHOUDER),
        ("Griffie Stein hier. Een van onze raadsleden wil een advies", Function.RAADSLID),
    ],
)
def test_letters_of_a_postcode_are_no_office(text: str, function: Function | None) -> None:
    """And one of several is a bestuurder too."""
    assert hear(text, None, AT).fields.function is function


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Tuesday is council, so not then", None),
        ("donderdag heb ik staten", None),
        ("ik zit sinds dinsdag in de raad", Function.RAADSLID),
    ],
)
def test_a_meeting_on_a_day_is_no_office(text: str, function: Function | None) -> None:
    """To sit there is."""
    assert hear(text, Need.CONFIRM, AT).fields.function is function


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("waterschap hunze en aas", "Waterschap Hunze en Aa's"),
        (
            "Aanvulling op wat wij eerder stuurden over de vraag van statenlid Jet Smit (Drenthe), zij woont nu elders",
            "Provincie Drenthe",
        ),
    ],
)
def test_a_body_as_people_type_it(text: str, body: str) -> None:
    """Without its apostrophe, or in brackets behind the name."""
    assert hear(text, Need.TOPIC, AT).fields.organisation == body


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("zelfde gemeente ook, maar het nummer is dan ook anders: 06 12 34 56 79", "+31612345679"),
        (
            "Het nummer eindigt op 97, ik draaide de cijfers om. Dus 06-12345697. De rest is verder goed zo",
            "+31612345697",
        ),
    ],
)
def test_a_number_that_is_other_takes_the_place(text: str, number: str) -> None:
    """However long the turn is."""
    state = merged(Conversation(), hear("06-12345679" if "97" in text else "06-12345678", Need.PHONE, AT), Fields())
    assert merged(state, hear(text, Need.CONFIRM, AT), Fields()).fields.phone == number


def test_a_day_is_no_answer_to_what_was_left_open() -> None:
    """Nor is a move that only death brings one."""
    assert hear("maandag kan wel", Need.CONFIRM, AT, before="keurmerk? geen idee").fields.pkvw is None
    heard = hear("verhuizen doe ik pas als ze me eruit dragen, horizontaal", Need.CONFIRM, AT)
    assert ("moving" in heard.told, heard.fields.moving) == (True, False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("bel maar het secretariaat, niet thuis", "+31612345678"),
        ("liever niet thuis bellen", None),
        ("graag thuis bellen", "+31570123456"),
        ("de tweede graag", "+31612345678"),
        ("bel maar wanneer het u uitkomt", None),
    ],
)
def test_a_number_is_chosen_of_those_told_before(text: str, number: str | None) -> None:
    """By what it was called, or by its place; where nothing tells them apart none is."""
    before = "tel thuis: 0570 123456\ntel secretariaat: 06-12345678"
    assert hear(text, Need.CONFIRM, AT, before=before).fields.phone == number


@pytest.mark.parametrize(
    "text",
    [
        "dank je wel",
        "dank u wel hoor",
        "wel bedankt",
        "ik ga wel bellen",
        "ik bel straks zelf wel",
        "dat komt wel goed",
        "what address do you have?",
        "what number do you have",
        "hebben jullie mijn mail gekregen?",
        "ik heb nog een vraag",
        "have a nice day",
        "dat wordt wel geregeld",
    ],
)
def test_words_of_a_yes_about_something_else_are_none(text: str) -> None:
    """Asked for the keurmerk, only a real yes says that it is there."""
    assert "pkvw" not in hear(text, Need.PKVW, AT).told


@pytest.mark.parametrize(
    "text",
    [
        "ja, dank u wel",
        "ik denk het wel",
        "volgens mij wel",
        "dat hebben we, bedankt",
        "heb ik al sinds 2019",
        "in 2022 gehaald",
        "yes, what else do you need?",
        "we have that",
        "zat erbij toen we het kochten",
        "er hangt een bordje naast de voordeur",
    ],
)
def test_a_real_yes_in_whatever_words_says_that_it_is_there(text: str) -> None:
    """Also beside thanks or a question."""
    assert hear(text, Need.PKVW, AT).fields.pkvw is True


@pytest.mark.parametrize(
    "text",
    [
        "ik heb geen tijd",
        "nee, geen tijd",
        "geen idee",
        "heb ik nu niet bij de hand",
        "keurmerk heb ik niet paraat",
        "I have no time for this",
        "I don't have that at hand",
    ],
)
@pytest.mark.parametrize("asked", [Need.PKVW, Need.MOVING])
def test_who_cannot_say_now_has_said_neither_yes_nor_no(text: str, asked: Need) -> None:
    """No time is no "no" to the keurmerk."""
    heard = hear(text, asked, AT)
    assert (heard.answer, heard.fields.pkvw, heard.told) == (Answer.UNKNOWN, None, frozenset())


@pytest.mark.parametrize("text", ["nee nog geen tijd voor gehad", "nee hebben we niet", "I don't have it here"])
def test_a_no_with_a_reason_is_a_no(text: str) -> None:
    """Who had no time to get it has not got it."""
    assert hear(text, Need.PKVW, AT).fields.pkvw is False


def test_who_is_not_safe_and_has_no_time_is_not_safe() -> None:
    """A no counts there."""
    assert hear("nee geen tijd", Need.SAFE, AT).safe is False
