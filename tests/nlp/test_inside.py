"""Threats from inside the employer: read broadly, but not at the mere word."""

from __future__ import annotations

import pytest

from casework.messages import Part, PartKind
from nlp.threat.inside import from_inside
from tests.builders import a_message


@pytest.mark.parametrize(
    "text",
    [
        "Ik word bedreigd door een collega.", "Een ambtenaar dreigt mij iets aan te doen.", "Het komt van binnenuit.",
        "Ik kreeg het van mijn eigen fractiegenoot.", "A colleague threatened me.", "door een oud-collega",
        "binnen onze eigen gemeente", "It comes from the inside.",
    ],
)  # fmt: skip
def test_these_come_from_inside(text: str) -> None:
    """Whatever part they stand in."""
    assert from_inside(a_message(text))
    assert from_inside(a_message("Zie onder.", parts=(Part(PartKind.FORWARDED, text),)))


@pytest.mark.parametrize(
    "text",
    ["Onze collega wordt bedreigd door een inwoner.", "Een inwoner dreigt met een mes.", "Ik ben ambtenaar.", ""],
)
def test_these_do_not(text: str) -> None:
    """A colleague who is threatened is no threat from inside."""
    assert not from_inside(a_message(text))
