"""Telegram, as a process lives it: ask for updates, store and act on each, send what waits, and give signs of life.

An update is confirmed to Telegram only after it was stored. The work itself (reading, database) is done in threads; the
loop only waits for the network. One process at a time has the line: a lease in the database says which.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bots.outgoing import NotSent, Refused
from bots.telegram import LARGEST_FILE, ChannelDead, Incoming, Line, NotReached, Rival, SlowDown
from casework.conversation import TurnKind
from casework.errors import DatabaseAway, WeerbaarError
from casework.vigil import Part
from flows.runtime import Runtime, log, trace
from flows.steps import chat_updates, converse
from flows.steps.chat_updates import Acted
from flows.steps.converse import TELEGRAM
from flows.steps.deliver import deliver_due
from flows.steps.leasing import process_name, take_lease
from storage import conversations, heartbeats, leases
from storage.conversations import Reply
from storage.outbox import Outgoing

#: How long an empty question for updates stays open, seconds.
POLL = 20
#: How long the line is ours without a word, and how often that word is given.
LEASE = timedelta(seconds=45)
RENEW_EVERY = 10.0
#: How often a sign of life is written, seconds; only after a question that was answered.
BEAT_EVERY = 5.0
#: How often it is looked what waits to leave when nobody hurries, seconds.
SEND_EVERY = 1.0
#: How many updates are worked on at once; those of one chat one after the other.
_AT_ONCE = 4
#: How many messages leave at once.
_SENDING = 20
#: Waits after trouble with Telegram, seconds.
_WAITS = (1, 2, 5, 10, 30, 60)
#: A message that could not be brought so often is given up; the channel counts as dead then.
_MOST_TRIES = 10
#: An update that fails so often for a reason of ours is let go.
_MOST_FAILURES = 5
_NO_SUCH_BOX = 550
COMMANDS = (
    ("start", "begin of ga verder"),
    ("help", "wat u hier kunt doen"),
    ("status", "de stand van uw zaak"),
    ("stop", "stoppen"),
    ("taal", "nl of en"),
)

T = TypeVar("T")


class Service:
    """The line and everything that hangs on it. `hurry` is called when letters wait that may not wait."""

    def __init__(self, runtime: Runtime, line: Line, hurry: Callable[[], None]) -> None:
        self._runtime = runtime
        self._line = line
        self._hurry = hurry
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="chat")
        self._wake = asyncio.Event()
        self._chats: dict[str, asyncio.Lock] = {}
        self._gate = asyncio.Semaphore(_SENDING)
        self._paused_until = 0.0
        self._beat_at = 0.0
        self._failed: dict[int, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._name = process_name()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. The lease is had first; without it this process waits and takes over when it is free."""
        if not await self._until_leased(stop):
            return
        loops = [self._renew(stop), self._send(stop), self._officers(stop)]
        if not self._runtime.settings.telegram.webhook_url:
            loops.append(self._poll(stop))
        tasks = [asyncio.create_task(loop) for loop in loops]
        await self._in_thread(self._left_behind)
        await stop.wait()
        self._wake.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._in_thread(self._give_back)
        self._pool.shutdown()

    async def take(self, incoming: Incoming) -> bool:
        """Act on one update; those of one chat in their order. False when it must come again. Never raises."""
        async with self._chats.setdefault(incoming.chat, asyncio.Lock()):
            try:
                acted = await self._in_thread(partial(chat_updates.act, self._runtime, incoming))
            except DatabaseAway:
                return False
            except Exception as error:  # noqa: BLE001 - the named door of one update: the others are taken all the same
                log.error("an update failed: %s", trace(error))
                return self._is_hopeless(incoming)
        self._failed.pop(incoming.update, None)
        await self._after(incoming, acted)
        return True

    def _is_hopeless(self, incoming: Incoming) -> bool:
        """After so many failures it is let go, so that one bad update does not hold up all that come after it."""
        self._failed[incoming.update] = self._failed.get(incoming.update, 0) + 1
        if self._failed[incoming.update] < _MOST_FAILURES:
            return False
        log.critical("update %s cannot be stored and is let go", incoming.update)
        return True

    async def _poll(self, stop: asyncio.Event) -> None:
        """Ask, act on everything that came (each is stored first), and only then ask on, which confirms it."""
        offset, trouble = 0, 0
        while not stop.is_set():
            try:
                found = await self._line.updates(offset, POLL)
                await self._show_life()
                trouble = 0
            except SlowDown as error:
                await pause(stop, error.wait.total_seconds())
                continue
            except (Rival, NotReached) as error:
                log.warning("telegram: %s", error)
                await pause(stop, _WAITS[min(trouble, len(_WAITS) - 1)])
                trouble += 1
                continue
            taken = await asyncio.gather(*(self.take(one) for one in found))
            again = [one.update for one, done in zip(found, taken, strict=True) if not done]
            offset = min(again, default=max((one.update + 1 for one in found), default=offset))
            if again:
                await pause(stop, _WAITS[0])

    async def _show_life(self) -> None:
        """A sign of life; without a database there is none, and the line is asked on all the same."""
        try:
            await self._in_thread(self._beat)
        except WeerbaarError as error:
            log.warning("telegram: no sign of life could be stored: %s", type(error).__name__)

    async def _after(self, incoming: Incoming, acted: Acted) -> None:
        """What follows outside the database; each of these may fail without loss."""
        if acted.answered is not None:
            self._wake.set()
            if acted.answered.urgent:
                self._hurry()
        if incoming.query is not None:
            self._soon(self._line.acknowledge(incoming.query, acted.query))
        if acted.tell:
            self._soon(self._tell(incoming.chat, acted.tell))
        if acted.leave:
            self._soon(self._line.leave(incoming.chat))
        if acted.keep_file is not None:
            self._soon(self._keep_file(acted.keep_file, incoming))

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, chat: str, text: str) -> None:
        try:
            await self._line.send(chat, text)
        except WeerbaarError as error:
            log.warning("a word in a chat did not arrive: %s", type(error).__name__)

    async def _keep_file(self, turn: int, incoming: Incoming) -> None:
        try:
            body = await self._line.fetch(incoming.file or "")
        except NotReached as error:
            log.warning("a file of a chat could not be kept (at most %s bytes): %s", LARGEST_FILE, error)
            return
        for wait in (*_WAITS, None):
            try:
                await self._in_thread(partial(chat_updates.keep_file, self._runtime, turn, incoming, body))
            except DatabaseAway:
                if wait is None:
                    log.critical("a file of a chat could not be kept: no database")
                    return
                await asyncio.sleep(wait)
            else:
                return

    async def _send(self, stop: asyncio.Event) -> None:
        """What waits to leave: at once when hurried, else every second."""
        while not stop.is_set():
            try:
                replies = await self._in_thread(self._claim)
            except Exception as error:  # noqa: BLE001 - the named door of one round: the next one tries again
                log.error("telegram: claiming failed: %s", trace(error))
                replies = []
            work = map(self._send_all, _by_conversation(replies))
            for done in await asyncio.gather(*work, return_exceptions=True):
                if isinstance(done, BaseException):  # its claim grows stale, and it leaves later
                    log.error("telegram: sending failed: %s", trace(done))
            if not replies:
                await pause(stop, SEND_EVERY, self._wake)
            self._wake.clear()

    async def _send_all(self, replies: Sequence[Reply]) -> None:
        """The replies of one conversation: words in one message, a wish to delete by itself."""
        words = [one for one in replies if one.turn.kind is not TurnKind.DELETE]
        for one in replies:
            if one.turn.kind is TurnKind.DELETE:
                await self._carry([one], partial(self._forget, one))
        if words:
            await self._carry(words, partial(self._say, words))

    async def _say(self, words: Sequence[Reply]) -> str:
        text = "\n\n".join(one.turn.body or "" for one in words)
        last = words[-1].turn
        sent = await self._line.send(words[0].address, text, chat_updates.buttons_of(last.id, last.choices))
        return str(sent)

    async def _forget(self, reply: Reply) -> None:
        number = (reply.turn.body or "").lstrip("m").partition("e")[0]
        if number.isdigit():
            await self._line.delete(reply.address, int(number))

    async def _carry(self, replies: Sequence[Reply], bring: Callable[[], Coroutine[Any, Any, str | None]]) -> None:
        """Bring something and write down what became of it."""
        loop = asyncio.get_running_loop()
        async with self._gate:
            await asyncio.sleep(max(0.0, self._paused_until - loop.time()))
            try:
                name = await bring()
            except SlowDown as error:
                self._paused_until = loop.time() + error.wait.total_seconds()
                await self._in_thread(partial(self._put_off, replies, error.wait, str(error)))
            except ChannelDead:
                await self._in_thread(partial(chat_updates.channel_died, self._runtime, replies[0].address))
            except NotReached as error:
                await self._in_thread(partial(self._try_again, replies, str(error)))
            else:
                await self._in_thread(partial(self._sent, replies, name))

    async def _officers(self, stop: asyncio.Event) -> None:
        """Letters to officers of the watch; in a thread of their own: they go by the outbox like all letters."""
        loop = asyncio.get_running_loop()
        hand_over = partial(self._hand_over, loop)
        while not stop.is_set():
            try:
                await asyncio.to_thread(deliver_due, self._runtime, TELEGRAM, by=hand_over)
            except WeerbaarError as error:
                log.warning("letters by telegram: %s", error)
            await pause(stop, SEND_EVERY)

    def _hand_over(self, loop: asyncio.AbstractEventLoop, letter: Outgoing) -> None:
        """One letter to every linked chat of the officer. Raises Refused, NotSent."""
        chats = chat_updates.chats_of(self._runtime, letter.recipient)
        if not chats:
            raise Refused(code=_NO_SUCH_BOX, permanent=True)  # nobody linked a chat: the next way is tried at once
        buttons = chat_updates.call_buttons(self._runtime, letter)
        for chat in chats:
            waiting = asyncio.run_coroutine_threadsafe(self._line.send(chat, letter.body, buttons), loop)
            try:
                waiting.result()
            except ChannelDead:
                raise Refused(code=_NO_SUCH_BOX, permanent=True) from None
            except WeerbaarError as error:
                raise NotSent(type(error).__name__) from None

    async def _until_leased(self, stop: asyncio.Event) -> bool:
        told = False
        while not stop.is_set():
            if await self._in_thread(self._take_lease):
                return True
            if not told:
                log.warning("another process has the line to Telegram; this one waits")
                told = True
            await pause(stop, RENEW_EVERY)
        return False

    async def _renew(self, stop: asyncio.Event) -> None:
        """Who loses the lease stops: two processes at one line would take each other's updates."""
        while not stop.is_set():
            await pause(stop, RENEW_EVERY)
            try:
                if not await self._in_thread(self._take_lease):
                    log.critical("the line to Telegram was taken over by another process")
                    stop.set()
            except WeerbaarError as error:
                log.warning("telegram lease: %s", error)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _take_lease(self) -> bool:
        return take_lease(self._runtime, TELEGRAM, self._name, LEASE)

    def _give_back(self) -> None:
        with self._runtime.database.begin() as tx:
            leases.drop(tx, TELEGRAM, self._name)

    def _beat(self) -> None:
        if time.monotonic() < self._beat_at:
            return
        self._beat_at = time.monotonic() + BEAT_EVERY
        with self._runtime.database.begin() as tx:
            heartbeats.beat(tx, Part.TELEGRAM.value, self._runtime.clock())

    def _left_behind(self) -> None:
        for answered in converse.handle_waiting(self._runtime):
            if answered.urgent:
                self._hurry()

    def _claim(self) -> list[Reply]:
        with self._runtime.database.begin() as tx:
            return conversations.claim(tx, TELEGRAM, self._runtime.clock())

    def _sent(self, replies: Sequence[Reply], name: str | None) -> None:
        with self._runtime.database.begin() as tx:
            for reply in replies:
                conversations.sent(tx, reply.turn.id, name, self._runtime.clock())

    def _put_off(self, replies: Sequence[Reply], wait: timedelta, why: str) -> None:
        later = self._runtime.clock() + wait
        with self._runtime.database.begin() as tx:
            for reply in replies:
                conversations.put_off(tx, reply.turn.id, later, why)

    def _try_again(self, replies: Sequence[Reply], why: str) -> None:
        if replies[0].turn.attempts >= _MOST_TRIES:
            chat_updates.channel_died(self._runtime, replies[0].address)
            return
        wait = timedelta(seconds=_WAITS[min(replies[0].turn.attempts, len(_WAITS) - 1)])
        self._put_back(replies, self._runtime.clock() + wait, why)

    def _put_back(self, replies: Sequence[Reply], later: datetime, why: str) -> None:
        with self._runtime.database.begin() as tx:
            for reply in replies:
                conversations.retry(tx, reply.turn.id, later, why)


def _by_conversation(replies: Iterable[Reply]) -> Iterable[list[Reply]]:
    """Those of one conversation together, in their order: chats that are answered at once mix theirs."""
    together: dict[int, list[Reply]] = {}
    for reply in replies:
        together.setdefault(reply.turn.conversation, []).append(reply)
    return together.values()


async def pause(stop: asyncio.Event, seconds: float, wake: asyncio.Event | None = None) -> None:
    """Wait, but not longer than until `stop` or `wake`."""
    events = [asyncio.ensure_future(one.wait()) for one in (stop, wake) if one is not None]
    await asyncio.wait(events, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for event in events:
        event.cancel()
