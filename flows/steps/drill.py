"""A drill: a threat of our own through the real chain to who is on call, with OEFENING on everything.

It is read, becomes a case and an alarm, and people are called, answer and tick off as they would. Then it is over: the
case is closed and the seconds are told. `casework.rehearsal` plays the same in simulated time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bots import probe_message
from bots.outgoing import send
from bots.probe_message import Kind
from casework.assessment import Alarm, Assessment
from casework.duty import DutyItem, Word
from casework.errors import SettingsError
from casework.escalation import Fate, PolicyName
from casework.lifecycle import CaseEvent, CaseState
from casework.messages import Message, Part, PartKind, Sender
from casework.rehearsal import Played, play, scenes, world_of
from casework.triage import Known
from flows.runtime import DESK, Runtime
from flows.steps.decide import Done, carry_out
from flows.steps.moving import move
from flows.steps.oncall import on_call
from flows.steps.probe import is_calm_otherwise
from storage import alarms, cases, drills, journal
from storage.session import Tx

_KEYS = "drill"
#: A drill that comes in later than this is a mail like any other.
_FRESH = timedelta(hours=1)
_LONGEST_PLAY = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Report:
    """How a drill went; seconds count from sending. None: not yet, or never."""

    number: int
    case: str | None
    policy: str | None = None
    calls: int = 0
    to_arrival: float | None = None
    to_first_attempt: float | None = None
    to_first_delivery: float | None = None
    to_acknowledgement: float | None = None
    to_call_back: float | None = None
    holder: str | None = None

    @property
    def done(self) -> bool:
        """Somebody had it and called back."""
        return self.to_acknowledgement is not None and self.to_call_back is not None

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self) | {"done": self.done}

    def text(self) -> str:
        """For people."""
        rows = {
            "binnengekomen": self.to_arrival,
            "eerste oproep": self.to_first_attempt,
            "eerste oproep afgeleverd": self.to_first_delivery,
            f"overgenomen{f' door {self.holder}' if self.holder else ''}": self.to_acknowledgement,
            "teruggebeld (afgevinkt)": self.to_call_back,
        }
        lines = [f"  {what:<40} {spoken(seconds)}" for what, seconds in rows.items()]
        return "\n".join([f"Oefening {self.number}, {self.case or 'nog geen zaak'}, {self.calls} oproepen", *lines])


def begin(runtime: Runtime, by: str, now: datetime) -> int:
    """Send a drill into the own mailbox; its number. Raises SettingsError, NotSent, Refused."""
    if not by.strip():
        raise SettingsError("een oefening vraagt een naam: --by")
    with runtime.database.begin() as tx:
        number = drills.add(tx, by.strip(), now)
    desk = runtime.settings.desk
    raw = probe_message.build(Kind.DRILL, number, _keys(runtime)[0], sender=desk.address, to=desk.address)
    send(runtime.smtp, desk.address, raw)
    return number


def take(runtime: Runtime, tx: Tx, mail: int, message: Message, assessment: Assessment, now: datetime) -> Done | None:
    """A genuine drill that came in becomes a marked case with a real alarm. None: it is a mail like any other."""
    number = probe_message.number_of(Kind.DRILL, message, _keys(runtime))
    known = drills.find(tx, number) if number is not None else None
    if known is None or known.case is not None or now - known.sent_at > _FRESH:
        return None
    if not is_calm_otherwise(runtime, Kind.DRILL, message):
        return None
    raised = replace(assessment, alarm=assessment.alarm.raised_to(Alarm.YES))
    own = replace(message, sender=Sender(), message_id=None, parts=(Part(PartKind.NEW, message.new_text),))
    done = carry_out(runtime, tx, own, raised, Known(own_address=True), now, mail=mail, exercise=True)
    case = cases.find(tx, done.case or "")
    if case is not None:
        drills.arrived(tx, known.id, case.id)
        told = "de lezer zag een dreiging" if assessment.alarm is Alarm.YES else "DE LEZER ZAG GEEN DREIGING"
        journal.note(tx, case.id, "oefening begonnen", told, known.by, now)
    return done


def report(runtime: Runtime, number: int) -> Report:
    """How a drill goes, or went. Raises SettingsError when there is none."""
    with runtime.database.reading() as tx:
        known = drills.find(tx, number)
        if known is None:
            raise SettingsError(f"oefening {number} bestaat niet")
        case = None if known.case is None else cases.by_id(tx, known.case)
        if case is None:
            return Report(number, None)
        alarm = alarms.of_case(tx, case.id)[0]
        calls, answers = alarms.attempts_of(tx, alarm.id), alarms.answers_of(tx, alarm.id)
        taken = [one for one in answers if one.answer == Word.HAVE_IT.value]
        ticked = [one.at for one in journal.entries(tx, case.id) if one.text.endswith(f" {DutyItem.CALLED.value}")]

    def since(moments: Iterable[datetime | None]) -> float | None:
        first = min((at for at in moments if at is not None), default=None)
        return None if first is None else round((first - known.sent_at).total_seconds(), 1)

    return Report(
        number=number,
        case=case.number,
        policy=alarm.policy,
        calls=len(calls),
        to_arrival=since([case.opened_at]),
        to_first_attempt=since(call.at for call in calls),
        to_first_delivery=since(call.result_at for call in calls if call.result is Fate.DELIVERED),
        to_acknowledgement=since(one.at for one in taken),
        to_call_back=since(ticked),
        holder=taken[0].by if taken else None,
    )


def end(runtime: Runtime, number: int, now: datetime) -> None:
    """The drill is over: nobody is called any more, and its case is closed."""
    with runtime.database.begin() as tx:
        known = drills.find(tx, number)
        case = cases.by_id(tx, known.case) if known is not None and known.case is not None else None
        if case is not None and case.state is not CaseState.CLOSED:
            move(runtime, tx, case, CaseEvent.CLOSED, now)
            journal.note(tx, case.id, "oefening voorbij", "", DESK, now)


@dataclass(frozen=True, slots=True)
class Simulated:
    """A row of the report of a simulated drill."""

    scene: str
    policy: str
    start_at: datetime
    played: Played


def simulate(runtime: Runtime, name: PolicyName, now: datetime) -> list[Simulated]:
    """What would happen with the roster that holds now, on the nights that matter and with what may fail."""
    with runtime.database.reading() as tx:
        known = on_call(runtime, tx, now)
    policy = known.policy(name.value)
    return [
        Simulated(
            scene.name,
            policy.name,
            scene.start_at,
            play(policy, known.roster, scene.start_at, world_of(scene, known.roster), _LONGEST_PLAY),
        )
        for scene in scenes(now)
    ]


def spoken(seconds: float | None) -> str:
    """Seconds for people."""
    return "nooit" if seconds is None else f"{seconds:.1f} s".replace(".", ",")


def _keys(runtime: Runtime) -> list[bytes]:
    return runtime.database.keys.derive(_KEYS)
