"""What the parts, fields and readings of a message are called when a colleague reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from casework.assessment import Address, Alarm
from casework.messages import PartKind
from storage.obligations import CANCELLED, DONE, OPEN

PARTS = {
    PartKind.SUBJECT: "Onderwerp",
    PartKind.NEW: "Eigen woorden",
    PartKind.QUOTED: "Aangehaald",
    PartKind.FORWARDED: "Doorgestuurd",
    PartKind.SIGNATURE: "Ondertekening",
    PartKind.ATTACHMENT: "Tekst uit een bijlage",
    PartKind.FILENAME: "Naam van een bestand",
}
#: What is known of who is in a case (`storage.cases.Party`).
PEOPLE = {"name": "naam", "email": "mailadres", "phone": "telefoon"}
#: The names of `casework.assessment.Fields`.
FIELDS = {
    "sender_kind": "wie schrijft",
    "function": "functie",
    "person": "bestuurder",
    "organisation": "organisatie",
    "phone": "telefoon",
    "address": "adres",
    "moving": "verhuist",
    "pkvw": "PKVW",
    "domains": "domeinen",
    "themes": "thema's",
    "availability": "kan op",
}
ALARMS = {Alarm.NO: "nee", Alarm.HUMAN: "een mens kijkt nu", Alarm.YES: "ja"}
_YES_NO = {True: "ja", False: "nee"}
PROMISES = {OPEN: "open", DONE: "gedaan", CANCELLED: "vervallen"}


def told(fields: Mapping[str, Any]) -> Iterator[str]:
    """Each field that is known, as a line: `functie: wethouder`."""
    for name, value in fields.items():
        if value or (name == "pkvw" and value is not None):
            yield f"{FIELDS.get(name, name)}: {shown(value)}"


def shown(value: object) -> str:
    """The value of a field as it is read: `wethouder`, `ja`, `Dreef 1, Urk`, or `leeg`."""
    if value is None or value in ("", ()):
        return "leeg"
    if isinstance(value, Address):
        return shown(asdict(value))
    if isinstance(value, Mapping):
        return ", ".join(str(part) for part in value.values() if part)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return _YES_NO.get(value, str(value)) if isinstance(value, bool) else str(value)
