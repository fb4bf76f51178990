"""Many threats at once: a person gets the first few calls one by one, and after that one digest now and then.

Only calls that are not acute are held together: each alarm keeps its own ladder, attempt, letter and result; they leave
in one message. A call is held for seconds, never longer than `desk.digest_seconds`. And a gateway that takes so many
messages in a minute gets no more than that: a fifth is kept free for what is acute, one for a digest of the others
however many acute ones there are, and the last message that is left for the others carries all that wait.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bots.lettering import write
from casework.letters import LetterKind
from flows.links import alarm_link
from flows.runtime import Runtime
from storage import alarms, outbox
from storage.alarms import Companion
from storage.outbox import Outgoing

#: Calls that may wait some seconds for each other.
CALM = frozenset({LetterKind.ALARM, LetterKind.LOOK_NOW})
_MINUTE = timedelta(minutes=1)
_NOTIFY = "notify"
#: The part of a gateway's minute that is open to what is not acute.
_SHARE = 0.8
_AGAIN = timedelta(seconds=2)
_PLENTY = 1_000_000
#: So many lines stand in a text message, and in a mail.
_SHORT, _LONG = 10, 300


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do with a call: send it (nothing set), hold it and its companions for a while, or send them together."""

    hold_until: datetime | None = None
    held: tuple[int, ...] = ()
    together: tuple[Outgoing, ...] = ()
    letter: Outgoing | None = None


def turn_of(runtime: Runtime, letter: Outgoing, by: str) -> Turn:
    """Is it this letter's turn? Claims the companions that leave with it."""
    now = runtime.clock()
    room = _room(runtime, letter, now)
    desk = runtime.settings.desk
    if letter.kind not in CALM or not desk.digest_after:
        return Turn() if room else Turn(hold_until=now + _AGAIN)
    with runtime.database.begin() as tx:
        seen = alarms.reached(tx, letter.id, now - _MINUTE)
        if room > 1 and len(seen) < desk.digest_after:
            return Turn()
        companions = alarms.companions(tx, letter.id, CALM, by)
        next_at = _next_at(room, seen, timedelta(seconds=desk.digest_seconds), now)
        if now < next_at:
            ids = tuple(one.letter for one in companions)
            outbox.hold(tx, ids, next_at)
            return Turn(hold_until=next_at, held=ids)
        if not companions:
            return Turn()
        others = outbox.claim_these(tx, [one.letter for one in companions], by=by, now=now)
        own = alarms.companion(tx, letter.id)
    claimed = {one.id for one in others}
    all_of_them = [*([own] if own else []), *(one for one in companions if one.letter in claimed)]
    return Turn(together=(letter, *others), letter=_digest(runtime, letter, all_of_them))


def _next_at(room: int, seen: list[datetime], pause: timedelta, now: datetime) -> datetime:
    """When the next message of calls that are held together may leave."""
    if not room:
        return now + _AGAIN
    return now if room == 1 else max(seen) + pause


def _room(runtime: Runtime, letter: Outgoing, now: datetime) -> int:
    """How many messages like this one its gateway still takes in this minute."""
    most = runtime.settings.desk.notify_per_minute
    if letter.channel != _NOTIFY or not most:
        return _PLENTY
    with runtime.database.reading() as tx:
        count, calm = outbox.sent_since(tx, _NOTIFY, now - _MINUTE, CALM)
    kept = int(calm == 0)
    if letter.kind is LetterKind.ACUTE:
        return max(0, max(1, most - kept) - count)
    share = max(1, int(most * _SHARE)) - count
    return max(share, kept if letter.kind in CALM and count < most else 0)


def _digest(runtime: Runtime, first: Outgoing, calls: list[Companion]) -> Outgoing:
    """One message for all: how many, and for each the case and how to take it over."""
    letter = write(LetterKind.MANY, first.language, {"count": str(len(calls))})
    most = _SHORT if first.channel == _NOTIFY else _LONG
    lines = [f"{one.number}: {alarm_link(runtime, one.attempt) or f'weerbaar alarm ack {one.number}'}" for one in calls]
    rest = [f"+ {len(lines) - most}"] if len(lines) > most else []
    digest = hashlib.sha256(" ".join(str(one.letter) for one in calls).encode()).hexdigest()[:24]
    domain = runtime.settings.desk.address.partition("@")[2]
    return replace(
        first,
        kind=LetterKind.MANY,
        subject=letter.subject,
        body=letter.body + "\n" + "\n".join([*lines[:most], *rest]) + "\n",
        message_id=f"<{LetterKind.MANY.value}.{digest}@{domain}>",
        reply_to=None,
        in_reply_to=None,
        references=(),
    )
