"""Words written so that a machine does not read them: "v3rm00rden", "vermоorden" with a Russian o, "m a a k".

The phrases read a line with such a word once more in plain letters. Telephone numbers, dates, postcodes and house
numbers have no sign between two letters, so a line of them is read once, as it stands; and what stands in it is never
changed for anybody else, for this is a second reading beside the first.
"""

from __future__ import annotations

import re

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


def undisguised(folded: str) -> str:
    """A folded text with its hidden words in plain letters; every other word, and the length, stay as they are."""
    if not (_hides(folded) or _stands_apart(folded)):
        return folded
    return "\n".join(_plain(line) for line in folded.split("\n"))


def _hides(folded: str) -> bool:
    return _SIGN.search(folded) is not None or not (folded.isascii() or _FOREIGN.search(folded) is None)


def _stands_apart(folded: str) -> bool:
    return any(by.search(folded) for by in _SPACED)


def _plain(line: str) -> str:
    if _hides(line):
        line = _MIXED.sub(lambda word: word[0].translate(_SIGNS), line.translate(_LETTERS))
    return _ROW.sub(_joined, line) if _stands_apart(line) else line


def _joined(row: re.Match[str]) -> str:
    return row[0].replace(row["by"], "").ljust(len(row[0]))
