"""Whatever dies, and when: nothing lost, nothing done twice."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from flows.steps.reconcile import reconcile_all
from storage import cases, outbox
from tests.journeys.desk import CALM, DUTY, STAFF, THREAT, Desk, a_desk, a_mail, received, until
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import PostgresServer, running_postgres
from tests.servers.smtp_process import SmtpProcess

#: Every point between the fetch of a mail and the moment its answer is written down as sent.
STEPS = ("fetched", "kept", "marked", "decided", "handled", "claimed", "handed over", "sent")
MAILS, THREATS, COPIES, MACHINES = 200, 20, 12, 8


def _box() -> list[bytes]:
    """200 mails: threats among them, copies of earlier mails, and machines that get no answer."""
    calm = MAILS - THREATS - COPIES - MACHINES
    people = [a_mail(number, CALM) for number in range(calm)]
    threats = [a_mail(1000 + number, THREAT) for number in range(THREATS)]
    copies = people[:COPIES]
    machines = [a_mail(2000 + number, "Ik ben afwezig.", Auto_Submitted="auto-replied") for number in range(MACHINES)]
    spread = [people[start::THREATS] for start in range(THREATS)]
    mixed = itertools.chain.from_iterable([*part, threat] for part, threat in zip(spread, threats, strict=True))
    return [*mixed, *copies, *machines]


def _died_by_itself(process: BaseProcess, within: float) -> bool:
    """True when it died at its step; it is killed when that step does not come in time."""
    process.join(within)
    by_itself = process.exitcode == -signal.SIGKILL
    process.kill()
    process.join()
    return by_itself


def _check(desk: Desk) -> None:
    """Nothing lost, nothing double, and every repeat of a letter counted."""
    people = MAILS - COPIES - MACHINES
    report = reconcile_all(desk.runtime)
    assert report.unaccounted == 0
    assert report.outcomes["duplicate"] == COPIES
    assert report.outcomes["noted"] == MACHINES
    assert report.outcomes["opened"] == people
    with desk.runtime.database.reading() as tx:
        assert len(cases.listing(tx, limit=None)) == people
    sent = received(desk.smtp)
    answered = {address: count for address, count in sent.distinct.items() if address.startswith("melder")}
    assert len(answered) == people
    assert set(answered.values()) == {1}
    assert sent.distinct[DUTY] == THREATS
    assert sent.distinct[STAFF] == people - THREATS
    assert sent.repeats <= _counted_repeats(desk)


def _counted_repeats(desk: Desk) -> int:
    with desk.runtime.database.reading() as tx:
        return outbox.repeats(tx)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def crashable(request: pytest.FixtureRequest) -> Iterator[PostgresServer | None]:
    """A PostgreSQL that keeps what it committed through a crash; None for SQLite, which lives in our processes."""
    if request.param == "sqlite":
        yield None
        return
    with running_postgres(durable=True) as server:
        yield server


@pytest.mark.dovecot
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_nothing_is_lost_or_doubled_when_everything_dies_in_turn(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess, crashable: PostgresServer | None
) -> None:
    """The desk is killed at every step; Dovecot, SMTP and PostgreSQL die between, over 200 mails."""
    box = _box()
    url = crashable.new_database() if crashable else ""
    rounds = [(step, 1) for step in STEPS] + [(step, 3) for step in STEPS[3:]]
    reached = set()
    with a_desk(tmp_path, dovecot, smtp_process, url) as desk:
        for number, (step, after) in enumerate(rounds):
            dovecot.put(box[number :: len(rounds)])
            process = desk.start("--die-at", step, "--after", str(after))
            _disturb(number, dovecot, smtp_process, crashable)
            if _died_by_itself(process, within=30):
                reached.add(step)
        assert reached == set(STEPS), desk.log()
        desk.start()
        until("all mail is handled", 120, lambda: desk.settled() == MAILS, desk)
        until("all letters left", 180, desk.quiet, desk)
        _check(desk)


def _disturb(number: int, dovecot: Dovecot, smtp: SmtpProcess, postgres: PostgresServer | None) -> None:
    """While the desk is at work, one of its servers dies and comes back."""
    match number % 6:
        case 1:
            dovecot.kill()
            dovecot.start()
        case 3:
            smtp.kill()
            smtp.start()
        case 5 if postgres is not None:
            postgres.crash()
