"""What belongs to a day and what does not, read on Wednesday 20 May 2026 unless a row says otherwise."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter

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


_EVENING = datetime(2026, 12, 1, 20, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("di 15 dec van 9 tot 11 en wo 16 dec van 13 tot 15", "2026-12-15T09:00 2026-12-16T13:00"),
        ("donderdag 10 dec van 9 tot 11, vr 11 dec hele dag", "2026-12-10T09:00 2026-12-11"),
        ("dinsdag 15 december tussen 9 en 11, donderdag 17 december", "2026-12-15T09:00 2026-12-17"),
        ("15 dec van 9-11 en 17 dec van 14-16", "2026-12-15T09:00 2026-12-17T14:00"),
        ("ma 14 dec 9-11, wo 16 dec 13-15", "2026-12-14T09:00 2026-12-16T13:00"),
        ("15/12 van 9 tot 11 en 17 december", "2026-12-15T09:00 2026-12-17"),
        ("Tuesday 15 December from 9 to 11 and Thursday 17 December", "2026-12-15T09:00 2026-12-17"),
        ("di 15 dec tot 11, wo 16 dec", "2026-12-15 2026-12-16"),
        ("van 9 tot en met 11 december", "2026-12-09 2026-12-10 2026-12-11"),
        ("van 9 tot 11 december", "2026-12-09 2026-12-10 2026-12-11"),
        ("9, 10 en 11 december", "2026-12-09 2026-12-10 2026-12-11"),
    ],
)
def test_the_hours_of_a_day_are_no_days_of_the_month(text: str, days: str) -> None:
    """Also where another date follows; a stretch of dates stays one."""
    assert _chat(text, _EVENING) == days.split()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "volgende week kan ik niet, de week erop maandag en dinsdag wel, behalve tussen 12 en 14",
            "2026-12-14 2026-12-15",
        ),
        ("maandag, maar niet tussen 12 en 13.30 uur", "2026-12-07"),
        ("dinsdag 15 december kan ik niet tussen 9 en 11", "2026-12-15"),
        ("Monday works, except between 12 and 2", "2026-12-07"),
        ("woensdag 9 december (niet van 12 tot 13)", "2026-12-09"),
        ("niet tussen 12 en 14 december, wel 16 december", "2026-12-16"),
        ("vrijdag tussen 12 en 14", "2026-12-04T12:00"),
        ("maandag niet, dinsdag tussen 9 en 11", "2026-12-08T09:00"),
    ],
)
def test_hours_that_do_not_suit_are_no_time_of_the_day(text: str, days: str) -> None:
    """The day is offered without a time."""
    assert _chat(text, _EVENING) == days.split()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("volgende maand de eerste dinsdag", "2027-01-05"),
        ("volgende maand kan ik alleen de tweede donderdag", "2027-01-14"),
        ("next month the first Tuesday", "2027-01-05"),
        ("volgende maand niet, de eerste dinsdag van februari wel", "2027-02-02"),
        ("deze maand de laatste vrijdag", "2026-12-25"),
        ("ik kan iedere maandag en dinsdag", "2026-12-07 2026-12-08"),
        ("elke dinsdag of elke vrijdag", "2026-12-08 2026-12-11"),
        ("any Monday, Tuesday or Friday", "2026-12-07 2026-12-08 2026-12-11"),
        ("elke dinsdag zwemmen, 16 december kan wel", "2026-12-16"),
        ("Beschikbaar: ma-wo", "2026-12-07 2026-12-08 2026-12-09"),
        ("ma t/m wo", "2026-12-07 2026-12-08 2026-12-09"),
        ("di - do volgende week", "2026-12-08 2026-12-09 2026-12-10"),
        ("mon to wed", "2026-12-07 2026-12-08 2026-12-09"),
        ("ma-wo kan ik niet", ""),
    ],
)
def test_every_day_of_a_row_is_offered_and_in_its_month(text: str, days: str) -> None:
    """Also with "iedere", with a dash, and with the month told first."""
    assert _chat(text, _EVENING) == days.split()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("de week na de herfstvakantie op di of wo", ""),
        ("na de kerstvakantie kan ik dinsdag", ""),
        ("dinsdag of woensdag na de voorjaarsvakantie", ""),
        ("di of wo in de week na het reces", ""),
        ("Tuesday or Wednesday in the week after the school holidays", ""),
        ("per 1 maart", ""),
        ("as of 1 March", ""),
        ("dinsdag kan, na de vakantie niet", "2026-12-08"),
        ("na de vakantie kan ik niet, dinsdag wel", "2026-12-08"),
        ("na de kerstvakantie, dinsdag 5 januari", "2027-01-05"),
        ("na de kerstvakantie, in week 2, dinsdag", "2027-01-12"),
        ("de week na kerst, dinsdag", "2026-12-29"),
        ("vanaf 10 december", "2026-12-10"),
    ],
)
def test_a_week_that_nobody_can_tell_and_a_beginning_offer_no_day(text: str, days: str) -> None:
    """When a holiday is depends on where one lives; "per 1 maart" is when something begins."""
    assert _chat(text, _EVENING) == days.split()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("liefst na vieren op maandag een of dinsdag twee juni", "2026-06-01T16:00 2026-06-02T16:00"),
        ("na vijven op maandag 1 of woensdag 3 juni", "2026-06-01T17:00 2026-06-03T17:00"),
        ("vanaf 13 uur op dinsdag 2 en donderdag 4 juni", "2026-06-02T13:00 2026-06-04T13:00"),
        ("om tien uur op maandag of woensdag volgende week", "2026-05-25T10:00 2026-05-27T10:00"),
        ("after 4 pm on Monday 1 or Tuesday 2 June", "2026-06-01T16:00 2026-06-02T16:00"),
        ("tussen 10 en 12 op maandag, dinsdag of donderdag", "2026-05-25T10:00 2026-05-26T10:00 2026-05-28T10:00"),
        ("maandag een of dinsdag twee juni, na vieren", "2026-06-01T16:00 2026-06-02T16:00"),
        ("om 9.30 uur op maandag 1 juni of woensdag 3 juni na 15 uur", "2026-06-01T09:30 2026-06-03T15:00"),
        ("maandagavond 1 juni of anders woensdagavond, na half acht graag", "2026-06-01T19:30 2026-06-03T19:30"),
        (
            "dinsdag 2, woensdag 3 of vrijdag 5 juni, pas vanaf 16 uur",
            "2026-06-02T16:00 2026-06-03T16:00 2026-06-05T16:00",
        ),
        ("dinsdag 2 juni de hele dag of woensdag 3 juni, na 16 uur", "2026-06-02 2026-06-03T16:00"),
        ("dinsdag 2 juni om een uur of half elf", "2026-06-02T10:30"),
        ("om 10 uur op dinsdag, woensdag de hele dag", "2026-05-26T10:00 2026-05-27"),
        ("na 1 juni op dinsdag of woensdag", "2026-06-02 2026-06-03"),
    ],
)
def test_a_time_told_before_several_days_is_that_of_all(text: str, days: str) -> None:
    """Unless the last has one of its own; a date from which on they count is no time."""
    assert _chat(text) == days.split()


_APRIL = datetime(2026, 4, 15, 19, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "za 25 april, of ma 4 mei, o nee dan is het dodenherdenking, doe maar dinsdag 12 mei",
            "2026-04-25 2026-05-12",
        ),
        ("maandag 27 april, nee dat is koningsdag, dan dinsdag 28 april", "2026-04-28"),
        ("5 mei, o wacht dan is het bevrijdingsdag, doe maar 6 mei", "2026-05-06"),
        ("donderdag 14 mei, oh nee dat is hemelvaart, liever vrijdag 22 mei", "2026-05-22"),
        ("27 April, oh no that is King's Day, make it 28 April", "2026-04-28"),
        ("vrijdag 24 gaat niet, dat moet maandag 27 april zijn", "2026-04-27"),
        ("de 23e klopt niet, dat moet de 24e zijn", "2026-04-24"),
        ("het moet woensdag 22 april om 10 uur worden", "2026-04-22T10:00"),
        ("dat moet maandag klaar zijn", ""),
        ("dinsdag 28 en woensdag 29 april zijn voor hem geschikt", "2026-04-28 2026-04-29"),
        ("Dinsdag 28 april schikt, woensdag zijn wij in Parijs", "2026-04-28"),
        ("yes I do", ""),
        ("do na 14 uur", "2026-04-16T14:00"),
    ],
)
def test_a_day_that_falls_on_a_feast_gives_way_and_one_that_must_be_takes_its_place(text: str, days: str) -> None:
    """The name of the feast is no day of its own there, and a verb no Thursday."""
    assert _chat(text, _APRIL) == days.split()


def test_long_rows_of_hours_and_holidays_are_read_in_a_moment() -> None:
    """The patterns are bounded."""
    started = perf_counter()
    for text in ("di 15 dec van 9 tot 11 en " * 300, "na de vakantie of " * 500, "elke maandag, " * 500):
        _chat(text, _EVENING)
    assert perf_counter() - started < 5
