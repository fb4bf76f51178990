"""The stock of work on one page in Prefect: counts, and the open promises in the order in which they are due.

Case numbers and times only. The page is changed in place; a new version is made only when the old one is gone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey
from prefect.client.schemas.objects import State
from prefect.states import Completed

from casework.lifecycle import RUNNING, CaseState
from casework.people import Owner
from flows.steps import hitches
from flows.steps.hitches import Hitches
from flows.steps.moving import open_work
from flows.window.board import Board, patiently
from flows.window.door import door
from flows.windows import LATE, LATE_TAG, THREAT_TAG, clock_time
from storage import cases, inbox
from storage.session import Database, Tx

KEY = "werkvoorraad"
TITLE = "Werkvoorraad"

#: The page shows at most so many promises; the counts count them all.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One open promise."""

    case: str
    what: str
    owner: str
    due_at: datetime
    late: bool
    threat: bool
    state: str = ""
    since_at: datetime | None = None
    still: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is to do. Numbers of cases, promises, letters and mails."""

    new: int
    waiting: int
    late: int
    alarms: int
    mail_waiting: int
    hitches: Hitches = field(default_factory=Hitches)
    lines: tuple[Line, ...] = ()


def count(tx: Tx, now: datetime) -> Stock:
    """The stock as the database has it."""
    lines = _lines(tx, now)
    states = cases.counts(tx)
    return Stock(
        new=states.get(CaseState.REGISTERED, 0),
        waiting=len(lines),
        late=sum(line.late for line in lines),
        alarms=states.get(CaseState.THREAT, 0),
        mail_waiting=inbox.counts(tx).get("waiting", 0),
        hitches=hitches.count(tx, now),
        lines=tuple(lines[:MOST_SHOWN]),
    )


def page(stock: Stock, now: datetime) -> str:
    """The stock as markdown."""
    return "\n".join((*_head(stock), "", *_table(stock.lines), "", f"Bijgewerkt {clock_time(now)}."))


def runs_link(tag: str) -> str:
    """The address, inside Prefect, of the runs that carry a tag: of one case, or of all that waits for someone."""
    return "/v2/runs?" + urlencode({"tab": "flow-runs", "tags": tag})


def page_key(case: str) -> str:
    """The key of the page of a case: Prefect allows small letters, digits and dashes."""
    return f"zaak-{case.lower()}"


def page_link(case: str) -> str:
    """The address, inside Prefect, of the page of a case."""
    return f"/v2/artifacts/key/{page_key(case)}"


async def publish(
    board: Board, markdown: str, key: str = KEY, what: str = "wat moet er gebeuren, en voor wanneer"
) -> None:
    """Put a page in Prefect, over the one that is there. Raises WindowError."""
    named = key.removeprefix("zaak-").upper() if key.startswith("zaak-") else key.capitalize()
    body = {"data": markdown, "description": f"{named}: {what}"}
    known = await patiently(lambda: _latest(board, key))
    if known is None:
        new = {"key": key, "type": "markdown", **body}
        await patiently(lambda: board.client.request("POST", "/artifacts/", json=new))
    else:
        where = {"id": known}
        await patiently(lambda: board.client.request("PATCH", "/artifacts/{id}", path_params=where, json=body))


def keep_current(database: Database, clock: Callable[[], datetime]) -> Callable[[Board], Awaitable[None]]:
    """A chore for `flows.window.mirror.Mirror`: publish the page when the stock has changed."""
    last: list[Stock] = []

    async def chore(board: Board) -> None:
        now = clock()
        with database.reading() as tx:
            stock = count(tx, now)
        if last != [stock]:
            await publish(board, page(stock, now))
            last[:] = [stock]

    return chore


@flow(name="werkvoorraad-bijwerken", persist_result=False)
async def refresh_stock() -> State[None]:
    """Werkt het overzicht van de werkvoorraad bij."""
    with door() as runtime:
        now = runtime.clock()
        with runtime.database.reading() as tx:
            text = page(count(tx, now), now)
        async with get_client() as client:
            await publish(Board(client), text)
    return Completed(name="Overzicht bijgewerkt")


async def _latest(board: Board, key: str) -> str | None:
    ours = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=[key]))
    found = await board.client.read_latest_artifacts(artifact_filter=ours)
    return str(found[0].latest_id) if found else None


def _head(stock: Stock) -> tuple[str, ...]:
    return (
        f"# {TITLE}",
        "",
        "| Wat | Aantal |",
        "| --- | ---: |",
        f"| Nieuwe zaken | {stock.new} |",
        f"| Open taken | {stock.waiting} |",
        f"| [Te laat]({runs_link(LATE_TAG)}) | {stock.late} |",
        f"| Zaken met dreiging | {stock.alarms} |",
        f"| Brieven niet verzonden | {stock.hitches.letters} |",
        f"| Mail nog te verwerken | {stock.mail_waiting} |",
        f"| Niet in Prefect te tonen | {len(stock.hitches.windows)} |",
        f"| Afspraken nog niet in de agenda van de adviseur | {stock.hitches.appointments} |",
        "",
        "Wat wacht: " + ", ".join(f"[{owner.value}]({runs_link(f'wacht:{owner.value}')})" for owner in Owner) + ".",
    )


def _table(lines: Sequence[Line]) -> tuple[str, ...]:
    if not lines:
        return ("Er zijn geen open taken.",)
    head = ("| Zaak | Stand | Taak | Wacht op | Sinds | Uiterlijk | |", "| --- | --- | --- | --- | --- | --- | --- |")
    return (*head, *(_row(line) for line in lines))


def _row(line: Line) -> str:
    signs = " ".join(word for word, on in ((f"**{LATE}**", line.late), (THREAT_TAG, line.threat)) if on)
    since = clock_time(line.since_at) if line.since_at else ""
    return (
        f"| [{line.case}]({runs_link(line.case)}) ([verloop]({page_link(line.case)})) | {line.state} | {line.what} "
        f"| {line.still or line.owner} | {since} | {clock_time(line.due_at)} | {signs} |"
    )


def _lines(tx: Tx, now: datetime) -> list[Line]:
    work = open_work(tx)
    states = {case.id: case.state for case in cases.listing(tx, states=RUNNING, limit=None)}
    ended = {item.number for item in work if item.case not in states}  # few: a password to tell, a mail to read
    states |= {case.id: case.state for case in (cases.find(tx, number) for number in ended) if case is not None}
    return [
        Line(
            case=promise.number,
            what=promise.title,
            owner=promise.owner.value,
            due_at=promise.due_at,
            late=promise.due_at <= now and promise.paused_at is None,
            threat=states.get(promise.case) is CaseState.THREAT,
            state=str(states.get(promise.case, "")),
            since_at=promise.since_at,
            still=promise.paused_why.value if promise.paused_why else "",
        )
        for promise in work
    ]
