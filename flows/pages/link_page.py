"""The page of a signed link: a case number, what to do, and two buttons. Plain HTML for a phone, no JavaScript.

Looking changes nothing, so mail scanners that open every link take no alarm over; only the button does (POST). A link
belongs to one call of one person and counts once. Nothing of the message or of the people in the case is shown.
"""

from __future__ import annotations

import html
import logging

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from casework.duty import Word
from casework.errors import DatabaseAway, SettingsError, WeerbaarError
from flows.links import attempt_of
from flows.pages import data_page, pick_page
from flows.pages.html_page import HEADERS, page_of
from flows.runtime import Runtime, log
from flows.steps.correspondence import spoken_time
from flows.steps.taking import Taken, TakeRefused, answer_attempt, promise_of
from storage import alarms
from storage.alarms import OVER, StoredAlarm, StoredAttempt

#: A button's value, and what it says.
_WORDS = {"ja": Word.HAVE_IT, "nee": Word.CANNOT}
_LONGEST_BODY = 100
_FIELD = "antwoord="

_STYLE = (
    "body{font:1.15rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:32rem;padding:1rem;color:#111;background:#fff}"
    "h1{font-size:1.5rem}button{font:inherit;font-weight:700;display:block;width:100%;min-height:3.5rem;margin:1rem 0;"
    "border:2px solid #111;border-radius:.5rem;background:#fff;color:#111}"
    "button[value=ja]{background:#0b5d1e;border-color:#0b5d1e;color:#fff}pre{white-space:pre-wrap;font:inherit}"
    "button:focus-visible,input:focus-visible,a:focus-visible{outline:4px solid #b35900;outline-offset:2px}"
    ".veld{margin:1rem 0}.veld label{display:block;font-weight:700}.hulp,.mis{display:block}.hulp{color:#444}"
    ".mis{color:#a10000;font-weight:700}input{font:inherit;color:#111;background:#fff;border:2px solid #111;"
    "border-radius:.3rem}.veld input{box-sizing:border-box;width:100%;min-height:3rem;padding:.3rem .6rem}"
    "input[aria-invalid=true]{border-color:#a10000}.fout{border:3px solid #a10000;padding:.2rem 1rem}"
    ".fout a{color:#a10000}"
    ".vink{display:flex;gap:.8rem;align-items:start;margin:1rem 0}.vink input{width:1.8rem;height:1.8rem;flex:none}"
)
_GONE = "Deze link is niet (meer) geldig. Zoek de zaak op in Prefect, of bel een collega van de wachtdienst."
_TROUBLE = "Het lukt nu niet. Probeer het zo nog eens, of antwoord op de mail: ik heb het."


def make_app(runtime: Runtime) -> Starlette:
    """The page as a web application."""

    async def page(request: Request) -> Response:
        token = request.path_params["token"]
        if request.method != "POST":
            return await run_in_threadpool(_show, runtime, token)
        return await run_in_threadpool(_press, runtime, token, await _button(request))

    async def style(_request: Request) -> Response:
        return Response(_STYLE, media_type="text/css", headers=HEADERS | {"Cache-Control": "max-age=3600"})

    async def pick(request: Request) -> Response:
        token = request.path_params["token"]
        if request.method != "POST":
            return await run_in_threadpool(pick_page.show, runtime, token)
        return await run_in_threadpool(pick_page.press, runtime, token, await _button(request))

    async def data(request: Request) -> Response:
        token = request.path_params["token"]
        if request.method != "POST":
            return await run_in_threadpool(data_page.show, runtime, token)
        body = b"" if data_page.is_cross_site(request) else await _body(request, data_page.LONGEST_BODY)
        return await run_in_threadpool(data_page.send, runtime, token, data_page.fields_of(body))

    both = ["GET", "POST"]
    app = Starlette(
        routes=[
            Route("/a/{token}", page, methods=both),
            Route("/k/{token}", pick, methods=both),
            Route("/g/{token}", data, methods=both),
            Route("/stijl.css", style),
        ]
    )
    app.router.redirect_slashes = False
    return app


def serve(runtime: Runtime) -> None:
    """Serve the page until SIGTERM. Raises SettingsError when no public address is set."""
    door = runtime.settings.door
    if not door.public_url:
        raise SettingsError("door.public_url is empty: no link leads to this page")
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    # The access log would hold tokens.
    uvicorn.run(make_app(runtime), host=door.host, port=door.port, access_log=False, server_header=False)


async def _button(request: Request) -> str:
    """Which button was pressed."""
    return (await _body(request, _LONGEST_BODY)).decode("ascii", "replace").removeprefix(_FIELD)


async def _body(request: Request, most: int) -> bytes:
    """What was posted; a longer body is no form of ours, and counts as empty."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return b""
    return body


def _show(runtime: Runtime, token: str) -> Response:
    try:
        found = _find(runtime, token)
        if found is None:
            return page_of("Niet gevonden", f"<p>{_GONE}</p>", 404)
        return _question(runtime, *found)
    except WeerbaarError as error:
        return _trouble(error)


def _press(runtime: Runtime, token: str, button: str) -> Response:
    word = _WORDS.get(button)
    attempt = attempt_of(token, runtime.link_keys)
    if word is None or attempt is None:
        return page_of("Niet gevonden", f"<p>{_GONE}</p>", 404)
    try:
        taken = _answer(runtime, attempt, word)
    except TakeRefused as refusal:
        return page_of("Al beantwoord", f"<p>{html.escape(str(refusal))}</p>", 409)
    except WeerbaarError as error:
        return _trouble(error)
    return page_of("Genoteerd", f"<pre>{html.escape(taken.text())}</pre>", 200)


def _answer(runtime: Runtime, number: int, word: Word) -> Taken:
    with runtime.database.begin() as tx:
        attempt = alarms.find_attempt(tx, number)
        if attempt is None:
            raise TakeRefused(_GONE)
        return answer_attempt(runtime, tx, attempt, word, None, "link", runtime.clock())


def _find(runtime: Runtime, token: str) -> tuple[StoredAlarm, StoredAttempt, str, str] | None:
    number = attempt_of(token, runtime.link_keys)
    if number is None:
        return None
    with runtime.database.reading() as tx:
        attempt = alarms.find_attempt(tx, number)
        alarm = alarms.lock(tx, attempt.alarm) if attempt else None
        if attempt is None or alarm is None:
            return None
        promise = promise_of(tx, alarm)
    return alarm, attempt, promise.kind.value, spoken_time(promise.due_at, "nl")


def _question(runtime: Runtime, alarm: StoredAlarm, attempt: StoredAttempt, what: str, due: str) -> Response:
    del runtime
    if alarm.state == OVER:
        return page_of(alarm.number, "<p>Dit alarm is voorbij. U hoeft niets te doen.</p>", 200)
    facts = f"<p>{html.escape(attempt.name)}, er is een alarm in zaak <strong>{html.escape(alarm.number)}</strong>.</p>"
    facts += f"<p>Wat: {html.escape(what)}<br>Uiterlijk: {html.escape(due)}</p>"
    buttons = (
        '<form method="post"><button name="antwoord" value="ja">Ik heb het</button>'
        '<button name="antwoord" value="nee">Ik kan niet, bel de volgende</button></form>'
    )
    return page_of(f"Alarm {alarm.number}", facts + buttons, 200)


def _trouble(error: WeerbaarError) -> Response:
    log.warning("the page of a link: %s", type(error).__name__)
    return page_of("Het lukt nu niet", f"<p>{_TROUBLE}</p>", 503 if isinstance(error, DatabaseAway) else 500)
