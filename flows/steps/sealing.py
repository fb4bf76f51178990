"""How a report travels: S/MIME to who has a certificate, else a PDF with a password that goes another way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bots.enclosing import file_part, multipart
from bots.outgoing import text_part
from bots.pdf import lock, new_password
from bots.smime import Signer, certificate_for, encrypt, load_signer, sign
from casework.letters import Enclosure, EnclosureKind, Letter
from flows.runtime import Runtime

SMIME, PDF = "smime", "pdf"


@dataclass(frozen=True, slots=True)
class Packed:
    """A report that may travel. `password` is None with S/MIME."""

    enclosure: Enclosure
    password: str | None


def way_to(runtime: Runtime, address: str, now: datetime) -> str:
    """Smime or pdf. Raises SettingsError when the recipient's certificate cannot be used."""
    folder = runtime.settings.report.certificates
    return SMIME if folder is not None and certificate_for(folder, address, now) else PDF


def pack(runtime: Runtime, letter: Letter, name: str, pdf: bytes, address: str, now: datetime) -> Packed:
    """The report for one recipient; with S/MIME the letter goes inside with it. Raises SettingsError, PdfFailed."""
    folder = runtime.settings.report.certificates
    certificate = certificate_for(folder, address, now) if folder else None
    if certificate is None:
        password = new_password()
        return Packed(Enclosure(EnclosureKind.LOCKED_PDF, name, lock(pdf, password)), password)
    parts = [text_part(letter.body), file_part(name, "application/pdf", pdf)]
    entity = multipart("mixed", parts, name)
    signer = _signer(runtime)
    der = encrypt(sign(entity, signer) if signer else entity, certificate)
    return Packed(Enclosure(EnclosureKind.SMIME, "smime.p7m", der), None)


def _signer(runtime: Runtime) -> Signer | None:
    chosen = runtime.settings.report
    if chosen.signing_certificate is None or chosen.signing_key is None:
        return None
    return load_signer(chosen.signing_certificate, chosen.signing_key)
