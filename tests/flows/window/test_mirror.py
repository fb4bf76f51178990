"""From the database to a real Prefect server."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from prefect.client.schemas.objects import State, StateType

from casework.errors import WindowError
from casework.lifecycle import CaseState
from casework.obligations import ObligationKind
from flows import windows
from flows.window.board import ANSWER_KEY, FORM_KEY, Board, patiently
from flows.window.mirror import Mirror, mend
from storage import obligations
from storage import windows as window_store
from storage.cases import Case
from storage.obligations import Obligation
from storage.session import Database
from tests.flows.window.conftest import Window

pytestmark = pytest.mark.prefect


def _close(window: Window, promise: Obligation, closing: str) -> None:
    with window.database.begin() as tx:
        for key in (windows.task_key(promise.reference), windows.clock_key(promise)):
            window_store.want_closed(tx, key, closing, datetime.now(UTC))


def _pending(window: Window, case: Case) -> int:
    with window.database.reading() as tx:
        return sum(case.number in item.tags for item in window_store.pending(tx, 100))


def test_a_task_waits_in_prefect_with_its_form(window: Window):
    """What the secretariaat needs is on the page of the run."""
    case, promise = window.promise(ObligationKind.CONTACT)
    window.reflect()
    run = window.runs(case)["taak"]
    assert (run.state.type, run.state.name) == (StateType.PAUSED, "Wacht op secretariaat")
    assert set(run.tags) == {"wacht:secretariaat", case.number}
    assert run.parameters == {"zaak": case.number, "verplichting": promise.reference}
    assert json.loads(window.input(run, FORM_KEY))["required"] == ["naam", "uitkomst"]


def test_a_task_stands_on_the_page_of_runs_before_it_is_due(window: Window):
    """That page leaves out what is expected later; a task is expected from the moment it is made."""
    case, _ = window.promise(ObligationKind.CONTACT, hours=96)
    window.reflect()
    assert window.runs(case)["taak"].expected_start_time <= datetime.now(UTC)


def test_a_clock_is_set_for_the_due_time(window: Window):
    """Prefect rings when the promise is due."""
    case, promise = window.promise(ObligationKind.READ)
    window.reflect()
    run = window.runs(case)["wekker"]
    assert run.state.type is StateType.SCHEDULED
    assert abs(run.next_scheduled_start_time - promise.due_at) < timedelta(seconds=1)


def test_a_handled_message_is_a_finished_run_without_any_process(window: Window):
    """The listener did the work; Prefect shows that it was done."""
    case, _ = window.promise(ObligationKind.READ)
    with window.database.begin() as tx:
        window_store.want_open(tx, windows.handled(case.number, "Zaak geopend", case.number), datetime.now(UTC))
    window.reflect()
    run = window.runs(case)["bericht"]
    assert (run.state.type, run.state.name) == (StateType.COMPLETED, "Zaak geopend")


def test_showing_again_after_a_crash_finds_the_same_runs(window: Window):
    """A process that died between showing and remembering leaves no double."""
    case, _ = window.promise(ObligationKind.LOOK, CaseState.TO_JUDGE, hours=0.01)
    with window.database.reading() as tx:
        pending = window_store.pending(tx, 100)
    first = window.on_board(lambda board: board.show(pending))
    window.reflect()
    runs = window.runs(case)
    assert first.lost is None
    assert {str(run.id) for run in runs.values()} <= set(first.runs.values())
    assert len(runs) == 2
    assert runs["taak"].state.name == "Wacht op wachtdienst"


def test_a_late_task_is_renamed_where_it_waits(window: Window):
    """The same run, louder."""
    case, promise = window.promise(ObligationKind.CALL_BACK, CaseState.THREAT)
    window.reflect()
    waiting = window.runs(case)["taak"]
    with window.database.begin() as tx:
        obligations.mark_late(tx, promise.id, datetime.now(UTC))
        late = obligations.find(tx, promise.reference)
        window_store.want_open(tx, windows.task(late, case), datetime.now(UTC))
    window.reflect()
    shouting = window.runs(case)["taak"]
    assert (shouting.id, shouting.state.type) == (waiting.id, StateType.PAUSED)
    assert shouting.state.name == "TE LAAT"
    assert shouting.name.startswith("TE LAAT: ")
    assert "te-laat" in shouting.tags


@pytest.mark.parametrize(
    ("closing", "ending"), [(windows.DONE, StateType.COMPLETED), (windows.DROPPED, StateType.CANCELLED)]
)
def test_a_promise_that_is_over_ends_its_runs_and_leaves_the_work_list(window: Window, closing: str, ending: StateType):
    """Kept elsewhere, or no longer needed: the state says which."""
    case, promise = window.promise(ObligationKind.CONTACT)
    window.reflect()
    _close(window, promise, closing)
    window.reflect()
    for run in window.runs(case).values():
        assert (run.state.type, run.state.name) == (ending, closing)
        assert not any(tag.startswith("wacht:") for tag in run.tags)
    assert _pending(window, case) == 0


def test_a_promise_that_is_over_before_it_was_shown_is_shown_as_over(window: Window):
    """Nothing waits for an answer that was given already."""
    case, promise = window.promise(ObligationKind.CONTACT)
    _close(window, promise, windows.DONE)
    window.reflect()
    assert all(run.state.is_final() for run in window.runs(case).values())


def test_a_task_that_was_ended_by_hand_waits_again_while_its_promise_is_open(window: Window):
    """A click on Cancel in Prefect keeps no promise."""
    case, _ = window.promise(ObligationKind.CONTACT)
    window.reflect()
    run = window.runs(case)["taak"]
    cancelled = State(type=StateType.CANCELLED, name="Cancelled")
    window.on_board(lambda board: board.client.set_flow_run_state(run.id, cancelled, force=True))
    window.on_board(lambda board: mend(window.database, board, datetime.now(UTC)))
    again = window.runs(case)["taak"]
    assert (again.state.type, again.state.name) == (StateType.PAUSED, "Wacht op secretariaat")


def test_one_window_that_prefect_refuses_does_not_hold_up_the_others(window: Window):
    """Its error is kept; the rest is shown."""
    case, _ = window.promise(ObligationKind.CONTACT)
    with window.database.begin() as tx:
        wrong = windows.handled(f"fout {case.number}", "Zaak geopend")
        object.__setattr__(wrong, "parameters", {"zaak": ["geen tekst"]})
        window_store.want_open(tx, wrong, datetime.now(UTC))
    reflected = window.reflect()
    assert (reflected.opened, reflected.failed) == (2, 1)
    assert set(window.runs(case)) == {"taak", "wekker"}
    with window.database.begin() as tx:
        window_store.want_closed(tx, wrong.key, windows.DROPPED, datetime.now(UTC))


def test_the_mirror_shows_what_comes_up_while_it_runs(window: Window):
    """The loop of the dispatcher, with its own thread and connection."""
    stop = threading.Event()
    mirror = Mirror(window.database, window.server.api_url, "", lambda: datetime.now(UTC))
    thread = threading.Thread(target=mirror.run, args=(stop, 0.1))
    thread.start()
    try:
        case, _ = window.promise(ObligationKind.CONTACT)
        deadline = time.monotonic() + 20
        while _pending(window, case) and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert set(window.runs(case)) == {"taak", "wekker"}


def test_nothing_personal_reaches_prefect(window: Window):
    """Case numbers and times; the people in the case stay in our database."""
    case, _ = window.promise(ObligationKind.CONTACT)
    window.reflect()
    api = window.server.api_url
    runs = httpx.post(f"{api}/flow_runs/filter", json={"flow_runs": {"tags": {"all_": [case.number]}}}, timeout=20)
    inputs = [
        httpx.post(f"{api}/flow_runs/{run['id']}/input/filter", json={"prefix": "taak"}, timeout=20).text
        for run in runs.json()
    ]
    everything = runs.text + "".join(inputs)
    assert case.number in everything
    for personal in ("Proef", "proef@", "+3160"):
        assert personal not in everything


@pytest.mark.slow
def test_a_server_that_is_away_loses_nothing(window: Window):
    """Windows wait in our database until Prefect is back."""
    case, _ = window.promise(ObligationKind.CONTACT)
    window.server.stop()
    try:
        with pytest.raises(WindowError):
            window.reflect()
        assert _pending(window, case) == 2
    finally:
        window.server.start()
    window.reflect()
    assert _pending(window, case) == 0
    assert window.runs(case)["taak"].state.name == "Wacht op secretariaat"


def test_what_was_filled_in_is_deleted_when_the_promise_was_kept_elsewhere(window: Window):
    """An answer that came too late does not stay behind in Prefect."""
    case, promise = window.promise(ObligationKind.CONTACT)
    window.reflect()
    run = window.runs(case)["taak"]
    assert window.resume(run, naam="Proef", uitkomst="gelukt", opmerking="typte te veel") == "ACCEPT"
    assert window.input(run, ANSWER_KEY) is not None
    _close(window, promise, windows.DONE)
    window.reflect()
    assert window.on_board(lambda board: board.answer(UUID(str(run.id)))) is None


def test_an_outage_is_told_once_also_when_there_is_nothing_to_show(database: Database):
    """A server that is away is asked, even without a window that waits, and is asked ever less often."""
    told: list[str] = []
    stop = threading.Event()

    async def chore(board: Board) -> None:
        await patiently(board.client.hello)

    mirror = Mirror(
        database,
        "http://127.0.0.1:9/api",
        "",
        lambda: datetime.now(UTC),
        chores=(chore,),
        on_trouble=told.append,
    )
    thread = threading.Thread(target=mirror.run, args=(stop, 0.1))
    thread.start()
    time.sleep(5)  # nothing happens that could be waited for
    stop.set()
    thread.join(20)
    assert len(told) == 1
