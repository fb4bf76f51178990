"""What the model sees of a text: words, runs of two and three words, and pieces of words, each by how telling it is.

A piece of 2 to 5 characters lets spelling errors and unseen compounds count. A feature weighs (1 + log of its count) *
idf (Sparck Jones 1972: what stands in few messages tells more), and words and pieces together have length 1 each, so
that long and short texts are comparable. Everything stands in one table of features that the training chose; what is
not in it is not seen.

A message is laid out once (`Grams.lay`); the texts that are judged, the whole and each of its windows, are stretches of
words of it, so that no word is looked up twice. None of it leaves a trace in spaCy's shared vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.strings import hash_string as _hash_string  # type: ignore[attr-defined]

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int32]
Values = NDArray[np.float32]
#: Words from one up to, but not including, another.
Stretch = tuple[int, int]

SHORTEST, LONGEST = 2, 5
#: Begins what stands among the words of a sentence but is none: the name of what the phrases found in it.
MARK = "\u00a7"
RUNS = 3
#: A longer word is no word; only its beginning counts.
_LONGEST_WORD = 30
#: Words of which the pieces are remembered.
_MOST_WORDS = 20_000
#: A word with the marks that stand against it: a quotation mark tells that somebody else is speaking.
_CHUNK = re.compile(r"[^\w\s]*\w+[^\w\s]*")
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"[^\w]+")
#: The last bit of a key tells runs from pieces.
_PIECE, _RUN = np.uint64(0), np.uint64(1)
_UNKNOWN = np.array([-1], dtype="int32")
#: Instead of a length of nothing.
_TINY = np.float32(1e-9)


def tokens(folded: str) -> list[str]:
    """The words of a folded text with their marks; digits are zeros, so that a phone number is no vocabulary."""
    return [chunk[:_LONGEST_WORD] for chunk in _CHUNK.findall(_DIGIT.sub("0", folded))]


def bare(token: str) -> str:
    """The word without its marks."""
    return token if token.isalnum() or token.startswith(MARK) else _MARKS.sub("", token)


def _pieces(token: str) -> list[str]:
    """The pieces of a word."""
    if token.startswith(MARK):
        return []
    ends = f" {token} "
    longest = min(LONGEST, len(ends))
    return [ends[i : i + n] for n in range(SHORTEST, longest + 1) for i in range(len(ends) - n + 1)]


def _runs(plain: Sequence[str]) -> list[Sequence[str]]:
    """The runs of bare words by their length; run n of a length begins at word n."""
    runs = [plain]
    for _ in range(RUNS - 1):
        runs.append([f"{longer} {word}" for longer, word in zip(runs[-1], plain[len(runs) :], strict=False)])
    return runs


def _keys(said: Iterable[Iterable[str]], kind: np.uint64) -> Keys:
    """The keys of all pieces or runs, one after the other."""
    return np.fromiter(map(_hash_string, chain.from_iterable(said)), dtype="uint64") & ~_RUN | kind


@dataclass(frozen=True, slots=True)
class Laid:
    """The features of a text by their place in `known`, the ones it has (numbers in the table); -1 is unknown.

    `pieces` are those of the words one after the other, of word n ending at `ends[n]`. `runs` are by length, run n of a
    length beginning at word n. `idf` and `is_run` are those of `known`.
    """

    known: Numbers
    idf: Values
    is_run: NDArray[np.bool_]
    pieces: Numbers
    ends: Sequence[int]
    runs: tuple[Numbers, ...]

    def of(self, stretches: Iterable[Stretch]) -> list[Numbers]:
        """The features in some stretches of words, as often as they are there; a run crosses no end of a stretch."""
        found: list[Numbers] = []
        for start, end in stretches:
            if start >= end:
                continue
            found.append(self.pieces[self.ends[start - 1] if start else 0 : self.ends[end - 1]])
            found += [run[start : max(start, end - length)] for length, run in enumerate(self.runs)]
        return found

    def cells(self, texts: Iterable[Iterable[Stretch]]) -> Numbers:
        """The same for texts, as places in a table with a row per text and a column per known feature."""
        found = list(map(self.of, texts))
        lengths = [sum(map(len, one)) for one in found]
        features = np.concatenate([_UNKNOWN, *chain.from_iterable(found)])[1:]
        rows = np.repeat(np.arange(len(found), dtype="int32"), lengths)
        cells: Numbers = rows * np.int32(len(self.known)) + features
        return cells[features >= 0]


class _Word(NamedTuple):
    """A word without its marks, its number in the table, and the numbers of its pieces (as raw bytes)."""

    bare: str
    number: int
    pieces: bytes


class Grams:
    """The table of features: sorted keys (of pieces even, of runs odd) and how telling each is."""

    def __init__(self, keys: Keys, idf: Values) -> None:
        self.keys = keys
        self.idf = idf
        self._is_run = (keys & _RUN).astype(bool)
        self._seen: dict[str, _Word] = {}

    def lay(self, words: Sequence[str]) -> Laid:
        """Look up all the words of a message at once."""
        seen = self._words(words)
        told = [seen[word] for word in words]
        longer = _runs([word.bare for word in told])[1:]
        # as raw bytes, for hundreds of short stretches join fastest so
        pieces = np.frombuffer(b"".join([word.pieces for word in told]), dtype="int32")
        single = np.array([word.number for word in told], dtype="int32")
        numbers = np.concatenate([_UNKNOWN, pieces, single, self._numbers(_keys(longer, _RUN))])
        there, order = np.unique(numbers, return_inverse=True)
        known = there[1:]
        places = (order - 1).astype("int32")  # what is unknown comes first
        cuts = accumulate([1, len(pieces), len(single), *map(len, longer)])
        laid, *runs = [places[start:end] for start, end in pairwise(cuts)]
        ends = list(accumulate(len(word.pieces) // pieces.itemsize for word in told))
        return Laid(known, self.idf[known], self._is_run[known], laid, ends, tuple(runs))

    def _words(self, words: Iterable[str]) -> Mapping[str, _Word]:
        """What there is to know of words; those not seen lately are looked up together."""
        seen = self._seen if len(self._seen) < _MOST_WORDS else {}
        new = [word for word in dict.fromkeys(words) if word not in seen]
        if new:
            plain, pieces = list(map(bare, new)), list(map(_pieces, new))
            numbers = self._numbers(_keys(pieces, _PIECE))
            cuts = pairwise(accumulate(map(len, pieces), initial=0))
            raw = [numbers[start:end].tobytes() for start, end in cuts]
            single = self._numbers(_keys([plain], _RUN)).tolist()
            seen.update(zip(new, map(_Word, plain, single, raw), strict=True))
        self._seen = seen
        return seen

    def _numbers(self, keys: Keys) -> Numbers:
        """The place of each key in the table. Asked in order, near ones are found near each other: that is faster."""
        order = np.argsort(keys)
        wanted = keys[order]
        found = np.searchsorted(self.keys, wanted)
        found[found == len(self.keys)] = 0
        numbers = np.full(len(keys), -1, dtype="int32")
        if len(self.keys):
            numbers[order] = np.where(self.keys[found] == wanted, found, -1)
        return numbers

    def sums(self, laid: Laid, texts: Sequence[Sequence[Stretch]], weights: Values) -> Values:
        """What each text adds up to: its row of `table` times the weights of the features in `laid.known`.

        Without the table, which for many short texts of a long message is nearly empty.
        """
        width = max(1, len(laid.known))
        cells, counts = np.unique(laid.cells(texts), return_counts=True)
        rows = cells // width
        columns = cells - rows * width
        values = _weights(int(counts.max(initial=0)))[counts] * laid.idf[columns]
        kinds = 2 * rows + laid.is_run[columns]
        squares = np.bincount(kinds, weights=np.square(values), minlength=2 * len(texts))
        added = np.bincount(kinds, weights=values * weights[columns], minlength=2 * len(texts))
        sums = (added / np.sqrt(np.maximum(squares, _TINY))).reshape(-1, 2).sum(axis=1)
        return np.asarray(sums, dtype="float32")

    def table(self, laid: Laid, texts: Sequence[Sequence[Stretch]]) -> Values:
        """A row per text, a column per feature in `laid.known`."""
        width = len(laid.known)
        counts = np.bincount(laid.cells(texts), minlength=len(texts) * width).reshape(len(texts), width)
        values = _weights(int(counts.max(initial=0)))[counts] * laid.idf
        squares, is_run = np.square(values), laid.is_run.astype("intp")
        of_runs, of_all = squares @ is_run.astype("float32"), squares.sum(axis=1)
        lengths = np.sqrt(np.maximum(np.stack([of_all - of_runs, of_runs]), _TINY))
        values /= lengths[is_run].T
        return values


@lru_cache(maxsize=64)
def _weights(most: int) -> Values:
    """What a feature weighs that is there 0, 1, 2 ... times: nothing, and then 1 + the log of it."""
    return np.concatenate([[0.0], 1 + np.log(np.arange(1, most + 1))]).astype("float32")


def _all_keys(words: Sequence[str]) -> Keys:
    pieces, runs = map(_pieces, words), _runs(list(map(bare, words)))
    return np.unique(np.concatenate([_keys(pieces, _PIECE), _keys(runs, _RUN)]))


def chosen(texts: Iterable[Sequence[str]], *, fewest_pieces: int, fewest_runs: int) -> Grams:
    """The table of features for training texts: those that stand in enough of them."""
    unique = list(map(_all_keys, texts))
    keys, counts = np.unique(np.concatenate(unique), return_counts=True)
    enough = counts >= np.where((keys & _RUN).astype(bool), fewest_runs, fewest_pieces)
    idf = np.log((1 + len(unique)) / (1 + counts[enough])) + 1
    return Grams(keys[enough], idf.astype("float32"))
