"""The web door as an application: which address leads where, and what is said when something goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from casework.errors import DatabaseAway, WeerbaarError
from flows.runtime import trace
from flows.steps import web_talk
from web import chat_pages, form_pages
from web.headers import COMMON, LASTING
from web.live import Exchange
from web.site import HERE, Site

log = logging.getLogger("weerbaar.web")

_GET, _POST, _BOTH = ("GET",), ("POST",), ("GET", "POST")
_NOT_FOUND, _WRONG, _AWAY = 404, 500, 503
_STATIC = {path.name: path for path in (HERE / "static").iterdir()}

Page = Callable[[Site, Request], Awaitable[Response]]


def make_app(site: Site) -> Starlette:
    """The application of one desk's web door."""
    exchange = Exchange(site)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(exchange.watch())
        yield
        watching.cancel()

    async def live(socket: WebSocket) -> None:
        await exchange.serve(socket)

    routes = [
        _page(site, "/", _home, _GET),
        _page(site, "/chat", chat_pages.chat_page, _BOTH),
        _page(site, "/chat/begin", chat_pages.begin_page, _POST),
        _page(site, "/chat/mail", chat_pages.mail_page, _POST),
        _page(site, "/chat/code", chat_pages.proof_page, _POST),
        _page(site, "/chat/bestand", chat_pages.file_page, _POST),
        _page(site, "/hervat", chat_pages.resume_page, _BOTH),
        _page(site, "/klaar", chat_pages.over_page, _BOTH),
        _page(site, "/weg", chat_pages.leave_page, _POST),
        _page(site, "/aanmelden", form_pages.form_page, _BOTH),
        _page(site, "/aangemeld", form_pages.done_page, _GET),
        _page(site, "/health", _health, _GET),
        WebSocketRoute("/chat/lijn", live),
        Route("/widget.js", _widget),
        Route("/vast/{mark}/{name}", _static),
    ]

    async def other(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else _WRONG
        return site.plain(site.visit(request), "missing" if status == _NOT_FOUND else "trouble", status)

    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: other})
    app.router.redirect_slashes = False
    return app


def _page(site: Site, path: str, page: Page, methods: tuple[str, ...]) -> Route:
    async def guarded(request: Request) -> Response:
        try:
            return await page(site, request)
        except WeerbaarError as error:
            log.warning("%s: %s", path, trace(error))
            return site.plain(site.visit(request), "trouble", _AWAY if isinstance(error, DatabaseAway) else _WRONG)

    return Route(path, guarded, methods=list(methods))


async def _home(site: Site, request: Request) -> Response:
    return site.page(site.visit(request), "home.html", "home_title")


async def _health(site: Site, _request: Request) -> Response:
    """For the proxy and the watch: the database answers."""
    await run_in_threadpool(web_talk.news, site.runtime, None)
    return PlainTextResponse("ok", headers=COMMON)


async def _static(request: Request) -> Response:
    path = _STATIC.get(request.path_params["name"])
    if path is None:
        raise HTTPException(_NOT_FOUND)
    return FileResponse(path, headers=COMMON | LASTING)


async def _widget(_request: Request) -> Response:
    """The one thing that another site may load."""
    headers = COMMON | {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=3600"}
    return FileResponse(_STATIC["widget.js"], headers=headers)
