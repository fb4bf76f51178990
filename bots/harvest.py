"""Walks the tree of a mail and gathers its texts, its files and what could not be read. Never raises."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from bots.attachments import LOGO_SIZE, FileKind, calendar_method, html_charset, kind_of, read_file, safe_name
from bots.charsets import clean, decode, is_garbled, is_refused, one_line
from bots.containers import Inside, Sealed, open_msg, open_smime, open_tnef
from bots.headers import Headers, ids, parameters
from bots.markup import html_text
from bots.quotes import split
from bots.structure import Node, content, parse
from casework.messages import Attachment, Part, PartKind

#: Characters of text kept of one mail, all parts together.
MOST_TEXT = 1_000_000
#: A page larger than this is read up to here.
_LARGEST_PAGE = 2_000_000
_MOST_FILES = 200
_MOST_CALENDARS = 5
_DEEPEST_FILE = 5

_WORD = re.compile(r"\w{2,}")
_CID = re.compile(r"cid:([^\"'\s<>)]{1,300})", re.IGNORECASE)
_PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"
#: The line of a letter that came back as text.
MESSAGE_ID_LINE = re.compile(r"^[ \t>]*(?:x-original-)?message-id:\s*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(r"^action:\s*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_REPORT_TYPES = frozenset({
    "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
    "message/feedback-report", "text/rfc822-headers", "message/global-headers",
})  # fmt: skip
_SHOWN_FIELDS = (("Van", "from"), ("Aan", "to"), ("Datum", "date"), ("Onderwerp", "subject"))
_BODY_TYPES = frozenset({
    "text/plain", "text/html", "application/xhtml+xml", "text/enriched", "text/richtext",
    "text/x-amp-html", "text/watch-html",
})  # fmt: skip
_INLINE = "disposition: inline"


@dataclass(slots=True)
class Harvest:
    """What a mail holds. `problems` are Dutch reasons why a human must look.

    `actions` are the outcomes a delivery report names ("failed", "delayed", "delivered"), in lower case.
    `returned` are the message-ids found in what came back with it.
    """

    parts: list[Part] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    media_types: set[str] = field(default_factory=set)
    calendar_method: str = ""
    calendars: list[bytes] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)
    returned: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the mail we are. `shown` is the plain text of which this is another version."""

    inside: bool = False
    depth: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it came, before anything is known of it."""

    name: str
    media_type: str
    data: bytes
    charset: str | None = None
    cid: str = ""
    inline: bool = False


def harvest(tree: Node, *, own_addresses: frozenset[str], is_reply: bool, is_forward: bool = False) -> Harvest:
    """Everything in the mail `tree`; see bots.quotes.split for the facts that tell replies from forwards."""
    gatherer = _Gatherer(own_addresses, is_reply=is_reply, is_forward=is_forward)
    gatherer.visit(tree, _Place())
    return gatherer.finish()


class _Gatherer:
    """One walk over one mail."""

    def __init__(self, own_addresses: frozenset[str], *, is_reply: bool, is_forward: bool) -> None:
        self.found = Harvest()
        self.own_addresses = own_addresses
        self.is_reply = is_reply
        self.is_forward = is_forward
        self.text_left = MOST_TEXT
        self.cids: set[str] = set()
        self.pictures: list[tuple[int, str]] = []
        self.unread: Counter[str] = Counter()

    def visit(self, node: Node, place: _Place) -> None:
        """Gather one part and everything below it."""
        self.found.media_types.add(node.media_type)
        for text in node.loose:
            self.say(decode(text), place)
        if node.cut:
            self.problem("bericht te diep genest of te veel delen: de rest is als ruwe tekst bewaard")
        if node.media_type == "multipart/alternative":
            self.alternative(node, place)
        elif node.media_type == "multipart/encrypted":
            self.problem("versleuteld bericht (PGP)")
            self.children(node, place)
        elif node.is_message:
            self.message(node, place)
        elif node.children:
            self.children(node, place)
        else:
            self.leaf(node, place)

    def children(self, node: Node, place: _Place) -> None:
        for child in node.children:
            self.visit(child, place)

    def alternative(self, node: Node, place: _Place) -> None:
        """The plain version first; of the others only what the plain one does not say."""
        plain = [child for child in node.children if child.media_type == "text/plain"]
        before = len(self.found.parts)
        for child in plain:
            self.visit(child, place)
        shown = "\n".join(part.text for part in self.found.parts[before:]) or place.shown
        inner = replace(place, shown=shown)
        for child in node.children:
            if child.media_type != "text/plain":
                self.visit(child, inner)

    def message(self, node: Node, place: _Place) -> None:
        """A mail within the mail: its headers as lines, its text as forwarded."""
        inner = replace(place, inside=True, shown="")
        for child in node.children:
            self.found.returned += ids(child.headers.first("message-id"))
            self.say("\n".join(_shown_headers(child.headers)), inner)
            self.visit(child, inner)

    def leaf(self, node: Node, place: _Place) -> None:
        if node.media_type in _REPORT_TYPES:
            self.report(node, place)
            return
        disposition, params = parameters(node.headers.first("content-disposition"))
        name = params.get("filename") or node.params.get("name", "")
        data = content(node)
        is_body = node.media_type in _BODY_TYPES and disposition != "attachment" and not params.get("filename")
        if is_body or (node.media_type == "text/calendar" and disposition != "attachment"):
            self.body(node, data, place)
            return
        charset = node.params.get("charset")
        cid = node.headers.first("content-id").strip("<> ")
        self.file(_File(name, node.media_type, data, charset, cid, disposition == "inline"), place)

    def body(self, node: Node, data: bytes, place: _Place) -> None:
        charset = node.params.get("charset")
        if node.media_type == "text/calendar":
            self.found.calendar_method = (node.params.get("method") or calendar_method(data)).upper()
            self.calendar(data, place)
            self.say(read_file(FileKind.CALENDAR, data, charset).text, place)
            return
        if is_refused(charset):
            self.problem("tekst in een tekenset die we niet lezen (utf-7)")
        if node.media_type == "text/plain":
            text = decode(data, charset)
        else:
            text = self.page(data, charset or html_charset(data))
        if is_garbled(text):
            self.problem("tekst in een onbekende tekenset")
        self.say(text, place)

    def calendar(self, data: bytes, place: _Place) -> None:
        """A calendar's own words, when they came from the sender and not with what was forwarded."""
        if not place.inside and len(self.found.calendars) < _MOST_CALENDARS:
            self.found.calendars.append(data)

    def page(self, data: bytes, charset: str | None) -> str:
        if len(data) > _LARGEST_PAGE:
            self.problem("webpagina te groot: alleen het begin is gelezen")
        page = decode(data[:_LARGEST_PAGE], charset)
        self.cids.update(_CID.findall(page))
        return html_text(page)

    def report(self, node: Node, place: _Place) -> None:
        text = decode(content(node), node.params.get("charset"))
        if "delivery-status" in node.media_type:
            self.found.actions.update(action.lower() for action in _ACTION.findall(text))
        if "disposition" not in node.media_type:
            self.found.returned += MESSAGE_ID_LINE.findall(text)
        self.add(PartKind.FORWARDED if place.inside else PartKind.QUOTED, text)

    def file(self, file: _File, place: _Place) -> None:
        """A file: its text, or what it holds, or the fact that it could not be read."""
        kind = kind_of(file.media_type, file.name, file.data)
        if len(self.found.files) >= _MOST_FILES or place.depth > _DEEPEST_FILE:
            self.problem("te veel bestanden: niet alles is gelezen")
            return
        name = self.named(file, kind)
        at = len(self.found.files)
        record = Attachment(name, file.media_type or "application/octet-stream", len(file.data), _digest(file.data))
        self.found.files.append(record)
        deeper = replace(place, depth=place.depth + 1, shown="")
        self.found.files[at] = replace(record, read=self.read(file, kind, name, at, deeper))

    def read(self, file: _File, kind: FileKind, name: str, at: int, place: _Place) -> bool:
        """Gather the text of a file; True when there was any."""
        if kind is FileKind.SEAL:
            return False
        if kind is FileKind.IMAGE:
            self.pictures.append((at, _INLINE if file.inline else file.cid))
            return False
        opener = self.openers().get(kind)
        if opener is not None:
            return opener(file, name, place)
        reading = read_file(kind, file.data, file.charset)
        if reading.problem:
            self.unread[reading.problem] += 1
        if kind is FileKind.CALENDAR and not self.found.calendar_method:
            self.found.calendar_method = calendar_method(file.data)
            self.calendar(file.data, place)
        self.add(PartKind.ATTACHMENT, reading.text, name)
        return bool(reading.text.strip())

    def openers(self) -> dict[FileKind, Callable[[_File, str, _Place], bool]]:
        """How to open each kind of file that holds a mail."""
        return {
            FileKind.MAIL: self.open_mail,
            FileKind.TNEF: self.open_tnef,
            FileKind.OUTLOOK: self.open_msg,
            FileKind.SMIME: self.open_smime,
        }

    def open_mail(self, file: _File, _name: str, place: _Place) -> bool:
        child = parse(file.data)
        wrapper = Node(Headers(), "message/rfc822", {}, b"", (child,))
        self.visit(wrapper, place)
        return True

    def open_tnef(self, file: _File, name: str, place: _Place) -> bool:
        """Outlook's own envelope: when the mail has no other text, what it holds is the message."""
        bare = not any(part.kind is not PartKind.SUBJECT for part in self.found.parts)
        return self.unpack(open_tnef(file.data), FileKind.TNEF, None if bare else name, place)

    def open_msg(self, file: _File, name: str, place: _Place) -> bool:
        return self.unpack(open_msg(file.data), FileKind.OUTLOOK, name, place)

    def unpack(self, inside: Inside | None, kind: FileKind, name: str | None, place: _Place) -> bool:
        if inside is None:
            self.unread[f"{kind.value} niet te lezen"] += 1
            return False
        if name is None:
            self.say(inside.text, place)
        else:
            self.add(PartKind.FORWARDED, inside.text)
        for inner_name, media_type, data in inside.files:
            if data:
                self.file(_File(inner_name, media_type, data), place)
            else:
                self.unread[FileKind.OTHER.value + " niet te lezen"] += 1
        return True

    def open_smime(self, file: _File, _name: str, place: _Place) -> bool:
        inner = open_smime(file.data)
        if isinstance(inner, Sealed):
            self.problem(inner.value)
            return False
        self.visit(parse(inner), place)
        return True

    def named(self, file: _File, kind: FileKind) -> str:
        """A safe name; a name too long for a file system is also kept in full, as it may say something."""
        full = one_line(file.name)
        name = safe_name(full, f"{kind.name.lower()}-{len(self.found.files) + 1}")
        if len(full) > len(name) + 20:
            self.add(PartKind.FILENAME, full, name)
        return name

    def say(self, text: str, place: _Place) -> None:
        """Text of the message itself, split in what is new, quoted, forwarded and signature."""
        text = clean(text)
        if not text.strip() or (place.shown and not _says_more(text, place.shown)):
            return
        if _PGP_MESSAGE in text:
            self.problem("versleuteld bericht (PGP)")
        if place.inside:
            parts = [Part(PartKind.FORWARDED, text.strip("\n"))]
        else:
            parts = split(
                text[: self.text_left + 1],
                own_addresses=self.own_addresses,
                is_reply=self.is_reply,
                is_forward=self.is_forward,
            )
        if place.shown:
            parts = list(_unseen(parts, _words(place.shown)))
        for part in parts:
            self.add(part.kind, part.text)

    def add(self, kind: PartKind, text: str, name: str | None = None) -> None:
        text = clean(text).strip("\n")
        if not text.strip():
            return
        if len(text) > self.text_left:
            self.problem(f"tekst langer dan {MOST_TEXT:_} tekens: de rest is niet gelezen".replace("_", "."))
            text = text[: self.text_left]
        self.text_left -= len(text)
        if text.strip():
            self.found.parts.append(Part(kind, text, name))

    def problem(self, reason: str) -> None:
        if reason not in self.found.problems:
            self.found.problems.append(reason)

    def finish(self) -> Harvest:
        for at, mark in self.pictures:
            file = self.found.files[at]
            if (mark == _INLINE or mark in self.cids) and file.size < LOGO_SIZE:
                self.found.files[at] = replace(file, inline=True)
            else:
                self.unread["afbeelding zonder tekst"] += 1
        for what, count in self.unread.items():
            self.problem(f"{what}: {count} {'bestand' if count == 1 else 'bestanden'}")
        if not self.found.parts:
            self.problem("geen leesbare tekst")
        return self.found


def _shown_headers(headers: Headers) -> Iterator[str]:
    for label, name in _SHOWN_FIELDS:
        value = headers.text(name)
        if value:
            yield f"{label}: {value}"


def _says_more(text: str, shown: str) -> bool:
    """Whether `text` has a word that `shown` lacks; most often all is the same, and that is seen fast."""
    return not set(text.split()) <= set(shown.split()) and not _words(text) <= _words(shown)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _unseen(parts: list[Part], shown: frozenset[str]) -> Iterator[Part]:
    """Only the lines with a word that the plain version lacks: the versions of a mail may differ on purpose."""
    for part in parts:
        lines = [line for line in part.text.split("\n") if not shown.issuperset(_WORD.findall(line.casefold()))]
        if lines:
            yield Part(part.kind, "\n".join(lines))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
