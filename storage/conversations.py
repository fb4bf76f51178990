"""Conversations by chat: where each stands, and every turn in both directions, each once.

An inward turn is stored and committed before anybody acts on it; `settle` is the last statement of the transaction that
does. An outward turn waits like a letter until its transport has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from casework.conversation import Conversation, TurnKind
from casework.errors import StorageError
from storage.codec import dump
from storage.codec_chat import dump_conversation, load_conversation
from storage.session import Tx
from storage.statements import insert_new
from storage.tables import cases
from storage.tables_chat import chat_files, codes, conversations, turns

#: What became of a turn.
HANDLED, FAILED, SENT, DEAD, ERASED = "handled", "failed", "sent", "dead", "erased"
#: A claim of an outward turn that is older belongs to a sender that died.
STALE_AFTER = timedelta(minutes=2)

_ADDRESS, _CODE, _STATE = "conversations.address", "conversations.code", "conversations.state"
_BODY, _CHOICES, _EXTERNAL, _ERROR = "turns.body", "turns.choices", "turns.external", "turns.error"


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation. `case` is the row of its case, `number` that case's number; `version` counts the changes."""

    id: int
    channel: str
    address: str | None
    state: Conversation
    case: int | None
    number: str | None
    version: int
    opened_at: datetime
    last_at: datetime
    wake_at: datetime | None
    ended_at: datetime | None
    dead_at: datetime | None


#: The name of a turn begins so that was said in a veiled session.
_VEILED = "veiled "


@dataclass(frozen=True, slots=True)
class Turn:
    """Something said. `body` is None when it was redacted; `external` is the transport's own name of it."""

    id: int
    conversation: int
    inward: bool
    kind: TurnKind
    body: str | None
    choices: tuple[str, ...]
    external: str | None
    at: datetime
    due_at: datetime | None
    outcome: str | None
    attempts: int

    @property
    def veiled(self) -> bool:
        """Said in a session that came back and has not proven who it is: it may not see what was said before."""
        return (self.external or "").startswith(_VEILED)

    @property
    def name(self) -> str | None:
        """What the page that sent it called it."""
        return self.external.removeprefix(_VEILED) if self.external else None


@dataclass(frozen=True, slots=True)
class Reply:
    """A turn of ours that has to leave, and where to."""

    turn: Turn
    channel: str
    address: str


_TALK = sa.select(conversations, cases.c.number).select_from(conversations.outerjoin(cases))
_FIND = _TALK.where(conversations.c.id == sa.bindparam("id_"))
_LOCK = sa.select(conversations.c.id).where(conversations.c.id == sa.bindparam("id_")).with_for_update()
_BY_ADDRESS = _TALK.where(conversations.c.address_index == sa.bindparam("address_"))
_BY_CODE = _TALK.where(conversations.c.code_index == sa.bindparam("code_"))
_OF_CASE = _TALK.where(conversations.c.case_id == sa.bindparam("case_")).order_by(conversations.c.id)
_SILENT = (
    sa.select(conversations.c.id)
    .where(conversations.c.wake_at <= sa.bindparam("now"))
    .order_by(conversations.c.wake_at)
    .limit(sa.bindparam("most"))
)
_OPEN = insert_new(conversations, ["address_index"], conversations.c.id)
_SAVE = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("id_"), conversations.c.version == sa.bindparam("seen"))
    .values(
        state=sa.bindparam("to_state"),
        alarm=sa.bindparam("to_alarm"),
        case_id=sa.bindparam("to_case"),
        last_at=sa.bindparam("to_last"),
        wake_at=sa.bindparam("to_wake"),
        version=conversations.c.version + 1,
    )
)
_END = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("id_"))
    .values(ended_at=sa.bindparam("now"), wake_at=None, address_index=None, code_index=None)
)
_DEAD = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("id_"), conversations.c.dead_at.is_(None))
    .values(dead_at=sa.bindparam("now"))
)
_ALIVE = sa.update(conversations).where(conversations.c.id == sa.bindparam("id_")).values(dead_at=None)
_SET_CODE = (
    sa.update(conversations).where(conversations.c.id == sa.bindparam("id_")).values(code_index=sa.bindparam("to_"))
)

_KEEP = insert_new(turns, ["external_index"], turns.c.id)
_SAID = sa.insert(turns).returning(turns.c.id)
_TURN = sa.select(turns).where(turns.c.id == sa.bindparam("id_"))
_BY_EXTERNAL = sa.select(turns).where(turns.c.external_index == sa.bindparam("external_"))
_TURNS = (
    sa.select(turns)
    .where(turns.c.conversation_id == sa.bindparam("talk"), turns.c.id > sa.bindparam("after"))
    .order_by(turns.c.id)
)
_EARLIER = (
    sa.select(turns)
    .where(
        turns.c.conversation_id == sa.bindparam("talk"),
        turns.c.inward,
        turns.c.id < sa.bindparam("before"),
        turns.c.outcome == HANDLED,
        turns.c.kind != TurnKind.LOCATION.value,
    )
    .order_by(turns.c.id)
)
_NEWS = sa.select(turns.c.id, turns.c.conversation_id).where(turns.c.id > sa.bindparam("after")).order_by(turns.c.id)
_NEWEST = sa.select(sa.func.max(turns.c.id))
_NEWEST_OF = _NEWEST.where(turns.c.conversation_id == sa.bindparam("talk"))
_WAITING = (
    sa.select(turns.c.id)
    .where(turns.c.inward, turns.c.due_at <= sa.bindparam("now"))
    .order_by(turns.c.id)
    .limit(sa.bindparam("most"))
)
_WAITING_OF = (
    sa.select(turns.c.id, turns.c.kind)
    .where(turns.c.conversation_id == sa.bindparam("talk"), turns.c.inward, turns.c.due_at.is_not(None))
    .order_by(turns.c.id)
)
_REWRITE = (
    sa.update(turns)
    .where(turns.c.id == sa.bindparam("id_"))
    .values(body=sa.bindparam("to_"), redacted_at=sa.bindparam("now"))
)
_SETTLE = (
    sa.update(turns)
    .where(turns.c.id == sa.bindparam("id_"), turns.c.due_at.is_not(None))
    .values(due_at=None, ended_at=sa.bindparam("now"), outcome=sa.bindparam("to_outcome"))
)
_TRIED = (
    sa.update(turns)
    .where(turns.c.id == sa.bindparam("id_"))
    .values(attempts=turns.c.attempts + 1, due_at=sa.bindparam("later"), error=sa.bindparam("why"))
    .returning(turns.c.attempts)
)
_PUT_OFF = (
    sa.update(turns)
    .where(turns.c.id == sa.bindparam("id_"))
    .values(due_at=sa.bindparam("later"), error=sa.bindparam("why"), attempts=turns.c.attempts - 1)
)
_RETRY = (
    sa.update(turns)
    .where(turns.c.id == sa.bindparam("id_"))
    .values(due_at=sa.bindparam("later"), error=sa.bindparam("why"))
)
_DUE = (
    sa.select(turns, conversations.c.channel, conversations.c.address)
    .join(conversations, conversations.c.id == turns.c.conversation_id)
    .where(~turns.c.inward, turns.c.due_at <= sa.bindparam("now"), conversations.c.channel == sa.bindparam("way"))
    .order_by(turns.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=turns)
)
_CLAIM = (
    sa.update(turns)
    .where(turns.c.id == sa.bindparam("id_"))
    .values(due_at=sa.bindparam("stale"), attempts=turns.c.attempts + 1)
)
_SENT = (
    sa.update(turns)
    .where(turns.c.id == sa.bindparam("id_"))
    .values(due_at=None, ended_at=sa.bindparam("now"), outcome=SENT, external=sa.bindparam("as_"))
)
_NONE_LEAVE = (
    sa.update(turns)
    .where(turns.c.conversation_id == sa.bindparam("talk"), ~turns.c.inward, turns.c.due_at.is_not(None))
    .values(due_at=None, ended_at=sa.bindparam("now"), outcome=DEAD)
)
_REDACT = sa.update(turns).where(turns.c.id == sa.bindparam("id_")).values(body=None, redacted_at=sa.bindparam("now"))
_REDACT_ALL = (
    sa.update(turns)
    .where(turns.c.conversation_id == sa.bindparam("talk"))
    .values(body=None, redacted_at=sa.bindparam("now"))
)
_BLANK = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("id_"))
    .values(state=sa.bindparam("to_state"), version=conversations.c.version + 1)
)
_DROP_FILES = sa.delete(chat_files).where(
    chat_files.c.turn_id.in_(sa.select(turns.c.id).where(turns.c.conversation_id == sa.bindparam("talk")))
)
_DROP_CODES = sa.delete(codes).where(codes.c.conversation_id == sa.bindparam("talk"))
_ADD_FILE = sa.insert(chat_files)
_FILES = sa.select(chat_files).join(turns, turns.c.id == chat_files.c.turn_id)
_FILES_OF = _FILES.where(turns.c.conversation_id == sa.bindparam("talk")).order_by(chat_files.c.id)


def open_talk(
    tx: Tx, channel: str, state: Conversation, now: datetime, *, address: str | None = None, code: str | None = None
) -> Talk:
    """Begin a conversation; where there is one at this address already, that one."""
    key = _key(channel, address)
    row = {
        "channel": channel,
        "address": tx.seal_some(_ADDRESS, address),
        "address_index": tx.index_some(_ADDRESS, key),
        "code_index": tx.index_some(_CODE, code),
        "scope": state.scope.value,
        "state": tx.seal(_STATE, dump_conversation(state)),
        "alarm": state.alarm.value,
        "version": 1,
        "opened_at": now,
        "last_at": now,
    }
    made = tx.connection.execute(_OPEN[tx.dialect], row).scalar()
    if made is None:
        found = by_address(tx, channel, address or "")
        if found is None:
            raise StorageError("a conversation is there and is not")
        return found
    return _one(tx, tx.connection.execute(_FIND, {"id_": made}).one())


def find(tx: Tx, talk: int) -> Talk | None:
    """A conversation by its number."""
    return _some(tx, tx.connection.execute(_FIND, {"id_": talk}).first())


def lock(tx: Tx, talk: int) -> Talk:
    """A conversation, ours alone until the end of the transaction. Raises StorageError."""
    tx.connection.execute(_LOCK, {"id_": talk})
    found = find(tx, talk)
    if found is None:
        raise StorageError(f"conversation {talk} does not exist")
    return found


def by_address(tx: Tx, channel: str, address: str) -> Talk | None:
    """The conversation of an address in a channel."""
    index = tx.index(_ADDRESS, _key(channel, address) or "")
    return _some(tx, tx.connection.execute(_BY_ADDRESS, {"address_": index}).first())


def by_code(tx: Tx, code: str) -> Talk | None:
    """The conversation that a secret code opens."""
    return _some(tx, tx.connection.execute(_BY_CODE, {"code_": tx.index(_CODE, code)}).first())


def set_code(tx: Tx, talk: int, code: str) -> None:
    """Give a conversation another secret code; the one before opens it no more."""
    tx.connection.execute(_SET_CODE, {"id_": talk, "to_": tx.index(_CODE, code)})


def of_case(tx: Tx, case: int) -> list[Talk]:
    """The conversations of a case."""
    return [_one(tx, row) for row in tx.connection.execute(_OF_CASE, {"case_": case})]


def silent(tx: Tx, now: datetime, limit: int = 100) -> list[int]:
    """Conversations in which the person should have written by now."""
    return list(tx.connection.scalars(_SILENT, {"now": now, "most": limit}))


def save(tx: Tx, talk: Talk, state: Conversation, now: datetime, *, case: int | None, wake_at: datetime | None) -> None:
    """Write the new state. Raises StorageError when another process changed the conversation after it was read."""
    values = {
        "id_": talk.id,
        "seen": talk.version,
        "to_state": tx.seal(_STATE, dump_conversation(state)),
        "to_alarm": state.alarm.value,
        "to_case": case,
        "to_last": now,
        "to_wake": wake_at,
    }
    if tx.connection.execute(_SAVE, values).rowcount != 1:
        raise StorageError(f"conversation {talk.id} was changed at this moment: try again")


def end(tx: Tx, talk: int, now: datetime) -> None:
    """Nobody can go on with it; whoever comes back begins anew."""
    tx.connection.execute(_END, {"id_": talk, "now": now})


def dead(tx: Tx, talk: int, now: datetime) -> bool:
    """Nothing gets through any more: what waits does not leave. True when that is news."""
    tx.connection.execute(_NONE_LEAVE, {"talk": talk, "now": now})
    return tx.connection.execute(_DEAD, {"id_": talk, "now": now}).rowcount == 1


def alive(tx: Tx, talk: int) -> None:
    """The person writes again, so the channel works."""
    tx.connection.execute(_ALIVE, {"id_": talk})


def keep(
    tx: Tx,
    talk: int,
    kind: TurnKind,
    body: str,
    now: datetime,
    *,
    external: str | None = None,
    at: datetime | None = None,
    veiled: bool = False,
) -> int | None:
    """Store what came, before anybody acts on it; its number, or None when it is there already under this name."""
    external = f"{_VEILED}{external or ''}" if veiled else external
    row = _row(tx, talk, kind, body, at or now, inward=True) | {
        "external_index": tx.index_some(_EXTERNAL, f"{talk} {external}" if external else None),
        "external": tx.seal_some(_EXTERNAL, external),
        "due_at": now,
    }
    return tx.connection.execute(_KEEP[tx.dialect], row).scalar()


def said(tx: Tx, talk: int, text: str, choices: Sequence[str], now: datetime, *, leaves: bool) -> int:
    """Store a reply of ours. `leaves`: a transport must still bring it; else the person sees it by looking."""
    row = _row(tx, talk, TurnKind.TEXT, text, now, inward=False) | {
        "choices": tx.seal_some(_CHOICES, dump(list(choices)) if choices else None),
        "due_at": now if leaves else None,
        "outcome": None if leaves else SENT,
    }
    return int(tx.connection.execute(_SAID, row).scalar_one())


def forget(tx: Tx, talk: int, external: str, now: datetime) -> None:
    """Ask the transport to delete a message of the person."""
    row = _row(tx, talk, TurnKind.DELETE, external, now, inward=False) | {"due_at": now}
    tx.connection.execute(_SAID, row)


def put_off(tx: Tx, number: int, later: datetime, why: str) -> None:
    """The transport will not take it now; that is no try."""
    tx.connection.execute(_PUT_OFF, {"id_": number, "later": later, "why": tx.seal(_ERROR, why)})


def retry(tx: Tx, number: int, later: datetime, why: str) -> None:
    """The transport failed; the try counts."""
    tx.connection.execute(_RETRY, {"id_": number, "later": later, "why": tx.seal(_ERROR, why)})


def turn(tx: Tx, number: int) -> Turn:
    """A turn by its number. Raises StorageError."""
    row = tx.connection.execute(_TURN, {"id_": number}).first()
    if row is None:
        raise StorageError(f"turn {number} does not exist")
    return _turn(tx, row)


def by_external(tx: Tx, talk: int, external: str) -> Turn | None:
    """A turn by the transport's own name for it."""
    row = tx.connection.execute(_BY_EXTERNAL, {"external_": tx.index(_EXTERNAL, f"{talk} {external}")}).first()
    return None if row is None else _turn(tx, row)


def transcript(tx: Tx, talk: int, after: int = 0) -> list[Turn]:
    """Everything said beyond turn `after`, oldest first."""
    return [_turn(tx, row) for row in tx.connection.execute(_TURNS, {"talk": talk, "after": after})]


def texts_before(tx: Tx, talk: int, before: int) -> list[str]:
    """What the person said before a turn in words, oldest first, without what was redacted."""
    rows = tx.connection.execute(_EARLIER, {"talk": talk, "before": before})
    return [tx.open_text(_BODY, row.body) for row in rows if row.body is not None]


def news(tx: Tx, after: int) -> list[tuple[int, int]]:
    """Number and conversation of each turn beyond `after`, oldest first; nothing is opened."""
    return [(row.id, row.conversation_id) for row in tx.connection.execute(_NEWS, {"after": after})]


def newest(tx: Tx, talk: int | None = None) -> int:
    """The highest number of a turn, of one conversation or of all."""
    found = tx.connection.scalar(_NEWEST) if talk is None else tx.connection.scalar(_NEWEST_OF, {"talk": talk})
    return int(found or 0)


def waiting(tx: Tx, now: datetime, limit: int = 100) -> list[int]:
    """Inward turns that nobody acted on yet, oldest first."""
    return list(tx.connection.scalars(_WAITING, {"now": now, "most": limit}))


def waiting_of(tx: Tx, talk: int) -> list[tuple[int, TurnKind]]:
    """The inward turns of a conversation that nobody acted on yet and what each is, oldest first."""
    return [(row.id, TurnKind(row.kind)) for row in tx.connection.execute(_WAITING_OF, {"talk": talk})]


def settle(tx: Tx, number: int, outcome: str, now: datetime) -> bool:
    """Write down what became of an inward turn. False when that was done already: then roll back."""
    return tx.connection.execute(_SETTLE, {"id_": number, "now": now, "to_outcome": outcome}).rowcount == 1


def tried(tx: Tx, number: int, later: datetime, why: str) -> int:
    """Acting on a turn, or sending it, failed: try again later. Gives how often it was tried."""
    values = {"id_": number, "later": later, "why": tx.seal(_ERROR, why)}
    return int(tx.connection.execute(_TRIED, values).scalar_one())


def claim(tx: Tx, channel: str, now: datetime, limit: int = 100) -> list[Reply]:
    """Replies that have to leave by a channel, claimed by who asks; of one conversation in their order."""
    rows = tx.connection.execute(_DUE, {"now": now, "way": channel, "most": limit}).all()
    if rows:
        tx.connection.execute(_CLAIM, [{"id_": row.id, "stale": now + STALE_AFTER} for row in rows])
    return [Reply(_turn(tx, row), row.channel, tx.open_some(_ADDRESS, row.address) or "") for row in rows]


def sent(tx: Tx, number: int, external: str | None, now: datetime) -> None:
    """The transport has it, under a name of its own."""
    tx.connection.execute(_SENT, {"id_": number, "now": now, "as_": tx.seal_some(_EXTERNAL, external)})


def redact(tx: Tx, number: int, now: datetime) -> None:
    """Erase the words of one turn; that it was there stays."""
    tx.connection.execute(_REDACT, {"id_": number, "now": now})


def rewrite(tx: Tx, number: int, text: str, now: datetime) -> None:
    """Keep other words of a turn than came: without what may not be kept."""
    tx.connection.execute(_REWRITE, {"id_": number, "to_": tx.seal(_BODY, text), "now": now})


def redact_all(tx: Tx, talk: int, now: datetime) -> None:
    """Erase every word of a conversation: what was said, what it told, its files and its codes."""
    tx.connection.execute(_REDACT_ALL, {"talk": talk, "now": now})
    state = lock(tx, talk).state
    blank = dump_conversation(Conversation(scope=state.scope, language=state.language))
    tx.connection.execute(_BLANK, {"id_": talk, "to_state": tx.seal(_STATE, blank)})
    tx.connection.execute(_DROP_FILES, {"talk": talk})
    tx.connection.execute(_DROP_CODES, {"talk": talk})


def add_file(tx: Tx, number: int, name: str, media_type: str, body: bytes, now: datetime) -> None:
    """Keep a file that came with a turn, as it is."""
    row = {
        "turn_id": number,
        "name": tx.seal("chat_files.name", name),
        "media_type": media_type,
        "size": len(body),
        "body": tx.seal("chat_files.body", body),
        "at": now,
    }
    tx.connection.execute(_ADD_FILE, row)


def files_of(tx: Tx, talk: int) -> Iterable[tuple[str, str, bytes]]:
    """Name, media type and bytes of each file of a conversation."""
    for row in tx.connection.execute(_FILES_OF, {"talk": talk}):
        yield tx.open_text("chat_files.name", row.name), row.media_type, tx.open("chat_files.body", row.body)


def _key(channel: str, address: str | None) -> str | None:
    return f"{channel} {address}" if address else None


def _row(tx: Tx, talk: int, kind: TurnKind, body: str, at: datetime, *, inward: bool) -> dict[str, Any]:
    return {
        "conversation_id": talk,
        "inward": inward,
        "kind": kind.value,
        "body": tx.seal(_BODY, body),
        "at": at,
        "attempts": 0,
    }


def _some(tx: Tx, row: sa.Row[Any] | None) -> Talk | None:
    return None if row is None else _one(tx, row)


def _one(tx: Tx, row: sa.Row[Any]) -> Talk:
    return Talk(
        id=row.id,
        channel=row.channel,
        address=tx.open_some(_ADDRESS, row.address),
        state=load_conversation(tx.open(_STATE, row.state)),
        case=row.case_id,
        number=row.number,
        version=row.version,
        opened_at=row.opened_at,
        last_at=row.last_at,
        wake_at=row.wake_at,
        ended_at=row.ended_at,
        dead_at=row.dead_at,
    )


def _turn(tx: Tx, row: sa.Row[Any]) -> Turn:
    choices = tx.open_some(_CHOICES, row.choices)
    return Turn(
        id=row.id,
        conversation=row.conversation_id,
        inward=row.inward,
        kind=TurnKind(row.kind),
        body=tx.open_some(_BODY, row.body),
        choices=tuple(json.loads(choices)) if choices else (),
        external=tx.open_some(_EXTERNAL, row.external),
        at=row.at,
        due_at=row.due_at,
        outcome=row.outcome,
        attempts=row.attempts,
    )
