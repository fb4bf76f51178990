"""The shipped model is the one the card speaks of, and can be made again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from casework.assessment import Alarm, Route
from nlp import corpus, evaluation
from nlp.charwords import tokens
from nlp.classifier import Classifier
from nlp.scoring import CARD, HOME, METRICS, Model, Thresholds, digest
from nlp.training import design, examples, train

SPLITS = (corpus.TRAIN, corpus.TUNE, corpus.TEST)
METRICS_FILE = json.loads((HOME / METRICS).read_text(encoding="utf-8"))


def test_the_shipped_model_is_the_one_that_was_measured() -> None:
    """Weights and both corpora have the fingerprints that stand in the metrics."""
    assert digest() == METRICS_FILE["model"]
    assert corpus.digest(corpus.TRAIN) == METRICS_FILE["train"]
    assert corpus.digest(corpus.TUNE) == METRICS_FILE["tune_digest"]
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
    assert sum(path.stat().st_size for path in HOME.rglob("*") if path.is_file()) < 7_000_000


def test_the_same_examples_give_the_same_model(tmp_path: Path) -> None:
    """Training twice gives the same weights, bit for bit."""
    rows = corpus.load(corpus.TRAIN)[::50]
    homes = [tmp_path / name for name in ("first", "second")]
    for home in homes:
        train(rows, length=2**10).to_disk(home)
    assert digest(homes[0]) == digest(homes[1])


def test_a_running_case_with_a_threat_is_learned_as_both() -> None:
    """The model is multilabel: a threat may sit in an ordinary mail."""
    row = next(row for row in corpus.load(corpus.TRAIN) if row.also == (Route.RUNNING_CASE,) and row.alarm is Alarm.YES)
    whole, *_ = examples([row])
    assert whole.labels["threat"]
    assert whole.labels["running_case"]


def test_only_the_deciding_sentence_of_a_threat_is_learned_as_one() -> None:
    """The rest of the mail is ordinary, and is learned as such."""
    row = next(row for row in corpus.load(corpus.TRAIN) if row.stratum == "threat_buried" and row.kern)
    _, *parts = [one for one in examples([row]) if "intent:withdraw" not in one.labels]
    assert {part.labels["threat"] for part in parts} == {True, False}
    wanted = set(tokens(row.kern or ""))
    for part in parts:
        assert part.labels["threat"] == part.labels["human"]
        if wanted <= set(part.text):
            assert part.labels["threat"]


def test_the_splits_share_no_author() -> None:
    """Who teaches does not examine."""
    train_by, tune_by, test_by = ({row.author for row in corpus.load(one)} for one in SPLITS)
    assert not train_by & tune_by
    assert not (train_by | tune_by) & test_by


def test_the_pipeline_scores_as_the_trainer_meant() -> None:
    """The weights of the trainer stand in the right places of the layer of thinc."""
    rows = corpus.load(corpus.TRAIN)[::40]
    texts = [one.text for one in examples(rows)][:50]
    pipeline = train(rows, length=2**10)
    layer = pipeline.get_pipe("textcat_multilabel").model.get_ref("output_layer")
    weights = layer.get_param("W").reshape(-1, 2**10)
    expected = design(texts, 2**10) @ weights.T + layer.get_param("b")
    assert np.allclose(Model(pipeline, Thresholds(), "").raw(texts), expected, atol=1e-3)
    assert expected.std() > 0.1
