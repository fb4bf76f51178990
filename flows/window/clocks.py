"""What Prefect rings for once a day or week. The dispatcher does the same without Prefect: the database decides who was
first, so nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Completed

from casework.figures import Figures, as_markdown
from casework.workdays import AMSTERDAM
from flows.runtime import Runtime, log
from flows.steps import digest, retention
from flows.steps.figures import this_year
from flows.window.board import Board
from flows.window.cleanup import clean
from flows.window.dashboard import publish
from flows.window.door import door

KEY = "weekcijfers"
_WHAT = "het jaar tot nu toe, zonder kleine getallen"


@flow(name="dagoverzicht-versturen", persist_result=False)
def send_digest() -> State[None]:
    """Stuurt op werkdagen het dagoverzicht naar het secretariaat."""
    with door() as runtime:
        sent = digest.morning(runtime, runtime.clock())
    return Completed(name="Verstuurd" if sent else "Was al verstuurd")


@flow(name="gegevens-wissen", persist_result=False)
async def erase_overdue() -> State[None]:
    """Wist wat over zijn bewaartermijn is, ook afgeronde runs en oude artefacten in Prefect."""
    with door() as runtime:
        done = retention.nightly(runtime, runtime.clock())
        async with get_client() as client:
            await clean(Board(client), runtime.settings.retention.prefect_days, runtime.clock())
    return Completed(name="Was al gewist" if done is None else f"Gewist in {done.cases} zaken")


@flow(name="weekcijfers-bijwerken", persist_result=False)
async def refresh_figures() -> State[None]:
    """Werkt de weekcijfers bij: aantallen, medianen en aandelen zonder kleine getallen."""
    with door() as runtime:
        text = as_markdown(this_year(runtime, runtime.clock()))
        async with get_client() as client:
            await publish(Board(client), text, KEY, _WHAT)
    return Completed(name="Weekcijfers bijgewerkt")


def keep_figures(runtime: Runtime) -> Callable[[Board], Awaitable[None]]:
    """A chore for `flows.window.mirror.Mirror`: publish the figures once a day, when they have changed."""
    last: list[tuple[date, Figures]] = []

    async def chore(board: Board) -> None:
        now = runtime.clock()
        if last and last[0][0] == _day(now):
            return
        found = this_year(runtime, now)
        if not last or last[0][1] != found:
            await publish(board, as_markdown(found), KEY, _WHAT)
        last[:] = [(_day(now), found)]

    return chore


def keep_clean(runtime: Runtime) -> Callable[[Board], Awaitable[None]]:
    """A chore for the mirror: once a day, take away what Prefect keeps longer than it should."""
    done: list[date] = []

    async def chore(board: Board) -> None:
        now = runtime.clock()
        if done == [_day(now)]:
            return
        cleaned = await clean(board, runtime.settings.retention.prefect_days, now)
        done[:] = [_day(now)]
        if cleaned.runs or cleaned.artifacts:
            log.info("taken away in Prefect: %s runs, %s artifacts", cleaned.runs, cleaned.artifacts)

    return chore


def _day(now: datetime) -> date:
    return now.astimezone(AMSTERDAM).date()
