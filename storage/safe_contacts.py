"""How people in a case want to be reached safely; added to, never changed, and the newest holds."""

from __future__ import annotations

import json
from datetime import datetime, time

import sqlalchemy as sa

from casework.safe_contact import SafeContact
from storage.codec import dump
from storage.session import Tx
from storage.tables import cases, safe_contacts

_WISH, _BY = "safe_contacts.wish", "safe_contacts.by"
_ADD = sa.insert(safe_contacts)
_NEWEST = (
    sa.select(safe_contacts.c.wish)
    .where(safe_contacts.c.case_id == sa.bindparam("case_"))
    .order_by(safe_contacts.c.id.desc())
    .limit(1)
)
_OF_NUMBER = (
    sa.select(safe_contacts.c.wish)
    .join(cases, cases.c.id == safe_contacts.c.case_id)
    .where(cases.c.number == sa.bindparam("number_"))
    .order_by(safe_contacts.c.id.desc())
    .limit(1)
)


def add(tx: Tx, case_id: int, wish: SafeContact, by: str, now: datetime) -> SafeContact:
    """Take down a wish beside those that are there; gives what holds from now on."""
    whole = of_case(tx, case_id).joined(wish)
    row = {"case_id": case_id, "at": now, "wish": tx.seal(_WISH, _out(whole)), "by": tx.seal(_BY, by)}
    tx.connection.execute(_ADD, row)
    return whole


def of_case(tx: Tx, case_id: int) -> SafeContact:
    """What holds in a case."""
    if tx.waiting(cases, case_id) is not None:  # a wish is written at once, and the case with it
        return SafeContact()
    return _in(tx, tx.connection.scalar(_NEWEST, {"case_": case_id}))


def of_number(tx: Tx, number: str) -> SafeContact:
    """What holds in the case with this number."""
    return _in(tx, tx.connection.scalar(_OF_NUMBER, {"number_": number}))


def _out(wish: SafeContact) -> str:
    hours = [at.isoformat() if at else None for at in (wish.call_from, wish.call_until)]
    return dump([list(wish.avoid), wish.instead, *hours, wish.code_word, wish.note])


def _in(tx: Tx, blob: bytes | None) -> SafeContact:
    if blob is None:
        return SafeContact()
    avoid, instead, start, end, code_word, note = json.loads(tx.open(_WISH, blob))
    hours = [time.fromisoformat(text) if text else None for text in (start, end)]
    return SafeContact(tuple(avoid), instead, hours[0], hours[1], code_word, note)
