"""Whose case is it? A conversation joins a case only after a code that went by mail to somebody in that case.

Whoever names a case number hears the same, whether the case exists or not: a number alone tells nothing.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from itertools import chain

from bots.lettering import write
from casework.letters import LetterKind
from casework.obligations import ObligationKind
from flows.runtime import DESK, Runtime
from flows.steps.correspondence import Addressee, about_no_case, letter_language
from flows.steps.moving import promise
from storage import cases, conversations, journal, outbox, proofs
from storage.cases import Case
from storage.conversations import Talk
from storage.session import Tx

#: What the code proves; it lasts as long as its letter says, and so many are made in that time.
_PURPOSE = "zaak in de chat"
CODE_LASTS = timedelta(minutes=30)
MOST_CODES = 3
_DIGITS = 6


def send_code(runtime: Runtime, tx: Tx, talk: Talk, number: str, now: datetime) -> bool:
    """Mail a code to an address that belongs to a case; true when there was one and it was posted."""
    case = cases.find(tx, number.upper())
    sent = proofs.made_since(tx, _PURPOSE, now - CODE_LASTS, talk=talk.id)
    if case is None or sent >= MOST_CODES:
        return False
    address = _address_of(tx, case)
    if address is None:
        return False
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    proofs.add(tx, _PURPOSE, code, case.number, now, lasts=CODE_LASTS, talk=talk.id)
    facts = {"code": f"{code[:3]} {code[3:]}", "desk_phone": runtime.settings.desk.phone}
    letter = write(LetterKind.CODE, letter_language(case.language), facts)
    key = f"chat zaakcode {talk.id} {secrets.token_hex(8)}"
    outbox.post(tx, about_no_case(runtime, letter, Addressee("mail", address), key), now)
    journal.note(tx, case.id, "chat: code gestuurd", f"iemand noemde deze zaak in de chat ({talk.channel})", DESK, now)
    return True


def _address_of(tx: Tx, case: Case) -> str | None:
    """The first address in a case, else one that was proven in a conversation of it."""
    parties = (party.email for party in cases.parties_of(tx, case.id))
    talks = (talk.state for talk in conversations.of_case(tx, case.id))
    proven_there = (state.email for state in talks if state.email_proven)
    return next(filter(None, chain(parties, proven_there)), None)


def proven(tx: Tx, talk: Talk, code: str, now: datetime) -> Case | None:
    """The case that a code proves, once."""
    number = proofs.use(tx, _PURPOSE, code, now, talk=talk.id)
    return cases.find(tx, number) if number else None


def join(runtime: Runtime, tx: Tx, talk: Talk, own: Case | None, case: Case, now: datetime) -> Case:
    """The conversation belongs to the proven case from now on; a case of its own is for a person to merge with it."""
    journal.note(tx, case.id, "chat: gesprek hoort bij deze zaak", f"bewezen met een code, {talk.channel}", DESK, now)
    if own is None or own.id == case.id:
        return case
    journal.note(tx, own.id, "chat: zelfde persoon", f"bewezen bij {case.number}", DESK, now)
    promise(runtime, tx, own, ObligationKind.MERGE, now)
    return own
