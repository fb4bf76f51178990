"""What does not go by itself is told to who must know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from casework.appointments import Talk
from casework.assessment import Fields
from casework.letters import LetterKind
from casework.lifecycle import CaseEvent, CaseKind
from casework.obligations import ObligationKind
from casework.people import SenderKind
from casework.workdays import AMSTERDAM
from flows.commands.checks import _shown
from flows.runtime import Runtime
from flows.steps import adviser_calendar, digest, hitches, staffing, talks
from flows.steps.answer import Answer, give_all
from flows.steps.decide import Done
from flows.steps.deliver import MAIL, deliver_due
from flows.steps.moving import move, open_work, promise
from flows.window.dashboard import count as stock_of
from flows.window.day_page import day_page, timeline
from storage import cases, obligations, outbox, windows
from tests.builders import a_case, a_post
from tests.flows.conftest import Clock
from tests.servers.smtp import SmtpSink

K = ObligationKind


def _contacted(runtime: Runtime) -> str:
    """A case with the talks to plan, and windows that are wanted."""
    with runtime.database.begin() as tx:
        case = a_case(tx, fields=Fields(SenderKind.BESTUURDER))
        cases.add_party(tx, case.id, "bestuurder", "B.", "b@prive.example", None)
        return move(runtime, tx, case, CaseEvent.CONTACT_MADE, runtime.clock()).number


def _refuse(runtime: Runtime, key: str, times: int) -> None:
    with runtime.database.begin() as tx:
        window = windows.find(tx, key)
        assert window
        for _ in range(times):
            windows.failed(tx, window.id, "422", runtime.clock())


def test_a_window_that_prefect_keeps_refusing_is_told(runtime: Runtime) -> None:
    """In `weerbaar check`, on the stock page and in the day's mail; once it is accepted, no more."""
    key = f"taak/{_contacted(runtime)}/plan_home_talk/1"
    _refuse(runtime, key, 5)
    assert _shown(runtime).well
    _refuse(runtime, key, 1)
    assert not _shown(runtime).well
    assert key in _shown(runtime).text
    with runtime.database.reading() as tx:
        assert stock_of(tx, runtime.clock()).hitches.windows == (key,)
        told = digest.facts_of(digest.count(runtime, tx, runtime.clock()), runtime.clock())["hitches_list"]
    assert told == f"- Niet in Prefect te tonen: 1 ({key})"
    with runtime.database.begin() as tx:
        window = windows.find(tx, key)
        assert window
        windows.shown(tx, window.id, "run-1", "open", revision=window.revision)
    assert _shown(runtime).well


def test_a_calendar_that_was_not_told_is_told(runtime: Runtime, clock: Clock) -> None:
    """Not while it is only a moment away: once it was tried in vain."""
    number = _contacted(runtime)
    moment = datetime(2026, 12, 8, 10, 0, tzinfo=AMSTERDAM)
    talks.agree(runtime, number, Talk.HOME, moment, by="S.", now=clock())
    with runtime.database.reading() as tx:
        assert hitches.count(tx, clock()).lines() == []
    runtime.settings.appointments.caldav_url = "http://127.0.0.1:9/weg/"
    clock.now += timedelta(seconds=5)
    adviser_calendar.bring_up_to_date(runtime, clock())
    with runtime.database.reading() as tx:
        assert hitches.count(tx, clock()).lines() == ["Afspraken nog niet in de agenda van de adviseur: 1"]
    runtime.settings.appointments.caldav_url = ""
    clock.now += timedelta(hours=2)
    assert adviser_calendar.bring_up_to_date(runtime, clock()) == 0
    with runtime.database.reading() as tx:
        assert hitches.count(tx, clock()).lines() == []


def test_a_letter_that_failed_is_told_until_somebody_saw_to_it(
    runtime: Runtime, clock: Clock, smtp_sink: SmtpSink, take: Callable[..., Done]
) -> None:
    """The task about it says when; a letter that no task is about is told for a week."""
    runtime.settings.smtp.port = smtp_sink.port
    smtp_sink.faults.rcpt = 550
    number = take("Graag een woningscan.").case or ""
    with runtime.database.begin() as tx:
        outbox.post(tx, a_post(kind=LetterKind.DIGEST), clock())
    deliver_due(runtime, MAIL)
    with runtime.database.reading() as tx:
        assert outbox.counts(tx)["failed"] >= 2
        told = outbox.unsent(tx, clock() - timedelta(days=7))
        assert hitches.count(tx, clock()).lines() == [f"Brieven niet verzonden: {told}"]
        case = cases.find(tx, number)
        assert case
        tasks = [item for item in obligations.open_of(tx, case.id) if item.kind is K.UNDELIVERED]
    assert tasks
    for item in tasks:
        give_all(runtime, item.reference, Answer("op een andere manier bereikt", "S."), clock())
    with runtime.database.reading() as tx:
        left = hitches.count(tx, clock()).letters
        assert 0 < left < told
        assert hitches.count(tx, clock() + timedelta(days=8)).letters == 0


def test_the_contact_of_a_college_is_work_once(runtime: Runtime, clock: Clock) -> None:
    """The first case keeps it; the others are neither in the stock, nor of a day, nor late in the day's mail."""
    lead = staffing.open_case(runtime, CaseKind.PREVENTIVE, staffing.Caller(SenderKind.WERKGEVER), "A.", clock()).number
    staffing.open_college(runtime, lead, 6, "A.", clock())
    with runtime.database.reading() as tx:
        (due,) = {item.due_at for item in obligations.all_open(tx)}
        assert [(item.number, item.kind) for item in open_work(tx)] == [(lead, K.CONTACT)]
        assert [line.case for line in stock_of(tx, clock()).lines] == [lead]
        assert day_page(tx, due.astimezone(AMSTERDAM).date()).count("contact opnemen") == 1
        assert [item.case for item in digest.count(runtime, tx, due + timedelta(hours=16)).late] == [lead]


def test_what_is_left_of_a_case_that_ended_says_so(runtime: Runtime, clock: Clock) -> None:
    """In the stock of work, with the state in which the case ended."""
    number = _contacted(runtime)
    staffing.happen(runtime, number, CaseEvent.WITHDRAWN, "S.", "wil niet meer", clock())
    with runtime.database.begin() as tx:
        case = cases.find(tx, number)
        assert case
        promise(runtime, tx, case, K.READ, clock())
    with runtime.database.reading() as tx:
        assert [(line.what, line.state) for line in stock_of(tx, clock()).lines] == [("bericht lezen", "ingetrokken")]


def test_the_page_of_a_case_says_which_task_was_done_and_how(runtime: Runtime) -> None:
    """In our words: what was typed beside it stays in the journal."""
    with runtime.database.begin() as tx:
        number = a_case(tx, fields=Fields(SenderKind.BESTUURDER)).number
        case = cases.find(tx, number)
        assert case
        case = staffing.change_in(tx, case, {"moving": True}, "S.", runtime.clock(), why="Ada zei het")
        move(runtime, tx, case, CaseEvent.CONTACT_MADE, runtime.clock())
    answer = Answer("dit gesprek is niet nodig", "S.", "Ada belde")
    give_all(runtime, f"{number}/plan_home_talk/1", answer, runtime.clock())
    with runtime.database.reading() as tx:
        page = timeline(tx, number) or ""
    assert "| taak afgehandeld: gesprek met bestuurder plannen, dit gesprek is niet nodig |" in page
    assert "| gegevens gewijzigd |" in page
    assert "Ada" not in page
