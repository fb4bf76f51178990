"""The clock times that a turn of a chat gives: behind a day, for all days, or without one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from itertools import pairwise

from nlp.chat.when.clocks import in_figures
from nlp.chat.when.regret import correction
from nlp.chat.when.weekdays import ONE_DAY, is_told
from nlp.form.dates import Moment, moments
from nlp.form.spotting import index_of

SAME = re.compile(
    r"\b(?:(?:het)?zelfde (?:dag (?:en|,) )?(?:tijd\w*|uur)|"
    r"(?:om|rond) die tijd|that time|ditto|idem|same time|dezelfde tijd|ook zo)\b"
)
_BETWEEN = re.compile(
    r"\b(?:tussen|van|between|from)\s+(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?(?:\s*(?:uur|u|am))?\s*(?:en|tot|and|to|"
    r"-)\s*\d"
)
_AT_NOON = re.compile(r"(?<!\bvoor )(?<!\bbefore )(?<!\btot )(?<!\buntil )(?<!voor het )\b(?:middaguur|noon|midday)\b")
_OPENS = 8


_FROM = re.compile(r"\b(?:pas |wel |graag |liefst )?(?:vanaf|from|na) (?:\d{1,2}[.:]\d\d|\d{1,2} ?(?:uur|u)\b)")


#: "dinsdag of woensdag, na half acht graag": behind a comma, and nothing more.
_LAST_FROM = re.compile(
    r",\s*(?:(?:pas|wel|graag|liefst|alleen|maar|dan|only|but)\s+)*(?P<said>(?:vanaf|from|na|after|om|rond|at) "
    r"(?:half |kwart (?:voor|over) )?[\w.:]{1,8}(?: ?(?:uur|u|am|pm)\b)?(?: 's (?:ochtends|morgens|middags|avonds))?)"
    r"(?:\s+(?:graag|aub|liefst|please|dan|hoor))*\W*"
)


def clock_at_the_end(text: str, days: Sequence[Moment]) -> time | None:
    """The time behind several days that have none: "dinsdag of woensdag. Pas vanaf 12.00 uur", "..., na vieren"."""
    if len(days) < 2:  # noqa: PLR2004 - several
        return None
    rest = text[max(one.day_end for one in days) :]
    behind = _LAST_FROM.fullmatch(rest) if _is_row(text, days) else None
    at = clock_in(behind["said"]) if behind else None
    if any(one.at not in (None, at) for one in days[:-1]):
        return None
    found = _FROM.search(rest)
    return at or (clock_in(found[0]) if found and re.search(r"[.;!]\s", rest[: found.start()]) else None)


def _is_row(text: str, days: Sequence[Moment]) -> bool:
    """True for days between which stands nothing but "of" and the like."""
    return all(_ROW.fullmatch(text, one.day_end, other.start) for one, other in pairwise(days))


#: "na vieren op maandag of dinsdag": told once, before the days.
_AHEAD = re.compile(
    r"\b(?:na|vanaf|om|rond|after|from|at|tussen|between)\s+(?:half |kwart (?:voor|over) )?[\w.:]{1,8}"
    r"(?:\s+(?:en|and)\s+[\w.:]{1,8})?(?: ?(?:uur|u|am|pm|o'clock)\b)?"
    r"(?: (?:'s (?:ochtends|morgens|middags|avonds)|in the (?:morning|afternoon|evening)))?"
    r"(?:,? (?:op|on|de|volgende week|next week|deze week|this week|graag|liefst|of|komende)| ?[:,])*\s*$"
)
_ROW = re.compile(r"\W*(?:(?:,|/|of|en|or|and)\s*(?:(?:op|de|on|the|ook|anders|volgende|komende)\s+)*)")


def clock_ahead(text: str, days: Sequence[Moment]) -> time | None:
    """The time before a row of days of which none has another: "na vieren op maandag zeven of dinsdag acht"."""
    if len(days) < 2 or any(one.at for one in days[1:]):  # noqa: PLR2004 - several
        return None
    if not _is_row(text, days):
        return None
    ahead = _AHEAD.search(text, max(0, days[0].start - 45), days[0].start)
    rest = text[days[-1].day_end :]
    return clock_in(ahead[0]) if ahead and not _OF_ITS_OWN.match(rest) else None


#: What is said of the last day alone.
_OF_ITS_OWN = re.compile(
    r"\W{0,2}(?:(?:kan|wel|can|is)\s+)*(?:(?:de |the )?(?:hele|heel|whole|all)|overdag|any ?time)\b"
)
#: "beide om 08.30 uur", "alle drie: vanaf 9.30".
_ALL = r"beide|allebei|alle (?:twee|drie|dagen)|both|all three"
_REST = r"(?P<rest>[^.;!?]{0,25}(?:[.:]\d\d)?[^.;!?]{0,12})"
FOR_ALL = re.compile(rf"\b(?:{_ALL}|telkens|(?<!nog )steeds|each(?! other))\b{_REST}")
_FOR_THOSE = re.compile(rf"\b(?:{_ALL})\b{_REST}")


def clock_for_all(folded: str, *, asked: bool) -> time | None:
    """The one time that a turn gives for the days told before: "allebei om 20:00".

    `asked`: moments are the open question, so that "telkens" is enough.
    """
    return None if is_told(folded) else clock_of_all(in_figures(folded), FOR_ALL if asked else _FOR_THOSE)


#: "after 6pm both"
_RIGHT_BEFORE = re.compile(r"(?:(?:vanaf|na|om|after|from|at) )?\d{1,2}(?:[.:]\d\d)? ?(?:uur|u|am|pm)?\W{0,2}$")


def clock_of_all(text: str, words: re.Pattern[str]) -> time | None:
    """The time behind such words as "allebei"."""
    said = words.search(text)
    if not said or ONE_DAY.search(said["rest"]):
        return None
    last = max((one.end() for one in ONE_DAY.finditer(text, 0, said.start())), default=0)
    ahead = _RIGHT_BEFORE.search(text, last, said.start())
    if ahead and not re.search(r"\d", said["rest"]):
        return clock_in(ahead[0])
    return clock_behind(said["rest"], None) if _BETWEEN.search(said["rest"]) else clock_in(said["rest"])


_FEW = 9


def clock_of(folded: str, count: int) -> str | None:
    """The time "same" when a turn says that; "11:15" when it is of few words and names a time and no day."""
    if SAME.search(folded):
        return "same"
    if count > _FEW or is_told(folded) or ONE_DAY.search(folded):
        return None
    text = _LEAD.sub("", _OTHER_CLOCK.sub(" ", folded)).strip()
    return None if not _TIME_WORDS.search(text) or _NO_TIME.search(text) else _lone(text)


def clock_before(folded: str) -> str | None:
    """The time that another takes the place of: "niet 10 maar 11 uur", "11 uur ipv 10 uur"."""
    found = _OTHER_CLOCK.search(folded)
    return _lone(f"om {found['clock'] or found['first']}") if found else None


_INSTEAD = re.compile(
    r"\b(?:tijd|time|maak\b.*\bvan|maak|liever|toch|wordt|doe (?:maar|dan)|moet|rather|instead|"
    r"make (?:it|that)|should be)\b"
)


def other_clock(folded: str, offered: Sequence[str]) -> str | None:
    """The one time of the moments offered that a turn of few words gives another for: "doe maar 11 uur"."""
    times = {one[len("2026-03-06T") :][: len("11:15")] for one in offered} - {""}
    return times.pop() if len(times) == 1 and _INSTEAD.search(folded) else None


def _lone(text: str) -> str | None:
    clocked = in_figures(f"vrijdag om {text}" if text[:1].isdigit() else f"vrijdag {text}")
    found = [one.at for one in moments(clocked, date(2026, 1, 1), index_of(clocked)) if one.at]
    return found[0].isoformat("minutes") if len(found) == 1 else None


_LEAD = re.compile(
    r"^\W*(?:(?:nee+|no|sorry|oeps|oops|wacht|wait|ho|o+h?|ja|maar|toch|liever|ik bedoel\w*|i mean\w*)\b\W*)+"
)
_HOUR = r"(?:half )?\d{1,2}(?:[.:]\d\d)?(?: ?(?:uur|u|h|am|pm)\b)?"
_OTHER_CLOCK = re.compile(
    rf"\b(?:niet|not|ipv|i\.p\.v\.|in plaats van|instead of|rather than)\s+(?:om |at )?(?P<clock>{_HOUR})\s*,?|"
    rf"(?P<first>\b{_HOUR})(?=\s+(?:moet|wordt|should be|becomes)\b)"
)
#: A time that does not suit, or at which something else is.
_NO_TIME = re.compile(
    r"\b(?:niet|not|geen|weg|afwezig|verhinderd|bezet|away|te|too|can't|bel\w*|call\w*|ring|bereik\w*|reach\w*)\b"
)
_TIME_WORDS = re.compile(r"^\W*\d{1,2}[.:]\d\d\b|\b(?:uur|om|kwart|half|vanaf|na|at|from|after|o'clock|pm|am)\b")


def instead_of(at: time | None, behind: str) -> time | None:
    """The clock that is said right behind another: "om 10, sorry 11 uur"."""
    said = correction(behind) if at else None
    return (clock_in(said if said.startswith("half") else f"om {said}") if said else None) or at


def clock_in(text: str) -> time | None:
    """The first time in a text that names no day."""
    clocked = f"vrijdag {text}"
    return next((one.at for one in moments(clocked, date(2026, 1, 1), index_of(clocked)) if one.at), None)


_TAG = re.compile(r"^(?:[^.;?]{0,12}|[^.;?]{0,40}\b(?:toch|right|he|dacht ik|geloof ik))\s*\?\s*(?=\S)")


def clock_behind(behind: str, last: time | None) -> time | None:
    """The time in the text behind a day; `last` is that of the day before it."""
    tag = _TAG.match(behind)
    if tag:  # "dat is de negentiende toch? tien uur"
        text = f"vrijdag {behind[tag.end() :]}"
        found = moments(text, date(2026, 1, 1), index_of(text))
        return found[0].at if found else None
    between = _BETWEEN.search(behind)
    if between:
        hour = int(between["h"])
        return time(hour + 12 if hour < _OPENS else hour, int(between["m"] or 0)) if hour < 24 else None  # noqa: PLR2004
    if _AT_NOON.search(behind):
        return time(12)
    return last if SAME.search(behind) else None
