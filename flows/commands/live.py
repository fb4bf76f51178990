"""`weerbaar check --live`: do the running parts live, and did the last test threat come through?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from casework.vigil import Trouble
from flows.commands.checks import Result
from flows.runtime import Runtime
from flows.steps import vigil
from flows.steps.vigil import Signs


def check_live(runtime: Runtime, now: datetime) -> list[Result]:
    """One line for each part that should give signs of life, for the test threats, and for quiet mailboxes."""
    signs = vigil.look(runtime, datetime.min.replace(tzinfo=now.tzinfo), now)
    quiet = [Result(f"post in {one.part}", well=False, text=one.what) for one in vigil.quiet(runtime, now)]
    return [*_parts(signs, now), _probes(runtime, signs), _outside(runtime), *quiet]


def _parts(signs: Signs, now: datetime) -> Iterator[Result]:
    wrong = {trouble.part for trouble in signs.troubles}
    for part, limit in signs.limits.items():
        last = signs.beats.get(part)
        text = (
            "nooit een teken van leven"
            if last is None
            else f"laatste teken {(now - last).total_seconds():.0f} s geleden"
        )
        yield Result(part, part not in wrong, f"{text} (hoogstens {limit.total_seconds():.0f} s)")


def _probes(runtime: Runtime, signs: Signs) -> Result:
    if not runtime.settings.watch.probe_minutes:
        return Result("proefbericht", well=False, text="staat uit: watch.probe_minutes")
    wrong: Trouble | None = next((one for one in signs.troubles if one.part == "proefbericht"), None)
    done = next((one for one in signs.probes if one.seconds is not None), None)
    said = "kwam nog nooit aan" if done is None else f"laatste in {done.seconds:.1f} s, {done.calls} oproepen"
    return Result("proefbericht", wrong is None, f"{wrong.what}; {said}" if wrong else said)


def _outside(runtime: Runtime) -> Result:
    url = runtime.settings.watch.ping_url.get_secret_value()
    return Result("buitenwacht", bool(url), "is ingesteld" if url else "niemand buiten let op: watch.ping_url")
