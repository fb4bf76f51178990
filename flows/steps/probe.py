"""The test threat: sent through the real mail servers to the own mailbox, and taken through the real chain.

When it comes in everything is done that a threat leads to: a case, promises, an alarm, the calls of the roster. Then
all of that is undone before anything leaves, and only the time that it took is kept. So nobody is called, no case
remains, and yet a fault in any of it shows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bots import probe_message
from bots.outgoing import NotSent, Refused, send
from bots.probe_message import Kind
from casework.assessment import Alarm, Assessment
from casework.errors import StorageError
from casework.messages import Message, Part, PartKind, Sender
from casework.triage import Known
from flows.runtime import Runtime, log
from flows.steps.decide import carry_out
from storage import alarms, cases, inbox, probes
from storage.session import Tx

_KEYS = "probe"
_KEEP = timedelta(days=60)
#: Who a rehearsed threat comes from.
_NOBODY = Sender(None, "proef@weerbaar.invalid")


def send_due(runtime: Runtime, now: datetime) -> bool:
    """Send a test threat when it is time; true when one was sent. One that cannot be sent is kept as failed."""
    every = timedelta(minutes=runtime.settings.watch.probe_minutes)
    if not every:
        return False
    with runtime.database.begin() as tx:
        last = next(iter(probes.newest(tx, 1)), None)
        if last is not None and now - last.sent_at < every:
            return False
        number = probes.add(tx, now)
        probes.forget(tx, now - _KEEP)
    return _send(runtime, number)


def _send(runtime: Runtime, number: int) -> bool:
    desk = runtime.settings.desk
    raw = probe_message.build(Kind.PROBE, number, _keys(runtime)[0], sender=desk.address, to=desk.address)
    try:
        send(runtime.smtp, desk.address, raw)
    except (NotSent, Refused) as error:
        log.error("a test threat cannot be sent: %s", error)
        with runtime.database.begin() as tx:
            probes.failed(tx, number)
        return False
    return True


def take(runtime: Runtime, tx: Tx, mail: int, message: Message, assessment: Assessment, now: datetime) -> str | None:
    """Rehearse what a genuine test threat leads to; what became of it, in Dutch. None: it is a mail like any other."""
    number = probe_message.number_of(Kind.PROBE, message, _keys(runtime))
    if number is None or not probes.is_expected(tx, number) or not is_calm_otherwise(runtime, Kind.PROBE, message):
        return None
    arrived_at = inbox.arrival(tx, mail).received_at
    try:
        with runtime.database.rehearsing(tx) as inner:
            calls = _rehearse(runtime, inner, message, assessment, now)
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - the named door of one rehearsal: that it fails is what we want to know
        log.error("the rehearsal failed: %s", type(error).__name__)
        calls = 0
    done_at = runtime.clock()
    probes.done(tx, number, min(arrived_at, done_at), assessment.alarm.value, calls, done_at)
    return f"proefbericht: {assessment.alarm.value}, zou {calls} oproepen geven"


def _rehearse(runtime: Runtime, tx: Tx, message: Message, assessment: Assessment, now: datetime) -> int:
    """As for a threat of a stranger; how many calls were posted."""
    part = Part(PartKind.NEW, message.new_text)
    stranger = replace(message, sender=_NOBODY, automatic=None, message_id=None, parts=(part,), in_reply_to=None)
    done = carry_out(runtime, tx, stranger, assessment, Known(), now, mail=None)
    case = cases.find(tx, done.case or "")
    if case is None or done.alarm is not Alarm.YES:
        return 0
    return sum(
        call.letter is not None for alarm in alarms.of_case(tx, case.id) for call in alarms.attempts_of(tx, alarm.id)
    )


def is_calm_otherwise(runtime: Runtime, kind: Kind, message: Message) -> bool:
    """Beside the words of the test there is nothing, or nothing that alarms (a banner of a mail gateway)."""
    parts = tuple(replace(part, text=probe_message.without(kind, part.text)) for part in message.parts)
    rest = replace(message, subject="", parts=tuple(part for part in parts if part.text.strip()))
    return not rest.parts or runtime.classifier.assess(rest).alarm is Alarm.NO


def _keys(runtime: Runtime) -> list[bytes]:
    return runtime.database.keys.derive(_KEYS)
