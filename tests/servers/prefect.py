"""A real Prefect server and a real process worker, on a free port of this machine, with data that is thrown away."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from flows.window.deploy import POOL
from flows.window.environment import environment

_STARTS_WITHIN_SECONDS = 90
_STOPS_WITHIN_SECONDS = 20
_ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PrefectServer:
    """`prefect server start` in a folder; may be stopped and started again on the same port with the same data."""

    def __init__(self, folder: Path, auth: str = "") -> None:
        self.folder = folder
        self.auth = auth
        self.api_url = f"http://127.0.0.1:{free_port()}/api"
        self.environment = environment(api_url=self.api_url, data_dir=folder, auth=auth)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        Path(self.environment["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
        self._process = run(["server", "start"], self.environment, self.folder / "server.log")
        deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text()[-2000:])
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop and wait until it is gone."""
        if self._process is not None:
            end(self._process)
        self._process = None

    def kill(self) -> None:
        """As a power cut would, with everything it started."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.api_url}/health", timeout=2).status_code == httpx.codes.OK
        return False


def run(arguments: list[str], variables: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start `prefect …` in a session of its own, so that it can be ended with all its children."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "prefect", *arguments],
            env={**os.environ, **variables, "PYTHONPATH": str(_ROOT)},
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process we started, and everything it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOPS_WITHIN_SECONDS)
            return


@contextmanager
def worker(server: PrefectServer, variables: Mapping[str, str]) -> Iterator[None]:
    """A process worker on our pool, with `variables` for the flows it runs."""
    command = ["worker", "start", "--pool", POOL, "--type", "process"]
    process = run(command, {**server.environment, **variables}, server.folder / "worker.log")
    try:
        yield
    finally:
        end(process)
