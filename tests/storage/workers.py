"""What other processes do in the tests of simultaneous work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from casework.errors import Overtaken
from casework.obligations import ObligationKind
from storage import alarms, cases, inbox, journal, obligations, outbox
from storage.crypto import KeyRing
from storage.inbox import Outcome
from storage.session import Database
from tests.builders import NOW, a_case, an_arrival, an_obligation


@contextmanager
def _opened(url: str, keys: str, meeting: str, processes: int, number: int) -> Iterator[Database]:
    """The database, after all processes have come to the meeting."""
    database = Database(url, KeyRing.load(Path(keys)))
    Path(f"{meeting}.{number}").touch()
    deadline = time.monotonic() + 60
    while not all(Path(f"{meeting}.{other}").exists() for other in range(processes)):
        if time.monotonic() > deadline:
            raise TimeoutError(meeting)
        time.sleep(0.001)
    try:
        yield database
    finally:
        database.dispose()


def migrate(url: str, keys: str, meeting: str, processes: int, number: int) -> bool:
    """Make the tables; true when they are there."""
    with _opened(url, keys, meeting, processes, number) as database:
        database.migrate()
        return database.is_current()


def keep_all(url: str, keys: str, meeting: str, processes: int, number: int, uids: list[int]) -> int:
    """Keep the same mails as the others; how many were fresh."""
    fresh = 0
    with _opened(url, keys, meeting, processes, number) as database:
        for start in range(0, len(uids), 10):
            some = uids[start : start + 10]
            with database.begin() as tx:
                kept = inbox.keep(tx, [(an_arrival(uid), b"raw %d" % uid) for uid in some], NOW)
            fresh += sum(item.fresh for item in kept)
    return fresh


def claim_all(url: str, keys: str, meeting: str, processes: int, number: int, now: datetime) -> list[int]:
    """Claim letters and mark them as sent until there are none; the letters that were claimed."""
    found: list[int] = []
    with _opened(url, keys, meeting, processes, number) as database:
        while True:
            with database.begin() as tx:
                letters = outbox.claim(tx, by=f"process {number}", now=now, limit=7)
            if not letters:
                return found
            for letter in letters:
                found.append(letter.id)
                with database.begin() as tx:
                    outbox.sent(tx, letter.id, now)


def settle_all(url: str, keys: str, meeting: str, processes: int, number: int, mails: list[int]) -> list[int]:
    """Settle the same mails as the others; those that this process settled."""
    won: list[int] = []
    with _opened(url, keys, meeting, processes, number) as database:
        for mail in mails:
            with suppress(Overtaken):
                with database.begin() as tx:
                    inbox.settle(tx, mail, Outcome.NOTED, "genoteerd", NOW)
                won.append(mail)
    return won


def open_cases(url: str, keys: str, meeting: str, processes: int, number: int, count: int) -> list[str]:
    """Open cases, and give every third one up again; the numbers of those that stayed."""
    numbers: list[str] = []
    with _opened(url, keys, meeting, processes, number) as database:
        for turn in range(count):
            with database.begin() as tx:
                case = a_case(tx)
                if turn % 3 == 0:
                    tx.connection.rollback()
                    continue
            numbers.append(case.number)
    return numbers


def promise_all(url: str, keys: str, meeting: str, processes: int, number: int, case_number: str) -> list[str]:
    """Promise the same thing in the same case as the others."""
    made: list[str] = []
    with _opened(url, keys, meeting, processes, number) as database:
        for _ in range(10):
            with database.begin() as tx:
                case = cases.find(tx, case_number)
                assert case is not None
                made.append(an_obligation(tx, case, ObligationKind.READ).reference)
                assert obligations.find(tx, made[-1]) is not None
    return made


def climb_all(url: str, keys: str, meeting: str, processes: int, number: int, now: datetime) -> list[int]:
    """Do the step of every alarm that is due, a few seconds' worth at a time; the alarms this process stepped."""
    stepped: list[int] = []
    with _opened(url, keys, meeting, processes, number) as database:
        while True:
            with database.reading() as tx:
                due = alarms.due(tx, now, 5)
            if not due:
                return stepped
            for one in due:
                with database.begin() as tx:
                    alarm = alarms.take(tx, one, now)
                    if alarm is None:
                        continue
                    alarms.save(tx, alarm, alarm.ladder, now + timedelta(minutes=3), now, turn=alarm.turn + 1)
                stepped.append(one)


def write_journal(url: str, keys: str, meeting: str, processes: int, number: int, count: int) -> int:
    """Add lines in transactions of their own, each to a case that another may have locked; some are rolled back."""
    kept = 0
    with _opened(url, keys, meeting, processes, number) as database:
        for turn in range(count):
            with suppress(ZeroDivisionError), database.begin() as tx:
                case = a_case(tx) if turn % 5 == 0 else None
                journal.note(tx, case.id if case else None, "x", f"{number} {turn}", "bea", NOW)
                journal.note(tx, None, "y", "", "bea", NOW)
                if turn % 7 == number:
                    raise ZeroDivisionError
                kept += 2
    return kept
