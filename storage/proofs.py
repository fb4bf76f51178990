"""Codes that prove something once: they came by another channel, and whoever types one has that channel too."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.session import Tx
from storage.tables_chat import codes

#: After so many wrong tries the codes of a conversation are worth nothing.
MOST_TRIES = 5

_CODE, _SUBJECT = "codes.code", "codes.subject"
_OURS = (
    (codes.c.purpose == sa.bindparam("purpose_"))
    & (codes.c.conversation_id.is_not_distinct_from(sa.bindparam("talk")))
    & codes.c.used_at.is_(None)
)
_ADD = sa.insert(codes)
_DROP = sa.update(codes).where(_OURS).values(used_at=sa.bindparam("now"))
_USE = (
    sa.update(codes)
    .where(
        codes.c.code_index == sa.bindparam("code_"),
        _OURS,
        codes.c.expires_at > sa.bindparam("now"),
        codes.c.tries < MOST_TRIES,
    )
    .values(used_at=sa.bindparam("now"))
    .returning(codes.c.subject)
)
_WRONG = sa.update(codes).where(_OURS).values(tries=codes.c.tries + 1)
_MADE = sa.select(sa.func.count()).where(
    codes.c.purpose == sa.bindparam("purpose_"),
    codes.c.conversation_id.is_not_distinct_from(sa.bindparam("talk")),
    codes.c.made_at >= sa.bindparam("since"),
)


def add(
    tx: Tx,
    purpose: str,
    code: str,
    subject: str,
    now: datetime,
    *,
    lasts: timedelta,
    talk: int | None = None,
    several: bool = False,
) -> None:
    """A new code for a purpose. `subject` is what it proves. Those before it are worth nothing, unless `several`."""
    if not several:
        tx.connection.execute(_DROP, {"purpose_": purpose, "talk": talk, "now": now})
    row = {
        "purpose": purpose,
        "code_index": _index(tx, purpose, code, talk),
        "subject": tx.seal(_SUBJECT, subject),
        "conversation_id": talk,
        "made_at": now,
        "expires_at": now + lasts,
        "tries": 0,
    }
    tx.connection.execute(_ADD, row)


def use(tx: Tx, purpose: str, code: str, now: datetime, *, talk: int | None = None) -> str | None:
    """What a code proves, once; None when it is wrong, used or too old, and a wrong one counts."""
    ours = {"purpose_": purpose, "talk": talk}
    found = tx.connection.execute(_USE, ours | {"code_": _index(tx, purpose, code, talk), "now": now}).scalar()
    if found is None:
        tx.connection.execute(_WRONG, ours)
        return None
    return tx.open_text(_SUBJECT, found)


def made_since(tx: Tx, purpose: str, since: datetime, *, talk: int | None = None) -> int:
    """How many codes were made: nobody may let us send mail after mail."""
    return int(tx.connection.execute(_MADE, {"purpose_": purpose, "talk": talk, "since": since}).scalar_one())


def _index(tx: Tx, purpose: str, code: str, talk: int | None) -> bytes:
    plain = "".join(char for char in code if char.isalnum())
    return tx.index(_CODE, f"{purpose} {talk} {plain}")
