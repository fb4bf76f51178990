"""Thousands of open web chats at the same time: is every message there, how soon, and how much memory does it take?

`python -m bench.web_chats [--chats 2000] [--turns 2] [--within 240] [--breaks 0.05]`: the real `weerbaar web` with the
real reader and SQLite on disk; each person has a live line of their own, types at moments of their own within the
time, and some lose the line between a message and its confirmation, and come back.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
from websockets.asyncio.client import ClientConnection, connect

from storage import conversations
from tests.web.browser import Door, a_door

_TEXTS = ("goedenavond, ik wil graag een woningscan", "06-1234{chat:04d}", "wethouder", "ja dat klopt")
Item = TypeVar("Item")
_AT_ONCE = 40
_PATIENCE = 300.0


@dataclass
class Person:
    """Somebody at a page: cookie, live line, and how long each confirmation and reply took (seconds)."""

    number: int
    cookie: str
    line: ClientConnection = field(init=False)
    newest: int = 0
    confirmed: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)


def main() -> None:
    """Measure, and print a JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=2000)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--within", type=float, default=240.0)
    parser.add_argument("--breaks", type=float, default=0.05)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, a_door(Path(folder), more="turns_per_minute = 1000") as door:
        print(json.dumps(asyncio.run(_measure(door, chosen))))


async def _measure(door: Door, chosen: argparse.Namespace) -> dict[str, Any]:
    process = psutil.Process(door.process.pid)
    alone = _megabytes(process)
    began = time.perf_counter()
    persons = await _begin_all(door, chosen.chats)
    opened = time.perf_counter() - began
    await _together(persons, lambda one: _connect(door, one))
    open_now = _megabytes(process)
    rng = random.Random(7)  # noqa: S311 - the same moments in each run
    busy = process.cpu_times()
    began = time.perf_counter()
    plans = [sorted(rng.uniform(0, chosen.within) for _ in range(chosen.turns)) for _ in persons]
    breaks = [[rng.random() < chosen.breaks for _ in range(chosen.turns)] for _ in persons]
    await asyncio.gather(*(_talk(door, one, plan, cut) for one, plan, cut in zip(persons, plans, breaks, strict=True)))
    took = time.perf_counter() - began
    used = process.cpu_times()
    found = _stored(door)
    expected = Counter(text for one in persons for text in _texts(one, chosen.turns))
    lost = expected - found
    twice = found - expected
    await _together(persons, lambda one: one.line.close())
    return {
        "database": "sqlite",
        "chats": len(persons),
        "messages": sum(expected.values()),
        "lost": sum(lost.values()),
        "twice": sum(twice.values()),
        "broken_lines": sum(map(sum, breaks)),
        "opening_s": round(opened, 1),
        "talking_s": round(took, 1),
        "confirmed_ms": _figures([at for one in persons for at in one.confirmed]),
        "answered_ms": _figures([at for one in persons for at in one.answered]),
        "memory_mb": {"alone": alone, "all_open": open_now, "after": _megabytes(process)},
        "kb_per_chat": round((open_now - alone) * 1000 / len(persons), 1),
        "cpu_ms_per_message": round(
            1000 * (used.user + used.system - busy.user - busy.system) / max(1, sum(expected.values())), 1
        ),
        "load": round(psutil.getloadavg()[0], 1),
    }


async def _begin_all(door: Door, count: int) -> list[Person]:
    """Everybody begins a chat, as the page does it."""
    persons: list[Person] = []

    async def begin(number: int) -> None:
        async with httpx.AsyncClient(base_url=door.url, timeout=_PATIENCE) as client:
            page = (await client.get("/chat")).text
            hidden = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("token", "kaartje")}
            answer = await client.post("/chat/begin", data=hidden)
            assert answer.status_code == 303, answer.status_code  # noqa: S101
            persons.append(Person(number, f"wb={client.cookies['wb']}"))

    await _together(range(count), begin)
    return persons


async def _together(items: Iterable[Item], work: Callable[[Item], Awaitable[None]]) -> None:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(item: Item) -> None:
        async with gate:
            await work(item)

    await asyncio.gather(*(one(item) for item in items))


async def _connect(door: Door, one: Person) -> None:
    one.line = await connect(
        f"{door.url.replace('http', 'ws')}/chat/lijn",
        origin=door.url,
        additional_headers={"Cookie": one.cookie},
        compression=None,
        open_timeout=_PATIENCE,
        ping_interval=None,
    )
    await one.line.send(json.dumps({"t": "hello", "after": one.newest}))
    if one.newest == 0:
        one.newest = max(turn["n"] for turn in json.loads(await one.line.recv())["turns"])


async def _talk(door: Door, one: Person, plan: list[float], cut: list[bool]) -> None:
    began = time.perf_counter()
    for text, at, broken in zip(_texts(one, len(plan)), plan, cut, strict=True):
        await asyncio.sleep(max(0.0, at - (time.perf_counter() - began)))
        name = f"{one.number}-{text[:12]}"
        said = json.dumps({"t": "say", "id": name, "text": text})
        sent = time.perf_counter()
        await one.line.send(said)
        if broken:
            await one.line.close()
            await _connect(door, one)
            await one.line.send(said)
        await asyncio.wait_for(_answer(one, name, sent), _PATIENCE)


async def _answer(one: Person, name: str, sent: float) -> None:
    """Wait until a message is confirmed and a reply to it is there."""
    confirmed = answered = False
    own = one.newest
    while not (confirmed and answered):
        message = json.loads(await one.line.recv())
        if message["t"] == "kept" and message["id"] == name and not confirmed:
            confirmed = True
            one.confirmed.append(time.perf_counter() - sent)
        for turn in message.get("turns", ()):
            one.newest = max(one.newest, turn["n"])
            if turn["id"] == name:
                own = turn["n"]
            elif not turn["mine"] and turn["n"] > own and not answered:
                answered = True
                one.answered.append(time.perf_counter() - sent)


def _texts(one: Person, turns: int) -> list[str]:
    return [text.format(chat=one.number) + f" [{one.number}]" for text in _TEXTS[:turns]]


def _stored(door: Door) -> Counter[str]:
    with door.runtime.database.reading() as tx:
        talks = {talk for _, talk in conversations.news(tx, 0)}
        turns = [turn for talk in talks for turn in conversations.transcript(tx, talk) if turn.inward]
    assert all(turn.outcome == "handled" for turn in turns), Counter(turn.outcome for turn in turns)  # noqa: S101
    return Counter(turn.body or "" for turn in turns)


def _figures(seconds: list[float]) -> dict[str, int]:
    ordered = sorted(seconds)
    return {
        "median": round(1000 * statistics.median(ordered)),
        "p95": round(1000 * ordered[int(0.95 * (len(ordered) - 1))]),
        "most": round(1000 * ordered[-1]),
    }


def _megabytes(process: psutil.Process) -> int:
    return round(process.memory_info().rss / 1e6)


if __name__ == "__main__":
    main()
