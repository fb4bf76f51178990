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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from spacy.strings import hash_string as _hash_string  # type: ignore[attr-defined]

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]
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
_ONE = np.uint64(1)
#: Instead of a length of nothing.
_TINY = np.float32(1e-9)


def tokens(folded: str) -> list[str]:
    """The words of a folded text with their marks; digits are zeros, so that a phone number is no vocabulary."""
    return [chunk[:_LONGEST_WORD] for chunk in _CHUNK.findall(_DIGIT.sub("0", folded))]


def bare(token: str) -> str:
    """The word without its marks."""
    return token if token.isalnum() or token.startswith(MARK) else _MARKS.sub("", token)


def _piece_keys(token: str) -> Keys:
    """The keys of the pieces of a word, all even."""
    if token.startswith(MARK):
        return np.zeros(0, dtype="uint64")
    ends = f" {token} "
    longest = min(LONGEST, len(ends))
    pieces = [ends[i : i + n] for n in range(SHORTEST, longest + 1) for i in range(len(ends) - n + 1)]
    return np.fromiter(map(_hash_string, pieces), dtype="uint64") & ~_ONE


def _run_keys(words: Sequence[str]) -> tuple[Keys, ...]:
    """The keys of runs of words by their length, all odd; run n of a length begins at word n."""
    plain = [bare(word) for word in words]
    runs = [plain]
    for _ in range(RUNS - 1):
        runs.append([f"{longer} {word}" for longer, word in zip(runs[-1], plain[len(runs) :], strict=False)])
    return tuple(np.fromiter(map(_hash_string, run), dtype="uint64") | _ONE for run in runs)


@dataclass(frozen=True, slots=True)
class Laid:
    """The features of a text by their place in `known`, the ones it has (numbers in the table).

    `pieces` are those of the words one after the other, of word n ending at `ends[n]`; what the table does not know is
    left out. `runs` are by length, run n of a length beginning at word n; -1 is unknown.
    """

    known: Numbers
    pieces: Numbers
    ends: Numbers
    runs: tuple[Numbers, ...]

    def of(self, stretches: Iterable[Stretch]) -> Numbers:
        """The features in some stretches of words, as often as they are there; a run crosses no end of a stretch."""
        found: list[Numbers] = []
        for start, end in stretches:
            if start >= end:
                continue
            found.append(self.pieces[self.ends[start - 1] if start else 0 : self.ends[end - 1]])
            found += [run[start : max(start, end - length)] for length, run in enumerate(self.runs)]
        joined = np.concatenate(found) if found else np.zeros(0, dtype="int64")
        return joined[joined >= 0]


class Grams:
    """The table of features: sorted keys (of pieces even, of runs odd) and how telling each is."""

    def __init__(self, keys: Keys, idf: Values) -> None:
        self.keys = keys
        self.idf = idf
        self._is_run = (keys & _ONE).astype("float32")
        self._pieces = lru_cache(maxsize=_MOST_WORDS)(self._pieces_of)

    def lay(self, words: Sequence[str]) -> Laid:
        """Look up all the words of a message at once."""
        pieces = [self._pieces(word) for word in words]
        numbers = np.frombuffer(b"".join(pieces), dtype="int32")
        runs = list(map(self._numbers, _run_keys(words)))
        known, places = self._places([numbers, *runs])
        ends = np.cumsum([len(piece) // numbers.itemsize for piece in pieces], dtype="int64")
        return Laid(known, places[numbers], ends, tuple(places[run] for run in runs))

    def _places(self, numbers: Iterable[Numbers]) -> tuple[Numbers, Numbers]:
        """The numbers that are there (not -1), in order, and for every number of the table its place among them."""
        there = np.zeros(len(self.keys) + 1, dtype=bool)
        for some in numbers:
            there[some] = True
        there[-1] = False
        known = np.flatnonzero(there)
        places = np.empty(len(there), dtype="int64")  # what is not asked for is not filled in
        places[known] = np.arange(len(known))
        places[-1] = -1
        return known, places

    def _pieces_of(self, token: str) -> bytes:
        """The numbers of the pieces of a word that are known, as raw bytes: hundreds of short ones join fastest so."""
        numbers = self._numbers(_piece_keys(token))
        return numbers[numbers >= 0].astype("int32").tobytes()

    def _numbers(self, keys: Keys) -> Numbers:
        """The place of each key in the table. Asked in order, near ones are found near each other: that is faster."""
        order = np.argsort(keys)
        wanted = keys[order]
        found = np.searchsorted(self.keys, wanted)
        found[found == len(self.keys)] = 0
        numbers = np.full(len(keys), -1)
        if len(self.keys):
            numbers[order] = np.where(self.keys[found] == wanted, found, -1)
        return numbers

    def sums(self, laid: Laid, texts: Sequence[Sequence[Stretch]], weights: Values) -> Values:
        """What each text adds up to: its row of `table` times the weights of the features in `laid.known`.

        Without the table, which for many short texts of a long message is nearly empty.
        """
        features = [laid.of(text) for text in texts]
        rows = np.repeat(np.arange(len(texts)), list(map(len, features)))
        width = max(1, len(laid.known))
        cells, counts = np.unique(rows * width + (np.concatenate(features) if features else 0), return_counts=True)
        rows, columns = np.divmod(cells, width)
        values = _weights(int(counts.max(initial=0)))[counts] * self.idf[laid.known][columns]
        kinds = 2 * rows + self._is_run[laid.known].astype("intp")[columns]
        squares = np.bincount(kinds, weights=np.square(values), minlength=2 * len(texts))
        added = np.bincount(kinds, weights=values * weights[columns], minlength=2 * len(texts))
        sums = (added / np.sqrt(np.maximum(squares, _TINY))).reshape(-1, 2).sum(axis=1)
        return np.asarray(sums, dtype="float32")

    def table(self, laid: Laid, texts: Sequence[Sequence[Stretch]]) -> Values:
        """A row per text, a column per feature in `laid.known`."""
        width = len(laid.known)
        features = [laid.of(text) for text in texts]
        rows = np.repeat(np.arange(len(texts)), list(map(len, features)))
        places = rows * width + (np.concatenate(features) if features else 0)
        counts = np.bincount(places, minlength=len(texts) * width).reshape(len(texts), width)
        values = _weights(int(counts.max(initial=0)))[counts] * self.idf[laid.known]
        squares, is_run = np.square(values), self._is_run[laid.known]
        of_runs, of_all = squares @ is_run, squares.sum(axis=1)
        lengths = np.sqrt(np.maximum(np.stack([of_all - of_runs, of_runs]), _TINY))
        values /= lengths[is_run.astype("intp")].T
        return values


def _weights(most: int) -> Values:
    """What a feature weighs that is there 0, 1, 2 ... times: nothing, and then 1 + the log of it."""
    return np.concatenate([[0.0], 1 + np.log(np.arange(1, most + 1))]).astype("float32")


def chosen(texts: Iterable[Sequence[str]], *, fewest_pieces: int, fewest_runs: int) -> Grams:
    """The table of features for training texts: those that stand in enough of them."""
    unique = [np.unique(np.concatenate([*map(_piece_keys, words), *_run_keys(words)])) for words in texts]
    keys, counts = np.unique(np.concatenate(unique), return_counts=True)
    enough = counts >= np.where((keys & _ONE).astype(bool), fewest_runs, fewest_pieces)
    idf = np.log((1 + len(unique)) / (1 + counts[enough])) + 1
    return Grams(keys[enough], idf.astype("float32"))
