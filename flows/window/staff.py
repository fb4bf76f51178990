"""What colleagues start in Prefect by themselves, with "custom run": each a form of a few typed fields.

No form here asks for anything personal of a person in a case: what is typed in Prefect stays in Prefect. Who calls gets
a case number; name, address and telephone number are entered on the page of a link that the run shows
(`flows.pages.data_page`). The name that is asked is that of the colleague.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from prefect import flow
from prefect.artifacts import create_link_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as this_run
from prefect.states import Completed, Failed
from pydantic import Field

from casework.appointments import Talk
from casework.approvals import Reader
from casework.errors import WeerbaarError
from casework.lifecycle import CaseEvent, CaseKind
from casework.people import Function, SenderKind
from casework.workdays import AMSTERDAM
from flows.runtime import Runtime
from flows.steps import answer, data_link, reports, staffing, talks
from flows.steps.staffing import Caller
from flows.window.day_page import publish_day
from flows.window.door import door
from flows.windows import LONGEST_NAME, clock_time

_NUMBER = r"^[Ww][Vv][Bb]-\d{4}-\d{4,}$"
Colleague = Annotated[
    str, Field(title="Uw naam", description="Uw eigen naam, voor het dagboek.", min_length=1, max_length=LONGEST_NAME)
]
Number = Annotated[str, Field(title="Zaaknummer", description="Bijvoorbeeld WVB-2026-0042.", pattern=_NUMBER)]
Reason = Annotated[
    str,
    Field(
        title="Reden",
        description="Typ hier geen namen, adressen of telefoonnummers van melders of anderen.",
        min_length=1,
        max_length=500,
    ),
]


Moments = Annotated[
    tuple[datetime, ...], Field(title="Momenten (mag leeg blijven)", description="Twee of drie.", max_length=3)
]


class About(StrEnum):
    """Where the person lives, for working days and the emergency number."""

    NETHERLANDS = "Nederland"
    BONAIRE = "Bonaire"
    STATIA = "Sint Eustatius"
    SABA = "Saba"


_CALENDARS = {About.NETHERLANDS: "nl", About.BONAIRE: "bon", About.STATIA: "sta", About.SABA: "sab"}


class Language(StrEnum):
    """In which language we write."""

    DUTCH = "Nederlands"
    ENGLISH = "Engels"


class Ending(StrEnum):
    """How a case ends or moves, from a form."""

    WITHDRAWN = "aanvraag ingetrokken"
    REFERRED = "doorverwezen naar een andere organisatie"
    MOVED = "verhuisd: nieuwe zaak voor het nieuwe adres"
    CLOSED = "sluiten om een andere reden"
    REOPENED = "heropenen"


_EVENTS = {
    Ending.WITHDRAWN: CaseEvent.WITHDRAWN,
    Ending.REFERRED: CaseEvent.REFERRED,
    Ending.MOVED: CaseEvent.MOVED,
    Ending.REOPENED: CaseEvent.REOPENED,
}


class YesNo(StrEnum):
    """An answer that may also be left as it is."""

    SAME = "niet wijzigen"
    YES = "ja"
    NO = "nee"


def _carried_out(work: Callable[[Runtime, str], str | Done]) -> State[Any]:
    """Do the work of one form; its run ends under a name that says what was done, or why it was not."""
    with door() as runtime:
        try:
            done = work(runtime, str(this_run.id))
        except WeerbaarError as refusal:
            return Failed(name="Niet uitgevoerd", message=str(refusal))
    if isinstance(done, str):
        return Completed(name=done)
    if done.link:
        create_link_artifact(done.link, "Gegevens invullen", description=done.message)
    return Completed(name=done.name, message=done.message)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and the link by which a colleague enters what Prefect must not see."""

    name: str
    message: str
    link: str | None


def _with_link(runtime: Runtime, name: str, number: str, role: SenderKind, by: str) -> Done:
    link = data_link.make(runtime, number, role, by, runtime.clock())
    if link is None:
        command = f"weerbaar case edit {number} --role {role.value} --name … --phone … --by …"
        return Done(name, f"Voer naam, adres en telefoonnummer in met: {command}", None)
    told = f"Vul naam, adres en telefoonnummer in via {link.address} (één keer, tot {clock_time(link.until_at)})"
    return Done(name, told, link.address)


@flow(name="zaak-aanmaken", persist_result=False)
def open_by_phone(
    naam: Colleague,
    soort: CaseKind = CaseKind.PREVENTIVE,
    wie_belt: SenderKind = SenderKind.BESTUURDER,
    woont_in: About = About.NETHERLANDS,
    taal: Language = Language.DUTCH,
) -> State[Any]:
    """Maakt een zaak voor iemand die belt. De link voor naam, adres en telefoonnummer staat daarna bij Artifacts."""

    def work(runtime: Runtime, key: str) -> Done:
        made = staffing.open_case(
            runtime,
            soort,
            Caller(wie_belt),
            naam,
            runtime.clock(),
            calendar=_CALENDARS[woont_in],
            language="en" if taal is Language.ENGLISH else "nl",
            key=key,
        )
        return _with_link(runtime, f"Zaak geopend: {made.number}", made.number, wie_belt, naam)

    return _carried_out(work)


@flow(name="gegevens-wijzigen", persist_result=False)
def change_data(
    naam: Colleague,
    zaak: Number,
    functie: Function | None = None,
    verhuist: YesNo = YesNo.SAME,
    pkvw: YesNo = YesNo.SAME,
    persoonlijk_van: SenderKind | None = None,
) -> State[Any]:
    """Wijzigt wat niet persoonlijk is. Voor naam, adres of telefoon kiest u van wie: dan komt er een link."""
    changes: dict[str, object] = {} if functie is None else {"function": functie}
    changes |= {
        name: value is YesNo.YES for name, value in (("moving", verhuist), ("pkvw", pkvw)) if value is not YesNo.SAME
    }

    def work(runtime: Runtime, _key: str) -> str | Done:
        number = staffing.change(runtime, zaak, changes, naam, runtime.clock()).number
        if persoonlijk_van is None:
            return f"Gewijzigd: {number}"
        return _with_link(runtime, f"Link gemaakt: {number}", number, persoonlijk_van, naam)

    return _carried_out(work)


@flow(name="zaak-sluiten", persist_result=False)
def end_case(naam: Colleague, zaak: Number, hoe: Ending, reden: Reason) -> State[Any]:
    """Sluit een zaak, of heropent hem. Een zaak met een dreiging sluit u alleen met: weerbaar case close."""

    def work(runtime: Runtime, key: str) -> str:
        event = _EVENTS.get(hoe)
        if event is None:
            answer.refuse_threat(runtime, zaak.upper())
            case, _ = answer.close(runtime, zaak.upper(), naam, reden, runtime.clock())
        else:
            case = staffing.happen(runtime, zaak, event, naam, reden, runtime.clock(), key=key)
        return f"{case.state.value.capitalize()}: {case.number}"

    return _carried_out(work)


@flow(name="zaak-overdragen", persist_result=False)
def hand_over(naam: Colleague, zaak: Number, aan: Colleague) -> State[Any]:
    """Laat een andere collega voor een zaak zorgen."""

    def work(runtime: Runtime, _key: str) -> str:
        return f"Overgedragen: {staffing.hand_over(runtime, zaak, aan, naam, runtime.clock()).number}"

    return _carried_out(work)


@flow(name="zaken-samenvoegen", persist_result=False)
def merge_cases(naam: Colleague, dubbele_zaak: Number, hoofdzaak: Number) -> State[Any]:
    """Voegt een dubbele zaak bij de zaak die doorgaat. Ook latere mail komt dan in die zaak."""

    def work(runtime: Runtime, _key: str) -> str:
        kept = staffing.merge(runtime, dubbele_zaak, hoofdzaak, naam, runtime.clock())
        return f"Samengevoegd met {kept.number}"

    return _carried_out(work)


@flow(name="college-aanmaken", persist_result=False)
def open_college(
    naam: Colleague,
    zaak: Number,
    aantal: Annotated[int, Field(title="Aantal bestuurders", description="Allen samen.", ge=2, le=30)],
) -> State[Any]:
    """Maakt voor elke bestuurder van een college een zaak, als de werkgever voor allen samen aanvraagt."""

    def work(runtime: Runtime, key: str) -> str:
        made = staffing.open_college(runtime, zaak, aantal, naam, runtime.clock(), key=key)
        return f"{len(made)} zaken erbij, van {made[0].number} tot {made[-1].number}"

    return _carried_out(work)


@flow(name="dag-overzicht", persist_result=False)
async def show_day(dag: Annotated[date, Field(title="Welke dag?")]) -> State[Any]:
    """Toont alles wat op een dag klaar moet zijn, en welke gesprekken er dan zijn, als pagina in Prefect."""
    with door() as runtime:
        return Completed(name=await publish_day(runtime, dag))


@flow(name="afspraak-voorstellen", persist_result=False)
def propose_moments(naam: Colleague, zaak: Number, gesprek: Talk, momenten: Moments = ()) -> State[Any]:
    """Stelt per mail twee of drie momenten voor: die van u, of anders wat de melder en de agenda toelaten."""

    def work(runtime: Runtime, _key: str) -> str:
        moments = [moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM) for moment in momenten]
        done = talks.propose(runtime, zaak.upper(), gesprek, by=naam, now=runtime.clock(), moments=moments)
        return f"{len(done.now.slots)} momenten voorgesteld voor {done.number}"

    return _carried_out(work)


@flow(name="rapport-mailen", persist_result=False)
def mail_report(naam: Colleague, zaak: Number, aan: Reader) -> State[Any]:
    """Stuurt het adviesrapport beveiligd naar wie het mag hebben; anders gebeurt er niets en staat er waarom."""

    def work(runtime: Runtime, _key: str) -> str:
        given = reports.give(runtime, zaak.upper(), aan, by=naam, now=runtime.clock())
        return f"Versie {given.version} verzonden aan {given.reader.value}"

    return _carried_out(work)
