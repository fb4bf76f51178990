"""The live line of a chat: a WebSocket over which messages go in, each stored before it is confirmed, and replies out.

A browser names each message. It keeps one until we confirm it and sends it again after a break; stored twice it is one.
Replies are rows in the database: after a break the browser says which it saw last and gets the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.websockets import WebSocket, WebSocketDisconnect

from casework.errors import WeerbaarError
from flows.runtime import trace
from flows.steps import web_talk
from flows.steps.web_talk import View
from web.chat_pages import LONGEST_NAME, act, keep, pieces_of, shown, view_of
from web.form import tidy
from web.site import Site
from web.visits import Visit
from web.words import word

log = logging.getLogger("weerbaar.web")

#: How often what others wrote (the sweep, another tab) is looked for, in seconds.
_LOOK_EVERY = 1.5
#: So many messages are stored, and so many acted on, at once: storing never waits for reading.
_STORING, _ACTING = 4, 4
#: How long somebody who types a flood sees so, in seconds.
_SLOW = 5
#: How long a browser may take for one message, in seconds: others wait behind it.
_SENDING = 10.0
_POLICY, _BUSY = 1008, 1013


@dataclass(eq=False)
class Line:
    """One browser that is connected."""

    socket: WebSocket
    visit: Visit
    talk: int
    seen: set[int] = field(default_factory=set)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)
    newest: int = 0

    async def send(self, message: dict[str, Any]) -> None:
        """Send, as far as anybody is there: what is stored is acted on also when its browser has gone."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):  # ways to say: nobody is there
            async with asyncio.timeout(_SENDING):
                await self.socket.send_text(json.dumps(message))


class Exchange:
    """Everybody who is connected now."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.lines: dict[int, set[Line]] = defaultdict(set)
        self._storing = CapacityLimiter(_STORING)
        self._acting = CapacityLimiter(_ACTING)
        self._rounds: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many are connected."""
        return sum(map(len, self.lines.values()))

    async def serve(self, socket: WebSocket) -> None:
        """One connection, from its beginning to its end."""
        visit = self.site.visit(socket)
        if not _from_our_page(socket, self.site.settings.public_url):
            await socket.close(_POLICY)
            return
        if self.count >= self.site.settings.most_open:
            await socket.close(_BUSY)
            return
        await socket.accept()
        view = await view_of(self.site, visit)
        if visit.talk is None or view is None:
            await _end(socket)
            return
        line = Line(socket, visit, visit.talk, newest=visit.since)
        self.lines[line.talk].add(line)
        try:
            with contextlib.suppress(WebSocketDisconnect):
                await self._listen(line)
        finally:
            self._forget(line)

    async def watch(self) -> None:
        """Bring what others wrote in a conversation to who is connected, until cancelled."""
        known: frozenset[int] | None = None
        while True:
            try:
                known, stirred = await self._in_thread(self._storing, web_talk.news, self.site.runtime, known)
                for talk in stirred & self.lines.keys():
                    await self._push_all(talk)
            except WeerbaarError as error:
                log.warning("looking for news: %s", type(error).__name__)
            await asyncio.sleep(_LOOK_EVERY)

    async def _listen(self, line: Line) -> None:
        while True:
            try:
                async with asyncio.timeout(self.site.idle.total_seconds()):
                    came = await line.socket.receive()  # also what had arrived when the browser went away
            except TimeoutError:
                await _end(line.socket)
                return
            if came["type"] == "websocket.disconnect":
                return
            await self._heard(line, _message(came.get("text") or ""))  # bytes: nothing of ours sends them

    async def _heard(self, line: Line, message: dict[str, Any]) -> None:
        match message:
            case {"t": "hello", "after": int(after)}:
                line.newest = max(line.visit.since, min(after, 2**62))
                await self._push(line)
            case {"t": "say", "id": str(name), "text": str(text)} if 0 < len(name) <= LONGEST_NAME:
                await self._said(line, name, tidy(text))
            case _:
                return

    async def _said(self, line: Line, name: str, text: str) -> None:
        """Store, confirm, act. Nothing is refused: who types a flood is told so and answered a moment later."""
        try:
            kept = await self._in_thread(self._storing, keep, self.site, line.visit, tidy(name), text)
        except WeerbaarError as error:
            log.warning("a message could not be stored: %s", trace(error))
            await line.send({"t": "again"})
            return
        pieces = pieces_of(text)
        flood = self.site.is_flood(line.talk, pieces)
        acting = asyncio.create_task(self._act(line.talk, kept, flood=flood))
        await line.send({"t": "kept", "id": name})
        if not flood:
            await acting
            return
        self._rounds.add(acting)
        acting.add_done_callback(self._rounds.discard)
        number = self.site.runtime.settings.desk.emergency
        said = word("chat_wait", line.visit.language, number=number)
        await line.send({"t": "slow", "seconds": _SLOW, "text": said})
        await self.site.rounds.hold(line.talk, pieces, long=self.site.is_long_flood(line.talk, pieces))

    async def _act(self, talk: int, kept: list[int], *, flood: bool) -> None:
        """Act on what is stored, whoever is still there, and bring the replies to who is."""
        if flood and kept:
            await self.site.rounds.read(talk, kept[-1], partial(act, self.site))
        else:
            for number in kept:
                await self._in_thread(self._acting, act, self.site, number)
        await self._push_all(talk)

    async def _push_all(self, talk: int) -> None:
        lines = list(self.lines.get(talk, ()))
        await asyncio.gather(*(self._push(line) for line in lines), return_exceptions=True)

    async def _push(self, line: Line) -> None:
        """Send what this browser has not seen."""
        async with line.sending:
            since = line.visit.since
            view = await self._in_thread(self._storing, web_talk.look, self.site.runtime, line.talk, since)
            if view is None or view.over:
                await line.send({"t": "over"})
                return
            await line.send(self._news(line, view))

    def _news(self, line: Line, view: View) -> dict[str, Any]:
        fresh = [one for one in view.lines if one.number not in line.seen and one.number > line.newest]
        line.seen.update(one.number for one in fresh)
        desk = self.site.runtime.settings.desk
        number = desk.emergency_caribbean if view.caribbean else desk.emergency
        language = line.visit.language
        return {
            "t": "turns",
            "danger": view.in_danger,
            "number": number,
            "call": word("danger_call", language, number=number),
            "turns": [
                {
                    "n": one.number,
                    "mine": one.mine,
                    "text": shown(one, language),
                    "choices": list(one.choices),
                    "id": one.name,
                }
                for one in fresh
            ],
        }

    def _forget(self, line: Line) -> None:
        self.lines[line.talk].discard(line)
        if not self.lines[line.talk]:
            del self.lines[line.talk]

    @staticmethod
    async def _in_thread(limiter: CapacityLimiter, work: Any, *arguments: Any) -> Any:  # noqa: ANN401
        return await to_thread.run_sync(lambda: work(*arguments), limiter=limiter)


async def _end(socket: WebSocket) -> None:
    """Say that the session is over, and hang up."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await socket.send_text(json.dumps({"t": "over"}))
        await socket.close()


def _from_our_page(socket: WebSocket, public_url: str) -> bool:
    """A browser says which page opens a line; only ours may, in its visitor's name."""
    origin = urlsplit(socket.headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc in (socket.headers.get("host"), urlsplit(public_url).netloc)


def _message(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
