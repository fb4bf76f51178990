"""Letters that have to leave: posted with the work that led to them, claimed by one sender, then sent, late or failed.

A letter that is no longer needed is cancelled; one that is under way at that moment may still leave.

A letter leaves once. Only when a sender dies between handing a letter over and writing that down, its claim grows stale
and the letter leaves again, under the same Message-ID, and that is counted in `repeats`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from casework.errors import KeyMissing, StorageError
from casework.letters import Enclosure, EnclosureKind, LetterKind
from casework.obligations import ObligationKind
from storage.codec import dump
from storage.session import Tx
from storage.statements import insert_new, word
from storage.tables import Number, cases, obligations, outbox
from storage.tables_papers import enclosures
from storage.unwritten import Row

log = logging.getLogger("weerbaar.outbox")

#: A claim that is older belongs to a sender that died.
STALE_AFTER = timedelta(minutes=10)
#: How long a letter that cannot be opened is left alone: damage stays, but another process may have the newer key ring.
DAMAGED_FOR = timedelta(hours=1)
KEYLESS_FOR = timedelta(minutes=1)

QUEUED, CLAIMED, SENT, FAILED, CANCELLED = "queued", "claimed", "sent", "failed", "cancelled"

_LETTER = "outbox.letter"
_ERROR = "outbox.error"
_ADDRESS = "outbox.answered"
_ENCLOSED = "enclosures.data"


@dataclass(frozen=True, slots=True)
class Post:
    """A letter to be sent. `channel` is "mail" or "notify"; `recipient` a mail address or a notification address.

    The same `dedupe_key` is posted only once. `answer`: a robot's answer to a person, at `answered_address`.
    `message` is the message that led to the letter.
    """

    case_id: int | None
    kind: LetterKind
    language: str
    channel: str
    recipient: str
    subject: str
    body: str
    message_id: str
    dedupe_key: str
    reply_to: str | None = None
    in_reply_to: str | None = None
    references: Sequence[str] = ()
    urgent: bool = False
    answer: bool = False
    answered_address: str | None = None
    message: int | None = None
    enclosures: Sequence[Enclosure] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter in the outbox. `number` is the case number. `state` is queued, claimed, sent, failed or
    cancelled.

    `attempts` counts the claims, this one included; `repeat`: another sender claimed it before and fell silent, so it
    may have left already. `error` is what went wrong last.
    """

    id: int
    number: str | None
    kind: LetterKind
    language: str
    channel: str
    recipient: str
    subject: str
    body: str
    message_id: str
    reply_to: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    urgent: bool
    attempts: int
    repeat: bool
    posted_at: datetime
    state: str
    error: str | None = None
    message: int | None = None
    ended_at: datetime | None = None
    enclosures: tuple[Enclosure, ...] = ()


_ID = outbox.c.id == sa.bindparam("id_")
_IS_CLAIMED = outbox.c.state == CLAIMED

_NEXT = (
    sa.update(cases)
    .where(cases.c.id == sa.bindparam("case_"))
    .values(letters=cases.c.letters + sa.bindparam("count", type_=sa.Integer))
    .returning(cases.c.letters)
)
_WITH_NUMBER = sa.select(outbox, cases.c.number).select_from(outbox.outerjoin(cases))
_POST = insert_new(outbox, ["dedupe_index"], outbox.c.id)
_ENCLOSE = sa.insert(enclosures)
_ENCLOSURES = (
    sa.select(enclosures)
    .where(enclosures.c.letter_id.in_(sa.bindparam("letters", expanding=True)))
    .order_by(enclosures.c.id)
)
_DUE = (
    _WITH_NUMBER.where(outbox.c.due_at <= sa.bindparam("now"))
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
)
#: Acute calls go before other alarms, those before "look now", that before who has it and what is to be done, that
#: before the receipts, those before the rest.
_RANKS = {
    LetterKind.ACUTE: 0,
    LetterKind.ALARM: 1,
    LetterKind.LOOK_NOW: 2,
    LetterKind.CHECKLIST: 3,
    LetterKind.LOOK_LIST: 3,
    LetterKind.GAP: 3,
    LetterKind.TAKEN: 3,
    LetterKind.RECEIPT_THREAT: 4,
    LetterKind.RECEIPT_UNCLEAR: 4,
}
_RANK = sa.case(*((outbox.c.kind == word(kind.value), rank) for kind, rank in _RANKS.items()), else_=9)
#: Few letters are urgent, so these may be sorted; the others may be many and come in the order of the index.
_URGENT_DUE = _DUE.where(outbox.c.urgent).order_by(_RANK, outbox.c.id)
_OTHERS_DUE = _DUE.where(~outbox.c.urgent).order_by(outbox.c.id)
_BY_CHANNEL = outbox.c.channel == sa.bindparam("way")
#: The urgent letters and the others, by whether only those of one channel are asked for.
_DUES = {
    False: (_URGENT_DUE, _OTHERS_DUE),
    True: (_URGENT_DUE.where(_BY_CHANNEL), _OTHERS_DUE.where(_BY_CHANNEL)),
}
_CLAIM = (
    sa.update(outbox)
    .where(_ID)
    .values(
        state=CLAIMED,
        claimed_by=sa.bindparam("by"),
        claimed_at=sa.bindparam("now"),
        due_at=sa.bindparam("stale"),
        attempts=outbox.c.attempts + 1,
        repeats=outbox.c.repeats + sa.bindparam("again", type_=sa.Integer),
    )
)
_LEAVE = sa.update(outbox).where(_ID).values(due_at=sa.bindparam("later"))
_SENT = (
    sa.update(outbox)
    .where(_ID, outbox.c.state != SENT)
    .values(
        state=SENT,
        due_at=None,
        ended_at=sa.bindparam("now"),
        error=None,
        along_with=sa.bindparam("with_", type_=Number),
    )
)
_PUT_OFF = (
    sa.update(outbox)
    .where(_ID, _IS_CLAIMED)
    .values(
        state=QUEUED,
        due_at=sa.bindparam("not_before"),
        error=sa.bindparam("why"),
        attempts=outbox.c.attempts - sa.bindparam("untried", type_=sa.Integer),
        repeats=outbox.c.repeats + sa.bindparam("again", type_=sa.Integer),
    )
)
_FAILED = (
    sa.update(outbox)
    .where(_ID, _IS_CLAIMED)
    .values(state=FAILED, due_at=None, ended_at=sa.bindparam("now"), error=sa.bindparam("why"))
)


def is_free_for(sender: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """A letter that waits, or that this sender holds itself."""
    held = sa.and_(outbox.c.state == word(CLAIMED), outbox.c.claimed_by == sender)
    return sa.or_(outbox.c.state == word(QUEUED), held)


#: In one order, and without waiting for who is at one of them: so nobody waits in a ring.
_FREE = (
    sa.select(outbox.c.id)
    .where(outbox.c.id.in_(sa.bindparam("ids", expanding=True)), outbox.c.state == word(QUEUED))
    .order_by(outbox.c.id)
    .with_for_update(skip_locked=True)
)
_HOLD = (
    sa.update(outbox).where(outbox.c.id.in_(sa.bindparam("ids", expanding=True))).values(due_at=sa.bindparam("until"))
)
_THESE = (
    _WITH_NUMBER.where(outbox.c.id.in_(sa.bindparam("ids", expanding=True)), is_free_for(sa.bindparam("by")))
    .order_by(outbox.c.id)
    .with_for_update(skip_locked=True, of=outbox)
)
_SENT_SINCE = sa.select(
    sa.func.count(), sa.func.count().filter(outbox.c.kind.in_(sa.bindparam("kinds", expanding=True)))
).where(
    outbox.c.channel == sa.bindparam("way"),
    outbox.c.ended_at >= sa.bindparam("since"),
    outbox.c.state == word(SENT),
    outbox.c.along_with.is_(None),
)
_CANCEL = (
    sa.update(outbox)
    .where(_ID, outbox.c.state.in_([QUEUED, CLAIMED]))
    .values(state=CANCELLED, due_at=None, ended_at=sa.bindparam("now"))
)
_STATE = sa.select(outbox.c.state).where(_ID)
#: Sent, with a sender now, or put off after a try that the server may have taken all the same.
_WENT_OUT = sa.select(sa.literal(1)).where(
    _ID,
    sa.or_(
        outbox.c.state.in_([word(SENT), word(CLAIMED)]),
        sa.and_(outbox.c.state == word(QUEUED), outbox.c.repeats > 0),
    ),
)
_UNTOUCHED = sa.select(sa.literal(1)).where(_ID, outbox.c.state == word(CANCELLED), outbox.c.attempts == 0)
_CLAIMANTS = sa.select(outbox.c.claimed_by).where(outbox.c.state == word(CLAIMED)).distinct()
_RELEASE = (
    sa.update(outbox)
    .where(outbox.c.state == word(CLAIMED), outbox.c.claimed_by == sa.bindparam("by_"))
    .values(due_at=sa.bindparam("now"))
)
_COUNTS = sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state)
_TASK = sa.exists().where(
    obligations.c.case_id == outbox.c.case_id,
    obligations.c.kind == word(ObligationKind.UNDELIVERED.name.lower()),
    obligations.c.since_at == outbox.c.ended_at,  # it is promised in the transaction in which the letter fails
)
_UNSENT = (
    sa.select(sa.func.count())
    .select_from(outbox)
    .where(
        outbox.c.state == word(FAILED),
        sa.or_(
            _TASK.where(obligations.c.state == word("open")),
            sa.and_(~_TASK, outbox.c.ended_at > sa.bindparam("since")),
        ),
    )
)
_REPEATS = sa.select(sa.func.coalesce(sa.func.sum(outbox.c.repeats), 0))
_FAILURES = _WITH_NUMBER.where(outbox.c.state == FAILED).order_by(outbox.c.id)
_LETTERS = _WITH_NUMBER.where(outbox.c.id > sa.bindparam("after")).order_by(outbox.c.id)
_OF_KINDS = _WITH_NUMBER.where(
    outbox.c.case_id == sa.bindparam("case_"),
    outbox.c.kind.in_(sa.bindparam("kinds", expanding=True)),
    outbox.c.emptied_at.is_(None),
).order_by(outbox.c.id)
#: How many automatic answers were posted to this address (its index) since a moment.
ANSWERS = (
    sa.select(sa.func.count())
    .select_from(outbox)
    .where(
        outbox.c.answered_index == sa.bindparam("address"),
        outbox.c.posted_at >= sa.bindparam("since"),
        outbox.c.answer,
    )
)
_ANSWERS_IN_CASE = ANSWERS.join(cases, cases.c.id == outbox.c.case_id).where(cases.c.number == sa.bindparam("number"))


def next_number(tx: Tx, case_id: int, count: int = 1) -> int:
    """The number of the next letter of a case, from 1, or the first of `count` numbers; each is given out once.

    Raises StorageError.
    """
    case = tx.waiting(cases, case_id)
    if case is not None:
        case["letters"] += count
        return int(case["letters"]) - count + 1
    last = tx.connection.scalar(_NEXT, {"case_": case_id, "count": count})
    if last is None:
        raise StorageError(f"case {case_id} does not exist")
    return int(last) - count + 1


def post(tx: Tx, letter: Post, now: datetime) -> int | None:
    """Put a letter in the outbox; returns its number, or None when its dedupe_key is there already."""
    values = _values(tx, letter, now)
    if _waits_with_its_case(tx, letter):
        return _post_with_case(tx, values)
    made: int | None = tx.connection.scalar(_POST[tx.dialect], values)
    if made is not None and letter.enclosures:
        tx.connection.execute(_ENCLOSE, [_enclosed(tx, made, item) for item in letter.enclosures])
    return made


def post_all(tx: Tx, letters: Sequence[Post], now: datetime) -> int:
    """Put letters in the outbox; returns how many were new. What has enclosures goes one by one."""
    if any(letter.enclosures or _waits_with_its_case(tx, letter) for letter in letters):
        return sum(post(tx, letter, now) is not None for letter in letters)
    if not letters:
        return 0
    rows = [_values(tx, letter, now) for letter in letters]
    return len(tx.connection.execute(_POST[tx.dialect], rows).all())


def _waits_with_its_case(tx: Tx, letter: Post) -> bool:
    return letter.case_id is not None and not letter.enclosures and tx.waiting(cases, letter.case_id) is not None


def _post_with_case(tx: Tx, values: Row) -> int | None:
    """The case is new, so its letters are; only what was posted in this transaction can be the same."""
    if any(row["dedupe_index"] == values["dedupe_index"] for row in tx.all_waiting(outbox)):
        return None
    return tx.add(outbox, values)


def claim(
    tx: Tx,
    *,
    by: str,
    now: datetime,
    limit: int,
    urgent_only: bool = False,
    channel: str | None = None,
    stale_after: timedelta = STALE_AFTER,
) -> list[Outgoing]:
    """Take at most `limit` letters that are due: alarms first, then other urgent ones, then the oldest.

    Nobody else gets them.

    `channel` limits it to "mail" or "notify". Commit before sending. When the letter is not sent, put off or failed
    within `stale_after`, it is due again. A letter that cannot be opened is left for a while. Raises KeyMissing when
    none can be opened and a key is missing: then this process may hold an old key ring.
    """
    rows = _due(tx, now, limit, channel, urgent_only=urgent_only)
    opened = _openable(tx, rows, now)
    until = now + stale_after
    claims = [{"id_": row.id, "by": by, "now": now, "stale": until, "again": row.state == CLAIMED} for row, _ in opened]
    if claims:
        tx.connection.execute(_CLAIM, claims)
    return _with_enclosures(tx, [letter for _, letter in opened])


def claim_these(
    tx: Tx, numbers: Sequence[int], *, by: str, now: datetime, stale_after: timedelta = STALE_AFTER
) -> list[Outgoing]:
    """As `claim`, for letters that wait, due or not, or that `by` holds; those that cannot be opened are left out."""
    if not numbers:
        return []
    opened = _openable(tx, list(tx.connection.execute(_THESE, {"ids": list(numbers), "by": by})), now)
    claims = [{"id_": row.id, "by": by, "now": now, "stale": now + stale_after, "again": False} for row, _ in opened]
    if claims:
        tx.connection.execute(_CLAIM, claims)
    return [letter for _, letter in opened]


def hold(tx: Tx, numbers: Sequence[int], until: datetime) -> None:
    """Letters that wait are not due before a moment; those that somebody is at are left as they are."""
    free = list(tx.connection.scalars(_FREE, {"ids": list(numbers)})) if numbers else []
    if free:
        tx.connection.execute(_HOLD, {"ids": free, "until": until})


def sent_since(tx: Tx, channel: str, since: datetime, kinds: Collection[LetterKind] = ()) -> tuple[int, int]:
    """How many messages left by a channel, and how many of these were of some kinds. A digest is one."""
    values = {"way": channel, "since": since, "kinds": [kind.value for kind in kinds]}
    row = tx.connection.execute(_SENT_SINCE, values).one()
    return row[0], row[1]


def _due(tx: Tx, now: datetime, limit: int, channel: str | None, *, urgent_only: bool) -> list[sa.Row[Any]]:
    urgent, others = _DUES[channel is not None]
    values = {"now": now, "way": channel} if channel else {"now": now}
    rows = list(tx.connection.execute(urgent, values | {"most": limit}))
    if urgent_only or len(rows) >= limit:
        return rows
    return rows + list(tx.connection.execute(others, values | {"most": limit - len(rows)}))


def _with_enclosures(tx: Tx, letters: list[Outgoing]) -> list[Outgoing]:
    """Most letters never have any: then there is nothing to ask."""
    asked = [letter.id for letter in letters if letter.kind.may_enclose]
    if not asked:
        return letters
    found: dict[int, list[Enclosure]] = {}
    for row in tx.connection.execute(_ENCLOSURES, {"letters": asked}):
        item = Enclosure(EnclosureKind(row.kind), row.name, tx.open(_ENCLOSED, row.data))
        found.setdefault(row.letter_id, []).append(item)
    return [replace(letter, enclosures=tuple(found.get(letter.id, ()))) for letter in letters]


def _openable(tx: Tx, rows: list[sa.Row[Any]], now: datetime) -> list[tuple[sa.Row[Any], Outgoing]]:
    """The letters that can be opened; one that cannot must not keep the others from leaving."""
    opened, closed = [], []
    for row in rows:
        try:
            opened.append((row, _outgoing(tx, row, claimed=True)))
        except (StorageError, ValueError) as error:
            closed.append((row, error))
    if not opened:
        _require_key([why for _, why in closed])
    for row, why in closed:
        _leave(tx, row.id, why, now)
    return opened


def _require_key(errors: Sequence[Exception]) -> None:
    for error in errors:
        if isinstance(error, KeyMissing):
            raise error


def _leave(tx: Tx, number: int, error: Exception, now: datetime) -> None:
    wait = KEYLESS_FOR if isinstance(error, KeyMissing) else DAMAGED_FOR
    tx.connection.execute(_LEAVE, {"id_": number, "later": now + wait})
    log.error("letter %s cannot be opened and waits for %s: %s", number, wait, type(error).__name__)


def claimants(tx: Tx) -> list[str]:
    """Who holds claims now, by the names they claimed under."""
    return list(tx.connection.scalars(_CLAIMANTS))


def release(tx: Tx, by: str, now: datetime) -> int:
    """A sender died: what it held is due at once. Returns how many letters that are; each counts as a repeat."""
    return tx.connection.execute(_RELEASE, {"by_": by, "now": now}).rowcount


def sent(tx: Tx, number: int, now: datetime, *, along_with: int | None = None) -> None:
    """The letter was accepted by the server of the recipient or by our own; in a message with another letter."""
    tx.connection.execute(_SENT, {"id_": number, "now": now, "with_": along_with})


def put_off(
    tx: Tx, number: int, error: str, not_before: datetime, *, unknown: bool = False, tried: bool = True
) -> None:
    """The letter could not leave: try again from `not_before` on. Does nothing when it was sent meanwhile.

    `unknown`: the server may have it all the same; the next try then counts as a repeat. Not `tried`: it goes back as
    it came, and the claim does not count as an attempt.
    """
    values = {
        "id_": number,
        "not_before": not_before,
        "why": tx.seal(_ERROR, error),
        "again": unknown,
        "untried": not tried,
    }
    tx.connection.execute(_PUT_OFF, values)


def failed(tx: Tx, number: int, error: str, now: datetime) -> None:
    """The letter will never leave. Does nothing when it was sent meanwhile."""
    tx.connection.execute(_FAILED, {"id_": number, "now": now, "why": tx.seal(_ERROR, error)})


def cancel(tx: Tx, numbers: Sequence[int], now: datetime) -> int:
    """Letters that did not leave will not leave; returns how many of these there were."""
    return sum(tx.connection.execute(_CANCEL, {"id_": number, "now": now}).rowcount for number in sorted(numbers))


def never_left(tx: Tx, number: int) -> bool:
    """The letter was cancelled before any sender had it."""
    return bool(tx.connection.scalar(_UNTOUCHED, {"id_": number}))


def went_out(tx: Tx, number: int) -> bool:
    """The letter was sent, or may have been by now: not one that waits, failed or was cancelled."""
    return bool(tx.connection.scalar(_WENT_OUT, {"id_": number}))


def is_claimed(tx: Tx, number: int) -> bool:
    """A sender holds the letter."""
    return bool(tx.connection.scalar(_STATE, {"id_": number}) == CLAIMED)


def counts(tx: Tx) -> dict[str, int]:
    """How many letters there are in each state."""
    return {row[0]: row[1] for row in tx.connection.execute(_COUNTS)}


def unsent(tx: Tx, since: datetime) -> int:
    """How many letters failed and are still to be seen to: the task about it is open, or, without one, since then."""
    return tx.connection.scalar(_UNSENT, {"since": since}) or 0


def repeats(tx: Tx) -> int:
    """How many times a letter was claimed again after its sender fell silent: that many copies may have left."""
    return int(tx.connection.scalar(_REPEATS) or 0)


def failures(tx: Tx) -> list[Outgoing]:
    """Letters that will never leave, oldest first."""
    return [_outgoing(tx, row) for row in tx.connection.execute(_FAILURES)]


def letters(tx: Tx, after: int = 0, limit: int | None = None) -> list[Outgoing]:
    """The letters beyond the number `after`, oldest first."""
    return [_outgoing(tx, row) for row in tx.connection.execute(_LETTERS.limit(limit), {"after": after})]


def message_ids(tx: Tx, case_id: int, kinds: Collection[LetterKind]) -> list[tuple[int, str]]:
    """The letters of these kinds in a case whose words are kept, oldest first: number and Message-ID."""
    rows = tx.connection.execute(_OF_KINDS, {"case_": case_id, "kinds": [kind.value for kind in kinds]})
    return [(row.id, _outgoing(tx, row).message_id) for row in rows]


def answers_in_case(tx: Tx, case_number: str, address: str, since: datetime) -> int:
    """How many automatic answers were posted to this address in a case since then."""
    values = {"address": tx.index(_ADDRESS, address), "since": since, "number": case_number}
    return tx.connection.scalar(_ANSWERS_IN_CASE, values) or 0


def _values(tx: Tx, letter: Post, now: datetime) -> dict[str, Any]:
    return {
        "case_id": letter.case_id,
        "message_id": letter.message,
        "kind": letter.kind.value,
        "language": letter.language,
        "channel": letter.channel,
        "letter": tx.seal(_LETTER, _content(letter)),
        "dedupe_index": tx.index("outbox.dedupe", letter.dedupe_key),
        "urgent": letter.urgent,
        "answer": letter.answer,
        "answered_index": tx.index_some(_ADDRESS, letter.answered_address),
        "posted_at": now,
        "state": QUEUED,
        "due_at": now,
        "attempts": 0,
        "repeats": 0,
    }


def _enclosed(tx: Tx, letter: int, item: Enclosure) -> dict[str, Any]:
    return {"letter_id": letter, "kind": item.kind.value, "name": item.name, "data": tx.seal(_ENCLOSED, item.data)}


def _content(letter: Post) -> str:
    """All that a person could be known by, and the signed reference, in one sealed value."""
    return dump(
        [
            letter.recipient,
            letter.subject,
            letter.body,
            letter.message_id,
            letter.reply_to,
            letter.in_reply_to,
            list(letter.references),
        ]
    )


def _outgoing(tx: Tx, row: sa.Row[Any], *, claimed: bool = False) -> Outgoing:
    recipient, subject, body, message_id, reply_to, in_reply_to, references = json.loads(tx.open(_LETTER, row.letter))
    return Outgoing(
        id=row.id,
        number=row.number,
        kind=LetterKind(row.kind),
        language=row.language,
        channel=row.channel,
        recipient=recipient,
        subject=subject,
        body=body,
        message_id=message_id,
        reply_to=reply_to,
        in_reply_to=in_reply_to,
        references=tuple(references),
        urgent=row.urgent,
        attempts=row.attempts + claimed,
        repeat=row.state == CLAIMED if claimed else row.repeats > 0,
        posted_at=row.posted_at,
        state=CLAIMED if claimed else row.state,
        error=tx.open_some(_ERROR, row.error),
        message=row.message_id,
        ended_at=row.ended_at,
    )
