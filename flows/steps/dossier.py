"""The dossier that an officer hands to the police: facts, words, headers, evidence, who was warned when.

It is made when somebody asks, locked with a new password, and given to that person. Nothing here sends it anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bots.headers import raw_headers
from bots.pdf import lock, new_password
from bots.typesetting import typeset
from casework.errors import NoSuchCase, SettingsError
from casework.workdays import AMSTERDAM
from flows import authorities
from flows.runtime import Runtime
from flows.steps import signing
from flows.steps.dutch import PARTS
from storage import alarms, cases, inbox, journal, safe_contacts
from storage.cases import Case
from storage.inbox import StoredMessage
from storage.session import Tx

MADE = "dossier gemaakt"


@dataclass(frozen=True, slots=True)
class Dossier:
    """The locked pages, and the password that opens them; it is kept nowhere."""

    pdf: bytes
    password: str
    digest: str


def make(runtime: Runtime, number: str, by: str, reason: str, now: datetime) -> Dossier:
    """The dossier of a case. By whom and why is written down, with the digest of the file.

    Raises SettingsError without a name or reason, StorageError, PdfFailed.
    """
    if not by.strip() or not reason.strip():
        raise SettingsError("een dossier vraagt een naam en een reden: --by en --reason")
    with runtime.database.reading() as tx:
        data = _data(runtime, tx, _case(tx, number), by.strip(), reason.strip(), now)
    password = new_password()
    pdf = lock(typeset("dossier", data, now), password)
    digest = hashlib.sha256(pdf).hexdigest()
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        journal.note(tx, case.id, MADE, f"{reason.strip()}; SHA-256 {digest}", by.strip(), now)
        signing.mark(runtime, tx, case, by, now)
    return Dossier(pdf, password, digest)


def _case(tx: Tx, number: str) -> Case:
    case = cases.find(tx, number)
    if case is None:
        raise NoSuchCase(f"zaak {number} bestaat niet")
    return case


def _data(runtime: Runtime, tx: Tx, case: Case, by: str, reason: str, now: datetime) -> dict[str, Any]:
    messages = inbox.messages_of(tx, case.id)
    known = authorities.load(runtime.settings.desk.authorities_file)
    return {
        "zaak": case.number,
        "gemaakt": _time(now),
        "door": by,
        "reden": reason,
        "feiten": [{"wat": what, "waarde": value} for what, value in _facts(tx, case) if value],
        "veilig": safe_contacts.of_case(tx, case.id).lines(),
        "berichten": [_message(tx, item) for item in messages],
        "bewijs": [piece for item in messages for piece in _evidence(tx, item)],
        "gewaarschuwd": sorted(_warned(tx, case), key=lambda one: one["op"]),
        "instanties": [{"naam": one.name, "rol": one.role, "telefoon": one.phone} for one in known.known],
        "nagekeken": f"{known.checked_on:%d-%m-%Y}",
        "nakijken": f"{known.review_on:%d-%m-%Y}",
        "verouderd": known.is_old(now.astimezone(AMSTERDAM).date()),
        "bron": authorities.source(),
    }


def _facts(tx: Tx, case: Case) -> Iterator[tuple[str, str | None]]:
    fields = case.fields
    home = fields.address
    yield "Zaak geopend", _time(case.opened_at)
    yield "Functie", fields.function.value.replace("_", " ") if fields.function else None
    yield "Naam", fields.person
    yield "Organisatie", fields.organisation
    yield "Telefoon", fields.phone
    if home is not None:
        yield "Adres, zoals opgegeven", ", ".join(filter(None, (home.street, home.postcode, home.city)))
    unit = authorities.police_unit(home.city if home else None, fields.organisation)
    yield "Politie-eenheid", unit or "niet bekend: vraag in welke gemeente het is"
    for party in cases.parties_of(tx, case.id):
        yield f"Melder ({party.role})", ", ".join(filter(None, (party.name, party.email, party.phone)))


def _message(tx: Tx, item: StoredMessage) -> dict[str, Any]:
    message = item.message
    sender = " ".join(
        filter(None, (message.sender.name, f"<{message.sender.email}>" if message.sender.email else None))
    )
    head = {
        "Zegt te komen van": sender or "niet vermeld",
        "Aan": ", ".join(message.recipients),
        "Onderwerp": message.subject or "",
        "Verzonden, volgens de mail": _time(message.sent_at) if message.sent_at else "",
        "Kenmerk (Message-ID)": message.message_id or "",
        "Niet te lezen": "; ".join(message.unreadable),
        "Afzender nabellen": "; ".join(message.doubts),
    }
    return {
        "nummer": item.id,
        "ontvangen": _time(message.received_at),
        "kop": [{"wat": what, "waarde": value} for what, value in head.items() if value],
        "delen": [{"soort": PARTS[part.kind], "tekst": part.text} for part in message.parts if part.text.strip()],
        "koppen": raw_headers(inbox.raw(tx, item.mail)) if item.mail is not None else "",
    }


def _evidence(tx: Tx, item: StoredMessage) -> Iterator[dict[str, str]]:
    if item.mail is not None:
        raw = inbox.raw(tx, item.mail)
        yield _piece(f"mail {item.mail}", "message/rfc822", len(raw), hashlib.sha256(raw).hexdigest())
    for file in item.message.attachments:
        yield _piece(file.name, file.media_type, file.size, file.sha256)


def _piece(name: str, kind: str, size: int, digest: str) -> dict[str, str]:
    halves = f"{digest[:32]} {digest[32:]}"
    return {"naam": name, "soort": kind, "bytes": str(size), "afdruk": halves}


def _warned(tx: Tx, case: Case) -> Iterator[dict[str, str]]:
    for alarm in alarms.of_case(tx, case.id):
        for call in alarms.attempts_of(tx, alarm.id):
            yield _row(call.at, call.name, f"oproep per {call.medium.value}: {call.result.value}")
        for answer in alarms.answers_of(tx, alarm.id):
            yield _row(answer.at, answer.by, f"{answer.answer} ({answer.channel})")
    for entry in journal.entries(tx, case.id):
        if entry.what in {"afgevinkt", "taak afgehandeld"}:
            yield _row(entry.at, entry.actor, f"{entry.what}: {entry.text}")


def _row(at: datetime, who: str, how: str) -> dict[str, str]:
    return {"op": at.isoformat(), "tijd": _time(at), "wie": who, "hoe": how}


def _time(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M:%S}"
