"""The adviser's calendar, over CalDAV (RFC 4791): when is there time, and our appointments in it.

Only what is needed: free-busy, put, delete. Whatever goes wrong is CalendarAway or CalendarChanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit

import httpx
from icalendar import Calendar

from bots.links import is_loopback, tls_context
from casework.appointments import Busy
from casework.errors import SettingsError, WeerbaarError

_SECONDS = 15
_CHANGED = 412
_GONE = frozenset({404, 410})


class CalendarAway(WeerbaarError):
    """The calendar does not answer or refuses; trying again later may help."""


class CalendarChanged(WeerbaarError):
    """Somebody else changed our appointment in the calendar."""


@dataclass(frozen=True, slots=True)
class CalendarAccount:
    """One calendar: its address (a collection), and how to log in."""

    url: str
    user: str
    password: str
    ca_file: Path | None = None


class AdviserCalendar:
    """A line to one calendar; a context manager."""

    def __init__(self, account: CalendarAccount) -> None:
        address = urlsplit(account.url)
        loopback = is_loopback(address.hostname or "")
        if address.scheme != "https" and not loopback:
            raise SettingsError("appointments.caldav_url: use https://; http:// is for loopback only")
        self._url = account.url.rstrip("/") + "/"
        self._client = httpx.Client(
            auth=(account.user, account.password),
            timeout=_SECONDS,
            verify=tls_context(account.ca_file) if address.scheme == "https" else True,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def busy(self, start: datetime, end: datetime) -> list[Busy]:
        """When there is no time, between two moments. Raises CalendarAway."""
        asked = (
            '<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">'
            f'<C:time-range start="{_stamp(start)}" end="{_stamp(end)}"/></C:free-busy-query>'
        )
        answer = self._ask("REPORT", self._url, asked, {"Content-Type": "application/xml", "Depth": "1"})
        _require_success(answer)
        try:
            return sorted(_periods(answer.content), key=lambda item: item.start)
        except (ValueError, AttributeError, TypeError) as error:
            raise CalendarAway("the calendar's answer cannot be read") from error

    def put(self, uid: str, entry: bytes, etag: str | None) -> str | None:
        """Write an appointment; `etag` is what the last write gave. Gives the new one, if the server tells it.

        Raises CalendarAway, CalendarChanged.
        """
        answer = self._put(uid, entry, {"If-Match": etag} if etag else {"If-None-Match": "*"})
        if answer.status_code == _CHANGED and not etag:
            answer = self._put(uid, entry, {})  # ours: written just before we could remember it
        if answer.status_code == _CHANGED:
            raise CalendarChanged("somebody else changed this appointment in the calendar")
        _require_success(answer)
        return str(answer.headers.get("etag", "")) or None

    def delete(self, uid: str) -> None:
        """Take an appointment out; one that is not there is out. Raises CalendarAway."""
        answer = self._ask("DELETE", self._address(uid))
        if answer.status_code not in _GONE:
            _require_success(answer)

    def _put(self, uid: str, entry: bytes, condition: dict[str, str]) -> httpx.Response:
        head = {"Content-Type": "text/calendar; charset=utf-8"} | condition
        return self._ask("PUT", self._address(uid), entry, head)

    def _address(self, uid: str) -> str:
        return f"{self._url}{quote(uid, safe='')}.ics"

    def _ask(
        self, method: str, url: str, content: str | bytes | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        try:
            return self._client.request(method, url, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise CalendarAway(f"the calendar does not answer ({type(error).__name__})") from error


def _require_success(answer: httpx.Response) -> None:
    if not answer.is_success:
        raise CalendarAway(f"the calendar answered {answer.status_code}")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _periods(answer: bytes) -> Iterator[Busy]:
    """FREEBUSY lines hold one period or several, and FBTYPE=FREE is not busy."""
    for component in Calendar.from_ical(answer).walk("VFREEBUSY"):
        found = component.get("freebusy", [])
        for entry in found if isinstance(found, list) else [found]:
            if str(entry.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            for period in entry.dts if hasattr(entry, "dts") else [entry]:
                start, end = period.dt if hasattr(period, "dt") else (period.start, period.end)
                yield Busy(start, start + end if isinstance(end, timedelta) else end)
