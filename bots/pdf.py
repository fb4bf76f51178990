"""PDF files of ours: locking one with a password, and looking whether one is locked.

The library loads when it is first needed: an alarm leaves from the same processes, and must not lean on it.
"""

from __future__ import annotations

import io
import secrets
from typing import Literal

from casework.errors import Refusal, WeerbaarError

#: Letters and digits that nobody takes for another when they are read aloud.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _PER_GROUP = 4, 4
#: AES-256 (PDF 2.0).
_REVISION: Literal[6] = 6


class PdfFailed(WeerbaarError):
    """A PDF could not be made, read or locked. The text never quotes the report."""


class PdfRefused(PdfFailed, Refusal):
    """What was given is no PDF that can be used."""


def new_password() -> str:
    """Sixteen letters and digits in groups of four, easy to read aloud; about 79 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_PER_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def lock(pdf: bytes, password: str) -> bytes:
    """The PDF, encrypted with AES-256; screen readers keep working. Raises PdfFailed."""
    import pikepdf  # noqa: PLC0415 - see the top of this file

    allowed = pikepdf.Permissions(accessibility=True, extract=False, modify_annotation=False, modify_other=False)
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            encryption = pikepdf.Encryption(
                owner=secrets.token_urlsafe(32), user=password, R=_REVISION, aes=True, metadata=True, allow=allowed
            )
            document.save(out, encryption=encryption)
    except pikepdf.PdfError as error:
        raise PdfFailed("deze PDF kan niet worden versleuteld") from error
    return out.getvalue()


def require_pdf(data: bytes) -> None:
    """Raises PdfRefused when this is no PDF that opens without a password and has pages."""
    import pikepdf  # noqa: PLC0415 - see the top of this file

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if not document.pages:
                raise PdfRefused("deze PDF heeft geen bladzijden")
    except pikepdf.PasswordError:
        raise PdfRefused("deze PDF heeft een wachtwoord; lever het rapport zonder wachtwoord aan") from None
    except pikepdf.PdfError:
        raise PdfRefused("dit is geen PDF") from None


def is_locked(data: bytes) -> bool:
    """True for a PDF that does not open without a password."""
    import pikepdf  # noqa: PLC0415 - see the top of this file

    try:
        with pikepdf.open(io.BytesIO(data)):
            return False
    except pikepdf.PasswordError:
        return True
    except pikepdf.PdfError:
        return False
