"""Alarms for people: which burn, and everything that happened in one. No words of any message, names of staff only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.duty import DutyItem
from casework.errors import NoSuchCase
from flows.runtime import Runtime
from flows.steps.oncall import on_call
from flows.steps.taking import promise_of, ticked
from flows.windows import clock_time
from storage import alarms, cases
from storage.alarms import HELD, OVER, Answer, StoredAlarm, StoredAttempt

_STATES = {HELD: "overgenomen", OVER: "voorbij"}


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One line of the list. `holders` are names."""

    alarm: StoredAlarm
    holders: tuple[str, ...]

    def text(self) -> str:
        """For people."""
        alarm = self.alarm
        state = _STATES.get(alarm.state, "BELT")
        next_at = f"volgende {clock_time(alarm.wake_at)}" if alarm.wake_at else "-"
        who = ", ".join(self.holders) or "niemand"
        return f"{alarm.number}  {alarm.policy:<20} {state:<12} sinds {clock_time(alarm.opened_at)}  {who}  {next_at}"

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        alarm = self.alarm
        return {
            "case": alarm.number,
            "policy": alarm.policy,
            "state": alarm.state,
            "opened_at": alarm.opened_at,
            "ended_at": alarm.ended_at,
            "next_at": alarm.wake_at,
            "turn": alarm.turn,
            "held_by": self.holders,
        }


@dataclass(frozen=True, slots=True)
class AlarmView:
    """One alarm with its attempts, its answers and what was ticked off."""

    row: AlarmRow
    attempts: tuple[StoredAttempt, ...]
    answers: tuple[Answer, ...]
    ticked: tuple[DutyItem, ...]

    def text(self) -> str:
        """For people."""
        calls = [
            f"  {_seconds(item.at)} trede {item.turn}: {item.name} ({item.medium.value}), {_fate(item)}"
            for item in self.attempts
        ]
        said = [f"  {_seconds(item.at)} {item.by}: {item.answer} ({item.channel})" for item in self.answers]
        done = [f"  [{'x' if item in self.ticked else ' '}] {item.value}" for item in DutyItem]
        return "\n".join(["", self.row.text(), "", "Oproepen", *calls, "", "Antwoorden", *said, "", "Afgevinkt", *done])

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return self.row.as_json() | {
            "attempts": [
                {
                    "at": item.at,
                    "turn": item.turn,
                    "person": item.name,
                    "medium": item.medium.value,
                    "result": item.result.value,
                    "result_at": item.result_at,
                    "error": item.error,
                }
                for item in self.attempts
            ],
            "answers": [
                {"at": item.at, "answer": item.answer, "channel": item.channel, "by": item.by} for item in self.answers
            ],
            "ticked": [item.value for item in self.ticked],
        }


def listing(runtime: Runtime, now: datetime, *, everything: bool, limit: int) -> list[AlarmRow]:
    """The newest alarms."""
    with runtime.database.reading() as tx:
        names = {key: person.name for key, person in on_call(runtime, tx, now).roster.people.items()}
        return [_row(alarm, names) for alarm in alarms.listing(tx, everything=everything, limit=limit)]


def show(runtime: Runtime, number: str, now: datetime) -> list[AlarmView]:
    """The alarms of a case, oldest first. Raises NoSuchCase."""
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
        if case is None:
            raise NoSuchCase(f"zaak {number} bestaat niet")
        names = {key: person.name for key, person in on_call(runtime, tx, now).roster.people.items()}
        return [
            AlarmView(
                _row(alarm, names),
                tuple(alarms.attempts_of(tx, alarm.id)),
                tuple(alarms.answers_of(tx, alarm.id)),
                tuple(item for item in DutyItem if item in ticked(tx, alarm, promise_of(tx, alarm))),
            )
            for alarm in alarms.of_case(tx, case.id)
        ]


def _row(alarm: StoredAlarm, names: dict[str, str]) -> AlarmRow:
    return AlarmRow(alarm, tuple(names.get(key, key) for key in alarm.ladder.taken_by))


def _fate(item: StoredAttempt) -> str:
    when = f" {_seconds(item.result_at)}" if item.result_at else ""
    return f"{item.result.value}{when}" + (f" ({item.error})" if item.error else "")


def _seconds(at: datetime) -> str:
    return f"{clock_time(at)}:{at:%S}"
