"""A duty officer answers a call by replying to its mail.

The signed reference says which call it was; the sender must be somebody of the roster; only the own new words count,
never a quoted letter, and never a machine's answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bots.lettering import without_own_words
from casework.duty import Word, spoken
from casework.messages import Message
from casework.references import answered
from flows.runtime import Runtime
from flows.steps import taking
from flows.steps.oncall import OnCall, mails, on_call
from flows.steps.taking import TakeRefused
from storage import alarms, cases
from storage.alarms import StoredAttempt
from storage.session import Tx

MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply that was understood, and what it led to (Dutch, for the ledger)."""

    case: int
    number: str
    reason: str


def take_reply(runtime: Runtime, tx: Tx, message: Message, now: datetime) -> Replied | None:
    """Carry out what a reply to a call says; None when this message is no such reply, or says neither word."""
    if message.automatic is not None or message.unreadable:
        return None
    word = spoken(without_own_words(message.new_text))
    attempt = None if word is None else _answered(runtime, tx, message)
    if word is None or attempt is None:
        return None
    by = _by(on_call(runtime, tx, now), attempt, message)
    if by is None:
        return None
    alarm = alarms.lock(tx, attempt.alarm)
    if alarm is None:
        return None
    return Replied(alarm.case, alarm.number, _carry_out(runtime, tx, attempt, word, by, now))


def is_from_duty(runtime: Runtime, tx: Tx, message: Message, now: datetime) -> bool:
    """A genuine reply to a call, by somebody of the roster, whatever it says."""
    attempt = _answered(runtime, tx, message)
    return attempt is not None and _by(on_call(runtime, tx, now), attempt, message) is not None


def _carry_out(runtime: Runtime, tx: Tx, attempt: StoredAttempt, word: Word, by: str, now: datetime) -> str:
    try:
        taking.answer_attempt(runtime, tx, attempt, word, by, MAIL, now)
    except TakeRefused:
        return f"antwoord op een alarm ({word.value}), maar het was al beantwoord of voorbij"
    return f"antwoord op een alarm: {word.value}"


def _answered(runtime: Runtime, tx: Tx, message: Message) -> StoredAttempt | None:
    """The call that was answered: its letter stands in In-Reply-To or References, or in our reply address."""
    reference = answered(message, runtime.reference_keys)
    case = cases.find(tx, reference.case) if reference else None
    if reference is None or case is None:
        return None
    return alarms.attempt_by_letter(tx, case.id, reference.letter)


def _by(known: OnCall, attempt: StoredAttempt, message: Message) -> str | None:
    """Who replied, by name; None for somebody who is not on the roster."""
    address = (message.sender.email or "").casefold()
    called = known.roster.people.get(attempt.person)
    if called is not None and address in mails(called):
        return called.name if known.imported else (message.sender.name or called.name)
    other = known.person(address) if address else None
    return other.name if other else None
