"""Makes the pictures of docs/web.md: `python -m tests.web.pictures`. Process, reader and Chromium are real."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.web.browser import ARGUMENTS, CHROMIUM, PHONE, ROOT, Door, Watched, a_door

IMAGES = ROOT / "docs" / "images"


def main() -> None:
    """Make them all."""
    with tempfile.TemporaryDirectory() as folder, a_door(Path(folder)) as door, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        web = Watched(browser, frozenset({door.url}))
        _threat(web.page(), door)
        _form(web.page(viewport={"width": 390, "height": 1000}), door)
        _calm(web.page(viewport={"width": 900, "height": 760}, color_scheme="dark"), door)
        browser.close()


def _say(page: Page, text: str) -> None:
    answers = page.locator("#gesprek li.wij")
    before = answers.count()
    page.locator("#tekst").fill(text)
    page.keyboard.press("Enter")
    answers.nth(before).wait_for()
    expect(page.locator("#gesprek li.wacht")).to_have_count(0)


def _begin(page: Page, door: Door, language: str) -> None:
    page.goto(f"{door.url}/chat?taal={language}")
    page.locator("main form button").click()
    page.locator("#stand:not(:empty)").wait_for()


def _threat(page: Page, door: Door) -> None:
    assert page.viewport_size == PHONE
    _begin(page, door, "nl")
    for text in ("ik wil een woningscan", "06-12345678", "er lag gisteren een kogelbrief bij ons in de bus"):
        _say(page, text)
    page.screenshot(path=IMAGES / "web-dreiging.png")


def _form(page: Page, door: Door) -> None:
    page.goto(f"{door.url}/aanmelden?taal=nl")
    page.get_by_role("group", name="concrete dreiging").get_by_label("Nee").check()
    page.get_by_label("Telefoonnummer").fill("06 1234")
    page.locator("main form button").click()
    page.locator("#fouten").wait_for()
    page.screenshot(path=IMAGES / "web-formulier.png")


def _calm(page: Page, door: Door) -> None:
    _begin(page, door, "en")
    for text in ("I would like a home scan", "06-12345678", "alderman in Urk"):
        _say(page, text)
    page.screenshot(path=IMAGES / "web-chat.png")


if __name__ == "__main__":
    main()
