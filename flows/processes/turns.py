"""Of several processes one works and the others stand by: who holds the lease in the database has the turn.

It keeps two listeners from doing the same work twice; that nothing is handled twice is for the ledger to see to. Who
dies loses the turn within `LASTS`, and to a process on the same machine at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from casework.errors import StorageError
from flows.runtime import Runtime, log, trace
from flows.steps.leasing import process_name, take_lease
from storage import leases

LASTS = timedelta(seconds=15)
#: How often the lease is renewed, or asked for, in seconds.
EVERY = 3.0
_LOOK = 0.2


def take_turns(runtime: Runtime, name: str, stop: threading.Event, work: Callable[[threading.Event], None]) -> None:
    """Do `work` while it is our turn, until `stop`. `work` gets an event that is set when it has to end."""
    me = f"{process_name()} {threading.get_ident()}"
    waiting = False
    while not stop.is_set():
        if not _take(runtime, name, me):
            if not waiting:
                log.info("%s: another process has the turn; this one stands by", name)
            waiting = True
            stop.wait(EVERY)
            continue
        waiting = False
        _have_turn(runtime, name, me, stop, work)


def _have_turn(
    runtime: Runtime, name: str, me: str, stop: threading.Event, work: Callable[[threading.Event], None]
) -> None:
    over, done = threading.Event(), threading.Event()
    keeper = threading.Thread(
        target=_keep, args=(runtime, name, me, stop, done, over), name=f"turn {name}", daemon=True
    )
    keeper.start()
    try:
        work(over)
    finally:
        done.set()
        keeper.join()
        _drop(runtime, name, me)


def _keep(
    runtime: Runtime, name: str, me: str, stop: threading.Event, done: threading.Event, over: threading.Event
) -> None:
    """Renew the lease until the work is done; end the work when we must stop or have lost the turn."""
    renew_at = time.monotonic() + EVERY
    while not done.wait(_LOOK):
        if stop.is_set():
            over.set()
        elif time.monotonic() >= renew_at:
            renew_at = time.monotonic() + EVERY
            if not _take(runtime, name, me, when_away=True):
                over.set()


def _take(runtime: Runtime, name: str, me: str, *, when_away: bool = False) -> bool:
    """The lease is ours. `when_away`: what to think when the database cannot be asked."""
    try:
        return take_lease(runtime, name, me, LASTS)
    except StorageError as error:
        log.warning("%s: the lease cannot be asked for: %s", name, trace(error))
        return when_away


def _drop(runtime: Runtime, name: str, me: str) -> None:
    try:
        with runtime.database.begin() as tx:
            leases.drop(tx, name, me)
    except StorageError as error:
        log.warning("%s: the lease cannot be given back: %s", name, trace(error))
