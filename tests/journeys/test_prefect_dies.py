"""Prefect is a window: it may die while mail comes in, and shows everything once when it is back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flows.window.board import open_board
from flows.window.deploy import prepare
from storage import windows
from tests.journeys.desk import CALM, DUTY, THREAT, Desk, a_desk, a_mail, received, until
from tests.servers.dovecot import Dovecot
from tests.servers.prefect import PrefectServer
from tests.servers.smtp_process import SmtpProcess

#: Mails of machines have one window each, those of people three or more.
MAILS, THREATS, MACHINES = 200, 10, 140


def _stock(desk: Desk) -> dict[str, int]:
    with desk.runtime.database.reading() as tx:
        return windows.counts(tx)


def _shown(desk: Desk) -> int:
    return sum(count for name, count in _stock(desk).items() if name.endswith((" open", " closed")))


def _runs(server: PrefectServer) -> list[str]:
    """The keys of all runs on the server, without those that start something at a fixed time of the day."""

    async def read() -> list[str]:
        found: list[str] = []
        async with open_board(server.api_url, server.auth) as board:
            while page := await board.client.read_flow_runs(limit=200, offset=len(found)):
                found += [str(run.idempotency_key) for run in page]
        return [key for key in found if not key.startswith("rooster/")]

    return asyncio.run(read())


def _calm(number: int) -> bytes:
    """Of every nineteen mails five are of people."""
    people = (MAILS - THREATS - MACHINES) / (MAILS - THREATS)
    from_person = int((number + 1) * people) > int(number * people)
    return a_mail(number, CALM) if from_person else a_mail(number, "Ik ben er niet.", Auto_Submitted="auto-replied")


@pytest.mark.dovecot
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_prefect_may_be_killed_while_mail_comes_in(tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess) -> None:
    """Behind a password; mail and alarms go on without it, and afterwards every window is there exactly once."""
    server = PrefectServer(tmp_path / "prefect", auth="desk:geheim")
    server.start()
    try:
        prepare(server.api_url, server.auth)
        with a_desk(tmp_path, dovecot, smtp_process, prefect=server) as desk:
            calm = [_calm(number) for number in range(MAILS - THREATS)]
            threats = [a_mail(1000 + number, THREAT) for number in range(THREATS)]
            desk.start("--mirror")
            dovecot.put(calm)
            until("the first windows are shown", 60, lambda: _shown(desk) > 20, desk)
            server.kill()
            dovecot.put(threats)
            until("all mail is handled", 90, lambda: desk.settled() == MAILS, desk)
            until("the alarms left", 60, lambda: received(smtp_process).distinct[DUTY] >= THREATS, desk)
            assert _stock(desk)["pending"] > 0
            server.start()
            until("everything is shown", 200, lambda: _stock(desk)["pending"] == 0, desk)
            stock = _stock(desk)
            keys = _runs(server)
    finally:
        server.stop()
    assert len(keys) == len(set(keys))
    assert len(keys) == sum(count for name, count in stock.items() if name != "pending")
    assert sum(key.startswith("bericht/") for key in keys) == MAILS
