"""The page of waiting runs in Prefect, as a secretary opens it in Chromium, and the calls it makes by themselves."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Page, Request, sync_playwright

from flows.window.dashboard import runs_link
from tests.web.browser import ARGUMENTS, CHROMIUM

_TIMES, _OF_EACH = 5, 3
_PATIENCE = 60_000
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the page to the server."""

    method: str
    url: str
    body: str | None

    @property
    def name(self) -> str:
        """`POST /flow_runs/filter`."""
        path = _ID.sub("…", urlsplit(self.url).path.removeprefix("/api"))
        return f"{self.method} {path}"


def measure_page(api_url: str) -> dict[str, Any]:
    """Seconds until the first waiting task can be seen (median), and milliseconds of each call the page makes."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1300, "height": 980})
        calls: list[Call] = []
        page.on("request", lambda request: _note(request, api_url, calls))
        seen = [_open(page, api_url) for _ in range(_TIMES)]
        browser.close()
    return {
        "seen_seconds": round(statistics.median(seen), 2),
        "seen_slowest_seconds": round(max(seen), 2),
        "calls_in_one_view": round(len(calls) / _TIMES),
        "calls_ms": {name: _milliseconds(some) for name, some in sorted(_by_name(calls).items())},
    }


def _by_name(calls: list[Call]) -> dict[str, list[Call]]:
    """A few of each sort: a page asks the same of many runs."""
    found: dict[str, list[Call]] = {}
    for call in dict.fromkeys(calls):
        found.setdefault(call.name, []).append(call)
    return {name: some[:_OF_EACH] for name, some in found.items()}


def _note(request: Request, api_url: str, calls: list[Call]) -> None:
    if request.url.startswith(api_url) and request.method in {"GET", "POST"}:
        calls.append(Call(request.method, request.url, request.post_data))


def _open(page: Page, api_url: str) -> float:
    page.goto("about:blank")
    begun = time.monotonic()
    page.goto(api_url.removesuffix("/api") + runs_link("wacht:secretariaat"))
    page.get_by_text("Contact opnemen WVB-").first.wait_for(timeout=_PATIENCE)
    taken = time.monotonic() - begun
    page.wait_for_load_state("networkidle", timeout=_PATIENCE)
    return taken


def _milliseconds(some: list[Call]) -> int:
    """The median of the call, made anew by itself."""
    return round(1000 * statistics.median(_taken(call) for call in some for _ in range(_TIMES)))


def _taken(call: Call) -> float:
    headers = {"content-type": "application/json"} if call.body else {}
    begun = time.monotonic()
    httpx.request(call.method, call.url, content=call.body, headers=headers, timeout=60)
    return time.monotonic() - begun
