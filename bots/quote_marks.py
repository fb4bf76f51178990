"""The lines by which mail programs open a quote or a forward: introductions, ruled marks and blocks of header fields.

Every rule here is a habit of a program; the comment beside it says whose. A line is looked at up to `LOOKED_AT`
characters, and no rule looks further than a few lines ahead, so that time grows with the text only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bots.wording import any_of
from casework.messages import PartKind

#: So many characters of a line are looked at for markers.
LOOKED_AT = 400
_HEADER_LOOKAHEAD = 12
_LONGEST_INTRODUCTION = 5

_WEEKDAYS = frozenset({
    "ma", "di", "wo", "do", "vr", "za", "zo",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "mo", "mi", "fr", "sa", "so", "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "gio", "sab", "dom",
    "pe", "ke", "to", "ti", "la", "su", "пн", "вт", "ср", "чт", "пт", "сб", "вс",
})  # fmt: skip
_WEEKDAY = rf"(?:{'|'.join(sorted(_WEEKDAYS))})\b"
#: `ma 2 jun`, `Thu, Jun 26`: the weekday and soon a number; `zo` and `do` alone are words like any other.
_DAY = rf"{_WEEKDAY}[.,]?\s{{1,3}}(?:\w{{3,12}}[.,]?\s)?\d"

# -- cheap tests in front of all others ---------------------------------------------------------------------------

_MARKS = frozenset(">|-_=*")
_FIRST_WORD = re.compile(r"[\W_]{0,6}([^\W_]+)")
_BEGINS = frozenset({
    "op", "on", "am", "le", "el", "den", "em", "il", "w", "van", "from", "von", "de", "från", "fra", "od", "da", "от",
    "datum", "date", "data", "message", "onderwerp", "subject", "sent", "verzonden", "begin", "forwarded",
    "doorgestuurd", "citeren", "quoting", "dnia", "vào",
})  # fmt: skip
_HOLDS = ("schre", "wrote", "schrieb", "a écrit", "escri", "skrev", "scritto", "написал", "napisa", "kirjoitti")


def may_open(line: str) -> bool:
    """Whether `line` can open a quote at all; most lines cannot, and that is seen fast."""
    lowered = line.strip().lower()
    if lowered[:1] in _MARKS or lowered[-1:] == ":":
        return True
    first = _FIRST_WORD.match(lowered)
    if first is None:
        return False
    word = first.group(1)
    if word in _BEGINS or word in _WEEKDAYS or word[0].isdigit():
        return True
    return _holds(lowered, _HOLDS)


def _holds(lowered: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - this runs for nearly every line, and `any` takes twice the time
        if word in lowered:
            return True
    return False


# -- marked lines -------------------------------------------------------------------------------------------------

_MARKED = re.compile(r"[ \t]{0,3}(?:>|\|[ \t])")
_LEVEL = re.compile(r"(?:[ \t]{0,3}[>|])+")


def is_marked(line: str) -> bool:
    """A line that a program marked as quoted: `> ` (RFC 3676, section 4.5), or `| ` of some old ones."""
    return _MARKED.match(line) is not None and not _is_decoration(line[-LOOKED_AT:].rstrip())


def _is_decoration(line: str) -> bool:
    """`>>> koop nu <<<`, or a row of a table `| a | b |`: people and newsletters write them, no program."""
    return line.endswith("<<") or (len(line) > 1 and line.endswith("|"))


def level(line: str) -> int:
    """How deep a marked line is quoted."""
    match = _LEVEL.match(line[:LOOKED_AT])
    return match.group().count(">") + match.group().count("|") if match else 0


# -- introductions: `Op ... schreef ...:` ---------------------------------------------------------------------------

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
    + r"(?!\w)",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    rf"^\W{{0,4}}(?:(?:op|on|am|le|el|den|em|il|dnia|w dniu|vào)\b|\d{{1,4}}[-/.:]|{_DAY})", re.IGNORECASE
)
_MOMENT = re.compile(r"\d{1,2}[:.u]\d{2}|<?[^\s<>]+@[^\s<>]+|\b(?:19|20)\d\d\b")
_TIME = re.compile(r"\d{1,2}[:.]\d{2}")
_ONE_LINE = re.compile(
    any_of(r"""
        ^\W{0,4}[^:]{1,120}\b(?:schreef op|wrote on|heeft op|heeft geschreven op)\b[^:]{0,200}[\d@].{0,200}:$
        ^\W{0,4}(?:citeren|quoting|bericht van|aangehaald)\b[^:]{0,200}[\d@].{0,200}:$
        ^\W{0,4}(?:citeren|quoting)\b.{1,200}:$
        ^-{3,}+[^-].{0,200}\b(?:wrote|schreef)\b {0,3}:?\s{0,3}-{3,}+$
        ^>>>\s.{1,200}\d.{0,40}\s>>>$
        ^\W{0,4}\d{4}[-/]\d{1,2}[-/]\d{1,2}\b.{0,120}<[^<>\s]+@[^<>\s]+>:?$
    """),
    re.IGNORECASE,
)
"""In order: Roundcube; Horde; Horde without a date; Zoho, Notes, old Thunderbird; GroupWise; old Gmail, no verb."""

#: Yandex, mail.ru and newer Gmail name the moment and the writer without a verb: `2.6.2025, 10:00, "X" <x@y.example>:`.
_DATED_WRITER = re.compile(rf"^\W{{0,2}}(?:\d|{_DAY}).{{0,200}}<\s?[^<>\s]+@[^<>\s]+>\s?:$", re.IGNORECASE)
#: Zoho leaves out the colon.
_WITHOUT_COLON = re.compile(
    r"^(?:on|op)\b.{0,60}\d{1,2}:\d{2}.{0,200}<[^<>\s]+@[^<>\s]+>\s?(?:wrote|schreef)$", re.IGNORECASE
)
_VERBS = (*_HOLDS, "verzond", "sent", "writes", "viết", "escrev")
_ENDS_ONE_LINE = frozenset(":>-")
_ENDS_INTRODUCTION = (":", "wrote", "schreef")
#: A sentence that ends within: a story, unless it is an abbreviation.
_SENTENCE_END = re.compile(r"([^\W\d_]{3,})[.!?] +[A-Z]")
_ABBREVIATIONS = frozenset({
    "jan", "feb", "mrt", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "okt", "oct", "nov", "dec", "mevr", "dhr",
    "drs", "ing", "prof", "burg",
})  # fmt: skip
#: Nobody is called so: a story is told.
_STORY = re.compile(
    r"\b(?:(?:schreef|schreven) (?:hij|zij|ze|ik|we|wij|iemand|men|er|die|deze|dezelfde|een|mijn|onze|u|je|hem|haar)"
    r"|(?:hij|zij|ze|iemand|men|he|she|they|someone|somebody|i|we) (?:\w+ ){0,4}"
    r"(?:schreef|schreven|geschreven|wrote|sent))\b",
    re.IGNORECASE,
)
#: What follows on the same line as the person's own words: made by programs that drop the line's end when they turn
#: a page into text; Yahoo's `--- On ... wrote:` is seen so.
_SHARED = re.compile(
    rf"(?<=\S)(?:\s+|\s*-{{2,4}}\s*)(?P<introduction>(?:On|Op) (?:\d|(?i:{_WEEKDAY}))"
    r".{0,200}(?:wrote|schreef .{1,120}|geschreven):)\s*$"
)
_LONGEST_SHARED = 600


@dataclass(frozen=True, slots=True)
class Introduction:
    """`stop` is the line after it. `certain`: what follows is a quote, even when nothing marks it."""

    stop: int
    certain: bool


def introduction(lines: list[str], at: int) -> Introduction | None:
    """`Op ... schreef ...:` at line `at`, which may be folded over some lines."""
    first = lines[at][:LOOKED_AT].strip()
    if first[-1:] in _ENDS_ONE_LINE and _ONE_LINE.match(first):
        return Introduction(at + 1, _is_certain(first) or first.startswith(">") or _is_of_notes(first, lines, at + 1))
    folds_over_blanks = _introduces(first)
    if not (folds_over_blanks or _names_a_writer(first)):
        return None
    joined = ""
    for stop in range(at, min(at + _LONGEST_INTRODUCTION, len(lines))):
        line = lines[stop][:LOOKED_AT].strip()
        joined = f"{joined} {line}"[: 2 * LOOKED_AT].strip()
        if line.endswith(_ENDS_INTRODUCTION) and _is_introduction(joined):
            return Introduction(stop + 1, _is_certain(joined))
        if len(joined) >= LOOKED_AT or not (line or folds_over_blanks):
            return None
    return None


def _is_of_notes(first: str, lines: list[str], at: int) -> bool:
    """`-----Weerbaar schreef: -----` with `Aan: …` below it."""
    return first.startswith("---") and at < len(lines) and _FIELD.match(lines[at][:LOOKED_AT]) is not None


def _introduces(text: str) -> bool:
    """Whether it begins as an introduction does; the word first, as the pattern is slow."""
    first = _FIRST_WORD.match(text.lower())
    word = first.group(1) if first else ""
    return (word in _BEGINS or word in _WEEKDAYS or word[:1].isdigit()) and _INTRODUCES.match(text) is not None


def _names_a_writer(text: str) -> bool:
    lowered = text.lower()
    return _holds(lowered, _VERBS) and _WROTE.search(text) is not None


def _is_introduction(joined: str) -> bool:
    if not joined.endswith(":"):
        return bool(_WITHOUT_COLON.match(joined))
    if _DATED_WRITER.match(joined) and _TIME.search(joined):
        return True
    if not (_WROTE.search(joined) and _MOMENT.search(joined)) or _holds_sentences(joined):
        return False
    return _introduces(joined) or "@" in joined or "schreef op" in joined.lower()


def _holds_sentences(joined: str) -> bool:
    return any(word.lower() not in _ABBREVIATIONS for word in _SENTENCE_END.findall(joined))


def _is_certain(joined: str) -> bool:
    """`Op 3 juni 2026 om 10.00 uur schreef hij mij:` tells a story; what follows is the sender's own account."""
    return "@" in joined or (bool(_TIME.search(joined)) and not _STORY.search(joined))


def unshared(text: str) -> list[str]:
    """The lines of `text`, with an introduction that stands behind the person's own words on a line of its own."""
    lines = text.split("\n")
    if "wrote:" not in text and "schreef " not in text and "geschreven:" not in text:
        return lines
    return [piece for line, below in zip(lines, [*lines[1:], ""], strict=True) for piece in _pieces(line, below)]


def _pieces(line: str, following: str) -> list[str]:
    shared = _shared(line, following) if line.rstrip()[-1:] == ":" else None
    return [line[: shared.start()], shared["introduction"]] if shared else [line]


def _shared(line: str, following: str) -> re.Match[str] | None:
    if len(line) > _LONGEST_SHARED or is_marked(line):
        return None
    match = _SHARED.search(line)
    return match if match and ("@" in match["introduction"] or is_marked(following)) else None


# -- ruled marks: `-----Oorspronkelijk bericht-----` ----------------------------------------------------------------

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
        mensaje original
        messaggio originale
        mensagem original
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
_RULES = ("--", "__", "==", "**", ":")
_UNDERSCORES = re.compile(r"^\W{0,3}(?:_{10,}|={4,})\s*$")


def mark(line: str) -> PartKind | None:
    """A line such as `-----Oorspronkelijk bericht-----`; words alone, without rule or colon, are prose."""
    if not _holds(line, _RULES) or not _RULED.search(line):
        return None
    if _FORWARD_MARK.match(line):
        return PartKind.FORWARDED
    return PartKind.QUOTED if _ORIGINAL_MARK.match(line) else None


# -- blocks of header fields: Outlook, Apple, Samsung, KPN, Windows Mail, Orange ------------------------------------

_FIELD = re.compile(
    r"^[\W_]{0,4}(?P<name>"
    + any_of(r"""
        van|from|von|de|från|fra|od|da|от
        verzonden(?: op)?|sent|date(?: sent)?|datum|gesendet|envoyé(?: le)?|skickat|sendt|data|wysłano|dato
        enviado(?: el)?|inviato|отправлено|дата|message du
        aan|naar|to|an|à|a|till|til|do|para|pour|cc|kopie|copie à|bcc|кому|копия
        onderwerp|subject|betreff|objet|ämne|emne|temat|asunto|oggetto|sujet|тема
        reply-to|antwoorden aan|antwoord aan|beantwoorden
        prioriteit|importance|urgentie|bijlagen?|attachments?
    """)
    + r")[ \t\xa0*_]{0,3}:(?P<value>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_FROM_FIELDS = frozenset({"van", "from", "von", "de", "från", "fra", "od", "da", "от"})
#: Only programs say `Sent`; in the heading of a letter somebody types `Datum`.
_SENT_FIELDS = frozenset({
    "verzonden", "verzonden op", "sent", "date sent", "gesendet", "envoyé", "envoyé le", "skickat", "sendt", "wysłano",
    "enviado", "enviado el", "inviato", "отправлено", "message du",
})  # fmt: skip
_SUBJECT_FIELDS = frozenset({
    "onderwerp", "subject", "betreff", "objet", "ämne", "emne", "temat", "asunto", "oggetto", "sujet", "тема",
})  # fmt: skip
_FEWEST_FIELDS = 3
#: The Date field as it travels (RFC 5322, section 3.3): with seconds and zone no person types it.
_RAW_DATE = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [-+]\d{4}")
_ADDRESS = re.compile(r"[^\s<>\[\]():;,\"']+@[^\s<>\[\]():;,\"']+")


@dataclass(frozen=True, slots=True)
class Header:
    """`sender` is what the From field says; `stop` the line after the last field."""

    sender: str
    stop: int


def addresses(text: str) -> set[str]:
    """The mail addresses in `text`, in lower case."""
    return {address.lower().rstrip(".") for address in _ADDRESS.findall(text)}


def header(lines: list[str], at: int, *, marked: bool, passed_on: bool = False) -> Header | None:
    """The block `Van: / Verzonden: / Aan: / Onderwerp:` at line `at`, also below a rule; `marked`: below a mark.

    `passed_on`: text stands above it, or the mail says that it is a forward. Then `Van: / Onderwerp:`, copied by hand,
    is such a block too; at the top of a mail it is the heading of the writer's own letter.
    """
    if marked or _UNDERSCORES.match(lines[at][:LOOKED_AT]):
        at = next_text(lines, at + 1)
    if at >= len(lines) or not _FIELD.match(lines[at][:LOOKED_AT]):
        return None
    fields: dict[str, str] = {}
    stop = 0
    for number in range(at, min(at + _HEADER_LOOKAHEAD, len(lines))):
        match = _FIELD.match(lines[number][:LOOKED_AT])
        if match is not None:
            fields.setdefault(match["name"].lower(), match["value"])
        elif not stop and not lines[number].strip():
            stop = number
    if _is_header(fields, marked=marked) or (passed_on and (stop := _copied(lines, at))):
        return Header(_sender(fields) or "", stop or number + 1)
    return None


def _copied(lines: list[str], at: int) -> int:
    """The line after a block of fields without a gap that names a sender and a subject; 0 when it does not."""
    names: set[str] = set()
    stop = at
    while stop < len(lines) and (match := _FIELD.match(lines[stop][:LOOKED_AT])) and stop < at + _HEADER_LOOKAHEAD:
        names |= {match["name"].lower()} if match["value"].strip() else set()
        stop += 1
    return stop if names & _FROM_FIELDS and names & _SUBJECT_FIELDS else 0


def _sender(fields: dict[str, str]) -> str | None:
    return next((value for name, value in fields.items() if name in _FROM_FIELDS), None)


def _is_header(fields: dict[str, str], *, marked: bool) -> bool:
    if len(fields) < _FEWEST_FIELDS and any(_RAW_DATE.search(value) for value in fields.values()):
        return any("@" in value for value in fields.values())
    if _sender(fields) is None or len(fields) < _FEWEST_FIELDS - marked:
        return False
    return marked or _is_made_by_a_program(fields)


def _is_made_by_a_program(fields: dict[str, str]) -> bool:
    """A letter's heading `Van: / Aan: / Datum:` has no address, no time and no `Verzonden`; a program's has."""
    return not fields.keys().isdisjoint(_SENT_FIELDS) or any(
        "@" in value or _TIME.search(value) for value in fields.values()
    )


def next_text(lines: list[str], at: int) -> int:
    """The first line from `at` that is not blank."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at
