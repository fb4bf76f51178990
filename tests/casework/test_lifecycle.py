"""The life of a case and the promises in it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.course import Course, of_answer, of_event
from casework.letters import LetterKind
from casework.lifecycle import (
    ASIDE,
    EMPLOYER_MAY_HAVE_REPORT,
    ENDED,
    FIRST_STATE,
    MAIN_WAY,
    RUNNING,
    TABLE,
    TRANSITIONS,
    CaseEvent,
    CaseKind,
    CaseState,
    NotAllowed,
    Place,
    after,
    allows,
)
from casework.obligations import (
    DUTIES,
    LIVES,
    OUTCOMES,
    PROMISED,
    ObligationKind,
    Pause,
    Terms,
    allowed_outcomes,
    due_at,
    lives_in,
    owner_of,
    stands_still,
    talks_event,
)
from casework.workdays import WorkCalendar

RECEIVED = datetime(2026, 11, 27, 22, 15, tzinfo=UTC)  # a Friday night

#: Every place that a case can come to, with how it came to be there.
AT_THE_WAY = [Place(state) for state in MAIN_WAY]
EXPLAINING = [
    Place(CaseState.EXPLAINING, (state,))
    for state in (CaseState.AT_OFFICIAL, CaseState.AT_EMPLOYER, CaseState.EXECUTION)
]
PUT_ASIDE = [
    Place(state, (*place.held, place.state))
    for place in (*AT_THE_WAY, *EXPLAINING)
    for state in (CaseState.TO_JUDGE, CaseState.THREAT)
] + [Place(CaseState.TO_JUDGE), Place(CaseState.THREAT)]
PLACES = [*AT_THE_WAY, *EXPLAINING, *PUT_ASIDE, *(Place(state) for state in ENDED)]


def shown(place: Place) -> str:
    return " < ".join((place.state.value, *reversed(place.held)))


def test_every_kind_of_case_has_a_first_state_and_every_state_a_way_out() -> None:
    """No case can be opened nowhere, and none can get stuck."""
    assert set(FIRST_STATE) == set(CaseKind)
    assert {*MAIN_WAY, *ASIDE, *ENDED} == set(CaseState)
    for place in PLACES:
        assert any(after(place, event).state is not place.state for event in CaseEvent if allows(place, event))


def test_each_pair_of_state_and_event_stands_in_the_table_once() -> None:
    """Two rows that contradict each other cannot hide, and every event leads somewhere and belongs to somebody."""
    pairs = Counter((state, row.event) for row in TABLE for state in row.states)
    assert set(pairs.values()) == {1}
    assert {row.event for row in TABLE} == set(CaseEvent)
    assert all(row.by for row in TABLE)


def test_every_state_can_be_reached() -> None:
    """By the events of the table alone."""
    seen = {Place(state) for state in FIRST_STATE.values()}
    todo = list(seen)
    while todo:
        place = todo.pop()
        news = {after(place, event) for event in CaseEvent if allows(place, event)} - seen
        seen |= news
        todo += news
    assert {place.state for place in seen} == set(CaseState)
    assert seen == set(PLACES)


def test_a_threat_can_be_found_everywhere() -> None:
    """Also in a case that has ended."""
    for place in PLACES:
        assert after(place, CaseEvent.THREAT_FOUND).state is CaseState.THREAT


@pytest.mark.parametrize("place", [place for place in PLACES if place.state is CaseState.THREAT], ids=shown)
def test_nothing_but_a_human_ends_a_threat(place: Place) -> None:
    """No event of the desk itself leads out of it, no form closes it, and a resumed case stands where it stood."""
    ways = {event for event in CaseEvent if allows(place, event) and after(place, event).state is not place.state}
    assert ways == {CaseEvent.CLOSED, CaseEvent.RESUMED}
    for kind in ObligationKind:
        for words in allowed_outcomes(kind, place):
            assert OUTCOMES[kind][words].event is not CaseEvent.CLOSED
    resumed = after(place, CaseEvent.RESUMED)
    assert resumed == (Place(place.held[-1], place.held[:-1]) if place.held else Place(CaseState.REGISTERED))


def test_what_is_not_in_the_table_is_refused() -> None:
    """With the event and the state in the text."""
    with pytest.raises(NotAllowed, match="gesloten"):
        after(Place(CaseState.CLOSED), CaseEvent.CONTACT_MADE)


def test_while_a_message_is_judged_the_case_goes_on_underneath() -> None:
    """A doubt of half an hour stops no approval; but a case does not end before somebody has looked."""
    doubt = after(Place(CaseState.AT_BVA), CaseEvent.DOUBT_FOUND)
    approved = after(doubt, CaseEvent.BVA_APPROVED)
    assert approved == Place(CaseState.TO_JUDGE, (CaseState.AT_OFFICIAL,))
    assert after(approved, CaseEvent.JUDGED_SAFE) == Place(CaseState.AT_OFFICIAL)
    assert not allows(doubt, CaseEvent.WITHDRAWN)


def test_an_explanation_returns_to_where_it_was_asked() -> None:
    """Also when a threat comes between."""
    asked = after(Place(CaseState.AT_EMPLOYER), CaseEvent.EXPLANATION_ASKED)
    held = after(asked, CaseEvent.THREAT_FOUND)
    assert after(after(held, CaseEvent.RESUMED), CaseEvent.EXPLAINED) == Place(CaseState.AT_EMPLOYER)


@pytest.mark.parametrize("kind", list(ObligationKind))
def test_every_promise_has_an_owner_a_term_and_outcomes(kind: ObligationKind) -> None:
    """A promise that nobody keeps is no promise."""
    assert owner_of(kind)
    assert due_at(kind, RECEIVED, Terms(), WorkCalendar()) > RECEIVED
    assert OUTCOMES[kind]
    assert hasattr(Terms(), DUTIES[kind].term)


def test_every_running_state_promises_something_that_lives_there() -> None:
    """Nothing waits for nobody."""
    assert set(PROMISED) == set(RUNNING)
    assert all(lives_in(kind, Place(state)) for state, kinds in PROMISED.items() for kind in kinds)
    assert set().union(*LIVES.values()) <= set(ObligationKind)


def test_promises_about_threats_run_at_night() -> None:
    """Minutes, not working days."""
    assert due_at(ObligationKind.CALL_BACK, RECEIVED, Terms(), WorkCalendar()) == RECEIVED + timedelta(minutes=15)
    assert due_at(ObligationKind.CONTACT, RECEIVED, Terms(), WorkCalendar()).date().isoformat() == "2026-12-03"


def test_a_promise_about_an_appointment_is_counted_from_the_appointment() -> None:
    """The talk of the 14th is written down on the 15th."""
    moment = datetime(2026, 12, 14, 13, 0, tzinfo=UTC)
    due = due_at(ObligationKind.HOME_TALK, RECEIVED, Terms(), WorkCalendar(), moment)
    assert due.date().isoformat() == "2026-12-15"


@pytest.mark.parametrize("kind", list(ObligationKind))
def test_every_form_that_may_be_open_has_a_choice(kind: ObligationKind) -> None:
    """A waiting task can always be finished, and no choice on it is one the table refuses."""
    reopens = (ObligationKind.LOOK, ObligationKind.UNREADABLE, ObligationKind.CALL_BACK)
    for place in PLACES:
        if not lives_in(kind, place) or stands_still(kind, place) or (place.state in ENDED and kind in reopens):
            continue
        choices = allowed_outcomes(kind, place)
        assert choices, place
        for words in choices:
            of_answer(place, [], OUTCOMES[kind][words])


def test_a_judgement_of_threat_always_alarms_and_promises_a_call() -> None:
    """Also when it is a human who sees the threat."""
    for outcomes in OUTCOMES.values():
        for outcome in outcomes.values():
            if outcome.event is CaseEvent.JUDGED_THREAT:
                assert outcome.letters == (LetterKind.ALARM,)
                assert outcome.then == (ObligationKind.CALL_BACK,)


def test_a_case_under_threat_is_on_hold() -> None:
    """What was promised keeps its place, and its clock stands still; calling back does not."""
    place = after(Place(CaseState.DRAFTING), CaseEvent.THREAT_FOUND)
    assert stands_still(ObligationKind.REPORT, place) is Pause.THREAT
    assert stands_still(ObligationKind.CALL_BACK, place) is None
    assert lives_in(ObligationKind.REPORT, place)


@pytest.mark.parametrize(
    ("still_open", "event"),
    [
        ((ObligationKind.PLAN_HOME_TALK, ObligationKind.EMPLOYER_TALK), None),
        ((ObligationKind.HOME_TALK, ObligationKind.EMPLOYER_TALK), CaseEvent.TALKS_PLANNED),
        ((ObligationKind.HOME_TALK,), CaseEvent.TALKS_PLANNED),
        ((ObligationKind.READ,), CaseEvent.TALKS_HELD),
        ((), CaseEvent.TALKS_HELD),
    ],
)
def test_both_talks_count(still_open: tuple[ObligationKind, ...], event: CaseEvent | None) -> None:
    """Planned when both are planned, held when both are held or not needed, in whatever order."""
    assert talks_event(still_open) is event


class Walk:
    """A case that is taken along a path, with its open promises and what the werkgever and the gates have seen."""

    def __init__(self, kind: CaseKind) -> None:
        self.place = Place(FIRST_STATE[kind])
        self.open: Counter[ObligationKind] = Counter()
        self.bva_approved = self.official_approved = False
        self._carry_out(of_event(self.place, [], None))

    def may_happen(self) -> list[CaseEvent]:
        """What the table allows now."""
        return [event for event in CaseEvent if allows(self.place, event)]

    def answers(self) -> list[tuple[ObligationKind, str]]:
        """What people can answer now, on the forms that wait."""
        return [
            (kind, words)
            for kind in sorted(self.open.elements())
            if not stands_still(kind, self.place)
            for words in allowed_outcomes(kind, self.place)
        ]

    def happen(self, event: CaseEvent) -> None:
        """Let it happen."""
        self._carry_out(of_event(self.place, list(self.open.elements()), event))

    def answer(self, kind: ObligationKind, words: str) -> None:
        """Give an answer."""
        outcome = OUTCOMES[kind][words]
        if outcome.pause is None:
            self.open[kind] -= 1
            self._carry_out(of_answer(self.place, list(self.open.elements()), outcome))

    def _carry_out(self, course: Course) -> None:
        for event in course.events:
            self._see(event)
        self.place = course.place
        for kind in course.dropped:
            del self.open[kind]
        self.open.update(course.promised)

    def _see(self, event: CaseEvent) -> None:
        """A report that is sent to the BVA anew, or a case that begins anew, needs both approvals again."""
        if event in (CaseEvent.REPORT_READY, CaseEvent.REPORT_RECALLED, CaseEvent.REOPENED):
            self.bva_approved = self.official_approved = False
        if event is CaseEvent.BVA_APPROVED:
            self.bva_approved = True
        if event in (CaseEvent.OFFICIAL_APPROVED, CaseEvent.OFFICIAL_APPROVED_PARTLY):
            assert self.bva_approved
            self.official_approved = True

    def check(self) -> None:
        """What holds everywhere on every path."""
        if self.place.state is CaseState.AT_EMPLOYER or CaseState.AT_EMPLOYER in self.place.held:
            assert self.bva_approved
            assert self.official_approved
        if self.place.state in RUNNING:
            assert +self.open, self.place
            assert any(not stands_still(kind, self.place) for kind in +self.open)
            assert self.answers()
        for kind in +self.open:
            assert lives_in(kind, self.place)
            assert owner_of(kind)
            assert due_at(kind, RECEIVED, Terms(), WorkCalendar()) > RECEIVED


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_on_every_path_the_werkgever_waits_for_both_approvals_and_nothing_waits_for_nobody(data: st.DataObject) -> None:
    """Any answers and any events, in any order: the gates hold, and a running case always has a promise to keep."""
    walk = Walk(data.draw(st.sampled_from(list(CaseKind))))
    for _ in range(data.draw(st.integers(1, 40))):
        walk.check()
        answers, events = walk.answers(), walk.may_happen()
        if answers and data.draw(st.integers(0, 9)) < 7:
            walk.answer(*data.draw(st.sampled_from(answers)))
        else:
            walk.happen(data.draw(st.sampled_from(events)))
    walk.check()


def test_the_gates_cannot_be_passed_by() -> None:
    """Into "bij werkgever" leads the bestuurder's word alone, and to the bestuurder that of the BVA alone."""
    assert _ways_into(CaseState.AT_OFFICIAL) == {CaseEvent.BVA_APPROVED}
    assert _ways_into(CaseState.AT_EMPLOYER) == {CaseEvent.OFFICIAL_APPROVED, CaseEvent.OFFICIAL_APPROVED_PARTLY}
    assert {CaseState.AT_EMPLOYER, CaseState.EXECUTION} == EMPLOYER_MAY_HAVE_REPORT
    assert (CaseState.THREAT, CaseEvent.OFFICIAL_APPROVED) not in TRANSITIONS


def _ways_into(state: CaseState) -> set[CaseEvent]:
    steps = [(place, event) for place in AT_THE_WAY for event in CaseEvent if allows(place, event)]
    return {event for place, event in steps if place.state is not state and after(place, event).state is state}


def test_looking_after_a_talk_judges_no_message() -> None:
    """Nobody read one: only the judgement itself lets a case leave where it waits for that."""
    chosen = OUTCOMES[ObligationKind.SEE_TALK]["contact opnemen"]
    waits = Place(CaseState.TO_JUDGE, (CaseState.IN_CONTACT,))
    course = of_answer(waits, [ObligationKind.LOOK, ObligationKind.SEE_TALK], chosen)
    assert (course.place, course.events, course.promised) == (waits, (), (ObligationKind.CONTACT,))


def test_looking_after_a_talk_is_asked_until_the_case_ends() -> None:
    """In every state of a case that runs, also on hold, without its clock standing still; never of one that ended."""
    for state in RUNNING:
        assert lives_in(ObligationKind.SEE_TALK, Place(state))
        assert stands_still(ObligationKind.SEE_TALK, Place(state)) is None
    assert not [state for state in ENDED if lives_in(ObligationKind.SEE_TALK, Place(state))]
