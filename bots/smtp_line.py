"""A line to the mail server our letters leave through, and what became of a letter.

Afterwards the sender must know one of four things:

MailError
├── Refused    the server refused this letter; `permanent`: asking again will not help (5xx), else later it may (4xx)
└── NotSent    it never came to an answer; `unknown`: the server may have it all the same (the line broke after the
               last byte), else it certainly has nothing
or no error: the server has taken responsibility.

Errors hold codes, never addresses: servers put those in their answers.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bots.links import Security, reason, refuse_clear_text, tls_context
from casework.errors import MailError, SettingsError

#: Times `timeout`: a server may scan a letter before its last answer, and giving up early means sending it twice
#: (RFC 5321, section 4.5.3.2.6).
_LAST_ANSWER = 6
_GO_AHEAD, _CLOSING, _TEMPORARY, _PERMANENT = 354, 421, 400, 500
_BAD_MAILBOX = 553
#: Refusals that are about us, not about the letter: it stays in the outbox.
_ABOUT_US = frozenset({530, 534, 535, 538})
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")
_QUEUED = re.compile(rb"queued as ([A-Za-z0-9]{4,40})\b")
_ADDRESS = re.compile(r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([^\s<>(),;:\\\"\[\]@]{1,253})")
_FOREIGN = (smtplib.SMTPException, OSError, EOFError, ValueError)


class Refused(MailError):
    """The server refused this letter. `code` is SMTP's; `permanent`: asking again will not help."""

    unknown = False

    def __init__(self, *, code: int, permanent: bool, enhanced: str = "") -> None:
        super().__init__(f"refused: {code} {enhanced}".rstrip())
        self.code = code
        self.permanent = permanent


class NotSent(MailError):
    """No answer about this letter. `unknown`: the other side may have it all the same."""

    permanent = False

    def __init__(self, text: str, *, unknown: bool = False) -> None:
        super().__init__(text)
        self.unknown = unknown


class _HungUp(NotSent):
    """A line that had been open for a while was closed by the server before we said anything of weight."""


@dataclass(frozen=True)
class SmtpServer:
    """The server, and who we are to it. `timeout` in seconds for one answer.

    `from_address` is also the envelope's sender, so that what cannot be delivered comes back to us. Raises
    SettingsError for an unencrypted line that is not loopback.
    """

    host: str
    port: int
    from_address: str
    from_name: str = ""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security: Security = "starttls"
    timeout: float = 10
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        refuse_clear_text(self.security, self.host)
        if not _ADDRESS.fullmatch(self.from_address):
            raise SettingsError("the sender's address of our letters is not a mail address")


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took responsibility. `queued_as` is its own number for the letter, when it gave one."""

    code: int
    queued_as: str | None = None


class Post:
    """A line that stays open for one letter after another. A context manager; connects at the first letter."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def send(self, to: str, raw: bytes) -> Sent:
        """Hand over one letter to one recipient. Raises Refused or NotSent."""
        recipient = envelope_address(to)
        reused = self._smtp is not None
        try:
            return self._transaction(recipient, raw)
        except _HungUp:
            if not reused:
                raise
        return self._transaction(recipient, raw)

    def open(self) -> None:
        """Connect and log in without sending anything. Raises NotSent."""
        self._smtp = self._smtp or _connect(self._server)

    def close(self) -> None:
        """Say goodbye, if there is anybody left to say it to."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        with suppress(*_FOREIGN):
            _patience(smtp, 0.5)
            smtp.quit()
        smtp.close()

    def _transaction(self, recipient: str, raw: bytes) -> Sent:
        try:
            smtp = self._smtp = self._smtp or _connect(self._server)
            _name_sender(smtp, self._server.from_address)
            _name_recipient(smtp, recipient)
            return _hand_over(smtp, raw, self._server.timeout)
        except Refused:
            self._reset()
            raise
        except BaseException:
            self._drop()
            raise

    def _reset(self) -> None:
        """A refused letter does not end the line, unless the server does."""
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except _FOREIGN:
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def envelope_address(address: str) -> str:
    """The one address in ASCII (domains by IDNA). Raises Refused for anything that is not exactly one address."""
    match = _ADDRESS.fullmatch(address.strip())
    if match is None:
        raise Refused(code=_BAD_MAILBOX, permanent=True, enhanced="5.1.3")
    try:
        return f"{match[1]}@{match[2].encode('idna').decode()}"
    except UnicodeError as error:
        raise Refused(code=_BAD_MAILBOX, permanent=True, enhanced="5.1.2") from error


def _connect(server: SmtpServer) -> smtplib.SMTP:
    with _nothing_given():
        context = None if server.security == "none" else tls_context(server.ca_file)
        smtp = _dial(server, context)
        try:
            _greet(smtp, server, context)
        except BaseException:
            smtp.close()
            raise
        return smtp


def _dial(server: SmtpServer, context: ssl.SSLContext | None) -> smtplib.SMTP:
    me = server.from_address.rpartition("@")[2]  # smtplib would look up this machine's name, which may take long
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, me, timeout=server.timeout, context=context)
    return smtplib.SMTP(server.host, server.port, me, timeout=server.timeout)


def _greet(smtp: smtplib.SMTP, server: SmtpServer, context: ssl.SSLContext | None) -> None:
    if smtp.sock is not None:
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if server.security == "starttls":
        smtp.starttls(context=context)
    smtp.ehlo_or_helo_if_needed()
    if server.user:
        smtp.login(server.user, server.password or "")


def _name_sender(smtp: smtplib.SMTP, sender: str) -> None:
    try:
        code, _ = smtp.mail(sender)
    except (smtplib.SMTPServerDisconnected, ConnectionError) as error:
        raise _HungUp("the server closed the line") from error
    except _FOREIGN as error:
        raise NotSent(reason(error)) from error
    if code == _CLOSING:
        raise _HungUp("the server closed the line: 421")
    if code >= _TEMPORARY:
        raise NotSent(f"our own address was not accepted as sender: {code}")


def _name_recipient(smtp: smtplib.SMTP, recipient: str) -> None:
    with _nothing_given():
        code, text = smtp.rcpt(recipient)
    if code in _ABOUT_US:
        raise NotSent(f"the server wants us to log in: {code}")
    if code >= _TEMPORARY:
        raise _refusal(code, text)


def _hand_over(smtp: smtplib.SMTP, raw: bytes, timeout: float) -> Sent:
    """DATA, the letter, and the end mark. Only once the end mark is on its way may the server have the letter."""
    with _nothing_given():
        code, text = smtp.docmd("DATA")
        if code == _GO_AHEAD:
            smtp.send(_with_dots(raw))
    if code != _GO_AHEAD:
        raise _refusal(code, text)
    code, text = _last_answer(smtp, timeout)
    if code >= _TEMPORARY:
        raise _refusal(code, text)
    queued = _QUEUED.search(text)
    return Sent(code, queued[1].decode() if queued else None)


def _last_answer(smtp: smtplib.SMTP, timeout: float) -> tuple[int, bytes]:
    try:
        _patience(smtp, timeout * _LAST_ANSWER)
        smtp.send(b".\r\n")
        code, text = smtp.getreply()
        _patience(smtp, timeout)
    except _FOREIGN as error:
        raise NotSent("the line broke after the last byte", unknown=True) from error
    if not 200 <= code < 300 and code < _TEMPORARY:  # noqa: PLR2004  # SMTP's classes of answers
        raise NotSent("an answer that means nothing, after the last byte", unknown=True)
    return code, text


def _patience(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _with_dots(raw: bytes) -> bytes:
    """Lines end in CRLF, a dot at the start of a line is doubled (RFC 5321, section 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    lines = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines)


def _refusal(code: int, text: bytes) -> Refused:
    enhanced = _ENHANCED.match(text)
    return Refused(code=code, permanent=code >= _PERMANENT, enhanced=enhanced[0].decode() if enhanced else "")


@contextmanager
def _nothing_given() -> Iterator[None]:
    """Until the end mark every trouble means: the server has nothing."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(f"log-in refused: {error.smtp_code}") from error
    except _FOREIGN as error:
        raise NotSent(reason(error)) from error
