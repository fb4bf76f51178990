"""The little language of the phrase files."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.errors import ReadingError
from nlp.threat.patterns import compile_phrase
from nlp.threat.phrases import PhraseBook, fingerprint


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("bedreig* mij", "hij bedreigde mij", True),
        ("bedreig* mij", "hij bedreigde jou", False),
        ("ik|wij word|worden bedreigd", "wij worden bedreigd", True),
        ("voor de [grote] deur", "voor de deur", True),
        ("voor de [grote] deur", "voor de grote deur", True),
        ("steen ... ruit", "steen vlak langs onze ruit", True),
        ("steen ... ruit", "steen een twee drie vier vijf zes ruit", False),
        ("binnen <n> dagen", "binnen 14 dagen", True),
        ("*bom", "een nitraatbom", True),
        ("mes", "messing", False),
        ("mes", "gemes", False),
        ("in_de_fik steken", "in de fik steken", True),
        ("a ... b", "a\nb", False),
        ("de volgende $", "u bent de volgende!!", True),
        ("de volgende $", "de volgende, vriend", True),
        ("de volgende $", "de volgende op de lijst", False),
        ("de volgende $", 'zij schreven "u bent de volgende" op de muur', True),
        ("de volgende $", "u bent de volgende - tot morgen", True),
        ("de volgende $", "u bent de volgende 'spreker'", False),
        ("^ sterf", "sterf maar", True),
        ("^ sterf", "je vrouw ook, sterf maar", True),
        ("^ sterf", "ik sterf van de kou", False),
        ("gaat dood !van|aan", "je gaat dood Jansen", True),
        ("gaat dood !van|aan", "je gaat dood", True),
        ("gaat dood !van|aan", "je gaat dood van de zenuwen", False),
        ("gaat dood !van|aan", "je gaat dood vannacht", True),
    ],
)
def test_a_phrase_finds_what_it_says(phrase: str, text: str, found: bool) -> None:  # noqa: FBT001 - a table
    """Each sign of the little language does what its docstring says."""
    assert bool(compile_phrase(phrase).find(text)) is found


@pytest.mark.parametrize("phrase", ["", "$", "^", "!van", "...", "[woord]", "woord ...", "... woord"])
def test_a_phrase_that_says_nothing_is_refused(phrase: str) -> None:
    """A phrase begins and ends with a word."""
    with pytest.raises(ValueError, match="phrase"):
        compile_phrase(phrase)


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    """The error says which file and line."""
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "x.txt").write_text("== maybe: iets\nwoord\n", encoding="utf-8")
    with pytest.raises(ReadingError, match=r"nl/x\.txt, line 1"):
        PhraseBook.load(tmp_path)


def test_a_phrase_more_changes_the_fingerprint(tmp_path: Path) -> None:
    """The version of an assessment tells which phrases were used."""
    (tmp_path / "nl").mkdir()
    file = tmp_path / "nl" / "x.txt"
    file.write_text("== yes: iets\nwoord\n", encoding="utf-8")
    before = fingerprint(tmp_path)
    file.write_text("== yes: iets\nwoord\nnog een\n", encoding="utf-8")
    assert fingerprint(tmp_path) != before
