"""One Prefect server for all tests of the window, and one desk beside it, so that no case number comes twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun

from casework.assessment import Fields
from casework.lifecycle import CaseKind, CaseState
from casework.obligations import ObligationKind, owner_of
from flows import windows
from flows.window.board import Board, open_board, patiently
from flows.window.deploy import prepare
from flows.window.mirror import Reflected, reflect
from storage import cases, obligations
from storage import windows as window_store
from storage.cases import Case
from storage.crypto import KeyRing
from storage.obligations import Obligation
from storage.session import Database
from tests.servers.prefect import PrefectServer

T = TypeVar("T")


@dataclass
class Window:
    """A server, a database, and the ways to look from one to the other."""

    server: PrefectServer
    folder: Path
    database: Database

    def promise(
        self, kind: ObligationKind, state: CaseState = CaseState.REGISTERED, hours: float = 48
    ) -> tuple[Case, Obligation]:
        """A case with one promise, and its clock and task wanted in Prefect."""
        now = datetime.now(UTC)
        with self.database.begin() as tx:
            case = cases.open_case(
                tx, kind=CaseKind.UNCLEAR, state=state, language="nl", fields=Fields(), linked_to=None, now=now
            )
            cases.add_party(tx, case.id, "melder", "Proef Persoon", "proef@gemeente.example", "+31600000000")
            due_at = now + timedelta(hours=hours)
            made = obligations.add(tx, case.id, kind, owner_of(kind), since_at=now, due_at=due_at)
            window_store.want_open_all(tx, [windows.clock(made, case), windows.task(made, case)], now)
        return case, made

    def reflect(self) -> Reflected:
        """One round of the mirror."""
        return self.on_board(lambda board: reflect(self.database, board, 100, datetime.now(UTC)))

    def on_board(self, work: Callable[[Board], Awaitable[T]]) -> T:
        """Do something on the board, with a connection of its own."""

        async def connected() -> T:
            async with open_board(self.server.api_url) as board:
                return await patiently(lambda: work(board))

        with ThreadPoolExecutor(1) as apart:  # a browser under test has an event loop in this thread
            return apart.submit(asyncio.run, connected()).result()

    def runs(self, case: Case) -> dict[str, FlowRun]:
        """The runs of a case, by the first word of their key: `taak`, `wekker`, `bericht`."""
        tagged = FlowRunFilter(tags=FlowRunFilterTags(all_=[case.number]))
        found = self.on_board(lambda board: board.client.read_flow_runs(flow_run_filter=tagged))
        return {str(run.idempotency_key).partition("/")[0]: run for run in found}

    def run(self, run: FlowRun) -> FlowRun:
        """A run as it is now."""
        return self.on_board(lambda board: board.client.read_flow_run(run.id))

    def input(self, run: FlowRun, key: str) -> str | None:
        """One input of a run."""
        return self.on_board(lambda board: board._get(UUID(str(run.id)), key))

    def resume(self, run: FlowRun, **answer: str) -> str:
        """Fill in the form as a person does in Prefect; gives what the server says."""
        result = self.on_board(lambda board: board.client.resume_flow_run(run.id, run_input=answer))
        return str(result.status.value)


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A Prefect server with our pool and deployments."""
    server = PrefectServer(tmp_path_factory.mktemp("prefect"))
    try:
        server.start()
        prepare(server.api_url)
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def window(prefect_server: PrefectServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A desk whose promises are shown on the server."""
    folder = tmp_path_factory.mktemp("desk")
    keys = KeyRing.generate()
    keys.save(folder / "keys.json")
    database = Database(f"sqlite:///{folder / 'weerbaar.sqlite3'}", keys)
    database.migrate()
    yield Window(prefect_server, folder, database)
    database.dispose()
