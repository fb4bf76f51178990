"""Five hundred threats at once: how soon each has its first call, and how many messages that is for one officer.

    python -m bench.crowd [--threats 500]

Real Dovecot, SQLite, an SMTP server on this machine, Prefect stopped; listener and dispatcher in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

from bench.intake import RESULTS, a_dovecot
from storage import alarms
from storage.alarms import StoredAttempt
from tests.journeys.desk import DUTY, THREAT, Desk, a_desk, a_mail, until
from tests.servers.smtp import SmtpSink


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threats", type=int, default=500)
    count = parser.parse_args().threats
    os.environ["WEERBAAR_DESK__DIGEST_AFTER"] = "5"
    with tempfile.TemporaryDirectory() as name, a_dovecot() as dovecot, SmtpSink() as smtp:
        with a_desk(Path(name), dovecot, smtp) as desk:
            desk.start()
            dovecot.deliver(a_mail(0, THREAT))
            until("the desk is up", 120, lambda: desk.settled() == 1, desk)
            began = desk.runtime.clock()
            dovecot.put([a_mail(number, THREAT) for number in range(1, count + 1)])
            until("all are cases", 600, lambda: desk.settled() == count + 1, desk)
            until("all calls left", 120, lambda: all(call.result_at for call in _first_calls(desk)), desk)
            calls = [call for call in _first_calls(desk) if call.at >= began]
        posted = sorted((call.at - began).total_seconds() for call in calls)
        left = sorted((call.result_at - began).total_seconds() for call in calls if call.result_at)
        facts = {
            "threats": len(calls),
            "seconds_to_last_first_call": round(posted[-1], 1),
            "median_seconds_delivered": round(left[len(left) // 2], 1),
            "seconds_to_last_delivered": round(left[-1], 1),
            "messages_to_the_officer": sum(item.rcpt == DUTY for item in smtp.received),
        }
    print(json.dumps(facts, indent=1))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "crowd.json").write_text(json.dumps(facts, indent=1) + "\n")


def _first_calls(desk: Desk) -> list[StoredAttempt]:
    with desk.runtime.database.reading() as tx:
        found = alarms.listing(tx, everything=True, limit=10_000)
        return [alarms.attempts_of(tx, alarm.id)[0] for alarm in found]


if __name__ == "__main__":
    main()
