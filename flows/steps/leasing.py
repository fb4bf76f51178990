"""Which process this is, whether another still lives, and leases, which end with the process that holds them."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cache
from pathlib import Path

from flows.runtime import Runtime, log
from storage import leases


def process_name() -> str:
    """Names this process as the holder of a claim or lease: where it lives, and its process number there."""
    return f"{_home()} {os.getpid()}"


def is_dead(name: str) -> bool:
    """True when it names a process of this machine that is no more. What it says behind the number does not count."""
    machine, process, *_ = [*name.split(" "), ""]
    return machine == _home() and process.isdigit() and not Path(f"/proc/{process}").exists()


@cache
def _home() -> str:
    """The machine since it was started, and its table of processes.

    Two machines or containers may bear one name, and every first table has one number; they do not see each other's.
    """
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{os.uname().nodename}/{started}/{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return os.uname().nodename


def take_lease(runtime: Runtime, name: str, by: str, lasts: timedelta) -> bool:
    """Take or keep a lease; false when somebody else has it.

    `by` begins with `process_name()`. A process of this machine that died holds nothing: who is started in its place
    need not wait until its lease has run out.
    """
    with runtime.database.begin() as tx:
        now = runtime.clock()
        if leases.take(tx, name, by, now, lasts):
            return True
        holder = leases.holder(tx, name, now)
        if holder is None or not is_dead(holder):
            return False
        leases.drop(tx, name, holder)
        log.warning("%s: who had the lease died; it is taken over", name)
        return leases.take(tx, name, by, now, lasts)
