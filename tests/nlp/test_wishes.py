"""What the writer of a message about a running case wants: the model's opinion beside kinds of words."""

from __future__ import annotations

import pytest

from casework.assessment import Intent
from nlp import corpus
from nlp.intents import intent_of
from nlp.learning.training import examples
from nlp.learning.weigh_intents import opinions
from nlp.linear.scoring import INTENTS
from nlp.wishes import clues

_NONE = dict.fromkeys((intent.value for intent in Intent), 0.03)


def _torn(*between: Intent) -> dict[str, float]:
    """The chances of a model that cannot choose."""
    return _NONE | {intent.value: 0.4 for intent in between}


@pytest.mark.parametrize(
    ("own", "offered", "between", "intent"),
    [
        (
            "bezoek donderdag\ndonderdag kan ik niet, maar maandag 30 november om tien uur wel.",
            1,
            (Intent.RESCHEDULE_APPOINTMENT, Intent.CONFIRM_APPOINTMENT),
            Intent.RESCHEDULE_APPOINTMENT,
        ),
        (
            "afspraak\nprima, maandag om tien uur staat in de agenda.",
            1,
            (Intent.RESCHEDULE_APPOINTMENT, Intent.CONFIRM_APPOINTMENT),
            Intent.CONFIRM_APPOINTMENT,
        ),
        (
            "rapport\nwat wordt bedoeld met maatregel 4 in het rapport?",
            0,
            (Intent.QUESTION_REPORT, Intent.APPROVE_REPORT),
            Intent.QUESTION_REPORT,
        ),
        (
            "er is nog geen afspraak gemaakt.\nik kan dinsdag 8 december om 10:00 of donderdagmiddag.",
            2,
            (Intent.RESCHEDULE_APPOINTMENT, Intent.RESCHEDULE_APPOINTMENT),
            Intent.PROPOSE_APPOINTMENT,
        ),
        (
            "ik kan dinsdag.",
            1,
            (Intent.RESCHEDULE_APPOINTMENT, Intent.RESCHEDULE_APPOINTMENT),
            Intent.PROPOSE_APPOINTMENT,
        ),
        (
            "ik kan dinsdag niet, wel woensdag.",
            1,
            (Intent.RESCHEDULE_APPOINTMENT, Intent.RESCHEDULE_APPOINTMENT),
            Intent.RESCHEDULE_APPOINTMENT,
        ),
        (
            "in het rapport staat mijn oude adres.\npas dat eerst aan.",
            0,
            (Intent.QUESTION_REPORT, Intent.QUESTION_REPORT),
            Intent.REJECT_REPORT,
        ),
        (
            "het gesprek van maandag gaat niet door, graag annuleren.",
            0,
            (Intent.CANCEL_APPOINTMENT, Intent.CONFIRM_APPOINTMENT),
            Intent.CANCEL_APPOINTMENT,
        ),
    ],
)
def test_words_decide_where_the_model_cannot(
    own: str, offered: int, between: tuple[Intent, Intent], intent: Intent
) -> None:
    """Two wishes the model finds equally likely are told apart by what stands in one sentence."""
    assert intent_of(own, _torn(*between), offered) is intent


def test_a_sure_model_is_believed() -> None:
    """The words turn no opinion that is firm."""
    chances = _NONE | {Intent.WITHDRAW.value: 0.97}
    assert intent_of("beste mensen, zie het briefje van maandag.", chances) is Intent.WITHDRAW


def test_nothing_said_and_nothing_thought_is_no_wish() -> None:
    """Who says nothing wants nothing that we know of."""
    assert intent_of("", dict.fromkeys(_NONE, 0.001)) is None


def test_a_question_is_taken_apart() -> None:
    """The same word weighs otherwise in a question; words of two kinds in one sentence are a clue of their own."""
    found = clues("dank.\nis het rapport klaar?", 0, {})
    assert {"vraag", "vraag:rapport", "woord:rapport", "eerst:rapport", "dagen:0"} <= found.keys()
    assert "samen:kan+niet" in clues("ik kan niet.", 0, {})
    assert "samen:kan+niet" not in clues("ik kan.\nniet.", 0, {})


def test_opinions_come_from_models_that_do_not_know_the_author() -> None:
    """Each example with an intent gets a chance for every one; the others are not asked about."""
    made = examples(corpus.load(corpus.TUNE)[::12])
    found = opinions(made, folds=2)
    asked = [one.row.intent is not None for one in made]
    assert found.shape == (len(made), len(INTENTS))
    assert ((found > 0).all(axis=1) == asked).all()
