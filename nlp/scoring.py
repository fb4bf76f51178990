"""The model at work: the chance of each label for a text, and the passage that looks most like a threat.

The model may raise an alarm and suggest a route; it never lowers what the phrases found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray

import nlp.charwords  # noqa: F401 - registers the architecture before a pipeline is read
from casework.errors import ReadingError
from nlp.charwords import features, folded_tokens
from nlp.text import Reading

HOME = Path(__file__).parent / "model"
METRICS = "metrics.json"
CARD = "MODEL_CARD.md"

LABELS = ("threat", "human", "preventive", "running_case", "other", "noise")
#: A passage is closed at the end of the sentence in which it reaches this many characters: about three sentences, so
#: that one line in a long mail still counts. Of an endless "sentence" only the beginning counts.
_ENOUGH, _MOST = 250, 2500
#: Passages scored of one message; beyond it only the phrases read on.
MOST_PASSAGES = 120
#: Words of the whole message that the route is judged by.
HEAD = 400


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences in a row: place in the reading (characters) and folded words."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which chance the model raises to a human look, and to an alarm."""

    human: float = 1.1
    yes: float = 1.1


@dataclass(frozen=True, slots=True)
class Scores:
    """Chances between 0 and 1. `threat` and `human` are those of the worst passage, which stands at `worst`."""

    threat: float
    human: float
    worst: Passage | None
    routes: dict[str, float]


#: What there is to say about no text, or without a model.
NOTHING = Scores(0.0, 0.0, None, dict.fromkeys(LABELS[2:], 0.0))


def passages(reading: Reading) -> list[Passage]:
    """A reading cut into passages of whole sentences, at most MOST_PASSAGES."""
    found: list[Passage] = []
    for passage in _passages(reading):
        found.append(passage)
        if len(found) == MOST_PASSAGES:
            break
    return found


def _passages(reading: Reading) -> Iterator[Passage]:
    start = 0
    for end in reading.ends:
        if end - start >= _ENOUGH:
            yield _passage(reading, start, end)
            start = end
    if start < len(reading.text):
        yield _passage(reading, start, len(reading.text))


def _passage(reading: Reading, start: int, end: int) -> Passage:
    cut = min(end, start + _MOST)
    return Passage(start, end, tuple(folded_tokens(reading.folded[start:cut])))


class Model:
    """A trained pipeline with its thresholds, read from disk."""

    def __init__(self, pipeline: Any, thresholds: Thresholds, digest: str) -> None:  # noqa: ANN401 - spaCy is untyped
        textcat = pipeline.get_pipe("textcat_multilabel")
        self._labels: tuple[str, ...] = textcat.labels
        self._layer = textcat.model.get_ref("output_layer")
        self.thresholds = thresholds
        self.digest = digest

    @classmethod
    def load(cls, home: Path = HOME) -> Model:
        """The model in a folder. Raises ReadingError when it is not there or does not fit this code."""
        try:
            metrics = json.loads((home / METRICS).read_text(encoding="utf-8"))
            return cls(spacy.load(home), Thresholds(**metrics["thresholds"]), digest(home))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReadingError(f"the language model in {home} cannot be read: {error}") from error

    def chances(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Chance per label (columns as in `labels`) for tokenised texts (rows)."""
        raw = self._layer.predict(features(texts))
        return np.asarray(1 / (1 + np.exp(-raw)), dtype="float32")

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in the order of the columns of `chances`."""
        return self._labels

    def scores(self, reading: Reading) -> Scores:
        """What the model makes of a reading."""
        cut = passages(reading)
        head = [word for passage in cut for word in passage.words][:HEAD]
        if not head:
            return NOTHING
        return self._scores(self.chances([head, *(passage.words for passage in cut)]), cut)

    def _scores(self, table: NDArray[np.float32], cut: list[Passage]) -> Scores:
        threat, human = table[:, self._labels.index("threat")], table[:, self._labels.index("human")]
        worst = cut[int((threat + human)[1:].argmax())]
        routes = {label: float(table[0, self._labels.index(label)]) for label in LABELS[2:]}
        return Scores(float(threat.max()), float(human.max()), worst, routes)


def digest(home: Path = HOME) -> str:
    """SHA-256 over the trained weights and the settings of the pipeline."""
    total = hashlib.sha256()
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.name not in (METRICS, CARD):
            total.update(path.relative_to(home).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()
