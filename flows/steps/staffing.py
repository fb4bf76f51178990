"""What colleagues start by themselves: a case by telephone, other data, another address, a college, a merge.

Each is one transaction with a line in the journal. `key` names one order (a run in Prefect): given twice, done once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from casework.assessment import Alarm, Fields
from casework.course import of_event
from casework.errors import Refusal
from casework.lifecycle import ENDED, FIRST_STATE, CaseEvent, CaseKind, CaseState, NotAllowed
from casework.obligations import ObligationKind
from casework.people import SenderKind, is_address
from flows import windows
from flows.runtime import Runtime
from flows.steps import escalate, signing
from flows.steps.dutch import FIELDS, PEOPLE, shown
from flows.steps.moving import Origin, follow, move, tell
from nlp.chat.phone.numbers import told_number
from storage import cases, journal
from storage import windows as window_store
from storage.cases import Case, Party
from storage.session import Tx


class StaffRefused(Refusal):
    """This cannot be done; the text says why, in Dutch, without personal data."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for a case by telephone, as far as known."""

    role: SenderKind
    name: str | None = None
    email: str | None = None
    phone: str | None = None


#: What each kind of new case begins with, and how it alarms.
_BEGINS = {
    CaseKind.PREVENTIVE: (ObligationKind.CONTACT, None),
    CaseKind.THREAT: (ObligationKind.CALL_BACK, Alarm.YES),
    CaseKind.UNCLEAR: (ObligationKind.LOOK, Alarm.HUMAN),
}


def open_case(
    runtime: Runtime,
    kind: CaseKind,
    caller: Caller,
    by: str,
    now: datetime,
    *,
    calendar: str = "nl",
    language: str = "nl",
    key: str | None = None,
) -> Case:
    """Open a case for somebody who called. A threat alarms at once, as one that came by mail."""
    name, caller = _signed(by), _checked(caller, calendar)
    with runtime.database.begin() as tx:
        known = _made_before(tx, key)
        if known is not None:
            return known
        case = cases.open_case(
            tx,
            kind=kind,
            state=FIRST_STATE[kind],
            language=language,
            fields=Fields(sender_kind=caller.role, phone=caller.phone),
            linked_to=None,
            now=now,
            calendar=calendar,
        )
        cases.add_party(tx, case.id, caller.role.value, caller.name, caller.email, caller.phone, None, language)
        first, alarm = _BEGINS[kind]
        course = of_event(case.place, [], None, (first,))
        case, promised = follow(runtime, tx, case, course, Origin(now, new_case=True), now)
        if alarm is not None:
            escalate.raise_alarm(runtime, tx, case, promised[0], escalate.Trouble(alarm), now)
        journal.note(tx, case.id, "zaak geopend", f"telefonisch, {kind.value}", name, now)
        signing.mark(runtime, tx, case, name, now)
        _remember(tx, case, key, now)
    return case


def change(
    runtime: Runtime, number: str, changes: Mapping[str, object], by: str, now: datetime, *, why: str = "gewijzigd"
) -> Case:
    """Change fields of a case (`Fields`); each old value stands in the journal. Raises StaffRefused."""
    name = _signed(by)
    with runtime.database.begin() as tx:
        before = _case(tx, number)
        after = change_in(tx, before, changes, name, now, why=why)
        if after is not before:
            signing.mark(runtime, tx, after, name, now)
        return after


def change_in(
    tx: Tx, case: Case, changes: Mapping[str, object], by: str, now: datetime, *, why: str = "gewijzigd"
) -> Case:
    """As `change`, inside a transaction. What stays the same is not written down."""
    new = {name: value for name, value in changes.items() if getattr(case.fields, name) != value}
    if not new:
        return case
    for name, value in new.items():
        text = f"{FIELDS[name]}: van {shown(getattr(case.fields, name))} naar {shown(value)} ({why})"
        journal.note(tx, case.id, "gegevens gewijzigd", text, by, now)
    return cases.set_fields(tx, case, replace(case.fields, **new))  # type: ignore[arg-type]


def add_person(runtime: Runtime, number: str, caller: Caller, by: str, now: datetime, *, verified: bool) -> bool:
    """Add somebody to a case, or change who has this role. `verified`: the address is the own one.

    Raises StaffRefused. False when it was known already.
    """
    name = _signed(by)
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        changed = _set_person(tx, case, caller, name, now, verified=verified)
        if changed:
            signing.mark(runtime, tx, case, name, now)
        return changed


def edit(
    runtime: Runtime,
    number: str,
    caller: Caller | None,
    changes: Mapping[str, object],
    by: str,
    now: datetime,
    *,
    verified: bool,
) -> bool:
    """`add_person` and `change` as one. Raises StaffRefused. False when nothing is different now."""
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        changed = edit_in(tx, case, caller, changes, by, now, verified=verified)
        if changed:
            signing.mark(runtime, tx, case, by, now)
        return changed


def edit_in(
    tx: Tx,
    case: Case,
    caller: Caller | None,
    changes: Mapping[str, object],
    by: str,
    now: datetime,
    *,
    verified: bool,
) -> bool:
    """As `edit`, inside a transaction."""
    name = _signed(by)
    met = caller is not None and _set_person(tx, case, caller, name, now, verified=verified)
    return change_in(tx, case, changes, name, now) is not case or met


def _set_person(tx: Tx, case: Case, caller: Caller, by: str, now: datetime, *, verified: bool) -> bool:
    caller, role = _checked(caller, case.calendar), caller.role.value
    before = next((party for party in reversed(cases.parties_of(tx, case.id)) if party.role == role), None)
    what = _person_in_role(tx, case, before, caller)
    own = verified and caller.email is not None and cases.verify_party(tx, case.id, role, now)
    if not what and not own:
        return False
    text = ", ".join([role, *what, *(["mailadres nagevraagd"] if own else [])])
    journal.note(tx, case.id, f"contactgegevens {'gewijzigd' if before else 'toegevoegd'}", text, by, now)
    return True


def _person_in_role(tx: Tx, case: Case, before: Party | None, caller: Caller) -> list[str]:
    """Store who has the role; gives what is new, with what stood there. A new mail address is not verified."""
    if before is None:
        cases.add_party(tx, case.id, caller.role.value, caller.name, caller.email, caller.phone)
        return ["nieuw"]
    told = {"name": caller.name, "email": caller.email, "phone": caller.phone}
    new = {key: value for key, value in told.items() if value and value != getattr(before, key)}
    if new:
        known = before.verified_at if "email" not in new else None
        cases.change_party(tx, case.id, replace(before, **new, verified_at=known))
    return [f"{PEOPLE[key]}: van {shown(getattr(before, key))} naar {shown(value)}" for key, value in new.items()]


def _checked(caller: Caller, calendar: str) -> Caller:
    """The caller with a telephone number as E.164. Raises StaffRefused for one, or a mail address, that is none."""
    email, phone = (caller.email or "").strip(), caller.phone
    if email and not is_address(email):
        raise StaffRefused("Dit is geen mailadres. Schrijf het zo: naam@gemeente.nl.")
    number = told_number(phone, caribbean=calendar != "nl", asked=True) if phone else None
    if phone and number is None:
        raise StaffRefused("Dit is geen telefoonnummer. Schrijf het zo: 0612345678 of +31612345678.")
    return replace(caller, email=email or None, phone=number)


def happen(
    runtime: Runtime, number: str, event: CaseEvent, by: str, reason: str, now: datetime, *, key: str | None = None
) -> Case:
    """Let a person end or move a case: withdrawn, referred, moved house, closed, reopened. Raises StaffRefused."""
    name = _signed(by)
    if not reason.strip():
        raise StaffRefused("Geef een reden: die staat later in het dagboek.")
    with runtime.database.begin() as tx:
        if (known := _made_before(tx, key)) is not None:
            return known
        case = _case(tx, number)
        try:
            moved = move(runtime, tx, case, event, now)
        except NotAllowed as refusal:
            raise StaffRefused(f"Dit kan niet: de zaak is {case.state.value}.") from refusal
        journal.note(tx, case.id, event.value, reason.strip(), name, now)
        signing.mark(runtime, tx, case, name, now)
        tell(runtime, tx, moved, (event,), now, occasion=f"{event.name} {moved.version}", moved=True)
        if event is CaseEvent.MOVED:
            moved = open_for_new_address(runtime, tx, moved, name, now)
        _remember(tx, moved, key, now)
    return moved


def open_for_new_address(runtime: Runtime, tx: Tx, old: Case, by: str, now: datetime) -> Case:
    """A case for another address of the same person: the people go along, the address does not."""
    fields = replace(old.fields, address=None, moving=False)
    made = _follower(tx, old, fields, now)
    course = of_event(made.place, [], None)
    made, _ = follow(runtime, tx, made, course, Origin(now, new_case=True), now)
    journal.note(tx, old.id, "nieuwe zaak voor het nieuwe adres", made.number, by, now)
    journal.note(tx, made.id, "zaak geopend", f"verhuisd, eerdere zaak {old.number}", by, now)
    return made


def open_college(
    runtime: Runtime, number: str, count: int, by: str, now: datetime, *, key: str | None = None
) -> list[Case]:
    """Beside the case by which a werkgever applied, one for each further bestuurder; `count` is all of them.

    The werkgever is contacted once, by the first case: what is answered there about the contact holds for all.
    """
    name = _signed(by)
    with runtime.database.begin() as tx:
        lead = _case(tx, number)
        if _made_before(tx, key) is not None:
            return cases.led_by(tx, lead.number)
        if lead.lead is not None or lead.state is not CaseState.REGISTERED:
            raise StaffRefused("Dit kan alleen bij een zaak die net is aangemeld en de eerste van het college is.")
        made = [_member(runtime, tx, lead, name, now) for _ in range(count - 1)]
        numbers = ", ".join(case.number for case in made)
        journal.note(tx, lead.id, "college: een zaak per bestuurder", numbers, name, now)
        signing.mark(runtime, tx, lead, name, now)
        _remember(tx, lead, key, now)
    return made


def merge(runtime: Runtime, number: str, into: str, by: str, now: datetime) -> Case:
    """Two cases are the same: the people of `number` go over to `into`, later mail too. Raises StaffRefused."""
    name = _signed(by)
    with runtime.database.begin() as tx:
        double, kept = _case(tx, number), _case(tx, into)
        if double.id == kept.id or kept.state in ENDED:
            raise StaffRefused("Kies als tweede een andere zaak, die nog loopt.")
        try:
            merged = move(runtime, tx, double, CaseEvent.MERGED, now)
        except NotAllowed as refusal:
            raise StaffRefused(f"Dit kan niet: zaak {double.number} is {double.state.value}.") from refusal
        merged_into(tx, merged, kept, name, now)
        signing.mark(runtime, tx, kept, name, now)
    return kept


def merged_into(tx: Tx, double: Case, kept: Case, by: str, now: datetime) -> None:
    """What belongs to a merged case goes over to the one that goes on."""
    cases.link(tx, double, kept.number)
    _take_over_people(tx, double, kept)
    journal.note(tx, double.id, "samengevoegd", f"gaat verder in {kept.number}", by, now)
    journal.note(tx, kept.id, "samengevoegd", f"hier gaat {double.number} verder", by, now)


def hand_over(runtime: Runtime, number: str, to: str, by: str, now: datetime) -> Case:
    """Another colleague takes care of a case from now on; `case show` says who. Raises StaffRefused."""
    name = _signed(by)
    if not to.strip():
        raise StaffRefused("Vul in wie de zaak overneemt.")
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        cases.hand_over(tx, case, to.strip())
        journal.note(tx, case.id, "zaak overgedragen", f"aan {to.strip()}", name, now)
        signing.mark(runtime, tx, case, name, now)
    return case


def _member(runtime: Runtime, tx: Tx, lead: Case, by: str, now: datetime) -> Case:
    fields = Fields(sender_kind=SenderKind.WERKGEVER, organisation=lead.fields.organisation)
    made = _follower(tx, lead, fields, now, lead=lead.number, role=SenderKind.WERKGEVER)
    course = of_event(made.place, [], None)
    made, _ = follow(runtime, tx, made, course, Origin(lead.opened_at, new_case=True), now)
    journal.note(tx, made.id, "zaak geopend", f"een van het college, contact via {lead.number}", by, now)
    return made


def _follower(
    tx: Tx, old: Case, fields: Fields, now: datetime, *, lead: str | None = None, role: SenderKind | None = None
) -> Case:
    made = cases.open_case(
        tx,
        kind=CaseKind.PREVENTIVE,
        state=CaseState.REGISTERED,
        language=old.language,
        fields=fields,
        linked_to=old.number,
        now=now,
        calendar=old.calendar,
        lead=lead,
    )
    for party in cases.parties_of(tx, old.id):
        if role is None or party.role == role.value:
            _goes_along(tx, made, party)
    return made


def _take_over_people(tx: Tx, double: Case, kept: Case) -> None:
    known = {(party.role, party.email, party.phone) for party in cases.parties_of(tx, kept.id)}
    for party in cases.parties_of(tx, double.id):
        if (party.role, party.email, party.phone) not in known:
            _goes_along(tx, kept, party)


def _goes_along(tx: Tx, case: Case, party: Party) -> None:
    cases.add_party(tx, case.id, party.role, party.name, party.email, party.phone, party.verified_at, party.language)


def _made_before(tx: Tx, key: str | None) -> Case | None:
    found = None if key is None else window_store.find(tx, f"opdracht/{key}")
    return None if found is None else cases.find(tx, str(found.parameters.get("zaak", "")))


def _remember(tx: Tx, case: Case, key: str | None, now: datetime) -> None:
    if key is not None:
        window_store.want_open(tx, windows.ordered(key, case.number), now)


def _signed(by: str) -> str:
    if not by.strip():
        raise StaffRefused("Vul uw naam in: een mens tekent ervoor.")
    return by.strip()


def _case(tx: Tx, number: str) -> Case:
    case = cases.find(tx, number.strip().upper())
    if case is None:
        raise StaffRefused(f"Zaak {number.strip().upper()} bestaat niet.")
    return case
