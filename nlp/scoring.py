"""The model at work: the chance of each label for a text, and the sentences that look most like a threat.

The model may raise an alarm and suggest a route, an intent and the kind of sender; it never lowers what the phrases
found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from thinc.api import SparseLinear_v2

import nlp.charwords  # noqa: F401 - registers the architecture before a pipeline is read
from casework.assessment import Intent
from casework.errors import ReadingError
from casework.messages import PartKind
from casework.people import SenderKind
from nlp.charwords import features, folded_tokens
from nlp.text import Reading

HOME = Path(__file__).parent / "model"
METRICS = "metrics.json"
CARD = "MODEL_CARD.md"

ALARMS = ("threat", "human")
ROUTES = ("preventive", "running_case", "other", "noise")
INTENTS = tuple(f"intent:{intent.value}" for intent in Intent)
KINDS = tuple(f"sender:{kind.value}" for kind in SenderKind)
LABELS = (*ALARMS, *ROUTES, *INTENTS, *KINDS)
#: Of an endless "sentence" only the beginning counts (characters); and only so many windows of one message, beyond
#: which the phrases alone read on.
_MOST, MOST_WINDOWS = 2500, 120
#: Up to so many sentences every one has its window; beyond it every second one: still each sentence is in one.
MOST_CLOSE = 10
#: How many words are named as the reason for a score.
MOST_REASONS = 4
#: "er" explains nothing.
_SHORT = 2
#: Words of the whole message that alarm, route and sender are judged by, and of the writer's own for the intent.
HEAD, OWN_HEAD = 400, 250


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence with the ones before and after it: its own place in the reading (characters) and all folded words."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which chance the model raises to a human look, and to an alarm; and how raw scores become chances.

    The chance of a threat is 1 / (1 + exp(-(slope * raw + offset))) (Platt 1999), fitted on the tune examples.
    """

    human: float = 1.1
    yes: float = 1.1
    slope: float = 1.0
    offset: float = 0.0

    def chance(self, raw: Any) -> Any:  # noqa: ANN401 - a number, or an array of them
        """The chance of a threat for raw scores."""
        return 1 / (1 + np.exp(-(self.slope * raw + self.offset)))


@dataclass(frozen=True, slots=True)
class Scores:
    """Chances between 0 and 1.

    `threat` is that of the message: half the whole, half its worst window, which is `worst`. `routes`, `intents` and
    `kinds` by their names.
    """

    threat: float
    worst: Window | None = None
    routes: dict[str, float] = field(default_factory=dict)
    intents: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, float] = field(default_factory=dict)


#: What there is to say about no text, or without a model.
NOTHING = Scores(0.0)


def windows(reading: Reading) -> list[Window]:
    """The first sentences of a reading that say anything, each with its neighbours; of many every second one."""
    spoken: list[tuple[int, int, list[str]]] = []
    start = 0
    for end in reading.ends:
        if reading.kind_at(start) is PartKind.FILENAME:
            break
        if words := folded_tokens(reading.folded[start : min(end, start + _MOST)]):
            spoken.append((start, end, words))
            if len(spoken) == MOST_WINDOWS:
                break
        start = end
    middles = range(len(spoken)) if len(spoken) <= MOST_CLOSE else range(1, len(spoken) + 1, 2)
    return [_window(spoken, min(middle, len(spoken) - 1)) for middle in middles]


def _window(spoken: Sequence[tuple[int, int, list[str]]], middle: int) -> Window:
    start, end, _ = spoken[middle]
    return Window(start, end, tuple(word for _, _, words in spoken[max(0, middle - 1) : middle + 2] for word in words))


def told_in(reading: Reading) -> str:
    """The folded text that somebody wrote; file names, which come last, are for the phrases alone."""
    if PartKind.FILENAME not in reading.kinds:
        return reading.folded
    return reading.folded[: reading.starts[reading.kinds.index(PartKind.FILENAME)]]


def head_of(folded: str, most: int = HEAD) -> list[str]:
    """The first words of a folded text."""
    return folded_tokens(folded[: most * 12])[:most]


class Model:
    """A trained pipeline with its thresholds, read from disk."""

    def __init__(self, pipeline: Any, thresholds: Thresholds, digest: str) -> None:  # noqa: ANN401 - spaCy is untyped
        textcat = pipeline.get_pipe("textcat_multilabel")
        self._labels: tuple[str, ...] = textcat.labels
        self._layer = textcat.model.get_ref("output_layer")
        self._danger = _one_label(self._layer, self._labels.index("threat"))
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

    def raw(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Raw score (log odds) per label (columns as in `labels`) for tokenised texts (rows)."""
        return np.asarray(self._layer.predict(features(texts)), dtype="float32")

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in the order of the columns of `raw`."""
        return self._labels

    def scores(self, reading: Reading) -> Scores:
        """What the model makes of a reading."""
        whole = head_of(told_in(reading))
        if not whole:
            return NOTHING
        own = head_of(reading.folded_of(PartKind.SUBJECT, PartKind.NEW), OWN_HEAD) or whole
        raw, worst = self.danger(whole, cut := windows(reading))
        table = self.raw([whole, own])
        return Scores(
            float(self.thresholds.chance(raw)),
            cut[worst],
            self._chances(table[0], ROUTES),
            self._chances(table[1], INTENTS),
            self._chances(table[0], KINDS),
        )

    def _chances(self, row: NDArray[np.float32], labels: Sequence[str]) -> dict[str, float]:
        found = {label: row[self._labels.index(label)] for label in labels if label in self._labels}
        return {label.rpartition(":")[2]: float(1 / (1 + np.exp(-value))) for label, value in found.items()}

    def danger(self, whole: Sequence[str], cut: Sequence[Window]) -> tuple[float, int]:
        """The raw score of a message (log odds, not calibrated) and the number of its worst window."""
        column = np.asarray(self._danger.predict(features([whole, *(window.words for window in cut)])))[:, 0]
        worst = int(column[1:].argmax())
        return float(column[0] + column[1 + worst]) / 2, worst

    def because(self, window: Window) -> tuple[str, ...]:
        """The words that raised the score of a window most, each judged by itself."""
        unique = list(dict.fromkeys(word for word in window.words if len(word) > _SHORT))
        if not unique:
            return ()
        column = np.asarray(self._danger.predict(features([[word] for word in unique])))[:, 0]
        return tuple(unique[place] for place in np.argsort(-column, kind="stable")[:MOST_REASONS])


def _one_label(layer: Any, number: int) -> Any:  # noqa: ANN401 - thinc's layers are not typed
    """A layer with the weights of one label only: every sentence is asked about one."""
    length = layer.get_dim("length")
    alone = SparseLinear_v2(nO=1, length=length)
    alone.initialize()
    alone.set_param("W", layer.get_param("W").reshape(-1, length)[number].copy())
    alone.set_param("b", layer.get_param("b")[number : number + 1].copy())
    return alone


def digest(home: Path = HOME) -> str:
    """SHA-256 over the trained weights and the settings of the pipeline."""
    total = hashlib.sha256()
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.name not in (METRICS, CARD):
            total.update(path.relative_to(home).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()
