"""The page of a signed link in a real Chromium, as large as a phone: readable, pressable, nothing for axe-core."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from casework.lifecycle import CaseKind
from casework.people import SenderKind
from flows.links import alarm_link
from flows.pages.link_page import make_app
from flows.runtime import Runtime
from flows.settings import DoorSettings
from flows.steps import data_link, staffing
from flows.steps.decide import Done
from flows.steps.staffing import Caller
from storage import alarms, cases
from storage.alarms import CALLING, HELD
from storage.crypto import KeyRing
from storage.session import Database
from tests.servers.prefect import free_port
from tests.web.browser import ARGUMENTS, CHROMIUM, PHONE
from tests.web.test_browser import RULES

Take = Callable[..., Done]

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium"),
]

#: With WEERBAAR_SCREENSHOTS=docs/images the picture of the handbook is made by the same run.
PICTURES = os.environ.get("WEERBAAR_SCREENSHOTS")
#: The least that a thumb can hit, in CSS pixels (WCAG 2.5.8 asks for 24, phones for 44).
_THUMB = 44


@pytest.fixture
def database(tmp_path: Path, keys: KeyRing) -> Iterator[Database]:
    """One kind of database is enough for what a page looks like."""
    made = Database(f"sqlite:///{tmp_path / 'weerbaar.db'}", keys)
    made.migrate()
    yield made
    made.dispose()


@contextmanager
def _served(runtime: Runtime) -> Iterator[None]:
    door = runtime.settings.door
    server = uvicorn.Server(uvicorn.Config(make_app(runtime), host=door.host, port=door.port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _link(runtime: Runtime) -> str:
    with runtime.database.reading() as tx:
        (alarm,) = alarms.listing(tx)
        return alarm_link(runtime, alarms.attempts_of(tx, alarm.id)[0].id) or ""


def _state(runtime: Runtime) -> str:
    with runtime.database.reading() as tx:
        return alarms.listing(tx)[0].state


def _is_sound(page: Page) -> None:
    """Nothing for axe-core, nothing to scroll sideways, and buttons for a thumb."""
    assert Axe().run(page, options=RULES).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for button in page.locator("button").all():
        box = button.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= _THUMB


def test_an_alarm_is_taken_over_on_a_phone(runtime: Runtime, take: Take) -> None:
    """Looking changes nothing; the button takes it over, and says what to do; a second press says who has it."""
    port = free_port()
    runtime.settings.door = DoorSettings(public_url=f"http://127.0.0.1:{port}", port=port)
    number = take("DREIGING").case or ""
    with _served(runtime), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            page = browser.new_context(viewport=PHONE, locale="nl-NL", color_scheme=scheme).new_page()  # type: ignore[arg-type]
            page.goto(_link(runtime))
            assert number in page.locator("main").inner_text()
            _is_sound(page)
        assert _state(runtime) == CALLING
        page.get_by_role("button", name="Ik heb het").click()
        page.get_by_text("u heeft het").wait_for()
        assert "112" in page.locator("main").inner_text()
        _is_sound(page)
        assert _state(runtime) == HELD
        page.goto(_link(runtime))
        page.get_by_role("button", name="Ik heb het").click()
        page.get_by_text("al geantwoord").wait_for()
        _is_sound(page)
        page.goto(f"http://127.0.0.1:{port}/a/1-000000000000000000000000")
        _is_sound(page)
        browser.close()


def test_the_data_of_who_called_are_filled_in_on_a_phone(runtime: Runtime) -> None:
    """First with mistakes, which are said where they are; then it is stored. Nothing is asked of another site."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    runtime.settings.door = DoorSettings(public_url=base, port=port)
    made = staffing.open_case(runtime, CaseKind.PREVENTIVE, Caller(SenderKind.BESTUURDER), "A", runtime.clock())
    given = data_link.make(runtime, made.number, SenderKind.BESTUURDER, "A", runtime.clock())
    assert given
    link = given.address
    asked: list[str] = []
    with _served(runtime), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            page = browser.new_context(viewport=PHONE, locale="nl-NL", color_scheme=scheme).new_page()  # type: ignore[arg-type]
            page.on("request", lambda request: asked.append(request.url))
            page.goto(link)
            _is_sound(page)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / "gegevens-invullen.png", full_page=True)
        page.get_by_label("Telefoonnummer").fill("12")
        page.get_by_role("button", name="Opslaan").click()
        alert = page.get_by_role("alert")
        assert "Vul de naam in." in alert.inner_text()
        _is_sound(page)
        alert.get_by_role("link", name="Dit is geen telefoonnummer").click()
        assert page.evaluate("document.activeElement.id") == "telefoon"
        page.keyboard.press("Control+A")
        page.keyboard.type("0612345678")
        page.get_by_label("Naam", exact=True).fill("Ada Proefpersoon")
        page.get_by_role("button", name="Opslaan").click()
        page.get_by_role("heading", name="Opgeslagen").wait_for()
        _is_sound(page)
        page.goto(link)
        assert "al gebruikt of verlopen" in page.inner_text("main")
        _is_sound(page)
        browser.close()
    assert {url.split("/", 3)[2] for url in asked} == {f"127.0.0.1:{port}"}
    with runtime.database.reading() as tx:
        assert [party.name for party in cases.parties_of(tx, made.id)] == ["Ada Proefpersoon"]
