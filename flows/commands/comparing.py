"""The plain readers that ours is compared with; apart, because learning them needs scikit-learn and seconds."""

from __future__ import annotations

from flows.commands.evaluating import Other
from nlp import corpus
from nlp.learning.baselines import KeywordReader, RegressionReader, keywords
from nlp.threat.phrases import PhraseBook


def simple_readers() -> list[Other]:
    """A word list, and a regression learned from the train split."""
    return [
        KeywordReader(keywords(PhraseBook.load())),
        RegressionReader(corpus.load(corpus.TRAIN), corpus.load(corpus.TUNE)),
    ]
