"""A ladder played in simulated time with one's own roster."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.escalation import POLICIES, PolicyName
from casework.rehearsal import Scene, World, _easter_monday, play, scenes, world_of
from casework.roster import Medium, Roster
from tests.casework.test_escalation import ROSTER

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
THREAT, ACUTE = POLICIES[PolicyName.THREAT], POLICIES[PolicyName.ACUTE]
LONG = timedelta(hours=3)


def _scene(name: str) -> Scene:
    return next(scene for scene in scenes(NOW) if scene.name.startswith(name))


@pytest.mark.parametrize("scene", scenes(NOW), ids=lambda scene: scene.name)
def test_somebody_is_called_at_once_whenever_it_is(scene: Scene) -> None:
    """At Easter, when the clocks change, with the mail down; and when anybody answers it ends."""
    played = play(THREAT, ROSTER, scene.start_at, world_of(scene, ROSTER), LONG)
    assert played.first_attempt == 0
    everything_is_dead = scene.dead == frozenset(Medium)
    assert (played.first_through is None) is everything_is_dead
    if scene.silent or everything_is_dead:
        assert (played.acknowledged, played.called_back) == (None, None)
        assert played.calls[-1].at - scene.start_at > LONG - THREAT.longest_wait - timedelta(seconds=2)
    elif scene.late:
        assert 45 * 60 < (played.acknowledged or 0) < 50 * 60
    else:
        assert (played.acknowledged, played.called_back) == (41, 221)


def test_what_is_refused_goes_by_another_way_in_the_same_second() -> None:
    """Anna has text messages first; Cees, who has mail first, is called when his turn comes."""
    played = play(THREAT, ROSTER, NOW, World(frozenset({Medium.NOTIFY})), timedelta(minutes=1))
    assert [(call.person, call.medium, call.through) for call in played.calls] == [
        ("anna", Medium.NOTIFY, False), ("anna", Medium.MAIL, True),
    ]  # fmt: skip


def test_the_first_to_answer_has_it() -> None:
    """Two are called at once; the quicker one counts, and nobody is called after."""
    world = World(answers={"anna": timedelta(seconds=50), "cees": timedelta(seconds=20)})
    played = play(ACUTE, ROSTER, NOW, world, LONG)
    assert (played.holder, played.acknowledged) == ("cees", 21)
    assert {call.at for call in played.calls} == {NOW}


def test_a_call_back_that_comes_too_late_makes_the_ladder_go_on() -> None:
    """And whoever had it is called again."""
    world = World(answers={"anna": timedelta(seconds=10)}, call_back=timedelta(hours=1))
    played = play(ACUTE, ROSTER, NOW, world, timedelta(minutes=30))
    assert played.acknowledged == 11
    assert any(call.at > NOW + ACUTE.hold for call in played.calls)


def test_an_empty_roster_is_helpless() -> None:
    """The report says so."""
    played = play(THREAT, Roster(), NOW, World(), timedelta(minutes=30))
    assert played.helpless
    assert played.first_attempt is None


@pytest.mark.parametrize(
    ("year", "day"), [(2024, (4, 1)), (2025, (4, 21)), (2026, (4, 6)), (2027, (3, 29)), (2038, (4, 26))]
)
def test_easter_is_when_it_is(year: int, day: tuple[int, int]) -> None:
    """Second Easter day is what the night is named after."""
    assert _easter_monday(year) == date(year, *day)


def test_the_nights_of_the_clock_are_found() -> None:
    """Last Sundays of March and October."""
    assert _scene("nacht waarin de klok vooruit").start_at.date() == date(2027, 3, 28)
    assert _scene("nacht waarin de klok terug").start_at.date() == date(2027, 10, 31)
