"""Prefect keeps runs and artifacts for ever; we do not want that. Finished runs and old versions of pages go.

What waits or is planned stays, however old; and of each page the newest version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort

from flows.window.board import Board, patiently

#: How many are taken away in one go; the rest goes the next day.
MOST = 2_000
_PAGE = 200
_MOST_LOOKED_AT = 10_000
_FINISHED = [StateType.COMPLETED, StateType.CANCELLED, StateType.FAILED, StateType.CRASHED]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """How many runs and artifacts were taken away."""

    runs: int
    artifacts: int


async def clean(board: Board, days: int, now: datetime, most: int = MOST) -> Cleaned:
    """Take away what finished, or was made, more than `days` ago. Raises WindowError."""
    before = now - timedelta(days=days)
    return Cleaned(await _runs(board, before, most), await _artifacts(board, before, most))


async def _runs(board: Board, before: datetime, most: int) -> int:
    old = FlowRunFilter(
        end_time=FlowRunFilterEndTime(before_=before),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_FINISHED)),
    )
    count = 0
    while count < most:
        page = partial(board.client.read_flow_runs, flow_run_filter=old, limit=_PAGE, sort=FlowRunSort.END_TIME_DESC)
        found = await patiently(page)
        for run in found:
            await patiently(partial(board.client.delete_flow_run, run.id))
        count += len(found)
        if len(found) < _PAGE:
            break
    return count


async def _artifacts(board: Board, before: datetime, most: int) -> int:
    """Versions of pages that are not the newest, and artifacts without a page."""
    latest = await _latest(board)
    old: list[UUID] = []
    for offset in range(0, _MOST_LOOKED_AT, _PAGE):
        found = await patiently(partial(board.client.read_artifacts, limit=_PAGE, offset=offset))
        old += [item.id for item in found if item.created and item.created < before and item.id not in latest]
        if len(found) < _PAGE:
            break
    for number in old[:most]:
        await patiently(partial(board.client.delete_artifact, number))
    return len(old[:most])


async def _latest(board: Board) -> set[UUID]:
    """The newest version of every page; there is one for each case, so there may be many."""
    found: set[UUID] = set()
    offset = 0
    while True:
        page = await patiently(partial(board.client.read_latest_artifacts, limit=_PAGE, offset=offset))
        found |= {item.latest_id for item in page}
        offset += _PAGE
        if len(page) < _PAGE:
            return found
