"""A person answers on the form in Prefect."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType

from casework.lifecycle import CaseState
from casework.obligations import ObligationKind
from flows.steps.answer import AnswerRefused
from flows.window.board import ANSWER_KEY, DESCRIPTION_KEY, FORM_KEY, open_board
from flows.window.human_tasks import Answer, settle
from flows.window.mirror import reflect
from storage import journal, obligations
from tests.flows.window.conftest import Window
from tests.servers.prefect import worker

pytestmark = pytest.mark.prefect


def _settle(window: Window, run: FlowRun, give: Callable[[Answer], None], *, is_open: bool = True) -> State:
    return window.on_board(lambda board: settle(board, UUID(str(run.id)), give, lambda: is_open))


def _shown(window: Window) -> FlowRun:
    case, _ = window.promise(ObligationKind.CONTACT)
    window.reflect()
    return window.runs(case)["taak"]


def _refuse(_answer: Answer) -> None:
    raise AnswerRefused("Deze uitkomst kan nu niet.")


def test_an_answer_is_handed_over_as_it_was_typed_and_then_forgotten(window: Window):
    """The remark moves to our own store; Prefect keeps nothing."""
    run, given = _shown(window), []
    window.resume(run, naam=" Sam ", uitkomst="gelukt", opmerking="dinsdag")
    state = _settle(window, run, given.append)
    assert given == [Answer(naam="Sam", uitkomst="gelukt", opmerking="dinsdag")]
    assert (state.type, state.name) == (StateType.COMPLETED, "Afgehandeld")
    assert window.input(run, ANSWER_KEY) is None


def test_a_refused_answer_lets_the_task_wait_again_with_the_reason_above_the_form(window: Window):
    """And a second answer is taken, which Prefect refuses as long as the first lies there."""
    run = _shown(window)
    for _ in range(2):
        assert window.resume(run, naam="Sam", uitkomst="gelukt") == "ACCEPT"
        assert _settle(window, run, _refuse).is_paused()
    text = json.loads(window.input(run, DESCRIPTION_KEY))
    assert text.count("Deze uitkomst kan nu niet.") == 1
    assert "Contact opnemen" in text


def test_a_task_without_an_answer_waits_again(window: Window):
    """Whatever started the run, nobody answered."""
    run, given = _shown(window), []
    assert _settle(window, run, given.append).is_paused()
    assert given == []


def test_an_answer_to_what_is_done_already_ends_the_task(window: Window):
    """Somebody else was first."""
    run = _shown(window)
    window.resume(run, naam="Sam", uitkomst="gelukt")
    state = _settle(window, run, _refuse, is_open=False)
    assert (state.type, state.name) == (StateType.COMPLETED, "Was al afgehandeld")
    assert window.input(run, ANSWER_KEY) is None


def test_prefect_itself_refuses_an_outcome_that_is_not_on_the_form(window: Window):
    """The form is checked before anything runs; the task keeps waiting."""
    run = _shown(window)
    assert window.resume(run, naam="Sam", uitkomst="iets anders") == "REJECT"


def test_an_appointment_is_picked_on_the_form(window: Window):
    """A date picker and a time of day; the time is that of the Netherlands."""
    case, _ = window.promise(ObligationKind.PLAN_HOME_TALK, CaseState.IN_CONTACT)
    window.reflect()
    run, given = window.runs(case)["taak"], []
    form = json.loads(window.input(run, FORM_KEY))
    assert form["properties"]["datum"]["format"] == "date"
    typed = {"naam": "Sam", "uitkomst": "afspraak gemaakt", "datum": "2026-12-14", "tijd": "9.30", "eigen_adres": True}
    assert window.on_board(lambda board: board.client.resume_flow_run(run.id, run_input=typed)).status.value == "ACCEPT"
    _settle(window, run, given.append)
    answer = given[0].given()
    assert answer.moment == datetime(2026, 12, 14, 8, 30, tzinfo=UTC)
    assert answer.own_address


@pytest.mark.parametrize("typed", [{"datum": "2026-12-14"}, {"tijd": "09:30"}])
def test_half_an_appointment_is_refused(typed: dict[str, str]):
    """Before anything has changed."""
    with pytest.raises(AnswerRefused, match="datum als de tijd"):
        Answer(naam="Sam", uitkomst="afspraak gemaakt", **typed).given()


def test_fields_that_were_left_empty_are_no_appointment():
    """The form gives empty text for them."""
    assert Answer(naam="Sam", uitkomst="gelukt", datum="", tijd="").given().moment is None


def test_the_form_shows_which_colleagues_there_are(window: Window):
    """Beside the field in which a name is typed."""
    case, _ = window.promise(ObligationKind.CONTACT)

    async def show() -> None:
        async with open_board(window.server.api_url, names=["Sam van der Desk"]) as board:
            while (await reflect(window.database, board, 100, datetime.now(UTC))).opened:
                pass

    asyncio.run(show())
    form = json.loads(window.input(window.runs(case)["taak"], FORM_KEY) or "{}")
    assert form["properties"]["naam"]["description"] == "Wie heeft dit gedaan? Bekend: Sam van der Desk."


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_an_answer_in_prefect_keeps_the_promise_through_a_real_worker(window: Window):
    """Once refused for want of a name, then accepted: the whole way, in the process of a worker."""
    case, promise = window.promise(ObligationKind.READ)
    window.reflect()
    run = window.runs(case)["taak"]
    with worker(window.server, {"WEERBAAR_DATA_DIR": str(window.folder)}):
        window.resume(run, naam="   ", uitkomst="afgehandeld")
        refused = _wait_for(window, run, lambda state: state.is_paused() and bool(state.message))
        window.resume(run, naam="Sam", uitkomst="afgehandeld", opmerking="gelezen en doorgezet")
        done = _wait_for(window, run, lambda state: state.is_final())
    assert "naam" in refused.message
    assert (done.type, done.name) == (StateType.COMPLETED, "Afgehandeld")
    assert window.input(run, ANSWER_KEY) is None
    with window.database.reading() as tx:
        kept = obligations.find(tx, promise.reference)
        written = [entry.text for entry in journal.entries(tx, case.id)]
    assert (kept.state, kept.outcome) == ("done", "afgehandeld")
    assert any("gelezen en doorgezet" in text for text in written)


def _wait_for(window: Window, run: FlowRun, wanted: Callable[[State], bool]) -> State:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        state = window.run(run).state
        if wanted(state):
            return state
        time.sleep(0.3)
    raise AssertionError(f"still {state.type} {state.name}")
