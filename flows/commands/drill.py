"""`weerbaar drill`: play an exercise, in earnest or in simulated time, and say how many seconds it took."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from casework.escalation import PolicyName
from flows.commands.tools import WRONG, AsJson, a_runtime, show

if TYPE_CHECKING:
    from flows.runtime import Runtime
    from flows.steps.drill import Report, Simulated

_LOOK_EVERY = 1.0


def drill(
    *,
    by: Annotated[str, typer.Option("--by", help="Your name; needed for a live drill.")] = "",
    wait: Annotated[float, typer.Option(help="How many minutes a live drill lasts at most.")] = 20,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Only play it in simulated time, with the roster that holds now.")
    ] = False,
    policy: Annotated[PolicyName, typer.Option(help="The policy to simulate.")] = PolicyName.THREAT,
    as_json: AsJson = False,
) -> None:
    """Send an exercise (OEFENING) through the real chain to who is on call, and report the seconds.

    Exit code 1 when nobody took it and called back in time; in a simulation when a scene reached nobody that it could.
    """
    from flows.steps import drill as steps

    with a_runtime() as runtime:
        if simulate:
            rows = steps.simulate(runtime, policy, runtime.clock())
            show([_as_json(row) for row in rows] if as_json else _table(rows), as_json=as_json)
            raise typer.Exit(WRONG if any(row.played.helpless for row in rows) else 0)
        report = _live(runtime, by, wait)
    show(report.as_json() if as_json else report.text(), as_json=as_json)
    raise typer.Exit(0 if report.done else WRONG)


def _live(runtime: Runtime, by: str, minutes: float) -> Report:
    """Until somebody called back, or the time is over; then it is ended, also by Ctrl-C."""
    from flows.steps import drill as steps

    number = steps.begin(runtime, by, runtime.clock())
    typer.echo(f"oefening {number} is verstuurd; wacht op de wachtdienst", err=True)
    deadline = time.monotonic() + minutes * 60
    try:
        while not (report := steps.report(runtime, number)).done and time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY)
    finally:
        steps.end(runtime, number, runtime.clock())
    return report


def _as_json(row: Simulated) -> dict[str, object]:
    played = row.played
    return {
        "scene": row.scene,
        "policy": row.policy,
        "start_at": row.start_at,
        "attempts": len(played.calls),
        "first_person": played.calls[0].person if played.calls else None,
        "to_first_attempt": played.first_attempt,
        "to_acknowledgement": played.acknowledged,
        "to_call_back": played.called_back,
        "holder": played.holder,
        "helpless": played.helpless,
    }


def _table(rows: list[Simulated]) -> str:
    from flows.steps.drill import spoken

    head = f"{'situatie':<60} {'oproepen':>8} {'eerste':>10} {'overgenomen':>12} {'teruggebeld':>12}"
    lines = [
        f"{row.scene:<60} {len(row.played.calls):>8} {spoken(row.played.first_attempt):>10} "
        f"{spoken(row.played.acknowledged):>12} {spoken(row.played.called_back):>12}"
        for row in rows
    ]
    return "\n".join([head, *lines])
