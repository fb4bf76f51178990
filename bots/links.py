"""What all lines to mail servers share: whom to trust, when encryption is a must, and telling errors without names."""

from __future__ import annotations

import imaplib
import ipaddress
import os
import smtplib
import socket
import ssl
from pathlib import Path
from typing import Literal

from casework.errors import SettingsError

Security = Literal["tls", "starttls", "none"]


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """A verifying context. `ca_file` (PEM) replaces the system's certificates. Raises SettingsError."""
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except OSError as error:
        raise SettingsError(f"ca_file cannot be used: {reason(error)}") from error


def refuse_clear_text(security: Security, host: str) -> None:
    """Raise SettingsError when a line would leave this machine without encryption."""
    if security == "none" and not is_loopback(host):
        raise SettingsError("security = none is for loopback only; use tls or starttls")


def reason(error: BaseException) -> str:
    """What went wrong, in a few words of our own: servers put addresses in their answers, so those are not quoted."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"certificate refused ({error.verify_message or 'not valid'})"
        case ssl.SSLError():
            return "TLS failed"
        case TimeoutError():
            return "no answer in time"
        case smtplib.SMTPResponseException():
            return f"answer {error.smtp_code}"
        case smtplib.SMTPServerDisconnected() | imaplib.IMAP4.abort() | EOFError():
            return "connection lost"
        case socket.gaierror():
            return "name of the server not known"
        case OSError(errno=int(number)):
            return os.strerror(number)
        case _:
            return type(error).__name__


def is_loopback(host: str) -> bool:
    """True for this machine itself, where a line need not be encrypted."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
