"""What rings once a day or week in Prefect, and what is taken away there."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from casework.obligations import ObligationKind
from flows import windows
from flows.runtime import Runtime
from flows.settings import DeskSettings, Settings
from flows.window.cleanup import clean
from flows.window.clocks import KEY, erase_overdue, keep_clean, keep_figures, refresh_figures, send_digest
from flows.window.dashboard import KEY as STOCK
from flows.window.dashboard import publish
from storage import windows as window_store
from tests.flows.window.conftest import Window

LATER = datetime.now(UTC) + timedelta(days=31)


def _latest(window: Window, key: str) -> str:
    return str(httpx.get(f"{window.server.api_url}/artifacts/{key}/latest", timeout=20).json()["data"])


@pytest.mark.prefect
def test_finished_runs_go_and_what_waits_stays(window: Window):
    """After thirty days; not a day before."""
    _, kept = window.promise(ObligationKind.CONTACT)
    case, ended = window.promise(ObligationKind.CONTACT)
    window.reflect()
    with window.database.begin() as tx:
        for key in (windows.clock_key(ended), windows.task_key(ended.reference)):
            window_store.want_closed(tx, key, windows.DONE, datetime.now(UTC))
    window.reflect()
    assert len(window.runs(case)) == 2
    window.on_board(lambda board: clean(board, 30, datetime.now(UTC)))
    assert len(window.runs(case)) == 2
    cleaned = window.on_board(lambda board: clean(board, 30, LATER))
    assert cleaned.runs >= 2
    assert window.runs(case) == {}
    assert len(window.runs(SimpleNamespace(number=kept.number))) == 2  # type: ignore[arg-type]


@pytest.mark.prefect
def test_many_pages_are_all_looked_at(window: Window, monkeypatch: pytest.MonkeyPatch):
    """There is one for each case: none of them is taken for an old version."""
    monkeypatch.setattr("flows.window.cleanup._PAGE", 2)
    for number in range(5):
        new = {"key": f"proefzaak-{number}", "type": "markdown", "data": "x"}
        httpx.post(f"{window.server.api_url}/artifacts/", json=new, timeout=20).raise_for_status()
    window.on_board(lambda board: clean(board, 30, LATER))
    assert [_latest(window, f"proefzaak-{number}") for number in range(5)] == ["x"] * 5


@pytest.mark.prefect
def test_of_a_page_the_newest_version_stays(window: Window):
    """Older versions, and artifacts without a page, go."""
    for text in ("oud", "nieuw"):
        new = {"key": "proefblad", "type": "markdown", "data": text}
        httpx.post(f"{window.server.api_url}/artifacts/", json=new, timeout=20).raise_for_status()
    window.on_board(lambda board: publish(board, "werk", STOCK))
    assert window.on_board(lambda board: clean(board, 30, LATER)).artifacts >= 1
    assert _latest(window, "proefblad") == "nieuw"
    assert _latest(window, STOCK) == "werk"


@pytest.mark.prefect
def test_the_chores_of_the_dispatcher_do_it_once_a_day(window: Window):
    """Figures are published, and once more the next day only when they changed."""
    settings = Settings(data_dir=window.folder, desk=DeskSettings(secretariaat=["s@desk.example"]))
    now = [datetime(2026, 11, 30, 8, 0, tzinfo=UTC)]
    runtime = Runtime(settings, window.database, lambda: now[0])
    figures, tidy = keep_figures(runtime), keep_clean(runtime)
    window.on_board(figures)
    window.on_board(tidy)
    assert "# Weekcijfers 2026" in _latest(window, KEY)
    window.on_board(lambda board: publish(board, "met rust gelaten", KEY))
    window.on_board(figures)
    now[0] += timedelta(hours=3)
    window.on_board(figures)
    assert _latest(window, KEY) == "met rust gelaten"


@pytest.mark.prefect
def test_the_flows_do_the_work_themselves(window: Window, monkeypatch: pytest.MonkeyPatch):
    """Without the dispatcher: the mail is posted once, the night's work is done once, the figures stand there."""
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(window.folder))
    monkeypatch.setenv("WEERBAAR_DESK__SECRETARIAAT", '["s@desk.example"]')
    monkeypatch.setenv("WEERBAAR_DESK__DIGEST_AT", "00:00")
    monkeypatch.setenv("WEERBAAR_RETENTION__HOUR", "0")
    with temporary_settings({PREFECT_API_URL: window.server.api_url}):
        assert asyncio.run(refresh_figures.fn()).name == "Weekcijfers bijgewerkt"
        asyncio.run(erase_overdue.fn())
        assert asyncio.run(erase_overdue.fn()).name == "Was al gewist"
    assert "# Weekcijfers" in _latest(window, KEY)
    send_digest.fn()
    assert send_digest.fn().name == "Was al verstuurd"
