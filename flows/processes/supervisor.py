"""Keeping processes up: each part is started, watched, and started again when it ends."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Waits before a part is started again, in seconds; a part that ran for a minute starts counting anew.
_RESTART_WAITS = (1, 2, 5, 10, 30)
_STABLE_AFTER = 60.0
_GRACE = 10.0


@dataclass
class Part:
    """A process of its own under the supervisor. `log`: a file for what it writes; None: where we write."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_after: float = 0.0


def supervise(parts: Sequence[Part], stop: threading.Event, tell: Callable[[str], None]) -> None:
    """Keep all parts running until `stop`; one that ends is started again after a growing wait."""
    try:
        while not stop.is_set():
            for part in parts:
                _tend(part, tell)
            stop.wait(0.5)
    finally:
        end_all(parts)


def end_all(parts: Sequence[Part]) -> None:
    """Ask all parts to end, the last started first; insist after ten seconds."""
    for part in reversed(parts):
        if part.process is not None and part.process.poll() is None:
            part.process.terminate()
    deadline = time.monotonic() + _GRACE
    for part in parts:
        if part.process is not None:
            _insist(part.process, deadline)


def _insist(process: subprocess.Popen[bytes], deadline: float) -> None:
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tend(part: Part, tell: Callable[[str], None]) -> None:
    now = time.monotonic()
    if part.process is not None and part.process.poll() is None:
        if now - part.started_at > _STABLE_AFTER:
            part.failures = 0
        return
    if part.process is not None:
        wait = _RESTART_WAITS[min(part.failures, len(_RESTART_WAITS) - 1)]
        tell(f"{part.name} ended with code {part.process.returncode}; again in {wait} s")
        part.failures += 1
        part.start_after, part.process = now + wait, None
    if now >= part.start_after:
        part.process = _start(part)
        part.started_at = now
        tell(f"{part.name} started (process {part.process.pid})")


def _start(part: Part) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **part.environment}
    if part.log is None:
        return subprocess.Popen(part.command, env=environment)  # noqa: S603 - our own commands
    with part.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own commands
            part.command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
