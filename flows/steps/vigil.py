"""Watching the watchers: gather signs of life, say what is wrong, and tell people until it is right again.

What is told goes through the outbox, so that listener and dispatcher together tell it once, and either of them sends
it. When the database itself is away `flows.processes.watchman` tells it straight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bots.lettering import write
from casework import vigil
from casework.letters import Letter, LetterKind
from casework.roster import Medium
from casework.vigil import MAILBOX, Part, Probe, Trouble
from flows.runtime import Runtime, log
from flows.steps.correspondence import Addressee, about_no_case, spoken_time
from flows.steps.oncall import on_call
from storage import heartbeats, inbox, outbox, probes
from storage.session import Tx

#: How far back it is looked what is usual in a mailbox.
_USUAL = timedelta(weeks=8)
_SLOW = timedelta(minutes=5)
_POLLS = 3
_CHANNELS = {Medium.MAIL: "mail", Medium.NOTIFY: "notify", Medium.TELEGRAM: "telegram"}


@dataclass(frozen=True, slots=True)
class Signs:
    """Everything that can be seen of the desk's health."""

    beats: dict[str, datetime]
    limits: dict[str, timedelta]
    probes: tuple[Probe, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(slots=True)
class Told:
    """What a process has told, by part: since when it is wrong."""

    parts: dict[str, datetime] = field(default_factory=dict)


def limits(runtime: Runtime, beats: Iterable[str] = ()) -> dict[str, timedelta]:
    """The parts that should give signs of life, and within what time. Telegram only where it was ever seen."""
    settings = runtime.settings
    short = timedelta(seconds=settings.watch.silent_seconds)
    found = {Part.LISTENER.value: short, Part.DISPATCHER.value: short, Part.READER.value: short}
    for box in settings.mailboxes:
        found[f"{MAILBOX} {box.name}"] = max(short, timedelta(seconds=_POLLS * box.poll_seconds))
    if settings.prefect.enabled:
        found[Part.PREFECT.value] = _SLOW
    if settings.web.public_url:
        found[Part.WEB.value] = short
    if Part.TELEGRAM.value in set(beats):
        found[Part.TELEGRAM.value] = _SLOW
    return found


def look(runtime: Runtime, born_at: datetime, now: datetime) -> Signs:
    """What is wrong at this moment, as far as the database knows. `born_at`: since when this process looks."""
    watch = runtime.settings.watch
    with runtime.database.reading() as tx:
        beats = {beat.part: beat.at for beat in heartbeats.all(tx)}
        newest = probes.newest(tx)
    chosen = limits(runtime, beats)
    troubles = vigil.silent(beats, chosen, born_at, now)
    if watch.probe_minutes:
        every, limit = timedelta(minutes=watch.probe_minutes), timedelta(seconds=watch.probe_limit_seconds)
        found = vigil.probe_trouble(newest, every, limit, born_at, now)
        troubles += [found] if found else []
    return Signs(beats, chosen, tuple(newest), tuple(troubles))


def quiet(runtime: Runtime, now: datetime) -> list[Trouble]:
    """Mailboxes that are quieter than usual for the hour."""
    if not runtime.settings.watch.quiet_mailbox:
        return []
    names = [box.name for box in runtime.settings.mailboxes]
    with runtime.database.reading() as tx:
        found = [vigil.quiet_mailbox(name, inbox.arrivals(tx, name, now - _USUAL), now) for name in names]
    return [trouble for trouble in found if trouble is not None]


def tell(runtime: Runtime, troubles: Iterable[Trouble], told: Told, now: datetime) -> int:
    """Tell of what is wrong, again every so often, and of what is right again; how many letters were posted."""
    wrong = {trouble.part: trouble for trouble in troubles}
    count = 0
    with runtime.database.begin() as tx:
        for trouble in wrong.values():
            told.parts.setdefault(trouble.part, trouble.since_at)
            count += _tell(runtime, tx, trouble, now)
        for part in [part for part in told.parts if part not in wrong]:
            count += _tell_restored(runtime, tx, part, told.parts.pop(part), now)
    return count


def letter_about(trouble: Trouble) -> Letter:
    """What is told of a trouble."""
    facts = {"part": trouble.part, "trouble": trouble.what, "start": spoken_time(trouble.since_at, "nl")}
    return write(LetterKind.SILENT, "nl", facts)


def watchers(runtime: Runtime) -> list[Addressee]:
    """Who is told first: those of the settings; without any, the duty addresses."""
    watch, desk = runtime.settings.watch, runtime.settings.desk
    mail, urls = (watch.mail, watch.notify) if watch.mail or watch.notify else (desk.duty_mail, desk.duty_notify)
    return [*(Addressee("mail", to) for to in mail), *(Addressee("notify", url.get_secret_value()) for url in urls)]


def _tell(runtime: Runtime, tx: Tx, trouble: Trouble, now: datetime) -> int:
    watch = runtime.settings.watch
    to = watchers(runtime)
    if trouble.grave and (not to or now - trouble.since_at >= timedelta(minutes=watch.duty_after_minutes)):
        to += [one for one in _duty(runtime, tx, now) if one not in to]
    turn = int((now - trouble.since_at) / timedelta(minutes=watch.repeat_minutes))
    if not trouble.grave:
        to, turn = [one for one in to if one.channel == "mail"], 0
    key = f"storing {trouble.part} {trouble.since_at.isoformat()} {turn}"
    letter = letter_about(trouble)
    count = outbox.post_all(tx, [about_no_case(runtime, letter, one, key) for one in to], now)
    if count:
        log.critical("%s: %s", trouble.part, trouble.what)
    return count


def _tell_restored(runtime: Runtime, tx: Tx, part: str, since_at: datetime, now: datetime) -> int:
    letter = write(LetterKind.RESTORED, "nl", {"part": part, "start": spoken_time(since_at, "nl")})
    key = f"hersteld {part} {since_at.isoformat()}"
    return outbox.post_all(tx, [about_no_case(runtime, letter, one, key) for one in watchers(runtime)], now)


def _duty(runtime: Runtime, tx: Tx, now: datetime) -> Iterator[Addressee]:
    """Who has a watch now, and the fallback list, by every way they have."""
    roster = on_call(runtime, tx, now).roster
    keys = [roster.on_call(rotation, now) for rotation in roster.rotations]
    for key in dict.fromkeys([*keys, *roster.last_resort()]):
        for way in roster.people[key].ways if key is not None and key in roster.people else ():
            yield Addressee(_CHANNELS[way.medium], way.address)
