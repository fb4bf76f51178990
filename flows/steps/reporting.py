"""The adviesrapport and the way of its case kept together: what is decided of the one is decided of the other.

A decision is written down of the newest version before the case moves, and who may have it is sent it after. When the
report does not allow it the case does not move either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bots.pdf import PdfFailed
from casework.approvals import Proof, Reader, Step, standing
from casework.errors import Refusal, SettingsError, WeerbaarError
from casework.lifecycle import CaseEvent
from flows.runtime import Runtime
from flows.steps import reports
from flows.steps.reports import ReportRefused
from storage import reports as report_store
from storage.cases import Case
from storage.session import Tx


class ReportHolds(Refusal):
    """The report does not allow it; the text says why, in Dutch, without personal data."""


#: What an event of the case is for the report.
DECISIONS = {
    CaseEvent.BVA_APPROVED: Step.BVA_APPROVED,
    CaseEvent.BVA_RETURNED: Step.BVA_RETURNED,
    CaseEvent.OFFICIAL_APPROVED: Step.CONSENT_FULL,
    CaseEvent.OFFICIAL_APPROVED_PARTLY: Step.CONSENT_MEASURES,
    CaseEvent.OFFICIAL_REFUSED: Step.CONSENT_REFUSED,
    CaseEvent.OFFICIAL_REMARKED: Step.WITHDRAWN,
    CaseEvent.REPORT_RECALLED: Step.WITHDRAWN,
}
_OF_THE_OFFICIAL = frozenset({Step.CONSENT_FULL, Step.CONSENT_MEASURES, Step.CONSENT_REFUSED})
_GIVEN_TO = {
    CaseEvent.REPORT_READY: Reader.BVA,
    CaseEvent.BVA_APPROVED: Reader.BESTUURDER,
    CaseEvent.OFFICIAL_APPROVED: Reader.WERKGEVER,
    CaseEvent.OFFICIAL_APPROVED_PARTLY: Reader.WERKGEVER,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, with which words, how that is known, and about which version (None: the newest)."""

    by: str
    remark: str
    proof: Proof
    version: int | None = None


def before(tx: Tx, case: Case, events: Sequence[CaseEvent], decision: Decision, now: datetime) -> None:
    """Write down what was decided of the report. Raises ReportHolds."""
    for event in events:
        if event is CaseEvent.REPORT_READY:
            _require_new_version(tx, case)
        step = DECISIONS.get(event)
        if step is not None and not (step is Step.WITHDRAWN and _is_withdrawn(tx, case)):
            proven = decision.proof if step in _OF_THE_OFFICIAL else Proof.NONE
            version = None if step is Step.WITHDRAWN else decision.version
            try:
                reports.decide_in(
                    tx, case, step, by=decision.by, now=now, proof=proven, remark=decision.remark, version=version
                )
            except ReportRefused as refusal:
                raise ReportHolds(_sentence(refusal)) from refusal


def after(runtime: Runtime, tx: Tx, case: Case, events: Sequence[CaseEvent], by: str, now: datetime) -> None:
    """Send the report to who may have it now. Raises ReportHolds."""
    for event in events:
        reader = _GIVEN_TO.get(event)
        if reader is None:
            continue
        try:
            reports.give_in(runtime, tx, case, reader, by=by, now=now)
        except (ReportRefused, SettingsError, PdfFailed) as refusal:
            raise ReportHolds(_sentence(refusal)) from refusal


def _require_new_version(tx: Tx, case: Case) -> None:
    """What the BVA returned, or the bestuurder had remarks about, does not go to the BVA a second time unchanged."""
    now = standing(report_store.history(tx, case.id))
    if not now.version or now.withdrawn:
        raise ReportHolds(f"Voeg eerst het adviesrapport toe: weerbaar report add {case.number}.")
    if now.returned:
        raise ReportHolds(f"Voeg eerst de verbeterde versie toe: weerbaar report add {case.number}.")


def _is_withdrawn(tx: Tx, case: Case) -> bool:
    return standing(report_store.history(tx, case.id)).withdrawn


def _sentence(error: WeerbaarError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
