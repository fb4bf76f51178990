"""The SMTP sink as a process of its own, which may be killed and started again without losing what it accepted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.smtp import Received, kept_in

ROOT = Path(__file__).resolve().parents[2]


class SmtpProcess:
    """A sink on one port for all its lives."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.port = 0

    @property
    def received(self) -> list[Received]:
        """Everything it ever accepted."""
        return kept_in(self._folder)

    def start(self) -> None:
        """Start, on the same port as before."""
        command = [sys.executable, "-m", "tests.servers.smtp", "--port", str(self.port), "--dir", str(self._folder)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline().split()[1])

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


@pytest.fixture
def smtp_process(tmp_path: Path) -> Iterator[SmtpProcess]:
    """A running sink."""
    folder = tmp_path / "accepted"
    folder.mkdir()
    process = SmtpProcess(folder)
    process.start()
    yield process
    process.kill()
