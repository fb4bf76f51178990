"""Text out of files, names made safe, and caps on everything."""

import base64
import io
import struct
import zipfile
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from bots import attachments
from bots.attachments import FileKind, kind_of, read_file, safe_name
from bots.containers import Sealed, open_msg, open_smime, open_tnef
from bots.mail import read_mail
from casework.messages import Message, PartKind

NOW = datetime(2026, 11, 23, tzinfo=UTC)
THREAT = "Wij weten waar je woont."


def archive(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)
    return out.getvalue()


def docx(text: str = THREAT) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("Geachte wethouder &amp; raad,", text))
    return archive({"word/document.xml": f"<w:document>{body}</w:document>", "word/media/x.xml": "niet dit"})


def pdf(text: str | None = THREAT, password: str | None = None) -> bytes:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    fonts = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    resources = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): fonts})})
    if text is None:
        resources[NameObject("/XObject")] = DictionaryObject()
    page[NameObject("/Resources")] = resources
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text or ''}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def tnef(body: str, files: dict[str, bytes]) -> bytes:
    def attribute(level: int, name: int, data: bytes) -> bytes:
        return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x0002800C, body.encode("cp1252") + b"\0")
    for name, data in files.items():
        out += attribute(2, 0x00069002, b"\0" * 14)
        out += attribute(2, 0x00018010, name.encode() + b"\0")
        out += attribute(2, 0x0006800F, data)
    return out


def signed(inner: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256())
    signature = pkcs7.PKCS7SignatureBuilder().set_data(inner).add_signer(certificate, key, hashes.SHA256())
    return signature.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def mail_with(
    data: bytes, name: str, media_type: str = "application/octet-stream", text: str = "Zie bijlage."
) -> Message:
    lines = base64.encodebytes(data).decode()
    raw = (
        "From: a@gemeente.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        f'--b\nContent-Type: {media_type}\nContent-Disposition: attachment; filename="{name}"\n'
        f"Content-Transfer-Encoding: base64\n\n{lines}\n--b--\n"
    )
    return read_mail(raw.encode(), received_at=NOW)


RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator x;}\pard W\'edj weten\par waar \u106?e woont.\par}"
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Wij weten\r\nDESCRIPTION:waar je\r\n  woont.\r\nEND:VCALENDAR"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("brief.txt", THREAT.encode(), "Wij weten waar je woont."),
        ("brief.TXT", "één mes".encode("cp1252"), "één mes"),
        ("lijst.csv", b"naam;dag\nWij;weten", "naam;dag Wij;weten"),
        ("brief.html", b"<p>Wij <b>weten</b></p><script>x</script>", "Wij weten"),
        ("brief.docx", docx(), "Geachte wethouder & raad, Wij weten waar je woont."),
        ("brief.odt", archive({"content.xml": f"<text:p>{THREAT}</text:p>"}), THREAT),
        ("lijst.xlsx", archive({"xl/sharedStrings.xml": f"<si><t>{THREAT}</t></si>"}), THREAT),
        ("brief.pdf", pdf(), THREAT),
        ("brief", pdf(), THREAT),
        ("brief.rtf", RTF, "Wíj weten waar je woont."),
        ("afspraak.ics", CALENDAR, "Wij weten waar je woont."),
    ],
)
def test_files_with_text_are_read(name: str, data: bytes, words: str) -> None:
    """Whatever media type the sender's program gave them."""
    message = mail_with(data, name)
    texts = [part for part in message.parts if part.kind is PartKind.ATTACHMENT]
    assert " ".join(texts[0].text.split()) == words
    assert texts[0].name == message.attachments[0].name
    assert message.attachments[0].read
    assert message.unreadable == ()


def test_a_mail_as_file_is_read_as_a_mail() -> None:
    """Also without its media type."""
    message = mail_with(b"From: x@elders.example\nSubject: dreiging\n\n" + THREAT.encode(), "mail.eml")
    forwarded = "\n".join(part.text for part in message.parts if part.kind is PartKind.FORWARDED)
    assert "Onderwerp: dreiging" in forwarded
    assert THREAT in forwarded


def test_what_outlook_wraps_is_unwrapped() -> None:
    """The text of a winmail.dat is the message when there is no other; its files are files."""
    data = tnef("Zie foto.", {"brief.docx": docx()})
    message = mail_with(data, "winmail.dat", "application/ms-tnef", text=" ")
    assert message.new_text == "Zie foto."
    assert [file.name for file in message.attachments] == ["winmail.dat", "brief.docx"]
    assert THREAT in "\n".join(part.text for part in message.parts)
    assert message.unreadable == ()


def test_a_signed_mail_is_read_without_its_seal() -> None:
    """The text is inside the signature; whether the seal is right is not our question."""
    inner = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + THREAT.encode()
    opened = mail_with(signed(inner), "smime.p7m", "application/pkcs7-mime; smime-type=signed-data")
    assert THREAT in "\n".join(part.text for part in opened.parts)
    assert opened.unreadable == ()


def test_a_signed_mail_in_pieces_of_unknown_length_is_read() -> None:
    """As Outlook and gateways write it (BER)."""
    identifiers = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
    pieces = b"\x04\x04Wij \x04\x05weten\x00\x00"
    data = b"\x30\x80" + identifiers[0] + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80" + identifiers[1]
    assert open_smime(data + b"\xa0\x80\x24\x80" + pieces + b"\x00\x00") == b"Wij weten"


@given(st.binary(max_size=200))
def test_broken_containers_stay_closed(data: bytes) -> None:
    """Foreign parsers may raise anything; a file that cannot be opened is only unread."""
    marks = bytes.fromhex("06092a864886f70d010702") + data[:50] + bytes.fromhex("06092a864886f70d010701")
    assert open_tnef(b"\x78\x9f\x3e\x22" + data) is None or data
    assert open_msg(bytes.fromhex("d0cf11e0a1b11ae1") + data) is None
    assert open_smime(data) in set(Sealed)
    assert isinstance(open_smime(marks + data), bytes | Sealed)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("geheim.pdf", pdf(password="geheim"), "pdf met wachtwoord: 1 bestand"),
        ("scan.pdf", pdf(None), "pdf met bladzijden zonder tekst: 1 bestand"),
        ("leeg.pdf", pdf(""), "pdf zonder tekst: 1 bestand"),
        ("kapot.docx", b"PK\x03\x04kapot", "Office-document niet te lezen: 1 bestand"),
        ("oud.doc", bytes.fromhex("d0cf11e0a1b11ae1"), "bestand niet te lezen: 1 bestand"),
        ("alles.zip", archive({"brief.txt": THREAT}), "bestand niet te lezen: 1 bestand"),
        ("brief.msg", b"geen outlook", "Outlook-bericht niet te lezen: 1 bestand"),
        ("spraak.m4a", b"x", "geluid of video niet te lezen: 1 bestand"),
        ("foto.heic", b"x", "afbeelding zonder tekst: 1 bestand"),
    ],
)
def test_files_that_cannot_be_read_bring_a_human(name: str, data: bytes, reason: str) -> None:
    """They could be the message."""
    message = mail_with(data, name)
    assert message.unreadable == (reason,)
    assert not message.attachments[0].read


@pytest.mark.parametrize("name", ["smime.p7s", "signature.asc"])
def test_seals_and_keys_need_no_human(name: str) -> None:
    """They carry no text."""
    assert mail_with(b"x", name).unreadable == ()


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops at the cap and a human looks."""
    monkeypatch.setattr(attachments, "LARGEST_OFFICE", 10_000)
    reading = read_file(FileKind.OFFICE, docx("A" * 1_000_000))
    assert reading.problem == "Office-document te groot"


def test_a_long_pdf_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time and pages have caps."""
    monkeypatch.setattr(attachments, "MOST_PAGES", 0)
    assert read_file(FileKind.PDF, pdf()).problem == "pdf maar deels gelezen"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("brief.pdf", "brief.pdf"),
        ("../../etc/passwd", "etc_passwd"),
        ("C:\\Users\\x\\brief.docx", "C_Users_x_brief.docx"),
        ("a\0b\nc.pdf", "ab_c.pdf"),
        ("brief\u202efdp.exe", "brieffdp.exe"),
        (".bashrc", "bashrc"),
        ("CON.txt", "_CON.txt"),
        ("...", "bijlage"),
        ("", "bijlage"),
        ("ik schiet je dood.txt", "ik_schiet_je_dood.txt"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    """No path, no control character, no mark that turns the reading direction."""
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_every_name_becomes_a_safe_name(name: str) -> None:
    """At most 120 characters, on one line, and safe to make safe again."""
    safe = safe_name(name)
    assert 0 < len(safe) <= attachments.LONGEST_NAME
    assert not set(safe) & set('/\\<>:"|?*\0\n\r')
    assert not safe.startswith(".")


def test_a_name_too_long_for_a_file_is_still_evidence() -> None:
    """Somebody may put the threat in the name."""
    message = mail_with(b"x", "ik weet je te vinden " * 12 + ".txt")
    assert len(message.attachments[0].name) == attachments.LONGEST_NAME
    assert any(part.kind is PartKind.FILENAME and len(part.text) > 200 for part in message.parts)


def test_encoded_and_continued_names_are_decoded() -> None:
    """RFC 2231, and encoded words within quotes as Outlook writes them."""
    for field in (
        "filename*=utf-8''verg%C3%A9%20brief.txt",
        "filename*0*=utf-8''verg%C3%A9; filename*1*=%20brief.txt",
        'filename="=?utf-8?Q?verg=C3=A9_brief.txt?="',
    ):
        raw = f"From: a@b.example\nContent-Type: text/plain\nContent-Disposition: attachment; {field}\n\nhoi"
        assert read_mail(raw.encode(), received_at=NOW).attachments[0].name == "vergé_brief.txt"


@pytest.mark.parametrize(
    ("media_type", "name", "data", "kind"),
    [
        ("application/octet-stream", "x.pdf", b"", FileKind.PDF),
        ("text/plain", "x.ics", b"", FileKind.CALENDAR),
        ("image/png", "x.pdf", b"%PDF-1.4", FileKind.PDF),
        ("application/octet-stream", "winmail.dat", b"", FileKind.TNEF),
        ("text/plain", "x.bin", b"\x89PNG\r\n", FileKind.IMAGE),
        ("application/octet-stream", "zonder punt", b"", FileKind.OTHER),
    ],
)
def test_what_a_file_is_shows_in_its_bytes_first(media_type: str, name: str, data: bytes, kind: FileKind) -> None:
    """Labels lie more often than bytes."""
    assert kind_of(media_type, name, data) is kind
