"""Days that are meant after those before them in the turn, or in a week that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from nlp.chat.weekdays import DAY, ONE_DAY, PART, Day, at_clock, coming, has_day, moved
from nlp.form.counted import week_of_feast
from nlp.form.dates import Moment, moments, weekday_of
from nlp.form.spotting import index_of

#: "de maandag erna" is counted from the day before it.
COUNTED = re.compile(r"\s*(?:d(?:aa|oa)r(?:na|op)|erna|erop|d'r ?(?:na|op)|after that|daaropvolgend|erachteraan)\b")
WEEK_OF = re.compile(r"\bweek\s+(?:van|of)\s+(?:de\s+|the\s+)?$")
WEEK = re.compile(r"\b(?P<which>volgende|komende|deze|next|this)\s+week\b")


_OR = re.compile(r"\b(?:of|or|en|and|anders|else)\b(?! dus)")
_HABIT = re.compile(r"\b(?:any|elke|iedere|every|each)\s+$")


def told_once(text: str, days: Sequence[Day]) -> list[Day]:
    """Without a weekday whose date follows: "donderdag om tien uur, dus 29 januari"; and without "any Friday"."""
    kept: list[Day] = []
    for place, one in enumerate(days):
        same = [
            number
            for number, other in enumerate(days[place + 1 :], place + 1)
            if one.bare
            and not other.bare
            and other.moment.on.weekday() == one.moment.on.weekday()
            and not _OR.search(text[one.moment.day_end : other.moment.start])
        ]
        habit = one.bare and _HABIT.search(text[: one.moment.start]) and len(days) > 1
        if same and not days[same[0]].moment.at:
            number = same[0]
            days = [*days[:number], at_clock(days[number], one.moment.at), *days[number + 1 :]]
        elif not same and not habit:
            kept.append(days[place])
    return kept


def in_order(days: Sequence[Day], text: str) -> list[Day]:
    """A bare weekday is the first one after the day before it in the turn."""
    kept: list[Day] = []
    for one in days:
        on = _from_before(one, kept, text) if kept else None
        kept.append(moved(one, on) if on else one)
    return kept


def _from_before(one: Day, kept: Sequence[Day], text: str) -> date | None:
    """The day that is meant after those told before it; None when it stays as it is."""
    before, said = kept[-1].moment.on, text[one.moment.start : one.moment.day_end].strip()
    if NEXT_DAY.fullmatch(said):
        return before + timedelta(days=1)
    if _WEEKDAY.match(said) and COUNTED.match(text, one.moment.day_end):
        return coming(before, one.moment.on.weekday())
    if _WEEKDAY.match(said) and THAT_WEEK.match(text, one.moment.day_end):
        return before - timedelta(before.weekday()) + timedelta(one.moment.on.weekday())
    if one.bare and (_WEEK_AFTER.search(text[: one.moment.start]) or _WEEK_AFTER.match(text[one.moment.day_end :])):
        return before - timedelta(before.weekday()) + timedelta(one.moment.on.weekday(), weeks=1)
    if one.moment.on == before and _NEXT_ONE.match(said) and _WEEKDAY.search(said):
        return before + timedelta(weeks=1)
    told = _named_again(one, kept, text) or _in_that_month(one, min(day.moment.on for day in kept), text)
    if told is None and one.bare and one.moment.on <= before and not _COMING.match(said):
        return coming(before, one.moment.on.weekday())
    return told


#: "de week daarna op dinsdag", "dinsdag de week erop".
_WEEK_AFTER = re.compile(
    r"(?:^|\b)\W*(?:de|die|the) week (?:daarna|erna|erop|daarop|after(?: that)?),?\s*"
    r"(?:op |de |on )?(?:$|(?<=\w)(?=\W|$))"
)
#: "this Friday or next Friday"
_NEXT_ONE = re.compile(r"(?:de |the )?(?:volgende|next)\b")
#: "de vrijdag in diezelfde week" is counted from the day before it.
THAT_WEEK = re.compile(r"\W*(?:in |van |of )?(?:die|diezelfde|dezelfde|zelfde|that|the same|that same) week\b")
_WEEKDAY = re.compile(rf"(?:(?:de|the|op|on)\s+)*{DAY}{PART}\b(?!\s+\d)")
_COMING = re.compile(r"(?:de |op )?(?:a\.?s\b|aanstaande|komende|this|coming)")
NEXT_DAY = re.compile(r"(?:de dag (?:daarna|erna|erop|daarop)|the day after|the next day)")
SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
_NUMBERED = re.compile(r"\D*\b(?P<dom>\d{1,2})(?:e|ste|de|th|st|nd|rd)\b")


def _named_again(one: Day, kept: Sequence[Day], text: str) -> date | None:
    """A bare weekday in a later sentence is the day of that name told before: "do 23 of vr 24. Vrijdag dan om 9"."""
    same = [day for day in kept if day.moment.on.weekday() == one.moment.on.weekday()]
    if not one.bare or not same or not SENTENCE_END.search(text[same[-1].moment.day_end - 1 : one.moment.start]):
        return None
    return same[-1].moment.on


def _in_that_month(one: Day, first: date | None, text: str) -> date | None:
    """A number without a month is of the month of the days before it: "7 mei of anders zaterdag de 9e"."""
    said = _NUMBERED.match(text[one.moment.start : one.moment.day_end])
    if said is None or first is None or one.moment.on >= first.replace(day=1):
        return None
    number = int(said["dom"])
    later = (first.replace(day=1) + timedelta(ahead) for ahead in range(62))
    weekday = ONE_DAY.search(text[one.moment.start : one.moment.day_end])
    fits = [on for on in later if on.day == number and (not weekday or on.weekday() == weekday_of(weekday["day"]))]
    return fits[0] if fits else None


def in_week(text: str, days: Sequence[Day], today: date) -> list[Day]:
    """Bare weekdays lie in the week that the sentence, or the turn, names: "week van 4 januari", "volgende week"."""
    numbered = _week_by_number(text, today)
    named = [one for one in moments(text, today, index_of(text)) if WEEK_OF.search(text[: one.start])]
    named += [Moment(on, None, start, end, end) for start, end, on in week_of_feast(text, today)]
    weeks = list(WEEK.finditer(text))
    alone = len(named) == 1 and all(one.bare for one in days)
    result = []
    for one in days:
        earlier = [
            week
            for week in named
            if week.start < one.moment.start
            and (alone or not re.search(r"[.;!?]\s", text[week.end : one.moment.start]))
        ]
        if one.bare and numbered:
            result.append(moved(one, numbered + timedelta(one.moment.on.weekday())))
        elif one.bare and earlier:
            monday = earlier[-1].on - timedelta(earlier[-1].on.weekday())
            result.append(moved(one, monday + timedelta(one.moment.on.weekday())))
        elif one.bare and len(weeks) == 1 and _holds(text, weeks[0], one.moment):
            ahead = 0 if weeks[0]["which"] in ("deze", "this") else 1
            monday = today - timedelta(today.weekday()) + timedelta(weeks=ahead)
            result.append(moved(one, monday + timedelta(one.moment.on.weekday())))
        else:
            result.append(one)
    return result


WEEK_NUMBER = re.compile(r"\bweek (?P<week>\d{1,2})\b(?! (?:van|of))")


def _week_by_number(text: str, today: date) -> date | None:
    """The Monday of "week 26": this year's, or next year's when that is over."""
    said = WEEK_NUMBER.search(text)
    if said is None or not 1 <= int(said["week"]) <= 53:  # noqa: PLR2004 - weeks of a year
        return None
    both = (_iso_monday(year, int(said["week"])) for year in (today.year, today.year + 1))
    return next((monday for monday in both if monday + timedelta(6) >= today), None)


def _iso_monday(year: int, week: int) -> date:
    first = date(year, 1, 4)
    return first - timedelta(first.weekday()) + timedelta(weeks=week - 1)


#: "Thursday or next week Monday": the week is that of the day behind it.
_BEFORE_DAY = re.compile(rf"\s+(?:op |on )?{DAY}\b")


def _holds(text: str, week: re.Match[str], one: Moment) -> bool:
    """A week holds for the days of its own sentence; one that ends the turn, or stands first, for all."""
    if one.start < week.start() and _BEFORE_DAY.match(text, week.end()):
        return False
    between = text[min(week.end(), one.end) : max(week.start(), one.start)]
    ends = not text[week.end() :].strip(" .!?").removesuffix("dan") or not has_day(text[: week.start()])
    return ends or not re.search(r"[.;!?]\s", between)
