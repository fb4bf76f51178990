"""Values for tests, with everything filled in that a test does not care about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from casework.assessment import Alarm, Assessment, Fields, Route
from casework.conversation import Topic
from casework.escalation import Ladder
from casework.letters import LetterKind
from casework.lifecycle import FIRST_STATE, CaseKind
from casework.messages import Channel, Message, Part, PartKind, Sender
from casework.obligations import ObligationKind
from casework.people import Function, Owner
from casework.registration import Concern, Registration
from storage import alarms, cases, inbox, obligations
from storage.alarms import StoredAlarm
from storage.cases import Case
from storage.inbox import Arrival
from storage.obligations import Obligation
from storage.outbox import Post
from storage.session import Tx

#: A Monday morning in Dutch winter time.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SENDER = Sender("Ada Voorbeeld", "ada@gemeente.example")


def a_message(text: str = "Graag maak ik een afspraak voor een woningscan.", **other: Any) -> Message:
    """An e-mail from a wethouder with `text` as its own new words."""
    values: dict[str, Any] = {
        "channel": Channel.EMAIL,
        "received_at": NOW,
        "sender": SENDER,
        "subject": "Woningscan",
        "parts": (Part(PartKind.NEW, text),),
        "message_id": "<een@gemeente.example>",
        "recipients": ("wvb@desk.example",),
    }
    return Message(**values | other)


def a_form(**told: Any) -> Registration:
    """A calm registration form."""
    calm = Registration(
        concern=Concern.NO,
        topic=Topic.PREVENTIVE,
        what="Graag een woningscan.",
        function=Function.WETHOUDER,
        person="Jan de Boer",
        organisation="Urk",
        phone="+31612345678",
        email="jan@thuis.example",
        moving=False,
        pkvw=True,
    )
    return replace(calm, **told)


def an_assessment(alarm: Alarm = Alarm.NO, route: Route = Route.PREVENTIVE, **other: Any) -> Assessment:
    """A reading: a calm preventive request, unless said otherwise."""
    return Assessment(**{"alarm": alarm, "route": route, "score": 0.1} | other)


def an_arrival(uid: int = 1, **other: Any) -> Arrival:
    """A mail in the INBOX of the account wvb."""
    values: dict[str, Any] = {
        "account": "wvb",
        "folder": "INBOX",
        "uidvalidity": 7,
        "uid": uid,
        "received_at": NOW,
        "size": 100,
    }
    return Arrival(**values | other)


def a_kept_mail(tx: Tx, raw: bytes = b"Subject: Woningscan\r\n\r\nGraag.", now: datetime = NOW, **arrival: Any) -> int:
    """A mail in the ledger; returns its number."""
    return inbox.keep(tx, [(an_arrival(**arrival), raw)], now)[0].mail


def an_added_message(tx: Tx, message: Message | None = None, **other: Any) -> int:
    """A message in the database; returns its number."""
    values: dict[str, Any] = {
        "raw_of": None,
        "message": message or a_message(),
        "assessment": an_assessment(),
        "fingerprint": "f" * 64,
        "case": None,
        "version": "test",
        "now": NOW,
    }
    return inbox.add_message(tx, **values | other)


def a_case(tx: Tx, kind: CaseKind = CaseKind.PREVENTIVE, **other: Any) -> Case:
    """An open case in the database."""
    values: dict[str, Any] = {
        "kind": kind,
        "state": FIRST_STATE[kind],
        "language": "nl",
        "fields": Fields(),
        "linked_to": None,
        "now": NOW,
    }
    return cases.open_case(tx, **values | other)


def an_obligation(
    tx: Tx, case: Case, kind: ObligationKind = ObligationKind.CONTACT, due_at: datetime = NOW, **other: Any
) -> Obligation:
    """An open promise in the database."""
    values: dict[str, Any] = {"owner": Owner.SECRETARIAAT, "since_at": NOW, "due_at": due_at}
    return obligations.add(tx, case.id, kind, **values | other)


def an_alarm(tx: Tx, case: Case, now: datetime = NOW, **other: Any) -> StoredAlarm:
    """An alarm for a promise to call back, due at once."""
    values: dict[str, Any] = {
        "case": case.id,
        "number": case.number,
        "obligation": an_obligation(tx, case, ObligationKind.CALL_BACK).id,
        "policy": "dreiging",
        "spares_employer": False,
        "ladder": Ladder(now),
        "now": now,
    }
    return alarms.open_alarm(tx, **values | other)


def a_post(case_id: int | None = None, dedupe_key: str = "een brief", **other: Any) -> Post:
    """A letter to be posted."""
    values: dict[str, Any] = {
        "case_id": case_id,
        "kind": LetterKind.RECEIPT_PREVENTIVE,
        "language": "nl",
        "channel": "mail",
        "recipient": "ada@gemeente.example",
        "subject": "Uw bericht",
        "body": "Wij hebben uw bericht ontvangen.",
        "message_id": f"<{dedupe_key.replace(' ', '-')}@desk.example>",
        "dedupe_key": dedupe_key,
    }
    return Post(**values | other)
