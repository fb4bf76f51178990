"""Turns that look like an answer to the open question and are none, and how they are heard."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Fields, Intent
from casework.conversation import Conversation, Heard, Need, Request, Topic, merged
from casework.people import Function
from nlp.chat.answers import hear
from nlp.form.dates import AMSTERDAM

#: A Tuesday evening.
AT = datetime(2026, 11, 24, 20, 15, tzinfo=AMSTERDAM)


def _hear(text: str, asked: Need | None = None) -> Heard:
    return hear(text, asked, AT)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (Need.MOVING, "waar gaat dit over"),
        (Need.MOVING, "het gaat over wvb 2026 0012"),
        (Need.PKVW, "dat gaat over sloten toch"),
        (Need.MOVING, "it is about my case"),
    ],
)
def test_what_something_is_about_is_no_move(asked: Need, text: str) -> None:
    """In Dutch "gaan over" is both."""
    assert "moving" not in _hear(text, asked).told


@pytest.mark.parametrize("text", ["we gaan in mei over naar ons nieuwe huis", "ja, we gaan eind maart over"])
def test_who_goes_over_to_another_house_moves(text: str) -> None:
    """To it, or with nothing behind the word."""
    assert _hear(text, Need.MOVING).fields.moving


@pytest.mark.parametrize(
    "text",
    [
        "over een maand",
        "hoeveel medewerkers hebben jullie",
        "bent u er nog",
        "komt u ook op zaterdag",
        "dat weet u toch al",
        "vals alarm",
        "was een grapje",
        "nee er is niks gebeurd",
        "Vals alarm",
        "mooiste gemeente van Nederland",
        "dat zeg ik liever aan de telefoon",
    ],
)
@pytest.mark.parametrize("asked", [Need.ORGANISATION, Need.FUNCTION])
def test_a_question_or_a_sentence_is_no_body_and_no_function(asked: Need, text: str) -> None:
    """Whatever was asked."""
    assert not _hear(text, asked).told & {"organisation", "function"}


@pytest.mark.parametrize(
    "name",
    ["Veiligheidsregio Twente", "gemeenschappelijke regeling de Kop", "omgevingsdienst", "Stichting Zeeuws Beheer"],
)
def test_a_body_that_is_on_no_list_is_one_and_no_name(name: str) -> None:
    """By a word that says what it is, or a capital."""
    heard = _hear(name, Need.ORGANISATION)
    assert (heard.fields.organisation, heard.fields.person) == (name, None)


@pytest.mark.parametrize("text", ["bode", "ik werk als ambtenaar", "directeur ggd", "medewerker burgerzaken"])
def test_a_function_that_is_on_no_list_is_another(text: str) -> None:
    """As before."""
    assert _hear(text, Need.FUNCTION).fields.function is Function.ANDERE


@pytest.mark.parametrize(
    "text",
    [
        "kandidaat-raadslid",
        "ik ben kandidaat-raadslid in Ede",
        "aspirant raadslid",
        "candidate councillor",
        "fractiemedewerker",
        "ik ben fractieassistent in Ede",
        "lid dagelijks bestuur stadsdeel Nieuw-West Amsterdam",
        "bestuurder van stadsdeel Noord",
        "lid van het dagelijks bestuur van het stadsdeel",
    ],
)
def test_who_is_not_yet_on_a_council_or_sits_in_a_district_has_another_function(text: str) -> None:
    """A stadsdeel is no waterschap, and a candidate is no raadslid."""
    assert _hear(text, Need.FUNCTION).fields.function is Function.ANDERE


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("lid dagelijks bestuur waterschap Vechtstromen", Function.WATERSCHAPSBESTUURDER),
        ("dagelijks bestuur", Function.WATERSCHAPSBESTUURDER),
        ("kandidaat-wethouder", Function.WETHOUDER),
        ("ik ben fractiemedewerker van raadslid Jan Bos", Function.RAADSLID),
    ],
)
def test_beside_those_a_function_stays_what_it_is(text: str, function: Function) -> None:
    """Whoever writes for a raadslid writes for a raadslid."""
    assert _hear(text, Need.FUNCTION).fields.function is function


@pytest.mark.parametrize(
    ("text", "moving"),
    [
        ("weet nog niet, we zoeken een huis", False),
        ("not yet, maybe next summer", False),
        ("nog niet, misschien volgend jaar", False),
        ("nee nog niet, wellicht in de zomer", False),
        ("no, perhaps next year", False),
        ("ja, maar we zoeken nog een huis", True),
        ("volgend jaar", True),
        ("weet nog niet wanneer, maar we gaan verhuizen", True),
        ("binnenkort, weet alleen nog niet precies wanneer", True),
        ("geen idee", None),
    ],
)
def test_a_move_that_may_come_is_none_yet(text: str, *, moving: bool | None) -> None:
    """One of which only the day is open is a move."""
    heard = _hear(text, Need.MOVING)
    assert (heard.fields.moving if "moving" in heard.told else None) is moving


def test_a_function_that_is_denied_is_none_and_ends_no_request() -> None:
    """And the one behind it counts; what the whole reads of the first does not."""
    heard = _hear("ik ben geen burgemeester", Need.FUNCTION)
    assert ("function" in heard.told, heard.denied, heard.outsider) == (False, Function.BURGEMEESTER, False)
    asked = Conversation(topic=Topic.PREVENTIVE, asked=Need.FUNCTION)
    read = Fields(function=Function.BURGEMEESTER)
    state = merged(asked, heard, read)
    assert state.fields.function is None
    assert merged(state, Heard(words=1), read).fields.function is None
    assert merged(state, _hear("wethouder", Need.FUNCTION), read).fields.function is Function.WETHOUDER
    told = Conversation(topic=Topic.PREVENTIVE, fields=read, known=frozenset({"function"}))
    assert merged(told, heard, read).fields.function is None
    assert _hear("ik ben geen burgemeester maar wethouder", Need.FUNCTION).fields.function is Function.WETHOUDER
    assert _hear("ik ben geen wethouder maar journalist", Need.FUNCTION).outsider


def test_a_question_about_somebody_gives_nobody_a_function() -> None:
    """It is not said for whom anything is."""
    heard = _hear("wat vind je van mijn burgemeester?")
    assert ("function" in heard.told, heard.no_function, heard.speaks_of) == (False, True, False)
    read = Fields(function=Function.BURGEMEESTER)
    assert merged(Conversation(), heard, read).fields.function is None
    assert merged(Conversation(fields=read), heard, read).fields.function is Function.BURGEMEESTER


@pytest.mark.parametrize(
    "text",
    [
        "ik zoek een adviesgesprek",
        "ik wil een adviesgesprek",
        "graag een gesprek over veiligheid",
        "security talk please",
    ],
)
def test_a_talk_about_safety_is_a_wish_for_advice(text: str) -> None:
    """In other words than ours."""
    assert _hear(text, Need.TOPIC).topic is Topic.PREVENTIVE


@pytest.mark.parametrize("text", ["wanneer is mijn adviesgesprek?", "ik heb een adviesgesprek gehad"])
def test_the_talk_that_somebody_has_is_no_new_wish(text: str) -> None:
    """It is one of theirs."""
    assert _hear(text, Need.TOPIC).topic is not Topic.PREVENTIVE


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("wat doet u met mijn gegevens", Request.PRIVACY),
        ("what will you do with my data?", Request.PRIVACY),
        ("kun je beloven dat er morgen iemand belt?", Request.CALL_WHEN),
        ("can you promise that somebody calls me?", Request.CALL_WHEN),
        ("was een grapje", Request.FALSE_ALARM),
        ("sorry vals alarm", Request.FALSE_ALARM),
        ("oh sorry, just kidding", Request.FALSE_ALARM),
        ("bent u er nog", Request.GREETING),
    ],
)
def test_what_is_asked_of_us_is_heard(text: str, wish: Request) -> None:
    """At any question."""
    assert wish in _hear(text, Need.FUNCTION).requests


@pytest.mark.parametrize("text", ["dit is geen grap", "het was geen vals alarm", "hij zei dat het een grapje was"])
def test_what_is_no_joke_is_heard_as_none(text: str) -> None:
    """Nor is what somebody else calls one."""
    assert Request.FALSE_ALARM not in _hear(text).requests


@pytest.mark.parametrize("text", ["zeg maar Henk", "noem me maar Henk", "call me Henk"])
def test_what_to_call_somebody_is_their_name(text: str) -> None:
    """Where it was asked."""
    assert _hear(text, Need.PERSON).fields.person == "Henk"


@pytest.mark.parametrize("text", ["woensdagochtend", "overmorgen na de lunch", "Monday afternoon"])
def test_a_part_of_a_day_stays_in_the_words_of_the_person_until_other_moments_come(text: str) -> None:
    """Moments are kept as days, with a time where one was told."""
    heard = _hear(text, Need.MOMENTS)
    assert heard.moment_words == text
    state = merged(Conversation(asked=Need.MOMENTS), heard, Fields())
    assert merged(state, Heard(words=1), Fields()).moment_words == text
    assert merged(state, _hear("vrijdag om 10 uur", Need.MOMENTS), Fields()).moment_words is None
    assert _hear("woensdag om 10 uur", Need.MOMENTS).moment_words is None


@pytest.mark.parametrize(
    ("text", "outsider"),
    [
        ("woon nu in een studentenhuis maar ga samenwonen", False),
        ("onze dochter is student en woont op kamers", False),
        ("ik ben wethouder en er staat een journalist voor de deur", False),
        ("ik ben geen raadslid meer vanaf maandag", False),
        ("ik ben geen raadslid maar fractievolger", False),
        ("ik ben student bestuurskunde en zoek een wethouder", True),
        ("wij zijn twee studenten van de hogeschool", True),
        ("ik ben geen raadslid maar journalist", True),
    ],
)
def test_who_lives_among_students_is_none(text: str, *, outsider: bool) -> None:
    """A bestuurder who speaks of the press or of a student is no outsider."""
    assert _hear(text, None).outsider is outsider


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Daan Verkuijl, wageningen", "Wageningen"),
        ("jorik wassink, doetinchem", "Doetinchem"),
        ("Hanneke Sinnema (leeuwarden)", "Leeuwarden"),
        ("Jan Bos, best", None),
        ("Jan Bos, Kerkstraat 12, ede", None),
        ("verhuuzen? nee wiej blieft hier mooi zitten", None),
    ],
)
def test_a_body_may_stand_in_small_letters_behind_a_name(text: str, body: str | None) -> None:
    """No word of the language, no home, and nothing about staying there."""
    assert _hear(text, Need.ORGANISATION if "nee" in text else Need.PHONE).fields.organisation == body


def test_a_request_that_may_stop_is_withdrawn() -> None:
    """It is no wish to stop chatting."""
    heard = _hear("die aanvraag van mij voor een woningscan mag stoppen", None)
    assert (heard.intent, heard.requests) == (Intent.WITHDRAW, frozenset())
    assert _hear("ik wil nu stoppen", None).requests == frozenset({Request.STOP})
