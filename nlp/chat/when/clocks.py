"""Times and dates as people say them, in figures that are read as dates: "tien voor half elf", "half 3", "jan 5"."""

from __future__ import annotations

import re

from nlp.chat.counting import up_to

_NUMBER = up_to(31) | {"kwart": 15}
_SAID = "|".join(sorted(_NUMBER, key=len, reverse=True))
_HOUR = r"(?:1[0-2]|[1-9])"
_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mrt|maart|march|apr(?:il)?|mei|may|juni?|june|juli?|july|aug(?:ustus|ust)?|"
    r"sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
#: "tien voor half elf", "5 over half 10", "kwart voor drie".
_BESIDE_HALF = re.compile(
    rf"\b(?P<minutes>{_SAID}|\d{{1,2}}) (?P<side>voor|over) (?P<half>half )?(?P<hour>{_SAID}|{_HOUR})\b(?![.:]\d)"
)
_HALF = re.compile(rf"\bhalf ?(?P<hour>{_HOUR})\b(?![.:]\d)")
_SPOKEN_DAY = re.compile(rf"\b(?P<day>{_SAID}) (?P<month>{_MONTH})\b")
#: "maandag zeven of dinsdag acht september": the month stands behind the last.
_SPOKEN_IN_ROW = re.compile(
    rf"\b(?P<name>\w{{2,9}}da[gy]) (?P<day>{_SAID})"
    rf"(?=(?:\s*(?:,|of|en|or|and)\s*(?:\w{{2,9}}da[gy] )?(?:{_SAID}|\d{{1,2}})){{1,4}} {_MONTH}\b)"
)
_MONTH_FIRST = re.compile(
    rf"(?<!\d )\b(?P<month>{_MONTH}) (?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\s*[.:]\d|\s*(?:uur|{_MONTH}))"
)
_GERMAN = re.compile(rf"(?<![.:\d])(?P<day>\d{{1,2}})\. (?={_MONTH})|\bum (?=\d)|\buhr\b|\boder\b")
_MORNING = re.compile(r"\W{0,3}'?s (?:ochtends|morgens)")
#: An hour before this, said in words, is one of the afternoon.
_OPENS, _HALF_DAY = 8, 12
_IN_DUTCH = {"um ": "om ", "uhr": "uur", "oder": "of"}


#: "rond de klok van 3", "van 10-12", "een dag later".
_AROUND = re.compile(rf"\brond (?:de klok van )?(?P<hour>{_HOUR})\b(?![.:/-]\d)(?: uur)?")
_HOURS = re.compile(
    r"\b(?:van|tussen|from|between) (?P<from>\d{1,2})(?: ?uur)? ?- ?(?P<to>\d{1,2})\b(?![-/.:])(?: ?uur)?"
)
#: "rond een uur of tien".
_ABOUT_HOUR = re.compile(
    rf"\b(?:rond |om |tegen )?een uur(?:tje)? of (?P<half>half )?(?P<hour>{_SAID}|{_HOUR})\b(?![.:]\d)"
)
_DAY_LATER = re.compile(r"\been dag later\b|\ba day later\b")


#: "tegen elven"
_TOWARDS = re.compile(rf"\btegen (?=(?:{_SAID}|elv|twaalv|zev)(?:en)?\b|half |kwart |\d)")
#: "10ish", "tienish"
_ISH = re.compile(rf"(?<![\d:.])\b(?:(?:om|at|around|rond) )?(?P<hour>{_SAID}|{_HOUR})-?ish\b")


#: "next wk", "za ocht"
_IN_FULL = {"wk": "week", "wks": "weeks", "ocht": "ochtend", "midd": "middag"}
_SHORT = re.compile(rf"\b(?:{'|'.join(_IN_FULL)})\b")
#: "tussen 10 en 12, donderdag 2 april": no twelfth of April.
_BETWEEN = re.compile(
    r"\b(?:tussen|between) \d{1,2} (?:en|and) \d{1,2}(?=\s*(?:[,;.\n]|$)|\s+(?:of|or|anders|maar|but)\b)"
)
#: "13 jan 9-11"
_BEHIND_DATE = re.compile(
    rf"(?P<date>\b\d{{1,2}} {_MONTH}|\b\d{{1,2}}/\d{{1,2}}) (?P<from>\d{{1,2}})-(?P<to>\d{{1,2}})(?![-/\d])"
)


#: "niet 28 maar 29 mei", "26 mei kan niet, 27 wel"
_SAME_MONTH = re.compile(
    rf"\b(?:niet|not) (?:de )?\d{{1,2}}(?= (?:maar|but) (?:de )?\d{{1,2}} (?P<month>{_MONTH})\b)|"
    rf"\b\d{{1,2}} (?P<month2>{_MONTH})\b[^.;!?\d]{{0,40}}, \d{{1,2}}(?= (?:wel|ook|kan|lukt|niet)\b)"
)


def _as_hours(one: re.Match[str]) -> str:
    hours = int(one["from"]) < int(one["to"]) <= _LAST_HOUR
    return f"{one['date']} tussen {one['from']} en {one['to']} uur" if hours else one[0]


_LAST_HOUR = 24


def in_figures(folded: str) -> str:
    """A folded turn with spoken times as "10.20 uur", spoken days as figures, and the day before its month."""
    folded = _SAME_MONTH.sub(lambda one: f"{one[0]} {one['month'] or one['month2']}", folded)
    text = _SHORT.sub(lambda one: _IN_FULL[one[0]], folded)
    text = _BEHIND_DATE.sub(_as_hours, _BETWEEN.sub(lambda one: f"{one[0]} uur", text))
    text = _GERMAN.sub(lambda one: f"{one['day']} " if one["day"] else _IN_DUTCH[one[0]], text)
    text = _MONTH_FIRST.sub(lambda one: f"{one['day']} {one['month']}", text)
    text = _SPOKEN_IN_ROW.sub(lambda one: f"{one['name']} {_NUMBER[one['day']]}", text)
    text = _SPOKEN_DAY.sub(lambda one: f"{_NUMBER[one['day']]} {one['month']}", text)
    text = _HOURS.sub(lambda one: f"tussen {one['from']} en {one['to']} uur", _DAY_LATER.sub("de dag erna", text))
    text = _ABOUT_HOUR.sub(lambda one: f"om {_clock(_value(one['hour']) * 60 - (30 if one['half'] else 0), one)}", text)
    text = _TOWARDS.sub("om ", text)
    text = _ISH.sub(lambda one: f"om {_clock(_value(one['hour']) * 60, one)}", text)
    text = _AROUND.sub(lambda one: _clock(int(one["hour"]) * 60, one), text)
    text = _BESIDE_HALF.sub(_beside, text)
    return _HALF.sub(lambda one: _clock(int(one["hour"]) * 60 - 30, one), text)


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER[word]


def _beside(one: re.Match[str]) -> str:
    minutes, hour = _value(one["minutes"]), _value(one["hour"])
    if hour > _HALF_DAY or minutes >= 30 or one["hour"] == "kwart":  # noqa: PLR2004 - half an hour
        return one[0]
    middle = hour * 60 - (30 if one["half"] else 0)
    return _clock(middle + (minutes if one["side"] == "over" else -minutes), one)


def _clock(minutes: int, one: re.Match[str]) -> str:
    """Minutes after midnight as a time of the day at which people receive somebody."""
    early = minutes // 60 < _OPENS and not _MORNING.match(one.string, one.end())
    hour, minute = divmod(minutes + (_HALF_DAY * 60 if early else 0), 60)
    return f"{hour}.{minute:02d} uur"
