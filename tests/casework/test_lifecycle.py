"""The life of a case and the promises in it."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.letters import LetterKind
from casework.lifecycle import FIRST_STATE, TRANSITIONS, CaseEvent, CaseKind, CaseState, NotAllowed, after
from casework.obligations import OUTCOMES, ObligationKind, Terms, allowed_outcomes, due_at, owner_of
from casework.workdays import WorkCalendar

RECEIVED = datetime(2026, 11, 27, 22, 15, tzinfo=UTC)  # a Friday night


def test_every_kind_of_case_has_a_first_state_and_every_state_a_way_out() -> None:
    """No case can be opened nowhere, and none can get stuck."""
    assert set(FIRST_STATE) == set(CaseKind)
    assert {state for state, _event in TRANSITIONS} == set(CaseState)


def test_a_threat_can_be_found_in_every_state() -> None:
    """Also in a closed case."""
    for state in CaseState:
        assert after(state, CaseEvent.THREAT_FOUND) is CaseState.THREAT


def test_nothing_but_a_closing_human_ends_a_threat() -> None:
    """No other event leads out of the threat state."""
    ways = {event for (state, event), to in TRANSITIONS.items() if state is CaseState.THREAT and to is not state}
    assert ways == {CaseEvent.CLOSED}
    for kind in ObligationKind:
        for words in allowed_outcomes(kind, CaseState.THREAT):
            assert OUTCOMES[kind][words].event is not CaseEvent.CLOSED


def test_what_is_not_in_the_table_is_refused() -> None:
    """With the event and the state in the text."""
    with pytest.raises(NotAllowed, match="gesloten"):
        after(CaseState.CLOSED, CaseEvent.CONTACT_MADE)


@pytest.mark.parametrize("kind", list(ObligationKind))
def test_every_promise_has_an_owner_a_term_and_outcomes(kind: ObligationKind) -> None:
    """A promise that nobody keeps is no promise."""
    assert owner_of(kind)
    assert due_at(kind, RECEIVED, Terms(), WorkCalendar()) > RECEIVED
    assert allowed_outcomes(kind, CaseState.TO_JUDGE)


def test_promises_about_threats_run_at_night() -> None:
    """Minutes, not working days."""
    assert due_at(ObligationKind.CALL_BACK, RECEIVED, Terms(), WorkCalendar()) == RECEIVED + timedelta(minutes=15)
    assert due_at(ObligationKind.CONTACT, RECEIVED, Terms(), WorkCalendar()).date().isoformat() == "2026-12-03"


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.CLOSED}))
@pytest.mark.parametrize("kind", sorted(set(ObligationKind) - {ObligationKind.CALL_BACK}))
def test_every_form_has_a_choice_in_every_open_state(kind: ObligationKind, state: CaseState) -> None:
    """A waiting task can always be finished, and no choice on it is one the table refuses."""
    choices = allowed_outcomes(kind, state)
    assert choices
    assert all(OUTCOMES[kind][words].event is None or after(state, OUTCOMES[kind][words].event) for words in choices)


def test_a_judgement_of_threat_always_alarms_and_promises_a_call() -> None:
    """Also when it is a human who sees the threat."""
    for outcomes in OUTCOMES.values():
        for outcome in outcomes.values():
            if outcome.event is CaseEvent.JUDGED_THREAT:
                assert outcome.letters == (LetterKind.ALARM,)
                assert outcome.then == (ObligationKind.CALL_BACK,)
