"""An update of Telegram, acted on: stored first, each once, then handed to the conversation or to the watch.

Officers of the watch have two buttons under a call; they count only from a chat that was linked by a code from a mail.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bots.lettering import write
from bots.speaking import phrase
from bots.telegram import Button, Incoming
from casework.conversation import TurnKind
from casework.duty import Word
from casework.errors import Refusal
from casework.letters import LetterKind
from casework.obligations import ObligationKind
from flows.runtime import DESK, Runtime
from flows.steps import converse
from flows.steps.converse import TELEGRAM, Answered
from flows.steps.correspondence import Addressee, about_no_case, letter_language
from flows.steps.moving import promise
from flows.steps.oncall import mails, on_call
from flows.steps.taking import TakeRefused, answer_attempt
from storage import accounts, alarms, cases, conversations, journal, outbox, proofs
from storage.conversations import Talk
from storage.outbox import Outgoing
from storage.session import Tx

#: What a code of ours proves here.
_OFFICER = "chat van de wachtdienst"
_CODE_LASTS = timedelta(hours=1)
_LINK = re.compile(r"^/(?:koppel|link|start)\s+(?P<code>[0-9]{3}\s?[0-9]{3}\s?[0-9]{2})\s*$")
_UNLINK = re.compile(r"^/(?:ontkoppel|unlink)\b")
_CHOICE = re.compile(r"^c:(?P<turn>\d+):(?P<nth>\d+)$")
_CALL = re.compile(r"^a:(?P<attempt>\d+):(?P<word>ja|nee)$")
_WORDS = {"ja": Word.HAVE_IT, "nee": Word.CANNOT}


@dataclass(frozen=True, slots=True)
class Acted:
    """What an update led to. `tell` is said at once in that chat, outside any conversation; `leave`: leave the group.

    `query`: what the pressed button shows.
    """

    answered: Answered | None = None
    tell: str | None = None
    leave: bool = False
    query: str = ""
    keep_file: int | None = None


def act(runtime: Runtime, incoming: Incoming) -> Acted:
    """Store an update and act on it; the same update twice does it once."""
    if incoming.blocked is not None:
        return _membership(runtime, incoming)
    if not incoming.private:
        return Acted(tell=phrase("group", incoming.language), leave=True)
    call = _CALL.match(incoming.button or "")
    if call is not None:
        return _on_call(runtime, incoming, int(call["attempt"]), _WORDS[call["word"]])
    linked = _linking(runtime, incoming)
    return linked or _conversation(runtime, incoming)


def buttons_of(turn: int, choices: tuple[str, ...]) -> list[list[Button]]:
    """A button for each answer to a question of ours; typing the answer works as well."""
    return [[Button(label, f"c:{turn}:{nth}")] for nth, label in enumerate(choices)]


def call_buttons(runtime: Runtime, letter: Outgoing) -> list[list[Button]]:
    """The two buttons under a call to an officer; none under other letters."""
    with runtime.database.reading() as tx:
        attempt = alarms.attempt_carried_by(tx, letter.id)
    if attempt is None:
        return []
    return [[Button("Ik heb het", f"a:{attempt.id}:ja"), Button("Ik kan niet", f"a:{attempt.id}:nee")]]


def chats_of(runtime: Runtime, person: str) -> list[str]:
    """The chats that belong to a person of the roster."""
    with runtime.database.reading() as tx:
        return accounts.addresses_of(tx, TELEGRAM, person)


def invite(runtime: Runtime, key: str, now: datetime) -> int:
    """Mail a code to a person of the roster; who types it in a chat proves that the chat is theirs. How many mails."""
    code = f"{secrets.randbelow(10**8):08d}"
    with runtime.database.begin() as tx:
        person = on_call(runtime, tx, now).person(key)
        if person is None:
            raise Refusal(f"{key} staat niet in het rooster")
        proofs.add(tx, _OFFICER, code, person.key, now, lasts=_CODE_LASTS, several=True)
        letter = write(LetterKind.CHAT_LINK, letter_language(person.language), {"code": code})
        posts = [
            about_no_case(runtime, letter, Addressee("mail", to), f"koppelcode {now.isoformat()}")
            for to in mails(person)
        ]
        return outbox.post_all(tx, posts, now)


def channel_died(runtime: Runtime, chat: str) -> None:
    """Nothing gets through any more: somebody finds another way, and what waited does not leave."""
    now = runtime.clock()
    with runtime.database.begin() as tx:
        talk = conversations.by_address(tx, TELEGRAM, chat)
        if talk is not None and conversations.dead(tx, talk.id, now):
            _call_instead(runtime, tx, talk, now)


def keep_file(runtime: Runtime, turn: int, incoming: Incoming, body: bytes) -> None:
    """Evidence of a threat that runs, as it came."""
    with runtime.database.begin() as tx:
        conversations.add_file(tx, turn, incoming.file_name, incoming.media_type, body, runtime.clock())


def _conversation(runtime: Runtime, incoming: Incoming) -> Acted:
    now = runtime.clock()
    talk, _ = converse.begin(
        runtime, TELEGRAM, now, address=incoming.chat, language=incoming.language, scope=runtime.settings.telegram.scope
    )
    if talk.dead_at is not None:
        _revive(runtime, talk)
    text = incoming.text
    if incoming.button is not None:
        chosen = _chosen(runtime, talk, incoming.button)
        if chosen is None:
            return Acted()
        text = chosen
    kept = converse.keep(runtime, talk.id, text, now, kind=_kind(incoming), external=incoming.name, at=incoming.at)
    if kept is None:
        return Acted()
    if incoming.edited:
        _note_edit(runtime, talk, now)
    answered = converse.handle(runtime, kept)
    wanted = incoming.file is not None and answered is not None and answered.alarm.value == "yes"
    return Acted(answered, keep_file=kept if wanted else None)


def _kind(incoming: Incoming) -> TurnKind:
    """A picture with words under it is both; the words count, and what is on it goes to a person."""
    return incoming.kind


def _chosen(runtime: Runtime, talk: Talk, data: str) -> str | None:
    """The words on a button of ours, of this conversation."""
    match = _CHOICE.match(data)
    if match is None:
        return None
    with runtime.database.reading() as tx:
        asked = [one for one in conversations.transcript(tx, talk.id, int(match["turn"]) - 1) if not one.inward]
    if not asked or asked[0].id != int(match["turn"]) or int(match["nth"]) >= len(asked[0].choices):
        return None
    return asked[0].choices[int(match["nth"])]


def _note_edit(runtime: Runtime, talk: Talk, now: datetime) -> None:
    if talk.case is not None:
        with runtime.database.begin() as tx:
            journal.note(tx, talk.case, "chat: bericht veranderd", "de oude tekst is bewaard", DESK, now)


def _membership(runtime: Runtime, incoming: Incoming) -> Acted:
    if not incoming.private:
        return Acted(leave=not incoming.blocked)
    if incoming.blocked:
        channel_died(runtime, incoming.chat)
    else:
        with runtime.database.reading() as tx:
            talk = conversations.by_address(tx, TELEGRAM, incoming.chat)
        if talk is not None:
            _revive(runtime, talk)
    return Acted()


def _revive(runtime: Runtime, talk: Talk) -> None:
    with runtime.database.begin() as tx:
        conversations.alive(tx, talk.id)


def _call_instead(runtime: Runtime, tx: Tx, talk: Talk, now: datetime) -> None:
    case = cases.find(tx, talk.number) if talk.number else None
    if case is None:
        return
    journal.note(tx, case.id, "chat: kanaal dood", "de persoon heeft ons geblokkeerd of is weg; bel", DESK, now)
    promise(runtime, tx, case, ObligationKind.UNDELIVERED, now)


def _linking(runtime: Runtime, incoming: Incoming) -> Acted | None:
    match = _LINK.match(incoming.text.strip())
    now = runtime.clock()
    if match is not None:
        with runtime.database.begin() as tx:
            person = proofs.use(tx, _OFFICER, match["code"], now)
            if person is not None:
                accounts.link(tx, TELEGRAM, incoming.chat, person, now)
        return Acted(tell=phrase("linked" if person else "not_linked", incoming.language))
    if _UNLINK.match(incoming.text):
        with runtime.database.begin() as tx:
            accounts.unlink(tx, TELEGRAM, incoming.chat)
        return Acted(tell=phrase("unlinked", incoming.language))
    return None


def _on_call(runtime: Runtime, incoming: Incoming, number: int, word: Word) -> Acted:
    """A button under a call was pressed, by the chat of the person who was called."""
    refused = Acted(query=phrase("not_yours", incoming.language))
    try:
        with runtime.database.begin() as tx:
            person = accounts.person_of(tx, TELEGRAM, incoming.chat)
            attempt = alarms.find_attempt(tx, number)
            if person is None or attempt is None or attempt.person != person:
                return refused
            taken = answer_attempt(runtime, tx, attempt, word, None, TELEGRAM, runtime.clock())
    except TakeRefused as refusal:
        return Acted(tell=str(refusal))
    return Acted(tell=taken.text(), query=word.value)
