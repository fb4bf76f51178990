"""A stand-in for the Bot API on loopback: what a test lets people say and press, and what the bot sent.

`say`, `press`, `edit`, `block` and `again` make updates; `trouble` lets the next call of a method fail; `sent` holds
what was sent, with the moment. Only the methods that our bot uses are there; any other answers 404.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "1:TEST"
_ME = {"id": 1, "is_bot": True, "first_name": "Weerbaar", "username": "weerbaar_test_bot"}


@dataclass
class Sent:
    """A message of the bot."""

    chat: int
    number: int
    text: str
    buttons: list[dict[str, str]]
    at: float


@dataclass
class BotApi:
    """The server. Chats are numbers; a chat below zero is a group."""

    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    deleted: list[tuple[int, int]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    _updates: list[dict[str, Any]] = field(default_factory=list)
    _trouble: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _messages: Iterator[int] = field(default_factory=lambda: itertools.count(100))

    def say(self, chat: int, text: str, **more: Any) -> dict[str, Any]:
        """Somebody types; gives the update, so that it can come again."""
        return self._put({"message": self._message(chat, {"text": text} | more)})

    def send_photo(self, chat: int, body: bytes, caption: str = "") -> dict[str, Any]:
        """Somebody sends a picture."""
        name = f"file{len(self.files)}"
        self.files[name] = body
        size = {"file_id": name, "file_unique_id": name, "width": 1, "height": 1}
        return self._put({"message": self._message(chat, {"photo": [size], "caption": caption})})

    def send_location(self, chat: int, latitude: float, longitude: float) -> dict[str, Any]:
        """Somebody sends where they are."""
        where = {"latitude": latitude, "longitude": longitude}
        return self._put({"message": self._message(chat, {"location": where})})

    def send_contact(self, chat: int, number: str, user: int | None = None, name: str = "Ada") -> dict[str, Any]:
        """Somebody sends a card with a number; `user` is whose card it is, as far as that one has Telegram."""
        card = {"phone_number": number, "first_name": name} | ({"user_id": user} if user else {})
        return self._put({"message": self._message(chat, {"contact": card})})

    def edit(self, update: dict[str, Any], text: str) -> dict[str, Any]:
        """Somebody changes a message."""
        message = update["message"] | {"text": text, "edit_date": int(time.time())}
        return self._put({"edited_message": message})

    def press(self, sent: Sent, label: str, chat: int | None = None) -> dict[str, Any]:
        """Somebody presses a button under a message of the bot."""
        data = next(one["callback_data"] for one in sent.buttons if one["text"] == label)
        message = self._message(sent.chat, {"text": sent.text}) | {"message_id": sent.number}
        message["chat"] = self._chat(chat or sent.chat)
        query = {"id": str(next(self._numbers)), "from": self._user(sent.chat), "chat_instance": "x", "data": data}
        return self._put({"callback_query": query | {"message": message}})

    def block(self, chat: int, *, blocked: bool = True) -> None:
        """Somebody shuts the bot out, or lets it in."""
        status = "kicked" if blocked else "member"
        member = {"user": _ME, "status": status} | ({"until_date": 0} if blocked else {})
        change = {"chat": self._chat(chat), "from": self._user(chat), "date": int(time.time())}
        old = {"user": _ME, "status": "member" if blocked else "left"}
        self._put({"my_chat_member": change | {"old_chat_member": old, "new_chat_member": member}})

    def again(self, *updates: dict[str, Any]) -> None:
        """Updates come once more, in this order."""
        self._updates = [*self._updates, *updates]

    def trouble(self, method: str, code: int, description: str = "trouble", **parameters: Any) -> None:
        """The next call of a method fails."""
        self._trouble.append((method, code, {"description": description, "parameters": parameters}))

    def to(self, chat: int) -> list[Sent]:
        """What the bot sent to a chat."""
        return [one for one in self.sent if one.chat == chat]

    def wait_for(self, chat: int, count: int = 1, seconds: float = 45.0) -> Sent:
        """The message with this number (from 1) to a chat."""
        wait_until(lambda: len(self.to(chat)) >= count, seconds)
        return self.to(chat)[count - 1]

    def app(self) -> Starlette:
        """The server's two addresses."""
        return Starlette(
            routes=[
                Route(f"/bot{TOKEN}/{{method}}", self._call, methods=["GET", "POST"]),
                Route(f"/file/bot{TOKEN}/{{name}}", self._file),
            ]
        )

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"].lower()
        async with request.form() as form:
            values = {key: _plain(str(value)) for key, value in form.items()}
        self.calls.append(method)
        for number, (wanted, code, answer) in enumerate(self._trouble):
            if wanted.lower() == method:
                del self._trouble[number]
                return JSONResponse({"ok": False, "error_code": code} | answer, code)
        handler = getattr(self, f"_on_{method}", None)
        if handler is None:
            return JSONResponse({"ok": False, "error_code": 404, "description": "no such method"}, 404)
        result = handler(values)
        return JSONResponse({"ok": True, "result": await result if asyncio.iscoroutine(result) else result})

    async def _file(self, request: Request) -> Response:
        return Response(self.files[request.path_params["name"]])

    async def _on_getupdates(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        offset = int(values.get("offset") or 0)
        self.offsets.append(offset)
        end = time.monotonic() + min(float(values.get("timeout") or 0), 0.3)
        while True:
            self._updates = [one for one in self._updates if one["update_id"] >= offset]
            if self._updates or time.monotonic() > end:
                return self._updates[:100]
            await asyncio.sleep(0.004)

    def _on_getme(self, _values: dict[str, Any]) -> dict[str, Any]:
        return _ME

    def _on_sendmessage(self, values: dict[str, Any]) -> dict[str, Any]:
        chat = int(values["chat_id"])
        rows = (values.get("reply_markup") or {}).get("inline_keyboard", [])
        message = self._message(chat, {"text": str(values["text"])})
        buttons = [one for row in rows for one in row]
        self.sent.append(Sent(chat, message["message_id"], str(values["text"]), buttons, time.monotonic()))
        return message

    def _on_deletemessage(self, values: dict[str, Any]) -> bool:
        self.deleted.append((int(values["chat_id"]), int(values["message_id"])))
        return True

    def _on_answercallbackquery(self, values: dict[str, Any]) -> bool:
        self.answered.append(str(values.get("text", "")))
        return True

    def _on_leavechat(self, values: dict[str, Any]) -> bool:
        self.left.append(int(values["chat_id"]))
        return True

    def _on_getfile(self, values: dict[str, Any]) -> dict[str, Any]:
        name = str(values["file_id"])
        return {"file_id": name, "file_unique_id": name, "file_path": name}

    def _on_setmycommands(self, _values: dict[str, Any]) -> bool:
        return True

    _on_deletewebhook = _on_setwebhook = _on_setmycommands

    def _put(self, content: dict[str, Any]) -> dict[str, Any]:
        update = {"update_id": next(self._numbers)} | content
        self._updates = [*self._updates, update]
        return update

    def _message(self, chat: int, content: dict[str, Any]) -> dict[str, Any]:
        text = str(content.get("text", ""))
        known: dict[str, Any] = {
            "message_id": next(self._messages),
            "date": int(time.time()),
            "chat": self._chat(chat),
            "from": self._user(chat),
        }
        if text.startswith("/"):
            known["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return known | content

    @staticmethod
    def _chat(chat: int) -> dict[str, Any]:
        if chat < 0:
            return {"id": chat, "type": "group", "title": "G"}
        return {"id": chat, "type": "private", "first_name": "T"}

    @staticmethod
    def _user(chat: int) -> dict[str, Any]:
        return {"id": abs(chat), "is_bot": False, "first_name": "T", "language_code": "nl"}


def wait_until(holds: Any, seconds: float = 45.0) -> None:
    """Wait until something holds; fails when it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def _plain(value: str) -> Any:
    try:
        return json.loads(value) if value[:1] in "[{" else value
    except ValueError:
        return value


@pytest.fixture
def bot_api() -> Iterator[BotApi]:
    """A Bot API of our own, empty."""
    api = BotApi()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    api.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(api.app(), log_level="error", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield api
    server.should_exit = True
    thread.join(5)
    listening.close()
