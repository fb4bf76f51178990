"""Closing lines, name blocks, disclaimers and the lines that telephones add. Prose after a closing stays prose."""

from __future__ import annotations

import re
from collections.abc import Callable

from bots.wording import any_of

_LOOKED_AT = 400
_SEPARATOR = re.compile(r"^(?:--|—|__|–)[ \t]?$")
_CLOSING = re.compile(
    r"^[\W_]{0,3}"
    + any_of(r"""
        (?:met |de )?(?:heel |zeer )?(?:vriendelijke|hartelijke|collegiale|beste|warme)(?: en [a-z]+)? groet(?:en|jes)?
        groet(?:en|jes)?
        m\.?v\.?g\.?
        vr\.? ?gr\.?
        hoogachtend
        with (?:kind |best |warm )?regards
        (?:kind(?:est)? |best |warm |many )?regards
        yours (?:sincerely|faithfully|truly)
        sincerely
        best wishes
        all the best
        mit freundlichen grüßen
    """)
    + r"\b(?P<rest>.{0,60})$",
    re.IGNORECASE,
)
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
        iphone|ipad|ios\b|android|samsung|galaxy|blackberry|huawei|nokia|htc|xperia
        mobi|phone|telefoon|tablet|handset|device|toestel|apparaat
        outlook|windows|proton|yahoo|gmail|mail\b|ziggo|kpn
    """),
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    any_of(r"""
        disclaimer
        vertrouwelijk|confidential|privileged
        uitsluitend bestemd|geadresseerde|intended (?:recipient|solely)|niet voor u (?:is )?bestemd
        aansprakelijk|liable|liability|kunnen geen rechten
        milieu|environment|afdrukt|printen|printing
        this e-?mail (?:and|is|may|message)
        (?:deze e-?mail|dit (?:e-?mail)?bericht) (?:is|kan) (?:alleen|uitsluitend|informatie)
        virus|onterecht ontvangen|in error
    """),
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"https?:|www\.|\S@\S|\||\+?\d[\d ()./-]{6,}|\b\d{4} ?[A-Z]{2}\b|^.{0,12}:|\bkvk\b|\bbtw\b", re.IGNORECASE
)
_POSTSCRIPT = re.compile(r"^\W{0,3}(?:p\.? ?s\b|n\.? ?b\b|let op\b|ps\d?\b)", re.IGNORECASE)
_LONG_LINE = 8
_SENTENCE = 3
_SHORT_REST = 6


def is_separator(line: str) -> bool:
    """`-- ` alone on a line (RFC 3676, section 4.3), and its look-alikes."""
    return bool(_SEPARATOR.match(line))


def is_closing(line: str) -> bool:
    """`Met vriendelijke groet,` and the like, at most followed by a name."""
    match = _CLOSING.match(line.strip())
    if match is None:
        return False
    rest = match["rest"].strip()
    if not rest.strip(" ,.!*_"):
        return True
    return not rest.endswith((".", "?", ":")) and len(rest.split()) <= _SHORT_REST


def is_device_line(line: str) -> bool:
    """`Verstuurd vanaf mijn iPhone`, alone on its line."""
    return bool(_DEVICE.match(line.strip())) and bool(_DEVICE_NAMES.search(line))


def signature_end(lines: list[str], at: int, stops: Callable[[list[str], int], bool]) -> int:
    """The line after the signature that begins at line `at`: where prose or a quote (`stops`) begins, or the end."""
    stop = at + 1
    in_disclaimer = False
    for number in range(at + 1, len(lines)):
        line = lines[number][:_LOOKED_AT]
        if not line.strip():
            in_disclaimer = False
            continue
        in_disclaimer = in_disclaimer or bool(_DISCLAIMER.search(line))
        if stops(lines, number) or (not in_disclaimer and _is_prose(line)):
            break
        stop = number + 1
    return stop


def _is_prose(line: str) -> bool:
    """A line somebody wrote, not a name, function, address or telephone number."""
    if _POSTSCRIPT.match(line):
        return True
    words = line.split()
    if is_device_line(line) or is_closing(line) or is_separator(line):
        return False
    if line.rstrip().endswith((".", "!", "?")) and len(words) >= _SENTENCE and any(word[0].islower() for word in words):
        return True
    return len(words) >= _LONG_LINE and not _CONTACT.search(line)
