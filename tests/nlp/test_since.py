"""Moments told from another day, and turns that come back to those offered; read on Wednesday 20 May 2026."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from casework.conversation import Need
from nlp.chat.answers import hear
from nlp.chat.when.dialect import days_in_dutch
from nlp.chat.when.moments import told_moments
from nlp.chat.when.picks import keeps_rest, picked
from nlp.chat.when.since import day_since
from nlp.form.dates import AMSTERDAM, offered
from nlp.text import fold
from tests.nlp.chats import offered_after

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("donderdag of een week later", ["2026-05-21", "2026-05-28"]),
        ("donderdag om 9 uur of twee weken later op hetzelfde tijdstip", ["2026-05-21T09:00", "2026-06-04T09:00"]),
        ("2 juni, of dezelfde dag een week daarna", ["2026-06-02", "2026-06-09"]),
        ("2 juni of de week erna zelfde tijd", ["2026-06-02", "2026-06-09"]),
        ("2 juni of een week later op vrijdag", ["2026-06-02", "2026-06-12"]),
        ("5 juni kan, en de woensdag vlak daarvoor", ["2026-06-03", "2026-06-05"]),
        ("5 juni kan, of de dag ervoor", ["2026-06-04", "2026-06-05"]),
        ("de dag na dinsdag kan ik", ["2026-05-27"]),
        ("4 June, or the Monday after in the morning", ["2026-06-04", "2026-06-08"]),
        ("4 June, or the day before that", ["2026-06-03", "2026-06-04"]),
        ("Volgende week zit ik vol. De week erop: dinsdag of donderdag", ["2026-06-02", "2026-06-04"]),
        (
            "deze week lukt niet, liever eind van de week daarna, donderdag of vrijdag",
            ["2026-05-28", "2026-05-29"],
        ),
        ("2 juni of anders maandag of woensdag van de week daarna", ["2026-06-02", "2026-06-08", "2026-06-10"]),
        ("zondag nooit. vrijdag wel", ["2026-05-22"]),
        ("liefst volgende week donderdag, woensdag is begrafenis. of de vrijdag erna", ["2026-05-28", "2026-05-29"]),
        ("vrijdag heb ik oppas. nee, dat is donderdag. vrijdag kan wel", ["2026-05-22"]),
        ("4 June, or the day after, but then only after 2 pm", ["2026-06-04", "2026-06-05T14:00"]),
        ("do, vr, za. vanaf 11 uur", ["2026-05-21T11:00", "2026-05-22T11:00", "2026-05-23T11:00"]),
        ("4 June at half four (15:30 I mean, not half past four, that's a Dutch thing)", ["2026-06-04T16:30"]),
        ("over drie weken, dan kan ik op maandag", ["2026-06-08"]),
        ("maandag heb ik fractie, dinsdag raad, dus woensdag of donderdag", ["2026-05-27", "2026-05-28"]),
        ("2 juni, en als dat niet lukt de week erop", ["2026-06-02", "2026-06-09"]),
        ("next Tuesday, and if that's not possible the one after that", ["2026-05-26", "2026-06-02"]),
        ("2 juni tussen 9 en 11, 3 juni 13-15 uur", ["2026-06-02T09:00", "2026-06-03T13:00"]),
        ("2 juni 9-11 of 5 juni tussen 13 en 15", ["2026-06-02T09:00", "2026-06-05T13:00"]),
        ("mon or tue next wk after 6pm both", ["2026-05-25T18:00", "2026-05-26T18:00"]),
        ("do 28 en vr 29 mei (vr alleen na 14.00)", ["2026-05-28", "2026-05-29T14:00"]),
        ("ma 1 juni: overleg, bezet\ndi 2 juni: 8.45 tot 10.15 niks\nwo 3 juni: middag vrij",
         ["2026-06-02T08:45", "2026-06-03"]),
        ("We komen terug op 30 mei. De maandag daarna moet ik wassen, dus dan de dag erop", ["2026-06-02"]),
        ("Thursday 9 in the morning or Friday", ["2026-05-21T09:00", "2026-05-22"]),
        ("2 juni vanaf 9 uur of 4 juni, dan maakt de tijd niet uit", ["2026-06-02T09:00", "2026-06-04"]),
        ("na 1 juni, op een dinsdag", ["2026-06-02"]),
        ("vanaf 1 juni ben ik vrij, dus 2 of 4 juni", ["2026-06-02", "2026-06-04"]),
        ("2 juni (dinsdag dus) of 5 juni", ["2026-06-02", "2026-06-05"]),
        ("next Friday works, this Friday doesn't", ["2026-05-29"]),
        ("niet deze vrijdag maar volgende week", ["2026-05-29"]),
        ("wk 23 di of do, wk 24 ma", ["2026-06-02", "2026-06-04", "2026-06-08"]),
        ("op maandag werk ik, woensdag ben ik vrij", ["2026-05-27"]),
        ("bel gerust morgen. het bezoek kan 27 mei", ["2026-05-27"]),
        ("ik heb op 26 mei een afspraak bij de notaris, 28 mei kan", ["2026-05-28"]),
        ("26 mei is raad, 27 mei commissie, 28 mei kan", ["2026-05-28"]),
        ("26 mei, o nee dan is er raad. 27 mei", ["2026-05-27"]),
        ("26 mei lukt niet, 27 wel", ["2026-05-27"]),
        ("vorige week dinsdag was te druk, donderdag kan", ["2026-05-21"]),
        ("moandei of de deis dernei", ["2026-05-25", "2026-05-26"]),
        ("oare wike tiisdei nei healwei fiven", ["2026-05-26T16:30"]),
    ],
)  # fmt: skip
def test_a_day_is_counted_from_the_one_before_it(text: str, days: list[str]) -> None:
    assert [one[:16] for one in told_moments(fold(text), AT, AMSTERDAM)] == days


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("2 of 4 juni", "doe maar de eerste"), ["2026-06-02"]),
        (("2, 4 of 5 juni", "just the last one please"), ["2026-06-05"]),
        (("2 of 4 juni", "doe de tweede, en de dinsdag van de week erop erbij"), ["2026-06-04", "2026-06-09"]),
        (("2, 4 of 5 juni", "donderdag doet mijn zoon examen. de andere twee"), ["2026-06-02", "2026-06-05"]),
        (("2, 4 of 5 juni", "de 4e mag je schrappen, de rest klopt"), ["2026-06-02", "2026-06-05"]),
        (("2 juni 9 uur of 5 juni", "wacht, die dinsdag komt de schilder. wel een week later, zelfde tijd"),
         ["2026-06-05", "2026-06-09T09:00"]),
        (("2 juni of 5 juni 15 uur", "oh no, that Tuesday I promised to babysit. the day before then. Friday stays"),
         ["2026-06-01", "2026-06-05T15:00"]),
        (("2 of 5 juni", "laat die vrijdag toch maar weg"), ["2026-06-02"]),
        (("2 of 5 juni", "ook op donderdag van diezelfde week"), ["2026-06-02", "2026-06-04", "2026-06-05"]),
        (("2 of 5 juni", "dinsdag wordt woensdag"), ["2026-06-03", "2026-06-05"]),
        (("2 of 5 juni", "swap Tuesday for Wednesday"), ["2026-06-03", "2026-06-05"]),
        (("2 of 5 juni", "ik bedoelde woensdag ipv dinsdag"), ["2026-06-03", "2026-06-05"]),
        (("2 of 5 juni", "de eerste optie vervalt"), ["2026-06-05"]),
        (("2 of 5 juni", "laat de laatste maar vallen"), ["2026-06-02"]),
        (("2 of 5 juni", "voeg 8 juni maar toe"), ["2026-06-02", "2026-06-05", "2026-06-08"]),
        (("2 of 5 juni", "schuif alles een week op"), ["2026-06-09", "2026-06-12"]),
        (("2 juni 10 uur of 5 juni 10 uur", "beide een half uur eerder"), ["2026-06-02T09:30", "2026-06-05T09:30"]),
        (("2 of 5 juni", "niet 5 maar 6 juni"), ["2026-06-02", "2026-06-06"]),
        (("2 of 5 juni", "8 juni kan trouwens ook"), ["2026-06-02", "2026-06-05", "2026-06-08"]),
        (("2 of 5 juni", "doe er nog eentje bij, 8 juni"), ["2026-06-02", "2026-06-05", "2026-06-08"]),
        (("2 juni of 4 juni om 10 uur", "tijd is 11 uur"), ["2026-06-02T11:00", "2026-06-04T11:00"]),
        (("2 juni", "oh nee die week erop"), ["2026-06-09"]),
        (("2 juni om 10 uur", "toch liever een week later"), ["2026-06-09T10:00"]),
        (("2 juni om 10 uur", "maak er 11 uur van"), ["2026-06-02T11:00"]),
        (("2 juni om 10 uur", "bel me om 11 uur"), ["2026-06-02T10:00"]),
        (("2 of 5 juni", "de dag erna kan ook"), ["2026-06-02", "2026-06-05", "2026-06-06"]),
        (("2 of 5 juni", "eigenlijk vrijdag liefst na drie uur"), ["2026-06-02", "2026-06-05T15:00"]),
        (("2 of 5 juni", "wacht, vrijdag ben ik juist de hele dag thuis"), ["2026-06-05"]),
    ],
)  # fmt: skip
def test_a_later_turn_keeps_replaces_or_adds(turns: tuple[str, ...], left: list[str]) -> None:
    assert offered_after(AT, *turns) == left


def test_days_on_which_a_contact_works_are_no_moments() -> None:
    """Told when the contact was asked for."""
    heard = hear("Bea Kuipers, aanwezig op maandag en dinsdag", Need.EMPLOYER, AT, offered=("2026-06-02",))
    assert heard.fields.availability == ()


def test_what_is_not_counted_from_a_day_offered_stands_by_itself() -> None:
    """A day after no day, "the second" of a month, and a plain yes."""
    assert told_moments(fold("de dag erna kan"), AT, AMSTERDAM) == ()
    assert picked("doe maar de eerste dinsdag van juni", ("2026-06-02", "2026-06-04")) is None
    assert picked("de eerste kan niet meer", ("2026-06-02", "2026-06-04")) is None
    assert picked("doe de derde", ("2026-06-02", "2026-06-04")) is None
    assert not keeps_rest("de andere twee", 1, 2)
    assert day_since("de dag ervoor", date(2026, 3, 1)) == date(2026, 2, 28)
    assert day_since("morgen", date(2026, 3, 1)) is None
    assert days_in_dutch("tiisdei yn de wike derop") == "dinsdag yn de week erop"


def test_half_four_is_half_past_four_in_english_mail_too() -> None:
    """And "half vier" is half past three."""
    assert offered("I can do 4 June at half four.", AT) == ("2026-06-04T16:30:00+02:00",)
    assert offered("Ik kan 4 juni om half vier.", AT) == ("2026-06-04T15:30:00+02:00",)
