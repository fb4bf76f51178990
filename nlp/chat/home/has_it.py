"""Whether a turn that names no keurmerk is a yes to the question about it.

"Dank je wel", "ik ga wel bellen" and "what address do you have?" hold words of a yes and are none. So a yes is a plain
one, or says that somebody has it, or where it is or since when, and of nothing else.
"""

from __future__ import annotations

import re

_THANKS = re.compile(
    r"\b(?:heel |hartelijk |wel |alvast )?(?:dank(?:je| je| u|u)?(?: wel)?|bedankt|thank you|thanks)\b"
)
_QUESTION = re.compile(r"[^.!?;\n]*\?")
_ASKS = re.compile(
    r"^\W*(?:(?:en|and|maar|but|ok|oke) )?(?:what|which|where|when|who|how|why|do you|have you|can you|"
    r"wat|welke?|waar|wanneer|wie|hoe|waarom|(?:heb|hebt|hebben|heeft|kan|kun|kunt|kunnen) (?:je|jij|u|jullie))\b"
)
_CLAUSE = re.compile(r"[,.;!\n]+\s*|\s[-\u2013]\s|\b(?:maar|but)\b")
#: What else somebody has, gets or does.
_ELSE = re.compile(
    r"\b(?:adres|address|nummer|number|mail|e-?mail|brief|letter|bericht|message|vraag|question|afspraak|appointment|tijd|"
    r"time|haast|hurry|rapport|report|telefoon|phone|werk|work|vergadering|meeting|"
    r"bel(?:len|t)?|ga|gaat|gaan|kom|komt|komen|kan|kun|kunt|kunnen|wil|willen|zal|zullen|hoor|horen|zie|zien|ziet|"
    r"doe|doen|doet|ken|kennen|snap|snappen|vind|vindt|vinden|wacht|stuur|mail|app|lukt|red|merk|weet|wordt|worden|call|will|can)\b"
)
_YES = re.compile(
    r"(?<!maar )(?<!nou )(?<!bij )(?<!o )\b(?:ja+|jawel|jazeker|jawol|yes|yep|yup|yeah|knikt)\b(?! maar\b)"
)
_SMALL = (
    r"(?:ik|we|wij|wy|hij|ie|ze|zij|het|'t|t|dat|die|er|eentje|een|hem|ook|al|allang|inderdaad|gelukkig|hier|nog|wel|toch|"
    r"gewoon|zeker|wol|nu|inmiddels|it|one|that|this|already|now|too|indeed)"
)
_SINCE = r"(?:sinds|since|van|from|in|uit|vanaf|tot|until)\b"
_HAS = re.compile(
    rf"\b(?:heb|hebben|heeft|ha|have|has|got)(?:\s+{_SMALL})*(?:\W*$|\s+{_SINCE}|\s+(?:gehaald|gekregen|geregeld|laten)\b)"
)
_WEL = re.compile(
    r"(?:^\W*|\b(?:van|mij|ons|denk|denk ik|dacht|dacht ik|geloof|geloof ik|meen|vermoed|zegt|dat|het|die|'t|ie|hij|"
    r"er|ik|wij|we|toch|zeker|huis|woning|heb|hebben|heeft|is|zit|hangt|inmiddels|nu|al) )(?:wel|wol)"
    r"(?:\W*$| (?:degelijk|aanwezig|hoor|sinds|gehaald|geregeld|ja)\b)"
)
_STATE = re.compile(
    r"\b(?:geldig|verlengd|vernieuwd|behaald|gehaald|gekregen|krigen|kregen|afgegeven|aanwezig|present|valid|renewed|"
    r"geregeld|inbegrepen|in orde|loopt tot|sinds|since|came with|comes with|"
    r"(?:zat|zit) (?:(?:het|ie|hij|die|er) )?(?:erbij|bij|erop|op)|"
    r"(?:zit|hangt|staat) (?:er|hier) ?(?:al|nog|ook|op)|"
    r"(?:zit|hangt|plakt) (?:\w+ )*(?:deur|voordeur|gevel|raam|muur))\b|"
    r"\bis er(?: al| ook| nog)?\W*$|\b20\d\d\b"
)


def says_yes(folded: str) -> bool:
    """True when some clause of a folded turn is a real yes; thanks, questions and other things count for nothing."""
    clauses = _CLAUSE.split(_QUESTION.sub(" ", _THANKS.sub(" ", folded)))
    return any(_is_yes(one) for one in clauses if not _ASKS.match(one))


def _is_yes(clause: str) -> bool:
    if _YES.search(clause):
        return True
    has = _HAS.search(clause) or _WEL.search(clause) or _STATE.search(clause)
    return has is not None and _ELSE.search(clause) is None
