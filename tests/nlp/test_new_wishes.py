"""A wish for advice is a new one, whatever words of a running case stand beside it."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Intent
from casework.conversation import Topic
from nlp.chat.answers import hear
from nlp.form.dates import AMSTERDAM

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("Ik wil een aanvraag doen, want we gaan in mei weg", Topic.PREVENTIVE),
        ("ik trek weer in bij mijn moeder", None),
        ("ik ga intrekken bij mijn vriendin en wil een aanvraag doen", Topic.PREVENTIVE),
        ("ik wil me niet afmelden maar juist aanmelden", Topic.PREVENTIVE),
        ("niet afmelden maar juist aanmelden", Topic.PREVENTIVE),
        ("ik wil graag een scan, dit mag niet naar de werkgever", Topic.PREVENTIVE),
        ("ik heb nog geen advies aangevraagd, maar wil dat graag doen", Topic.PREVENTIVE),
        ("ik heb me nog niet aangemeld, kan dat hier?", None),
        ("haal ik met een aanvraag ook het keurmerk?", Topic.PREVENTIVE),
    ],
)
def test_a_new_wish_takes_nothing_back(said: str, topic: Topic | None) -> None:
    """Nor does a person who goes away, moves in with somebody or has asked for nothing yet."""
    heard = hear(said, None, AT)
    assert (heard.topic, heard.intent) == (topic, None)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("haal mijn aanvraag maar weg", Intent.WITHDRAW),
        ("die aanvraag mag weg", Intent.WITHDRAW),
        ("verwijder m'n hele inschrijving", Intent.WITHDRAW),
        ("trek 'm weer in, dank", Intent.WITHDRAW),
        ("trek hem maar in", Intent.WITHDRAW),
        ("ik trek bij deze mijn aanvraag in", Intent.WITHDRAW),
        ("ik wil me weer afmelden", Intent.WITHDRAW),
        ("dit mag zo niet naar de werkgever", Intent.REJECT_REPORT),
        ("de scan klopt niet.\nzo kan het niet naar de gemeente", Intent.REJECT_REPORT),
    ],
)
def test_what_takes_something_back_still_does(said: str, intent: Intent) -> None:
    """The words of a running case, where no new wish stands beside them."""
    assert hear(said, None, AT).intent is intent
