"""Two kinds of page in Prefect beside the stock of work: all of one day, and the life of one case.

Case numbers, promises and times only; nothing of who is in a case or what was written.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta

from prefect.client.orchestration import get_client

from casework.workdays import AMSTERDAM
from flows.runtime import Runtime
from flows.steps.moving import open_work
from flows.window.board import Board
from flows.window.dashboard import page_key, publish, runs_link
from flows.windows import LATE, clock_time
from storage import cases, journal, obligations
from storage.journal import Entry
from storage.obligations import Obligation
from storage.session import Database, Tx

#: After a start the pages are made of cases in which something happened so lately, and at most so many in a round.
_LOOK_BACK = timedelta(hours=24)
MOST_PAGES = 50
#: How the journal calls an answer on a form (`flows.steps.answer`).
_ANSWERED = "taak afgehandeld"


async def publish_day(runtime: Runtime, day: date) -> str:
    """Publish the page of a day; gives the name under which its run ends."""
    with runtime.database.reading() as tx:
        text = day_page(tx, day)
    async with get_client() as client:
        await publish(Board(client), text, f"dag-{day.isoformat()}", "wat moet er deze dag gebeuren")
    return f"Overzicht van {day:%d-%m-%Y} staat klaar"


def keep_timelines(database: Database, clock: Callable[[], datetime]) -> Callable[[Board], Awaitable[None]]:
    """A chore for `flows.window.mirror.Mirror`: bring the pages of the cases up to date in which something happened."""
    last: list[int] = []

    async def chore(board: Board) -> None:
        with database.reading() as tx:
            seen = last[0] if last else journal.newest_before(tx, clock() - _LOOK_BACK)
            changed = journal.cases_since(tx, seen, MOST_PAGES)
            pages = {number: timeline(tx, number) for number, _ in changed}
        for number, text in pages.items():
            if text is not None:
                await publish(board, text, page_key(number), "verloop van de zaak")
        last[:] = [max((line for _, line in changed), default=seen)]

    return chore


def day_page(tx: Tx, day: date) -> str:
    """What must be ready on a day, and the talks of that day, as markdown."""
    open_now = open_work(tx)
    due = [item for item in open_now if _on(item.due_at, day) and item.moment_at is None]
    talks = [item for item in open_now if item.moment_at is not None and _on(item.moment_at, day)]
    return "\n".join(
        (
            f"# {day:%d-%m-%Y}",
            "",
            "## Gesprekken",
            "",
            *_rows(talks, "Er zijn geen gesprekken."),
            "",
            "## Moet klaar zijn",
            "",
            *_rows(due, "Er moet niets klaar zijn."),
        )
    )


def timeline(tx: Tx, number: str) -> str | None:
    """The life of a case, as markdown: what happened when, and what is still promised. None: no such case."""
    case = cases.find(tx, number)
    if case is None:
        return None
    known = {item.reference: item for item in obligations.all_of(tx, case.id)}
    happened = [
        f"| {clock_time(entry.at)} | {entry.what}{_which(entry, known)} |" for entry in journal.entries(tx, case.id)
    ]
    still = obligations.open_of(tx, case.id)
    return "\n".join(
        (
            f"# {case.number}",
            "",
            f"Stand: **{case.state.value}**" + "".join(f", daarvoor {state.value}" for state in reversed(case.held)),
            "",
            f"[Alle taken en wekkers van deze zaak]({runs_link(case.number)})",
            "",
            "## Nog te doen",
            "",
            *_rows(still, "Er is niets meer te doen."),
            "",
            "## Wat er gebeurde",
            "",
            "| Wanneer | Wat |",
            "| --- | --- |",
            *happened,
        )
    )


def _which(entry: Entry, known: Mapping[str, Obligation]) -> str:
    """Which task a line of the journal is about, and what was answered: words of ours, never those that were typed."""
    item = known.get(re.split(r"[: ]", entry.text, maxsplit=1)[0])
    if item is None:
        return ""
    return f": {item.title}" + (f", {item.outcome}" if item.outcome and entry.what == _ANSWERED else "")


def _rows(promises: list[Obligation], nothing: str) -> tuple[str, ...]:
    if not promises:
        return (nothing,)
    return ("| Zaak | Wat | Wie | Wanneer | |", "| --- | --- | --- | --- | --- |", *(_row(item) for item in promises))


def _row(item: Obligation) -> str:
    sign = item.paused_why.value if item.paused_why else f"**{LATE}**" if item.late_at else ""
    when = clock_time(item.moment_at or item.due_at)
    return f"| [{item.number}]({runs_link(item.number)}) | {item.title} | {item.owner.value} | {when} | {sign} |"


def _on(moment: datetime, day: date) -> bool:
    return moment.astimezone(AMSTERDAM).date() == day
