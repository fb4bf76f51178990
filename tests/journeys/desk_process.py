"""A listener and a dispatcher in one process that can be told to die (kill -9) at the n-th time of a step.

Run as `python -m tests.journeys.desk_process [--die-at STEP --after N] [--only listen|dispatch] [--mirror] [--quick]`,
with WEERBAAR_CONFIG set. Or as the `work` of a forked process.
"""

from __future__ import annotations

import argparse
import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from flows.processes import services, watchman
from flows.runtime import open_runtime
from flows.settings import load
from nlp.classifier import Classifier
from tests.forked import redirect


def work(log: Path, arguments: Sequence[str]) -> None:
    """As `main`, with the reader of the process that we were forked from; what is said goes to `log`."""
    from tests.warm import READER  # noqa: PLC0415 - see above

    redirect(log, 1)
    redirect(log, 2)
    main(arguments, READER)


def main(arguments: Sequence[str] | None = None, reader: Classifier | None = None) -> None:
    """Listen and dispatch until told to stop, or until the step to die at."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--die-at", default="")
    parser.add_argument("--after", type=int, default=1)
    parser.add_argument("--mirror", action="store_true", help="show everything in Prefect")
    parser.add_argument("--only", choices=("listen", "dispatch"))
    parser.add_argument("--quick", action="store_true", help="give and look for signs of life each half second")
    chosen = parser.parse_args(arguments)
    if chosen.quick:
        services.HEARTBEAT_EVERY = watchman.EVERY = 0.5
    runtime = open_runtime(load())
    runtime.reader = reader
    runtime.on_step = _killer(chosen.die_at, chosen.after)
    stop = services.Stopper().install().event
    if chosen.only == "dispatch":
        services.dispatch(runtime, stop)
        return
    if chosen.only == "listen":
        services.listen(runtime, stop)
        return
    dispatcher = threading.Thread(target=services.dispatch, args=(runtime, stop))
    dispatcher.start()
    if chosen.mirror:
        from flows.window.mirror import start_mirror  # noqa: PLC0415 - Prefect takes a second to import

        start_mirror(runtime, stop)
    services.listen(runtime, stop)
    dispatcher.join()


def _killer(die_at: str, after: int) -> Callable[[str, str], None]:
    count = 0

    def on_step(step: str, _what: str) -> None:
        nonlocal count
        if step == die_at:
            count += 1
            if count >= after:
                os.kill(os.getpid(), signal.SIGKILL)

    return on_step


if __name__ == "__main__":
    main()
