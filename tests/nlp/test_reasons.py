"""The reason a duty officer reads says what was found."""

from __future__ import annotations

import pytest

from nlp.classifier import Classifier
from nlp.threat.reasons import reason
from tests.nlp.conftest import Write


@pytest.mark.parametrize(
    ("rule", "words", "told"),
    [
        ("boodschap achtergelaten", "er stond", "er stond iets"),
        ("aankondiging", "uitvaart", "rouw of afscheid genoemd"),
        ("gezin, school of adres genoemd", "bang", "angst"),
        ("gezin, school of adres genoemd", "school van mijn dochter", "gezin, school of adres genoemd"),
        ("aankondiging, afgezwakt", "de volgende keer", "volgende of laatste keer genoemd, afgezwakt"),
        ("gezin, school of adres genoemd", "kinderen ergens anders laten slapen", "slapen genoemd"),
        ("gezin, school of adres genoemd", "slapen slecht", "last van zorgen"),
        ("vreemde post of pakket", "anoniem", "het woord anoniem"),
        ("vreemde post of pakket", "anonieme brief", "vreemde post of pakket"),
        ("voltooide aanval", "rouwkaart", "teken van rouw of dood"),
        ("voltooide aanval", "ruit ingegooid", "voltooide aanval"),
        ("ultimatum met datum", "voor vrijdag", "ultimatum met datum"),
    ],
)
def test_a_reason_names_what_the_words_say(rule: str, words: str, told: str) -> None:
    """No more than that, and a rule that says it already keeps its name."""
    assert reason(rule, words) == told


def test_the_reason_stands_in_the_evidence(reader: Classifier, write: Write) -> None:
    """Where the duty officer sees it."""
    rules = [item.rule for item in reader.assess(write("Op het briefje stond een verkeerde datum.")).evidence]
    assert "er stond iets" in rules


@pytest.mark.parametrize(
    "text",
    [
        "ok ik zit bij de tandarts ben aan de beurt",
        "No threat that I know of",
        "Ik ben bang dat ik donderdag niet kan.",
    ],
)
def test_plain_sentences_give_no_reason(reader: Classifier, write: Write, text: str) -> None:
    """A turn at the dentist announces nothing."""
    assert not reader.floor(write(text)).rank
