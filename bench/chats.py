"""Many chats at the same time: from somebody's message at the Bot API to our reply there, with everything on.

`python -m bench.chats [--chats 200] [--turns 5] [--think 8] [--database URL]`: a Bot API of our own on loopback, the
real python-telegram-bot, the real reader, a database on disk. Each person waits for the reply, thinks, and types on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import uvicorn
from pydantic import SecretStr

from flows.processes.talk import telegram
from flows.runtime import Runtime, utc_now
from flows.settings import DeskSettings, Settings, SmtpSettings, TelegramSettings
from nlp.classifier import Classifier
from storage import conversations
from storage.crypto import KeyRing
from storage.session import Database
from tests.servers.telegram import TOKEN, BotApi

_TURNS = (
    "goedenavond, ik wil graag een woningscan",
    "06-1234{chat:04d}",
    "wethouder",
    "ja dat klopt",
    "dank u wel",
)


def main() -> None:
    """Measure, and print a JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--turns", type=int, default=len(_TURNS))
    parser.add_argument("--think", type=float, default=8.0)
    parser.add_argument("--database", default="")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(_measure(Path(folder), chosen)))


def _measure(folder: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    api = BotApi()
    serving = _serve(api)
    database = Database(chosen.database or f"sqlite:///{folder}/chats.db", KeyRing.generate())
    database.migrate()
    settings = Settings(
        data_dir=folder,
        desk=DeskSettings(duty_mail=["wacht@desk.example"]),
        smtp=SmtpSettings(host="127.0.0.1", port=9, security="none"),
        telegram=TelegramSettings(token=SecretStr(TOKEN), api_url=api.url),
    )
    runtime = Runtime(settings, database, utc_now, reader=Classifier.load())
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    line = threading.Thread(target=lambda: loop.run_until_complete(telegram(runtime, lambda: None, stop)))
    line.start()
    waits = _talk(api, chosen)
    loop.call_soon_threadsafe(stop.set)
    line.join()
    serving.should_exit = True
    with database.reading() as tx:
        stored = sum(
            1
            for chat in range(1, chosen.chats + 1)
            if (talk := conversations.by_address(tx, "telegram", str(chat)))
            for turn in conversations.transcript(tx, talk.id)
            if turn.inward
        )
    waits.sort()
    return {
        "database": database.dialect,
        "chats": chosen.chats,
        "turns": len(waits),
        "stored": stored,
        "per_second": round(len(waits) / (max(one.at for one in api.sent) - min(one.at for one in api.sent)), 1),
        "median_ms": round(1000 * waits[len(waits) // 2]),
        "p95_ms": round(1000 * waits[len(waits) * 95 // 100]),
        "most_ms": round(1000 * waits[-1]),
        "memory_mb": round(psutil.Process().memory_info().rss / 1e6),
    }


def _serve(api: BotApi) -> uvicorn.Server:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    api.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(api.app(), log_level="error", lifespan="off"))
    threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return server


def _talk(api: BotApi, chosen: argparse.Namespace) -> list[float]:
    """Every person in one loop: who may type types; who waits waits. Gives the seconds from message to reply."""
    dice = random.Random(1)  # noqa: S311 - thinking times
    now = time.monotonic()
    due = {chat: now + dice.uniform(0, chosen.think) for chat in range(1, chosen.chats + 1)}
    said: dict[int, tuple[int, float]] = {}
    done = dict.fromkeys(due, 0)
    waits: list[float] = []
    arrived: dict[int, list[float]] = {}
    seen = 0
    while due or said:
        now = time.monotonic()
        for one in api.sent[seen:]:
            arrived.setdefault(one.chat, []).append(one.at)
            seen += 1
        for chat, (turn, at) in list(said.items()):
            if len(arrived.get(chat, ())) > turn:
                waits.append(arrived[chat][turn] - at)
                del said[chat]
                if done[chat] < chosen.turns:
                    due[chat] = now + dice.uniform(0.5, 1.5) * chosen.think
        for chat, at in list(due.items()):
            if at <= now:
                del due[chat]
                said[chat] = (done[chat], time.monotonic())
                api.say(chat, _TURNS[done[chat] % len(_TURNS)].format(chat=chat))
                done[chat] += 1
        time.sleep(0.01)
    return waits


if __name__ == "__main__":
    main()
