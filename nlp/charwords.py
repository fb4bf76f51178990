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


@lru_cache(maxsize=20_000)
def _piece_keys(token: str) -> bytes:
    """The keys of the pieces of a word, all even, as raw bytes: hundreds of short ones are joined fastest so."""
    if token.startswith(MARK):
        return b""
    ends = f" {token} "
    longest = min(LONGEST, len(ends))
    pieces = [ends[i : i + n] for n in range(SHORTEST, longest + 1) for i in range(len(ends) - n + 1)]
    return (np.fromiter(map(_hash_string, pieces), dtype="uint64") & ~_ONE).tobytes()


@dataclass(frozen=True, slots=True)
class Raw:
    """The keys of a laid out text: `pieces`, those of word n ending at `ends[n]`, and runs of words by their length."""

    pieces: Keys
    ends: Numbers
    runs: tuple[Keys, ...]


def raw(words: Sequence[str]) -> Raw:
    """The keys of a text. Those of runs are odd; run n of a length begins at word n."""
    pieces = [_piece_keys(word) for word in words]
    plain = [bare(word) for word in words]
    runs = [plain]
    for _ in range(RUNS - 1):
        runs.append([f"{longer} {word}" for longer, word in zip(runs[-1], plain[len(runs) :], strict=False)])
    return Raw(
        np.frombuffer(b"".join(pieces), dtype="uint64"),
        np.cumsum([len(piece) // 8 for piece in pieces], dtype="int64"),
        tuple(np.fromiter(map(_hash_string, run), dtype="uint64") | _ONE for run in runs),
    )


@dataclass(frozen=True, slots=True)
class Laid:
    """The features of a text by their place in `known`, the ones it has (numbers in the table); -1 is unknown."""

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

    def lay(self, words: Sequence[str]) -> Laid:
        """Look up all the words of a message at once."""
        found = raw(words)
        bounds = np.cumsum([len(found.pieces), *map(len, found.runs)])[:-1]
        known, places = np.unique(self._numbers(np.concatenate([found.pieces, *found.runs])), return_inverse=True)
        missing = int(len(known) > 0 and known[0] < 0)
        pieces, *runs = np.split(places - missing, bounds)
        return Laid(known[missing:], pieces, found.ends, tuple(runs))

    def _numbers(self, keys: Keys) -> Numbers:
        places = np.searchsorted(self.keys, keys)
        places[places == len(self.keys)] = 0
        return np.where(self.keys[places] == keys, places, -1) if len(self.keys) else np.full(len(keys), -1)

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
    found = [raw(words) for words in texts]
    unique = [np.unique(np.concatenate([one.pieces, *one.runs])) for one in found]
    keys, counts = np.unique(np.concatenate(unique), return_counts=True)
    enough = counts >= np.where((keys & _ONE).astype(bool), fewest_runs, fewest_pieces)
    idf = np.log((1 + len(found)) / (1 + counts[enough])) + 1
    return Grams(keys[enough], idf.astype("float32"))
