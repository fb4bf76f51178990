"""A reply in a running case, carried out: gathered from the database, decided by `casework.answers`, done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bots.lettering import without_own_words
from casework.answers import READ_IT, Response, Written, respond
from casework.approvals import Proof, Reader, standing
from casework.assessment import Assessment, Fields
from casework.lifecycle import CaseEvent, NotAllowed
from casework.messages import Channel, Message
from casework.obligations import Pause
from casework.people import SenderKind
from casework.plain_words import plainly
from casework.status import where_and_next
from casework.triage import Known, may_answer
from flows.runtime import Runtime, log
from flows.steps import answer, correspondence
from flows.steps.correspondence import letter_language
from flows.steps.moving import go_on, move, open_kinds, tell
from flows.steps.report_letters import version_answered
from flows.steps.staffing import change_in
from storage import cases, obligations, reports
from storage.cases import Case
from storage.session import Tx

#: What a reply may fill in. Whom it is about is not changed by a mail.
_DATA = ("phone", "address", "organisation", "function", "pkvw", "moving", "availability")
#: Clocks that waited for whoever writes.
_WAITED = frozenset({Pause.PERSON, Pause.OFFICIAL, Pause.EMPLOYER})
_BY_MAIL = "per mail"


def heard(runtime: Runtime, tx: Tx, case: Case, message: Message, assessment: Assessment, known: Known) -> Response:
    """What this reply leads to. Reads only. What is made by a machine, or cannot be read, is for a human."""
    if message.channel is not Channel.EMAIL or message.automatic is not None or message.unreadable:
        return READ_IT
    text = without_own_words(message.new_text)
    data = _data_of(assessment.fields)
    address = message.sender.email or ""
    from_bva = address.casefold() == runtime.settings.report.bva_address.casefold() != ""
    written = Written(
        intent=assessment.intent,
        said=plainly(text),
        length=len(text.strip()),
        asks="?" in text,
        attachments=any(not file.inline for file in message.attachments),
        version=version_answered(runtime, tx, case, message, Reader.BVA if from_bva else Reader.BESTUURDER),
        newest=standing(reports.history(tx, case.id)).version,
        own_address=cases.is_verified(tx, case.id, SenderKind.BESTUURDER.value, address),
        from_bva=from_bva,
        may_answer=may_answer(message, known, threat=False) is None,
        data=bool(data),
        overwrites=any(getattr(case.fields, name) not in (None, (), False, value) for name, value in data.items()),
    )
    return respond(written, case.place, open_kinds(tx, case))


def carry_out(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    message: Message,
    assessment: Assessment,
    response: Response,
    row: int,
    now: datetime,
) -> tuple[Case, Response]:
    """Do what was decided; what cannot be done after all is read by a human. Gives the case as it stands then."""
    if message.automatic is None:
        _wake(runtime, tx, case, now)
    try:
        with tx.savepoint():
            case = _done(runtime, tx, case, assessment, response, row, now)
    except (answer.AnswerRefused, NotAllowed) as refusal:
        log.info("a reply in %s is read by a human: %s", case.number, type(refusal).__name__)
        return case, replace(READ_IT, reason=f"{response.reason}; kon niet worden verwerkt, een mens leest het")
    if response.letter is not None:
        now_and_then = where_and_next(case.place, letter_language(assessment.language))
        more = dict(zip(("where", "next"), now_and_then, strict=True))
        correspondence.post_letters(
            runtime,
            tx,
            case,
            (response.letter,),
            now,
            occasion=f"bericht {row}",
            message=message,
            assessment=assessment,
            row=row,
            more=more,
        )
    return case, response


def _done(
    runtime: Runtime, tx: Tx, case: Case, assessment: Assessment, response: Response, row: int, now: datetime
) -> Case:
    by = f"bericht {row}"
    for kind, outcome in response.answers:
        promise = next((item for item in obligations.open_of(tx, case.id) if item.kind is kind), None)
        if promise is not None:
            given = answer.Answer(outcome, by, _BY_MAIL, proof=Proof.OWN_ADDRESS, version=response.version)
            answer.give_in(runtime, tx, promise.reference, given, now)
            break
    if response.take_data:
        case = change_in(tx, case, _data_of(assessment.fields), by, now, why=_BY_MAIL)
    if response.event is not None:
        case = _happened(runtime, tx, case, response.event, row, now)
    return cases.find(tx, case.number) or case


def _happened(runtime: Runtime, tx: Tx, case: Case, event: CaseEvent, row: int, now: datetime) -> Case:
    moved = move(runtime, tx, case, event, now)
    tell(runtime, tx, moved, (event,), now, occasion=f"bericht {row}", moved=True)
    return moved


def _wake(runtime: Runtime, tx: Tx, case: Case, now: datetime) -> None:
    """Somebody answered: clocks that waited for that run again."""
    for item in obligations.open_of(tx, case.id):
        if item.paused_why in _WAITED:
            go_on(runtime, tx, case, item, now)


def _data_of(fields: Fields) -> Mapping[str, object]:
    """What a message tells, without what it leaves open."""
    return {name: value for name in _DATA if (value := getattr(fields, name)) not in (None, (), False)}
