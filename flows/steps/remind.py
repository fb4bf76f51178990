"""When a promise is due and not kept. The database decides, so a clock may ring twice, late, or not at all."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.assessment import Alarm
from casework.letters import LetterKind
from casework.obligations import ObligationKind
from casework.people import Owner
from flows import windows
from flows.runtime import DESK, Runtime
from flows.steps import correspondence, escalate
from storage import cases, journal, obligations
from storage import windows as window_store
from storage.obligations import Obligation
from storage.session import Tx


class Rung(StrEnum):
    """What a clock found when it rang."""

    KEPT = "Op tijd gedaan"
    EARLY = "Nog niet zover"
    LATE = "TE LAAT"
    GONE = "Vervallen"


def check(runtime: Runtime, reference: str, now: datetime) -> Rung:
    """Look at one promise; when it is late, say so to those who must know, once."""
    with runtime.database.begin() as tx:
        obligation = obligations.find(tx, reference)
        if obligation is None or obligation.state == "cancelled":
            return Rung.GONE
        if obligation.state == "done":
            return Rung.KEPT
        if obligation.due_at > now:
            return Rung.EARLY
        _late(runtime, tx, obligation, now)
    return Rung.LATE


def sweep(runtime: Runtime, now: datetime) -> int:
    """Find promises that are late and of which no clock spoke; returns how many."""
    with runtime.database.begin() as tx:
        found = obligations.late(tx, now)
        for obligation in found:
            _late(runtime, tx, obligation, now)
    return len(found)


def _late(runtime: Runtime, tx: Tx, obligation: Obligation, now: datetime) -> None:
    if not obligations.mark_late(tx, obligation.id, now):
        return
    case = cases.find(tx, obligation.number)
    if case is None:
        return
    correspondence.post_letters(
        runtime, tx, case, (LetterKind.LATE,), now, occasion=f"{obligation.reference} te laat", obligation=obligation
    )
    if obligation.owner is Owner.DUTY_OFFICER:
        alarm = Alarm.YES if obligation.kind is ObligationKind.CALL_BACK else Alarm.HUMAN
        escalate.press(runtime, tx, case, obligation, alarm, now)
    journal.note(tx, case.id, "te laat", obligation.reference, DESK, now)
    late = obligations.find(tx, obligation.reference)
    if late is not None:
        window_store.want_open(tx, windows.task(late, case), now)
