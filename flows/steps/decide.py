"""Carrying out a verdict: case, parties, message, promises, letters, windows and journal, inside one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bots.mail import fingerprint
from casework.assessment import Alarm, Assessment
from casework.course import of_event
from casework.errors import StorageError
from casework.letters import Audience
from casework.lifecycle import FIRST_STATE, CaseEvent
from casework.messages import Message
from casework.obligations import ObligationKind
from casework.people import island_of
from casework.safe_contact import SafeContact
from casework.triage import Action, Known, Verdict, triage
from flows import windows
from flows.runtime import DESK, Runtime
from flows.steps import answering, correspondence, escalate
from flows.steps.moving import Origin, follow, open_kinds
from nlp.threat import safe_contact
from nlp.threat.inside import from_inside
from storage import cases, inbox, journal, safe_contacts
from storage import windows as window_store
from storage.cases import Case
from storage.inbox import Outcome
from storage.obligations import Obligation
from storage.session import Tx

_OUTCOMES = {
    Action.OPEN: Outcome.OPENED,
    Action.LINK: Outcome.LINKED,
    Action.JOIN: Outcome.JOINED,
    Action.NOTE: Outcome.NOTED,
}

#: The name of the run that shows a handled message.
_SHOWN = {
    Action.OPEN: "Zaak geopend",
    Action.LINK: "Zaak geopend",
    Action.JOIN: "Bij zaak gevoegd",
    Action.NOTE: "Genoteerd",
}
_SHOWN_ALARM = {Alarm.YES: "Alarm gegeven", Alarm.HUMAN: "Een mens kijkt nu"}

#: So many own words tell in which language somebody writes.
_ENOUGH_WORDS = 8

_FOUND = {Alarm.YES: CaseEvent.THREAT_FOUND, Alarm.HUMAN: CaseEvent.DOUBT_FOUND}


@dataclass(frozen=True, slots=True)
class Done:
    """What a verdict led to."""

    outcome: Outcome
    alarm: Alarm
    reasons: tuple[str, ...]
    message: int | None = None
    case: str | None = None
    urgent: bool = False


def carry_out(
    runtime: Runtime,
    tx: Tx,
    message: Message,
    assessment: Assessment,
    known: Known,
    now: datetime,
    *,
    mail: int | None,
    exercise: bool = False,
) -> Done:
    """Decide about a message and do all that follows from it. Nothing is sent here; letters wait in the outbox."""
    verdict = triage(message, assessment, known)
    case = _case_for(tx, message, assessment, verdict, now, exercise=exercise)
    row = inbox.add_message(
        tx,
        raw_of=mail,
        message=message,
        assessment=assessment,
        fingerprint=fingerprint(message),
        case=case.id if case else None,
        version=runtime.classifier.version,
        now=now,
    )
    number = case.number if case else None
    if mail is not None:
        window_store.want_open(tx, windows.handled(str(mail), _shown_as(verdict), number), now)
    urgent = False
    if case is not None:
        _mind_safety(tx, case, message, now)
        if verdict.action is Action.JOIN:
            _mind_language(tx, case, message, assessment)
        if verdict.action is Action.JOIN and verdict.alarm is Alarm.NO and not known.bounced:
            case, verdict = _heard(runtime, tx, case, message, assessment, known, verdict, row, now)
        case, promised = _promise(runtime, tx, case, verdict, Origin(message.received_at, row), now)
        urgent = correspondence.post_letters(
            runtime,
            tx,
            case,
            [kind for kind in verdict.letters if kind.audience is not Audience.DUTY],
            now,
            occasion=f"bericht {row}",
            message=message,
            assessment=assessment,
            obligation=promised[0] if promised else None,
            row=row,
        )
        if verdict.alarm is not Alarm.NO and promised:
            trouble = escalate.Trouble(verdict.alarm, assessment, from_inside(message), row)
            escalate.raise_alarm(runtime, tx, case, promised[0], trouble, now)
            urgent = True
        _write_down(tx, case, verdict, now)
    return Done(_OUTCOMES[verdict.action], verdict.alarm, verdict.reasons, row, number, urgent)


def _mind_safety(tx: Tx, case: Case, message: Message, now: datetime) -> None:
    """What the message says about safe contact holds from now on, for the answer to this message too."""
    said = safe_contact.said(message)
    if said is not None:
        avoid = (message.sender.email.casefold(),) if said.not_here and message.sender.email else ()
        wish = SafeContact(avoid, note=" / ".join(said.sentences))
        safe_contacts.add(tx, case.id, wish, DESK, now)
        journal.note(tx, case.id, "wens voor veilig contact gelezen", wish.note, DESK, now)


def _mind_language(tx: Tx, case: Case, message: Message, assessment: Assessment) -> None:
    """Letters to somebody are in the language of their newest mail; a few words do not tell which that is."""
    if message.sender.email and message.automatic is None and len(message.new_text.split()) >= _ENOUGH_WORDS:
        cases.wrote_in(tx, case.id, message.sender.email, assessment.language)


def _heard(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    message: Message,
    assessment: Assessment,
    known: Known,
    verdict: Verdict,
    row: int,
    now: datetime,
) -> tuple[Case, Verdict]:
    """A calm reply in a running case: what it says is done, and a human reads what is not plain."""
    if ObligationKind.READ not in verdict.obligations:
        return case, verdict
    response = answering.heard(runtime, tx, case, message, assessment, known)
    case, response = answering.carry_out(runtime, tx, case, message, assessment, response, row, now)
    letters = verdict.letters if response.tasks else ()
    reasons = (*verdict.reasons, response.reason)
    return case, replace(verdict, obligations=response.tasks, letters=letters, reasons=reasons)


def _shown_as(verdict: Verdict) -> str:
    return _SHOWN_ALARM.get(verdict.alarm) or _SHOWN[verdict.action]


def _case_for(
    tx: Tx, message: Message, assessment: Assessment, verdict: Verdict, now: datetime, *, exercise: bool
) -> Case | None:
    if verdict.action is Action.NOTE:
        return None
    if verdict.action is Action.JOIN:
        return _known(tx, verdict)
    kind = verdict.kind
    if kind is None:
        raise StorageError("a verdict that opens a case has no kind")
    case = cases.open_case(
        tx,
        kind=kind,
        state=FIRST_STATE[kind],
        language=assessment.language,
        fields=assessment.fields,
        linked_to=verdict.case,
        exercise=exercise,
        now=now,
        calendar=island_of(assessment.fields.organisation) if assessment.caribbean else "nl",
    )
    sender, fields = message.sender, assessment.fields
    cases.add_party(
        tx, case.id, fields.sender_kind.value, sender.name, sender.email, fields.phone, None, assessment.language
    )
    return case


def _known(tx: Tx, verdict: Verdict) -> Case:
    case = cases.find(tx, verdict.case or "")
    if case is None:
        raise StorageError("a verdict joins a case that does not exist")
    return case


def _promise(
    runtime: Runtime, tx: Tx, case: Case, verdict: Verdict, origin: Origin, now: datetime
) -> tuple[Case, list[Obligation]]:
    """Move the case by what was found in the message, and promise what the verdict says."""
    new = verdict.action is not Action.JOIN
    event = None if new else _FOUND.get(verdict.alarm)
    course = of_event(case.place, [] if new else open_kinds(tx, case), event, verdict.obligations)
    return follow(runtime, tx, case, course, replace(origin, new_case=new), now)


def _write_down(tx: Tx, case: Case, verdict: Verdict, now: datetime) -> None:
    journal.note(tx, case.id, "bericht ontvangen", f"{verdict.action.value}: " + "; ".join(verdict.reasons), DESK, now)
