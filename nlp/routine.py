"""Sentences of a chat that only register: a name, a number, a moment, an office, "er is niets gebeurd".

By themselves they are no sign of a threat, and a model that has read mails takes many of them for more than they are.
The phrases still read everything.
"""

from __future__ import annotations

import re
from datetime import datetime

from nlp.answers import hear
from nlp.requests import stands_in
from nlp.text import fold, words

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)|\n+")
_ROUTINE = frozenset({"phone", "function", "organisation", "person", "availability", "moving", "pkvw", "address"})
#: A longer sentence tells more than a fact.
_MOST_WORDS = 22


def without_routine(text: str, at: datetime) -> str:
    """The sentences of a turn that tell more than a registration needs."""
    return " ".join(one for one in _SENTENCE.split(text) if one.strip() and not is_routine(one, at))


def is_routine(sentence: str, at: datetime) -> bool:
    """True for a sentence that gives a field, says that nothing is wrong, or asks for the advice."""
    folded = fold(sentence)
    count = len(words(folded))
    if count == 0:
        return True
    if count > _MOST_WORDS or stands_in("uneasy", folded, count):
        return False
    if stands_in("calm", folded, count):
        return True
    heard = hear(sentence, None, at)
    return bool(heard.told & _ROUTINE) or heard.answer is not None or bool(heard.requests)
