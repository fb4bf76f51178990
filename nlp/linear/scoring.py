"""The model at work: the chance of a threat in a message, where it goes and what its writer wants.

The chance of a threat comes from two scores: that of the whole message, and that of its worst window (a sentence with
its neighbours), for a threat may stand in the fourth paragraph of an ordinary mail. Whether it is sure enough to sound
the alarm is asked again, of what tells threats from innocent messages full of threatening words. The model may raise an
alarm and suggest a route and an intent; it never lowers what the phrases found.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations
from pathlib import Path
from typing import Any

import numpy as np
import spacy

from casework.assessment import Intent, Route
from casework.errors import ReadingError
from casework.messages import PartKind
from nlp.linear.charwords import MARK, Stretch, Values, bare, tokens
from nlp.linear.pipeline import PIPE, Layer
from nlp.text import Reading
from nlp.threat.phrases import Hit
from nlp.transformer.network import HOME as TRANSFORMER
from nlp.transformer.network import Transformer, shared

HOME = Path(__file__).parents[1] / "model"
METRICS = "metrics.json"
CARD = "MODEL_CARD.md"

#: Judged by the whole message, by a window, and by the whole beside nothing but innocent messages that look like one.
WHOLE, WINDOW, HARD = "threat", "threat:window", "threat:hard"
ROUTES = tuple(f"route:{route.value}" for route in Route)
INTENTS = tuple(f"intent:{intent.value}" for intent in Intent)
LABELS = (WHOLE, WINDOW, HARD, *ROUTES, *INTENTS)
#: Of an endless "sentence" only the beginning counts (characters); and only so many sentences of one message, beyond
#: which the phrases alone read on.
_MOST, MOST_SENTENCES = 2500, 120
#: Up to so many sentences every one has its window; beyond it every second one: still each sentence is in one.
MOST_CLOSE = 10
#: How many words are named as the reason for a score, and among how many of a sentence they are looked for.
MOST_REASONS, MOST_WEIGHED = 4, 120
#: "er" explains nothing.
_SHORT = 2
#: Words of the whole message that alarm and route are judged by, and of the writer's own for the intent.
HEAD, OWN_HEAD = 400, 250
_OWN = (PartKind.SUBJECT, PartKind.NEW)


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence: its place in the reading (characters), and the words of it and its neighbours."""

    start: int
    end: int
    words: Stretch


@dataclass(frozen=True, slots=True)
class Cut:
    """A reading as the model takes it: words, and which of them are the whole, the writer's own, and each window.

    `text` is that of the reading, as it was written, for the transformer.
    """

    text: str
    words: list[str]
    whole: tuple[Stretch, ...]
    own: tuple[Stretch, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Its place in the reading (characters), its words, and whether it is the writer's own."""

    start: int
    end: int
    words: Stretch
    own: bool


def cut(reading: Reading, hits: Sequence[Hit] = ()) -> Cut:
    """The first sentences of a reading that say anything; file names are for the phrases alone."""
    words: list[str] = []
    spoken: list[_Sentence] = []
    marks = _marks(reading, hits)
    start = 0
    for number, end in enumerate(reading.ends):
        kind = reading.kind_at(start)
        if kind is PartKind.FILENAME or len(spoken) == MOST_SENTENCES:
            break
        if said := tokens(reading.folded[start : min(end, start + _MOST)]):
            said += marks.get(number, ())
            spoken.append(_Sentence(start, end, (len(words), len(words) + len(said)), kind in _OWN))
            words += said
        start = end
    whole = (0, min(HEAD, len(words)))
    return Cut(reading.text, words, (whole,), tuple(_own(spoken)) or (whole,), tuple(_windows(spoken)))


def _marks(reading: Reading, hits: Iterable[Hit]) -> dict[int, list[str]]:
    """What the phrases found in each sentence, and which two of it together."""
    found: dict[int, set[str]] = defaultdict(set)
    for hit in hits:
        found[reading.sentence_at(hit.start)].add(f"{hit.name}:{hit.strength}")
    return {
        number: [MARK + "+".join(names) for size in (1, 2) for names in combinations(sorted(there), size)]
        for number, there in found.items()
    }


def _own(spoken: Iterable[_Sentence]) -> Iterable[Stretch]:
    """The first words of the writer's own, sentences that follow each other together."""
    left = OWN_HEAD
    last: Stretch | None = None
    for start, end in [one.words for one in spoken if one.own]:
        stop = min(end, start + left)
        left -= stop - start
        if last and last[1] == start:
            last = (last[0], stop)
            continue
        if last:
            yield last
        last = (start, stop)
    if last:
        yield last


def _windows(spoken: Sequence[_Sentence]) -> Iterable[Window]:
    middles = range(len(spoken)) if len(spoken) <= MOST_CLOSE else range(1, len(spoken) + 1, 2)
    for number in (min(middle, len(spoken) - 1) for middle in middles):
        first, last = spoken[max(0, number - 1)], spoken[min(number + 1, len(spoken) - 1)]
        yield Window(spoken[number].start, spoken[number].end, (first.words[0], last.words[1]))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which chance the model asks a human to look, how sure it must be to sound the alarm, and how both are made.

    The chance of a threat is 1 / (1 + exp(-(whole * w + window * v + offset))) for the raw scores w and v of the whole
    and of the worst window (Platt 1999, with two scores), fitted on the tune examples. From `asked` on it is made in
    the same way with `deep`, from these two and the score of the transformer. How sure it is, is made with `sure`, from
    those three, the mean of all windows and the hard score, on threats and hard negatives.
    """

    human: float = 1.1
    yes: float = 1.1
    whole: float = 1.0
    window: float = 1.0
    offset: float = 0.0
    #: From which chance the transformer is asked.
    asked: float = 1.1
    #: Weights of whole, worst window and transformer, and the offset.
    deep: Sequence[float] = (0.0, 0.0, 0.0, 0.0)
    #: Weights of whole, worst window, mean window, hard score and transformer, and the offset.
    sure: Sequence[float] = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    def chance(self, whole: Any, window: Any) -> Any:  # noqa: ANN401 - numbers, or arrays of them
        """The chance of a threat for raw scores, as long as the transformer is not asked."""
        return _chance(self.whole * whole + self.window * window + self.offset)

    def deep_chance(self, whole: Any, window: Any, transformer: Any) -> Any:  # noqa: ANN401 - numbers, or arrays of them
        """The chance of a threat for raw scores with that of the transformer."""
        return _weighed((whole, window, transformer), self.deep)

    def surety(self, raw: Sequence[Any]) -> Any:  # noqa: ANN401 - numbers, or arrays of them
        """How sure it is for the raw scores of whole, worst window, mean window, hard and transformer."""
        return _weighed(raw, self.sure)


def _weighed(raw: Sequence[Any], weights: Sequence[float]) -> Any:  # noqa: ANN401 - numbers, or arrays of them
    *each, offset = weights
    return _chance(sum((weight * one for weight, one in zip(each, raw, strict=True)), offset))


def _chance(odds: Any) -> Any:  # noqa: ANN401 - numbers, or arrays of them
    """Of log odds."""
    return 1 / (1 + np.exp(-odds))


@dataclass(frozen=True, slots=True)
class Raw:
    """Raw scores (log odds) of a message: of whole, worst window, mean window and hard; and one per route and intent.

    `worst` is the worst window.
    """

    threat: tuple[float, float, float, float]
    worst: Window
    routes: Values
    intents: Values


@dataclass(frozen=True, slots=True)
class Scores:
    """Chances between 0 and 1: `threat` that of the message, `sure` that it is no innocent one that looks like one.

    `worst` is its worst window; `unasked` says that the transformer was left out though it should have been asked; the
    others go by their names.
    """

    threat: float
    sure: float = 0.0
    unasked: bool = False
    worst: Window | None = None
    routes: dict[str, float] = field(default_factory=dict)
    intents: dict[str, float] = field(default_factory=dict)


#: What there is to say about no text, or without a model.
NOTHING = Scores(0.0)


class Model:
    """A trained pipeline with its thresholds, read from disk."""

    def __init__(
        self,
        pipeline: Any,  # noqa: ANN401 - spaCy is untyped
        thresholds: Thresholds,
        digest: str,
        transformer: Transformer,
    ) -> None:
        textcat = pipeline.get_pipe(PIPE)
        if tuple(textcat.labels) != LABELS:
            raise ValueError("the model knows other labels")
        self.layer = Layer.of(textcat.model)
        self.thresholds = thresholds
        self.digest = digest
        self.transformer = transformer

    @classmethod
    def load(cls, home: Path = HOME) -> Model:
        """The model in a folder. Raises ReadingError when it is not there or does not fit this code."""
        try:
            metrics = json.loads((home / METRICS).read_text(encoding="utf-8"))
            limits = Thresholds(**metrics["thresholds"])
            return cls(spacy.load(home), limits, digest(home), shared(TRANSFORMER))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReadingError(f"the language model in {home} cannot be read: {error}") from error

    def raw(self, given: Cut) -> Raw | None:
        """What the layer says of a message; None of no words."""
        if not given.windows:
            return None
        laid = self.layer.grams.lay(given.words)
        table = self.layer.raw(laid, [given.whole, given.own])
        window = self.layer.raw_of(_WINDOW_AT, laid, [(one.words,) for one in given.windows])
        worst = int(window.argmax())
        return Raw(
            (float(table[0, _WHOLE_AT]), float(window[worst]), float(window.mean()), float(table[0, _HARD_AT])),
            given.windows[worst],
            table[0, _ROUTES_AT],
            table[1, _INTENTS_AT],
        )

    def scores(self, reading: Reading, hits: Sequence[Hit], *, shallow: bool = False) -> Scores:
        """What the model makes of a reading in which the phrases found `hits`; `shallow`: without the transformer."""
        given = cut(reading, hits)
        found = self.raw(given)
        if found is None:
            return NOTHING
        return Scores(
            *self._threat(given, found, shallow=shallow),
            found.worst,
            _chances(found.routes, ROUTES),
            _chances(found.intents, INTENTS),
        )

    def _threat(self, given: Cut, found: Raw, *, shallow: bool) -> tuple[float, float, bool]:
        """The chance of a threat, how sure that is, and whether the transformer is still to be asked.

        Who needs no second thought is not sure of anything.
        """
        chance = float(self.thresholds.chance(*found.threat[:2]))
        asked = chance >= self.thresholds.asked
        if shallow or not asked:
            return chance, 0.0, asked
        deep = self.deep(given, found)
        chance = float(self.thresholds.deep_chance(*found.threat[:2], deep))
        return chance, float(self.thresholds.surety((*found.threat, deep))), False

    def deep(self, given: Cut, found: Raw) -> float:
        """What the transformer says of a message, of which the worst window is known (log odds)."""
        return self.transformer.threat(given.text, (found.worst.start + found.worst.end) // 2)

    def telling(self, sentences: Sequence[str]) -> int:
        """Which sentence of a window (folded, in order) raises its score most: without it the score falls furthest."""
        cuts = [tokens(one[:_MOST]) for one in sentences]
        ends = list(accumulate(map(len, cuts)))
        laid = self.layer.grams.lay([word for words in cuts for word in words])
        if not len(laid.known):
            return 0
        apart = [[(0, end - len(words)), (end, ends[-1])] for words, end in zip(cuts, ends, strict=True)]
        window = self.layer.raw_of(_WINDOW_AT, laid, [[one for one in left if one[0] < one[1]] for left in apart])
        return int(window.argmin())

    def because(self, text: str) -> tuple[str, ...]:
        """The words of a folded text that raise the score of its window most, each with all that it brings along."""
        words = tokens(text[:_MOST])[:MOST_WEIGHED]
        laid = self.layer.grams.lay(words)
        places = [number for number, word in enumerate(words) if len(bare(word)) > _SHORT]
        if not places or not len(laid.known):
            return ()
        window = self.layer.raw_of(_WINDOW_AT, laid, _left_out(len(words), places))
        gains = window[0] - window[1:]
        found = dict.fromkeys(bare(words[places[number]]) for number in np.argsort(-gains, kind="stable"))
        return tuple(found)[:MOST_REASONS]


_WHOLE_AT, _WINDOW_AT, _HARD_AT = (LABELS.index(label) for label in (WHOLE, WINDOW, HARD))
_ROUTES_AT = [LABELS.index(label) for label in ROUTES]
_INTENTS_AT = [LABELS.index(label) for label in INTENTS]


def _left_out(count: int, places: Iterable[int]) -> list[list[Stretch]]:
    """A text of so many words whole, and without the word at each place."""
    return [[(0, count)], *([(0, place), (place + 1, count)] for place in places)]


def _chances(row: Values, labels: Sequence[str]) -> dict[str, float]:
    pairs = zip(labels, row, strict=True)
    return {label.partition(":")[2]: float(_chance(value)) for label, value in pairs}


def digest(home: Path = HOME) -> str:
    """SHA-256 over the trained weights and the settings of the pipeline, and over the transformer."""
    total = hashlib.sha256()
    for root in (home, TRANSFORMER):
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.name not in (METRICS, CARD):
                total.update(path.relative_to(root).as_posix().encode())
                total.update(path.read_bytes())
    return total.hexdigest()
