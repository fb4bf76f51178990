"""The line to an IMAP server: which account, how safe, how to log in, and what its errors mean to us."""

from __future__ import annotations

import logging
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from bots.links import Security, reason, refuse_clear_text, tls_context
from casework.errors import MailError

#: IMAPClient writes headers and addresses to its debug log; ours holds no personal data.
logging.getLogger("imapclient").setLevel(logging.WARNING)

_TIMEOUT = SocketTimeout(connect=10, read=30)
#: How often a sleeper looks whether it should stop.
_SLICE = 0.25


class MailLost(MailError):
    """The connection is gone or cannot be made; connecting again may help."""


class LoginRefused(MailError):
    """The server does not accept our name and password (or token)."""


@dataclass(frozen=True)
class Account:
    """A folder to listen to. `password` is a text or a callable that returns a password or token.

    `size_cap` in bytes; times in seconds. Raises SettingsError for an unencrypted line that is not loopback.
    """

    name: str
    host: str
    port: int
    user: str
    password: Callable[[], str] | str = field(repr=False)
    security: Security = "tls"
    folder: str = "INBOX"
    auth: Literal["password", "xoauth2"] = "password"
    ca_file: Path | None = None
    after: Literal["keyword", "move", "nothing"] = "keyword"
    keyword: str = "$Weerbaar"
    move_to: str = "Verwerkt"
    size_cap: int = 25_000_000
    poll_seconds: float = 60
    idle_renew_seconds: float = 480

    def __post_init__(self) -> None:
        refuse_clear_text(self.security, self.host)

    def secret(self) -> str:
        """The password or a fresh token."""
        return self.password if isinstance(self.password, str) else self.password()


@contextmanager
def line_of(account: Account, *, fatal: bool = False) -> Iterator[None]:
    """Translate foreign errors into ours. `fatal`: after any error the state of the line is unknown."""
    name = account.name
    try:
        yield
    except LoginError as error:
        raise _login_trouble(name, error) from error
    except (IMAPClientAbortError, OSError, EOFError) as error:
        raise MailLost(f"{name}: {reason(error)}") from error
    except IMAPClientError as error:
        raise (MailLost if fatal or is_passing(error) else MailError)(f"{name}: {reason(error)}") from error


def connect(account: Account) -> Any:  # noqa: ANN401  # IMAPClient has no types
    """A client on a line that is as safe as the account asks; not logged in. Raises foreign errors."""
    tls = None if account.security == "none" else tls_context(account.ca_file)
    direct = account.security == "tls"
    client = IMAPClient(account.host, account.port, ssl=direct, ssl_context=tls if direct else None, timeout=_TIMEOUT)
    client.normalise_times = False
    if account.security == "starttls":
        try:
            client.starttls(tls)
        except BaseException:
            hang_up(client)
            raise
    _keep_alive(client.socket())
    return client


def _keep_alive(line: socket.socket) -> None:
    """Notice within about a minute that the other side has vanished without a word; and do not dawdle."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)


def listen(client: Any, seconds: float, stop: threading.Event) -> None:  # noqa: ANN401
    """Until the server says anything at all or hangs up, `stop` is set, or time is up. Reads nothing."""
    poller = select.poll()
    poller.register(client.socket().fileno(), select.POLLIN)
    until = time.monotonic() + seconds
    while not _has_unread(client) and not stop.is_set() and (left := until - time.monotonic()) > 0:
        if poller.poll(min(left, _SLICE) * 1000):
            return


def _has_unread(client: Any) -> bool:  # noqa: ANN401
    """Whether an answer came in together with the previous one: the socket itself is silent about it then."""
    line = client.socket()
    before = line.gettimeout()
    line.setblocking(False)
    try:
        return bool(client._imap.file.peek(1))  # noqa: SLF001  # IMAPClient has no door to the buffer
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        line.settimeout(before)


def hang_up(client: Any) -> None:  # noqa: ANN401
    """Close the line without a word; a line that is already gone is fine."""
    with suppress(OSError):
        client.shutdown()


def log_in(client: Any, account: Account) -> None:  # noqa: ANN401
    """Log in by token or password. Raises foreign errors, and what the account's own callable raises."""
    secret = account.secret()
    if account.auth == "xoauth2":
        client.oauth2_login(account.user, secret)
    elif (account.user + secret).isascii():
        client.login(account.user, secret)
    else:  # the plain LOGIN command knows ASCII only
        client.plain_login(account.user, secret)


def _login_trouble(name: str, error: LoginError) -> MailError:
    """IMAPClient calls a line that breaks during log-in a refused log-in; it is not."""
    if isinstance(error.__context__, IMAPClientAbortError) or is_passing(error):
        return MailLost(f"{name}: connection lost during log-in")
    return LoginRefused(f"{name}: log-in refused")


def is_passing(error: BaseException) -> bool:
    """Whether the server says that it is only busy (RFC 5530 codes; Microsoft's throttling)."""
    text = str(error).upper() if isinstance(error, IMAPClientError) else ""
    return any(word in text for word in ("UNAVAILABLE", "[INUSE]", "[LIMIT]", "THROTTLED"))
