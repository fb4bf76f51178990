"""Processes that work on one database at the same time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from storage.crypto import KeyRing

PROCESSES = 4

#: Runs a function in several processes at once: `together(function, number of processes, arguments)`.
Together = Callable[..., list[Any]]


@pytest.fixture(scope="session")
def pool() -> Iterator[ProcessPoolExecutor]:
    """Processes that are started once."""
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as made:
        yield made


@pytest.fixture
def keys_file(keys: KeyRing, tmp_path: Path) -> Path:
    """The key ring as a file, for other processes."""
    path = tmp_path / "keys.json"
    keys.save(path)
    return path


@pytest.fixture
def together(pool: ProcessPoolExecutor, database_url: str, keys_file: Path) -> Together:
    """Start a function of `tests.storage.workers` in several processes; they wait for each other before they begin."""

    def run(function: Callable[..., Any], processes: int, *arguments: object) -> list[Any]:
        meeting = str(keys_file.with_name(f"meeting-{function.__name__}"))
        tasks = [
            pool.submit(function, database_url, str(keys_file), meeting, processes, number, *arguments)
            for number in range(processes)
        ]
        return [task.result(timeout=90) for task in tasks]

    return run
