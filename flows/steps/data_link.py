"""Data of a person, entered by a colleague on the page of a signed link, so that Prefect never sees them.

A link belongs to one case and one role, opens an empty form, can be used once and expires. It shows nothing that is
known already: who finds it later finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.assessment import Address
from casework.errors import Refusal
from casework.people import SenderKind, is_address
from flows.links import data_link
from flows.runtime import Runtime
from flows.steps import signing
from flows.steps.staffing import Caller, edit_in
from nlp.chat.phone.numbers import told_number
from storage import cases, data_links
from storage.data_links import DataLink

#: The fields of the form in their order, with the longest text each takes (characters).
LONGEST = {
    "naam": 120,
    "telefoon": 40,
    "mail": 254,
    "straat": 120,
    "postcode": 12,
    "plaats": 80,
    "organisatie": 160,
}
#: Ticked: nobody else reads that mail address.
OWN = "eigen"
_POSTCODE = re.compile(r"([1-9]\d{3})\s?([A-Za-z]{2})")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_KEPT = timedelta(days=7)
_VIA = "via de link"


class LinkSpent(Refusal):
    """The link was used before, or its time is over."""


@dataclass(frozen=True, slots=True)
class Made:
    """The address of a link, and until when it can be used."""

    address: str
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field, in Dutch, and how to mend it."""

    field: str
    text: str


def make(runtime: Runtime, number: str, role: SenderKind, by: str, now: datetime) -> Made | None:
    """The link for a case and a role. None: no public address is set.

    One that is still open is given again to who made it; asked by somebody else it ends, for it signs with a name.
    """
    if not runtime.settings.door.public_url:
        return None
    with runtime.database.begin() as tx:
        case = cases.find(tx, number)
        if case is None:
            return None
        cases.lock(tx, case.id)  # two who ask at one moment get the same link, or the later one ends the earlier
        data_links.forget(tx, now - _KEPT)
        link = data_links.open_of(tx, case.id, role.value, now)
        if link is not None and link.by != by.strip():
            data_links.end(tx, link.id, now)
            link = None
        if link is None:
            until = now + timedelta(hours=runtime.settings.door.data_link_hours)
            link = data_links.add(tx, case.id, case.number, role.value, by.strip(), now, until)
        signing.mark(runtime, tx, case, by, now)
    address = data_link(runtime, link)
    return None if address is None else Made(address, link.until_at)


def open_link(runtime: Runtime, key: int, now: datetime) -> DataLink | None:
    """A link that may still be used."""
    with runtime.database.reading() as tx:
        found = data_links.find(tx, key)
    return found if found is not None and found.is_open(now) else None


def tidy(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form without what nobody can type; what else was sent is left out."""
    return {name: " ".join(_UNSEEN.sub(" ", typed.get(name, "")).split()) for name in LONGEST}


def problems(values: Mapping[str, str], *, island: bool) -> Iterator[Problem]:
    """What has to be filled in or changed, in the order of the form. On an island an address has no postcode."""
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            yield Problem(name, f"Dit is te lang. Gebruik hoogstens {most} tekens.")
        elif wrong := _wrong(name, values, island=island):
            yield Problem(name, wrong)


def keep(runtime: Runtime, key: int, values: Mapping[str, str], *, own: bool, now: datetime) -> str:
    """Write the data in the case and use the link up, in one transaction; gives the number of the case it stands in.

    `values` were found to be without problems. Raises LinkSpent, StaffRefused; then nothing has changed.
    """
    with runtime.database.begin() as tx:
        link = data_links.find(tx, key)
        case = cases.where_it_goes_on(tx, link.number) if link else None
        if link is None or case is None or not data_links.use(tx, key, now):
            raise LinkSpent("Deze link is al gebruikt of verlopen.")
        role = SenderKind(link.role)
        caller = Caller(role, values["naam"], values["mail"] or None, values["telefoon"] or None)
        changes = _changes(values, role, island=case.calendar != "nl")
        edit_in(tx, case, caller, changes, f"{link.by} ({_VIA})", now, verified=own and bool(values["mail"]))
        signing.mark(runtime, tx, case, link.by, now)
    return case.number


def _wrong(name: str, values: Mapping[str, str], *, island: bool) -> str | None:
    value = values[name]
    match name:
        case "naam" if not value:
            return "Vul de naam in."
        case "telefoon" if not value and not values["mail"]:
            return "Vul een telefoonnummer of een mailadres in."
        case "telefoon" if value and told_number(value, caribbean=island, asked=True) is None:
            return "Dit is geen telefoonnummer. Schrijf het zo: 0612345678 of +31612345678."
        case "mail" if value and not is_address(value):
            return "Dit is geen mailadres. Schrijf het zo: naam@gemeente.nl."
        case "straat" if not value and (values["postcode"] or values["plaats"]):
            return "Vul ook de straat en het huisnummer in, of laat het adres leeg."
        case "plaats" if not value and values["straat"]:
            return "Vul ook de plaats in."
        case "postcode" if value and not island and not _POSTCODE.fullmatch(value):
            return "Dit is geen postcode. Schrijf hem zo: 1234 AB."
    return None


def _changes(values: Mapping[str, str], role: SenderKind, *, island: bool) -> dict[str, object]:
    changes: dict[str, object] = {}
    phone = told_number(values["telefoon"], caribbean=island, asked=True) if values["telefoon"] else None
    if phone and role is SenderKind.BESTUURDER:
        changes["phone"] = phone
    if values["straat"]:
        match = _POSTCODE.fullmatch(values["postcode"])
        postcode = f"{match[1]} {match[2].upper()}" if match else values["postcode"] or None
        changes["address"] = Address(values["straat"], postcode, values["plaats"])
    if values["organisatie"]:
        changes["organisation"] = values["organisatie"]
    return changes
