"""Whether a turn asks something about our work that only a colleague can answer: "is uw adviseur gescreend?".

A question that is an answer ("kan het dinsdag?"), that asks back ("wat bedoelt u?", "klopt dat?") or asks to do
something ("kunt u mij bellen?") is none. Texts are folded.
"""

from __future__ import annotations

import re

_SENTENCES = re.compile(r"(?<=[.!?;\n])\s+|\n+")
_LEAD = re.compile(
    r"^\W*(?:(?:ja|jazeker|nee|neen|goed|ok|oke|okay|prima|helder|klopt|akkoord|en|maar|o|oh|dus|wel|dan|nog|even|"
    r"een|vraag|vraagje|vraagt|trouwens|overigens|verder|voordat ik verder ga|voor ik verder ga|tot slot|mag ik vragen|"
    r"mag ik weten|yes|no|and|but|so|well|right|one|question|by the way|also|may i ask|before i go on)\b[\s,:.-]*)+"
)
_ASKS = re.compile(
    r"(?:(?:op|met|van|voor|door|aan|bij|in|tot) )?(?:wat|wie|waar|wanneer|hoe|hoeveel|welke?|of|what|who|where|when|"
    r"how|which|"
    r"whether|if)\b|"
    r"(?:moet|moeten|mag|mogen|krijg|krijgt|krijgen|kom|komt|komen|is|zijn|word|wordt|worden|gaat|gaan|doet|doen|heb|"
    r"hebt|"
    r"hebben|heeft|kost|kosten|blijft|blijven|laat|laten|geldt|telt|tellen|rekent|rekenen|werkt|werken|verzorgt|neemt|"
    r"nemen|maakt|brengt|stuurt|kijkt|kijken|do|does|did|will|should|must|is|are|would|has|have)\b"
)
_OF_US = re.compile(
    r"\b(?:u|uw|jullie|adviseur\w*|advis[eo]rs?|rapport\w*|verslag|scan|advies|bezoek|bevestiging|kosten|kost|betaalt|"
    r"betalen|gratis|vergoed\w*|thuis zijn|erbij zijn|aanwezig zijn|voorbereid\w*|klaarleggen|opgeven|meenemen|you|"
    r"your|"
    r"report|visit|confirmation|costs?|pays?|free|prepare|be (?:at )?home|be there|be present)\b"
)
#: It asks back, for something to be done, or for what we ask next; or it is an answer.
_NONE = re.compile(
    r"\b(?:bedoel\w*|mean|klopt|nog meer (?:weten|nodig)|(?:moet|wilt|wil|heeft|hebt) u (?:nog )?(?:meer|van mij|"
    r"weten|nodig|anders)|"
    r"nog iets nodig|(?:\w*nummer|phone number)|mijn naam|my (?:name|number)|her number|his number|"
    r"hem (?:per se )?zelf|"
    r"(?:do|would) you want|else (?:do|would) you|goed zo|zo goed|right|genoeg|enough|ben(?:t)? u (?:daar|er|nog)|"
    r"are you (?:there|still)|"
    r"(?:of|if) (?:u|you) (?:mij|me|dat|it) |heeft u (?:dat|mijn|het)|hebt u (?:dat|mijn|het)|got that|did you get|"
    r"\w*dag|\w*day|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    r"\d+[.:]\d\d|\d+ uur|keurmerk|pkvw|verhui\w+)\b"
)
_WONDERS = re.compile(
    r"\b(?:vraag (?:ik )?(?:mij|me) af|vroeg (?:ik )?(?:mij|me) af|ben (?:ik )?benieuwd|i wonder|wondering|"
    r"(?:graag|wil|wou|zou) (?:\w+ ){0,2}weten|want to know|like to know)\b (?:\w+ ){0,2}?(?:of|wie|wat|hoe|wanneer|"
    r"welke?|waar|whether|if|who|what|how|when|which)\b"
)
_FEWEST = 4


def asks_us(folded: str) -> bool:
    """True when some sentence asks something about the advice, the adviser or what somebody has to do."""
    return any(_is_question(one) for one in _SENTENCES.split(folded))


def _is_question(sentence: str) -> bool:
    bare = _LEAD.sub("", sentence)
    asks = sentence.rstrip().endswith("?") and _ASKS.match(bare) and len(bare.split()) >= _FEWEST
    return bool((asks or _WONDERS.search(sentence)) and _OF_US.search(sentence) and not _NONE.search(sentence))
