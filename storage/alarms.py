"""Alarms and their timers: each step of a ladder is one transaction, so it is done once, and caught up after a restart.

Nobody claims an alarm: a process locks its row, does the step, posts the letters and sets the next time, all in the
transaction that holds the lock. When it dies in between nothing has happened, and the next look does the step.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from casework.errors import StorageError
from casework.escalation import Attempt, Fate, Ladder, Tried
from casework.letters import LetterKind
from casework.obligations import ObligationKind
from casework.roster import Medium
from storage import outbox
from storage.codec import dump
from storage.session import Tx
from storage.statements import insert_new, word
from storage.tables import acknowledgements, alarms, attempts, cases, obligations
from storage.tables import outbox as letters
from storage.unwritten import Row

CALLING, HELD, OVER = "calling", "held", "over"

_LADDER, _PERSON, _BY = "alarms.ladder", "attempts.person", "acknowledgements.by"


@dataclass(frozen=True, slots=True)
class StoredAlarm:
    """An alarm. `number` is the case number, `kind` what was promised; `ladder` has the fates of its attempts.

    `state` is calling, held (somebody has it) or over; `turn` counts the rungs that were climbed.
    """

    id: int
    case: int
    number: str
    obligation: int
    kind: ObligationKind
    promised: bool
    policy: str
    spares_employer: bool
    opened_at: datetime
    state: str
    wake_at: datetime | None
    ladder: Ladder
    turn: int
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredAttempt:
    """A call to one person by one way, and what became of it. `letter` is the number in the outbox."""

    id: int
    alarm: int
    turn: int
    person: str
    name: str
    medium: Medium
    nth: int
    at: datetime
    letter: int | None
    letter_number: int
    result: Fate
    result_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody said "I have it" or "I can't": who, when, by which channel, on which attempt."""

    at: datetime
    answer: str
    channel: str
    by: str
    attempt: int | None


@dataclass(frozen=True, slots=True)
class Companion:
    """A call that may leave together with another: its letter, its number, and the case that it is about."""

    letter: int
    attempt: int
    number: str


_ID = alarms.c.id == sa.bindparam("id_")
_KINDS = sa.select(alarms, obligations.c.kind.label("kind"), obligations.c.state.label("promise")).join_from(
    alarms, obligations, obligations.c.id == alarms.c.obligation_id
)
_DUE = (
    sa.select(alarms.c.id)
    .where(alarms.c.wake_at.is_not(None), alarms.c.wake_at <= sa.bindparam("now"))
    .order_by(alarms.c.wake_at, alarms.c.id)
    .limit(sa.bindparam("most"))
)
_NEXT_WAKE = sa.select(sa.func.min(alarms.c.wake_at)).where(alarms.c.wake_at.is_not(None))
#: Whoever changes an alarm has its case first, as whoever adds a message to a case does: so nobody waits in a ring.
_CASE_FIRST = (
    sa.select(cases.c.id)
    .where(cases.c.id == sa.select(alarms.c.case_id).where(_ID).scalar_subquery())
    .with_for_update(key_share=True)  # a line of the journal, which points to the case, need not wait
)
_CASE_IF_FREE = _CASE_FIRST.with_for_update(key_share=True, skip_locked=True)
_LOCK = _KINDS.where(_ID).with_for_update(of=alarms)
_TAKE = _KINDS.where(_ID, alarms.c.wake_at <= sa.bindparam("now")).with_for_update(of=alarms, skip_locked=True)
_OF_CASE = _KINDS.where(alarms.c.case_id == sa.bindparam("case_")).order_by(alarms.c.id)
_OF_PROMISE = _KINDS.where(alarms.c.obligation_id == sa.bindparam("promise_"))
_LIST = _KINDS.order_by(alarms.c.id.desc())
_SAVE = (
    sa.update(alarms)
    .where(_ID)
    .values(
        policy=sa.bindparam("to_policy"),
        spares_employer=sa.bindparam("to_spares_employer"),
        state=sa.bindparam("to_state"),
        wake_at=sa.bindparam("to_wake_at"),
        ladder=sa.bindparam("to_ladder"),
        turn=sa.bindparam("to_turn"),
        ended_at=sa.bindparam("to_ended_at"),
    )
)
#: The same person is called once by the same way in a turn.
_CALL = ["alarm_id", "turn", "person_index", "nth"]
_ATTEMPT = insert_new(attempts, _CALL, attempts.c.id)
_CARRIED = sa.update(attempts).where(attempts.c.id == sa.bindparam("id_")).values(letter_id=sa.bindparam("letter_"))
_OF_TURN = (
    sa.select(attempts)
    .where(attempts.c.alarm_id == sa.bindparam("alarm_"), attempts.c.turn == sa.bindparam("turn_"))
    .order_by(attempts.c.id)
)
_ATTEMPTS = sa.select(attempts).where(attempts.c.alarm_id == sa.bindparam("alarm_")).order_by(attempts.c.id)
_BY_ID = sa.select(attempts).where(attempts.c.id == sa.bindparam("id_"))
_BY_NUMBER = (
    sa.select(attempts)
    .join_from(attempts, alarms, alarms.c.id == attempts.c.alarm_id)
    .where(alarms.c.case_id == sa.bindparam("case_"), attempts.c.letter_number == sa.bindparam("nth_"))
)
_LETTER = attempts.c.letter_id == sa.bindparam("letter_")
_BY_CARRIER = sa.select(attempts).where(_LETTER)
_RESULT = (
    sa.update(attempts)
    .where(_LETTER, attempts.c.result != word(Fate.DELIVERED.value))
    .values(result=sa.bindparam("to_result"), result_at=sa.bindparam("now"), error=sa.bindparam("why"))
    .returning(attempts.c.alarm_id)
)
_WAKE = (
    sa.update(alarms)
    .where(_ID, alarms.c.state == word(CALLING), alarms.c.wake_at > sa.bindparam("now"))
    .values(wake_at=sa.bindparam("now"))
)
_PENDING = sa.select(attempts.c.letter_id).where(
    attempts.c.alarm_id == sa.bindparam("alarm_"), attempts.c.result != word(Fate.DELIVERED.value)
)
_PENDING_OF = _PENDING.where(attempts.c.person_index == sa.bindparam("who_"), attempts.c.nth == sa.bindparam("nth_"))
#: Calls to the same person by the same way as the call that a letter carries.
_mine = attempts.alias("mine")
_SAME_WAY = (
    (_mine.c.letter_id == sa.bindparam("letter_"))
    & (attempts.c.person_index == _mine.c.person_index)
    & (attempts.c.nth == _mine.c.nth)
)
_REACHED = sa.select(attempts.c.result_at).where(
    _SAME_WAY, attempts.c.result_at >= sa.bindparam("since"), attempts.c.result == word(Fate.DELIVERED.value)
)
_COMPANION = sa.select(attempts.c.letter_id, attempts.c.id, alarms.c.number).join_from(
    attempts, alarms, alarms.c.id == attempts.c.alarm_id
)
_ONE_COMPANION = _COMPANION.where(_LETTER)
_COMPANIONS = (
    _COMPANION.join(letters, letters.c.id == attempts.c.letter_id)
    .join(cases, cases.c.id == alarms.c.case_id)
    .join(_mine, _SAME_WAY)
    .where(
        attempts.c.result_at.is_(None),
        outbox.is_free_for(sa.bindparam("by_")),
        letters.c.kind.in_(sa.bindparam("kinds", expanding=True)),
        ~cases.c.exercise,
    )
    .order_by(attempts.c.id)
    .limit(500)
)
_ANSWER = sa.insert(acknowledgements)
_ANSWERED = sa.select(sa.literal(1)).where(acknowledgements.c.attempt_id == sa.bindparam("attempt_"))
_ANSWERS = (
    sa.select(acknowledgements)
    .where(acknowledgements.c.alarm_id == sa.bindparam("alarm_"))
    .order_by(acknowledgements.c.id)
)


def open_alarm(
    tx: Tx,
    *,
    case: int,
    number: str,
    obligation: int,
    policy: str,
    spares_employer: bool,
    ladder: Ladder,
    now: datetime,
) -> StoredAlarm:
    """An alarm for a promise, due at once."""
    row = {
        "case_id": case,
        "number": number,
        "obligation_id": obligation,
        "policy": policy,
        "spares_employer": spares_employer,
        "opened_at": now,
        "state": CALLING,
        "wake_at": now,
        "ladder": tx.seal(_LADDER, dump(_ladder_out(ladder))),
        "turn": 0,
        "ended_at": None,
    }
    tx.add(alarms, row)
    made = of_promise(tx, obligation)
    if made is None:
        raise StorageError("an alarm that was opened is not there")
    return made


def due(tx: Tx, now: datetime, limit: int = 100) -> list[int]:
    """The numbers of alarms that must be looked at, longest due first."""
    return list(tx.connection.scalars(_DUE, {"now": now, "most": limit}))


def next_wake(tx: Tx) -> datetime | None:
    """When the next alarm must be looked at."""
    moment: datetime | None = tx.connection.scalar(_NEXT_WAKE)
    return moment


def take(tx: Tx, number: int, now: datetime) -> StoredAlarm | None:
    """An alarm that is due, for this transaction alone; None when another process has it, or has dealt with it."""
    if tx.postgres and tx.connection.scalar(_CASE_IF_FREE, {"id_": number}) is None:
        return None
    row = tx.connection.execute(_TAKE, {"id_": number, "now": now}).first()
    return None if row is None else _alarm(tx, row)


def lock(tx: Tx, number: int) -> StoredAlarm | None:
    """An alarm as it stands, for this transaction alone; waits for who is at it."""
    if tx.postgres:
        tx.connection.execute(_CASE_FIRST, {"id_": number})
    row = tx.connection.execute(_LOCK, {"id_": number}).first()
    return None if row is None else _alarm(tx, row)


def of_case(tx: Tx, case: int) -> list[StoredAlarm]:
    """The alarms of a case, oldest first."""
    return [_alarm(tx, row) for row in tx.connection.execute(_OF_CASE, {"case_": case})]


def of_promise(tx: Tx, obligation: int) -> StoredAlarm | None:
    """The alarm of a promise."""
    promise = tx.waiting(obligations, obligation)
    if promise is not None:
        new = next((row for row in tx.all_waiting(alarms) if row["obligation_id"] == obligation), None)
        if new is None:
            return None
        if new["turn"] == 0:  # nobody was called yet
            return _with_calls(tx, SimpleNamespace(**new, kind=promise["kind"], promise=promise["state"]), ())
    row = tx.connection.execute(_OF_PROMISE, {"promise_": obligation}).first()
    return None if row is None else _alarm(tx, row)


def listing(tx: Tx, *, everything: bool = False, limit: int = 100) -> list[StoredAlarm]:
    """Alarms, newest first; without those that are over, unless `everything`."""
    query = _LIST if everything else _LIST.where(alarms.c.state.in_([CALLING, HELD]))
    return [_alarm(tx, row) for row in tx.connection.execute(query.limit(limit))]


def save(
    tx: Tx,
    alarm: StoredAlarm,
    ladder: Ladder,
    wake_at: datetime | None,
    now: datetime,
    *,
    turn: int | None = None,
    policy: str | None = None,
    spares_employer: bool | None = None,
) -> None:
    """Where an alarm stands from now on, and when to look again. Only in the transaction that locked it."""
    state = OVER if ladder.over else HELD if ladder.held_until is not None else CALLING
    values = {
        "policy": policy or alarm.policy,
        "spares_employer": alarm.spares_employer if spares_employer is None else spares_employer,
        "state": state,
        "wake_at": wake_at,
        "ladder": tx.seal(_LADDER, dump(_ladder_out(ladder))),
        "turn": alarm.turn if turn is None else turn,
        "ended_at": now if ladder.over else None,
    }
    row = tx.waiting(alarms, alarm.id)
    if row is not None:
        row.update(values)
    else:
        tx.connection.execute(_SAVE, {"id_": alarm.id} | {f"to_{name}": value for name, value in values.items()})


def add_attempt(
    tx: Tx, alarm: StoredAlarm, turn: int, attempt: Attempt, name: str, letter_number: int, now: datetime
) -> int | None:
    """Write down a call; its number, or None when it was made already in this turn."""
    row = {
        "alarm_id": alarm.id,
        "turn": turn,
        "person_index": tx.index(_PERSON, attempt.person),
        "person": tx.seal(_PERSON, dump([attempt.person, name])),
        "medium": attempt.way.medium.value,
        "nth": attempt.nth,
        "at": now,
        "letter_id": None,
        "letter_number": letter_number,
        "result": Fate.WAITING.value,
    }
    if tx.waiting(alarms, alarm.id) is not None:
        made_already = any(all(one[name] == row[name] for name in _CALL) for one in tx.all_waiting(attempts))
        return None if made_already else tx.add(attempts, row)
    made: int | None = tx.connection.scalar(_ATTEMPT[tx.dialect], row)
    return made


def carried_by(tx: Tx, attempt: int, letter: int) -> None:
    """The letter in the outbox that carries a call."""
    row = tx.waiting(attempts, attempt)
    if row is not None:
        row["letter_id"] = letter
    else:
        tx.connection.execute(_CARRIED, {"id_": attempt, "letter_": letter})


def delivered(tx: Tx, letter: int, now: datetime) -> None:
    """The letter of a call left. Does nothing for other letters."""
    tx.connection.execute(_RESULT, {"letter_": letter, "to_result": Fate.DELIVERED.value, "now": now, "why": None})


def refused(tx: Tx, letter: int, why: str, now: datetime) -> None:
    """The letter of a call did not get through: its alarm is looked at now. Does nothing for other letters."""
    values = {"letter_": letter, "to_result": Fate.REFUSED.value, "now": now, "why": tx.seal("attempts.error", why)}
    alarm = tx.connection.scalar(_RESULT, values)
    if alarm is not None:
        tx.connection.execute(_WAKE, {"id_": alarm, "now": now})


def cancel_pending(tx: Tx, alarm: StoredAlarm, now: datetime, *, of: Attempt | None = None) -> int:
    """Letters of this alarm that did not leave yet will not leave: all, or those to the same person by the same way.

    Returns how many there were.
    """
    if tx.waiting(alarms, alarm.id) is not None and not _calls_waiting(tx, alarm):
        return 0
    values: dict[str, Any] = {"alarm_": alarm.id}
    if of is None:
        found = tx.connection.scalars(_PENDING, values)
    else:
        found = tx.connection.scalars(_PENDING_OF, values | {"who_": tx.index(_PERSON, of.person), "nth_": of.nth})
    return outbox.cancel(tx, [letter for letter in found if letter is not None], now)


def reached(tx: Tx, letter: int, since: datetime) -> list[datetime]:
    """When the person of this call was reached by the same way, once for each call."""
    return list(tx.connection.scalars(_REACHED, {"letter_": letter, "since": since}))


def companion(tx: Tx, letter: int) -> Companion | None:
    """The call that a letter carries."""
    row = tx.connection.execute(_ONE_COMPANION, {"letter_": letter}).first()
    return None if row is None else Companion(*row)


def companions(tx: Tx, letter: int, kinds: Collection[LetterKind], by: str) -> list[Companion]:
    """Other calls of these kinds to the same person by the same way, oldest first; none of a drill.

    Those that wait, and those that the sender `by` holds itself.
    """
    values = {"letter_": letter, "kinds": [kind.value for kind in kinds], "by_": by}
    return [Companion(*row) for row in tx.connection.execute(_COMPANIONS, values) if row.letter_id != letter]


def is_under_way(tx: Tx, letter: int) -> bool:
    """A sender holds this letter now: it may arrive."""
    return outbox.is_claimed(tx, letter)


def attempts_of(tx: Tx, alarm: int) -> list[StoredAttempt]:
    """All calls of an alarm, in order."""
    return [_attempt(tx, row) for row in tx.connection.execute(_ATTEMPTS, {"alarm_": alarm})]


def find_attempt(tx: Tx, number: int) -> StoredAttempt | None:
    """The call with this number."""
    row = tx.connection.execute(_BY_ID, {"id_": number}).first()
    return None if row is None else _attempt(tx, row)


def attempt_carried_by(tx: Tx, letter: int) -> StoredAttempt | None:
    """The call that a letter in the outbox carries."""
    row = tx.connection.execute(_BY_CARRIER, {"letter_": letter}).first()
    return None if row is None else _attempt(tx, row)


def attempt_by_letter(tx: Tx, case: int, letter_number: int) -> StoredAttempt | None:
    """The call that the letter with this number in a case carried (the number of a signed reference)."""
    row = tx.connection.execute(_BY_NUMBER, {"case_": case, "nth_": letter_number}).first()
    return None if row is None else _attempt(tx, row)


def add_answer(tx: Tx, alarm: int, answer: str, channel: str, by: str, now: datetime, attempt: int | None) -> bool:
    """Somebody answered. False when this attempt was answered before: nothing is written then."""
    if attempt is not None and tx.connection.scalar(_ANSWERED, {"attempt_": attempt}) is not None:
        return False
    row = {
        "alarm_id": alarm,
        "attempt_id": attempt,
        "at": now,
        "answer": answer,
        "channel": channel,
        "by": tx.seal(_BY, by),
    }
    tx.connection.execute(_ANSWER, row)
    return True


def answers_of(tx: Tx, alarm: int) -> list[Answer]:
    """What people said about an alarm, in order."""
    return [
        Answer(row.at, row.answer, row.channel, tx.open_text(_BY, row.by), row.attempt_id)
        for row in tx.connection.execute(_ANSWERS, {"alarm_": alarm})
    ]


def _calls_waiting(tx: Tx, alarm: StoredAlarm) -> list[Row]:
    return [row for row in tx.all_waiting(attempts) if row["alarm_id"] == alarm.id]


def _alarm(tx: Tx, row: sa.Row[Any]) -> StoredAlarm:
    return _with_calls(tx, row, _tried(tx, row.id, row.turn))


def _with_calls(tx: Tx, row: sa.Row[Any] | SimpleNamespace, tried: tuple[Tried, ...]) -> StoredAlarm:
    return StoredAlarm(
        id=row.id,
        case=row.case_id,
        number=row.number,
        obligation=row.obligation_id,
        kind=ObligationKind[row.kind.upper()],
        promised=row.promise == "open",
        policy=row.policy,
        spares_employer=row.spares_employer,
        opened_at=row.opened_at,
        state=row.state,
        wake_at=row.wake_at,
        ladder=_ladder_in(json.loads(tx.open(_LADDER, row.ladder)), tried),
        turn=row.turn,
        ended_at=row.ended_at,
    )


def _tried(tx: Tx, alarm: int, turn: int) -> tuple[Tried, ...]:
    rows = tx.connection.execute(_OF_TURN, {"alarm_": alarm, "turn_": turn})
    return tuple(Tried(item.person, item.nth, item.result) for item in (_attempt(tx, row) for row in rows))


def _ladder_out(ladder: Ladder) -> list[Any]:
    """All but the attempts, which have rows of their own."""
    held = ladder.held_until.isoformat() if ladder.held_until else None
    return [
        ladder.due_at.isoformat(), ladder.rung, ladder.passed, ladder.taken_by, held, ladder.hurried, ladder.over,
    ]  # fmt: skip


def _ladder_in(data: Sequence[Any], tried: tuple[Tried, ...]) -> Ladder:
    due_at, rung, passed, taken_by, held, hurried, over = data
    return Ladder(
        due_at=datetime.fromisoformat(due_at),
        rung=rung,
        tried=tried,
        passed=tuple(passed),
        taken_by=tuple(taken_by),
        held_until=datetime.fromisoformat(held) if held else None,
        hurried=hurried,
        over=over,
    )


def _attempt(tx: Tx, row: sa.Row[Any]) -> StoredAttempt:
    key, name = json.loads(tx.open(_PERSON, row.person))
    return StoredAttempt(
        id=row.id,
        alarm=row.alarm_id,
        turn=row.turn,
        person=key,
        name=name,
        medium=Medium(row.medium),
        nth=row.nth,
        at=row.at,
        letter=row.letter_id,
        letter_number=row.letter_number,
        result=Fate(row.result),
        result_at=row.result_at,
        error=tx.open_some("attempts.error", row.error),
    )
