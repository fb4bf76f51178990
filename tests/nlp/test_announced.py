"""What somebody who threatens says to the reader: a threat by the phrases alone, without "my" and without a date."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from nlp.classifier import Classifier
from tests.nlp.conftest import Write
from tests.nlp.said import ELSEWHERE, INNOCENT, THREATS, VEILED

SAID = """
Als u niet voor 1 december aftreedt, komt u niet meer veilig thuis.
Je komt niet levend thuis.
U bent de volgende.
Je bent de volgende, klootzak
Kogels komen eraan.
Dodenlijst: nummer 1 is Jansen
Ik wens u dood.
We zullen u uitroeien
U wordt omgelegd
You're next.
You won't make it home alive.
We will kill you all.
Er is een prijs van 5000 dollar op het hoofd van de gezaghebber gezet op Facebook
Bo ta e siguiente.
Bo lo no yega kas bibu.
Do bist de folgjende.
Do komst net mear libben thús.
"""
DOUBLES = """
u bent de volgende op de lijst voor een woningscan
u bent de volgende spreker
Komt veilig thuis!
you're next in line for the scan
You are next on the list for a visit.
No tin menasa konkreto, mi ke un konseho di siguridat.
"""
#: A joke, a film, the news or a negation takes one step off, and never more.
LOWERED = """
haha, met tikkertje op het personeelsfeest: jij bent de volgende!!
In de film zegt hij: je komt niet levend thuis.
In de krant stond dat er een prijs op het hoofd van de burgemeester is gezet.
Niemand zegt dat u wordt omgelegd.
"""
#: Who passes it on writes whole sentences and signs: a target, violence, and a time or a place are enough.
PASSED_ON = (
    "Geachte dames en heren, vanmorgen belde een inwoner ons algemene nummer over de sluiting van het zwembad. Hij "
    "werd steeds bozer en zei op het eind dat ze haar vanavond thuis komen doodschieten. De wethouder weet nog van "
    "niets, zij zit in overleg tot vier uur. Graag hoor ik van u wat wij nu kunnen doen.\nMet vriendelijke groet,\n"
    "Anneke Smit\nBestuurssecretariaat gemeente Zeist"
)
LONG = (
    "Geachte heer, mevrouw. Vanochtend kwam bij het bestuurssecretariaat een brief binnen die ik u hierbij overtyp, "
    "omdat de scanner het niet doet. Er staat letterlijk: u wordt omgelegd. Graag hoor ik hoe wij dit kunnen melden. "
    "Met vriendelijke groet, P. de Vries, bestuurssecretaris."
)


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("text", [*_lines(SAID), *_lines(THREATS), LONG, PASSED_ON])
def test_what_is_announced_to_the_reader_is_an_alarm(reader: Classifier, write: Write, text: str) -> None:
    """In a message of any length."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize("text", [*_lines(DOUBLES), *_lines(INNOCENT)])
def test_the_same_words_about_something_else_are_nothing(reader: Classifier, write: Write, text: str) -> None:
    """Whoever is next in a queue is not threatened."""
    assert reader.floor(write(text)) is Alarm.NO


@pytest.mark.parametrize("text", _lines(VEILED))
def test_what_is_said_between_the_lines_is_seen_by_a_human(reader: Classifier, write: Write, text: str) -> None:
    """At least."""
    assert reader.floor(write(text)) is not Alarm.NO


@pytest.mark.parametrize("text", _lines(ELSEWHERE))
def test_what_is_told_of_a_game_the_news_or_the_past_wakes_nobody(reader: Classifier, write: Write, text: str) -> None:
    """A look is the most it may cost."""
    assert reader.floor(write(text)) is not Alarm.YES


@pytest.mark.parametrize("text", _lines(LOWERED))
def test_an_announcement_in_a_joke_or_a_film_goes_to_a_human(reader: Classifier, write: Write, text: str) -> None:
    """Lowered one step, never cleared."""
    assert reader.floor(write(text)) is Alarm.HUMAN
