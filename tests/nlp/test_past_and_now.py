"""A word of the past, and behind it what goes on now."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from nlp.classifier import Classifier
from tests.nlp.conftest import Write

NOW = """
Vorig jaar werd ik bedreigd en nu staat hij weer voor de deur met een mes.
In 2019 met de dood bedreigd en vandaag lag er weer een kogel in de brievenbus.
Jaren geleden is mijn schuur aangestoken, vannacht is mijn auto in brand gestoken.
Ik heb niet eerder een steen door de ruit gehad, tot gisteren.
Ik ben nooit bedreigd, tot gisteren.
Last year I was threatened and now he is at my door with a knife.
In 2021 I was threatened, and today there was a bullet in my letterbox.
I have never been threatened, until yesterday.
"""
PAST = """
Vorig jaar werd ik bedreigd en stond hij voor de deur met een mes.
In 2019 ben ik met de dood bedreigd, nu wil ik graag een woningscan.
Jaren geleden stond hij nu en dan met een fakkel voor de deur.
Last year I was threatened, now I would like some advice.
"""
NEVER = """
Ik ben tot vandaag niet bedreigd.
Tot nu toe is er geen dreiging.
"""


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("text", _lines(NOW))
def test_what_comes_back_today_is_not_of_the_past(reader: Classifier, write: Write, text: str) -> None:
    """The same sentence may tell of both."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize("text", _lines(PAST))
def test_what_was_before_the_word_of_now_is_still_of_the_past(reader: Classifier, write: Write, text: str) -> None:
    """A look, as before."""
    assert reader.floor(write(text)) is Alarm.HUMAN


@pytest.mark.parametrize("text", _lines(NEVER))
def test_nothing_until_now_is_nothing(reader: Classifier, write: Write, text: str) -> None:
    """The denial stands behind the word of time."""
    assert reader.floor(write(text)) is Alarm.NO
