"""`weerbaar prefect …`: the processes of Prefect with our settings, for who runs them each by itself."""

from __future__ import annotations

import os
import sys
import threading
from typing import Annotated

import typer

from flows.settings import load

prefect_app = typer.Typer(no_args_is_help=True, help="Prefect's own processes, with the settings of this desk.")


@prefect_app.command("server")
def server(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 4200,
) -> None:
    """Run the Prefect server: the windows, forms and clocks."""
    _become("server", "start", "--host", host, "--port", str(port))


@prefect_app.command("worker")
def worker(
    name: Annotated[str, typer.Option(help="Name of this worker, as Prefect shows it.")] = "",
) -> None:
    """Run a worker: it carries out what is answered on forms and rings clocks. Several may run.

    It waits for the server first: a worker of Prefect that begins alone never hears that a run is cancelled.
    """
    from flows.processes.machine import wait_for_prefect
    from flows.window.deploy import POOL

    wait_for_prefect(load(), threading.Event())
    named = ("--name", name) if name else ()
    _become("worker", "start", "--pool", POOL, "--type", "process", *named)


@prefect_app.command("prepare")
def prepare() -> None:
    """Make the work pool and its queues, and deploy all flows. May be repeated; needed after each new version."""
    from flows.window.deploy import prepare as deploy

    settings = load()
    chosen = settings.prefect
    for name in deploy(chosen.api_url, chosen.auth.get_secret_value(), settings.desk.colleagues):
        typer.echo(name)


def _become(*arguments: str) -> None:
    """Go on as Prefect, in the same process."""
    from flows.processes.machine import own_environment, prefect_variables

    settings = load()
    variables = os.environ | own_environment(settings) | prefect_variables(settings)
    os.execve(sys.executable, [sys.executable, "-m", "prefect", *arguments], variables)  # noqa: S606 - no shell on purpose
