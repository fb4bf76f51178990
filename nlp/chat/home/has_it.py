"""Whether a turn that names no keurmerk is a yes or a no to the question about it.

"Dank je wel", "ik ga wel bellen" and "what address do you have?" hold words of a yes and are none; "maandag de 13e
niet" and "een foto zonder postzegel" hold words of a no. So a yes is a plain one, or says that somebody has it, or
where it is or since when, and of nothing else; a no is a plain one, or says that it is not there, or not yet.
"""

from __future__ import annotations

import re

_THANKS = re.compile(
    r"\b(?:heel |hartelijk |wel |alvast )?(?:dank(?:je| je| u|u)?(?: wel)?|bedankt|thank you|thanks)\b"
)
_SENTENCES = re.compile(r"(?<=[.!?;\n])")
_ASKS = re.compile(
    r"^\W*(?:(?:en|and|maar|but|ok|oke) )?(?:what|which|where|when|who|how|why|do you|have you|can you|"
    r"wat|welke?|waar|wanneer|wie|hoe|waarom|(?:heb|hebt|hebben|heeft|kan|kun|kunt|kunnen) (?:je|jij|u|jullie))\b"
)
_CLAUSE = re.compile(r"[,.;!\n]+\s*|\s[-\u2013]\s|\b(?:maar|but)\b")
#: What else somebody has, gets or does.
_ELSE = re.compile(
    r"\b(?:adres|address|nummer|number|mail|e-?mail|brief|letter|bericht|message|vraag|question|afspraak|appointment|"
    r"tijd|"
    r"time|haast|hurry|rapport|report|telefoon|phone|werk|work|vergadering|meeting|"
    r"bel(?:len|t)?|ga|gaat|gaan|kom|komt|komen|kan|kun|kunt|kunnen|wil|willen|zal|zullen|hoor|horen|zie|zien|ziet|"
    r"doe|doen|doet|ken|kennen|snap|snappen|vind|vindt|vinden|wacht|stuur|mail|app|lukt|red|merk|weet|wordt|worden|"
    r"call|will|can)\b"
)
_YES = re.compile(
    r"(?<!maar )(?<!nou )(?<!bij )(?<!o )\b(?:ja+|jawel|jazeker|jawol|yes|yep|yup|yeah|knikt)\b(?! maar\b)"
)
_SMALL = (
    r"(?:ik|we|wij|wy|hij|ie|ze|zij|het|'t|t|dat|die|er|eentje|een|hem|ook|al|allang|inderdaad|gelukkig|hier|nog|wel|"
    r"toch|"
    r"gewoon|zeker|wol|nu|inmiddels|it|one|that|this|already|now|too|indeed)"
)
_SINCE = r"(?:sinds|since|van|from|in|uit|vanaf|tot|until)\b"
_HAS = re.compile(
    rf"\b(?:heb|hebben|heeft|ha|have|has|got)(?:\s+{_SMALL})*(?:\W*$|\s+{_SINCE}|\s+(?:gehaald|gekregen|geregeld|"
    rf"laten)\b)"
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
    clauses = _CLAUSE.split(_without_questions(_THANKS.sub(" ", folded)))
    return any(_is_yes(one) for one in clauses if not _ASKS.match(one))


_NO = re.compile(r"^\W*(?:(?:wel)?nee+n?|nei|neu+|nope?|nah|no)\b(?! (?:problem|idea|clue)\b)")
_NOT = r"(?:niet|nie|net|neet|nich|not|geen|gjin|nergens|nooit|never)"
_LACKS = re.compile(
    rf"\b(?:heb|hebben|hebt|heeft|ha|hat|hawwe|have|has|had|is|was|zit|zat|hangt|staat|got)(?: {_SMALL})*? {_NOT}"
    rf"(?: (?:\w*op|\w*bij|bij ons|meer|gehad|gekregen|in huis|hier|echt|eentje|een|{_SMALL}))*\W*$|"
    rf"\b(?:nog {_NOT}|{_NOT} nog|not yet|{_NOT} (?:\w+ )?(?:aangevraagd|aanwezig|gehaald|behaald|gekregen|geregeld|"
    r"afgegeven|gehad|gedaan|erop|erbij|applied|arranged|had))\b|"
    r"(?:\b\w{1,9}n't|dont|didnt|havent) (?:\w+ )?(?:have|got|think so)(?: (?:it|one|that|any|yet|here|either))*\W*$|"
    r"\b(?:moet(?:en)? (?:\w+ ){0,4}(?:nog|eerst|aanvragen|regelen|halen)|komt nog|volgt nog|in aanvraag|aangevraagd|"
    r"applied|"
    r"pending|vervallen|verlopen|expired|ontbreekt|mee bezig)\b|"
    r"(?:^\W*|\b(?:van|mij|ons|denk|dacht|geloof|ik|wij|we|zegt) (?:ik )?)(?:zeker |absoluut |echt )?(?:niet|geen|"
    r"not)\W*$"
)
_FEW = 6
_DAY = re.compile(r"\d|\b\w{1,12}da[gy]\b")


def says_no(folded: str) -> bool:
    """True when some clause of a folded turn is a real no, or the turn is hardly more than that."""
    clauses = [one for one in _CLAUSE.split(_without_questions(folded)) if one.strip()]
    few = len(folded.split()) <= _FEW and not _ELSE.search(folded) and not _DAY.search(folded)
    return few or any(_NO.match(one) or (_LACKS.search(one) and not _ELSE.search(one)) for one in clauses)


def _without_questions(folded: str) -> str:
    return "".join(one for one in _SENTENCES.split(folded) if not one.endswith("?"))


def _is_yes(clause: str) -> bool:
    if _YES.search(clause):
        return True
    has = _HAS.search(clause) or _WEL.search(clause) or _STATE.search(clause)
    return has is not None and _ELSE.search(clause) is None
