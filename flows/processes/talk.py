"""`weerbaar talk`: every chat channel of this desk in one process, which loads the reader once."""

from __future__ import annotations

import asyncio
import hmac
import signal
import threading

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bots.telegram import Line, NotReached
from casework.errors import SettingsError
from flows.processes.services import PROMPT_EVERY, Climber, Couriers, guarded
from flows.processes.telegram import COMMANDS, Service, pause
from flows.runtime import Runtime, log
from flows.settings import TelegramSettings, secret
from flows.steps import converse, silence

#: How often it is looked whether somebody fell silent, and for turns that were left behind; seconds.
SWEEP_EVERY = 15.0
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a name
_AGAIN_AFTER = 10.0


def talk(runtime: Runtime) -> None:
    """Serve the channels that are set until SIGTERM. Raises SettingsError when none is, or alarms could not leave."""
    chosen = runtime.settings.telegram
    if not token_of(chosen):
        raise SettingsError("telegram.token is empty: there is no chat channel to serve")
    runtime.require_alarm_path()
    log.info("reader %s", runtime.classifier.version)  # loads it before the first turn, not during it
    ending = threading.Event()
    couriers = Couriers(runtime, ending, PROMPT_EVERY, urgent_only=True)
    climber = Climber(runtime, ending, couriers)
    couriers.start()
    climber.start()
    try:
        asyncio.run(_serve(runtime, couriers))
    finally:
        ending.set()
        climber.end()
        couriers.end()


async def _serve(runtime: Runtime, couriers: Couriers) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await telegram(runtime, couriers.wake, stop)


async def telegram(runtime: Runtime, hurry: object, stop: asyncio.Event) -> None:
    """The line to Telegram until `stop`; when it cannot be opened it is tried again."""
    chosen = runtime.settings.telegram
    wake = hurry if callable(hurry) else (lambda: None)
    sweeping = asyncio.create_task(_sweep(runtime, stop, wake))
    while not stop.is_set():
        try:
            async with Line(token_of(chosen), chosen.api_url) as line:
                await line.prepare(COMMANDS, chosen.webhook_url, _webhook_secret(chosen))
                service = Service(runtime, line, wake)
                await asyncio.gather(service.run(stop), _webhook(runtime, line, service, stop))
        except NotReached as error:
            log.warning("telegram: %s", error)
            await pause(stop, _AGAIN_AFTER)
    await sweeping


def token_of(chosen: TelegramSettings) -> str:
    """The token, from its file when one is named; empty: Telegram is off."""
    return secret(chosen.token, chosen.token_file).strip()


def _webhook_secret(chosen: TelegramSettings) -> str:
    return hmac.digest(token_of(chosen).encode(), b"weerbaar webhook", "sha256").hex()


async def _webhook(runtime: Runtime, line: Line, service: Service, stop: asyncio.Event) -> None:
    """Updates that are sent to us: answered with 200 only after each was stored; else Telegram sends it again."""
    chosen = runtime.settings.telegram
    if not chosen.webhook_url:
        return
    config = uvicorn.Config(
        webhook_app(line, service, _webhook_secret(chosen)),
        host=chosen.webhook_host,
        port=chosen.webhook_port,
        access_log=False,
        log_level="warning",
        server_header=False,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await stop.wait()
    server.should_exit = True
    await serving


def webhook_app(line: Line, service: Service, expected: str) -> Starlette:
    """The address to which Telegram sends updates; whoever lacks the secret learns nothing."""

    async def update(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(_SECRET_HEADER, ""), expected):
            return Response(status_code=404)
        try:
            incoming = line.read(await request.body())
        except NotReached:
            return Response(status_code=400)
        taken = incoming is None or await service.take(incoming)
        return Response(status_code=200 if taken else 503)

    return Starlette(routes=[Route("/telegram", update, methods=["POST"])])


async def _sweep(runtime: Runtime, stop: asyncio.Event, wake: object) -> None:
    while not stop.is_set():
        await pause(stop, SWEEP_EVERY)
        await asyncio.to_thread(guarded, runtime, "silent chats", lambda: silence.sweep(runtime))
        await asyncio.to_thread(guarded, runtime, "chats left behind", lambda: list(converse.handle_waiting(runtime)))
        if callable(wake):
            wake()
