"""A human says what a message really is: written down as an example to learn from.

Nothing else changes: a case, its promises and its alarms stay as they are, also when somebody says it is no threat.
What follows from an opinion is done by answering the task (`case answer`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.assessment import Alarm, Route
from casework.corrections import Opinion, why_not
from casework.errors import Refusal
from casework.lifecycle import CaseState
from flows.runtime import Runtime
from flows.steps import signing
from flows.windows import clock_time
from storage import cases, corrections, inbox, journal
from storage.cases import Case
from storage.inbox import StoredMessage
from storage.session import Tx

_WORDS = {
    Opinion.AGREE: "eens met de lezer",
    Opinion.NO_THREAT: "geen dreiging",
    Opinion.THREAT: "wel een dreiging",
    Opinion.OTHER_ROUTE: "andere route",
}


class CorrectionRefused(Refusal):
    """The correction cannot be taken down; the text says why, in Dutch, without personal data."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The message an opinion was taken down about; `unalarmed`: it is a threat, and the case is not under threat."""

    message: int
    unalarmed: bool


def correct(
    runtime: Runtime,
    target: str,
    opinion: Opinion,
    *,
    reason: str,
    by: str,
    now: datetime,
    route: Route | None = None,
    message: int | None = None,
) -> Corrected:
    """Take down an opinion about a message, and that in the journal.

    `target` is a case number, or the number of a mail in the ledger (for mail that opened no case). `message` is needed
    when a case has several. Raises CorrectionRefused; then nothing has changed.
    """
    if not by.strip() or not reason.strip():
        raise CorrectionRefused("Een correctie vraagt een naam en een reden.")
    if refusal := why_not(opinion, route):
        raise CorrectionRefused(refusal)
    with runtime.database.begin() as tx:
        case, stored = _wanted(tx, target, message)
        corrections.add(tx, stored, opinion, route, reason.strip(), by.strip(), now)
        words = f"bericht {stored.id}: {_WORDS[opinion]}{f' ({route.value})' if route else ''}; {reason.strip()}"
        journal.note(tx, stored.case, "lezing beoordeeld", words, by.strip(), now)
        if case is not None:
            signing.mark(runtime, tx, case, by, now)
    unalarmed = opinion is Opinion.THREAT and (case is None or case.state is not CaseState.THREAT)
    return Corrected(stored.id, unalarmed and stored.assessment.alarm is not Alarm.YES)


def _wanted(tx: Tx, target: str, message: int | None) -> tuple[Case | None, StoredMessage]:
    if target.isdecimal():
        return None, _of_mail(tx, int(target))
    case = cases.find(tx, target)
    if case is None:
        raise CorrectionRefused(f"Zaak {target} bestaat niet.")
    return case, _of_case(inbox.messages_of(tx, case.id), target, message)


def _of_mail(tx: Tx, mail: int) -> StoredMessage:
    row = inbox.ledger_row(tx, mail)
    if row.message is None:
        raise CorrectionRefused(f"Mail {mail} is niet gelezen: er is niets te beoordelen.")
    return inbox.message(tx, row.message)


def _of_case(found: list[StoredMessage], number: str, message: int | None) -> StoredMessage:
    chosen = [item for item in found if message in (None, item.id)]
    if len(chosen) == 1:
        return chosen[0]
    choices = "; ".join(
        f"{item.id} ({clock_time(item.message.received_at)}, alarm {item.assessment.alarm.value})" for item in found
    )
    raise CorrectionRefused(f"Welk bericht van zaak {number}? Kies met --message: {choices or 'er is geen bericht'}.")
