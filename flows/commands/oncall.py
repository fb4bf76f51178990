"""`weerbaar roster …` and `weerbaar alarm …`: who is on call, which alarms burn, and answering them."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.tools import WRONG, AsJson, By, a_runtime, show

roster_app = typer.Typer(no_args_is_help=True, help="Who is on call. For staff: shows names.")
alarm_app = typer.Typer(no_args_is_help=True, help="Alarms: who was called, who has it, what is done.")

#: The words for "leave it empty" in `roster override`.
_NOBODY = "niemand"

FromOutside = Annotated[bool, typer.Option("--not-on-roster", help="You are not on the roster; the journal says so.")]


@roster_app.command("show")
def roster_show(*, as_json: AsJson = False) -> None:
    """Show who is on call in the coming two weeks, and what is wrong with the roster."""
    from flows.steps.roster_view import view

    with a_runtime() as runtime:
        found = view(runtime, runtime.clock())
    show(found.as_json() if as_json else found.text(), as_json=as_json)


@roster_app.command("check")
def roster_check(*, as_json: AsJson = False) -> None:
    """Look for gaps and people who cannot be reached; exit code 1 when there are any."""
    from flows.steps.roster_view import view

    with a_runtime() as runtime:
        problems = view(runtime, runtime.clock()).problems
    show(list(problems) if as_json else "\n".join(problems) or "geen gaten, iedereen is te bereiken", as_json=as_json)
    raise typer.Exit(WRONG if problems else 0)


@roster_app.command("import")
def roster_import(
    file: Annotated[Path, typer.Argument(help="A YAML file; examples/roster.yaml shows one.")],
    *,
    by: By = "",
    dry: Annotated[bool, typer.Option("--dry-run", help="Only read and check the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a roster in place of the one that holds. Overrides stay."""
    from dataclasses import replace

    from casework.escalation import policies
    from flows.roster_file import read_roster
    from flows.steps.oncall import OnCall
    from flows.steps.roster_view import look, save

    read = read_roster(file)
    with a_runtime() as runtime:
        now = runtime.clock()
        if dry:
            roster = replace(read.roster, is_holiday=runtime.calendar.is_holiday)
            found = look(OnCall(roster, policies(read.policies), imported=True), now)
        else:
            found = save(runtime, read.roster, read.policies, by or getpass.getuser(), now)
    show(found.as_json() if as_json else found.text(), as_json=as_json)


@roster_app.command("override")
def roster_override(
    rotation: Annotated[str, typer.Argument(help="The rotation, for instance 'eerste wacht'.")],
    person: Annotated[str, typer.Argument(help=f"Key, name or mail address; {_NOBODY}: leave it empty.")],
    start: Annotated[datetime, typer.Argument(help="From, Amsterdam time: 2026-12-24T09:00")],
    end: Annotated[datetime, typer.Argument(help="Until, Amsterdam time.")],
    *,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Let somebody take over a rotation for a while; the last override wins."""
    from casework.roster import Period
    from flows.roster_file import moment
    from flows.steps.roster_view import override

    who = None if person.casefold() == _NOBODY else person
    with a_runtime() as runtime:
        period = Period(moment(start), moment(end))
        found = override(runtime, rotation, who, period, by or getpass.getuser(), runtime.clock())
    show(found.as_json() if as_json else found.text(), as_json=as_json)


@alarm_app.command("list")
def alarm_list(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Alarms that are over too.")] = False,
    limit: Annotated[int, typer.Option(help="At most this many, newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List alarms: case, policy, who has it, when the next call goes out."""
    from flows.steps.alarm_view import listing

    with a_runtime() as runtime:
        rows = listing(runtime, runtime.clock(), everything=everything, limit=limit)
    show(
        [row.as_json() for row in rows] if as_json else "\n".join(row.text() for row in rows) or "geen alarmen",
        as_json=as_json,
    )


@alarm_app.command("show")
def alarm_show(number: str, *, as_json: AsJson = False) -> None:
    """Show every call of a case's alarms with its time and result, the answers, and what was ticked off."""
    from flows.steps.alarm_view import show as show_alarm

    with a_runtime() as runtime:
        views = show_alarm(runtime, number.upper(), runtime.clock())
    show([view.as_json() for view in views] if as_json else "\n".join(view.text() for view in views), as_json=as_json)


@alarm_app.command("ack")
def alarm_ack(
    number: str,
    *,
    by: Annotated[str, typer.Option("--by", help="Your name, as on the roster.")],
    not_on_roster: FromOutside = False,
    as_json: AsJson = False,
) -> None:
    """Say "I have it": nobody else is called any more. Exit code 1 when somebody else was first."""
    from casework.duty import Word

    _answer(number, Word.HAVE_IT, by, anybody=not_on_roster, as_json=as_json)


@alarm_app.command("pass")
def alarm_pass(
    number: str,
    *,
    by: Annotated[str, typer.Option("--by", help="Your name, as on the roster.")],
    not_on_roster: FromOutside = False,
    as_json: AsJson = False,
) -> None:
    """Say "I can't": the next one is called at once."""
    from casework.duty import Word

    _answer(number, Word.CANNOT, by, anybody=not_on_roster, as_json=as_json)


@alarm_app.command("tick")
def alarm_tick(
    number: str,
    item: Annotated[str, typer.Argument(help="teruggebeld, politie, aangifte, bestuur, …; empty: show the list.")] = "",
    *,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Tick off what was done; `teruggebeld` ends the calling for good."""
    from casework.duty import DutyItem
    from casework.errors import SettingsError
    from flows.steps.taking import tick

    if not item:
        alarm_show(number, as_json=as_json)
        return
    if item not in set(DutyItem):
        raise SettingsError(f"{item!r} cannot be ticked: {', '.join(DutyItem)}")
    with a_runtime() as runtime:
        left = tick(runtime, number, DutyItem(item), by or getpass.getuser(), runtime.clock())
    todo = [one.value for one in left]
    show(todo if as_json else f"nog te doen: {', '.join(todo) or 'niets'}", as_json=as_json)


def _answer(number: str, word: object, by: str, *, anybody: bool, as_json: bool) -> None:
    from casework.duty import Word
    from flows.steps.taking import answer

    with a_runtime() as runtime:
        taken = answer(runtime, number, Word(str(word)), by, "opdracht", runtime.clock(), anybody=anybody)
    said = {"case": taken.number, "answer": taken.word.value, "held_by": taken.holder, "first": taken.first}
    show(said if as_json else taken.text(), as_json=as_json)
    raise typer.Exit(0 if taken.first else WRONG)
