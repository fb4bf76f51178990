"""Offered moments in Dutch and English text: "dinsdag 24 november na 14.00 uur" as an ISO date or date-time.

Every phrase is read against the moment the message came in, in Europe/Amsterdam (the islands: America/Kralendijk).
A person reads the result back before anything is planned.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nlp.form.counted import Calendar
from nlp.form.offering import OFFERED, OFFERED_BY_RULE, WEIGHTS, Named, among, features, judgement_of, shared
from nlp.form.spotting import Index, Spotter, index_of
from nlp.form.stretches import Found, is_house_number, names_week, whole
from nlp.form.weighing import Features, weights
from nlp.text import fold

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KRALENDIJK = ZoneInfo("America/Kralendijk")

EXAMINED = 4_000
_MOST = 12
#: Moments looked at in one message.
_MOST_JUDGED = 40
#: From this chance on a moment counts as offered; chosen on authors the weights were not made on.
_OFFERED_FROM = 0.27
_FEW_WORDS, _FEW_LETTERS = 9, 150
_SHORT_LETTERS = 400
#: A date without a year that lies further back than this is next year's.
_LOOK_BACK = timedelta(days=120)
_AHEAD = timedelta(days=300)
#: Years of receipt a working clock can give; outside them, days before and after may not exist.
_YEARS = range(1971, 2200)
#: "half drie" in an office means half past two in the afternoon.
_OFFICE_OPENS = 8

_DAYS = {
    name: number
    for number, names in enumerate((
        "maandag monday moandei djaluna ma mon", "dinsdag tuesday tiisdei djamars di tue tues",
        "woensdag wednesday woansdei djarason wo woe wed", "donderdag thursday tongersdei djaweps do thu thurs",
        "vrijdag friday freed djabierne vr fri", "zaterdag saturday sneon djasabra za sat",
        "zondag sunday snein djadumingo zo sun",
    ))
    for name in names.split()
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate((
        "januari january jan jannewaris yanuari", "februari february feb febr febrewaris", "maart march mrt mart",
        "april apr aprel", "mei may maaie", "juni june jun juny yuni", "juli july jul yuli",
        "augustus august aug ougustus", "september sep sept septimber", "oktober october okt oct",
        "november nov novimber", "december dec desimber desember",
    ), start=1)
    for name in names.split()
}  # fmt: skip
_NUMBERS = {
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "elf": 11, "twaalf": 12, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "noon": 12,
    "ien": 1, "twa": 2, "trije": 3, "fjouwer": 4, "fiif": 5, "seis": 6, "san": 7, "njoggen": 9, "tsien": 10, "alve": 11,
    "tolve": 12, "twaen": 2, "trijen": 3, "fjouweren": 4, "tsienen": 10, "alven": 11, "tolven": 12,
}  # fmt: skip
_ORDINALS = {
    name: number
    for number, name in enumerate((
        "eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende", "elfde",
        "twaalfde", "dertiende", "veertiende", "vijftiende", "zestiende", "zeventiende", "achttiende", "negentiende",
        "twintigste",
    ), start=1)
} | {
    f"{one}entwintigste": 20 + number
    for number, one in enumerate(
        ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"), start=1
    )
} | {"dertigste": 30, "eenendertigste": 31} | {
    name: number
    for number, name in enumerate((
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
        "twentieth",
    ), start=1)
}  # fmt: skip

#: "acht juli", as it is dictated.
_CARDINALS = {
    name: number
    for number, name in enumerate((
        "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien", "veertien",
        "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig",
    ), start=2)
} | {
    f"{one}entwintig": 20 + number
    for number, one in enumerate(
        ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"), start=1
    )
} | {"dertig": 30, "eenendertig": 31}  # fmt: skip
_SAID = _ORDINALS | _CARDINALS

#: "ma", "di", "za" are words of their own; as days they need something behind them.
_LONG_DAYS = [name for name in _DAYS if len(name) > 4]  # noqa: PLR2004 - the longest abbreviation is "tues"
_DAY = rf"(?P<day>{'|'.join(_LONG_DAYS)})"
_ANY_DAY = rf"(?:{'|'.join(_DAYS)})"
_PART = r"(?:ochtend|morgen|middag|avond)?"
_SHORT_MONTHS = ("jan", "feb", "febr", "mrt", "apr", "jun", "jul", "aug", "sep", "sept", "okt", "oct", "nov", "dec")
#: The full stop of a short name is of the name; behind another it ends the sentence.
_STOP = "(?:(?:" + "|".join(rf"(?<=\b{name})" for name in _SHORT_MONTHS) + r")\.)?"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b{_STOP}"


_CALENDAR = Calendar({name: _DAYS[name] for name in _LONG_DAYS}, _MONTHS)
#: With the short names of days, which are words of their own in a longer text.
SHORT_CALENDAR = Calendar(_DAYS, _MONTHS)


def weekday_of(name: str) -> int:
    """The number of a weekday (Monday is 0) by its name or a short form of it."""
    return _DAYS[name]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with a clock time when one was said, and where it stood."""

    on: date
    at: time | None
    start: int
    end: int
    day_end: int = 0

    def comes_after(self, now: datetime) -> bool:
        """False for a clock time that has passed."""
        return self.at is None or datetime.combine(self.on, self.at, now.tzinfo) > now

    def iso(self, zone: ZoneInfo) -> str:
        """``2026-11-24`` or ``2026-11-24T14:00:00+01:00``."""
        return datetime.combine(self.on, self.at, zone).isoformat() if self.at else self.on.isoformat()


_Resolve = Callable[[re.Match[str], date], date | None]
#: A pattern of digits, or words.
Hint = re.Pattern[str] | Spotter
#: What such a date certainly holds, how it is written, and which day it is.
Kind = tuple[Hint, re.Pattern[str], _Resolve]


@dataclass(frozen=True, slots=True)
class Offer:
    """A moment as ISO text, and where it stands in the text it was read from."""

    text: str
    span: tuple[int, int]


def offered(text: str, received_at: datetime, zone: ZoneInfo = AMSTERDAM) -> tuple[str, ...]:
    """The moments a text offers, in order of time; not those it says no to. None when the time of receipt is absurd."""
    return tuple(one.text for one in offers(text, fold(text), received_at, zone))


def offers(
    text: str,
    folded: str,
    received_at: datetime,
    zone: ZoneInfo = AMSTERDAM,
    *,
    index: Index | None = None,
    writer: str | None = None,
) -> tuple[Offer, ...]:
    """The same with their places. `folded` is the text, folded, and `index` that of `folded` when it is there."""
    if received_at.year not in _YEARS or not text:
        return ()
    head = folded[:EXAMINED]
    now = received_at.astimezone(zone)
    named = upcoming(head, now, index_of(head) if index is None else index)
    wanted = [one for one, chance in _weighed(head, now, named, writer) if chance and not _is_no_offer(head, one)]
    wanted = _with_only_clock(head, wanted)
    told = {one.on for one in wanted if one.at}
    kept = ((one, _zone_of(head, one, zone)) for one in wanted if one.at or one.on not in told)
    chosen = {one.iso(here): Offer(one.iso(here), (one.start, one.end)) for one, here in kept}
    return tuple(chosen[name] for name in sorted(chosen))[:_MOST]


def _with_only_clock(folded: str, wanted: list[Moment]) -> list[Moment]:
    """One day is offered, and elsewhere in a short text stands one clock: "29 april is goed, maar pas om vijf uur"."""
    if len(folded) > _SHORT_LETTERS or len({one.on for one in wanted}) != 1 or any(one.at for one in wanted):
        return wanted
    clocks = {
        _clock(found, "", "", folded[found.end() :][:20])
        for found in _clocks(folded)
        if any(_is_beside(folded, found.start(), one) for one in wanted)
    }
    return [replace(one, at=clock) for one in wanted for clock in clocks] if len(clocks) == 1 else wanted


#: "Maar dan het liefst pas om vijf uur."
_ON_THAT_DAY = re.compile(r"\W*(?:(?:en|dan|and) )?(?:maar|pas|(?:het )?liefst|but|preferably)\b")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n\s*\n")


def _is_beside(folded: str, place: int, one: Moment) -> bool:
    """True for a place in the sentence of a day, or in one that goes on about it."""
    ends = [end.end() for end in _SENTENCE_END.finditer(folded)]
    first = max((end for end in ends if end <= place), default=0)
    own = max((end for end in ends if end <= one.start), default=0)
    line = folded.rfind("\n", 0, place) + 1
    return first == own or any(_ON_THAT_DAY.match(folded, start) for start in {first, max(first, line)})


def _clocks(folded: str) -> Iterator[re.Match[str]]:
    """Clock times that are no limit."""
    for found in _CLOCK.finditer(folded):
        if not (_LIMIT.match(found[0]) or _LIMITED.search(folded, max(0, found.start() - 20), found.start())):
            yield found


_DUTCH_TIME = re.compile(
    r"[^.;\n]{0,70}\b(?:dutch time|your time|uw tijd|jullie tijd|nederlandse tijd|tijd in nederland|nl[ -]tijd|"
    r"netherlands time|time in the netherlands|(?:amsterdam|european) time|cest|cet|ora hulandes)\b"
)


def _zone_of(folded: str, one: Moment, zone: ZoneInfo) -> ZoneInfo:
    """The islands' clock, unless the sentence says that the time is the Dutch one."""
    return AMSTERDAM if zone is not AMSTERDAM and _DUTCH_TIME.match(folded, one.end) else zone


def upcoming(folded: str, now: datetime, index: Index) -> list[Moment]:
    """Every moment to come that a folded text names, offered or not. `index` may be that of a longer text."""
    today = now.date()
    found = _shared(folded, moments(folded, today, index))
    ahead = [one for one in found if one.comes_after(now) and today <= one.on <= today + _AHEAD]
    return [one for one in ahead if not names_week(folded, one.start)][:_MOST_JUDGED]


def places_of(named: Sequence[Moment]) -> int:
    """How many times a day is named; a stretch of days is named once."""
    return len({one.start for one in named})


def clues(folded: str, named: Sequence[Moment], now: datetime) -> list[Features]:
    """What speaks for and against each moment's being offered; `offering.shared` has the rest."""
    found = [
        features(folded, Named(one.start, one.day_end, one.end, one.at is not None), (one.on - now.date()).days)
        for one in named
    ]
    places = {one.start: judgement_of(clue) for one, clue in zip(named, found, strict=True)}
    told = dict(zip(places, among(list(places.values())), strict=True))
    days = Counter(one.on for one in named)
    return [
        own
        | dict.fromkeys(
            (*told[one.start], f"zelfde dag:{days[one.on] > 1}", f"weekend:{one.on.weekday() > _FRIDAY}"), 1.0
        )
        for own, one in zip(found, named, strict=True)
    ]


_FRIDAY = 4


def _weighed(folded: str, now: datetime, named: list[Moment], writer: str | None) -> Iterator[tuple[Moment, bool]]:
    """Each moment, and whether it is offered. In a text of a few words there is little to weigh: the rules decide.

    `writer` is the kind of sender: a seller's dates are none of ours.
    """
    few = len(folded) <= _FEW_LETTERS and len(folded.split()) <= _FEW_WORDS
    scale = weights(WEIGHTS)
    common = scale.totals(shared(folded, places_of(named), writer)) if named else ()
    for one, found in zip(named, clues(folded, named, now), strict=True):
        yield one, (OFFERED_BY_RULE in found) if few else scale.chances(found, common)[OFFERED] >= _OFFERED_FROM


#: "elke zondag", "vrijdag kan ik nooit": a habit is no offer, whatever stands around it.
_EACH = re.compile(r"\b(?:elke|iedere|every|each)\s+(?:\w+\s+)?$")
_NEVER = re.compile(r"[^.;,\n]{0,25}\b(?:nooit|never)\b")


def _is_no_offer(folded: str, one: Moment) -> bool:
    return _is_habit(folded, one) or _AWAY.match(folded, one.end) is not None


#: "zijn we op vakantie": what is said of the day before another is named.
_AWAY = re.compile(
    r"(?:(?!\b(?:niet|geen|na|voor|tot|of|maar|not|after|before|until|or|but)\b)[^.;,:!?\n\d]){0,25}"
    r"\b(?:(?:op|met) (?:vakantie|reis|verlof)|afwezig|in het buitenland|weg(?=\s*(?:[.,;!\n]|$))|on (?:holiday|leave)|"
    r"abroad)\b"
)


def _is_habit(folded: str, one: Moment) -> bool:
    before = folded[max(0, one.start - 20) : one.start]
    if _EACH.search(before):
        return not any(map(folded[one.start : one.day_end].count, (" in ", " van ", " of ")))
    return _NEVER.match(folded, one.end) is not None


#: Own words that take what was asked: "ja is goed", "Prima, vrijdag de 13e dan."
_TAKEN = re.compile(
    r"\W*(?:(?:beste|hallo|hoi|dag|hi|dear|goe\w+)\b[^\n]{0,25}\n+\W*)?(?:re:[^\n]*\n+\W*)?(?:ja|jawel|yes|ok|oke|okee|"
    r"prima|akkoord|klopt|is goed|goed|dat is goed|dat past|past|fine|perfect|confirmed|bevestigd|helemaal goed|top|"
    r"uitstekend|graag|deal|schikt)\b"
)
_NOT_TAKEN = re.compile(r"\b(?:niet|not|can't|cannot|geen|liever|ander\w*|maar|but|verzet\w*|verplaats\w*)\b")
_FEW_TAKEN = 25


def taken(own: str, quoted: str, told: tuple[Offer, ...], received_at: datetime, zone: ZoneInfo) -> tuple[Offer, ...]:
    """`told`, completed by the question that is quoted below it: its clock for the same day, or all of a plain yes.

    `own` and `quoted` are folded. An offer that was only taken has an empty place.
    """
    if not quoted or received_at.year not in _YEARS:
        return told
    now = received_at.astimezone(zone)
    head = quoted[:EXAMINED]
    asked = [one for one in upcoming(head, now, index_of(head)) if one.at]
    if told:
        clocks = {one.on.isoformat(): one.iso(zone) for one in asked}
        return tuple(Offer(clocks.get(one.text, one.text), one.span) for one in told)
    plain = _TAKEN.match(own) and not _NOT_TAKEN.search(own) and len(own.split()) <= _FEW_TAKEN
    moments_ = sorted({one.iso(zone) for one in asked}) if plain else []
    return tuple(Offer(one, (0, 0)) for one in moments_) if len(moments_) == 1 else told


_BOTH = re.compile(r"\b(?:beide|allebei|both|alle drie|telkens|steeds)\b[^.\n]{0,30}$")


def _shared(folded: str, found: list[Moment]) -> list[Moment]:
    """In "dinsdag 27 of donderdag 29 oktober, beide om 14.00 uur" the clock is that of all in the sentence."""
    for number, one in enumerate(found):
        clock = next((other.at for other in reversed(found[:number]) if other.at), None)
        if one.at is None and clock and _SAME_TIME.match(folded, one.day_end):
            found[number] = replace(one, at=clock)
    for number, last in enumerate(found):
        if last.at is None:
            continue
        start = folded.rfind("\n", 0, last.start) + 1
        both = _BOTH.search(folded[last.day_end : last.end - 1]) is not None
        for earlier in range(number - 1, -1, -1):
            one = found[earlier]
            joined = _JOINED.fullmatch(folded, one.day_end, found[earlier + 1].start) is not None
            if one.start < start or one.at or not (both or joined):
                break
            found[earlier] = Moment(one.on, last.at, one.start, one.end, one.day_end)
    return found


_JOINED = re.compile(r"\s*(?:,|,?\s*(?:of|or|en|and)\b|/)\s*(?:op\s+|de\s+|the\s+|on\s+|(?:of|or)\s+)?")
#: "maandagavond zelfde tijd": that of the day before it.
_SAME_TIME = re.compile(r"[^.;\n]{0,12}\b(?:zelfde|same) (?:tijd|uur|tijdstip|time|hour)\b")


def moments(folded: str, today: date, index: Index) -> list[Moment]:
    """Every day named in a folded text, with its clock time. `index` is that of the text."""
    days = sorted(whole(folded, _days(folded, today, index), today))
    return list(
        _each_clock(
            folded, [timed(folded, day, _following(day, days[place:], folded)) for place, day in enumerate(days)]
        )
    )


def _following(day: Found, behind: Sequence[Found], folded: str) -> int:
    """Where the next day begins, that is not of the same stretch."""
    return next((start for start, _, _ in behind if start >= day[1]), len(folded))


#: "dinsdag om 9.00 of 13.00 uur"
_OR_AT = re.compile(
    r"\s*(?:uur|u)?,?\s*(?:of|or)\s+(?:om\s+|at\s+)?(?P<h>[01]?\d|2[0-3])(?:[.:](?P<m>[0-5]\d)(?![\d.:])|\s?(?:uur|u)\b)"
)


def _each_clock(folded: str, found: Sequence[Moment]) -> Iterator[Moment]:
    for one in found:
        yield one
        other = _OR_AT.match(folded, one.end) if one.at else None
        if other:
            yield replace(one, at=time(int(other["h"]), int(other["m"] or 0)))


_DAY_LIST = rf"(?:{_ANY_DAY}){_PART}(?:\s*(?:,|/|of|en|or|and)\s*(?:op\s+)?(?:{_ANY_DAY}){_PART})+(?!\w)"
#: "volgende week di of do", "next Tuesday or Thursday", "ma, wo of vr volgende week"
_WEEK_LIST = re.compile(
    rf"\b(?P<which>(?:volgende|komende|deze|next|this)(?: week)?)\s*:?\s*(?:op\s+)?(?P<days>{_DAY_LIST})"
    rf"|(?<!\w)(?P<days2>{_DAY_LIST})\s+(?P<which2>(?:volgende|komende|deze|next|this) week)\b"
)
_DAY_WORD = re.compile(rf"(?<!\w)(?P<day>{_ANY_DAY}){_PART}(?!\w)")
_HAS_WHICH = Spotter("volgende|komende|deze|next|this", "volgende|komende|deze|next|this")


def _listed_days(folded: str, today: date, index: Index) -> Iterator[Found]:
    """Each day of a list that stands beside "volgende week" and the like."""
    windows = _windows(_HAS_WHICH, folded, index)
    for match in _within(windows, _WEEK_LIST, folded):
        which = match["which"] or match["which2"]
        group = "days" if match["days"] else "days2"
        for day in _DAY_WORD.finditer(folded, match.start(group), match.end(group)):
            yield day.start(), day.end(), _in_week(which, _DAYS[day["day"]], today)


def _in_week(which: str, weekday: int, today: date) -> date:
    if "week" in which:
        return _monday(today, 0 if which.startswith(("deze", "this")) else 1) + timedelta(weekday)
    return _next(today, weekday)


#: "alle woensdagen in maart", "any Tuesday in June"
_EACH_IN_MONTH = re.compile(
    rf"\b(?:alle|iedere|elke|any|every|each|all)\s+(?P<day>{'|'.join(_LONG_DAYS)})(?:en|s)?\s+(?:in|van|of)\s+{_MONTH}"
)


def _each_day(folded: str, today: date, index: Index) -> Iterator[Found]:
    """Every such day of the month that is to come."""
    for match in _within(_windows(_HAS_EACH, folded, index), _EACH_IN_MONTH, folded):
        first = _upcoming(_day(today.year, _MONTHS[match["month"]], 1), today)
        days = (first + timedelta(number) for number in range(31)) if first else ()
        for day in days:
            if first and day.month == first.month and day.weekday() == _DAYS[match["day"]] and day > today:
                yield match.start("day"), match.end(), day


def _days(folded: str, today: date, index: Index) -> list[Found]:
    found: list[Found] = [*_listed_days(folded, today, index), *_each_day(folded, today, index)]
    taken = bytearray(len(folded))
    for start, end, _ in found:
        _take(taken, start, end)
    counted: list[Found] = []
    for start, end, on in _CALENDAR.find(folded, today, index):
        if taken.find(1, start, end) < 0:
            counted += [(start, end, on)] if on else []
            _take(taken, start, end)
    windows: dict[Hint, list[tuple[int, int]]] = {}
    for hint, pattern, resolve in _KINDS:
        if hint not in windows:
            windows[hint] = _windows(hint, folded, index)
        for match in _within(windows[hint], pattern, folded):
            free = taken.find(1, *match.span()) < 0
            day = resolve(match, today) if free else None
            if day:
                found.append((match.start(), match.end(), day))
                _take(taken, *match.span())
    named = found + counted
    placed = [day for one in found for day in _in_weeks(folded, _later(folded, one, named, today), today)]
    return counted + placed + list(_next_days(folded, named))


def _take(taken: bytearray, start: int, end: int) -> None:
    """Mark the places of a day."""
    taken[start:end] = b"\1" * (end - start)


_LATER = re.compile(
    r"\s*(?:daarna|erna|erop|daarop|after that|after(?=[.,;!?\n]|\s+(?:suits?|works?|is|would|if|or)\b)|daaropvolgend|"
    r"der ?nei)\b"
)
_NEXT_DAY = re.compile(
    r"\b(?:de (?:dag|ochtend|middag|avond) (?:daarna|erna|erop|daarop)|een dag later|the day after|the next day)\b"
    r"(?! tomorrow)"
)


def _before_it(place: int, found: list[Found]) -> date | None:
    """The day named last before a place."""
    earlier = [one for one in found if one[1] <= place]
    return max(earlier)[2] if earlier else None


def _later(folded: str, one: Found, found: list[Found], today: date) -> Found:
    """Such a day as "de maandag daarna" is counted from the day before it."""
    start, end, day = one
    if _LATER.match(folded, end) and (reference := _before_it(start, found)):
        return start, end, _next(reference, day.weekday())
    bare = _is_bare(folded[start:end])
    week = (_named_week(folded, one, found) or _week_after(folded, one, found, today)) if bare else None
    if week:
        return start, end, _monday(week, 0) + timedelta(day.weekday())
    told = _week_before(folded, start) if bare else None
    if told and "week" not in folded[start:end]:
        return start, end, _monday(today, told) + timedelta(day.weekday())
    return one


def _is_bare(named: str) -> bool:
    """True for a weekday without a number."""
    return not any(map(str.isdigit, named)) and "morgen" not in named


#: "Week 51 kan ik dinsdag en donderdag", "dinsdag in week 50 of 51"
_WEEK_NUMBERS = (
    r"(?:week|wk|weken|wike)\s?(?P<first>[0-5]?\d)"
    r"(?:\s*(?:,|/|of|en|or|and)\s*(?:week )?(?P<last>[0-5]?\d))?\b(?![.:/-]\d)"
)
_WEEK_NUMBER_BEFORE = re.compile(rf"\b{_WEEK_NUMBERS}[^.!?;\n]*$")
_WEEK_NUMBER_BEHIND = re.compile(rf",?\s+(?:(?:in|van|of)\s+)?{_WEEK_NUMBERS}")


def _in_weeks(folded: str, one: Found, today: date) -> list[Found]:
    """A weekday in the weeks whose numbers its sentence tells; otherwise the day itself."""
    start, end, day = one
    if "week" in folded[start:end] or not _is_bare(folded[start:end]):
        return [one]
    told = _WEEK_NUMBER_BEHIND.match(folded, end) or _WEEK_NUMBER_BEFORE.search(folded, max(0, start - 70), start)
    numbers = [int(number) for number in told.groups() if number] if told else []
    days = [_of_week(number, day.weekday(), today) for number in numbers]
    return [(start, end, found) for found in days if found] or [one]


def _of_week(number: int, weekday: int, today: date) -> date | None:
    """That day of the ISO week to come with this number."""
    for year in (today.year, today.year + 1):
        try:
            found = date.fromisocalendar(year, number, weekday + 1)
        except ValueError:
            continue
        if found >= today - timedelta(today.weekday()):
            return found
    return None


def _named_week(folded: str, one: Found, found: list[Found]) -> date | None:
    """A day in the week that a weekday without a number is said to be in."""
    start, end, _ = one
    if _THAT_WEEK.match(folded, end):
        return _before_it(start, found)
    told = _WEEK_OF.search(folded, max(0, start - 60), start)
    behind = [(first, day) for first, _, day in found if first >= told.start()] if told else []
    return min(behind)[1] if behind else None


def _week_after(folded: str, one: Found, found: list[Found], today: date) -> date | None:
    """A day in the week after that of the day named before "de week daarna"."""
    start, end, _ = one
    after = _WEEK_AFTER_BEHIND.match(folded, end) or _WEEK_AFTER.search(folded, max(0, start - 60), start)
    earlier = [other for other in found if after and other[1] <= min(start, after.start())]
    return _later(folded, max(earlier), found, today)[2] + timedelta(weeks=1) if earlier else None


#: "In de week van 18 mei kan het: maandag of dinsdag"; "Thursday that week".
_WEEK_OF = re.compile(r"\b(?:week (?:van|of|fan))\b[^.!?;\n]*$")
_THAT_WEEK = re.compile(r"\s+(?:in )?(?:die|diezelfde|dezelfde|that|the same) week\b")
#: "Dinsdag en de week daarna op donderdag"; "donderdag in de week erna".
_AFTER_IT = r"(?:de week (?:daarna|erna|erop|daarop)|the week after(?: that)?|the following week|de wike derop)\b"
_WEEK_AFTER = re.compile(rf"\b{_AFTER_IT}[^.!?;\n]*$")
_WEEK_AFTER_BEHIND = re.compile(rf"\s+(?:(?:in|of)\s+)?{_AFTER_IT}(?!\s+(?:(?:op|on)\s+)?{_ANY_DAY})")
#: "Volgende week kan ik dinsdag of donderdag": the week holds for the days behind it in the sentence.
_WEEK_BEFORE = re.compile(r"\b(?:(?P<next>volgende week|next week)|over (?:twee|2) weken)\b[^.!?;\n]*$")


def _week_before(folded: str, start: int) -> int | None:
    """How many weeks from now the days at a place are, when the words before them say so."""
    found = _WEEK_BEFORE.search(folded, max(folded.rfind("\n", 0, start) + 1, start - 70), start)
    return (1 if found["next"] else 2) if found else None


def _next_days(folded: str, found: list[Found]) -> Iterator[Found]:
    for match in _NEXT_DAY.finditer(folded) if found else ():
        reference = _before_it(match.start(), found)
        if reference:
            yield match.start(), match.end(), reference + timedelta(days=1)


def _near(hint: Hint, pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """The matches of a slow pattern, looked for only around the matches of a fast one."""
    return _within(_windows(hint, folded, index_of(folded)), pattern, folded)


def _within(windows: list[tuple[int, int]], pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    for start, end in windows:
        yield from pattern.finditer(folded, start, end)


def _windows(hint: Hint, folded: str, index: Index) -> list[tuple[int, int]]:
    """The whole lines around each hint; windows that touch are one."""
    found: list[tuple[int, int]] = []
    for match in hint.finditer(folded, index) if isinstance(hint, Spotter) else hint.finditer(folded):
        start = folded.rfind("\n", 0, max(0, match.start() - _AROUND)) + 1
        end = folded.find("\n", match.end() + _AROUND) % (len(folded) + 1)  # not found (-1) is the end
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _upcoming(found: date | None, today: date) -> date | None:
    """The same day next year when it lies well behind us."""
    if found and found < today - _LOOK_BACK:
        return _day(found.year + 1, found.month, found.day)
    return found


def _iso(match: re.Match[str], _today: date) -> date | None:
    return _day(int(match[1]), int(match[2]), int(match[3]))


def _named_month(match: re.Match[str], today: date) -> date | None:
    found = _day(int(match["year"] or today.year), _MONTHS[match["month"]], int(match["dom"]))
    return found if match["year"] else _upcoming(found, today)


def _numeric(match: re.Match[str], today: date) -> date | None:
    if not match["year"] and is_house_number(match.string, match.start("dom")):
        return None
    year = int(match["year"] or today.year)
    found = _day(year + 2000 if year < 100 else year, int(match["num"]), int(match["dom"]))  # noqa: PLR2004 - '26 is 2026
    return found if match["year"] else _upcoming(found, today)


def _monday(today: date, weeks: int) -> date:
    return today - timedelta(today.weekday()) + timedelta(weeks=weeks)


def _next(today: date, weekday: int) -> date:
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def _weekday(match: re.Match[str], today: date) -> date:
    weekday = _DAYS[match["day"]]
    which = match["which"] or match["which2"] or match["which3"] or ""
    weeks = 1 if match["later"] else 2 if match["later2"] else 0
    if "week" in which:
        return _monday(today, 0 if which.startswith(("deze", "this")) else 1) + timedelta(weekday, weeks=weeks)
    return _next(today, weekday) + timedelta(weeks=weeks)


def _short_weekday(match: re.Match[str], today: date) -> date:
    which, day = match["which"], match["day"] or match["day2"]
    if which and "week" in which:
        return _monday(today, 0 if which.startswith("deze") else 1) + timedelta(_DAYS[day])
    return _next(today, _DAYS[day])


def _relative(match: re.Match[str], today: date) -> date:
    return today + timedelta({"overmorgen": 2, "morgen": 1, "tomorrow": 1, "moarn": 1}.get(match["rel"], 0))


def _in_some(match: re.Match[str], today: date) -> date:
    count = int(match["n"]) if match["n"].isdigit() else _NUMBERS[match["n"]]
    return today + timedelta(days=count * (7 if match["unit"].startswith("we") else 1))


def _day_of_month(match: re.Match[str], today: date) -> date | None:
    return _coming(int(match["dom"]), today)


def _coming(number: int, today: date) -> date | None:
    found = _day(today.year, today.month, number)
    if found is None or found <= today:
        month = today.month % 12 + 1
        found = _day(today.year + (month == 1), month, number)
    return found


def _spelled(match: re.Match[str], today: date) -> date | None:
    """A number in words ("de derde") counts as a date with a weekday or a comma before it, or a month behind it."""
    number = _ORDINALS[match["word"]]
    if match["month"]:
        return _upcoming(_day(today.year, _MONTHS[match["month"]], number), today)
    return _coming(number, today)


def _dictated(match: re.Match[str], today: date) -> date | None:
    return _upcoming(_day(today.year, _MONTHS[match["month"]], _SAID[match["word"]]), today)


def _weekday_number(match: re.Match[str], today: date) -> date | None:
    """A number behind a day ("dinsdag 28") counts only when the next 28th is a Tuesday.

    Otherwise the number is something else.
    """
    found = _coming(int(match["dom"]), today)
    return found if found and found.weekday() == _DAYS[match["day"]] else None


def _listed(match: re.Match[str], today: date) -> date | None:
    """The first day of "2, 3 of 5 december": the month stands behind the last one; not an hour of the day before it."""
    place = match.start("dom")
    if is_house_number(match.string, place) or _LAST_HOUR.search(match.string, max(0, place - _AROUND), place):
        return None
    return _named_month(match, today)


#: "di 15 dec van 9 tot" before "11 en wo 16 dec": that number ends the hours of a day.
_HOURS_OF = r"\d{1,2}(?:[.:]\d\d)?\s*(?:(?:uur|u|h|am|pm)\s*)?"
_TO_HOUR = r"(?:tot|to|until|till|-|\u2013)"
_DATED = rf"(?:(?:{'|'.join(_MONTHS)})\.?|\d{{1,2}}[/-]\d{{1,2}})"
_LAST_HOUR = re.compile(
    rf"\b(?:{_ANY_DAY}{_PART}|{_DATED})\W{{1,3}}(?:(?:alleen|wel|liefst|only|kan|kunnen|ik|we|i|can)\s+){{0,3}}"
    rf"(?:(?:van|tussen|vanaf|from|between)\s+{_HOURS_OF}(?:en|and|{_TO_HOUR})\s*|(?:tot|voor|until|till|before)\s+)$|"
    rf"\b{_DATED}\W{{1,3}}{_HOURS_OF}{_TO_HOUR}\s*$"
)


_ORDER = r"(?:e|ste|de|th|st|nd|rd)?"
#: A date stands within this many characters around its hint.
_AROUND = 60
#: What a text without such a date does not have. A hint begins with plain letters or a digit, which are found fast.
_HAS_NUMERIC = re.compile(r"\d[-/]\d")
_HAS_ORDINAL = re.compile(r"\d(?:e|ste|de|th|st|nd|rd)\b")
_HAS_MONTH = Spotter("|".join(_MONTHS), rf"(?:{'|'.join(_MONTHS)})\b")
_HAS_DAY = Spotter("|".join(_LONG_DAYS), "|".join(_LONG_DAYS))
_HAS_SPELLED = Spotter("|".join(_ORDINALS), "|".join(sorted(_ORDINALS, key=len, reverse=True)))
_HAS_WEEK = Spotter("week", "week")
_HAS_RELATIVE = Spotter(
    "morgen|overmorgen|vandaag|vanmiddag|vanavond|tomorrow|today|moarn",
    "morgen|overmorgen|van(?:daag|middag|avond)|tomorrow|today|moarn",
)
_HAS_SHORT_DAY = Spotter("ma|di|wo|woe|do|vr|za|zo", r"(?:ma|di|wo|woe|do|vr|za|zo)\b(?:[\s,/.!?)]|$)")
_HAS_EACH = Spotter("alle|iedere|elke|any|every|each|all", r"(?:alle|iedere|elke|any|every|each|all)\b")
_HAS_UNIT = Spotter("dag|week|weken|day", "(?:dag|week|weken|day)")
_KINDS: tuple[Kind, ...] = (
    (_HAS_NUMERIC, re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)"), _iso),
    (
        _HAS_MONTH,
        re.compile(
            rf"(?:\b{_ANY_DAY}{_PART}\.?,?\s+(?:de\s+|"
            rf"the\s+)?)?(?<![\d.:])\b(?P<dom>[0-3]?\d){_ORDER}\s+(?:(?:of|di)\s+)?{_MONTH}(?:\s+(?P<year>(?:19|20)\d\d)\b)?"
        ),
        _named_month,
    ),
    (
        _HAS_MONTH,
        re.compile(
            rf"(?:\b{_ANY_DAY}{_PART}\s+)?(?<![\d.:])(?<!\bat )(?<!\bom )(?<!\bna )(?<!\bvanaf )(?<!\bafter )"
            rf"\b(?P<dom>[0-3]?\d){_ORDER}(?=(?:,\s*(?:{_ANY_DAY}{_PART}\s+)?\d{{1,2}}){{0,4}}(?:\s*(?:,|of|en|or|"
            rf"and|/)\s*)(?:{_ANY_DAY}{_PART}\s+)?\d{{1,2}}{_ORDER}\s+{_MONTH}(?P<year>\s*(?:19|20)\d\d)?)"
        ),
        _listed,
    ),
    (
        _HAS_MONTH,
        re.compile(
            rf"\b(?:{_ANY_DAY},?\s+)?{_MONTH}\s+(?P<dom>[0-3]?\d)(?:th|st|nd|"
            rf"rd)?\b(?!\s*[:.]\d)(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
        ),
        _named_month,
    ),
    (
        _HAS_NUMERIC,
        re.compile(
            rf"(?:\b(?:{_ANY_DAY}|"
            rf"woe)\s+)?(?<![\d/.,-])(?<!\d:)(?P<dom>[0-3]?\d)[-/](?P<num>[01]?\d)(?:[-/](?P<year>(?:20)?\d\d))?(?![\d/-])(?!\s*(?:uur|u\b|"
            r"h\b|%|jaar|pers))(?<!\bvan \d-\d\d)(?<!\bvan \d\d-\d\d)(?<!\btussen \d-\d\d)"
        ),
        _numeric,
    ),
    (
        _HAS_ORDINAL,
        re.compile(
            rf"(?:\b(?:{_ANY_DAY}{_PART}\s+)?(?:de|the|den|die)\s+|(?<![^\n]))(?P<dom>[0-3]?\d)(?:e|ste|de|th|st|nd|"
            rf"rd)\b(?!\s+(?:keer|verdieping|etage|kind|plaats|scan|advies|jaar))"
        ),
        _day_of_month,
    ),
    (
        _HAS_ORDINAL,
        re.compile(
            r"(?:(?<=\de of )|(?<=\de en )|(?<=\dth or )|(?<=\dth and )|(?<=\dste of )|(?<=\dste en ))"
            r"(?P<dom>[0-3]?\d)(?:e|ste|de|th|st|nd|rd)\b"
        ),
        _day_of_month,
    ),
    (
        _HAS_DAY,
        re.compile(
            rf"\b{_DAY}{_PART}\s+(?:de\s+|the\s+)?(?P<dom>[0-3]?\d){_ORDER}\b(?![.:/-]?\d|\s*(?:uur|u\b|h\b|am|pm|"
            rf"in the\b|'s (?:och|mor|mid|av)|of\s+\d+\s+uur))"
        ),
        _weekday_number,
    ),
    (
        _HAS_SHORT_DAY,
        re.compile(
            rf"\b(?P<day>ma|di|wo|woe|do|vr|za|zo)\s+(?:de\s+)?(?P<dom>[0-3]?\d){_ORDER}\b(?![.:/-]?\d|\s*(?:uur|u\b))"
        ),
        _weekday_number,
    ),
    (
        _HAS_MONTH,
        re.compile(
            rf"(?:\b{_ANY_DAY}{_PART},?\s+(?:(?:de|the)\s+)?)?"
            rf"\b(?P<word>{'|'.join(sorted(_SAID, key=len, reverse=True))})\s+(?:of\s+)?{_MONTH}(?!\s+19\d\d\b)"
        ),
        _dictated,
    ),
    (
        _HAS_SPELLED,
        re.compile(
            rf"(?:\b(?:{_ANY_DAY})(?:{_PART})\b(?:\s+over een week)?,?\s+(?:de\s+|the\s+)?|,\s+de\s+|"
            rf"\b(?:op|of|en|naar|liever)\s+de\s+)"
            rf"(?P<word>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\b(?!\s+(?:keer|verdieping|etage|kind|"
            rf"plaats|scan|week|"
            rf"versie|brief|dag|maand|helft|instantie|lid|paragraaf|maatregel|hoofdstuk|pagina|punt|bezoek|gesprek))"
            rf"(?:\s+(?:of\s+)?{_MONTH})?"
        ),
        _spelled,
    ),
    (
        _HAS_DAY,
        re.compile(
            rf"(?:\b(?P<which>(?:volgende|komende|deze|next|"
            rf"this)\s+week)\s+(?:op\s+)?)?\b(?:a\.?s\.?\s+|aanstaande\s+|komende\s+|volgende\s+|"
            rf"next\s+)?(?:(?P<later2>over twee weken)\s+)?"
            rf"{_DAY}{_PART}\b(?!en)(?:\s+(?:aanstaande\b|(?P<later>over een week|over 8 dagen|week)\b|(?:(?:van|in|"
            rf"of)\s+(?:de\s+)?)?"
            rf"(?P<which2>(?:volgende|komende|deze|next|this)\s+week)|(?=of\s+\w+dag(?:middag|"
            rf"ochtend)?\s+(?P<which3>(?:volgende|komende)\s+week))))?"
        ),
        _weekday,
    ),
    (
        _HAS_RELATIVE,
        re.compile(
            r"(?<!goede )(?<!goeie )(?<!goed )(?:(?<!e )|(?!morgen))\b(?P<rel>overmorgen|morgen|vandaag|vanmiddag|"
            r"vanavond|tomorrow|today|moarn)"
            r"(?:ochtend|middag|avond)?\b(?!\s+(?:allemaal|samen|collega|heren|dames))"
            r"(?!(?<=\nmorgen)(?:[,.!\n]| \w+[,!]))"
        ),
        _relative,
    ),
    (
        _HAS_UNIT,
        re.compile(
            r"\b(?:over|in)\s+(?P<n>\d{1,2}|een|twee|drie|vier|two|three|four)\s+(?P<unit>dag|dagen|"
            r"week|weken|days|weeks)\b"
        ),
        _in_some,
    ),
    (
        _HAS_WEEK,
        re.compile(
            r"\b(?P<which>(?:volgende|komende|deze) week)\s+(?:op\s+)?(?:(?:ma|di|wo|do|vr)\s*(?:,|of|en|"
            r"/)\s*){0,3}?(?P<day>ma|di|wo|do|vr|za)\b(?P<day2>)"
        ),
        _short_weekday,
    ),
    (
        _HAS_SHORT_DAY,
        re.compile(
            r"(?P<which>)\b(?P<day>ma|di|wo|woe|do|vr|za)\b(?=\s+(?:na|vanaf|om|tussen|voor|\d|a\.?s\b|aanstaande|"
            r"ochtend|middag|avond|de hele|hele|wel|kan|t/m|tot|"
            r"(?:of|en)\s+(?:ma|di|wo|do|vr|za)\b)|(?<=t/m \w\w)|\s*[,/?]|\s*[!.)]*\s*(?:\n|$))"
            r"(?:\s+(?:a\.?s\b|aanstaande))?|"
            r"(?:(?<=\bma of )|(?<=\bdi of )|(?<=\bwo of )|(?<=\bdo of )|(?<=\bvr of )|(?<=\bma en )|(?<=\bdi en )|"
            r"(?<=\bwo en )|(?<=\bdo en ))(?P<day2>ma|di|wo|do|vr|za)\b(?:\s+(?:a\.?s\b|aanstaande))?"
        ),
        _short_weekday,
    ),
)

_HOURS = "|".join(_NUMBERS)
_CLOCK = re.compile(
    rf"\b(?:tussen|between|van|from)\s+(?P<begin>\d{{1,2}}|{_HOURS})(?:[.:](?P<begin_m>[0-5]\d))?\s*(?:uur\s+)?"
    rf"(?:en|and|tot|to|-|\u2013)\s*(?:half\s+)?(?:\d{{1,2}}(?!\d)|(?:{_HOURS})\b)(?!\s*(?:{'|'.join(_MONTHS)})\b)|"
    r"\b(?P<first>[01]?\d|2[0-3])(?:[.:](?P<first_m>[0-5]\d))?\s?[-\u2013]\s?\d{1,2}(?:[.:]\d\d)?\s?(?:uur|u|h)\b|"
    rf"\b(?P<half>half|healwei)\s*(?!past)(?P<hh>\d{{1,2}}|{_HOURS})\b"
    rf"|\bhalf past (?P<past>{_HOURS})\b"
    rf"|\b(?P<quarter>kwart|quarter)\s+(?P<side>voor|over|to|past)\s+(?P<qh>\d{{1,2}}|{_HOURS})\b"
    r"|\b(?P<h>[01]?\d|2[0-3])\s*(?:[:.](?P<m>[0-5]\d)(?!\d)|(?:uur|u|h|oere)(?:\b|(?P<m2>[0-5]\d)\b)|"
    r"(?=\s?(?:am|pm|a\.m|p\.m)|\s?'?or di (?:mainta|merdia|atardi|tardi)|"
    r"\s(?:in the (?:morning|afternoon|evening)|'s (?:ochtends|morgens|middags|avonds))))"
    r"\s*(?P<ampm>[ap]\.?m)?"
    rf"|\b(?:om|na|vanaf|rond|voor|te|after|at|from|around|before)\s+(?P<word>\d{{1,2}}|{_HOURS}|enen|vieren|vijven|"
    rf"zessen|zevenen|tienen|elven|"
    rf"twaalven|drieen|achten|negenen)(?:en)?\b(?![.:]\d)(?!\s*(?:dag|we|maa|jaar|van|of\s+\d+\s+[a-z]+ber))(?:\s*uur)?"
    rf"|\b(?P<plain>{_HOURS})\s+(?:uur|oere|o'clock)\b"
)
_PLURALS = {
    "enen": 1, "drieen": 3, "vieren": 4, "vijven": 5, "zessen": 6, "zevenen": 7, "achten": 8, "tienen": 10, "elven": 11,
    "twaalven": 12,
    "negenen": 9,
}  # fmt: skip
_BREAK = re.compile(
    r"[;!?\n]|(?<!\ba\.s)\.(?=\s)(?!\s+(?:(?:om|vanaf|rond|at|from) )?\d{1,2}(?:[.:]\d\d)?(?: ?(?:uur|u|h|am|pm)\b)?"
    r"(?:,? (?:graag|dan|please))?[.!]?(?:\n|$))|"
    rf"\b(?:maar(?! (?:(?:dan|wel|pas|liefst|graag|alleen) ){{0,3}}(?:om|na|vanaf) (?:\d|{_HOURS}|\w+en\b))|"
    r"want|niet|behalve|but(?! (?:then )?(?:only )?(?:at|after|from) \d)|not)\b"
)
#: "voor twaalven" is a limit, not a moment.
_LIMIT = re.compile(r"\b(?:voor|before|tot|until)\s")
_LIMITED = re.compile(r"\b(?:voor|before|tot|until)\s+(?:uiterlijk\s+)?$")


def timed(folded: str, day: Found, following: int) -> Moment:
    """A day with its clock time; the next day begins at `following`."""
    start, end, on = day
    tail = _BREAK.split(folded[end : min(following, end + 45)])[0]
    found = _CLOCK.search(tail)
    clock = (
        None
        if found is None or _LIMIT.match(found[0]) or _LIMITED.search(tail, 0, found.start())
        else _clock(found, folded[start:end], tail[: found.start()], tail[found.end() :])
    )
    if clock is None:
        clock = _before(folded, start)
    return Moment(on, clock, start, end + (found.end() if found and clock else 0), end)


_CLOCK_BEFORE = re.compile(
    rf"\b(?:(?P<h>[01]?\d|2[0-3])(?:[.:](?P<m>[0-5]\d))?\s*(?:uur|u|(?<=[.:]\d\d)(?=\s+op\b))|"
    rf"(?P<word>{_HOURS})\s+(?:uur|oere)|(?P<h12>1[0-2]|[1-9]) ?(?P<ampm>am|pm))\s+"
    rf"(?:(?:op|on)\s+(?:de\s+|the\s+)?)?(?:\w+dag\s+|(?!of\b|en\b|or\b|and\b)\w+\s+)?$"
)


def _before(folded: str, start: int) -> time | None:
    """The clock of "14.00 uur morgen"."""
    found = _CLOCK_BEFORE.search(folded, max(0, start - 25), start)
    if found is None:
        return None
    if found["ampm"]:
        return time(int(found["h12"]) % 12 + (12 if found["ampm"] == "pm" else 0))
    hour = int(found["h"]) if found["h"] else _number(found["word"])
    return time(hour + 12 if found["word"] and hour < _OFFICE_OPENS else hour, int(found["m"] or 0))


def _clock(found: re.Match[str], day: str, between: str, behind: str) -> time | None:
    hour, minute = _hour(found)
    if found["ampm"]:
        hour = hour % 12 + (12 if found["ampm"].startswith("p") else 0)
    else:
        late = _LATE.search(f"{day} {between}") or _LATE_BEHIND.match(behind)
        guessed = hour < _OFFICE_OPENS and not _exact(found) and not _EARLY_BEHIND.match(behind)
        hour += 12 if guessed or (late and hour < _NOON) else 0
    return time(hour, minute) if hour < 24 else None  # noqa: PLR2004 - hours of a day


def _exact(found: re.Match[str]) -> bool:
    """True for "06.30" and "7 uur", which nobody means in the afternoon; "4 uur" and "1.30" are."""
    hour = found["h"] or found["first"] or found["begin"]
    return bool(hour) and (hour.startswith("0") or hour in ("7", "zeven", "seven"))


_LATE = re.compile(r"(?<!voor)middag|avond|afternoon|evening")
_LATE_BEHIND = re.compile(
    r"\W{0,2}(?:uur\W{1,2})?(?:'?s[- ]?(?:avonds|middags)|in the (?:afternoon|evening)|jûns|juns)\b"
)
_EARLY_BEHIND = re.compile(r"\W{0,2}(?:uur\W{1,2})?(?:'?s[- ]?(?:ochtends|morgens)|in the morning|in de ochtend)\b")
_NOON = 12


def _hour(found: re.Match[str]) -> tuple[int, int]:
    begin = found["begin"] or found["first"]
    if begin:
        return _number(begin), int(found["begin_m"] or found["first_m"] or 0)
    if found["half"]:
        return _number(found["hh"]) - (0 if found["hh"] in _ENGLISH_HOURS else 1), 30
    if found["past"]:
        return _number(found["past"]), 30
    if found["quarter"]:
        hour = _number(found["qh"])
        return (hour - 1, 45) if found["side"] in ("voor", "to") else (hour, 15)
    if found["word"] or found["plain"]:
        return _number(found["word"] or found["plain"]), 0
    return int(found["h"]), int(found["m"] or found["m2"] or 0)


#: "half four" is half past four.
_ENGLISH_HOURS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"})


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word) or _PLURALS[word]
