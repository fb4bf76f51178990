"""It was no threat after all: a reason, four eyes for what is acute, a kind letter, an example to learn from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from casework.assessment import Alarm, Assessment, Evidence, Route
from casework.corrections import Opinion
from casework.escalation import FIRST, SECOND
from casework.letters import LetterKind
from casework.lifecycle import CaseState
from casework.messages import Automatic, Message, PartKind
from casework.roster import Medium, Person, Roster, Rotation, Way
from flows.runtime import Runtime
from flows.steps import signing
from flows.steps.answer import AnswerRefused, close, give
from flows.steps.decide import Done
from flows.steps.escalate import climb
from storage import alarms, cases, corrections, journal, judgements, obligations, outbox, rosters
from storage.alarms import OVER, StoredAlarm
from storage.cases import Case
from storage.corrections import Correction
from storage.outbox import Outgoing
from tests.flows.conftest import Clock

Take = Callable[..., Done]
NO_THREAT = "geen dreiging"


class AcuteReader:
    """Everything happens now, at the door."""

    version = "acute"

    def assess(self, message: Message) -> Assessment:
        """An acute threat."""
        del message
        return Assessment(Alarm.YES, Route.THREAT, 1.0, evidence=(Evidence(PartKind.NEW, "nu", "bij de deur nu"),))


@pytest.fixture
def acute(runtime: Runtime) -> Runtime:
    """A desk with three people, where all that comes in is acute."""
    runtime.reader = AcuteReader()  # type: ignore[assignment]
    people = {
        key: Person(key, key.capitalize(), (Way(Medium.MAIL, f"{key}@desk.example", "mail"),))
        for key in ("anna", "bea", "cees")
    }
    start = date(2026, 11, 2)
    rotations = {FIRST: Rotation(FIRST, ("anna",), start), SECOND: Rotation(SECOND, ("bea",), start)}
    with runtime.database.begin() as tx:
        rosters.save(tx, Roster(people, rotations, fallback=("cees",)), {}, "Sam", runtime.clock())
    return runtime


def _case(runtime: Runtime, number: str | None) -> Case:
    with runtime.database.reading() as tx:
        case = cases.find(tx, number or "")
    assert case
    return case


def _alarm(runtime: Runtime, number: str | None) -> StoredAlarm:
    with runtime.database.reading() as tx:
        return alarms.of_case(tx, _case(runtime, number).id)[-1]


def _letters(runtime: Runtime, kind: LetterKind) -> list[Outgoing]:
    with runtime.database.reading() as tx:
        return [letter for letter in outbox.letters(tx) if letter.kind is kind]


def _learned(runtime: Runtime) -> list[Correction]:
    with runtime.database.reading() as tx:
        return corrections.latest(tx)


def _say(runtime: Runtime, number: str | None, by: str, why: str = "krantenbericht", what: str = NO_THREAT) -> None:
    give(runtime, f"{number}/call_back/1", what, by, why, runtime.clock())


def test_an_invented_name_is_no_pair_of_eyes_that_nobody_sees(acute: Runtime, take: Take) -> None:
    """The first of the two is marked in the journal as well, or one colleague could be both unseen."""
    number = take("DREIGING").case
    with pytest.raises(AnswerRefused, match="tweede collega"):
        _say(acute, number, "Wim Verzonnen")
    _say(acute, number, "Anna")
    with acute.database.reading() as tx:
        lines = journal.entries(tx, _case(acute, number).id)
    assert [line.actor for line in lines if line.what == signing.UNKNOWN] == ["Wim Verzonnen"]


def test_one_answer_with_a_reason_ends_a_false_alarm(runtime: Runtime, take: Take) -> None:
    """The calling stops, the case goes on as an ordinary one, the person gets a kind letter, the reader an example."""
    done = take("DREIGING in de krant")
    _say(runtime, done.case, "Anna")
    assert _alarm(runtime, done.case).state == OVER
    assert climb(runtime) == 0
    assert _case(runtime, done.case).state is CaseState.REGISTERED
    (letter,) = _letters(runtime, LetterKind.REASSURED)
    assert letter.recipient == "a@gemeente.example"
    assert letter.body.splitlines()[0] == "Bel 112 bij acuut gevaar."
    (learned,) = _learned(runtime)
    assert (learned.opinion, learned.reason, learned.by, learned.label.alarm) == (
        Opinion.NO_THREAT, "krantenbericht", "Anna", Alarm.NO,
    )  # fmt: skip


def test_without_a_reason_nothing_changes(runtime: Runtime, take: Take) -> None:
    """Nor without a name."""
    done = take("DREIGING in de krant")
    with pytest.raises(AnswerRefused, match="waarom"):
        _say(runtime, done.case, "Anna", why=" ")
    with pytest.raises(AnswerRefused, match="naam"):
        _say(runtime, done.case, " ")
    assert _alarm(runtime, done.case).state != OVER
    assert _learned(runtime) == []


def test_an_acute_alarm_is_lowered_by_two_people_only(acute: Runtime, take: Take) -> None:
    """After the first it still stands, and the others are asked to look; the second ends it."""
    done = take("nu aan de deur")
    with pytest.raises(AnswerRefused, match="tweede collega"):
        _say(acute, done.case, "Anna", "oefening van de brandweer")
    assert _alarm(acute, done.case).state != OVER
    assert _case(acute, done.case).state is CaseState.THREAT
    assert _letters(acute, LetterKind.REASSURED) == []
    asked = _letters(acute, LetterKind.SECOND_LOOK)
    assert {letter.recipient for letter in asked} == {"bea@desk.example", "cees@desk.example"}
    assert all("Anna" in letter.body and letter.kind.urgent for letter in asked)
    with acute.database.reading() as tx:
        promise = obligations.all_of(tx, _case(acute, done.case).id)[0]
        assert [one.reason for one in judgements.of_promise(tx, promise.id)] == ["oefening van de brandweer"]
    _say(acute, done.case, "Bea", "gebeld, klopt")
    assert _alarm(acute, done.case).state == OVER
    assert len(_letters(acute, LetterKind.REASSURED)) == 1
    assert [one.opinion for one in _learned(acute)] == [Opinion.NO_THREAT]


@pytest.mark.parametrize("again", ["Anna", "anna", "anna@desk.example"])
def test_the_same_person_is_not_two(acute: Runtime, take: Take, again: str) -> None:
    """Whether by name, key or address."""
    done = take("nu aan de deur")
    for name in ("Anna", again):
        with pytest.raises(AnswerRefused):
            _say(acute, done.case, name)
    assert _alarm(acute, done.case).state != OVER


def test_the_ladder_goes_on_between_the_two(acute: Runtime, take: Take, clock: Clock) -> None:
    """One opinion stops no call."""
    done = take("nu aan de deur")
    with pytest.raises(AnswerRefused):
        _say(acute, done.case, "Anna")
    turn = _alarm(acute, done.case).turn
    wake = _alarm(acute, done.case).wake_at
    assert wake
    clock.now = wake
    assert climb(acute) > 0
    assert _alarm(acute, done.case).turn == turn + 1


def test_an_acute_case_is_not_closed_by_the_way(acute: Runtime, take: Take) -> None:
    """Closing would end the alarm with two eyes."""
    done = take("nu aan de deur")
    with pytest.raises(AnswerRefused, match="acuut alarm"):
        close(acute, done.case or "", "Anna", "vergissing", acute.clock())
    _say(acute, done.case, "Anna", "", "gesproken")
    assert close(acute, done.case or "", "Anna", "klaar", acute.clock())[0].state is CaseState.CLOSED


def test_who_got_no_answer_gets_no_kind_letter(runtime: Runtime, take: Take) -> None:
    """A machine does not read it."""
    done = take("DREIGING in de krant", automatic=Automatic.LIST)
    _say(runtime, done.case, "Anna")
    assert _letters(runtime, LetterKind.REASSURED) == []


@pytest.mark.parametrize(
    ("outcome", "opinion"),
    [("geen dreiging, zaak sluiten", Opinion.NO_THREAT), ("dreiging", Opinion.THREAT)],
)
def test_a_doubt_that_a_human_resolved_is_an_example_too(
    runtime: Runtime, take: Take, outcome: str, opinion: Opinion
) -> None:
    """Whichever way; without a remark the outcome is the reason."""
    done = take("TWIJFEL")
    give(runtime, f"{done.case}/look/1", outcome, "Anna", "", runtime.clock())
    (learned,) = _learned(runtime)
    assert (learned.opinion, learned.reason) == (opinion, outcome)


def test_a_call_back_that_was_made_is_no_opinion(runtime: Runtime, take: Take) -> None:
    """It was a threat, and the reader said so."""
    done = take("DREIGING")
    _say(runtime, done.case, "Anna", "", "gesproken")
    assert _learned(runtime) == []
