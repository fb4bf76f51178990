"""`weerbaar report …` and `weerbaar appointment …`: the adviesrapport and the talks of a case."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.appointments import Talk
from casework.approvals import Proof, Reader, Step
from casework.workdays import AMSTERDAM
from flows.commands.tools import MISUSED, AsJson, a_runtime, fail, show

if TYPE_CHECKING:
    from flows.steps.reports import Overview
    from storage.appointments import StoredAppointment
    from storage.reports import Delivery

report_app = typer.Typer(no_args_is_help=True, help="The adviesrapport: versions, approvals, and who gets it.")

appointment_app = typer.Typer(no_args_is_help=True, help="The talks of a case: proposed, agreed, moved, cancelled.")


class WhichTalk(StrEnum):
    """The talks, as they are typed."""

    WERKGEVER = "werkgever"
    BESTUURDER = "bestuurder"
    TOELICHTING = "toelichting"

    @property
    def talk(self) -> Talk:
        """The talk itself."""
        return _TALKS[self]


_TALKS = {
    WhichTalk.WERKGEVER: Talk.EMPLOYER,
    WhichTalk.BESTUURDER: Talk.HOME,
    WhichTalk.TOELICHTING: Talk.EXPLANATION,
}

Signed = Annotated[str, typer.Option("--by", help="Your name, for the journal.")]
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
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
    from flows.steps import report_case

    source = file.suffix.lower().removeprefix(".")
    if source not in {"json", "pdf"} or (measures is not None and source == "json"):
        fail("a .json file, or a .pdf with or without --measures", MISUSED)
    body, listed = _read(file), None if measures is None else _read(measures)
    with a_runtime() as runtime:
        version = report_case.add(
            runtime, number.upper(), body, source=source, by=by, now=runtime.clock(), measures=listed
        )
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
    from flows.steps import report_case

    step = _STEPS.get(decision)
    if step is None:
        fail(f"choose one of {', '.join(_STEPS)}", MISUSED)
    with a_runtime() as runtime:
        proof = Proof.CALL if called else Proof.NONE
        after = report_case.decide(
            runtime, number.upper(), step, by=by, now=runtime.clock(), proof=proof, remark=remark
        )
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
    from flows.steps import report_case, reports

    with a_runtime() as runtime:
        told = report_case.withdraw(runtime, number.upper(), by=by, reason=reason, now=runtime.clock())
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
        lines.append(f"{_clock(step.at)} {what}")
    for item in found.deliveries:
        what = f"v{item.version} aan {item.reader.value}, {item.scope.value}, {item.way}{_password(item)}"
        lines.append(f"{_clock(item.at)} {what}")
    return "\n".join(lines)


def _password(item: Delivery) -> str:
    if item.lapsed:
        return ", wachtwoord vervallen"
    return ", wachtwoord nog niet verteld" if item.waits else ""


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
                "password_lapsed": item.lapsed,
            }
            for item in found.deliveries
        ],
    }


@appointment_app.command("propose")
def appointment_propose(
    number: Number,
    talk: WhichTalk,
    *,
    by: Signed,
    at: Annotated[
        list[datetime] | None, typer.Option(formats=_FORMATS, help="A moment (Dutch time); may be repeated.")
    ] = None,
) -> None:
    """Propose two or three moments by mail: yours, else what the mail offered and the adviser's calendar allows."""
    from flows.steps import talks

    with a_runtime() as runtime:
        moments = [_local(moment) for moment in at or ()]
        done = talks.propose(runtime, number.upper(), talk.talk, by=by, now=runtime.clock(), moments=moments)
    for slot in done.now.slots:
        typer.echo(f"{number.upper()} {done.now.talk.value}: {_clock(slot)}")


@appointment_app.command("agree")
def appointment_agree(
    number: Number,
    talk: WhichTalk,
    moment: Annotated[datetime, typer.Argument(formats=_FORMATS, help="Dutch time: 2026-12-01T10:00.")],
    *,
    by: Signed,
) -> None:
    """Write down a moment that was agreed on the telephone, or move the appointment to it. The guest gets a letter."""
    from flows.steps import talks

    with a_runtime() as runtime:
        done = talks.agree(runtime, number.upper(), talk.talk, _local(moment), by=by, now=runtime.clock())
    typer.echo(_appointment(done))


@appointment_app.command("cancel")
def appointment_cancel(number: Number, talk: WhichTalk, *, by: Signed) -> None:
    """The appointment is off: the guest and the calendars are told."""
    from flows.steps import talks

    with a_runtime() as runtime:
        done = talks.call_off(runtime, number.upper(), talk.talk, by=by, now=runtime.clock())
    typer.echo(_appointment(done))


@appointment_app.command("list")
def appointment_list(number: Number, *, as_json: AsJson = False) -> None:
    """The appointments of a case."""
    from flows.steps import talks

    with a_runtime() as runtime:
        found = talks.of_case(runtime, number.upper())
    if as_json:
        show([_appointment_json(item) for item in found], as_json=True)
    else:
        typer.echo("\n".join(map(_appointment, found)) or "geen afspraken")


def _local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=AMSTERDAM)


def _appointment(stored: StoredAppointment) -> str:
    made = stored.now
    when = f", {_clock(made.starts_at)}" if made.starts_at else ""
    proposed = f"; voorgesteld: {', '.join(map(_clock, made.slots))}" if made.slots else ""
    return f"{stored.number} {made.talk.value}: {made.stage.value}{when}{proposed}"


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


def _appointment_json(stored: StoredAppointment) -> dict[str, object]:
    made = stored.now
    return {
        "talk": made.talk.value,
        "state": made.stage.value,
        "starts_at": made.starts_at,
        "minutes": made.minutes,
        "proposed": list(made.slots),
        "sequence": made.sequence,
    }
