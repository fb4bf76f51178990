"""Appointments: which moments are proposed, what may happen to them, and when people are reminded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.appointments import (
    Ahead,
    Appointment,
    Busy,
    Method,
    NotPossible,
    Rules,
    Stage,
    Talk,
    agree,
    cancel,
    choose,
    find_moments,
    held,
    no_show,
    picked,
    propose,
    reminder,
    unsettle,
)
from casework.workdays import AMSTERDAM, WorkCalendar

CALENDAR = WorkCalendar(lambda day: day == date(2026, 12, 25))


def at(text: str) -> datetime:
    """Dutch time: `12-01 10:00` in 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=AMSTERDAM)


#: A Tuesday.
NOW = at("11-24 09:30")
RULES = Rules(minutes=120, margin=timedelta(hours=1))
SLOTS = (at("12-01 10:00"), at("12-03 11:00"), at("12-08 13:30"))
NEW = Appointment("een@desk.example", Talk.HOME, Stage.PROPOSED, 120)


def _proposed() -> Appointment:
    return propose(NEW, SLOTS, NOW).after


def _found(*offered: str, busy: tuple[Busy, ...] = (), rules: Rules = RULES) -> list[str]:
    return [f"{moment:%m-%d %H:%M}" for moment in find_moments(offered, busy, CALENDAR, NOW, rules)]


def test_without_offers_we_propose_three_days_after_the_lead() -> None:
    """Each on another day and later in the day, so that somebody with busy mornings finds one."""
    assert _found() == ["11-26 09:30", "11-27 11:00", "11-30 13:30"]


def test_offered_moments_come_first() -> None:
    """As they were offered; a day without a time gets one of ours."""
    assert _found("2026-12-01T10:00:00+01:00", "2026-12-03") == ["12-01 10:00", "12-03 11:00"]
    assert _found("2026-12-01T19:30:00+01:00", "2026-12-02T10:00:00+01:00") == ["12-01 19:30", "12-02 10:00"]


def test_one_offer_is_filled_up_to_a_choice() -> None:
    """Theirs is among them, on its own day."""
    found = _found("2026-12-01T10:00:00+01:00")
    assert "12-01 10:00" in found
    assert len(found) == 3
    assert len({moment[:5] for moment in found}) == 3


def test_what_is_over_or_no_working_day_is_not_proposed() -> None:
    """An offer for yesterday, for tonight, for Sunday or for Christmas."""
    found = _found("2026-11-23", "2026-11-24T17:00:00+01:00", "2026-11-29", "2026-12-25")
    assert found == ["11-26 09:30", "11-27 11:00", "11-30 13:30"]


def test_the_adviser_is_never_asked_twice_at_once() -> None:
    """Travel before and after a talk at home counts as busy too."""
    busy = (Busy(at("12-01 12:30"), at("12-01 13:30")), Busy(at("11-26 00:00"), at("11-27 23:00")))
    assert _found("2026-12-01T10:00:00+01:00", "2026-12-02T10:00:00+01:00", busy=busy) != []
    assert "12-01 10:00" not in _found("2026-12-01T10:00:00+01:00", busy=busy)
    assert "12-01 10:00" in _found("2026-12-01T10:00:00+01:00", busy=busy, rules=Rules(minutes=120))
    assert all(not moment.startswith(("11-26", "11-27")) for moment in _found(busy=busy))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20 * 24), st.integers(1, 72)), max_size=8),
    st.lists(st.dates(date(2026, 11, 20), date(2026, 12, 31)).map(str), max_size=4),
)
def test_every_proposed_moment_is_free_and_still_to_come(blocks: list[tuple[int, int]], offered: list[str]) -> None:
    """Whatever is offered and whenever the adviser is busy."""
    busy = [Busy(NOW + timedelta(hours=start), NOW + timedelta(hours=start + hours)) for start, hours in blocks]
    found = find_moments(offered, busy, CALENDAR, NOW, RULES)
    assert len(found) <= 3
    assert list(found) == sorted(set(found))
    for moment in found:
        assert moment > NOW
        assert CALENDAR.is_working_day(moment.date())
        end = moment + timedelta(hours=2)
        assert all(item.end <= moment or item.start >= end for item in busy)


def test_the_life_of_an_appointment() -> None:
    """Proposed, chosen, moved, cancelled: the UID stays, the SEQUENCE grows with each invitation."""
    first = choose(_proposed(), SLOTS[0], NOW)
    assert (first.after.stage, first.after.sequence, first.method) == (Stage.CONFIRMED, 0, Method.REQUEST)
    moved = agree(first.after, SLOTS[1], NOW)
    assert (moved.after.sequence, moved.method) == (1, Method.REQUEST)
    off = cancel(moved.after)
    assert (off.after.stage, off.after.sequence, off.method) == (Stage.CANCELLED, 2, Method.CANCEL)
    assert off.after.uid == NEW.uid


def test_the_same_choice_twice_tells_calendars_once() -> None:
    """A double click, or a link and a mail."""
    once = choose(_proposed(), SLOTS[0], NOW).after
    assert choose(once, SLOTS[0], NOW).method is None
    with pytest.raises(NotPossible):
        choose(once, SLOTS[1], NOW)


def test_while_it_is_being_moved_calendars_keep_the_old_moment() -> None:
    """Until another is chosen; then they get that."""
    agreed = agree(NEW, SLOTS[0], NOW).after
    again = propose(agreed, SLOTS[1:], NOW).after
    assert (again.stage, again.starts_at) == (Stage.MOVING, SLOTS[0])
    change = choose(again, SLOTS[1], NOW)
    assert (change.after.starts_at, change.after.sequence, change.method) == (SLOTS[1], 1, Method.REQUEST)
    assert agree(unsettle(agreed).after, SLOTS[0], NOW).method is None


def test_a_proposal_that_is_cancelled_tells_no_calendar() -> None:
    """None shows it."""
    assert cancel(_proposed()).method is None


def test_what_cannot_be_is_refused() -> None:
    """Another moment than proposed, a moment that is over, an appointment that ended, a talk that has not begun."""
    agreed = agree(NEW, SLOTS[0], NOW).after
    later = SLOTS[0] + timedelta(hours=1)
    for wrong in (
        lambda: choose(_proposed(), at("12-02 10:00"), NOW),
        lambda: choose(_proposed(), SLOTS[0], later),
        lambda: agree(NEW, NOW, NOW),
        lambda: propose(NEW, [], NOW),
        lambda: propose(cancel(agreed).after, SLOTS, NOW),
        lambda: cancel(cancel(agreed).after),
        lambda: no_show(agreed, NOW),
        lambda: held(cancel(agreed).after),
        lambda: no_show(_proposed(), later),
    ):
        with pytest.raises(NotPossible):
            wrong()
    assert held(agreed).after.stage is Stage.HELD
    assert no_show(agreed, later).after.stage is Stage.NO_SHOW


@pytest.mark.parametrize(
    ("text", "offered", "choice"),
    [
        ("De tweede graag.", (), 1),
        ("Optie 1 is prima", (), 0),
        ("2", (), 1),
        ("Hallo,\n3\nGroet", (), 2),
        ("The first one suits me.", (), 0),
        ("Voorstel 4 dan maar", (), None),
        ("De eerste of de tweede", (), None),
        ("De eerste lukt niet, de tweede wel", (), None),
        ("Geen van deze", (), None),
        ("Prima!", (), None),
        ("Dinsdag 1 december", ("2026-12-01",), 0),
        ("3 december om 11 uur", ("2026-12-03T11:00:00+01:00",), 1),
        ("3 december om 12 uur", ("2026-12-03T12:00:00+01:00",), None),
        ("de 1e of de 3e", ("2026-12-01", "2026-12-03"), None),
        ("dinsdag 1 december, 10 uur dus", ("2026-12-01", "2026-12-01T10:00:00+01:00"), 0),
        ("dinsdag de 8e, of anders 10 december", ("2026-12-08", "2026-12-10"), None),
    ],
)
def test_a_choice_in_plain_words_is_understood_or_left_to_a_human(
    text: str, offered: tuple[str, ...], choice: int | None
) -> None:
    """Never by guessing."""
    assert picked(text, SLOTS, offered, CALENDAR) == (None if choice is None else SLOTS[choice])


@pytest.mark.parametrize(
    ("now", "sent", "agreed", "expected"),
    [
        ("11-30 09:00", None, "11-10 09:00", None),
        ("12-01 09:00", None, "11-10 09:00", Ahead.WEEK),
        ("12-01 07:00", None, "11-10 09:00", None),
        ("12-01 09:00", Ahead.WEEK, "11-10 09:00", None),
        ("12-03 16:59", None, "11-10 09:00", Ahead.WEEK),
        ("12-05 10:00", None, "11-10 09:00", None),
        ("12-01 09:00", None, "11-30 09:00", None),
        ("12-07 09:00", Ahead.WEEK, "11-10 09:00", Ahead.DAY),
        ("12-07 09:00", None, "11-10 09:00", Ahead.DAY),
        ("12-07 09:00", Ahead.DAY, "11-10 09:00", None),
        ("12-07 18:00", Ahead.WEEK, "11-10 09:00", None),
        ("12-07 09:00", None, "12-07 08:00", None),
        ("12-08 09:00", None, "11-10 09:00", None),
    ],
)
def test_reminders_come_a_week_and_a_working_day_ahead(
    now: str, sent: Ahead | None, agreed: str, expected: Ahead | None
) -> None:
    """Of Tuesday 8 December; in working hours, once each, and not right after the letter itself."""
    made = agree(NEW, at("12-08 13:30"), NOW - timedelta(days=20)).after
    assert reminder(made, at(agreed), sent, at(now), CALENDAR) is expected


def test_a_talk_on_monday_is_reminded_of_on_friday() -> None:
    """And after Christmas on Thursday before."""
    monday = agree(NEW, at("12-07 09:30"), NOW).after
    assert reminder(monday, NOW, Ahead.WEEK, at("12-04 10:00"), CALENDAR) is Ahead.DAY
    after = agree(NEW, at("12-28 09:30"), NOW).after
    assert reminder(after, NOW, Ahead.WEEK, at("12-24 10:00"), CALENDAR) is Ahead.DAY


def test_nobody_is_reminded_of_what_is_being_moved_or_off() -> None:
    """A letter about a moment that does not hold would make somebody wait at home."""
    made = agree(NEW, at("12-08 13:30"), NOW).after
    for one in (cancel(made).after, unsettle(made).after, NEW):
        assert reminder(one, NOW, None, at("12-07 09:00"), CALENDAR) is None


def test_times_are_the_rules_own() -> None:
    """A desk that only plans at ten."""
    assert _found(rules=Rules(60, times=(time(10),), lead_working_days=0)) == [
        "11-24 10:00",
        "11-25 10:00",
        "11-26 10:00",
    ]
