"""The text classifier's shape: a linear layer over hashed words, word pairs and pieces of words.

Registered with spaCy as ``weerbaar.CharWordBOW.v1``. A text is the set of its folded words and neighbouring pairs; a
word is itself and its pieces of 2 to 5 letters, so that spelling errors and unseen compounds still count. Features
have equal weight and the vector has length `scale`, which keeps long and short texts comparable. The same features
can be made without a spaCy ``Doc``: reading a mail then leaves no trace of its words in spaCy's shared vocabulary.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import pairwise, starmap
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.ml.models.textcat import resize_and_set_ref
from spacy.strings import hash_string as _hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Logistic, Model, SparseLinear_v2, chain, resizable, with_cpu
from thinc.layers.resizable import resize_linear_weighted

from nlp.text import fold, words

Keys = NDArray[np.uint64]
#: What the linear layer eats: the keys and values of all texts after each other, and how many each text has.
Features = tuple[Keys, NDArray[np.float32], NDArray[np.int32]]

SHORTEST, LONGEST = 2, 5
SCALE = 8.0
#: A longer word is no word; only its beginning counts.
_LONGEST_WORD = 30


def tokens(text: str) -> list[str]:
    """The folded words of a text; digits become zeros, so that a phone number is no vocabulary."""
    return folded_tokens(fold(text))


def folded_tokens(folded: str) -> list[str]:
    """The same of a text that was folded before."""
    return [word if word.isalpha() else "".join("0" if c.isdigit() else c for c in word) for word in words(folded)]


def _hashed(features: Iterable[str]) -> bytes:
    """Keys as raw bytes: hundreds of short ones are joined for a text, which is much faster so than as arrays."""
    return np.fromiter(map(_hash_string, features), dtype="uint64").tobytes()


@lru_cache(maxsize=20_000)
def _word_keys(word: str) -> bytes:
    ends = f" {word[:_LONGEST_WORD]} "
    pieces = {ends[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(max(1, len(ends) - n + 1))}
    return _hashed([f"w{word}", *(f"c{piece}" for piece in sorted(pieces))])


@lru_cache(maxsize=20_000)
def _pair_key(first: str, second: str) -> bytes:
    return int(_hash_string(f"w{first[:_LONGEST_WORD]} {second[:_LONGEST_WORD]}")).to_bytes(8, sys.byteorder)


#: The one "pair" of a text of one word.
_NO_PAIR = bytes(8)


def keys_of(text: Sequence[str]) -> Keys:
    """The feature keys of one tokenised text."""
    own = map(_word_keys, dict.fromkeys(text))
    pairs = starmap(_pair_key, dict.fromkeys(pairwise(text)))
    return np.frombuffer(b"".join((*own, *pairs) if len(text) > 1 else (*own, _NO_PAIR)), dtype="uint64")


def features(texts: Iterable[Sequence[str]]) -> Features:
    """What the linear layer eats, for some tokenised texts."""
    keys = [keys_of(text) for text in texts]
    lengths = np.asarray([len(one) for one in keys], dtype="int32")
    values = np.repeat((SCALE / np.sqrt(lengths)).astype("float32"), lengths)
    return np.concatenate(keys), values, lengths


def _of_docs(_model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[Features, Callable[[Any], list[Doc]]]:  # noqa: ARG001, FBT001 - thinc's signature
    return features([tokens(doc.text) for doc in docs]), lambda _gradient: []


@registry.architectures("weerbaar.CharWordBOW.v1")  # type: ignore[untyped-decorator]
def char_word_bow(length: int = 2**16, nO: int | None = None) -> Model[list[Doc], Any]:  # noqa: N803 - spaCy's name
    """A multilabel classifier with `length` weights per label (a power of two)."""
    linear = SparseLinear_v2(nO=nO, length=length)
    with Model.define_operators({">>": chain}):
        sized: Model[Any, Any] = resizable(
            linear, resize_layer=partial(resize_linear_weighted, fill_defaults={"b": -8, "W": 0})
        )
        model = with_cpu(Model("charword_features", _of_docs) >> sized, linear.ops) >> Logistic()
    if nO is not None:
        model.set_dim("nO", nO)
    model.set_ref("output_layer", linear)
    model.attrs["multi_label"] = True
    model.attrs["resize_output"] = partial(resize_and_set_ref, resizable_layer=sized)
    return model
