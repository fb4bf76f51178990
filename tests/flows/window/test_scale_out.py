"""Two workers, one of which is killed with all it runs: nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest

from casework.lifecycle import CaseState
from casework.obligations import ObligationKind
from flows.runtime import Runtime
from flows.settings import DeskSettings, Settings
from flows.steps import remind
from flows.window import board
from flows.window.mirror import mend
from storage import journal, obligations, outbox
from storage.cases import Case
from storage.obligations import Obligation
from tests.flows.window.conftest import Window
from tests.servers.prefect import POOL, end, run

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(400)]

PROMISES = 3
SECRETARIAAT = '["s@desk.example"]'


def test_a_worker_that_is_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    window: Window, monkeypatch: pytest.MonkeyPatch
):
    """Answers and clocks run on both; what the dead one left waits again, is answered again, and counts once."""
    monkeypatch.setattr(board, "SILENT_FOR", timedelta(seconds=15))
    late = [window.promise(ObligationKind.READ, CaseState.IN_CONTACT, hours=-1) for _ in range(PROMISES)]
    asked = [window.promise(ObligationKind.READ, CaseState.IN_CONTACT) for _ in range(PROMISES)]
    while window.reflect().opened:
        pass
    variables = {"WEERBAAR_DATA_DIR": str(window.folder), "WEERBAAR_DESK__SECRETARIAAT": SECRETARIAAT}
    workers = [_worker(window, variables, name) for name in ("een", "twee")]
    try:
        for case, _ in asked:
            _answer(window, case)
        _wait_until_one_is_done(window, asked)
        os.killpg(workers[0].pid, signal.SIGKILL)
        workers[0].wait()
        _look_after(window, asked)
    finally:
        for worker in workers:
            end(worker)
    for case, promise in asked:
        assert _count(window, case, "taak afgehandeld") == 1, promise.reference
    for case, promise in late:
        assert _count(window, case, "te laat") == 1, promise.reference
    with window.database.reading() as tx:
        numbers = [letter.number for letter in outbox.letters(tx) if letter.kind.value == "secretariaat_late"]
    assert [numbers.count(case.number) for case, _ in late] == [1] * PROMISES


def _worker(window: Window, variables: dict[str, str], name: str) -> subprocess.Popen[bytes]:
    command = ["worker", "start", "--pool", POOL, "--type", "process", "--name", name]
    return run(command, {**window.server.environment, **variables}, window.server.folder / f"worker-{name}.log")


def _answer(window: Window, case: Case) -> None:
    run = window.runs(case)["taak"]
    if run.state.is_paused():
        window.resume(run, naam="Sam", uitkomst="afgehandeld")


def _is_done(window: Window, promise: Obligation) -> bool:
    with window.database.reading() as tx:
        found = obligations.find(tx, promise.reference)
    return found is not None and found.state == "done"


def _wait_until_one_is_done(window: Window, asked: list[tuple[Case, Obligation]]) -> None:
    deadline = time.monotonic() + 150
    while not any(_is_done(window, promise) for _, promise in asked):
        assert time.monotonic() < deadline, "no worker did anything"
        time.sleep(0.3)


def _look_after(window: Window, asked: list[tuple[Case, Obligation]]) -> None:
    """What a dispatcher does each half minute, and a colleague who sees a task wait again."""
    desk = DeskSettings(secretariaat=["s@desk.example"])
    runtime = Runtime(Settings(data_dir=window.folder, desk=desk), window.database)
    deadline = time.monotonic() + 200
    while open_tasks := [case for case, promise in asked if not _is_done(window, promise)]:
        assert time.monotonic() < deadline, "not all was done in the end"
        window.on_board(lambda board: mend(window.database, board, datetime.now(UTC)))
        for case in open_tasks:
            _answer(window, case)
        time.sleep(2)
    remind.sweep(runtime, datetime.now(UTC))


def _count(window: Window, case: Case, what: str) -> int:
    with window.database.reading() as tx:
        return sum(entry.what == what for entry in journal.entries(tx, case.id))
