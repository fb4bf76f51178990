"""The chat as pages: begin, one line at a time, come back, prove a mail address, stop. Works without JavaScript."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from casework.conversation import TurnKind
from casework.errors import DatabaseAway
from flows.steps import converse, web_talk
from flows.steps.web_talk import Line, View
from web.bodies import fields_of, upload_of
from web.form import is_address, tidy
from web.site import HOUR, Site
from web.visits import Visit, shown_code, typed_code
from web.words import word

#: The longest message (characters) that a page takes; a longer one is cut into several.
LONGEST_MESSAGE = 4000
#: The longest name that a browser may give a message.
LONGEST_NAME = 64
#: Largest file that is taken, in megabytes.
FILE_MEGABYTES = 10
#: So many files are taken in an hour, in one conversation.
_MOST_FILES = 20
_CONFLICT, _TOO_MANY, _AWAY = 409, 429, 503
#: What a page may say above the conversation.
NOTICES = frozenset({"later_sent", "later_not_sent", "later_proven", "later_wrong", "file_wrong", "chat_wait"})


async def chat_page(site: Site, request: Request) -> Response:
    """GET shows the conversation, or how to begin one; POST says something in it."""
    visit = site.visit(request)
    if request.method == "POST":
        return await _said(site, request, visit)
    view = await view_of(site, visit)
    if view is None:
        return site.page(visit, "begin.html", "chat_title", ticket=site.seals.new_ticket(site.now()))
    if request.query_params.get("taal") and visit.talk is not None and view.language != visit.language:
        await run_in_threadpool(web_talk.speak, site.runtime, visit.talk, visit.language, site.now())
    notice = request.query_params.get("m", "")
    return conversation_page(site, visit, view, notice=notice if notice in NOTICES else "")


async def begin_page(site: Site, request: Request) -> Response:
    """A new conversation."""
    visit = site.visit(request)
    typed = await fields_of(request)
    ticket = site.seals.ticket(typed.get("kaartje"))
    if ticket is None or not site.is_genuine(request, visit, typed.get("token", "")):
        return site.go(visit, "/chat")
    if site.wait(request, "chat", site.settings.chats_per_hour):
        return site.plain(visit, "many", _TOO_MANY)
    code = site.seals.code(ticket.id, visit)
    now = site.now()
    talk = await run_in_threadpool(web_talk.welcome, site.runtime, visit.language, code, now)
    return site.go(replace(visit, talk=talk, since=0, code=code, at=now.timestamp()), "/chat")


async def resume_page(site: Site, request: Request) -> Response:
    """Come back with the secret code. What was said before stays covered until a mail address is proven."""
    visit = site.visit(request)
    if request.method != "POST":
        return site.page(visit, "resume.html", "resume_title", wrong="")
    typed = await fields_of(request)
    if site.wait(request, "code", site.settings.codes_per_hour):
        return site.plain(visit, "many", _TOO_MANY)
    code = typed_code(typed.get("code", "")[:100])
    genuine = site.is_genuine(request, visit, typed.get("token", ""))
    found = await run_in_threadpool(web_talk.find_again, site.runtime, code) if code and genuine else None
    if found is None:
        return site.page(visit, "resume.html", "resume_title", status=422, wrong="resume_wrong")
    talk, newest = found
    return site.go(replace(visit, talk=talk, since=newest, code=None, at=site.now().timestamp()), "/chat")


async def mail_page(site: Site, request: Request) -> Response:
    """Send a code to the mail address of this conversation, which only the first session may give."""
    visit, typed, view = await _in_session(site, request)
    if view is None or visit.talk is None:
        return site.go(visit, "/chat")
    address = typed.get("mail", "").strip().lower() if not visit.since else None
    if site.wait(request, "code", site.settings.codes_per_hour) or (address is not None and not is_address(address)):
        return site.go(visit, "/chat?m=later_not_sent#laatste")
    sent = await run_in_threadpool(web_talk.send_code, site.runtime, visit.talk, address, site.now())
    return site.go(visit, f"/chat?m={'later_sent' if sent else 'later_not_sent'}#laatste")


async def proof_page(site: Site, request: Request) -> Response:
    """The code that came by mail: from now on this session sees the whole conversation."""
    visit, typed, view = await _in_session(site, request)
    if view is None or visit.talk is None:
        return site.go(visit, "/chat")
    if site.wait(request, "code", site.settings.codes_per_hour):
        return site.plain(visit, "many", _TOO_MANY)
    code = "".join(sign for sign in typed.get("code", "")[:40] if sign.isdecimal())
    if not await run_in_threadpool(web_talk.prove, site.runtime, visit.talk, code, site.now()):
        return site.go(visit, "/chat?m=later_wrong#laatste")
    return site.go(replace(visit, since=0), "/chat?m=later_proven#laatste")


async def file_page(site: Site, request: Request) -> Response:
    """A file for a person to look at."""
    visit = site.visit(request)
    typed, file = await upload_of(request, "bestand", FILE_MEGABYTES * 1_000_000)
    view = await view_of(site, visit)
    if view is None or visit.talk is None or not site.is_genuine(request, visit, typed.get("token", "")):
        return site.go(visit, "/chat")
    if site.limits.wait("file", visit.talk, _MOST_FILES, HOUR, site.now()):
        return site.plain(visit, "many", _TOO_MANY)
    kept = None
    if file is not None:
        name = tidy(file.name)
        kept = await run_in_threadpool(web_talk.keep_file, site.runtime, visit.talk, name, file.body, site.now())
    if kept is None:
        return site.go(visit, "/chat?m=file_wrong")
    await run_in_threadpool(act, site, kept)
    return site.go(visit, "/chat#laatste")


async def over_page(site: Site, request: Request) -> Response:
    """POST ends the session on this device; GET says that it is over."""
    visit = site.visit(request)
    if request.method != "POST":
        gone = replace(visit, talk=None, since=0, code=None)
        return site.plain(gone, "over", 200)
    typed = await fields_of(request)
    if not site.is_genuine(request, visit, typed.get("token", "")):
        return site.go(visit, "/chat")
    return site.farewell("/klaar")


async def leave_page(site: Site, request: Request) -> Response:
    """Away at once. Anybody may send somebody away: no token is asked for, so that it never fails."""
    typed = await fields_of(request)
    return site.farewell(None if typed.get("stil") else site.settings.exit_url or "/klaar")


async def view_of(site: Site, visit: Visit) -> View | None:
    """What this session sees of its conversation; None when there is none, or nobody said anything for too long."""
    view = await _there(site, visit)
    return None if view is None or _is_idle(site, visit, view) else view


async def _there(site: Site, visit: Visit) -> View | None:
    """The conversation of this visit, however long ago anything was said in it."""
    if visit.talk is None:
        return None
    view = await run_in_threadpool(web_talk.look, site.runtime, visit.talk, visit.since)
    return None if view is None or view.over else view


def _is_idle(site: Site, visit: Visit, view: View) -> bool:
    quiet_since = max(view.last_at.timestamp(), visit.at)
    return site.now().timestamp() - quiet_since > site.idle.total_seconds()


def conversation_page(site: Site, visit: Visit, view: View, *, notice: str = "", typed: str = "") -> Response:
    """The page of a conversation."""
    desk = site.runtime.settings.desk
    fresh = replace(visit, at=site.now().timestamp())
    facts: dict[str, Any] = {
        "lines": view.lines,
        "shown": lambda line: shown(line, visit.language),
        "since": visit.since,
        "veiled": bool(visit.since),
        "danger": view.in_danger,
        "emergency": desk.emergency_caribbean if view.caribbean else desk.emergency,
        "email": view.email,
        "code": shown_code(visit.code) if visit.code else None,
        "notice": notice,
        "open_later": notice.startswith("later_"),
        "open_file": notice.startswith("file_"),
        "file_most": FILE_MEGABYTES,
        "typed": typed,
        "next_id": secrets.token_hex(12),
        "idle_seconds": int(site.idle.total_seconds()),
    }
    return site.page(fresh, "chat.html", "chat_title", **facts)


def shown(line: Line, language: str) -> str:
    """A line as the page shows it."""
    if line.kind is TurnKind.FORM:
        return word("chat_form_sent", language)
    return word("chat_file_sent", language) if line.kind.unread else line.text


async def _said(site: Site, request: Request, visit: Visit) -> Response:
    """What is typed after a session ended by itself is taken in all the same; what was said before is then covered."""
    typed = await fields_of(request)
    text = tidy(typed.get("keuze") or typed.get("tekst", ""))
    view, talk = await _there(site, visit), visit.talk
    if view is None or talk is None:
        return site.plain(replace(visit, talk=None, since=0, code=None), "over", _CONFLICT)
    if _is_idle(site, visit, view):
        visit = replace(visit, since=max((line.number for line in view.lines), default=visit.since), code=None)
        view = replace(view, lines=())
    if not site.is_genuine(request, visit, typed.get("token", "")):
        return conversation_page(site, visit, view, typed=text)
    name = typed.get("id", "")[:LONGEST_NAME] or secrets.token_hex(12)
    try:
        kept = await run_in_threadpool(keep, site, visit, name, text)
    except DatabaseAway:
        return site.plain(visit, "trouble", _AWAY, typed=text, next_id=name)
    flood = site.is_flood(talk, pieces_of(text))
    await answer(site, talk, kept, flood=flood)
    return site.go(visit, f"/chat{'?m=chat_wait' if flood else ''}#laatste")


async def answer(site: Site, talk: int, kept: list[int], *, flood: bool) -> None:
    """Act on what is stored: at once, or in a flood with what else comes."""
    if flood and kept:
        await site.rounds.read(talk, kept[-1], partial(act, site))
        return
    for number in kept:
        await run_in_threadpool(act, site, number)


def pieces_of(text: str) -> int:
    """In how many pieces a message is stored."""
    return max(1, -(-len(text) // LONGEST_MESSAGE))


def keep(site: Site, visit: Visit, name: str, text: str) -> list[int]:
    """Store a message under the name that the browser gave it, once; a long one in pieces, nothing of it is lost."""
    pieces = [text[at : at + LONGEST_MESSAGE] for at in range(0, len(text), LONGEST_MESSAGE)] or [""]
    names = [name, *(f"{name}/{place}" for place in range(1, len(pieces)))]
    now, talk, veiled = site.now(), visit.talk or 0, bool(visit.since)
    named = zip(pieces, names, strict=True)
    kept = [converse.keep(site.runtime, talk, one, now, external=called, veiled=veiled) for one, called in named]
    return [number for number in kept if number is not None]


def act(site: Site, number: int) -> None:
    """Act on what is stored. While the database is away it waits: the sweep finds it."""
    try:
        answered = converse.handle(site.runtime, number)
    except DatabaseAway:
        return
    if answered is not None and answered.urgent:
        site.on_urgent(answered)


async def _in_session(site: Site, request: Request) -> tuple[Visit, dict[str, str], View | None]:
    """Who this is and what was typed; no view when it is nobody's, or another site sent it."""
    visit = site.visit(request)
    typed = await fields_of(request)
    genuine = site.is_genuine(request, visit, typed.get("token", ""))
    return visit, typed, await view_of(site, visit) if genuine else None
