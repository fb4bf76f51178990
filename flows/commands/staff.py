"""`weerbaar case new|edit|end|merge|college|handover`: what colleagues do with data that Prefect never sees."""

from __future__ import annotations

from typing import Annotated

import typer

from casework.lifecycle import CaseEvent, CaseKind
from casework.people import Function, SenderKind
from flows.commands.tools import MISUSED, a_runtime, fail

Signed = Annotated[str, typer.Option("--by", help="Your name, for the journal.")]
Number = Annotated[str, typer.Argument(help="The case: WVB-2026-0042.")]

_ENDINGS = {
    "withdrawn": CaseEvent.WITHDRAWN,
    "referred": CaseEvent.REFERRED,
    "moved": CaseEvent.MOVED,
    "reopened": CaseEvent.REOPENED,
}


def new(
    *,
    by: Signed,
    kind: Annotated[CaseKind, typer.Option(help="What it is about.")] = CaseKind.PREVENTIVE,
    role: Annotated[SenderKind, typer.Option(help="Who asks.")] = SenderKind.BESTUURDER,
    name: Annotated[str, typer.Option(help="Name of who asks.")] = "",
    mail: Annotated[str, typer.Option(help="Mail address of who asks.")] = "",
    phone: Annotated[str, typer.Option(help="Number to call back.")] = "",
    calendar: Annotated[str, typer.Option(help="nl, bon, sta or sab.")] = "nl",
    language: Annotated[str, typer.Option(help="nl or en.")] = "nl",
) -> None:
    """Open a case for somebody who called."""
    from flows.steps.staffing import Caller, open_case

    if calendar not in {"nl", "bq", "bon", "sta", "sab"} or language not in {"nl", "en"}:
        fail("calendar is nl, bq, bon, sta or sab; language is nl or en", MISUSED)
    caller = Caller(role, name or None, mail or None, phone or None)
    with a_runtime() as runtime:
        case = open_case(runtime, kind, caller, by, runtime.clock(), calendar=calendar, language=language)
    typer.echo(case.number)


def edit(
    number: Number,
    *,
    by: Signed,
    role: Annotated[SenderKind | None, typer.Option(help="Whose name, mail or phone it is.")] = None,
    name: Annotated[str, typer.Option(help="Name.")] = "",
    mail: Annotated[str, typer.Option(help="Mail address.")] = "",
    phone: Annotated[str, typer.Option(help="Telephone number.")] = "",
    own: Annotated[bool, typer.Option("--own", help="Nobody else reads this mail address: you asked.")] = False,
    function: Annotated[Function | None, typer.Option(help="Function of the bestuurder.")] = None,
    organisation: Annotated[str, typer.Option(help="Gemeente, provincie or waterschap.")] = "",
) -> None:
    """Add or change data of a case. Old values stay in the journal; nothing of this is shown in Prefect."""
    from flows.steps.staffing import Caller
    from flows.steps.staffing import edit as edit_case

    if bool(name or mail or phone) is not (role is not None):
        fail("--role goes with --name, --mail or --phone", MISUSED)
    changes: dict[str, object] = {} if function is None else {"function": function}
    changes |= {"organisation": organisation} if organisation else {}
    caller = None if role is None else Caller(role, name or None, mail or None, phone or None)
    with a_runtime() as runtime:
        changed = edit_case(runtime, number, caller, changes, by, runtime.clock(), verified=own)
    typer.echo(f"{number.upper()}: {'gewijzigd' if changed else 'niets gewijzigd'}")


def end(
    number: Number,
    how: Annotated[str, typer.Argument(help="withdrawn, referred, moved or reopened.")],
    *,
    by: Signed,
    reason: Annotated[str, typer.Option(help="Why.")],
) -> None:
    """End a case, open a new one for another address, or open it again."""
    from flows.steps.staffing import happen

    if how not in _ENDINGS:
        fail(f"choose one of {', '.join(_ENDINGS)}", MISUSED)
    with a_runtime() as runtime:
        case = happen(runtime, number, _ENDINGS[how], by, reason, runtime.clock())
    typer.echo(f"{case.number} is {case.state.value}")


def merge(number: Number, into: Annotated[str, typer.Argument(help="The case that goes on.")], *, by: Signed) -> None:
    """Make one case of two; later mail of the first comes into the second."""
    from flows.steps.staffing import merge as merge_cases

    with a_runtime() as runtime:
        kept = merge_cases(runtime, number, into, by, runtime.clock())
    typer.echo(f"{number.upper()} gaat verder in {kept.number}")


def college(
    number: Number,
    count: Annotated[int, typer.Argument(help="How many bestuurders there are, this one included.", min=2, max=30)],
    *,
    by: Signed,
) -> None:
    """Open a case for each further bestuurder of a college whose werkgever applied."""
    from flows.steps.staffing import open_college

    with a_runtime() as runtime:
        made = open_college(runtime, number, count, by, runtime.clock())
    for case in made:
        typer.echo(case.number)


def handover(number: Number, to: Annotated[str, typer.Argument(help="The colleague's name.")], *, by: Signed) -> None:
    """Let another colleague take care of a case."""
    from flows.steps.staffing import hand_over

    with a_runtime() as runtime:
        case = hand_over(runtime, number, to, by, runtime.clock())
    typer.echo(f"{case.number}: overgedragen")
