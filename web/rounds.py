"""Conversations in which more is typed than is answered at once: all of it is stored, and read in rounds.

Nothing typed is refused, because a threat may stand in it. Over `web.turns_per_minute` the answer comes a moment later
and for several messages together, and whoever goes on for long is taken in ever more slowly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

#: How long a round collects, in seconds: what comes meanwhile is read with it.
COLLECTING = 1.0
#: So many rounds are read at once, in threads of their own: who types calmly does not wait behind them.
_AT_ONCE = 2
#: How long a message in a flood holds up the next one of its conversation, in seconds; and in a flood that goes on.
_HOLD, _LONG_HOLD = 0.01, 0.25


@dataclass
class _Flood:
    """One conversation: the round that collects, one lock to read and one to hold up, and who is in here."""

    round: asyncio.Task[None] | None = None
    newest: int = 0
    inside: int = 0
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    holding: asyncio.Lock = field(default_factory=asyncio.Lock)


class Rounds:
    """Floods that run now."""

    def __init__(self) -> None:
        self._floods: dict[int, _Flood] = {}
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="rounds")

    async def read(self, talk: int, number: int, act: Callable[[int], None]) -> None:
        """Have the stored turn `number` read in the next round, which acts on the newest; until that is done."""
        with self._flood(talk) as flood:
            flood.newest = max(flood.newest, number)
            if flood.round is None:
                flood.round = asyncio.create_task(self._round(flood, act))
            await asyncio.shield(flood.round)

    async def hold(self, talk: int, pieces: int, *, long: bool) -> None:
        """Let the next message wait, on whichever line of this conversation."""
        with self._flood(talk) as flood:
            async with flood.holding:
                await asyncio.sleep(pieces * (_LONG_HOLD if long else _HOLD))

    async def _round(self, flood: _Flood, act: Callable[[int], None]) -> None:
        await asyncio.sleep(COLLECTING)
        async with flood.reading:
            flood.round = None  # what comes from here on is for the next round
            await asyncio.get_running_loop().run_in_executor(self._pool, act, flood.newest)

    @contextmanager
    def _flood(self, talk: int) -> Iterator[_Flood]:
        flood = self._floods.setdefault(talk, _Flood())
        flood.inside += 1
        try:
            yield flood
        finally:
            flood.inside -= 1
            if not flood.inside:
                self._floods.pop(talk, None)
