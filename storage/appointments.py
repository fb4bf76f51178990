"""Appointments as they stand, and which of them the adviser's calendar must still be told about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from casework.appointments import Ahead, Appointment, Stage, Talk
from casework.errors import StorageError
from storage.codec import dump
from storage.session import Tx
from storage.tables_papers import appointments

_GUEST = "appointments.guest"


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited: name and mail address as far as known, and the language of letters."""

    name: str | None
    email: str | None
    language: str


@dataclass(frozen=True, slots=True)
class StoredAppointment:
    """An appointment in a case. `agreed_at`: when its moment was agreed; `reminded`: of that moment, how far.

    `asked_at`: since when the guest waits for other moments; `offers`: the days the guest named then (ISO).
    """

    id: int
    case: int
    number: str
    now: Appointment
    guest: Guest
    version: int
    agreed_at: datetime | None
    reminded: Ahead | None
    etag: str | None
    asked_at: datetime | None = None
    offers: tuple[str, ...] = ()


_ADD = sa.insert(appointments).returning(appointments.c.id)
_ID = appointments.c.id == sa.bindparam("id_")
_GET = sa.select(appointments).where(_ID)
_BY_UID = sa.select(appointments).where(appointments.c.uid == sa.bindparam("uid_"))
_OF_CASE = sa.select(appointments).where(appointments.c.case_id == sa.bindparam("case_")).order_by(appointments.c.id)
_AHEAD = (
    sa.select(appointments)
    .where(
        appointments.c.state == Stage.CONFIRMED.name,
        appointments.c.starts_at > sa.bindparam("now"),
        appointments.c.starts_at < sa.bindparam("until"),
    )
    .order_by(appointments.c.starts_at)
)
_PENDING = (
    sa.select(appointments)
    .where(appointments.c.calendar_pending_at <= sa.bindparam("now"))
    .order_by(appointments.c.calendar_pending_at)
    .limit(sa.bindparam("most"))
)
_BEHIND = (
    sa.select(sa.func.count())
    .select_from(appointments)
    .where(
        appointments.c.calendar_pending_at > appointments.c.changed_at,
        appointments.c.calendar_pending_at > sa.bindparam("since"),
    )
)
_SEEN = appointments.c.version == sa.bindparam("seen")
_SAVE = (
    sa.update(appointments)
    .where(_ID, _SEEN)
    .values(
        sequence=sa.bindparam("to_sequence"),
        state=sa.bindparam("to_state"),
        starts_at=sa.bindparam("to_starts_at"),
        slots=sa.bindparam("to_slots"),
        round=sa.bindparam("to_round"),
        agreed_at=sa.bindparam("to_agreed_at"),
        reminded=sa.bindparam("to_reminded"),
        asked_at=sa.bindparam("to_asked_at", type_=appointments.c.asked_at.type),
        offers=sa.func.coalesce(sa.bindparam("to_offers", type_=sa.Text), appointments.c.offers),
        calendar_pending_at=sa.func.coalesce(
            sa.bindparam("pending", type_=appointments.c.calendar_pending_at.type), appointments.c.calendar_pending_at
        ),
        changed_at=sa.bindparam("now"),
        version=appointments.c.version + 1,
    )
)
_REMINDED = sa.update(appointments).where(_ID).values(reminded=sa.bindparam("ahead"))
_SHOWN = (
    sa.update(appointments)
    .where(_ID, _SEEN)
    .values(calendar_pending_at=sa.null(), calendar_etag=sa.bindparam("to_etag"))
)
_ASKED = sa.select(appointments).where(appointments.c.asked_at <= sa.bindparam("now")).order_by(appointments.c.asked_at)
_ANSWERED = sa.update(appointments).where(_ID).values(asked_at=sa.null())
_PUT_OFF = sa.update(appointments).where(_ID).values(calendar_pending_at=sa.bindparam("again"))


def add(tx: Tx, case_id: int, number: str, made: Appointment, guest: Guest, now: datetime) -> StoredAppointment:
    """A new appointment in a case."""
    row = {
        "case_id": case_id,
        "number": number,
        "talk": made.talk.name,
        "uid": made.uid,
        "sequence": made.sequence,
        "state": made.stage.name,
        "minutes": made.minutes,
        "starts_at": made.starts_at,
        "slots": _slots(made),
        "round": made.round,
        "version": 1,
        "guest": tx.seal(_GUEST, dump([guest.name, guest.email, guest.language])),
        "made_at": now,
        "changed_at": now,
    }
    key = tx.connection.execute(_ADD, row).scalar_one()
    return StoredAppointment(key, case_id, number, made, guest, 1, None, None, None)


def save(
    tx: Tx,
    stored: StoredAppointment,
    after: Appointment,
    now: datetime,
    *,
    calendar: bool = False,
    offers: Sequence[str] | None = None,
    waits: bool = True,
) -> StoredAppointment:
    """The appointment after a change; `calendar`: the adviser's calendar must be told. Gives it as it is now.

    `offers`: the guest asked for other moments and named these days; any other change answers such a question.
    Unless the guest `waits` for moments they are only kept, for who plans the talk.
    Raises StorageError when somebody else changed it after it was read.
    """
    same = after.starts_at == stored.now.starts_at and after.stage is Stage.CONFIRMED
    agreed_at = stored.agreed_at if same and stored.agreed_at else now if after.stage is Stage.CONFIRMED else None
    reminded = stored.reminded if same else None
    asked_at = now if offers is not None and waits else None
    values = {
        "id_": stored.id,
        "seen": stored.version,
        "to_sequence": after.sequence,
        "to_state": after.stage.name,
        "to_starts_at": after.starts_at,
        "to_slots": _slots(after),
        "to_round": after.round,
        "to_agreed_at": agreed_at,
        "to_reminded": reminded.value if reminded else None,
        "to_asked_at": asked_at,
        "to_offers": None if offers is None else dump(list(offers)),
        "pending": now if calendar else None,
        "now": now,
    }
    if tx.connection.execute(_SAVE, values).rowcount != 1:
        raise StorageError(f"the appointment of {stored.number} was changed by somebody else at this moment: try again")
    return StoredAppointment(
        stored.id,
        stored.case,
        stored.number,
        after,
        stored.guest,
        stored.version + 1,
        agreed_at,
        reminded,
        stored.etag,
        asked_at,
        stored.offers if offers is None else tuple(offers),
    )


def find(tx: Tx, key: int) -> StoredAppointment | None:
    """The appointment with this number."""
    row = tx.connection.execute(_GET, {"id_": key}).first()
    return None if row is None else _stored(tx, row)


def by_uid(tx: Tx, uid: str) -> StoredAppointment | None:
    """The appointment that calendars know by this UID."""
    row = tx.connection.execute(_BY_UID, {"uid_": uid}).first()
    return None if row is None else _stored(tx, row)


def of_case(tx: Tx, case_id: int) -> list[StoredAppointment]:
    """All appointments of a case, oldest first."""
    return [_stored(tx, row) for row in tx.connection.execute(_OF_CASE, {"case_": case_id})]


def open_of(tx: Tx, case_id: int, talk: Talk) -> StoredAppointment | None:
    """The appointment for a talk that may still change; the newest, if there are several."""
    found = [item for item in of_case(tx, case_id) if item.now.talk is talk and item.now.is_open]
    return found[-1] if found else None


def ahead(tx: Tx, now: datetime, until: datetime) -> list[StoredAppointment]:
    """Agreed appointments between now and then, the first one first."""
    return [_stored(tx, row) for row in tx.connection.execute(_AHEAD, {"now": now, "until": until})]


def asked(tx: Tx, now: datetime) -> list[StoredAppointment]:
    """Appointments whose guest waits for other moments, the longest waiting first."""
    return [_stored(tx, row) for row in tx.connection.execute(_ASKED, {"now": now})]


def answered(tx: Tx, stored: StoredAppointment) -> None:
    """The guest waits for no other moments any more."""
    tx.connection.execute(_ANSWERED, {"id_": stored.id})


def reminded(tx: Tx, key: int, how_far: Ahead) -> None:
    """A reminder of the agreed moment was sent."""
    tx.connection.execute(_REMINDED, {"id_": key, "ahead": how_far.value})


def calendar_pending(tx: Tx, now: datetime, limit: int = 20) -> list[StoredAppointment]:
    """Appointments of which the adviser's calendar does not show what we want."""
    return [_stored(tx, row) for row in tx.connection.execute(_PENDING, {"now": now, "most": limit})]


def calendar_shown(tx: Tx, stored: StoredAppointment, etag: str | None) -> None:
    """The calendar shows this version; when it changed meanwhile it stays pending."""
    tx.connection.execute(_SHOWN, {"id_": stored.id, "seen": stored.version, "to_etag": etag})


def calendar_put_off(tx: Tx, key: int, again: datetime) -> None:
    """The calendar did not answer: try again then."""
    tx.connection.execute(_PUT_OFF, {"id_": key, "again": again})


def calendar_behind(tx: Tx, since: datetime) -> int:
    """Of how many appointments the calendar could not be told when that was tried, since then."""
    return tx.connection.scalar(_BEHIND, {"since": since}) or 0


def _slots(made: Appointment) -> str:
    return dump([slot.astimezone(UTC).isoformat() for slot in made.slots])


def _stored(tx: Tx, row: sa.Row[Any]) -> StoredAppointment:
    name, email, language = json.loads(tx.open(_GUEST, row.guest))
    now = Appointment(
        uid=row.uid,
        talk=Talk[row.talk],
        stage=Stage[row.state],
        minutes=row.minutes,
        sequence=row.sequence,
        starts_at=row.starts_at,
        slots=tuple(datetime.fromisoformat(text) for text in json.loads(row.slots)),
        round=row.round,
    )
    return StoredAppointment(
        id=row.id,
        case=row.case_id,
        number=row.number,
        now=now,
        guest=Guest(name, email, language),
        version=row.version,
        agreed_at=row.agreed_at,
        reminded=Ahead(row.reminded) if row.reminded else None,
        etag=row.calendar_etag,
        asked_at=row.asked_at,
        offers=tuple(json.loads(row.offers)) if row.offers else (),
    )
