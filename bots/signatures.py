"""Closing lines, name blocks, disclaimers and the lines that telephones add. Prose after a closing stays prose."""

from __future__ import annotations

import re
from collections.abc import Callable

from bots.disclaimers import LONGEST_DISCLAIMER, is_disclaimer, may_be_disclaimer
from bots.wording import any_of

_LOOKED_AT = 400
_SEPARATOR = re.compile(r"--[ \t]?$")
#: People type these, and some signatures begin with them; telephones make a dash out of two hyphens.
_DASH = re.compile(r"(?:—|–|__|-{3,60}|_{3,80}|={3,80}|\*{3,80})[ \t]?$")
_DASHES = frozenset("—–_-=*")
_CLOSING = re.compile(
    r"^[\W_]{0,3}"
    + any_of(r"""
        (?:met |de )?(?:heel |zeer )?(?:vriendelijke|vr\.?|hartelijke|beste|warme)(?: en [a-z]+)? groet(?:en|jes)?
        (?:met |de )?(?:collegiale|sportieve) groet(?:en|jes)?
        (?:met )?groet(?:en|jes)?
        m\.?v\.?g\.?
        (?:vr|h)\.? ?gr\.?
        gr(?:tj?s?|\.)?
        hoogachtend
        with (?:kind |best |warm )?regards
        (?:kind(?:est)? |best |warm |many )?regards
        yours (?:sincerely|faithfully|truly)
        sincerely
        best wishes
        all the best
        mit freundlichen grüßen
    """)
    + r"(?!\w)(?P<rest>.{0,60})$",
    re.IGNORECASE,
)
#: What stands between the words of a name or an organisation.
_BETWEEN = frozenset({
    "van", "de", "den", "der", "ten", "ter", "te", "het", "in", "uit", "'t", "namens", "en", "and", "from", "of", "von",
    "mede", "the",
})  # fmt: skip
_DEVICE = re.compile(
    r"^[\W_]{0,3}"
    + any_of(r"""
        (?:verstuurd|verzonden|gestuurd|sent)\b.{0,12}\b(?:vanaf|van|vanuit|met|via|from|with|by)\b.{1,80}
        (?:gesendet|envoyé|skickat)\b.{0,12}\b(?:von|mit|de|från)\b.{1,80}
        (?:download|get|haal)\b.{0,12}\boutlook\b.{1,80}
        (?:outlook|gmail|yahoo mail) (?:voor|for) (?:ios|android|mac|windows|iphone)\b.{0,60}
        mijn? (?:iphone|ipad)
    """)
    + "$",
    re.IGNORECASE,
)
_DEVICE_NAMES = re.compile(
    any_of(r"""
        iphone|ipad|ios\b|android|samsung|galaxy|blackberry|huawei|nokia|htc|xperia|wiko|pixel|oneplus|xiaomi|motorola
        mobi|phone|telefoon|tablet|handset|device|toestel|apparaat|smartphone|\b[45]g\b
        outlook|windows|proton|yahoo|gmail|mail\b|ziggo|kpn
    """),
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"https?:|www\.|\S@\S|\||\+?\d[\d ()./-]{6,}|\b\d{4} ?[A-Z]{2}\b|^.{0,12}:|\bkvk\b|\bbtw\b", re.IGNORECASE
)
#: Where somebody can be reached: what tells a name block from any few lines below a dash.
_REACHABLE = re.compile(r"https?://|www\.|\S@\S+\.\w|\+?\d[\d ()./-]{7,}\d|\b\d{4} ?[A-Z]{2}\b")
_OFFICE_HOURS = re.compile(
    r"^\W{0,3}(?:(?:ik ben |ik werk |wij zijn |mijn )?(?:aanwezig|werkzaam|werkdagen|bereikbaar|afwezig|werk|kantoor)\b"
    r"|ik werk |wij werken ).{0,60}\b(?:ma|di|wo|do|vr|\w{2,6}dag|\w{2,6}dagen|ochtend|middag)\b",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"^\W{0,3}(?:p\.? ?s\b|n\.? ?b\b|let op\b|ps\d?\b)", re.IGNORECASE)
#: Words of somebody who tells something; names and functions do not hold them. Capitals count: Ben, Kan and Will are
#: names.
_TELLS = frozenset({
    "ik", "hij", "zij", "ze", "jij", "je", "wij", "we", "Ik", "Hij", "Zij", "Ze", "Jij", "Je", "Wij", "We",
    "jou", "jouw", "jullie", "mij", "mijn", "hem", "is", "was", "ben", "bent", "heb", "hebt", "heeft", "had", "hebben",
    "staat", "staan", "stond", "weet", "weten", "wil", "wilt", "kan", "kunt", "kom", "komt", "komen", "ga", "gaat",
    "gaan", "wordt", "word", "worden", "zal", "zullen", "zou", "moet", "moeten", "mag", "niet", "geen", "nooit", "maar",
    "dat", "dit", "deze", "nog", "weer", "dood", "help", "bel", "belt", "I", "he", "she", "they", "you", "He", "She",
    "They", "You", "my", "your", "are", "am", "have", "has", "will", "not", "never", "know", "dead", "please", "call",
})  # fmt: skip
_PUNCTUATION = ",.!?:;()\"'…"
#: A fast test in front of the patterns: how closings and telephone lines begin.
_ORNAMENTS = " \t\xa0*_-–—~>•|\"'([<"
_BEGINNINGS = (
    "met ", "de ", "heel ", "zeer ", "vriend", "hart", "coll", "beste", "warm", "sport", "groet", "mvg", "m.v", "vr",
    "hgr", "h.", "h gr", "gr", "mv.", "hoog", "with ", "kind", "best ", "many ", "regards", "yours", "sincer",
    "all the", "mit ",
    "verstuurd", "verzonden", "gestuurd", "sent", "gesendet", "envoyé", "skickat", "download", "get ", "haal",
    "outlook", "gmail", "yahoo", "mij",
)  # fmt: skip
_LONG_LINE = 8
_SENTENCE = 3
_SHORT_REST = 6
#: Also with the address of an advertisement behind it.
_LONGEST_CLOSING = 160
_LONGEST_NAME_BLOCK = 24
_LONGEST_DISCLAIMER = 40
#: The first sentence of small print stands on so many lines.
_FIRST_LINES = 3

#: So many times in one mail the lines below are read to judge a line; hostile mails ask more.
_MOST_LOOKS = 200


class Signatures:
    """Where the signatures in the lines of one mail begin and end; `stops` says where a quote begins."""

    def __init__(self, lines: list[str], stops: Callable[[int], bool]) -> None:
        self._lines = lines
        self._stops = stops
        self._looks_left = _MOST_LOOKS
        self._has_small_print = may_be_disclaimer("\n".join(lines))

    def opens(self, at: int) -> bool:
        """Whether one begins at line `at`: the mark of RFC 3676 (section 4.3), a closing, or a dash above contacts."""
        line = self._lines[at][:_LOOKED_AT]
        if line[:2] == "--" and _SEPARATOR.match(line):
            return True
        if line[:1] in _DASHES and _DASH.match(line):
            return self._looks() and self._is_name_block(at + 1)
        return is_closing(line)

    def end(self, at: int) -> int:
        """The line after the one that begins at line `at`: where prose or a quote begins, or the end."""
        return self._end(at, small_print=False)

    def end_of_disclaimer(self, at: int) -> int | None:
        """The line after small print that begins at line `at` without a closing above it, or None."""
        return self._end(at, small_print=True) if self._has_small_print and self._is_small_print(at) else None

    def _end(self, at: int, *, small_print: bool) -> int:
        stop = at + 1
        fresh = False
        for number in range(at + 1, len(self._lines)):
            line = self._lines[number][:_LOOKED_AT]
            if not line.strip():
                fresh = True
                continue
            if fresh or not small_print:
                small_print = self._is_small_print(number, after_another=small_print)
            fresh = False
            if self._stops(number) or (not small_print and _is_prose(line)):
                break
            stop = number + 1
        return stop

    def _is_small_print(self, at: int, *, after_another: bool = False) -> bool:
        """Whether the paragraph from line `at` is; its first line or the next must hint at it."""
        if not self._has_small_print:
            return False
        if not after_another and not may_be_disclaimer("\n".join(self._lines[at : at + _FIRST_LINES])):
            return False
        return self._looks() and is_disclaimer(_paragraph(self._lines, at), after_another=after_another)

    def _is_name_block(self, at: int) -> bool:
        """A few lines without prose, up to the end or a quote, that say where somebody can be reached."""
        reachable = False
        for number in range(at, min(len(self._lines), at + _LONGEST_NAME_BLOCK)):
            line = self._lines[number][:_LOOKED_AT]
            if not line.strip():
                continue
            if self._stops(number):
                break
            if _is_prose(line):
                return False
            reachable = reachable or bool(_REACHABLE.search(line))
        return reachable

    def _looks(self) -> bool:
        self._looks_left -= 1
        return self._looks_left >= 0


def _may_begin(line: str) -> bool:
    return len(line) <= _LONGEST_CLOSING and line.lstrip(_ORNAMENTS).lower().startswith(_BEGINNINGS)


def is_closing(line: str) -> bool:
    """`Met vriendelijke groet,` and the like, at most followed by a name."""
    match = _CLOSING.match(line.strip()) if _may_begin(line) else None
    if match is None:
        return False
    rest = match["rest"].strip()
    if not rest.strip(" ,.!*_"):
        return True
    return not rest.endswith((".", "?", ":", "!")) and _is_name(rest.split())


def _is_name(words: list[str]) -> bool:
    """`Jan van der Berg`, and also `jan` alone; not `van de man met het mes`."""
    words = [word for word in (word.strip(",*_") for word in words) if word]
    if len(words) == 1 or (words and words[0] == "namens" and len(words) <= _SHORT_REST):
        return True
    return len(words) <= _SHORT_REST and all(not word[0].islower() or word in _BETWEEN for word in words)


def is_device_line(line: str) -> bool:
    """`Verstuurd vanaf mijn iPhone`, alone on its line."""
    return _may_begin(line) and bool(_DEVICE.match(line.strip())) and bool(_DEVICE_NAMES.search(line))


def _paragraph(lines: list[str], at: int) -> str:
    """The lines from `at` up to a blank one, as one."""
    stop = at
    while stop < min(len(lines), at + _LONGEST_DISCLAIMER) and lines[stop].strip():
        stop += 1
    return " ".join(line[:LONGEST_DISCLAIMER].strip() for line in lines[at:stop])


def _is_prose(line: str) -> bool:
    """A line somebody wrote, not a name, function, address or telephone number."""
    if _POSTSCRIPT.match(line):
        return True
    words = line.split()
    if is_device_line(line) or is_closing(line) or _SEPARATOR.match(line) or _OFFICE_HOURS.match(line):
        return False
    if len(words) >= _SENTENCE and any(word.strip(_PUNCTUATION) in _TELLS for word in words):
        return True
    if line.rstrip().endswith((".", "!", "?")) and len(words) >= _SENTENCE and any(word[0].islower() for word in words):
        return True
    return len(words) >= _LONG_LINE and not _CONTACT.search(line)
