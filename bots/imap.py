"""One mailbox on an IMAP server: which mails there are, their bytes, marking them as kept, and waiting for news.

Built on IMAPClient 4.1, around its known faults: message sets other than lists of numbers break `fetch`; `idle_check`
spins after the end of the line and trips over half lines (here a blocking `DONE` reads what there is instead); a
search for `UID n:*` always returns the last mail. Mail is only ever peeked at: nothing becomes "read" by us.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from bots.imap_line import Account, LoginRefused, MailLost, connect, hang_up, is_passing, line_of, listen, log_in
from bots.imap_partial import UNPARSABLE, fetch_text_only
from bots.links import reason

__all__ = ["Account", "Fetched", "LoginRefused", "MailLost", "Mailbox"]

log = logging.getLogger(__name__)

_BATCH = 50
_BATCH_BYTES = 8_000_000
_MARK_BATCH = 500
#: imaplib refuses lines above a million characters; a search answer has at most 11 for each mail.
_SEARCH_WINDOW = 50_000
_FIRST_IDLE = 0.25
#: A mail may be bad or a server may be down; these end a conversation, and only then a mail.
_TROUBLE = (*UNPARSABLE, IMAPClientError, OSError, EOFError)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail as the server gave it. `internal_date` is the mailbox's own time (aware, UTC); `size` in bytes there.

    `partial`: too big to fetch, so `raw` is a rebuilt mail with all headers and texts, and empty attachments.
    `error`: the mail could not be fetched; `raw` is then empty. Says why in a few words without content.
    """

    uid: int
    raw: bytes
    internal_date: datetime
    size: int
    partial: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Envelope:
    size: int
    date: datetime


class _Absent(ValueError):
    """The server answered, but not about this mail."""


class Mailbox:
    """A connection with one folder selected. A context manager; not for use by two threads at once.

    Every method raises MailLost when the connection is gone, LoginRefused or MailError when the server refuses.
    """

    uidvalidity: int

    def __init__(self, account: Account, *, search_window: int = _SEARCH_WINDOW) -> None:
        self.account = account
        self._window = search_window
        self._client: Any = None
        self._flags: frozenset[bytes] = frozenset()
        self._exists = 0
        self._said = False

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *exc: object) -> None:
        self._close()

    def uids(self, above: int | None = None) -> list[int]:
        """The UIDs in the folder, sorted; with `above` only the higher ones."""
        low = above or 0
        with line_of(self.account):
            self._heard_news()  # what was announced before this search is found by it
            return sorted({uid for query in self._queries(low) for uid in self._client.search(query) if uid > low})

    def fetch(self, uids: Iterable[int]) -> Iterator[Fetched]:
        """The mails, in the order asked for. A mail that cannot be fetched comes with `error` instead of bytes."""
        for batch in _chunks(list(uids), _BATCH):
            looked = self._each(batch, self._look)
            for group in _groups(batch, looked, self.account.size_cap):
                yield from self._group(group, looked)

    def mark(self, uids: Sequence[int]) -> bool:
        """Show people in the mailbox that these are kept. True when that is done, or is not wanted."""
        how = self._how()
        if how is None or not uids:
            return self.account.after == "nothing" or not uids
        with line_of(self.account):
            done = [self._marked(how, chunk) for chunk in _chunks(list(uids), _MARK_BATCH)]
        return all(done)

    def wait(self, timeout: float, stop: threading.Event | None = None) -> bool:
        """True as soon as mail comes in, False after `timeout` seconds or within a second after `stop` is set."""
        stop = stop or threading.Event()
        with line_of(self.account, fatal=True):
            if self._heard_news() or _is_news(self._client.noop()[1]) or self._heard_news():
                return True
            turn, span = self._pace()
            until = time.monotonic() + timeout
            while not stop.is_set() and (left := until - time.monotonic()) > 0:
                if turn(min(left, span), stop):
                    return True
                span = min(span * 4, self.account.idle_renew_seconds)
        return False

    # --- the line

    def _open(self) -> None:
        with line_of(self.account):
            self._client = connect(self.account)
            try:
                log_in(self._client, self.account)
                self._select()
            except BaseException:
                self._close()
                raise

    def _close(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        with suppress(*_TROUBLE):  # saying goodbye is a courtesy
            client.socket().settimeout(0.5)
            client.logout()
        hang_up(client)

    def _reopen(self) -> None:
        before = self.uidvalidity
        self._close()
        self._open()
        if self.uidvalidity != before:
            raise MailLost(f"{self.account.name}: the folder was made anew")

    def _select(self) -> None:
        answer = self._client.select_folder(self.account.folder)
        self.uidvalidity = int(answer[b"UIDVALIDITY"])
        self._exists = int(answer.get(b"EXISTS", 0))
        self._heard_news()  # how many mails there are is no news
        writable = b"READ-ONLY" not in answer
        self._flags = frozenset(flag.lower() for flag in answer.get(b"PERMANENTFLAGS", ()) if writable)
        if self.account.after == "move":
            self._make_folder()

    def _make_folder(self) -> None:
        if not self._client.folder_exists(self.account.move_to):
            with suppress(IMAPClientError):  # marking will say that it does not work
                self._client.create_folder(self.account.move_to)
                self._client.subscribe_folder(self.account.move_to)

    # --- finding and fetching

    def _queries(self, low: int) -> Iterator[list[str]]:
        if self._exists <= self._window:
            yield ["UID", f"{low + 1}:*"]
            return
        starts = range(1, self._exists + 1, self._window)
        for start in starts:
            end = "*" if start == starts[-1] else str(start + self._window - 1)
            yield [f"{start}:{end}", "UID", f"{low + 1}:*"]

    def _each(self, uids: list[int], ask: Callable[[list[int]], Mapping[int, T]]) -> dict[int, T | str]:
        """Ask about all at once; when that fails ask one by one, so that one bad mail does not hide the others."""
        try:
            return {**ask(uids)}
        except _TROUBLE as error:
            self._after_trouble(error)
        return {uid: self._alone(uid, ask) for uid in uids}

    def _alone(self, uid: int, ask: Callable[[list[int]], Mapping[int, T]]) -> T | str:
        """Ask about one mail, twice. A mail that breaks the line each time is the mail's fault, not the line's."""
        why = ""
        for _ in range(2):
            try:
                return ask([uid])[uid]
            except _TROUBLE as error:
                why = reason(error) if not isinstance(error, _Absent) else "the server does not give it"
                self._after_trouble(error)
        return why

    def _after_trouble(self, error: BaseException) -> None:
        """Start with a clean line: half an answer may still be on the old one."""
        if is_passing(error):
            raise MailLost(f"{self.account.name}: the server is busy") from error
        self._reopen()

    def _look(self, uids: list[int]) -> dict[int, _Envelope]:
        answer = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return {uid: _envelope(_of(answer, uid)) for uid in uids}

    def _bodies(self, uids: list[int]) -> dict[int, bytes]:
        answer = self._client.fetch(uids, ["BODY.PEEK[]"])
        return {uid: _bytes(_of(answer, uid)[b"BODY[]"]) for uid in uids}

    def _text_only(self, uids: list[int]) -> dict[int, bytes]:
        return {uid: fetch_text_only(self._client, uid, self.account.size_cap) for uid in uids}

    def _group(self, uids: list[int], looked: dict[int, _Envelope | str]) -> Iterator[Fetched]:
        big = _is_big(looked.get(uids[0]), self.account.size_cap)
        known = [uid for uid in uids if isinstance(looked[uid], _Envelope)]
        bodies = self._each(known, self._text_only if big else self._bodies) if known else {}
        for uid in uids:
            yield _fetched(uid, looked[uid], bodies.get(uid, ""), partial=big)

    # --- marking

    def _how(self) -> Callable[[list[int]], None] | None:
        wish = self.account.after
        if wish == "move" and self._client.has_capability("MOVE"):
            return self._move
        if wish == "move" and self._client.has_capability("UIDPLUS"):
            return self._copy_and_expunge
        if wish != "nothing" and self._flags & {rb"\*", self.account.keyword.lower().encode()}:
            return self._add_keyword
        if wish != "nothing":
            self._say("the server allows neither moving nor our keyword: mail stays as it is")
        return None

    def _marked(self, how: Callable[[list[int]], None], uids: list[int]) -> bool:
        try:
            how(uids)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            self._say(f"marking was refused ({reason(error)}): mail stays as it is")
            return False
        return True

    def _add_keyword(self, uids: list[int]) -> None:
        self._client.add_flags(uids, [self.account.keyword], silent=True)

    def _move(self, uids: list[int]) -> None:
        self._client.move(uids, self.account.move_to)

    def _copy_and_expunge(self, uids: list[int]) -> None:
        self._client.copy(uids, self.account.move_to)
        self._client.add_flags(uids, [rb"\Deleted"], silent=True)
        self._client.uid_expunge(uids)

    def _say(self, what: str) -> None:
        if not self._said:
            log.warning("mailbox %s: %s", self.account.name, what)
            self._said = True

    # --- waiting

    def _pace(self) -> tuple[Callable[[float, threading.Event], bool], float]:
        """How to wait, and how long the first time.

        Some servers do not announce what came in just before IDLE until that IDLE ends: so the first ones are short.
        """
        if self._client.has_capability("IDLE"):
            return self._idle, _FIRST_IDLE
        return self._poll, self.account.poll_seconds

    def _heard_news(self) -> bool:
        """Whether new mail was announced in the answer to another command; forgets that it was.

        A server announces each mail once, at whatever command comes next; neither NOOP nor IDLE repeats it.
        """
        announced = self._client._imap.untagged_responses  # noqa: SLF001  # IMAPClient has no door to these
        return announced.pop("EXISTS", None) is not None

    def _idle(self, seconds: float, stop: threading.Event) -> bool:
        self._client.idle()
        listen(self._client, seconds, stop)
        if stop.is_set():
            self._client.socket().settimeout(0.5)
        return _is_news(self._client.idle_done()[1])

    def _poll(self, seconds: float, stop: threading.Event) -> bool:
        stop.wait(min(seconds, self.account.poll_seconds))
        return _is_news(self._client.noop()[1])


def _of(answer: dict[int, dict[bytes, Any]], uid: int) -> dict[bytes, Any]:
    if uid not in answer:
        raise _Absent(uid)
    return answer[uid]


def _envelope(item: dict[bytes, Any]) -> _Envelope:
    size, date = item.get(b"RFC822.SIZE"), item.get(b"INTERNALDATE")
    # A date we cannot read must not hold up the mail: it counts as received now.
    at = date.astimezone(UTC) if isinstance(date, datetime) else datetime.now(UTC)
    return _Envelope(size if isinstance(size, int) else 0, at)


def _bytes(value: object) -> bytes:
    if isinstance(value, int):  # the parser makes a number of a mail that is only digits
        return str(value).encode()
    if not isinstance(value, bytes):
        raise _Absent
    return value


def _fetched(uid: int, looked: _Envelope | str, body: bytes | str, *, partial: bool) -> Fetched:
    if isinstance(looked, str):
        return Fetched(uid, b"", datetime.now(UTC), 0, partial=True, error=looked)
    if isinstance(body, str):
        return Fetched(uid, b"", looked.date, looked.size, partial=True, error=body)
    return Fetched(uid, body, looked.date, looked.size, partial=partial)


def _is_big(looked: _Envelope | str | None, cap: int) -> bool:
    return isinstance(looked, _Envelope) and looked.size > cap


def _groups(uids: list[int], looked: dict[int, _Envelope | str], cap: int) -> Iterator[list[int]]:
    """Neighbours to fetch in one go: a few megabytes together; a mail above the cap stands alone."""
    group: list[int] = []
    total = 0
    for uid in uids:
        envelope = looked[uid]
        size = envelope.size if isinstance(envelope, _Envelope) else 0
        if group and (total + size > _BATCH_BYTES or size > cap):
            yield group
            group, total = [], 0
        group.append(uid)
        total = total + size if size <= cap else _BATCH_BYTES
    if group:
        yield group


def _chunks(items: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _is_news(answers: Iterable[tuple[Any, ...]]) -> bool:
    return any(len(answer) > 1 and answer[1] in {b"EXISTS", b"RECENT"} for answer in answers)
