"""The adviesrapport by command or folder, as by form and mail: what happens to the report happens to its case.

A new version, or a withdrawal, takes the case back from the BVA and who comes after: nobody decides about an old one.
"""

from __future__ import annotations

from datetime import datetime

from casework.approvals import Proof, Reader, Standing, Step, standing
from casework.lifecycle import CaseEvent, CaseState, Place, allows
from casework.obligations import OUTCOMES, allowed_outcomes
from flows.runtime import Runtime
from flows.steps import answer, moving, reports, signing
from flows.steps.reporting import DECISIONS
from flows.steps.reports import ReportRefused
from storage import journal, obligations
from storage import reports as report_store
from storage.cases import Case
from storage.session import Tx

_ASIDE = (CaseState.THREAT, CaseState.EXPLAINING)


def decide(
    runtime: Runtime, number: str, step: Step, *, by: str, now: datetime, proof: Proof = Proof.NONE, remark: str = ""
) -> Standing:
    """What the BVA or the bestuurder said of the newest version, as the answer to the task that asks for it.

    Raises ReportRefused, AnswerRefused; then nothing has changed.
    """
    with runtime.database.begin() as tx:
        case = reports.case_of(tx, number)
        reference, outcome = _asked(tx, case, step)
        answer.give_in(runtime, tx, reference, answer.Answer(outcome, by, remark, proof=proof), now)
        signing.mark(runtime, tx, case, by, now)
        after = standing(report_store.history(tx, case.id))
    runtime.on_step("answered", reference)
    return after


def add(
    runtime: Runtime,
    number: str,
    body: bytes,
    *,
    source: str,
    by: str,
    now: datetime,
    measures: bytes | None = None,
    signed: bool = True,
) -> int:
    """Take in a new version, as `reports.add_in`; the one before it is taken back from who has it.

    `signed`: `by` is the name that a person gave, not that of the owner of a file.
    """
    with runtime.database.begin() as tx:
        case = reports.case_of(tx, number)
        if case.state in _ASIDE and allows(Place(case.place.underneath), CaseEvent.REPORT_RECALLED):
            raise ReportRefused(f"zaak {number} is {case.state.value}: rond dat eerst af, daarna kan een nieuwe versie")
        if allows(case.place, CaseEvent.REPORT_RECALLED):
            if not standing(report_store.history(tx, case.id)).withdrawn:
                reports.withdraw_in(runtime, tx, case, by=by, reason="er is een nieuwe versie", now=now)
            _recall(runtime, tx, case, by, now)
        version = reports.add_in(tx, case, body, source=source, by=by, now=now, measures=measures)
        if signed:
            signing.mark(runtime, tx, case, by, now)
        return version


def withdraw(runtime: Runtime, number: str, *, by: str, reason: str, now: datetime) -> list[Reader]:
    """Withdraw the newest version: what has not left will not leave, and who has it is told. Gives who is told."""
    with runtime.database.begin() as tx:
        case = reports.case_of(tx, number)
        told = reports.withdraw_in(runtime, tx, case, by=by, reason=reason, now=now)
        if allows(case.place, CaseEvent.REPORT_RECALLED):
            _recall(runtime, tx, case, by, now)
        signing.mark(runtime, tx, case, by, now)
    return told


def _recall(runtime: Runtime, tx: Tx, case: Case, by: str, now: datetime) -> None:
    moving.move(runtime, tx, case, CaseEvent.REPORT_RECALLED, now)
    journal.note(tx, case.id, CaseEvent.REPORT_RECALLED.value, f"de zaak was {case.state.value}", by.strip(), now)


def _asked(tx: Tx, case: Case, step: Step) -> tuple[str, str]:
    """The open task to which this decision is an answer, and that answer. Raises ReportRefused."""
    for item in obligations.open_of(tx, case.id):
        for outcome in allowed_outcomes(item.kind, case.place):
            event = OUTCOMES[item.kind][outcome].event
            if event is not None and DECISIONS.get(event) is step:
                return item.reference, outcome
    raise ReportRefused(f"daar is nu niet om gevraagd: zaak {case.number} is {case.state.value}")
