"""Days that are not named one by one: "maandag t/m woensdag", "14-18 september", "de week van 18 mei, elke middag".

Each day of such a stretch has the place of the whole stretch, so that it is judged by the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

#: A day and where it stands.
Found = tuple[int, int, date]

#: A longer stretch is a holiday or a term of office, no offer of days.
_LONGEST = timedelta(days=12)
_FRIDAY = 4
_THE = r"(?:en met\s+)?(?:(?:op|de|the|and including)\s+)*"
_UNTIL = re.compile(rf"\.?\s*(?:t/m|t\.e\.m\.|tot|through|thru|until|till|to|[-\u2013])\s*{_THE}")
_AND = re.compile(rf"\s+(?:en|and)\s+{_THE}")
_BETWEEN = re.compile(r"\b(?:tussen|between)\s+(?:de\s+|the\s+)?$")
#: "van 2 tot en met" before "6 november"; "14-" before "18 september".
_FROM_NUMBER = re.compile(
    rf"(?:\b(?:\w{{2,6}}dag|\w+day|ma|di|woe?|do|vr|za|zo)\s+)?(?<![\d/.:-])\b(?P<first>[0-3]?\d)(?:e|ste|de|th|st|nd|rd)?\s*"
    rf"(?:t/m|tot|through|until|to|[-\u2013])\s*{_THE}(?:\w+dag\s+|\w+day\s+)?$"
)


def whole(folded: str, found: Sequence[Found], today: date) -> list[Found]:
    """The days found in a folded text, with those between first and last, and those of weeks free as a whole."""
    joined = _with_numbers(folded, _joined(folded, sorted(found)))
    return joined + list(_weeks(folded, joined, today))


def _joined(folded: str, found: Sequence[Found]) -> list[Found]:
    """Two days with "t/m" between them, and all days between."""
    days: list[Found] = []
    for one in found:
        if days and _is_stretch(folded, days[-1], one):
            start, _, first = days.pop()
            days += [(start, one[1], day) for day in _between(first, one[2])]
        else:
            days.append(one)
    return days


def _is_stretch(folded: str, first: Found, last: Found) -> bool:
    if not first[2] < last[2] <= first[2] + _LONGEST:
        return False
    if _UNTIL.fullmatch(folded, first[1], last[0]):
        return True
    return bool(_AND.fullmatch(folded, first[1], last[0]) and _BETWEEN.search(folded, max(0, first[0] - 20), first[0]))


def _between(first: date, last: date) -> list[date]:
    """From first to last; Saturday and Sunday only when one of them is named."""
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    return [day for day in days if day in (first, last) or day.weekday() <= _FRIDAY]


def _with_numbers(folded: str, found: list[Found]) -> list[Found]:
    """The same for "van 2 tot en met 6 november", of which only the last day was found."""
    days: list[Found] = []
    for start, end, day in found:
        before = _FROM_NUMBER.search(folded, max(0, start - 30), start)
        number = int(before["first"]) if before and not is_house_number(folded, before.start("first")) else 0
        if before and 0 < number < day.day and day.day - number <= _LONGEST.days:
            days = [one for one in days if one[1] <= before.start()]
            days += [(before.start(), end, one) for one in _between(day.replace(day=number), day)]
        else:
            days.append((start, end, day))
    return days


_EVERY = (
    r"(?:elke|iedere|alle|hele|any|every|each|eltse)\s+"
    r"(?:dag|dei|ochtend|morgen|middag|avond|day|morning|afternoon|evening)"
)
_EVERY_DAY = re.compile(rf"\b{_EVERY}")
_EVERY_BEFORE = re.compile(rf"\b{_EVERY}\w*\s+(?:in|van|of)\s+(?:de\s+|the\s+)?$")
_WHICH = r"deze|volgende|komende|aanstaande|this|next|coming|die|dezelfde|that"
#: "Deze week kan elke dag", "any evening next week"
_FREE_WEEK = re.compile(
    rf"\b(?:(?P<which>{_WHICH}) week\b[^.,;:!?\n]{{0,40}}?\b{_EVERY}\w*|"
    rf"{_EVERY}\w*\b[^.,;:!?\n]{{0,25}}?\b(?P<behind>{_WHICH}) week\b)"
)
_WEEK_OF = re.compile(r"\bweek (?:van|of|fan) (?:de |the )?(?:ma(?:andag)? |monday )?$")


def _weeks(folded: str, found: Sequence[Found], today: date) -> Iterator[Found]:
    """The working days of each week that is free, but for those that are named themselves."""
    if "week" not in folded:
        return
    named = {day for _, _, day in found}
    for start, end, day in found:
        told = _WEEK_OF.search(folded, max(0, start - 30), start)
        if told and _EVERY_DAY.search(folded, _sentence_begin(folded, start), _sentence_end(folded, end)):
            before = _EVERY_BEFORE.search(folded, 0, told.start())
            first = before.start() if before else told.start()
            yield from ((first, end, one) for one in _working(day) if one == day or one not in named)
    for match in _FREE_WEEK.finditer(folded):
        which = match["which"] or match["behind"]
        meant = _week_of(which, match.start(), found, today)
        yield from ((*match.span(), one) for one in _working(meant) if one not in named and one >= today)


def _week_of(which: str, place: int, found: Sequence[Found], today: date) -> date:
    """A day in the week that is meant: that of the day named last before a place, this one or the next."""
    if which in ("die", "dezelfde", "that"):
        return max(((end, day) for _, end, day in found if end <= place), default=(0, today))[1]
    return today if which in ("deze", "this") else today + timedelta(weeks=1)


def _working(day: date) -> list[date]:
    """Monday to Friday of the week of a day."""
    return [day + timedelta(number - day.weekday()) for number in range(_FRIDAY + 1)]


def names_week(folded: str, start: int) -> bool:
    """True for a day at `start` that is there to name its week: "in de week van 1 juni"."""
    return _WEEK_OF.search(folded, max(0, start - 30), start) is not None


def is_house_number(folded: str, place: int) -> bool:
    """True for a number right behind the name of a street, or before a postcode: "Kerkstraat 3 - 8 juni kan ik"."""
    return bool(_STREET.search(folded, max(0, place - 40), place) or _BEFORE_POSTCODE.match(folded, place))


_BEFORE_POSTCODE = re.compile(r"\d{1,5}(?:\s?-?\s?\w{1,4})?,?\s+[1-9]\d{3}\s?[a-z]{2}\b")


_STREET = re.compile(
    r"\w{2}(?:straat|straatje|laan|weg|plein|dijk|kade|gracht|singel|hof|dreef|pad|steeg|plantsoen|park|markt|wal|baan|"
    r"street|road|lane)\s+$"
)
_SENTENCE = re.compile(r"[.!?;](?=\s)|\n")


def _sentence_begin(folded: str, place: int) -> int:
    return max((found.end() for found in _SENTENCE.finditer(folded, max(0, place - 200), place)), default=0)


def _sentence_end(folded: str, place: int) -> int:
    found = _SENTENCE.search(folded, place)
    return found.start() if found else len(folded)
