"""Words that people use: in small letters they are no part of a name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nlp.form.spotting import listed
from nlp.text import fold

_HOME = Path(__file__).parents[1] / "reference"
#: Days and months in English; a Dutch list has them not.
_ENGLISH = listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december yourself"
)


def is_in_use(word: str) -> bool:
    """True for a word of the language, whatever its capitals."""
    return fold(word) in _words()


@cache
def _words() -> frozenset[str]:
    files = (_HOME / name for name in ("gewone_woorden.txt", "meer_woorden.txt"))
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split()) | _ENGLISH
