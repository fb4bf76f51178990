"""A person's answer on the form of a task: read, applied through the same step as every other door, deleted.

A refused answer puts the task back to waiting, with the reason above the form. What was typed lives in Prefect only
between the answer and this run; afterwards it stands, encrypted, in the journal of the case.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import Pause
from prefect.runtime import flow_run as this_run
from prefect.states import Completed
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casework.errors import WeerbaarError
from flows.board import Board
from flows.door import door
from flows.steps import answer as answering
from flows.steps.answer import AnswerRefused
from flows.windows import DONE, LONGEST_NAME, LONGEST_REMARK
from storage import obligations

_NOT_FILLED_IN = "Vul uw naam in en kies een uitkomst."


class Answer(BaseModel):
    """What a person fills in on the form of `flows.windows.form`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    naam: str = Field(min_length=1, max_length=LONGEST_NAME)
    uitkomst: str = Field(min_length=1)
    opmerking: str = Field(default="", max_length=LONGEST_REMARK)


@flow(name="taak-afronden", persist_result=False)
async def finish_task(zaak: str, verplichting: str) -> State[None]:
    """Verwerkt het antwoord dat op het formulier van een taak is gegeven."""
    del zaak
    with door() as runtime:

        def give(answer: Answer) -> None:
            answering.give(runtime, verplichting, answer.uitkomst, answer.naam, answer.opmerking, runtime.clock())

        def is_open() -> bool:
            with runtime.database.reading() as tx:
                promise = obligations.find(tx, verplichting)
            return promise is not None and promise.state == "open"

        async with get_client() as client:
            state = await settle(Board(client), UUID(str(this_run.id)), give, is_open)
    if state.is_paused():
        raise Pause(state=state)
    return state


async def settle(
    board: Board, run_id: UUID, give: Callable[[Answer], None], is_open: Callable[[], bool]
) -> State[None]:
    """Apply the answer of one task; gives the state of its run, which is paused again after a refusal."""
    return await settle_raw(board, run_id, lambda raw: give(_read(raw)), is_open, (AnswerRefused,))


async def settle_raw(
    board: Board,
    run_id: UUID,
    work: Callable[[str | None], None],
    is_open: Callable[[], bool],
    refusals: tuple[type[WeerbaarError], ...],
) -> State[None]:
    """As `settle`, for any form: `work` gets what was filled in, as JSON text, and raises one of `refusals`."""
    try:
        work(await board.answer(run_id))
    except refusals as refusal:
        if is_open():
            return await board.wait_again(await board.client.read_flow_run(run_id), str(refusal))
        await board.forget_answer(run_id)
        return Completed(name="Was al afgehandeld")
    await board.forget_answer(run_id)
    return Completed(name=DONE)


def _read(raw: str | None) -> Answer:
    try:
        return Answer.model_validate_json(raw or "{}")
    except ValidationError:
        raise AnswerRefused(_NOT_FILLED_IN) from None
