"""What colleagues start in Prefect by themselves: the real flow on a real server, and what is left of it there."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_LOGGING_TO_API_ENABLED, temporary_settings

from casework.people import SenderKind
from flows.links import data_link_of
from flows.runtime import Runtime
from flows.settings import Settings
from flows.steps import data_link
from flows.window.staff import Language, open_by_phone
from storage import cases
from tests.flows.window.conftest import Window

pytestmark = pytest.mark.prefect

BASE = "https://wacht.desk.example"
TYPED = {
    "naam": "Wilhelmina Zwaardemaker",
    "telefoon": "0687654321",
    "mail": "wilhelmina@zwaardemaker.example",
    "straat": "Kruidenlaan 77",
    "postcode": "7788 ZW",
    "plaats": "Zeearend",
    "organisatie": "",
}


def _in_prefect(window: Window) -> str:
    with sqlite3.connect(next(window.server.folder.rglob("prefect.db"))) as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")
        return "\n".join(connection.iterdump())


def test_a_call_becomes_a_case_and_prefect_knows_a_number_and_a_link(window: Window, monkeypatch: pytest.MonkeyPatch):
    """The link opens the form of our own server; what is typed there is nowhere in Prefect's database."""
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(window.folder))
    monkeypatch.setenv("WEERBAAR_DOOR__PUBLIC_URL", BASE)
    with temporary_settings({PREFECT_API_URL: window.server.api_url, PREFECT_LOGGING_TO_API_ENABLED: False}):
        state = open_by_phone("Sam van der Desk", taal=Language.DUTCH, return_state=True)
    assert state.name.startswith("Zaak geopend: WVB-")
    number = state.name.split()[-1]
    made = [str(item.data) for item in window.on_board(lambda board: board.client.read_artifacts())]
    (link,) = [text for text in made if f"{BASE}/g/" in text]
    token = link.split("/g/")[1].split(")")[0]
    runtime = Runtime(Settings(data_dir=window.folder), window.database)
    key = data_link_of(token)
    assert key
    assert not list(data_link.problems(TYPED, island=False))
    assert data_link.keep(runtime, key, TYPED, own=True, now=datetime.now(UTC)) == number
    with window.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        assert [party.role for party in cases.parties_of(tx, case.id)] == [SenderKind.BESTUURDER.value]
    everything = _in_prefect(window)
    assert number in everything
    assert BASE in everything
    for name, value in TYPED.items():
        assert not value or value not in everything, name
    assert "+31687654321" not in everything
