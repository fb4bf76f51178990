"""The roster as it was imported: people, rotations, fallback list, policies, and the overrides made since."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from casework.errors import StorageError
from casework.escalation import Level, Manner, Policy
from casework.roster import Medium, Override, Period, Person, Quiet, Roster, Rotation, Way
from storage.codec import dump
from storage.session import Tx
from storage.statements import insert_or_update
from storage.tables import overrides, persons, rosters

_PERSON, _KEY, _PLAN, _CHANGE = "persons.person", "persons.key", "rosters.plan", "overrides.change"

_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """A roster with the policies that its file changes, and when and by whom it was imported."""

    roster: Roster
    policies: Mapping[str, Policy]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """An override with its number, and who made it when."""

    id: int
    override: Override
    at: datetime
    by: str


_PUT_PERSON = insert_or_update(persons, ["key_index"], lambda new: {"person": new.person, "removed_at": None})
_REMOVE_ALL = sa.update(persons).where(persons.c.removed_at.is_(None)).values(removed_at=sa.bindparam("now"))
_PEOPLE = sa.select(persons).where(persons.c.removed_at.is_(None)).order_by(persons.c.id)
_ADD = sa.insert(rosters)
_NEWEST = sa.select(rosters).order_by(rosters.c.id.desc()).limit(1)
_OVERRIDE = sa.insert(overrides).returning(overrides.c.id)
_OVERRIDES = sa.select(overrides).where(overrides.c.ends_at > sa.bindparam("now")).order_by(overrides.c.id)


def save(tx: Tx, roster: Roster, policies: Mapping[str, Policy], by: str, now: datetime) -> None:
    """This roster holds from now on. Overrides that were made stay."""
    tx.connection.execute(_REMOVE_ALL, {"now": now})
    for person in roster.people.values():
        row = {"key_index": tx.index(_KEY, person.key), "person": tx.seal(_PERSON, dump(_person_out(person)))}
        tx.connection.execute(_PUT_PERSON[tx.dialect], row)
    plan = {
        "rotations": [_rotation_out(item) for item in roster.rotations.values()],
        "fallback": roster.fallback,
        "policies": [_policy_out(item) for item in policies.values()],
    }
    tx.connection.execute(_ADD, {"at": now, "plan": tx.seal(_PLAN, dump(plan)), "by": tx.seal("rosters.by", by)})


def load(tx: Tx, is_holiday: Callable[[date], bool], now: datetime) -> Plan | None:
    """The roster that holds, with the overrides that are not over; None when none was ever imported.

    Raises KeyMissing, StorageError.
    """
    found = tx.remembered(rosters)
    if found is None:
        row = tx.beside.execute(_NEWEST).first()
        found = (None if row is None else _readable(tx, row, is_holiday, now),)
        tx.remember(rosters, found)
    plan: Plan | None = found[0]
    return plan and replace(plan, roster=_still(plan.roster, now))


def _still(roster: Roster, now: datetime) -> Roster:
    return replace(roster, overrides=tuple(item for item in roster.overrides if item.period.end_at > now))


def _readable(tx: Tx, row: sa.Row[Any], is_holiday: Callable[[date], bool], now: datetime) -> Plan:
    try:
        return _plan(tx, row, is_holiday, now)
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError("a stored roster is not what it should be") from error


def _plan(tx: Tx, row: sa.Row[Any], is_holiday: Callable[[date], bool], now: datetime) -> Plan:
    plan = _opened(tx, _PLAN, row.plan)
    people = [_person_in(_opened(tx, _PERSON, item.person)) for item in tx.beside.execute(_PEOPLE)]
    rotations = [_rotation_in(item) for item in plan["rotations"]]
    roster = Roster(
        people={person.key: person for person in people},
        rotations={rotation.name: rotation for rotation in rotations},
        overrides=tuple(change.override for change in changes(tx, now)),
        fallback=tuple(plan["fallback"]),
        is_holiday=is_holiday,
    )
    policies = {policy.name: policy for policy in map(_policy_in, plan["policies"])}
    return Plan(roster, policies, row.at, tx.open_text("rosters.by", row.by))


def add_override(tx: Tx, override: Override, by: str, now: datetime) -> int:
    """Somebody takes over a rotation for a while; returns the number of the override."""
    period = override.period
    change = [override.rotation, override.person, *_period_out(period)]
    row = {
        "at": now,
        "ends_at": period.end_at,
        "change": tx.seal(_CHANGE, dump(change)),
        "by": tx.seal("overrides.by", by),
    }
    return int(tx.connection.execute(_OVERRIDE, row).scalar_one())


def changes(tx: Tx, now: datetime) -> list[Change]:
    """The overrides that are not over, in the order in which they were made."""
    found = []
    for row in tx.beside.execute(_OVERRIDES, {"now": now}):
        rotation, person, start, end = _opened(tx, _CHANGE, row.change)
        override = Override(rotation, person, _period_in([start, end]))
        found.append(Change(row.id, override, row.at, tx.open_text("overrides.by", row.by)))
    return found


def _opened(tx: Tx, column: str, blob: bytes) -> Any:  # noqa: ANN401 - whatever JSON can hold
    return json.loads(tx.open(column, blob))


def _person_out(person: Person) -> _Json:
    return {
        "key": person.key,
        "name": person.name,
        "ways": [[way.medium.value, way.address, way.carrier] for way in person.ways],
        "language": person.language,
        "quiet": [
            [rule.start.isoformat(), rule.end.isoformat(), sorted(rule.days), sorted(rule.but_for)]
            for rule in person.quiet
        ],
        "away": [_period_out(period) for period in person.away],
        "substitute": person.substitute,
        "employer": person.employer,
    }


def _person_in(data: _Json) -> Person:
    return Person(
        key=data["key"],
        name=data["name"],
        ways=tuple(Way(Medium(medium), address, carrier) for medium, address, carrier in data["ways"]),
        language=data["language"],
        quiet=tuple(
            Quiet(time.fromisoformat(start), time.fromisoformat(end), frozenset(days), frozenset(but_for))
            for start, end, days, but_for in data["quiet"]
        ),
        away=tuple(_period_in(period) for period in data["away"]),
        substitute=data["substitute"],
        employer=data["employer"],
    )


def _period_out(period: Period) -> list[str]:
    return [period.start_at.isoformat(), period.end_at.isoformat()]


def _period_in(data: list[str]) -> Period:
    start, end = data
    return Period(datetime.fromisoformat(start), datetime.fromisoformat(end))


def _rotation_out(rotation: Rotation) -> list[Any]:
    return [
        rotation.name,
        rotation.people,
        rotation.first_on.isoformat(),
        rotation.days,
        rotation.hand_over.isoformat(),
        rotation.holiday_people,
    ]


def _rotation_in(data: list[Any]) -> Rotation:
    name, people, first_on, days, hand_over, holiday_people = data
    return Rotation(
        name,
        tuple(people),
        date.fromisoformat(first_on),
        days,
        time.fromisoformat(hand_over),
        tuple(holiday_people),
    )


def _policy_out(policy: Policy) -> _Json:
    return {
        "name": policy.name,
        "levels": [
            [level.who, level.wait.total_seconds(), level.repeats, level.manner.value, level.ways]
            for level in policy.levels
        ],
        "hold": policy.hold.total_seconds(),
        "fallback_wait": policy.fallback_wait.total_seconds(),
        "acknowledgements": policy.acknowledgements,
        "spares_employer": policy.spares_employer,
        "always": policy.always,
    }


def _policy_in(data: _Json) -> Policy:
    return Policy(
        name=data["name"],
        levels=tuple(
            Level(tuple(who), timedelta(seconds=wait), repeats, Manner(manner), ways)
            for who, wait, repeats, manner, ways in data["levels"]
        ),
        hold=timedelta(seconds=data["hold"]),
        fallback_wait=timedelta(seconds=data["fallback_wait"]),
        acknowledgements=data["acknowledgements"],
        spares_employer=data["spares_employer"],
        always=data["always"],
    )
