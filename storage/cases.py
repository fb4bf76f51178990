"""Cases and the people in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.assessment import Fields
from casework.errors import StorageError
from casework.lifecycle import ENDED, CaseKind, CaseState, Place
from casework.references import case_number
from casework.workdays import AMSTERDAM
from storage.codec import dump_fields, load_fields
from storage.session import Tx
from storage.statements import insert_or_update, word
from storage.tables import case_years, cases, parties
from storage.unwritten import Row

_EMAIL = "parties.email"
#: Stands between the states that a case was put aside in.
_BETWEEN = "/"


@dataclass(frozen=True, slots=True)
class Case:
    """A case. `number` is `WVB-2026-0042`, `linked_to` such a number; `version` counts the changes.

    `exercise`: it is a drill. `calendar` says whose working days count (nl, or bq, bon, sta, sab for the islands).
    `lead`: the case of the same college by which the contact with the werkgever goes. `handler`: the colleague who
    takes care of it.
    """

    id: int
    number: str
    kind: CaseKind
    state: CaseState
    language: str
    opened_at: datetime
    closed_at: datetime | None
    linked_to: str | None
    fields: Fields
    version: int
    held: tuple[CaseState, ...] = ()
    calendar: str = "nl"
    lead: str | None = None
    handler: str | None = None
    exercise: bool = False

    @property
    def place(self) -> Place:
        """Where the case stands, with where it stood before it was put aside."""
        return Place(self.state, self.held)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a case: a role, and how to reach that person.

    `verified_at`: since then a colleague knows that the mail address is the person's own. `language`: of their newest
    mail, as far as known.
    """

    role: str
    name: str | None
    email: str | None
    phone: str | None
    verified_at: datetime | None = None
    language: str | None = None


#: The row of the year, for this transaction alone.
_COUNT = insert_or_update(case_years, ["year"], lambda _new: {"count": case_years.c.count}, case_years.c.count)
_SET_COUNT = (
    sa.update(case_years).where(case_years.c.year == sa.bindparam("in_year")).values(count=sa.bindparam("to_count"))
)
_FIND = sa.select(cases).where(cases.c.number == sa.bindparam("number"))
_BY_ID = sa.select(cases).where(cases.c.id == sa.bindparam("id_"))
#: A line that points to the case, such as one of the journal, need not wait.
_LOCK = sa.select(cases.c.id).where(cases.c.id == sa.bindparam("id_")).with_for_update(key_share=True)
_LIST = sa.select(cases).order_by(cases.c.id.desc())
_COUNTS = sa.select(cases.c.state, sa.func.count()).group_by(cases.c.state)
_SET_STATE = (
    sa.update(cases)
    .where(cases.c.id == sa.bindparam("id_"), cases.c.version == sa.bindparam("seen"))
    .values(
        state=sa.bindparam("to_state"),
        held=sa.bindparam("to_held"),
        kind=sa.bindparam("to_kind"),
        closed_at=sa.bindparam("to_closed_at"),
        version=cases.c.version + 1,
    )
)
_SET_FIELDS = (
    sa.update(cases)
    .where(cases.c.id == sa.bindparam("id_"), cases.c.version == sa.bindparam("seen"))
    .values(fields=sa.bindparam("to_fields"), version=cases.c.version + 1)
)
_LINK = sa.update(cases).where(cases.c.id == sa.bindparam("id_")).values(linked_to=sa.bindparam("other"))
_HAND_OVER = sa.update(cases).where(cases.c.id == sa.bindparam("id_")).values(handler=sa.bindparam("to"))
_LEAVE_LEAD = sa.update(cases).where(cases.c.id == sa.bindparam("id_")).values(lead=None)
_LED = sa.select(cases.c.id).where(cases.c.lead.is_not(None))
_LED_BY = sa.select(cases).where(cases.c.lead == sa.bindparam("number")).order_by(cases.c.id)
#: Merged cases that refer to merged cases; more than these is an error of ours.
_MOST_MERGES = 5
_PARTIES = sa.select(parties).where(parties.c.case_id == sa.bindparam("case_")).order_by(parties.c.id)
_IS_PARTY = (
    sa.select(sa.literal(1))
    .select_from(parties.join(cases, cases.c.id == parties.c.case_id))
    .where(cases.c.number == sa.bindparam("number"), parties.c.email_index == sa.bindparam("email"))
    .limit(1)
)
_NEWEST_IN_ROLE = (
    sa.select(parties.c.id)
    .where(
        parties.c.case_id == sa.bindparam("case_"),
        parties.c.role == sa.bindparam("role_"),
        parties.c.email_index.is_not(None),
    )
    .order_by(parties.c.id.desc())
    .limit(1)
)
_CHANGE_PARTY = (
    sa.update(parties)
    .where(
        parties.c.id
        == sa.select(sa.func.max(parties.c.id))
        .where(parties.c.case_id == sa.bindparam("case_"), parties.c.role == sa.bindparam("role_"))
        .scalar_subquery()
    )
    .values(
        name=sa.bindparam("to_name"),
        email=sa.bindparam("to_email"),
        phone=sa.bindparam("to_phone"),
        email_index=sa.bindparam("to_index"),
        verified_at=sa.bindparam("to_verified"),
    )
)
_WROTE_IN = (
    sa.update(parties)
    .where(parties.c.case_id == sa.bindparam("case_"), parties.c.email_index == sa.bindparam("address"))
    .values(language=sa.bindparam("to_language"))
)
_VERIFY = (
    sa.update(parties)
    .where(parties.c.id == sa.bindparam("id_"), parties.c.verified_at.is_(None))
    .values(verified_at=sa.bindparam("now"))
)
_IS_VERIFIED = sa.select(parties.c.id).where(
    parties.c.case_id == sa.bindparam("case_"),
    parties.c.role == sa.bindparam("role_"),
    parties.c.email_index == sa.bindparam("email"),
    parties.c.verified_at.is_not(None),
)
#: The number of the newest case that is not closed with this mail address (its index) in it.
NEWEST_OPEN_WITH = (
    sa.select(cases.c.number)
    .join(parties, cases.c.id == parties.c.case_id)
    .where(parties.c.email_index == sa.bindparam("email"), cases.c.state.not_in([word(state.value) for state in ENDED]))
    .order_by(parties.c.case_id.desc())
    .limit(1)
)


def open_case(
    tx: Tx,
    *,
    kind: CaseKind,
    state: CaseState,
    language: str,
    fields: Fields,
    linked_to: str | None,
    now: datetime,
    calendar: str = "nl",
    lead: str | None = None,
    exercise: bool = False,
) -> Case:
    """Open a case under the next number of the year (Dutch time). Numbers have no gaps: a rollback gives it back."""
    number = _next_number(tx, now.astimezone(AMSTERDAM).year)
    row = {
        "number": number,
        "kind": kind.value,
        "state": state.value,
        "held": "",
        "calendar": calendar,
        "lead": lead,
        "exercise": exercise,
        "language": language,
        "opened_at": now,
        "closed_at": None,
        "linked_to": linked_to,
        "fields": tx.seal("cases.fields", dump_fields(fields)),
        "version": 1,
        "letters": 0,
    }
    return Case(
        tx.add(cases, row), number, kind, state, language, now, None, linked_to, fields, 1,
        calendar=calendar, lead=lead, exercise=exercise,
    )  # fmt: skip


def _next_number(tx: Tx, year: int) -> str:
    """The row of the year is locked once for a transaction, and the count in it written once."""
    count: Row | None = tx.remembered((case_years, year))
    if count is None:
        last = tx.beside.execute(_COUNT[tx.dialect], {"year": year, "count": 0}).scalar_one()
        count = {"in_year": year, "to_count": last}
        tx.remember((case_years, year), count)
        tx.change(_SET_COUNT, count)
    count["to_count"] += 1
    return case_number(year, count["to_count"])


def by_id(tx: Tx, row: int) -> Case | None:
    """The case in this row."""
    found = tx.connection.execute(_BY_ID, {"id_": row}).first()
    return None if found is None else _case(tx, found)


def lock(tx: Tx, case_id: int) -> None:
    """Who locks the same case waits until the end of this transaction."""
    if tx.postgres:  # SQLite has one writer
        tx.connection.execute(_LOCK, {"id_": case_id})


def find(tx: Tx, number: str) -> Case | None:
    """The case with this number."""
    row = tx.connection.execute(_FIND, {"number": number}).first()
    return None if row is None else _case(tx, row)


def listing(
    tx: Tx, *, states: Collection[CaseState] | None = None, limit: int | None = 100, offset: int = 0
) -> list[Case]:
    """Cases, newest first. Without `states` all of them; `limit` None is without limit."""
    query = _LIST
    if states is not None:
        query = query.where(cases.c.state.in_([state.value for state in states]))
    return [_case(tx, row) for row in tx.connection.execute(query.limit(limit).offset(offset))]


def counts(tx: Tx) -> dict[CaseState, int]:
    """How many cases there are in each state."""
    return {CaseState(state): count for state, count in tx.connection.execute(_COUNTS)}


def set_state(
    tx: Tx,
    case: Case,
    state: CaseState,
    now: datetime,
    kind: CaseKind | None = None,
    held: tuple[CaseState, ...] = (),
) -> Case:
    """Change the state (and kind) of a case; gives the case as it is now. `held`: where it stood, when put aside.

    Raises StorageError when somebody else changed the case after it was read.
    """
    changed = replace(
        case,
        state=state,
        kind=kind or case.kind,
        held=held,
        closed_at=now if state in ENDED else None,
        version=case.version + 1,
    )
    values = {
        "id_": case.id,
        "seen": case.version,
        "to_state": changed.state.value,
        "to_held": _BETWEEN.join(changed.held),
        "to_kind": changed.kind.value,
        "to_closed_at": changed.closed_at,
    }
    if tx.connection.execute(_SET_STATE, values).rowcount != 1:
        raise StorageError(f"case {case.number} was changed by somebody else at this moment: try again")
    return changed


def set_fields(tx: Tx, case: Case, fields: Fields) -> Case:
    """Change what is known in a case; gives it as it is now. Raises StorageError as `set_state`."""
    values = {"id_": case.id, "seen": case.version, "to_fields": tx.seal("cases.fields", dump_fields(fields))}
    if tx.connection.execute(_SET_FIELDS, values).rowcount != 1:
        raise StorageError(f"case {case.number} was changed by somebody else at this moment: try again")
    return replace(case, fields=fields, version=case.version + 1)


def link(tx: Tx, case: Case, other: str) -> None:
    """Let a case refer to another."""
    tx.connection.execute(_LINK, {"id_": case.id, "other": other})


def hand_over(tx: Tx, case: Case, handler: str) -> None:
    """Remember who of the desk takes care of a case."""
    tx.connection.execute(_HAND_OVER, {"id_": case.id, "to": tx.seal("cases.handler", handler)})


def leave_lead(tx: Tx, case: Case) -> Case:
    """The contact of this case does not go by another any more."""
    tx.connection.execute(_LEAVE_LEAD, {"id_": case.id})
    return replace(case, lead=None)


def led(tx: Tx) -> set[int]:
    """The cases of which another case of the same college keeps the contact."""
    return set(tx.connection.scalars(_LED))


def led_by(tx: Tx, number: str) -> list[Case]:
    """The cases of the same college whose contact goes by this one, oldest first."""
    return [_case(tx, row) for row in tx.connection.execute(_LED_BY, {"number": number})]


def where_it_goes_on(tx: Tx, number: str) -> Case | None:
    """The case with this number, or the one that it was merged into."""
    case = find(tx, number)
    for _ in range(_MOST_MERGES):
        if case is None or case.state is not CaseState.MERGED or case.linked_to is None:
            break
        case = find(tx, case.linked_to)
    return case


def add_party(
    tx: Tx,
    case_id: int,
    role: str,
    name: str | None,
    email: str | None,
    phone: str | None,
    verified_at: datetime | None = None,
    language: str | None = None,
) -> None:
    """Add somebody to a case."""
    row = {
        "case_id": case_id,
        "role": role,
        "name": tx.seal_some("parties.name", name),
        "email": tx.seal_some(_EMAIL, email),
        "phone": tx.seal_some("parties.phone", phone),
        "email_index": tx.index_some(_EMAIL, email),
        "verified_at": verified_at,
        "language": language,
    }
    tx.add(parties, row)


def change_party(tx: Tx, case_id: int, party: Party) -> None:
    """Who came last in this role is called and reached so from now on."""
    values = {
        "case_": case_id,
        "role_": party.role,
        "to_name": tx.seal_some("parties.name", party.name),
        "to_email": tx.seal_some(_EMAIL, party.email),
        "to_phone": tx.seal_some("parties.phone", party.phone),
        "to_index": tx.index_some(_EMAIL, party.email),
        "to_verified": party.verified_at,
    }
    tx.connection.execute(_CHANGE_PARTY, values)


def wrote_in(tx: Tx, case_id: int, email: str, language: str) -> None:
    """Who has this mail address in the case wrote in this language."""
    values = {"case_": case_id, "address": tx.index(_EMAIL, email), "to_language": language}
    tx.connection.execute(_WROTE_IN, values)


def parties_of(tx: Tx, case_id: int) -> list[Party]:
    """The people in a case, in the order in which they came."""
    return [_party(tx, row) for row in tx.connection.execute(_PARTIES, {"case_": case_id})]


def is_party(tx: Tx, number: str, email: str) -> bool:
    """True when this mail address belongs to somebody in the case."""
    return tx.connection.scalar(_IS_PARTY, {"number": number, "email": tx.index(_EMAIL, email)}) is not None


def verify_party(tx: Tx, case_id: int, role: str, now: datetime) -> bool:
    """The newest mail address in this role is the person's own. False when there is none, or when it was known."""
    row = tx.connection.execute(_NEWEST_IN_ROLE, {"case_": case_id, "role_": role}).first()
    return row is not None and tx.connection.execute(_VERIFY, {"id_": row.id, "now": now}).rowcount == 1


def is_verified(tx: Tx, case_id: int, role: str, email: str) -> bool:
    """True when this mail address is known to be the own address of who has this role in the case."""
    values = {"case_": case_id, "role_": role, "email": tx.index(_EMAIL, email)}
    return tx.connection.scalar(_IS_VERIFIED, values) is not None


def _case(tx: Tx, row: sa.Row[Any]) -> Case:
    return Case(
        id=row.id,
        number=row.number,
        kind=CaseKind(row.kind),
        state=CaseState(row.state),
        language=row.language,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        linked_to=row.linked_to,
        fields=load_fields(tx.open("cases.fields", row.fields)),
        version=row.version,
        held=tuple(CaseState(state) for state in row.held.split(_BETWEEN) if state),
        calendar=row.calendar,
        lead=row.lead,
        exercise=row.exercise,
        handler=tx.open_some("cases.handler", row.handler),
    )


def _party(tx: Tx, row: sa.Row[Any]) -> Party:
    return Party(
        row.role,
        tx.open_some("parties.name", row.name),
        tx.open_some(_EMAIL, row.email),
        tx.open_some("parties.phone", row.phone),
        row.verified_at,
        row.language,
    )
