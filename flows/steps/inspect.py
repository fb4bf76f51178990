"""Looking at cases: a list without personal data, and one case with everything in it, which is written down."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import chain
from mimetypes import guess_extension
from typing import Any

from casework.conversation import TurnKind
from casework.errors import NoSuchCase
from casework.lifecycle import RUNNING, CaseState, Place
from casework.messages import PartKind
from casework.obligations import allowed_outcomes
from casework.safe_contact import SafeContact
from casework.triage import VERIFY
from flows.runtime import Runtime
from flows.steps.dutch import ALARMS, FIELDS, PARTS, PROMISES, told
from flows.windows import clock_time
from nlp.form.redaction import covered, redacted
from storage import cases, conversations, inbox, journal, obligations, safe_contacts
from storage.cases import Case, Party
from storage.conversations import Turn
from storage.inbox import StoredMessage
from storage.journal import Entry
from storage.obligations import OPEN, Obligation


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    case: Case
    promises: tuple[Obligation, ...]

    def text(self) -> str:
        """For people."""
        due = ", ".join(f"{item.title} uiterlijk {clock_time(item.due_at)}" for item in self.promises)
        return f"{self.case.number}  {self.case.state.value:<15} {clock_time(self.case.opened_at)}  {due or '-'}"

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "case": self.case.number,
            "kind": self.case.kind.value,
            "state": self.case.state.value,
            "opened_at": self.case.opened_at,
            "linked_to": self.case.linked_to,
            "promises": [_promise(item) for item in self.promises],
        }


@dataclass(frozen=True, slots=True)
class View:
    """A case with all that belongs to it."""

    row: Row
    all_promises: tuple[Obligation, ...]
    parties: tuple[Party, ...]
    messages: tuple[StoredMessage, ...]
    entries: tuple[Entry, ...]
    safe: SafeContact = field(default_factory=SafeContact)
    talks: tuple[tuple[str, tuple[Turn, ...]], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For machines; holds personal data."""
        return self.row.as_json() | {
            "fields": covered(asdict(self.row.case.fields)),
            "all_promises": [_promise(item) for item in self.all_promises],
            "safe_contact": asdict(self.safe),
            "parties": [asdict(party) for party in self.parties],
            "messages": [covered(_message(item)) for item in self.messages],
            "talks": [{"channel": channel, "turns": [_turn(one) for one in said]} for channel, said in self.talks],
            "journal": [asdict(entry) | {"link": entry.link.hex()} for entry in self.entries],
        }

    def text(self) -> str:
        """For people; holds personal data."""
        case = self.row.case
        head = [f"{case.number}: {case.kind.value}, {case.state.value}, sinds {clock_time(case.opened_at)}"]
        head += [f"verwijst naar {case.linked_to}"] if case.linked_to else []
        head += [f"behandelaar: {case.handler}"] if case.handler else []
        people = [
            f"  {party.role}: {party.name or '-'}, {party.email or '-'}, {party.phone or '-'}" for party in self.parties
        ]
        fields = [f"  {line}" for line in told(covered(asdict(case.fields)))]
        promises = [_promise_line(item, case.place) for item in self.all_promises]
        messages = [redacted(line) for item in self.messages for line in _message_lines(item)]
        entries = [f"  {clock_time(entry.at)} {entry.actor}: {entry.what}. {entry.text}" for entry in self.entries]
        return "\n".join(
            chain(
                head,
                ["", "VEILIG CONTACT", *(f"  {line}" for line in self.safe.lines())] if self.safe.lines() else [],
                ["", "Mensen", *people],
                ["", "Gegevens", *fields],
                ["", "Afspraken en taken", *promises],
                ["", "Berichten", *messages],
                *(["", f"Gesprek ({channel})", *map(_turn_line, said)] for channel, said in self.talks),
                ["", "Dagboek", *entries],
            )
        )


def listing(runtime: Runtime, *, everything: bool, limit: int) -> list[Row]:
    """The newest cases with their open promises."""
    states = list(CaseState if everything else RUNNING)
    with runtime.database.reading() as tx:
        return [
            Row(case, tuple(obligations.open_of(tx, case.id))) for case in cases.listing(tx, states=states, limit=limit)
        ]


def show(runtime: Runtime, number: str, by: str, now: datetime) -> View:
    """One case, decrypted. That `by` looked is written down before anything is shown. Raises NoSuchCase."""
    with runtime.database.begin() as tx:
        case = cases.find(tx, number)
        if case is None:
            raise NoSuchCase(f"zaak {number} bestaat niet")
        journal.note(tx, case.id, "zaak bekeken", "alle gegevens getoond", by, now)
    with runtime.database.reading() as tx:
        return View(
            Row(case, tuple(obligations.open_of(tx, case.id))),
            tuple(obligations.all_of(tx, case.id)),
            tuple(cases.parties_of(tx, case.id)),
            tuple(inbox.messages_of(tx, case.id)),
            tuple(journal.entries(tx, case.id)),
            safe_contacts.of_case(tx, case.id),
            tuple(
                (talk.channel, tuple(conversations.transcript(tx, talk.id)))
                for talk in conversations.of_case(tx, case.id)
            ),
        )


def raw_mails(runtime: Runtime, number: str, by: str, now: datetime) -> list[tuple[str, bytes]]:
    """The mails and chat files of a case as they came in: a safe file name and the bytes. Written down like `show`."""
    with runtime.database.begin() as tx:
        case = cases.find(tx, number)
        if case is None:
            raise NoSuchCase(f"zaak {number} bestaat niet")
        journal.note(tx, case.id, "mail opgehaald", "de ruwe mails en chatbestanden van de zaak", by, now)
    with runtime.database.reading() as tx:
        found = [item.mail for item in inbox.messages_of(tx, case.id) if item.mail is not None]
        mails = [(f"{number}-{mail}.eml", inbox.raw(tx, mail)) for mail in found]
        files = [item for talk in conversations.of_case(tx, case.id) for item in conversations.files_of(tx, talk.id)]
    named = enumerate(files, 1)
    return mails + [
        (f"{number}-chat-{place}{guess_extension(kind) or '.bin'}", body) for place, (_, kind, body) in named
    ]


def _turn(said: Turn) -> dict[str, Any]:
    told = {"who": "melder" if said.inward else "chat", "at": said.at, "kind": said.kind.value, "text": said.body}
    shown: dict[str, Any] = covered(told) | {"unproven": said.veiled}
    return shown


def _turn_line(said: Turn) -> str:
    text = redacted(said.body) if said.body else f"({said.kind.value})"
    if said.body and said.kind is TurnKind.LOCATION:
        text = f"({said.kind.value}) {text}"
    who = "melder, teruggekomen met de code" if said.veiled else "melder" if said.inward else "chat"
    return f"  {clock_time(said.at)} {who}: {text}"


def _promise(item: Obligation) -> dict[str, Any]:
    return {
        "reference": item.reference,
        "kind": item.kind.value,
        "about": item.about,
        "owner": item.owner.value,
        "due_at": item.due_at,
        "state": item.state,
        "late_at": item.late_at,
        "outcome": item.outcome,
    }


def _promise_line(item: Obligation, place: Place) -> str:
    late = ", TE LAAT" if item.late_at else ""
    outcome = f": {item.outcome}" if item.outcome else ""
    about = f" voor {item.about}" if item.about else ""
    until = f"uiterlijk {clock_time(item.due_at)}, {PROMISES[item.state]}{outcome}{late}"
    line = f"  {item.reference}{about} ({item.owner.value}), {until}"
    if item.state != OPEN:
        return line
    return line + "".join(f"\n      antwoord: {words!r}" for words in allowed_outcomes(item.kind, place))


def _message(item: StoredMessage) -> dict[str, Any]:
    return {
        "id": item.id,
        "received_at": item.message.received_at,
        "from": item.message.sender.email,
        "subject": item.message.subject,
        "alarm": item.assessment.alarm.value,
        "route": item.assessment.route.value,
        "evidence": [asdict(evidence) for evidence in item.assessment.evidence],
        "places": [asdict(place) for place in item.assessment.places],
        "parts": [asdict(part) for part in item.message.parts],
        "attachments": [asdict(file) for file in item.message.attachments],
        "unreadable": list(item.message.unreadable),
        "doubts": list(item.message.doubts),
    }


def _message_lines(item: StoredMessage) -> list[str]:
    message, assessment = item.message, item.assessment
    lines = [f"  --- {clock_time(message.received_at)} van {message.sender.email or '?'}: {message.subject or '-'}"]
    lines += [f"  alarm: {ALARMS[assessment.alarm]}, soort: {assessment.route.dutch}, kans {assessment.score:.2f}"]
    lines += [f"  ! {evidence.rule}: {evidence.text!r} ({_part(evidence.part)})" for evidence in assessment.evidence]
    lines += [f"  {FIELDS.get(one.field, one.field)}: {one.text!r} ({_part(one.part)})" for one in assessment.places]
    lines += [f"  niet te lezen: {why}" for why in message.unreadable]
    lines += [f"  {VERIFY}: {why}" for why in message.doubts]
    lines += [f"  [{_part(part.kind)}] {part.text}" for part in message.parts]
    return lines + [f"  bijlage: {file.name} ({file.media_type}, {file.size} bytes)" for file in message.attachments]


def _part(kind: PartKind) -> str:
    return PARTS[kind].lower()
