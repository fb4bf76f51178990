"""`weerbaar web`: the web door as a process of its own, with its own reader and its own way for alarms to leave."""

from __future__ import annotations

import threading
from datetime import timedelta

import uvicorn

from casework.errors import SettingsError
from casework.vigil import Part
from flows.processes.services import PROMPT_EVERY, Climber, Couriers, guarded
from flows.runtime import Runtime, log
from flows.steps import converse, silence
from storage import heartbeats
from web.app import make_app
from web.site import Site

#: A message that lies unhandled this long was left behind by a process that died.
_LEFT_BEHIND = timedelta(seconds=20)
#: How often that is looked for, seconds.
_CARE_EVERY = 5.0
#: A frame of the live line (bytes; our own page sends less), and how long a connection may be dead unnoticed (seconds).
_LONGEST_FRAME = 262_144
_PING = 25.0
_GRACE = 5


def serve(runtime: Runtime) -> None:
    """Serve until SIGTERM. Raises SettingsError when no public address is set or alarms would reach nobody.

    The reader is loaded before the first visitor: a threat is read here, in this process, and its letters leave from
    here, whatever else is down.
    """
    chosen = runtime.settings.web
    if not chosen.public_url:
        raise SettingsError("web.public_url is empty: nobody could find this page")
    runtime.require_alarm_path()
    log.info("reader %s", runtime.classifier.version)
    stop = threading.Event()
    couriers = Couriers(runtime, stop, PROMPT_EVERY, urgent_only=True)
    climber = Climber(runtime, stop, couriers)
    site = Site(runtime, on_urgent=lambda _answered: couriers.wake())
    caring = threading.Thread(target=_care, args=(runtime, stop, couriers), name="web care", daemon=True)
    couriers.start()
    climber.start()
    caring.start()
    try:
        _run(site)
    finally:
        stop.set()
        climber.end()
        couriers.end()
        caring.join(timeout=_GRACE)


def _run(site: Site) -> None:
    """Neither the access log nor what is said of each connection is kept: it would tell who was here when."""
    chosen = site.settings
    uvicorn.run(
        make_app(site),
        host=chosen.host,
        port=chosen.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="websockets-sansio",
        ws_max_size=_LONGEST_FRAME,
        ws_per_message_deflate=False,
        ws_ping_interval=_PING,
        ws_ping_timeout=_PING,
        timeout_graceful_shutdown=_GRACE,
    )


def _care(runtime: Runtime, stop: threading.Event, couriers: Couriers) -> None:
    """What nobody is waiting for: messages that a dead process left, people who fell silent, signs of life."""
    while not stop.wait(_CARE_EVERY):
        guarded(runtime, "chat left behind", lambda: _left_behind(runtime, couriers))
        guarded(runtime, "silent chats", lambda: silence.sweep(runtime))
        guarded(runtime, "heartbeat", lambda: _beat(runtime))


def _left_behind(runtime: Runtime, couriers: Couriers) -> None:
    for answered in converse.handle_waiting(runtime, older_than=_LEFT_BEHIND):
        if answered.urgent:
            couriers.wake()


def _beat(runtime: Runtime) -> None:
    with runtime.database.begin() as tx:
        heartbeats.beat(tx, Part.WEB.value, runtime.clock())
