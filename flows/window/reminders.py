"""The alarm clock of a promise: Prefect rings, the database decides."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.steps import remind
from flows.window.door import door


@flow(name="verplichting-bewaken", persist_result=False)
def watch_promise(zaak: str, verplichting: str) -> State[None]:
    """Kijkt of een verplichting op tijd is nagekomen, en waarschuwt als dat niet zo is."""
    del zaak
    with door() as runtime:
        rung = remind.check(runtime, verplichting, runtime.clock())
    return Completed(name=rung.value)
