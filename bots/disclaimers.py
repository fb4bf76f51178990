"""The small print that a mail server puts under every mail, in Dutch, English and neighbours' languages.

Judged by the paragraph, as the words of one disclaimer are also words of people: `dit is vertrouwelijk` says a
threatened mayor too. So it takes three different signs, or one that only small print has, and no `ik`.
"""

from __future__ import annotations

import re
from itertools import islice

from bots.wording import any_of

#: So many characters of a paragraph are judged.
LONGEST_DISCLAIMER = 3_000
_ENOUGH_SIGNS = 3

#: Substrings of which each disclaimer has at least one: a cheap test in front of the others.
_TRACES = (
    "disclaimer", "vertrouw", "confiden", "geadresseerde", "ontvanger", "recipient", "addressee", "aansprak", "liab",
    "milieu", "environment", "rechten", "virus", "bestemd", "intended", "destinatari", "vertraulich", "riservat",
    "in error", "per errore", "onterecht", "ten onrechte", "abusievelijk",
)  # fmt: skip
_SPEAKER = re.compile(r"\b(?:[Ii]k|[Mm]ijn|mij|I|[Mm]y|me)\b")
_PROOF = re.compile(
    any_of(r"""
        ^\W{0,4}disclaimer\b\W{0,3}(?:$|http|:)
        (?:aanvaard\w*|accept\w*) (?:geen|no)\b[^.]{0,30}(?:aansprakelijkheid|liability)
        geen rechten[^.]{0,40}(?:ontle|worden)
        (?:denk|think|spaar|consider)[^.]{0,30}(?:milieu|environment)
        (?:uitsluitend|alleen|slechts)[^.]{0,40}(?:bestemd|bedoeld)[^.]{0,40}(?:geadresseerde|ontvanger)
        (?:solely|only)[^.]{0,40}intended[^.]{0,40}(?:recipient|addressee|use of)
        (?:niet de (?:beoogde |bedoelde )?(?:geadresseerde|ontvanger)|not the intended (?:recipient|addressee))
        niet voor u (?:is )?bestemd
    """)
)
#: Each line is one sign, in words of which one will do.
_SIGNS = (
    ("vertrouwelijk", "confidential", "privileged", "vertraulich", "riservat", "confidentiel"),
    ("geadresseerde", "e ontvanger", "intended recipient", "addressee", "destinatari", "empfänger"),
    ("uitsluitend bestemd", "bestemd voor", "intended solely", "intended only", "intended for", "uso esclusivo"),
    ("aansprakelijk", "liable", "liability", "rechten", "haftung"),
    ("eventuele bijlage", "bijbehorende bijlage", "any attachment", "en bijlagen", "and attachments", "negli allegati"),
    ("openbaarmak", "vermenigvuldig", "verspreid", "disclos", "dissemination", "copying", "copiare"),
    (
        "onterecht",
        "ten onrechte",
        "abusievelijk",
        "per abuis",
        "per vergissing",
        "in error",
        "by mistake",
        "per errore",
    ),
    ("verwijder", "vernietig", "delete", "destroy", "cancellar"),
    ("virus",),
    ("afzender", "sender", "mittente", "absender"),
)


def may_be_disclaimer(text: str) -> bool:
    """A fast hint that `text` holds part of one."""
    lowered = text.lower()
    for trace in _TRACES:  # noqa: SIM110 - asked for every paragraph, and `any` takes twice the time
        if trace in lowered:
            return True
    return False


def is_disclaimer(paragraph: str, *, after_another: bool = False) -> bool:
    """Whether `paragraph` is small print; `after_another`: one sign less is enough."""
    paragraph = paragraph[:LONGEST_DISCLAIMER]
    if not may_be_disclaimer(paragraph) or _SPEAKER.search(paragraph):
        return False
    lowered = paragraph.lower()
    if _PROOF.search(lowered):
        return True
    signs = (True for sign in _SIGNS if any(word in lowered for word in sign))
    return sum(islice(signs, _ENOUGH_SIGNS)) >= _ENOUGH_SIGNS - after_another
