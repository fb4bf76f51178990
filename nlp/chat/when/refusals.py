"""Which of the days named are offered: a day is, unless its own piece of the sentence says no."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time

from nlp.chat.when.regret import IN_PLACE_OF, takes_back
from nlp.chat.when.times import clock_behind, clock_in, instead_of
from nlp.chat.when.weekdays import DAY, ONE_DAY, PART
from nlp.form.dates import Moment, moments
from nlp.form.spotting import index_of

_PIECE = re.compile(
    r"[;!?\n\u2600-\u27bf\U0001f300-\U0001faff]|"
    r"\.(?=\s|$)|,(?=\s|$)|\b(?:maar|but|of anders|anders|or else|otherwise|(?<!dag )daarna|dus|so|alleen|only|"
    r"because|want|omdat|aangezien|since|nu (?:het|we|wij|ik))\b"
)
_NO = re.compile(
    r"(?<=dag )net(?=\s*(?:$|[,.;!]))|(?<=[a-z] )no(?=\s*(?:$|[,.;!]))|"
    r"\b(?:niet|geen|nooit|feestdag|laat\b[^.;]{0,25}\bzitten|(?:zit|zitten|ben|zijn)\b[^.;,]{0,12}\bvan\b|"
    r"(?:kom|komen|keer|keren|zijn|ben|are|am|get|come)\b[^.;,]{0,20}\b(?:terug|back)|drop|schrap\w*|weghalen|"
    r"wegstrepen|"
    r"verwijder\w*|"
    r"verhuis[td]?|verhuizen|verloopt|geldig|verjaardag|birthday|bruiloft|trouw(?!ens)\w*|expires|"
    r"we move|moving (?:on|to|in)|"
    r"begrafenis|geinstalleerd|beedigd|sworn in|ziekenhuis|hospital|tandarts|dentist|"
    r"(?:heb|hebben|have)\b[^.;,]{0,30}\b(?:een|an|al) (?:andere )?(?:afspraak|appointment)|behalve|uitgezonderd|"
    r"weg|evenmin|streep (?:er)?door|doorgestreept|afwezig|verhinderd|zit(?:ten)? (?:\w+ )?vast|bezet|vol|heilig|"
    r"vakantie|reces|congres\w*|college(?:dag)?|markt|raadsvergadering|not|can't|won't|doesn't|no good|"
    r"no use|cannot|never|except|away|out|busy|congress|"
    r"slecht|lastig|onhandig|vervalt|sleutel\w*|jarig|bad|niks|niets|moet\w*|werken|"
    r"werk (?:ik|we|wij)(?! thuis)|ik werk(?! thuis)|i work(?! from)|"
    r"bel (?:me|mij|gerust|maar)|call me|have to|must|skip|scratch|forget|"
    r"ik (?:leg|geef|breng|bespreek|vertel|zeg|meld|print|lees|deel) (?:het|dat|dit|hem|haar|u|alles|er|de|mijn)|"
    r"(?:leg|geef|breng|bespreek|vertel|zeg|meld|print|lees|deel) ik (?:het|dat|dit|hem|haar|u|alles|er|de|mijn)|"
    r"i'll (?:put|give|pass|tell|show|print) (?:it|this|that|him|her|them)|"
    r"opnieuw|terugbellen|bel ik|ik bel|ik mail|ik stuur|ik laat\b.{0,20}\bweten|ik kijk|ik vraag|vraag ik|kom ik|"
    r"try again|"
    r"i'll (?:call|send|try|check|ask|let|get back)|is "
    r"(?:koningsdag|pasen|pinksteren|kerst\w*|king's day)|conference|"
    r"holiday|abroad|buitenland|lukt me|valt (?:\w+ )?af|den haag)\b"
)
_WEL = re.compile(r"\b(?:wel|behalve niet|no problem|geen probleem)\b")
_NO_MATTER = re.compile(
    r"\b(?:geen (?:probleem|bezwaar|grap|voorkeur)|maakt (?:\w+ ){0,3}niet uit|\d+ (?:uur )?ni(?:ks|ets)|"
    r"(?:en |and )?(?:als|mocht|indien|if|should) (?:dat|die|het|dit|u|je|jullie|that|it|this|you)\b"
    r"[^,.;]{0,20}\b(?:niet|not|verhinderd)|"
    r"(?:lukt|gaat|past|schikt|komt|kan|kunt?) (?:dat|die|het|dit|u|je|jullie)\b[^,.;]{0,20}\bniet|"
    r"zo niet|if not|failing that|"
    r"doesn't matter|"
    r"not before|not too|not at \d|niet (?:voor|eerder|te|in de|'s|om \d)|no problem)\b[^,.]*"
)
_THEN = re.compile(r"[\s,;]*(?:daarna|erna|after that|afterwards)\b[^.;!?]*")
_UNTIL = re.compile(
    r"\b(?:tot|until|till)\s+(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?\s*(?:uur|u|am|pm|h)?\b(?!\s*(?:jan|feb|maa|apr|"
    r"mei|may))"
)
_JOINED = re.compile(r"\s*(?:en|of|or|and|/)\s*(?:op\s+|de\s+)?")
#: "23/10 tot 11u", "before noon": a limit, no moment.
_END_OF = re.compile(r"\s*(?:alleen |only )?(?:tot|until|till|voor|before|uiterlijk)\b")
_NEAR = 60


def with_clocks(text: str, days: Sequence[Moment]) -> Iterator[tuple[Moment, bool]]:
    """Each day with its clock time, and whether it is offered."""
    starts = [one.start for one in days]
    ends = [next((start for start in starts[n:] if start >= one.day_end), len(text)) for n, one in enumerate(days)]
    pieces = list(_pieces(text))
    last: time | None = None
    before = True
    for number, (one, end) in enumerate(zip(days, ends, strict=True)):
        behind = text[one.day_end : min(end, one.day_end + _NEAR)]
        own = None if number and _is_of_before(text, days[number - 1], one) else one.at
        at = clock_behind(behind, last) or (None if _END_OF.match(behind) else own)
        if at is None and number + 1 < len(days) and _JOINED.fullmatch(behind):
            at = _clock_of_next(text, days[number + 1])
        at = instead_of(at, text[one.end : end])
        at, taken = _taken(text, pieces, _place(pieces, one.start), one, end, at)
        swapped = _swapped(text, days, number)
        taken = taken if swapped is None else swapped
        taken = taken and (before or not _is_as_before(text, one, end))
        taken = taken and not takes_back(text[one.end : end], last=end == len(text))
        last = (at or last) if taken else last
        before = taken
        yield replace(one, at=at), taken


def _clock_of_next(text: str, following: Moment) -> time | None:
    """The clock of the day behind it, for one that is joined to it."""
    name = re.escape(text[following.start : following.start + 2])  # "do 17 en vr 18 sept (vr alleen na 14.00)"
    if re.search(rf"\b{name}\w*", text[following.day_end : following.end]):
        return None
    return following.at or clock_behind(text[following.day_end : following.day_end + _NEAR], None)


def _is_as_before(text: str, one: Moment, end: int) -> bool:
    """True for a day of which the words say that it is refused as the one before it was."""
    likewise = _LIKEWISE.match(text[one.day_end : min(end, one.day_end + _NEAR)]) or _THAT_IS.search(
        text, max(0, one.start - _NEAR), one.start
    )
    busy = _BUSY_TOO.match(text, one.day_end) is not None and _AT.search(text, one.day_end, end) is None
    return likewise is not None or busy


def _swapped(text: str, days: Sequence[Moment], number: int) -> bool | None:
    """False for a day that gives way to another, True for that other; None for the rest."""
    one = days[number]
    if number and _replaces(text, days[number - 1], one):
        return True
    followed = number + 1 < len(days) and _replaces(text, one, days[number + 1])
    return False if followed or IN_PLACE_OF.search(text, max(0, one.start - _NEAR), one.start) else None


#: "maandag heb ik fractie, dinsdag raad, dus woensdag": another that is taken.
_BUSY_TOO = re.compile(
    r"\s+(?!(?:en|of|or|and|ook|also|wel|kan|can|is|om|at|na|vanaf|from|de|the|in|tussen|between)\b)[a-z]+"
    r"(?: [a-z]+)?,\s*(?:(?:dus|so)\b|[^,.;]{0,20}\b(?:kan|wel|kunnen|lukt|prima|works?|fine|vrij)\b)"
)
#: "dinsdag wordt woensdag", "verzet dinsdag naar woensdag": the second takes the place of the first.
_BECOMES = re.compile(
    r"\s*(?:wordt|moet|moet (?:het |dat )?(?:zijn|worden)|should be|becomes)\s+(?:de |op |dus |the )*$"
)
_SWAPS = re.compile(r"\b(?:swap|switch|change|move|ruil|wissel|verzet|verplaats|schuif|verander)\b[^.;!?]{0,12}$")
_INTO = re.compile(r"\s*(?:om |in )?(?:for|to|into|voor|naar|tegen|in)\s+(?:de |the |on |op )*$")


def _replaces(text: str, first: Moment, second: Moment) -> bool:
    between = text[first.day_end : second.start]
    swaps = (
        _SWAPS.search(text[max(0, first.start - _NEAR) : first.start]) is not None and _INTO.match(between) is not None
    )
    return swaps or _BECOMES.match(between) is not None


#: "maandag is het feest, nee, dat is woensdag": what is on that day.
_THAT_IS = re.compile(
    r"\b(?:nee+|no|wacht|wait|sorry|pardon)\W+(?:dat|that|het|it|die)(?: is|'s) (?:pas |al |op |on |de |the )*$"
)
#: "morgen zit ik vol, overmorgen ook."
_LIKEWISE = re.compile(r"\s*(?:ook(?: niet| al niet)?|evenmin|idem|too|as well|neither|net zo(?:min)?)\s*(?:[.,;]|$)")


def _is_of_before(text: str, before: Moment, one: Moment) -> bool:
    """True for a clock that stands between two days and is that of the first: "morgen vanaf 17 uur of maandag"."""
    return one.end <= one.day_end and before.end > before.day_end and not _AT.search(text[before.end : one.start])


_AT = re.compile(r"\d")


def _taken(
    text: str, pieces: Sequence[tuple[int, int]], place: int, one: Moment, end: int, at: time | None
) -> tuple[time | None, bool]:
    """The clock of a day, and False when its piece, or what is said behind it, says no."""
    piece_end = pieces[place][1]
    behind = text[one.day_end : min(end, piece_end)]
    refused = _refused(text, pieces, place) or _row_says_no(text, one) or _is_reason(text[slice(*pieces[place])])
    room = _ROOM_AFTER_ALL.match(text, piece_end, end) if refused or _is_busy(behind) else None
    if room and not _NO.search(_NO_MATTER.sub("", room[0])):
        return at or clock_in(room[0]), True
    if refused or _is_busy(behind):
        until = _UNTIL.search(text[one.day_end : piece_end])
        if until and _THEN.match(text, piece_end):
            return time(int(until["h"]), int(until["m"] or 0)), True
    if refused:
        return _instead(text, pieces, place)
    past = _WAS.search(text, max(0, one.start - _NEAR), one.start) is not None
    limit = past or _LIMIT.search(text, 0, one.start) is not None or _is_bound(text, one)
    return at, not (limit or _is_busy(behind) or _denied(text, pieces, place))


#: "liefst voor 8 juni" is no day to come.
_LIMIT = re.compile(
    r"\b(?:uiterlijk|no later than|before|per|as of|(?:liefst|graag|nog|ergens|moet|het) voor)\s+(?:de |the |op )?$"
)


#: "het was dinsdag 10 maart", "de afspraak stond op vrijdag": an appointment that takes place no more.
_WAS = re.compile(
    r"\b(?:het|dat|die|deze|\w*afspraak|\w*bezoek|\w*scan|\w*gesprek|it|that|appointment|visit) "
    r"(?:was|stond|stonden)\b(?: (?:gepland|eerst|eigenlijk|voor|op|voorzien|planned|scheduled|for|on|de|the|"
    r"namelijk))* $"
)
#: "na 1 juni, op een dinsdag": from then on the weekdays behind it count.
_BOUND = re.compile(r"\b(?:na|vanaf|after|from|voor|before)\s+(?:de |the |[a-z]+dag |[a-z]+day )?$")
_WEEKDAY_BEHIND = re.compile(
    rf"[\s,.:;]*(?:(?:dan|daarna|liefst|graag|bijvoorbeeld|op|een|de|dus|then|on|a|any|preferably|ik|i|kan|"
    rf"can)\b[\s,]*)*"
    rf"{DAY}{PART}\b(?!\s+(?:de )?\d)"
)


_SO_BEHIND = re.compile(r"[^.;!?\d]{0,40},? (?:dus|so)\b[^.;!?]*\d")


def _is_bound(text: str, one: Moment) -> bool:
    dated = re.search(r"\d", text[one.start : one.day_end]) is not None
    near = text[max(0, one.start - _NEAR) : one.start]
    behind = _WEEKDAY_BEHIND.match(text, one.day_end) or _SO_BEHIND.match(text, one.day_end)
    return dated and _BOUND.search(near) is not None and behind is not None


#: "15 juli krijgen we de sleutel, dus die middag vanaf drie", "vrijdag is een vrije dag, dan ben ik thuis".
_ROOM_AFTER_ALL = re.compile(
    r"[\s,]*(?:maar |but )?(?:dus|so|dan|then|die|that)\b(?=[^.;!?,]*\b(?:kan|kunnen|vrij|thuis|prima|goed|past|wel|"
    r"free|home|fine|works|can|vanaf|from|na|after)\b)[^.;!?,]*(?:[.:]\d\d[^.;!?,]*)?"
)


#: "ma niet want koningsdag"
_REASON = re.compile(r"(?:because|want|omdat|aangezien)\b")


def _is_reason(piece: str) -> bool:
    """True for a piece that tells why: a day in it is none to come, unless it has room."""
    return _REASON.match(piece) is not None and ROOM.search(piece) is None


def _instead(text: str, pieces: Sequence[tuple[int, int]], place: int) -> tuple[time | None, bool]:
    """The same day at another time: "niet woensdag 12.30 maar 13.30 uur"."""
    following = text[slice(*pieces[place + 1])] if place + 1 < len(pieces) else ""
    if not following.startswith(("maar", "but")) or _has_named_day(following):
        return None, False
    at = clock_in(following.removeprefix("maar").removeprefix("but"))
    return at, at is not None


def _has_named_day(text: str) -> bool:
    return ONE_DAY.search(text) is not None or bool(moments(text, date(2026, 1, 1), index_of(text)))


#: What is on that day: "woensdag heb ik bridge", "de 23e komt mijn schoonmoeder", unless it is room for us.
_BUSY = re.compile(
    r"^\W*(?:dan |er |daar |'s \w+ )?(?:is|zijn|ben|zit|zitten|heb|hebben|heeft|komt|komen|moet|verblijft|verblijven|"
    r"staat|speelt|vieren|vier|vertrek\w*|vlieg\w*|lig|am|have|has|are|we're|i'm|there is|"
    r"(?:ga|gaan|gaat|pas|passen|past|breng|brengt|brengen|haal|haalt|halen|reis|reist|reizen|rijd|rijdt|rijden|"
    r"bezoek|bezoekt|bezoeken|loop|loopt|lopen|volg|volgt|volgen|geef|geeft|geven) (?:ik|we|wij|hij|zij|ze)(?= \w)|"
    r"(?:i|we|he|she) (?:go|goes|take|takes|travel\w*|visits?|play|plays|teach|teaches|leaves?|"
    r"babysits?))\b(?P<rest>.*)"
)
ROOM = re.compile(
    r"\b(?:vrije?|thuiswerk\w*|beter|better|handiger|fijner|makkelijker|thuis|tuis|beschikbaar|goed|prima|mogelijk|ok|"
    r"oke|okay|kan|kunnen|best|beste|ruimte|gaatje|tijd|plek|"
    r"fine|free|available|handig\w*|perfect|ideaal|ideal|reserve|voorkeur|keus|aanwezig|home|er|d'r|open|leeg|past|"
    r"good|great|possible|rustig|welkom|alle|wel|geschikt|schikt|haalbaar|doenlijk|bruikbaar|gunstig|suits?|suitable|"
    r"convenient)\b"
)
#: "maandag is het kwart over twee"
_CLOCK_ALONE = re.compile(
    r"(?:het |it )?(?:(?:kwart|tien|vijf|quarter) )?(?:(?:over|voor|past|to) )?(?:half )?"
    r"(?:\d{1,2}(?:[.:]\d\d)?|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)(?: uur| u)?"
)
#: What takes back the day that was just named: "die dag vervalt dus", "dan liever niet", "maar is net gevuld".
_DENIES = re.compile(
    r"^\W*maar (?:zitten|weg\w*|vallen|vervallen|eraf)\b|"
    r"^\W*(?:(?:maar|but|en|dus|so) )?(?:liever |uiteraard |dan |zeker |juist |nadrukkelijk )?(?:niet|not)\b|"
    r"^\W*(?:maar |but |en |dus )?(?:die dag|die|dan|dat|is|then|that day|that)\b[^.;]*\b(?:niet|vervalt|"
    r"valt (?:\w+ )?af|gevuld|bezet|"
    r"vol|not|vergeven|weg)\b"
)


_ROW = re.compile(r"\s*(?::|[-\u2013] )(?P<said>[^\n]*)")


def _row_says_no(text: str, one: Moment) -> bool:
    """True for a row of an agenda that says no in any of its parts: "ma 9 feb: overleg, bezet"."""
    lead = text[text.rfind("\n", 0, one.start) + 1 : one.start].strip(" -*\u2022")
    row = None if lead else _ROW.match(text, one.day_end)
    told = _NO_MATTER.sub("", row["said"]) if row else ""
    return not _has_named_day(told) and _NO.search(told) is not None and not (ROOM.search(told) or _WEL.search(told))


def _is_busy(behind: str) -> bool:
    found = _BUSY.match(behind)
    rest = found["rest"].strip(" .,;!") if found else ""
    return rest != "" and not ROOM.search(rest) and not _CLOCK_ALONE.fullmatch(rest)


def _denied(text: str, pieces: Sequence[tuple[int, int]], place: int) -> bool:
    following = text[slice(*pieces[place + 1])] if place + 1 < len(pieces) else ""
    told = _NO_MATTER.sub("", following)
    return following[:1] != "." and not _has_named_day(following) and _DENIES.search(told) is not None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for found in _PIECE.finditer(text):
        yield place, found.start()
        place = found.start()
    yield place, len(text)


def piece_of(text: str, start: int) -> tuple[int, int]:
    """Where the piece of a sentence begins and ends that a place is in."""
    pieces = list(_pieces(text))
    return pieces[_place(pieces, start)]


def _place(pieces: Sequence[tuple[int, int]], start: int) -> int:
    return next(number for number, (_, end) in enumerate(pieces) if start < end or end == pieces[-1][1])


def _refused(text: str, pieces: Sequence[tuple[int, int]], place: int) -> bool:
    """True when the piece a day stands in says no; a piece that is only a day is as the one that follows it."""
    for number in range(place, len(pieces)):
        piece = text[slice(*pieces[number])]
        if not _NO_MATTER.sub("", piece).strip() or _WEL.search(piece):
            return False
        if _NO.search(_NO_MATTER.sub("", piece)):
            return True
        following = text[slice(*pieces[number + 1])] if number + 1 < len(pieces) else ""
        if not (ONE_DAY.fullmatch(piece.strip(" ,")) and following.startswith(",") and ONE_DAY.search(following)):
            return False
    return False
