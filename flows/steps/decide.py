"""Carrying out a verdict: case, parties, message, promises, letters, windows and journal, inside one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bots.mail import fingerprint
from casework.assessment import Alarm, Assessment
from casework.errors import StorageError
from casework.letters import Audience
from casework.lifecycle import FIRST_STATE, KIND_AFTER, CaseEvent, CaseState, after
from casework.messages import Message
from casework.obligations import ObligationKind, due_at, owner_of
from casework.triage import Action, Known, Verdict, triage
from flows import windows
from flows.runtime import DESK, Runtime
from flows.steps import correspondence, escalate
from nlp.inside import from_inside
from storage import cases, inbox, journal, obligations
from storage import windows as window_store
from storage.cases import Case
from storage.inbox import Outcome
from storage.obligations import Obligation
from storage.session import Tx

#: One open promise of these kinds per case is enough; a second message adds to the same work.
_SHARED = frozenset({ObligationKind.CONTACT, ObligationKind.CALL_BACK, ObligationKind.READ})

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
    runtime: Runtime, tx: Tx, message: Message, assessment: Assessment, known: Known, now: datetime, *, mail: int | None
) -> Done:
    """Decide about a message and do all that follows from it. Nothing is sent here; letters wait in the outbox."""
    verdict = triage(message, assessment, known)
    case = _case_for(tx, message, assessment, verdict, now)
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
    wishes = [windows.handled(str(mail), _shown_as(verdict), number)] if mail is not None else []
    urgent = False
    if case is not None:
        since, new_case = message.received_at, verdict.action is not Action.JOIN
        promised = [
            _promise(runtime, tx, case, kind, since, message=row, new_case=new_case) for kind in verdict.obligations
        ]
        wishes += [wish for _, made in promised for wish in made]
        urgent = correspondence.post_letters(
            runtime,
            tx,
            case,
            [kind for kind in verdict.letters if kind.audience is not Audience.DUTY],
            now,
            occasion=f"bericht {row}",
            message=message,
            assessment=assessment,
            obligation=promised[0][0] if promised else None,
            row=row,
        )
        if verdict.alarm is not Alarm.NO and promised:
            trouble = escalate.Trouble(verdict.alarm, assessment, from_inside(message), row)
            escalate.raise_alarm(runtime, tx, case, promised[0][0], trouble, now)
            urgent = True
        _write_down(tx, case, verdict, now)
    window_store.want_open_all(tx, wishes, now)
    return Done(_OUTCOMES[verdict.action], verdict.alarm, verdict.reasons, row, number, urgent)


def promise(runtime: Runtime, tx: Tx, case: Case, kind: ObligationKind, now: datetime) -> Obligation:
    """Promise something from now on, with its clock and its task in Prefect.

    An open promise of a shared kind is kept as it is.
    """
    made, wishes = _promise(runtime, tx, case, kind, now)
    window_store.want_open_all(tx, wishes, now)
    return made


def move(tx: Tx, case: Case, event: CaseEvent, now: datetime) -> Case:
    """Let something happen to a case. Raises NotAllowed."""
    state, kind = after(case.state, event), KIND_AFTER.get(event, case.kind)
    if (state, kind) == (case.state, case.kind):
        return case
    moved = cases.set_state(tx, case, state, now, kind)
    still_open = obligations.open_of(tx, case.id)
    if state is CaseState.CLOSED:
        escalate.end_all(tx, case.id, now)
        for open_promise in still_open:
            close_windows(tx, open_promise, windows.DROPPED, now)
        obligations.cancel_open(tx, case.id, now)
    else:
        window_store.want_open_all(tx, [windows.task(item, moved) for item in still_open], now)
    return moved


def close_windows(tx: Tx, obligation: Obligation, closing: str, now: datetime) -> None:
    """End the clock and the task of a promise in Prefect, under a name that says how."""
    for key in (windows.clock_key(obligation.reference), windows.task_key(obligation.reference)):
        window_store.want_closed(tx, key, closing, now)


def _promise(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    kind: ObligationKind,
    since: datetime,
    *,
    message: int | None = None,
    new_case: bool = False,
) -> tuple[Obligation, list[windows.Wish]]:
    """The promise, and what Prefect shall show of it: nothing new when it was open already."""
    if kind in _SHARED and not new_case:
        for known in obligations.open_of(tx, case.id):
            if known.kind is kind:
                return known, []
    due = due_at(kind, since, runtime.terms, runtime.calendar)
    made = obligations.add(tx, case.id, kind, owner_of(kind), since_at=since, due_at=due, message=message)
    return made, [windows.clock(made, case), windows.task(made, case)]


def _shown_as(verdict: Verdict) -> str:
    return _SHOWN_ALARM.get(verdict.alarm) or _SHOWN[verdict.action]


def _case_for(tx: Tx, message: Message, assessment: Assessment, verdict: Verdict, now: datetime) -> Case | None:
    if verdict.action is Action.NOTE:
        return None
    if verdict.action is Action.JOIN:
        return _join(tx, verdict, now)
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
        now=now,
    )
    sender, fields = message.sender, assessment.fields
    cases.add_party(tx, case.id, fields.sender_kind.value, sender.name, sender.email, fields.phone)
    return case


def _join(tx: Tx, verdict: Verdict, now: datetime) -> Case:
    case = cases.find(tx, verdict.case or "")
    if case is None:
        raise StorageError("a verdict joins a case that does not exist")
    event = _FOUND.get(verdict.alarm)
    if event is None and case.state is CaseState.CLOSED and verdict.obligations:
        event = CaseEvent.REOPENED
    return move(tx, case, event, now) if event else case


def _write_down(tx: Tx, case: Case, verdict: Verdict, now: datetime) -> None:
    journal.note(tx, case.id, "bericht ontvangen", f"{verdict.action.value}: " + "; ".join(verdict.reasons), DESK, now)
