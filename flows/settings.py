"""Every setting, with its default and what it means. Read from `weerbaar.toml` and from WEERBAAR_… in the environment.

A nested setting is a table in the file (`[smtp]`, `host = …`) and two underscores in the environment
(`WEERBAAR_SMTP__HOST`). `docs/settings.md` is made from this file; a test keeps the two equal.
"""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from bots.links import is_loopback
from casework.conversation import Scope
from casework.errors import SettingsError

CONFIG_VARIABLE = "WEERBAAR_CONFIG"

Security = Literal["tls", "starttls", "none"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _public(url: str) -> str:
    """An address for people outside. Raises ValueError for one that others may listen in on."""
    if url and not url.startswith("https://") and not is_loopback(urlsplit(url).hostname or ""):
        raise ValueError("use https://; http:// is for loopback only")
    return url


class MailboxSettings(_Table):
    """A mailbox to listen to."""

    name: str = Field("wvb", description="Short name in the ledger; keep it when the server changes")
    host: str = Field("", description="IMAP server")
    port: int = Field(993, description="IMAP port", ge=1, le=65535)
    security: Security = Field("tls", description="tls, starttls, or none (loopback only)")
    user: str = Field("", description="Log-in name")
    password: SecretStr = Field(SecretStr(""), description="Password; better: password_file")
    password_file: Path | None = Field(None, description="File with the password on its first line")
    auth: Literal["password", "microsoft"] = Field("password", description="microsoft: XOAUTH2 for Microsoft 365")
    tenant: str = Field("", description="Microsoft 365: tenant id")
    client_id: str = Field("", description="Microsoft 365: application id; its secret is the password")
    ca_file: Path | None = Field(None, description="Certificates to trust instead of the system's")
    folder: str = Field("INBOX", description="Folder to listen to")
    after: Literal["keyword", "move", "nothing"] = Field("keyword", description="What to do with a mail that is kept")
    keyword: str = Field("$Weerbaar", description="IMAP keyword for kept mail")
    move_to: str = Field("Verwerkt", description="Folder for kept mail when after = move")
    size_cap_mb: int = Field(25, description="Above this size (MB) only headers and text are fetched", ge=1)
    poll_seconds: int = Field(60, description="Safety poll beside push", ge=1)


class SmtpSettings(_Table):
    """The mail server our letters leave through."""

    host: str = Field("", description="SMTP server")
    port: int = Field(587, description="SMTP port", ge=1, le=65535)
    security: Security = Field("starttls", description="starttls, tls, or none (loopback only)")
    user: str = Field("", description="Log-in name; empty: no log-in")
    password: SecretStr = Field(SecretStr(""), description="Password; better: password_file")
    password_file: Path | None = Field(None, description="File with the password on its first line")
    ca_file: Path | None = Field(None, description="Certificates to trust instead of the system's")
    timeout_seconds: int = Field(10, description="Longest wait for one answer of the server", ge=1)
    from_name: str = Field("Weerbaar Bestuur", description="Name on our letters")


class DeskSettings(_Table):
    """Who we are, and the numbers in our letters. Verify them with the CCV at every review date."""

    address: str = Field("wvb@hetccv.nl", description="Our mail address: sender of all letters")
    other_addresses: list[str] = Field([], description="Other addresses that are ours; never answered")
    plus_addressing: bool = Field(default=False, description="Reply address wvb+reference@…, if the server allows")
    phone: str = Field("030 751 67 99", description="Secretariaat")
    police_phone: str = Field("0900-8844", description="Police, no emergency")
    support_phone: str = Field("070 373 83 14", description="Ondersteuningsteam Weerbaar Bestuur, day and night")
    emergency: str = Field("112", description="Emergency number in the European Netherlands")
    emergency_caribbean: str = Field("911", description="Emergency number on Bonaire, Sint Eustatius and Saba")
    secretariaat: list[str] = Field([], description="Mail addresses that get work orders")
    coordinator: list[str] = Field([], description="Mail addresses that hear what stays late; empty: secretariaat")
    colleagues: list[str] = Field(
        [], description="Names of who sign: shown with the forms in Prefect; other names are marked in the journal"
    )
    digest: bool = Field(default=True, description="Mail the day's overview to secretariaat")
    digest_at: time = Field(time(8, 30), description="When the day's overview goes to secretariaat, on working days")
    authorities_file: Path | None = Field(
        None, description="Authorities and numbers for a dossier; empty: the list that came along"
    )
    duty_mail: list[str] = Field([], description="Mail addresses that get alarms")
    digest_after: int = Field(
        5, description="After so many calls to one person by one way in a minute the others go together; 0: never", ge=0
    )
    digest_seconds: int = Field(20, description="Then a digest at most every so many seconds", ge=1, le=50)
    notify_per_minute: int = Field(0, description="Most messages a minute to all Apprise addresses; 0: no limit", ge=0)
    duty_notify: list[SecretStr] = Field([], description="Apprise URLs that get alarms (SMS gateway, Signal, ntfy…)")


class DoorSettings(_Table):
    """The page on which an alarm is taken over by phone (`weerbaar door`). Off as long as public_url is empty."""

    public_url: str = Field("", description="Where phones find the page: https://…; empty: no links, no page")
    host: str = Field("127.0.0.1", description="Address to listen on, behind a proxy that does TLS")
    port: int = Field(8321, description="Port to listen on", ge=1, le=65535)
    data_link_hours: int = Field(
        24, description="How long a link for entering somebody's data can be used, in hours", ge=1, le=168
    )

    @field_validator("public_url")
    @classmethod
    def _no_clear_text(cls, value: str) -> str:
        return _public(value)


class WebSettings(_Table):
    """The web chat and the registration form (`weerbaar web`). Off as long as public_url is empty."""

    public_url: str = Field("", description="Where people find it: https://…; empty: no web chat, no form")
    host: str = Field("127.0.0.1", description="Address to listen on, behind a proxy that does TLS")
    port: int = Field(8322, description="Port to listen on", ge=1, le=65535)
    embed_on: list[str] = Field([], description="Sites (https://…) that may show the chat in a frame")
    other_sites: bool = Field(
        default=False, description="Those sites lie under another domain than public_url: cookies must allow that"
    )
    exit_url: str = Field("https://www.knmi.nl/", description="Where the button to leave quickly goes")
    privacy_url: str = Field("", description="The CCV's own privacy statement; empty: only our short one")
    client_header: str = Field("", description="Header in which the proxy gives a visitor's address; empty: none")
    trusted_proxies: list[str] = Field(
        ["127.0.0.1", "::1"], description="Addresses of proxies whose client_header counts"
    )
    idle_minutes: int = Field(30, description="A session without a word ends after so many minutes", ge=5)
    most_open: int = Field(5000, description="Most web chats that are open at once", ge=1)
    chats_per_hour: int = Field(60, description="New chats for each address, an hour", ge=1)
    forms_per_hour: int = Field(30, description="Forms for each address, an hour; a threat is always taken", ge=1)
    codes_per_hour: int = Field(20, description="Tries of a code for each address, an hour", ge=1)
    turns_per_minute: int = Field(
        30, description="Messages in each conversation answered at once, a minute; more are read together", ge=1
    )
    shortest_seconds: float = Field(3, description="Nobody fills in the form faster than this", ge=0)

    @field_validator("public_url")
    @classmethod
    def _no_clear_text(cls, value: str) -> str:
        return _public(value)


class JournalSettings(_Table):
    """Where signed heads of the journal go. Keep them apart from the database: they prove that nothing was cut off."""

    head_mail: list[str] = Field([], description="Mail addresses outside the desk that get them")
    head_file: Path | None = Field(None, description="File to which they are added, best on another disk")
    head_hours: int = Field(24, description="How often, hours", ge=1)


class TelegramSettings(_Table):
    """A chat by Telegram (`weerbaar talk`). Off as long as token is empty. See docs/chat.md before switching it on."""

    token: SecretStr = Field(SecretStr(""), description="Token of the bot; better: token_file")
    token_file: Path | None = Field(None, description="File with the token on its first line")
    scope: Scope = Field(
        Scope.MINIMAL, description="minimal: a way to call back only; full: everything (Telegram can read it)"
    )
    api_url: str = Field("https://api.telegram.org", description="Address of the Bot API")
    webhook_url: str = Field("", description="Where Telegram sends updates: https://…/telegram; empty: we ask for them")
    webhook_host: str = Field("127.0.0.1", description="Address to listen on for these, behind a proxy that does TLS")
    webhook_port: int = Field(8323, description="Port to listen on for these", ge=1, le=65535)

    @field_validator("api_url", "webhook_url")
    @classmethod
    def _no_clear_text(cls, value: str) -> str:
        host = urlsplit(value).hostname or ""
        if value and not value.startswith("https://") and not is_loopback(host):
            raise ValueError("use https://; http:// is for loopback only")
        return value


class WatchSettings(_Table):
    """Watching the watchers: who is told when a part falls silent, and how it is tried out."""

    mail: list[str] = Field([], description="Mail addresses that are told; empty: the duty addresses")
    notify: list[SecretStr] = Field([], description="Apprise URLs that are told; a channel beside mail is needed")
    silent_seconds: int = Field(120, description="Longest silence of listener, dispatcher and reader, seconds", ge=5)
    repeat_minutes: int = Field(30, description="How often what is still wrong is told again, minutes", ge=1)
    duty_after_minutes: int = Field(10, description="After so long also everybody of the roster is told", ge=0)
    probe_minutes: int = Field(
        0, description="How often a test threat goes through the mailbox, minutes; 0: never", ge=0
    )
    probe_limit_seconds: int = Field(120, description="Longest that a test threat may take, seconds", ge=5)
    quiet_mailbox: bool = Field(default=True, description="Tell when a mailbox is quieter than usual for the hour")
    ping_url: SecretStr = Field(
        SecretStr(""), description="Address outside that is fetched every minute while all is well; it misses us"
    )


class TermSettings(_Table):
    """How long each promise runs."""

    contact_working_days: int = Field(3, description="First contact, working days after receipt", ge=0)
    contact_tries: int = Field(3, description="Tries to reach somebody before a letter says so", ge=1)
    unreached_working_days: int = Field(10, description="Waiting after that letter, working days", ge=1)
    plan_talk_working_days: int = Field(5, description="Planning a talk, working days", ge=1)
    wait_working_days: int = Field(5, description="Longest a clock stands still for others, working days", ge=1)
    talk_note_working_days: int = Field(1, description="Noting how a talk went, working days after it", ge=0)
    assign_report_working_days: int = Field(2, description="Giving the adviesrapport to an adviser, working days", ge=0)
    report_working_days: int = Field(15, description="Writing the adviesrapport, working days", ge=1)
    bva_working_days: int = Field(10, description="Decision of the BVA, working days", ge=1)
    official_working_days: int = Field(15, description="Answer of the bestuurder, working days", ge=1)
    call_official_working_days: int = Field(2, description="Calling the bestuurder, working days", ge=0)
    employer_start_working_days: int = Field(15, description="Asking the werkgever about the start, working days", ge=1)
    explanation_working_days: int = Field(10, description="Explaining the adviesrapport, working days", ge=1)
    execution_check_weeks: int = Field(8, description="Check of the execution, weeks", ge=1)
    resume_working_days: int = Field(5, description="Decision about a case on hold, working days", ge=1)
    read_working_days: int = Field(1, description="Reading an ordinary message, working days", ge=0)
    question_working_days: int = Field(2, description="Answering a question, working days", ge=0)
    undelivered_working_days: int = Field(1, description="Another way after a returned letter, working days", ge=0)
    see_talk_working_days: int = Field(1, description="Looking after an appointment, working days", ge=0)
    password_working_days: int = Field(1, description="Telling a report's password by phone, working days", ge=0)
    merge_working_days: int = Field(2, description="Judging whether a case is a double, working days", ge=0)
    call_back_minutes: int = Field(15, description="Calling back after a threat, minutes, day and night", ge=1)
    look_minutes: int = Field(30, description="Looking at an unclear message, minutes, day and night", ge=1)


class ReminderSettings(_Table):
    """When people are reminded of a promise that is still open. In office hours only."""

    before_working_days: int = Field(1, description="Before it is due, working days", ge=1)
    coordinator_working_days: int = Field(2, description="Late for so long: the coordinator hears it", ge=1)
    official_letters_working_days: list[int] = Field(
        [3, 7, 12], description="Letters to the bestuurder about the report, working days after it was sent"
    )
    talk_days: list[int] = Field([7, 1], description="Reminders of an appointment, days before it")


class CalendarSettings(_Table):
    """When the desk is open."""

    opens: time = Field(time(8, 30), description="Opening time, Europe/Amsterdam")
    closes: time = Field(time(17, 0), description="Closing time; later counts as the next working day")
    good_friday: bool = Field(default=True, description="Good Friday is a holiday")
    liberation_day_yearly: bool = Field(default=False, description="5 May is a holiday each year, not each fifth")
    caribbean_opens: time = Field(time(8, 30), description="Cases on the islands: from, island time")
    caribbean_closes: time = Field(time(11, 0), description="Until, island time: then the desk closes in summer")


class AppointmentSettings(_Table):
    """Talks: how long they last, when they may begin, and the adviser's calendar (off without caldav_url)."""

    meeting_url: str = Field("", description="Link of the digital talk with the werkgever; empty: it follows by phone")
    employer_minutes: int = Field(60, description="Digital talk with the werkgever, minutes", ge=10)
    home_minutes: int = Field(120, description="Talk and woningscan at the bestuurder's home, minutes", ge=10)
    explanation_minutes: int = Field(45, description="Explanation of the report, minutes", ge=10)
    travel_minutes: int = Field(60, description="Kept free before and after a talk at home, minutes", ge=0)
    times: list[time] = Field(
        [time(9, 30), time(11), time(13, 30), time(15)], description="When a talk may begin, Europe/Amsterdam"
    )
    lead_working_days: int = Field(2, description="First day that is proposed, working days from now", ge=0)
    horizon_working_days: int = Field(15, description="How far ahead is looked for a moment, working days", ge=1)
    calendar_patience_minutes: int = Field(
        30, description="A guest who wants another moment waits so long for a calendar that is away; then a task", ge=1
    )
    caldav_url: str = Field("", description="The adviser's calendar (CalDAV collection); empty: no free/busy")
    caldav_user: str = Field("", description="Log-in name there")
    caldav_password: SecretStr = Field(SecretStr(""), description="Password; better: caldav_password_file")
    caldav_password_file: Path | None = Field(None, description="File with the password on its first line")
    caldav_ca_file: Path | None = Field(None, description="Certificates to trust instead of the system's")


class ReportSettings(_Table):
    """The adviesrapport: who reviews it, and how it travels. It never leaves open: S/MIME or a PDF with a password."""

    bva_address: str = Field("", description="Mail address of the BVA; empty: reports cannot be sent to it")
    bva_phone: str = Field("", description="Phone of the BVA (E.164) for passwords by SMS")
    certificates: Path | None = Field(
        None, description="Folder with certificates (PEM) of recipients: who has one there gets S/MIME"
    )
    signing_certificate: Path | None = Field(None, description="Our own S/MIME certificate and its chain (PEM)")
    signing_key: Path | None = Field(None, description="Its key (PEM, without password)")
    password_notify: SecretStr = Field(
        SecretStr(""), description="Apprise URL of an SMS gateway with {phone} in it; empty: passwords by phone"
    )
    inbox: Path | None = Field(
        None, description="Folder where advisers put WVB-2026-0042.json or .pdf; what is taken in is removed there"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.signing_certificate is None) != (self.signing_key is None):
            raise ValueError("signing_certificate and signing_key belong together")
        url = self.password_notify.get_secret_value()
        if url and "{phone}" not in url:
            raise ValueError("password_notify: {phone} is missing in it")
        return self


class RetentionSettings(_Table):
    """How long records are kept. Each night at `hour` what is over its term is erased (docs/retention.md)."""

    hour: int = Field(3, description="From this hour on (Europe/Amsterdam) the nightly erasure runs", ge=0, le=23)
    loose_days: int = Field(30, description="Messages, chats and letters without a case, days after receipt", ge=1)
    enclosure_days: int = Field(7, description="Enclosures of letters, days after sending", ge=0)
    report_days: int = Field(90, description="The adviesrapport, days after the case has ended", ge=0)
    case_days: int = Field(365, description="People, mails and letters, days after the case has ended", ge=0)
    threat_days: int = Field(1825, description="The same of a case that was not only preventive, days", ge=0)
    journal_days: int = Field(1825, description="Words of the journal and who was called, days after the end", ge=0)
    prefect_days: int = Field(30, description="Finished runs and old artifacts in Prefect, days", ge=1)


class PrefectSettings(_Table):
    """The window the secretariaat looks through."""

    enabled: bool = Field(default=True, description="Show cases in Prefect; off: intake and alarms only")
    api_url: str = Field("http://127.0.0.1:4200/api", description="Address of the Prefect server")
    auth: SecretStr = Field(SecretStr(""), description="user:password of the Prefect server (basic authentication)")
    database: str = Field("", repr=False, description="Database of the Prefect server; empty: SQLite in data_dir")


class SecondReaderSettings(_Table):
    """A language model inside the organisation that may raise what the reader did not see. Off without url."""

    url: str = Field("", description="OpenAI-compatible address, up to and with /v1; https, or http on loopback")
    model: str = Field("", description="Name of the model there")
    timeout_seconds: float = Field(5, description="Longest wait for an answer; then it counts as none", gt=0, le=30)
    api_key: SecretStr = Field(SecretStr(""), description="Key, if the address asks for one")

    @model_validator(mode="after")
    def _a_safe_address(self) -> Self:
        if not self.url:
            return self
        address = urlsplit(self.url)
        safe = address.scheme == "https" or (address.scheme == "http" and is_loopback(address.hostname or ""))
        if not safe or not address.hostname:
            raise ValueError("url: https, or http on loopback")
        if not self.model:
            raise ValueError("model is needed beside url")
        return self


class Settings(BaseSettings):
    """All settings together."""

    model_config = SettingsConfigDict(env_prefix="WEERBAAR_", env_nested_delimiter="__", extra="forbid")

    data_dir: Path = Field(Path("var"), description="Folder for the database, the keys and Prefect's own data")
    database: str = Field("", repr=False, description="Database URL; empty: SQLite in data_dir")
    key_file: Path | None = Field(None, description="Key ring; empty: keys.json in data_dir")
    mailboxes: Annotated[list[MailboxSettings], Field(description="Mailboxes to listen to")] = []
    smtp: SmtpSettings = SmtpSettings()
    desk: DeskSettings = DeskSettings()
    door: DoorSettings = DoorSettings()
    web: WebSettings = WebSettings()
    telegram: TelegramSettings = TelegramSettings()
    journal: JournalSettings = JournalSettings()
    watch: WatchSettings = WatchSettings()
    terms: TermSettings = TermSettings()
    reminders: ReminderSettings = ReminderSettings()
    calendar: CalendarSettings = CalendarSettings()
    appointments: AppointmentSettings = AppointmentSettings()
    report: ReportSettings = ReportSettings()
    retention: RetentionSettings = RetentionSettings()
    prefect: PrefectSettings = PrefectSettings()
    second_reader: SecondReaderSettings = SecondReaderSettings()

    @classmethod
    def settings_customise_sources(  # noqa: D102
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file()))

    @model_validator(mode="after")
    def _only_loopback_in_clear(self) -> Self:
        for what, host, security in self._lines():
            if security == "none" and host and not is_loopback(host):
                raise ValueError(f"{what}: security = none is for loopback only; use tls or starttls")
        return self

    def _lines(self) -> list[tuple[str, str, str]]:
        boxes = [(f"mailbox {box.name}", box.host, str(box.security)) for box in self.mailboxes]
        return [*boxes, ("smtp", self.smtp.host, str(self.smtp.security))]

    @property
    def database_url(self) -> str:
        """The database, with the default filled in."""
        return self.database or f"sqlite:///{self.data_dir.absolute() / 'weerbaar.sqlite3'}"

    @property
    def keys(self) -> Path:
        """The key ring's file, with the default filled in."""
        return self.key_file or self.data_dir / "keys.json"

    @property
    def models(self) -> Path:
        """The folder of the models that were learned here."""
        return self.data_dir / "models"

    @property
    def own_addresses(self) -> frozenset[str]:
        """Addresses that are the desk's own, in lower case."""
        return frozenset(address.lower() for address in (self.desk.address, *self.desk.other_addresses))


def config_file() -> Path:
    """The settings file: WEERBAAR_CONFIG, else weerbaar.toml in this folder, else the system's."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        if not Path(named).is_file():
            raise SettingsError(f"{CONFIG_VARIABLE} names {named}, which is no file")
        return Path(named)
    here = Path("weerbaar.toml")
    return here if here.is_file() else Path("/etc/weerbaar/weerbaar.toml")


def load() -> Settings:
    """The settings of this machine. Raises SettingsError that names each wrong setting."""
    try:
        return Settings()
    except ValidationError as error:
        told = "; ".join(_problem(dict(item)) for item in error.errors())
        raise SettingsError(f"{_told_by()}: {told}") from None
    except ValueError as error:
        raise SettingsError(f"{config_file()}: {error}") from None


def secret(value: SecretStr, file: Path | None) -> str:
    """A password, from its file when one is named."""
    if file is None:
        return value.get_secret_value()
    try:
        return file.read_text().splitlines()[0]
    except (OSError, IndexError) as error:
        raise SettingsError(f"password_file {file}: cannot be read ({type(error).__name__})") from error


def _told_by() -> str:
    """Where the settings were read, for whoever must mend them."""
    file = config_file()
    return str(file) if file.is_file() else "environment (no settings file was found)"


#: What pydantic calls a fault -> what we call it; the other faults have words of their own.
_FAULTS = {"extra_forbidden": "no such setting", "missing": "must be set"}
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


def _problem(item: dict[str, object]) -> str:
    where = item["loc"]
    name = ".".join(_step(step) for step in where) if isinstance(where, tuple) else ""
    said = str(item["msg"]).replace("Input should", "must").replace("Value error, ", "")
    told = _FAULTS.get(str(item["type"])) or _out_of_bounds(item) or said
    return f"{name}: {told}" if name else told


def _out_of_bounds(item: dict[str, object]) -> str | None:
    """What is too small or too large, with what it was and what it may be."""
    bound, context = _BOUNDS.get(str(item["type"])), item.get("ctx")
    if bound is None or not isinstance(context, dict):
        return None
    name, words = bound
    return f"must be {words} {context[name]}, not {item['input']}"


def _step(step: object) -> str:
    """A place in a list counts from one, as people do."""
    return f"number {step + 1}" if isinstance(step, int) else str(step)
