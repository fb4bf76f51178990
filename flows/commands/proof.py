"""`weerbaar journal …` and `weerbaar case proof`: is the journal whole, and what happened around an alarm."""

from __future__ import annotations

import getpass
from datetime import time
from pathlib import Path
from typing import Annotated

import typer

from casework.errors import SettingsError
from flows.commands.tools import MISUSED, WRONG, AsJson, By, a_runtime, fail, show

journal_app = typer.Typer(no_args_is_help=True, help="The journal: a chain in which any change shows.")


@journal_app.command("verify")
def journal_verify(
    *,
    heads: Annotated[
        list[Path] | None, typer.Option(help="Files with signed heads that were kept elsewhere; may be mails.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look for any change, gap or swap in the journal; exit code 1 when there is one."""
    from flows.steps.proof import read_heads, verify

    known = [head for path in heads or [] for head in read_heads(path)]
    with a_runtime() as runtime:
        found = verify(runtime, known)
    if as_json:
        findings = [{"line": one.place, "fault": one.fault.value} for one in found.findings]
        show({"lines": found.lines, "erased": found.erased, "heads": len(known), "findings": findings}, as_json=True)
    else:
        erased = f", van {found.erased} zijn de woorden gewist" if found.erased else ""
        text = "het dagboek is heel" if not found.findings else "\n".join(map(str, found.findings))
        typer.echo(f"{found.lines} regels{erased}, {len(known)} standen vergeleken\n{text}")
    raise typer.Exit(WRONG if found.findings else 0)


@journal_app.command("head")
def journal_head() -> None:
    """Print where the journal ends, signed, as one line of JSON. Keep it elsewhere: `verify --heads` compares."""
    import json

    from flows.steps.proof import head

    with a_runtime() as runtime:
        typer.echo(json.dumps(head(runtime, runtime.clock())))


def case_dossier(
    number: str,
    *,
    by: Annotated[str, typer.Option("--by", help="Your name, for the journal.")],
    reason: Annotated[str, typer.Option(help="Why, and for whom.")],
    out: Annotated[Path | None, typer.Option(help="The file; empty: its case number in this folder.")] = None,
) -> None:
    """Make the dossier for the police, locked with a password that is shown once. It is sent nowhere."""
    from flows.steps.dossier import make

    path = out or Path(f"dossier-{number.upper()}.pdf")
    with a_runtime() as runtime:
        made = make(runtime, number.upper(), by, reason, runtime.clock())
    try:
        path.touch(mode=0o600)
        path.write_bytes(made.pdf)
    except OSError as error:
        fail(f"{path}: {error.strerror}", MISUSED)
    typer.echo(f"{path}\nSHA-256 {made.digest}")
    typer.echo(
        f"wachtwoord: {made.password}\nGeef het apart van het bestand: aan de telefoon of persoonlijk.", err=True
    )


def case_contact(
    number: str,
    *,
    by: Annotated[str, typer.Option("--by", help="Your name, for the journal.")],
    avoid: Annotated[list[str] | None, typer.Option(help="Mail address to which nothing may go any more.")] = None,
    instead: Annotated[str | None, typer.Option(help="Mail address to which letters go in its place.")] = None,
    call_from: Annotated[str | None, typer.Option(help="Call from this hour on, as 16:00.")] = None,
    call_until: Annotated[str | None, typer.Option(help="Call until this hour, as 20:00.")] = None,
    code_word: Annotated[
        str | None, typer.Option(help="Word to say on the telephone; never stands in a letter.")
    ] = None,
    note: Annotated[str, typer.Option(help="What the person said.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take down how somebody wants to be reached safely. Every letter keeps to it, also one that waits already."""
    from dataclasses import asdict

    from casework.safe_contact import SafeContact
    from flows.steps.safe_contact import take_down

    wish = SafeContact(
        avoid=tuple(address.strip().casefold() for address in avoid or ()),
        instead=instead,
        call_from=_hour(call_from),
        call_until=_hour(call_until),
        code_word=code_word,
        note=note,
    )
    with a_runtime() as runtime:
        whole = take_down(runtime, number.upper(), wish, by, runtime.clock())
    show(asdict(whole) if as_json else "\n".join(whole.lines()) or "geen wensen", as_json=as_json)


def _hour(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"{text!r} is no time of day: write 16:00") from None


def case_proof(
    number: str,
    *,
    by: By = "",
    pdf: Annotated[Path | None, typer.Option(help="Write the timeline to this file, as PDF.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what happened around the alarms of a case: rule, model, calls, people, seconds. No words of messages."""
    from flows.steps.proof import as_pdf, as_text, of_case

    with a_runtime() as runtime:
        proof = of_case(runtime, number.upper(), by or getpass.getuser(), runtime.clock())
    if pdf is None:
        show(proof.as_json() if as_json else as_text(proof), as_json=as_json)
        return
    pages = as_pdf(proof)
    try:
        pdf.touch(mode=0o600)
        pdf.write_bytes(pages)
    except OSError as error:
        fail(f"{pdf}: {error.strerror}", MISUSED)
    typer.echo(str(pdf))
