"""The two forms of an alarm in Prefect: "who has it?", and the list that is ticked off afterwards.

They are a convenience beside the mail, the link and the command: no alarm waits for Prefect.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import Pause
from prefect.runtime import flow_run as this_run
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casework.duty import DutyItem, Word
from flows.runtime import Runtime
from flows.steps import taking
from flows.steps.answer import AnswerRefused
from flows.steps.taking import TakeRefused
from flows.window.board import Board
from flows.window.door import door
from flows.window.human_tasks import settle_raw
from flows.windows import LONGEST_NAME
from storage import alarms, cases, obligations
from storage.alarms import CALLING

CHANNEL = "prefect"


class Taking(BaseModel):
    """What a person fills in on the form of an alarm."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    naam: str = Field(min_length=1, max_length=LONGEST_NAME)
    antwoord: Word


class Ticks(BaseModel):
    """What a person ticks off."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    naam: str = Field(min_length=1, max_length=LONGEST_NAME)
    teruggebeld: bool = False
    politie: bool = False
    aangifte: bool = False
    bestuur: bool = False
    ondersteuningsteam: bool = False
    bewijs: bool = False
    preventief: bool = False

    def items(self) -> list[DutyItem]:
        """What is done."""
        return [item for item in DutyItem if getattr(self, item.value)]


@flow(name="alarm-overnemen", persist_result=False)
async def take_alarm(zaak: str, verplichting: str) -> State[None]:
    """Verwerkt wie een alarm overneemt, of niet kan."""
    with door() as runtime:
        state = await _settled(lambda raw: take_by_form(runtime, zaak, raw), lambda: still_calls(runtime, verplichting))
    if state.is_paused():
        raise Pause(state=state)
    return state


@flow(name="alarm-afvinken", persist_result=False)
async def tick_list(zaak: str, verplichting: str) -> State[None]:
    """Verwerkt wat na een alarm is afgevinkt."""
    del verplichting
    with door() as runtime:
        state = await _settled(lambda raw: tick_by_form(runtime, zaak, raw), lambda: case_is_there(runtime, zaak))
    if state.is_paused():
        raise Pause(state=state)
    return state


def take_by_form(runtime: Runtime, number: str, raw: str | None) -> None:
    """Answer the alarms of a case as the form says. Raises TakeRefused."""
    try:
        filled = Taking.model_validate_json(raw or "{}")
    except ValidationError:
        raise TakeRefused("Vul uw naam in en kies een antwoord.") from None
    taken = taking.answer(runtime, number, filled.antwoord, filled.naam, CHANNEL, runtime.clock())
    if taken.holder is None:
        raise TakeRefused("Genoteerd. Er is nog iemand nodig voor dit alarm.")


def tick_by_form(runtime: Runtime, number: str, raw: str | None) -> None:
    """Tick off what the form says. Raises TakeRefused as long as something is to be done."""
    try:
        filled = Ticks.model_validate_json(raw or "{}")
    except ValidationError:
        raise TakeRefused("Vul uw naam in.") from None
    left = list(DutyItem)
    for item in filled.items():
        left = taking.tick(runtime, number, item, filled.naam, runtime.clock())
    if left:
        raise TakeRefused(f"nog niet klaar. Uw vinkjes zijn genoteerd. Nog te doen: {', '.join(left)}.")


def still_calls(runtime: Runtime, reference: str) -> bool:
    """People are still called about this promise."""
    with runtime.database.reading() as tx:
        promise = obligations.find(tx, reference)
        alarm = alarms.of_promise(tx, promise.id) if promise else None
    return alarm is not None and alarm.state == CALLING


def case_is_there(runtime: Runtime, number: str) -> bool:
    """The case exists, and is not closed."""
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
    return case is not None and case.closed_at is None


async def _settled(work: Callable[[str | None], None], is_open: Callable[[], bool]) -> State[None]:
    async with get_client() as client:
        return await settle_raw(Board(client), UUID(str(this_run.id)), work, is_open, (AnswerRefused, TakeRefused))
