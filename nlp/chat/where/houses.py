"""Which of two houses a turn is about: the new one, the home; not the office, nor the house of somebody's mother."""

from __future__ import annotations

import re

_OLD = re.compile(
    r"(?i)\b(?:nu wonen|nu woon|now live|currently|oude?|huidige?|old|hoeft|hoeven|hoef je|niet meer|vorige|kantoor|"
    r"office|work|werk|werkadres|gemeentehuis|stadhuis|stadskantoor|raadhuis|provinciehuis|town hall|city hall|"
    r"(?:mijn|m'n|mn|my|van|van de|haar|zijn|of the) (?:moeder|vader|ouders|schoonouders|schoonmoeder|schoonvader|"
    r"zus|broer|zoon|dochter|buren|buurman|buurvrouw|neighbours?|neighbors?|"
    r"mother|father|parents|sister|brother))\b"
)
_NEW = re.compile(r"(?i)\b(?:nieuwe?|new|straks|thuis|home|prive|priv\u00e9|zelf)\b")
#: Where the next house may begin; a comma only before words that tell of one.
_PART = re.compile(
    r"(?i)(?<=[\w)])[.;!?]\s+|,\s+(?=(?:nu|maar|now|but|thuis|home|priv[e\u00e9]|wij|we|ik|nee|no)\b)|"
    r"\s+(?:o+h? )?(?=(?:nu wonen|nee (?:wacht|dat|sorry)|no wait|(?:wij|we|ik) (?:wonen|woon|zitten|zit)|thuis is|"
    r"home is)\b)"
)
_NOT_THAT = re.compile(r"(?i)^\W*(?:o+h? )?(?:nee|no|wacht|wait|sorry)\b.*\b(?:dat|that|it) (?:is|was)\b")
_WITH_NUMBER = re.compile(r"[A-Za-z]{3} \d")


def own_house(text: str) -> str:
    """The text without the other house, when it speaks of two: "nu wonen we in ..., het gaat om ..."."""
    parts = _PART.split(text)
    others = {place for place, one in enumerate(parts) if _OLD.search(one) and not _NEW.search(one)}
    others |= {place - 1 for place in others if place and _NOT_THAT.match(parts[place])}
    own = [one for place, one in enumerate(parts) if place not in others]
    return ". ".join(own) if others and any(_WITH_NUMBER.search(one) for one in own) else text
