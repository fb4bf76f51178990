"""A roster as people write it, by file and by command."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.errors import SettingsError
from casework.escalation import POLICIES, Manner, PolicyName, policies
from casework.lifecycle import CaseKind
from casework.roster import Medium, Period
from flows.roster_file import parse_roster, read_roster
from flows.runtime import Runtime
from flows.steps import roster_view
from flows.steps.oncall import OnCall, on_call
from flows.steps.roster_view import look
from storage.crypto import KeyRing
from storage.session import Database
from tests.builders import a_case, an_alarm
from tests.flows.conftest import Clock
from tests.forked import weerbaar

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "roster.yaml"

SMALL: dict[str, Any] = {
    "people": {"anna": {"name": "Anna", "channels": ["anna@desk.example", "json://127.0.0.1:1/a"]}},
    "rotations": {
        "eerste wacht": {"people": ["anna"], "from": date(2026, 11, 2)},
        "tweede wacht": {"people": ["anna"], "from": date(2026, 11, 2)},
    },
    "fallback": ["anna"],
}


def _changed(**parts: Any) -> dict[str, Any]:
    return {**SMALL, **parts}


def test_the_example_is_read_as_it_says() -> None:
    """A user copies this file."""
    file = read_roster(EXAMPLE)
    anna, bea, cees, dirk = (file.roster.people[key] for key in ("anna", "bea", "cees", "dirk"))
    assert [way.medium for way in anna.ways] == [Medium.NOTIFY, Medium.MAIL]
    assert (anna.substitute, bea.language, dirk.employer) == ("bea", "en", True)
    assert anna.away == (Period(datetime(2026, 12, 23, 23, tzinfo=UTC), datetime(2026, 12, 27, 23, tzinfo=UTC)),)
    (night,) = cees.quiet
    assert (night.start, night.end) == (time(23), time(7))
    first = file.roster.rotations["eerste wacht"]
    assert (first.days, first.hand_over, first.first_on, first.holiday_people) == (
        7,
        time(9),
        date(2026, 11, 23),
        ("cees",),
    )
    acute = file.policies[PolicyName.ACUTE.value]
    assert acute == POLICIES[PolicyName.ACUTE]


def test_the_example_has_no_problems() -> None:
    """But for the sake of showing: the gap that nobody filled would be told here."""
    file = read_roster(EXAMPLE)
    known = OnCall(file.roster, policies(file.policies), imported=True)
    assert look(known, datetime(2026, 11, 24, 12, tzinfo=UTC)).problems == ()


def test_clock_times_without_quotes_are_clock_times(tmp_path: Path) -> None:
    """YAML 1.1 reads 23:00 as 1380."""
    path = tmp_path / "roster.yaml"
    path.write_text(
        "people: {a: {name: A, channels: [a@desk.example], quiet: [{from: 23:00, until: 07:30}]}}\n"
        "rotations: {eerste wacht: {people: [a], from: 2026-11-02, hand_over: 17:15},"
        " tweede wacht: {people: [a], from: 2026-11-02}}\nfallback: [a]\n"
    )
    roster = read_roster(path).roster
    assert roster.people["a"].quiet[0].start == time(23)
    assert roster.rotations["eerste wacht"].hand_over == time(17, 15)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "dictionary"),
        ({}, "people"),
        (_changed(fallback=[]), "fallback"),
        (_changed(fallback=["zoe"]), "not in this roster: zoe"),
        (_changed(rotations={}), "not in this roster: eerste wacht, tweede wacht"),
        (_changed(people={"anna": {"name": "Anna", "telefoon": "1"}}), "people.anna.telefoon"),
        (_changed(people={"anna": {"name": "Anna", "substitute": "bob"}}), "bob"),
        (_changed(people={"anna": {"name": "Anna", "quiet": [{"from": "25:00", "until": "07:00"}]}}), "quiet.0.from"),
        (_changed(policies={"onbekend": {"levels": []}}), "policies.onbekend"),
        (_changed(policies={"acuut": {"levels": [{"call": ["anna"], "minutes": 0}]}}), "minutes"),
        (_changed(policies={"acuut": {"levels": [{"call": ["piet"], "minutes": 1}]}}), "piet"),
    ],
)
def test_each_mistake_is_named(data: object, why: str) -> None:
    """And nothing of the file is used."""
    with pytest.raises(SettingsError, match=why):
        parse_roster(data, "roster.yaml")


def test_a_mistake_shows_no_address() -> None:
    """Tokens stand in notification addresses."""
    wrong = _changed(people={"anna": {"name": "", "channels": ["json://geheim@127.0.0.1/"], "language": "geheim"}})
    with pytest.raises(SettingsError) as caught:
        parse_roster(wrong, "roster.yaml")
    assert "geheim" not in str(caught.value)


def test_levels_may_go_one_by_one_and_ask_for_more_people() -> None:
    """As the file says; what it leaves out is as built in."""
    level = {"call": ["anna", "achtervang"], "minutes": 1.5, "times": 3, "together": False}
    file = parse_roster(_changed(policies={"dreiging": {"levels": [level], "acknowledgements": 2}}), "x")
    policy = file.policies["dreiging"]
    (made,) = policy.levels
    assert (made.wait, made.repeats, made.manner) == (timedelta(seconds=90), 3, Manner.ONE)
    assert (policy.acknowledgements, policy.hold) == (2, POLICIES[PolicyName.THREAT].hold)


def test_a_roster_is_put_in_place_and_overridden(runtime: Runtime, clock: Clock) -> None:
    """What was imported holds; the last override wins; a gap is a problem."""
    file = parse_roster(SMALL, "x")
    assert not roster_view.view(runtime, clock.now).imported
    seen = roster_view.save(runtime, file.roster, file.policies, "Sam", clock.now)
    assert (seen.imported, seen.problems) == (True, ())
    period = Period(clock.now, clock.now + timedelta(hours=8))
    seen = roster_view.override(runtime, "eerste wacht", None, period, "Sam", clock.now)
    assert ["gat in eerste wacht" in problem for problem in seen.problems] == [True]
    assert "NIEMAND" in seen.text()
    seen = roster_view.override(runtime, "eerste wacht", "anna@desk.example", period, "Sam", clock.now)
    assert seen.problems == ()
    with runtime.database.reading() as tx:
        assert on_call(runtime, tx, clock.now).roster.on_call("eerste wacht", clock.now) == "anna"


@pytest.mark.parametrize(
    ("rotation", "person", "hours", "why"),
    [("derde wacht", "anna", 1, "no rotation"), ("eerste wacht", "zoe", 1, "zoe"), ("eerste wacht", "anna", -1, "end")],
)
def test_an_override_must_make_sense(
    runtime: Runtime, clock: Clock, rotation: str, person: str, hours: int, why: str
) -> None:
    """A rotation and a person that exist, and an end that lies ahead."""
    file = parse_roster(SMALL, "x")
    roster_view.save(runtime, file.roster, file.policies, "Sam", clock.now)
    period = Period(clock.now, clock.now + timedelta(hours=hours))
    with pytest.raises(SettingsError, match=why):
        roster_view.override(runtime, rotation, person, period, "Sam", clock.now)


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return weerbaar(*arguments, folder=folder)


def test_the_commands_work_together(tmp_path: Path) -> None:
    """Import, look, override, list, show, take over, pass on, tick: names, times, JSON and exit codes."""
    (tmp_path / "weerbaar.toml").write_text(f'data_dir = "{tmp_path}"\n[desk]\nduty_mail = ["w@desk.example"]\n')
    (tmp_path / "roster.yaml").write_text(json.dumps(SMALL, default=str))
    assert _run(tmp_path, "keys", "new").returncode == 0
    assert _run(tmp_path, "migrate").returncode == 0
    assert "Geen rooster" in _run(tmp_path, "roster", "show").stdout
    dry = _run(tmp_path, "roster", "import", "roster.yaml", "--dry-run")
    assert "eerste wacht" in dry.stdout
    assert "Geen rooster" in _run(tmp_path, "roster", "show").stdout
    assert _run(tmp_path, "roster", "import", "roster.yaml", "--by", "Sam").returncode == 0
    assert _run(tmp_path, "roster", "check").returncode == 0
    times = ("2026-01-01T00:00", "2199-01-01T00:00")
    assert _run(tmp_path, "roster", "override", "eerste wacht", "niemand", *times).returncode == 0
    checked = _run(tmp_path, "roster", "check", "--json")
    assert (checked.returncode, len(json.loads(checked.stdout))) == (1, 1)
    number = _an_alarm(tmp_path)
    (row,) = json.loads(_run(tmp_path, "alarm", "list", "--json").stdout)
    assert (row["case"], row["state"]) == (number, "calling")
    stranger = _run(tmp_path, "alarm", "ack", number, "--by", "Ana")
    assert (stranger.returncode, "Bedoelt u: Anna?" in stranger.stderr) == (2, True)
    (row,) = json.loads(_run(tmp_path, "alarm", "list", "--json").stdout)
    assert row["state"] == "calling"
    taken = _run(tmp_path, "alarm", "ack", number, "--by", "Anna")
    assert (taken.returncode, "u heeft het" in taken.stdout) == (0, True)
    second = _run(tmp_path, "alarm", "ack", number, "--by", "Bob", "--not-on-roster", "--json")
    assert (second.returncode, json.loads(second.stdout)["held_by"]) == (1, "Anna")
    assert _run(tmp_path, "alarm", "pass", number, "--by", "Anna").returncode == 0
    assert _run(tmp_path, "alarm", "ack", number, "--by", "Bob", "--not-on-roster").returncode == 0
    assert _run(tmp_path, "alarm", "tick", number, "taart").returncode == 2
    left = _run(tmp_path, "alarm", "tick", number, "teruggebeld", "--by", "Bob", "--json")
    assert "teruggebeld" not in json.loads(left.stdout)
    shown = json.loads(_run(tmp_path, "alarm", "show", number, "--json").stdout)
    assert [answer["answer"] for answer in shown[-1]["answers"]][:2] == ["ik heb het", "ik heb het"]
    assert (shown[-1]["state"], shown[-1]["ticked"]) == ("over", ["teruggebeld"])
    assert "ik kan niet" in _run(tmp_path, "alarm", "show", number).stdout
    assert _run(tmp_path, "alarm", "ack", number, "--by", "Bob", "--not-on-roster").returncode == 2
    assert json.loads(_run(tmp_path, "alarm", "list", "--json").stdout) == []


def _an_alarm(folder: Path) -> str:
    database = Database(f"sqlite:///{folder / 'weerbaar.sqlite3'}", KeyRing.load(folder / "keys.json"))
    with database.begin() as tx:
        case = a_case(tx, CaseKind.THREAT)
        an_alarm(tx, case)
    database.dispose()
    return case.number
