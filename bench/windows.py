"""2,000 open cases in Prefect: 2,000 waiting tasks and as many clocks for each promise. How quick is it?

    python -m bench.windows [--cases 2000] [--database postgresql://…] [--prefect-database postgresql+asyncpg://…]

Prints a line of JSON: rates, times in seconds, memory in MB. The server is started here and ended again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from casework.assessment import Fields
from casework.course import of_event
from casework.errors import WindowError
from casework.lifecycle import CaseEvent, CaseKind, CaseState
from flows.board import Board, open_board
from flows.deploy import prepare
from flows.mirror import reflect
from flows.runtime import Runtime
from flows.settings import Settings
from flows.steps import remind
from flows.steps.moving import Origin, follow
from storage import cases, obligations, windows
from storage.crypto import KeyRing
from storage.session import Database
from tests.servers.prefect import PrefectServer

T = TypeVar("T")

_MOST_FAILURES = 20


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--database", default="")
    parser.add_argument("--prefect-database", default="")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = PrefectServer(Path(folder))
        if chosen.prefect_database:
            server.environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = chosen.prefect_database
        server.start()
        try:
            prepare(server.api_url)
            found = _measure(server, Path(folder), chosen.cases, chosen.database)
        finally:
            server.stop()
    sys.stdout.write(json.dumps(found) + "\n")


def _measure(server: PrefectServer, folder: Path, count: int, url: str) -> dict[str, Any]:
    database = Database(url or f"sqlite:///{folder / 'weerbaar.sqlite3'}", KeyRing.generate())
    database.migrate()
    runtime = Runtime(Settings(data_dir=folder), database)
    begun = time.monotonic()
    for _ in range(count):
        _a_case(runtime)
    made = time.monotonic()
    shown = _show_all(server, database)
    mirrored = time.monotonic()
    with database.reading() as tx:
        counts = windows.counts(tx)
    late_at = datetime.now(UTC) + timedelta(days=30)
    swept_at = time.monotonic()
    late = remind.sweep(runtime, late_at)
    swept = time.monotonic() - swept_at
    return {
        "cases": count,
        "database": database.dialect,
        "windows": counts,
        "cases_per_second": round(count / (made - begun), 1),
        "windows_per_second": round(shown / (mirrored - made), 1),
        "list_seconds": _list_seconds(server),
        "sweep_seconds": round(swept, 1),
        "swept": late,
        "server_mb": _server_mb(server),
        "own_mb": round(psutil.Process().memory_info().rss / 1e6),
    }


def _a_case(runtime: Runtime) -> None:
    """A case in contact: two talks to be planned, so two tasks and two clocks."""
    now = datetime.now(UTC)
    with runtime.database.begin() as tx:
        case = cases.open_case(
            tx,
            kind=CaseKind.PREVENTIVE,
            state=CaseState.REGISTERED,
            language="nl",
            fields=Fields(),
            linked_to=None,
            now=now,
        )
        follow(runtime, tx, case, of_event(case.place, [], CaseEvent.CONTACT_MADE), Origin(now, new_case=True), now)
        assert obligations.open_of(tx, case.id)  # noqa: S101 - a bench that measures nothing should fail


def _show_all(server: PrefectServer, database: Database) -> int:
    async def all_of_them(board: Board) -> int:
        shown, failed = 0, 0
        while True:
            try:
                done = await reflect(database, board, 100, datetime.now(UTC))
            except WindowError:  # as the mirror does: what was shown is kept, the rest is tried again
                failed += 1
                if failed > _MOST_FAILURES:
                    raise
                continue
            shown += done.opened
            if not done.opened:
                return shown

    return _on_board(server, all_of_them)


def _on_board(server: PrefectServer, work: Callable[[Board], Awaitable[T]]) -> T:
    async def connected() -> T:
        async with open_board(server.api_url) as board:
            return await work(board)

    return asyncio.run(connected())


def _list_seconds(server: PrefectServer) -> float:
    """What the page of waiting runs asks of the server: the first fifty with the tag, and how many there are."""
    runs = {"flow_runs": {"tags": {"all_": ["wacht:secretariaat"]}}}
    taken = []
    for _ in range(7):
        begun = time.monotonic()
        httpx.post(f"{server.api_url}/flow_runs/filter", json=runs | {"limit": 50}, timeout=60).raise_for_status()
        httpx.post(f"{server.api_url}/flow_runs/count", json=runs, timeout=60).raise_for_status()
        taken.append(time.monotonic() - begun)
    return round(statistics.median(taken), 2)


def _server_mb(server: PrefectServer) -> int:
    process = server._process  # noqa: SLF001 - the process that we started
    if process is None:
        return 0
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    return round(sum(member.memory_info().rss for member in family) / 1e6)


if __name__ == "__main__":
    main()
