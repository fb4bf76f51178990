"""What a message says of the house: whether the person moves, and whether it has the PKVW certificate.

PKVW is the Politiekeurmerk Veilig Wonen, a condition for the measures of an advice.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise

from nlp.form.source import Source, Span
from nlp.form.spotting import Spotter
from nlp.form.weighing import Features, weights
from nlp.text import words

_HOUSE = r"(?:\w*huis|\w*woning|\w*boerderij(?:tje)?|\w*appartement|villa|bungalow|hus)"
#: "een hek om ons huis" is bought or built for a house that somebody has.
_BESIDE = (
    r"(?:(?:om|rond|rondom|bij|naast|achter|tegen|in|aan|op|van)|voor(?= (?:ons|onze|mijn|hun|zijn|haar)\b)) "
    r"(?:(?:ons|onze|mijn|het|de|een|hun|zijn|haar) )?(?:\w+e )?"
)
_MOVING = Spotter(
    "verhui|nieuw|ga |gaan |ander huis|huis |huis|woning|appartement|boerderij|sleutel|wij bouwen|we bouwen|bod |"
    "betrek|moving|new |we are|"
    "we're|i am|i'm|be moving|reloc|ferhuz|muda|koopt|kopen|gekocht|aangekocht|ons |mijn |het |een |zijn |haar |"
    "hun |ambtswoning|aankoop|nije |vestig|ferfar|bouwen|koop |teken|betrek|gaat |"
    "we trek|wij trek|ik trek|hij trek|zij trek|ze trek|trekken we|trek ik|i move|he move|she move|will move|to move|"
    "wij kop|we kop|gaan wonen|trekt |verkas|huizenj|househ|house h|before w|buying|bought|looking|oplever|krijg",
    (
        r"\b(?:verhui[sz](?!wagen|bedrij|dozen|bericht|advies|service)\w*|"
        r"(?:ons|mijn|het|een|zijn|haar|hun) nieuwe? (?:woning|huis|adres|appartement)|"
        r"nieuwe? (?:woning|huis|adres|appartement|stek|hus)|nije (?:wenning|hus)|"
        r"huis op het oog|(?:huis|woning|appartement|boerderij)\w* (?:ge|aange)kocht|(?:ge|aange)kocht huis|"
        r"sleuteloverdracht|sleutels? (?:van (?:het|ons|een|de|mijn) (?:nieuwe? )?(?:huis|woning|appartement)|"
        r"krijgen|krijg)|wij bouwen|we bouwen|bod (?:lopen|gedaan|uitgebracht)|"
        rf"(?:koopt|kopen|koop(?: van)?|betrekt|betrekken|betrek|aankoop van|bouwen|teken(?:en|t)?(?: voor| van)?) "
        rf"(?:(?!{_BESIDE}{_HOUSE}\b)\w+ ){{0,5}}{_HOUSE}|"
        r"vestig(?:en|t)? (?:wij|we|ik|zich) (?:ons |me |mij )?|ferfar\w*|(?:ga|"
        r"gaan) (?:\w+ ){0,5}(?:over|terug) naar|"
        r"ambtswoning betrek\w*|gaan (?:we )?verkopen|(?:ga|gaan|gaat) (?:\w+ ){0,4}wonen|(?:wij|we) kopen|"
        r"(?:(?:we|wij|ik|hij|zij|ze|mijn \w+) trek(?:ken|t)?|trek(?:ken|t)? (?:we|wij|ik|ze)) (?:\w+ ){0,4}in "
        r"(?:een|het|de|op|bij|ons)|(?:we|i|he|she|will|to) move (?:out|into|in|house|once|when)|"
        r"betrek(?:ken|t)? (?:wij|we|ik|op|per|het pand)|verkas\w*|huizenjacht|house ?hunting|before we buy|"
        r"(?:buying|bought) (?:a|the|our) (?:new )?(?:house|home|flat|apartment)|looking at (?:\w+ )?houses|"
        r"oplevering van (?:ons|het|mijn|de) (?:nieuwe? )?(?:huis|woning|appartement)|"
        r"(?:krijgen|krijg) (?:wij|we|ik) (?:dan )?de sleutels?|sleutels? (?:half|medio|eind|begin)|"
        r"moving (?:to|house|into|in|home|from|out)|new (?:house|home|address|flat|apartment)|(?:we are|i am|i'm|"
        r"we're|be) moving|"
        r"relocat\w+|ferhuz\w*|muda)\b"
    ),
)
#: A move that is over, of somebody else, denied, or of something that is no house.
_NOT_BEFORE = re.compile(
    r"\b(?:niet|geen|niemand|nooit|not|no|never|don't|not planning|voor een|dacht aan een|"
    r"dader\w*|buur\w*|vorige bewoners?|stagiair|vorig\w* \w+|collega\w*|neighbou?rs?|mensen die|wie|of we|of wij|"
    r"helpen|help|zwager|zei dat \w+)\s+"
    r"(?:\w+\s+){0,2}?$|\b(?:na de|sinds (?:de|onze|mijn)|bij de|met de)\s+$"
)
_NOT_AFTER = re.compile(
    r"\W*(?:nee\b|no\b|n\.?v\.?t|geen\b|niet (?:van plan|voorzien|aan de orde|gepland))|"
    r"plannen\W+(?:nee|geen|no)|(?:\s+(?:we|wij|"
    r"ik))?\s+(?:\w+\s+)?(?:niet|not)\b|"
    r"\s+(?:\w+\s+){0,4}(?:afgeketst|van de baan|gaat niet door)|[^.!?\n]{0,30}\?\W*(?:nee\b|no\b)|wagen|bedrijf|"
    r"dozen|bericht|advies|[^.\n]{0,25}(?:\[ ?\] ja|ons kantoor)|\s+(?:naar het buitenland|to canada|paid)"
)
_OVER = re.compile(r"verhuisd(?!\w)")
#: Plain words that nobody moves; "we verhuizen niet in mei" leaves another month open.
_DENIED = Spotter(
    "verhui|ferhuz|not |never |aren't |isn't |niet |nooit |geen ",
    (
        r"\b(?:verhui[sz](?:en|t)?(?! ?plan)|ferhuz\w*)(?: (?:we|wij|ik|hij|zij|ze|wy|dus|ook|voorlopig|zelf|gewoon))*"
        r" (?:niet|net|nooit)\b(?=\s*(?:[.,;!)\n]|$|en\b|want\b|maar (?:wil|we willen|ik wil)\b))|"
        r"\b(?:not|never|aren't|isn't) (?:planning on |going to )?(?:be )?(?:moving|relocating|move house)\b"
        r"(?! (?:in|until|till|before|for|on|yet)\b)|"
        r"\b(?:niet|nooit) (?:van plan )?(?:om )?(?:te |gaan )?verhuizen\b|\bgeen verhuis\w*|"
        r"\bverhuisplannen\W+(?:nee|geen|niet)\b|\bverhuizing (?:gaat|komt) (?:dus )?niet\b"
    ),
)
_AHEAD_OF_MOVE = re.compile(r"\b(?:wordt?|worden|zijn we dan|straks|binnenkort|zodra|once)\b")


#: Words that only may tell of a move: another house, a sale, a new address.
_MAY_MOVE = Spotter(
    "ander |kluswo|wonen|woont|woon |zitten|zit |nog |hus|"
    "verhuisb|adresw|adres w|koophuis|huurw|huurh|huurt|huren|dienstw|ambtsw|wisselw|vakantieh|koop|verkocht|verkoop|"
    "buitenland|nieuwb|aanbouw|oplever|makelaar|notaris|bezicht|bieden|bod|sleutel|samenw|woonboot|tijdelijk|betrek|"
    "verruil|move|moved|official|sold|flat|place|residence|rental|emigr|scheiden|zoek|hypo|overdracht|"
    "nieuwe|vertrek|abroad|trek|staat|gaat|te|my|ruil|nu nog|woont nog|woon nog|huis |woning |boerderij|appartement |"
    "tot |villa |woonboerderij |woonboot |woonruimte",
    (
        r"\b(?:(?:huis|woning|(?:woon)?boerderij|appartement|villa|woonboot) (?:\w+ ){0,2}(?:koopt|kopen|koop|"
        r"huurt|huren|betrekt|betrekken)|ruil(?:en|t)? (?:\w+ ){0,5}in voor|nu nog (?:bij|op|aan|in)|"
        r"(?:woont|woon|wonen) nog|tot (?:ons|het|haar|zijn|mijn|hun) (?:nieuwe )?(?:huis|woning|appartement)|"
        r"woonruimte)\b|"
        r"\b(?:ander huis|verhuisbericht|adres ?wijziging|kluswoning|"
        r"(?:wonen|woont|woon|zitten|zit) (?:hier |er |daar )?"
        r"(?:pas|net|nog maar)|nog geen (?:huis|woning)|hus|"
        r"koophuis|huur(?:woning|huis|appartement)|huurt|huren|dienstwoning|"
        r"ambtswoning|wisselwoning|vakantiehuis\w*|(?:staat |gaat |te )?koop|verkocht|verkoop|buitenland|nieuwbouw\w*|"
        r"aanbouw|oplever\w*|makelaar|notaris|bezichtig\w*|bieden op|bod op|sleutels?|samenwonen|woonboot|tijdelijk|"
        r"betrek\w*|verruilen|move house|moved|my new place|official residence|sold|flat|residence|rental|emigr\w+|"
        r"scheiden|(?:zoek|zoekt|zoeken) (?:\w+ ){0,4}(?:huis|woning|woonruimte|koophuis)|hypotheek|overdracht|"
        r"nieuwe (?:plek|woning|huis|adres)|vertrek\w*|abroad|trek(?:ken)? (?:\w+ ){0,5}in)\b"
    ),
)
#: The file with the learned weights, its label, and from which chance on a move is told, by what the rules say of it.
MOVE_WEIGHTS = "verhuizing"
MOVES = "verhuist"
_YES, _NO, _MAYBE = "oordeel:ja", "oordeel:nee", "oordeel:misschien"
_MOVES_FROM = {_YES: 0.35, _MAYBE: 0.5, _NO: 0.5}
_MOST_WORDS = 150


def moving_of(source: Source) -> Span | None:
    """Where it says that the person is going to move; None when it does not."""
    scale = weights(MOVE_WEIGHTS)
    found = [(scale.chances(clues)[MOVES], clues, span) for span, clues in moves(source)]
    told = [(chance, span) for chance, clues, span in found if chance >= _needed(clues)]
    return max(told)[1] if told else None


def _needed(clues: Features) -> float:
    return next(least for told, least in _MOVES_FROM.items() if told in clues)


def moves(source: Source) -> list[tuple[Span, Features]]:
    """Where a move may be told, and what speaks for and against it: the rules' judgement and the words around."""
    folded = source.folded
    denied = [one.span() for one in islice(_DENIED.finditer(folded, source.index), _MOST)]
    sure = list(islice(_MOVING.finditer(folded, source.index), _MOST))
    taken = [one.span() for one in sure]
    loose = [one for one in islice(_MAY_MOVE.finditer(folded, source.index), _MOST) if not _within(one, taken)]
    found = [(one, _YES if _moves(folded, one) and not _within(one, denied) else _NO) for one in sure]
    if denied and all(told is _NO for _, told in found):
        return []
    found += [(one, _MAYBE) for one in loose]
    common = _common(folded) if found else set()
    count = f"plaatsen:{min(len(found), 4)}"
    return [
        (one.span(), dict.fromkeys((told, count, f"{told}:{one[0]}", *_near(folded, one), *common), 1.0))
        for one, told in found
    ]


def _within(found: re.Match[str], spans: list[Span]) -> bool:
    """Whether it stands in one of the spans, or over its edge."""
    return any(found.start() < end and start < found.end() for start, end in spans)


def _common(folded: str) -> set[str]:
    """What all places of a text share: its words, and each two that stand side by side."""
    told = words(folded)[:_MOST_WORDS]
    return {f"tekst:{word}" for word in told} | {f"paar:{one} {other}" for one, other in pairwise(told)}


def _moves(folded: str, found: re.Match[str]) -> bool:
    """Whether the rules take it for a move of the person that is still to come."""
    line = folded.rfind("\n", 0, found.start()) + 1
    before = folded[max(line, found.start() - 45) : found.start()]
    if _NOT_BEFORE.search(before) or _NOT_AFTER.match(folded, found.end()):
        return False
    return not (_OVER.search(found[0]) and not _AHEAD_OF_MOVE.search(before))


def _near(folded: str, found: re.Match[str]) -> set[str]:
    """The words themselves, and those before and behind on the line and on the next."""
    opening = folded.rfind("\n", 0, found.start()) + 1
    before = _TOKEN.findall(folded[max(opening, found.start() - _FAR) : found.start()])[: -_CLOSE - 1 : -1]
    line, _, following = folded[found.end() :][: 2 * _FAR].partition("\n")
    behind = _TOKEN.findall(line[:_FAR])[:_CLOSE]
    return {
        f"woord:{found[0]}",
        *(f"voor:{word}" for word in before),
        *(f"voor{min(place, 2)}:{word}" for place, word in enumerate(before)),
        *(f"na:{word}" for word in behind),
        *(f"na{min(place, 2)}:{word}" for place, word in enumerate(behind)),
        *(f"volgende:{word}" for word in _TOKEN.findall(following)[:3]),
    }


#: In folded text; "keurmerk" alone is this one here, as are "label" and "certificate" in the languages of the islands.
_PKVW = Spotter(
    "pkvw|politie|keurm|police|cert|quality|label|gecert|sertif",
    (
        r"\b(?:pkvw\w*|politie-?\s?keurmerk\w*(?: veilig wonen)?|keurm[eu]rk\w*(?: veilig wonen)?|"
        r"police (?:quality )?(?:mark|label|certificate)|quality mark|label|certifi\w+|gecertificeerd|sertifika\w+)\b"
    ),
)
#: Words around it that make a certificate one of something else.
_OTHER = re.compile(r"(?:ssl|scholing|cursus|diploma|training|deelname|geboorte|beveiligings)\W*$")
_NO_NEAR = re.compile(
    r"(?:\b(?:geen|gien|gjin|zonder|nog geen|no|without|not (?:yet )?(?:have|got)|niet|nooit|don't have|"
    r"haven't got)\s+(?:\w+[\s-]+){0,3}?(?:een\s+|a\s+|het\s+|dat\s+)?)$"
)
_NO_BEHIND = re.compile(
    r"\W*(?::|=|\?|-)?\W*(?:nee|neen|no|geen|niet|nog niet|ontbreekt|n\.v\.t)\b|"
    r"(?:\s+(?!maar\b|want\b|of\b|maakt?\b)[\w'-]+){0,6}?\s+\(?(?:nog niet|niet|ontbreekt|nooit|not|geen|never|"
    r"verlopen|ingetrokken|heb ik niet)\b|[^\n?]{0,25}\((?:heb ik niet|verlopen)\)"
    r"(?!\s+(?:meer\s+)?(?:nodig|verplicht|ingetrokken))"
)
_NOT_NOW = re.compile(r"verlopen noch|noch verlopen|niet verlopen")
_YES_BEHIND = re.compile(
    r"\W*(?::|=)\W*(?:ja|yes|jawel|sinds|geldig|aanwezig|behaald|afgegeven|in bezit|20\d\d)|"
    r"(?:[\s,]+(?!moet\b|als\b|kost\b|aan\b|of\b)[\w'-]+){0,7}?[\s,]+(?:binnen|behaald|gehaald|geldig|afgegeven|"
    r"aanwezig|"
    r"gekomen|rond|gekregen|opgehangen|in orde|in de kast|hangt|hebben we|heb ik|hebben wij|heeft ze|heeft hij|have|"
    r"got|"
    r"valid|in bezit|en al|zit al|tot 20\d\d|is er|zijn er|zit erop|zit er op)\b"
)
_YES_NEAR = re.compile(
    r"(?:\b(?:heb|hebben|heeft|have|has|had|bezit|behaald|gehaald|gekregen|voorzien|al|got|ontving|kreeg|"
    r"laten doen met|"
    r"gekeurd|hangt|krijgen|met|nieuwbouw|bijlage|hierbij|bijgaand|toegevoegd|attached|here's|our|ha|hawwe|hat|"
    r"krigen)\b"
    r"(?:[\s,]+(?!geen\b|nog\b|moet\b|ik\b)[\w'-]+){0,5}?[\s,]*)$"
)
_OPEN = re.compile(
    r"\b(?:moet\w*|eis|voorwaarde|verplicht|aanvra\w+|aangevraagd|kosten|kost|bedrijf|bedrijven|wie betaalt|als ik|"
    r"zoek(?:en|t)?|eerst|hoe|wat|"
    r"of ik|nodig|erkend\w*|regel\w*|monteur\w*|vraag(?! \d)\w*|need|cost\w*|required?|mand\w+|bezig)\b"
)


#: The file with the learned weights, its labels, and from which chance on one is told.
WEIGHTS = "keurmerk"
HAS, HAS_NOT = "ja", "nee"
_TOLD_FROM = 0.45
_FAR, _CLOSE, _MOST = 70, 7, 6
_TOKEN = re.compile(r"\w+|[?:;!()\[\]]")


def pkvw_of(source: Source) -> tuple[bool, Span] | None:
    """True (has it) or False (has not), and where it says so; None when unknown. A question is no answer."""
    surest, told = _TOLD_FROM, None
    for span, clues in marks(source):
        chances = weights(WEIGHTS).chances(clues)
        label = max(chances, key=chances.__getitem__)
        if chances[label] > surest:
            surest, told = chances[label], (label == HAS, span)
    return told


def marks(source: Source) -> list[tuple[Span, Features]]:
    """Where the certificate is named, and what speaks for having it and not."""
    found = islice(_PKVW.finditer(source.folded, source.index), _MOST)
    return [(one.span(), _clues(source.folded, one)) for one in found if not _is_unknown(source.folded, one)]


#: "keurmerk weet ik niet", "no idea about the PKVW": in the sentence that names it.
_UNKNOWN = re.compile(
    r"\b(?:(?:weet|weten) (?:(?:ik|we|wij|hij|zij|ze|het|dat|nog|zo|even|zelf|eigenlijk|echt|er|daar) ){0,4}niet\b|"
    r"(?:geen|no) (?:flauw )?(?:idee|idea|clue)|niet weten\b|don'?t know|not sure|onbekend|unknown)"
)
_SAYS_MORE = re.compile(r"\b(?:nee+|geen|ja+|wel|niet|no|yes|not|denk|think|volgens)\b")
_SENTENCE_END = re.compile(r"[.;!?\n]")
_ANSWER_FAR = 45


def _is_unknown(folded: str, found: re.Match[str]) -> bool:
    """True where somebody says not to know it, and says no more of it."""
    before = _SENTENCE_END.split(folded[max(0, found.start() - _ANSWER_FAR) : found.start()])[-1]
    after = _SENTENCE_END.split(folded[found.end() : found.end() + _ANSWER_FAR])[0]
    rest, count = _UNKNOWN.subn(" ", f"{before} {after}")
    return count > 0 and _SAYS_MORE.search(rest) is None


def _clues(folded: str, found: re.Match[str]) -> Features:
    """The rules' judgement, and the words around."""
    return dict.fromkeys({f"oordeel:{_told(folded, found)}", *_near(folded, found)}, 1.0)


_FIRM = re.compile(r"[- ]?(?:bedrij|erken|aanvra)")


def _told(folded: str, found: re.Match[str]) -> bool | None:
    start = max(folded.rfind("\n", 0, found.start()) + 1, found.start() - 70)
    before, after = folded[start : found.start()], _rest(folded, found.end())
    if _OTHER.search(before) or "bedrij" in found[0] or _FIRM.match(after):
        return None
    if _NO_NEAR.search(before) or (_NO_BEHIND.match(after) and not _NOT_NOW.search(after)):
        return False
    asked = after.endswith("?") or _OPEN.search(before[-45:]) or _OPEN.search(after[:30])
    sure = _YES_BEHIND.match(after) or _YES_NEAR.search(before) or _listed(before, after)
    return True if sure and not asked else _answered(folded, found.end() + len(after))


def _rest(folded: str, place: int) -> str:
    """What follows in the same sentence."""
    end = folded.find("\n", place, place + 70)
    return folded[place : end if end >= 0 else place + 70]


def _listed(before: str, after: str) -> bool:
    """True in a list of what there is: "nieuwbouw, PKVW, buurman bij de politie"."""
    return before.rstrip().endswith(",") and after.startswith((",", " en al"))


def _answered(folded: str, place: int) -> bool | None:
    """The answer on the next line after a question about it ("Beschikt u over een PKVW-certificaat?" / "Nee.")."""
    if folded[max(0, place - 1) : place] != "?":
        return None
    answer = re.match(r"\W*(ja|jawel|nee|neen|yes|no)\b", folded[place : place + 20])
    return answer[1] in ("ja", "jawel", "yes") if answer else None
