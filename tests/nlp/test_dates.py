"""Offered moments, read on Tuesday 24 November 2026, 09:30 in Amsterdam."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from casework.messages import Part, PartKind
from nlp.form.dates import AMSTERDAM, KRALENDIJK, offered
from nlp.form.fields import read_fields
from nlp.text import read_message
from tests.nlp.conftest import Write

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("dinsdag 1 december om 10.00 uur", ["2026-12-01T10:00:00+01:00"]),
        ("donderdag 3 december na 14 uur", ["2026-12-03T14:00:00+01:00"]),
        ("niet op maandag, wel op woensdag", ["2026-11-25"]),
        ("Volgende week di of do, niet op maandag", ["2026-12-01", "2026-12-03"]),
        ("I am available tomorrow at 9 am", ["2026-11-25T09:00:00+01:00"]),
        ("Goede morgen, graag een afspraak", []),
        ("maandag kan ik niet", []),
        ("volgende week dinsdagmiddag om half drie", ["2026-12-01T14:30:00+01:00"]),
        ("2, 3 of 5 december", ["2026-12-02", "2026-12-03", "2026-12-05"]),
        ("woensdag de 2e om kwart over tien", ["2026-12-02T10:15:00+01:00"]),
        ("5/12 om 14u", ["2026-12-05T14:00:00+01:00"]),
        ("30-11-2026", ["2026-11-30"]),
        ("volgende week di of do kan, vr niet", ["2026-12-01", "2026-12-03"]),
        ("deze week woensdag of vrijdag", ["2026-11-25", "2026-11-27"]),
        ("Ik werd geboren op 5 mei 1970.", []),
        ("I was born on May 5, 1970.", []),
        ("Week 51 kan ik dinsdag en donderdag.", ["2026-12-15", "2026-12-17"]),
        ("Ik kan dinsdag in week 50 of 51.", ["2026-12-08", "2026-12-15"]),
        ("In week 2 kan ik maandag.", ["2027-01-11"]),
        (
            "volgende week dinsdag om 10 uur en de week daarna op donderdagmiddag",
            ["2026-12-01T10:00:00+01:00", "2026-12-10"],
        ),
        (
            "Volgende week kan ik dinsdag of vrijdag, de week daarna donderdagmiddag.",
            ["2026-12-01", "2026-12-04", "2026-12-10"],
        ),
        (
            "Next Wednesday at 10am or the 17th at noon.",
            ["2026-11-25T10:00:00+01:00", "2026-12-17T12:00:00+01:00"],
        ),
        ("Could you come by on Thursday the 10th at 2pm?", ["2026-12-10T14:00:00+01:00"]),
        ("You can send it by Thursday.", []),
        ("dinsdag 1 december om acht uur 's avonds", ["2026-12-01T20:00:00+01:00"]),
        ("Thursday 3 December, 8 in the morning", ["2026-12-03T08:00:00+01:00"]),
        ("wij zijn er om 10:00 op de 11e", ["2026-12-11T10:00:00+01:00"]),
        ("tongersdei 3 december om healwei twaen", ["2026-12-03T13:30:00+01:00"]),
        ("Tuesday the first of December at ten", ["2026-12-01T10:00:00+01:00"]),
        ("15 juli 2027 om 9.30 uur", ["2027-07-15T09:30:00+02:00"]),
        ("10 januari", ["2027-01-10"]),
        ("Goedemorgen, graag een afspraak", []),
        ("overmorgen kan ook", ["2026-11-26"]),
        ("I can do Tuesday December 1 at 2 pm", ["2026-12-01T14:00:00+01:00"]),
        ("postcode 1234 AB", []),
        ("31 februari", []),
        ("de afspraak van dinsdag 1 december verzetten", []),
        ("donderdag 3 december tussen 9 en 11 kan ik", ["2026-12-03T09:00:00+01:00"]),
        ("ik kan vrijdag 4 december van 13 tot 15 uur", ["2026-12-04T13:00:00+01:00"]),
        ("wij kunnen op 4 december tot 12.00 uur", ["2026-12-04"]),
        ("zaterdag 5 december 1 uur ben ik thuis", ["2026-12-05T13:00:00+01:00"]),
        ("kan op 1, 2 of 3 december om 10.00 uur", [f"2026-12-0{day}T10:00:00+01:00" for day in (1, 2, 3)]),
        ("could it be the 3rd or 4th of December?", ["2026-12-03", "2026-12-04"]),
        ("beschikbaar: alle dinsdagen in december", [f"2026-12-{day}" for day in ("01", "08", "15", "22", "29")]),
        ("elke dinsdag ben ik vrij", []),
        ("volgende week kan ik woensdag, of vrijdag", ["2026-12-02", "2026-12-04"]),
        ("di of wo a.s. kan", ["2026-11-25", "2026-12-01"]),
        (
            "dinsdag 1 december 14.00 uur of woensdag 2 december zelfde tijd",
            ["2026-12-01T14:00:00+01:00", "2026-12-02T14:00:00+01:00"],
        ),
        ("do 3/12 10-12u schikt", ["2026-12-03T10:00:00+01:00"]),
    ],
)
def test_a_phrase_becomes_the_moment_it_means(text: str, moments: list[str]) -> None:
    """Dates are resolved against the time of receipt; refused dates are left out."""
    assert list(offered(text, NOW)) == moments


def test_the_islands_have_their_own_clock() -> None:
    """Ten o'clock on Saba is ten o'clock there."""
    assert offered("1 december 2026 om 10.00 uur", NOW, KRALENDIJK) == ("2026-12-01T10:00:00-04:00",)


@pytest.mark.parametrize(
    "received_at",
    [
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))),
        datetime.max.replace(tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("zone", [AMSTERDAM, KRALENDIJK])
def test_an_absurd_time_of_receipt_gives_no_moments(received_at: datetime, zone: ZoneInfo) -> None:
    """A broken clock must not stop a mail; "morgen" then means nothing, and before year 1 there are no days."""
    text = "morgen, volgende week dinsdag, 10 januari, 5/12, de 2e, over 4 weken of 2026-12-01"
    assert offered(text, received_at, zone) == ()


@pytest.mark.parametrize("year", [1971, 2199])
def test_the_first_and_last_believed_years_are_read(year: int) -> None:
    """No day before or after them is out of reach."""
    assert offered("overmorgen", datetime(year, 12, 31, 23, 59, tzinfo=UTC)) == (f"{year + 1}-01-03",)


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("Kan het a.s. vrijdag na vieren?", ["2026-11-27T16:00:00+01:00"]),
        ("Volgende week dinsdag of donderdag ben ik er.", ["2026-12-01", "2026-12-03"]),
        ("Dinsdag of donderdag volgende week kan ik.", ["2026-12-01", "2026-12-03"]),
        ("vrijdag 4 of maandag 7 december schikt", ["2026-12-04", "2026-12-07"]),
        ("1 of 3 december om elf uur schikt ons", ["2026-12-01T11:00:00+01:00", "2026-12-03T11:00:00+01:00"]),
        ("dinsdag 1 december of donderdag 3 december, beide om 14.00 uur, kan", [
            "2026-12-01T14:00:00+01:00", "2026-12-03T14:00:00+01:00",
        ]),
        ("Woensdag over een week past mij.", ["2026-12-02"]),
        ("vrijdag de vierde kan ook", ["2026-12-04"]),
        ("dinsdag 1 december of de dag erna kan", ["2026-12-01", "2026-12-02"]),
        ("Either 1 December or the next day suits me.", ["2026-12-01", "2026-12-02"]),
        ("Kan de afspraak van 1 december naar 3 december?", ["2026-12-03"]),
        ("1 december kan ik niet, 3 december wel", ["2026-12-03"]),
        ("moarn twa oere is goed", ["2026-11-25T14:00:00+01:00"]),
        ("Djamars 1 di desember ta bon", []),
    ],
)  # fmt: skip
def test_more_ways_to_offer_a_moment(text: str, moments: list[str]) -> None:
    """Lists, weeks, words for numbers, and clocks that count for several days."""
    assert list(offered(f"Beste mensen, dank voor uw bericht.\n{text}", NOW)) == moments


@pytest.mark.parametrize(
    "text",
    [
        "Sinds dinsdag staat er elke avond een auto voor de deur.",
        "Hij rijdt elke donderdag stapvoets langs.",
        "Per 1 december begin ik als burgemeester.",
        "Ik kom zaterdag thuis langs, zei hij.",
        "Mijn deadline is donderdag 15.00 uur.",
        "Op 8 december organiseren wij een congres over veiligheid.",
        "Kan iemand mij vandaag nog bellen?",
        'Hij riep: "kom dinsdag 1 december maar kijken".',
        "Ik verwacht uiterlijk 10 december een antwoord.",
    ],
)
def test_a_day_that_is_told_is_no_offer(text: str) -> None:
    """What happened, a habit, a start, a threat or a deadline is no moment to plan."""
    assert offered(f"Beste mensen, dank voor uw bericht.\n{text}", NOW) == ()


@pytest.mark.parametrize(
    ("own", "quoted", "moments"),
    [
        ("ja is goed", "Schikt donderdag 26 november om 15.00 uur?", ["2026-11-26T15:00:00+01:00"]),
        ("Prima, donderdag de 26e dan.", "> Kan donderdag 26 november om 11.00 uur?", ["2026-11-26T11:00:00+01:00"]),
        ("Donderdag kan niet.", "Schikt donderdag 26 november om 15.00 uur?", []),
        ("Ja", "Schikt donderdag 26 november om 15.00 uur of vrijdag 27 november om 9.00 uur?", []),
        ("elke donderdag ben ik op kantoor", "", []),
    ],
)
def test_a_plain_yes_takes_the_moment_that_was_asked(write: Write, own: str, quoted: str, moments: list[str]) -> None:
    """Only one moment can be taken so; a day with a clock in the question gets that clock."""
    message = write(parts=(Part(PartKind.NEW, own), Part(PartKind.QUOTED, quoted)))
    found = read_fields(message, read_message(message), caribbean=False).fields
    assert list(found.availability) == moments


def test_a_time_on_the_islands_is_theirs_unless_it_is_called_dutch() -> None:
    """People who say "Dutch time" or "your time" know the difference."""
    here = offered("Monday 30 November at 9 is fine for me", NOW, KRALENDIJK)
    dutch = offered("Monday 30 November at 15:00 Dutch time is fine for me", NOW, KRALENDIJK)
    assert here == ("2026-11-30T09:00:00-04:00",)
    assert dutch == ("2026-11-30T15:00:00+01:00",)
