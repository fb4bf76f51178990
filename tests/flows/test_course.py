"""A case on its way through the steps, without servers: answers, clocks, letters, and what Prefect is asked to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.lifecycle import CaseEvent, CaseState
from casework.obligations import ObligationKind, Pause
from flows.runtime import Runtime
from flows.steps.answer import Answer, AnswerRefused, give_all
from flows.steps.decide import Done
from flows.steps.moving import move
from flows.steps.remind import Rung, check, sweep
from storage import cases, journal, obligations, outbox, windows
from storage.cases import Case
from storage.obligations import Obligation
from tests.flows.conftest import Clock

Take = Callable[..., Done]
K = ObligationKind
TALK = datetime(2026, 12, 14, 13, 0, tzinfo=UTC)


def a_case_in(runtime: Runtime, number: str) -> Case:
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
    assert case
    return case


def open_of(runtime: Runtime, number: str) -> dict[ObligationKind, Obligation]:
    case = a_case_in(runtime, number)
    with runtime.database.reading() as tx:
        return {item.kind: item for item in obligations.open_of(tx, case.id)}


def answer(runtime: Runtime, number: str, kind: ObligationKind, outcome: str, **more: object) -> None:
    given = Answer(outcome, "A. Secretaris", **more)  # type: ignore[arg-type]
    give_all(runtime, open_of(runtime, number)[kind].reference, given, runtime.clock())


def happens(runtime: Runtime, number: str, event: CaseEvent) -> None:
    with runtime.database.begin() as tx:
        case = cases.find(tx, number)
        assert case
        move(runtime, tx, case, event, runtime.clock())


def letters(runtime: Runtime) -> list[tuple[str, str]]:
    """Every letter so far: kind and recipient."""
    with runtime.database.reading() as tx:
        return [(letter.kind.value, letter.recipient) for letter in outbox.letters(tx)]


def told(runtime: Runtime, number: str) -> list[str]:
    case = a_case_in(runtime, number)
    with runtime.database.reading() as tx:
        return [entry.what for entry in journal.entries(tx, case.id)]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))


def test_both_talks_are_planned_and_held_in_any_order(runtime: Runtime, take: Take, clock: Clock) -> None:
    """Each with its own appointment, letter and note; the report begins when both are done."""
    number = take().case or ""
    answer(runtime, number, K.CONTACT, "gelukt")
    answer(runtime, number, K.PLAN_HOME_TALK, "afspraak gemaakt", moment=TALK)
    assert a_case_in(runtime, number).state is CaseState.IN_CONTACT
    clock.now = TALK + timedelta(hours=2)
    answer(runtime, number, K.HOME_TALK, "gesprek gevoerd")
    assert a_case_in(runtime, number).state is CaseState.IN_CONTACT
    answer(runtime, number, K.PLAN_EMPLOYER_TALK, "afspraak gemaakt", moment=TALK + timedelta(days=2))
    assert a_case_in(runtime, number).state is CaseState.PLANNED
    answer(runtime, number, K.EMPLOYER_TALK, "gesprek gevoerd")
    assert a_case_in(runtime, number).state is CaseState.TALKED
    assert set(open_of(runtime, number)) == {K.ASSIGN_REPORT}


def test_an_appointment_asks_for_a_time_that_is_still_to_come(runtime: Runtime, take: Take) -> None:
    """Without one nothing has changed."""
    number = take().case or ""
    answer(runtime, number, K.CONTACT, "gelukt")
    for moment in (None, runtime.clock() - timedelta(hours=1)):
        with pytest.raises(AnswerRefused, match="datum en tijd"):
            answer(runtime, number, K.PLAN_HOME_TALK, "afspraak gemaakt", moment=moment)
    assert set(open_of(runtime, number)) == {K.PLAN_HOME_TALK, K.PLAN_EMPLOYER_TALK}


def test_after_three_tries_a_letter_says_that_nobody_was_reached(runtime: Runtime, take: Take, clock: Clock) -> None:
    """Then the case waits for a reaction, and is closed by a person with a last letter."""
    number = take().case or ""
    for _ in range(3):
        answer(runtime, number, K.CONTACT, "niet gelukt, opnieuw proberen")
        clock.now += timedelta(days=1)
    assert set(open_of(runtime, number)) == {K.UNREACHED}
    assert ("person_unreached", "a@gemeente.example") in letters(runtime)
    answer(runtime, number, K.UNREACHED, "niet bereikbaar, zaak sluiten")
    assert a_case_in(runtime, number).state is CaseState.UNREACHABLE
    assert ("person_no_answer", "a@gemeente.example") in letters(runtime)


def test_a_clock_stands_still_while_the_other_is_at_move(runtime: Runtime, take: Take, clock: Clock) -> None:
    """It says why, is not late meanwhile, and runs again by itself with the days that were left."""
    number = take().case or ""
    answer(runtime, number, K.CONTACT, "gelukt")
    before = open_of(runtime, number)[K.PLAN_HOME_TALK]
    answer(runtime, number, K.PLAN_HOME_TALK, "voorstel gedaan, wacht op antwoord")
    still = open_of(runtime, number)[K.PLAN_HOME_TALK]
    assert still.paused_why is Pause.PERSON
    assert check(runtime, still.reference, runtime.clock()) is Rung.STILL
    clock.now = local("2026-11-30 08:29")
    sweep(runtime, clock.now)
    assert open_of(runtime, number)[K.PLAN_HOME_TALK].paused_at is not None
    clock.now = local("2026-11-30 08:31")
    sweep(runtime, clock.now)
    again = open_of(runtime, number)[K.PLAN_HOME_TALK]
    assert (again.paused_at, again.late_at) == (None, None)
    assert again.due_at == before.due_at + timedelta(days=7)


def test_a_threat_puts_a_case_on_hold_and_a_person_resumes_it(runtime: Runtime, take: Take, clock: Clock) -> None:
    """Nothing is dropped; every clock gets the days it had; the case stands where it stood."""
    number = take().case or ""
    answer(runtime, number, K.CONTACT, "gelukt")
    before = open_of(runtime, number)
    happens(runtime, number, CaseEvent.JUDGED_THREAT)
    held = open_of(runtime, number)
    assert a_case_in(runtime, number).place.held == (CaseState.IN_CONTACT,)
    assert {item.paused_why for kind, item in held.items() if kind in before} == {Pause.THREAT}
    assert K.RESUME in held
    clock.now += timedelta(days=7)
    assert sweep(runtime, clock.now) == 1  # only what carries the case is late
    answer(runtime, number, K.RESUME, "zaak gaat verder")
    after = open_of(runtime, number)
    assert a_case_in(runtime, number).state is CaseState.IN_CONTACT
    assert {kind: item.due_at for kind, item in after.items()} == {
        kind: item.due_at + timedelta(days=7) for kind, item in before.items()
    }


def test_what_stays_late_goes_to_the_coordinator_in_office_hours(runtime: Runtime, take: Take, clock: Clock) -> None:
    """Reminded, late, and then somebody else; each once, however often anybody looks."""
    runtime.settings.desk.coordinator = ["coordinator@desk.example"]
    number = take().case or ""
    for moment in ("2026-11-25 08:30", "2026-11-26 17:00", "2026-11-30 07:00", "2026-11-30 08:30", "2026-12-01 12:00"):
        clock.now = local(moment)
        sweep(runtime, clock.now)
        sweep(runtime, clock.now)
        check(runtime, f"{number}/contact/1", clock.now)
    about = [kind for kind, _ in letters(runtime) if "person" not in kind and "order" not in kind]
    assert about == ["secretariaat_soon", "secretariaat_late", "coordinator_stays_late"]
    assert told(runtime, number)[1:] == ["herinnering vooraf", "te laat", "te laat, naar de coördinator"]


def test_a_reminder_waits_for_the_desk_to_open(runtime: Runtime, take: Take, clock: Clock) -> None:
    """A server that comes back in the night writes nobody a letter before the morning."""
    number = take().case or ""
    clock.now = local("2026-11-25 23:00")
    assert sweep(runtime, clock.now) == 0
    assert check(runtime, f"{number}/contact/1", clock.now) is Rung.EARLY
    clock.now = local("2026-11-26 08:30")
    assert sweep(runtime, clock.now) == 1
    assert check(runtime, f"{number}/contact/1", clock.now) is Rung.EARLY
    assert [kind for kind, _ in letters(runtime)].count("secretariaat_soon") == 1


def test_every_clock_that_is_set_is_shown_once_and_an_old_one_is_ended(
    runtime: Runtime, take: Take, clock: Clock
) -> None:
    """One scheduled run for each time a promise is looked at."""
    number = take().case or ""
    clock.now = local("2026-11-25 08:30")
    sweep(runtime, clock.now)
    answer(runtime, number, K.CONTACT, "gelukt")
    with runtime.database.reading() as tx:
        shown = {item.key: item.wanted for item in windows.pending(tx, 100) if item.key.startswith("wekker")}
    contact = {key: wanted for key, wanted in shown.items() if "/contact/" in key}
    assert len(contact) == 2
    assert set(contact.values()) == {"closed"}
    assert {key.split("/")[2] for key, wanted in shown.items() if wanted == "open"} == {
        "plan_employer_talk",
        "plan_home_talk",
    }


def test_the_report_must_be_there_before_it_goes_to_the_bva(runtime: Runtime, take: Take) -> None:
    """Otherwise the answer is refused and nothing moves."""
    number = take().case or ""
    answer(runtime, number, K.CONTACT, "gelukt")
    answer(runtime, number, K.PLAN_EMPLOYER_TALK, "dit gesprek is niet nodig")
    answer(runtime, number, K.PLAN_HOME_TALK, "dit gesprek is niet nodig")
    answer(runtime, number, K.ASSIGN_REPORT, "uitgezet bij de adviseur")
    with pytest.raises(AnswerRefused, match="weerbaar report add"):
        answer(runtime, number, K.REPORT, "klaar, naar de BVA")
    assert a_case_in(runtime, number).state is CaseState.DRAFTING
    assert set(open_of(runtime, number)) == {K.REPORT}
