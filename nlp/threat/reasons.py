"""What a duty officer reads as the reason: the name of the rule, or a plainer one where the words found say less."""

from __future__ import annotations

import re

#: Of a rule: words found, and what is said of them. What fits first is said; ``.`` is every other word.
_PLAINER = {
    "boodschap achtergelaten": (
        (r"\b(?:foto|opname|opnamen|beelden|deurbel)", "foto of opname genoemd"),
        (r"\b(?:zei|zegt|zeg|riep|roept|siste|told|said|says|called)\b", "iets gezegd of geroepen"),
        (r"\b(?:stond|staat|stont)\b", "er stond iets"),
    ),
    "aankondiging": (
        (r"condol|crematie|begrafenis|uitvaart|rouw|overlijden|sterkte", "rouw of afscheid genoemd"),
        (r"\b(?:keer|maal|time)\b", "volgende of laatste keer genoemd"),
        (r"\b(?:know|weet|weten)\b", "zegt iets te weten"),
        (r"aan de beurt", "aan de beurt"),
    ),
    "gezin, school of adres genoemd": (
        (r"\b(?:bang|angst|angstig|doodsbang|afraid|scared|frightened|terrified|nervous|anxious|uneasy)\b", "angst"),
        (r"veilig|unsafe|safe\b", "voelt zich onveilig"),
        (r"\b(?:slecht|nauwelijks|niet|wakker|gevoel|durf|durft|durven)\b", "last van zorgen"),
        (r"\b(?:slaap|slapen|slaapt)\b", "slapen genoemd"),
    ),
    "vreemde post of pakket": ((r"^anonie?m\w*$|^anonymous\w*$", "het woord anoniem"),),
    "voltooide aanval": (
        (r"doodskist|grafkist|lijkzak|strop|krans|rouwkaart|grafsteen", "teken van rouw of dood"),
        (r"\b(?:trekkers|tractoren|fakkels|demonstranten)\b", "groep of voertuigen bij huis"),
        (r"tracker|airtag|baken|zender|\bgps\b", "volgapparaat"),
        (r"poeder|powder", "poeder"),
    ),
}


def reason(rule: str, folded: str) -> str:
    """The reason for words found (folded) by a rule; what lowered it stays behind it."""
    name, comma, why = rule, "", ""
    if rule not in _PLAINER:
        name, comma, why = rule.rpartition(", ") if rule.rpartition(", ")[0] in _PLAINER else (rule, "", "")
    plainer = next((said for pattern, said in _PLAINER.get(name, ()) if re.search(pattern, folded)), name)
    return f"{plainer}{comma}{why}"
