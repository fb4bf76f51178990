"""The shape of the spaCy pipeline that ships: a linear layer per label over the features of ``nlp.linear.charwords``.

Registered as ``weerbaar.Linear.v1``. The layer holds the table of features (`keys`, `idf`) and, for every label, a
start (`b`) and a weight for each feature (`W`, in half precision).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Model

from nlp.linear.charwords import Grams, Laid, Stretch, Values, tokens
from nlp.text import fold

PIPE = "textcat_multilabel"
_NAMES = ("keys", "idf", "W", "b")
_CONFIG: dict[str, Any] = {"threshold": 0.5, "model": {"@architectures": "weerbaar.Linear.v1"}}


class Layer:
    """What the pipeline holds, ready to be asked. Raw scores are log odds, a column per label."""

    def __init__(self, grams: Grams, weights: Values, starts: Values) -> None:
        """`weights` are labels x features; by feature they lie close together, as they are asked."""
        self.grams = grams
        self._weights = np.ascontiguousarray(weights.T, dtype="float32")
        self._starts = starts

    @classmethod
    def of(cls, model: Model[Any, Any]) -> Layer:
        """The layer of a pipeline's model."""
        keys, idf, weights, starts = (np.asarray(model.get_param(name)) for name in _NAMES)
        return cls(Grams(keys, idf), weights, starts)

    def raw(self, laid: Laid, texts: Sequence[Sequence[Stretch]]) -> Values:
        """The scores of texts in a message: a row each, a column per label."""
        weights = self._weights.take(laid.known, axis=0)  # faster than by index
        return np.asarray(self.grams.table(laid, texts) @ weights + self._starts, dtype="float32")

    def raw_of(self, label: int, laid: Laid, texts: Sequence[Sequence[Stretch]]) -> Values:
        """The scores of one label (by its number) alone."""
        sums = self.grams.sums(laid, texts, self._weights[laid.known, label])
        return np.asarray(sums + self._starts[label], dtype="float32")


def _forward(model: Model[list[Doc], Values], docs: list[Doc], is_train: bool) -> tuple[Values, Callable[[Any], Any]]:  # noqa: FBT001, ARG001 - thinc's signature
    layer = Layer.of(model)
    scores = []
    for doc in docs:
        laid = layer.grams.lay(tokens(fold(doc.text)))
        scores.append(layer.raw(laid, [[(0, len(laid.ends))]])[0])
    return np.asarray(1 / (1 + np.exp(-np.array(scores))), dtype="float32"), lambda _gradient: []


@registry.architectures("weerbaar.Linear.v1")  # type: ignore[untyped-decorator]
def linear(nO: int | None = None) -> Model[list[Doc], Any]:  # noqa: N803 - spaCy's name
    """A classifier with several answers at once; it is filled by `pipeline`, not by spaCy's own training."""
    model: Model[list[Doc], Any] = Model(
        "weerbaar_linear", _forward, dims={"nO": nO}, params=dict.fromkeys(_NAMES), attrs={"multi_label": True}
    )
    model.set_ref("output_layer", model)
    return model


def pipeline(labels: Sequence[str], grams: Grams, weights: Values, starts: Values) -> Language:
    """A spaCy pipeline with these weights (labels x features), which are rounded."""
    made = spacy.blank("xx")
    textcat: Any = made.add_pipe(PIPE, config=_CONFIG)
    for label in labels:
        textcat.add_label(label)
    values = (grams.keys, grams.idf, weights.astype("float16"), starts.astype("float32"))
    for name, value in zip(_NAMES, values, strict=True):
        textcat.model.set_param(name, value)
    return made
