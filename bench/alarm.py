"""How soon a threat is in a duty officer's mailbox: from delivery (LMTP) to the alarm accepted by SMTP.

    python -m bench.alarm [--threats 30] [--backlog 2000]

Real Dovecot (half a second of each figure is its own pause before it pushes), a real SMTP process, SQLite, Prefect
stopped. Then the same behind a backlog, counted from the start of the listener.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from bench.corpus import mails
from bench.intake import RESULTS, a_dovecot
from tests.journeys.desk import CALM, DUTY, THREAT, Desk, a_desk, a_mail, received, until
from tests.servers.smtp_process import SmtpProcess


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threats", type=int, default=30)
    parser.add_argument("--backlog", type=int, default=2000)
    chosen = parser.parse_args()
    alone, backlog = _alone(chosen.threats), _behind(chosen.backlog)
    alone.sort()
    facts = {
        "threats": len(alone),
        "median_seconds": round(statistics.median(alone), 3),
        "least_seconds": round(alone[0], 3),
        "most_seconds": round(alone[-1], 3),
        "backlog": chosen.backlog,
        "seconds_behind_backlog_from_start": round(backlog, 2),
    }
    print(json.dumps(facts, indent=1))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "alarm.json").write_text(json.dumps(facts, indent=1) + "\n")


def _alone(count: int) -> list[float]:
    with tempfile.TemporaryDirectory() as name, a_dovecot() as dovecot:
        smtp = _smtp(Path(name))
        with a_desk(Path(name), dovecot, smtp) as desk:
            desk.start()
            dovecot.deliver(a_mail(0, CALM))
            until("the desk is up", 60, lambda: desk.settled() == 1, desk)
            seconds = [_one(desk, number) for number in range(1, count + 1)]
        smtp.kill()
    return seconds


def _one(desk: Desk, number: int) -> float:
    began = time.monotonic()
    desk.dovecot.deliver(a_mail(number, THREAT))
    until("the alarm", 30, lambda: received(desk.smtp).distinct[DUTY] >= number, desk)
    return time.monotonic() - began


def _behind(count: int) -> float:
    with tempfile.TemporaryDirectory() as name, a_dovecot() as dovecot:
        smtp = _smtp(Path(name))
        with a_desk(Path(name), dovecot, smtp) as desk:
            dovecot.put([*mails(count), a_mail(1, THREAT)])
            began = time.monotonic()
            with desk.from_nothing():
                until("the alarm", 120, lambda: "duty_alarm" in _kinds(desk), desk)
                seconds = time.monotonic() - began
        smtp.kill()
    return seconds


def _kinds(desk: Desk) -> set[str]:
    """Letters that were accepted, told apart by who gets them: alarms of the threat's own case only."""
    return {"duty_alarm"} if received(desk.smtp).distinct["melder1@gemeente.example"] else set()


def _smtp(folder: Path) -> SmtpProcess:
    accepted = folder / "accepted"
    accepted.mkdir()
    smtp = SmtpProcess(accepted)
    smtp.start()
    return smtp


if __name__ == "__main__":
    main()
