"""Work pool and deployments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from threading import Event

import httpx
import pytest
import yaml

from flows import windows
from flows.processes.machine import wait_for_prefect
from flows.settings import PrefectSettings, Settings
from flows.window.deploy import DEPLOYMENTS, POOL, QUEUES, Deployed, form_of, keep_set, prepare
from flows.window.environment import environment
from flows.window.staff import open_by_phone
from tests.flows.window.conftest import Window
from tests.servers.prefect import run

FILE = Path(__file__).parents[3] / "prefect.yaml"


def test_prefect_yaml_says_the_same_as_the_code():
    """Whoever deploys by hand gets the same."""
    written = [
        (
            item["name"],
            item["entrypoint"],
            item["description"],
            item["work_pool"],
            item.get("concurrency_limit"),
            item.get("schedules"),
        )
        for item in yaml.safe_load(FILE.read_text())["deployments"]
    ]
    assert written == [
        (
            item.name,
            item.entrypoint,
            item.description,
            {"name": POOL, "work_queue_name": item.queue},
            item.at_once,
            None,  # what starts at fixed times is set by the dispatcher
        )
        for item in DEPLOYMENTS
    ]


@pytest.mark.parametrize("item", DEPLOYMENTS, ids=lambda item: item.name)
def test_every_entrypoint_is_the_flow_it_says(item: Deployed):
    """Dotted, so that a worker imports the installed package."""
    module, _, name = item.entrypoint.rpartition(".")
    assert getattr(import_module(module), name) is item.flow


def test_every_window_has_its_deployment():
    """A window for which nothing is deployed would never be shown."""
    deployed = {f"{item.flow.name}/{item.name}" for item in DEPLOYMENTS}
    assert deployed >= {
        windows.HANDLED_DEPLOYMENT,
        windows.CLOCK_DEPLOYMENT,
        windows.TASK_DEPLOYMENT,
        windows.STOCK_DEPLOYMENT,
        windows.ALARM_DEPLOYMENT,
        windows.LIST_DEPLOYMENT,
    }


def test_nothing_in_the_environment_calls_out(tmp_path: Path):
    """No telemetry, no advertisement, loopback only."""
    variables = environment(api_url="http://127.0.0.1:4200/api", data_dir=tmp_path, auth="desk:secret")
    assert variables["DO_NOT_TRACK"] == "1"
    assert variables["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert variables["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert variables["PREFECT_SERVER_API_AUTH_STRING"] == variables["PREFECT_API_AUTH_STRING"] == "desk:secret"


@pytest.mark.prefect
def test_preparing_twice_changes_nothing(window: Window):
    """Every start may prepare."""
    api = window.server.api_url
    before = httpx.get(f"{api}/deployments/name/{windows.TASK_DEPLOYMENT}", timeout=20).json()
    assert len(prepare(api)) == len(DEPLOYMENTS)
    after = httpx.get(f"{api}/deployments/name/{windows.TASK_DEPLOYMENT}", timeout=20).json()
    assert (after["id"], after["entrypoint"]) == (before["id"], "flows.window.human_tasks.finish_task")
    queues = httpx.post(f"{api}/work_pools/{POOL}/queues/filter", json={}, timeout=20).json()
    assert {queue["name"]: queue["priority"] for queue in queues}.items() >= QUEUES.items()


@pytest.mark.prefect
def test_what_starts_at_fixed_times_has_one_run_set_for_its_next_time(window: Window):
    """However often the dispatcher looks, or starts anew; after that time there is one for the next."""
    now = datetime(2031, 11, 27, 12, 0, tzinfo=UTC)  # a Thursday
    for _ in range(2):
        chore = keep_set(lambda: now)
        window.on_board(chore)
        window.on_board(chore)
    window.on_board(keep_set(lambda: now + timedelta(days=1)))
    names = [item.full_name for item in DEPLOYMENTS if item.starts]
    found = {name: _times_set(window, name) for name in names}
    assert found == {
        "dagoverzicht-versturen/ochtend": ["2031-11-28T07:30:00Z", "2031-12-01T07:30:00Z"],
        "gegevens-wissen/nacht": ["2031-11-28T02:10:00Z", "2031-11-29T02:10:00Z"],
        "weekcijfers-bijwerken/week": ["2031-12-01T06:00:00Z"],
    }


def _times_set(window: Window, name: str) -> list[str]:
    api = window.server.api_url
    deployment = httpx.get(f"{api}/deployments/name/{name}", timeout=20).json()
    asked = {"deployments": {"id": {"any_": [deployment["id"]]}}}
    runs = httpx.post(f"{api}/flow_runs/filter", json=asked, timeout=20).json()
    return sorted(run["expected_start_time"].replace(".000000", "") for run in runs)


@pytest.mark.prefect
@pytest.mark.slow
def test_the_command_line_deploys_everything_without_a_question(window: Window):
    """`prefect deploy --all`, with nobody at the keyboard."""
    log = window.server.folder / "deploy.log"
    command = ["--no-prompt", "deploy", "--all", "--prefect-file", str(FILE)]
    assert run(command, window.server.environment, log).wait(60) == 0, log.read_text()
    deployed = httpx.get(f"{window.server.api_url}/deployments/name/{windows.TASK_DEPLOYMENT}", timeout=20).json()
    assert not deployed["pull_steps"]


def test_the_forms_that_staff_start_speak_dutch_and_ask_for_nothing_personal():
    """Titles and explanations as they stand at the parameters; no field for a name but that of the colleague."""
    form = form_of(open_by_phone)
    assert form["properties"]["naam"]["title"] == "Uw naam"
    assert form["properties"]["wie_belt"]["title"] == "Wie belt"
    assert not any("description" in definition for definition in form["definitions"].values())
    free = {
        name
        for item in DEPLOYMENTS
        for name, field in form_of(item.flow)["properties"].items()
        if field.get("type") == "string" and "enum" not in field and "pattern" not in field and "format" not in field
    }
    assert free <= {"naam", "aan", "reden", "zaak", "verplichting"}


def test_a_worker_waits_for_the_server(window: Window):
    """It begins when the server answers, and does not wait for ever for one that stays away."""
    there, away = window.server.api_url, "http://127.0.0.1:9/api"
    assert wait_for_prefect(Settings(prefect=PrefectSettings(api_url=there)), Event(), 20)
    assert not wait_for_prefect(Settings(prefect=PrefectSettings(api_url=away)), Event(), 0.2)
