"""A threat does not wait behind a full mailbox."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bench.corpus import mails
from tests.journeys.desk import DUTY, THREAT, a_desk, a_mail, received, until
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_process import SmtpProcess

BACKLOG, FOLLOWS, ALARM_WITHIN = 2_000, 100, 10.0


@pytest.mark.dovecot
@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.timeout(180)
def test_a_threat_behind_two_thousand_mails_alarms_within_ten_seconds(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess
) -> None:
    """Counted from the start of the process, the loading of the reader included; the backlog is taken in meanwhile."""
    with a_desk(tmp_path, dovecot, smtp_process) as desk:
        dovecot.put([*mails(BACKLOG), a_mail(1, THREAT)])
        began = time.monotonic()
        with desk.from_nothing():
            until("the alarm", 60, lambda: received(smtp_process).distinct[DUTY] >= 1, desk)
            seconds = time.monotonic() - began
            until("the backlog follows", 30, lambda: desk.settled() > FOLLOWS, desk)
    assert seconds < ALARM_WITHIN
