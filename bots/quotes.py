"""Which lines of a mail are the sender's own new words, and which are quoted, forwarded or a signature.

Every line ends up in some part: nothing is dropped, because a threat often stands in what is quoted or forwarded.
When in doubt a line is new. One pass over the lines, each looked at up to a fixed length, so that time grows with the
text only.

The markers are those that Dutch and English (and some French, German and Scandinavian) mail programs write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bots.signatures import is_closing, is_device_line, is_separator, signature_end
from bots.wording import any_of
from casework.messages import Part, PartKind

#: Lines after this one are new as they stand.
MOST_LINES = 20_000
#: So many characters of a line are looked at for markers.
_LOOKED_AT = 400
_HEADER_LOOKAHEAD = 12
_LONGEST_INTRODUCTION = 5

#: Cheap test in front of all others: how lines begin, or what they hold, that can open a quote.
_MARKS = frozenset(">|-_=*")
_FIRST_WORD = re.compile(r"[\W_]{0,6}([^\W_]+)")
_BEGINS = frozenset({
    "op", "on", "am", "le", "el", "den", "em", "il", "van", "from", "von", "de", "från", "fra", "od", "datum", "date",
    "data", "onderwerp", "subject", "sent", "verzonden", "begin", "forwarded", "doorgestuurd", "citeren", "quoting",
})  # fmt: skip
_HOLDS = (
    "schreef", "schreven", "wrote", "schrieb", "a écrit", "escri", "skrev", "scritto", "написал", "napisa",
)  # fmt: skip
_QUOTED_LINE = re.compile(r"^[ \t]{0,3}(?:>|\|[ \t])")

_WROTE = re.compile(
    r"\b"
    + any_of(r"""
        schreef
        schreven
        geschreven
        verzond
        wrote
        writes
        sent
        schrieb
        a écrit
        escribió
        skrev
        escreveu
        ha scritto
        napisał(?:\(a\))?
        написал\(?а?\)?
        kirjoitti
        viết
    """)
    + r"\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(r"^\W{0,4}(?:op|on|am|le|el|den|em|il|dnia|vào|\d{1,4}[-/.])\b", re.IGNORECASE)
_MOMENT = re.compile(r"\d{1,2}[:.u]\d{2}|<?[^\s<>]+@[^\s<>]+|\b(?:19|20)\d\d\b")
_NAMES_WRITER = re.compile(
    any_of(r"""
        ^\W{0,4}[^:]{1,120}\b(?:schreef op|heeft op)\b[^:]{0,200}[\d@].{0,200}:$
        ^\W{0,4}(?:citeren|quoting|bericht van|aangehaald)\b[^:]{0,200}[\d@].{0,200}:$
        ^\W{0,4}(?:citeren|quoting)\b.{1,200}:$
    """),
    re.IGNORECASE,
)
_DATE_AND_ADDRESS = re.compile(r"^\W{0,4}\d{4}[-/]\d{1,2}[-/]\d{1,2}\b.{0,120}<[^<>\s]+@[^<>\s]+>:?$")

_FORWARD_MARK = re.compile(
    r"^\W{0,40}"
    + any_of(r"""
        begin (?:forwarded message|doorgestuurd bericht)
        forwarded (?:message|by\b.{0,80})
        doorgestuurd(?: bericht| door\b.{0,80})?
        doorgezonden bericht
        message transféré
        weitergeleitete nachricht
        videresendt meddelelse
        vidarebefordrat meddelande
    """)
    + r"\W{0,40}$",
    re.IGNORECASE,
)
_ORIGINAL_MARK = re.compile(
    r"^\W{0,40}"
    + any_of(r"""
        origina+l (?:message|appointment)
        oorspronkelijke? (?:bericht|afspraak)
        origineel bericht
        (?:reply message|beantwoord bericht)
        message d'origine
        ursprüngliche nachricht
        oprindelig (?:meddelelse|besked)
        ursprungligt meddelande
        opprinnelig melding
        alkuperäinen viesti
    """)
    + r"\W{0,40}$",
    re.IGNORECASE,
)
_RULED = re.compile(r"^\W{0,3}(?:[-_=*]{2,})|[-_=*]{2,}\W{0,3}$|:\s*$")
_UNDERSCORES = re.compile(r"^\W{0,3}_{10,}\s*$")

_FIELD = re.compile(
    r"^[\W_]{0,4}(?P<name>"
    + any_of(r"""
        van|from|von|de|från|fra|od
        verzonden(?: op)?|sent|date(?: sent)?|datum|gesendet|envoyé|skickat|sendt|data|wysłano|dato|enviado(?: el)?
        aan|naar|to|an|à|till|til|do|para|cc|kopie|bcc
        onderwerp|subject|betreff|objet|ämne|emne|temat|asunto
        reply-to|antwoorden aan|antwoord aan|beantwoorden
        prioriteit|importance|urgentie|bijlagen?|attachments?
    """)
    + r")[ \t*_]{0,3}:(?P<value>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_FROM_FIELDS = frozenset({"van", "from", "von", "de", "från", "fra", "od"})
_ADDRESS = re.compile(r"[^\s<>\[\]():;,\"']+@[^\s<>\[\]():;,\"']+")
_FEWEST_FIELDS = 3
_DASHED_WROTE = re.compile(r"^ {0,2}-{3,}+[^-].{0,200}\b(?:wrote|schreef)\b {0,3}-{3,}+\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known about the mail around the text."""

    own_addresses: frozenset[str]
    is_reply: bool


def split(text: str, *, own_addresses: frozenset[str] = frozenset(), is_reply: bool = False) -> list[Part]:
    """`text` in labelled parts, in order; together they hold every line that is not blank.

    `own_addresses` in lower case: a block with headers that quotes one of them is a reply to us, not a forward.
    `is_reply`: the mail answers another (In-Reply-To and a subject with Re or Antw).
    """
    lines = text.split("\n")
    labels = _labels(lines[:MOST_LINES], _Context(own_addresses, is_reply))
    labels += [PartKind.NEW] * (len(lines) - len(labels))
    return list(_joined(zip(labels, lines, strict=True)))


def _joined(labelled: Iterable[tuple[PartKind, str]]) -> Iterable[Part]:
    for kind, group in groupby(labelled, key=lambda item: item[0]):
        text = "\n".join(line for _label, line in group).strip("\n")
        if text.strip():
            yield Part(kind, text)


def _labels(lines: list[str], context: _Context) -> list[PartKind]:
    labels: list[PartKind] = []
    while len(labels) < len(lines):
        at = len(labels)
        stop, kind = _block(lines, at, context)
        labels += [kind] * (max(stop, at + 1) - at)
    return _blank_lines_follow(lines, labels)


def _block(lines: list[str], at: int, context: _Context) -> tuple[int, PartKind]:
    """Where the block that begins at line `at` ends, and what it is."""
    line = lines[at][:_LOOKED_AT]
    if not line.strip():
        return at + 1, PartKind.NEW
    if _may_open(line):
        found = _quote(lines, at, line, context)
        if found is not None:
            return found
    if is_separator(line) or is_closing(line):
        return signature_end(lines, at, _stops_signature), PartKind.SIGNATURE
    if is_device_line(line) and _ends_message(lines, at + 1):
        return at + 1, PartKind.SIGNATURE
    return at + 1, PartKind.NEW


def _may_open(line: str) -> bool:
    lowered = line.strip().lower()
    if lowered[:1] in _MARKS or lowered.endswith(":") or any(word in lowered for word in _HOLDS):
        return True
    first = _FIRST_WORD.match(lowered)
    return first is not None and (first.group(1) in _BEGINS or first.group(1).isdigit())


def _quote(lines: list[str], at: int, line: str, context: _Context) -> tuple[int, PartKind] | None:
    if _QUOTED_LINE.match(line):
        return _quoted_lines(lines, at), PartKind.QUOTED
    stop = _introduction(lines, at)
    if stop and (stop := _after_introduction(lines, at, stop, context)):
        return stop, PartKind.QUOTED
    mark = _mark(line)
    if mark is PartKind.FORWARDED:
        return _after_mark(lines, at + 1), PartKind.FORWARDED
    header = _header_block(lines, at + (mark is not None or bool(_UNDERSCORES.match(line))), marked=mark is not None)
    if header is None:
        return (_after_mark(lines, at + 1), _reply_or_forward("", context)) if mark else None
    return len(lines), _reply_or_forward(header, context)


def _mark(line: str) -> PartKind | None:
    """A line such as `-----Oorspronkelijk bericht-----`; words alone, without rule or colon, are prose."""
    if not _RULED.search(line):
        return None
    if _FORWARD_MARK.match(line):
        return PartKind.FORWARDED
    return PartKind.QUOTED if _ORIGINAL_MARK.match(line) else None


def _reply_or_forward(header: str, context: _Context) -> PartKind:
    """Outlook writes replies and forwards alike: it is a reply when it quotes us, or when the mail says so."""
    addresses = {address.lower().rstrip(".") for address in _ADDRESS.findall(header)}
    is_reply = context.is_reply or bool(addresses & context.own_addresses)
    return PartKind.QUOTED if is_reply else PartKind.FORWARDED


def _introduction(lines: list[str], at: int) -> int | None:
    """The line after `Op ... schreef ...:`, which may be folded over some lines."""
    first = lines[at][:_LOOKED_AT].strip()
    if _DATE_AND_ADDRESS.match(first) or _NAMES_WRITER.match(first) or _DASHED_WROTE.match(first):
        return at + 1
    if not (_INTRODUCES.match(first) or _WROTE.search(first)):
        return None
    folds_over_blanks = bool(_INTRODUCES.match(first))
    joined = ""
    for stop in range(at, min(at + _LONGEST_INTRODUCTION, len(lines))):
        line = lines[stop].strip()
        joined = f"{joined} {line}"[: 2 * _LOOKED_AT].strip()
        if line.endswith(":") and _is_introduction(joined):
            return stop + 1
        if len(joined) >= _LOOKED_AT or not (line or folds_over_blanks):
            return None
    return None


def _is_introduction(joined: str) -> bool:
    verb = _WROTE.search(joined)
    if verb is None or not _MOMENT.search(joined):
        return False
    return bool(_INTRODUCES.match(joined)) or "@" in joined or "schreef op" in joined.lower()


def _after_introduction(lines: list[str], at: int, stop: int, context: _Context) -> int | None:
    """Where the quote ends: after the marked lines, or at the end of the mail when they are not marked."""
    following = _next_text(lines, stop)
    if following < len(lines) and _QUOTED_LINE.match(lines[following][:_LOOKED_AT]):
        return _quoted_lines(lines, following)
    joined = " ".join(lines[at:stop])[: 2 * _LOOKED_AT]
    if "@" in joined or context.is_reply or re.search(r"\d{1,2}[:.]\d{2}", joined):
        return len(lines)
    return None  # `Op 3 juni 2026 schreef hij mij:` tells a story; what follows is the sender's own account


def _after_mark(lines: list[str], at: int) -> int:
    """After a forward mark: up to the end of the marked lines, or to the end of the mail."""
    following = _next_text(lines, at)
    if following < len(lines) and _QUOTED_LINE.match(lines[following][:_LOOKED_AT]):
        return _quoted_lines(lines, following)
    return len(lines)


def _quoted_lines(lines: list[str], at: int) -> int:
    """The line after a run of marked lines; blank lines between marked ones belong to it."""
    stop = at
    while at < len(lines):
        if _QUOTED_LINE.match(lines[at][:_LOOKED_AT]):
            stop = at + 1
        elif lines[at].strip():
            break
        at += 1
    return stop


def _header_block(lines: list[str], at: int, *, marked: bool) -> str | None:
    """The From line of a block `Van: / Verzonden: / Aan: / Onderwerp:` at line `at`, or None when there is none."""
    at = _next_text(lines, at) if marked else at
    first = _FIELD.match(lines[at][:_LOOKED_AT]) if at < len(lines) else None
    if first is None:
        return None
    names: set[str] = set()
    sender: str | None = None
    for line in lines[at : at + _HEADER_LOOKAHEAD]:
        match = _FIELD.match(line[:_LOOKED_AT])
        if match is None:
            continue
        name = match["name"].lower()
        names.add(name)
        if name in _FROM_FIELDS and sender is None:
            sender = match["value"]
    enough = len(names) >= (_FEWEST_FIELDS - marked)
    return sender if sender is not None and enough else None


def _ends_message(lines: list[str], at: int) -> bool:
    """True when nothing but a quote, or nothing at all, follows."""
    following = _next_text(lines, at)
    return following >= len(lines) or _stops_signature(lines, following)


def _stops_signature(lines: list[str], at: int) -> bool:
    line = lines[at][:_LOOKED_AT]
    if not _may_open(line):
        return False
    return _quote(lines, at, line, _Context(frozenset(), is_reply=False)) is not None


def _next_text(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _blank_lines_follow(lines: list[str], labels: list[PartKind]) -> list[PartKind]:
    """A blank line belongs to the text above it."""
    for at in range(1, len(labels)):
        if not lines[at].strip():
            labels[at] = labels[at - 1]
    return labels
