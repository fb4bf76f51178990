"""The registration form: shown, checked, taken in, confirmed. A threat in it is taken in whatever else is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bots.speaking import phrase
from casework.people import Function
from casework.registration import Registration
from flows.steps import converse, register, web_talk
from web.bodies import fields_of
from web.form import LONGEST, TRAP, Problem, problems, read, values_of
from web.site import Site
from web.visits import Ticket, Visit, shown_code
from web.words import word

#: A form that was open longer is looked at once more.
_LONGEST_OPEN = 12 * 3600
_EMPTY: Mapping[str, str] = dict.fromkeys(LONGEST, "")
_UNPROCESSABLE, _TOO_MANY = 422, 429


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form as it came."""

    visit: Visit
    values: Mapping[str, str]
    form: Registration
    ticket: Ticket | None
    genuine: bool
    trapped: bool

    @property
    def by_a_person(self) -> bool:
        return self.genuine and (not self.trapped or self.asked_again)

    @property
    def asked_again(self) -> bool:
        """True when the page asked to press once more: somebody who cannot see the page fills in every field."""
        return self.ticket is not None and self.ticket.again


async def form_page(site: Site, request: Request) -> Response:
    """GET shows the form, POST takes it in."""
    visit = site.visit(request)
    if request.method != "POST":
        return _show(site, visit, _EMPTY)
    typed = await fields_of(request)
    values = values_of(typed)
    ticket = site.seals.ticket(typed.get("kaartje"))
    if typed.get("taal"):
        spoken = replace(visit, language="en" if typed["taal"] == "en" else "nl")
        return _show(site, spoken, values, again=ticket is not None and ticket.again)
    sent = _Sent(
        visit,
        values,
        read(values, visit.language, site.now()),
        ticket,
        site.is_genuine(request, visit, typed.get("token", "")),
        bool(typed.get(TRAP)),
    )
    return await _sent(site, request, sent)


async def done_page(site: Site, request: Request) -> Response:
    """What became of a form that was sent."""
    visit = site.visit(request)
    view = await run_in_threadpool(web_talk.look, site.runtime, visit.talk, visit.since) if visit.talk else None
    if view is None:
        return site.plain(visit, "missing", 404)
    ours = [line for line in view.lines if not line.mine]
    code = shown_code(visit.code) if visit.code else None
    return site.page(visit, "done.html", "done_title", lines=ours, case=view.case, code=code)


async def _sent(site: Site, request: Request, sent: _Sent) -> Response:
    """An alarm first; then what is missing, and whether a person sent it."""
    found = list(problems(sent.values, sent.form))
    pressing = sent.genuine and await run_in_threadpool(register.may_not_wait, site.runtime, sent.form, site.now())
    if not pressing and (not sent.by_a_person or not _unhurried(site, sent.ticket)):
        found.append(Problem("opnieuw", "error_again"))
    if found and not pressing:
        return _show(site, sent.visit, sent.values, found, again=sent.trapped or sent.asked_again)
    if not pressing and site.wait(request, "form", site.settings.forms_per_hour):
        return _show(site, sent.visit, sent.values, [Problem("vaak", "error_many")], _TOO_MANY, again=sent.asked_again)
    return await run_in_threadpool(_take_in, site, sent)


def _unhurried(site: Site, ticket: Ticket | None) -> bool:
    """Nobody reads and fills in a form in a moment, or leaves it open for a day."""
    if ticket is None:
        return False
    age = site.now().timestamp() - ticket.at
    return site.settings.shortest_seconds <= age <= _LONGEST_OPEN


def _take_in(site: Site, sent: _Sent) -> Response:
    code = site.seals.code(sent.ticket.id if sent.ticket else site.seals.new_ticket(site.now()), sent.visit)
    kept = register.keep(site.runtime, sent.form, code, site.now())
    answered = converse.handle(site.runtime, kept.turn) if kept.turn is not None else None
    if answered is not None and answered.urgent:
        site.on_urgent(answered)
    view = web_talk.look(site.runtime, kept.talk, 0)
    visit = replace(sent.visit, talk=kept.talk, since=0, code=code, at=site.now().timestamp())
    return site.go(visit, "/chat#laatste" if view is not None and view.in_danger else "/aangemeld")


def _show(
    site: Site,
    visit: Visit,
    values: Mapping[str, str],
    found: list[Problem] | None = None,
    status: int = _UNPROCESSABLE,
    *,
    again: bool = False,
) -> Response:
    wrong = {one.field: word(one.text, visit.language, most=one.most) for one in found or ()}
    functions = [(one.value, phrase(f"word_function_{one.value}", visit.language)) for one in Function]
    return site.page(
        visit,
        "form.html",
        "form_title",
        status=status if wrong else 200,
        values=values,
        problems=wrong,
        functions=functions,
        ticket=site.seals.new_ticket(site.now(), again=again),
    )
