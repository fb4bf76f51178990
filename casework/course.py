"""The course of a case: what an event or an answer changes, in one value that others carry out.

Pure, so that a test can walk every path that there is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from casework.lifecycle import CaseEvent, Place, after
from casework.obligations import ObligationKind, Outcome, lives_in, still_needed, talks_event


@dataclass(frozen=True, slots=True)
class Course:
    """What follows: the events in order, where the case stands then, what is dropped and what is promised.

    The last `needed` of what is promised is what the state asks for; the rest is what the answer or message led to.
    """

    events: tuple[CaseEvent, ...]
    place: Place
    dropped: frozenset[ObligationKind]
    promised: tuple[ObligationKind, ...]
    needed: int = 0


def of_event(
    place: Place,
    open_kinds: Collection[ObligationKind],
    event: CaseEvent | None,
    then: tuple[ObligationKind, ...] = (),
) -> Course:
    """What an event leads to, with these promises open, when `then` is promised with it. Raises NotAllowed.

    Without an event a case that nothing carries on gets what its state promises.
    """
    return _course(place, open_kinds, () if event is None else (event,), then)


def of_answer(place: Place, open_kinds: Collection[ObligationKind], outcome: Outcome) -> Course:
    """What an answer leads to. `open_kinds`: what is open beside the promise that was answered. Raises NotAllowed."""
    event = talks_event([*open_kinds, *outcome.then]) if outcome.talks else outcome.event
    return of_event(place, open_kinds, event, outcome.then)


def _course(
    place: Place,
    open_kinds: Collection[ObligationKind],
    events: tuple[CaseEvent, ...],
    then: tuple[ObligationKind, ...],
) -> Course:
    there = place
    for event in events:
        there = after(there, event)
    closed = CaseEvent.CLOSED in events
    dropped = frozenset(kind for kind in open_kinds if closed or not lives_in(kind, there))
    kept = [kind for kind in open_kinds if kind not in dropped]
    needed = still_needed(there, [*kept, *then])
    return Course(events, there, dropped, (*then, *needed), len(needed))
