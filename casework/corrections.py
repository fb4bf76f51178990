"""What people say about a reading, and what the message is then: an example to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casework.assessment import Alarm, Route


class Opinion(StrEnum):
    """What a human makes of a reading."""

    AGREE = "agree"
    NO_THREAT = "no-threat"
    THREAT = "threat"
    OTHER_ROUTE = "other-route"


@dataclass(frozen=True, slots=True)
class Label:
    """What a message is, according to a human: the right answers for it."""

    alarm: Alarm
    route: Route
    also: tuple[Route, ...] = ()


def label_of(opinion: Opinion, route: Route | None, alarm: Alarm, told: Route, also: tuple[Route, ...]) -> Label:
    """The right answers, given an opinion (with the right `route`, if it names one) about what the reader told."""
    if opinion is Opinion.THREAT:
        rest = tuple(dict.fromkeys(one for one in (told, *also) if one in (Route.PREVENTIVE, Route.RUNNING_CASE)))
        return Label(Alarm.YES, Route.THREAT, rest)
    if opinion is Opinion.NO_THREAT:
        return Label(Alarm.NO, route or _calm(told, also))
    return Label(alarm, route or told, also)


def why_not(opinion: Opinion, route: Route | None) -> str | None:
    """Why an opinion cannot be taken down, in Dutch; None when it can."""
    if opinion is Opinion.OTHER_ROUTE and route is None:
        return "Bij een andere route hoort welke: --route."
    if route is Route.THREAT:
        return "Een dreiging is geen route maar een oordeel: kies --verdict threat."
    if route is not None and opinion in (Opinion.AGREE, Opinion.THREAT):
        return "Een route hoort bij no-threat of other-route."
    return None


def _calm(told: Route, also: tuple[Route, ...]) -> Route:
    """Where a message goes that is no threat after all."""
    if told is not Route.THREAT:
        return told
    return next((one for one in also if one is not Route.THREAT), Route.OTHER)
