"""The journal of a case: appended, never edited. The database itself refuses to change or remove a line.

Its lines form a chain (`casework.chain`). They are written at the very end of a transaction, behind a lock on the
chain's head, so that they stand in one order and no transaction waits for another while it holds that lock. The head
is signed with a key that is derived from the key ring: who can write in the database but has no keys cannot make an
end that fits.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework import chain
from casework.chain import ERASED, GENESIS, Fault, Finding, Head, Line, Verifier
from casework.errors import StorageError
from storage.crypto import KeyRing, sign, verify
from storage.session import Tx
from storage.tables import cases, journal, journal_head, resealing

_TEXT, _ACTOR, _SALT = "journal.text", "journal.actor", "journal.salt"
_HEAD_KEYS = "journal head"
_SALT_SIZE = 16
#: Lines that are read at once when the chain is verified.
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: when, what happened (a short fixed phrase), the words about it, and who did it.

    `place` is its number in the chain, `link` its link; words that were erased are empty.
    """

    at: datetime
    what: str
    text: str
    actor: str
    place: int = 0
    link: bytes = b""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """Where the chain ended at a moment, signed. Kept elsewhere it proves later that nothing before it was changed."""

    head: Head
    signature: bytes

    def as_json(self) -> dict[str, Any]:
        """For a file or a mail."""
        return {"place": self.head.place, "link": self.head.link.hex(), "signature": self.signature.hex()}


@dataclass(frozen=True, slots=True)
class Verified:
    """The journal as a whole: how many lines, how many without their words, and what is wrong (empty: nothing)."""

    lines: int
    erased: int
    findings: tuple[Finding, ...]


_NOTE = sa.insert(journal)
_NEWEST_BEFORE = (
    sa.select(journal.c.id).where(journal.c.at < sa.bindparam("moment")).order_by(journal.c.id.desc()).limit(1)
)
_NEWEST = sa.func.max(journal.c.id).label("newest")
_CASES_SINCE = (
    sa.select(cases.c.number, _NEWEST)
    .join(journal, journal.c.case_id == cases.c.id)
    .where(journal.c.id > sa.bindparam("line"))
    .group_by(cases.c.number)
    .order_by(_NEWEST)
    .limit(sa.bindparam("most"))
)
_ENTRIES = sa.select(journal).where(journal.c.case_id == sa.bindparam("case_")).order_by(journal.c.id)
_HEAD = sa.select(journal_head)
_LOCK_HEAD = _HEAD.with_for_update()
_MOVE_HEAD = sa.update(journal_head).values(
    place=sa.bindparam("to_place"), link=sa.bindparam("to_link"), signature=sa.bindparam("to_signature")
)
_FROM = sa.select(journal).where(journal.c.place > sa.bindparam("after")).order_by(journal.c.place).limit(_BATCH)
_LINK = sa.select(journal.c.link).where(journal.c.place == sa.bindparam("place_"))
_ERASE = (
    sa.update(journal)
    .where(journal.c.case_id == sa.bindparam("case_"), journal.c.erased_at.is_(None), journal.c.what != ERASED)
    .values(text=sa.bindparam("no_text"), actor=sa.bindparam("no_actor"), salt=None, erased_at=sa.bindparam("now"))
    .returning(journal.c.place)
)


def note(tx: Tx, case_id: int | None, what: str, text: str, actor: str, now: datetime) -> None:
    """Add a line. `what` stands in clear; text and actor are sealed."""
    tx.at_end(_append, {"case_id": case_id, "at": now, "what": what, "text": text, "actor": actor})


def newest_before(tx: Tx, moment: datetime) -> int:
    """The number of the newest line from before a moment; 0: there is none."""
    return int(tx.connection.scalar(_NEWEST_BEFORE, {"moment": moment}) or 0)


def cases_since(tx: Tx, line: int, limit: int) -> list[tuple[str, int]]:
    """Cases with a line beyond the number `line`: case number and its newest line, the longest waiting first."""
    found = tx.connection.execute(_CASES_SINCE, {"line": line, "most": limit})
    return [(row.number, row.newest) for row in found]


def entries(tx: Tx, case_id: int) -> list[Entry]:
    """The lines of a case, oldest first; those that this transaction adds have no place in the chain yet."""
    written = [_entry(tx, row) for row in tx.connection.execute(_ENTRIES, {"case_": case_id})]
    added = [row for row in tx.put_by(_append) if row["case_id"] == case_id]
    return written + [Entry(row["at"], row["what"], row["text"], row["actor"]) for row in added]


def head(tx: Tx) -> SignedHead:
    """Where the chain ends. Raises StorageError when there is no head."""
    row = tx.connection.execute(_HEAD).first()
    if row is None:
        raise StorageError("the head of the journal is gone: run `weerbaar journal verify`")
    return SignedHead(Head(row.place, row.link), row.signature)


def erase(tx: Tx, case_id: int, by: str, now: datetime) -> int:
    """Erase the words of all lines of a case; times, kinds and links stay, and the chain still verifies.

    Says in the journal which lines these were; returns how many. Lines that this transaction adds keep their words.
    """
    empty = {"no_text": tx.seal(_TEXT, ""), "no_actor": tx.seal(_ACTOR, "")}
    tx.connection.execute(sa.insert(resealing).values(id=1))
    places = sorted(tx.connection.scalars(_ERASE, {"case_": case_id, "now": now} | empty))
    tx.connection.execute(sa.delete(resealing))
    if places:
        note(tx, case_id, ERASED, " ".join(map(str, places)), by, now)
    return len(places)


def check(tx: Tx, known_heads: Sequence[SignedHead] = ()) -> Verified:
    """Walk along the whole journal. `known_heads` were kept elsewhere, and must lie on this chain."""
    verifier = Verifier()
    findings = [finding for lines in _batches(tx) for finding in verifier.walk(lines)]
    findings += [*verifier.end(), *_check_end(tx, verifier.head), *_check_heads(tx, known_heads)]
    return Verified(verifier.count, verifier.erased, tuple(findings))


def signed(keys: KeyRing, at: Head) -> SignedHead:
    """A head with the signature of the newest key."""
    return SignedHead(at, sign(keys.derive(_HEAD_KEYS)[0], _said(at)))


def chained(tx: Tx, before: Head, rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], Head]:
    """Lines as they are stored, following on `before`, and where the chain ends then."""
    found = []
    for row in rows:
        salt = secrets.token_bytes(_SALT_SIZE)
        words = chain.words_digest(row["text"], row["actor"], salt)
        before = Head(before.place + 1, chain.link_of(before, row["at"], row["case_id"], row["what"], words))
        sealed = {"text": tx.seal(_TEXT, row["text"]), "actor": tx.seal(_ACTOR, row["actor"])}
        links = {"salt": tx.seal(_SALT, salt), "place": before.place, "words": words, "link": before.link}
        found.append(row | sealed | links)
    return found, before


def _append(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """The lines of this transaction, behind the lock on the head."""
    row = tx.connection.execute(_LOCK_HEAD).first()
    if row is None:
        raise StorageError("the head of the journal is gone: run `weerbaar journal verify`")
    lines, end = chained(tx, Head(row.place, row.link), rows)
    tx.connection.execute(_NOTE, lines)
    made = signed(tx.keys, end)
    tx.connection.execute(_MOVE_HEAD, {"to_place": end.place, "to_link": end.link, "to_signature": made.signature})


def _batches(tx: Tx) -> Iterator[list[Line]]:
    after = -1
    while rows := tx.connection.execute(_FROM, {"after": after}).all():
        yield [_line(tx, row) for row in rows]
        after = rows[-1].place


def _line(tx: Tx, row: sa.Row[Any]) -> Line:
    text, actor, salt = _words(tx, row) if row.erased_at is None else (None, None, None)
    return Line(
        row.place, row.at, row.case_id, row.what, text, actor, salt, row.words, row.link, row.erased_at is not None
    )


def _words(tx: Tx, row: sa.Row[Any]) -> tuple[str | None, str | None, bytes | None]:
    try:
        salt = tx.open(_SALT, row.salt) if row.salt is not None else None
        return tx.open_text(_TEXT, row.text), tx.open_text(_ACTOR, row.actor), salt
    except (StorageError, UnicodeDecodeError):
        return None, None, None


def _check_end(tx: Tx, seen: Head) -> Iterator[Finding]:
    """The stored head is where the lines end, and carries our signature."""
    try:
        stored = head(tx)
    except StorageError:
        yield Finding(Fault.END, seen.place)
        return
    if stored.head != seen:
        yield Finding(Fault.END, max(seen.place, stored.head.place))
    if not _is_ours(tx.keys, stored):
        yield Finding(Fault.SIGNATURE, stored.head.place)


def _check_heads(tx: Tx, known: Sequence[SignedHead]) -> Iterator[Finding]:
    for one in known:
        if not _is_ours(tx.keys, one):
            yield Finding(Fault.SIGNATURE, one.head.place)
        link = tx.connection.scalar(_LINK, {"place_": one.head.place}) if one.head.place else GENESIS
        if link != one.head.link:
            yield Finding(Fault.HEAD, one.head.place)


def _is_ours(keys: KeyRing, one: SignedHead) -> bool:
    return any(verify(key, _said(one.head), one.signature) for key in keys.derive(_HEAD_KEYS))


def _said(at: Head) -> bytes:
    return chain.canonical({"journal": "weerbaar", "link": at.link.hex(), "place": at.place})


def _entry(tx: Tx, row: sa.Row[Any]) -> Entry:
    return Entry(row.at, row.what, tx.open_text(_TEXT, row.text), tx.open_text(_ACTOR, row.actor), row.place, row.link)
