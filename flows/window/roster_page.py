"""The roster of the coming two weeks on a page in Prefect: which hours somebody can be called, and which nobody.

No names: whoever may open Prefect sees everything in it. `weerbaar roster show` has them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from flows.runtime import Runtime
from flows.steps.roster_view import RosterView, view
from flows.window.board import Board
from flows.window.dashboard import publish
from flows.windows import clock_time

KEY = "rooster"
TITLE = "Rooster"


def page(seen: RosterView, now: datetime) -> str:
    """The page, as markdown."""
    lines = [f"# {TITLE}, komende twee weken", ""]
    if not seen.imported:
        lines += ["Er is geen rooster ingelezen: de adressen van de instellingen worden gebeld.", ""]
    lines += [f"- 🔴 **{problem}**" for problem in seen.open_problems]
    if not seen.open_problems:
        lines += ["🟢 Geen gaten."]
    lines += ["", "| Dienst | Van | Tot | |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {item.rotation} | {clock_time(item.start_at)} | {clock_time(item.end_at)} | {_sign(item.person)} |"
        for item in seen.shifts
    ]
    return "\n".join([*lines, "", f"Bijgewerkt {clock_time(now)}."])


def keep_roster(runtime: Runtime) -> Callable[[Board], Awaitable[None]]:
    """A chore for `flows.window.mirror.Mirror`: publish the page each day, and when the roster has changed."""
    last: list[tuple[date, tuple[str, ...], int]] = []

    async def chore(board: Board) -> None:
        now = runtime.clock()
        seen = view(runtime, now)
        state = (now.date(), seen.open_problems, hash(tuple(item.end_at for item in seen.shifts[:-1])))
        if last != [state]:
            await publish(board, page(seen, now), KEY, "wie er gebeld kan worden, en wanneer niemand")
            last[:] = [state]

    return chore


def _sign(person: str | None) -> str:
    return "bezet" if person else "🔴 **NIEMAND**"
