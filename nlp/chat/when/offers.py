"""What a turn is to the moments offered before it: about nothing else, beside them, or in their place."""

from __future__ import annotations

import re
from datetime import date

from nlp.chat.when.following import SENTENCE_END
from nlp.chat.when.since import places_of_counted
from nlp.chat.when.weekdays import DAY, MONTH, first_days, has_day
from nlp.form.dates import moments
from nlp.form.spotting import index_of

#: Words that a turn about nothing but moments may hold beside days and times.
OFFER_WORDS = re.compile(
    rf"\b(?:{DAY}|{MONTH}|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|oct|nov|dec|\d+\w*|de|het|the|a|op|on|om|at|"
    rf"na|after|vanaf|from|tussen|between|van|tot|en|of|or|"
    r"and|anders|ook|wel|niet|kan|kunnen|ik|we|i|can|zou|dan|maar|uur|u|am|pm|hele|heel|whole|all|dag|day|ochtend\w*|"
    r"middag\w*|avond\w*|morning|afternoon|evening|week|volgende|komende|next|this|deze|half|kwart|over|voor|noon|"
    r"momenten|agenda|beschikbaar|available|free|liefst|graag|prima|works?|best|bijvoorbeeld|any|time|anytime|"
    r"tijd|zelfde|"
    r"a\.?s\.?|aanstaande|erna|daarna|daarop|alleen|only|eind|begin|'s|s|in|dat|is|me|past|schikt|lukt|eerste|tweede|"
    r"jaa?|yes|nee|no|morgen|tomorrow|overmorgen|een|twee|drie|vier|vijf|tien|elf|twaalf|ochtends|middags)\b"
)
_STRANGE = 3


def is_about_moments(folded: str) -> bool:
    """True for a turn that names a day and says little else."""
    return any(_is_about(one) for one in (folded, *SENTENCE_END.split(folded)))


def _is_about(folded: str) -> bool:
    folded = first_days(folded)
    if not has_day(folded) or not moments(folded, date(2026, 1, 1), index_of(folded)):
        return False
    return len(re.findall(r"[a-z]+", OFFER_WORDS.sub(" ", folded))) <= _STRANGE


_ADDS = re.compile(
    r"^\W*(?:(?:of|or)\b(?! (?:nee|no)\b)|(?:en|and|ook|anders|eventueel|otherwise)\b)|^[^.;!?]*\breserve\b|"
    r"\b(?:eventueel|erbij|er (?:nog |ook |maar |een(?:tje)? )*bij|nog bij|"
    r"voeg\w*|toevoegen|add|plus|nog een|extra|another|one more|"
    r"desnoods|daarnaast|bovendien|eveneens|as well|in addition|wel nog|"
    r"blij(?:ft|ven)(?= (?:staan|zo|om|op|ook|\d))|stays)\b"
)
#: "29 mei kan ook", "also free on Friday": in the sentence that names a day.
_ALSO = re.compile(r"\b(?:ook|also|too)\b")
_ONLY = re.compile(r"\b(?:alleen|only|blijft over)\b")
_RATHER = re.compile(r"\b(?:toch|bij nader inzien|liever|instead|rather)\b")


def adds(folded: str) -> bool:
    """True when a turn offers moments beside those offered before."""
    sentences = SENTENCE_END.split(folded)
    also = any(_ALSO.search(one) and (has_day(one) or places_of_counted(one)) for one in sentences)
    return (also or _ADDS.search(folded) is not None) and not (leaves_one(folded) or _RATHER.search(folded))


def leaves_one(folded: str) -> bool:
    """True when a turn says that of the moments offered only these are left: "toch alleen de 21e"."""
    return _ONLY.search(folded) is not None
