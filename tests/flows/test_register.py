"""A registration form: stored first, acted on once, alarmed about at once, whatever is missing in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.assessment import Alarm
from casework.lifecycle import CaseKind
from casework.obligations import ObligationKind
from casework.people import Function
from casework.registration import Concern, Registration
from flows.runtime import Runtime
from flows.steps import converse, register
from flows.steps.converse import Answered, new_code
from storage import alarms, cases, conversations, inbox, obligations, outbox
from storage.cases import Case
from tests.builders import a_form

CALM = a_form()


def _sent(runtime: Runtime, form: Registration) -> Answered:
    kept = register.keep(runtime, form, new_code(), runtime.clock())
    assert kept.turn is not None
    answered = converse.handle(runtime, kept.turn)
    assert answered is not None
    return answered


def _case(runtime: Runtime, answered: Answered) -> Case:
    with runtime.database.reading() as tx:
        found = cases.find(tx, answered.case or "")
    assert found is not None
    return found


def test_a_form_is_a_case_with_what_stood_in_it_and_an_answer_by_mail(runtime: Runtime) -> None:
    """As typed, not as read; and the page names the case."""
    answered = _sent(runtime, CALM)
    case = _case(runtime, answered)
    assert (case.kind, case.fields.phone, case.fields.function) == (
        CaseKind.PREVENTIVE,
        "+31612345678",
        Function.WETHOUDER,
    )
    assert (case.fields.organisation, case.fields.person, case.fields.pkvw) == ("Urk", "Jan de Boer", True)
    assert case.number in answered.replies[0].text
    with runtime.database.reading() as tx:
        assert [one.kind for one in obligations.open_of(tx, case.id)] == [ObligationKind.CONTACT]
        assert [one.recipient for one in outbox.letters(tx) if one.kind.audience == "person"] == ["jan@thuis.example"]
        (message,) = inbox.messages_of(tx, case.id)
    assert "Graag een woningscan." in message.message.new_text


def test_the_same_form_sent_twice_is_one_case(runtime: Runtime) -> None:
    """A double click, or a page that is loaded again."""
    code = new_code()
    first = register.keep(runtime, CALM, code, runtime.clock())
    again = register.keep(runtime, CALM, code, runtime.clock())
    assert again == replace(first, turn=None)
    assert first.turn is not None
    converse.handle(runtime, first.turn)
    with runtime.database.reading() as tx:
        assert len(cases.listing(tx)) == 1


def test_a_form_that_a_dead_process_kept_is_acted_on_later(runtime: Runtime) -> None:
    """It was stored before anything was done with it."""
    register.keep(runtime, CALM, new_code(), runtime.clock())
    (answered,) = converse.handle_waiting(runtime)
    assert answered.case


@pytest.mark.parametrize(
    "form",
    [
        replace(CALM, concern=Concern.YES),
        replace(CALM, what="DREIGING er staat iemand voor de deur"),
        Registration(concern=Concern.YES),
    ],
    ids=["ticked", "typed", "nothing but the tick"],
)
def test_a_threat_on_a_form_alarms_and_the_answer_begins_with_the_number(runtime: Runtime, form: Registration) -> None:
    """Ticked or typed anywhere; and then the two questions that matter."""
    answered = _sent(runtime, form)
    assert answered.alarm is Alarm.YES
    assert answered.urgent
    assert answered.replies[0].text.startswith("Bel 112")
    case = _case(runtime, answered)
    with runtime.database.reading() as tx:
        assert len(alarms.of_case(tx, case.id)) == 1
        talk = conversations.find(tx, answered.talk)
    assert talk is not None
    assert talk.wake_at is not None  # who then falls silent is looked after
    assert register.may_not_wait(runtime, form, runtime.clock())


def test_who_does_not_know_whether_it_is_a_threat_is_looked_at_now(runtime: Runtime) -> None:
    """Doubt is a duty officer's to judge, and the request goes on beside it."""
    answered = _sent(runtime, replace(CALM, concern=Concern.UNSURE))
    assert (answered.alarm, answered.urgent) == (Alarm.HUMAN, True)
    assert answered.replies[0].text.startswith("Bel 112")
    with runtime.database.reading() as tx:
        kinds = {one.kind for one in obligations.open_of(tx, _case(runtime, answered).id)}
    assert kinds >= {ObligationKind.LOOK, ObligationKind.CONTACT}


def test_a_calm_form_may_wait_until_it_is_complete(runtime: Runtime) -> None:
    """Nothing is missed by asking for what is missing."""
    assert not register.may_not_wait(runtime, CALM, runtime.clock())
