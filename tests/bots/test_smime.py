"""S/MIME, checked by somebody else's hands: OpenSSL opens, verifies and refuses."""

from __future__ import annotations

import base64
import email
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from bots.enclosing import enclosed, file_part, multipart
from bots.outgoing import text_part
from bots.smime import certificate_for, encrypt, load_signer, sign
from casework.errors import SettingsError
from casework.letters import Enclosure, EnclosureKind

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
#: OpenSSL looks at the clock on the wall, so these certificates are valid long enough for any.
_ALWAYS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC))

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def make_certificate(
    folder: Path, name: str, address: str, key: Key | None = None, valid: tuple[datetime, datetime] = _ALWAYS
) -> tuple[Path, Path]:
    """A certificate for a mail address and its key, as PEM files in `folder`."""
    secret = key or rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    certificate, private = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, private


def openssl(*arguments: str | Path, given: bytes) -> subprocess.CompletedProcess[bytes]:
    """`openssl cms …` with a mail on stdin."""
    return subprocess.run(["openssl", "cms", *map(str, arguments)], input=given, capture_output=True, check=False)


def test_only_the_recipient_opens_it_and_sees_who_signed(tmp_path: Path) -> None:
    """Text and PDF come out as they went in."""
    theirs, their_key = make_certificate(tmp_path / "theirs", "bva", "bva@bzk.example")
    own, own_key = make_certificate(tmp_path / "own", "desk", "wvb@desk.example")
    parts = [text_part("Hierbij het rapport. Één."), file_part("r.pdf", "application/pdf", b"%PDF")]
    entity = multipart("mixed", parts, "a")
    found = certificate_for(theirs.parent, "BVA@bzk.example", NOW)
    assert found
    der = encrypt(sign(entity, load_signer(own, own_key)), found)
    mail = b"MIME-Version: 1.0\r\n" + enclosed(b"", [Enclosure(EnclosureKind.SMIME, "smime.p7m", der)], "<1@x>")
    opened = openssl("-decrypt", "-inkey", their_key, "-recip", theirs, given=mail)
    assert opened.returncode == 0, opened.stderr
    verified = openssl("-verify", "-CAfile", own, given=b"MIME-Version: 1.0\r\n" + opened.stdout)
    assert verified.returncode == 0, verified.stderr
    inner = email.message_from_bytes(verified.stdout)
    text, pdf = inner.get_payload()  # type: ignore[misc]
    assert text.get_payload(decode=True).decode().rstrip() == "Hierbij het rapport. Één."
    assert pdf.get_payload(decode=True) == b"%PDF"
    assert openssl("-decrypt", "-inkey", own_key, "-recip", own, given=mail).returncode != 0


def test_a_changed_letter_is_not_ours_any_more(tmp_path: Path) -> None:
    """OpenSSL refuses the signature."""
    own, own_key = make_certificate(tmp_path, "desk", "wvb@desk.example")
    signed = b"MIME-Version: 1.0\r\n" + sign(text_part("Akkoord."), load_signer(own, own_key))
    assert openssl("-verify", "-CAfile", own, given=signed).returncode == 0
    changed = signed.replace(b"Akkoord.", b"Afgewezen.")
    assert changed != signed
    assert openssl("-verify", "-CAfile", own, given=changed).returncode != 0


def test_without_a_certificate_there_is_none(tmp_path: Path) -> None:
    """Another's certificate is never taken."""
    make_certificate(tmp_path, "bva", "bva@bzk.example")
    assert certificate_for(tmp_path, "ander@bzk.example", NOW) is None


def test_a_certificate_that_cannot_be_used_is_an_error_and_no_weaker_way(tmp_path: Path) -> None:
    """Expired, or a kind of key we cannot encrypt to."""
    past = (NOW - timedelta(days=90), NOW - timedelta(days=1))
    make_certificate(tmp_path / "old", "bva", "bva@bzk.example", valid=past)
    make_certificate(tmp_path / "ec", "bva", "bva@bzk.example", ec.generate_private_key(ec.SECP256R1()))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "x.pem").write_text("geen certificaat")
    for folder in ("old", "ec", "broken", "missing"):
        with pytest.raises(SettingsError):
            certificate_for(tmp_path / folder, "bva@bzk.example", NOW)


def test_a_key_of_somebody_else_does_not_sign_for_us(tmp_path: Path) -> None:
    """Said at the start, not by the recipient."""
    own, _ = make_certificate(tmp_path / "own", "desk", "wvb@desk.example")
    _, other = make_certificate(tmp_path / "other", "desk", "wvb@desk.example")
    with pytest.raises(SettingsError, match="does not belong"):
        load_signer(own, other)


def test_an_open_pdf_never_leaves() -> None:
    """Whatever went wrong before: the last hand before the mail server looks once more."""
    with pytest.raises(ValueError, match="not locked"):
        enclosed(text_part("x"), [Enclosure(EnclosureKind.LOCKED_PDF, "r.pdf", b"%PDF-1.7")], "<1@x>")


def test_the_base64_of_a_part_is_readable_everywhere() -> None:
    """Short lines, CRLF."""
    part = file_part("a.pdf", "application/pdf", bytes(range(256)) * 4)
    body = part.partition(b"\r\n\r\n")[2]
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    assert base64.b64decode(body) == bytes(range(256)) * 4
