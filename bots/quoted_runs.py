"""Where a run of marked lines ends, also when a program broke long lines and left the rest unmarked."""

from __future__ import annotations

import re

from bots.quote_marks import LOOKED_AT, is_marked

#: A program that breaks lines breaks them here at the earliest (Thunderbird and Outlook 72, Gmail 76).
_WRAPPED_AT = 72
_LONGEST_WRAPPED = 84
_GOES_ON = re.compile(r"[^.?!:;\s]\s*$")
_TAIL = re.compile(r"[ \t]{0,3}([^\W\dA-Z_]\S*)")
#: How a person answers below a question; the tail of a quoted sentence may begin so, but then it stays new.
_ANSWERS = frozenset({
    "ja", "nee", "neen", "ik", "wij", "we", "klopt", "akkoord", "ok", "oke", "oké", "prima", "goed", "graag", "nooit",
    "niet", "geen", "yes", "no", "nope", "i", "not", "never", "dank", "bedankt", "weet", "helaas",
})  # fmt: skip
_LINK_TAIL = re.compile(r"\s{0,3}(?:\S*[)>]|[(<]https?://\S+[)>])\s*>?\s*$")
_OPEN_LINK = re.compile(r"[(<]https?://[^\s)>]*$")
_LINK_ALONE = re.compile(r"\s{0,3}[(<]https?://\S+[)>]\s*>?\s*$")


def quoted_lines(lines: list[str], at: int) -> int:
    """The line after a run of marked lines; blank lines between them and the tails of broken lines belong to it."""
    stop = at
    while at < len(lines):
        if is_marked(lines[at]):
            stop = at + 1
        elif lines[at].strip() and not _is_tail(lines, at):
            break
        at += 1
    return stop


def _is_tail(lines: list[str], at: int) -> bool:
    """The end of a quoted line that a program broke without marking the rest, right between two marked lines."""
    if at + 1 >= len(lines) or not is_marked(lines[at + 1]):
        return False
    above, line = lines[at - 1], lines[at]
    if not is_marked(above) or len(line) > LOOKED_AT:
        return False
    if _LINK_ALONE.match(line) or (_OPEN_LINK.search(above[-LOOKED_AT:]) and _LINK_TAIL.match(line)):
        return True
    return _is_broken_off(above.rstrip(), line) or _is_repeated(lines, at)


#: So many words said again are no answer, and so many lines above are looked at for them.
_FEWEST_REPEATED, _LOOKED_BACK = 3, 60


def _is_repeated(lines: list[str], at: int) -> bool:
    """The line says only, word for word, what a marked line above says as well: nothing is lost with it."""
    line = lines[at].strip().rstrip(".")
    if len(line.split()) < _FEWEST_REPEATED:
        return False
    return any(line in above for above in lines[max(0, at - _LOOKED_BACK) : at] if is_marked(above))


def _is_broken_off(above: str, line: str) -> bool:
    """The sentence goes on, and its next word would not have fitted."""
    first = _TAIL.match(line)
    if first is None or len(above) > _LONGEST_WRAPPED or len(line) >= len(above) or not _GOES_ON.search(above):
        return False
    word = first.group(1)
    return len(above) + 1 + len(word) > _WRAPPED_AT and word.strip(",.;!?").lower() not in _ANSWERS
