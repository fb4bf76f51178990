"""From a mail in the mailbox to a case: keep, look, handle.

Keep: the raw bytes are stored and committed before the mailbox is touched. Look: every new mail is read and assessed
before any is handled, so that a threat does not wait behind a backlog. Handle: one transaction turns one mail into a
case with its promises, letters and journal, or into a ledger row that says why not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Protocol

from bots import probe_message
from bots.imap import Account, Fetched, Mailbox
from bots.lettering import without_own_words
from bots.mail import fingerprint, read_mail
from casework.assessment import Alarm, Assessment, Route
from casework.errors import DatabaseAway, KeyMissing, Overtaken
from casework.messages import Channel, Message, Part, PartKind
from flows.runtime import Runtime, log, trace
from flows.second_reader import SecondReader
from flows.steps import drill, probe, talk_replies
from flows.steps.decide import carry_out
from flows.steps.lookup import known_about, recall_ahead, recalled_about
from flows.steps.replies import take_reply
from nlp.threat.hostile import may_be_threatener
from storage import inbox
from storage.inbox import Arrival, Outcome
from storage.recall import Recalled
from storage.session import Tx

#: How many mails are fetched, kept and marked together.
BATCH = 50
#: How many readings are held in memory while the rest of a backlog is looked at; the others are read again.
HELD = 2_000
#: How many new mails are read whole at once; at the others of a backlog there is a glance first.
AT_ONCE = 20
#: How many calm mails of a backlog share a transaction, and how many are handled between two looks at the mailbox.
TOGETHER, PORTION = 25, 100
#: While all calm mails wait for the second reader the mailbox is looked at again after so many seconds.
BETWEEN_LOOKS = 0.5
#: How many mails that a dead process left behind are looked at in one go.
MOST_WAITING = 10_000
#: After this many failed tries a mail goes to a human as it lies.
MOST_TRIES = 2

#: What counts when nothing could be assessed.
_DOUBT = Assessment(Alarm.HUMAN, Route.OTHER, 1.0)

_LAST = datetime.max.replace(tzinfo=UTC)

#: Parts in which a letter of ours may come back.
_MAY_QUOTE_US = frozenset({PartKind.QUOTED, PartKind.FORWARDED, PartKind.ATTACHMENT})

_ORDER = {Alarm.YES: 0, Alarm.HUMAN: 1, Alarm.NO: 2}


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail, read and assessed; `glanced` as long as the slow part of that is still to be done."""

    message: Message
    assessment: Assessment
    glanced: bool = False


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one mail. `case` is a case number; `urgent` says that letters wait to leave at once.

    `outcome` is None when another process was first, or when the mail stays waiting.
    """

    mail: int
    outcome: Outcome | None
    case: str | None = None
    alarm: Alarm = Alarm.NO
    urgent: bool = False


class Look(Protocol):
    """How to get the reading of a mail when its turn has come."""

    def __call__(self, *, glance: bool) -> Reading:
        """The reading."""


@dataclass(slots=True)
class Seen:
    """How far a mailbox was looked through: everything up to the UID `highest` is in the ledger.

    UIDs only rise (RFC 3501, 2.3.1.1), so what is new lies above it. None: compare the whole folder with the ledger.
    """

    highest: int | None = None


@dataclass(slots=True)
class _Backlog:
    """Mails that were looked at and are calm; `highest` is the highest UID seen."""

    highest: int | None = None
    calm: list[tuple[int, Reading | None]] = field(default_factory=list)

    def most_doubtful(self, count: int, is_settled: Callable[[int], bool]) -> list[tuple[int, Reading | None]]:
        """Take out so many mails that are settled: those about which there is doubt first, then in order of arrival."""
        self.calm.sort(key=_turn)
        taken = list(islice((item for item in self.calm if is_settled(item[0])), count))
        numbers = {mail for mail, _ in taken}
        self.calm = [item for item in self.calm if item[0] not in numbers]
        return taken


def _turn(item: tuple[int, Reading | None]) -> tuple[int, datetime]:
    """When it is a mail's turn; one whose reading is not held comes last."""
    _, reading = item
    if reading is None:
        return (_ORDER[Alarm.NO], _LAST)
    return (_ORDER[reading.assessment.alarm], reading.message.received_at)


def never() -> bool:
    """Nobody asks to stop."""
    return False


def take_in(
    runtime: Runtime,
    account: Account,
    mailbox: Mailbox,
    seen: Seen | None = None,
    stopped: Callable[[], bool] = never,
) -> Iterator[Handled]:
    """Take in everything in `mailbox` that the ledger does not know, and yield what became of each mail.

    All that is new is looked at before the calm mails are handled, newest first, and each alarm is handled as soon as
    it is seen. A long backlog gets a glance and is handled in portions, read whole, those in doubt first; in between
    the mailbox is looked at again. `seen` is used and brought up to date; when anything fails halfway, the next look is
    at the whole folder. Once `stopped` this ends after the mail it is at; what was kept stays waiting.
    """
    seen = seen or Seen()
    backlog, seen.highest = _Backlog(seen.highest), None
    yield from _look(runtime, _news(runtime, account, mailbox, backlog), backlog, stopped)
    while backlog.calm and not stopped():
        yield from _handle_portion(runtime, backlog, stopped)
        yield from _look(runtime, _news(runtime, account, mailbox, backlog), backlog, stopped)
    if not stopped():
        seen.highest = backlog.highest


def handle_waiting(
    runtime: Runtime, *, older_than: timedelta = timedelta(0), stopped: Callable[[], bool] = never
) -> Iterator[Handled]:
    """Handle mails that were kept but not handled, because a process died in between; alarms first."""
    before = runtime.clock() - older_than
    with runtime.database.reading() as tx:
        mails = inbox.waiting(tx, MOST_WAITING, before)
    backlog = _Backlog()
    yield from _look(runtime, ((mail, partial(read_kept, runtime, mail)) for mail in mails), backlog, stopped)
    while backlog.calm and not stopped():
        yield from _handle_portion(runtime, backlog, stopped)


def _look(
    runtime: Runtime, mails: Iterable[tuple[int, Look]], backlog: _Backlog, stopped: Callable[[], bool]
) -> Iterator[Handled]:
    """Look at each mail: an alarm is handled at once, the rest is put by."""
    for place, (mail, look) in enumerate(mails):
        if stopped():
            return
        reading = _try_to(look, mail, glance=place >= AT_ONCE and runtime.second_reader is None)
        if reading is not None and reading.assessment.alarm is Alarm.YES:
            yield handle(runtime, mail, reading)
        else:
            held = reading if len(backlog.calm) < HELD else None
            if held and runtime.second_reader:
                runtime.second_reader.ask(mail, held.message, held.assessment)
            backlog.calm.append((mail, held))


def _try_to(look: Look, mail: int, *, glance: bool) -> Reading | None:
    """The reading, or None for a mail that cannot even be got: handling it will find out why."""
    try:
        return look(glance=glance)
    except DatabaseAway:
        raise
    except Exception as error:  # noqa: BLE001 - the named door of one mail: the others are looked at all the same
        log.error("looking at mail %s failed: %s", mail, trace(error))
        return None


def _handle_portion(runtime: Runtime, backlog: _Backlog, stopped: Callable[[], bool]) -> Iterator[Handled]:
    second = runtime.second_reader
    portion = backlog.most_doubtful(PORTION, second.is_settled if second else lambda _mail: True)
    if second:
        portion = [(mail, _heard(second, mail, reading)) for mail, reading in portion]
        if not portion:
            second.wait(BETWEEN_LOOKS)
    for start in range(0, len(portion), TOGETHER):
        if stopped():
            return
        yield from _handle_whole(runtime, portion[start : start + TOGETHER])


def _handle_whole(runtime: Runtime, portion: list[tuple[int, Reading | None]]) -> Iterator[Handled]:
    """Read whole what was glanced at; what then is an alarm does not wait for the others."""
    calm: list[tuple[int, Reading | None]] = []
    for mail, reading in portion:
        whole = _whole(runtime, reading)
        if whole and whole.assessment.alarm is Alarm.YES:
            yield handle(runtime, mail, whole)
        else:
            calm.append((mail, whole))
    if calm:
        yield from _handle_together(runtime, calm)


def _whole(runtime: Runtime, reading: Reading | None) -> Reading | None:
    """The reading, with what was left out at a glance."""
    return assess(runtime, reading.message) if reading and reading.glanced else reading


def _heard(second: SecondReader, mail: int, reading: Reading | None) -> Reading | None:
    """The reading with what the second reader made of it."""
    return reading and replace(reading, assessment=second.raised(mail, reading.assessment))


def read_raw(
    runtime: Runtime, raw: bytes, received_at: datetime, *, cut: bool = False, glance: bool = False
) -> Reading:
    """Read and assess one mail; stores nothing. `cut`: the bytes are not the whole mail."""
    message = read_mail(raw, received_at=received_at, partial=cut, own_addresses=runtime.settings.own_addresses)
    return assess(runtime, message, glance=glance)


def assess(runtime: Runtime, message: Message, *, glance: bool = False) -> Reading:
    """Assess a message that has been read; a reader that fails is a reason for a human to look."""
    try:
        written = as_written(message)
        if glance:
            return Reading(message, *runtime.classifier.glance(written))
        return Reading(message, runtime.classifier.assess(written))
    except Exception as error:  # noqa: BLE001 - the named door of one mail: whatever goes wrong inside, a human gets it
        log.error("assessing failed: %s", trace(error))
        why = f"het beoordelen mislukte ({type(error).__name__})"
        return Reading(replace(message, unreadable=(*message.unreadable, why)), _DOUBT)


def as_written(message: Message) -> Message:
    """The message as others wrote it: our own letters, quoted or returned in it, are no evidence."""
    kept = [replace(part, text=_others_words(part)) for part in message.parts]
    return replace(message, parts=tuple(part for part in kept if part.text.strip()))


def _others_words(part: Part) -> str:
    return without_own_words(part.text) if part.kind in _MAY_QUOTE_US else part.text


def read_kept(runtime: Runtime, mail: int, *, glance: bool = False) -> Reading:
    """Read and assess a mail from the ledger."""
    with runtime.database.reading() as tx:
        arrival = inbox.arrival(tx, mail)
        raw = inbox.raw(tx, mail)
    return _read(runtime, raw, arrival.received_at, arrival.error, cut=arrival.partial, glance=glance)


def _read(
    runtime: Runtime, raw: bytes, received_at: datetime, error: str | None, *, cut: bool, glance: bool
) -> Reading:
    if error:
        return _unread(received_at, f"de mailserver gaf deze mail niet ({error})")
    return read_raw(runtime, raw, received_at, cut=cut, glance=glance)


def handle(runtime: Runtime, mail: int, reading: Reading | None = None) -> Handled:
    """Handle one kept mail. A mail that fails is tried again, then given to a human as it lies.

    Raises DatabaseAway; then the mail stays waiting. Nothing else: one bad mail never blocks the next.
    """
    try:
        return _handle(runtime, mail, reading or read_kept(runtime, mail))
    except DatabaseAway:
        raise
    except Exception as error:  # noqa: BLE001 - the named door of one mail: one bad mail never blocks the next
        if isinstance(error, KeyMissing) and runtime.reload_keys():
            return handle(runtime, mail, reading)
        log.error("handling failed for mail %s: %s", mail, trace(error))
        return _after_failure(runtime, mail, reading, type(error).__name__)


def _after_failure(runtime: Runtime, mail: int, reading: Reading | None, why: str) -> Handled:
    with runtime.database.begin() as tx:
        tries = inbox.attempt(tx, mail)
    if tries < MOST_TRIES:
        return handle(runtime, mail, reading)
    try:
        return _handle_bare(runtime, mail, reading, why)
    except DatabaseAway:
        raise
    except Exception as error:  # noqa: BLE001 - the same door: it stays waiting and is tried at every sweep
        log.critical("mail %s cannot be given to a human: %s", mail, trace(error))
        return Handled(mail, None)


def _news(runtime: Runtime, account: Account, mailbox: Mailbox, backlog: _Backlog) -> Iterator[tuple[int, Look]]:
    """Keep what is new, and how to read each. With nothing seen the whole folder is compared with the ledger."""
    there = mailbox.uids(backlog.highest)
    known: set[int] = set()
    if backlog.highest is None:
        with runtime.database.reading() as tx:
            known = inbox.known_uids(tx, account.name, account.folder, mailbox.uidvalidity)
            unmarked = inbox.unmarked(tx, account.name, account.folder, mailbox.uidvalidity)
        if left_over := sorted(set(unmarked) & set(there)):
            _mark(runtime, account, mailbox, left_over)
    backlog.highest = max(there, default=backlog.highest or 0)
    news = [uid for uid in there if uid not in known]
    for start in reversed(range(0, len(news), BATCH)):  # newest first: for those minutes may still matter
        for mail, item in _keep(runtime, account, mailbox, news[start : start + BATCH]):
            yield mail, partial(_read, runtime, item.raw, item.internal_date, item.error, cut=item.partial)


def _keep(runtime: Runtime, account: Account, mailbox: Mailbox, uids: list[int]) -> Iterator[tuple[int, Fetched]]:
    fetched = list(mailbox.fetch(uids))
    runtime.on_step("fetched", f"{account.name} {len(fetched)}")
    with runtime.database.begin() as tx:
        rows = [(_arrival(account, mailbox, item), item.raw) for item in fetched]
        kept = inbox.keep(tx, rows, runtime.clock())
    runtime.on_step("kept", f"{account.name} {len(kept)}")
    _mark(runtime, account, mailbox, [item.uid for item in kept])
    by_uid = {item.uid: item for item in fetched}
    yield from ((item.mail, by_uid[item.uid]) for item in kept if item.fresh)


def _mark(runtime: Runtime, account: Account, mailbox: Mailbox, uids: list[int]) -> None:
    if not mailbox.mark(uids):
        return  # tried again at the next full look
    runtime.on_step("marked", f"{account.name} {len(uids)}")
    with runtime.database.begin() as tx:
        inbox.mark(tx, account.name, account.folder, mailbox.uidvalidity, uids, runtime.clock())


def _arrival(account: Account, mailbox: Mailbox, item: Fetched) -> Arrival:
    return Arrival(
        account=account.name,
        folder=account.folder,
        uidvalidity=mailbox.uidvalidity,
        uid=item.uid,
        received_at=item.internal_date,
        size=item.size,
        partial=item.partial,
        error=item.error,
    )


def _handle_together(runtime: Runtime, mails: list[tuple[int, Reading | None]]) -> Iterator[Handled]:
    """Several mails in few transactions; when one of them is trouble, each in its own."""
    try:
        readings = [(mail, held or read_kept(runtime, mail)) for mail, held in mails]
    except Exception as error:  # noqa: BLE001 - the named door of a handful of mails: one by one it is found out which
        yield from _one_by_one(runtime, mails, error)
        return
    for group in _strangers(readings):
        yield from _handle_strangers(runtime, group)


def _strangers(readings: list[tuple[int, Reading]]) -> Iterator[list[tuple[int, Reading]]]:
    """Groups in which no sender and no Message-ID comes twice, in the order given."""
    group: list[tuple[int, Reading]] = []
    seen: set[str] = set()
    for mail, reading in readings:
        names = {(name or "").casefold() for name in (reading.message.sender.email, reading.message.message_id)} - {""}
        if names & seen:
            yield group
            group, seen = [], set()
        group.append((mail, reading))
        seen |= names
    yield group


def _handle_strangers(runtime: Runtime, readings: list[tuple[int, Reading]]) -> list[Handled]:
    """One transaction: what is known about all is asked first, and what follows is written together at the end."""
    try:
        with runtime.database.begin() as tx:
            recall_ahead(tx, {mail: reading.message for mail, reading in readings}, runtime.clock())
            done = [_decide(runtime, tx, mail, reading) for mail, reading in readings]
    except Exception as error:  # noqa: BLE001 - the same door
        return _one_by_one(runtime, readings, error)
    for handled in done:
        runtime.on_step("handled", handled.case or str(handled.mail))
    return done


def _one_by_one(runtime: Runtime, mails: Sequence[tuple[int, Reading | None]], trouble: Exception) -> list[Handled]:
    log.info("handling %s mails one by one: %s", len(mails), trace(trouble))
    return [handle(runtime, mail, held) for mail, held in mails]


def _handle(runtime: Runtime, mail: int, reading: Reading) -> Handled:
    try:
        with runtime.database.begin() as tx:
            handled = _decide(runtime, tx, mail, reading)
    except Overtaken:
        return Handled(mail, None)
    runtime.on_step("handled", handled.case or str(mail))
    return handled


def _decide(runtime: Runtime, tx: Tx, mail: int, reading: Reading) -> Handled:
    now = runtime.clock()
    recalled = recalled_about(tx, mail, reading.message, now)
    if not recalled.waiting:
        raise Overtaken(f"mail {mail} was handled by somebody else")
    return (
        _probe(runtime, tx, mail, reading, now)
        or _duplicate(tx, mail, recalled, now)
        or _reply_to_call(runtime, tx, mail, reading, now)
        or _reply_about_talk(runtime, tx, mail, reading, now)
        or _new(runtime, tx, mail, reading, recalled, now)
    )


def _probe(runtime: Runtime, tx: Tx, mail: int, reading: Reading, now: datetime) -> Handled | None:
    """A test threat of our own: everything is done as for a real one, undone, and measured. A drill is not undone."""
    kind = probe_message.kind_of(reading.message)
    if kind is None:
        return None
    if kind is probe_message.Kind.DRILL:
        done = drill.take(runtime, tx, mail, reading.message, reading.assessment, now)
        if done is None:
            return None
        handled = Handled(mail, done.outcome, done.case, done.alarm, done.urgent)
        return _settled(tx, handled, "oefening", now, done.message)
    said = probe.take(runtime, tx, mail, reading.message, reading.assessment, now)
    return None if said is None else _settled(tx, Handled(mail, Outcome.PROBE), said, now)


def _duplicate(tx: Tx, mail: int, recalled: Recalled, now: datetime) -> Handled | None:
    """The same bytes, or the same Message-ID with the same content. Other content is never a duplicate."""
    if recalled.twin is not None:
        return _settled(tx, Handled(mail, Outcome.DUPLICATE), "dezelfde bytes zijn al ontvangen", now)
    if recalled.same_message is not None:
        return _settled(tx, Handled(mail, Outcome.DUPLICATE), "hetzelfde bericht is al ontvangen", now)
    return None


def _reply_to_call(runtime: Runtime, tx: Tx, mail: int, reading: Reading, now: datetime) -> Handled | None:
    """A duty officer answers a call. When the reply also tells of a threat, it is a message like any other as well."""
    replied = take_reply(runtime, tx, reading.message, now)
    if replied is None or reading.assessment.alarm is Alarm.YES:
        return None
    row = inbox.add_message(
        tx,
        raw_of=mail,
        message=reading.message,
        assessment=reading.assessment,
        fingerprint=fingerprint(reading.message),
        case=replied.case,
        version=runtime.classifier.version,
        now=now,
    )
    return _settled(tx, Handled(mail, Outcome.JOINED, replied.number, urgent=True), replied.reason, now, row)


def _reply_about_talk(runtime: Runtime, tx: Tx, mail: int, reading: Reading, now: datetime) -> Handled | None:
    """A guest chooses a moment, or the guest's calendar answers an invitation."""
    replied = talk_replies.take_reply(runtime, tx, mail, reading.message, reading.assessment, now)
    if replied is None:
        return None
    return _settled(tx, Handled(mail, Outcome.JOINED, replied.number), replied.reason, now, replied.message)


def _new(runtime: Runtime, tx: Tx, mail: int, reading: Reading, recalled: Recalled, now: datetime) -> Handled:
    hostile = may_be_threatener(reading.message, reading.assessment)
    known = known_about(runtime, tx, reading.message, recalled, now, hostile=hostile)
    done = carry_out(runtime, tx, reading.message, reading.assessment, known, now, mail=mail)
    runtime.on_step("decided", str(mail))
    handled = Handled(mail, done.outcome, done.case, done.alarm, done.urgent)
    return _settled(tx, handled, "; ".join(done.reasons), now, done.message)


def _settled(tx: Tx, handled: Handled, reason: str, now: datetime, message: int | None = None) -> Handled:
    """Raises Overtaken at the end of the transaction when somebody else settled the mail meanwhile."""
    if handled.outcome is not None:
        inbox.settle(tx, handled.mail, handled.outcome, reason, now, message)
    return handled


def _handle_bare(runtime: Runtime, mail: int, reading: Reading | None, why: str) -> Handled:
    """The mail as it lies, for a human: nothing of it is used but its time of arrival, and an alarm that was seen."""
    with runtime.database.reading() as tx:
        received_at = inbox.ledger_row(tx, mail).arrival.received_at
    bare = _unread(received_at, f"de verwerking mislukte ({why})")
    seen = reading.assessment.alarm if reading else Alarm.NO
    raised = replace(bare.assessment, alarm=bare.assessment.alarm.raised_to(seen))
    return _handle(runtime, mail, Reading(bare.message, raised))


def _unread(received_at: datetime, why: str) -> Reading:
    return Reading(Message(Channel.EMAIL, received_at, unreadable=(why,)), _DOUBT)
