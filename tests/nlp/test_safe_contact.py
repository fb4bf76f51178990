"""Who may be the threatener, and who says how to be reached safely."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casework.assessment import Alarm, Assessment, Evidence, Route
from casework.messages import Channel, Message, Part, PartKind
from nlp.threat.hostile import may_be_threatener
from nlp.threat.safe_contact import said


def _message(text: str, kind: PartKind = PartKind.NEW) -> Message:
    return Message(Channel.EMAIL, datetime(2026, 11, 23, tzinfo=UTC), parts=(Part(kind, text),))


def _hostile(text: str, kind: PartKind = PartKind.NEW, alarm: Alarm = Alarm.YES) -> bool:
    evidence = (Evidence(kind, text, "gezegd"),)
    return may_be_threatener(_message(text, kind), Assessment(alarm, Route.THREAT, 0.9, evidence=evidence))


@pytest.mark.parametrize(
    "text",
    [
        "Ik weet waar je woont. Je tijd is bijna om.",
        "We komen je halen. Denk aan je kinderen.",
        "U gaat eraan als dat azc er komt.",
        "You will regret this, we know where you live",
        "Ik steek jullie kantoor in brand",
    ],
)
def test_who_threatens_us_is_told_nothing(text: str) -> None:
    """I will, to you; nobody to whom it was done speaks."""
    assert _hostile(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ik word bedreigd. Iemand schreef: ik weet waar je woont.",
        "Een man belde me en zei: we weten je te vinden.",
        "Onze wethouder kreeg dit in de bus: je tijd is om.",
        "Someone left a note at my house: we know where you live",
        "Er is aangifte gedaan van 'we komen je halen'.",
    ],
)
def test_who_tells_of_a_threat_gets_the_whole_answer(text: str) -> None:
    """Also with the words of the threatener in it."""
    assert not _hostile(text)


def test_words_of_others_and_calm_mail_make_nobody_hostile() -> None:
    """A forwarded threat is not the sender's, and without an alarm there is nothing to hide."""
    assert not _hostile("Ik weet waar je woont", PartKind.FORWARDED)
    assert not _hostile("Ik weet waar u woont", alarm=Alarm.NO)


@pytest.mark.parametrize(
    "text",
    [
        "Mail me niet op mijn werkmail, mijn baas leest mee.",
        "Liever niet op mijn gemeentemail.",
        "Antwoord niet op deze mail.",
        "Wilt u mij niet mailen op dit adres?",
        "Reageer alstublieft niet per mail.",
        "Please do not reply to my work email.",
        "Not on my work address please",
    ],
)
def test_not_here_is_understood(text: str) -> None:
    """However it is said."""
    found = said(_message(text))
    assert found is not None
    assert found.not_here
    assert found.sentences == (text,)


@pytest.mark.parametrize(
    "text",
    ["Bel na vieren.", "U kunt mij na 16 uur bellen.", "Het codewoord is zwaluw.", "Call me only after six"],
)
def test_hours_and_a_code_word_are_taken_down_in_the_persons_own_words(text: str) -> None:
    """They bar no address."""
    found = said(_message(text))
    assert found is not None
    assert (found.not_here, found.sentences) == (False, (text,))


@pytest.mark.parametrize(
    "text",
    [
        "Graag een woningscan.",
        "Ik heb het niet op mijn werk ontvangen.",
        "Ik kan niet op dinsdag, ik mail u nog.",
        "Ik ben niet tegen mailen hoor.",
        "De brief kwam niet aan.",
        "Ik kon u niet bereiken.",
    ],
)
def test_other_words_say_nothing_about_it(text: str) -> None:
    """Else nobody would get an answer."""
    assert said(_message(text)) is None


def test_only_own_words_count() -> None:
    """A quoted footer "do not reply to this mail" is no wish."""
    assert said(_message("Please do not reply to this email", PartKind.QUOTED)) is None
