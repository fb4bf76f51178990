"""Telephone numbers said aloud and written out: Dutch and English words and digits through each other.

"nul zes dertien vier en veertig 55 acht en zestig", "plus three one six, 4 1 0 7, 7 2, 9 8", "zero six, eleven".
"""

from __future__ import annotations

import re

from nlp.form.spotting import listed

_DUTCH = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
)
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ONES = {word: str(number) for words in (_DUTCH, _ENGLISH) for number, word in enumerate(words.split())}
_ONES |= {"oh": "0", "o": "0", "nil": "0", "\u00e9\u00e9n": "1", "niner": "9"}
_TENS = {
    word: number
    for words in (
        "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
        "twenty thirty forty fifty sixty seventy eighty ninety",
    )
    for number, word in enumerate(words.split(), 2)
}
_ENGLISH_TENS = frozenset(word for word in _TENS if word.endswith("ty"))
_TEN_WORD = "|".join(_TENS)
_DUTCH_ONES = {word: number for number, word in enumerate(_DUTCH.split()[:10])} | {"\u00e9\u00e9n": 1}
_COMPOUND = re.compile(rf"({'|'.join(_DUTCH_ONES)})(?:en|\u00ebn)({_TEN_WORD})")
_TOKEN = re.compile(r"\+|\d+|[^\W\d_]+")
#: Words that somebody says between the digits.
_FILLERS = listed("eh uh ehm en and dan ja is het nummer dash streepje punt komma comma bedoel")
_WHOLE = re.compile(r"0[1-9]\d{8}")
_ABROAD = re.compile(r"(?:\+|00)31([1-9]\d{8})")


def spoken_number(text: str) -> str | None:
    """The Dutch number (E.164) that is said in words, or partly so; None when there is none.

    The first, or the one behind words that take it back: "nul zes ... nee, nul zes ...".
    """
    first = _first_number(text)
    again = _AGAIN.split(text)[-1]
    return (_first_number(again) or first) if first is None or again != text else first


#: Somebody begins again.
_AGAIN = re.compile(r"(?i)\b(?:nee|sorry|wacht|fout|pardon|no|wait|opnieuw|ik bedoel|i mean)\b")


def _first_number(text: str) -> str | None:
    run, worded = "", False
    for said, word in _said(text):
        if said is None:
            run, worded = "", False
            continue
        starts = said == "+" or (said[:1] == "0" and not run.startswith(("0", "+")))
        run = said if starts or not run else run + said
        worded = word or (worded and not starts)
        found = _number(run)
        if found and worded:
            return found
    return None


def _number(run: str) -> str | None:
    if _WHOLE.fullmatch(run):
        return f"+31{run[1:]}"
    abroad = _ABROAD.fullmatch(run)
    return f"+31{abroad[1]}" if abroad else None


def _said(text: str) -> list[tuple[str | None, bool]]:
    """The digits of each word, and whether it was a word; None for one that is no part of a number."""
    tokens = _TOKEN.findall(text.lower())
    found: list[tuple[str | None, bool]] = []
    place = 0
    while place < len(tokens):
        digits, length = _at(tokens, place)
        if digits is not None:
            found.append((digits, not tokens[place].isdigit()))
        elif tokens[place] not in _FILLERS:
            found.append((None, True))
        place += length
    return found


def _at(tokens: list[str], place: int) -> tuple[str | None, int]:
    """The digits that begin at a word, and how many words they take."""
    word, following = tokens[place], tokens[place + 1 : place + 3]
    if word.isdigit() or word == "+":
        return word, 1
    if word == "plus":
        return "+", 1
    if word in ("double", "dubbel") and following and (_ONES.get(following[0]) or following[0].isdigit()):
        return 2 * (_ONES.get(following[0]) or following[0]), 2
    compound = _COMPOUND.fullmatch(word)
    if compound:
        return f"{_TENS[compound[2]]}{_DUTCH_ONES[compound[1]]}", 1
    if word in _DUTCH_ONES and len(following) > 1 and following[0] == "en" and following[1] in _TENS:
        return f"{_TENS[following[1]]}{_DUTCH_ONES[word]}", 3
    if word in _TENS:
        one = _ONES.get(following[0], "") if following and word in _ENGLISH_TENS else ""
        return (f"{_TENS[word]}{one}", 2) if len(one) == 1 and one != "0" else (f"{_TENS[word]}0", 1)
    return _ONES.get(word), 1
