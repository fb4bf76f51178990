"""What the desk decides about a message."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.assessment import Alarm, Assessment, Evidence, Route
from casework.letters import Audience, LetterKind
from casework.lifecycle import CaseKind
from casework.messages import Automatic, Channel, Message, Part, PartKind, Sender
from casework.obligations import ObligationKind
from casework.triage import Action, Known, may_answer, triage

MESSAGE = Message(
    Channel.EMAIL,
    datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
    Sender("A. Bestuurder", "a@gemeente.example"),
    "Woningscan",
    (Part(PartKind.NEW, "Graag een woningscan."),),
)
CALM = Assessment(Alarm.NO, Route.PREVENTIVE, 0.02)
DOUBT = Assessment(Alarm.HUMAN, Route.OTHER, 0.4, evidence=(Evidence(PartKind.NEW, "mijn kinderen", "gezin genoemd"),))
THREAT = Assessment(Alarm.YES, Route.THREAT, 0.97, evidence=(Evidence(PartKind.NEW, "kogel", "middel + huis"),))


def test_a_calm_request_becomes_a_preventive_case_with_a_promise() -> None:
    """Contact is promised, a receipt leaves, the secretariaat gets a work order."""
    verdict = triage(MESSAGE, CALM, Known())
    assert (verdict.action, verdict.kind) == (Action.OPEN, CaseKind.PREVENTIVE)
    assert verdict.obligations == (ObligationKind.CONTACT,)
    assert set(verdict.letters) == {LetterKind.WORK_ORDER, LetterKind.RECEIPT_PREVENTIVE}


def test_a_threat_alarms_and_promises_a_call() -> None:
    """The duty officer is warned and the person gets the 112 letter; nobody mails the werkgever."""
    verdict = triage(MESSAGE, THREAT, Known())
    assert verdict.kind is CaseKind.THREAT
    assert verdict.obligations == (ObligationKind.CALL_BACK,)
    assert verdict.letters == (LetterKind.ALARM, LetterKind.RECEIPT_THREAT)
    assert "middel + huis" in verdict.reasons[0]


def test_doubt_goes_to_a_human_at_once() -> None:
    """The third answer: nobody is alarmed, somebody looks."""
    verdict = triage(MESSAGE, DOUBT, Known())
    assert verdict.kind is CaseKind.UNCLEAR
    assert verdict.obligations == (ObligationKind.LOOK,)
    assert LetterKind.LOOK_NOW in verdict.letters


def test_what_cannot_be_read_goes_to_a_human() -> None:
    """An encrypted mail is never "no threat"."""
    verdict = triage(replace(MESSAGE, unreadable=("versleuteld",)), CALM, Known())
    assert verdict.alarm is Alarm.HUMAN
    assert verdict.obligations == (ObligationKind.UNREADABLE,)
    assert {LetterKind.LOOK_NOW, LetterKind.UNREADABLE} <= set(verdict.letters)


@pytest.mark.parametrize(
    ("known", "action", "case"),
    [
        (Known(), Action.OPEN, None),
        (Known(claimed=True), Action.OPEN, None),
        (Known(earlier="WVB-2026-0003"), Action.LINK, "WVB-2026-0003"),
        (Known(referenced="WVB-2026-0002"), Action.LINK, "WVB-2026-0002"),
        (Known(sender_fits=True, claimed=True), Action.OPEN, None),
        (Known(referenced="WVB-2026-0002", sender_fits=True), Action.JOIN, "WVB-2026-0002"),
        (Known(referenced="WVB-2026-0002", sender_fits=True, earlier="WVB-2026-0003"), Action.JOIN, "WVB-2026-0002"),
    ],
)
def test_only_a_signed_reference_with_a_fitting_sender_joins_a_case(
    known: Known, action: Action, case: str | None
) -> None:
    """Everything else becomes a case of its own that points to the other."""
    verdict = triage(MESSAGE, CALM, known)
    assert (verdict.action, verdict.case) == (action, case)


@pytest.mark.parametrize("kind", list(Automatic))
def test_a_machine_is_never_answered(kind: Automatic) -> None:
    """RFC 3834: whatever a machine sends, no letter goes back to it, also when it brings a threat."""
    for assessment in (CALM, DOUBT, THREAT):
        verdict = triage(replace(MESSAGE, automatic=kind), assessment, Known())
        assert not [letter for letter in verdict.letters if letter.audience is Audience.PERSON]
        assert verdict.alarm is assessment.alarm


def test_a_threat_in_a_machine_forwarded_mail_still_alarms() -> None:
    """Only the answer is held back, never the alarm."""
    verdict = triage(replace(MESSAGE, automatic=Automatic.AUTO_REPLY), THREAT, Known())
    assert LetterKind.ALARM in verdict.letters
    assert verdict.obligations == (ObligationKind.CALL_BACK,)


@pytest.mark.parametrize(
    ("email", "known"),
    [
        (None, Known()),
        ("no at sign", Known()),
        ("MAILER-DAEMON@host.example", Known()),
        ("no-reply@shop.example", Known()),
        ("noreply+x@shop.example", Known()),
        ("postmaster@gemeente.example", Known()),
        ("a@gemeente.example", Known(own_address=True)),
        ("a@gemeente.example", Known(answers_in_case=1)),
        ("a@gemeente.example", Known(answers_to_sender=1)),
    ],
)
def test_some_addresses_get_no_answer(email: str | None, known: Known) -> None:
    """Robots, ourselves, and people who had their answer today; the reason is written down."""
    message = replace(MESSAGE, sender=Sender(None, email))
    assert may_answer(message, known, threat=False)
    verdict = triage(message, CALM, known)
    assert LetterKind.RECEIPT_PREVENTIVE not in verdict.letters
    assert any(reason.startswith("geen antwoord") for reason in verdict.reasons)


def test_a_threat_is_answered_though_the_sender_had_an_answer_today() -> None:
    """A second message within a day may be the worst one; a robot is still stopped after three."""
    assert may_answer(MESSAGE, Known(answers_to_sender=2), threat=True) is None
    assert may_answer(MESSAGE, Known(answers_to_sender=3), threat=True)


def test_a_returned_letter_becomes_work_for_a_human() -> None:
    """A bounce says that somebody did not get our answer."""
    verdict = triage(replace(MESSAGE, automatic=Automatic.BOUNCE), CALM, Known(bounced="WVB-2026-0009"))
    assert (verdict.action, verdict.case) == (Action.JOIN, "WVB-2026-0009")
    assert verdict.obligations == (ObligationKind.UNDELIVERED,)


def test_a_returned_letter_with_a_threat_in_it_is_both() -> None:
    """The alarm wins and the returned letter is not forgotten."""
    verdict = triage(replace(MESSAGE, automatic=Automatic.BOUNCE), THREAT, Known(bounced="WVB-2026-0009"))
    assert verdict.obligations == (ObligationKind.CALL_BACK, ObligationKind.UNDELIVERED)


@pytest.mark.parametrize("kind", [Automatic.LIST, Automatic.AUTO_REPLY, Automatic.CALENDAR])
def test_a_request_that_came_by_a_machine_still_becomes_a_case(kind: Automatic) -> None:
    """A mailing list or a web form in between: work for a human, only no robot's answer."""
    verdict = triage(replace(MESSAGE, automatic=kind), CALM, Known())
    assert (verdict.action, verdict.kind) == (Action.OPEN, CaseKind.PREVENTIVE)
    assert verdict.letters == (LetterKind.WORK_ORDER,)


def test_an_old_message_is_handled_and_not_answered() -> None:
    """The first day at a lived-in mailbox must not mail people who wrote last year."""
    verdict = triage(MESSAGE, CALM, Known(is_old=True))
    assert verdict.obligations == (ObligationKind.CONTACT,)
    assert verdict.letters == (LetterKind.WORK_ORDER,)


def test_doubt_about_a_returned_letter_warns_nobody_at_night() -> None:
    """Else a dead duty address would return each warning about the one before, for ever."""
    verdict = triage(replace(MESSAGE, automatic=Automatic.BOUNCE), DOUBT, Known(bounced="WVB-2026-0009"))
    assert verdict.letters == ()
    assert verdict.obligations == (ObligationKind.UNDELIVERED,)


def test_noise_is_noted_and_not_answered() -> None:
    """An advertisement gets a ledger row with a reason, no case and no letter."""
    verdict = triage(MESSAGE, replace(CALM, route=Route.NOISE), Known())
    assert (verdict.action, verdict.letters) == (Action.NOTE, ())


@given(
    alarm=st.sampled_from(list(Alarm)),
    route=st.sampled_from(list(Route)),
    automatic=st.sampled_from([None, *Automatic]),
    unreadable=st.sampled_from([(), ("versleuteld",)]),
    referenced=st.sampled_from([None, "WVB-2026-0002"]),
    bounced=st.sampled_from([None, "WVB-2026-0004"]),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    answered=st.integers(0, 4),
)
def test_no_decision_ever_lowers_an_alarm(
    alarm: Alarm,
    route: Route,
    automatic: Automatic | None,
    unreadable: tuple[str, ...],
    referenced: str | None,
    bounced: str | None,
    flags: tuple[bool, bool, bool, bool],
    answered: int,
) -> None:
    """Whatever else is known: an alarm is kept, has an owner, warns the duty officer, and says why."""
    fits, claimed, own_address, own_letter = flags
    known = Known(referenced, claimed, fits, None, bounced, answered, answered, own_address, own_letter)
    message = replace(MESSAGE, automatic=automatic, unreadable=unreadable)
    verdict = triage(message, replace(CALM, alarm=alarm, route=route), known)
    assert verdict.reasons
    if own_letter:
        assert verdict.action is Action.NOTE  # we wrote it ourselves, and signed it
        return
    if bounced and verdict.alarm is not Alarm.YES:
        assert ObligationKind.UNDELIVERED in verdict.obligations  # a human looks at it all the same
        return
    assert verdict.alarm.rank >= alarm.rank
    if verdict.alarm is not Alarm.NO:
        assert any(letter.audience is Audience.DUTY for letter in verdict.letters)
        assert verdict.obligations
    if verdict.action in {Action.OPEN, Action.LINK}:
        assert verdict.kind
        assert verdict.obligations
    else:
        assert verdict.kind is None
