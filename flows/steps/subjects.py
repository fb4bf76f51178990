"""What is stored about one person, by mail address: given to them (AVG, art. 15) or erased (art. 17).

Of a case that is about the person alone all is given, or erased; of a case that others are in only the person's own
part. A case that runs or is held is not erased: first it must end, and the hold be lifted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.errors import Refusal
from casework.people import SenderKind
from casework.retention import OF_A_CASE
from flows.runtime import Runtime
from flows.steps import signing
from flows.steps.retention import REQUEST, erase_kind
from storage import appointments, cases, conversations, erasure, holds, journal, reports, subjects
from storage.cases import Case
from storage.conversations import Talk
from storage.inbox import StoredMessage
from storage.outbox import Outgoing
from storage.session import Tx
from storage.subjects import Part


class SubjectRefused(Refusal):
    """This cannot be done; the text says why, in Dutch, with case numbers at most."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased: cases as a whole, cases of which the person's part only; messages, letters and chats beside."""

    whole: tuple[str, ...]
    parts: tuple[str, ...]
    messages: int
    letters: int
    talks: int


def export(runtime: Runtime, email: str, *, by: str, now: datetime) -> dict[str, Any]:
    """Everything about the person, as JSON. Goes to the journal of each case. Raises SubjectRefused."""
    name = _signed(by)
    with runtime.database.begin() as tx:
        parts = subjects.parts_of(tx, email)
        found = {
            "person": email,
            "made_at": now.isoformat(),
            "cases": [_case_out(tx, part, email) for part in _each_case(parts)],
            "messages": [_message_out(item) for item in subjects.messages_from(tx, email)],
            "letters": [_letter_out(item) for item in subjects.letters_to(tx, email)],
            "chats": [_talk_out(tx, item) for item in _talks_about(tx, parts, email)],
        }
        if not any(found[what] for what in ("cases", "messages", "letters", "chats")):
            raise SubjectRefused("van deze persoon is niets opgeslagen")
        for number in {part.number for part in parts}:
            case = _case(tx, number)
            journal.note(tx, case.id, "inzage gegeven", "gegevens van een persoon opgehaald", name, now)
            signing.mark(runtime, tx, case, name, now)
    return found


def erase(runtime: Runtime, email: str, *, by: str, reason: str, now: datetime) -> Forgotten:
    """Erase everything about the person, in one transaction. Raises SubjectRefused; then nothing is erased."""
    name = _signed(by)
    if not reason.strip():
        raise SubjectRefused("gegevens wissen vraagt een reden")
    with runtime.database.begin() as tx:
        erasure.overwrite_freed(tx)
        parts = subjects.parts_of(tx, email)
        talks = subjects.talks_of(tx, email)
        _require_free(tx, {part.number for part in parts} | {talk.number for talk in talks if talk.number})
        letters = erasure.erase_letters(tx, [item.id for item in subjects.letters_to(tx, email)], now)
        messages = erasure.erase_messages(tx, [item.id for item in subjects.messages_from(tx, email)], now)
        gone = erasure.erase_talks(tx, [talk.id for talk in talks])
        whole = [part for part in _each_case(parts) if _is_about(part)]
        for part in whole:
            _erase_case(tx, _case(tx, part.number), reason.strip(), name, now)
        others = [part for part in parts if part.number not in {item.number for item in whole}]
        for part in others:
            subjects.forget_part(tx, part)
            journal.note(tx, _case(tx, part.number).id, "gewist", f"persoon in de zaak ({REQUEST})", name, now)
        for part in (*whole, *others):
            signing.mark(runtime, tx, _case(tx, part.number), name, now)
    runtime.database.forget_freed()
    if not (parts or letters or messages or gone):
        raise SubjectRefused("van deze persoon is niets opgeslagen")
    return Forgotten(_numbers(whole), _numbers(others), messages, letters, gone)


def _erase_case(tx: Tx, case: Case, reason: str, by: str, now: datetime) -> None:
    lost = {stone.kind for stone in erasure.tombstones(tx) if stone.case == case.id}
    for kind in OF_A_CASE:
        if kind not in lost:
            erase_kind(tx, case, kind, REQUEST, by, now)
    journal.note(tx, case.id, "gewist op verzoek", reason, by, now)


def _require_free(tx: Tx, numbers: Iterable[str]) -> None:
    for number in sorted(numbers):
        case = _case(tx, number)
        if holds.is_held(tx, case.id):
            raise SubjectRefused(f"zaak {number} wordt vastgehouden: hef dat eerst op")
        if case.closed_at is None:
            raise SubjectRefused(f"zaak {number} loopt nog: sluit die eerst")


def _is_about(part: Part) -> bool:
    """The case is about this person: the bestuurder in it, or the only one."""
    return part.alone or part.role == SenderKind.BESTUURDER.value


def _each_case(parts: Iterable[Part]) -> list[Part]:
    """One part for each case; the one that says most."""
    found: dict[str, Part] = {}
    for part in parts:
        if part.number not in found or _is_about(part):
            found[part.number] = part
    return list(found.values())


def _case_out(tx: Tx, part: Part, email: str) -> dict[str, Any]:
    case = _case(tx, part.number)
    out: dict[str, Any] = {
        "number": case.number,
        "role": part.role,
        "state": case.state.value,
        "opened_at": case.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "person": [
            {"name": item.name, "email": item.email, "phone": item.phone}
            for item in cases.parties_of(tx, case.id)
            if (item.email or "").casefold() == email.casefold()
        ],
    }
    return out | _whole_case(tx, case, email) if _is_about(part) else out


def _whole_case(tx: Tx, case: Case, email: str) -> dict[str, Any]:
    """What a case says about the person it is about. Names of colleagues who worked on it are left out."""
    fields, address = case.fields, case.fields.address
    return {
        "fields": {
            "function": fields.function.value if fields.function else None,
            "person": fields.person,
            "organisation": fields.organisation,
            "phone": fields.phone,
            "address": [address.street, address.postcode, address.city] if address else None,
            "moving": fields.moving,
            "pkvw": fields.pkvw,
            "domains": list(fields.domains),
            "themes": list(fields.themes),
            "availability": list(fields.availability),
        },
        "appointments": [
            {"talk": item.now.talk.value, "state": item.now.stage.value, "starts_at": _iso(item.now.starts_at)}
            for item in appointments.of_case(tx, case.id)
            if (item.guest.email or "").casefold() == email.casefold()
        ],
        "report": [
            {"at": item.at.isoformat(), "version": item.happened.version, "what": item.happened.step.value}
            for item in reports.steps(tx, case.id)
        ],
        "journal": [
            {"at": item.at.isoformat(), "what": item.what, "text": item.text} for item in journal.entries(tx, case.id)
        ],
    }


def _message_out(item: StoredMessage) -> dict[str, Any]:
    told = item.assessment
    return {
        "received_at": item.message.received_at.isoformat(),
        "subject": item.message.subject,
        "text": "\n".join(part.text for part in item.message.parts),
        "attachments": [file.name for file in item.message.attachments],
        "read_as": {
            "alarm": told.alarm.value,
            "route": told.route.value,
            "evidence": [{"text": one.text, "rule": one.rule} for one in told.evidence],
        },
    }


def _letter_out(item: Outgoing) -> dict[str, Any]:
    return {
        "posted_at": item.posted_at.isoformat(),
        "state": item.state,
        "subject": item.subject,
        "text": item.body,
    }


def _talks_about(tx: Tx, parts: Iterable[Part], email: str) -> list[Talk]:
    """The person's own chats, and those of cases about the person in which nobody gave another address."""
    found = {talk.id: talk for talk in subjects.talks_of(tx, email)}
    for part in _each_case(parts):
        if _is_about(part):
            found |= {talk.id: talk for talk in _talks_of_case(tx, part) if talk.state.email is None}
    return list(found.values())


def _talks_of_case(tx: Tx, part: Part) -> list[Talk]:
    return conversations.of_case(tx, _case(tx, part.number).id)


def _talk_out(tx: Tx, talk: Talk) -> dict[str, Any]:
    return {
        "channel": talk.channel,
        "address": talk.address,
        "case": talk.number,
        "opened_at": talk.opened_at.isoformat(),
        "turns": [
            {"at": turn.at.isoformat(), "from": "you" if turn.inward else "desk", "text": turn.body}
            for turn in conversations.transcript(tx, talk.id)
        ],
        "files": [name for name, _, _ in conversations.files_of(tx, talk.id)],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _numbers(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(sorted({part.number for part in parts}))


def _signed(by: str) -> str:
    if not by.strip():
        raise SubjectRefused("vul uw naam in: een mens tekent ervoor")
    return by.strip()


def _case(tx: Tx, number: str) -> Case:
    case = cases.find(tx, number)
    if case is None:
        raise SubjectRefused(f"zaak {number} bestaat niet")
    return case
