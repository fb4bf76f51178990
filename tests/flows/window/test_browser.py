"""A secretary in a browser: the real pages of Prefect, in Chromium.

With WEERBAAR_SCREENSHOTS=docs/images the pictures of the handbook are made by the same run.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect, sync_playwright  # noqa: A004 - Playwright's own
from prefect.settings import PREFECT_API_URL, temporary_settings

from casework.lifecycle import CaseState
from casework.workdays import AMSTERDAM
from flows.runtime import Runtime
from flows.settings import DeskSettings, Settings, SmtpSettings
from flows.steps.answer import give_all
from flows.steps.deliver import MAIL, deliver_due
from flows.window.dashboard import KEY, keep_current, page_key, runs_link
from flows.window.day_page import keep_timelines, publish_day
from flows.window.human_tasks import Answer, settle
from flows.window.mirror import reflect
from storage import cases, journal, obligations
from storage.obligations import Obligation
from tests.flows.window.conftest import Window
from tests.flows.window.story import OFFICIAL, PERSONAL, K, Story, at
from tests.flows.window.test_stories import story  # noqa: F401 - a fixture
from tests.servers.prefect import worker
from tests.servers.smtp import SmtpSink

pytestmark = [pytest.mark.prefect, pytest.mark.dovecot, pytest.mark.slow, pytest.mark.timeout(240)]

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PICTURES = os.environ.get("WEERBAAR_SCREENSHOTS")
#: Prefect's pages take their time on a busy machine; in milliseconds.
PATIENCE = 60_000


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a browser that is not seen."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        made = browser.new_page(viewport={"width": 1300, "height": 980})
        made.set_default_timeout(PATIENCE)
        yield made
        browser.close()


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(PICTURES) / f"prefect-{name}.png")


def test_a_secretary_plans_a_talk_in_the_browser(story: Story, page: Page):  # noqa: F811
    """The task is found by its tag, its form filled in with choice, date and time, Resume; then the letter leaves."""
    ui = story.window.server.api_url.removesuffix("/api")
    story.mail("Graag vraag ik als wethouder een woningscan aan. Er is niets gebeurd, het is uit voorzorg.")
    number = story.only_case()
    story.people(number)
    story.by_phone(number, K.CONTACT, "gelukt")
    story.task(number, K.PLAN_HOME_TALK)
    page.goto(ui + runs_link("wacht:secretariaat"))
    task = page.get_by_role("link", name=f"Gesprek met bestuurder plannen {number}")
    expect(task).to_be_visible(timeout=PATIENCE)
    _picture(page, "taken")
    task.click()
    _plan(page, date(2026, 12, 9), picture="formulier")
    _carry_out(story, number)
    assert story.open_of(number)[K.HOME_TALK].moment_at == at("2026-12-09 09:30")
    assert any("Uw afspraak staat vast" in line for line in story.to(OFFICIAL))
    page.goto(ui + runs_link(number))
    expect(page.get_by_text("Gesprek met bestuurder voeren").first).to_be_visible(timeout=PATIENCE)


def test_an_answer_in_the_browser_is_carried_out_by_a_worker(window: Window, smtp_sink: SmtpSink, page: Page):
    """Nothing in between: what was filled in on the page is settled by a process of Prefect, and the letter left.

    The first answer names a day that is past: the task waits on, and above the form stands what is wrong.
    """
    case, promise = window.promise(K.PLAN_HOME_TALK, CaseState.IN_CONTACT)
    with window.database.begin() as tx:
        cases.add_party(tx, case.id, "bestuurder", "Ada Voorbeeld", OFFICIAL, None)
    while window.reflect().opened:
        pass
    today = datetime.now(AMSTERDAM).date()
    page.goto(window.server.api_url.removesuffix("/api") + runs_link(case.number))
    page.get_by_role("link", name=re.compile(f"^Gesprek met bestuurder plannen {case.number}")).click()
    page.wait_for_url("**/flow-run/**")
    with worker(window.server, {"WEERBAAR_DATA_DIR": str(window.folder)}):
        _plan(page, today - timedelta(days=7))
        expect(page.get_by_text("Wacht op secretariaat").first).to_be_visible(timeout=PATIENCE)
        _until(lambda: _open(window, promise) and "die nog komen" in (window.runs(case)["taak"].state.message or ""))
        page.reload()
        _open_form(page)
        expect(page.get_by_role("dialog").get_by_text("Niet verwerkt")).to_be_visible(timeout=PATIENCE)
        _fill_in(page, today + timedelta(days=14))
        _until(lambda: not _open(window, promise))
    with window.database.reading() as tx:
        (kept,) = [item for item in obligations.open_of(tx, case.id) if item.kind is K.HOME_TALK]
        actors = [entry.actor for entry in journal.entries(tx, case.id) if entry.what == "taak afgehandeld"]
    assert kept.moment_at == datetime.combine(today + timedelta(days=14), time(9, 30), AMSTERDAM)
    assert actors == ["Sam van der Desk"]
    desk = DeskSettings(address="wvb@desk.example")
    smtp = SmtpSettings(host="127.0.0.1", port=smtp_sink.port, security="none")
    deliver_due(Runtime(Settings(desk=desk, smtp=smtp), window.database, lambda: datetime.now(UTC)), MAIL)
    assert [item.rcpt for item in smtp_sink.received if b"Uw afspraak staat vast" in item.raw] == [OFFICIAL]


def test_the_pages_of_a_case_and_of_what_staff_start_show_nothing_personal(story: Story, page: Page):  # noqa: F811
    """How a case went, and the form by which a call becomes a case."""
    ui = story.window.server.api_url.removesuffix("/api")
    story.mail("Graag vraag ik als wethouder een woningscan aan. Ik ben Ada Voorbeeld.")
    number = story.only_case()
    story.answer(number, K.CONTACT, "gelukt")
    assert story.state(number) is CaseState.IN_CONTACT
    story.board.on_board(keep_timelines(story.database, story.now))
    page.goto(f"{ui}/v2/artifacts/key/{page_key(number)}")
    page.locator("main a[href*='/artifacts/artifact/']").first.click()
    expect(page.get_by_text("taak afgehandeld").first).to_be_visible(timeout=PATIENCE)
    _picture(page, "zaak")
    seen = page.inner_text("body")
    assert not [personal for personal in PERSONAL if personal in seen]
    found = story.board.on_board(lambda board: board.client.read_deployment_by_name("zaak-aanmaken/zaak-aanmaken"))
    page.goto(f"{ui}/v2/deployments/deployment/{found.id}/run")
    expect(page.get_by_text("Uw naam").first).to_be_visible(timeout=PATIENCE)
    _picture(page, "zaak-aanmaken")
    assert "telefoonnummer" not in page.inner_text("main").casefold().replace("naam, adres en telefoonnummer", "")


def test_the_morning_of_the_secretariaat_is_two_pages(story: Story, page: Page):  # noqa: F811
    """What waits, is late and burns in all cases, and the overview of one day; numbers and times, nothing personal."""
    ui = story.window.server.api_url.removesuffix("/api")
    _a_busy_week(story)
    story.board.on_board(keep_current(story.database, story.now))
    day = story.now().date()
    with temporary_settings({PREFECT_API_URL: story.window.server.api_url}), ThreadPoolExecutor(1) as apart:
        apart.submit(copy_context().run, asyncio.run, publish_day(story.runtime, day)).result()
    for key, name, words in (
        (KEY, "werkvoorraad", ("terugbellen na dreiging", "TE LAAT")),
        (f"dag-{day.isoformat()}", "overzicht", ("gesprek met bestuurder voeren",)),
    ):
        page.goto(f"{ui}/v2/artifacts/key/{key}")
        page.locator("main a[href*='/artifacts/artifact/']").first.click()
        for one in words:
            expect(page.get_by_text(one).first).to_be_visible(timeout=PATIENCE)
        _picture(page, name)
        seen = page.inner_text("body")
        assert not [personal for personal in PERSONAL if personal in seen]


def _a_busy_week(story: Story) -> None:  # noqa: F811
    """Cases that wait, one that is late, one with a talk today, and one with a threat."""
    story.clock.now = at("2026-11-23 10:00")
    numbers = []
    for nth in range(4):
        story.mail("Graag vraag ik een woningscan aan, uit voorzorg.", f"melder{nth}@gemeente.example")
        numbers.append(story.only_case())
    story.by_phone(numbers[0], K.CONTACT, "gelukt")
    moment = at("2026-11-27 10:00")
    story.by_phone(numbers[0], K.PLAN_HOME_TALK, "afspraak gemaakt", datum=moment.date(), tijd=f"{moment:%H:%M}")
    story.by_phone(numbers[1], K.CONTACT, "gelukt")
    story.until("2026-11-27 08:45")
    story.mail("Er lag vannacht een kogel in onze brievenbus. Ik word bedreigd.", "melder9@gemeente.example")


def _plan(page: Page, day: date, picture: str = "") -> None:
    """Answer the task that is open, as somebody who agreed on half past nine that day."""
    _open_form(page)
    _fill_in(page, day, picture)


def _fill_in(page: Page, day: date, picture: str = "") -> None:
    """The page that fetches its run anew may empty a field under our hands, and then refuses: it is filled in again."""
    form = page.get_by_role("dialog", name="Resume Flow Run")
    for _ in range(3):
        _type(page, form, day)
        if picture:
            _picture(page, picture)
        form.get_by_role("button", name="Resume").click()
        with suppress(AssertionError):
            expect(form).to_be_hidden(timeout=PATIENCE / 4)
            return
    raise AssertionError("the form is not accepted")


def _type(page: Page, form: Locator, day: date) -> None:
    form.get_by_label("Uw naam").fill("Sam van der Desk")
    form.get_by_label("Select Uitkomst").click()
    page.get_by_role("option", name="afspraak gemaakt").click()
    if form.get_by_text("Pick a date").count():
        _pick(page, day)
    form.get_by_label("Tijd van de afspraak").fill("9:30")


def _until(come: Callable[[], bool]) -> None:
    """Look now and then whether something has come about."""
    deadline = monotonic() + PATIENCE / 1000
    while not come():
        assert monotonic() < deadline
        sleep(0.5)


def _open(window: Window, promise: Obligation) -> bool:
    with window.database.reading() as tx:
        found = obligations.find(tx, promise.reference)
    return found is not None and found.state == obligations.OPEN


def _open_form(page: Page) -> None:
    page.get_by_role("button", name="Open menu").click()
    page.get_by_role("menuitem", name="Resume").click()
    expect(page.get_by_role("dialog", name="Resume Flow Run")).to_be_visible(timeout=PATIENCE)


def _pick(page: Page, day: date) -> None:
    _open_calendar(page, day.year)
    page.get_by_label("Choose the Month").select_option(str(day.month - 1))
    page.locator(".rdp-day:not(.rdp-outside) button").get_by_text(str(day.day), exact=True).click()
    page.keyboard.press("Escape")


def _open_calendar(page: Page, year: int) -> None:
    """The page that fetches its run anew may close the calendar under our hands: then it is opened again."""
    for _ in range(3):
        page.get_by_text("Pick a date").click()
        with suppress(TimeoutError):
            page.get_by_label("Choose the Year").select_option(str(year), timeout=PATIENCE / 6)
            return
    raise AssertionError("the calendar does not stay open")


def _carry_out(story: Story, number: str) -> None:  # noqa: F811
    """What the worker does with the answer: the flow's own code."""
    run = story.task(number, K.PLAN_HOME_TALK)
    reference = str(run.parameters["verplichting"])

    def give(answer: Answer) -> None:
        give_all(story.runtime, reference, answer.given(), story.now())

    state = story.board.on_board(lambda board: settle(board, UUID(str(run.id)), give, lambda: True))
    assert state.is_completed(), state.message
    story.deliver()
    story.board.on_board(lambda board: reflect(story.database, board, 100, story.now()))
