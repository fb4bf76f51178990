"""S/MIME: a letter that only its recipient can open (RFC 8551). Signed by us first, when we have a certificate.

Recipients have RSA keys: that is what the library can encrypt to. A certificate is found by the mail address in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs7

from casework.errors import SettingsError

_SUFFIXES = frozenset({".pem", ".crt", ".cer"})


@dataclass(frozen=True, slots=True)
class Signer:
    """Our own certificate, its key, and the certificates between it and one that people trust."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...] = ()


def load_signer(certificates: Path, key: Path) -> Signer:
    """Our own certificate (first in its PEM file, the chain behind it) and key. Raises SettingsError."""
    own, *chain = _load(certificates)
    try:
        secret = load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise SettingsError(f"report.signing_key {key.name}: cannot be read ({type(error).__name__})") from None
    if not isinstance(secret, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SettingsError(f"report.signing_key {key.name}: RSA or elliptic curve")
    if secret.public_key() != own.public_key():
        raise SettingsError(f"report.signing_key {key.name} does not belong to the signing certificate")
    return Signer(own, secret, tuple(chain))


def certificate_for(folder: Path, address: str, now: datetime) -> x509.Certificate | None:
    """The certificate in `folder` with this mail address in it, the one that is valid longest; None when none is.

    Raises SettingsError when a file cannot be read, or when the only ones for the address cannot be used: then a
    person must look, not a weaker way be taken.
    """
    mine = [item for item in _all_in(folder) if address.casefold() in _addresses(item)]
    usable = [item for item in mine if item.not_valid_before_utc <= now <= item.not_valid_after_utc and _is_rsa(item)]
    if mine and not usable:
        raise SettingsError("report.certificates: the certificate of this recipient has expired or is not RSA")
    return max(usable, key=lambda item: item.not_valid_after_utc, default=None)


def sign(entity: bytes, signer: Signer) -> bytes:
    """A MIME entity with our signature beside it (multipart/signed)."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(entity)
    builder = builder.add_signer(signer.certificate, signer.key, hashes.SHA256())
    for item in signer.chain:
        builder = builder.add_certificate(item)
    made = builder.sign(Encoding.SMIME, [pkcs7.PKCS7Options.DetachedSignature])
    return made.partition(b"\n")[2].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")  # without its MIME-Version


def encrypt(entity: bytes, certificate: x509.Certificate) -> bytes:
    """A MIME entity for the owner of a certificate, as DER: AES-256."""
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(entity).set_content_encryption_algorithm(algorithms.AES256)
    return builder.add_recipient(certificate).encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def _all_in(folder: Path) -> list[x509.Certificate]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)
    except OSError as error:
        raise SettingsError(f"report.certificates: {folder} cannot be read ({type(error).__name__})") from error
    return [item for path in files for item in _load(path)[:1]]


def _load(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(f"certificate {path.name}: cannot be read ({type(error).__name__})") from None


def _is_rsa(certificate: x509.Certificate) -> bool:
    return isinstance(certificate.public_key(), rsa.RSAPublicKey)


def _addresses(certificate: x509.Certificate) -> frozenset[str]:
    found = [str(item.value) for item in certificate.subject.get_attributes_for_oid(x509.NameOID.EMAIL_ADDRESS)]
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found += names.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        pass
    return frozenset(address.casefold() for address in found)
