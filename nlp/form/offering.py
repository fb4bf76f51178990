"""Is a day that is named also offered? "dinsdag kan ik" is, "dinsdag stond hij voor de deur" is not.

Judged by the words close to the day first, then by the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class Judgement(Enum):
    """Offered, or no offer, or nothing in the sentence says."""

    OFFERED = 0
    NOT = 1
    OPEN = 2


@dataclass(frozen=True, slots=True)
class Named:
    """Where a day stands in a folded text: from `start` to `day_end`, with its clock time (if any) to `end`."""

    start: int
    day_end: int
    end: int
    clock: bool


#: Words close before a date that make it no offer: refused, agreed before, a deadline, a habit, or over.
_NO_BEFORE = re.compile(
    r"(?:\b(?:niet|behalve|geen|verhinderd|uitgezonderd|uitzondering van|afwezig|not|except|cannot|can't|"
    r"unavailable|verzetten|verplaatsen|"
    r"afzeggen|annuleren|in plaats van|instead of|opschuiven|"
    r"brief\s+van|mail\s+van|dateert|sinds|since|verzonden|sent|dd|d\.d|uiterlijk|deadline|tot|"
    r"(?<!come )(?<!stop )(?<!drop )by|until|till|through|"
    r"t/m|tot en met|elke|iedere|every|each|vorige|afgelopen|last|sluit\w*|verschijnt|geldig tot|vakantie|reces|"
    r"holiday|back on|"
    r"per|ingang van|vanwege|in verband met|ivm|benoem\w*|beedig\w*|geinstalleerd\w*|installatie|sworn in|debat van|"
    r"vergadering van|raad van|"
    r"gemeenteraad van|derde|vierde|werkdagen:?|wekelijks|telkens|datum:?|in de krant van|concept van|versie van)\b"
    r"(?:(?!\bwel\b|\bmaar\b|\bbut\b|\bnaar\b|\bto\b|\bkan\b|\bliever\b|\bkunnen\b|\bniet erg\b)[^.,;!?\n]){0,14})$"
    r"|\b(?:voor|before|sinds|week van)\s+(?:de\s+)?$|\[$"
)
_NO_AFTER = re.compile(
    r"^[^.;!?\n]{0,30}?\b(?:kan|kunnen|lukt|schikt|gaat|ben|past|komt|werkt|redden?|hoeft?|hoef|can|does|is|will|"
    r"won't|doesn't|blijkt)\b[^.;,!?\n]{0,16}\b"
    r"(?:niet|verhinderd|weg|afwezig|not|anders|af|geen)\b|^[^.,;!?\n]{0,25}\bniet\b|^[^.;!?\n]{0,12}\b(?:can't|"
    r"cannot|verzetten|won't|"
    r"verplaatsen|afzeggen|vervalt|vervallen|valt af|valt weg|afgeblazen|schrappen|slaan we over|overslaan|"
    r"is heilig|zeg ik af|zeggen we af|"
    r"lukt me niet|zit vol|op rij|jl|jongstleden|laatstleden|na het|voor het)\b"
    r"|^[^.;!?\n]{0,20}\b(?:moet helaas|moet anders|wordt geannuleerd|(?:kan )?kom(?:t|en) te vervallen|"
    r"gaat (?:dus )?(?:niet|daardoor niet)|komt te vervallen|mi no por)\b"
)
#: What a sentence that offers, agrees or asks for another day has.
_OFFERING = re.compile(
    r"\b(?:kan|kun(?:nen|t)|zou(?:den)?|schikt|schikken|lukt|past|passen|komt (?:\w+ )?uit|uitkomt|uitkomen|akkoord|"
    r"prima|bevestig\w*|"
    r"voorkeur|beschikbaar\w*|stel\w* (?:ik|wij|we|voor)|stelt|voorstel\w*|voorgesteld|liefst|liever|graag|mogelijk|"
    r"mag ook|mag het|thuis|"
    r"opening|gaatje|ruimte|wordt het|doen we|zullen we|laten we|afgesproken|welkom|is goed|goed idee|"
    r"is (?:het )?best\w*|ok|oke|"
    r"perfect\w*|fine|works?|suits?|suitable|available|free|could|would|can|prefer\w*|how about|what about|"
    r"propos\w+|confirm\w*|good for|see you|"
    r"happy with|agree\w*|accept\w*|tot dan|uurtje|keuze|kies|opties|data|momenten|mogelijkheden|gelegen|tijd voor|"
    r"tijd|alternatie\w+|"
    r"in de agenda|noteer\w*|genoteerd|gereserveerd|deal|komt goed|klopt|anders|eventueel|ook goed|"
    r"blijft (?:gewoon )?staan|aanwezig|online|ben ik (?:er|thuis|vrij)|vrij|"
    r"reschedul\w+|instead|rather|better|ja|yes|kin|kinne|wolkom|bied\w*|aanbieden|toe|nos por|hele (?:dag|ochtend|"
    r"middag|avond)|around|all day|"
    r"eerste afspraak|either|koffie|intake|zegt u het maar|tot)\b"
)
#: What happened, what somebody else does, or a threat: no offer, unless one stands close to the day.
_TELLING = re.compile(
    r"\b(?:was|waren|werd|werden|stond\w*|lag|lagen|kreeg|kregen|kwam|kwamen|ging|had|hadden|hebben ze|belde|heb ik|"
    r"heeft|hebben|"
    r"zei|zeiden|reed|schreef|vond|zat|zaten|gebeld|gestuurd|ontvangen|gevonden|bedreig\w*|krant|nieuws|oefening|"
    r"dreig\w*|weten "
    r"we|found|received|came|said|told|were|threat\w*|hung|left|followed|deadline|congres|lezing|symposium|"
    r"organiseren|webinar|training|"
    r"bijeenkomst|vakantie|installatie|verkiezing\w*|sluiting\w*|tekent|getekend|start|begin ik|voorstelling|verlof|"
    r"bezorgd|stimming|"
    r"sleutel\w*|uiterlijk|verhui\w+|exercise|holiday|raadsvergadering|avondvergadering|terugbel\w*|vanochtend|"
    r"vannacht|gisteren|"
    r"hedenmorgen|vanmorgen|rijdt|wat doe ik|dient|closed|away|jarenlang|stemt|stem)\b"
)
#: A plain offer close to the day wins from what else the sentence tells.
_ASKED = re.compile(
    r"\b(?:wel op|kan (?:het|ik|wel|ook|de|anders|op|\d)|kan\?|kunnen|zou\w*|schikt|schikken|lukt|past|is (?:goed|"
    r"prima|best|akkoord|perfect|fine|ok)|akkoord|liever|liefst|kan(?! niet)|gaatje|eerste (?:afspraak|gesprek|keer)|"
    r"zullen we|could|how about|works|suits|suit|suitable|i can|fine|prima|voorkeur|voorstel|stel\w* (?:ik|wij|we|"
    r"voor)|aanbieden|bied ik|beschikbaar|ben ik (?:er|vrij|thuis)|"
    r"free|available|ruimte|opening|momenten|alternatief|graag|blijft|welkom|mogelijk|ben ik (?:\w+ ){0,4}thuis|"
    r"ik thuis|we thuis|zegt u|of anders|"
    r"dan maar|wordt het|gereserveerd|genoteerd|moat kinne|is goed|nos por|aanwezig|propose\w*|confirm\w*|"
    r"bevestig\w*)\b"
)
#: "de afspraak van dinsdag" was agreed before: no offer, unless it is confirmed.
_AGREED = re.compile(
    r"\b(?:afspraak|gesprek|bezoek|huisbezoek|scan|intake|appointment|visit|meeting|sessie|overleg|onderhoud|"
    r"ochtend|middag)\s+(?:van|of|d\.d\.)\s+(?:de\s+)?$"
)
_STANDS = re.compile(
    r"\b(?:is (?:akkoord|goed|prima|genoteerd|in orde)|akkoord|schikt|past|bevestig\w*|staat|gaat door|works|suits)\b"
)
_TOWARDS = re.compile(r"\b(?:naar|to)\s+(?:de\s+|the\s+)?$")
#: A sentence that is no more than a day and a question mark.
_QUESTION = re.compile(r"^(?:\S+\s+){0,6}\S*\?$")
#: What a full date with a clock can still be instead of an offer.
_EVENT = re.compile(
    r"\b(?:was|waren|werd|stond|lag|kreeg|kwam|belde|found|received|came|congres|lezing|webinar|training|"
    r"bijeenkomst|oefening|deadline|bezorgd|"
    r"exercise|symposium|voorstelling|uiterlijk)\b"
)
#: A call back today is no offer of a day.
_CALL = re.compile(r"\b(?:bel|belt|bellen|teruggebeld|terugbellen|gebeld|call|ring|phone|mailen)\b")
_REACHABLE = re.compile(r"reach|berei[kc]|beri[kc]|afspraak|kunnen (?:jullie|we)|kunt u|bereikbaar|ben ik")
_ONCE = ("vandaag", "vanavond", "vanmiddag", "today")
_ALONE, _ALONE_LETTERS = 7, 120
#: Two moments to choose from take more words.
_ALONE_OR, _OR = 10, re.compile(r"\b(?:of|or|en anders)\b")


def judge(folded: str, day: Named) -> Judgement:
    """Whether the sentence a day stands in offers it, agrees to it or asks for it, and nothing near says no."""
    opening = folded.rfind("\n", 0, day.start) + 1
    closing = folded.find("\n", day.start)
    sentence = folded[opening : closing if closing >= 0 else len(folded)]
    if _refused(folded, day) or sentence[: day.start - opening].count('"') % 2:
        return Judgement.NOT
    if _few(folded) or (_asked(folded, day, opening) or _QUESTION.search(sentence)):
        return Judgement.OFFERED if _definite(folded, day, sentence) else Judgement.NOT
    return _of_sentence(folded, day, sentence)


def _few(folded: str) -> bool:
    """True for a text of a few words."""
    return len(folded) <= _ALONE_LETTERS and len(folded.split()) <= _ALONE


def _refused(folded: str, day: Named) -> bool:
    before = folded[max(0, day.start - 48) : day.start].rpartition("\n")[2]
    after = folded[day.end : day.end + 60].partition("\n")[0]
    if _AGREED.search(before) and not _STANDS.search(after[:45]):
        return True
    return bool(_NO_BEFORE.search(before) or _NO_AFTER.search(after))


def _asked(folded: str, day: Named, opening: int) -> bool:
    """True when the words right beside the day offer it or ask for it."""
    near = folded[max(opening, day.start - 45) : day.end + 45]
    beside = near[: len(near) - len(folded[day.end : day.end + 45])] + folded[day.end : day.end + 45].partition("\n")[0]
    return _ASKED.search(beside) is not None or _TOWARDS.search(folded[opening : day.start]) is not None


def _vague(folded: str, day: Named) -> bool:
    """True for a day without a number: "dinsdag", "morgen"."""
    return not any(map(str.isdigit, folded[day.start : day.day_end]))


def _definite(folded: str, day: Named, sentence: str) -> bool:
    """False for "vandaag" without a clock, and for a call back on a day without a number."""
    if _few(folded) or not _vague(folded, day):
        return True
    called = _CALL.search(sentence) is not None
    if folded[day.start : day.day_end] in _ONCE:
        return day.clock and not called
    return day.clock or not called or _REACHABLE.search(sentence) is not None


#: "volgende week di of do, niet op maandag": the one that is left out tells that the others are offered.
_BUT_NOT = re.compile(
    r"[^.;!?\n]{0,40}\b(?:niet|behalve|not|except)\s+(?:(?:op|on)\s+)?(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag|"
    r"ma|di|wo|woe|do|vr|za|zo|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?!\w)"
)
#: "- woensdag 30 september" in a list of gaps in an agenda.
_LIST_ITEM = re.compile(r"\s*[-\u2022*]\s")
_LIST_OF_DAYS = re.compile(
    r"\b(?:beschikbaar\w*|momenten|mogelijkheden|gaten|voorkeur|data|opties|available|slots|options)\b"
)


def _bare(folded: str, sentence: str) -> bool:
    """True for a line in a list of days."""
    return _LIST_ITEM.match(sentence) is not None and _LIST_OF_DAYS.search(folded) is not None


def _of_sentence(folded: str, day: Named, sentence: str) -> Judgement:
    """What the sentence as a whole says of a day no words beside it speak of."""
    exact = not _vague(folded, day)
    if (_EVENT if day.clock and exact else _TELLING).search(sentence):
        return Judgement.NOT
    if _BUT_NOT.match(folded, day.end) or (exact and _bare(folded, sentence)):
        return Judgement.OFFERED
    short = len(sentence.split()) <= (_ALONE_OR if _OR.search(sentence) else _ALONE) and day.clock
    if (short and not folded.startswith(_ONCE, day.start)) or (exact and (day.clock or _OFFERING.search(sentence))):
        return Judgement.OFFERED
    return Judgement.OPEN


#: The file with the learned weights, and from which chance on a day counts as offered.
WEIGHTS = "aanbod"
OFFERED = "aangeboden"
OFFERED_BY_RULE = f"oordeel:{Judgement.OFFERED.name}"
_FAR, _CLOSE, _MOST_WORDS = 70, 6, 300
_TOKEN = re.compile(r"\w+|[?:;!]")
_DIGITS = re.compile(r"\d+")


def features(folded: str, day: Named, ahead: int) -> dict[str, float]:
    """What the weights look at: the rules' judgement, and the words before, behind and around the day.

    `ahead`: days from receipt to the day.
    """
    opening, closing = folded.rfind("\n", 0, day.start) + 1, folded.find("\n", day.start)
    sentence = folded[opening : closing if closing >= 0 else len(folded)]
    before = _TOKEN.findall(folded[max(opening, day.start - _FAR) : day.start])[: -_CLOSE - 1 : -1]
    behind = _TOKEN.findall(folded[day.end : day.end + _FAR].partition("\n")[0])[:_CLOSE]
    named = {
        f"oordeel:{judge(folded, day).name}",
        f"dag:{_DIGITS.sub('0', folded[day.start : day.day_end])[:20]}",
        *(f"voor:{word}" for word in before),
        *(f"voor{min(place, 2)}:{word}" for place, word in enumerate(before)),
        f"rand:{before[0] if before else '<'} {behind[0] if behind else '>'}",
        *(f"na:{word}" for word in behind),
        *(f"na{min(place, 2)}:{word}" for place, word in enumerate(behind)),
        *(f"zin:{word}" for word in _TOKEN.findall(sentence)),
        *(["uur"] if day.clock else ()),
        *([] if _vague(folded, day) else ["getal"]),
        *(["vandaag"] if ahead == 0 else ()),
        *(["vraag"] if sentence.rstrip().endswith("?") else ()),
    }
    return dict.fromkeys(named, 1.0) | {"vooruit": min(ahead, 30) / 10}


def judgement_of(found: Mapping[str, float]) -> Judgement:
    """The rules' judgement in the features of a day."""
    return next(one for one in Judgement if f"oordeel:{one.name}" in found)


def among(judged: Sequence[Judgement]) -> list[list[str]]:
    """What each day is among the others of the message: first or last, and how many others are offered or refused."""
    offered, refused = judged.count(Judgement.OFFERED), judged.count(Judgement.NOT)
    found = []
    for place, own in enumerate(judged):
        wanted, not_wanted = offered - (own is Judgement.OFFERED), refused - (own is Judgement.NOT)
        found.append(
            [
                f"plaats:{_place(place, len(judged))}:{own.name}",
                f"anderen:{own.name}:{min(wanted, 2)}:{min(not_wanted, 2)}",
            ]
        )
    return found


def _place(place: int, count: int) -> str:
    if count == 1:
        return "enig"
    return "eerst" if place == 0 else "laatst" if place == count - 1 else "midden"


def shared(folded: str, days: int, writer: str | None) -> dict[str, float]:
    """What all days of a text have in common: its words, how many days it names, and the kind of sender."""
    words = {f"tekst:{word}" for word in _TOKEN.findall(folded)[:_MOST_WORDS]}
    return dict.fromkeys(words, 1.0) | {f"schrijver:{writer}": 1.0, "dagen": min(days, 5)}
