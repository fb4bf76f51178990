"""Many threats at once: a few calls, then digests; acute ones alone and first; gateways within their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from bots.outgoing import NotSent
from casework.assessment import Alarm, Assessment, Evidence, Route
from casework.duty import Word
from casework.escalation import FIRST, SECOND, Fate, Level, Policy, PolicyName
from casework.letters import Audience, LetterKind
from casework.messages import Message, PartKind
from casework.roster import Medium, Person, Roster, Rotation, Way
from flows.runtime import Runtime
from flows.steps import taking
from flows.steps.decide import Done
from flows.steps.deliver import MAIL, NOTIFY, deliver_due
from flows.steps.escalate import climb
from storage import alarms, rosters
from storage.alarms import StoredAttempt
from storage.outbox import Outgoing
from tests.flows.conftest import Clock

Take = Callable[..., Done]
TICK = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Reader:
    """Acute when it says ACUUT, else a threat."""

    version = "crowd"

    def assess(self, message: Message) -> Assessment:
        """By one word."""
        rule = "bij de deur nu" if "ACUUT" in message.new_text else "gezegd"
        return Assessment(Alarm.YES, Route.THREAT, 1.0, evidence=(Evidence(PartKind.NEW, "x", rule),))


@dataclass
class Line:
    """What somebody gets, and when; may be broken."""

    clock: Clock
    got: list[tuple[datetime, Outgoing]] = field(default_factory=list)
    broken: bool = False

    def __call__(self, letter: Outgoing) -> None:
        """Take one."""
        if self.broken:
            raise NotSent("no answer")
        if letter.kind.audience is Audience.DUTY:
            self.got.append((self.clock.now, letter))

    @property
    def subjects(self) -> list[str]:
        """Their subjects, without case numbers."""
        return [letter.subject.partition(":")[0] for _, letter in self.got]


@pytest.fixture
def line(clock: Clock) -> Line:
    """A line to everybody."""
    return Line(clock)


@pytest.fixture
def desk(runtime: Runtime) -> Runtime:
    """Anna by mail; Bea by telephone."""
    runtime.reader = Reader()  # type: ignore[assignment]
    people = {
        "anna": Person("anna", "Anna", (Way(Medium.MAIL, "anna@desk.example", "mail"),)),
        "bea": Person("bea", "Bea", (Way(Medium.NOTIFY, "json://127.0.0.1:1/bea", "gateway"),)),
    }
    start = datetime(2026, 11, 2).date()  # noqa: DTZ001 - a date
    rotations = {
        name: Rotation(name, (who,), start) for name, who in (("eerste wacht", "anna"), ("tweede wacht", "bea"))
    }
    with runtime.database.begin() as tx:
        rosters.save(tx, Roster(people, rotations, fallback=("bea",)), {}, "Sam", runtime.clock())
    return runtime


def _run(desk: Runtime, line: Line, clock: Clock, seconds: int, channel: str = MAIL) -> None:
    """The courier looks every second."""
    for _ in range(seconds):
        deliver_due(desk, channel, by=line)
        clock.now += TICK


def _attempts(desk: Runtime) -> list[StoredAttempt]:
    with desk.database.reading() as tx:
        return [call for one in alarms.listing(tx, limit=1000) for call in alarms.attempts_of(tx, one.id)]


def test_forty_threats_are_five_calls_and_a_digest(desk: Runtime, take: Take, line: Line, clock: Clock) -> None:
    """Each alarm has its own attempt, and all of them were delivered within half a minute."""
    numbers = [take("DREIGING", sender=f"m{n}@x.example").case or "" for n in range(40)]
    began = clock.now
    _run(desk, line, clock, 30)
    assert line.subjects == ["NU BELLEN"] * 5 + ["35 OPROEPEN TEGELIJK"]
    digest = line.got[-1][1]
    assert all(number in digest.body for number in numbers[5:])
    assert not any(number in digest.body for number in numbers[:5])
    calls = _attempts(desk)
    assert {call.result for call in calls} == {Fate.DELIVERED}
    assert len(calls) == 40
    assert max(call.result_at - began for call in calls if call.result_at) <= 25 * TICK


def test_what_comes_later_waits_for_the_next_digest(desk: Runtime, take: Take, line: Line, clock: Clock) -> None:
    """At most one every twenty seconds; none when nothing came; after a quiet minute calls come alone again."""
    for n in range(10):
        take("DREIGING", sender=f"a{n}@x.example")
    _run(desk, line, clock, 25)
    for n in range(3):
        take("DREIGING", sender=f"b{n}@x.example")
    _run(desk, line, clock, 30)
    assert line.subjects == ["NU BELLEN"] * 5 + ["5 OPROEPEN TEGELIJK", "3 OPROEPEN TEGELIJK"]
    assert line.got[-1][0] - line.got[-2][0] >= 20 * TICK
    clock.now += timedelta(minutes=2)
    take("DREIGING", sender="c@x.example")
    _run(desk, line, clock, 1)
    assert line.subjects[-1] == "NU BELLEN"


def test_acute_ones_go_alone_and_before_all_others(desk: Runtime, take: Take, line: Line, clock: Clock) -> None:
    """They are never held and never in a digest."""
    for n in range(20):
        take("DREIGING", sender=f"a{n}@x.example")
    acute = [take("ACUUT", sender=f"b{n}@x.example").case or "" for n in range(8)]
    _run(desk, line, clock, 1)
    assert line.subjects[:8] == ["ACUUT, NU BELLEN"] * 8
    _run(desk, line, clock, 30)
    digests = [letter for _, letter in line.got if letter.kind is LetterKind.MANY]
    assert digests
    assert not any(number in letter.body for letter in digests for number in acute)


def test_an_alarm_that_was_taken_is_not_in_the_digest(desk: Runtime, take: Take, line: Line, clock: Clock) -> None:
    """Its call was cancelled; the others are not touched by that."""
    numbers = [take("DREIGING", sender=f"a{n}@x.example").case or "" for n in range(12)]
    _run(desk, line, clock, 1)
    taking.answer(desk, numbers[8], Word.HAVE_IT, "Bea", "opdracht", clock.now)
    _run(desk, line, clock, 30)
    (digest,) = [letter for _, letter in line.got if letter.kind is LetterKind.MANY]
    assert numbers[8] not in digest.body
    assert digest.subject == "6 OPROEPEN TEGELIJK"


def test_a_digest_that_does_not_get_through_has_every_ladder_go_on(
    desk: Runtime, take: Take, line: Line, clock: Clock
) -> None:
    """As for a call that left alone; later it is tried again."""
    for n in range(10):
        take("DREIGING", sender=f"a{n}@x.example")
    _run(desk, line, clock, 15)
    line.broken = True
    _run(desk, line, clock, 10)
    refused = [call for call in _attempts(desk) if call.result is Fate.REFUSED]
    assert len(refused) == 5
    for _ in range(3):  # Anna has no other way and both her rungs are refused: then Bea
        climb(desk)
        _run(desk, line, clock, 2)
    alone = {call.alarm for call in refused}
    assert {call.alarm for call in _attempts(desk) if call.person == "bea"} >= alone


def test_it_can_be_switched_off(desk: Runtime, take: Take, line: Line, clock: Clock) -> None:
    """Then each call is a message of its own."""
    desk.settings.desk.digest_after = 0
    for n in range(12):
        take("DREIGING", sender=f"a{n}@x.example")
    _run(desk, line, clock, 1)
    assert line.subjects == ["NU BELLEN"] * 12


def test_a_gateway_gets_no_more_in_a_minute_than_it_takes(desk: Runtime, take: Take, line: Line, clock: Clock) -> None:
    """And a fifth of it is kept for what is acute."""
    desk.settings.desk.notify_per_minute = 10
    desk.settings.desk.digest_after = 0
    with desk.database.begin() as tx:
        rotations = {"eerste wacht": Rotation("eerste wacht", ("bea",), datetime(2026, 11, 2).date())}  # noqa: DTZ001
        bea = Person("bea", "Bea", (Way(Medium.NOTIFY, "json://127.0.0.1:1/bea", "gateway"),))
        rosters.save(tx, Roster({"bea": bea}, rotations, fallback=("bea",)), {}, "Sam", clock.now)
    for n in range(20):
        take("DREIGING", sender=f"a{n}@x.example")
    _run(desk, line, clock, 30, NOTIFY)
    assert line.subjects == ["NU BELLEN"] * 8
    for n in range(3):
        take("ACUUT", sender=f"b{n}@x.example")
    _run(desk, line, clock, 10, NOTIFY)
    assert line.subjects[8:] == ["ACUUT, NU BELLEN"] * 2
    _run(desk, line, clock, 120, NOTIFY)
    assert len(line.got) == 23
    for at, _ in line.got:
        assert sum(at <= other < at + timedelta(minutes=1) for other, _ in line.got) <= 10


@pytest.mark.parametrize(("limit", "acute"), [(30, 10), (5, 2)])
def test_in_a_crowd_nobody_is_starved(
    desk: Runtime, take: Take, line: Line, clock: Clock, limit: int, acute: int
) -> None:
    """Every officer of the rung hears of each alarm within a minute, acute ones first; gateways keep their limit."""
    _both_are_called(desk, limit)
    first = _crowd(take, 150, acute)
    hurried = clock.now
    _run_both(desk, line, clock, 30)
    second = _crowd(take, 50, 1)
    _run_both(desk, line, clock, 61)
    calls = [call for call in _attempts(desk) if call.turn == 1]
    assert Counter(call.person for call in calls) == dict.fromkeys(("anna", "bea"), 201 + acute)
    assert max((call.result_at or clock.now) - call.at for call in calls) <= MINUTE
    assert {call.result for call in calls} == {Fate.DELIVERED}
    for channel in (MAIL, NOTIFY):
        got = [(at, letter) for at, letter in line.got if letter.channel == channel]
        assert [letter.kind for _, letter in got[:acute]] == [LetterKind.ACUTE] * acute
        assert {at for at, letter in got if letter.kind is LetterKind.ACUTE} == {hurried, hurried + 30 * TICK}
        assert sum(_count(letter) for _, letter in got) == 201 + acute
        if channel == NOTIFY:
            assert max(sum(at <= other < at + MINUTE for other, _ in got) for at, _ in got) <= limit
    mailed = " ".join(letter.subject + letter.body for _, letter in line.got if letter.channel == MAIL)
    assert all(number in mailed for number in first + second)


def test_acute_ones_without_end_leave_a_place_for_the_others(
    desk: Runtime, take: Take, line: Line, clock: Clock
) -> None:
    """A gateway that is full of acute calls still takes one digest in a minute."""
    _both_are_called(desk, 5)
    for _ in range(6):
        _crowd(take, 10, 4)
        _run(desk, line, clock, 20, NOTIFY)
    digests = [(at, letter) for at, letter in line.got if letter.kind is LetterKind.MANY]
    assert len(digests) >= 2
    assert sum(_count(letter) for _, letter in digests) >= 40
    assert max(sum(at <= other < at + MINUTE for other, _ in line.got) for at, _ in line.got) <= 5


def _both_are_called(desk: Runtime, limit: int) -> None:
    """The first rung has Anna and Bea; the gateway takes `limit` messages a minute."""
    desk.settings.desk.notify_per_minute = limit
    with desk.database.begin() as tx:
        known = rosters.load(tx, desk.calendar.is_holiday, desk.clock())
        assert known is not None
        level = Level((FIRST, SECOND), 3 * MINUTE)
        policy = Policy(PolicyName.THREAT.value, (level,), hold=MINUTE, fallback_wait=MINUTE, always=True)
        rosters.save(tx, known.roster, {policy.name: policy}, "Sam", desk.clock())


def _crowd(take: Take, calm: int, acute: int) -> list[str]:
    """The numbers of cases; the acute ones come last."""
    texts = ["DREIGING"] * calm + ["ACUUT"] * acute
    return [take(text, sender=f"{uuid4().hex}@x.example").case or "" for text in texts]


def _run_both(desk: Runtime, line: Line, clock: Clock, seconds: int) -> None:
    """Both couriers look every second."""
    for _ in range(seconds):
        deliver_due(desk, NOTIFY, by=line)
        _run(desk, line, clock, 1)


def _count(letter: Outgoing) -> int:
    """How many calls a message stands for."""
    return int(letter.subject.split()[0]) if letter.kind is LetterKind.MANY else 1
