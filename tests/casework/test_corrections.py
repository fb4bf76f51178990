"""What a message is, after a human said something about its reading."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm, Route
from casework.corrections import Label, Opinion, label_of, why_not

YES, HUMAN, NO = Alarm.YES, Alarm.HUMAN, Alarm.NO
THREAT, PREVENTIVE, RUNNING, OTHER, NOISE = Route


@pytest.mark.parametrize(
    ("opinion", "route", "told", "label"),
    [
        (Opinion.AGREE, None, Label(HUMAN, OTHER), Label(HUMAN, OTHER)),
        (Opinion.AGREE, None, Label(YES, THREAT, (RUNNING,)), Label(YES, THREAT, (RUNNING,))),
        (Opinion.NO_THREAT, None, Label(YES, THREAT, (RUNNING,)), Label(NO, RUNNING)),
        (Opinion.NO_THREAT, None, Label(YES, THREAT), Label(NO, OTHER)),
        (Opinion.NO_THREAT, None, Label(HUMAN, PREVENTIVE), Label(NO, PREVENTIVE)),
        (Opinion.NO_THREAT, NOISE, Label(YES, THREAT), Label(NO, NOISE)),
        (Opinion.THREAT, None, Label(NO, PREVENTIVE), Label(YES, THREAT, (PREVENTIVE,))),
        (Opinion.THREAT, None, Label(NO, NOISE), Label(YES, THREAT)),
        (Opinion.THREAT, None, Label(HUMAN, RUNNING, (PREVENTIVE,)), Label(YES, THREAT, (RUNNING, PREVENTIVE))),
        (Opinion.OTHER_ROUTE, RUNNING, Label(HUMAN, OTHER), Label(HUMAN, RUNNING)),
    ],
)
def test_an_opinion_says_what_the_message_is(opinion: Opinion, route: Route | None, told: Label, label: Label) -> None:
    """A threat keeps what else the message is about; a calm one goes where it would have gone."""
    assert label_of(opinion, route, told.alarm, told.route, told.also) == label


@pytest.mark.parametrize(
    ("opinion", "route", "fine"),
    [
        (Opinion.AGREE, None, True),
        (Opinion.AGREE, OTHER, False),
        (Opinion.THREAT, None, True),
        (Opinion.THREAT, PREVENTIVE, False),
        (Opinion.NO_THREAT, OTHER, True),
        (Opinion.NO_THREAT, THREAT, False),
        (Opinion.OTHER_ROUTE, NOISE, True),
        (Opinion.OTHER_ROUTE, None, False),
        (Opinion.OTHER_ROUTE, THREAT, False),
    ],
)
def test_an_opinion_that_contradicts_itself_is_refused(opinion: Opinion, route: Route | None, *, fine: bool) -> None:
    """A threat is never only a route, and a route needs an opinion that carries one."""
    assert (why_not(opinion, route) is None) == fine
