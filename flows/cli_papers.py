"""`weerbaar report …`: the adviesrapport, from the adviser to who may have it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.approvals import Proof, Reader, Step
from flows.cli_tools import MISUSED, AsJson, a_runtime, fail, show

if TYPE_CHECKING:
    from flows.steps.reports import Overview

report_app = typer.Typer(no_args_is_help=True, help="The adviesrapport: versions, approvals, and who gets it.")

Signed = Annotated[str, typer.Option("--by", help="Your name, for the journal.")]
Number = Annotated[str, typer.Argument(help="The case: WVB-2026-0042.")]

_STEPS = {
    "bva-akkoord": Step.BVA_APPROVED,
    "bva-terug": Step.BVA_RETURNED,
    "akkoord": Step.CONSENT_FULL,
    "alleen-maatregelen": Step.CONSENT_MEASURES,
    "niet-akkoord": Step.CONSENT_REFUSED,
}


@report_app.command("add")
def report_add(
    number: Number,
    file: Annotated[Path, typer.Argument(help="The report: JSON as in docs/reports.md, or a PDF.")],
    *,
    by: Signed,
    measures: Annotated[Path | None, typer.Option(help="With a PDF: the list of measures alone, as PDF.")] = None,
) -> None:
    """Take in a report, or a corrected version of it. It is encrypted in the database; the file stays where it is."""
    from flows.steps import reports

    source = file.suffix.lower().removeprefix(".")
    if source not in {"json", "pdf"} or (measures is not None and source == "json"):
        fail("a .json file, or a .pdf with or without --measures", MISUSED)
    body, listed = _read(file), None if measures is None else _read(measures)
    with a_runtime() as runtime:
        version = reports.add(runtime, number.upper(), body, source=source, by=by, now=runtime.clock(), measures=listed)
    typer.echo(f"{number.upper()}: versie {version}")


@report_app.command("show")
def report_show(number: Number, *, as_json: AsJson = False) -> None:
    """Where the report stands: versions, approvals, deliveries, and who may have it now. Opens no report."""
    from flows.steps.reports import overview

    with a_runtime() as runtime:
        found = overview(runtime, number.upper())
    show(_as_json(found) if as_json else _as_text(found), as_json=as_json)


@report_app.command("decide")
def report_decide(
    number: Number,
    decision: Annotated[str, typer.Argument(help=" | ".join(_STEPS))],
    *,
    by: Signed,
    called: Annotated[bool, typer.Option("--called", help="The bestuurder said so to you on the telephone.")] = False,
    remark: Annotated[str, typer.Option(help="What was said about it.")] = "",
) -> None:
    """Write down what the BVA or the bestuurder said about the newest version."""
    from flows.steps import reports

    step = _STEPS.get(decision)
    if step is None:
        fail(f"choose one of {', '.join(_STEPS)}", MISUSED)
    with a_runtime() as runtime:
        proof = Proof.CALL if called else Proof.NONE
        after = reports.decide(runtime, number.upper(), step, by=by, now=runtime.clock(), proof=proof, remark=remark)
    typer.echo(f"{number.upper()} versie {after.version}: {step.value}")


@report_app.command("send")
def report_send(number: Number, reader: Reader, *, by: Signed) -> None:
    """Send the newest version to the BVA, the bestuurder or the werkgever, if that is allowed now."""
    from flows.steps import reports

    with a_runtime() as runtime:
        given = reports.give(runtime, number.upper(), reader, by=by, now=runtime.clock())
    typer.echo(f"{number.upper()} versie {given.version} aan {reader.value}: {given.scope.value}, {given.way}")
    if given.told == "bellen":
        typer.echo(f"Bel met het wachtwoord: weerbaar report password {number.upper()} {reader.value} --by …")


@report_app.command("password")
def report_password(number: Number, reader: Reader, *, by: Signed) -> None:
    """Show the password of the last report that was sent to somebody, once, to be read out on the telephone."""
    from flows.steps import reports

    with a_runtime() as runtime:
        typer.echo(reports.tell_password(runtime, number.upper(), reader, by=by, now=runtime.clock()))


@report_app.command("withdraw")
def report_withdraw(
    number: Number, *, by: Signed, reason: Annotated[str, typer.Option(help="Why it is withdrawn.")]
) -> None:
    """Withdraw the newest version; who has it is told so. A corrected one is a new version (`report add`)."""
    from flows.steps import reports

    with a_runtime() as runtime:
        told = reports.withdraw(runtime, number.upper(), by=by, reason=reason, now=runtime.clock())
    typer.echo(f"{number.upper()}: ingetrokken; bericht aan: {reports.names(told) or 'niemand, niets was verzonden'}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fail(f"{path}: {error.strerror}", MISUSED)


def _as_text(found: Overview) -> str:
    now = found.standing
    lines = [f"versie {now.version}" + (", ingetrokken" if now.withdrawn else "") if now.version else "geen rapport"]
    for reader, gate in found.gates.items():
        lines.append(f"  {reader.value}: {gate.scope.value if gate.scope else 'nee'} ({gate.reason})")
    for step in found.steps:
        remark = f" ({step.remark})" if step.remark else ""
        what = f"v{step.happened.version} {step.happened.step.value}, {step.by}{remark}"
        lines.append(f"{step.at:%Y-%m-%d %H:%M} {what}")
    for item in found.deliveries:
        waits = ", wachtwoord nog niet verteld" if item.waits else ""
        what = f"v{item.version} aan {item.reader.value}, {item.scope.value}, {item.way}{waits}"
        lines.append(f"{item.at:%Y-%m-%d %H:%M} {what}")
    return "\n".join(lines)


def _as_json(found: Overview) -> dict[str, object]:
    return {
        "version": found.standing.version,
        "withdrawn": found.standing.withdrawn,
        "may_have": {reader.value: gate.scope for reader, gate in found.gates.items()},
        "steps": [
            {
                "at": step.at,
                "version": step.happened.version,
                "step": step.happened.step.value,
                "proof": step.happened.proof.value,
                "by": step.by,
                "remark": step.remark,
            }
            for step in found.steps
        ],
        "deliveries": [
            {
                "at": item.at,
                "version": item.version,
                "reader": item.reader.value,
                "scope": item.scope.value,
                "way": item.way,
                "password_waits": item.waits,
            }
            for item in found.deliveries
        ],
    }
