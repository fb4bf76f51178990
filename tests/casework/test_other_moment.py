"""What is done with a wish to move or to cancel a talk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casework.appointments import Appointment, Stage, Talk
from casework.assessment import Intent
from casework.other_moment import Asked, calls_off, plan

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SET = Appointment("uid", Talk.HOME, Stage.CONFIRMED, 120, starts_at=NOW + timedelta(days=8), round=1)
PROPOSED = replace(SET, stage=Stage.PROPOSED, starts_at=None, slots=(NOW + timedelta(days=8),))
MOVE = Asked(Intent.RESCHEDULE_APPOINTMENT, "Ik moet verzetten, kan het ook donderdag?", ("2026-12-03",))
OFF = Asked(Intent.CANCEL_APPOINTMENT, "Helaas moet ik de afspraak afzeggen.")


@pytest.mark.parametrize(
    "text",
    [
        "Ik zeg de afspraak van dinsdag af.",
        "Helaas moet ik de afspraak afzeggen.",
        "Graag annuleren.",
        "Het gesprek kan niet doorgaan, ik ben ziek.",
        "De afspraak gaat niet door.",
        "I have to cancel our appointment.",
        "Helaas kan ik dinsdag niet komen, ik zeg de afspraak af.",
        "Het lukt mij niet. Ik moet annuleren.",
        "I can't make it, please cancel.",
    ],
)
def test_in_so_many_words_it_is_off(text: str) -> None:
    """Then it is called off, without a task beside it."""
    assert calls_off(text)
    found = plan(replace(OFF, text=text), SET, NOW)
    assert found
    assert (found.call_off, found.propose, found.read) == (True, False, False)


@pytest.mark.parametrize(
    "text",
    [
        "Ik wil de afspraak niet afzeggen.",
        "Moet ik de afspraak afzeggen?",
        "Als het sneeuwt moet ik afzeggen.",
        "Ik annuleer mijn aanvraag.",
        "Misschien moet ik annuleren.",
        "De afspraak is toch niet geannuleerd!",
        "I do not want to cancel.",
        "Ik zeg de afspraak niet af, ik kom gewoon.",
        "ik wil de afspraak niet laten vervallen",
        "Ik zeg de afspraak zeker niet af.",
        "De afspraak vervalt wat mij betreft niet.",
        "Ik zeg de afspraak niet door ziekte af.",
        "Afzeggen kan ik niet.",
        "Het kan niet, dat de afspraak vervalt!",
        "Ik zal de afspraak nooit annuleren.",
        "I can't cancel it.",
        "Please don't call off our meeting.",
        "Het komt niet uit.",
        "Ik zeg de afspraak af. " + "Er is veel gebeurd. " * 12,
    ],
)
def test_what_is_less_plain_is_decided_by_a_human(text: str) -> None:
    """Nobody loses a talk to a guess; reminders stop all the same."""
    found = plan(replace(OFF, text=text), SET, NOW)
    assert found
    assert (found.call_off, found.read) == (False, True)


@pytest.mark.parametrize(
    ("asked", "appointment", "expected"),
    [
        (MOVE, SET, (True, False)),
        (replace(MOVE, offered=()), SET, (True, False)),
        (replace(OFF, offered=("2026-12-03",)), SET, (True, False)),  # "afzeggen, kan het donderdag?"
        (MOVE, replace(SET, stage=Stage.MOVING), (True, False)),
        (MOVE, PROPOSED, (True, False)),
        (replace(MOVE, intent=Intent.PROPOSE_APPOINTMENT), PROPOSED, (True, False)),
        (MOVE, replace(SET, starts_at=NOW + timedelta(hours=5)), (True, True)),
        (MOVE, replace(SET, starts_at=NOW - timedelta(hours=1)), (False, True)),
        (MOVE, replace(SET, round=3), (False, True)),
        (replace(MOVE, attachments=True), SET, (False, True)),
        (replace(MOVE, text="x" * 201), SET, (False, True)),
    ],
)
def test_moments_are_proposed_when_the_wish_is_plain(
    asked: Asked, appointment: Appointment, expected: tuple[bool, bool]
) -> None:
    """Whether moments are proposed, and whether a human reads it."""
    found = plan(asked, appointment, NOW)
    assert found
    assert (found.propose, found.read) == expected


@pytest.mark.parametrize(
    ("asked", "appointment"),
    [
        (Asked(None, "Tot dan!"), SET),
        (Asked(Intent.WITHDRAW, "Ik trek mijn aanvraag in."), SET),
        (replace(MOVE, intent=Intent.PROPOSE_APPOINTMENT), SET),
        (replace(MOVE, offered=()), PROPOSED),
        (OFF, PROPOSED),
    ],
)
def test_what_asks_for_nothing_of_the_kind_goes_the_usual_way(asked: Asked, appointment: Appointment) -> None:
    """A human reads it, or it is understood elsewhere."""
    assert plan(asked, appointment, NOW) is None


def test_a_talk_that_is_near_is_called_off_and_told() -> None:
    """Somebody may be on the way."""
    found = plan(OFF, replace(SET, starts_at=NOW + timedelta(hours=3)), NOW)
    assert found
    assert (found.call_off, found.read) == (True, True)
