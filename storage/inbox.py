"""The ledger: every mail that was ever seen in a mailbox, and what became of it. And the messages that were read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from casework.assessment import Assessment
from casework.errors import StorageError
from casework.messages import Message
from storage.codec import dump_assessment, dump_message, load_assessment, load_message
from storage.session import Tx
from storage.statements import insert_new
from storage.tables import ledger as mails
from storage.tables import messages, raws

#: Raw mails go to the database in portions of at most so many bytes (a statement for PostgreSQL has a limit of 1 GB).
_PORTION = 32_000_000
#: How many UIDs a single question asks about.
_UIDS = 5_000


class Outcome(StrEnum):
    """What became of a mail. `PROBE`: a test threat of our own."""

    OPENED = "opened"
    LINKED = "linked"
    JOINED = "joined"
    NOTED = "noted"
    DUPLICATE = "duplicate"
    PROBE = "probe"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail in a mailbox. `account`, `folder`, `uidvalidity` and `uid` are its name in the ledger (RFC 3501, 2.3.1.1).

    `size` is in bytes, as the server says. `partial`: the raw bytes were cut at the size cap. `error`: why the server
    did not give the mail.
    """

    account: str
    folder: str
    uidvalidity: int
    uid: int
    received_at: datetime
    size: int
    partial: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail that is in the ledger under the number `mail`; `fresh` when it was not there before."""

    mail: int
    uid: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of the ledger. `message` is the number of the message that was made of the mail."""

    mail: int
    arrival: Arrival
    kept_at: datetime
    marked_at: datetime | None
    attempts: int
    outcome: Outcome | None
    reason: str | None
    settled_at: datetime | None
    message: int | None


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message that was read. `mail` is its ledger number, `case` the number of the row of its case."""

    id: int
    mail: int | None
    case: int | None
    message: Message
    assessment: Assessment
    version: str
    added_at: datetime


_IN_FOLDER = (
    (mails.c.account == sa.bindparam("in_account"))
    & (mails.c.folder == sa.bindparam("in_folder"))
    & (mails.c.uidvalidity == sa.bindparam("in_uidvalidity"))
)
_SOME_UIDS = mails.c.uid.in_(sa.bindparam("uids", expanding=True))
_MAIL = mails.c.id == sa.bindparam("mail")

_KNOWN = sa.select(mails.c.uid, mails.c.id).where(_IN_FOLDER, _SOME_UIDS)
_ALL_UIDS = sa.select(mails.c.uid).where(_IN_FOLDER)
_UNMARKED = sa.select(mails.c.uid).where(_IN_FOLDER, mails.c.marked_at.is_(None)).order_by(mails.c.uid)
_MARK = (
    sa.update(mails).where(_IN_FOLDER, _SOME_UIDS, mails.c.marked_at.is_(None)).values(marked_at=sa.bindparam("now"))
)
_ADD_RAWS = insert_new(raws, ["digest"], raws.c.id, raws.c.digest)
_RAW_IDS = sa.select(raws.c.id, raws.c.digest).where(raws.c.digest.in_(sa.bindparam("digests", expanding=True)))
_ADD_MAILS = insert_new(mails, ["account", "folder", "uidvalidity", "uid"], mails.c.uid, mails.c.id)
_WAITING = (
    sa.select(mails.c.id)
    .where(mails.c.outcome.is_(None), mails.c.kept_at <= sa.bindparam("before"))
    .order_by(mails.c.id)
    .limit(sa.bindparam("most"))
)
_WAITING_ALL = sa.select(mails.c.id).where(mails.c.outcome.is_(None)).order_by(mails.c.id).limit(sa.bindparam("most"))
_ROW = sa.select(mails).where(_MAIL)
_ROWS = sa.select(mails).where(mails.c.id > sa.bindparam("after")).order_by(mails.c.id)
_RAW = sa.select(raws.c.body).join(mails, mails.c.raw_id == raws.c.id).where(_MAIL)
_ATTEMPT = sa.update(mails).where(_MAIL).values(attempts=mails.c.attempts + 1).returning(mails.c.attempts)
_this, _older = mails.alias("this"), mails.alias("older")
#: The oldest mail with the same bytes and size before `mail`. One that the server did not give has none: two failures
#: are not the same mail.
TWIN = (
    sa.select(_older.c.id)
    .join(_this, _this.c.raw_id == _older.c.raw_id)
    .where(
        _this.c.id == sa.bindparam("mail"),
        _older.c.id < _this.c.id,
        _older.c.size == _this.c.size,
        _this.c.error.is_(None),
        _older.c.error.is_(None),
    )
    .order_by(_older.c.id)
    .limit(1)
)
#: The message with this Message-ID and this content; one without Message-ID is never the same.
SAME_MESSAGE = (
    sa.select(messages.c.id)
    .where(
        messages.c.message_id_index == sa.bindparam("message_id"),
        messages.c.fingerprint_index == sa.bindparam("fingerprint"),
    )
    .order_by(messages.c.id)
    .limit(1)
)
_SETTLE = (
    sa.update(mails)
    .where(_MAIL, mails.c.outcome.is_(None))
    .values(
        outcome=sa.bindparam("to_outcome"),
        reason=sa.bindparam("to_reason"),
        settled_at=sa.bindparam("now"),
        message_id=sa.bindparam("message"),
    )
)
_ARRIVALS = (
    sa.select(mails.c.received_at)
    .where(
        mails.c.account == sa.bindparam("account_"),
        mails.c.received_at >= sa.bindparam("since"),
        mails.c.outcome.is_distinct_from(Outcome.PROBE.value),
    )
    .order_by(mails.c.received_at.desc())
    .limit(sa.bindparam("most"))
)
_COUNTS = sa.select(mails.c.outcome, sa.func.count()).group_by(mails.c.outcome)
_MESSAGE = sa.select(messages).where(messages.c.id == sa.bindparam("id_"))
_MESSAGES_OF = sa.select(messages).where(messages.c.case_id == sa.bindparam("case_")).order_by(messages.c.id)


def keep(tx: Tx, arrived: Sequence[tuple[Arrival, bytes]], now: datetime) -> list[Kept]:
    """Write mails with their raw bytes into the ledger, in the order given; known mails are left as they are.

    All mails come from one folder. The same bytes are stored once.
    """
    if not arrived:
        return []
    folder = _folder_of([item for item, _ in arrived])
    known = _known(tx, folder, [item.uid for item, _ in arrived])
    news = [(item, content) for item, content in arrived if item.uid not in known]
    added = _add_mails(tx, news, now) if news else {}
    if len(added) < len(news):  # another process kept some of them at this moment
        known |= _known(tx, folder, [item.uid for item, _ in news])
    numbers = known | added
    return [Kept(numbers[item.uid], item.uid, item.uid in added) for item, _ in arrived]


def known_uids(tx: Tx, account: str, folder: str, uidvalidity: int) -> set[int]:
    """The UIDs of a folder that are in the ledger."""
    return set(tx.connection.scalars(_ALL_UIDS, _folder(account, folder, uidvalidity)))


def unmarked(tx: Tx, account: str, folder: str, uidvalidity: int) -> list[int]:
    """The UIDs that are in the ledger but not yet marked in the mailbox, lowest first."""
    return list(tx.connection.scalars(_UNMARKED, _folder(account, folder, uidvalidity)))


def mark(tx: Tx, account: str, folder: str, uidvalidity: int, uids: Sequence[int], now: datetime) -> None:
    """Remember that these mails are marked in the mailbox."""
    for some in _chunks(uids):
        tx.connection.execute(_MARK, {**_folder(account, folder, uidvalidity), "uids": some, "now": now})


def accounted(tx: Tx, account: str, folder: str, uidvalidity: int, uids: Collection[int]) -> set[int]:
    """Those of `uids` that have no row in the ledger: empty when all mail is accounted for."""
    return set(uids) - set(_known(tx, _folder(account, folder, uidvalidity), list(uids)))


def waiting(tx: Tx, limit: int, before: datetime | None = None) -> list[int]:
    """Mails without an outcome, oldest first; with `before` only those kept until then."""
    if before is None:
        return list(tx.connection.scalars(_WAITING_ALL, {"most": limit}))
    return list(tx.connection.scalars(_WAITING, {"most": limit, "before": before}))


def ledger_row(tx: Tx, mail: int) -> LedgerRow:
    """One line of the ledger. Raises StorageError."""
    return _ledger_row(tx, _there(tx.connection.execute(_ROW, {"mail": mail}).first(), f"mail {mail}"))


def ledger(tx: Tx, after: int = 0, limit: int | None = None) -> list[LedgerRow]:
    """The lines of the ledger beyond the number `after`, oldest first."""
    return [_ledger_row(tx, row) for row in tx.connection.execute(_ROWS.limit(limit), {"after": after})]


def arrival(tx: Tx, mail: int) -> Arrival:
    """How a mail arrived. Raises StorageError."""
    return ledger_row(tx, mail).arrival


def raw(tx: Tx, mail: int) -> bytes:
    """The bytes of a mail as they were fetched. Raises StorageError."""
    return tx.open("raws.body", _there(tx.connection.execute(_RAW, {"mail": mail}).first(), f"mail {mail}").body)


def attempt(tx: Tx, mail: int) -> int:
    """Count a failed try to handle a mail; returns how many there were."""
    return int(_there(tx.connection.execute(_ATTEMPT, {"mail": mail}).first(), f"mail {mail}").attempts)


def settle(tx: Tx, mail: int, outcome: Outcome, reason: str, now: datetime, message: int | None = None) -> None:
    """Write down what became of a mail. Raises Overtaken, when it is written, if that was already done."""
    values = {
        "mail": mail,
        "to_outcome": outcome.value,
        "to_reason": tx.seal("ledger.reason", reason),
        "now": now,
        "message": message,
    }
    tx.change(_SETTLE, values)


def arrivals(tx: Tx, account: str, since: datetime, most: int = 20_000) -> list[datetime]:
    """When the newest mails of a mailbox came in, without our own test threats; newest first."""
    return list(tx.connection.scalars(_ARRIVALS, {"account_": account, "since": since, "most": most}))


def counts(tx: Tx) -> dict[str, int]:
    """How many mails had each outcome; "waiting" counts those without."""
    return {outcome or "waiting": count for outcome, count in tx.connection.execute(_COUNTS)}


def add_message(
    tx: Tx,
    *,
    raw_of: int | None,
    message: Message,
    assessment: Assessment,
    fingerprint: str,
    case: int | None,
    version: str,
    now: datetime,
) -> int:
    """Store a message and its assessment; returns its number. `raw_of` is the mail it was read from.

    Raises StorageError, when it is written, if the same message (`recall.about`) is there already.
    """
    row = {
        "mail_id": raw_of,
        "case_id": case,
        "message": tx.seal("messages.message", dump_message(message)),
        "assessment": tx.seal("messages.assessment", dump_assessment(assessment)),
        "message_id_index": tx.index_some("messages.message_id", message.message_id),
        "fingerprint_index": tx.index("messages.fingerprint", fingerprint),
        "sender_index": tx.index_some("messages.sender", message.sender.email),
        "alarm": assessment.alarm.value,
        "route": assessment.route.value,
        "score": assessment.score,
        "language": assessment.language,
        "automatic": message.automatic.value if message.automatic else None,
        "version": version,
        "received_at": message.received_at,
        "added_at": now,
    }
    return tx.add(messages, row)


def message(tx: Tx, number: int) -> StoredMessage:
    """A stored message. Raises StorageError."""
    return _stored(tx, _there(tx.connection.execute(_MESSAGE, {"id_": number}).first(), f"message {number}"))


def messages_of(tx: Tx, case: int) -> list[StoredMessage]:
    """The messages of a case, oldest first."""
    return [_stored(tx, row) for row in tx.connection.execute(_MESSAGES_OF, {"case_": case})]


def _folder(account: str, folder: str, uidvalidity: int) -> dict[str, Any]:
    return {"in_account": account, "in_folder": folder, "in_uidvalidity": uidvalidity}


def _folder_of(arrivals: list[Arrival]) -> dict[str, Any]:
    found = {(item.account, item.folder, item.uidvalidity) for item in arrivals}
    if len(found) > 1:
        raise StorageError("mails of several folders are kept at once")
    return _folder(*found.pop())


def _known(tx: Tx, folder: dict[str, Any], uids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in _chunks(uids):
        found.update((row.uid, row.id) for row in tx.connection.execute(_KNOWN, {**folder, "uids": some}))
    return found


def _chunks(uids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(uids), _UIDS):
        yield list(uids[start : start + _UIDS])


def _add_mails(tx: Tx, news: Sequence[tuple[Arrival, bytes]], now: datetime) -> dict[int, int]:
    """The numbers, by UID, of the mails that this transaction added."""
    digests = [tx.index("raws.digest", raw) for _, raw in news]
    raw_ids = _keep_raws(tx, {digest: raw for digest, (_, raw) in zip(digests, news, strict=True)})
    values = [_ledger_values(tx, item, raw_ids[digest], now) for (item, _), digest in zip(news, digests, strict=True)]
    return {row.uid: row.id for row in tx.connection.execute(_ADD_MAILS[tx.dialect], values)}


def _keep_raws(tx: Tx, by_digest: dict[bytes, bytes]) -> dict[bytes, int]:
    """In a fixed order, so that two processes that keep the same mails wait for each other instead of blocking."""
    found: dict[bytes, int] = {}
    for portion in _portions(by_digest):
        values = [{"digest": digest, "body": tx.seal("raws.body", by_digest[digest])} for digest in portion]
        found.update((row.digest, row.id) for row in tx.connection.execute(_ADD_RAWS[tx.dialect], values))
    if missing := [digest for digest in by_digest if digest not in found]:
        found.update((row.digest, row.id) for row in tx.connection.execute(_RAW_IDS, {"digests": missing}))
    return found


def _portions(by_digest: dict[bytes, bytes]) -> Iterator[list[bytes]]:
    portion: list[bytes] = []
    size = 0
    for digest in sorted(by_digest):
        if portion and size + len(by_digest[digest]) > _PORTION:
            yield portion
            portion, size = [], 0
        portion.append(digest)
        size += len(by_digest[digest])
    yield portion


def _ledger_values(tx: Tx, item: Arrival, raw_id: int, now: datetime) -> dict[str, Any]:
    return {
        "account": item.account,
        "folder": item.folder,
        "uidvalidity": item.uidvalidity,
        "uid": item.uid,
        "received_at": item.received_at,
        "kept_at": now,
        "size": item.size,
        "partial": item.partial,
        "error": tx.seal_some("ledger.error", item.error),
        "raw_id": raw_id,
        "attempts": 0,
    }


def _there(row: sa.Row[Any] | None, what: str) -> sa.Row[Any]:
    if row is None:
        raise StorageError(f"{what} does not exist")
    return row


def _ledger_row(tx: Tx, row: sa.Row[Any]) -> LedgerRow:
    return LedgerRow(
        mail=row.id,
        arrival=Arrival(
            account=row.account,
            folder=row.folder,
            uidvalidity=row.uidvalidity,
            uid=row.uid,
            received_at=row.received_at,
            size=row.size,
            partial=row.partial,
            error=tx.open_some("ledger.error", row.error),
        ),
        kept_at=row.kept_at,
        marked_at=row.marked_at,
        attempts=row.attempts,
        outcome=Outcome(row.outcome) if row.outcome else None,
        reason=tx.open_some("ledger.reason", row.reason),
        settled_at=row.settled_at,
        message=row.message_id,
    )


def _stored(tx: Tx, row: sa.Row[Any]) -> StoredMessage:
    return StoredMessage(
        id=row.id,
        mail=row.mail_id,
        case=row.case_id,
        message=load_message(tx.open("messages.message", row.message)),
        assessment=load_assessment(tx.open("messages.assessment", row.assessment)),
        version=row.version,
        added_at=row.added_at,
    )
