"""Whether who speaks of the keurmerk leaves it open: does not know, has to ask, or will not say.

What stands in such words is no yes or no ("of we het hebben weet ik echt niet"). Only what settles it behind them is:
"geen idee, dus doe maar nee", "ken ik niet, we hebben het in elk geval niet". Texts are folded.
"""

from __future__ import annotations

import re

from nlp.chat.home.spans import KEURMERK

_WORDS = r"(?:[\w']+ )"
_NOT = r"(?:niet|niks|niets|nie|nooit|net|neat)"
_WHO = r"(?:ik|k|'k|je|u|hij|ie|zij|ze|we|wij|wy)"
#: Somebody else who knows it or has to be asked.
_ELSE = (
    r"(?:(?:mijn|m'n|mn|myn|onze|haar|zijn|z'n|de|het|aan|bij) |hem\b|haar\b|hemzelf|vve\b|"
    r"(?:vrouw|man|corporatie|makelaar|verhuurder)\b)"
)
_DOUBT = re.compile(
    r"\b(?:"
    # does not know
    rf"(?<!zover ik )(?<!zover wij )(?<!zover we )(?<!zover hij )(?<!zover zij )(?<!zover ze )"
    rf"(?:k?weet|weten|wist|wisten|wit|witte|wait(?= (?:ik|wie|hai|zai)\b)|waiten)"
    rf"(?! (?:(?!{_NOT}\b){_WORDS}){{0,2}}zeker\b)"
    rf"(?: (?!(?:omdat|want|maar|en|of)\b|dus\b(?! {_WORDS}?{_NOT}\b)|dat\b(?! (?:nu|nog|echt|zelf|ook|zo|even|"
    rf"{_NOT})\b))[\w']+){{0,5}}?,? {_NOT}\b|"
    rf"{_NOT} (?:(?!(?:dat|en|maar|want|of|ik weet|we weten)\b){_WORDS}){{0,3}}?(?:weet|weten|wist|wisten|wit|"
    rf"witte)\b(?! {_WORDS}?zeker)|"
    rf"weten?\W+{_WHO} {_NOT}\b|{_NOT} zeker\b|\bweten {_WORDS}{{0,3}}(?:geen|gien) van (?:beiden?|allen|ons|de)\b|"
    rf"(?:weet|weten) {_WORDS}{{0,5}}wel,? (?:maar )?(?:ik|wij|we) (?:zelf )?{_NOT}\b|"
    r"(?:geen|gin|gien|gjin) (?:(?:flauw|enkel|benul|enkele) )?(?:idee|benul|weet|kijk|zicht|notie|uitsluitsel|"
    r"informatie|info|antwoord)\b|"
    r"staat (?:mij|me|ons) (?:niet|niets) bij|joost mag|al sla je m|vraag je me wat|onzeker|onwetend|twijfel\w*|"
    r"(?P<weak>misschien|wellicht|maybe|perhaps)|(?:on|(?:niet|niets|niks|weinig) )bekend|n\.?v\.?t|"
    rf"ken(?:nen|t)? (?:(?:ik|wij|we|hij|ze|zij|het|dat|zelf) )*{_NOT}\b|"
    r"(?:laat|laten|hou|houd|houden|schrijf|noteer\w*|vul|zet) (?:[\w']+ ){0,5}?(?:open|onbekend|midden|weet)\b|"
    # says nothing
    rf"(?:zegt|zeggen|zei) (?:\w+ ){{0,3}}(?:niets|niks|weinig|{_NOT} (?:zoveel|veel))\b|"
    rf"(?:{_NOT}|noch|geen) {_WORDS}{{0,4}}(?:van gehoord|gehoord|heard|verteld|gezegd|gesproken|vernomen|gezien)\b|"
    # cannot say
    rf"(?:durf|durven|kan|kunnen|wil|zou) {_WORDS}{{0,6}}?(?:{_NOT}|geen|noch) {_WORDS}{{0,5}}?"
    r"(?:zeggen|vertellen|zien|geven|bevestigen|(?:be)?antwoorden)\b|"
    rf"(?:durf|kan) {_WORDS}{{0,5}}(?:geen|noch) ja (?:of|noch) nee|antwoord schuldig|ja of nee op|"
    # has to ask
    rf"(?P<asks>(?:zou|moet|moeten|moest|zouden|wil|ga|gaan|kan|zal) (?:(?!iets\b|wat\b|u\b|je\b|jullie\b|"
    rf"nog\b){_WORDS}){{0,6}}?"
    r"(?:uitzoeken|navragen|nakijken|nagaan|opzoeken|nazoeken|nazien|checken|informeren|navraag|(?:be)?vragen))\b|"
    rf"uitzoeken|navragen|zoek {_WORDS}{{0,3}}(?:op|na|uit)\b|kijk {_WORDS}{{0,3}}na\b|"
    rf"vraag (?:{_WHO} )?(?:het |dat )?(?:maar |even )?(?:na\b|{_ELSE})|(?:ff|even) {_WORDS}?(?:vrouw|man) vragen|"
    rf"moet u {_WORDS}{{0,4}}(?:kijken|hem|haar)\b|"
    # somebody else knows, or it is asked
    rf"(?:weet|weten) (?:alleen |misschien )?(?:mijn|m'n|mn|de|haar|zijn|onze) \w+\b(?! {_WORDS}?(?:zeker|dat)\b)|"
    r"(?:maar|but) (?:of|whether|if) \w+|"
    # in English and Papiamentu
    r"(?:not|unsure|uncertain) (?:\w+ )?(?:sure|certain)\b|unsure|no (?:idea|clue|information|info|knowledge)\b|"
    r"(?:faintest|slightest|foggiest)\b|dunno|idk|beats me|unknown|"
    r"(?:not|never|n't|dont|doesnt|cannot|cant) (?:\w+ ){0,3}?(?:know|say|tell|said|told|mentioned|see|heard)\b|"
    r"\w+n't (?:\w+ ){0,3}?(?:know|say|tell|see)\b|never (?:\w+ )?(?:said|heard|mentioned|told)\b|"
    rf"(?:have|need|'ll|would|must) (?:\w+ )?(?:to )?(?:ask|check|look|find out)\b|let me (?:ask|check)\b|"
    r"(?:might|may|would|should) (?:\w+ )?know\b|mi no sa\w*|no sa\b|mester puntra\b"
    r")"
)
#: A doubt about when or where, not about whether: "sinds wanneer weet ik niet".
_OF_WHEN = (
    r"(?:wanneer|waar|hoe|welke?|wie|when|where|how|which|who|what (?:year|it costs)|jaar|lang|long|"
    r"wat (?:het|dat) kost|wat (?:de buren|anderen) hebben|wat (?!dat\b|het\b|die\b|er\b|'t\b|pkvw\b|zo\b|zo'n\b|"
    r"een\b|is\b|dit\b)\w+)"
)
_WHEN_BEFORE = re.compile(rf"\b(?:(?:sinds|tot|van|in|since|until) )?{_OF_WHEN}\b[^,.;!?]{{0,40}}$")
_WHEN_BEHIND = re.compile(
    rf"(?: (?:meer|precies|exact|exactly|uit mijn hoofd|zeker|zo))*,? (?:(?:sinds|tot|van|in|since|until) )?"
    rf"{_OF_WHEN}\b(?:(?!\b(?:maar|but|en|and)\b)[^,.;!?]){{0,60}}"
)
#: A doubt whether something else is so: "ik weet niet of u op zaterdag werkt".
_WHETHER = re.compile(r"\W{0,2}(?:\w+ ){0,2}?(?:of|if|whether) [^.;!?]{0,120}")
_ABOUT_IT = re.compile(
    r"\b(?:het|'t|t|dat|die|er|dit|zo'n|zoiets|it|one|that|this|keurm\w+|pkvw|mark|label|certifi\w+)\b"
)
_NEEDED = re.compile(r"\b(?:nodig|verplicht|moet|mag|zin|helpt|kost|loont|needed|required|helps)\b")
_SENTENCE = re.compile(r"[.;!?\n]")
#: No sentence about a doubt goes further on either side of it.
_NEAR = 150
#: A doubt about the keurmerk of another house, of which a sentence before told something.
_OF_OTHER = re.compile(r"\b(?:het|de|the|een|van|of) (?:nieuwe?|andere?|oude?|vorige|new|other|old)\b")
#: What settles it behind a doubt.
_TOLD = r"(?P<told>nee+n?|van niet|niet|no|not|ja+|jawel|van wel|wel|yes)\b"
_SETTLED = re.compile(
    rf"\b(?:dus|then|so|denk(?: ik)?|kortom|doe maar|zeg maar|hou het op|i'd say|laten we zeggen|"
    rf"(?:vul|zet|schrijf|noteer|put|note|write|doe|zeg|say) (?:\w+ ){{0,3}}?)[\s,:]*(?:ik denk |doe maar |zeg maar |"
    rf"vul maar |zet maar |ja dus |zeker |vast |waarschijnlijk |ook |certainly |probably )?{_TOLD}(?! (?:meer|te|naar|"
    rf"aan|op|nodig|hoeft?|hier)\b)|"
    rf"\b(?:zegt|zei|says|said|roept|antwoordt|knikt|schudt)\b(?: \w+){{0,3}}?\W{{0,3}}{_TOLD.replace('told', 'says')}|"
    rf"\b(?P<early>nee+n?|ja+) (?:dus|denk ik)\b"
)
_OWN = (
    r"(?:ik|k|we|wij|wy|hij|ie|zij|ze|het|'t|t|dat|die|er|dit|it|one|that|this|in elk geval|in ieder geval|hier|ook|"
    r"i|he|she|they)"
)
_HAVE = re.compile(
    rf"\b(?:heb|hebben|heeft|ha|have|has|got|is|zit|staat|hangt) (?:{_OWN} )*(?P<how>niet|niks|wel|nergens|not)"
    rf"(?! {_WORDS}?(?:zeker|bekend|duidelijk|gezegd|gezien|gevraagd|gehoord|verteld|gecheckt|nagekeken|uitgezocht))"
    r"(?: erop| erbij| op| in elk geval| in ieder geval)?(?=\W*$|[,.;!?])|"
    r"\b(?P<lacks>don't|do not|doesn't|haven't|hasn't) (?:have|got) (?:it|that|(?:the \w+ )?one|(?:the|a|that|"
    r"any) (?:\w+ )?(?:mark|label|certificate))\b"
)


#: "geen idee wat dat is", "moet ik navragen".
_FINDS_OUT = re.compile(
    r"\?|\b(?:wat|wa|what) (?:is|'s|it is|(?:da|dat|het|een|a|an|that|this|pkvw) (?:\w+ )?(?:is|inhoudt|betekent|"
    r"means))\b|"
    r"\b(?:ff|effe|even|moment\w*|wacht|hold on|let me|wait(?! ik\b| wie\b)|googel\w*|google|navragen|opzoeken|"
    r"nakijken|uitzoeken|checken)\b"
)


def without_others(text: str) -> tuple[str, re.Match[str] | None]:
    """The words about the keurmerk without doubts about something else, and the last doubt about it."""
    last = None
    for one in _DOUBT.finditer(text):
        place = _place_of_other(text, one)
        if place is None:
            last = one
        else:
            text = f"{text[: place[0]]}{' ' * (place[1] - place[0])}{text[place[1] :]}"
    return text, last


def told_all_the_same(text: str, doubt: re.Match[str]) -> bool | None:
    """What somebody who does not know comes to behind the doubt."""
    told: bool | None = None
    behind = text[doubt.end() :]
    for found in sorted((*_SETTLED.finditer(behind), *_HAVE.finditer(behind)), key=lambda one: one.start()):
        word = next(filter(None, found.groupdict().values()))
        told = word.startswith(("ja", "yes", "wel", "van wel"))
    return told


def is_over(text: str) -> bool:
    """True for a turn of who does not know it, and neither finds out now nor asks what it is."""
    text, doubt = without_others(text)
    return doubt is not None and _FINDS_OUT.search(text, doubt.start()) is None


def left_open(text: str) -> bool:
    """True for the answer of who does not know, and comes to nothing."""
    text, doubt = without_others(text)
    return doubt is not None and told_all_the_same(text, doubt) is None


def _place_of_other(text: str, found: re.Match[str]) -> tuple[int, int] | None:
    """Where a doubt stands that is about something else than whether the house has the keurmerk."""
    start, end = found.span()
    near = max(0, start - _NEAR)
    before = _WHEN_BEFORE.search(text, near, start)
    behind = _WHEN_BEHIND.match(text, end)
    if before or behind:
        return (before.start() if before else start), (behind.end() if behind else end)
    opening = max((one.end() for one in _SENTENCE.finditer(text, near, start)), default=near)
    ending = _SENTENCE.search(text, end, end + _NEAR)
    close = ending.start() if ending else min(len(text), end + _NEAR)
    unnamed = not KEURMERK.search(text, opening, close)
    weak = found["weak"] or (found["asks"] and not _ABOUT_IT.search(text, opening, close))
    if unnamed and (weak or _OF_OTHER.search(text, opening, close)):
        return opening, close
    if found["asks"] and ending and ending[0] == "?":
        return start, close
    whether = _WHETHER.match(text, end)
    if whether and (not _ABOUT_IT.search(whether[0]) or _NEEDED.search(whether[0])):
        return start, whether.end()
    return None
