"""The roster as people write it: a YAML file, checked as a whole before anything of it is used.

`examples/roster.yaml` shows everything that may stand in it; docs/escalation.md says what it means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from casework.errors import SettingsError
from casework.escalation import POLICIES, Level, Manner, Policy, PolicyName
from casework.roster import FALLBACK, Medium, Period, Person, Quiet, Roster, Rotation, Way
from casework.workdays import AMSTERDAM
from flows.steps.oncall import carrier

_Day = Literal["ma", "di", "wo", "do", "vr", "za", "zo"]
_DAYS: tuple[_Day, ...] = get_args(_Day)
_TURNS = {"daily": 1, "weekly": 7}
_HOUR = 60


def _clock(value: object) -> object:
    """YAML 1.1 reads 23:00 as a number of minutes."""
    return time(*divmod(value, _HOUR)) if isinstance(value, int) and not isinstance(value, bool) else value


Clock = Annotated[time, BeforeValidator(_clock)]
#: A day, or a moment, on the clock in Amsterdam.
Moment = datetime | date


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class _Quiet(_Part):
    start: Clock = Field(alias="from")
    end: Clock = Field(alias="until")
    days: list[_Day] = list(_DAYS)
    but_for: list[str] = Field([], alias="except")


class _Away(_Part):
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="until")


class _Person(_Part):
    name: str = Field(min_length=1)
    channels: list[str] = []
    language: Literal["nl", "en"] = "nl"
    quiet: list[_Quiet] = []
    away: list[_Away] = []
    substitute: str | None = None
    employer: bool = False


class _Rotation(_Part):
    people: list[str]
    start: date = Field(alias="from")
    turn: Literal["daily", "weekly"] | Annotated[int, Field(ge=1)] = "weekly"
    hand_over: Clock = time(9, 0)
    holidays: list[str] = []


class _Level(_Part):
    call: list[str] = Field(min_length=1)
    minutes: float = Field(gt=0, le=24 * _HOUR)
    times: int = Field(1, ge=1)
    together: bool = True
    ways: int = Field(1, ge=1)


class _Policy(_Part):
    levels: list[_Level] = Field(min_length=1)
    hold_minutes: float | None = Field(None, gt=0)
    fallback_minutes: float | None = Field(None, gt=0)
    acknowledgements: int = Field(1, ge=1)


class _File(_Part):
    people: dict[str, _Person] = Field(min_length=1)
    rotations: dict[str, _Rotation] = {}
    fallback: list[str] = Field(min_length=1)
    policies: dict[PolicyName, _Policy] = {}


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A roster and the policies that its file changes."""

    roster: Roster
    policies: Mapping[str, Policy]


def read_roster(path: Path) -> RosterFile:
    """The roster in a file. Raises SettingsError that names each mistake, without addresses."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({type(error).__name__})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise SettingsError(f"{path}{where}: is no YAML") from None
    return parse_roster(data, str(path))


def parse_roster(data: Any, name: str) -> RosterFile:  # noqa: ANN401 - whatever a YAML file may hold
    """The roster in what was read. Raises SettingsError."""
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise SettingsError(f"{name}: {problems}") from None
    roster = Roster(
        people={key: _person(key, person) for key, person in file.people.items()},
        rotations={key: _rotation(key, rotation) for key, rotation in file.rotations.items()},
        fallback=tuple(file.fallback),
    )
    policies = {key.value: _policy(key, policy) for key, policy in file.policies.items()}
    if unknown := sorted(_unknown(roster, policies)):
        raise SettingsError(f"{name}: not in this roster: {', '.join(unknown)}")
    return RosterFile(roster, policies)


def moment(value: Moment) -> datetime:
    """A day begins at midnight; a time without zone is of Amsterdam."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(0, 0))
    return value if value.tzinfo else value.replace(tzinfo=AMSTERDAM)


def _person(key: str, person: _Person) -> Person:
    return Person(
        key=key,
        name=person.name,
        ways=tuple(_way(channel, key) for channel in person.channels),
        language=person.language,
        quiet=tuple(
            Quiet(rule.start, rule.end, frozenset(_DAYS.index(day) for day in rule.days), frozenset(rule.but_for))
            for rule in person.quiet
        ),
        away=tuple(Period(moment(item.start), moment(item.end)) for item in person.away),
        substitute=person.substitute,
        employer=person.employer,
    )


def _way(channel: str, key: str) -> Way:
    """A plain mail address, an Apprise address (`json://…`, `sms://…`), or `telegram`: our bot, to a linked account."""
    address = channel.removeprefix("mailto:").strip()
    if address == Medium.TELEGRAM.value:
        return Way(Medium.TELEGRAM, key, Medium.TELEGRAM.value)
    medium = Medium.NOTIFY if "://" in address else Medium.MAIL
    return Way(medium, address, carrier(medium, address))


def _rotation(name: str, rotation: _Rotation) -> Rotation:
    turn = rotation.turn
    return Rotation(
        name=name,
        people=tuple(rotation.people),
        first_on=rotation.start,
        days=turn if isinstance(turn, int) else _TURNS[turn],
        hand_over=rotation.hand_over,
        holiday_people=tuple(rotation.holidays),
    )


def _policy(name: PolicyName, changed: _Policy) -> Policy:
    usual = POLICIES[name]
    return Policy(
        name=name.value,
        levels=tuple(_level(level) for level in changed.levels),
        hold=_minutes(changed.hold_minutes, usual.hold),
        fallback_wait=_minutes(changed.fallback_minutes, usual.fallback_wait),
        acknowledgements=changed.acknowledgements,
        spares_employer=usual.spares_employer,
        always=usual.always,
    )


def _level(level: _Level) -> Level:
    manner = Manner.ALL if level.together else Manner.ONE
    return Level(tuple(level.call), timedelta(minutes=level.minutes), level.times, manner, level.ways)


def _minutes(count: float | None, usual: timedelta) -> timedelta:
    return usual if count is None else timedelta(minutes=count)


def _unknown(roster: Roster, policies: Mapping[str, Policy]) -> set[str]:
    """Names of people and rotations that are used and not there."""
    used = {*roster.fallback}
    for rotation in roster.rotations.values():
        used |= {*rotation.people, *rotation.holiday_people}
    used |= {person.substitute for person in roster.people.values() if person.substitute}
    called = {name for policy in (POLICIES | dict(policies)).values() for level in policy.levels for name in level.who}
    return (used - set(roster.people)) | (called - set(roster.people) - set(roster.rotations) - {FALLBACK})
