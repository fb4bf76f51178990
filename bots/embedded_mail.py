"""A mail server in this very process, for the demo and for tests: SMTP in (aiosmtpd), IMAP out (pymap).

On loopback only, in a thread of its own, nothing on disk. Mail to its one user (also to `user+anything@…`) lands in the
INBOX; all other mail is kept in `outbox`. Needs the extra `demo`; only this module imports it.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from argparse import Namespace
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.backend.dict.mailbox import MailboxData
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Flag

from casework.errors import MailError

_HOST = "127.0.0.1"
_SECONDS = 10
_MOST_BYTES = 60_000_000


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail for somebody else. `mail_from` is the envelope's sender, empty for a report of failure."""

    mail_from: str
    rcpt: str
    raw: bytes
    at: datetime


class EmbeddedMail:
    """The server; a context manager. Ports are those it was given, or free ones."""

    host = _HOST

    def __init__(
        self, user: str = "wvb@demo.example", password: str | None = None, *, imap_port: int = 0, smtp_port: int = 0
    ) -> None:
        self.user = user
        self.password = password or secrets.token_urlsafe(12)
        self.imap_port = imap_port
        self.smtp_port = smtp_port
        self.outbox: list[Outgoing] = []
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="embedded-mail", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(_SECONDS) or self._failure is not None:
            raise MailError("the embedded mail server did not start") from self._failure
        return self

    def __exit__(self, *exc: object) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_SECONDS)

    def inject(self, raw: bytes) -> None:
        """Put a mail into the INBOX at once, without SMTP."""
        asyncio.run_coroutine_threadsafe(self.keep(raw), self._loop).result(_SECONDS)

    def wait_for_outbox(self, count: int, timeout: float = _SECONDS) -> list[Outgoing]:
        """The outbox, as soon as it holds `count` mails or `timeout` seconds have passed."""
        until = time.monotonic() + timeout
        while len(self.outbox) < count and time.monotonic() < until:
            time.sleep(0.01)
        return list(self.outbox)

    async def keep(self, raw: bytes) -> None:
        """Put a mail into the INBOX; for the server's own thread."""
        await self._inbox.append(AppendMessage(raw, datetime.now(UTC), frozenset()), recent=True)

    def is_ours(self, rcpt: str) -> bool:
        """Whether mail to this address lands in the INBOX; plus-addresses do."""
        local, _, domain = rcpt.lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" == self.user.lower()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001  # told to whoever waits in __enter__
            self._failure = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        imap = await self._start_imap()
        smtp = await self._loop.create_server(self._smtp, _HOST, self.smtp_port)
        self.imap_port = imap.sockets[0].getsockname()[1]
        self.smtp_port = smtp.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        smtp.close()
        imap.close()

    def _smtp(self) -> SMTP:
        return SMTP(_Handler(self), hostname="localhost", data_size_limit=_MOST_BYTES)

    async def _start_imap(self) -> asyncio.Server:
        backend, config = await DictBackend.init(self._arguments())
        config.apply_context()
        async with AsyncExitStack() as stack:
            await backend.start(stack)
        async with backend.login.demo_user_identity.new_session() as session:
            inbox = await session.mailbox_set.get_mailbox("INBOX")
        inbox.__class__ = _Inbox
        self._inbox = inbox
        reader = ProxyProtocolReader(config.proxy_protocol)
        return await asyncio.start_server(reader.get_callback(IMAPServer(backend.login, config)), _HOST, self.imap_port)

    def _arguments(self) -> Namespace:
        nothing = dict.fromkeys(("cert", "key", "proxy_protocol", "passlib_cfg", "inherited_sockets"))
        user = {"demo_data": False, "demo_user": self.user, "demo_password": self.password}
        return Namespace(host=_HOST, port=0, debug=False, tls=False, **nothing, **user)


class _Inbox(MailboxData):
    """pymap drops keywords that a mailbox does not name."""

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        return super().permanent_flags | {Flag(b"$Weerbaar")}


class _Handler:
    """What aiosmtpd does with a mail."""

    def __init__(self, owner: EmbeddedMail) -> None:
        self._owner = owner

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: ANN401, N802
        del server, session
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        for rcpt in envelope.rcpt_tos:
            if self._owner.is_ours(rcpt):
                await self._owner.keep(raw)
            else:
                self._owner.outbox.append(Outgoing(envelope.mail_from or "", rcpt, raw, datetime.now(UTC)))
        return "250 2.0.0 OK"
