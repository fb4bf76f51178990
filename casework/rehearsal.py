"""A ladder played in simulated time: what would happen with this roster, at that moment, if this and that failed? Pure.

The same `next_step` decides that decides in earnest. A call that gets through takes a second; who answers does so after
a time of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from casework.easter import easter
from casework.escalation import Attempt, Fate, Ladder, Policy, acknowledged, fate, kept, next_step
from casework.roster import Medium, Roster
from casework.workdays import AMSTERDAM

_SECOND = timedelta(seconds=1)
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class World:
    """What goes wrong, and who answers. `dead`: media that refuse every call.

    `answers`: how long after a call that got through each person says "I have it"; who is not there never does.
    `call_back`: how long after that the call-back is made.
    """

    dead: frozenset[Medium] = frozenset()
    answers: Mapping[str, timedelta] = field(default_factory=dict)
    call_back: timedelta = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Called:
    """One call of the play: when, to whom, by which way, and whether it got through."""

    at: datetime
    person: str
    medium: Medium
    through: bool


@dataclass(frozen=True, slots=True)
class Played:
    """How it went, in seconds from the alarm; None: never within the time that was played."""

    calls: tuple[Called, ...]
    first_attempt: float | None
    acknowledged: float | None
    called_back: float | None
    holder: str | None = None
    helpless: bool = False

    @property
    def first_through(self) -> Called | None:
        """The first call that got through."""
        return next((call for call in self.calls if call.through), None)


@dataclass(frozen=True, slots=True)
class Scene:
    """A row of the report: what it is called, when it happens, and what the world is like then."""

    name: str
    start_at: datetime
    dead: frozenset[Medium] = frozenset()
    silent: bool = False
    late: bool = False


def scenes(now: datetime) -> list[Scene]:
    """The nights that matter, from now on."""
    year = now.astimezone(AMSTERDAM).year
    mail = frozenset({Medium.MAIL})
    monday = next(day for day in map(_easter_monday, (year, year + 1)) if day > now.date())
    return [
        Scene("nu", now),
        Scene("komende nacht, 03:00", _on(now.astimezone(AMSTERDAM).date() + timedelta(days=1), 3)),
        Scene("Tweede Paasdag, 03:00", _on(monday, 3)),
        Scene("eerste kerstdag, 12:00", _on(date(year, 12, 25), 12)),
        Scene("nacht waarin de klok vooruitgaat, 01:58", _on(_last_sunday(year + 1, 3), 1, 58)),
        Scene("nacht waarin de klok teruggaat, 02:58", _on(_last_sunday(year + 1, 10), 2, 58)),
        Scene("mailserver ligt eruit", now, mail),
        Scene("alles behalve mail ligt eruit", now, frozenset(Medium) - mail),
        Scene("alles ligt eruit", now, frozenset(Medium)),
        Scene("alle telefoons uit: pas na drie kwartier antwoordt iemand", now, late=True),
        Scene("niemand antwoordt, de ladder raakt op", now, silent=True),
    ]


def world_of(scene: Scene, roster: Roster) -> World:
    """Everybody answers after forty seconds, unless the scene says otherwise."""
    if scene.silent:
        return World(scene.dead)
    wait = timedelta(minutes=45) if scene.late else timedelta(seconds=40)
    return World(scene.dead, dict.fromkeys(roster.people, wait))


def play(policy: Policy, roster: Roster, start_at: datetime, world: World, longest: timedelta) -> Played:
    """Play an alarm from its start, until the call-back was made or the time is over."""
    stage = _Stage(policy, roster, world, start_at)
    while stage.now <= start_at + longest and not stage.over:
        stage.act()
        stage.go_on()
    return stage.result()


class _Stage:
    def __init__(self, policy: Policy, roster: Roster, world: World, start_at: datetime) -> None:
        self.policy, self.roster, self.world = policy, roster, world
        self.start_at = self.now = start_at
        self.ladder = Ladder(start_at)
        self.calls: list[Called] = []
        self.pending: dict[str, datetime] = {}
        self.taken_at: datetime | None = None
        self.back_at: datetime | None = None
        self.holder: str | None = None
        self.helpless = False

    @property
    def over(self) -> bool:
        return self.back_at is not None

    def act(self) -> None:
        """All that is due now; a refusal is known at once, and the next way is tried."""
        for _ in range(1000):
            step = next_step(self.policy, self.roster, self.ladder, self.now)
            self.ladder, self.helpless = step.ladder, self.helpless or step.helpless
            for attempt in step.attempts:
                self._call(attempt)
            if not step.attempts:
                return

    def go_on(self) -> None:
        """To the next moment at which something happens."""
        moments = [self.ladder.held_until or self.ladder.due_at, *self.pending.values()]
        if self.taken_at is not None:
            moments.append(self.taken_at + self.world.call_back)
        self.now = max(min(moments), self.now + _SECOND)
        self._hear()

    def result(self) -> Played:
        """How it went."""
        first = self.calls[0].at if self.calls else None
        return Played(
            tuple(self.calls), self._since(first), self._since(self.taken_at), self._since(self.back_at),
            self.holder, self.helpless,
        )  # fmt: skip

    def _call(self, attempt: Attempt) -> None:
        through = attempt.way.medium not in self.world.dead
        self.calls.append(Called(self.now, attempt.person, attempt.way.medium, through))
        self.ladder = fate(self.ladder, attempt.person, attempt.nth, Fate.DELIVERED if through else Fate.REFUSED)
        wait = self.world.answers.get(attempt.person)
        if through and wait is not None:
            self.pending.setdefault(attempt.person, self.now + _SECOND + wait)

    def _hear(self) -> None:
        for person, at in sorted(self.pending.items(), key=lambda item: item[1]):
            if at <= self.now and self.taken_at is None:
                self.ladder = acknowledged(self.policy, self.roster, self.ladder, person, at)
                if self.ladder.held_until is not None:
                    self.taken_at, self.holder = at, person
        self.pending = {person: at for person, at in self.pending.items() if at > self.now and self.taken_at is None}
        if self.taken_at is not None and self.now >= self.taken_at + self.world.call_back:
            self.back_at = self.taken_at + self.world.call_back
            self.ladder = kept(self.ladder)

    def _since(self, at: datetime | None) -> float | None:
        return None if at is None else (at - self.start_at).total_seconds()


def _on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=AMSTERDAM)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() - _SUNDAY) % 7)


def _easter_monday(year: int) -> date:
    return easter(year) + timedelta(days=1)
