"""Now and then the signed head of the journal leaves the house: by mail, and to a file."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from bots.lettering import write
from casework.errors import SettingsError
from casework.letters import LetterKind
from flows.runtime import Runtime
from flows.steps.correspondence import Addressee, about_no_case, spoken_time
from storage import heartbeats, journal, outbox

#: Its sign of life: when a head last left.
PART = "journal head"


def send_head(runtime: Runtime, now: datetime) -> bool:
    """Send the head when the last one left long enough ago; true when it did.

    Raises SettingsError when the file cannot be written; then nothing was sent, and the next look tries again.
    """
    chosen = runtime.settings.journal
    if not chosen.head_mail and chosen.head_file is None:
        return False
    with runtime.database.begin() as tx:
        last = heartbeats.last(tx, PART)
        if last is not None and now < last.at + timedelta(hours=chosen.head_hours):
            return False
        heartbeats.beat(tx, PART, now)
        line = json.dumps(journal.head(tx).as_json() | {"at": now.isoformat()})
        letter = write(LetterKind.HEAD, "nl", {"start": spoken_time(now, "nl"), "head": line})
        key = f"stand {now.isoformat()}"
        outbox.post_all(
            tx, [about_no_case(runtime, letter, Addressee("mail", to), key) for to in chosen.head_mail], now
        )
        if chosen.head_file is not None:
            _append(chosen.head_file, line)
    return True


def _append(path: Path, line: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SettingsError(f"journal.head_file {path}: {error.strerror}") from error
