"""Lets an outside harness drive the desk on a mailbox: `python -m bench.adapter reset|ingest|dump`.

Reads BENCH_IMAP_HOST, BENCH_IMAP_PORT, BENCH_IMAP_USER, BENCH_IMAP_PASSWORD, BENCH_WORK (a scratch folder) and
optionally BENCH_DATABASE (a URL; default SQLite in the scratch folder). `dump` prints a JSON object for each stored
message: mid, subject, body, natt, t.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from flows.processes.services import take_in_once
from flows.runtime import open_runtime
from flows.settings import CONFIG_VARIABLE, load
from storage import inbox
from storage.crypto import KeyRing


def main() -> None:
    """Do what the first argument says."""
    folder = Path(os.environ["BENCH_WORK"]) / "weerbaar"
    verb = sys.argv[1]
    if verb == "reset":
        _reset(folder)
        return
    os.environ[CONFIG_VARIABLE] = str(folder / "weerbaar.toml")
    {"ingest": _ingest, "dump": _dump}[verb]()


def _reset(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = folder / "weerbaar.toml"
    config.write_text(
        f'data_dir = "{folder}"\ndatabase = "{os.environ.get("BENCH_DATABASE", "")}"\n'
        f'[[mailboxes]]\nhost = "{os.environ["BENCH_IMAP_HOST"]}"\nport = {os.environ["BENCH_IMAP_PORT"]}\n'
        f'security = "none"\nuser = "{os.environ["BENCH_IMAP_USER"]}"\n'
        f'password = "{os.environ["BENCH_IMAP_PASSWORD"]}"\n'
        '[desk]\naddress = "wvb@hetccv.test"\nduty_mail = ["d@desk.example"]\nsecretariaat = ["s@desk.example"]\n'
    )
    os.environ[CONFIG_VARIABLE] = str(config)
    settings = load()
    KeyRing.generate().save(settings.keys)
    open_runtime(settings, migrate=True).database.dispose()


def _ingest() -> None:
    runtime = open_runtime(load())
    for account in runtime.accounts():
        print(sum(1 for _ in take_in_once(runtime, account)), file=sys.stderr)
    runtime.database.dispose()


def _dump() -> None:
    runtime = open_runtime(load())
    with runtime.database.reading() as tx:
        for row in inbox.ledger(tx):
            if row.message is None:
                continue
            message = inbox.message(tx, row.message).message
            body = "\n".join(part.text for part in message.parts)
            print(
                json.dumps(
                    {
                        "mid": message.message_id,
                        "subject": message.subject,
                        "body": body,
                        "natt": len(message.attachments),
                        "t": row.settled_at.timestamp() if row.settled_at else None,
                    }
                )
            )
    runtime.database.dispose()


if __name__ == "__main__":
    main()
