"""`weerbaar person …`, `case hold`, `erase` and `figures`: what is kept, given, erased and counted."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.tools import MISUSED, AsJson, a_runtime, fail, show

person_app = typer.Typer(no_args_is_help=True, help="What is stored about one person: give it, or erase it.")

Signed = Annotated[str, typer.Option("--by", help="Your name, for the journal.")]
Who = Annotated[str, typer.Argument(help="The person's mail address.")]


@person_app.command("export")
def person_export(
    email: Who, *, by: Signed, file: Annotated[Path, typer.Option(help="Where it is written; for its owner alone.")]
) -> None:
    """Write everything about a person to a file (AVG, right of access). Each use goes to the journals."""
    from flows.steps.subjects import export

    with a_runtime() as runtime:
        found = export(runtime, email, by=by, now=runtime.clock())
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        fail(f"{file}: {error.strerror}", MISUSED)
    counts = (f"{len(found[what])} {what}" for what in ("cases", "messages", "letters", "chats"))
    typer.echo(f"{file}: {', '.join(counts)}")


@person_app.command("erase")
def person_erase(
    email: Who, *, by: Signed, reason: Annotated[str, typer.Option(help="Why: the request, and of when.")]
) -> None:
    """Erase everything about a person (AVG, right to erasure). Cases must have ended and not be held."""
    from flows.steps.subjects import erase

    with a_runtime() as runtime:
        done = erase(runtime, email, by=by, reason=reason, now=runtime.clock())
    typer.echo(f"gewist: {done.messages} berichten, {done.letters} brieven, {done.talks} chats")
    for number in done.whole:
        typer.echo(f"  {number}: de hele zaak")
    for number in done.parts:
        typer.echo(f"  {number}: deze persoon")


def figures(
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV: jaar, wat, waarde, aantal.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the figures of this year so far; numbers below five are held back."""
    from casework.figures import as_csv as written
    from casework.figures import as_markdown
    from flows.steps.figures import this_year

    with a_runtime() as runtime:
        found = this_year(runtime, runtime.clock())
    if as_json:
        show(asdict(found), as_json=True)
    else:
        typer.echo(written(found) if as_csv else as_markdown(found), nl=False)


def case_hold(
    number: Annotated[str, typer.Argument(help="The case: WVB-2026-0042.")],
    *,
    by: Signed,
    reason: Annotated[str, typer.Option(help="Why nothing of it may be erased.")] = "",
    lift: Annotated[bool, typer.Option("--lift", help="Let its terms run again.")] = False,
) -> None:
    """Keep everything of a case, whatever the terms say (legal hold), or lift that."""
    from flows.steps import retention

    with a_runtime() as runtime:
        if lift:
            retention.lift(runtime, number.upper(), by=by, now=runtime.clock())
        else:
            retention.hold(runtime, number.upper(), by=by, reason=reason, now=runtime.clock())
    typer.echo(f"{number.upper()}: {'losgelaten' if lift else 'vastgehouden'}")


def erase(
    *,
    log: Annotated[bool, typer.Option("--log", help="Show what was erased until now; erase nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase what is over its term, now instead of at night."""
    from flows.steps import retention
    from storage import erasure

    with a_runtime() as runtime:
        if log:
            with runtime.database.reading() as tx:
                stones = erasure.tombstones(tx)
            rows = [{"at": one.at, "kind": one.kind.value, "why": one.why, "counts": one.counts} for one in stones]
            show(rows if as_json else "\n".join(map(str, rows)) or "er is nog niets gewist", as_json=as_json)
            return
        done = retention.erase_due(runtime, runtime.clock())
    show({"cases": done.cases, "rows": done.rows} if as_json else done.text(), as_json=as_json)
