"""The processes that live long: the listener and the dispatcher. No Prefect here."""

from __future__ import annotations

import gc
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial

from bots.imap import Account, Mailbox
from bots.imap_watch import watch
from casework.errors import KeyMissing, SettingsError, WeerbaarError
from casework.vigil import MAILBOX, Part
from flows.processes.turns import take_turns
from flows.processes.watchman import Watchman
from flows.runtime import Runtime, log, trace
from flows.steps import (
    adviser_calendar,
    appointments,
    digest,
    escalate,
    journal_heads,
    other_moment,
    receive,
    remind,
    report_folder,
    retention,
    roster_watch,
)
from flows.steps.deliver import CHANNELS, deliver_due
from storage import heartbeats

#: A mail that lies unhandled this long was left behind by a process that died.
LEFT_BEHIND = timedelta(seconds=60)
#: How often the dispatcher looks for letters, and for late promises and mails left behind; seconds.
DELIVER_EVERY = 1.0
SWEEP_EVERY = 30.0
HEARTBEAT_EVERY = 15.0
#: How often a mailbox is compared with the ledger as a whole, also when nothing was missed; seconds.
COMPARE_EVERY = 600.0
#: How often the roster is looked at for holes; seconds.
ROSTER_EVERY = 3600.0
#: How long a process that ends waits for the letter that is under way; seconds.
GRACE = 8.0
#: How often the listener looks for urgent letters that nobody hurried; seconds.
PROMPT_EVERY = 5.0
#: How often alarms are looked at; seconds.
CLIMB_EVERY = 1.0


#: How many new objects make the collector of garbage look; a mail makes some thousands that go by themselves.
_GARBAGE = 10_000


class Stopper:
    """Turns SIGTERM and SIGINT into an event that every loop looks at."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def install(self) -> Stopper:
        """Take over the two signals; from the main thread only."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.event.set())
        return self


class Couriers:
    """Threads that send letters, one for each channel: beside the reading, and not in each other's way.

    They look every `every` seconds, and at once when `hurry` is called.
    """

    def __init__(self, runtime: Runtime, stop: threading.Event, every: float, *, urgent_only: bool) -> None:
        self._runtime = runtime
        self._stop = stop
        self._every = every
        self._urgent_only = urgent_only
        self.on_round: Callable[[], object] = _nothing
        self._waiting = {channel: threading.Event() for channel in CHANNELS}
        self._threads = [
            threading.Thread(target=self._run, args=(channel,), name=f"courier {channel}", daemon=True)
            for channel in CHANNELS
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """After `stop`: let the letter that is under way arrive, within reason."""
        for event in self._waiting.values():
            event.set()
        for thread in self._threads:
            thread.join(timeout=GRACE)

    def hurry(self, handled: receive.Handled) -> None:
        """Letters that may not wait were posted."""
        if handled.urgent:
            self.wake()

    def wake(self) -> None:
        """Look now."""
        for event in self._waiting.values():
            event.set()

    def _run(self, channel: str) -> None:
        while not self._stop.is_set():
            self._waiting[channel].wait(self._every)
            self._waiting[channel].clear()
            if self._stop.is_set():
                return
            guarded(
                self._runtime,
                f"letters by {channel}",
                lambda: deliver_due(self._runtime, channel, urgent_only=self._urgent_only),
            )
            self.on_round()


class Climber:
    """The timer of the alarms, in a thread of its own: the database holds the times, here is only the look at it.

    Listener and dispatcher both have one, so that alarms climb as long as either lives.
    """

    def __init__(self, runtime: Runtime, stop: threading.Event, couriers: Couriers) -> None:
        self._runtime = runtime
        self._stop = stop
        self._couriers = couriers
        self._now = threading.Event()
        couriers.on_round = self._now.set  # a call may have been refused: the next way is tried at once
        self._thread = threading.Thread(target=self._run, name="climber", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self) -> None:
        """After `stop`."""
        self._now.set()
        self._thread.join(timeout=GRACE)

    def _run(self) -> None:
        while not self._stop.is_set():
            guarded(self._runtime, "alarms", self._climb)
            self._now.wait(CLIMB_EVERY)
            self._now.clear()

    def _climb(self) -> None:
        if escalate.climb(self._runtime):
            self._couriers.wake()


def listen(runtime: Runtime, stop: threading.Event) -> None:
    """Listen to all mailboxes until `stop`. One thread for each; alarms leave beside them.

    Raises SettingsError when alarms could not leave or would reach nobody.
    """
    runtime.require_alarm_path()
    _warm_up(runtime)
    couriers = Couriers(runtime, stop, PROMPT_EVERY, urgent_only=True)
    climber = Climber(runtime, stop, couriers)
    couriers.start()
    climber.start()
    watchman = Watchman(runtime, stop, Part.LISTENER, couriers.wake)
    watchman.start()
    threads = [
        threading.Thread(target=_listen_to, args=(runtime, account, couriers, stop), name=f"listen {account.name}")
        for account in runtime.accounts()
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    climber.end()
    couriers.end()
    watchman.end(GRACE)
    for thread in threads:
        thread.join(timeout=GRACE)


def listen_once(runtime: Runtime, told: Callable[[str], object]) -> None:
    """Take in what lies in the mailboxes now while urgent letters leave beside it; then send what is left, and end.

    `told` hears how many mails were handled. Raises SettingsError as `listen` does.
    """
    runtime.require_alarm_path()
    _warm_up(runtime)
    ended = threading.Event()
    couriers = Couriers(runtime, ended, PROMPT_EVERY, urgent_only=True)
    couriers.start()
    try:
        told(f"{_hurry_all(couriers, receive.handle_waiting(runtime))} left behind handled")
        for account in runtime.accounts():
            told(f"{account.name}: {_hurry_all(couriers, take_in_once(runtime, account))} handled")
    finally:
        ended.set()
        couriers.end()
    for channel in CHANNELS:
        deliver_due(runtime, channel, urgent_only=True)


def _warm_up(runtime: Runtime) -> None:
    """Load what the first mail would wait for. It stays until the end: the collector of garbage need not look at it."""
    log.info("reader %s", runtime.classifier.version)
    runtime.calendar.is_holiday(runtime.clock().date())
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 50)


def take_in_once(runtime: Runtime, account: Account) -> Iterator[receive.Handled]:
    """Take in what lies in one mailbox now, and yield what became of each mail."""
    with Mailbox(account) as mailbox:
        yield from receive.take_in(runtime, account, mailbox)


def dispatch(runtime: Runtime, stop: threading.Event) -> None:
    """Send letters, find what is late and what was left behind, until `stop`."""
    couriers = Couriers(runtime, stop, DELIVER_EVERY, urgent_only=False)
    climber = Climber(runtime, stop, couriers)
    couriers.start()
    climber.start()
    watchman = Watchman(runtime, stop, Part.DISPATCHER, couriers.wake)
    watchman.start()
    sweep, beats, roster = _Every(SWEEP_EVERY), _Every(HEARTBEAT_EVERY), _Every(ROSTER_EVERY)
    left_behind = partial(receive.handle_waiting, runtime, older_than=LEFT_BEHIND, stopped=stop.is_set)
    while not stop.wait(1.0):
        if sweep.due():
            guarded(runtime, "late promises", lambda: remind.sweep(runtime, runtime.clock()))
            guarded(runtime, "mail left behind", lambda: list(left_behind()))
            guarded(runtime, "the day's mail", lambda: digest.morning(runtime, runtime.clock()))
            guarded(runtime, "nightly erasure", lambda: retention.nightly(runtime, runtime.clock()))
            guarded(runtime, "reports in the folder", lambda: report_folder.take_in(runtime))
            guarded(runtime, "reminders of appointments", lambda: appointments.remind(runtime, runtime.clock()))
            guarded(runtime, "other moments", lambda: other_moment.propose_asked(runtime, runtime.clock()))
            guarded(runtime, "adviser's calendar", lambda: adviser_calendar.bring_up_to_date(runtime, runtime.clock()))
        if roster.due():
            guarded(runtime, "gaps in the roster", lambda: roster_watch.tell_of_gaps(runtime, runtime.clock()))
            guarded(runtime, "head of the journal", lambda: journal_heads.send_head(runtime, runtime.clock()))
        if beats.due():
            guarded(runtime, "heartbeat", lambda: _beat(runtime, Part.DISPATCHER))
    climber.end()
    couriers.end()
    watchman.end(GRACE)


def guarded(runtime: Runtime, what: str, work: Callable[[], object]) -> bool:
    """Do a piece of work; a failure is logged and the loop goes on. True when it went well.

    When a key is missing the ring is read anew, and if it has a new key the work is tried once more.
    """
    try:
        work()
    except KeyMissing as error:
        if runtime.reload_keys():
            return guarded(runtime, what, work)
        log.warning("%s: %s", what, error)
    except SettingsError as error:
        runtime.complain(what, str(error))
    except WeerbaarError as error:
        log.warning("%s: %s", what, error)
    except Exception as error:  # noqa: BLE001 - the named door of one round of a loop that must not end
        log.error("%s: %s", what, trace(error))
    else:
        runtime.complaints.pop(what, None)
        return True
    return False


def _listen_to(runtime: Runtime, account: Account, couriers: Couriers, stop: threading.Event) -> None:
    seen, compare = receive.Seen(), _Every(COMPARE_EVERY)

    def news(mailbox: Mailbox) -> None:
        if compare.due():
            seen.highest = None
        _hurry_all(couriers, receive.take_in(runtime, account, mailbox, seen, stop.is_set))
        _beat(runtime, f"{MAILBOX} {account.name}")

    def opened(mailbox: Mailbox) -> None:
        """What a process that died left behind comes first; a new connection may show another folder."""
        seen.highest = None
        left_behind = partial(receive.handle_waiting, runtime, stopped=stop.is_set)
        guarded(runtime, "mail left behind", lambda: _hurry_all(couriers, left_behind()))
        news(mailbox)

    take_turns(runtime, f"mailbox {account.name}", stop, lambda over: watch(account, opened, news, over))


def _hurry_all(couriers: Couriers, all_handled: Iterable[receive.Handled]) -> int:
    """Send what may not wait after each mail; gives how many there were."""
    count = 0
    for handled in all_handled:
        couriers.hurry(handled)
        count += 1
    return count


def _beat(runtime: Runtime, part: str) -> None:
    with runtime.database.begin() as tx:
        heartbeats.beat(tx, part, runtime.clock())


def _nothing() -> None:
    """Nobody waits for the end of a round."""


class _Every:
    """True at most once in so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.next = 0.0

    def due(self) -> bool:
        now = time.monotonic()
        if now < self.next:
            return False
        self.next = now + self.seconds
        return True
