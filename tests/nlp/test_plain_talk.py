"""What people tell a chat in their own plain words, of which one word means something else elsewhere."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Address, Fields, SenderKind
from casework.conversation import Conversation, Need, merged
from casework.people import Function
from nlp.chat.answers import hear
from nlp.chat.told import is_plain
from nlp.form.dates import AMSTERDAM
from tests.nlp.chats import offered_after

AT = datetime(2026, 9, 18, 13, 37, tzinfo=AMSTERDAM)  # a Friday


@pytest.mark.parametrize(
    ("text", "asked", "name"),
    [
        ("hij heet Maarten in 't Veld. ja met zo'n apostrof ervoor", Need.PHONE, "Maarten in 't Veld"),
        ("Zij heet Truus van \u2019t Wout-Zeldenrust", Need.PHONE, "Truus van \u2019t Wout-Zeldenrust"),
        ("Anneke van 't Hof", Need.PERSON, "Anneke van 't Hof"),
        ("Zelf heet ik Klaas Jan Hooikammer", Need.PHONE, "Klaas Jan Hooikammer"),
        ("Ik heet zelf Joke de Wind", Need.PHONE, "Joke de Wind"),
        ("De commissaris zelf heet E.M. Quarles van Beuningen", Need.PERSON, "E.M. Quarles van Beuningen"),
        ("achternaam is De Vos-Maas officieel maar doe maar gewoon Ilse de Vos", Need.CONFIRM, "Ilse de Vos"),
        ("noteer maar Ilse de Vos", Need.CONFIRM, "Ilse de Vos"),
    ],
)
def test_a_name_is_whole(text: str, asked: Need, name: str) -> None:
    """With its small words, and without those that lead to it."""
    assert hear(text, asked, AT).fields.person == name


@pytest.mark.parametrize(
    "text",
    ["Het is Bloemhoff met twee f'en, dat typte ik zelf verkeerd", "Bloemhoff met dubbel f", "met twee f's: Bloemhoff"],
)
def test_a_name_is_spelled_better(text: str) -> None:
    """It takes the place of the last name told before."""
    assert hear(text, Need.CONFIRM, AT).spelled == "Bloemhoff"


@pytest.mark.parametrize(
    ("text", "moving"),
    [
        ("Wij verhuizen niet, huis is net gekocht", False),
        ("nee we verhuizen niet, dit huis hebben we pas gekocht", False),
        ("no we're not moving, we only bought it last summer", False),
        ("ja, we hebben een huis gekocht in Oss", True),
    ],
)
def test_a_house_just_bought_is_where_they_stay(text: str, moving: bool) -> None:  # noqa: FBT001 - what is expected
    """A plain denial counts more than what was bought."""
    assert hear(text, Need.MOVING, AT).fields.moving is moving


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("keurmerk heeft het huis niet, wel een alarm", False),
        ("nee geen keurmerk, wel goede sloten", False),
        ("het keurmerk niet, wel camera's", False),
        ("geen alarm, wel het keurmerk", True),
    ],
)
def test_what_else_the_house_has_is_no_keurmerk(text: str, has: bool) -> None:  # noqa: FBT001 - what is expected
    """The word "wel" belongs to the word behind it."""
    assert hear(text, Need.PKVW, AT).fields.pkvw is has


@pytest.mark.parametrize(
    "text",
    [
        "woensdag 26 augustus om half 3 kan. O nee wacht dan heeft ie college",
        "dinsdag is er college, dus dan niet",
    ],
)
def test_who_has_a_meeting_tells_no_function(text: str) -> None:
    """The "college" of that day is no office told."""
    assert hear(text, Need.MOMENTS, AT).fields.function is None


def test_who_tells_to_sit_in_the_college_is_wethouder() -> None:
    """As before."""
    assert hear("ik zit in het college", Need.FUNCTION, AT).fields.function is Function.WETHOUDER


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "wo 23 sept om half 3 kan. O nee wacht dan heeft ie college. Doe maar do 24 sept om half 3, of ma 28 sept",
            ["2026-09-24T14:30", "2026-09-28"],
        ),
        (
            "Donderdag 24 september 10.00 uur of di 29 sept 13.30 uur. Vrijdag de 25e had ik ook maar die is vergeven",
            ["2026-09-24T10:00", "2026-09-29T13:30"],
        ),
        ("dinsdag kan om tien uur. woensdag had ik ook maar die is al weg", ["2026-09-22T10:00"]),
    ],
)
def test_a_day_that_is_gone_is_not_offered(text: str, days: list[str]) -> None:
    """Taken back in the next sentence, or given to another."""
    assert offered_after(AT, text) == days


@pytest.mark.parametrize(
    "text", ["Middenstreek 9-1, 9166 LL Schiermonnikoog", "Kerkstraat 12-3, Urk", "Dorpsstraat 4-5"]
)
def test_a_house_number_is_no_date(text: str) -> None:
    """Nor does it change the moments offered before."""
    assert offered_after(AT, "dinsdag 29 september om 11 uur", text) == ["2026-09-29T11:00"]


def test_days_in_frisian_stay_when_another_is_refused() -> None:
    """With parts of the day behind them."""
    turns = "takom wike kin ik woansdeitemiddei, of freed moarns", "tongersdei net, dan sit ik yn Ljouwert"
    assert offered_after(AT, *turns) == ["2026-09-23", "2026-09-25"]


def test_who_heard_it_from_the_griffie_is_not_of_the_griffie() -> None:
    """A bestuurder tells who sent them."""
    assert (
        hear("De griffie heeft gezegd u kan kijken naar mijn woning, de deur en de ramen.", Need.PHONE, AT).writer
        is None
    )
    assert hear("de griffie van Veendam hier", Need.PHONE, AT).writer is SenderKind.WERKGEVER


def test_a_name_to_use_is_no_last_name() -> None:
    """It replaces the whole name, whatever else is official."""
    heard = hear("achternaam is De Vos-Maas officieel maar doe maar gewoon Ilse de Vos", Need.CONFIRM, AT)
    assert (heard.fields.person, heard.last_name) == ("Ilse de Vos", None)


def test_who_leaves_the_postcode_goes_on() -> None:
    """The words "laat maar" behind what they do not know is about that alone."""
    assert not hear("nee postcode weet ik niet zeker, laat maar", Need.PHONE, AT).requests
    assert hear("laat maar", Need.PHONE, AT).requests


@pytest.mark.parametrize(
    ("started", "turns", "days"),
    [
        ("2026-01-12T20:15", ("kan volgende week di of wo, na de middag", "oja wo toch niet. di dus"), ["2026-01-20"]),
        (
            "2026-08-26T10:36",
            ("mon or tue next week, both after 4", "oh tue no, parents evening", "so just mon"),
            ["2026-08-31T16:00"],
        ),
        (
            "2026-04-07T20:50",
            ("vrijdag kan, na vieren", "za ook wel", "oja nee za niet, communie", "wel nog volgende week ma"),
            ["2026-04-10T16:00", "2026-04-13"],
        ),
        ("2026-09-29T12:12", ("volgende week ma of vrij, maakt niet uit hoe laat",), ["2026-10-05", "2026-10-09"]),
        ("2026-04-14T12:26", ("Next week tue at 3pm works", "or thu morning"), ["2026-04-21T15:00", "2026-04-23"]),
        ("2026-04-21T07:48", ("di of wo, volgende week dan", "ma niet want koningsdag"), ["2026-04-28", "2026-04-29"]),
        (
            "2026-11-24T18:40",
            ("vrijdag of anders ma, allebei vanaf 13u", "oja vrijdag pas om 2 uur", "ma blijft 1 uur"),
            ["2026-11-27T14:00", "2026-11-30T13:00"],
        ),
        (
            "2026-05-19T13:40",
            ("vrijdag 29 mei om 9 uur of ma 1 juni", "vrijdag kan bij nader inzien pas om 11 uur, niet om 9"),
            ["2026-05-29T11:00", "2026-06-01"],
        ),
    ],
)
def test_moments_in_several_short_turns(started: str, turns: tuple[str, ...], days: list[str]) -> None:
    """As people type them on a phone: a day taken back, added, or only its time changed."""
    assert offered_after(datetime.fromisoformat(started).replace(tzinfo=AMSTERDAM), *turns) == days


def _after(*turns: str, asked: Need | None = None) -> Fields:
    """The fields after turns of which each is heard at the same question."""
    state = Conversation()
    for text in turns:
        state = merged(state, hear(text, asked, AT), Fields())
    return state.fields


def test_a_number_with_digits_turned_round_is_replaced() -> None:
    """However long the sentence is in which it stands; another number beside it is not."""
    right = "ze roept vanuit de keuken dat t 13 is op het eind, dus 06 1234 5913"
    assert _after("haar nr 06 1234 5931", right).phone == "+31612345913"
    assert _after("bel 0118 12 36 41 (thuis)", "of nee mobiel is handiger: 06-12341187").phone == "+31612341187"
    assert _after("bel 06-12341187", "of anders 0118 12 36 41").phone == "+31612341187"


def test_an_address_in_pieces() -> None:
    """A town that is no body any more, a postcode mended, and no town out of other words."""
    told = _after("adres Torenstraat 41", "Winschoten", "9671 EC").address
    assert told == Address("Torenstraat 41", "9671 EC", "Winschoten")
    told = _after("Prins Hendriklaan 210", "in Brunssum, 6443 AB", "ja 6443 AD, net opgezocht").address
    assert told == Address("Prins Hendriklaan 210", "6443 AD", "Brunssum")


def test_words_cut_short_are_no_name() -> None:
    """Not at the summary either."""
    assert hear("Dates I'd rather discuss by phone, I'm hopeless", Need.CONFIRM, AT).fields.person is None
    assert hear("we dont have that quality mark", Need.PKVW, AT).fields.pkvw is False


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("zeg ik niet", True),
        ("Dat zeg ik liever niet.", True),
        ("zeg dat niet", True),
        ("zeg maar", True),
        ("ik zeg niks", True),
        ("dat hoef je niet te weten", True),
        ("tot gauw", True),
        ("lekker weer vandaag hè", True),
        ("mooi weer vandaag hè?", True),
        ("wat een weer hè", True),
        ("koud buiten hé", True),
        ("lekker hè", True),
        ("leuk hè", True),
        ("lekker dichtbij hè", False),
        ("mooi huis hè", False),
        ("hij is weg hè", False),
        ("zeg dat niet tegen mijn man", False),
        ("zeg maar dat hij moet uitkijken", False),
        ("koud hier", False),
    ],
)
def test_small_talk_and_a_refusal_are_no_sign(text: str, plain: bool) -> None:  # noqa: FBT001 - what is expected
    """As a whole turn: with more beside it, it is read."""
    assert is_plain(text) is plain


@pytest.mark.parametrize(
    ("started", "turns", "days"),
    [
        (
            "2026-02-10T15:26",
            ("Wo 18 februari. O nee, zegt mijn vrouw, dan is de kleinzoon jarig. Do 19 februari om elf uur dan",),
            ["2026-02-19T11:00"],
        ),
        (
            "2026-06-02T19:20",
            ("woensdag 10 juni kan, of nee wacht dan is het eindfeest groep 8. Donderdag 11 juni na 4 uur dan",),
            ["2026-06-11T16:00"],
        ),
        (
            "2026-06-04T09:31",
            ("maandag 22 juni om kwart over één", "Ik lees het verkeerd, maandag 22 juni is het kwart over twee"),
            ["2026-06-22T14:15"],
        ),
        (
            "2026-08-05T10:48",
            (
                "maandag 24 augustus de hele dag, en donderdag 27 augustus om 09.30",
                "oh nee maandag is collegedag, schrap die. Dan donderdag en eventueel vrijdagmiddag de 28e",
            ),
            ["2026-08-27T09:30", "2026-08-28"],
        ),
        ("2026-03-04T09:10", ("Ma 16 maart om 9 uur. Di 17 niet, woensdag 18 evenmin.",), ["2026-03-16T09:00"]),
        ("2026-09-02T12:50", ("Woensdag 16 september. Donderdag 17 streep door, dan is er raad.",), ["2026-09-16"]),
        ("2026-09-02T12:50", ("wo 16 september om 9 uur. o nee, dan is het 10 uur",), ["2026-09-16T10:00"]),
    ],
)
def test_second_thoughts_about_a_day(started: str, turns: tuple[str, ...], days: list[str]) -> None:
    """What is on that day takes it back; another time changes it."""
    assert offered_after(datetime.fromisoformat(started).replace(tzinfo=AMSTERDAM), *turns) == days


@pytest.mark.parametrize(
    ("text", "writer"),
    [
        ("Hello, I work in the cabinet of the King's Commissioner of Limburg.", SenderKind.WERKGEVER),
        ("Goedemorgen, bestuursondersteuning waterschap Vallei en Veluwe.", SenderKind.WERKGEVER),
        ("ik kreeg jullie nummer van de griffie", None),
    ],
)
def test_who_writes_for_an_office(text: str, writer: SenderKind | None) -> None:
    """By where they work."""
    assert hear(text, Need.TOPIC, AT).writer is writer


def test_small_things_people_say() -> None:
    """A name with "uit den", an emphatic no, the number to call after all, and the house of the neighbours."""
    told = hear("Annelies uit den Bogaard, raadslid Gooise Meren, ik wil een scan", Need.PHONE, AT)
    assert told.fields.person == "Annelies uit den Bogaard"
    assert hear("Name's Tobias Achterkamp", Need.PHONE, AT).fields.person == "Tobias Achterkamp"
    assert hear("Of we verhuizen? Welnee, na 31 jaar niet meer", Need.MOVING, AT).fields.moving is False
    mine = "06-12346029 dan, die is van mij. Belt u die maar, de vaste staat in de gang"
    assert _after("0113-212348, of heeft u liever een mobiel?", mine).phone == "+31612346029"
    neighbours = _after("Rijksweg 60 is van de buren, wij zitten op Rijksweg 62, in Reuver").address
    assert neighbours == Address("Rijksweg 62", None, "Reuver")
