"""From our database to Prefect: what should be seen, and what should not be seen any more.

The database is the truth. When the Prefect server is away everything waits in `storage.windows` and is shown later;
when this process dies between showing and remembering, showing again finds the same run.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from prefect.client.schemas.objects import FlowRun

from casework.errors import WindowError
from flows.runtime import Runtime, trace
from flows.window.board import Board, Shown, open_board, patiently
from flows.window.clocks import keep_clean, keep_figures
from flows.window.dashboard import keep_current
from flows.window.day_page import keep_timelines
from flows.window.deploy import keep_set
from flows.window.roster_page import keep_roster
from flows.windows import DONE, FORMS
from storage import obligations, windows
from storage.session import Database, Tx
from storage.windows import Window

log = logging.getLogger("weerbaar.mirror")

#: A chore is done beside the mirroring, with the connection that is open: mending, the stock page.
Chore = Callable[[Board], Awaitable[object]]

_LONGEST_PAUSE_SECONDS = 60.0
#: How far back ended tasks are looked at, to find those that ended while their promise is still open.
_LOOK_BACK = timedelta(hours=24)
_BROKEN_OFF = "de verwerking is afgebroken of de taak is met de hand beëindigd. Geef uw antwoord (nog eens)."


@dataclass(frozen=True, slots=True)
class Reflected:
    """How many windows one round opened and closed, and how many Prefect did not accept."""

    opened: int = 0
    closed: int = 0
    failed: int = 0


async def reflect(database: Database, board: Board, limit: int, now: datetime) -> Reflected:
    """Show at most `limit` pending windows. Raises WindowError when the server is away; what was shown is kept."""
    with database.reading() as tx:
        pending = windows.pending(tx, limit, now)
    if not pending:
        return Reflected()
    shown = await board.show(pending)
    with database.begin() as tx:
        for window in pending:
            _remember(tx, window, shown, now)
    if shown.lost is not None:
        raise shown.lost
    done = [window for window in pending if shown.runs.get(window.id) is not None]
    opened = sum(window.wanted == "open" for window in done)
    return Reflected(opened, len(done) - opened, len(shown.refused))


def _remember(tx: Tx, window: Window, shown: Shown, now: datetime) -> None:
    run_id = shown.runs.get(window.id)
    if run_id is not None:
        windows.shown(tx, window.id, run_id, window.wanted, revision=window.revision)
    elif window.id in shown.refused:
        windows.failed(tx, window.id, shown.refused[window.id], now)


async def mend(database: Database, board: Board, now: datetime) -> int:
    """Let tasks that ended while their promise is open wait again, and end tasks whose process died; how many."""
    mended = 0
    for run in await board.ended_tasks(now - _LOOK_BACK):
        with database.reading() as tx:
            wanted = _is_wanted(tx, run)
        if wanted:
            await board.wait_again(run, _BROKEN_OFF)
            mended += 1
        elif run.state is not None and not (run.state.is_completed() or run.state.is_cancelled()):
            await board.finish(run.id, DONE)
            mended += 1
    return mended


def _is_wanted(tx: Tx, run: FlowRun) -> bool:
    """A task waits as long as its promise is open, the form of an alarm as long as it is wanted."""
    key = run.idempotency_key or ""
    if key.startswith(FORMS):
        return windows.is_wanted(tx, key)
    promise = obligations.find(tx, str(run.parameters.get("verplichting", "")))
    return promise is not None and promise.state == "open"


class Mirror:
    """The loop of the dispatcher process; run it in a thread of its own.

    `clock` gives aware times, `names` of colleagues stand with the forms,
    `chores` are done every `chore_seconds`, `on_trouble` is told once per outage.
    """

    def __init__(
        self,
        database: Database,
        api_url: str,
        auth: str,
        clock: Callable[[], datetime],
        *,
        names: Sequence[str] = (),
        chores: Sequence[Chore] = (),
        chore_seconds: float = 30.0,
        limit: int = 100,
        on_trouble: Callable[[str], None] = log.warning,
    ) -> None:
        self._database = database
        self._api_url = api_url
        self._auth = auth
        self._clock = clock
        self._names = names
        self._chores = chores
        self._chore_seconds = chore_seconds
        self._limit = limit
        self._on_trouble = on_trouble

    def run(self, stop: threading.Event, every: float = 2.0) -> None:
        """Mirror until `stop` is set, looking every `every` seconds; slower and slower while the server is away."""
        asyncio.run(self._run(stop, every))

    async def _run(self, stop: threading.Event, every: float) -> None:
        pause = every
        while not stop.is_set():
            try:
                async with open_board(self._api_url, self._auth, self._names) as board:
                    await patiently(board.client.hello)  # a round with nothing to show asks the server nothing
                    await self._round(board)
                    pause = every
                    await self._keep_going(board, stop, every)
            except Exception as error:  # noqa: BLE001 - the door of the mirror: it outlives every outage, also ours
                if pause == every:
                    self._on_trouble(f"{_said(error)}; tried again until it goes well")
                await _sleep(stop, pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _keep_going(self, board: Board, stop: threading.Event, every: float) -> None:
        loop = asyncio.get_running_loop()
        chores_at = loop.time()
        while not stop.is_set():
            reflected = await self._round(board)
            if loop.time() >= chores_at:
                await self._do_chores(board)
                chores_at = loop.time() + self._chore_seconds
            if reflected.opened + reflected.closed < self._limit:
                await _sleep(stop, every)

    async def _round(self, board: Board) -> Reflected:
        return await reflect(self._database, board, self._limit, self._clock())

    async def _do_chores(self, board: Board) -> None:
        await mend(self._database, board, self._clock())
        for chore in self._chores:
            await chore(board)


def start_mirror(runtime: Runtime, stop: threading.Event) -> threading.Thread:
    """The mirror of this runtime in a thread of its own, with the stock page; it ends when `stop` is set."""
    chosen = runtime.settings.prefect
    mirror = Mirror(
        runtime.database,
        chosen.api_url,
        chosen.auth.get_secret_value(),
        runtime.clock,
        names=runtime.settings.desk.colleagues,
        chores=(
            keep_current(runtime.database, runtime.clock),
            keep_roster(runtime),
            keep_set(runtime.clock),
            keep_figures(runtime),
            keep_clean(runtime),
            keep_timelines(runtime.database, runtime.clock),
        ),
    )
    thread = threading.Thread(target=mirror.run, args=(stop,), name="mirror", daemon=True)
    thread.start()
    return thread


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, WindowError) else trace(error)


async def _sleep(stop: threading.Event, seconds: float) -> None:
    """Sleep, and wake up when `stop` is set."""
    await asyncio.to_thread(stop.wait, seconds)
