"""How a turn of a chat is cut and weighed: words of people that no rule was made for word by word."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from casework.assessment import Address, Fields
from casework.conversation import Conversation, Heard, Need, merged
from casework.people import SenderKind
from nlp.chat.answers import hear
from nlp.chat.home.house import keurmerk_told, moving_told
from nlp.chat.phone.callback import wanted_number
from nlp.chat.spelling import mended
from nlp.chat.turn import turn_of
from nlp.chat.when.clocks import in_figures
from nlp.chat.when.moments import told_moments
from nlp.chat.where.address import told_address
from nlp.form.dates import AMSTERDAM
from nlp.text import fold

_EIKENLAAN = Address("Eikenlaan 12", "1213 AB", "Hilversum")
#: A Wednesday.
AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


def _hear(text: str, asked: Need | None = None, before: str = "") -> Heard:
    return hear(text, asked, AT, before=before)


@pytest.mark.parametrize(
    ("text", "moves", "has"),
    [
        ("De gedeputeerde verhuist niet, en een keurmerk is aanwezig", False, True),
        ("verhuizen ja, pkvw nee", True, False),
        ("Keurmerk? Heb ik. Verhuizen? Nee joh", False, True),
        ("Geen verhuizing. Geen keurmerk, wel een alarm", False, False),
        ("Waarom wilt u weten of ik ga verhuizen? ... Nou goed. Nee.", False, None),
        ("Nee, geen dreiging, gewoon omdat we gaan verhuizen", True, None),
    ],
)
def test_each_thing_has_its_own_words(text: str, *, moves: bool | None, has: bool | None) -> None:
    """A turn about both is cut between them, and a question says nothing."""
    assert moving_told(fold(text)) is moves
    assert keurmerk_told(fold(text), asked=False) is has


@pytest.mark.parametrize(
    ("before", "text", "has"),
    [
        ("wat is pkvw eigenlijk?", "oh dat, nee", False),
        ("Dat keurmerk moet ik even navragen", "mijn man zegt van wel", True),
        ("What is that label?", "Then no", False),
        ("wij verhuizen niet", "nee", None),
    ],
)
def test_who_asks_back_answers_in_the_next_turn(before: str, text: str, *, has: bool | None) -> None:
    """Although another question is open; what was answered already is not answered again."""
    assert _hear(text, Need.CONFIRM, before).fields.pkvw is has


def test_a_question_back_is_heard() -> None:
    """Of which thing it is; an answer is none."""
    assert _hear("wat is PKVW?", Need.CONFIRM).asks_about is Need.PKVW
    assert _hear("waarom wilt u weten of ik ga verhuizen?").asks_about is Need.MOVING
    assert _hear("keurmerk? ja").asks_about is None


def test_words_are_read_as_they_are_meant_and_names_stay() -> None:
    """A letter or two, dialect, a body behind "in"; not a name of a person."""
    assert mended("raatslid in vlissinge, woensdach") == "raadslid in vlissingen, woensdag"
    assert mended("we hebben gien keur merk") == "we hebben geen keurmerk"
    assert mended("mergen niet, donderdaagovend wel") == "morgen niet, donderdagavond wel"
    assert mended("Stijn van Oorschot en Jan Woensel") == "Stijn van Oorschot en Jan Woensel"


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("tien voor half elf", "10.20 uur"),
        ("half 3", "14.30 uur"),
        ("kwart over 9 's ochtends", "9.15 uur 's ochtends"),
        ("jan 5 of feb 7", "5 jan of 7 feb"),
        ("donderdag tien december", "donderdag 10 december"),
    ],
)
def test_times_and_dates_in_figures(said: str, figures: str) -> None:
    """As dates are read from."""
    assert in_figures(said) == figures


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("dinsdag 26 mei 9.00 uur en woensdag 27 mei de hele dag", "2026-05-26T09:00 2026-05-27"),
        ("di 26 mei of do 28 mei, allebei om 20:00", "2026-05-26T20:00 2026-05-28T20:00"),
        ("maandag 1 juni is slecht. dinsdag 2 juni wel", "2026-06-02"),
        ("vrijdag 29 mei om 10 uur. Donderdag heb ik bridge", "2026-05-29T10:00"),
        ("week 24, maandag of dinsdag", "2026-06-08 2026-06-09"),
        ("26 en 28 mei, de 27e dus niet", "2026-05-26 2026-05-28"),
        ("do 28 of vr 29 mei. Vrijdag dan wel om 9 uur", "2026-05-28 2026-05-29T09:00"),
        ("dinsdag 2 juni of anders zaterdag de 6e", "2026-06-02 2026-06-06"),
        ("begin juni, di 2 om half 3 of wo 3", "2026-06-02T14:30 2026-06-03"),
        ("dinsdag over 2 weken", "2026-06-02"),
        ("tweede week juni, woensdag", "2026-06-10"),
        ("28 mei is prima maar niet voor 10 uur", "2026-05-28"),
        ("niet in de vakantie (25/5 t/m 3/6). 4 juni kan", "2026-06-04"),
        ("do 28-5 van 10-12", "2026-05-28T10:00"),
    ],
)
def test_days_that_are_taken_by_something_else_are_not_offered(text: str, offered: str) -> None:
    """And a clock is that of its own day, unless it is said of all."""
    assert [one[:16] for one in told_moments(fold(text), AT, AMSTERDAM)] == offered.split()


def test_a_day_is_taken_back_in_a_later_turn() -> None:
    """By its name or by its date; the others stay, and a clock for all holds for those told before."""
    state = merged(Conversation(), _hear("do 28 mei 13.00 of di 2 juni", Need.MOMENTS), Fields())
    state = merged(state, _hear("en niet do maar vr 29 mei 13.00", Need.CONFIRM), Fields())
    assert [one[:16] for one in state.fields.availability] == ["2026-05-29T13:00", "2026-06-02"]
    state = merged(state, _hear("allebei om 20:00 bedoel ik", Need.CONFIRM), Fields())
    assert [one[:16] for one in state.fields.availability] == ["2026-05-29T20:00", "2026-06-02T20:00"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Kade 30 rood, 2014 AB Haarlem", Address("Kade 30 rood", "2014 AB", "Haarlem")),
        ("lindeweg 12-II 3741 ab baarn", Address("Lindeweg 12-II", "3741 AB", "Baarn")),
        ("Dorpsweg 3, 1234 AB hoorn", Address("Dorpsweg 3", "1234 AB", "Hoorn")),
        (
            "Nu wonen we Bosweg 7 in Ede, maar daar hoeft u niet te zijn. Nieuw: Kerkweg 9, 6711 CD Lunteren",
            Address("Kerkweg 9", "6711 CD", "Lunteren"),
        ),
        ("boomgaard 33 in huizen, 1276 cm", Address("Boomgaard 33", "1276 CM", "Huizen")),
        (
            "Molenweg honderdtwaalf, vijftig eenenzestig en dan de B van Bernard en de K van Karel",
            Address("Molenweg 112", "5061 BK", None),
        ),
        ("de plaats is dus Barneveld", Address(None, None, "Barneveld")),
    ],
)
def test_addresses_as_people_type_and_say_them(text: str, address: Address) -> None:
    """With what stands behind the number; of two houses the new one; capitals where they were left out."""
    assert told_address(text) == address


def test_a_house_number_is_corrected_by_itself() -> None:
    """The rest of the address stays."""
    state = merged(Conversation(), _hear("Bergweg 140, 6871 AB Renkum"), Fields())
    state = merged(state, _hear("ho, huisnummer 104", Need.CONFIRM), Fields())
    assert state.fields.address == Address("Bergweg 104", "6871 AB", "Renkum")
    state = merged(state, _hear("niet 104 maar 110, en AC, niet AB", Need.CONFIRM), Fields())
    assert state.fields.address == Address("Bergweg 110", "6871 AB", "Renkum")
    state = merged(state, _hear("AC, niet AB", Need.CONFIRM), Fields())
    assert state.fields.address == Address("Bergweg 110", "6871 AC", "Renkum")


@pytest.mark.parametrize(
    ("known", "said", "street"),
    [
        ("Plein 1944 12", "huisnummer 14", "Plein 1944 14"),
        ("2e Bergweg 140 rood", "huisnummer 104 dus", "2e Bergweg 104"),
        ("Lindeweg 12-II", "huisnummer 14", "Lindeweg 14"),
        ("Lindeweg 12-3", "het huisnummer is 14 b", "Lindeweg 14 b"),
        ("Achterom", "huisnummer 3", "Achterom 3"),
        ("Bergweg 140", "mijn huisnummer 12 op het werk niet", "Bergweg 140"),
        ("Bergweg 140", "huisnummer 12 is van kantoor", "Bergweg 140"),
        ("Bergweg 140", "niet huisnummer 140 maar 104", "Bergweg 104"),
        ("Bergweg 140", "huisnummer is 104, niet 140", "Bergweg 104"),
        ("Bergweg 140", "dat klopt niet huisnummer 104", "Bergweg 104"),
        ("Bergweg 140", "huisnummer 104 zijn", "Bergweg 104"),
    ],
)
def test_a_house_number_takes_the_place_of_the_last_one(known: str, said: str, street: str) -> None:
    """A number in the name of the street stays; an addition goes with its number; what is denied is not heard."""
    before = Conversation(fields=Fields(address=Address(known, "6871 AB", "Renkum")))
    after = merged(before, _hear(said, Need.CONFIRM), Fields())
    assert after.fields.address == Address(street, "6871 AB", "Renkum")


@pytest.mark.parametrize(
    ("offered", "asked", "said", "left"),
    [
        ("do 28 mei of di 2 juni", Need.EMPLOYER, "mijn secretaresse werkt niet op donderdag", "2026-05-28 2026-06-02"),
        ("do 28 mei 13.00", Need.CONFIRM, "Dat is er nog steeds om 10 uur s avonds", "2026-05-28T13:00"),
        ("do 28 mei 13.00", Need.MOMENTS, "Dat is er nog steeds om 10 uur s avonds", "2026-05-28T13:00"),
        ("do 28 mei", None, "Gisteren belde hij om 10 uur", "2026-05-28"),
        ("do 28 mei 13.00", None, "Ze stonden er allebei om 10 uur", "2026-05-28T13:00"),
        ("do 28 mei of di 2 juni", Need.CONFIRM, "telkens om 10 uur", "2026-05-28 2026-06-02"),
        ("do 28 mei of di 2 juni", Need.MOMENTS, "telkens om 10 uur", "2026-05-28T10:00 2026-06-02T10:00"),
        ("do 28 mei of di 2 juni", Need.CONFIRM, "beide om 10 uur", "2026-05-28T10:00 2026-06-02T10:00"),
        ("do 28 mei", Need.CONFIRM, "om 10 uur graag", "2026-05-28T10:00"),
        ("do 28 mei of di 2 juni", Need.CONFIRM, "donderdag kan ik niet", "2026-06-02"),
        ("do 28 mei of di 2 juni", Need.CONFIRM, "komende donderdag kan ik niet", "2026-05-28 2026-06-02"),
        ("do 28 mei of do 4 juni", Need.CONFIRM, "donderdag volgende week kan ik niet", "2026-06-04"),
        ("do 28 mei of do 4 juni", Need.CONFIRM, "donderdag 4 juni kan ik niet", "2026-05-28"),
        ("do 28 mei", Need.CONFIRM, "sinds donderdag slaap ik niet meer", "2026-05-28"),
    ],
)
def test_only_words_about_the_moments_change_them(offered: str, asked: Need | None, said: str, left: str) -> None:
    """A time in a story is none of ours; a weekday that is refused is the one that was offered."""
    state = merged(Conversation(), _hear(offered, Need.MOMENTS), Fields())
    state = merged(state, _hear(said, asked), Fields())
    assert [one[:16] for one in state.fields.availability] == left.split()


@pytest.mark.parametrize(
    "said",
    [
        "de wethouder weet hiervan",
        "ik heb het al met wethouder Piet Bakker besproken",
        "besproken met wethouder Piet Bakker",
        "ik kan om 10 op het eind van de dag",
        "mijn zoon is 12 aan het eind van de maand",
        "mijn kantoor is op Stationsplein 1, 8011 AA Zwolle",
    ],
)
def test_what_is_said_in_passing_changes_nothing(said: str) -> None:
    """The function, the name, the number and the address that were told stay."""
    told = _hear("Ik ben Jan de Boer, raadslid in Urk, 06-12345678. Ik woon op Dorpsstraat 12, 8321 AB Urk")
    state = merged(Conversation(), told, Fields())
    after = merged(state, _hear(said, Need.CONFIRM), Fields())
    for name in ("function", "person", "phone", "address"):
        assert getattr(after.fields, name) == getattr(state.fields, name) is not None


def test_the_last_digits_at_the_end_of_the_number_are_heard() -> None:
    """Where it is the number that ends there."""
    state = merged(Conversation(), _hear("06-12345678"), Fields())
    for said, phone in (("99 op het eind", "+31612345699"), ("01 aan het eind van het nummer", "+31612345601")):
        assert merged(state, _hear(said, Need.CONFIRM), Fields()).fields.phone == phone


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("28 mei om 10 uur", "nee, 11 uur"), "2026-05-28T11:00"),
        (("28 mei om 10 uur of 2 juni", "sorry, half elf bedoel ik"), "2026-05-28T10:30 2026-06-02"),
        (("28 mei om 10 uur of 2 juni 14 uur", "niet 14 uur maar 15.30 uur"), "2026-05-28T10:00 2026-06-02T15:30"),
        (("28 mei om 10 uur of 2 juni 14 uur", "3 pm instead of 2 pm"), "2026-05-28T10:00 2026-06-02T15:00"),
        (("28 mei om 10 uur of 2 juni 14 uur", "nee, 11 uur"), "2026-05-28T10:00 2026-06-02T14:00"),
        (("28 mei om 10 uur", "nee, bel me na 11 uur"), "2026-05-28T10:00"),
        (("28 mei om 10 uur", "nee, 11 uur is te laat"), "2026-05-28T10:00"),
        (("28 mei om 10 uur of 2 juni", "nee, 28 mei om 11 uur"), "2026-05-28T11:00 2026-06-02"),
        (("28 mei om 10 uur of 2 juni", "toch alleen 28 mei om 11 uur"), "2026-05-28T11:00"),
    ],
)
def test_another_time_for_a_moment_leaves_the_day(turns: tuple[str, str], left: str) -> None:
    """Of the one moment that has a time, or of the one that is named; in doubt nothing changes."""
    state = merged(Conversation(), _hear(turns[0], Need.MOMENTS), Fields())
    state = merged(state, _hear(turns[1], Need.CONFIRM), Fields())
    assert [one[:16] for one in state.fields.availability] == left.split()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("29 mei kan ook", "2026-05-28T10:00 2026-05-29"),
        ("Friday 29 May works too", "2026-05-28T10:00 2026-05-29"),
        ("desnoods 1 juni", "2026-05-28T10:00 2026-06-01"),
        ("nee, 29 mei", "2026-05-29"),
        ("29 mei past beter. Mijn man is er dan ook", "2026-05-29"),
    ],
)
def test_a_day_that_is_also_possible_comes_beside_the_others(said: str, left: str) -> None:
    """Any other day takes their place."""
    state = merged(Conversation(), _hear("28 mei om 10 uur", Need.MOMENTS), Fields())
    state = merged(state, _hear(said, Need.CONFIRM), Fields())
    assert [one[:16] for one in state.fields.availability] == left.split()


@pytest.mark.parametrize(
    ("known", "said", "address"),
    [
        ("Bergweg 140, 6871 AB Renkum", "nee, Bergweg 104", Address("Bergweg 104", "6871 AB", "Renkum")),
        ("Bergweg 140, 6871 AB Renkum", "sorry, Bosweg 140", Address("Bosweg 140", "6871 AB", "Renkum")),
        ("Bergweg 140 in Renkum", "Bergweg 140, 6871 AB", Address("Bergweg 140", "6871 AB", "Renkum")),
        ("6871 AB Renkum", "Bergweg 140", Address("Bergweg 140", "6871 AB", "Renkum")),
        ("Bergweg 140, 6871 AB Renkum", "het adres is Kerkweg 3", Address("Kerkweg 3", None, None)),
        ("Bergweg 140, 6871 AB Renkum", "Kerkweg 140, Ede", Address("Kerkweg 140", None, "Ede")),
    ],
)
def test_a_corrected_street_or_number_keeps_the_town(known: str, said: str, address: Address) -> None:
    """Another house does not."""
    state = merged(Conversation(), _hear(known), Fields())
    assert merged(state, _hear(said, Need.CONFIRM), Fields()).fields.address == address


#: Of processor time; it takes about a tenth, and took more than two. The rest is room for a slow machine.
MOST_SECONDS = 0.6


@pytest.mark.parametrize("said", ["ma, ", "A. ", "oud-", "in aa "])
def test_what_is_repeated_without_end_is_read_in_time(said: str) -> None:
    """As long as a message may be, days and initials."""
    _hear("maandag")  # loads what is loaded once
    began = time.process_time()
    heard = _hear((said * 4000)[:4000], Need.MOMENTS)
    assert time.process_time() - began < MOST_SECONDS
    assert len(heard.fields.availability) == (60 if said == "ma, " else 0)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("My number is 06 5520 1438 but please ring hers: 06 3377 2091", "+31633772091"),
        ("06 11 22 33 44, niet op 010-4455667, dat is kantoor", "+31611223344"),
        ("mobiel 06 11 22 33 44, vast 010-4455667. Doe de vaste lijn maar", "+31104455667"),
        ("06-29451180. Wacht, dat is de oude. 06-29451308", "+31629451308"),
        ("van mij 06 11 22 33 44, van mn moeder 06 11 22 33 55. doe maar van mij", "+31611223344"),
        ("053 4321234 (werk) of 06 11 22 33 44 (prive), liefst prive", "+31611223344"),
        ("06 11 22 33 44 (priv\u00e9) en 053-4321234 (kantoor), graag kantoor", "+31534321234"),
        ("053-4321234 werk, 06 11 22 33 44 priv\u00e9. Liefst priv\u00e9", "+31611223344"),
        ("06 11 22 33 44 (home) or 053-4321234 (work), preferably work", "+31534321234"),
        ("06 11 22 33 44 of 053-4321234, neem maar die tweede", "+31534321234"),
        ("06 11 22 33 44", None),
    ],
)
def test_of_several_numbers_the_one_to_call(text: str, number: str | None) -> None:
    """By the words around each; nothing to choose where there is one."""
    assert wanted_number(text, caribbean=False) == number


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Het betreft de heer mr. P.J. van Loon tot Velde", "P.J. van Loon tot Velde"),
        ("Ik ben haar secretaresse, Ida Bos. Dijkgraaf is mevrouw Ina Hoek-de Wit", "Ina Hoek-de Wit"),
        ("voor een van onze raadsleden, de heer Prins. Jelle Prins.", "Jelle Prins"),
        ("ik ben gwen pinas en ik zit in de raad van amsterdam", "gwen pinas"),
        ("wethouder Kaag en Braassem, voor een scan", None),
    ],
)
def test_the_name_of_who_it_is_about(text: str, name: str | None) -> None:
    """Goes before that of who writes; a body is no name."""
    assert _hear(text).fields.person == name


def test_a_griffier_may_ask_for_herself() -> None:
    """Then she is the bestuurder it is about; else she writes for another."""
    state = merged(Conversation(), _hear("Griffier van Leusden hier"), Fields())
    assert state.fields.sender_kind is SenderKind.WERKGEVER
    assert merged(state, _hear("ik vraag het voor mezelf"), Fields()).fields.sender_kind is SenderKind.BESTUURDER


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("vandaag over twee weken, half tien 's ochtends, en anders de dag daarna", "2026-06-03T09:30 2026-06-04"),
        ("dinsdag over 2 weken, en anders de dag erna", "2026-06-02 2026-06-03"),
        ("dinsdag of woensdag want donderdag zijn we weg", "2026-05-26 2026-05-27"),
        ("morgen of vrijdag nu het toch vakantie is", "2026-05-21 2026-05-22"),
        ("komende maandag, dat is de vijfentwintigste toch? half drie", "2026-05-25T14:30"),
    ],
)
def test_a_reason_and_a_question_between_change_no_day(text: str, offered: str) -> None:
    """And the day after is that after the day named before it."""
    assert [one[:16] for one in told_moments(fold(text), AT, AMSTERDAM)] == offered.split()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "kerkstraat zeven in ommen postcode zeven zeven drie een en dan de letters a b",
            Address("Kerkstraat 7", "7731 AB", "Ommen"),
        ),
        (
            "veldweg nummer 8 de postcode is 7731 de letters anton en bernard en dat is in vilsteren",
            Address("Veldweg 8", "7731 AB", "Vilsteren"),
        ),
        ("Prima. Lange Ende 3, 7731 AB Ommen", Address("Lange Ende 3", "7731 AB", "Ommen")),
        ("Havendijk 12 WS, 7731 AB Ommen. WS is van woonschip", Address("Havendijk 12 WS", "7731 AB", "Ommen")),
    ],
)
def test_a_town_is_read_without_a_capital(text: str, address: Address) -> None:
    """Where the whole turn has none; two capitals are no town, and an answer is no street."""
    assert told_address(text) == address


@pytest.mark.parametrize(
    ("text", "moves", "has"),
    [
        ("Nee, in de nieuwe woning zit geen keurmerk", None, False),
        ("Keurmerk: op het oude huis wel maar daar gaan we weg. De nieuwe niet", None, False),
        ("geen dreiging, keurmerk aanwezig", None, True),
    ],
)
def test_a_new_house_without_a_keurmerk_is_still_a_move(text: str, *, moves: bool | None, has: bool) -> None:
    """A no is one to the keurmerk; a threat that is not there is neither."""
    state = merged(Conversation(), _hear("wij verhuizen in juni"), Fields())
    state = merged(state, _hear(text, Need.CONFIRM), Fields())
    assert moving_told(fold(text)) is moves
    assert (state.fields.moving, state.fields.pkvw) == (True, has)


def test_an_answer_behind_an_interjection_is_one() -> None:
    """To what was asked back."""
    heard = _hear("ah ok, nee", Need.CONFIRM, "waarom wilt u weten of ik ga verhuizen?")
    assert (heard.told, heard.fields.moving) == (frozenset({"moving"}), False)


@pytest.mark.parametrize(
    ("turns", "writer", "function"),
    [
        (("Geldt het ook voor griffiers? Ik vraag het voor mezelf", "Bos, griffier van Ede"), "bestuurder", "griffier"),
        (("Ik ben griffier en vraag dit voor mijzelf, niet voor raadsleden", "college Ede"), "bestuurder", "griffier"),
        (("Ik ben griffier van Ede", "het gaat om burgemeester Karel Groen"), "werkgever", "burgemeester"),
        (("Clerk here, my exchange student types. Our mayor Karel Groen asks",), "werkgever", "burgemeester"),
        (("mijn vrouw zei: je bent toch raadslid, vraag het aan",), "bestuurder", "raadslid"),
        (("ik ben klaas, man van roos kuiper, raadslid in ede",), "derde", "raadslid"),
        (("ik heb de portefeuille natuur", "Gedeputeerde Staten ja"), None, "gedeputeerde"),
        (("ik ben burgemeester van Ede", "Ja klopt. En de wethouders dan?"), "bestuurder", "burgemeester"),
        (("raadslid in Ede", "Dorpsweg 61 in Ede, 6711 AB"), "bestuurder", "raadslid"),
        (("ik ben statenlid", "ik las het in de nieuwsbrief voor raadsleden"), "bestuurder", "statenlid"),
        (("I am a member of the Provincial Council", "we got a leaflet for council members, yes"), None, "statenlid"),
        (("ik ben heemraad", "er was een cursus voor wethouders en daar hoorde ik het"), None, "waterschapsbestuurder"),
        (
            ("mijn man zit voor de gemeente Barneveld in de raad en is te druk, dus doe ik het even",),
            "derde",
            "raadslid",
        ),
        (("Onze dochter is gekozen in de raad van Almere en heeft geen tijd, dus doe ik het",), "derde", "raadslid"),
        (("mijn partner zit in de raad van Tiel, vandaar dat ik schrijf",), "derde", "raadslid"),
        (("My wife sits on the council of Zwolle and has no time, so I am doing this",), "derde", "raadslid"),
        (("It is about my husband, he is a member of the Provincial Council of Flevoland",), "derde", "statenlid"),
        (("het gaat om mijn vader, hij is wethouder in Ede",), "derde", "wethouder"),
    ],
)
def test_who_writes_and_whose_office_it_is(turns: tuple[str, ...], writer: str | None, function: str) -> None:
    """A griffier may ask for herself, and then no other office takes the place of hers."""
    state = Conversation()
    for text in turns:
        state = merged(state, _hear(text, Need.CONFIRM if state.fields.function else None), _plain(text))
    assert state.fields.function == function
    assert writer is None or state.fields.sender_kind == writer


def _plain(text: str) -> Fields:
    """Who writes, as a reader of whole messages has it."""
    return turn_of(text, None, AT, caribbean=False).plain


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("de dag na hemelvaart", "2027-05-07"),
        ("maandag na sinterklaas om 10 uur", "2026-12-07T10:00"),
        ("woensdag na prinsjesdag", "2026-09-16"),
        ("the day after Christmas", "2026-12-27"),
        ("dinsdag na carnaval of de dag na bevrijdingsdag", "2027-02-16 2027-05-06"),
        ("rond een uur of tien op 28 mei", "2026-05-28T10:00"),
        ("28 mei rond een uur of tien", "2026-05-28T10:00"),
        ("26 t/m 28 mei", "2026-05-26 2026-05-27 2026-05-28"),
        ("van 1 tot en met 3 juni ben ik weg, 4 juni kan", "2026-06-04"),
    ],
)
def test_days_are_counted_from_feasts_and_in_rows(text: str, offered: str) -> None:
    """As people name them; the easter of next year when this year's is over."""
    at = datetime(2026, 5, 21, 10, 0, tzinfo=AMSTERDAM)
    assert [one[:16] for one in told_moments(fold(text), at, AMSTERDAM)] == offered.split()


def test_who_says_or_no_takes_back_what_was_offered() -> None:
    """The words "of nee" name no other day beside it."""
    state = merged(Conversation(), _hear("dinsdag 26 mei", Need.MOMENTS), Fields())
    state = merged(state, _hear("of nee wacht, maandag 1 juni om 10 uur", Need.CONFIRM), Fields())
    assert [one[:16] for one in state.fields.availability] == ["2026-06-01T10:00"]


@pytest.mark.parametrize("said", ["Zwolle", "zwolle ja duh", "stad is zwolle toch", "woonplaats Zwolle"])
def test_a_town_by_itself_completes_the_address_told_before(said: str) -> None:
    """And is no address where there is none."""
    state = merged(Conversation(), _hear("Assendorperdijk 8, 8012 EH"), Fields())
    assert merged(state, _hear(said, Need.CONFIRM), Fields()).fields.address == Address(
        "Assendorperdijk 8", "8012 EH", "Zwolle"
    )
    after = merged(Conversation(), _hear("Zwolle", Need.ORGANISATION), Fields())
    assert (after.fields.address, after.fields.organisation) == (None, "Zwolle")


@pytest.mark.parametrize("said", ["Provincie Utrecht", "provincie utrecht ja", "Drenthe", "Waterschap Limburg"])
def test_a_provincie_or_waterschap_is_no_town(said: str) -> None:
    """It neither completes an address nor is one; the gemeente of that name does."""
    state = merged(Conversation(), _hear("Assendorperdijk 8, 8012 EH"), Fields())
    assert merged(state, _hear(said, Need.CONFIRM), Fields()).fields.address == state.fields.address
    assert told_address(f"Ik woon in {said}") is None
    after = merged(state, _hear("gemeente Utrecht", Need.CONFIRM), Fields()).fields.address
    assert after == Address("Assendorperdijk 8", "8012 EH", "Utrecht")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Ommen, Kerkstraat 12", Address("Kerkstraat 12", None, "Ommen")),
        ("Goedemiddag, Kerkstraat 12", Address("Kerkstraat 12", None, None)),
        ("Straat: Eikenlaan, nummer: 12, postcode: 1213 AB, plaats: Hilversum", _EIKENLAAN),
    ],
)
def test_the_parts_of_an_address_stand_in_any_order(text: str, address: Address) -> None:
    """Also as the lines of a form."""
    assert told_address(text) == address


@pytest.mark.parametrize(
    ("text", "moves", "has"),
    [
        ("geen keurmerk geen verhuizing", False, False),
        ("niet verhuizen, keurmerk wel", False, True),
        ("we verhuizen in juli. Het nieuwe adres weet ik nog niet", True, None),
        ("het keurmerk hebben we nog niet, staat wel op de planning", None, False),
        ("keurmerk hep ik nied", None, False),
        ("verhuizen n.v.t.", False, None),
        ("verhuizing staat op de planning", True, None),
        ("we moeten nog verhuizen", True, None),
        ("een verhuizing staat niet op de planning", False, None),
        ("we zoeken een huis met keurmerk", None, None),
        ("een huis met keurmerk", None, True),
        ("het nieuwe huis gaat niet door", False, None),
        ("het nieuwe huis gaat door", True, None),
        ("de afspraak in het nieuwe huis gaat niet door", None, None),
    ],
)
def test_one_answer_is_not_that_to_the_other_question(text: str, *, moves: bool | None, has: bool | None) -> None:
    """However close they stand."""
    heard = _hear(text, Need.CONFIRM)
    assert (heard.fields.moving if "moving" in heard.told else None) is moves
    assert heard.fields.pkvw is has


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("nee dat keurmerk hebben we niet", None),
        ("ja het keurmerk hebben we", None),
        ("nee en het keurmerk ook niet", False),
        ("nee, PKVW ook niet", False),
    ],
)
def test_a_no_to_the_keurmerk_alone_is_none_to_moving(text: str, *, moves: bool | None) -> None:
    """Asked about moving, who answers of the keurmerk has said nothing of it."""
    heard = _hear(text, Need.MOVING)
    assert (heard.fields.moving if "moving" in heard.told else None) is moves


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mijn naam is de Boer, Piet de Boer", "Piet de Boer"),
        ("Kuiper, Roos", "Roos Kuiper"),
    ],
)
def test_the_last_name_may_stand_first(text: str, name: str) -> None:
    """With the first name behind it."""
    assert _hear(text, Need.PERSON).fields.person == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("06-12345678, of 0570-123456. Die laatste heeft de voorkeur", "+31570123456"),
        ("0570 12 34 56 is het stadhuis en 06-12345678 thuis, liever het tweede", "+31612345678"),
        ("06-12345678 or 06-87654321, the latter is better", "+31687654321"),
        ("06-12345678 of 06-87654321, het eerste graag", "+31612345678"),
        ("0570 123456 is van mijn secretaresse, mijzelf 0612345678", "+31612345678"),
        ("nul zes veertig zeventien... nee twaalf, nul zes veertig twaalf negentien zestig", "+31640121960"),
        ("nul zes twaalf elf nul vier tachtig. sorry, nul zes twaalf elf nul vier negentig", "+31612110490"),
        ("nul zes elf twaalf, fout, nul zes elf dertien twintig dertig veertig", "+31611132030"),
    ],
)
def test_the_number_that_is_asked_for_is_the_one_to_call(text: str, number: str) -> None:
    """Chosen by its place, by whose it is, or said again."""
    assert _hear(text, Need.PHONE).fields.phone == number


@pytest.mark.parametrize(
    ("text", "before", "asked", "told"),
    [
        ("idem", "nope", Need.PKVW, False),
        ("keurmerk idem", "verhuizen nee", Need.CONFIRM, False),
        ("same", "yes in may", Need.PKVW, True),
        ("idem", "weet ik niet", Need.PKVW, None),
        ("neu", "", Need.PKVW, False),
        ("klopt niet, dat hebben wij niet", "", Need.PKVW, False),
        ("keurmerk: vervallen", "", Need.CONFIRM, False),
        ("keurmerk is in aanvraag", "", Need.CONFIRM, False),
        ("geen keurmerk, mijn schoonzus heeft het wel", "", Need.CONFIRM, False),
        ("het pkvw is in mei vernieuwd", "", Need.CONFIRM, True),
        ("keurmerk jawol", "", Need.CONFIRM, True),
    ],
)
def test_the_keurmerk_in_few_words(text: str, before: str, asked: Need, *, told: bool | None) -> None:
    """As before, lapsed, on its way, or that of others."""
    assert hear(text, asked, AT, before=before).fields.pkvw is told


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        ("wij zijn in januari verhuisd", Need.CONFIRM, False),
        ("het nieuwbouwhuis is in juni klaar", Need.CONFIRM, True),
        ("de oplevering is in september", Need.CONFIRM, True),
        ("onze zoon gaat het huis uit, wij blijven", Need.MOVING, False),
        ("hetzelfde adres de komende jaren", Need.MOVING, False),
        ("over een half jaar ja", Need.MOVING, True),
    ],
)
def test_a_move_is_one_that_is_ahead_and_ones_own(text: str, asked: Need, *, told: bool) -> None:
    """Who has moved, or whose child moves, does not."""
    heard = _hear(text, asked)
    assert ("moving" in heard.told, heard.fields.moving) == (True, told)


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("verhuize? nae", False),
        ("Verhuizen? Met geen tien paarden", False),
        ("verhuizen, over mijn lijk", False),
        ("Hij woont er nu een half jaar en gaat daar niet meer weg", False),
        ("nee, we zitten hier goed", False),
        ("ik hoop hier oud te worden", False),
        ("in de planning staat het niet", False),
        ("we kijken wel rond maar nog niks concreets", False),
        ("wij wonen hier prima", False),
        ("Over een paar jaar misschien kleiner wonen, maar de eerste jaren zitten we hier nog", False),
        ("n\u00f2, mi no ta bai muda", False),
        ("hij is inmiddels verhuisd", False),
        ("verhuizen? geen idee nog", False),
        ("wij gaan verhuizen, geen idee wanneer", True),
        ("Nee echt niet meer nodig, we gaan ook nog eens verhuizen in september", True),
        ("nee hoor, we verhuizen pas als we dood zijn", False),
        ("nee, wij gaan niet verhuizen", False),
        ("No, not needed, we are moving in May", True),
        ("we hebben ons huis net te koop gezet", True),
        ("we have sold the house", True),
        ("the house is up for sale", True),
    ],
)
def test_staying_and_moving_in_everyday_words(text: str, *, moves: bool) -> None:
    """With a saying, in dialect, of a house that is for sale; a no to something else is none to moving."""
    assert _hear(text, Need.CONFIRM).fields.moving is moves
    assert "moving" in _hear(text, Need.CONFIRM).told


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("Ik zou het niet weten van dat keurmerk", Need.PKVW),
        ("Wait ik nait van dat keurmerk", Need.PKVW),
        ("kweet het echt nie van da keurmerk", Need.PKVW),
        ("Over een keurmerk is mij niets bekend.", Need.PKVW),
        ("We denken niet dat wij dat keurmerk hebben, maar zeker weten doen wij het geen van beiden.", Need.PKVW),
        ("Never heard of that certificate, so I really can't tell you.", Need.PKVW),
        ("I asked him, he doesn't know about any quality mark", Need.PKVW),
        ("keurmerk? even aan m'n man vragen", None),
        ("dat keurmerk weet ik niet, maar we hebben het in elk geval niet", None),
        ("wat is dat keurmerk?", None),
        ("weet ik niet", None),
    ],
)
def test_what_nobody_can_tell_of_the_house_is_left_open(text: str, leaves: Need | None) -> None:
    """It is named and neither told nor looked up; it is no yes and no no."""
    heard = _hear(text, Need.CONFIRM)
    assert heard.leaves is leaves
    assert leaves is None or "pkvw" not in heard.told


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Even in de papieren gekeken: ja, dat hebben we, tot 2028", True),
        ("ik heb het nagekeken, we hebben het tot mei 2027", True),
        ("never had it certified", False),
        ("No, it's a farmhouse from 1910, it was never certified", False),
        ("we hebben dat niet, tot 2028 zijn we weg", None),
        ("ik heb vakantie tot 2027", None),
    ],
)
def test_the_keurmerk_is_told_before_it_is_asked_for(text: str, *, has: bool | None) -> None:
    """By how long it holds, or by another word for it."""
    assert _hear(text, Need.CONFIRM).fields.pkvw is has


@pytest.mark.parametrize(
    ("text", "writer"),
    [
        ("mijn zoon van 9 is bang, ik ben raadslid in Ede", SenderKind.BESTUURDER),
        ("My partner is on the board of the water authority", SenderKind.DERDE),
        ("us mem is wethâlder yn Ede", SenderKind.DERDE),
        ("please cancel, husband of Anna Bos here, the councillor", SenderKind.DERDE),
        ("ik ben gemeentesecretaris en het gaat om mijn eigen woning", SenderKind.BESTUURDER),
        ("mijn man zit in bad", None),
    ],
)
def test_who_writes_by_the_office_in_the_family(text: str, writer: SenderKind | None) -> None:
    """Somebody of the family with an office writes for them; an own office goes before a child that is afraid."""
    assert _hear(text).writer is writer
