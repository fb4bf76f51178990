"""Telephone numbers as people type and dictate them in a chat, and numbers that are not whole."""

from __future__ import annotations

import re

from nlp.chat.phone.callback import wanted_number
from nlp.chat.phone.spoken import spoken_number
from nlp.form.contact import find_phone

_ENGLISH = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "double": "", "niner": "9",
}  # fmt: skip
_DUTCH_DIGITS = {
    "nul": "0", "een": "1", "\u00e9\u00e9n": "1", "twee": "2", "drie": "3", "vier": "4", "vijf": "5", "zes": "6",
    "zeven": "7", "acht": "8", "negen": "9",
}  # fmt: skip
#: Dutch digits behind a number that was begun in digits: "06 - een twee drie ...".
_DUTCH_WORD = "|".join(_DUTCH_DIGITS)
_HALF_SPELLED = re.compile(
    rf"(?<=\d)\W{{0,4}}(?:{_DUTCH_WORD})(?:[\s,.-]+(?:{_DUTCH_WORD})){{3,}}(?!\w)", re.IGNORECASE
)
_SPELLED = re.compile(
    rf"(?<!\w)(?:{'|'.join(_ENGLISH)})(?:[\s,.-]+(?:{'|'.join(_ENGLISH)})){{6,}}(?!\w)", re.IGNORECASE
)
_LAST = re.compile(
    r"(?i)\b(?:eindigt op|eindigend op|laatste (?:(?:\w+ )?cijfers?|twee|drie|vier) "
    r"(?:is|zijn|moet\w* (?:een )?)?|"
    r"ends? (?:in|with)|ending in|last (?:\w+ )?digits? (?:is|are|should be))\W{0,3}(\d{1,4})\b|"
    r"\b(\d{1,4}) (?:op|aan) het (?:eind|einde)\b(?! (?:van|of)\b(?! (?:het|mijn|the|my) (?:nummer|number)))|"
    r"\b(\d{1,4}) (?:achteraan|at the end)\b(?! of\b(?! (?:the|my) number))"
)
_DIGIT_RUN = re.compile(r"(?<![\w+])\+?\d(?:[\s().\u2011\u2013/-]{0,3}\d){4,15}(?!\w)")
_LOCAL = 10
_WHOLE = re.compile(r"0[1-9]\d{8}")
_ABROAD = re.compile(r"(?:\+|00)[1-9]\d{7,13}")
_DUTCH = re.compile(r"(?:\+31|0031)0?([1-9]\d{8})")
_BARE_MOBILE = re.compile(r"6[1-9]\d{7}")
_DATE = re.compile(r"^(?:\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|(?:19|20)\d\d[-./]\d\d[-./]\d\d|\d{4})$")


def spelled_out(text: str) -> str:
    """English number words in a row as digits: "oh six one two ..."; Dutch ones are read where numbers are read."""
    return _HALF_SPELLED.sub(_dutch_digits, _SPELLED.sub(_digits, text))


#: "1) raadslid 2) De Bilt", and "06 en dan 17 62 ...".
_ITEM = re.compile(r"(?:^|(?<=[\s,;.]))\d{1,2}\)\s")
_BETWEEN_DIGITS = re.compile(r"(?i)(?<=\d)\s+(?:en\s+)?dan\s+(?=\d)")
_DICTATED = re.compile(r"\s+(komma|punt)(?=\s|$)")
#: "van gerwen streepje smulders".
_HYPHEN = re.compile(
    r"(?i)(?<=\w)(?<!zonder)(?<!met)(?<!een)(?<!geen)(?<!het)\s+(?:streepje|koppelteken|hyphen|dash)\s+(?=[a-z])"
)
_IM = re.compile(r"\b[Ii]m(?= (?:a|an|the|in|on|from|not|at|with|her|his|writing|calling)\b)")


def as_typed(text: str) -> str:
    """Marks that a telephone wrote out ("komma", "punt", "streepje"), and "im a" for "I'm a"."""
    text = _BETWEEN_DIGITS.sub(" ", _ITEM.sub(". ", _IM.sub("I am", _HYPHEN.sub("-", text))))
    if len(_DICTATED.findall(text)) < 2:  # noqa: PLR2004 - once it may be a word
        return text
    return _DICTATED.sub(lambda one: "," if one[1] == "komma" else ".", text)


_LAST_SPOKEN = re.compile(
    rf"(?i)\b(?:eindigt op|laatste (?:\w+ )?(?:cijfers? )?(?:is|zijn|moet\w*)(?: een)?)\W{{0,3}}"
    rf"(?P<said>(?:{_DUTCH_WORD})(?:[\s,.-]+(?:{_DUTCH_WORD}))*)\b"
)


def last_digits(text: str) -> str | None:
    """The last digits of a number that somebody corrects: "eindigt op 78", "78 op het eind", "laatste is drie nul"."""
    found = _LAST.search(text)
    if found:
        return found[1] or found[2] or found[3]
    spoken = _LAST_SPOKEN.search(text)
    return _dutch_digits(spoken) if spoken else None


def _dutch_digits(match: re.Match[str]) -> str:
    said = match.groupdict().get("said") or match[0]
    return "".join(_DUTCH_DIGITS[word] for word in re.findall(r"[a-z\u00e9]+", said.lower()))


def _digits(match: re.Match[str]) -> str:
    digits, twice = "", False
    for word in re.findall(r"[a-z]+", match[0].lower()):
        digits += _ENGLISH[word] * (2 if twice else 1)
        twice = word == "double"
    return digits


#: "06-... en anders 0570-...": the first is the one to call.
_OTHERWISE = re.compile(r"(?i)\b(?:en|of|or|and)?\s*(?:anders|otherwise|or else)\b")


#: "0174-... or better mine, 06-...", "nee niet die, mobiel: ...": the number behind it.
_RATHER = re.compile(
    r"(?i)(?<=\d)\W+(?:(?:of|or|en|and|maar|but)\W+)?(?:nee|no|better|beter|liever|rather|doe maar|niet die|"
    r"not that)\b"
)


def told_number(text: str, *, caribbean: bool, asked: bool) -> str | None:
    """The number to call back, E.164. As an answer to the question for it, any ten digits with a nul before count."""
    several = wanted_number(text, caribbean=caribbean)
    if several:
        return several
    first, other, _ = _OTHERWISE.sub("\n\0", text, count=1).partition("\0")
    if other and (number := told_number(first.replace("\0", ""), caribbean=caribbean, asked=asked)):
        return number
    rather = _RATHER.search(text)
    if rather and (number := told_number(text[rather.end() :], caribbean=caribbean, asked=asked)):
        return number
    found = find_phone(text, caribbean=caribbean)
    if found or (number := spoken_number(text)):
        return found[0] if found else number
    return next(filter(None, (_plain(run, asked=asked) for run in _runs(text))), None)


def _runs(text: str) -> list[str]:
    return [re.sub(r"[^\d+]", "", one[0]) for one in _DIGIT_RUN.finditer(text) if not _DATE.match(one[0].strip())]


def _plain(run: str, *, asked: bool) -> str | None:
    dutch = _DUTCH.fullmatch(run)
    if dutch:
        return f"+31{dutch[1]}"
    if _WHOLE.fullmatch(run) and (asked or run.startswith("06")):
        return f"+31{run[1:]}"
    if asked and _BARE_MOBILE.fullmatch(run):
        return f"+31{run}"
    if asked and _ABROAD.fullmatch(run):
        return f"+{run.removeprefix('+').removeprefix('00')}"
    return None


def broken(text: str, *, asked: bool) -> bool:
    """Digits that look like a telephone number and are none: one too few, one too many."""
    return any(run.startswith("06") or (asked and len(run) >= _LOCAL - 4) for run in _runs(text))
