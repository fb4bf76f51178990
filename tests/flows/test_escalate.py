"""Alarms over the real database and outbox, with a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from bots.mail import fingerprint
from casework.assessment import Alarm, Assessment, Evidence
from casework.duty import DutyItem, Word
from casework.escalation import FIRST, SECOND, Fate
from casework.letters import LetterKind
from casework.messages import Automatic, Channel, Message, Part, PartKind, Sender
from casework.roster import Medium, Period, Person, Roster, Rotation, Way
from flows import links
from flows.pages.link_page import make_app
from flows.runtime import Runtime
from flows.settings import DoorSettings, SmtpSettings
from flows.steps import roster_watch, taking
from flows.steps.answer import close, give
from flows.steps.decide import Done
from flows.steps.deliver import MAIL, NOTIFY, deliver_due
from flows.steps.escalate import climb
from flows.steps.receive import Reading, handle, handle_waiting
from flows.steps.roster_view import override, view
from flows.steps.taking import TakeRefused
from flows.window.roster_page import page
from storage import alarms, cases, inbox, journal, outbox, rosters, windows
from storage.alarms import HELD, OVER, StoredAlarm, StoredAttempt
from storage.inbox import Arrival, Outcome
from storage.outbox import Outgoing
from tests.bots.test_outgoing import doorbell
from tests.flows.conftest import Clock, ToldReader
from tests.servers.smtp import SmtpSink

Take = Callable[..., Done]
MINUTE = timedelta(minutes=1)
BASE = "https://wacht.desk.example"


def _person(key: str, *ways: str, **other: Any) -> Person:
    found = tuple(Way(Medium.NOTIFY if "://" in way else Medium.MAIL, way, way.partition(":")[0]) for way in ways)
    return Person(key, f"{key.capitalize()} Wacht", found, **other)


def _roster(bell: str = "json://127.0.0.1:1/") -> Roster:
    people = [
        _person("anna", "anna@desk.example", bell),
        _person("bea", "bea@desk.example", language="en"),
        _person("cees", "cees@desk.example", employer=True),
    ]
    start = date(2026, 11, 2)
    return Roster(
        {person.key: person for person in people},
        {FIRST: Rotation(FIRST, ("anna",), start), SECOND: Rotation(SECOND, ("bea",), start)},
        fallback=("cees", "bea"),
    )


def _put(runtime: Runtime, roster: Roster) -> None:
    with runtime.database.begin() as tx:
        rosters.save(tx, roster, {}, "Sam", runtime.clock())


@pytest.fixture
def desk(runtime: Runtime) -> Runtime:
    """A desk with a roster: Anna first, Bea second, Cees and Bea as fallback."""
    runtime.settings.door = DoorSettings(public_url=BASE)
    _put(runtime, _roster())
    return runtime


def _alarm(runtime: Runtime, number: str) -> StoredAlarm:
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        return alarms.of_case(tx, case.id)[-1]


def _attempts(runtime: Runtime, number: str) -> list[StoredAttempt]:
    with runtime.database.reading() as tx:
        return alarms.attempts_of(tx, _alarm(runtime, number).id)


def _letters(runtime: Runtime, kind: LetterKind, *states: str) -> list[Outgoing]:
    with runtime.database.reading() as tx:
        return [one for one in outbox.letters(tx) if one.kind is kind and (not states or one.state in states)]


def _said(runtime: Runtime, number: str) -> list[str]:
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        return [f"{entry.what}: {entry.text}" for entry in journal.entries(tx, case.id)]


def _leave(runtime: Runtime) -> None:
    """All letters leave, as far as the ladder is concerned."""
    with runtime.database.begin() as tx:
        for letter in outbox.claim(tx, by="test", now=runtime.clock(), limit=100):
            outbox.sent(tx, letter.id, runtime.clock())
            alarms.delivered(tx, letter.id, runtime.clock())


def _climb(runtime: Runtime, clock: Clock, minutes: float) -> int:
    clock.now += minutes * MINUTE
    return climb(runtime)


def test_the_first_call_is_in_the_transaction_of_the_case(desk: Runtime, take: Take) -> None:
    """Case, alarm, attempt and letter, or nothing; the letter holds a case number, what, when and how to take it."""
    number = take("DREIGING").case or ""
    (attempt,) = _attempts(desk, number)
    (letter,) = _letters(desk, LetterKind.ALARM)
    assert (attempt.person, attempt.medium, attempt.letter, attempt.turn) == ("anna", Medium.MAIL, letter.id, 1)
    assert letter.recipient == "anna@desk.example"
    with desk.database.reading() as tx:
        assert letter.message == inbox.messages_of(tx, _alarm(desk, number).case)[0].id
    assert f"{BASE}/a/{attempt.id}-" in letter.body
    assert "DREIGING" not in letter.subject + letter.body
    assert _alarm(desk, number).policy == "dreiging"


def test_without_a_roster_every_duty_address_is_called_at_once_and_again(
    runtime: Runtime, take: Take, clock: Clock
) -> None:
    """The settings act as a roster of one level."""
    runtime.settings.desk.duty_mail = ["w1@desk.example", "w2@desk.example"]
    number = take("DREIGING").case or ""
    assert {letter.recipient for letter in _letters(runtime, LetterKind.ALARM)} == {
        "w1@desk.example",
        "w2@desk.example",
    }
    _leave(runtime)
    assert _climb(runtime, clock, 4.9) == 0
    assert _climb(runtime, clock, 0.2) == 2
    assert [attempt.turn for attempt in _attempts(runtime, number)] == [1, 1, 2, 2]


def test_the_ladder_climbs_by_the_times_in_the_database(desk: Runtime, take: Take, clock: Clock) -> None:
    """Anna twice, Bea twice, then everybody; each step once, however often it is looked at."""
    number = take("DREIGING").case or ""
    for wait in (3, 3, 3, 3, 5):
        _leave(desk)
        assert _climb(desk, clock, wait - 0.1) == 0
        assert _climb(desk, clock, 0.1) > 0
        assert climb(desk) == 0
    people = [attempt.person for attempt in _attempts(desk, number)]
    assert people == ["anna", "anna", "bea", "bea", "anna", "bea", "cees", "cees", "bea"]


def test_a_call_that_did_not_leave_makes_room_for_the_next(desk: Runtime, take: Take, clock: Clock) -> None:
    """Nobody gets five letters at once when the mail server comes back."""
    take("DREIGING")
    _climb(desk, clock, 3)
    assert [letter.state for letter in _letters(desk, LetterKind.ALARM)] == ["cancelled", "queued"]


def test_a_refused_way_is_followed_by_the_next_at_once(desk: Runtime, take: Take, clock: Clock) -> None:
    """The mail server is away; the telephone rings in the same minute, and the attempt says why."""
    with doorbell() as (bell, rung):
        _put(desk, _roster(bell))
        number = take("DREIGING").case or ""
        deliver_due(desk, MAIL)
        assert climb(desk) == 1
        deliver_due(desk, NOTIFY)
        assert len(rung) == 1
    first, second = _attempts(desk, number)
    assert (first.result, second.result) == (Fate.REFUSED, Fate.DELIVERED)
    assert (first.turn, second.turn) == (1, 1)
    assert first.error
    assert clock.now == second.at


def test_a_short_message_has_the_case_and_the_way_to_take_it_only(desk: Runtime, take: Take) -> None:
    """No word about answering a mail, in a text message."""
    take("DREIGING")
    deliver_due(desk, MAIL)
    climb(desk)
    (letter,) = [one for one in _letters(desk, LetterKind.ALARM) if one.channel == NOTIFY]
    assert BASE in letter.body
    assert "beantwoord" not in letter.body
    assert len(letter.body) < 300


def test_an_answer_ends_the_calling_in_its_own_transaction(desk: Runtime, take: Take, clock: Clock) -> None:
    """What did not leave will not leave, who was called is told, who has it gets the list, and it is written down."""
    number = take("DREIGING").case or ""
    _leave(desk)
    _climb(desk, clock, 3)
    _climb(desk, clock, 3)
    _leave(desk)
    _climb(desk, clock, 3)
    assert len(_letters(desk, LetterKind.ALARM, "queued")) == 1
    taken = taking.answer(desk, number, Word.HAVE_IT, "Bea Wacht", "opdracht", clock.now)
    assert (taken.holder, taken.first) == ("Bea Wacht", True)
    assert "Tell the burgemeester or griffier" in taken.checklist
    assert _letters(desk, LetterKind.ALARM, "queued", "claimed") == []
    (told,) = _letters(desk, LetterKind.TAKEN)
    assert (told.recipient, "Bea Wacht" in told.body) == ("anna@desk.example", True)
    (todo,) = _letters(desk, LetterKind.CHECKLIST)
    assert (todo.recipient, todo.language) == ("bea@desk.example", "en")
    assert _alarm(desk, number).state == HELD
    assert any(line.startswith("alarm overgenomen") for line in _said(desk, number))
    assert _climb(desk, clock, 14) == 0


def test_who_calls_back_too_late_loses_it(desk: Runtime, take: Take, clock: Clock) -> None:
    """And who ticks it off in time ends it for ever."""
    number, other = take("DREIGING").case or "", take("DREIGING", sender="b@gemeente.example").case or ""
    for one in (number, other):
        taking.answer(desk, one, Word.HAVE_IT, "anna", "opdracht", clock.now)
    assert taking.tick(desk, other, DutyItem.CALLED, "Anna Wacht", clock.now) == list(DutyItem)[1:]
    assert _climb(desk, clock, 15) == 1
    assert [attempt.turn for attempt in _attempts(desk, number)] == [1, 2]
    assert any("niet op tijd teruggebeld" in line for line in _said(desk, number))
    assert _alarm(desk, other).state == OVER
    clock.now += timedelta(days=30)
    climb(desk)
    assert len(_attempts(desk, other)) == 1


def test_of_two_people_one_has_it(desk: Runtime, take: Take, clock: Clock) -> None:
    """The second is told who, and nothing else changes."""
    number = take("DREIGING").case or ""
    assert taking.answer(desk, number, Word.HAVE_IT, "anna", "opdracht", clock.now).first
    second = taking.answer(desk, number, Word.HAVE_IT, "bea", "opdracht", clock.now)
    assert (second.first, second.holder) == (False, "Anna Wacht")
    assert "al overgenomen door Anna Wacht" in second.text()
    assert _alarm(desk, number).ladder.taken_by == ("anna",)


@pytest.mark.parametrize("word", list(Word))
def test_a_name_that_is_not_on_the_roster_ends_no_calling(desk: Runtime, take: Take, clock: Clock, word: Word) -> None:
    """Refused with the names that are close, unless it is said that it is somebody from outside: the journal tells."""
    number = take("DREIGING").case or ""
    for name, hint in (("Onbekende Figuur", "roster show"), ("anna wagt", "Bedoelt u: Anna Wacht")):
        with pytest.raises(taking.NotOnRoster, match=hint):
            taking.answer(desk, number, word, name, "opdracht", clock.now, anybody=False)
    assert _alarm(desk, number).state == alarms.CALLING
    assert not [line for line in _said(desk, number) if "opdracht" in line]
    taking.answer(desk, number, word, "Onbekende Figuur", "opdracht", clock.now, anybody=True)
    assert [line for line in _said(desk, number) if line.endswith("opdracht, niet op het rooster")]


def test_of_many_who_answer_in_one_moment_one_has_it(desk: Runtime, take: Take, clock: Clock) -> None:
    """Each on a line of its own to the database."""
    number = take("DREIGING").case or ""
    with ThreadPoolExecutor(8) as pool:
        said = [
            pool.submit(taking.answer, desk, number, Word.HAVE_IT, f"officier {nth}", "opdracht", clock.now)
            for nth in range(8)
        ]
    assert [one.result().first for one in said].count(True) == 1
    assert len(_alarm(desk, number).ladder.taken_by) == 1


def test_everybody_at_once_gets_in_nobodys_way(desk: Runtime, take: Take, clock: Clock) -> None:
    """People answer and pass on, the ladder climbs, letters fail, messages join: no step is refused by the database."""
    number = take("DREIGING").case or ""

    def people() -> None:
        for turn in range(30):
            word = Word.HAVE_IT if turn % 2 else Word.CANNOT
            taking.answer(desk, number, word, "anna", "opdracht", clock.now)

    def ladder() -> None:
        for _ in range(30):
            clock.now += 3 * MINUTE
            climb(desk)

    def couriers() -> None:
        for _ in range(10):
            deliver_due(desk, MAIL)
            deliver_due(desk, NOTIFY)

    def messages() -> None:
        for nth in range(10):
            _reply(desk, f"DREIGING {nth}")

    with ThreadPoolExecutor(4) as pool:
        for work in [pool.submit(one) for one in (people, ladder, couriers, messages)]:
            work.result(timeout=60)
    turns = [attempt.turn for attempt in _attempts(desk, number)]
    assert sorted(set(turns)) == list(range(1, max(turns) + 1))


def test_who_cannot_passes_it_on_at_once(desk: Runtime, take: Take, clock: Clock) -> None:
    """Before and after having taken it."""
    number = take("DREIGING").case or ""
    taking.answer(desk, number, Word.HAVE_IT, "anna", "opdracht", clock.now)
    passed = taking.answer(desk, number, Word.CANNOT, "anna", "opdracht", clock.now)
    assert passed.holder is None
    assert [attempt.person for attempt in _attempts(desk, number)] == ["anna", "bea"]


def test_nobody_signs_without_a_name_or_for_what_is_not_there(desk: Runtime, take: Take, clock: Clock) -> None:
    """In Dutch, and nothing changes."""
    number, calm = take("DREIGING").case or "", take(sender="c@gemeente.example").case or ""
    for case, by, why in ((number, " ", "naam"), (calm, "anna", "geen alarm"), ("WVB-2026-9999", "anna", "bestaat")):
        with pytest.raises(TakeRefused, match=why):
            taking.answer(desk, case, Word.HAVE_IT, by, "opdracht", clock.now)
    assert _alarm(desk, number).state == alarms.CALLING


def test_a_promise_that_is_kept_or_dropped_ends_its_alarm(desk: Runtime, take: Take, clock: Clock) -> None:
    """By the form, or by closing the case; pending calls go with it."""
    kept, closed = take("DREIGING").case or "", take("DREIGING", sender="b@gemeente.example").case or ""
    give(desk, f"{kept}/call_back/1", "gesproken", "Anna", "", clock.now)
    close(desk, closed, "Anna", "dubbel", clock.now)
    assert {_alarm(desk, kept).state, _alarm(desk, closed).state} == {OVER}
    assert _letters(desk, LetterKind.ALARM, "queued") == []
    assert _climb(desk, clock, 60) == 0


def test_not_reached_means_more_time_for_who_tries(desk: Runtime, take: Take, clock: Clock) -> None:
    """Nobody else is called meanwhile; then they are."""
    number = take("DREIGING").case or ""
    taking.answer(desk, number, Word.HAVE_IT, "anna", "opdracht", clock.now)
    give(desk, f"{number}/call_back/1", "niet bereikt, opnieuw bellen", "Anna Wacht", "", clock.now)
    assert (_alarm(desk, number).state, _attempts(desk, number)) == (HELD, [])
    assert _climb(desk, clock, 14.9) == 0
    assert _climb(desk, clock, 0.2) == 1


class NowReader(ToldReader):
    """As the reader of the desk; NU means at the door now."""

    def assess(self, message: Message) -> Assessment:
        """Acute when the text says NU."""
        found = super().assess(message)
        if "NU" in message.new_text:
            return replace(found, evidence=(Evidence(PartKind.NEW, "NU", "bij de deur nu"),))
        return found


def test_acute_goes_by_two_ways_and_calls_two_people(desk: Runtime, take: Take) -> None:
    """Mail and telephone at once."""
    desk.reader = NowReader()  # type: ignore[assignment]
    number = take("DREIGING NU").case or ""
    called = {(attempt.person, attempt.medium.value) for attempt in _attempts(desk, number)}
    assert called == {("anna", "mail"), ("anna", "notify"), ("bea", "mail")}


def test_a_threat_from_inside_never_reaches_the_employer(desk: Runtime, take: Take, clock: Clock) -> None:
    """Not even as the fallback; and the list says not to tell them."""
    number = take("DREIGING door een collega").case or ""
    for _ in range(40):
        _climb(desk, clock, 5)
    assert "cees" not in {attempt.person for attempt in _attempts(desk, number)}
    taken = taking.answer(desk, number, Word.HAVE_IT, "anna", "opdracht", clock.now)
    assert "NIET de werkgever inlichten" in taken.checklist
    assert "burgemeester" not in taken.checklist


def test_a_gap_in_the_roster_is_skipped_at_once_and_told_once(desk: Runtime, take: Take, clock: Clock) -> None:
    """The fallback list and the secretariaat hear of it; the call goes to the next."""
    end = clock.now + timedelta(days=1)
    override(desk, FIRST, None, Period(clock.now, end), "Sam", clock.now)
    number = take("DREIGING").case or ""
    assert [attempt.person for attempt in _attempts(desk, number)] == ["bea"]
    to = sorted(letter.recipient for letter in _letters(desk, LetterKind.GAP))
    assert to == ["bea@desk.example", "cees@desk.example", "s@desk.example"]
    for _ in range(30):
        _climb(desk, clock, 3)
    assert len(_letters(desk, LetterKind.GAP)) == 3
    assert any("niemand heeft wacht" in line for line in _said(desk, number))


def test_a_gap_is_told_once_three_working_days_ahead(desk: Runtime, clock: Clock) -> None:
    """Not earlier: on this Monday a hole on Friday is too far, and on Tuesday it is not."""
    friday = clock.now + timedelta(days=4)
    override(desk, FIRST, None, Period(friday, friday + timedelta(hours=3)), "Sam", clock.now)
    assert roster_watch.tell_of_gaps(desk, clock.now) == 0
    clock.now += timedelta(days=1)
    assert [roster_watch.tell_of_gaps(desk, clock.now) for _ in range(3)] == [1, 0, 0]
    (letter,) = _letters(desk, LetterKind.ROSTER)
    assert (letter.recipient, FIRST in letter.subject) == ("s@desk.example", True)
    assert "vrijdag 27 november" in letter.body


def test_the_page_of_the_roster_shows_gaps_and_no_names(desk: Runtime, clock: Clock) -> None:
    """Red where nobody is."""
    assert "🟢" in page(view(desk, clock.now), clock.now)
    override(desk, FIRST, None, Period(clock.now, clock.now + timedelta(hours=3)), "Sam", clock.now)
    text = page(view(desk, clock.now), clock.now)
    assert "🔴 **gat in eerste wacht" in text
    assert "NIEMAND" in text
    assert not any(person.name in text for person in _roster().people.values())


def test_acute_calls_leave_before_all_others(desk: Runtime, take: Take) -> None:
    """And say so."""
    desk.reader = NowReader()  # type: ignore[assignment]
    take("DREIGING")
    take("DREIGING NU", sender="b@gemeente.example")
    with desk.database.begin() as tx:
        first, *_ = outbox.claim(tx, by="test", now=desk.clock(), limit=3, urgent_only=True)
    assert first.kind is LetterKind.ACUTE
    assert first.subject.startswith("ACUUT")


def test_a_roster_that_cannot_be_read_leaves_the_duty_addresses(
    desk: Runtime, take: Take, caplog: pytest.LogCaptureFixture
) -> None:
    """An alarm does not wait for a mended roster."""
    with desk.database.begin() as tx:
        tx.connection.exec_driver_sql("UPDATE rosters SET plan = substr(plan, 1, 30)")
    take("DREIGING")
    (letter,) = _letters(desk, LetterKind.ALARM)
    assert letter.recipient == "wacht@desk.example"
    assert "the roster cannot be read" in caplog.text


def test_two_alarms_of_one_case_are_answered_together(desk: Runtime, take: Take, clock: Clock) -> None:
    """A doubt that a human calls a threat: one "I have it" is enough."""
    number = take("TWIJFEL").case or ""
    assert _alarm(desk, number).policy == "kijk nu"
    give(desk, f"{number}/look/1", "dreiging", "Anna", "", clock.now)
    assert _alarm(desk, number).policy == "dreiging"
    taking.answer(desk, number, Word.HAVE_IT, "anna", "opdracht", clock.now)
    with desk.database.reading() as tx:
        assert [(one.policy, one.state) for one in alarms.listing(tx, everything=True)] == [
            ("dreiging", HELD),
            ("kijk nu", OVER),
        ]


def test_the_form_and_the_list_are_shown_and_taken_away(desk: Runtime, take: Take, clock: Clock) -> None:
    """Case numbers only."""
    number = take("DREIGING").case or ""
    reference = f"{number}/call_back/1"

    def wanted() -> dict[str, str]:
        with desk.database.reading() as tx:
            return {window.key: window.wanted for window in windows.pending(tx, 50)}

    assert wanted()[f"alarm/{reference}"] == "open"
    taking.answer(desk, number, Word.HAVE_IT, "anna", "opdracht", clock.now)
    assert (wanted()[f"alarm/{reference}"], wanted()[f"lijst/{reference}"]) == ("closed", "open")
    with desk.database.reading() as tx:
        shown = repr(windows.pending(tx, 50))
    assert "Anna" not in shown
    assert "desk.example" not in shown
    for item in DutyItem:
        left = taking.tick(desk, number, item, "Anna", clock.now)
    assert left == []
    assert wanted()[f"lijst/{reference}"] == "closed"
    assert sum(line.startswith("afgevinkt") for line in _said(desk, number)) == len(DutyItem)


# --- by reply


def _reply(runtime: Runtime, text: str, address: str = "anna@desk.example", **changes: object) -> Done | Any:
    """A reply to the newest call, through the ledger."""
    letter = _letters(runtime, LetterKind.ALARM)[-1]
    values: dict[str, Any] = {
        "channel": Channel.EMAIL,
        "received_at": runtime.clock(),
        "sender": Sender("Wie dan ook", address),
        "parts": (Part(PartKind.NEW, text),),
        "in_reply_to": letter.message_id,
        "message_id": f"<{abs(hash((text, address, runtime.clock())))}@desk.example>",
    }
    message = Message(**values | changes)
    with runtime.database.begin() as tx:
        arrival = Arrival("wvb", "INBOX", 1, abs(hash(repr(message))) % 10**9, runtime.clock(), 10)
        (kept,) = inbox.keep(tx, [(arrival, fingerprint(message).encode())], runtime.clock())
    return handle(runtime, kept.mail, Reading(message, runtime.classifier.assess(message)))


@pytest.mark.parametrize("text", ["Ik heb het.", "ik heb het, bel nu\n\nAnna", "Overgenomen!", "I've got it"])
def test_a_reply_takes_the_alarm_over(desk: Runtime, take: Take, text: str) -> None:
    """With the name of the roster, and the mail joins the case."""
    number = take("DREIGING").case or ""
    handled = _reply(desk, text)
    assert (handled.outcome, handled.case, handled.urgent) == (Outcome.JOINED, number, True)
    assert _alarm(desk, number).ladder.taken_by == ("anna",)
    with desk.database.reading() as tx:
        (said,) = alarms.answers_of(tx, _alarm(desk, number).id)
    assert (said.by, said.channel, said.answer) == ("Anna Wacht", "mail", "ik heb het")


def test_a_reply_passes_the_alarm_on(desk: Runtime, take: Take) -> None:
    """The next one is called in the same transaction."""
    number = take("DREIGING").case or ""
    _reply(desk, "Ik kan niet, zit in de trein")
    assert [attempt.person for attempt in _attempts(desk, number)] == ["anna", "bea"]


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("Ik heb het druk", {}),
        ("Ik heb het niet", {}),
        ("Welke zaak is dit?", {}),
        ("Ik heb het.\nIk kan niet.", {}),
        ("Ik heb het.", {"automatic": Automatic.AUTO_REPLY}),
        ("Ik heb het.", {"sender": Sender("Vreemde", "iemand@elders.example")}),
        ("Ik heb het.", {"in_reply_to": "<WVB-2026-0001.1.000000000000000000000000@desk.example>"}),
        ("Ik heb het.", {"unreadable": ("versleuteld",)}),
        ("", {"parts": (Part(PartKind.QUOTED, "ik heb het"),)}),
    ],
)
def test_what_is_no_clear_answer_of_an_officer_stops_nothing(
    desk: Runtime, take: Take, clock: Clock, text: str, changes: dict[str, object]
) -> None:
    """The ladder climbs on."""
    number = take("DREIGING").case or ""
    _reply(desk, text, **changes)
    assert _alarm(desk, number).state == alarms.CALLING
    assert _climb(desk, clock, 3) == 1


def test_a_reply_that_quotes_our_letter_is_not_taken_for_an_answer(desk: Runtime, take: Take) -> None:
    """A mail program without quote marks gives our own words back; they say nothing."""
    number = take("DREIGING").case or ""
    letter = _letters(desk, LetterKind.ALARM)[-1]
    _reply(desk, letter.body)
    assert _alarm(desk, number).state == alarms.CALLING


def test_another_question_of_an_officer_joins_the_case(desk: Runtime, take: Take) -> None:
    """No new case for a colleague who asks something."""
    number = take("DREIGING").case or ""
    handled = _reply(desk, "Welke zaak is dit?")
    assert (handled.outcome, handled.case) == (Outcome.JOINED, number)


def test_an_officer_who_takes_it_and_tells_of_worse_is_heard_in_both(desk: Runtime, take: Take) -> None:
    """The alarm is taken, and the message is read like any other."""
    number = take("DREIGING").case or ""
    handled = _reply(desk, "Ik heb het. DREIGING: er staat iemand in de tuin")
    assert handled.alarm is Alarm.YES
    assert handled.case == number
    assert _alarm(desk, number).ladder.taken_by == ("anna",)


def test_a_second_reply_to_the_same_call_changes_nothing(desk: Runtime, take: Take, clock: Clock) -> None:
    """It is settled with a reason."""
    number = take("DREIGING").case or ""
    _reply(desk, "Ik heb het.")
    clock.now += MINUTE
    assert _reply(desk, "Ik kan niet.").outcome is Outcome.JOINED
    assert _alarm(desk, number).ladder.taken_by == ("anna",)
    assert not list(handle_waiting(desk))


# --- by link


class Phone:
    """A browser that knows one site."""

    def __init__(self, runtime: Runtime) -> None:
        self._app = make_app(runtime)

    def request(self, method: str, path: str, **other: Any) -> httpx.Response:
        """One request."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url=BASE) as client:
                return await client.request(method, path, **other)

        return asyncio.run(ask())

    def get(self, path: str) -> httpx.Response:
        """Look."""
        return self.request("GET", path)

    def post(self, path: str, **other: Any) -> httpx.Response:
        """Press."""
        return self.request("POST", path, **other)


@pytest.fixture
def browser(desk: Runtime) -> Phone:
    """A telephone with a browser."""
    return Phone(desk)


def _path(runtime: Runtime, number: str) -> str:
    return f"/a/{links.token(_attempts(runtime, number)[-1].id, runtime.link_keys[0])}"


def test_looking_at_the_link_changes_nothing_and_pressing_does(desk: Runtime, take: Take, browser: Phone) -> None:
    """Mail scanners look; people press."""
    number = take("DREIGING").case or ""
    path = _path(desk, number)
    for method in ("GET", "HEAD", "GET"):
        assert browser.request(method, path).status_code == 200
    assert _alarm(desk, number).state == alarms.CALLING
    page = browser.get(path)
    assert number in page.text
    assert "<script" not in page.text
    pressed = browser.post(path, data={"antwoord": "ja"})
    assert pressed.status_code == 200
    assert "u heeft het" in pressed.text
    assert _alarm(desk, number).ladder.taken_by == ("anna",)
    with desk.database.reading() as tx:
        (said,) = alarms.answers_of(tx, _alarm(desk, number).id)
    assert (said.by, said.channel) == ("Anna Wacht", "link")


def test_a_link_counts_once(desk: Runtime, take: Take, browser: Phone) -> None:
    """Whatever is pressed the second time."""
    path = _path(desk, take("DREIGING").case or "")
    browser.post(path, data={"antwoord": "ja"})
    for button in ("ja", "nee"):
        again = browser.post(path, data={"antwoord": button})
        assert again.status_code == 409
        assert "al geantwoord" in again.text


def test_the_other_button_calls_the_next(desk: Runtime, take: Take, browser: Phone) -> None:
    """At once."""
    number = take("DREIGING").case or ""
    assert "De volgende wordt gebeld" in browser.post(_path(desk, number), data={"antwoord": "nee"}).text
    assert [attempt.person for attempt in _attempts(desk, number)] == ["anna", "bea"]


def test_the_page_shows_nothing_of_the_message_and_is_locked_down(desk: Runtime, take: Take, browser: Phone) -> None:
    """A strict policy, no referrer, no cache; neither the melder nor the words."""
    page = browser.get(_path(desk, take("DREIGING geheim").case or ""))
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert not {"DREIGING", "geheim", "Melder", "gemeente.example"} & set(page.text.replace("<", " ").split())
    assert browser.get("/stijl.css").headers["Content-Type"].startswith("text/css")


@pytest.mark.parametrize(
    "token", ["1-000000000000000000000000", "1", "0-" + "a" * 24, "x" * 500, "1-..%2f", "1-" + "a" * 24 + "/"]
)
def test_a_token_that_is_not_ours_opens_nothing(desk: Runtime, take: Take, browser: Phone, token: str) -> None:
    """Not found, by whatever method, and nothing changes."""
    number = take("DREIGING").case or ""
    assert browser.get(f"/a/{token}").status_code == 404
    assert browser.post(f"/a/{token}", data={"antwoord": "ja"}).status_code == 404
    assert browser.post(_path(desk, number), data={"antwoord": "iets"}).status_code == 404
    assert browser.post(_path(desk, number), content=b"x" * 100_000).status_code == 404
    assert _alarm(desk, number).state == alarms.CALLING


def test_a_link_made_before_a_rotation_of_keys_still_works(desk: Runtime, take: Take) -> None:
    """And the token of one call is not that of another."""
    number = take("DREIGING").case or ""
    path = _path(desk, number)
    desk.database.keys = desk.database.keys.rotated()
    assert Phone(desk).get(path).status_code == 200
    attempt = _attempts(desk, number)[-1].id
    assert (
        links.attempt_of(links.token(attempt, desk.link_keys[0]).replace(f"{attempt}-", "9-"), desk.link_keys) is None
    )


def test_without_a_public_address_no_link_leaves(desk: Runtime, take: Take) -> None:
    """The command stands there instead."""
    desk.settings.door = DoorSettings()
    number = take("DREIGING").case or ""
    assert f"weerbaar alarm ack {number}" in _letters(desk, LetterKind.ALARM)[0].body


def test_a_letter_that_was_cancelled_after_its_claim_does_not_leave(
    desk: Runtime, take: Take, smtp_sink: SmtpSink, clock: Clock
) -> None:
    """Somebody took over between the claim and the line."""
    desk.settings.smtp = SmtpSettings(host="127.0.0.1", port=smtp_sink.port, security="none")
    number = take("DREIGING").case or ""

    def take_over(step: str, _what: str) -> None:
        if step == "claimed" and _alarm(desk, number).state == alarms.CALLING:
            taking.answer(desk, number, Word.HAVE_IT, "bea", "opdracht", clock.now)

    desk.on_step = take_over
    deliver_due(desk, MAIL)
    assert not [item for item in smtp_sink.received if b"NU BELLEN" in item.raw or b"CALL NOW" in item.raw]
    assert _letters(desk, LetterKind.ALARM)[0].state == "cancelled"
