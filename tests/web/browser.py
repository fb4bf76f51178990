"""The real server with the real reader, a real Chromium before it, and pages that notice every request."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, Request

from flows.runtime import Runtime, open_runtime
from flows.settings import CONFIG_VARIABLE, load
from storage.crypto import KeyRing
from tests.servers.prefect import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"width": 390, "height": 844}
EXIT = "https://weer.example/"
_STARTS_WITHIN = 60.0

_CONFIG = """\
data_dir = "{folder}"

[smtp]
host = "127.0.0.1"
port = 9
security = "none"

[desk]
address = "wvb@desk.example"
secretariaat = ["s@desk.example"]
duty_mail = ["wacht@desk.example"]

[web]
public_url = "{url}"
port = {port}
embed_on = ["{embedder}"]
exit_url = "{exit}"
shortest_seconds = 0
chats_per_hour = 10000
forms_per_hour = 10000
codes_per_hour = 10000
{more}
"""


@dataclass
class Door:
    """A running `weerbaar web`, and the desk behind it."""

    url: str
    embedder: str
    runtime: Runtime
    folder: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        """Start it again, and wait until it answers."""
        self.process = _start(self.folder)
        _wait(self.url, self.process, self.folder)


@contextmanager
def a_door(folder: Path, more: str = "") -> Iterator[Door]:
    """Start the process on an empty desk, and stop it."""
    port, url, embedder = free_port(), "", f"http://127.0.0.1:{free_port()}"
    url = f"http://127.0.0.1:{port}"
    config = folder / "weerbaar.toml"
    config.write_text(_CONFIG.format(folder=folder, url=url, port=port, embedder=embedder, exit=EXIT, more=more))
    KeyRing.generate().save(folder / "keys.json")
    before = os.environ.get(CONFIG_VARIABLE)
    os.environ[CONFIG_VARIABLE] = str(config)
    runtime = open_runtime(load(), migrate=True)
    door = Door(url, embedder, runtime, folder, _start(folder))
    try:
        _wait(url, door.process, folder)
        yield door
    finally:
        door.process.terminate()
        door.process.wait(20)
        runtime.database.dispose()
        os.environ.pop(CONFIG_VARIABLE) if before is None else os.environ.update({CONFIG_VARIABLE: before})


def _start(folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "web.log").open("ab") as log:
        command = [Path(sys.executable).with_name("weerbaar"), "web"]
        return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def _wait(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            if httpx.get(f"{url}/health", timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        if time.monotonic() > deadline or process.poll() is not None:
            raise RuntimeError((folder / "web.log").read_text()[-2000:])
        time.sleep(0.1)


@dataclass
class Watched:
    """Browser contexts whose requests and errors are all written down."""

    browser: Browser
    origins: frozenset[str]
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, **options: Any) -> Page:
        """A page of a new visitor, on a phone unless said otherwise."""
        context = self.browser.new_context(**({"viewport": PHONE, "locale": "nl-NL"} | options))
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        context.on("request", self._noticed)
        context.route(f"{EXIT}**", lambda route: route.fulfill(body="<title>Weer</title>", content_type="text/html"))
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if "Security Policy" in said.text else None)
        return page

    def close(self) -> None:
        """Close all pages."""
        for context in self.contexts:
            context.close()

    def _noticed(self, request: Request) -> None:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self.origins and not request.url.startswith(EXIT):
            self.strangers.append(request.url)
