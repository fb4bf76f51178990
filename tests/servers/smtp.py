"""A mail server that keeps what it is given, and can be told to misbehave.

In tests: `with SmtpSink() as sink` (or the fixture `smtp_sink`), then for example `sink.faults.rcpt = 550`. On its own:
`python -m tests.servers.smtp --port N --dir D` writes each accepted mail as a file, on disk before it says 250, so that
it may be killed at any moment and started again.
"""

from __future__ import annotations

import argparse
import asyncio
import email
import os
import ssl
import threading
import time
import uuid
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

HOST = "127.0.0.1"
_SECONDS = 10


@dataclass
class Faults:
    """How the server misbehaves; change at any moment. Codes are answers such as 550 or 451.

    `hang`: never answers at this point. `cut`: breaks the line at this point; at "end" the letter is kept, and only
    the answer is lost. `only` limits all of it to one recipient. `letters_per_line`: hangs up after so many.
    """

    mail: int | None = None
    rcpt: int | None = None
    data: int | None = None
    hang: Literal["rcpt", "end"] | None = None
    cut: Literal["mail", "rcpt", "end", "end without keeping"] | None = None
    only: str | None = None
    letters_per_line: int | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """An accepted mail."""

    mail_from: str
    rcpt: str
    raw: bytes

    @property
    def message_id(self) -> str:
        """Its Message-ID, with angle brackets."""
        return str(email.message_from_bytes(self.raw)["Message-ID"] or "").strip()


class SmtpSink:
    """The server; a context manager on a free loopback port (or `port`), in its own thread."""

    host = HOST

    def __init__(
        self,
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        security: Literal["none", "starttls", "tls"] = "none",
        login: tuple[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.port = port
        self.faults = Faults()
        self.received: list[Received] = []
        self.connections = 0
        self._tls = tls
        self._security = security
        self._login = login
        self._folder = folder
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self.serve()), name="smtp-sink", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(_SECONDS), "the SMTP sink did not start"
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_SECONDS)

    def count(self, message_id: str) -> int:
        """How often a letter came in."""
        return sum(item.message_id == message_id for item in self.received)

    async def serve(self) -> None:
        """Serve until stopped."""
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        context = self._tls if self._security == "tls" else None
        server = await self._loop.create_server(self._line, HOST, self.port, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        if self._folder is not None:
            print(f"ready {self.port}", flush=True)  # noqa: T201  # whoever started this process waits for it
        await self._stop.wait()
        server.close()

    def keep(self, item: Received) -> None:
        """Take responsibility: with a folder, on disk before anything else."""
        if self._folder is not None:
            _write(self._folder, item)
        self.received.append(item)

    def _line(self) -> SMTP:
        self.connections += 1
        context = self._tls if self._security == "starttls" else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # aiosmtpd warns against passwords without TLS; on loopback they may
            return SMTP(
                _Handler(self),
                hostname="localhost",
                tls_context=context,
                authenticator=self._authenticate if self._login else None,
                auth_required=self._login is not None,
                auth_require_tls=False,
            )

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        del server, session, envelope, mechanism
        return AuthResult(success=(data.login.decode(), data.password.decode()) == self._login)


@dataclass
class _Handler:
    sink: SmtpSink
    letters: int = field(default=0)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        del session
        faults = self.sink.faults
        if faults.letters_per_line is not None and self.letters >= faults.letters_per_line:
            return _hang_up(server)
        if faults.cut == "mail":
            return _hang_up(server)
        if faults.mail is not None:
            return f"{faults.mail} 5.7.1 <{address}> not allowed"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        del session
        faults = self._faults(address)
        if faults.hang == "rcpt":
            await asyncio.sleep(3600)
        if faults.cut == "rcpt":
            return _hang_up(server)
        if faults.rcpt is not None:
            return f"{faults.rcpt} {str(faults.rcpt)[0]}.1.1 <{address}>: recipient refused"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        del session
        faults = self._faults(envelope.rcpt_tos[0])
        if faults.data is not None:
            return f"{faults.data} {str(faults.data)[0]}.6.0 <{envelope.rcpt_tos[0]}> letter refused"
        if faults.cut == "end without keeping":
            return _hang_up(server)
        for rcpt in envelope.rcpt_tos:
            self.sink.keep(Received(envelope.mail_from or "", rcpt, envelope.content))
        self.letters += 1
        if faults.hang == "end":
            await asyncio.sleep(3600)
        return _hang_up(server) if faults.cut == "end" else f"250 2.0.0 Ok: queued as {uuid.uuid4().hex[:11].upper()}"

    def _faults(self, rcpt: str) -> Faults:
        faults = self.sink.faults
        return faults if faults.only in {None, rcpt} else Faults()


def _hang_up(server: Any) -> str:
    server.transport.abort()
    return "421 4.4.2 gone"


def _write(folder: Path, item: Received) -> None:
    """One file per mail, named by its moment; envelope in the first two lines. On disk, name and all, on return."""
    name = f"{time.time_ns():020d}-{uuid.uuid4().hex}"
    with (folder / f"{name}.part").open("wb") as file:
        file.write(f"{item.mail_from}\n{item.rcpt}\n".encode() + item.raw)
        file.flush()
        os.fsync(file.fileno())
    (folder / f"{name}.part").rename(folder / f"{name}.mail")
    place = os.open(folder, os.O_RDONLY)
    os.fsync(place)
    os.close(place)


def kept_in(folder: Path) -> list[Received]:
    """What a sink with this folder has accepted, in all its lives, oldest first."""
    found = []
    for path in sorted(folder.glob("*.mail")):
        mail_from, rcpt, raw = path.read_bytes().split(b"\n", 2)
        found.append(Received(mail_from.decode(), rcpt.decode(), raw))
    return found


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A sink without encryption on a free loopback port."""
    with SmtpSink() as sink:
        yield sink


def main() -> None:
    """Run until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--dir", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(SmtpSink(port=arguments.port, folder=arguments.dir).serve())


if __name__ == "__main__":
    main()
