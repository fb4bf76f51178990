"""Which version of the adviesrapport a reply is about: that of the letter of ours that it answers.

A yes is a yes to what was read. A reply to the letter about version 1 that comes when version 2 lies there says
nothing about version 2, and a reply to a letter about something else says nothing about the report.
"""

from __future__ import annotations

from casework.approvals import Reader
from casework.letters import LetterKind
from casework.messages import Message
from casework.references import answered, verify
from flows.runtime import Runtime
from storage import outbox, reports
from storage.cases import Case
from storage.session import Tx

#: The letters with the report, and those that ask about it again.
_ABOUT_REPORT = {
    Reader.BVA: (LetterKind.REPORT_TO_BVA,),
    Reader.BESTUURDER: (LetterKind.REPORT, LetterKind.REPORT_REMINDER),
    Reader.WERKGEVER: (LetterKind.REPORT_TO_WERKGEVER,),
}


def version_answered(runtime: Runtime, tx: Tx, case: Case, message: Message, reader: Reader) -> int | None:
    """The version of which a letter to `reader` is answered here; None when no such letter is."""
    reference = answered(message, runtime.reference_keys)
    if reference is None or reference.case != case.number:
        return None
    for letter, message_id in outbox.message_ids(tx, case.id, _ABOUT_REPORT[reader]):
        known = verify(message_id, runtime.reference_keys)
        if known is not None and known.letter == reference.letter:
            return _version_then(tx, case, reader, letter)
    return None


def _version_then(tx: Tx, case: Case, reader: Reader, letter: int) -> int | None:
    """What `reader` had been sent last when this letter was posted, or with it."""
    before = [item for item in reports.deliveries(tx, case.id) if item.reader is reader and item.letter <= letter]
    return before[-1].version if before else None
