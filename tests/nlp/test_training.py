"""The shipped model is the one the card speaks of, and can be made again."""

from __future__ import annotations

import json
from pathlib import Path

from nlp import corpus, evaluation
from nlp.classifier import Classifier
from nlp.scoring import CARD, HOME, METRICS, digest
from nlp.training import labels_of, train

METRICS_FILE = json.loads((HOME / METRICS).read_text(encoding="utf-8"))


def test_the_shipped_model_is_the_one_that_was_measured() -> None:
    """Weights and both corpora have the fingerprints that stand in the metrics."""
    assert digest() == METRICS_FILE["model"]
    assert corpus.digest(corpus.TRAIN) == METRICS_FILE["train"]
    assert corpus.digest(corpus.TEST) == METRICS_FILE["test_digest"]


def test_the_figures_in_the_metrics_are_what_evaluation_gives(reader: Classifier) -> None:
    """Nobody can improve the figures by hand."""
    judged = [(row, reader.assess(row.message)) for row in corpus.load(corpus.TEST)]
    assert evaluation.alarm_figures(judged) == METRICS_FILE["test"]["alarm"]


def test_the_card_tells_the_figures_of_the_metrics() -> None:
    """The card is written from the metrics."""
    assert (HOME / CARD).read_text(encoding="utf-8") == evaluation.card(METRICS_FILE)


def test_most_threats_of_an_unseen_author_are_seen() -> None:
    """A floor under the reader: it may get better, not worse."""
    figures = METRICS_FILE["test"]["alarm"]
    assert figures["threats_caught"] / figures["threats"] >= 0.9


def test_the_model_is_small() -> None:
    """It travels with the package."""
    assert sum(path.stat().st_size for path in HOME.rglob("*") if path.is_file()) < 3_000_000


def test_the_same_examples_give_the_same_model(tmp_path: Path) -> None:
    """Training twice gives the same weights, bit for bit."""
    rows = corpus.load(corpus.TRAIN)[::20]
    homes = [tmp_path / name for name in ("first", "second")]
    for home in homes:
        train(rows, epochs=2, length=2**10).to_disk(home)
    assert digest(homes[0]) == digest(homes[1])


def test_a_running_case_with_a_threat_is_learned_as_both() -> None:
    """The model is multilabel: a threat may sit in an ordinary mail."""
    row = next(row for row in corpus.load(corpus.TRAIN) if row.also)
    answers = labels_of(row)
    assert answers[row.also[0].value] == answers[row.route.value] == 1.0
