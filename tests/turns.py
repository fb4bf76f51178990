"""Whose turn it is: `pytest -n 2 --dist loadgroup` runs two tests at a time, the long ones first.

Tests that share a Prefect server stay in one process. A test marked `alone`, which counts seconds, has the machine to
itself.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: Two folders to lock: who stands in the queue, and who is at work.
_QUEUE = Path(__file__).parent
_WORK = _QUEUE / "servers"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests first and those that run alone last, so that no process waits long for another at the end."""
    for item in items:
        if "prefect_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("prefect"))
    items.sort(key=lambda item: 2 if item.get_closest_marker("alone") else not item.get_closest_marker("slow"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test that runs alone waits for the others to end, and the others wait for it; no test's time counts that."""
    alone = item.get_closest_marker("alone") is not None
    with _turn(alone=alone):
        return (yield)


@contextmanager
def _turn(*, alone: bool) -> Iterator[None]:
    """All wait in one queue, so that who wants to be alone gets its turn."""
    with _opened(_WORK) as work:
        with _opened(_QUEUE) as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            fcntl.flock(work, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    number = os.open(folder, os.O_RDONLY)
    try:
        yield number
    finally:
        os.close(number)
