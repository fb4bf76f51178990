"""The yardstick: the least a program can do with a mailbox. Fetch, parse, one row and one commit each, flag each.

No ledger, no encryption, no reading, no case, no letters, no handling of errors: what is slower than this does more.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import json
import sqlite3
import time
from email.message import EmailMessage
from typing import Any

import psycopg
from imapclient import IMAPClient

_INSERT = "INSERT INTO mail VALUES (?, ?, ?, ?, ?)"
_TABLE = "CREATE TABLE IF NOT EXISTS mail (mid TEXT UNIQUE, subject TEXT, sender TEXT, body TEXT, files INTEGER)"


def main() -> None:
    """Take everything UNSEEN in the mailbox and print how many and how long."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("host", "port", "user", "password", "database"):
        parser.add_argument(f"--{name}", required=True)
    chosen = parser.parse_args()
    connection, mark = _connect(chosen.database)
    connection.execute(_TABLE)
    connection.commit()
    print("begins", flush=True)
    began = time.perf_counter()
    count = _take_all(chosen, connection, _INSERT.replace("?", mark))
    print(json.dumps({"mails": count, "seconds": time.perf_counter() - began}))


def _connect(database: str) -> tuple[Any, str]:
    if database.startswith("postgresql"):
        return psycopg.connect(database), "%s"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection, "?"


def _take_all(chosen: argparse.Namespace, connection: Any, insert: str) -> int:  # noqa: ANN401 - either driver's
    client = IMAPClient(chosen.host, int(chosen.port), ssl=False)
    client.login(chosen.user, chosen.password)
    client.select_folder("INBOX")
    uids = client.search("UNSEEN")
    for start in range(0, len(uids), 50):
        for uid, item in client.fetch(uids[start : start + 50], ["BODY.PEEK[]"]).items():
            connection.execute(insert, _row(item[b"BODY[]"]))
            connection.commit()
            client.add_flags([uid], [b"\\Seen"], silent=True)
    client.logout()
    return len(uids)


def _row(raw: bytes) -> tuple[object, ...]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes it so
    body = message.get_body(("plain", "html"))
    text = body.get_content() if body is not None else ""
    files = sum(1 for _ in message.iter_attachments())
    return message["message-id"], str(message["subject"]), str(message["from"]), text, files


if __name__ == "__main__":
    main()
