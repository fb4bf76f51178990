"""Everything on one machine: listener, dispatcher, Prefect server and worker, each a process, kept up together."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from casework.errors import WindowError
from flows.processes.services import Stopper
from flows.processes.supervisor import Part, supervise
from flows.settings import CONFIG_VARIABLE, Settings, config_file
from flows.window.deploy import prepare
from flows.window.environment import environment

_READY_WITHIN = 120.0


def run(settings: Settings) -> None:
    """Run all parts until SIGTERM or Ctrl-C, saying on stdout what happens to them."""
    stop = Stopper().install().event
    chosen = parts(settings)
    if settings.prefect.enabled:
        threading.Thread(target=announce, args=(settings, stop, _say), daemon=True).start()
    supervise(chosen, stop, _say)


def parts(settings: Settings) -> list[Part]:
    """The processes of this machine, in the order in which they start. Prefect's only when it is switched on."""
    ours = own_environment(settings)
    theirs = ours | prefect_variables(settings)
    chosen = [Part("listener", _weerbaar("listen"), ours), Part("dispatcher", _weerbaar("dispatch"), theirs)]
    if settings.door.public_url:
        chosen.append(Part("door", _weerbaar("door"), ours))
    if settings.web.public_url:
        chosen.append(Part("web", _weerbaar("web"), ours))
    if settings.telegram.token.get_secret_value() or settings.telegram.token_file:
        chosen.append(Part("talk", _weerbaar("talk"), ours))
    if not settings.prefect.enabled:
        return chosen
    server = (sys.executable, "-m", "prefect", "server", "start")
    return [
        *chosen,
        Part("prefect server", server, theirs),
        Part("prefect worker", _weerbaar("prefect", "worker"), theirs),
    ]


def own_environment(settings: Settings) -> dict[str, str]:
    """What a process of ours needs to find the same settings and data from any folder."""
    variables = {"WEERBAAR_DATA_DIR": str(settings.data_dir.absolute())}
    if config_file().is_file():
        variables[CONFIG_VARIABLE] = str(config_file().absolute())
    return variables


def prefect_variables(settings: Settings) -> dict[str, str]:
    """What a process of Prefect needs."""
    chosen = settings.prefect
    return environment(
        api_url=chosen.api_url,
        data_dir=settings.data_dir,
        auth=chosen.auth.get_secret_value(),
        database=chosen.database,
    )


def announce(settings: Settings, stop: threading.Event, tell: Callable[[str], None]) -> bool:
    """Wait for the Prefect server, deploy everything, and say where the UI is. False when it did not come up."""
    os.environ.update(prefect_variables(settings))
    if not wait_for_prefect(settings, stop):
        return False
    try:
        prepare(settings.prefect.api_url, settings.prefect.auth.get_secret_value(), settings.desk.colleagues)
    except WindowError as error:
        tell(f"Prefect is up, but {error}")
        return False
    tell(f"Prefect UI: {settings.prefect.api_url.removesuffix('/api')}")
    return True


def wait_for_prefect(settings: Settings, stop: threading.Event, seconds: float = _READY_WITHIN) -> bool:
    """Wait until the Prefect server answers, `seconds` at most. False when it does not, or `stop` was set."""
    deadline = time.monotonic() + seconds
    while not stop.is_set() and time.monotonic() < deadline:
        if _healthy(settings):
            return True
        stop.wait(0.5)
    return False


def _healthy(settings: Settings) -> bool:
    try:
        return httpx.get(f"{settings.prefect.api_url}/health", timeout=2).is_success
    except httpx.HTTPError:
        return False


def _weerbaar(*words: str) -> tuple[str, ...]:
    return (str(Path(sys.executable).with_name("weerbaar")), *words)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
