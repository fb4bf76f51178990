"""The web door in this process, with a reader that does as it is told; `browser.py` has the real one."""

from __future__ import annotations

import re
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.runtime import Runtime
from flows.settings import WebSettings
from tests.flows.conftest import Clock, clock, runtime  # noqa: F401 - the desk of the flows
from web.app import make_app
from web.site import Site

with warnings.catch_warnings():  # it would rather have a library that we do not need otherwise
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

BASE = "http://127.0.0.1"


class Visitor:
    """A browser without JavaScript: keeps its cookie, and fills in the hidden fields of the form it saw last."""

    def __init__(self, site: Site) -> None:
        self.client = TestClient(make_app(site), base_url=BASE, follow_redirects=True)
        self.text = ""
        self.status = 0

    def get(self, path: str) -> str:
        """Look at a page."""
        answer = self.client.get(path)
        self.text, self.status = answer.text, answer.status_code
        return self.text

    def hidden(self, name: str) -> str:
        """The value of a hidden field on the page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return found[1] if found else ""

    def post(self, path: str, **fields: str) -> str:
        """Send a form of the page."""
        known = {name: self.hidden(name) for name in ("token", "kaartje", "id")}
        answer = self.client.post(path, data=known | fields)
        self.text, self.status = answer.text, answer.status_code
        return self.text

    def begin(self) -> str:
        """Begin a chat."""
        self.get("/chat")
        return self.post("/chat/begin")

    def say(self, text: str) -> str:
        """Say something in the chat, and see the page after it."""
        return self.post("/chat", tekst=text)

    def upload(self, body: bytes) -> None:
        """Send a file in the chat."""
        answer = self.client.post(
            "/chat/bestand", data={"token": self.hidden("token")}, files={"bestand": ("foto.jpg", body, "image/jpeg")}
        )
        self.text, self.status = answer.text, answer.status_code

    @property
    def code(self) -> str:
        """The secret code on the page."""
        found = re.search(r'class="nummer">([A-Z0-9-]+)<', self.text)
        return found[1] if found else ""


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """What the pages ask of the database is tried on both kinds in `tests/flows`; here on SQLite."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'weerbaar.db')}"


@pytest.fixture
def site(runtime: Runtime) -> Site:  # noqa: F811
    """The web door of the desk."""
    runtime.settings.web = WebSettings(public_url=BASE, shortest_seconds=3)
    return Site(runtime)


@pytest.fixture
def visitor(site: Site) -> Iterator[Visitor]:
    """Somebody."""
    made = Visitor(site)
    with made.client:
        yield made


@pytest.fixture
def other(site: Site) -> Visitor:
    """Somebody else, at another device."""
    return Visitor(site)
