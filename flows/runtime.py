"""Wiring: from settings to the things that do the work. The only place that knows how they are put together."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bots.imap import Account
from bots.microsoft import microsoft_token
from bots.outgoing import SmtpServer
from casework.errors import ReadingError, SettingsError
from casework.obligations import Terms
from casework.reminders import Rhythm
from casework.workdays import WorkCalendar
from flows.dutch_holidays import KRALENDIJK, dutch_holidays, island_holidays
from flows.second_reader import SecondReader
from flows.settings import MailboxSettings, Settings, SmtpSettings, secret
from storage import rosters
from storage.crypto import KeyRing
from storage.session import Database

if TYPE_CHECKING:
    from nlp.classifier import Classifier

_REFERENCE_KEYS = "case reference"
_LINK_KEYS = "alarm link"
_PICK_KEYS = "appointment link"
_DATA_KEYS = "data link"
_MEGABYTE = 1_000_000

log = logging.getLogger("weerbaar")

#: Who acts in the journal when no person does.
DESK = "weerbaar"


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


def no_step(_step: str, _what: str) -> None:
    """Nobody watches the steps."""


def trace(error: BaseException) -> str:
    """An error for the log: its type and where it happened. Never its text, which may hold what a mail said."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"


@dataclass
class Runtime:
    """What every step needs.

    `on_step(step, what)` is told after each step that a crash may separate from the next one ("fetched", "kept",
    "marked", "decided", "handled", "claimed", "handed over", "sent"); `what` is a ledger, letter or case number.
    """

    settings: Settings
    database: Database
    clock: Callable[[], datetime] = utc_now
    on_step: Callable[[str, str], None] = no_step
    reader: Classifier | None = field(default=None)
    #: Which piece of work said what about a setting, so that it is said once and not each second.
    complaints: dict[str, str] = field(default_factory=dict)

    @cached_property
    def classifier(self) -> Classifier:
        """The reader, loaded when it is first needed: spaCy takes seconds, and a Prefect run never reads.

        A model that was learned here comes before the shipped one. Without a model the phrases read alone, and a human
        looks at every message.
        """
        if self.reader is not None:
            return self.reader
        from nlp.classifier import Classifier  # noqa: PLC0415 - see above
        from nlp.learning.learned import in_use  # noqa: PLC0415 - see above

        try:
            return Classifier.load(in_use(self.settings.models).home)
        except ReadingError as error:
            log.error("%s; the shipped model reads", error)
        try:
            return Classifier.load()
        except ReadingError as error:
            log.error("%s; a human looks at every message until that is mended", error)
            return Classifier.without_model()

    @cached_property
    def second_reader(self) -> SecondReader | None:
        """The second reader, if one was set."""
        if not self.settings.second_reader.url:
            return None
        return SecondReader(self.settings.second_reader)

    @property
    def reference_keys(self) -> list[bytes]:
        """Keys for signed references, newest first."""
        return self.database.keys.derive(_REFERENCE_KEYS)

    @property
    def link_keys(self) -> list[bytes]:
        """Keys for the signed links of alarms, newest first."""
        return self.database.keys.derive(_LINK_KEYS)

    @property
    def pick_keys(self) -> list[bytes]:
        """Keys for the signed links of proposed moments, newest first."""
        return self.database.keys.derive(_PICK_KEYS)

    @property
    def data_keys(self) -> list[bytes]:
        """Keys for the signed links by which the data of a person are entered, newest first."""
        return self.database.keys.derive(_DATA_KEYS)

    def reload_keys(self) -> bool:
        """Read the key ring anew, as `weerbaar keys rotate` may have written it; true when it has a new key."""
        ring = KeyRing.load(self.settings.keys)
        changed = ring.current != self.database.keys.current
        self.database.keys = ring
        return changed

    @cached_property
    def calendar(self) -> WorkCalendar:
        """Working days and opening hours."""
        chosen = self.settings.calendar
        question = dutch_holidays(good_friday=chosen.good_friday, liberation_day_yearly=chosen.liberation_day_yearly)
        return WorkCalendar(question, chosen.opens, chosen.closes)

    def calendar_of(self, name: str) -> WorkCalendar:
        """Whose working days count for a case: nl, or one of the islands (bq, bon, sta, sab)."""
        return self.calendar if name == "nl" else self._island_calendars[name]

    @cached_property
    def _island_calendars(self) -> dict[str, WorkCalendar]:
        chosen, here = self.settings.calendar, self.calendar.is_holiday
        return {
            name: WorkCalendar(
                island_holidays(None if name == "bq" else name.upper(), here),
                chosen.caribbean_opens,
                chosen.caribbean_closes,
                KRALENDIJK,
            )
            for name in ("bq", "bon", "sta", "sab")
        }

    @cached_property
    def rhythm(self) -> Rhythm:
        """When people are reminded."""
        chosen = self.settings.reminders
        return Rhythm(
            chosen.before_working_days,
            chosen.coordinator_working_days,
            tuple(chosen.official_letters_working_days),
            tuple(chosen.talk_days),
        )

    @cached_property
    def terms(self) -> Terms:
        """How long each promise runs."""
        return Terms(**self.settings.terms.model_dump())

    @cached_property
    def smtp(self) -> SmtpServer:
        """Where letters leave. Raises SettingsError when none is set, or its password cannot be read."""
        chosen = self._smtp_settings()
        return SmtpServer(
            host=chosen.host,
            port=chosen.port,
            user=chosen.user or None,
            password=secret(chosen.password, chosen.password_file) or None,
            security=chosen.security,
            timeout=chosen.timeout_seconds,
            ca_file=chosen.ca_file,
            from_address=self.settings.desk.address,
            from_name=chosen.from_name,
        )

    def _smtp_settings(self) -> SmtpSettings:
        if not self.settings.smtp.host:
            raise SettingsError("smtp.host is not set: our letters and alarms cannot leave")
        return self.settings.smtp

    def complain(self, what: str, text: str) -> None:
        """A wrong setting stays wrong until somebody mends it: told again after it went well, or says otherwise."""
        if self.complaints.get(what) != text:
            self.complaints[what] = text
            log.warning("%s: %s", what, text)

    def require_alarm_path(self) -> None:
        """Raises SettingsError when alarms have no way out at all or would reach nobody.

        A mail password that cannot be read stops nobody: mail still comes in, and alarms take the other ways.
        """
        self._smtp_settings()
        desk = self.settings.desk
        if not (desk.duty_mail or desk.duty_notify or self._has_roster()):
            raise SettingsError(
                "desk.duty_mail and desk.duty_notify are empty and there is no roster: alarms would reach nobody"
            )
        try:
            _ = self.smtp
        except SettingsError as error:
            log.error("no mail can leave, alarms take the other ways until this is mended: %s", error)

    def _has_roster(self) -> bool:
        """A roster was imported in which somebody can be reached."""
        with self.database.reading() as tx:
            plan = rosters.load(tx, self.calendar.is_holiday, self.clock())
        return plan is not None and bool(plan.roster.last_resort())

    def accounts(self) -> list[Account]:
        """The mailboxes to listen to. Raises SettingsError when there is none."""
        if not self.settings.mailboxes:
            raise SettingsError("mailboxes is empty: name at least one mailbox in weerbaar.toml")
        return [account(box) for box in self.settings.mailboxes]


def open_runtime(settings: Settings, *, migrate: bool = False) -> Runtime:
    """A runtime on the settings' database. Raises SettingsError, StorageError."""
    if not settings.keys.is_file():
        raise SettingsError(f"no key ring at {settings.keys}: make one with `weerbaar keys new`")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url, KeyRing.load(settings.keys))
    if migrate:
        database.migrate()
    elif not database.is_current():
        raise SettingsError("the database is not up to date: run `weerbaar migrate`")
    if not database.fits_keys():
        raise SettingsError(
            f"the key ring {settings.keys} does not fit this database: put back the one it was made with"
        )
    return Runtime(settings, database)


def account(box: MailboxSettings) -> Account:
    """The account of one mailbox; its password is read anew at each log-in."""
    if not box.host or not box.user:
        raise SettingsError(f"mailbox {box.name}: host and user are needed")
    return Account(
        name=box.name,
        host=box.host,
        port=box.port,
        user=box.user,
        password=_password(box),
        security=box.security,
        folder=box.folder,
        auth="xoauth2" if box.auth == "microsoft" else "password",
        ca_file=box.ca_file,
        after=box.after,
        keyword=box.keyword,
        move_to=box.move_to,
        size_cap=box.size_cap_mb * _MEGABYTE,
        poll_seconds=box.poll_seconds,
    )


def _password(box: MailboxSettings) -> Callable[[], str]:
    if box.auth == "microsoft":
        return microsoft_token(box.tenant, box.client_id, secret(box.password, box.password_file))
    return lambda: secret(box.password, box.password_file)
