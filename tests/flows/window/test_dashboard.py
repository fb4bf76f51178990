"""The stock page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from casework.lifecycle import CaseState
from casework.obligations import ObligationKind
from flows.steps.hitches import Hitches
from flows.window.dashboard import KEY, Line, Stock, count, keep_current, page, publish
from tests.flows.window.conftest import Window

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _stock(*lines: Line) -> Stock:
    hitches = Hitches(4, ("taak/WVB-2026-0042/contact/1",), 6)
    return Stock(new=3, waiting=len(lines), late=1, alarms=2, mail_waiting=5, hitches=hitches, lines=lines)


def test_the_page_counts_what_there_is_to_do():
    """One look, eight numbers."""
    text = page(_stock(), NOW)
    for row in (
        "Nieuwe zaken | 3",
        "Zaken met dreiging | 2",
        "Brieven niet verzonden | 4",
        "Mail nog te verwerken | 5",
        "Niet in Prefect te tonen | 1",
        "Afspraken nog niet in de agenda van de adviseur | 6",
    ):
        assert row in text
    assert "Er zijn geen open taken." in text


def test_each_open_promise_is_a_line_with_a_link_to_its_runs():
    """A late one shouts."""
    line = Line(
        "WVB-2026-0042",
        "contact opnemen",
        "secretariaat",
        NOW,
        late=True,
        threat=False,
        state="aangemeld",
        since_at=NOW - timedelta(days=1),
    )
    text = page(_stock(line), NOW)
    assert "[WVB-2026-0042](/v2/runs?tab=flow-runs&tags=WVB-2026-0042)" in text
    assert "[verloop](/v2/artifacts/key/zaak-wvb-2026-0042)" in text
    assert "| aangemeld | contact opnemen | secretariaat | zo 22 nov 10:00 | ma 23 nov 10:00 | **TE LAAT** |" in text


@pytest.mark.prefect
def test_open_promises_are_counted_in_the_order_in_which_they_are_due(window: Window):
    """The first line is what comes first."""
    later, _ = window.promise(ObligationKind.CONTACT, hours=90)
    sooner, _ = window.promise(ObligationKind.CALL_BACK, CaseState.THREAT, hours=-1)
    with window.database.reading() as tx:
        stock = count(tx, datetime.now(UTC))
    order = [line.case for line in stock.lines]
    assert order.index(sooner.number) < order.index(later.number)
    assert next(line for line in stock.lines if line.case == sooner.number).late
    assert stock.late >= 1
    assert stock.alarms >= 1


@pytest.mark.prefect
def test_the_page_is_changed_in_place(window: Window):
    """Half a year of counting leaves one page, not a hundred thousand."""
    for text in ("eerste", "tweede"):
        window.on_board(lambda board, text=text: publish(board, text))
    found = httpx.post(
        f"{window.server.api_url}/artifacts/filter", json={"artifacts": {"key": {"any_": [KEY]}}}, timeout=20
    ).json()
    assert [artifact["data"] for artifact in found] == ["tweede"]


@pytest.mark.prefect
def test_the_dispatcher_publishes_only_when_the_stock_changed(window: Window):
    """The time on the page is no reason to write."""
    chore = keep_current(window.database, lambda: datetime.now(UTC))
    window.on_board(chore)
    window.on_board(lambda board: publish(board, "met rust gelaten"))
    window.on_board(chore)
    latest = httpx.get(f"{window.server.api_url}/artifacts/{KEY}/latest", timeout=20).json()
    assert latest["data"] == "met rust gelaten"
