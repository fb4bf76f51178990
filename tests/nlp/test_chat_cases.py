"""What somebody wants in a running case, in words that no rule was made for word by word."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Intent
from casework.conversation import Need, Topic
from nlp.chat.answers import hear
from nlp.form.dates import AMSTERDAM

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("afspraak scan donderdag red ik niet, de vergadering duurt lang", Intent.RESCHEDULE_APPOINTMENT),
        ("maandag komt er iemand voor het huis maar ik ben ziek. kan het verplaatst?", Intent.RESCHEDULE_APPOINTMENT),
        ("your visit on Friday, could it be rescheduled please", Intent.RESCHEDULE_APPOINTMENT),
        ("helje myn oanfraach mar fuort", Intent.WITHDRAW),
        ("gooi onze aanmelding maar weg", Intent.WITHDRAW),
        ("ja do 12e om 9u is goed", Intent.CONFIRM_APPOINTMENT),
        ("yes, Tuesday the 3rd works for me", Intent.CONFIRM_APPOINTMENT),
        ("ik ga niet verhuizen", None),
    ],
)
def test_an_appointment_or_a_request_is_changed(text: str, intent: Intent | None) -> None:
    """Moved, taken back or agreed to."""
    assert hear(text, Need.TOPIC, AT).intent is intent


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Betreft de lopende scan van onze wethouder", Topic.RUNNING),
        ("mijn vader had een aanvraag bij jullie lopen", Topic.RUNNING),
        ("na het gesprek van dinsdag met uw adviseur", Topic.RUNNING),
        ("jullie collega vroeg nog om mijn postcode", Topic.RUNNING),
        ("woensdag komt er iemand langs, klopt dat?", Topic.RUNNING),
        ("aanmelding staat op mijn naam", Topic.RUNNING),
        ("ja wo 3e om 11u is goed", Topic.RUNNING),
        ("kan uw adviseur bij mij thuis komen kijken, ik wil een woningscan", Topic.PREVENTIVE),
    ],
)
def test_a_case_runs_already(text: str, topic: Topic) -> None:
    """Somebody who was asked for something, or waits for somebody, has one."""
    assert hear(text, Need.TOPIC, AT).topic is topic
