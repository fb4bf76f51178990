"""What belongs to a day and what does not, read on Wednesday 20 May 2026 unless a row says otherwise."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlp.chat.when.moments import told_moments
from nlp.chat.when.times import clock_of
from nlp.form.dates import AMSTERDAM, offered
from nlp.text import fold

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


def _chat(text: str, at: datetime = AT) -> list[str]:
    return [one[:16] for one in told_moments(fold(text), at, AMSTERDAM)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("28 mei t/m 2 juni kan ik", ["2026-05-28", "2026-05-29", "2026-06-01", "2026-06-02"]),
        ("tussen 2 en 5 juni", ["2026-06-02", "2026-06-03", "2026-06-04", "2026-06-05"]),
        ("volgende week kan ik elke dag", [f"2026-05-{day}" for day in range(25, 30)]),
        ("28 mei t/m 2 juni ben ik weg", []),
        ("Kerkstraat 3 - 8 juni kan ik", ["2026-06-08"]),
        ("De zitting is in de week van 1 juni. Ik kan 10 juni", ["2026-06-10"]),
        ("de week van 1 juni kan ik elke dag", [f"2026-06-0{day}" for day in range(1, 6)]),
    ],
)
def test_a_chat_offers_each_day_of_a_stretch(text: str, days: list[str]) -> None:
    """The days share the place of the stretch, and what is said of it."""
    assert _chat(text) == days


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Ik kan donderdag 28 mei. Gisteravond om 23.00 uur reed er weer een auto langs.", "2026-05-28"),
        ("Ik kan donderdag 28 mei. Bel me vandaag om 14 uur.", "2026-05-28"),
        ("Donderdag 28 mei is goed, maar pas om vijf uur.", "2026-05-28T17:00"),
        ("Ik kan donderdag 28 mei. Het liefst om 14 uur.", "2026-05-28T14:00"),
    ],
)
def test_only_a_clock_that_is_said_of_the_day_is_its_clock(text: str, moment: str) -> None:
    """In its sentence, or in one that goes on about it."""
    found = [one[:16] for one in offered(f"Beste mensen, dank voor uw bericht.\n{text}", AT)]
    assert [one for one in found if one.startswith("2026-05-28")] == [moment]


@pytest.mark.parametrize(
    ("text", "at", "day"),
    [
        ("maandag na nieuwjaar", (2026, 1, 2), "2026-01-05"),
        ("maandag na kerst", (2026, 12, 27), "2026-12-28"),
        ("maandag na kerst", (2026, 12, 10), "2026-12-28"),
        ("de dag voor koningsdag", (2026, 4, 27), "2027-04-26"),
        ("week na kerst, maandag", (2026, 12, 10), "2026-12-28"),
        ("week na kerst, dinsdag", (2026, 12, 27), "2026-12-29"),
        ("week na pasen, dinsdag", (2026, 3, 10), "2026-04-07"),
    ],
)
def test_the_year_of_a_feast_is_that_of_the_day_that_is_meant(text: str, at: tuple[int, int, int], day: str) -> None:
    """A feast that is over may still have its Monday to come."""
    assert _chat(text, datetime(*at, 10, 0, tzinfo=AMSTERDAM)) == [day]


@pytest.mark.parametrize("why", ["ben ik weg", "ben ik verhinderd", "ben ik bezet", "kan ik niet"])
def test_a_time_at_which_somebody_is_away_is_no_new_time(why: str) -> None:
    """The moment that was told stays."""
    assert clock_of(f"nee, om 11 uur {why}", 7) is None
    assert clock_of("nee, om 11 uur", 4) == "11:00"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("maandag of dinsdag ben ik thuis, woensdag ga ik met de kinderen naar zee", "2026-05-25 2026-05-26"),
        ("maandag of dinsdag, woensdag passen we op de kleinkinderen", "2026-05-25 2026-05-26"),
        ("Monday or Tuesday, Wednesday we take them to the zoo", "2026-05-25 2026-05-26"),
        ("vrijdag gaat prima, maandag gaat ook", "2026-05-22 2026-05-25"),
        ("vrijdag 29 mei om 16.00 uur, en als dat niet gaat maandag 1 juni", "2026-05-29T16:00 2026-06-01"),
        ("vrijdag 29 mei, en lukt dat niet dan maandag 1 juni om half twaalf", "2026-05-29 2026-06-01T11:30"),
        ("vrijdag 29 mei, kunt u dan niet dan maandag 1 juni", "2026-05-29 2026-06-01"),
        ("vrijdag 29 mei, mocht u verhinderd zijn dan maandag 1 juni", "2026-05-29 2026-06-01"),
        ("vrijdag 29 mei, zo niet maandag 1 juni", "2026-05-29 2026-06-01"),
        ("vrijdag 29 mei lukt niet, maandag 1 juni wel", "2026-06-01"),
        ("maandag en dinsdag, dus 1 en 2 juni", "2026-06-01 2026-06-02"),
        ("in de eerste week van juni op maandag en dinsdag, te weten 1 en 2 juni", "2026-06-01 2026-06-02"),
        ("dinsdag en donderdag, dus niet 3 juni", "2026-05-26 2026-05-28"),
        ("vrijdag 29 mei en zaterdag 30 mei, als u op zaterdag werkt tenminste", "2026-05-29 2026-05-30"),
        ("als u op zaterdag werkt: zaterdag 30 mei", "2026-05-30"),
        ("Het was vrijdag 22 mei om 14.00 uur. Wij stellen voor maandag 25 mei", "2026-05-25"),
        ("De afspraak stond op vrijdag 22 mei. Liever maandag 25 mei om 9 uur", "2026-05-25T09:00"),
        ("vrijdag was prima, doe dus vrijdag 22 mei", "2026-05-22"),
        ("Ja, dat is volledig. Ik leg het vanmiddag in zijn map.", ""),
        ("Klopt. Morgen bespreek ik het met hem.", ""),
        ("Ja, klopt. Vrijdag kan ik ook nog", "2026-05-22"),
    ],
)
def test_a_day_on_which_something_else_is_and_a_day_told_twice_are_no_offer(text: str, days: str) -> None:
    """A condition under which another day comes in takes no day away."""
    assert _chat(text) == days.split()
