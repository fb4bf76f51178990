"""The morning's mail to the secretariaat, on working days: once, by whichever clock comes first."""

from __future__ import annotations

from datetime import datetime

from bots.lettering import write
from casework.digest import Digest, Item, lines, since, sort
from casework.letters import LetterKind
from casework.lifecycle import CaseState
from casework.obligations import ObligationKind
from casework.workdays import AMSTERDAM
from flows.runtime import Runtime, log
from flows.steps import hitches
from flows.steps.correspondence import Addressee, about_no_case, spoken_time
from flows.steps.moving import open_work
from flows.windows import clock_time
from storage import cases, inbox, outbox, rounds
from storage.cases import Case
from storage.obligations import Obligation
from storage.session import Tx

_ROUND = "dagoverzicht"


def morning(runtime: Runtime, now: datetime) -> bool:
    """Post the day's mail when it is time and it was not posted yet; true when it was."""
    local = now.astimezone(AMSTERDAM)
    addresses = runtime.settings.desk.secretariaat if runtime.settings.desk.digest else []
    its_time = runtime.settings.desk.digest_at <= local.time() < runtime.calendar.closes
    if not addresses or not its_time or not runtime.calendar.is_working_day(local.date()):
        return False
    with runtime.database.begin() as tx:
        if not rounds.begin(tx, _ROUND, local.date(), now):
            return False
        letter = write(LetterKind.DIGEST, "nl", facts_of(count(runtime, tx, now), now))
        key = f"dagoverzicht {local.date().isoformat()}"
        outbox.post_all(tx, [about_no_case(runtime, letter, Addressee("mail", to), key) for to in addresses], now)
    log.info("the day's mail is posted")
    return True


def count(runtime: Runtime, tx: Tx, now: datetime) -> Digest:
    """What there is to tell."""
    found = {case.id: case for case in cases.listing(tx, limit=None)}
    open_now = open_work(tx)
    items = [_item(promise, found.get(promise.case)) for promise in open_now if promise.paused_at is None]
    due, late = sort(items, now, runtime.calendar)
    return Digest(
        new=tuple(case.number for case in found.values() if case.opened_at >= since(now, runtime.calendar)),
        due_today=due,
        late=late,
        alarms=tuple(case.number for case in found.values() if case.state is CaseState.THREAT),
        undelivered=tuple(
            f"{promise.number}, {clock_time(promise.since_at)}"
            for promise in open_now
            if promise.kind is ObligationKind.UNDELIVERED
        ),
        mail_waiting=inbox.counts(tx).get("waiting", 0),
        hitches=tuple(hitches.count(tx, now).lines()),
    )


def facts_of(digest: Digest, now: datetime) -> dict[str, str]:
    """The digest as the letter takes it."""
    return {
        "start": spoken_time(now, "nl"),
        "new": str(len(digest.new)),
        "new_list": lines(digest.new),
        "due": str(len(digest.due_today)),
        "due_list": lines([_line(item) for item in digest.due_today]),
        "late": str(len(digest.late)),
        "late_list": lines([_line(item) for item in digest.late]),
        "alarms": str(len(digest.alarms)),
        "alarms_list": lines(digest.alarms),
        "undelivered": str(len(digest.undelivered)),
        "undelivered_list": lines(digest.undelivered),
        "waiting": str(digest.mail_waiting),
        "hitches_list": lines(digest.hitches),
    }


def _item(promise: Obligation, case: Case | None) -> Item:
    return Item(
        case=promise.number,
        what=promise.title,
        owner=promise.owner.value,
        due_at=promise.due_at,
        late=promise.late_at is not None,
        threat=case is not None and case.state is CaseState.THREAT,
    )


def _line(item: Item) -> str:
    threat = " (wachtdienst)" if item.threat else ""
    return f"{item.case}: {item.what}, {item.owner}, uiterlijk {clock_time(item.due_at)}{threat}"
