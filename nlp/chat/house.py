"""What one turn of a chat says of the house: moving, and the keurmerk (PKVW), in whatever roundabout words.

A mail tells both in passing (`nlp.form.housing`); in a chat somebody answers, so that the last word of the sentence in
which the thing is named decides: "er zit een sticker op van de vorige eigenaar, dus doe maar nee" is no.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[;!?\n]+|\.(?=\s|$|\.)|\s[-\u2013]\s")

_KEURMERK = re.compile(
    r"\b(?:pkvw\w*|pk|sticker\w*|(?:politie)?-?\s?keurm[eu]rk\w*|politielabel|police (?:quality )?(?:mark|label|"
    r"certificate)|"
    r"(?:the|that|this|no|police|pkvw) (?:label|certificate|mark)|certificaat|certificate)\b"
)
#: The other thing that is asked in the same breath: what stands behind it is about that.
_MOVE = re.compile(
    r"\b(?:verhui[sz]\w*|ferhuz\w*|moving(?! (?:the|my|our|it|that)\b)|relocat\w+|inpakken|verkas\w*)\b|"
    r"\bmoved?s?\b(?= (?:in|to|into|house|out|next|this|soon|from)\b|\W*$)|"
    r"\b(?:gaan|ga|gaat) (?:we |wij |ik |ze |hij )?(?:\w+ ){0,2}(?:over|wonen)\b|"
    r"\b(?:huis|woning|appartement|boerderij|something|house|flat) (?:\w+ ){0,3}(?:gekocht|te koop|"
    r"in de verkoop|bought|sold|"
    r"verkocht)\b|"
    r"\b(?:bought|buying|gekocht|kopen) (?:\w+ ){0,3}(?:huis|woning|something|house|flat|appartement|iets)\b|"
    r"\bsleutels? (?:van|krijg\w*)|\bkrijg\w* (?:\w+ ){0,6}sleutels?\b|\bnieuwe (?:huis|woning|adres)\b"
)
_STAYS = re.compile(
    r"\b(?:blij[fv]\w*|bliuwe\w*) (?:\w+ ){0,5}(?:zitten|wonen|hier|waar|thuis|plakken|staan)|"
    r"\bbliuwe\b|\bvoorlopig (?:niet|nergens|nog niet)\b|\b(?:niet|nergens) (?:weg|heen|naartoe)\b|"
    r"\bgaan (?:\w+ ){0,3}nergens\b|\bgeen (?:verhuis\w*|plannen)|"
    r"\b(?:stay\w*|remain\w*) (?:put|here|where|in)|\b(?:is|are|am|we're|she's|he's) staying\b|"
    r"\b(?:not|n't|isn't|aren't) (?:going|moving|planning)|\bnot going anywhere|"
    r"\b(?:zitten|wonen|woon|zit) (?:er |hier )?(?:\w+ ){0,2}\d+ jaar\b|\b(?:zojuist|net|al|pas) verhuisd\b|"
    r"\bverhuisd (?:zijn|ben|hebben|we|ik)|\b(?:zijn|ben) (?:\w+ ){0,3}(?:net |al |pas )verhuisd"
)
_UNSURE = re.compile(
    r"\b(?:weet (?:ik |we )?(?:het |dat |nog |zelf |er )*(?:niks|niets|niet)|weten (?:we|wij) (?:\w+ )?niet|"
    r"geen (?:flauw )?idee|"
    r"zou (?:ik )?(?:het |dat )?niet weten|niks van|uitzoeken|navragen|misschien|not sure|no idea|don't know|maybe|"
    r"vraag (?:het |dat )?(?:hem|haar|na)|moet u (?:hem|haar)|n\.?v\.?t)\b"
)
#: A yes or no at the end of what was weighed: it wins from all before it.
_VERDICT = re.compile(
    r"\b(?:dus|then|so|doe maar|zeg maar|maar|denk(?: ik)?(?: van)?|i'd say|kortom|"
    r"laten we zeggen)[\s,:]+(?:(?:doe|zeg|vul|zet) maar |"
    r"ik denk |ja dus )?(?P<told>nee|neen|niet|no|not|ja|yes|wel)\b"
)
_NO = re.compile(
    r"\b(?:nee+|neen|niet|geen|gjin|net|nooit|zonder|no|not|never|none|without|\w+n't|dont|havent|hasnt|moet nog|"
    r"moeten nog|ontbreekt|verlopen|expired|bezig|nog niet|nergens|niks|schudt)\b"
)
_YES = re.compile(
    r"\b(?:ja+|jawel|jazeker|yes|yep|wel|heb|hebben|heeft|has|have|got|since|sinds|geldig|verlengd|gekregen|behaald|"
    r"gehaald|zit erop|zit er ?op|zit er al|zit (?:er )?al|geregeld|loopt tot|valid|knikt|ook|is er|hangt|"
    r"binnen|in orde|afgegeven|"
    r"al op|came with|comes with|zat erbij|zit erbij|erbij|inbegrepen|renewed|20\d\d)\b"
)
_OF_OTHERS = re.compile(r"\b(?:buur\w*|neighbou?r\w*|collega\w*|zoon|dochter|son|daughter|kinderen|vorige eigenaar)\b")


#: "Keurmerk? Ja."
_MARK_ASKED = re.compile(rf"{_KEURMERK.pattern}\W{{0,2}}[?:]\W*(?P<told>nee+|neen|no|ja+|yes)\b")


def names_keurmerk(folded: str) -> bool:
    """True when the turn names the certificate."""
    return _KEURMERK.search(folded) is not None


def keurmerk_told(folded: str, *, asked: bool) -> bool | None:
    """True (has it), False (has not), None when the turn does not tell; `asked`: it answers that question."""
    answered = _MARK_ASKED.search(folded)
    if answered:
        return answered["told"].startswith(("ja", "yes"))
    sentences = _sentences(folded)
    places = [place for place, one in enumerate(sentences) if _KEURMERK.search(one)]
    if not places:
        return _weighed(folded) if asked and not _MOVE.search(folded) else None
    first = places[0]
    own = sentences[first]
    both = _MOVE.search(own)
    mark = _KEURMERK.search(own)
    if both and mark and both.start() < mark.start() and not _AND.search(own[both.end() : mark.start()]):
        own = own[both.end() :]
    told = _weighed(own)
    behind = " ".join(sentences[first + 1 : first + 3])
    if told is None and behind and not _MOVE.search(behind):
        told = _weighed(behind)
    before = sentences[first - 1] if first else ""
    late = _VERDICT.search(f" {behind}") if behind and not _MOVE.search(behind) else None
    if late:
        return late["told"] in ("ja", "yes", "wel")
    if told is None and not _UNSURE.search(own) and both and before:
        return _weighed(before)
    return told


_AND = re.compile(r"^\s*(?:en|and|&|/|,)\s*(?:het |dat |the )?$")


def _sentences(folded: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.split(folded) if one.strip()]


#: Of two houses the new one counts.
_NEWER = re.compile(
    r"\b(?:het|de|ons|the|our) (?:nieuwe?|new) (?:\w+ )?(?:niet|nog niet|geen|wel|ook|heeft|has|not|does|is)\b.*$"
)


def _weighed(text: str) -> bool | None:
    """What a sentence comes to: a verdict, else doubt, else its last clear word; one "no" outweighs a yes before it."""
    newer = _NEWER.search(text)
    if newer and newer.start() > 0:
        return _weighed(newer[0])
    verdict = list(_VERDICT.finditer(text))
    if verdict:
        return verdict[-1]["told"] in ("ja", "yes", "wel")
    if _UNSURE.search(text):
        return None
    if re.match(r"\W*(?:ja+|jawel|yes|yep|jazeker)\b", text) and not re.search(r"\b(?:nog niet|maar)\b", text):
        return True
    told = None
    for clause in re.split(r",\s|\.\s|\bmaar\b|\bbut\b|\ben\b|\band\b", text):
        if _OF_OTHERS.search(clause) and not _KEURMERK.match(clause.strip()):
            continue
        no, yes = _NO.search(clause), _YES.search(clause)
        if no:
            told = False
        elif (yes and told is None) or (yes and re.search(r"\b(?:wel|inmiddels|nu|now)\b", clause)):
            told = True
    return told


#: "Wat bedoelt u met verhuizen? Nee."
_ASKED = re.compile(r"\b(?:verhui\w+|moving|move)\W{0,2}[?!:,]\W*(?P<told>nee+|neen|no|ja+|yes)\b")


_NOT_NOW = re.compile(r"\b(?:nu|voorlopig|now|yet) (?:nog |even |zeker )?(?:niet|not)\b|\bnot (?:now|yet|for now)\b")


def moving_told(folded: str) -> bool | None:
    """True when the turn says that the person moves, False when it says not, None when it does not tell."""
    asked = _ASKED.search(folded)
    if asked:
        return asked["told"].startswith(("ja", "yes"))
    if _MOVE.search(folded) and _NOT_NOW.search(folded):
        return False
    verdict = _VERDICT.search(folded) if _MOVE.search(folded) and not _KEURMERK.search(folded) else None
    if verdict:
        return verdict["told"] in ("ja", "yes", "wel")
    stays = _STAYS.search(folded)
    found: bool | None = None
    for sentence in _sentences(folded):
        for clause in _clauses(sentence):
            move = _MOVE.search(clause)
            if not move or _OF_OTHERS.search(clause):
                continue
            around = _KEURMERK.split(clause)[0] if _KEURMERK.search(clause) else clause
            found = not _NO.search(around) and not _PAST.search(around)
    if stays and not (found and _STAYS_NOT.search(folded)):
        return False
    return found


_PAST = re.compile(
    r"\b(?:verhuisd (?:zijn|ben|hebben)|al verhuisd|net verhuisd|pas verhuisd|moved (?:here|in) (?:last|in|two|"
    r"years)|already moved)\b"
)
_STAYS_NOT = re.compile(r"\b(?:niet|not) (?:\w+ )?(?:blijven|staying)\b")


def _clauses(sentence: str) -> list[str]:
    """Pieces of a sentence that each say something; "verhuizen, nee" is one."""
    pieces = re.split(r",\s+|\bmaar\b|\bbut\b", sentence)
    joined: list[str] = []
    for one in pieces:
        short = re.fullmatch(r"\W*(?:nee+|niet|no|not|ja+|yes)\b(?:\s+\w+){0,2}\W*", one)
        if joined and (short or re.fullmatch(r"\W*(?:nee+|no|ja+|yes|well|nou|eh)\W*", joined[-1])):
            joined[-1] = f"{joined[-1]}, {one}"
        else:
            joined.append(one)
    return joined
