"""Names of which the first name stands behind: "C. Langezaal. Coen", "Krijt, A.M. (Adriaan)", "Kok, Lotte".

As people copy them out of a file, or add the first name when they see that it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.chat.plain_words import is_in_use

_PARTICLES = r"(?i:van|von|de|den|der|ter|ten|te|tot|het|'t|el|al|la|le|du|vd|v\.d\.)"
_FIRST = r"[A-Z\u00c0-\u00dd][\w'-]*[\w]"
_LAST = rf"(?:{_PARTICLES}\s+){{0,3}}[A-Z\u00c0-\u00dd][\w'\u2019-]+"
_CALLED = r"(?:,?\s+(?:maar\s+)?(?:dat is|dus|voluit|roepnaam|voornaam|zeg maar|spreek uit|which is|that is)\s+)"
#: "F. Langezaal, Frederike", "Th. Daal (Theo)": the first name begins as the initials do.
_INITIALS_FIRST = re.compile(
    rf"(?<![A-Z]\.)(?<![A-Z]\.\s)(?P<initial>[A-Z][a-z]?)\.\s?(?:[A-Z][a-z]?\.\s?)*(?P<last>{_LAST})"
    rf"(?:(?P<loose>\.\s+)|,\s+|\s*\(|{_CALLED})(?P<first>(?=(?P=initial))[A-Z][\w'-]+)(?!\.?\w)(?!\s+[A-Z])"
)
#: "Krijt, A.M. (Adriaan)", "Krijt, A.M.": out of a list of names.
_LIST = re.compile(
    rf"(?:^|(?<=[:\n])|(?<=[:.]\s))\s*(?P<last>{_LAST}),\s*(?P<initials>(?:[A-Z][a-z]?\.\s?)+)"
    rf"(?P<particles>(?:{_PARTICLES}\b[ ]*){{0,3}})(?:\(\s*(?P<first>{_FIRST})\s*\)|(?![ ]*[A-Z(]))"
)


def first_name_behind(text: str, is_word: Callable[[str], bool]) -> str | None:
    """The name with its first name, or its initials, before it. `is_word`: a word that is no part of a name."""
    found = _INITIALS_FIRST.search(text)
    if found and not is_word(found["first"]) and not (found["loose"] and is_in_use(found["first"])):
        return f"{found['first']} {found['last']}"
    for listed in _LIST.finditer(text):
        if not is_word(listed["last"].rsplit(maxsplit=1)[-1]):
            before = listed["first"] or listed["initials"].strip()
            return " ".join(filter(None, (before, listed["particles"].strip(), listed["last"])))
    return None
