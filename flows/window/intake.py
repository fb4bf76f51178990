"""Messages that were kept but not handled: the listener does this itself; here is the same by hand."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.steps import receive
from flows.window.door import door


@flow(name="berichten-verwerken", persist_result=False)
def handle_messages(zaak: str = "") -> State[None]:
    """Verwerkt berichten die zijn bewaard maar nog niet verwerkt. `zaak` staat er alleen om op te zoeken."""
    del zaak
    with door() as runtime:
        handled = list(receive.handle_waiting(runtime))
    return Completed(name=f"{len(handled)} berichten verwerkt" if handled else "Niets blijven liggen")
