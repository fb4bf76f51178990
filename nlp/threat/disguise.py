"""Words written so that a machine does not read them: "v3rm00rden", "vermоorden" with a Russian o, "m a a k j e".

The phrases read a line with such a word once more in plain letters. Telephone numbers, dates, postcodes and house
numbers have no sign between two letters, so a line of them is read once, as it stands; and what stands in it is never
changed for anybody else, for this is a second reading beside the first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

#: A sign and the letter it looks like.
_SIGNS = str.maketrans("0134578@\u20ac$", "oieastbaes")
_LETTERS = str.maketrans(
    # Russian, Ukrainian, Serbian
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u04cf\u0451\u0457"
    # Greek
    "\u03b1\u03b2\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03c9"
    # Latin with a stroke, without a dot, or round
    "\u00f8\u0142\u0111\u0131\u0261\u0251",
    "abekmhopctyxijsdhleiabenikvoptuxwoldiga",
)
_ALIKE = "".join(map(chr, _LETTERS))
#: A word with a sign or a letter of another alphabet between its own letters; "1k" for "ik". The search begins with the
#: sign and looks back from there, which is fastest. What has a point behind it is the address of a mailbox.
_SIGN = re.compile(
    r"[0134578$@](?:"
    r"(?<=[a-z][0134578$])(?=[0134578@\u20ac$]*[a-z])|(?<=[a-z]\$)(?!\w)"
    r"|(?<=[a-z]@)(?:(?=[a-z]+(?![\w.-]))|(?!\w))"
    r"|(?<=1)(?<!\w.)(?=k\b))"
)
_FOREIGN = re.compile(rf"[{_ALIKE}\u20ac](?:(?<=[a-z].)|(?<!\u20ac)(?=[a-z]))")
#: Three single letters in a row, with a point four ("a.u.b." hides nothing): a search for each sign that parts them is
#: faster than one for all.
_SPACED = tuple(
    map(re.compile, (r" [a-z] [a-z]\b", r"-[a-z]-[a-z]-[a-z]\b", r"\*[a-z]\*[a-z]\b", r"\.[a-z]\.[a-z]\.[a-z]\b"))
)
#: A row of them of any length: two spaces, or another sign, part the words.
_ROW = re.compile(r"(?<!\w)[a-z](?P<by>[ .*-])[a-z](?:(?P=by)[a-z])*(?!\w)")
_MIXED = re.compile(r"[\w@\u20ac$]*[a-z][\w@\u20ac$]*")


#: Of a row longer than this the letters are no longer parted into words; and no word is longer.
_LONGEST_ROW, _LONGEST_WORD = 400, 24
#: What a piece costs: a word that a phrase has, one of one letter, and what none has besides each letter of it.
_KNOWN, _SHORTEST, _UNKNOWN, _LETTER = 6, 8, 8, 3
_LETTER_WORDS = frozenset("ui")


def undisguised(folded: str, known: Collection[str] = ()) -> str:
    """A folded text with its hidden words in plain letters; every other word, and the length, stay as they are.

    Where no wider space parts the words of a row of letters, the words that are `known` do.
    """
    if not (_hides(folded) or _stands_apart(folded)):
        return folded
    return "\n".join(_plain(line, known) for line in folded.split("\n"))


def _hides(folded: str) -> bool:
    return _SIGN.search(folded) is not None or not (folded.isascii() or _FOREIGN.search(folded) is None)


def _stands_apart(folded: str) -> bool:
    return any(by.search(folded) for by in _SPACED)


def _plain(line: str, known: Collection[str]) -> str:
    if _hides(line):
        line = _MIXED.sub(lambda word: word[0].translate(_SIGNS), line.translate(_LETTERS))
    return _ROW.sub(lambda row: _joined(row, known), line) if _stands_apart(line) else line


def _joined(row: re.Match[str], known: Collection[str]) -> str:
    """The row in words, each beginning where its first letter stood."""
    letters = row[0].replace(row["by"], "")
    parted = "".join(word.ljust(2 * len(word)) for word in _parted(letters, known))
    return parted[: len(row[0])]


def _parted(letters: str, known: Collection[str]) -> Iterator[str]:
    """Letters cut into as few known words as there can be; all together when they are too many."""
    if len(letters) > _LONGEST_ROW:
        yield letters
        return
    cheapest: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(letters) + 1):
        first = max(0, end - _LONGEST_WORD)
        cheapest.append(min((cheapest[at][0] + _cost(letters[at:end], known), at) for at in range(first, end)))
    cuts = [len(letters)]
    while cuts[-1]:
        cuts.append(cheapest[cuts[-1]][1])
    for start, end in pairwise(reversed(cuts)):
        yield letters[start:end]


def _cost(piece: str, known: Collection[str]) -> int:
    if piece in known and (len(piece) > 1 or piece in _LETTER_WORDS):
        return _KNOWN if len(piece) > 1 else _SHORTEST
    return _UNKNOWN + _LETTER * len(piece)
