"""Silence is noticed: of a part, of a test threat, of a mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from casework.vigil import PROBE, Probe, Trouble, probe_trouble, quiet_mailbox, silent
from casework.workdays import AMSTERDAM

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
LIMITS = {"listen": timedelta(seconds=120), "prefect": timedelta(minutes=5)}


def _ago(**parts: float) -> dict[str, datetime]:
    return {part: NOW - timedelta(seconds=seconds) for part, seconds in parts.items()}


@pytest.mark.parametrize(
    ("beats", "born", "found"),
    [
        (_ago(listen=119, prefect=299), LONG_AGO, []),
        (_ago(listen=121, prefect=299), LONG_AGO, [("listen", True)]),
        (_ago(listen=1, prefect=301), LONG_AGO, [("prefect", False)]),
        ({}, LONG_AGO, [("listen", True), ("prefect", False)]),
        ({}, NOW - timedelta(seconds=60), []),
        (_ago(listen=9_999, prefect=1), NOW - timedelta(seconds=60), []),
        (_ago(listen=9_999, prefect=1), NOW - timedelta(seconds=121), [("listen", True)]),
    ],
)
def test_a_part_is_silent_after_its_limit_and_never_right_after_a_start(
    beats: dict[str, datetime], born: datetime, found: list[tuple[str, bool]]
) -> None:
    """Who just started to look has not yet waited. What threats do not need is told, but wakes nobody."""
    assert [(one.part, one.grave) for one in silent(beats, LIMITS, born, NOW)] == found


EVERY, LIMIT = timedelta(minutes=15), timedelta(seconds=120)


def _probe(ago: float, took: float | None = 2, alarm: str = "yes", calls: int = 1, *, failed: bool = False) -> Probe:
    sent = NOW - timedelta(seconds=ago)
    if took is None:
        return Probe(sent, failed=failed)
    return Probe(sent, sent + timedelta(seconds=took), alarm, calls)


@pytest.mark.parametrize(
    ("probes", "what", "since"),
    [
        ([_probe(60)], None, None),
        ([_probe(60, None)], None, None),
        ([_probe(121, None)], "kwam niet aan", 121),
        ([_probe(5, None, failed=True)], "kwam niet aan", 5),
        ([_probe(60, None), _probe(960, None), _probe(1860)], "kwam niet aan", 960),
        ([_probe(60), _probe(960, None)], None, None),
        ([_probe(60, alarm="human")], "gaf geen alarm", 60),
        ([_probe(60, calls=0), _probe(960, calls=0), _probe(1860)], "zou niemand bellen", 960),
        ([_probe(300, took=121)], "kwam te laat", 300),
        ([_probe(1921)], "geen proefbericht verstuurd", 1921),
        ([_probe(1919)], None, None),
    ],
)
def test_a_test_threat_that_does_not_come_through_is_trouble(
    probes: list[Probe], what: str | None, since: float | None
) -> None:
    """Not arrived, not seen as a threat, nobody to call, too slow, or not even sent; since the first that failed."""
    found = probe_trouble(probes, EVERY, LIMIT, LONG_AGO, NOW)
    if what is None:
        assert found is None
    else:
        assert found is not None
        assert what in found.what
        assert found == Trouble(PROBE, found.what, NOW - timedelta(seconds=since or 0))


def test_without_any_test_threat_since_the_start_it_is_trouble_after_a_while() -> None:
    """Whoever should send them is dead."""
    assert probe_trouble([], EVERY, LIMIT, NOW - timedelta(minutes=20), NOW) is None
    assert probe_trouble([], EVERY, LIMIT, LONG_AGO, NOW) == Trouble(
        PROBE, "er is geen proefbericht verstuurd", LONG_AGO
    )


def _office_mail(until: datetime, weeks: int = 8, per_hour: int = 4) -> Iterator[datetime]:
    """Mail in office hours on working days, as a desk gets it."""
    day = until - timedelta(weeks=weeks)
    while day < until:
        local_hour = day.astimezone(AMSTERDAM).hour
        if day.weekday() < 5 and 8 <= local_hour < 18:
            yield from (
                day + timedelta(minutes=60 * n / per_hour)
                for n in range(per_hour)
                if day + timedelta(minutes=60 * n / per_hour) < until
            )
        day += timedelta(hours=1)


@pytest.mark.parametrize(
    ("last", "now", "quiet"),
    [
        ("2026-11-23T09:00", "2026-11-23T10:00", False),
        ("2026-11-23T09:00", "2026-11-23T11:30", True),
        ("2026-11-20T16:30", "2026-11-22T22:00", False),
        ("2026-11-20T16:30", "2026-11-23T11:00", True),
        ("2026-11-23T16:45", "2026-11-24T06:30", False),
    ],
    ids=["an hour by day", "two and a half hours by day", "a weekend", "a weekend and a morning", "a night"],
)
def test_a_mailbox_is_quiet_by_the_hour(last: str, now: str, quiet: bool) -> None:  # noqa: FBT001 - a column of a table
    """A night says nothing; two hours on a working day do."""
    last_at, now_at = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (last, now))
    found = quiet_mailbox("wvb", _office_mail(last_at), now_at)
    assert (found is not None) is quiet
    if found:
        assert not found.grave
        assert last_at - found.since_at < timedelta(minutes=16)


def test_a_mailbox_that_never_got_much_is_not_called_quiet() -> None:
    """Thirty mails in two months are no habit."""
    moments = [NOW - timedelta(days=day) for day in range(10, 40)]
    assert quiet_mailbox("wvb", moments, NOW) is None
