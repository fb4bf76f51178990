"""Leases end with the process that holds them."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta

import pytest

from flows.runtime import Runtime
from flows.steps.leasing import is_dead, process_name, take_lease
from storage import leases
from tests.flows.conftest import Clock

HOUR = timedelta(hours=1)
HERE = process_name().split(" ")[0]


@pytest.fixture
def dead() -> str:
    """The name of a process of this machine that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return f"{HERE} {process.pid}"


def _holder(runtime: Runtime) -> str | None:
    with runtime.database.reading() as tx:
        return leases.holder(tx, "box", runtime.clock())


def test_who_is_started_in_place_of_a_dead_process_need_not_wait(runtime: Runtime, dead: str) -> None:
    """Its lease would have run for an hour; also when a thread of it stands in the name."""
    for number, name in enumerate((dead, f"{dead} 140000")):
        with runtime.database.begin() as tx:
            assert leases.take(tx, f"box{number}", name, runtime.clock(), HOUR)
        assert take_lease(runtime, f"box{number}", process_name(), HOUR)


@pytest.mark.parametrize(
    "name", [f"{HERE} {os.getppid()}", f"{HERE}x 99999999", f"elders/1 {os.getppid()}", "een ander"]
)
def test_a_lease_of_who_may_live_is_waited_for(runtime: Runtime, clock: Clock, name: str) -> None:
    """A process that lives, one of another machine, and a name that is none of ours."""
    with runtime.database.begin() as tx:
        assert leases.take(tx, "box", name, runtime.clock(), HOUR)
    assert not take_lease(runtime, "box", process_name(), HOUR)
    assert _holder(runtime) == name
    clock.now += HOUR
    assert take_lease(runtime, "box", process_name(), HOUR)


def test_a_machine_of_the_same_name_is_another() -> None:
    """Two virtual machines may have one name, and the first table of processes has the same number everywhere."""
    machine, table = HERE.partition("/")[0], HERE.rpartition("/")[2]
    assert not is_dead(f"{machine}/{table} 99999999")
    assert not is_dead(f"{machine}/0c0ffee0-0000-4000-8000-000000000000/{table} 99999999")
    assert is_dead(f"{HERE} 99999999")


def test_only_the_dead_of_this_machine_are_told_dead(dead: str) -> None:
    """By their number in its table of processes."""
    assert is_dead(dead)
    assert not is_dead(process_name())
    assert not is_dead(HERE)
    assert not is_dead("")
