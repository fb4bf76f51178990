"""Days that are meant after those before them in the turn, or are those that were offered before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from nlp.chat.when.regret import IN_PLACE_OF
from nlp.chat.when.since import day_since, is_counted, weekday_in, weekday_since
from nlp.chat.when.weekdays import DAY, ONE_DAY, PART, Day, Setting, at_clock, coming, moved
from nlp.chat.when.weeks import WEEK, WEEK_NUMBER, Weeks, monday_of, week_after
from nlp.form.dates import weekday_of

_OR = re.compile(r"\b(?:of|or|en|and|anders|else)\b(?! dus)")
#: "dinsdag en woensdag, dus 1 en 2 september": the dates of the days before.
_NAMELY = re.compile(
    r"\b(?:dus|oftewel|ofwel|te weten|namelijk|dat (?:is|zijn)|i\.?e|so|that is|namely|meaning)\b(?! (?:niet|not)\b)|"
    r"[:(=]"
)
#: "als u op zaterdag werkt tenminste"
_PROVIDED = re.compile(r"\b(?:als|mits|indien|tenzij|if|unless|provided)\b[^,.;!?]{0,40}$")
_AND_EACH = re.compile(r"\s*[,/]?\s*(?:(?:of|or|en|and)\s+)?(?:(?:op|de|on|the|any|elke|iedere|every|each)\s+){0,2}")
_HABIT = re.compile(r"\b(?:any|elke|iedere|every|each)\s+$")


def told_once(text: str, days: Sequence[Day]) -> list[Day]:
    """Without a weekday whose date follows: "donderdag om tien uur, dus 29 januari"; and without "any Friday"."""
    kept: list[Day] = []
    for place, one in enumerate(days):
        same = [
            number
            for number, other in enumerate(days[place + 1 :], place + 1)
            if not other.bare and other.moment.on.weekday() == one.moment.on.weekday() and _is_date_of(text, one, other)
        ]
        again = one.bare and bool(kept) and (_is_same_told(text, kept[-1], one) or _is_condition(text, kept, one))
        each = one.bare and len(days) > 1 and _HABIT.search(text[: one.moment.start]) is not None
        habit = each and not _is_in_row(text, days, place)
        if same and not days[same[0]].moment.at:
            number = same[0]
            days = [*days[:number], at_clock(days[number], one.moment.at), *days[number + 1 :]]
        elif not same and not habit and not again:
            kept.append(days[place])
    return kept


def _is_in_row(text: str, days: Sequence[Day], place: int) -> bool:
    """True for a weekday that stands in a row with another: "iedere maandag en dinsdag"."""
    one = days[place]
    ahead = (
        place > 0
        and days[place - 1].bare
        and _AND_EACH.fullmatch(text, days[place - 1].moment.day_end, one.moment.start)
    )
    behind = (
        place + 1 < len(days)
        and days[place + 1].bare
        and _AND_EACH.fullmatch(text, one.moment.day_end, days[place + 1].moment.start)
    )
    return bool(ahead or behind)


def _is_date_of(text: str, one: Day, other: Day) -> bool:
    """True for the date of a weekday: behind it alone, or behind words that say that the dates of all follow."""
    between = text[one.moment.day_end : other.moment.start]
    namely = _NAMELY.search(between) is not None
    said = text[one.moment.start : one.moment.day_end]
    in_a_week = ONE_DAY.search(said) is not None and re.search(r"\d", said) is None
    return (one.bare and not _OR.search(between)) or (namely and (one.bare or in_a_week))


def _is_condition(text: str, kept: Sequence[Day], one: Day) -> bool:
    """True for a weekday told before that is named again under a condition."""
    told = any(day.moment.on.weekday() == one.moment.on.weekday() for day in kept)
    return told and _PROVIDED.search(text, 0, one.moment.start) is not None


#: "2 juni (dinsdag dus)", "2 juni, dat is een dinsdag"
_THAT_IS = re.compile(r"\s*(?:\(|,? ?(?:dat|that)(?: is|'s)) ?(?:dat is |een |a |op )*$")


def _is_same_told(text: str, date_: Day, one: Day) -> bool:
    """True for a weekday that only says of the date before it which day that is."""
    same = not date_.bare and date_.moment.on.weekday() == one.moment.on.weekday()
    return same and _THAT_IS.match(text[date_.moment.day_end : one.moment.start]) is not None


def in_order(judged: Sequence[tuple[Day, bool]], text: str, setting: Setting) -> list[tuple[Day, bool]]:
    """The days as they are meant: counted from those before them in the turn or, at its beginning, offered before it.

    A bare weekday is the first one after the day before it that is offered. Each has with it whether it is offered.
    """
    read = _Read(text, setting, Weeks(text, [one for one, _ in judged], setting.today))
    for one, taken in judged:
        read.add(one, taken=taken)
    return list(_in_place(read.kept, text, setting))


def _in_place(kept: Sequence[tuple[Day, bool]], text: str, setting: Setting) -> Iterator[tuple[Day, bool]]:
    """Such as "woensdag in plaats van dinsdag" is that of the week of the Tuesday offered before."""
    for number, (one, taken) in enumerate(kept):
        other = kept[number + 1][0].moment if number + 1 < len(kept) else None
        offered = other is not None and other.on in setting.offered and one.moment.on not in setting.offered
        if other and offered and one.bare and IN_PLACE_OF.search(text, one.moment.day_end, other.start):
            yield moved(one, other.on + timedelta(one.moment.on.weekday() - other.on.weekday())), taken
        else:
            yield one, taken


class _Read:
    """The days of a turn that were read so far."""

    def __init__(self, text: str, setting: Setting, weeks: Weeks) -> None:
        self.kept: list[tuple[Day, bool]] = []
        self._text, self._setting, self._named_weeks = text, setting, weeks
        self._weeks: dict[int, date] = {}
        self._in_after = 0
        self._by_name = not (WEEK.search(text) or WEEK_NUMBER.search(text) or _ANY_WEEK_OF.search(text))

    def add(self, one: Day, *, taken: bool) -> None:
        """Read one more; a day that is counted from none is left out."""
        said = self._text[one.moment.start : one.moment.day_end].strip()
        counted = self._counted(one, said)
        on = counted or self._named_weeks.day(one) or self._named(one, said)
        if on:
            self.kept.append((replace(moved(one, on), bare=one.bare and counted is None), taken))
        elif not is_counted(said):
            self.kept.append((one, taken))

    def _is_known(self, day: Day) -> bool:
        return day.moment.on in self._setting.offered

    def _days(self) -> list[Day]:
        return [one for one, _ in self.kept]

    def _before(self) -> date | None:
        """The day that was named last: in the turn, or in those before it."""
        last = self.kept[-1][0].moment.on if self.kept else None
        return last or max(self._setting.offered, default=None)

    def _counted(self, one: Day, said: str) -> date | None:
        """The day that its words, or those beside it, count from another."""
        weekday, place = one.moment.on.weekday(), (one.moment.start, one.moment.day_end)
        of_day, before = weekday_in(said), self._before()
        if of_day is not None:
            return day_since(said, self._of_name(of_day))
        if before is None:
            return self._in_week_after(one) or self._next_one(one, said)
        return (
            day_since(said, before)
            or weekday_since(self._text, place, weekday, before)
            or self._in_week_after(one)
            or self._next_one(one, said)
        )

    def _of_name(self, weekday: int) -> date:
        """The day of this name in the turn or before it; else the first to come."""
        same = [day.moment.on for day in self._days() if day.moment.on.weekday() == weekday]
        return same[-1] if same else self._setting.named(weekday) or coming(self._setting.today, weekday)

    def _in_week_after(self, one: Day) -> date | None:
        since = self.kept[-1][0].moment.day_end if self.kept else 0
        place = week_after(self._text, since, (one.moment.start, one.moment.day_end)) if one.bare else None
        if place is None:
            return self._in_week_of_before(one)
        if place not in self._weeks:
            told = list(WEEK.finditer(self._text, since, place))
            before = monday_of(told[-1]["which"], self._setting.today) if told else self._before()
            if before is None:
                return None
            self._weeks[place] = before - timedelta(before.weekday()) + timedelta(weeks=1)
        self._in_after = len(self.kept) + 1
        return self._weeks[place] + timedelta(one.moment.on.weekday())

    def _in_week_of_before(self, one: Day) -> date | None:
        """In the same sentence as a day of "de week erna" it is of that week too."""
        if not (one.bare and self.kept and self._in_after == len(self.kept)):
            return None
        before = self.kept[-1][0].moment
        if SENTENCE_END.search(self._text, before.day_end, one.moment.start):
            return None
        self._in_after += 1
        return before.on - timedelta(before.on.weekday() - one.moment.on.weekday())

    def _next_one(self, one: Day, said: str) -> date | None:
        """The same day a week on: "deze vrijdag of volgende vrijdag"."""
        before = self.kept[-1][0].moment.on if self.kept else None
        next_one = _NEXT_ONE.match(said) and _WEEKDAY.search(said)
        if next_one and before is None and _THIS_ONE.search(self._text, one.moment.day_end):
            return one.moment.on + timedelta(weeks=1)
        return before + timedelta(weeks=1) if before and one.moment.on == before and next_one else None

    def _named(self, one: Day, said: str) -> date | None:
        """The day that a name stands for: one offered before, told before in the turn, or the next one after it."""
        known = self._setting.named(one.moment.on.weekday())
        if known and one.bare and self._by_name and len(said) <= _LONGEST_NAME and not _COMING.match(said):
            return known
        if not self.kept:
            return self._joined(one, said)
        days = self._days()
        told = _named_again(one, days, self._text) or _in_that_month(
            one, min(day.moment.on for day in days), self._text
        )
        pushing = [day.moment.on for day, taken in self.kept if taken or not day.bare or self._is_known(day)]
        if told is None and one.bare and pushing and one.moment.on <= pushing[-1] and not _COMING.match(said):
            return coming(pushing[-1], one.moment.on.weekday())
        return told

    def _joined(self, one: Day, said: str) -> date | None:
        """Behind days offered in the turn before: "next week Tuesday", and then "or Thursday morning"."""
        first = min(self._setting.offered, default=None)
        joins = one.bare and self._by_name and _JOINS.match(self._text) and not _COMING.match(said)
        return coming(first, one.moment.on.weekday()) if joins and first and one.moment.on < first else None


_JOINS = re.compile(r"\W*(?:of|or|en|and|anders|otherwise|plus)\b")
_ANY_WEEK_OF = re.compile(r"\bweek (?:van|of|na|after)\b")
#: "donderdagmiddag"
_LONGEST_NAME = 16
#: "this Friday or next Friday"
_NEXT_ONE = re.compile(r"(?:de |the )?(?:volgende|next)\b")
_THIS_ONE = re.compile(rf"\b(?:this|deze|komende|aanstaande) {DAY}\b")
_WEEKDAY = re.compile(rf"(?:(?:de|the|op|on)\s+)*{DAY}{PART}\b(?!\s+\d)")
_COMING = re.compile(r"(?:de |op )?(?:a\.?s\b|aanstaande|komende|this|coming)")
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
