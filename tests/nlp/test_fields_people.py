"""Who writes, and about whom."""

from __future__ import annotations

import pytest

from casework.messages import Part, PartKind
from casework.people import Function, SenderKind
from nlp.form.fields import read_fields
from nlp.text import read_message
from tests.nlp.conftest import Write

OMMEN = "@gemeente-ommen.example"


@pytest.mark.parametrize(
    ("body", "name", "email", "kind"),
    [
        ("Ik ben wethouder in Ommen en wil een scan.", "Kees Vos", "kees@thuispost.example", SenderKind.BESTUURDER),
        ("raadslid ommen hier. wie kan mij bellen?", None, None, SenderKind.BESTUURDER),
        ("Er lag een brief op mijn deurmat.\n\nKees Vos\nwethouder", "Kees Vos", f"k{OMMEN}", SenderKind.BESTUURDER),
        (
            "Onze burgemeester wil een scan.\n\nA. Smit\nbestuurssecretaresse",
            "A. Smit",
            f"a{OMMEN}",
            SenderKind.WERKGEVER,
        ),
        ("De wethouder kan dinsdag.", "Secretariaat Ommen", f"secretariaat{OMMEN}", SenderKind.WERKGEVER),
        ("Secr. wethouder Ommen: de scan gaat door.", None, None, SenderKind.WERKGEVER),
        (
            "Namens mijn collega Fatima El Idrissi, raadslid in Almere, vraag ik een scan aan.\n\nGroet, de griffier",
            None,
            None,
            SenderKind.WERKGEVER,
        ),
        (
            "Mijn man is burgemeester van Ommen. Hij slaapt slecht.",
            "Els Vos",
            "els@thuispost.example",
            SenderKind.DERDE,
        ),
        ("hij wil niet dat ik bel. mijn vrouw zit in de raad van ommen", None, None, SenderKind.DERDE),
        ("Wij leveren sloten, mag ik een offerte sturen?", "Slot BV", "info@slotbv.example", SenderKind.DERDE),
        ("zeg tegen die wethouder dat wij zijn kenteken hebben", "Onbekend", "x@post.example", SenderKind.DERDE),
        ("Uw bericht is automatisch verzonden.", "x", "noreply@ommen.example", SenderKind.SYSTEEM),
    ],
)
def test_the_clues_tell_who_writes(
    write: Write, body: str, name: str | None, email: str | None, kind: SenderKind
) -> None:
    """The bestuurder, the employer's office, somebody else, or a machine."""
    message = write(body, name=name, email=email)
    assert read_fields(message, read_message(message), caribbean=False).sender.kind is kind


def test_the_body_of_today_goes_before_that_of_an_earlier_office(write: Write) -> None:
    """Whoever tells no later office is still of the first."""
    then = "Ik was vroeger burgemeester van Haren en ben toen bedreigd."
    for now, body in (("Tegenwoordig ben ik statenlid in Drenthe.", "Provincie Drenthe"), ("", "Groningen")):
        message = write(f"{then} {now}", name="Kees Vos", email="kees@thuispost.example")
        assert read_fields(message, read_message(message), caribbean=False).fields.organisation == body


def test_a_vote_says_how_sure_it_is_and_why(write: Write) -> None:
    """Who names the own function is sure; a bare sentence is a guess."""
    sure = write("Ik ben wethouder in Ommen.", name="Kees Vos", email=f"k{OMMEN}")
    guess = write("Graag informatie.")
    told, guessed = (read_fields(one, read_message(one), caribbean=False).sender for one in (sure, guess))
    assert told.strong
    assert "noemt de eigen functie" in told.clues
    assert not guessed.strong


def test_away_from_office_in_the_subject_is_a_machine(write: Write) -> None:
    """An absence notice offers no days, whatever it names."""
    message = write("Ik ben er weer op 7 december.", subject="Automatisch antwoord: scan", name="Kees Vos")
    reading = read_fields(message, read_message(message), caribbean=False)
    assert reading.fields.sender_kind is SenderKind.SYSTEEM
    assert reading.fields.availability == ()


@pytest.mark.parametrize(
    ("body", "name", "email", "person"),
    [
        ("Ik ben wethouder in Ommen.", "drs. Kees Vos", f"k{OMMEN}", "Kees Vos"),
        ("Ik ben wethouder in Ommen.", "Vos, Kees", f"k{OMMEN}", "Kees Vos"),
        ("Ik ben wethouder in Ommen.", "Wethouder Vos", f"k{OMMEN}", "Vos"),
        ("Graag een scan voor wethouder De Kok.\n\nA. Smit, secretariaat", "A. Smit", f"a{OMMEN}", "De Kok"),
        ("Hierbij meld ik wethouder Mulder van Ommen aan.\n\nA. Smit, griffier", "A. Smit", f"a{OMMEN}", "Mulder"),
        ("Het gaat om Petra de Wit, wethouder.\n\nA. Smit, secretaris", "A. Smit", f"a{OMMEN}", "Petra de Wit"),
        (
            "Wethouder Boogert wil een scan. Lia Boogert woont in Ommen.",
            "Griffie Ommen",
            f"griffie{OMMEN}",
            "Lia Boogert",
        ),
        ("De wethouder kan dinsdag niet.", "Secretariaat Ommen", f"secretariaat{OMMEN}", None),
        ("Geachte heer Roos, de burgemeester van Ommen kan niet.", "Kabinet", f"kabinet{OMMEN}", None),
        (
            "Namens mijn collega Fatima El Idrissi, raadslid in Ommen.\n\nGroet, de griffier",
            "",
            "x@post.example",
            "Fatima El Idrissi",
        ),
        ("Namens de burgemeester van Ommen, Jan Pieterse.", "Kabinet", f"kabinet{OMMEN}", "Jan Pieterse"),
        ("Mijn man Frans is burgemeester van Ommen.", "Els Vos", "els@thuispost.example", "Frans"),
        ("Ik ben de vrouw van burgemeester Arend Vos van Ommen.", "Els Vos", "els@thuispost.example", "Arend Vos"),
        ("Mag het donderdag, net als vorige keer?", "Secretariaat wethouder Okx", f"sec{OMMEN}", "Okx"),
    ],
)
def test_the_person_is_the_bestuurder(write: Write, body: str, name: str, email: str, person: str | None) -> None:
    """Also when a secretary or a husband writes; never the adviser who is addressed, nor a town."""
    message = write(body, name=name, email=email)
    assert read_fields(message, read_message(message), caribbean=False).fields.person == person


@pytest.mark.parametrize(
    ("body", "name", "email", "function"),
    [
        ("Akkoord met het rapport.", "Kees Vos", f"burgemeester{OMMEN}", Function.BURGEMEESTER),
        ("Mijn adres klopt niet.", "Wethouder Vos", f"k.vos{OMMEN}", Function.WETHOUDER),
        ("Ik doe mee.\nKees Vos, raad Ommen", "Kees Vos", "kees@thuispost.example", Function.RAADSLID),
        ("Ik zit nu twee jaar in de raad en wil een scan.", "Kees Vos", f"k.vos{OMMEN}", Function.RAADSLID),
        ("Ik wil mijn huis laten bekijken.", "Kees Vos", "k.vos@vechtstromen.example", Function.WATERSCHAPSBESTUURDER),
        ("ik ben burgemeetser van Ommen", "Kees Vos", f"k.vos{OMMEN}", Function.BURGEMEESTER),
        ("Mijn zus is getrouwd met een wethouder.", "Els Vos", "els@thuispost.example", Function.WETHOUDER),
        ("Wat kost dit een raadslid uit Ommen?", "Kees Vos", "kees@thuispost.example", Function.RAADSLID),
        ("Ik wil mijn huis laten bekijken.", "Kees Vos", f"k.vos{OMMEN}", None),
    ],
)
def test_a_function_without_a_title_is_told_by_seat_or_address(
    write: Write, body: str, name: str, email: str, function: Function | None
) -> None:
    """A mailbox, a seat, the body itself, or a title typed wrong; where nothing says it, nothing is told."""
    message = write(body, name=name, email=email)
    assert read_fields(message, read_message(message), caribbean=False).fields.function is function


def test_what_a_machine_names_is_nobodys_function(write: Write) -> None:
    """A newsletter about a wethouder tells nothing of its sender."""
    message = write(
        "Bij de wethouder van Ommen is ingebroken. Afmelden kan.", name="Nieuws", email="nieuwsbrief@blad.example"
    )
    assert read_fields(message, read_message(message), caribbean=False).fields.function is None


def test_every_field_shows_where_it_stands(write: Write) -> None:
    """The places are those of the reading, whatever part they stood in."""
    body = "Ik ben wethouder in Ommen.\nBel 06 12345678, Esweg 2, 7731 AB Ommen.\nGeen keurmerk, we verhuizen in mei."
    parts = (Part(PartKind.QUOTED, "> oud bericht\n"), Part(PartKind.NEW, body))
    message = write(subject="over dinsdag 1 december om 10 uur", name="Kees Vos", parts=parts)
    reading = read_message(message)
    found = read_fields(message, reading, caribbean=False)
    shown = {name: [reading.text[start:end] for start, end in spans] for name, spans in found.spans.items()}
    assert shown["function"] == ["wethouder"]
    assert shown["organisation"] == ["Ommen"]
    assert shown["phone"] == ["06 12345678"]
    assert shown["address"] == ["Esweg 2, 7731 AB Ommen"]
    assert shown["pkvw"] == ["keurmerk"]
    assert shown["moving"] == ["verhuizen"]


def test_quoted_lines_are_not_the_senders_words(write: Write) -> None:
    """What stands behind ">" was said by another."""
    message = write("Akkoord.\n> Ik ben wethouder in Ommen, bel 06 12345678.", name="A. Smit")
    fields = read_fields(message, read_message(message), caribbean=False).fields
    assert fields.phone is None


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text",
    ["Van: a\n" * 20_000, "wethouder van " * 300_000, "06 12 " * 500_000, "a" * 5_000_000, "dinsdag 3 of " * 200_000],
)
def test_hostile_text_does_not_stop_the_reader(write: Write, text: str) -> None:
    """Twenty thousand header lines or one endless line are read in a moment."""
    message = write(text, name="Kees Vos", email=f"k{OMMEN}")
    assert read_fields(message, read_message(message), caribbean=False).fields is not None


@pytest.mark.parametrize(
    ("text", "name", "person", "body"),
    [
        ("Dijkgraaf Piet Sluis van Hunze en Aa's wil een scan.", None, "Piet Sluis", "Waterschap Hunze en Aa's"),
        (
            "Ik ben wethouder, graag een scan.",
            "Dijkgraaf Piet Sluis van Hunze en Aa's",
            "Piet Sluis",
            "Waterschap Hunze en Aa's",
        ),
        ("Wethouder Jan Best van Putten wil graag een woningscan.", None, "Jan Best", "Putten"),
        ("Ik ben Jan Best van Putten, wethouder. Graag een woningscan.", None, "Jan Best", "Putten"),
        ("Ik ben wethouder en wil graag een scan.\n\nJan Best van Putten", None, "Jan Best", "Putten"),
        ("Ik ben wethouder en wil graag een scan.", "Anna van Houten van Utrecht", "Anna van Houten", "Utrecht"),
        ("Wethouder Anna van Houten van Utrecht wil graag een scan.", None, "Anna van Houten", "Utrecht"),
    ],
)
def test_a_last_name_that_is_a_town_stays_with_the_person(
    write: Write, text: str, name: str | None, person: str, body: str
) -> None:
    """And the town behind "van" is the body."""
    message = write(text, name=name)
    found = read_fields(message, read_message(message), caribbean=False).fields
    assert (found.person, found.organisation) == (person, body)
