"""Work pool, queues and deployments in Prefect, so that tasks can be answered and clocks can ring.

`prefect.yaml` says the same for the command line; a test keeps the two equal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, get_type_hints

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.utilities.callables import parameter_schema
from pydantic.fields import FieldInfo

from flows.window.alarm_tasks import take_alarm, tick_list
from flows.window.board import Board, open_board, patiently
from flows.window.clocks import erase_overdue, refresh_figures, send_digest
from flows.window.dashboard import refresh_stock
from flows.window.human_tasks import finish_task
from flows.window.intake import handle_messages
from flows.window.reminders import watch_promise
from flows.window.staff import (
    change_data,
    end_case,
    hand_over,
    mail_report,
    merge_cases,
    open_by_phone,
    open_college,
    propose_moments,
    show_day,
)
from flows.window.timetable import MONDAY, WORKDAYS, Times
from flows.windows import clock_time, with_names

POOL = "weerbaar"
#: Queue -> priority; 1 goes first.
QUEUES = {"spoed": 1, "gewoon": 2}


@dataclass(frozen=True, slots=True)
class Deployed:
    """One deployment. `at_once` limits how many of its runs work at the same time; None: no limit.

    `starts` is when it starts by itself; None: never.
    """

    flow: Flow[..., Any]
    name: str
    entrypoint: str
    queue: str
    description: str
    at_once: int | None = None
    starts: Times | None = None

    @property
    def full_name(self) -> str:
        """As Prefect knows it: flow and deployment."""
        return f"{self.flow.name}/{self.name}"


DEPLOYMENTS = (
    Deployed(
        finish_task,
        "taak",
        "flows.window.human_tasks.finish_task",
        "spoed",
        "Een taak die op het antwoord van een mens wacht",
    ),
    Deployed(
        take_alarm,
        "alarm",
        "flows.window.alarm_tasks.take_alarm",
        "spoed",
        "Een alarm dat wacht tot iemand het overneemt",
    ),
    Deployed(
        tick_list, "lijst", "flows.window.alarm_tasks.tick_list", "spoed", "De lijst die na een alarm wordt afgevinkt"
    ),
    Deployed(
        watch_promise,
        "wekker",
        "flows.window.reminders.watch_promise",
        "spoed",
        "Gaat af als een verplichting verloopt",
    ),
    Deployed(
        handle_messages,
        "bericht",
        "flows.window.intake.handle_messages",
        "gewoon",
        "Toont verwerkte berichten. Met de hand gestart: verwerkt wat is blijven liggen",
        at_once=1,
    ),
    Deployed(
        refresh_stock,
        "werkvoorraad",
        "flows.window.dashboard.refresh_stock",
        "gewoon",
        "Werkt het overzicht van de werkvoorraad bij",
        at_once=1,
    ),
    Deployed(
        open_by_phone,
        "zaak-aanmaken",
        "flows.window.staff.open_by_phone",
        "spoed",
        "Iemand belt: maak een zaak. Het nummer staat daarna in de naam van de eindstand",
    ),
    Deployed(
        change_data,
        "gegevens-wijzigen",
        "flows.window.staff.change_data",
        "gewoon",
        "Wijzig gegevens die niet persoonlijk zijn",
    ),
    Deployed(
        end_case,
        "zaak-sluiten",
        "flows.window.staff.end_case",
        "gewoon",
        "Sluit of heropen een zaak, of meld een verhuizing",
    ),
    Deployed(
        hand_over,
        "zaak-overdragen",
        "flows.window.staff.hand_over",
        "gewoon",
        "Laat een andere collega voor een zaak zorgen",
    ),
    Deployed(
        merge_cases,
        "samenvoegen",
        "flows.window.staff.merge_cases",
        "gewoon",
        "Voeg een dubbele zaak bij de zaak die doorgaat",
    ),
    Deployed(
        open_college,
        "college",
        "flows.window.staff.open_college",
        "gewoon",
        "Maak een zaak voor elke bestuurder van een college",
    ),
    Deployed(show_day, "dag", "flows.window.staff.show_day", "gewoon", "Toon alles wat op een dag klaar moet zijn"),
    Deployed(
        mail_report,
        "rapport-mailen",
        "flows.window.staff.mail_report",
        "gewoon",
        "Stuur het adviesrapport beveiligd naar wie het mag hebben",
    ),
    Deployed(
        propose_moments,
        "afspraak-voorstellen",
        "flows.window.staff.propose_moments",
        "gewoon",
        "Stel per mail twee of drie momenten voor een gesprek voor",
    ),
    Deployed(
        send_digest,
        "ochtend",
        "flows.window.clocks.send_digest",
        "gewoon",
        "Stuurt op werkdagen om half negen het dagoverzicht",
        at_once=1,
        starts=Times(time(8, 30), WORKDAYS),
    ),
    Deployed(
        erase_overdue,
        "nacht",
        "flows.window.clocks.erase_overdue",
        "gewoon",
        "Wist elke nacht wat over zijn bewaartermijn is",
        at_once=1,
        starts=Times(time(3, 10)),
    ),
    Deployed(
        refresh_figures,
        "week",
        "flows.window.clocks.refresh_figures",
        "gewoon",
        "Werkt elke maandag de weekcijfers bij",
        at_once=1,
        starts=Times(time(7), MONDAY),
    ),
)


def prepare(api_url: str, auth: str = "", names: Sequence[str] = ()) -> list[str]:
    """Make the work pool when it is missing and deploy everything; gives the deployments' names.

    `names` of colleagues stand with the forms.

    May be repeated. Raises WindowError when the server is away or refuses.
    """
    return asyncio.run(_prepare(api_url, auth, names))


async def _prepare(api_url: str, auth: str, names: Sequence[str]) -> list[str]:
    async with open_board(api_url, auth) as board:
        await patiently(lambda: _pool(board.client))
        return [await _deploy(board.client, item, names) for item in DEPLOYMENTS]


def keep_set(clock: Callable[[], datetime]) -> Callable[[Board], Awaitable[None]]:
    """A chore for `flows.window.mirror.Mirror`: what starts at fixed times has its next run set.

    Prefect's own schedules are not used: with SQLAlchemy 2.1 the scheduler of Prefect 3.8.8 fails at writing such runs.
    """
    last: dict[str, datetime] = {}

    async def chore(board: Board) -> None:
        for item in DEPLOYMENTS:
            when = item.starts.next_after(clock()) if item.starts else None
            if when is not None and last.get(item.name) != when:
                await board.start_at(item.full_name, when, f"{item.description}: {clock_time(when)}")
                last[item.name] = when

    return chore


def form_of(flow: Flow[..., Any]) -> dict[str, Any]:
    """The form of a "custom run": with the titles and explanations that stand at the parameters, in Dutch."""
    schema = parameter_schema(flow).model_dump_for_openapi()
    hints = get_type_hints(flow.fn, include_extras=True)
    for name, field in schema["properties"].items():
        said = [one for one in getattr(hints.get(name), "__metadata__", ()) if isinstance(one, FieldInfo)]
        field["title"] = next((one.title for one in said if one.title), name.replace("_", " ").capitalize())
        if explained := next((one.description for one in said if one.description), None):
            field["description"] = explained
    for definition in schema.get("definitions", {}).values():
        definition.pop("description", None)  # for who reads the code
    return schema


async def _pool(client: PrefectClient) -> None:
    with suppress(ObjectAlreadyExists):
        await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
    for name, priority in QUEUES.items():
        with suppress(ObjectAlreadyExists):
            await client.create_work_queue(name=name, priority=priority, work_pool_name=POOL)


async def _deploy(client: PrefectClient, item: Deployed, names: Sequence[str]) -> str:
    flow_id = await patiently(lambda: client.create_flow(item.flow))
    await patiently(
        lambda: client.create_deployment(
            flow_id,
            item.name,
            description=item.description,
            work_pool_name=POOL,
            work_queue_name=item.queue,
            entrypoint=item.entrypoint,
            parameter_openapi_schema=with_names(form_of(item.flow), names),
            enforce_parameter_schema=True,
            concurrency_limit=item.at_once,
            pull_steps=[],
            schedules=[],
        )
    )
    return item.full_name
