"""Letters out: claimed, handed over, marked as sent. A letter whose fate is unknown leaves again under its own id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bots.outgoing import NotSent, Post, Refused, SmtpServer, build, notify
from casework.errors import KeyMissing, SettingsError, StorageError
from casework.letters import Audience, Letter
from casework.obligations import ObligationKind
from flows.runtime import DESK, Runtime, log, trace
from flows.steps.correspondence import UNSAFE
from flows.steps.crowding import Turn, turn_of
from flows.steps.leasing import is_dead, process_name
from flows.steps.moving import promise
from storage import alarms, cases, journal, outbox, safe_contacts
from storage.outbox import Outgoing
from storage.session import Tx

#: Waits between tries. A duty letter is tried for ever; another is given up after the last of its waits.
DUTY_WAITS = tuple(timedelta(seconds=s) for s in (2, 5, 10, 20, 30, 60))
WAITS = tuple(timedelta(minutes=m) for m in (0.2, 1, 2, 5, 15, 60, 240, 480, 960, 1440, 1440))
#: A server that said "never" to a duty letter is asked again, but not at once.
AFTER_NEVER = timedelta(seconds=60)

#: How many letters are claimed at once; few urgent ones, so that a fresh alarm need not wait for a long handful.
URGENT_BATCH, BATCH = 3, 20

_PERSONS = (Audience.PERSON, Audience.BESTUURDER)
MAIL, NOTIFY = CHANNELS = ("mail", "notify")
#: Letters to officers by our own bot; only the process that has the line to Telegram sends these.
TELEGRAM = "telegram"

#: Hands over one letter. Raises Refused or NotSent.
HandOver = Callable[[Outgoing], object]


class _Unexpected(NotSent):
    """Something nobody thought of. Its text is a trace, without what the error said."""


@dataclass(slots=True)
class Delivered:
    """How many letters were accepted, put off and given up; and which ways out proved broken, with the trouble."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    broken: dict[str, NotSent] = field(default_factory=dict)
    untried: set[int] = field(default_factory=set)


def deliver_due(runtime: Runtime, channel: str, *, urgent_only: bool = False, by: HandOver | None = None) -> Delivered:
    """Send what is due by one channel, urgent letters first, until nothing is due.

    Each channel has its own turn, so that a dead mail server does not hold up a telephone. Once a mail server, or one
    notification address, fell silent the letters that go the same way are put off without a try. `by` hands letters
    over instead of the channel's own way.
    """
    done = Delivered()
    _release_dead(runtime)
    with nullcontext(by) if by else _way_out(runtime, channel) as hand_over:
        while letters := _claim(runtime, channel, urgent_only=urgent_only):
            runtime.on_step("claimed", f"{len(letters)}")
            seen = done.untried.issuperset(letter.id for letter in letters)
            _deliver_all(runtime, hand_over, letters, done)
            if seen:
                break  # putting them off took so long that they were due again
    return done


@contextmanager
def _way_out(runtime: Runtime, channel: str) -> Iterator[HandOver]:
    """How letters of a channel leave. Raises SettingsError before anything is claimed when no mail server is set."""
    if channel == NOTIFY:
        yield lambda letter: notify(letter.recipient, letter.subject, letter.body)
        return
    try:
        server = runtime.smtp
    except SettingsError as error:
        if not runtime.settings.smtp.host:
            raise
        runtime.complain("no mail can leave", str(error))
        yield partial(_closed, str(error))
        return
    with Post(server) as line:
        yield lambda letter: line.send(letter.recipient, _written(letter, server, runtime.clock()))


def _closed(why: str, _letter: Outgoing) -> None:
    """As a server that is away: the letter waits for its next try, and an alarm takes its next way at once."""
    raise NotSent(why, unknown=False)


def _claim(runtime: Runtime, channel: str, *, urgent_only: bool) -> list[Outgoing]:
    with runtime.database.begin() as tx:
        claim = partial(outbox.claim, tx, by=process_name(), now=runtime.clock(), channel=channel)
        if urgent_only:
            return claim(limit=URGENT_BATCH, urgent_only=True)
        with suppress(KeyMissing):  # the others may be readable; when they are not either, the next claim says so
            if letters := claim(limit=URGENT_BATCH, urgent_only=True):
                return letters
        return claim(limit=BATCH)


def _deliver_all(runtime: Runtime, hand_over: HandOver, letters: list[Outgoing], done: Delivered) -> None:
    """What was not tried goes back, whatever ends the handful."""
    untried = list(letters)
    try:
        _deliver_each(runtime, hand_over, untried, done)
    except BaseException as error:
        with suppress(StorageError):  # then the claims grow stale
            _set_aside(runtime, untried, trace(error), timedelta(0), done)
        raise


def _deliver_each(runtime: Runtime, hand_over: HandOver, untried: list[Outgoing], done: Delivered) -> None:
    """Each by its way, as long as that is open."""
    while untried:
        if same_way := _on_broken_way(untried, done):
            untried[:] = [letter for letter in untried if letter not in same_way]
            trouble = done.broken[_way(same_way[0])]
            _set_aside(runtime, same_way, str(trouble), _wait(same_way[0]) / 2, done, trouble)
            continue
        letter = untried.pop(0)
        trouble_now = _deliver(runtime, hand_over, letter, done)
        if trouble_now is not None:
            done.broken[_way(letter)] = trouble_now


def _on_broken_way(letters: list[Outgoing], done: Delivered) -> list[Outgoing]:
    """The letters of the first broken way that one of them goes."""
    ways = [_way(letter) for letter in letters]
    broken = next((way for way in ways if way in done.broken), None)
    return [letter for letter, way in zip(letters, ways, strict=True) if way == broken]


def _way(letter: Outgoing) -> str:
    """All mail goes by one server; each notification address is a way of its own."""
    return MAIL if letter.channel == MAIL else letter.recipient


def _tell_ladder(tx: Tx, letter: Outgoing, error: Refused | NotSent, now: datetime) -> None:
    """A call that does not get through has its alarm try the next way at once. Alarm before letter, as everywhere."""
    if _is_for_duty(letter):
        alarms.refused(tx, letter.id, str(error), now)


def _set_aside(
    runtime: Runtime,
    letters: list[Outgoing],
    why: str,
    wait: timedelta,
    done: Delivered,
    trouble: NotSent | None = None,
) -> None:
    """Back in the queue without having been tried: due before the letter that met the trouble, so not behind it."""
    not_before = runtime.clock() + wait
    for letter in letters:  # each by itself: who held several could wait in a ring with a ladder that cancels several
        with runtime.database.begin() as tx:
            if trouble is not None:
                _tell_ladder(tx, letter, trouble, runtime.clock())
            outbox.put_off(tx, letter.id, why, not_before, tried=False)
    done.put_off += len(letters)
    done.untried.update(letter.id for letter in letters)


def _release_dead(runtime: Runtime) -> None:
    """Claims of a process of this machine that is no more are due at once; others grow stale by themselves."""
    with runtime.database.reading() as tx:
        dead = [name for name in outbox.claimants(tx) if is_dead(name)]
    for name in dead:
        with runtime.database.begin() as tx:
            count = outbox.release(tx, name, runtime.clock())
        log.warning("%s letters were under way when their sender died; they leave again under the same id", count)


def _deliver(runtime: Runtime, hand_over: HandOver, letter: Outgoing, done: Delivered) -> NotSent | None:
    """Hand over one letter and write down what became of it; gives the trouble when the way out is to blame."""
    if (_is_for_duty(letter) or letter.enclosures) and not _is_still_ours(runtime, letter):
        return None
    turn = turn_of(runtime, letter, process_name()) if _is_for_duty(letter) else Turn()
    if turn.hold_until is not None:
        _set_aside(runtime, [letter], "waits for others", turn.hold_until - runtime.clock(), done)
        return None
    if turn.letter is not None:
        return _deliver_together(runtime, hand_over, turn.letter, turn.together, done)
    if letter.number is not None and letter.kind.audience in _PERSONS and not _is_safe(runtime, letter):
        return None
    try:
        with _door(unknown=False):
            hand_over(letter)
        with _door(unknown=True):
            _write_sent(runtime, letter)
    except Refused as error:
        _after_refusal(runtime, letter, error, done)
    except NotSent as error:
        _put_off(runtime, letter, error, done)
        return None if isinstance(error, _Unexpected) else error
    else:
        done.sent += 1
    return None


def _deliver_together(
    runtime: Runtime, hand_over: HandOver, digest: Outgoing, letters: Sequence[Outgoing], done: Delivered
) -> NotSent | None:
    """Hand over one message for several calls; each of them is written down as if it had left alone."""
    try:
        with _door(unknown=False):
            hand_over(digest)
        with _door(unknown=True):
            _write_sent(runtime, letters[0])
            for letter in letters[1:]:
                _write_sent(runtime, letter, along_with=letters[0].id)
    except Refused as error:
        for letter in letters:
            _after_refusal(runtime, letter, error, done)
    except NotSent as error:
        for letter in letters:
            _put_off(runtime, letter, error, done)
        return None if isinstance(error, _Unexpected) else error
    else:
        done.sent += len(letters)
    return None


def _is_still_ours(runtime: Runtime, letter: Outgoing) -> bool:
    """False when after it was claimed somebody took the alarm over or withdrew the report, or it left with others."""
    with runtime.database.reading() as tx:
        return outbox.is_claimed(tx, letter.id)


def _is_safe(runtime: Runtime, letter: Outgoing) -> bool:
    """The person still wants letters there. One that was posted before the wish does not leave: a human takes over."""
    number = letter.number or ""
    with runtime.database.reading() as tx:
        if letter.channel != MAIL or safe_contacts.of_number(tx, number).way_to(letter.recipient) == letter.recipient:
            return True
    now = runtime.clock()
    with runtime.database.begin() as tx:
        outbox.cancel(tx, [letter.id], now)
        _report(runtime, tx, number, letter, UNSAFE, now)
    return False


@contextmanager
def _door(*, unknown: bool) -> Iterator[None]:
    """Of an error nobody thought of only the trace gets out. `unknown`: the letter may have left."""
    try:
        yield
    except (Refused, NotSent):
        raise
    except Exception as error:  # the named door of one letter: the others must leave all the same
        raise _Unexpected(trace(error), unknown=unknown) from error


def _write_sent(runtime: Runtime, letter: Outgoing, along_with: int | None = None) -> None:
    runtime.on_step("handed over", str(letter.id))
    with runtime.database.begin() as tx:
        outbox.sent(tx, letter.id, runtime.clock(), along_with=along_with)
        if _is_for_duty(letter):
            alarms.delivered(tx, letter.id, runtime.clock())
    runtime.on_step("sent", str(letter.id))


def _written(letter: Outgoing, server: SmtpServer, now: datetime) -> bytes:
    return build(
        Letter(letter.kind, letter.language, letter.subject, letter.body),
        server=server,
        to=letter.recipient,
        message_id=letter.message_id,
        reply_to=letter.reply_to,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        now=now,
        enclosures=letter.enclosures,
    )


def _after_refusal(runtime: Runtime, letter: Outgoing, error: Refused, done: Delivered) -> None:
    """A duty letter is never final: it is asked again, and people are told so once."""
    if not error.permanent:
        _put_off(runtime, letter, error, done)
    elif not _is_for_duty(letter):
        _give_up(runtime, letter, error, done)
    else:
        _put_off(runtime, letter, error, done, at_least=AFTER_NEVER)
        log.error("duty letter %s does not get through: %s", letter.id, error)
        if not _was_refused(letter):
            _tell_people(runtime, letter, error)


def _is_for_duty(letter: Outgoing) -> bool:
    return letter.kind.audience is Audience.DUTY


def _was_refused(letter: Outgoing) -> bool:
    """The try before this one ended in the same "never"; the first try may have met a server that was away."""
    return (letter.error or "").startswith("refused: 5")


def _tell_people(runtime: Runtime, letter: Outgoing, error: Refused) -> None:
    if letter.number is not None:
        now = runtime.clock()
        with runtime.database.begin() as tx:
            _report(runtime, tx, letter.number, letter, str(error), now)


def _wait(letter: Outgoing) -> timedelta:
    waits = DUTY_WAITS if _is_for_duty(letter) else WAITS
    return waits[min(letter.attempts, len(waits)) - 1]


def _put_off(
    runtime: Runtime,
    letter: Outgoing,
    error: Refused | NotSent,
    done: Delivered,
    at_least: timedelta = timedelta(0),
) -> None:
    if letter.attempts > len(WAITS) and not _is_for_duty(letter):
        _give_up(runtime, letter, error, done)
        return
    wait = max(_wait(letter), at_least)
    now = runtime.clock()
    with runtime.database.begin() as tx:
        _tell_ladder(tx, letter, error, now)
        outbox.put_off(tx, letter.id, str(error), now + wait, unknown=error.unknown)
    log.warning("letter %s put off for %s: %s", letter.id, wait, error)
    done.put_off += 1


def _give_up(runtime: Runtime, letter: Outgoing, error: Refused | NotSent, done: Delivered) -> None:
    """It will never leave: shown as failed; when it was meant for a person, a human finds another way."""
    now = runtime.clock()
    with runtime.database.begin() as tx:
        outbox.failed(tx, letter.id, str(error), now)
        if letter.number is not None:
            _report(runtime, tx, letter.number, letter, str(error), now)
    log.error("letter %s failed: %s", letter.id, error)
    done.failed += 1


def _report(runtime: Runtime, tx: Tx, number: str, letter: Outgoing, error: str, now: datetime) -> None:
    case = cases.find(tx, number)
    if case is None:
        return
    journal.note(tx, case.id, "brief onbestelbaar", f"{letter.kind.value}: {error}", DESK, now)
    if letter.kind.audience is not Audience.SECRETARIAAT:
        promise(runtime, tx, case, ObligationKind.UNDELIVERED, now)
