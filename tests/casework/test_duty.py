"""What an officer says, and whom is told what."""

from __future__ import annotations

import pytest

from casework.duty import LABELS, DutyItem, Word, spoken, whom_to_tell
from casework.escalation import PolicyName


@pytest.mark.parametrize(
    "text",
    [
        "ik heb het", "Ik heb het.", "IK HEB HET!", "Ik heb het, bel nu terug", "ik heb hem", "Overgenomen",
        "overgenomen.", "Hoi,\nik heb het\nAnna", "Ik neem het over - Anna", "I have it", "I've got it",
        "I\u2019ve got it.", "  “ik heb het”  ", "Taken over", "Ik  heb   het",
    ],
)  # fmt: skip
def test_these_words_take_an_alarm_over(text: str) -> None:
    """Alone at the beginning of a line."""
    assert spoken(text) is Word.HAVE_IT


@pytest.mark.parametrize(
    "text", ["ik kan niet", "Ik kan niet, ben ziek", "kan niet.", "I can't", "Pass it on!", "doorgeven"]
)
def test_these_words_pass_an_alarm_on(text: str) -> None:
    """As plainly."""
    assert spoken(text) is Word.CANNOT


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n", "ik heb het druk", "Ik heb het niet", "ik heb het nog niet", "Heb jij het?",
        "ik heb het gezien maar", "Misschien", "Ik heb het.\nIk kan niet.", "Ik kan niet zien of ik heb het", "ok",
        "Wat is er\naan de hand\nbel\nik heb het",
        "> ik heb het", "Taken: bellen", "ik heb hetzelfde",
    ],
)  # fmt: skip
def test_anything_else_says_nothing(text: str) -> None:
    """A ladder that climbs once too often does less harm than one that stops."""
    assert spoken(text) is None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_employer_is_told_as_a_rule_and_never_when_it_comes_from_inside(language: str) -> None:
    """And about a burgemeester the officer asks first."""
    usual = whom_to_tell(PolicyName.THREAT, language, spares_employer=False)
    mayor = whom_to_tell(PolicyName.MAYOR, language, spares_employer=False)
    inside = {whom_to_tell(name, language, spares_employer=True) for name in PolicyName}
    assert len({usual, mayor, *inside}) == 3
    assert all(len(text.split()) <= 9 for text in (usual, mayor, *inside))
    assert "NIET" in inside.pop() or language == "en"


def test_everything_on_the_list_has_a_label() -> None:
    """The form shows it."""
    assert set(LABELS) == set(DutyItem)
