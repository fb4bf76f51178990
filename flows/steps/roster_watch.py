"""Holes in the roster, told before anybody falls into one."""

from __future__ import annotations

from datetime import datetime

from bots.lettering import write
from casework.escalation import PolicyName
from casework.letters import LetterKind
from casework.roster import Caller, Gap, gaps
from flows.runtime import Runtime, log
from flows.steps.correspondence import Addressee, about_no_case, spoken_time
from flows.steps.oncall import on_call
from storage import outbox
from storage.session import Tx

#: A hole is told this many working days before it begins.
WORKING_DAYS = 3
_CALLER = Caller(PolicyName.THREAT.value, always=True)


def tell_of_gaps(runtime: Runtime, now: datetime) -> int:
    """Tell the secretariaat of each hole that begins within three working days, once; how many letters that were."""
    until = runtime.calendar.due_after(now, WORKING_DAYS)
    with runtime.database.begin() as tx:
        known = on_call(runtime, tx, now)
        if not known.imported:
            return 0
        return sum(_tell(runtime, tx, gap, now) for gap in gaps(known.roster, now, until, _CALLER))


def _tell(runtime: Runtime, tx: Tx, gap: Gap, now: datetime) -> int:
    """A hole that is there already is told under the hour at which it ends, so that it too is told once."""
    facts = {
        "rotation": gap.rotation,
        "start": spoken_time(gap.period.start_at, "nl"),
        "end": spoken_time(gap.period.end_at, "nl"),
    }
    letter = write(LetterKind.ROSTER, "nl", facts)
    begun = gap.period.start_at <= now
    moment = gap.period.end_at if begun else gap.period.start_at
    key = f"gat {gap.rotation} {moment.isoformat()} {now.date() if begun else ''}"
    posts = [about_no_case(runtime, letter, Addressee("mail", to), key) for to in runtime.settings.desk.secretariaat]
    told = outbox.post_all(tx, posts, now)
    if told:
        log.warning("a gap in the roster was told to the secretariaat")
    return told
