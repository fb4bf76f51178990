"""The board on the wall: runs in Prefect, opened and closed through one kept connection.

A run opened twice under the same key is the same run, so everything here may be repeated after a crash.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateDetails, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings
from prefect.states import Scheduled, to_state_create

from casework.errors import WindowError
from flows.windows import (
    ALARM_DEPLOYMENT,
    DONE,
    DROPPED,
    LIST_DEPLOYMENT,
    TASK_DEPLOYMENT,
    is_waiting_tag,
    waiting_state,
    with_names,
)
from storage.windows import Window

#: The keys under which Prefect keeps the form of a task, what stands above it, and what a person filled in.
DESCRIPTION_KEY = "taak-omschrijving"
FORM_KEY = "taak-schema"
ANSWER_KEY = "taak-antwoord"

#: A run nobody heard of for so long is dead: its process or its machine is gone.
SILENT_FOR = timedelta(minutes=10)

_REFUSAL_PREFIX = "> **Niet verwerkt:** "
_CONFLICT = 409
_NOT_FOUND = 404
_TIMEOUT_SECONDS = 15
#: Prefect makes at most so many runs in one call.
_AT_ONCE = 100
_BULK: Any = "/deployments/{id}/create_flow_run/bulk"
#: A server on SQLite answers 503 while its database is locked; it is asked again after these pauses, in seconds.
_BUSY_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)
_MOST_ENDED = 200

T = TypeVar("T")


class Busy(WindowError):
    """The Prefect server asks to come back in a moment."""


class Refused(WindowError):
    """The Prefect server does not accept this one window; others may go well."""


_KINDS = {400: Refused, 404: Refused, 409: Refused, 422: Refused, 429: Busy, 503: Busy}


@asynccontextmanager
async def open_board(api_url: str, auth: str = "", names: Sequence[str] = ()) -> AsyncIterator[Board]:
    """A board on the Prefect server at `api_url`. `auth`: user:password, or empty. `names` of colleagues, for forms.

    A server that is away is not waited for: who calls decides when to come back.
    """
    settings = {"timeout": _TIMEOUT_SECONDS}
    with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
        async with PrefectClient(api_url, auth_string=auth or None, httpx_settings=settings) as client:
            yield Board(client, names)


@dataclass
class Shown:
    """What a round did, by the number of the window.

    `runs`: the run that shows it; None when a process is at work on it and it is to be closed later. `refused`: why.
    `lost`: the server went away; what is in neither was not reached.
    """

    runs: dict[int, str | None] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    lost: WindowError | None = None

    async def note(self, window: Window, step: Callable[[], Awaitable[str | None]]) -> None:
        """Take the step for one window and remember how it went. Raises WindowError when the server is away."""
        try:
            self.runs[window.id] = await patiently(step)
        except Refused as error:
            self.refused[window.id] = str(error)


class Board:
    """Opens and closes runs. Every method raises WindowError when the server is away, Refused when it says no."""

    def __init__(self, client: PrefectClient, names: Sequence[str] = ()) -> None:
        self.client = client
        self._names = names
        self._deployments: dict[str, UUID] = {}

    async def show(self, batch: Sequence[Window]) -> Shown:
        """Open and close runs until all is as wanted, or the server is away; never raises WindowError.

        Opening a window again brings name, tags and form of its run up to date.
        """
        shown = Shown()
        try:
            await self._open([window for window in batch if window.wanted == "open"], shown)
            for window in batch:
                if window.wanted != "open":
                    await shown.note(window, partial(self._close, window))
        except WindowError as error:
            shown.lost = error
        return shown

    async def ended_tasks(self, since: datetime) -> list[FlowRun]:
        """Runs of tasks that ended after `since`, or that a process left in the middle; newest first."""
        ended = FlowRunFilter(end_time=FlowRunFilterEndTime(after_=since))
        begun = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
        stuck = FlowRunFilter(state=FlowRunFilterState(type=begun))
        runs = await patiently(lambda: self._tasks(ended)) + await patiently(lambda: self._tasks(stuck))
        return [run for run in runs if not _busy(run)]

    async def wait_again(self, run: FlowRun, why: str) -> State:
        """Let a task wait for an answer once more. `why` stands above the form, in Dutch, without personal data."""
        state = _waiting(run.tags, why)
        await self.forget_answer(run.id)
        await patiently(lambda: self._warn(run.id, why))
        await patiently(lambda: self.client.set_flow_run_state(run.id, state, force=True))
        return state

    async def finish(self, run_id: UUID, name: str) -> None:
        """End a run whose work was done elsewhere, and forget what was filled in."""
        await patiently(lambda: self.client.set_flow_run_state(run_id, _final(name), force=True))
        await self.forget_answer(run_id)

    async def start_at(self, deployment: str, when: datetime, name: str) -> None:
        """Have a deployment start at a time; asked twice for the same time it starts once."""
        number = await patiently(lambda: self._deployment(deployment))
        await patiently(
            lambda: self.client.create_flow_run_from_deployment(
                number,
                name=name,
                state=Scheduled(scheduled_time=when),
                idempotency_key=f"rooster/{deployment}/{when.isoformat()}",
            )
        )

    async def answer(self, run_id: UUID) -> str | None:
        """What a person filled in, as JSON text, or None."""
        return await patiently(lambda: self._get(run_id, ANSWER_KEY))

    async def forget_answer(self, run_id: UUID) -> None:
        """Delete what a person filled in. Prefect refuses a second answer as long as the first is there."""
        await patiently(lambda: self._delete(run_id, ANSWER_KEY))

    async def _open(self, batch: Sequence[Window], shown: Shown) -> None:
        runs = {window.id: window.run_id for window in batch if window.run_id is not None}
        fresh = sorted((window for window in batch if window.run_id is None), key=_deployment_of)
        for deployment, group in groupby(fresh, key=_deployment_of):
            for part in _parts(list(group)):
                runs |= await self._create_all(deployment, part, shown)
        for window in batch:
            run_id = runs.get(window.id)
            if run_id is not None:
                dress = self._dress_new if _is_as_made(window) else self._dress
                await shown.note(window, partial(dress, window, run_id))

    async def _create_all(self, deployment: str, batch: list[Window], shown: Shown) -> dict[int, str]:
        """Runs by the number of their window, made in one call; a known key gives the run that is there."""
        deployment_id = await patiently(lambda: self._deployment(deployment))
        try:
            runs = await patiently(lambda: self._create_at_once(deployment_id, batch))
        except (Busy, Refused):
            return await self._create_apart(batch, shown)
        return dict(zip((window.id for window in batch), runs, strict=True))

    async def _create_at_once(self, deployment_id: UUID, batch: list[Window]) -> list[str]:
        """All or nothing. When one run fails the whole call counts as failed: its transaction may be gone with it."""
        wishes = [_wish(window) for window in batch]
        response = await self.client.request("POST", _BULK, path_params={"id": deployment_id}, json=wishes)
        runs = [result["flow_run_id"] for result in response.json()["results"]]
        if not all(runs):
            raise Busy("Prefect did not make all runs")
        return runs

    async def _create_apart(self, batch: list[Window], shown: Shown) -> dict[int, str]:
        """One by one, so that one bad window does not hold up the others."""
        apart = Shown()
        for window in batch:
            await apart.note(window, partial(self._create_one, window))
        shown.refused |= apart.refused
        return {number: run for number, run in apart.runs.items() if run is not None}

    async def _create_one(self, window: Window) -> str:
        try:
            return str((await self._create(window, _first_state(window))).id)
        except ObjectNotFound:
            self._deployments.pop(window.deployment, None)
            raise

    async def _dress_new(self, window: Window, run_id: str) -> str:
        """As `_dress`, of a run that has just been made as it is wanted: nobody needs to look at it first."""
        if window.kind == "task":
            await self._put_form(UUID(run_id), window)
        return run_id

    async def _dress(self, window: Window, run_id: str) -> str:
        """Give a run what it cannot have from the start: a task its form, a changed window its new name."""
        if window.kind == "task":
            await self._dress_task(window, await self.client.read_flow_run(UUID(run_id)))
        return run_id

    async def _dress_task(self, window: Window, run: FlowRun) -> None:
        again = window.deployment == ALARM_DEPLOYMENT and run.state is not None and run.state.is_final()
        if not again and (run.state is None or not run.state.is_paused()):
            return
        await self._put_form(run.id, window)
        wanted = _waiting(window.tags)
        if run.state is None or run.state.name != wanted.name:
            await self.client.set_flow_run_state(run.id, wanted, force=True)
        if run.name != window.name or set(run.tags) != set(window.tags):
            await self.client.update_flow_run(run.id, name=window.name, tags=window.tags)

    async def _put_form(self, run_id: UUID, window: Window) -> None:
        await self._put(run_id, FORM_KEY, json.dumps(window.form and with_names(window.form, self._names)))
        await self._put(run_id, DESCRIPTION_KEY, json.dumps(window.description or ""))

    async def _close(self, window: Window) -> str | None:
        run = await self._run_to_close(window)
        if run is None:
            return window.run_id
        if _busy(run):
            return None
        if run.state is None or not run.state.is_final():
            await self.client.set_flow_run_state(run.id, _final(window.closing or DROPPED), force=True)
        if window.kind == "task":
            await self._delete(run.id, ANSWER_KEY)
            await self.client.update_flow_run(run.id, tags=[tag for tag in run.tags if not is_waiting_tag(tag)])
        return str(run.id)

    async def _run_to_close(self, window: Window) -> FlowRun | None:
        """The run of the window, made on the spot (and ended) when it was never shown. None: somebody deleted it."""
        if window.run_id is None:
            return await self._create(window, _final(window.closing or DROPPED))
        try:
            return await self.client.read_flow_run(UUID(window.run_id))
        except ObjectNotFound:
            return None

    async def _create(self, window: Window, state: State) -> FlowRun:
        return await self.client.create_flow_run_from_deployment(
            await self._deployment(window.deployment),
            parameters=window.parameters,
            state=state,
            name=window.name,
            tags=window.tags,
            idempotency_key=window.key,
        )

    async def _deployment(self, name: str) -> UUID:
        if name not in self._deployments:
            try:
                self._deployments[name] = (await self.client.read_deployment_by_name(name)).id
            except ObjectNotFound:
                raise WindowError(f"Prefect does not know {name}: prepare it with `weerbaar prefect prepare`") from None
        return self._deployments[name]

    async def _get(self, run_id: UUID, key: str) -> str | None:
        with _unless_missing():
            return await self.client.read_flow_run_input(run_id, key)
        return None

    async def _delete(self, run_id: UUID, key: str) -> None:
        with _unless_missing():
            await self.client.delete_flow_run_input(run_id, key)

    async def _put(self, run_id: UUID, key: str, value: str) -> None:
        """Write one input; Prefect knows no overwriting."""
        try:
            await self.client.create_flow_run_input(run_id, key, value)
        except httpx.HTTPStatusError as error:
            if error.response.status_code != _CONFLICT:
                raise
            await self._delete(run_id, key)
            await self.client.create_flow_run_input(run_id, key, value)

    async def _warn(self, run_id: UUID, why: str) -> None:
        text: str = json.loads(await self._get(run_id, DESCRIPTION_KEY) or '""')
        lines = [line for line in text.splitlines() if not line.startswith(_REFUSAL_PREFIX)]
        await self._put(run_id, DESCRIPTION_KEY, json.dumps("\n".join((_REFUSAL_PREFIX + why, "", *lines))))

    async def _tasks(self, runs: FlowRunFilter) -> list[FlowRun]:
        waiting = (TASK_DEPLOYMENT, ALARM_DEPLOYMENT, LIST_DEPLOYMENT)
        deployment = DeploymentFilterId(any_=[await self._deployment(name) for name in waiting])
        return await self.client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=deployment),
            flow_run_filter=runs,
            sort=FlowRunSort.END_TIME_DESC,
            limit=_MOST_ENDED,
        )


async def patiently(step: Callable[[], Awaitable[T]]) -> T:
    """Take a step that may be repeated, again when the server is busy. Raises WindowError, Refused."""
    for pause in _BUSY_PAUSES:
        try:
            with _translated():
                return await step()
        except Busy:
            await asyncio.sleep(pause)
    with _translated():
        return await step()


def _is_as_made(window: Window) -> bool:
    """Its first wish: a run that a process made for it before it died was made with this name and these tags too."""
    return window.run_id is None and window.revision == 1


def _deployment_of(window: Window) -> str:
    return window.deployment


def _parts(batch: list[Window]) -> list[list[Window]]:
    return [batch[start : start + _AT_ONCE] for start in range(0, len(batch), _AT_ONCE)]


def _wish(window: Window) -> dict[str, Any]:
    return {
        "name": window.name,
        "tags": list(window.tags),
        "parameters": window.parameters,
        "idempotency_key": window.key,
        "state": to_state_create(_first_state(window)).model_dump(mode="json", exclude_unset=True),
    }


def _first_state(window: Window) -> State:
    """The state to make a run in.

    A task waits from the start. It gets no expected time of its own: Prefect's page of runs leaves out what is
    expected later, so a task would be hidden until it is due. Its name says until when.
    """
    if window.kind == "handled":
        return _final(window.closing or DONE)
    if window.kind == "clock":
        return Scheduled(scheduled_time=window.due_at)
    return _waiting(window.tags)


def _waiting(tags: list[str] | tuple[str, ...], why: str | None = None) -> State:
    return State(
        type=StateType.PAUSED,
        name=waiting_state(tags),
        message=why,
        state_details=StateDetails(
            pause_reschedule=True,
            pause_key="taak",
            run_input_keyset={"description": DESCRIPTION_KEY, "response": ANSWER_KEY, "schema": FORM_KEY},
        ),
    )


def _final(name: str) -> State:
    return State(type=StateType.CANCELLED if name == DROPPED else StateType.COMPLETED, name=name)


def _busy(run: FlowRun) -> bool:
    """A process is at work on it, and was heard of lately."""
    state = run.state
    if state is None or not (state.is_running() or state.is_pending() or state.is_cancelling()):
        return False
    return state.timestamp > datetime.now(UTC) - SILENT_FOR


@contextmanager
def _unless_missing() -> Iterator[None]:
    try:
        yield
    except httpx.HTTPStatusError as error:
        if error.response.status_code != _NOT_FOUND:
            raise


@contextmanager
def _translated() -> Iterator[None]:
    """The foreign errors of the Prefect client as our own; texts of the server stay out, they repeat what was sent."""
    try:
        yield
    except ObjectNotFound as error:
        raise Refused("Prefect does not know this run") from error
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise _KINDS.get(code, WindowError)(f"Prefect answered {code}") from error
    except httpx.TransportError as error:
        raise WindowError(f"Prefect cannot be reached ({type(error).__name__})") from error
