"""Days that are counted from another: "de dag erna", "een week later", "de woensdag daarvoor", "de dag na dinsdag"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlp.chat.counting import up_to
from nlp.chat.when.weekdays import DAY, LONG_DAY, PART, coming
from nlp.form.dates import weekday_of

_COUNTS = up_to(20) | {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_NUMBER = rf"(?:{'|'.join(sorted(_COUNTS, key=len, reverse=True))}|\d{{1,2}})"
_CLOSE = r"(?:(?:meteen|direct|vlak|net|pal|weer|right|just|precies|exact(?:ly)?) )?"
#: "after" and "before" by themselves; not "after work", "before 10".
_ALONE = (
    r"(?=\s*(?:[.,;:!?)/]|$)|\s+(?:that|then|from|at|between|or|and|in|would|could|works?|suits?|is|any|also|too|"
    r"please|instead)\b)"
)
#: Words behind what is counted.
LATER = (
    r"(?:later|d(?:aa|oa)r(?:na|noa|op)|erna|erop|d'r ?(?:na|noa|op)|nadien|daaropvolgend\w*|verder|"
    rf"after(?: that| this)?{_ALONE})"
)
_EARLIER = rf"(?:eerder|ervoor|d(?:aa|oa)rvoor|d'r ?voor|earlier|before(?: that| this)?{_ALONE})"
_A_DAY = r"(?:dag|ochtend|middag|avond|day|morning|afternoon|evening)"
_THE = r"(?:de|die|een|the|a|one|1)"
_SAME_DAY = r"(?:(?:op |on )?(?:de|die|the|that)?\s?(?:zelfde|same) (?:week)?da[gy]\b(?! (?:en|and) (?:tijd|uur|time)))"
_NAMED = rf"(?:(?:weer |again )?(?:op |on )?(?:de |die |the |that )?(?P<then>{LONG_DAY}){PART}\b(?!\s+(?:de )?\d))"
_DAYS = re.compile(
    rf"{_THE} (?:hele )?{_A_DAY} {_CLOSE}(?:{LATER}|(?P<back>{_EARLIER}))|"
    rf"daags (?:erna|daarna|(?P<back2>ervoor|daarvoor))|(?:de|the) (?:volgende|next|following) {_A_DAY}\b"
)
_WEEKS = re.compile(
    rf"(?:{_SAME_DAY},? (?:maar dan |but )?|(?:(?:de|op|on|the) )*(?P<first>{LONG_DAY}){PART} )?{_CLOSE}"
    rf"(?:(?P<n>{_NUMBER}) (?P<unit>weken|week|weeks|weekje|dagen|days)|(?<!\bde )(?<!\bdie )(?<!\bthe )week(?:je)?) "
    rf"{_CLOSE}(?:{LATER}|(?P<back>{_EARLIER}))(?:,? (?:{_SAME_DAY}|{_NAMED}))?"
)
#: "dinsdag of de week erna, zelfde tijd": where no other day of that week is named.
_THAT_DAY = re.compile(
    rf"(?<!van )(?<!in )(?<!yn )(?<!dag )(?<!day )(?:de|die|(?<!of )the) week {LATER}"
    rf"(?:,? {_SAME_DAY}|(?![^.;!?]*\b(?:(?:{LONG_DAY}){PART}|ma|di|wo|do|vr)\b))|"
    rf"(?:die|the one) {LATER}"
)
#: "de dag na dinsdag", "a week before that Friday".
_OF_DAY = re.compile(
    rf"(?:{_THE} )?(?:(?P<n>{_NUMBER}) )?(?P<unit>weken|week|weeks|dagen|days|dag|day) "
    rf"(?:(?P<side>voor|before)|na|after) (?:de |die |the |that )?(?P<of>{LONG_DAY}){PART}\b(?!\s+(?:de )?\d)"
)
_KINDS = (_OF_DAY, _WEEKS, _THAT_DAY, _DAYS)
#: A weekday that is counted: "de maandag erna", "the Wednesday before that".
_NAME = rf"(?:(?:de|the|op|on)\s+)*{DAY}{PART}"
AFTER_IT = re.compile(rf"\s*(?:{LATER}|erachteraan)\b")
_AHEAD_OF_IT = re.compile(rf"\s*{_CLOSE}{_EARLIER}")
_WEEKDAY = re.compile(rf"{_NAME}\b(?!\s+\d)")
_DEFINITE = re.compile(r"\b(?:de|the)\s+$|^(?:op |on )?(?:de|the)\b")
#: "de vrijdag in diezelfde week".
THAT_WEEK = re.compile(r"\W*(?:in |van |of )?(?:die|diezelfde|dezelfde|zelfde|that|the same|that same) week\b")


def places_of_counted(text: str) -> list[tuple[int, int]]:
    """Where a day stands that is counted from another; the longest first."""
    found = [one.span() for kind in _KINDS for one in kind.finditer(text) if not _is_clipped(text, one)]
    return sorted(found, key=lambda place: place[0] - place[1])


def _is_clipped(text: str, found: re.Match[str]) -> bool:
    return found.start() > 0 and text[found.start() - 1].isalnum()


def is_counted(said: str) -> bool:
    """True for the words of a day that is counted from another."""
    return any(kind.fullmatch(said) for kind in _KINDS)


def weekday_in(said: str) -> int | None:
    """The weekday that a counted day is counted from: Tuesday for "de dag na dinsdag"."""
    found = _OF_DAY.fullmatch(said)
    return weekday_of(found["of"]) if found else None


def day_since(said: str, before: date) -> date | None:
    """The day these words mean when it is counted from `before`; None for other words."""
    if found := _OF_DAY.fullmatch(said):
        back = bool(found["side"])
        return before + timedelta(_length(found["n"], found["unit"]) * (-1 if back else 1))
    if found := _WEEKS.fullmatch(said):
        on = before + timedelta(_length(found["n"], found["unit"] or "week") * (-1 if found["back"] else 1))
        weekday = found["then"] or found["first"]
        return _in_week_of(on, weekday_of(weekday)) if weekday else on
    if _THAT_DAY.fullmatch(said):
        return before + timedelta(weeks=1)
    found = _DAYS.fullmatch(said)
    return before + timedelta(-1 if found["back"] or found["back2"] else 1) if found else None


def weekday_since(text: str, place: tuple[int, int], weekday: int, before: date) -> date | None:
    """A weekday at a place, counted from `before` by the words behind it: "de maandag erna"."""
    said, end = text[slice(*place)].strip(), place[1]
    if not _WEEKDAY.match(said):
        return None
    if AFTER_IT.match(text, end):
        return coming(before, weekday)
    if _AHEAD_OF_IT.match(text, end) and (_DEFINITE.search(said) or _DEFINITE.search(text[: place[0]])):
        return before - timedelta((before.weekday() - weekday - 1) % 7 + 1)
    return _in_week_of(before, weekday) if THAT_WEEK.match(text, end) else None


def _in_week_of(day: date, weekday: int) -> date:
    return day + timedelta(weekday - day.weekday())


def _length(number: str | None, unit: str) -> int:
    count = (int(number) if number.isdigit() else _COUNTS[number]) if number else 1
    return count * (7 if unit.startswith("we") else 1)
