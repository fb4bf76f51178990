"""Dialogues as examples for the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from casework.assessment import Alarm, Route
from nlp.corpus import Row
from nlp.learning import conversations

LONG = [
    "Hallo, ik ben wethouder en wil advies",
    "06-12345678",
    "Nee hoor, niets aan de hand",
    "We verhuizen in mei",
    "ja",
]


def _rows(folder: Path, turns: list[str], alarm: str = "no", alarm_turn: int | None = None) -> list[Row]:
    expected = {"alarm": alarm, "route": "threat" if alarm == "yes" else "preventive", "intent": None}
    line: dict[str, Any] = {
        "id": "x01-001",
        "author": "x01",
        "lang": "nl",
        "channel": "web",
        "started": "2026-03-06T14:00:00+01:00",
        "turns": turns,
        "alarm_turn": alarm_turn,
        "expected": expected,
    }
    (folder / "x01.jsonl").write_text(json.dumps(line) + "\n\n", encoding="utf-8")
    return conversations.load(folder)


def _whole(rows: list[Row]) -> list[Row]:
    """Without the turns that are learned by themselves."""
    return [row for row in rows if row.stratum not in conversations.TURNS]


def _said(row: Row) -> list[str]:
    return [part.text for part in row.message.parts]


def test_of_a_threat_what_was_said_up_to_it_is_learned(tmp_path: Path) -> None:
    """What came after it (a number, a thank you) tells nothing about it."""
    turns = ["Ik wil graag advies", "Er stond vannacht weer iemand bij de schuur", "Dank u, ik wacht op uw telefoontje"]
    (row,) = _whole(_rows(tmp_path, turns, "yes", 2))
    assert (row.id, row.alarm, row.route) == ("x01-001/2", Alarm.YES, Route.THREAT)
    assert _said(row) == turns[:2]


def test_a_calm_conversation_is_learned_whole_and_half_way(tmp_path: Path) -> None:
    """Turns that only answer (a number, yes) are left out, as they are when a chat is read."""
    half, whole = _whole(_rows(tmp_path, LONG))
    assert _said(half) == [LONG[0]]
    assert _said(whole)[0] == LONG[0]
    assert not {LONG[1], LONG[4]} & set(_said(whole))
    assert {half.alarm, whole.alarm} == {Alarm.NO}


def test_a_conversation_in_which_nothing_is_told_teaches_nothing(tmp_path: Path) -> None:
    """Only answers, or nothing at all."""
    assert _rows(tmp_path, ["06-12345678", " "]) == []


def test_a_line_that_is_no_dialogue_is_an_error(tmp_path: Path) -> None:
    """A forgotten key stops the training instead of teaching something else."""
    (tmp_path / "x.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(KeyError):
        conversations.load(tmp_path)


def test_a_turn_is_learned_by_itself_as_it_is_read(tmp_path: Path) -> None:
    """Of a threat the one where it shows, of a calm conversation each behind the first that is more than an answer."""
    turns = ["Ik wil graag advies", "Er stond vannacht weer iemand bij de schuur", "Dank u, ik wacht op uw telefoontje"]
    alone = [row for row in _rows(tmp_path, turns, "yes", 2) if row.stratum in conversations.TURNS]
    assert [_said(row) for row in alone] == [turns[1:2]]
    assert {(row.alarm, row.stratum) for row in alone} == {(Alarm.YES, conversations.THREAT_TURN)}
    alone = [row for row in _rows(tmp_path, LONG) if row.stratum in conversations.TURNS]
    assert [_said(row) for row in alone] == [LONG[2:3], LONG[3:4]]
    assert {(row.alarm, row.stratum, row.intent) for row in alone} == {(Alarm.NO, conversations.CALM_TURN, None)}
