"""The watchman: a thread in the listener and in the dispatcher that looks whether the whole desk lives.

Each looks at the other. Neither needs Prefect. When the database does not answer the watchman tells it straight to the
addresses of the settings, for there is no outbox then. As long as anything grave is wrong it does not greet the address
outside, which then misses us.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import make_msgid

import httpx

from bots.outgoing import NotSent, Refused, build, notify, send
from casework.assessment import Alarm
from casework.errors import DatabaseAway, KeyMissing, SettingsError, WeerbaarError
from casework.messages import Channel, Message, Part, PartKind
from casework.vigil import Part as Watched
from casework.vigil import Trouble
from flows.runtime import Runtime, log, trace
from flows.steps import probe, vigil
from flows.steps.correspondence import Addressee
from storage import heartbeats

#: How often it looks; seconds.
EVERY = 15.0
_GREET_EVERY = timedelta(seconds=60)
_QUIET_EVERY = timedelta(minutes=10)
_TIMEOUT = 5.0
#: What the reader must always see.
_SURE = "Ik word bedreigd. Er lag vanochtend een kogel in onze brievenbus."


class Watchman:
    """Looks every fifteen seconds until `stop`. `part` is what this process is: the listener or the dispatcher."""

    def __init__(self, runtime: Runtime, stop: threading.Event, part: Watched, wake: Callable[[], None]) -> None:
        self._runtime = runtime
        self._stop = stop
        self._part = part
        self._wake = wake
        self._born_at = runtime.clock()
        self._told = vigil.Told()
        self._away_since: datetime | None = None
        self._told_away_at: datetime | None = None
        self._greeted_at: datetime | None = None
        self._quiet: list[Trouble] = []
        self._looked_for_quiet_at: datetime | None = None
        self._thread = threading.Thread(target=self._run, name=f"watchman {part.value}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self, grace: float) -> None:
        """After `stop`."""
        self._thread.join(timeout=grace)

    def look(self) -> list[Trouble]:
        """One look: signs of life, what is wrong, who must know. Gives what is wrong."""
        now = self._runtime.clock()
        try:
            found = self._look(now)
        except DatabaseAway:
            found = self._database_is_away(now)
        else:
            self._away_since = self._told_away_at = None
        if not any(trouble.grave for trouble in found):
            self._greet(now)
        return found

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
            except KeyMissing:
                self._runtime.reload_keys()
            except WeerbaarError as error:
                log.warning("watchman: %s", error)
            except Exception as error:  # noqa: BLE001 - the named door of one look: the watchman must not die
                log.error("watchman: %s", trace(error))
            self._stop.wait(EVERY)

    def _look(self, now: datetime) -> list[Trouble]:
        self._give_signs(now)
        if self._part is Watched.DISPATCHER:
            probe.send_due(self._runtime, now)
            self._look_for_quiet(now)
        troubles = [*vigil.look(self._runtime, self._born_at, now).troubles, *self._quiet]
        if vigil.tell(self._runtime, troubles, self._told, now):
            self._wake()
        return troubles

    def _look_for_quiet(self, now: datetime) -> None:
        if self._looked_for_quiet_at is None or now - self._looked_for_quiet_at >= _QUIET_EVERY:
            self._looked_for_quiet_at = now
            self._quiet = vigil.quiet(self._runtime, now)

    def _give_signs(self, now: datetime) -> None:
        """The listener lives, and reads a sure threat; the dispatcher (whose loop says that it lives) asks Prefect."""
        lives = [Watched.LISTENER.value] if self._part is Watched.LISTENER else []
        if self._part is Watched.LISTENER and self._reader_sees():
            lives.append(Watched.READER.value)
        if self._part is Watched.DISPATCHER and self._prefect_answers():
            lives.append(Watched.PREFECT.value)
        with self._runtime.database.begin() as tx:
            for part in lives:
                heartbeats.beat(tx, part, now)

    def _reader_sees(self) -> bool:
        message = Message(Channel.EMAIL, self._runtime.clock(), parts=(Part(PartKind.NEW, _SURE),))
        try:
            return self._runtime.classifier.assess(message).alarm is not Alarm.NO
        except Exception as error:  # noqa: BLE001 - the named door of one reading: its silence is what tells
            log.error("the reader failed: %s", trace(error))
            return False

    def _prefect_answers(self) -> bool:
        chosen = self._runtime.settings.prefect
        if not chosen.enabled:
            return False
        user, _, password = chosen.auth.get_secret_value().partition(":")
        return _answers(f"{chosen.api_url}/health", (user, password) if user else None)

    def _greet(self, now: datetime) -> None:
        url = self._runtime.settings.watch.ping_url.get_secret_value()
        if not url or (self._greeted_at is not None and now - self._greeted_at < _GREET_EVERY):
            return
        self._greeted_at = now
        if not _answers(url, None):
            log.warning("the address outside that watches us does not answer")

    def _database_is_away(self, now: datetime) -> list[Trouble]:
        """Told without the database: once after a while, and again every so often."""
        watch = self._runtime.settings.watch
        self._away_since = self._away_since or now
        trouble = Trouble("database", "geeft geen teken van leven", self._away_since)
        if now - self._away_since < timedelta(seconds=watch.silent_seconds):
            return [trouble]
        if self._told_away_at is None or now - self._told_away_at >= timedelta(minutes=watch.repeat_minutes):
            self._told_away_at = now
            for to in vigil.watchers(self._runtime):
                self._tell_straight(trouble, to, now)
        return [trouble]

    def _tell_straight(self, trouble: Trouble, to: Addressee, now: datetime) -> None:
        letter = vigil.letter_about(trouble)
        try:
            if to.channel == "notify":
                notify(to.address, letter.subject, letter.body)
                return
            server = self._runtime.smtp
            number = make_msgid(domain=server.from_address.partition("@")[2])
            raw = build(
                letter, server=server, to=to.address, message_id=number, reply_to=None, in_reply_to=None,
                references=(), now=now,
            )  # fmt: skip
            send(server, to.address, raw)
        except (NotSent, Refused, SettingsError) as error:
            log.critical("the database is away, and nobody could be told by %s: %s", to.channel, error)


def _answers(url: str, auth: tuple[str, str] | None) -> bool:
    try:
        return httpx.get(url, auth=auth, timeout=_TIMEOUT).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
