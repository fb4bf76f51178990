"""Text out of files that came with a mail, with caps on bytes, pages and time. Never raises."""

from __future__ import annotations

import html
import io
import logging
import re
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bots.charsets import decode, one_line
from bots.markup import html_text, rtf_text
from bots.wording import any_of

LARGEST_PDF = 10_000_000
MOST_PAGES = 50
PDF_SECONDS = 3.0
LARGEST_OFFICE = 20_000_000
LARGEST_TEXT = 5_000_000
LONGEST_NAME = 120

#: A picture on the page that is smaller than this is taken for a logo.
LOGO_SIZE = 60_000

# These libraries say what they stumble over, and that may be a piece of somebody's letter.
for _name in ("pypdf", "tnefparse", "olefile", "oxmsg"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class FileKind(StrEnum):
    """What a file is. The value is what the secretariaat reads when it could not be read."""

    TEXT = "tekstbestand"
    PAGE = "webpagina"
    CALENDAR = "agenda-afspraak"
    PDF = "pdf"
    OFFICE = "Office-document"
    RTF = "RTF-document"
    MAIL = "bijgevoegde mail"
    OUTLOOK = "Outlook-bericht"
    TNEF = "Outlook-bijlage (winmail.dat)"
    SMIME = "S/MIME-bericht"
    SEAL = "handtekening of sleutel"
    IMAGE = "afbeelding"
    SOUND = "geluid of video"
    OTHER = "bestand"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of a file. `problem` says in Dutch what could not be read; a file may have text and a problem."""

    text: str = ""
    problem: str | None = None


_BY_EXTENSION = {
    FileKind.TEXT: "txt csv tsv log md text json xml vcf yml yaml",
    FileKind.PAGE: "html htm xhtml mhtml",
    FileKind.CALENDAR: "ics ical vcs",
    FileKind.PDF: "pdf",
    FileKind.OFFICE: "docx docm dotx xlsx xlsm pptx odt ods odp",
    FileKind.RTF: "rtf",
    FileKind.MAIL: "eml",
    FileKind.OUTLOOK: "msg",
    FileKind.SMIME: "p7m",
    FileKind.SEAL: "p7s sig asc pgpkey gpg-key cer crt",
    FileKind.IMAGE: "png jpg jpeg gif bmp tif tiff webp heic heif svg",
    FileKind.SOUND: "mp3 m4a wav ogg opus amr aac mp4 mov avi mkv 3gp webm wmv",
}
_EXTENSIONS = {extension: kind for kind, names in _BY_EXTENSION.items() for extension in names.split()}
_TYPES = {
    "text/html": FileKind.PAGE,
    "application/xhtml+xml": FileKind.PAGE,
    "text/calendar": FileKind.CALENDAR,
    "application/ics": FileKind.CALENDAR,
    "application/pdf": FileKind.PDF,
    "text/rtf": FileKind.RTF,
    "application/rtf": FileKind.RTF,
    "message/rfc822": FileKind.MAIL,
    "application/vnd.ms-outlook": FileKind.OUTLOOK,
    "application/ms-tnef": FileKind.TNEF,
    "application/vnd.ms-tnef": FileKind.TNEF,
    "application/pkcs7-mime": FileKind.SMIME,
    "application/x-pkcs7-mime": FileKind.SMIME,
    "application/pkcs7-signature": FileKind.SEAL,
    "application/x-pkcs7-signature": FileKind.SEAL,
    "application/pgp-signature": FileKind.SEAL,
    "application/pgp-keys": FileKind.SEAL,
    "application/json": FileKind.TEXT,
    "application/xml": FileKind.TEXT,
}
_BY_MAIN_TYPE = {"text": FileKind.TEXT, "image": FileKind.IMAGE, "audio": FileKind.SOUND, "video": FileKind.SOUND}
_MAGIC = (
    (b"%PDF-", FileKind.PDF),
    (b"{\\rtf", FileKind.RTF),
    (b"\x78\x9f\x3e\x22", FileKind.TNEF),
    (b"\x89PNG\r\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
)
_TEXT_MEMBERS = re.compile(
    "^"
    + any_of(r"""
        word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml
        content\.xml
        xl/(?:sharedStrings|worksheets/sheet\d+)\.xml
        ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml
    """)
    + "$"
)
_PARAGRAPH_END = re.compile(
    r"</(?:w:p|a:p|text:p|text:h|si|row|table:table-row)>|<(?:w:br|w:cr|text:line-break)\b[^>]*>"
)
_TAB = re.compile(r"<(?:w:tab|text:tab|/w:tc|/table:table-cell)\b[^>]*>|</(?:w:tc|table:table-cell)>")
_XML_TAG = re.compile(r"<[^<>]*>")
_SHEET_TEXT = re.compile(r"<t[ >][^<]*</t>|<t>[^<]*</t>")

_CALENDAR_LINE = re.compile(
    r'^(?:SUMMARY|DESCRIPTION|COMMENT|LOCATION)(?:;(?:[^":\n]|"[^"\n]*")*)?:(.*)$', re.MULTILINE | re.IGNORECASE
)
_CALENDAR_METHOD = re.compile(r"^METHOD:\s*([A-Za-z]+)", re.MULTILINE | re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\([nN,;\\])")

_FORBIDDEN_IN_NAMES = re.compile(r'[/\\<>:"|?*\s]+')
_RESERVED_NAMES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def kind_of(media_type: str, name: str, data: bytes) -> FileKind:
    """What a file is: by its first bytes, then by its media type, then by the end of its name."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    named = _EXTENSIONS.get(name.rpartition(".")[2].lower()) if "." in name else None
    if data.startswith(b"PK\x03\x04"):
        return FileKind.OFFICE if named is FileKind.OFFICE or _is_office(media_type) else FileKind.OTHER
    typed = _TYPES.get(media_type) or _BY_MAIN_TYPE.get(media_type.partition("/")[0])
    if typed is FileKind.TEXT and named in {FileKind.PAGE, FileKind.CALENDAR, FileKind.MAIL, FileKind.RTF}:
        return named
    if name.lower() == "winmail.dat":
        return FileKind.TNEF
    return typed or named or (FileKind.OFFICE if _is_office(media_type) else FileKind.OTHER)


def read_file(kind: FileKind, data: bytes, charset: str | None = None) -> Reading:
    """The text of a file that holds text itself; an empty reading for kinds that do not, or hold other mails."""
    reader = _READERS.get(kind)
    if reader is None:
        return Reading(problem=_unread(kind))
    reading = reader(data, charset)
    if not reading.text.strip() and reading.problem is None and data.strip():
        return Reading(problem=_unread(kind))
    return reading


def calendar_method(data: bytes) -> str:
    """The METHOD of a calendar object (RFC 5546), in capitals, or an empty text."""
    match = _CALENDAR_METHOD.search(_FOLD.sub("", decode(data[:LARGEST_TEXT])))
    return match.group(1).upper() if match else ""


def safe_name(name: str, fallback: str = "bijlage") -> str:
    """A name without path, control characters or marks that turn the reading direction, of at most 120 characters."""
    plain = _FORBIDDEN_IN_NAMES.sub("_", one_line(name))
    plain = re.sub(r"(?:_?\.{2,}_?)+", "_", plain).strip("._- ")
    if not plain:
        return fallback
    if _RESERVED_NAMES.match(plain):
        plain = f"_{plain}"
    if len(plain) <= LONGEST_NAME:
        return plain
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > LONGEST_NAME // 10:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"


def guarded(read: Callable[[bytes], Reading], data: bytes, otherwise: str) -> Reading:
    """The door to foreign parsers: whatever they raise on a broken or hostile file, the file counts as unread."""
    try:
        return read(data)
    except Exception:  # noqa: BLE001 - the door: foreign parsers raise anything
        return Reading(problem=otherwise)


def _unread(kind: FileKind) -> str:
    if kind in {FileKind.IMAGE, FileKind.PDF}:
        return f"{kind.value} zonder tekst"
    return f"{kind.value} niet te lezen"


def _is_office(media_type: str) -> bool:
    return "openxmlformats" in media_type or "opendocument" in media_type


def _read_text(data: bytes, charset: str | None) -> Reading:
    cut = "tekstbestand te groot" if len(data) > LARGEST_TEXT else None
    return Reading(decode(data[:LARGEST_TEXT], charset), cut)


def _read_page(data: bytes, charset: str | None) -> Reading:
    text = _read_text(data, charset or html_charset(data))
    return Reading(html_text(text.text), text.problem)


def html_charset(page: bytes) -> str | None:
    """The character set that a page names itself, in its first 2000 bytes."""
    match = re.search(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", page[:2_000])
    return match.group(1).decode("ascii") if match else None


def _read_calendar(data: bytes, charset: str | None) -> Reading:
    text = _read_text(data, charset)
    return Reading("\n".join(_calendar_lines(text.text)), text.problem)


def _calendar_lines(text: str) -> Iterator[str]:
    seen: set[str] = set()
    for value in _CALENDAR_LINE.findall(_FOLD.sub("", text).replace("\r", "")):
        line = _ESCAPED.sub(lambda match: "\n" if match.group(1) in "nN" else match.group(1), value).strip()
        if line and line not in seen:
            seen.add(line)
            yield line


def _read_rtf(data: bytes, _charset: str | None) -> Reading:
    cut = "RTF-document te groot" if len(data) > LARGEST_TEXT else None
    return Reading(rtf_text(data[:LARGEST_TEXT]), cut)


def _read_office(data: bytes, _charset: str | None) -> Reading:
    try:
        return _office_text(data)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, RuntimeError, NotImplementedError):
        return Reading(problem="Office-document niet te lezen")  # RuntimeError: a password


def _office_text(data: bytes) -> Reading:
    """Letters, notes and comments of a Word, Excel, PowerPoint or OpenDocument file; sizes guard against zip bombs.

    No XML parser is used: what is wanted is what stands between the tags, and nothing in the file can then expand.
    """
    left = LARGEST_OFFICE
    texts: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [member for member in archive.infolist() if _TEXT_MEMBERS.match(member.filename)]
        for member in sorted(members, key=lambda member: ("document" not in member.filename, member.filename)):
            with archive.open(member) as file:
                xml = file.read(left + 1)
            if len(xml) > left:
                return Reading("\n".join(texts), "Office-document te groot")
            left -= len(xml)
            texts.append(_between_tags(decode(xml), sheet=member.filename.startswith("xl/worksheets")))
    return Reading("\n".join(filter(None, texts)))


def _between_tags(xml: str, *, sheet: bool) -> str:
    if sheet:  # cells hold numbers; only texts in the cell itself are text
        xml = "\n".join(_SHEET_TEXT.findall(xml))
    xml = _TAB.sub("\t", _PARAGRAPH_END.sub("\n", xml))
    return html.unescape(_XML_TAG.sub("", xml)).strip()


def _read_pdf(data: bytes, _charset: str | None) -> Reading:
    if len(data) > LARGEST_PDF:
        return Reading(problem="pdf te groot")
    return guarded(_pdf_text, data, "pdf niet te lezen")


def _pdf_text(data: bytes) -> Reading:
    import pypdf  # noqa: PLC0415 - costs a third of a second, and few mails carry a pdf

    deadline = time.monotonic() + PDF_SECONDS
    document = pypdf.PdfReader(io.BytesIO(data))
    if document.is_encrypted and not document.decrypt(""):
        return Reading(problem="pdf met wachtwoord")
    texts: list[str] = []
    problem = None
    for number, page in enumerate(document.pages):
        if number >= MOST_PAGES or time.monotonic() > deadline:
            return Reading("\n".join(texts), "pdf maar deels gelezen")
        text = page.extract_text()
        if not text.strip() and "/XObject" in (page.get("/Resources") or {}):
            problem = "pdf met bladzijden zonder tekst"  # a scan
        texts.append(text)
    return Reading("\n".join(texts), problem)


_READERS: dict[FileKind, Callable[[bytes, str | None], Reading]] = {
    FileKind.TEXT: _read_text,
    FileKind.PAGE: _read_page,
    FileKind.CALENDAR: _read_calendar,
    FileKind.RTF: _read_rtf,
    FileKind.OFFICE: _read_office,
    FileKind.PDF: _read_pdf,
}
