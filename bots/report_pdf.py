"""The adviesrapport as an accessible PDF (PDF/UA-1 and PDF/A-2a), and locking one with a password.

The report goes into the template as data: whatever an adviser writes is text, never markup.
"""

from __future__ import annotations

import io
import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import Literal

import pikepdf
import typst

from casework.errors import WeerbaarError
from casework.findings import Report

_TEMPLATE = Path(__file__).parent / "report" / "adviesrapport.typ"
_STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"

#: Letters and digits that nobody takes for another when they are read aloud.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _PER_GROUP = 4, 4
#: AES-256 (PDF 2.0).
_REVISION: Literal[6] = 6


class PdfFailed(WeerbaarError):
    """A PDF could not be made, read or locked. The text never quotes the report."""


def typeset(report: Report, case: str, version: int, made_at: datetime, *, only_measures: bool = False) -> bytes:
    """The report as PDF. The same input gives the same bytes. Raises PdfFailed."""
    data = {
        "zaak": case,
        "versie": version,
        "adviseur": report.adviser,
        "datum": f"{report.made_on.day} {_MONTHS.split('|')[report.made_on.month - 1]} {report.made_on.year}",
        "samenvatting": report.summary,
        "alleen_maatregelen": only_measures,
        "domeinen": [
            {
                "naam": domain.value,
                "bevindingen": [
                    {
                        "thema": item.theme.value,
                        "bevinding": item.found,
                        "maatregel": item.measure,
                        "uitvoerder": item.doer.value,
                        "pkvw": item.pkvw,
                    }
                    for item in findings
                ],
            }
            for domain, findings in report.by_domain().items()
        ],
    }
    try:
        made = typst.compile(
            _TEMPLATE,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(data)},
            pdf_standards=_STANDARDS,
            timestamp=made_at,
        )
    except typst.TypstError as error:
        raise PdfFailed("het rapport kan niet worden opgemaakt") from error
    return bytes(made)


def new_password() -> str:
    """Sixteen letters and digits in groups of four, easy to read aloud; about 79 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_PER_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def lock(pdf: bytes, password: str) -> bytes:
    """The PDF, encrypted with AES-256; screen readers keep working. Raises PdfFailed."""
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
    """Raises PdfFailed when this is no PDF that opens without a password and has pages."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if not document.pages:
                raise PdfFailed("deze PDF heeft geen bladzijden")
    except pikepdf.PasswordError:
        raise PdfFailed("deze PDF heeft een wachtwoord; lever het rapport zonder wachtwoord aan") from None
    except pikepdf.PdfError:
        raise PdfFailed("dit is geen PDF") from None


def is_locked(data: bytes) -> bool:
    """True for a PDF that does not open without a password."""
    try:
        with pikepdf.open(io.BytesIO(data)):
            return False
    except pikepdf.PasswordError:
        return True
    except pikepdf.PdfError:
        return False
