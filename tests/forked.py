"""Processes of our own that start in a moment: forked from one that has loaded the reader and the command line.

They are real: each has its memory, its environment and its end, and can be killed.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.warm"])
#: No command takes so long.
_SECONDS = 110


def forked(work: Callable[..., None], *arguments: object) -> BaseProcess:
    """A process that does `work`, with the environment that we have now."""
    return _started(dict(os.environ), work, arguments)


def weerbaar(*arguments: str, folder: Path, given: str | bytes = "", **extra: str) -> subprocess.CompletedProcess[str]:
    """The command `weerbaar` in `folder`, with `given` as its input and no settings but `extra`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WEERBAAR_")} | extra
    with tempfile.TemporaryDirectory() as name:
        lines = [Path(name, line) for line in ("in", "out", "err")]
        lines[0].write_bytes(given.encode() if isinstance(given, str) else given)
        process = _started(environment, _command_line, (folder, lines, arguments))
        process.join(_SECONDS)
        process.kill()
        process.join()
        said = [line.read_text() if line.exists() else "" for line in lines[1:]]
    assert process.exitcode is not None
    return subprocess.CompletedProcess(arguments, process.exitcode, *said)


def redirect(file: Path, number: int, mode: str = "ab") -> None:
    """Make `file` the input (0), output (1) or place for complaints (2) of this process."""
    with file.open(mode) as opened:
        os.dup2(opened.fileno(), number)


def _started(environment: Mapping[str, str], work: Callable[..., None], arguments: tuple[Any, ...]) -> BaseProcess:
    process = _FORKS.Process(target=_with_environment, args=(environment, work, arguments))
    process.start()
    return process


def _with_environment(environment: Mapping[str, str], work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    work(*arguments)


def _command_line(folder: Path, lines: list[Path], arguments: tuple[str, ...]) -> None:
    from tests.warm import COMMAND_LINE  # noqa: PLC0415 - loaded in the process we were forked from

    os.chdir(folder)
    for number, (file, mode) in enumerate(zip(lines, ("rb", "wb", "wb"), strict=True)):
        redirect(file, number, mode)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - it was closed when we were forked
    sys.argv = ["weerbaar", *arguments]
    COMMAND_LINE()
