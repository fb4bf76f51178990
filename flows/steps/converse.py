"""A turn of a chat, acted on: one transaction holds the new state, the case or alarm it led to, and the replies.

`keep` stores what came and commits; `handle` does the work, once for each turn whatever dies when. In a threat the
alarm stands in the outbox before the person has answered anything. The web, Telegram and tests all come through here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bots.dialogue import Effect, Say, Turned
from bots.speaking import Reply, phrase, render, spoken_language
from casework.assessment import Alarm, Assessment, Evidence, Fields, Route
from casework.conversation import Conversation, Scope, Topic, TurnKind
from casework.errors import DatabaseAway, KeyMissing, StorageError
from casework.escalation import NOW_RULE
from casework.lifecycle import CaseState
from casework.messages import Message, PartKind, Sender
from casework.obligations import ObligationKind
from casework.references import typed_case_number
from casework.triage import Known
from flows.runtime import DESK, Runtime, log, trace
from flows.steps import chat_proof, correspondence
from flows.steps.chat_case import IN_HAND, as_message, facts, settled
from flows.steps.decide import carry_out
from flows.steps.dutch import FIELDS, shown
from flows.steps.hearing import take_turn
from flows.steps.lookup import recalled_about
from flows.steps.moving import promise
from nlp.chat.answers import masked
from storage import cases, conversations, journal, obligations
from storage.cases import Case
from storage.conversations import FAILED, HANDLED, Talk, Turn
from storage.obligations import Obligation
from storage.session import Tx

#: What each channel may be told, unless the settings say otherwise.
WEB, TELEGRAM = "web", "telegram"
SCOPES = {WEB: Scope.FULL, TELEGRAM: Scope.MINIMAL}
#: A secret code by which somebody comes back has so many letters and digits, without those that look alike.
_CODE_LENGTH = 12
_CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
#: In danger somebody must write again within this time; a calm conversation may rest longer.
SILENT_IN_DANGER = timedelta(minutes=3)
SILENT = timedelta(hours=24)
#: Another process may change the conversation at the same moment; then it is read again.
_MOST_RACES = 5
_MOST_TRIES = 2
#: So many turns that wait in a conversation are answered one by one. Of more (a flood, or what a dead process left) the
#: older ones get no answer of their own: so many at once are taken with the turn after them, each read by itself too.
_ONE_BY_ONE, _TOGETHER = 12, 50
_UNPROVEN = "na terugkomst met alleen de geheime code"
_FAILED_SAYS = (Say("emergency"), Say("failed"))
#: How a case stands, for the person in it.
_STATUS = {
    CaseState.REGISTERED: "status_registered",
    CaseState.TO_JUDGE: "status_to_judge",
    CaseState.THREAT: "status_threat",
    CaseState.CLOSED: "status_closed",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """What a turn led to. `urgent`: letters wait to leave at once."""

    turn: int
    talk: int
    replies: tuple[Reply, ...]
    alarm: Alarm
    confirmed: bool = False
    case: str | None = None
    urgent: bool = False


class _SettledError(Exception):
    """Another process acted on this turn first; what we did is rolled back."""


class _ChangedError(Exception):
    """The conversation was changed between reading and writing."""


def begin(
    runtime: Runtime,
    channel: str,
    now: datetime,
    *,
    address: str | None = None,
    language: str = "nl",
    scope: Scope | None = None,
) -> tuple[Talk, str | None]:
    """The conversation at an address of a channel, or a new one; without an address, with a code that opens it."""
    if address is not None:
        with runtime.database.reading() as tx:
            known = conversations.by_address(tx, channel, address)
        if known is not None:
            return known, None
    code = None if address else new_code()
    state = Conversation(scope=scope or SCOPES.get(channel, Scope.FULL), language=language)
    with runtime.database.begin() as tx:
        return conversations.open_talk(tx, channel, state, now, address=address, code=code), code


def new_code() -> str:
    """A secret code that nobody guesses (60 bits), in letters and digits that do not look alike."""
    return "".join(secrets.choice(_CODE_SIGNS) for _ in range(_CODE_LENGTH))


def keep(
    runtime: Runtime,
    talk: int,
    text: str,
    now: datetime,
    *,
    kind: TurnKind = TurnKind.TEXT,
    external: str | None = None,
    at: datetime | None = None,
    veiled: bool = False,
) -> int | None:
    """Store a turn and commit, before anybody acts on it. Its number; None when it was there already, by its name.

    `veiled`: whoever says it came back with the secret code alone, and has not proven to be the same person.
    """
    with runtime.database.begin() as tx:
        kept = conversations.keep(tx, talk, kind, text, now, external=external, at=at, veiled=veiled)
    if kept is not None:
        runtime.on_step("chat kept", str(kept))
    return kept


def say(runtime: Runtime, talk: int, text: str, now: datetime, *, kind: TurnKind = TurnKind.TEXT) -> Answered | None:
    """Store a turn and act on it."""
    kept = keep(runtime, talk, text, now, kind=kind)
    return handle(runtime, kept) if kept is not None else None


def handle(runtime: Runtime, number: int) -> Answered | None:
    """Act on a stored turn; None when it was done already. Turns of one conversation are done in their order.

    When many wait (see `_TOGETHER`) several are answered as one. A turn that fails is tried again, then given to a
    person as it is. Raises DatabaseAway; then it stays waiting.
    """
    answered: Answered | None = None
    urgent = False
    try:
        for group in _in_order(runtime, number):
            answered = _in_turn(runtime, group)
            urgent = urgent or (answered is not None and answered.urgent)
    except DatabaseAway:
        raise
    except Exception as error:  # noqa: BLE001 - the named door of one chat turn: a person gets what a machine cannot
        if isinstance(error, KeyMissing) and runtime.reload_keys():
            return handle(runtime, number)
        log.error("handling chat turn %s failed: %s", number, trace(error))
        return _after_failure(runtime, number, type(error).__name__)
    return replace(answered, urgent=urgent) if answered is not None else None


def handle_waiting(runtime: Runtime, *, older_than: timedelta = timedelta(0)) -> Iterator[Answered]:
    """Act on turns that were stored and not acted on, because a process died in between; one answer a conversation."""
    before = runtime.clock() - older_than
    with runtime.database.reading() as tx:
        left = {conversations.turn(tx, one).conversation: one for one in conversations.waiting(tx, before)}
    for number in left.values():
        answered = handle(runtime, number)
        if answered is not None:
            yield answered


def _in_order(runtime: Runtime, number: int) -> list[list[int]]:
    """The turn and those of the same conversation that came before it and still wait, as they are answered."""
    with runtime.database.reading() as tx:
        talk = conversations.turn(tx, number).conversation
        waiting = {one: kind for one, kind in conversations.waiting_of(tx, talk) if one <= number}
        found = conversations.find(tx, talk)
    if len(waiting) <= _ONE_BY_ONE or found is None or found.state.scope is Scope.MINIMAL:  # there each is redacted
        return [[one] for one in waiting] or [[number]]
    groups: list[list[int]] = []
    typed = False
    for one, kind in waiting.items():
        if typed and kind is TurnKind.TEXT and len(groups[-1]) < _TOGETHER:
            groups[-1].append(one)
        else:
            groups.append([one])
        typed = kind is TurnKind.TEXT
    return groups


def _in_turn(runtime: Runtime, group: Sequence[int]) -> Answered | None:
    for _ in range(_MOST_RACES):
        try:
            return _handle(runtime, group)
        except _SettledError:
            return None
        except _ChangedError:
            continue
    raise StorageError("a conversation is changed by others all the time")


def _handle(runtime: Runtime, group: Sequence[int]) -> Answered:
    """Answer the last turn of a group; the others are taken with it."""
    number = group[-1]
    with runtime.database.reading() as tx:
        turn = conversations.turn(tx, number)
        beside = [one for one in map(partial(conversations.turn, tx), group[:-1]) if one.due_at is not None]
        talk = conversations.find(tx, turn.conversation)
        earlier = conversations.texts_before(tx, turn.conversation, number)
    if talk is None or turn.due_at is None:
        raise _SettledError
    said = "" if turn.kind is TurnKind.LOCATION else turn.body or ""  # coordinates are no number to call
    others = [one.body or "" for one in beside]
    turned, assessment = take_turn(runtime.classifier, talk.state, earlier, said, turn.at, turn.kind, others)
    kept = turn.body or "" if turned.state.in_danger else said
    now = runtime.clock()
    with runtime.database.begin() as tx:
        if conversations.lock(tx, talk.id).version != talk.version:
            raise _ChangedError
        if not all(conversations.settle(tx, one.id, HANDLED, now) for one in beside):
            raise _ChangedError
        texts = (*earlier, *others, kept)
        answered = _Work(runtime, tx, talk, turn, texts, turned, assessment, now).carry_out()
    runtime.on_step("chat handled", str(number))
    return answered


@dataclass
class _Work:
    """One turn inside its transaction."""

    runtime: Runtime
    tx: Tx
    talk: Talk
    turn: Turn
    texts: tuple[str, ...]
    turned: Turned
    assessment: Assessment
    now: datetime
    urgent: bool = False
    case: Case | None = None
    proven: Case | None = None

    def carry_out(self) -> Answered:
        """Case, alarm, state and replies; settling the turn is the last statement."""
        self.case = cases.find(self.tx, self.talk.number) if self.talk.number else None
        state = self.turned.state
        for effect in _ORDER:
            if effect in self.turned.effects:
                _CARRY[effect](self)
        state = replace(state, case=self.case.number if self.case else None)
        if Effect.REDACT in self.turned.effects and state.question:
            state = replace(state, question=masked(state.question))
        replies = render(map(self._checked, self.turned.says), state.language, self._facts(state))
        if Effect.ERASE not in self.turned.effects or self.case is not None:
            self._store(state)
        leaves = self.talk.address is not None
        for reply in replies:
            conversations.said(self.tx, self.talk.id, reply.text, reply.choices, self.now, leaves=leaves)
        if not conversations.settle(self.tx, self.turn.id, HANDLED, self.now):
            raise _SettledError
        return Answered(
            self.turn.id,
            self.talk.id,
            replies,
            state.alarm,
            state.confirmed,
            state.case,
            self.urgent,
        )

    def raise_alarm(self) -> None:
        """A threat or a doubt shows, or it got worse: people are called, about one alarm."""
        self._message(self._reading())
        self.urgent = True

    def register(self) -> None:
        """The person confirmed, or has nothing more to say: a case, with what the desk promises."""
        if self.case is None:
            self._message(self._reading())
        else:
            self._supply()
            self._promise(ObligationKind.CONTACT if self._preventive() else ObligationKind.READ)
        if self.turned.state.confirmed:
            self._note("chat: gegevens bevestigd", "de persoon heeft de samenvatting bevestigd")

    def wants_human(self) -> None:
        """Somebody of the desk makes contact."""
        if self.case is None:
            self._message(self._reading())
        self._promise(ObligationKind.CONTACT)
        self._note("chat: vraagt om een mens", "")

    def supply(self) -> None:
        """New facts in a case that is there."""
        if self.case is not None:
            self._supply()

    def status(self) -> None:
        """The reply tells where the case stands; that is written down."""
        self._note("chat: vroeg naar de stand", "")

    def prove(self) -> None:
        """The person names a case: a code goes to the mail address in it, if there is one."""
        found = typed_case_number(self.turn.body or "")
        if found is not None:
            chat_proof.send_code(self.runtime, self.tx, self.talk, found[0], self.now)

    def code(self) -> None:
        """The person types a code: it joins the case it proves."""
        digits = "".join(char for char in self.turn.body or "" if char.isdigit())
        case = chat_proof.proven(self.tx, self.talk, digits, self.now)
        if case is not None:
            self.proven = case
            self.case = chat_proof.join(self.runtime, self.tx, self.talk, self.case, case, self.now)

    def _checked(self, say: Say) -> Say:
        if say.text != "code_checked":
            return say
        if self.proven is None or self.case is None:
            return Say("code_wrong")
        if self.proven.id == self.case.id:
            return Say("code_right")
        status = phrase(_status(self.proven), spoken_language(self.turned.state.language))
        return Say("code_right_other", (("proven_case", self.proven.number), ("proven_status", status)))

    def redact(self) -> None:
        """What may not stand in a chat app goes out of our own copy too, as far as nobody needs it for a threat."""
        if self.turn.kind is TurnKind.LOCATION:
            conversations.redact(self.tx, self.turn.id, self.now)
        elif self.turn.body:
            conversations.rewrite(self.tx, self.turn.id, masked(self.turn.body), self.now)
        if self.turn.external and self.talk.address:
            conversations.forget(self.tx, self.talk.id, self.turn.external, self.now)

    def erase(self) -> None:
        """The words go, unless they belong to a case: then a person decides."""
        if self.case is None and not self.turned.state.in_danger:
            conversations.redact_all(self.tx, self.talk.id, self.now)
            conversations.end(self.tx, self.talk.id, self.now)
            return
        self._promise(ObligationKind.READ)
        self._note("chat: vraagt om wissen", "een mens beslist wat gewist kan worden")

    def _store(self, state: Conversation) -> None:
        wake_at = self.now + _silence(state) if _open(state) else None
        case = self.case.id if self.case else None
        conversations.save(self.tx, self.talk, state, self.now, case=case, wake_at=wake_at)

    def _reading(self) -> Assessment:
        reading = settled(self.turned.state, self.assessment)
        if self.turned.state.in_danger and self.turned.state.safe is False:
            told = Evidence(PartKind.NEW, "", NOW_RULE)
            reading = replace(reading, evidence=(told, *reading.evidence))
        return reading

    def _message(self, reading: Assessment) -> None:
        """The conversation so far as a message of its case; the first opens the case."""
        message = self._as_message()
        known = Known(referenced=self.case.number, sender_fits=True) if self.case else self._new_here(message)
        done = carry_out(self.runtime, self.tx, message, reading, known, self.now, mail=None)
        self.urgent = self.urgent or done.urgent
        if done.case is not None:
            first = self.case is None
            self.case = cases.find(self.tx, done.case)
            if first and any(one.veiled for one in conversations.transcript(self.tx, self.talk.id)):
                self._note("chat: deels onbewezen", f"een deel is gezegd {_UNPROVEN}; het gesprek toont welk deel")
            self._supply()

    def _new_here(self, message: Message) -> Known:
        """A mail address in a chat proves nothing: it joins no case, and gets no letter after letter."""
        address = message.sender.email
        if address is None:
            return Known()
        answers = recalled_about(self.tx, None, message, self.now).answers
        return Known(answers_to_sender=answers, own_address=address.lower() in self.runtime.settings.own_addresses)

    def _as_message(self) -> Message:
        texts = [masked(text) for text in self.texts] if self.turned.state.scope is Scope.MINIMAL else self.texts
        state = self.turned.state
        message = as_message(list(texts), self.now, Sender(state.fields.person, state.email))
        if self.turned.state.alarm is Alarm.HUMAN and self.turn.kind.unread:
            return replace(
                message, unreadable=(f"in de chat kwam een {self.turn.kind.value} dat een mens moet bekijken",)
            )
        return message

    def _supply(self) -> None:
        if self.case is None:
            return
        told = {name: getattr(self.turned.state.fields, name) for name in self.turned.state.told}
        fields = replace(self.case.fields, **{name: value for name, value in told.items() if value not in (None, ())})
        if fields != self.case.fields:
            before = self.case.fields
            self._correct_party(self.case, fields)
            self._note_replaced(before, fields)
            self.case = cases.set_fields(self.tx, self.case, fields)
            self._note("chat: gegevens", f"bekend: {', '.join(sorted(told)) or '-'}")
            if fields.availability != before.availability and self.turned.state.moment_words:
                self._note("chat: momenten", f"in eigen woorden: {self.turned.state.moment_words}")

    def _note_replaced(self, before: Fields, after: Fields) -> None:
        """What was told before stands beside what holds now, and whether the same person is known to say so."""
        by = f"gezegd {_UNPROVEN}" if self.turn.veiled else "gezegd in het gesprek"
        for name, label in FIELDS.items():
            old, new = getattr(before, name), getattr(after, name)
            if old not in (None, ()) and old != new:
                self._note("chat: gegevens gewijzigd", f"{label}: van {shown(old)} naar {shown(new)} ({by})")

    def _correct_party(self, case: Case, now: Fields) -> None:
        """Who wrote is not called by the old number, nor by the old name."""
        before = case.fields
        for party in reversed(cases.parties_of(self.tx, case.id)):
            if party.phone is not None and party.phone == before.phone:
                name = now.person if party.name == before.person else party.name
                cases.change_party(self.tx, case.id, replace(party, name=name, phone=now.phone))
                return

    def _promise(self, kind: ObligationKind) -> None:
        if self.case is not None:
            promise(self.runtime, self.tx, self.case, kind, self.now)

    def _preventive(self) -> bool:
        return self.turned.state.topic is Topic.PREVENTIVE

    def _note(self, what: str, text: str) -> None:
        if self.case is not None:
            journal.note(self.tx, self.case.id, what, text or self.talk.channel, DESK, self.now)

    def _facts(self, state: Conversation) -> Mapping[str, str]:
        known = facts(self.runtime, state.language, caribbean=state.caribbean)
        if self.case is None:
            return known
        language = spoken_language(state.language)
        due = _next_due(obligations.open_of(self.tx, self.case.id))
        status = phrase(_status(self.case), language)
        when = correspondence.spoken_time(due, language, self.case.calendar) if due else "-"
        return known | {"case_number": self.case.number, "deadline": when, "status": status}


#: In this order: an alarm first, and what the person asked of the conversation last.
_CARRY = {
    Effect.RAISE: _Work.raise_alarm,
    Effect.REGISTER: _Work.register,
    Effect.HUMAN: _Work.wants_human,
    Effect.SUPPLY: _Work.supply,
    Effect.PROVE: _Work.prove,
    Effect.CODE: _Work.code,
    Effect.STATUS: _Work.status,
    Effect.REDACT: _Work.redact,
    Effect.ERASE: _Work.erase,
}
_ORDER = tuple(_CARRY)


def _status(case: Case) -> str:
    return _STATUS.get(case.state, IN_HAND)


def _next_due(promises: list[Obligation]) -> datetime | None:
    return min((one.due_at for one in promises), default=None)


def _open(state: Conversation) -> bool:
    """The person is expected to write again."""
    if state.in_danger:
        return not state.closed_off
    return state.turns > 0 and not state.confirmed and not state.closed_off


def _silence(state: Conversation) -> timedelta:
    return SILENT_IN_DANGER if state.in_danger else SILENT


def _after_failure(runtime: Runtime, number: int, why: str) -> Answered | None:
    now = runtime.clock()
    with runtime.database.begin() as tx:
        tries = conversations.tried(tx, number, now, why)
    if tries < _MOST_TRIES:
        return handle(runtime, number)
    try:
        return _handle_bare(runtime, number, why, now)
    except DatabaseAway:
        raise
    except Exception as error:  # noqa: BLE001 - the same door: it stays waiting and is tried at every sweep
        log.critical("chat turn %s cannot be given to a person: %s", number, trace(error))
        return None


def _handle_bare(runtime: Runtime, number: int, why: str, now: datetime) -> Answered | None:
    """The turn as it lies, for a person; nothing of it is used but that it came."""
    with runtime.database.begin() as tx:
        turn = conversations.turn(tx, number)
        talk = conversations.lock(tx, turn.conversation)
        case = cases.find(tx, talk.number) if talk.number else None
        known = Known(referenced=case.number, sender_fits=True) if case else Known()
        message = replace(as_message([], turn.at), unreadable=(f"een bericht in de chat gaf een fout ({why})",))
        doubt = Assessment(talk.state.alarm.raised_to(Alarm.HUMAN), Route.OTHER, 1.0, fields=talk.state.fields)
        done = carry_out(runtime, tx, message, doubt, known, now, mail=None)
        found = cases.find(tx, done.case) if done.case else case
        state = replace(talk.state, alarm=doubt.alarm, case=found.number if found else None)
        conversations.save(tx, talk, state, now, case=found.id if found else None, wake_at=talk.wake_at)
        replies = render(_FAILED_SAYS, state.language, facts(runtime, state.language, caribbean=state.caribbean))
        for reply in replies:
            conversations.said(tx, talk.id, reply.text, reply.choices, now, leaves=talk.address is not None)
        if not conversations.settle(tx, number, FAILED, now):
            return None
    return Answered(number, talk.id, replies, state.alarm, state.confirmed, state.case, urgent=True)
