"""Do the examples smell of copying or of a template? ``python -m nlp.learning.smell``.

Near-duplicates: two messages that share much of their wording and are no minimal pair. Copies: the same words, also in
messages too short for that. Template smell: many messages
that begin with the same words, or become the same when names, numbers and places are taken out. Either teaches a model
nothing but the template.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from nlp import corpus
from nlp.corpus import Row
from nlp.text import fold, words

#: Messages are compared by runs of so many words; and are near-duplicates from this share of common runs (Jaccard).
RUN, NEAR = 5, 0.4
#: Fewer words than this are too few to be copied: "akkoord, groet".
FEWEST = 12
#: From so many words on nobody writes quite the same by chance.
FEWEST_COPIED = 5
#: So many words count as the beginning of a message.
OPENING = 6

_CAPITALS = re.compile(r"(?<![.!?\n] )(?<!^)\b[A-Z][\w'-]+", re.MULTILINE)
_DIGITS = re.compile(r"\d+")


def text_of(row: Row) -> str:
    """What the writer of a message wrote."""
    return "\n".join(part.text for part in row.message.parts)


def near_duplicates(rows: Sequence[Row]) -> Iterator[tuple[str, str, float]]:
    """Ids of two messages and how much they share; minimal pairs are meant to and are left out."""
    runs = {row.id: _runs(row) for row in rows}
    pairs = {row.id: row.pair for row in rows}
    places: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for number, own in runs.items():
        for run in own:
            places[run].append(number)
    shared = Counter(
        (one, other) for there in places.values() for n, one in enumerate(there) for other in there[n + 1 :]
    )
    for (one, other), count in sorted(shared.items()):
        share = count / (len(runs[one]) + len(runs[other]) - count)
        if share >= NEAR and not (pairs[one] and pairs[one] == pairs[other]):
            yield one, other, round(share, 2)


def _runs(row: Row) -> set[tuple[str, ...]]:
    spoken = words(fold(text_of(row)))
    if len(spoken) < FEWEST:
        return set()
    return {tuple(spoken[n : n + RUN]) for n in range(len(spoken) - RUN + 1)}


def copies(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """Texts of FEWEST_COPIED words or more that occur several times, word for word, with how often, most first."""
    spoken = (words(fold(text_of(row))) for row in rows)
    found = Counter(" ".join(one) for one in spoken if len(one) >= FEWEST_COPIED)
    return [(text, count) for text, count in found.most_common() if count > 1]


def skeletons(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """Texts that are the same once names and numbers are taken out, with how often they occur, most first."""
    found = Counter(
        _DIGITS.sub("0", fold(_CAPITALS.sub("X", text_of(row)))) for row in rows if len(words(text_of(row))) >= FEWEST
    )
    return [(text, count) for text, count in found.most_common() if count > 1]


def openings(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """The beginnings that most messages share, a greeting left out."""
    found = Counter(" ".join(words(fold(_ungreeted(text_of(row))))[:OPENING]) for row in rows)
    return found.most_common(10)


def _ungreeted(text: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if rest.strip() and len(first.split()) <= OPENING else text


def main() -> int:
    """Tell what smells; 1 when something does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    rows = [row for folder in (corpus.TRAIN, corpus.TUNE, corpus.TEST) for row in corpus.load(folder)]
    near, copied, same = list(near_duplicates(rows)), copies(rows), skeletons(rows)
    for one, other, share in near:
        print(f"{one} and {other} share {share:.0%} of their wording")  # noqa: T201 - this is what the command is for
    for text, count in (*copied, *same):
        print(f"{count} times: {text[:80]!r}")  # noqa: T201
    told = f"{len(rows)} messages, {len(near)} near-duplicates, {len(copied)} copied, {len(same)} templates"
    print(told)  # noqa: T201
    for text, count in openings(rows)[:5]:
        print(f"  {count} begin: {text!r}")  # noqa: T201
    return 1 if near or copied or same else 0


if __name__ == "__main__":
    raise SystemExit(main())
