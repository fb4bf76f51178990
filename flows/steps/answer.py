"""A human's answer to a promise: checked, written down, carried out, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from casework.appointments import NotPossible
from casework.approvals import Proof
from casework.assessment import Alarm
from casework.corrections import Opinion
from casework.course import of_answer
from casework.errors import Refusal
from casework.letters import Audience, LetterKind
from casework.lifecycle import ENDED, CaseEvent, CaseState, NotAllowed
from casework.obligations import OUTCOMES, ObligationKind, Outcome, allowed_outcomes, lives_in
from casework.people import SenderKind
from flows import windows
from flows.runtime import Runtime
from flows.steps import appointments, correspondence, escalate, false_alarm, reporting, signing
from flows.steps.false_alarm import NO_THREAT
from flows.steps.moving import Origin, close_windows, follow, move, open_kinds, pause, release, tell
from flows.steps.staffing import merged_into, open_for_new_address
from storage import cases, corrections, inbox, journal, judgements, obligations
from storage.cases import Case
from storage.obligations import Obligation
from storage.session import Tx


class AnswerRefused(Refusal):
    """The answer cannot be accepted; the text says why, in Dutch, without personal data."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers to a promise.

    `outcome` is one of its choices, `by` a person's name. `moment`: the appointment, for an outcome that names one.
    `own_address`: the mail address of the bestuurder was checked and is personal. `proof`: how the bestuurder's
    own word came; on a form it was heard in a call that the desk made. `version`: it is about this version of the
    report and no other; without it, about the newest.
    """

    outcome: str
    by: str
    remark: str = ""
    moment: datetime | None = None
    own_address: bool = False
    proof: Proof = Proof.CALL
    version: int | None = None


def give(
    runtime: Runtime,
    reference: str,
    outcome: str,
    by: str,
    remark: str,
    now: datetime,
    moment: datetime | None = None,
) -> Obligation:
    """Keep a promise: `reference` is `WVB-2026-0042/contact/1`; for the rest see `Answer`.

    Returns the promise as it was. Raises AnswerRefused; then nothing has changed.
    """
    return give_all(runtime, reference, Answer(outcome, by, remark, moment), now)


def give_all(runtime: Runtime, reference: str, answer: Answer, now: datetime) -> Obligation:
    """As `give`, with all that an answer can hold."""
    _ask_for_second_eyes(runtime, reference, answer, now)
    with runtime.database.begin() as tx:
        obligation = give_in(runtime, tx, reference, answer, now)
        signing.mark(runtime, tx, _case(tx, obligation.number), answer.by, now)
    runtime.on_step("answered", reference)
    return obligation


def give_in(runtime: Runtime, tx: Tx, reference: str, answer: Answer, now: datetime) -> Obligation:
    """As `give`, inside a transaction that is rolled back when it raises."""
    name = answer.by.strip()
    if not name:
        raise AnswerRefused("Vul uw naam in: een mens tekent voor de uitkomst.")
    obligation, case = _open(tx, reference)
    chosen = _chosen(runtime, tx, obligation, case, answer.outcome)
    if chosen.needs_moment and (answer.moment is None or answer.moment <= now):
        raise AnswerRefused("Vul bij deze uitkomst een datum en tijd in die nog komen.")
    if chosen.needs_reason and not answer.remark.strip():
        raise AnswerRefused("Schrijf bij deze uitkomst in de opmerking waarom.")
    if answer.outcome == NO_THREAT and false_alarm.needs_another(runtime, tx, obligation, name, now):
        raise AnswerRefused("Dit is een acuut alarm: twee collega's moeten dit oordeel geven.")
    remark = f" ({answer.remark.strip()})" if answer.remark.strip() else ""
    text = f"{obligation.reference}: {answer.outcome}{remark}"
    if chosen.pause is not None:
        pause(runtime, tx, case, obligation, chosen.pause, now)
        journal.note(tx, case.id, "klok stilgezet", text, name, now)
        return obligation
    if not obligations.done(tx, obligation.id, answer.outcome, name, now):
        raise AnswerRefused("Deze taak is net door iemand anders afgehandeld.")
    close_windows(tx, obligation, windows.DONE, now)
    journal.note(tx, case.id, "taak afgehandeld", text, name, now)
    if answer.outcome == NO_THREAT:
        false_alarm.learn(tx, case, obligation, name, answer.remark, now)
    if answer.own_address and cases.verify_party(tx, case.id, SenderKind.BESTUURDER.value, now):
        journal.note(tx, case.id, "mailadres van de bestuurder gecontroleerd", obligation.reference, name, now)
    _learn(tx, obligation, chosen, answer, now)
    moment = answer.moment if chosen.needs_moment else None
    _follow(runtime, tx, case, obligation, chosen, answer, Origin(now, moment_at=moment, about=obligation.about), now)
    return obligation


def _learn(tx: Tx, obligation: Obligation, chosen: Outcome, answer: Answer, now: datetime) -> None:
    """A judgement of a message is an example for the reader. "Anders" says nothing that it could learn from."""
    if obligation.message is None or obligation.kind not in (ObligationKind.LOOK, ObligationKind.UNREADABLE):
        return
    stored = inbox.message(tx, obligation.message)
    is_threat = chosen.event is CaseEvent.JUDGED_THREAT
    if not is_threat and ObligationKind.READ in chosen.then:
        return
    opinion = Opinion.THREAT if is_threat else Opinion.NO_THREAT
    reason = answer.remark.strip() or answer.outcome
    corrections.add(tx, stored, opinion, None, reason, answer.by.strip(), now)


def close(runtime: Runtime, number: str, by: str, reason: str, now: datetime) -> tuple[Case, list[Obligation]]:
    """Close a case by hand, also a case under threat; gives the case and the promises that were dropped with it.

    A name and a reason are required. Raises AnswerRefused.
    """
    if not by.strip() or not reason.strip():
        raise AnswerRefused("Een zaak sluiten vraagt een naam en een reden.")
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        if false_alarm.open_acute(tx, case):
            raise AnswerRefused(f"In zaak {number} loopt een acuut alarm. Geef eerst een uitkomst bij die taak.")
        dropped = obligations.open_of(tx, case.id)
        closed = move(runtime, tx, case, CaseEvent.CLOSED, now)
        _with_college(runtime, tx, closed, (CaseEvent.CLOSED,), Answer("", by), now)
        lost = "".join(f"; vervallen: {item.reference}" for item in dropped)
        journal.note(tx, case.id, "zaak gesloten", reason.strip() + lost, by.strip(), now)
        signing.mark(runtime, tx, case, by, now)
    return closed, dropped


def refuse_threat(runtime: Runtime, number: str) -> None:
    """Raises AnswerRefused for a case under threat: no form closes it."""
    with runtime.database.reading() as tx:
        if _case(tx, number).state is CaseState.THREAT:
            raise AnswerRefused("Een zaak met een dreiging sluit u niet met een formulier.")


def _ask_for_second_eyes(runtime: Runtime, reference: str, answer: Answer, now: datetime) -> None:
    """The first of two who says that an acute alarm is no threat is heard, in a transaction of its own."""
    name, reason = answer.by.strip(), answer.remark.strip()
    if answer.outcome != NO_THREAT or not name or not reason:
        return
    with runtime.database.reading() as tx:
        obligation, case = _open(tx, reference)
        _chosen(runtime, tx, obligation, case, answer.outcome)
        if not false_alarm.needs_another(runtime, tx, obligation, name, now):
            return
        if any(one.by == name for one in judgements.of_promise(tx, obligation.id)):
            raise AnswerRefused("Uw oordeel is al genoteerd. Nu moet een tweede collega het geven.")
    raise AnswerRefused(false_alarm.take_down(runtime, obligation, name, reason, now))


def _open(tx: Tx, reference: str) -> tuple[Obligation, Case]:
    obligation = obligations.find(tx, reference)
    if obligation is None:
        raise AnswerRefused("Deze taak bestaat niet.")
    if obligation.state != "open":
        raise AnswerRefused("Deze taak is al afgehandeld of vervallen.")
    return obligation, _case(tx, obligation.number)


def _case(tx: Tx, number: str) -> Case:
    case = cases.find(tx, number)
    if case is None:
        raise AnswerRefused(f"Zaak {number} bestaat niet.")
    return case


def _chosen(runtime: Runtime, tx: Tx, obligation: Obligation, case: Case, outcome: str) -> Outcome:
    choices = allowed_outcomes(obligation.kind, case.place)
    if outcome not in choices:
        raise AnswerRefused(f"Kies een van: {', '.join(choices)}.")
    chosen = OUTCOMES[obligation.kind][outcome]
    instead = chosen.gives_up
    if instead is None or not all(lives_in(kind, case.place) for kind in instead.then):
        return chosen
    tries = 1 + _times_before(obligations.all_of(tx, case.id), obligation, outcome)
    return instead if tries >= runtime.terms.contact_tries else chosen


def _times_before(promises: list[Obligation], obligation: Obligation, outcome: str) -> int:
    """How often in a row this answer was given to promises of the same kind, just before this one."""
    earlier = [item for item in promises if item.kind is obligation.kind and item.attempt < obligation.attempt]
    return sum(1 for _ in takewhile(lambda item: item.outcome == outcome, reversed(earlier)))


def _follow(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    obligation: Obligation,
    chosen: Outcome,
    answer: Answer,
    origin: Origin,
    now: datetime,
) -> None:
    ended = escalate.end(tx, obligation.id, now)
    course = of_answer(case.place, open_kinds(tx, case), chosen)
    try:
        decision = reporting.Decision(answer.by, answer.remark, answer.proof, answer.version)
        reporting.before(tx, case, course.events, decision, now)
        before = case
        case, promised = follow(runtime, tx, case, course, origin, now)
        reporting.after(runtime, tx, case, course.events, answer.by, now)
        appointments.follow_answer(runtime, tx, case, obligation.kind, chosen, origin.moment_at, answer.by.strip(), now)
    except (NotAllowed, NotPossible, reporting.ReportHolds) as refusal:
        raise AnswerRefused(str(refusal)) from refusal
    if CaseEvent.MOVED in course.events:
        open_for_new_address(runtime, tx, case, answer.by.strip(), now)
    if CaseEvent.MERGED in course.events:
        _merge(tx, case, answer.by.strip(), now)
    _with_college(runtime, tx, case, course.events, answer, now)
    tell(runtime, tx, case, course.events, now, occasion=obligation.reference, moved=case.place != before.place)
    made = promised[0] if promised else None
    kinds = [kind for kind in chosen.letters if kind.audience is not Audience.DUTY]
    if LetterKind.REASSURED in kinds and not false_alarm.may_get_kind_letter(
        tx, case, correspondence.applicant_of(tx, case)
    ):
        kinds.remove(LetterKind.REASSURED)
    correspondence.post_letters(runtime, tx, case, kinds, now, occasion=obligation.reference, obligation=made)
    if made is None or not any(kind.audience is Audience.DUTY for kind in chosen.letters):
        return
    if ended is not None and made.kind is obligation.kind:
        escalate.go_on(runtime, tx, case, made, ended, answer.by.strip(), now)
    else:
        escalate.raise_alarm(runtime, tx, case, made, escalate.Trouble(Alarm.YES), now)


def _merge(tx: Tx, double: Case, by: str, now: datetime) -> None:
    kept = cases.where_it_goes_on(tx, double.linked_to) if double.linked_to else None
    if kept is None or kept.state in ENDED:
        raise AnswerRefused("De andere zaak loopt niet meer. Voeg samen met: weerbaar case merge.")
    merged_into(tx, double, kept, by, now)


def _with_college(
    runtime: Runtime, tx: Tx, lead: Case, events: Sequence[CaseEvent], answer: Answer, now: datetime
) -> None:
    """One contact for a whole college: what was reached in the first case holds for the others."""
    if CaseEvent.CONTACT_MADE not in events and lead.state not in ENDED:
        return
    for member in cases.led_by(tx, lead.number):
        if member.state is not CaseState.REGISTERED:
            continue
        if lead.state in ENDED:
            release(runtime, tx, member, now)
            continue
        for kind, outcome in (
            (ObligationKind.CONTACT, "gelukt"),
            (ObligationKind.PLAN_EMPLOYER_TALK, "dit gesprek is niet nodig"),
        ):
            (promise,) = [item for item in obligations.open_of(tx, member.id) if item.kind is kind]
            given = Answer(outcome, answer.by, f"via {lead.number}")
            give_in(runtime, tx, promise.reference, given, now)
