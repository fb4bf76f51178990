"""An alarm in Prefect: seen, taken over by its form, ticked off, and gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from prefect.client.schemas.objects import FlowRun, State

from casework.assessment import Alarm
from casework.duty import DutyItem, Word
from casework.lifecycle import CaseState
from casework.obligations import ObligationKind
from flows.runtime import Runtime
from flows.settings import DeskSettings, Settings
from flows.steps import escalate, taking
from flows.steps.taking import TakeRefused
from flows.window.alarm_tasks import Ticks, case_is_there, still_calls, take_by_form, tick_by_form
from flows.window.board import ANSWER_KEY
from flows.window.mirror import mend
from flows.windows import LIST_DEPLOYMENT
from storage import alarms
from storage.cases import Case
from storage.obligations import Obligation
from tests.flows.window.conftest import Window
from tests.servers.prefect import worker
from tests.web.browser import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.prefect


def _runtime(window: Window) -> Runtime:
    return Runtime(Settings(data_dir=window.folder, desk=DeskSettings(duty_mail=["w@desk.example"])), window.database)


def _burning(window: Window) -> tuple[Runtime, Case, Obligation]:
    """A case with an alarm, shown in Prefect."""
    runtime = _runtime(window)
    case, promise = window.promise(ObligationKind.CALL_BACK, CaseState.THREAT)
    with window.database.begin() as tx:
        escalate.raise_alarm(runtime, tx, case, promise, escalate.Trouble(Alarm.YES), datetime.now(UTC))
    window.reflect()
    return runtime, case, promise


def _state(window: Window, promise: Obligation) -> str:
    with window.database.reading() as tx:
        alarm = alarms.of_promise(tx, promise.id)
    assert alarm
    return alarm.state


def test_an_alarm_waits_in_prefect_with_a_case_number_only(window: Window):
    """Its name asks who has it; its form has two answers."""
    _, case, _ = _burning(window)
    run = window.runs(case)["alarm"]
    assert run.state
    assert run.state.is_paused()
    assert run.name == f"ALARM: wie heeft {case.number}? (dreiging)"
    assert {"alarm", "dreiging", "wacht:wachtdienst"} <= set(run.tags)
    assert window.resume(run, naam="Anna", antwoord="misschien") == "REJECT"


def test_an_alarm_that_is_taken_elsewhere_is_gone_and_the_list_is_there(window: Window):
    """By mail, link or command; when it is passed on it waits again."""
    runtime, case, _ = _burning(window)
    taking.answer(runtime, case.number, Word.HAVE_IT, "Anna", "opdracht", runtime.clock())
    window.reflect()
    shown = window.runs(case)
    assert shown["alarm"].state
    assert shown["lijst"].state
    assert (shown["alarm"].state.is_completed(), shown["lijst"].state.is_paused()) == (True, True)
    taking.answer(runtime, case.number, Word.CANNOT, "Anna", "opdracht", runtime.clock())
    window.reflect()
    again = window.runs(case)["alarm"]
    assert again.state
    assert again.state.is_paused()
    assert "wacht:wachtdienst" in again.tags


def test_a_form_that_was_broken_off_waits_again_as_long_as_it_is_wanted(window: Window):
    """Somebody ended the run by hand."""
    runtime, case, _ = _burning(window)
    run = window.runs(case)["alarm"]
    window.on_board(lambda board: board.finish(run.id, "Met de hand"))
    window.on_board(lambda board: mend(window.database, board, datetime.now(UTC)))
    state = window.run(run).state
    assert state
    assert state.is_paused()
    taking.answer(runtime, case.number, Word.HAVE_IT, "Anna", "opdracht", runtime.clock())
    window.reflect()
    window.on_board(lambda board: mend(window.database, board, datetime.now(UTC)))
    ended = window.run(run).state
    assert ended
    assert ended.is_completed()


def test_the_forms_say_what_is_missing(window: Window):
    """In Dutch; what was ticked is kept."""
    runtime, case, promise = _burning(window)
    with pytest.raises(TakeRefused, match="naam"):
        take_by_form(runtime, case.number, '{"naam": " ", "antwoord": "ik heb het"}')
    assert still_calls(runtime, promise.reference)
    take_by_form(runtime, case.number, '{"naam": "Anna", "antwoord": "ik heb het"}')
    assert not still_calls(runtime, promise.reference)
    with pytest.raises(TakeRefused, match="naam"):
        tick_by_form(runtime, case.number, None)
    with pytest.raises(TakeRefused, match="Nog te doen: aangifte, bestuur"):
        tick_by_form(runtime, case.number, '{"naam": "Anna", "teruggebeld": true, "politie": true}')
    assert _state(window, promise) == alarms.OVER
    assert case_is_there(runtime, case.number)
    assert not case_is_there(runtime, "WVB-1999-0001")
    assert set(Ticks.model_fields) == {"naam", *(item.value for item in DutyItem)}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_an_alarm_is_taken_and_ticked_off_in_prefect_through_a_real_worker(window: Window):
    """The whole way: seen and filled in in Chromium, handled in the process of a worker."""
    _, case, promise = _burning(window)
    run = window.runs(case)["alarm"]
    environment = {"WEERBAAR_DATA_DIR": str(window.folder), "WEERBAAR_DESK__DUTY_MAIL": '["w@desk.example"]'}
    with worker(window.server, environment):
        _take_over_in_chromium(window, case, run)
        _wait_for(window, run, lambda state: state.is_final())
        assert _state(window, promise) == alarms.HELD
        window.reflect()
        todo = window.runs(case)["lijst"]
        ticks = {item.value: True for item in DutyItem}
        result = window.on_board(
            lambda board: board.client.resume_flow_run(todo.id, run_input={"naam": "Anna"} | ticks)
        )
        assert str(result.status.value) == "ACCEPT"
        _wait_for(window, todo, lambda state: state.is_final())
    assert _state(window, promise) == alarms.OVER
    assert window.input(run, ANSWER_KEY) is None
    assert LIST_DEPLOYMENT.endswith("lijst")


def _take_over_in_chromium(window: Window, case: Case, run: FlowRun) -> None:
    """As a duty officer does: find the run by its name, press Resume, fill in the form."""
    if not Path(CHROMIUM).exists():
        window.resume(run, naam="Anna", antwoord="ik heb het")
        return
    url = window.server.api_url.removesuffix("/api")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(30_000)
        page.goto(f"{url}/runs?tags=alarm&tags={case.number}")
        page.get_by_role("link", name=f"ALARM: wie heeft {case.number}? (dreiging)").first.click()
        page.get_by_role("button", name="Resume").click()
        form = page.locator(".p-modal")
        form.get_by_text("Heeft u deze zaak?").wait_for()
        form.locator("textarea").fill("Anna")
        form.locator(".p-select-button__control").focus()
        page.keyboard.press("ArrowDown")
        page.locator(".p-select-options").wait_for()
        page.keyboard.press("Enter")
        form.get_by_text("ik heb het", exact=True).wait_for()
        _submit(form)
        browser.close()


def _submit(form: Locator) -> None:
    """Until the form is gone: under load a Prefect on SQLite may answer 503, and a person presses again."""
    for _ in range(5):
        form.get_by_role("button", name="Submit").click()
        with suppress(PlaywrightTimeout):
            form.get_by_text("Heeft u deze zaak?").wait_for(state="hidden", timeout=12_000)
            return
    raise AssertionError("five times Submit, and the form still stands")


def _wait_for(window: Window, run: FlowRun, wanted: Callable[[State], bool]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        state = window.run(run).state
        if state is not None and wanted(state):
            return
        time.sleep(0.3)
    raise AssertionError("not in time")
