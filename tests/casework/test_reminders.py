"""When people are reminded, and of what."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.obligations import ObligationKind, Pause, Terms, due_at, owner_of
from casework.reminders import Draft, NudgeKind, Rhythm, due_now, next_at, nudges
from casework.workdays import AMSTERDAM, WorkCalendar
from flows.dutch_holidays import dutch_holidays

CALENDAR = WorkCalendar(dutch_holidays())
K, N = ObligationKind, NudgeKind


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def a_draft(kind: ObligationKind, since: str = "2026-11-23 10:00", moment: str | None = None) -> Draft:
    moment_at = at(moment) if moment else None
    due = due_at(kind, at(since), Terms(), CALENDAR, moment_at)
    return Draft(kind, owner_of(kind), at(since), due, moment_at)


def plan(draft: Draft) -> list[tuple[NudgeKind, str]]:
    found = nudges(draft, Terms(), Rhythm(), CALENDAR)
    return [(nudge.kind, f"{nudge.at:%a %d %b %H:%M}") for nudge in found]


@pytest.mark.parametrize(
    ("kind", "since", "expected"),
    [
        (
            K.CONTACT,
            "2026-11-23 10:00",
            [
                (N.SOON, "Wed 25 Nov 08:30"),
                (N.LATE, "Thu 26 Nov 17:00"),
                (N.COORDINATOR, "Mon 30 Nov 08:30"),
            ],
        ),
        (  # over Christmas
            K.CONTACT,
            "2026-12-22 18:00",
            [
                (N.SOON, "Mon 28 Dec 08:30"),
                (N.LATE, "Tue 29 Dec 17:00"),
                (N.COORDINATOR, "Thu 31 Dec 08:30"),
            ],
        ),
        (  # one working day is too short to be reminded of
            K.READ,
            "2026-11-23 10:00",
            [(N.LATE, "Tue 24 Nov 17:00"), (N.COORDINATOR, "Thu 26 Nov 08:30")],
        ),
        (K.CALL_BACK, "2026-11-28 03:00", [(N.LATE, "Sat 28 Nov 03:15")]),  # day and night, nothing else
        (
            K.OFFICIAL_ANSWER,
            "2026-11-23 10:00",
            [
                (N.LETTER, "Thu 26 Nov 08:30"),
                (N.LETTER, "Wed 02 Dec 08:30"),
                (N.LETTER, "Wed 09 Dec 08:30"),
                (N.CALL, "Mon 14 Dec 17:00"),
            ],
        ),
        (
            K.BVA_DECISION,
            "2026-11-23 10:00",
            [
                (N.SOON, "Fri 04 Dec 08:30"),
                (N.LATE, "Mon 07 Dec 17:00"),
                (N.COORDINATOR, "Wed 09 Dec 08:30"),
            ],
        ),
    ],
)
def test_the_rhythm_of_a_promise(kind: ObligationKind, since: str, expected: list[tuple[NudgeKind, str]]) -> None:
    """Reminded before, late when due, to the coordinator after; the bestuurder gets letters, ever further apart."""
    assert plan(a_draft(kind, since)) == expected


def test_letters_to_the_bestuurder_come_at_longer_and_longer_intervals() -> None:
    """And then somebody calls."""
    found = nudges(a_draft(K.OFFICIAL_ANSWER), Terms(), Rhythm(), CALENDAR)
    days = [CALENDAR.working_days_between(at("2026-11-23 10:00"), nudge.at) for nudge in found[:-1]]
    gaps = [later - earlier for earlier, later in zip([0, *days], days, strict=False)]
    assert gaps == sorted(gaps)
    assert len(set(gaps)) == len(gaps)
    assert found[-1].kind is N.CALL


def test_an_appointment_is_reminded_of_a_week_and_a_day_before() -> None:
    """On a working day, in office hours; one that is near is reminded of once."""
    far = a_draft(K.HOME_TALK, moment="2026-12-14 14:00")
    assert plan(far) == [
        (N.TALK_SOON, "Mon 07 Dec 08:30"),
        (N.TALK_SOON, "Fri 11 Dec 08:30"),  # the day before is a Sunday
        (N.LATE, "Tue 15 Dec 17:00"),
        (N.COORDINATOR, "Thu 17 Dec 08:30"),
    ]
    near = a_draft(K.HOME_TALK, moment="2026-11-26 14:00")
    assert [kind for kind, _ in plan(near)] == [N.TALK_SOON, N.LATE, N.COORDINATOR]


def test_a_clock_that_stands_still_for_somebody_runs_again_by_itself() -> None:
    """Nothing waits for ever. A case on hold is carried by another promise."""
    draft = a_draft(K.PLAN_HOME_TALK)
    waiting = Draft(*_fields(draft), paused_at=at("2026-11-24 10:00"), paused_why=Pause.PERSON)
    assert plan(waiting) == [(N.GO_ON, "Tue 01 Dec 08:30")]
    on_hold = Draft(*_fields(draft), paused_at=at("2026-11-24 10:00"), paused_why=Pause.THREAT)
    assert plan(on_hold) == []


def _fields(draft: Draft) -> tuple[ObligationKind, object, datetime, datetime, datetime | None]:
    return (draft.kind, draft.owner, draft.since_at, draft.due_at, draft.moment_at)  # type: ignore[return-value]


def test_after_a_weekend_down_each_thing_is_done_once_and_in_order() -> None:
    """Of three letters the last; no reminder beforehand of what is late; late before the coordinator."""
    contact = nudges(a_draft(K.CONTACT), Terms(), Rhythm(), CALENDAR)
    monday = at("2026-11-30 09:00")
    assert [nudge.kind for nudge in due_now(contact, at("2026-11-24 12:00"), monday)] == [N.LATE, N.COORDINATOR]
    assert [nudge.kind for nudge in due_now(contact, at("2026-11-24 12:00"), at("2026-11-26 12:00"))] == [N.SOON]
    letters = nudges(a_draft(K.OFFICIAL_ANSWER), Terms(), Rhythm(), CALENDAR)
    done = due_now(letters, at("2026-11-23 10:00"), at("2026-12-10 09:00"))
    assert [(nudge.kind, nudge.number) for nudge in done] == [(N.LETTER, 3)]


def test_what_is_done_is_not_done_again() -> None:
    """The next time lies ahead; after the last there is none."""
    contact = nudges(a_draft(K.CONTACT), Terms(), Rhythm(), CALENDAR)
    assert next_at(contact, at("2026-11-25 08:30")) == at("2026-11-26 17:00")
    assert due_now(contact, at("2026-11-26 17:00"), at("2026-11-26 18:00")) == ()
    assert next_at(contact, contact[-1].at) is None
    assert next_at(contact, contact[0].at - timedelta(seconds=1)) == contact[0].at
