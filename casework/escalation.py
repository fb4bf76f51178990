"""The ladder: who is called next about an alarm, until somebody says "I have it". Pure; `now` is an argument.

A policy is a list of levels; a level is called one or more times, all its people at once or one by one. Written out
that gives rungs. The ladder climbs one rung at a time. A rung on which nobody can be called is skipped at once. After
the last rung it starts over, from then on with the fallback list first, and it never ends by itself.

`next_step` says what has to be done now and when to look again; `acknowledged`, `declined` and `kept` say what changes
when somebody answers. Models: escalation policies of GoAlert and Grafana OnCall.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from casework.assessment import Alarm, Assessment
from casework.people import Function, SenderKind
from casework.roster import FALLBACK, Caller, Person, Roster, Skipped, Way, find, find_person

#: Rules of the reader that say: it happens now (see `nlp.threat.rules`).
NOW_RULE = "nu gevaar"
ACUTE_RULES = frozenset({NOW_RULE, "bij de deur nu"})

_PASSED = "kan niet"
_HAS_IT = "heeft het al"


class PolicyName(StrEnum):
    """The policies there are; a roster file may change their levels."""

    ACUTE = "acuut"
    THREAT = "dreiging"
    LOOK = "kijk nu"
    MAYOR = "dreiging burgemeester"
    INSIDE = "dreiging van binnen"


class Manner(StrEnum):
    """How the people of a level are called."""

    ALL = "allen tegelijk"
    ONE = "een voor een"


@dataclass(frozen=True, slots=True)
class Level:
    """A level: rotations, people or `achtervang`; the time that each of its rungs gets; how often it is called.

    `ways`: how many ways of a person are tried at once, each by another carrier when there are enough.
    """

    who: tuple[str, ...]
    wait: timedelta
    repeats: int = 1
    manner: Manner = Manner.ALL
    ways: int = 1


@dataclass(frozen=True, slots=True)
class Policy:
    """How an alarm climbs. `hold`: how long who has it may take for the first call-back before the ladder goes on.

    `acknowledgements`: how many people must say that they have it. `spares_employer`: nobody who works for the
    werkgever is called, and the desk does not tell the werkgever by itself. `always`: quiet hours do not count.
    """

    name: str
    levels: tuple[Level, ...]
    hold: timedelta
    fallback_wait: timedelta
    acknowledgements: int = 1
    spares_employer: bool = False
    always: bool = False

    @property
    def longest_wait(self) -> timedelta:
        """The longest time between two rungs."""
        return max([self.fallback_wait, *(level.wait for level in self.levels)])


def _minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


#: The names of the two rotations that the built-in policies call.
FIRST, SECOND = "eerste wacht", "tweede wacht"

_THREAT = (
    Level((FIRST,), _minutes(3), repeats=2),
    Level((SECOND,), _minutes(3), repeats=2),
    Level((FIRST, SECOND, FALLBACK), _minutes(5)),
)

#: What holds when the roster file says nothing else.
POLICIES = {
    PolicyName.ACUTE: Policy(
        PolicyName.ACUTE,
        (
            Level((FIRST, SECOND), _minutes(2), repeats=2, ways=2),
            Level((FIRST, SECOND, FALLBACK), _minutes(2), ways=2),
        ),
        hold=_minutes(5),
        fallback_wait=_minutes(2),
        always=True,
    ),
    PolicyName.THREAT: Policy(PolicyName.THREAT, _THREAT, hold=_minutes(15), fallback_wait=_minutes(5), always=True),
    PolicyName.LOOK: Policy(
        PolicyName.LOOK,
        (Level((FIRST,), _minutes(10), repeats=2), Level((SECOND,), _minutes(15))),
        hold=_minutes(30),
        fallback_wait=_minutes(15),
    ),
    PolicyName.MAYOR: Policy(
        PolicyName.MAYOR,
        (Level((FIRST, SECOND), _minutes(3), repeats=2), Level((FIRST, SECOND, FALLBACK), _minutes(3))),
        hold=_minutes(10),
        fallback_wait=_minutes(5),
        always=True,
    ),
    PolicyName.INSIDE: Policy(
        PolicyName.INSIDE, _THREAT, hold=_minutes(15), fallback_wait=_minutes(5), spares_employer=True, always=True
    ),
}


def single_level(name: str, wait: timedelta, hold: timedelta, *, ways: int = 99) -> Policy:
    """The policy when there is no roster: the fallback list, everybody by every way at once, again and again."""
    levels = (Level((FALLBACK,), wait, ways=ways),)
    return Policy(name, levels, hold, fallback_wait=wait, always=True)


def policy_name(alarm: Alarm, assessment: Assessment | None, *, inside: bool = False) -> PolicyName:
    """Which policy fits: now at the door, from inside the employer, about a burgemeester, a threat, or doubt."""
    if alarm is not Alarm.YES:
        return PolicyName.LOOK
    if assessment is not None and any(item.rule in ACUTE_RULES for item in assessment.evidence):
        return PolicyName.ACUTE
    if inside:
        return PolicyName.INSIDE
    if assessment is not None and _is_mayor(assessment):
        return PolicyName.MAYOR
    return PolicyName.THREAT


def _is_mayor(assessment: Assessment) -> bool:
    """The burgemeester is the one who is threatened, not the one who passes it on for somebody else."""
    fields = assessment.fields
    return fields.function is Function.BURGEMEESTER and fields.sender_kind is not SenderKind.SYSTEEM


class Fate(StrEnum):
    """What became of one attempt."""

    WAITING = "wacht"
    DELIVERED = "afgeleverd"
    REFUSED = "geweigerd"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Call this person by this way. `nth` counts the person's ways from 0; `instead_of` is whose place it is."""

    person: str
    nth: int
    way: Way
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt of the present rung, and what became of it."""

    person: str
    nth: int
    fate: Fate = Fate.WAITING


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where an alarm stands. `rung` counts from 0 and never stops; `due_at` is when the next one is called.

    `tried`: the attempts of the present rung. `passed`: who said "I can't". `taken_by`: who said "I have it", and
    `held_until`: until when that counts without a call-back. `hurried`: rungs climbed since the last wait because
    nobody on them could be reached. `over`: nothing is to be done any more.
    """

    due_at: datetime
    rung: int = 0
    tried: tuple[Tried, ...] = ()
    passed: tuple[str, ...] = ()
    taken_by: tuple[str, ...] = ()
    held_until: datetime | None = None
    hurried: int = 0
    over: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done now, and where the alarm stands after it. `look_at`: when to ask again; None: never.

    `gaps`: rotations in which nobody is on call. `helpless`: not even the fallback list could be called. `lapsed`: who
    had it did not call back in time, and lost it.
    """

    ladder: Ladder
    attempts: tuple[Attempt, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    gaps: tuple[str, ...] = ()
    helpless: bool = False
    fallback: bool = False
    lapsed: tuple[str, ...] = ()

    @property
    def look_at(self) -> datetime | None:
        """When to ask again."""
        if self.ladder.over:
            return None
        return self.ladder.held_until or self.ladder.due_at


@dataclass(frozen=True, slots=True)
class _Rung:
    slots: tuple[str, ...]
    wait: timedelta
    ways: int
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Call:
    """The attempts for some slots, and who was skipped on the way."""

    attempts: tuple[Attempt, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    gaps: tuple[str, ...] = field(default=())


def next_step(policy: Policy, roster: Roster, ladder: Ladder, now: datetime) -> Step:
    """What has to be done at this moment. Without attempts when it is not time yet, or somebody has it."""
    if ladder.over or (ladder.held_until is not None and now < ladder.held_until):
        return Step(ladder)
    if ladder.held_until is not None:
        return _lapse(policy, roster, ladder, now)
    more = _more(policy, roster, ladder, now)
    if more.attempts and now < ladder.due_at:
        tried = (*ladder.tried, *(Tried(item.person, item.nth) for item in more.attempts))
        return Step(replace(ladder, tried=tried), more.attempts, more.skipped)
    if now >= ladder.due_at:
        return _climb(policy, roster, replace(ladder, hurried=0), now)
    if _is_dead(ladder) and ladder.hurried <= len(_rungs(policy, roster)):
        return _climb(policy, roster, replace(ladder, hurried=ladder.hurried + 1), now)
    return Step(ladder)


def acknowledged(policy: Policy, roster: Roster, ladder: Ladder, person: str, now: datetime) -> Ladder:
    """Somebody has it. When enough people do, the ladder stands still until the call-back must have been made."""
    taken = (*ladder.taken_by, *((person,) if person not in ladder.taken_by else ()))
    ladder = replace(ladder, taken_by=taken, passed=tuple(key for key in ladder.passed if key != person))
    if ladder.held_until is None and is_taken(policy, roster, ladder):
        return replace(ladder, held_until=now + policy.hold)
    return ladder


def is_taken(policy: Policy, roster: Roster, ladder: Ladder) -> bool:
    """Enough people have it; never more are asked for than there are."""
    able = sum(roster.can_be_reached(key) for key in roster.people)
    return len(ladder.taken_by) >= max(1, min(policy.acknowledgements, able))


def declined(policy: Policy, roster: Roster, ladder: Ladder, person: str, now: datetime) -> Ladder:
    """Somebody cannot. Who had it loses it; the next one is called at once."""
    taken = tuple(key for key in ladder.taken_by if key != person)
    passed = (*ladder.passed, *((person,) if person not in ladder.passed else ()))
    changed = replace(ladder, taken_by=taken, passed=passed)
    if ladder.held_until is None or is_taken(policy, roster, changed):
        return changed
    return replace(changed, held_until=None, due_at=now)


def kept(ladder: Ladder) -> Ladder:
    """The call-back was made, or the promise is no longer there: nobody is called any more."""
    return replace(ladder, over=True, held_until=None)


def extended(ladder: Ladder, until: datetime) -> Ladder:
    """Who has it tried to call, and gets more time."""
    return ladder if ladder.held_until is None else replace(ladder, held_until=until)


def fate(ladder: Ladder, person: str, nth: int, what: Fate) -> Ladder:
    """An attempt of the present rung was delivered or refused."""
    tried = tuple(replace(one, fate=what) if (one.person, one.nth) == (person, nth) else one for one in ladder.tried)
    return replace(ladder, tried=tried)


def raised(ladder: Ladder, now: datetime) -> Ladder:
    """It is worse than was thought: from the first rung, at once, whoever had it."""
    return Ladder(due_at=now, passed=ladder.passed)


def _lapse(policy: Policy, roster: Roster, ladder: Ladder, now: datetime) -> Step:
    free = replace(ladder, taken_by=(), held_until=None, tried=(), due_at=now, hurried=0)
    return replace(_climb(policy, roster, free, now), lapsed=ladder.taken_by)


def _climb(policy: Policy, roster: Roster, ladder: Ladder, now: datetime) -> Step:
    """The next rung on which somebody can be called; the ones before it are skipped at once."""
    rungs = _rungs(policy, roster)
    skipped: list[Skipped] = []
    gaps: list[str] = []
    for number in range(ladder.rung, ladder.rung + len(rungs) + 1):
        rung = _rung(policy, roster, rungs, number)
        call = _call(policy, roster, ladder, rung, now)
        skipped += call.skipped
        gaps += call.gaps
        if call.attempts:
            moved = _moved(ladder, number + 1, call.attempts, now + rung.wait)
            return Step(moved, call.attempts, _once(skipped), tuple(dict.fromkeys(gaps)), fallback=rung.bold)
    after = _moved(ladder, ladder.rung + len(rungs) + 1, (), now + policy.fallback_wait)
    return Step(after, (), _once(skipped), tuple(dict.fromkeys(gaps)), helpless=True, fallback=True)


def _moved(ladder: Ladder, rung: int, attempts: Sequence[Attempt], due_at: datetime) -> Ladder:
    tried = tuple(Tried(item.person, item.nth) for item in attempts)
    return replace(ladder, rung=rung, tried=tried, due_at=due_at)


def _once(skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
    return tuple(dict.fromkeys(skipped))


def _rungs(policy: Policy, roster: Roster) -> list[_Rung]:
    found: list[_Rung] = []
    for level in policy.levels:
        slots = roster.slots(level.who)
        together = [slots] if level.manner is Manner.ALL else [(slot,) for slot in slots]
        found += [_Rung(some, level.wait, level.ways) for _ in range(level.repeats) for some in together]
    return found


def _rung(policy: Policy, roster: Roster, rungs: Sequence[_Rung], number: int) -> _Rung:
    """The rungs in order; after the last one always first the fallback list, then the rungs again."""
    if number < len(rungs):
        return rungs[number]
    place = (number - len(rungs)) % (len(rungs) + 1)
    if place:
        return rungs[place - 1]
    ways = max([1, *(rung.ways for rung in rungs)])
    return _Rung(roster.last_resort(spares_employer=policy.spares_employer), policy.fallback_wait, ways, bold=True)


def _caller(policy: Policy, ladder: Ladder, *, bold: bool = False) -> Caller:
    barred = dict.fromkeys(ladder.passed, _PASSED) | dict.fromkeys(ladder.taken_by, _HAS_IT)
    return Caller(policy.name, barred, policy.spares_employer, bold, policy.always)


def _call(policy: Policy, roster: Roster, ladder: Ladder, rung: _Rung, now: datetime) -> _Call:
    caller = _caller(policy, ladder, bold=rung.bold)
    attempts: dict[str, tuple[Attempt, ...]] = {}
    skipped: list[Skipped] = []
    gaps: list[str] = []
    for slot in rung.slots:
        person, lost = find(roster, slot, now, caller)
        skipped += lost
        if person is None:
            gaps += [slot] if slot in roster.rotations else []
        elif person.key not in ladder.taken_by:
            attempts.setdefault(person.key, _attempts(person, rung.ways, lost[0].who if lost else None))
    return _Call(tuple(item for some in attempts.values() for item in some), tuple(skipped), tuple(gaps))


def _attempts(person: Person, count: int, instead_of: str | None) -> tuple[Attempt, ...]:
    """The first ways of a person, by different carriers as far as there are any."""
    order = sorted(range(len(person.ways)), key=lambda nth: (_carrier_seen(person.ways, nth), nth))
    chosen = sorted(order[:count])
    return tuple(Attempt(person.key, nth, person.ways[nth], instead_of) for nth in chosen)


def _carrier_seen(ways: Sequence[Way], nth: int) -> bool:
    return any((way.medium, way.carrier) == (ways[nth].medium, ways[nth].carrier) for way in ways[:nth])


def _more(policy: Policy, roster: Roster, ladder: Ladder, now: datetime) -> _Call:
    """Within the present rung: the next way of who was refused, the substitute of who passed or cannot be reached."""
    people = dict.fromkeys(one.person for one in ladder.tried)
    calls = [_more_for(policy, roster, ladder, person, now) for person in people]
    attempts = {(item.person, item.nth): item for call in calls for item in call.attempts}
    return _Call(tuple(attempts.values()), tuple(item for call in calls for item in call.skipped))


def _more_for(policy: Policy, roster: Roster, ladder: Ladder, key: str, now: datetime) -> _Call:
    mine = [one for one in ladder.tried if one.person == key]
    person = roster.people.get(key)
    if key not in ladder.passed:
        if person is None or any(one.fate is not Fate.REFUSED for one in mine):
            return _Call()
        unused = [nth for nth in range(len(person.ways)) if nth not in {one.nth for one in mine}]
        if unused:
            return _Call((Attempt(key, unused[0], person.ways[unused[0]]),))
    if person is None or person.substitute is None:
        return _Call()
    other, lost = find_person(roster, person.substitute, now, _caller(policy, ladder))
    if other is None or any(one.person == other.key for one in ladder.tried):
        return _Call(skipped=lost)
    return _Call(_attempts(other, 1, key), lost)


def _is_dead(ladder: Ladder) -> bool:
    """Nobody on the present rung can still answer: every attempt was refused, or its person passed."""
    gone = (one.fate is Fate.REFUSED or one.person in ladder.passed for one in ladder.tried)
    return bool(ladder.tried) and all(gone)


def policies(changes: Mapping[str, Policy]) -> dict[str, Policy]:
    """The built-in policies with what a roster file changes."""
    return {name.value: policy for name, policy in POLICIES.items()} | dict(changes)
