"""A real CalDAV server: Radicale, on a free loopback port, one calendar for one adviser."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bots.caldav import CalendarAccount

_SECONDS = 20


@dataclass(frozen=True)
class Radicale:
    """A running server. `account` is the adviser's calendar."""

    url: str
    user: str = "adviseur"
    password: str = "geheim"

    def calendar(self, name: str) -> CalendarAccount:
        """A new, empty calendar."""
        url = f"{self.url}/{self.user}/{name}/"
        self.ask("MKCALENDAR", url).raise_for_status()
        return CalendarAccount(url, self.user, self.password)

    def ask(self, method: str, url: str, **more: str | bytes) -> httpx.Response:
        """Any request, as the adviser's own calendar program would do it."""
        return httpx.request(method, url, auth=(self.user, self.password), **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """Started once for all tests."""
    folder = tmp_path_factory.mktemp("radicale")
    (folder / "users").write_text("adviseur:geheim\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "config"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n"
        f"[auth]\ntype = htpasswd\nhtpasswd_filename = {folder / 'users'}\nhtpasswd_encryption = plain\ndelay = 0\n"
        f"[storage]\nfilesystem_folder = {folder / 'collections'}\n"
        "[logging]\nlevel = error\n"
    )
    process = subprocess.Popen([sys.executable, "-m", "radicale", "--config", str(config)])
    try:
        _wait(port, process)
        yield Radicale(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("Radicale did not start")


def events_of(radicale: Radicale, account: CalendarAccount) -> str:
    """Everything in a calendar, as text."""
    _ = Path
    return radicale.ask("GET", account.url).text
