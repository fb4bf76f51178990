"""Stretches of days, read on Tuesday 24 November 2026, 09:30 in Amsterdam."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlp.form.dates import AMSTERDAM, offered

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=AMSTERDAM)
_WEEK = [f"2026-12-{day:02}" for day in (7, 8, 9, 10, 11)]


_EARLY = [f"2026-12-{day:02}" for day in (1, 2, 3)]


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("Hij is volgende week ma t/m wo thuis, dat schikt.", ["2026-11-30", "2026-12-01", "2026-12-02"]),
        ("Van 2 tot en met 4 december kan het bij ons.", ["2026-12-02", "2026-12-03", "2026-12-04"]),
        ("I am free 2-4 December.", ["2026-12-02", "2026-12-03", "2026-12-04"]),
        ("Beschikbaar: vrijdag 4 december t/m maandag 7 december", ["2026-12-04", "2026-12-07"]),
        ("Tussen woensdag 2 en vrijdag 4 december kan het.", ["2026-12-02", "2026-12-03", "2026-12-04"]),
        ("In de week van 7 december kan ik elke dag.", _WEEK),
        ("Volgende week kan ik elke dag behalve vrijdag.", ["2026-11-30", *_EARLY]),
        ("De week van 7 december kan het wel: dinsdag of woensdag.", ["2026-12-08", "2026-12-09"]),
        ("De zitting is in de week van 7 december. Ik kan wel 16 december.", ["2026-12-16"]),
        ("In de week van 7 december is er zitting. Ik kan elke dag bellen. Wel kan 16 december.", ["2026-12-16"]),
        ("Elke dag in de week van 7 december kan.", _WEEK),
        ("Van 1 t/m 4 december zijn we op vakantie, 8 december kan wel.", ["2026-12-08"]),
        ("Ons adres is Kerkstraat 3 - 8 december kan ik.", ["2026-12-08"]),
        ("Wij wonen Kerkstraat 3, 8 december kan ik.", ["2026-12-08"]),
        ("Van 2 tot en met 4 december zijn wij op vakantie.", []),
        ("Ik ben burgemeester van 1 mei 2024 tot 1 december.", []),
    ],
)  # fmt: skip
def test_a_stretch_of_days_is_all_its_days(text: str, moments: list[str]) -> None:
    """From first to last, or the working days of a week; a stretch that is refused offers none of them."""
    assert list(offered(f"Beste mensen, dank voor uw bericht.\n{text}", NOW)) == moments


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("Dinsdag 1 december om 9.00 of 13.00 uur schikt.", ["2026-12-01T09:00:00+01:00", "2026-12-01T13:00:00+01:00"]),
        ("Dinsdag 1 december past ons.\nMaar dan het liefst pas om vijf uur.", ["2026-12-01T17:00:00+01:00"]),
        ("woensdag twee december om tien uur is goed", ["2026-12-02T10:00:00+01:00"]),
        ("wo 2 of do 3 kan", ["2026-12-02", "2026-12-03"]),
        ("ok die 10e om 1 uur", ["2026-12-10T13:00:00+01:00"]),
        ("Freed 4 desimber om tsien oere soe moai weze.", ["2026-12-04T10:00:00+01:00"]),
        ("Friday 4 December or the Monday after suits me.", ["2026-12-04", "2026-12-07"]),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, moments: list[str]) -> None:
    """Two clocks for a day, a clock in the next sentence, numbers as they are dictated, and short days."""
    assert list(offered(f"Beste mensen, dank voor uw bericht.\n{text}", NOW)) == moments
