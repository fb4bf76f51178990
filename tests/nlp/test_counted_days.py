"""Days that people count from other days, and what they take back of them, in mails and chats."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from nlp.chat.spelling import mended
from nlp.chat.when.moments import told_moments
from nlp.form.dates import AMSTERDAM, moments, offered
from nlp.form.feasts import next_feast
from nlp.form.spotting import index_of
from nlp.text import fold
from tests.nlp.chats import offered_after

#: A Wednesday.
AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("over drie weken op maandag", "2026-06-08"),
        ("donderdag over veertien dagen", "2026-06-04"),
        ("morgen over twee weken", "2026-06-04"),
        ("vandaag over acht dagen", "2026-05-27"),
        ("two weeks tomorrow", "2026-06-04"),
        ("a fortnight today", "2026-06-03"),
        ("a fortnight on Monday", "2026-06-08"),
        ("three weeks from Friday", "2026-06-12"),
        ("in two weeks on Tuesday", "2026-06-02"),
        ("de vrijdag voor pinksteren", "2026-05-22"),
        ("de dag voor koningsdag", "2027-04-26"),
        ("drie dagen na kerst", "2026-12-29"),
        ("the Wednesday after Whitsun", "2026-05-27"),
        ("de dinsdag na de verkiezingen", "2027-03-23"),
        ("laatste donderdag van juni", "2026-06-25"),
        ("2nd Tuesday of July", "2026-07-14"),
        ("de eerste maandag van het nieuwe jaar", "2027-01-04"),
        ("the first Friday of next month", "2026-06-05"),
        ("de negende juni", "2026-06-09"),
        ("the third of June", "2026-06-03"),
    ],
)
def test_a_day_is_counted_from_another(text: str, day: str) -> None:
    """From today, a weekday, a feast, or the beginning of a month."""
    folded = fold(text)
    assert [one.on.isoformat() for one in moments(folded, AT.date(), index_of(folded))] == [day]


@pytest.mark.parametrize("text", ["maandag na de herfstvakantie", "twee weken vakantie", "elke twee weken", "na kerst"])
def test_a_day_that_nobody_can_tell_is_none(text: str) -> None:
    """Holidays differ by region, and a length is no day."""
    folded = fold(text)
    assert moments(folded, AT.date(), index_of(folded)) == []


def test_a_mail_counts_as_a_chat_does() -> None:
    """The same knowledge of days serves both."""
    text = "Beste mensen, een gesprek kan wat mij betreft donderdag over twee weken om 10 uur, of de dag na Pinksteren."
    assert [one[:16] for one in offered(text, AT)] == ["2026-05-26", "2026-06-04T10:00"]


@pytest.mark.parametrize(
    ("feast", "first", "last"),
    [
        ("pasen", date(2027, 3, 28), date(2027, 3, 29)),
        ("carnaval", date(2027, 2, 7), date(2027, 2, 9)),
        ("prinsjesdag", date(2026, 9, 15), date(2026, 9, 15)),
        ("verkiezing", date(2027, 3, 17), date(2027, 3, 17)),
        ("oud en nieuw", date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_feast_has_a_first_and_a_last_day(feast: str, first: date, last: date) -> None:
    """The next that is not over; the council elections are over in May 2026, those of the provinces come."""
    assert next_feast(feast, AT.date()) == (first, last)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hemelvaart ben ik thuis, anders de dinsdag erop", "2027-05-06 2027-05-11"),
        ("rond koningsdag zijn we weg, 4 juni kan", "2026-06-04"),
        ("vrijdag 5 juni is Goede Vrijdag dus niet. Maandag 8 juni", "2026-06-08"),
        ("dinsdag 2 juni om 9 uur, of de donderdag in diezelfde week om 11 uur", "2026-06-02T09:00 2026-06-04T11:00"),
        ("in de week na pinksteren op donderdag", "2026-05-28"),
        ("maandag, o wacht, dinsdag om 9 uur", "2026-05-26T09:00"),
        ("Thursday 2pm. Just kidding. Thursday 3pm", "2026-05-21T15:00"),
        ("dinsdag 9 juni. Hm dat is de dag van de raad, dan toch maar niet. 10 juni na vieren", "2026-06-10T16:00"),
        ("morgen ben ik weg, vrijdag ook. Maandag kan", "2026-05-25"),
        ("12 juni komt de schilder, dus dan ben ik thuis vanaf 13.00", "2026-06-12T13:00"),
        ("vrijdag 10 am or next week Tuesday", "2026-05-22T10:00 2026-05-26"),
        ("tomorrow 7pm or sat", "2026-05-21T19:00 2026-05-23"),
        ("maandagen werk ik, aanstaande vrijdag of maandag de 1e", "2026-05-22 2026-06-01"),
        ("ik mail het morgen nog eens na. 3 juni kan", "2026-06-03"),
        ("1 juni, 3 juni, telkens tussen 13 en 15 uur", "2026-06-01T13:00 2026-06-03T13:00"),
        ("Raadslid Vrijdag hier. Dinsdag past", "2026-05-26"),
        ("vrijdag maakt me niet uit hoe laat", "2026-05-22"),
    ],
)
def test_a_chat_offers_what_is_left_at_its_end(text: str, said: str) -> None:
    """Not what is taken back in the same breath, and not the name of a feast that is the reason."""
    assert [one[:16] for one in told_moments(fold(text), AT, AMSTERDAM)] == said.split()


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("do 11 juni om 10 uur of di 16 juni", "doe die dinsdag maar"), ["2026-06-16"]),
        (("11 June at 10am or 16 June", "Thursday won't work after all, only the Tuesday"), ["2026-06-16"]),
        (("do 11 juni 9.00 of vr 12 juni 9.00", "o wacht vrijdag moet ik werken"), ["2026-06-11T09:00"]),
        (("4 June at 9am or 9 June 3pm", "scratch 9 June, Wed the 10th instead"), ["2026-06-04T09:00", "2026-06-10"]),
        (("maandag 8 juni", "oh nee dan kan ik niet, donderdag"), ["2026-05-21"]),
        (("maandag 8 juni om 11 uur", "of nee dan zijn we net verhuisd. 22 juni, zelfde tijd"), ["2026-06-22T11:00"]),
        (("di 9 of do 11 juni", "de 9e valt toch af"), ["2026-06-11"]),
        (("di 9 of do 11 juni", "laat de 11e maar zitten"), ["2026-06-09"]),
        (("di 9 of do 11 juni", "nog een mogelijkheid: 12 juni"), ["2026-06-09", "2026-06-11", "2026-06-12"]),
        (("di 9 of do 11 juni", "do dan 14u"), ["2026-06-09", "2026-06-11T14:00"]),
    ],
)
def test_a_later_turn_speaks_of_the_days_offered_before(turns: tuple[str, ...], left: list[str]) -> None:
    """A bare weekday is the day of that name that was offered."""
    assert offered_after(AT, *turns) == left


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("moandag noa pinkster", "maandag na pinkster"),
        ("diesendag veur de middag", "dinsdag voor de middag"),
        ("goonsdig um haaf tien", "woensdag om half tien"),
        ("zoaterdag of zundag", "zaterdag of zondag"),
        ("dunderdag kwart oaver drei", "donderdag kwart over drei"),
        ("zondig is het niet", "zondig is het niet"),
    ],
)
def test_days_are_read_in_dialect(said: str, meant: str) -> None:
    """Of Groningen, Twente, Zeeland and Limburg."""
    assert mended(said) == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("maandag 8 juni om 10, oeps half elf", "2026-06-08T10:30"),
        ("8 June at 9 am, no wait 11 am", "2026-06-08T11:00"),
        ("from 3 pm on 8 June", "2026-06-08T15:00"),
        ("Monday 8 June, 9ish", "2026-06-08T09:00"),
        ("8 juni 9:00-10:00 of 11:30-12:30", "2026-06-08T09:00"),
        ("hemelvaartsdag niet, de dag erna wel om 9 uur", "2027-05-07T09:00"),
        ("donderdag de 28e of anders de week erna op maandag", "2026-05-28 2026-06-01"),
        ("this Saturday or next Saturday, both at 11am", "2026-05-23T11:00 2026-05-30T11:00"),
        ("week 24 op maandag of vrijdag", "2026-06-08 2026-06-12"),
        ("op 8 juni verhuizen we, 15 juni kan", "2026-06-15"),
        ("8 juni om 9.00 en 10 juni ook rond die tijd", "2026-06-08T09:00 2026-06-10T09:00"),
        ("de week van 8 juni, niet donderdag. Wel ma of di", "2026-06-08 2026-06-09"),
        ("na de verhuizing graag: maandag 15 juni om 10.00", "2026-06-15T10:00"),
        ("8 juni heb ik tot 11 uur overleg, daarna vrij", "2026-06-08T11:00"),
        ("8 juni is de vergadering, dus overdag kan wel", "2026-06-08"),
        ("wij zijn van 1 tot 5 juni op Terschelling. Vanaf de 8e kan", "2026-06-08"),
        ("graag voor 8 juni, bijvoorbeeld 2 juni tegen elven", "2026-06-02T11:00"),
        ("maandag 8 juni (14:00 - 15:30 uur)", "2026-06-08T14:00"),
        ("8 juni gaat, al is 9 juni mij beter", "2026-06-08 2026-06-09"),
    ],
)
def test_a_clock_and_a_week_are_those_of_their_day(text: str, said: str) -> None:
    """A second clock takes the place of the first, and a date of something else is no offer."""
    assert [one[:16] for one in told_moments(fold(text), AT, AMSTERDAM)] == said.split()
