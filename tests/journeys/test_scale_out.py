"""Several listeners at once: one works, the others stand by."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.journeys.desk import CALM, a_desk, a_mail, until
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_process import SmtpProcess

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]


def test_of_two_listeners_one_works_and_the_other_takes_over(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess, postgres_url: str
) -> None:
    """The one that works is killed; the other goes on after the lease, and no mail is handled twice or not at all."""
    with a_desk(tmp_path, dovecot, smtp_process, postgres_url) as desk:
        first = desk.start("--only", "listen")
        until("the first has the turn", 30, lambda: _connected(first.pid, dovecot.ports.imap), desk)
        second = desk.start("--only", "listen")
        dovecot.put([a_mail(number, CALM) for number in range(5)])
        until("five mails", 40, lambda: desk.settled() == 5, desk)
        assert not _connected(second.pid, dovecot.ports.imap)
        os.kill(int(first.pid or 0), signal.SIGKILL)
        dovecot.put([a_mail(number, CALM) for number in range(5, 10)])
        until("ten mails", 60, lambda: desk.settled() == 10, desk)
        assert _connected(second.pid, dovecot.ports.imap)
        assert desk.ledger() == {"opened": 10}


def _connected(pid: int | None, port: int) -> bool:
    """The process has a line to the mail server."""
    try:
        lines = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.NoSuchProcess:
        return False
    return any(line.raddr and line.raddr.port == port for line in lines)
