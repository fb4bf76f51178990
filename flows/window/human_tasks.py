"""A person's answer on the form of a task: read, applied through the same step as every other door, deleted.

A refused answer puts the task back to waiting, with the reason above the form. What was typed lives in Prefect only
between the answer and this run; afterwards it stands, encrypted, in the journal of the case.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import Pause
from prefect.runtime import flow_run as this_run
from prefect.states import Completed
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from casework.errors import WeerbaarError
from casework.workdays import AMSTERDAM
from flows.steps import answer as answering
from flows.steps.answer import AnswerRefused
from flows.window.board import Board
from flows.window.door import door
from flows.windows import DONE, LONGEST_NAME, LONGEST_REMARK, TIME_OF_DAY
from storage import obligations

_NOT_FILLED_IN = "Vul uw naam in en kies een uitkomst. Een tijd typt u als 14:30."


class Answer(BaseModel):
    """What a person fills in on the form of `flows.windows.form`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    naam: str = Field(min_length=1, max_length=LONGEST_NAME)
    uitkomst: str = Field(min_length=1)
    opmerking: str = Field(default="", max_length=LONGEST_REMARK)
    datum: date | None = None
    tijd: str | None = Field(default=None, pattern=TIME_OF_DAY)
    eigen_adres: bool = False

    @field_validator("datum", "tijd", mode="before")
    @classmethod
    def _left_empty(cls, value: object) -> object:
        return value or None

    def given(self) -> answering.Answer:
        """The same as the step takes it. Raises AnswerRefused."""
        if (self.datum is None) is not (self.tijd is None):
            raise AnswerRefused("Vul bij een afspraak zowel de datum als de tijd in.")
        return answering.Answer(self.uitkomst, self.naam, self.opmerking, self._moment(), own_address=self.eigen_adres)

    def _moment(self) -> datetime | None:
        if self.datum is None or self.tijd is None:
            return None
        hour, minute = (int(part) for part in self.tijd.replace(".", ":").split(":"))
        return datetime.combine(self.datum, time(hour, minute), AMSTERDAM)


@flow(name="taak-afronden", persist_result=False)
async def finish_task(zaak: str, verplichting: str) -> State[None]:
    """Verwerkt het antwoord dat op het formulier van een taak is gegeven."""
    del zaak
    with door() as runtime:

        def give(answer: Answer) -> None:
            answering.give_all(runtime, verplichting, answer.given(), runtime.clock())

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
