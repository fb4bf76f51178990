"""Small pictures (emoji) that say what words would."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from nlp.classifier import Classifier
from tests.nlp.conftest import Write

PLAIN = """
🔪🔪🔪 jij
⚰️ wethouder ⚰️
💣👉🏠
🐷🔪🏠👧🕯️
🔫 mayor
je dochter 🔪
🪓🚗 vrijdag
"""
LOOKS = """
🏠🔥
💀👧
u heeft mooie kinderen 😊🔪
een mooie school hebben jullie kinderen 😊🪓
😡🤬🐷🔪
zie je bij de raadsvergadering 💣
"""
CALM = """
🎂🎉 gefeliciteerd wethouder
🎂🔪 zie je zo bij de taart in ons huis
kom je eten? 🔪🥕🍳
respect voor de gemeente 🔥🔥 topper
🏠🔑 sleutel gekregen van ons nieuwe huis
💀💀 wat een grap
👨‍👩‍👧 tot morgen
🎃🪓 halloween bij het gemeentehuis
🤝 akkoord met de afspraak 👍
"""


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("text", _lines(PLAIN))
def test_a_weapon_beside_somebody_and_hardly_a_word_is_an_alarm(reader: Classifier, write: Write, text: str) -> None:
    """A knife, a bomb or a coffin with a house, a child, "jij" or a function."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize("text", _lines(LOOKS))
def test_pictures_that_may_threaten_are_seen_by_a_human(reader: Classifier, write: Write, text: str) -> None:
    """Fire and a skull mean much else, and words beside a weapon may tell what it is."""
    assert reader.floor(write(text)) is Alarm.HUMAN


@pytest.mark.parametrize("text", _lines(CALM))
def test_a_cake_a_meal_or_applause_is_nothing(reader: Classifier, write: Write, text: str) -> None:
    """A feast makes the knife a cake knife."""
    assert reader.floor(write(text)) is Alarm.NO
