"""Alarms with real processes: Dovecot, SMTP, a gateway, both databases, and kill -9. Prefect is not there at all."""

from __future__ import annotations

import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import pytest

from casework.escalation import FIRST, SECOND, Fate, Level, Policy, PolicyName
from casework.roster import FALLBACK, Medium, Person, Roster, Rotation, Way
from storage import alarms, cases, outbox, rosters
from storage.alarms import HELD, StoredAttempt
from tests.journeys.desk import THREAT, Desk, a_desk, a_mail, received, until
from tests.journeys.gateway import Gateway
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import PostgresServer, running_postgres
from tests.servers.smtp_process import SmtpProcess

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(240)]

MEDIAN_SECONDS = 1.5
#: How often the process with the timers is killed; `WEERBAAR_TEST_KILLS=100` for the long run.
KILLS = int(os.environ.get("WEERBAAR_TEST_KILLS", "6"))
ANNA, BEA = "anna@wacht.example", "bea@wacht.example"
#: The number of the attempt stands in the link of every call.
CALL = re.compile(r"/a/(\d+)-[0-9a-f]{24}")


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A running gateway."""
    with Gateway() as running:
        yield running


def _roster(desk: Desk, gateway: Gateway, *, wait: float, mail_first: bool = True) -> None:
    """Anna, then Bea; steps of `wait` seconds. Links on, so that every call can be told from every other."""

    def person(key: str, address: str) -> Person:
        ways = (Way(Medium.MAIL, address, "mail"), Way(Medium.NOTIFY, gateway.url(key), "gateway"))
        return Person(key, key.capitalize(), ways if mail_first else ways[1:])

    start = date(2026, 1, 5)
    roster = Roster(
        {key: person(key, address) for key, address in (("anna", ANNA), ("bea", BEA))},
        {FIRST: Rotation(FIRST, ("anna",), start), SECOND: Rotation(SECOND, ("bea",), start)},
        fallback=("bea",),
    )
    step = timedelta(seconds=wait)
    levels = (Level((FIRST,), step, repeats=2), Level((SECOND,), step), Level((FIRST, FALLBACK), step))
    policy = Policy(PolicyName.THREAT.value, levels, hold=timedelta(minutes=15), fallback_wait=step, always=True)
    with desk.runtime.database.begin() as tx:
        rosters.save(tx, roster, {policy.name: policy}, "test", desk.runtime.clock())


def _attempts(desk: Desk) -> list[StoredAttempt]:
    with desk.runtime.database.reading() as tx:
        found = [alarms.attempts_of(tx, alarm.id) for alarm in alarms.listing(tx, everything=True, limit=1000)]
    return [attempt for some in found for attempt in some]


def _calls(gateway: Gateway) -> Counter[int]:
    """Attempt -> how often the gateway was told of it."""
    return Counter(int(match[1]) for told in list(gateway.told) for match in CALL.finditer(told.text))


@pytest.mark.alone
def test_the_person_on_duty_is_called_within_seconds(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess, gateway: Gateway
) -> None:
    """From delivery in Dovecot to the call accepted, by the listener alone: no Prefect, no dispatcher."""
    seconds = []
    with a_desk(tmp_path, dovecot, smtp_process) as desk:
        _roster(desk, gateway, wait=180)
        desk.start("--only", "listen")
        dovecot.deliver(a_mail(0, THREAT))
        until("the reader is warm", 60, lambda: received(smtp_process).distinct[ANNA] == 1, desk)
        for number in range(1, 8):
            began = time.monotonic()
            dovecot.deliver(a_mail(number, THREAT))
            until("the call", 10, lambda n=number: received(smtp_process).distinct[ANNA] > n, desk)  # type: ignore[misc]
            seconds.append(time.monotonic() - began)
    assert statistics.median(seconds) < MEDIAN_SECONDS, seconds


@pytest.mark.alone
def test_with_the_mail_server_down_the_telephone_rings(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess, gateway: Gateway
) -> None:
    """The next way of the same person, within seconds; both attempts are written down with what became of them."""
    seconds = []
    with a_desk(tmp_path, dovecot, smtp_process) as desk:
        _roster(desk, gateway, wait=180)
        desk.start("--only", "listen")
        dovecot.deliver(a_mail(0, THREAT))
        until("the first call is written down", 60, lambda: _delivered(desk) == 1, desk)
        smtp_process.kill()
        for number in range(1, 6):
            began = time.monotonic()
            dovecot.deliver(a_mail(number, THREAT))
            until("the telephone", 15, lambda n=number: len(gateway.told) >= n, desk)  # type: ignore[misc]
            seconds.append(time.monotonic() - began)
        until("it is written down", 5, lambda: _delivered(desk) == 6, desk)
        results = Counter((attempt.medium.value, attempt.result) for attempt in _attempts(desk))
        smtp_process.start()
    assert results == {("mail", Fate.DELIVERED): 1, ("mail", Fate.REFUSED): 5, ("notify", Fate.DELIVERED): 5}
    assert statistics.median(seconds) < MEDIAN_SECONDS * 2, seconds
    said = " ".join(told.title + told.text for told in gateway.told)
    assert "WVB-" in said
    assert "kogel" not in said
    assert "melder" not in said.lower()


def _delivered(desk: Desk) -> int:
    return sum(attempt.result is Fate.DELIVERED for attempt in _attempts(desk))


def test_a_reply_by_mail_takes_the_alarm_over(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess, gateway: Gateway
) -> None:
    """Through the mailbox of the desk; then nobody is called any more, and both hear what they must."""
    with a_desk(tmp_path, dovecot, smtp_process) as desk:
        _roster(desk, gateway, wait=2)
        desk.start()
        dovecot.deliver(a_mail(1, THREAT))
        until("Bea is called", 60, lambda: received(smtp_process).distinct[BEA] >= 1, desk)
        call = next(number for to, number in received(smtp_process).copies if to == BEA)
        dovecot.deliver(a_mail(2, "Ik heb het.", From=f"Bea <{BEA}>", In_Reply_To=call))
        until("Bea has it", 15, lambda: _held_by(desk) == ("bea",), desk)
        until("the letters left", 15, desk.quiet, desk)
        before = len(_attempts(desk))
        time.sleep(5)  # two steps and a half in which nothing may happen
        assert len(_attempts(desk)) == before
        sent = [item.raw.decode(errors="replace") for item in smtp_process.received]
    assert sum(f"To: <{ANNA}>" in raw and "Overgenomen" in raw for raw in sent) == 1
    assert sum(f"To: <{BEA}>" in raw and "dit moet nu" in raw for raw in sent) == 1


def test_a_link_in_a_text_message_takes_the_alarm_over(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess, gateway: Gateway
) -> None:
    """From the gateway to the page that `weerbaar door` serves, and back: looking does nothing, the button does."""
    port = _free_port()
    with a_desk(tmp_path, dovecot, smtp_process) as desk, _door(desk, port):
        _roster(desk, gateway, wait=180, mail_first=False)
        desk.start("--only", "listen")
        dovecot.deliver(a_mail(1, THREAT))
        until("the text message", 60, lambda: bool(gateway.told), desk)
        link = CALL.search(gateway.told[0].text)
        assert link
        page = f"http://127.0.0.1:{port}{link[0]}"
        until("the page is served", 30, lambda: _status(page) == 200, desk)
        assert _held_by(desk) == ()
        assert "u heeft het" in httpx.post(page, data={"antwoord": "ja"}).text
        assert _held_by(desk) == ("anna",)
        until("the list of what to do", 10, lambda: len(gateway.told) == 2, desk)
    assert "dit moet nu" in gateway.told[1].title
    assert (tmp_path / "door.log").read_text().count("/a/") == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _door(desk: Desk, port: int) -> Iterator[None]:
    """The real command, ended by SIGTERM."""
    with (desk.folder / "door.log").open("wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("weerbaar"), "door"],
            env=os.environ | {"WEERBAAR_DOOR__PORT": str(port)},
            stdout=log,
            stderr=log,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(15)


def _status(address: str) -> int:
    try:
        return httpx.get(address).status_code
    except httpx.HTTPError:
        return 0


def _held_by(desk: Desk) -> tuple[str, ...]:
    with desk.runtime.database.reading() as tx:
        (alarm,) = alarms.listing(tx, everything=True)
    return alarm.ladder.taken_by if alarm.state == HELD else ()


@pytest.mark.slow
@pytest.mark.postgres
def test_a_ladder_goes_on_where_it_was_when_postgresql_was_away(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess, gateway: Gateway
) -> None:
    """Stopped between the first call and the second: that one comes once, and an answer after it ends them all."""
    wait = 20.0  # seconds from call to call: on a slow machine too a server can be stopped in between
    with (
        running_postgres(durable=True) as server,
        a_desk(tmp_path, dovecot, smtp_process, server.new_database()) as desk,
    ):
        _roster(desk, gateway, wait=wait)
        for part in ("listen", "dispatch"):
            desk.start("--only", part)
        dovecot.deliver(a_mail(1, THREAT))
        until("Anna is called", 60, lambda: _delivered(desk) == 1 and desk.quiet(), desk)
        server.stop()
        stopped = desk.runtime.clock()
        until("the timers miss it", 60, lambda: "alarms: " in desk.log(), desk)
        server.start_again()
        back = desk.runtime.clock()
        until("Anna is called again", 60, lambda: _delivered(desk) == 2, desk)
        call = [message_id for person, message_id in received(smtp_process).copies if person == ANNA][-1]
        dovecot.deliver(a_mail(2, "Ik heb het.", From=f"Anna <{ANNA}>", In_Reply_To=call))
        until("Anna has it", wait, lambda: _held_by(desk) == ("anna",), desk)
        made = _attempts(desk)
        time.sleep(max(0.0, (made[-1].at - desk.runtime.clock()).total_seconds() + wait + 2))  # a third call's moment
        made, copies = _attempts(desk), received(smtp_process).copies
    assert [(one.turn, one.person, one.result) for one in made] == [(n, "anna", Fate.DELIVERED) for n in (1, 2)]
    due = made[0].at + timedelta(seconds=wait)
    assert stopped < due, f"PostgreSQL was not stopped within {wait} s of the first call: this shows nothing"
    assert due <= made[1].at < max(due, back) + timedelta(seconds=10)
    assert set(copies.values()) == {1}
    assert not gateway.told


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def crashable(request: pytest.FixtureRequest) -> Iterator[PostgresServer | None]:
    """A PostgreSQL that keeps what it committed through a crash; None for SQLite, which lives in our processes."""
    if request.param == "sqlite":
        yield None
        return
    with running_postgres(durable=True) as server:
        yield server


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_step_is_lost_or_doubled_when_the_timers_die_at_random(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp_process: SmtpProcess,
    gateway: Gateway,
    crashable: PostgresServer | None,
    record_property: Callable[[str, object], None],
) -> None:
    """Six alarms with steps of two seconds; kill -9 again and again; PostgreSQL dies once on the way."""
    with a_desk(tmp_path, dovecot, smtp_process, crashable.new_database() if crashable else "") as desk:
        _die_at_random(desk, gateway, crashable, KILLS, record_property)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_call_is_lost_or_doubled_when_digests_leave_and_the_timers_die_at_random(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp_process: SmtpProcess,
    gateway: Gateway,
    crashable: PostgresServer | None,
    record_property: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As above, but most calls leave together: a digest under way at the kill leaves again, and that is counted."""
    monkeypatch.setenv("WEERBAAR_DESK__DIGEST_AFTER", "1")
    monkeypatch.setenv("WEERBAAR_DESK__DIGEST_SECONDS", "1")
    with a_desk(tmp_path, dovecot, smtp_process, crashable.new_database() if crashable else "") as desk:
        _die_at_random(desk, gateway, crashable, KILLS // 2, record_property)
    digests = sum(len(CALL.findall(told.text)) > 1 for told in gateway.told)
    record_property("digests", digests)
    assert digests > KILLS // 2


def _die_at_random(
    desk: Desk,
    gateway: Gateway,
    crashable: PostgresServer | None,
    kills: int,
    record_property: Callable[[str, object], None],
) -> None:
    """Let the timers die, look that nothing is lost or double, and note the figures."""
    chance = random.Random(20261124)  # noqa: S311 - no secret
    threats, wait = 6, 2.0
    _roster(desk, gateway, wait=wait, mail_first=False)
    first = desk.start()
    for number in range(threats):
        desk.dovecot.deliver(a_mail(number, THREAT))
    until("all threats are cases", 60, lambda: desk.settled() == threats, desk)
    _kill(first)
    for turn in range(kills):
        process = desk.start("--only", "dispatch")
        time.sleep(chance.uniform(1.0, 4.0))
        if crashable is not None and turn == kills // 2:
            crashable.crash()
        _kill(process)
    began = desk.runtime.clock()
    turns = _turns(desk)
    desk.start("--only", "dispatch")
    until("every alarm went on", 30, lambda: all(_turns(desk)[key] > turns[key] + 1 for key in turns), desk)
    desk.stop()
    _check(desk, gateway, wait)
    made, calls = _attempts(desk), _calls(gateway)
    record_property("kills", kills + 1)
    record_property("attempts", len(made))
    record_property("turns", max(attempt.turn for attempt in made))
    record_property("copies", sum(calls.values()) - len(calls))
    assert [attempt for attempt in made if attempt.at >= began]


def _kill(process: BaseProcess) -> None:
    process.kill()
    process.join()


def _turns(desk: Desk) -> dict[int, int]:
    with desk.runtime.database.reading() as tx:
        return {alarm.id: alarm.turn for alarm in alarms.listing(tx, everything=True)}


def _check(desk: Desk, gateway: Gateway, wait: float) -> None:
    """Every turn is there, once, not too soon after the one before it, and its call reached the gateway."""
    per_alarm: dict[int, list[StoredAttempt]] = defaultdict(list)
    for attempt in _attempts(desk):
        per_alarm[attempt.alarm].append(attempt)
    calls = _calls(gateway)
    for made in per_alarm.values():
        turns = sorted({attempt.turn for attempt in made})
        assert turns == list(range(1, turns[-1] + 1))
        times = {attempt.turn: attempt.at for attempt in made}
        assert min((b - a).total_seconds() for a, b in pairwise(times[turn] for turn in turns)) >= wait
        assert {turn: sum(one.turn == turn for one in made) for turn in turns} == {
            turn: _people(turn) for turn in turns
        }
    with desk.runtime.database.reading() as tx:
        states = {letter.id: letter.state for letter in outbox.letters(tx)}
        repeats = outbox.repeats(tx)
        assert len(cases.listing(tx, limit=None)) == len(per_alarm)
    for attempt in _attempts(desk):
        if attempt.result is Fate.DELIVERED:
            assert calls[attempt.id] >= 1
        else:  # the next call by the same way took its place, or it was under way when all ended
            assert states[attempt.letter or 0] in {"cancelled", "queued", "claimed"}
    assert sum(calls.values()) - len(calls) <= repeats


def _people(turn: int) -> int:
    """Anna, Anna, Bea, both; then the fallback first, and the same again."""
    place = turn - 1 if turn <= 4 else (turn - 5) % 5
    return (1, 1, 1, 2)[place] if turn <= 4 else (1, 1, 1, 1, 2)[place]
