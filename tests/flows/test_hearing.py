"""One turn of a chat, heard with the real reader."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casework.assessment import Alarm
from casework.conversation import Conversation
from flows.steps.hearing import take_turn
from nlp.classifier import Classifier

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Classifier:
    """The shipped reader."""
    return Classifier.load()


@pytest.mark.parametrize(
    "text", ["Neergeschoten Vandaag", "Mishandeld Gisteren", "Molotov Vannacht", "Doodsbang Thuis"]
)
def test_a_threat_that_looks_like_a_name_is_seen(reader: Classifier, text: str) -> None:
    """Two words with capitals answer "hoe heet u?" and are left out of the reading, but not when they say something."""
    turned, _ = take_turn(reader, Conversation(), (), text, NOW)
    assert turned.state.alarm is not Alarm.NO


@pytest.mark.parametrize(
    "text", ["Karin Visser", "Jan de Moor", "Rozemarijn Vonk", "06-12345678", "ja hoor", "gemeente Urk"]
)
def test_an_answer_alone_asks_nobody_to_look(reader: Classifier, text: str) -> None:
    """A name, a number, a body, yes: by itself no sign of anything."""
    turned, _ = take_turn(reader, Conversation(), (), text, NOW)
    assert turned.state.alarm is Alarm.NO
