"""What the web page asks of a conversation besides talking: open it, look at it, find it again, prove an address."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bots.dialogue import opening
from bots.lettering import write
from bots.speaking import render
from bots.uploads import UNKNOWN, kind_of_file
from casework.conversation import Conversation, TurnKind
from casework.letters import LetterKind
from flows.runtime import Runtime
from flows.steps.chat_case import facts
from flows.steps.converse import WEB
from flows.steps.correspondence import Addressee, about_no_case, letter_language
from flows.steps.veil import cover
from storage import conversations, outbox, proofs
from storage.conversations import Turn

#: A code by mail lasts this long, and so many are sent for a conversation in that time.
CODE_LASTS = timedelta(minutes=30)
MOST_CODES = 3
_PURPOSE = "web mail"
_DIGITS = 6
#: How many of the newest turns are looked at again for those that were written at the same time.
_OVERLAP = 100
_LONGEST_NAME = 120
_Change = Callable[[Conversation], Conversation]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, as the page shows it. `name` is what the page itself called it."""

    number: int
    mine: bool
    kind: TurnKind
    text: str
    choices: tuple[str, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A conversation as its own page may show it."""

    lines: tuple[Line, ...]
    language: str
    in_danger: bool
    caribbean: bool
    case: str | None
    over: bool
    last_at: datetime
    email: str | None


def welcome(runtime: Runtime, language: str, code: str, now: datetime) -> int:
    """A new conversation, found again by `code`, with our first words in it; its number. One for each code."""
    said = opening(Conversation(language=language))
    with runtime.database.begin() as tx:
        known = conversations.by_code(tx, code)
        if known is not None:
            return known.id
        talk = conversations.open_talk(tx, WEB, said.state, now, code=code)
        for reply in render(said.says, language, facts(runtime, language)):
            conversations.said(tx, talk.id, reply.text, reply.choices, now, leaves=False)
    return talk.id


def find_again(runtime: Runtime, code: str) -> tuple[int, int] | None:
    """The conversation that a secret code opens, and its newest turn: what was said up to there stays covered."""
    with runtime.database.reading() as tx:
        talk = conversations.by_code(tx, code)
        return None if talk is None else (talk.id, conversations.newest(tx, talk.id))


def look(runtime: Runtime, number: int, since: int) -> View | None:
    """What a session that may see the turns beyond `since` sees; with `since` 0 everything. None when it is gone."""
    with runtime.database.reading() as tx:
        talk = conversations.find(tx, number)
        turns = conversations.transcript(tx, number, since) if talk else []
    if talk is None:
        return None
    return View(
        tuple(_lines(turns, talk.state if since else None)),
        talk.state.language,
        talk.state.in_danger,
        talk.state.caribbean,
        talk.state.case,
        talk.ended_at is not None,
        talk.last_at,
        talk.state.email,
    )


def speak(runtime: Runtime, number: int, language: str, now: datetime) -> None:
    """Go on in another language."""
    _change(runtime, number, lambda state: replace(state, language=language), now)


def news(runtime: Runtime, known: frozenset[int] | None) -> tuple[frozenset[int], frozenset[int]]:
    """The newest turns of all, and the conversations of those not among `known`; None: from now on.

    Two that are written at once need not appear in the order of their numbers: the last ones are looked at again.
    """
    with runtime.database.reading() as tx:
        last = conversations.newest(tx) if known is None else max(known, default=0)
        found = dict(conversations.news(tx, last - _OVERLAP))
    fresh = () if known is None else found.keys() - known
    return frozenset(found), frozenset(found[turn] for turn in fresh)


def send_code(runtime: Runtime, number: int, email: str | None, now: datetime) -> bool:
    """Send a code to the address of a conversation; with `email` that is its address from now on.

    False when there is no address, or too many codes were sent.
    """
    if email:
        _change(runtime, number, lambda state: _reading_at(state, email), now)
    with runtime.database.begin() as tx:
        talk = conversations.lock(tx, number)
        sent = proofs.made_since(tx, _PURPOSE, now - CODE_LASTS, talk=number)
        if talk.state.email is None or sent >= MOST_CODES:
            return False
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        proofs.add(tx, _PURPOSE, code, talk.state.email, now, lasts=CODE_LASTS, talk=number)
        facts = {"code": f"{code[:3]} {code[3:]}", "desk_phone": runtime.settings.desk.phone}
        letter = write(LetterKind.CODE, letter_language(talk.state.language), facts)
        key = f"web code {number} {secrets.token_hex(8)}"
        outbox.post(tx, about_no_case(runtime, letter, Addressee("mail", talk.state.email), key), now)
    return True


def prove(runtime: Runtime, number: int, code: str, now: datetime) -> bool:
    """True when this code went to the address of the conversation: whoever typed it reads mail there."""
    with runtime.database.begin() as tx:
        address = proofs.use(tx, _PURPOSE, code, now, talk=number)
        talk = conversations.lock(tx, number)
        if address is None or talk.state.email != address:
            return False
        state = replace(talk.state, email_proven=True)
        conversations.save(tx, talk, state, now, case=talk.case, wake_at=talk.wake_at)
    return True


def _reading_at(state: Conversation, email: str) -> Conversation:
    return state if state.email == email else replace(state, email=email, email_proven=False)


def keep_file(runtime: Runtime, number: int, name: str, body: bytes, now: datetime) -> int | None:
    """Store a file that somebody sends, as a turn that a person must look at; its number.

    None for a file of a kind that we do not take; under a threat every file is evidence and is kept as it is.
    """
    media_type, kind = kind_of_file(body)
    with runtime.database.begin() as tx:
        talk = conversations.lock(tx, number)
        if media_type == UNKNOWN and not talk.state.in_danger:
            return None
        kept = conversations.keep(tx, number, kind, "", now)
        if kept is not None:
            conversations.add_file(tx, kept, name[:_LONGEST_NAME], media_type, body, now)
    return kept


def _change(runtime: Runtime, number: int, change: _Change, now: datetime) -> None:
    with runtime.database.begin() as tx:
        talk = conversations.lock(tx, number)
        state = change(talk.state)
        if state != talk.state:
            conversations.save(tx, talk, state, now, case=talk.case, wake_at=talk.wake_at)


def _lines(turns: list[Turn], covered: Conversation | None) -> Iterator[Line]:
    """What was said; with `covered` our own words repeat nothing of what was told before these turns."""
    mine = [turn.body or "" for turn in turns if turn.inward]
    for turn in turns:
        text = turn.body or ""
        if covered is not None and not turn.inward:
            text = cover(text, covered, mine)
        yield Line(turn.id, turn.inward, turn.kind, text, turn.choices, turn.name)
