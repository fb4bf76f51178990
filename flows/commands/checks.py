"""`weerbaar check`: does every part answer? One line each; looks only, changes nothing."""

from __future__ import annotations

import os
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx

from bots.caldav import AdviserCalendar
from bots.imap import Mailbox
from bots.notifying import is_known
from bots.outgoing import Post
from bots.smime import certificate_for, load_signer
from casework.errors import SettingsError, WeerbaarError
from casework.workdays import AMSTERDAM
from flows import authorities
from flows.runtime import Runtime, open_runtime
from flows.settings import Settings, secret
from flows.steps import adviser_calendar, hitches
from flows.steps.roster_view import view
from nlp.classifier import Classifier
from nlp.learning.learned import in_use
from storage import inbox, outbox, windows

_TIMEOUT = 5.0
_DATABASE = "keys and database"


@dataclass(frozen=True, slots=True)
class Result:
    """One part: does it answer, and what does it say."""

    part: str
    well: bool
    text: str

    def result(self) -> Result:
        """It is known already."""
        return self


@dataclass(frozen=True, slots=True)
class Look:
    """A part that is yet to be looked at."""

    part: str
    look: Callable[[], str]

    def result(self) -> Result:
        """What it says, or why it does not."""
        try:
            return Result(self.part, well=True, text=self.look())
        except WeerbaarError as error:
            return Result(self.part, well=False, text=str(error))
        except (OSError, httpx.HTTPError, smtplib.SMTPException) as error:
            return Result(self.part, well=False, text=f"no answer ({type(error).__name__})")


def check_all(settings: Settings, part: str = "") -> list[Result]:
    """Check every part, or the one with this name and no other.

    When the database is away nothing behind it can be found: then that is told instead. Empty: there is no such part.
    """
    found, away = [], []
    for one in _results(settings):
        if part in ("", one.part):
            found.append(one.result())
        elif one.part == _DATABASE and isinstance(one, Result):
            away.append(one)
    return found or away


def _results(settings: Settings) -> Iterator[Result | Look]:
    yield Result("settings", well=True, text=f"data in {settings.data_dir}")
    yield from _people(settings)
    yield from _bells(settings)
    yield from of_telegram(settings)
    yield from _authorities(settings)
    try:
        runtime = open_runtime(settings)
    except WeerbaarError as error:
        yield Result(_DATABASE, well=False, text=str(error))
        return
    try:
        yield from _with_runtime(runtime)
    finally:
        runtime.database.dispose()


def _authorities(settings: Settings) -> Iterator[Result]:
    """The numbers for a dossier, which somebody must check now and then."""
    try:
        known = authorities.load(settings.desk.authorities_file)
    except WeerbaarError as error:
        yield Result("authorities", well=False, text=str(error))
        return
    old = known.is_old(datetime.now(AMSTERDAM).date())
    text = f"checked on {known.checked_on}, to be checked again on {known.review_on}"
    yield Result("authorities", not old, f"{text}: that day has passed" if old else text)


def _people(settings: Settings) -> Iterator[Result]:
    staff = len(settings.desk.secretariaat)
    yield Result("secretariaat", bool(staff), f"{staff} addresses" if staff else "nobody gets work orders")


def _bells(settings: Settings) -> Iterator[Result]:
    """Can these addresses be rung? Nobody is, and none is shown: they hold tokens."""
    named = {"desk.duty_notify": settings.desk.duty_notify, "watch.notify": settings.watch.notify}
    for name, urls in named.items():
        wrong = [number for number, url in enumerate(urls, 1) if not is_known(url.get_secret_value())]
        if wrong:
            numbers = ", ".join(map(str, wrong))
            yield Result(name, well=False, text=f"no address that we can ring: number {numbers} of {len(urls)}")
        elif urls:
            yield Result(name, well=True, text=f"{len(urls)} addresses that we can ring")


def _with_runtime(runtime: Runtime) -> Iterator[Result | Look]:
    yield Look(_DATABASE, lambda: _database(runtime))
    yield _duty(runtime)
    yield Look("reader", lambda: _reader(runtime.settings))
    for box in runtime.settings.mailboxes:
        yield Look(f"mailbox {box.name}", lambda name=box.name: _mailbox(runtime, name))  # type: ignore[misc]
    if not runtime.settings.mailboxes:
        yield Result("mailbox", well=False, text="none is set: mailboxes")
    if runtime.settings.second_reader.url:
        yield Look("second reader", lambda: _second_reader(runtime.settings))
    yield Look("smtp", lambda: _smtp(runtime))
    if runtime.settings.web.public_url:
        yield Look("web", lambda: _web(runtime.settings))
    yield from _papers(runtime)
    if runtime.settings.prefect.enabled:
        yield Look("prefect", lambda: _prefect(runtime.settings))
        yield _shown(runtime)


def _shown(runtime: Runtime) -> Result:
    """Does Prefect take what it must show?"""
    with runtime.database.reading() as tx:
        refused, pending = hitches.count(tx, runtime.clock()).windows, windows.counts(tx)["pending"]
    if refused:
        return Result("in prefect", well=False, text=f"refused again and again: {', '.join(refused)}")
    return Result("in prefect", well=True, text=f"{pending} windows wait to be shown, none is refused")


def _papers(runtime: Runtime) -> Iterator[Result | Look]:
    """The adviser's calendar, the certificates and the folder for reports, as far as they are set."""
    chosen = runtime.settings.report
    if runtime.settings.appointments.caldav_url:
        yield Look("adviser's calendar", lambda: _calendar(runtime))
    if chosen.certificates or chosen.signing_certificate:
        yield Look("certificates", lambda: _certificates(runtime))
    if chosen.inbox is not None:
        there = chosen.inbox.is_dir() and os.access(chosen.inbox, os.W_OK)
        text = f"reports are taken from {chosen.inbox}" if there else f"{chosen.inbox} is no folder we may change"
        yield Result("report folder", there, text)


def _calendar(runtime: Runtime) -> str:
    account = adviser_calendar.account(runtime)
    if account is None:
        return "none is set"
    now = runtime.clock()
    with runtime.database.reading() as tx:
        behind = hitches.count(tx, now).appointments
    with AdviserCalendar(account) as calendar:
        busy = len(calendar.busy(now, now + timedelta(days=7)))
    return f"answers; busy {busy} times in a week" + (f"; {behind} appointments not told yet" if behind else "")


def _certificates(runtime: Runtime) -> str:
    chosen = runtime.settings.report
    if chosen.signing_certificate is not None and chosen.signing_key is not None:
        load_signer(chosen.signing_certificate, chosen.signing_key)
    if chosen.certificates is None:
        return "our own signs; no recipients"
    found = certificate_for(chosen.certificates, chosen.bva_address, runtime.clock())
    return "the BVA gets S/MIME" if found else "none for the BVA: it gets a locked PDF"


def _reader(settings: Settings) -> str:
    used = in_use(settings.models)
    return f"version {Classifier.load(used.home).version}, {used.text}"


def _second_reader(settings: Settings) -> str:
    chosen = settings.second_reader
    key = chosen.api_key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with httpx.Client(timeout=_TIMEOUT, trust_env=False, headers=headers) as client:
        client.get(f"{chosen.url.rstrip('/')}/models").raise_for_status()
    return f"{chosen.model} at {urlsplit(chosen.url).hostname} answers"


def _web(settings: Settings) -> str:
    chosen = settings.web
    with httpx.Client(timeout=_TIMEOUT, trust_env=False) as client:
        client.get(f"http://{chosen.host}:{chosen.port}/health").raise_for_status()
    return f"answers on {chosen.host}:{chosen.port}, for people at {chosen.public_url}"


def of_telegram(settings: Settings) -> Iterator[Look]:
    """Does the Bot API know the bot? Nothing when Telegram is off."""
    if settings.telegram.token.get_secret_value() or settings.telegram.token_file:
        yield Look("telegram", lambda: _telegram(settings))


def _telegram(settings: Settings) -> str:
    """Is the token a bot's? It stands in the address, so no fault of httpx is told as it is."""
    chosen = settings.telegram
    token = secret(chosen.token, chosen.token_file).strip()
    try:
        with httpx.Client(timeout=_TIMEOUT, trust_env=False) as client:
            answer = client.get(f"{chosen.api_url.rstrip('/')}/bot{token}/getMe")
    except httpx.InvalidURL:
        raise SettingsError("the token is none: it has characters that no token has") from None
    if answer.status_code != httpx.codes.OK:
        raise SettingsError(f"the Bot API refuses the token (status {answer.status_code})")
    return f"the bot answers at {urlsplit(chosen.api_url).hostname}; scope {chosen.scope.value}"


def _database(runtime: Runtime) -> str:
    with runtime.database.reading() as tx:
        mail, letters = inbox.counts(tx), outbox.counts(tx)
    told = ", ".join(f"{count} {state}" for state, count in sorted(letters.items())) or "none"
    return f"{mail.get('waiting', 0)} mails wait; letters: {told}"


def _duty(runtime: Runtime) -> Result:
    """Who gets alarms: the roster, or the addresses of the settings."""
    try:
        found = view(runtime, runtime.clock())
    except WeerbaarError as error:
        return Result("duty", well=False, text=str(error))
    if not found.imported:
        count = len(found.fallback)
        text = f"{count} channels for alarms" if count else "nobody gets alarms: desk.duty_mail, or a roster"
        return Result("duty", well=bool(count), text=text)
    wrong = len(found.problems)
    return Result(
        "duty", well=not wrong, text=f"{wrong} problems: weerbaar roster check" if wrong else "roster is sound"
    )


def _mailbox(runtime: Runtime, name: str) -> str:
    account = next(account for account in runtime.accounts() if account.name == name)
    with Mailbox(account) as mailbox:
        return f"{len(mailbox.uids())} mails in {account.folder}"


def _smtp(runtime: Runtime) -> str:
    with Post(runtime.smtp) as line:
        line.open()
    return f"{runtime.smtp.host}:{runtime.smtp.port} answers"


def _prefect(settings: Settings) -> str:
    chosen = settings.prefect
    user, _, password = chosen.auth.get_secret_value().partition(":")
    auth = (user, password) if user else None
    answer = httpx.get(f"{chosen.api_url}/health", auth=auth, timeout=_TIMEOUT)
    answer.raise_for_status()
    return f"{chosen.api_url} answers"
