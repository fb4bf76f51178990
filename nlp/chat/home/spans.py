"""Which words of a turn are about moving house, and which about the keurmerk (PKVW).

A turn is cut where it goes from one to the other ("verhuist niet, en een PKVW is aanwezig"). What stands behind a
thing, up to the next, is about it; a question about it ("waarom wilt u weten of ik ga verhuizen?") says nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

KEURMERK = re.compile(
    r"\b(?:pkvw\w*|pk|sticker\w*|(?:politie|plysje|polysje)?-?\s?keurm[aeu]rk\w*|"
    r"politielabel|police (?:quality |house )?(?:mark|label|"
    r"certificate)|gutesiegel|\w*label|"
    r"(?:the|that|this|no|police|pkvw) (?:label|certificate|mark)|quality mark|certificaat|certificate|certified|"
    r"gecertificeerd)\b"
)
#: The other thing that is asked in the same breath: what stands behind it is about that.
MOVE = re.compile(
    r"\b(?:verhui[sz]\w*|verhuzn?\w*|ferhuz\w*|umzieh\w*|umzug|"
    r"moving(?! (?:the|my|our|it|that)\b)|relocat\w+|inpakken|verkas\w*|(?:bai )?muda|mudando)\b|"
    r"\bmoved?s?\b(?= (?:in|to|into|house|out|next|this|soon|from)\b|\W*$)|"
    r"\b(?:gaan|ga|gaat) (?:we |wij |ik |ze |hij )?(?:\w+ ){0,2}wonen\b|"
    r"(?<!\bwaar )\b(?:gaan|ga|gaat) (?!dit\b|dat\b|het\b|deze\b)(?:\w+ ){0,3}over(?= naar\b|\W*$)|"
    r"\b(?:huis|woning|appartement|boerderij|something|house|flat) (?:\w+ ){0,3}(?:gekocht|te koop|"
    r"in de verkoop|bought|sold|"
    r"verkocht|for sale|on the market)\b|"
    r"\b(?:sold|selling) (?:the|our|my) (?:house|home|flat|place)\b|"
    r"\b(?:bought|buying|gekocht|kopen) (?:\w+ ){0,3}(?:huis|woning|something|house|flat|appartement|iets)\b|"
    r"\bkeys? (?:of|to|for) (?:the|our|my|his|her|a) (?:new )?(?:place|house|home|flat|apartment)\b|"
    r"\bgets? (?:the|our|my|his|her) keys\b|"
    r"\b(?:gaan?|gaat|trek(?:ken|t)?) (?:\w+ ){0,4}(?:naar|in) "
    r"(?:een|'n|(?:ons|onze|mijn|m'n)(?= (?:nieuw|ander|eigen))) "
    r"(?:\w+ ){0,2}(?:appartement|flat|penthouse|bungalow|(?:koop|huur|rij|hoek|dijk)?huis|\w*woning|nieuwbouw\w*)\b"
    r"(?! (?:kijken|bezichtigen|op vakantie|in (?:frankrijk|spanje|italie)))|"
    r"\b(?:ga|gaan|gaat) (?:(?!hier\b)\w+ ){0,4}samenwonen\b|"
    r"\btrek\w* (?:\w+ ){0,3}bij (?:mijn|m'n|haar|zijn) \w+ in\b|"
    r"\b(?:huur(?:contract|huis)?|(?:our|my|the|house) lease|tenancy) (?:\w+ ){0,4}"
    r"(?:loopt|eindigt|stopt|ends|expires|runs|up|opgezegd)\b|"
    r"\b(?:gaan?|zijn|ben|moet|moeten) (?:\w+ ){0,4}hier (?:\w+ ){0,4}(?:weg|uit)\b(?! eten)|\bmoving out\b|"
    r"\bdan (?:wonen|woon) (?:we|wij|ik) (?:\w+ ){0,2}(?:ergens anders|elders)\b|"
    r"\b(?:will|we'll|i'll|be) (?:living|live) (?:somewhere else|elsewhere)\b|"
    r"\bnieuwbouw\w* (?:\w+ ){0,4}(?:klaar|ready)\b|\bwordt (?:\w+ ){0,4}opgeleverd\b|\bopleverin\w+\b|"
    r"\bsleutels? (?:van|krijg\w*)|\bkrijg\w* (?:\w+ ){0,6}sleutels?\b|\bnieuwe (?:huis|woning|adres)\b"
)
#: What somebody says who does not move, without the word.
STAYS = re.compile(
    r"\b(?:blij[fv]\w*|bliuwe\w*) (?:\w+ ){0,5}(?:zitten?|wonen|hier|waar|thuis|plakken|staan|liggen)|"
    r"\b(?:gaan?|ga) (?:\w+ ){0,2}(?:nooit|never) (?:meer )?(?:weg|leave)|"
    r"\bpas (?:als|as|wanneer) (?:[\w']+ ){1,5}(?:(?:er)?uit|uut|horizontaal|dood\w*|kist)\b|\btussen zes planken\b|"
    r"\b(?:we|wij|wy|ik) blij[fv]\w*\s*$|\b(?:het)?zelfde (?:adres|huis|plek)\b|"
    r"\bblij[fv]\w* (?:er |hier )?(?:nog )?(?:lang|jaren|voorlopig)\b|"
    r"\bbliuwe\b|\bvoorlopig (?:niet|nergens|nog niet)\b|\b(?:niet|nergens|nooit) (?:meer )?(?:weg|heen|naartoe)\b|"
    r"\bmet geen (?:tien|10|honderd|stok\w*)\b|\bover (?:mijn|m'n|mn) lijk\b|\bvoor geen (?:goud|prijs|geld)\b|"
    r"\bgeen haar op (?:mijn|m'n|mn) hoofd\b|\bgeboren en getogen\b|\bforever home\b|"
    r"\b(?:zitten|wonen|zit|woon) (?:we|wij|ik|ze|zij) (?:hier|er|daar) (?:goed|prima|lekker|fijn|best)\b|"
    r"\b(?:we|wij|ik|ze|zij) (?:zitten|wonen|zit|woon) (?:hier|er|daar) (?:goed|prima|lekker|fijn|best)\b|"
    r"\b(?:voorlopig|de eerste jaren|nog jaren) (?:zitten|wonen|zit|woon|blijven|blijf) (?:we|wij|ik|ze|zij)\b|"
    r"\bgaan (?:\w+ ){0,3}nergens\b|\bgeen (?:verhuis\w*|plannen)|"
    r"\b(?:stay\w*|remain\w*) (?:put|here|where|in)|\b(?:is|are|am|we're|she's|he's) staying\b|"
    r"\b(?:not|n't|isn't|aren't) (?:going|moving|planning)|\bnot going anywhere|"
    r"\b(?:zitten|wonen|woon|zit) (?:er |hier )?(?:\w+ ){0,2}\d+ jaar\b|\b(?:zojuist|net|al|pas) verhuisd\b|"
    r"\bverhuisd (?:zijn|ben|hebben|we|ik)|\b(?:zijn|ben) (?:\w+ ){0,3}(?:net |al |pas )verhuisd"
)


class Thing(Enum):
    """What a piece of a turn is about."""

    MARK = "keurmerk"
    MOVE = "moving"


#: A new house tells that somebody moves, and is no new thing in a sentence about the keurmerk.
_MOVES = re.compile(MOVE.pattern.replace(r"|\bnieuwe (?:huis|woning|adres)\b", ""))
_NAMES = {Thing.MARK: KEURMERK, Thing.MOVE: _MOVES}
_SENTENCE = re.compile(r"[;!?\n]+|\.(?=\s|$|\.)|\s[-\u2013]\s|\s\d{1,2}\)")
_ASKS = re.compile(
    r"\b(?:waarom|waarvoor|hoezo|wat|wa|welke?|wie|why|what|which|who|was ist|do (?:you|we)|does|is that|is dat|is it|"
    r"like a|bedoel\w*|moet ik|leg (?:es|eens|uit)|explain|like)\b"
)
_BORDER = re.compile(r",\s+|\b(?:en|and|maar|but)\b|\s(?=(?:geen|gjin|gien|no|wel)\s+\w+)")
#: "verhuizen en keurmerk": one answer for both.
_TOGETHER = re.compile(r"\w+\W{1,3}(?:(?:en|and|of|or)\s+)?(?:het |dat |the |een |a |geen )?")
#: "not moving, PKVW yes": each has its own answer.
_DENIED = re.compile(r"\b(?:niet|geen|not|no)\s+$")
_OWN_ANSWER = re.compile(r"\W{0,2}\b(?:ja+|jawel|nee+|yes|no|wel|niet)\b")
_FILLER = re.compile(r"\s*(?:[,/&]|en|and|of|or)?\s*(?:het |dat |the |een |a )?")


def span_of(folded: str, thing: Thing) -> str | None:
    """The words of a folded turn that are about a thing; None when it names it nowhere, "" when it only asks."""
    found = [piece for about, piece in _pieces(folded) if thing in about]
    return " . ".join(filter(None, found)) if found else None


def raised(folded: str) -> Thing | None:
    """The last thing that a turn names."""
    abouts = [about for about, _ in _pieces(folded) if len(about) == 1]
    return next(iter(abouts[-1])) if abouts else None


def _pieces(folded: str) -> Iterator[tuple[frozenset[Thing], str]]:
    """The pieces of a turn with what they are about; one that names nothing goes with the last."""
    current: frozenset[Thing] = frozenset()
    for sentence, ends in _sentences(folded):
        for piece in _by_thing(sentence):
            named = _named(piece)
            current = named or current
            if named and ends.startswith("?"):
                yield current, _before_question(piece, named)
            else:
                yield current, f"{piece} ?" if ends.startswith("?") else piece


def _before_question(piece: str, named: frozenset[Thing]) -> str:
    """What is told in a question before what it asks: "het keurmerk hebben we niet, moet ik dat aanvragen?"."""
    asks = _ASKS.search(piece)
    if asks is None:
        return f"{piece} ?"
    told = piece[: asks.start()].rpartition(",")[0]
    return told if _named(told) == named else ""


def _sentences(folded: str) -> Iterator[tuple[str, str]]:
    place = 0
    for end in _SENTENCE.finditer(folded):
        if folded[place : end.start()].strip():
            yield folded[place : end.start()].strip(), end[0].strip()
        place = end.end()
    if folded[place:].strip():
        yield folded[place:].strip(), ""


def _named(piece: str) -> frozenset[Thing]:
    found = frozenset(thing for thing, pattern in _NAMES.items() if pattern.search(piece))
    return found or (frozenset({Thing.MOVE}) if STAYS.search(piece) else frozenset())


def _by_thing(sentence: str) -> list[str]:
    """A sentence about both as two pieces, cut where the second begins; one answer for both stays whole."""
    places = sorted(
        (one.start(), one.end(), thing.value) for thing, names in _NAMES.items() for one in names.finditer(sentence)
    )
    other = next((place for place in places if place[2] != places[0][2]), None) if places else None
    if other is None:
        return [sentence]
    _, end, _ = max((place for place in places if place[0] < other[0]), key=lambda place: place[0])
    own = _DENIED.search(sentence[: places[0][0]]) and _OWN_ANSWER.match(sentence[other[1] :])
    if _FILLER.fullmatch(sentence[end : other[0]]) and not own:
        return [sentence]
    borders = [one.start() for one in _BORDER.finditer(sentence, end) if one.start() < other[0]]
    cut = borders[-1] if borders else other[0]
    return [sentence[:cut], sentence[cut:]]
