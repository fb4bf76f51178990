"""The shipped model is the one the card speaks of, and can be made again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import spacy

from casework.assessment import Alarm, Route
from nlp import corpus
from nlp.classifier import Classifier
from nlp.learning import card, conversations
from nlp.learning.training import examples, judged, tables, train
from nlp.linear.charwords import bare, tokens
from nlp.linear.pipeline import PIPE
from nlp.linear.scoring import CARD, HOME, LABELS, METRICS, TRANSFORMER, Model, Thresholds, cut, digest
from nlp.text import fold, read_message
from nlp.transformer.network import Transformer

SPLITS = (corpus.TRAIN, corpus.TUNE, corpus.TEST)
METRICS_FILE = json.loads((HOME / METRICS).read_text(encoding="utf-8"))


def test_the_shipped_model_is_the_one_that_was_measured() -> None:
    """Weights, messages and dialogues have the fingerprints that stand in the metrics."""
    assert digest() == METRICS_FILE["model"]
    assert corpus.digest(corpus.TRAIN) == METRICS_FILE["train"]
    assert corpus.digest(conversations.DIALOGUES) == METRICS_FILE["dialogues"]
    assert corpus.digest(corpus.TUNE) == METRICS_FILE["tune_digest"]
    assert corpus.digest(corpus.TEST) == METRICS_FILE["test_digest"]


def test_the_figures_in_the_metrics_are_what_evaluation_gives(reader: Classifier) -> None:
    """Nobody can improve the figures by hand: two of the authors are counted again, and all together are the sum."""
    told = METRICS_FILE["test"]
    by_author = told["groups"]["author"]
    again = [row for row in corpus.load(corpus.TEST) if row.author in ("t04", "e25")]
    found = judged(reader, again)["groups"]["author"]
    assert found == {name: by_author[name] for name in found}
    assert len(found) == 2
    for name, share in told["shares"].items():
        assert share["hits"] == sum(one[name]["hits"] for one in by_author.values())
        assert share["of"] == sum(one[name]["of"] for one in by_author.values())


def test_the_card_tells_the_figures_of_the_metrics() -> None:
    """The card is written from the metrics."""
    assert (HOME / CARD).read_text(encoding="utf-8") == card.card(METRICS_FILE)


def test_the_model_is_small() -> None:
    """It travels with the package, and so does the transformer."""
    sizes = [sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) for home in (HOME, TRANSFORMER)]
    assert sizes[0] < 20_000_000
    assert sizes[1] < 40_000_000


def test_the_same_examples_give_the_same_model(tmp_path: Path) -> None:
    """Training twice gives the same weights, bit for bit."""
    rows = corpus.load(corpus.TRAIN)[::20]
    homes = [tmp_path / name for name in ("first", "second")]
    for home in homes:
        train(rows).to_disk(home)
    assert digest(homes[0]) == digest(homes[1])


def test_only_the_deciding_sentence_of_a_threat_is_learned_as_one() -> None:
    """The rest of the mail is ordinary, and is learned as such."""
    row = next(row for row in corpus.load(corpus.TRAIN) if row.stratum == "threat_buried" and row.kern)
    (one,) = examples([row])
    assert set(one.deciding) == {True, False}
    wanted = {bare(word) for word in tokens(fold(row.kern or ""))}
    for window, decides in zip(one.cut.windows, one.deciding, strict=True):
        if wanted <= {bare(word) for word in one.cut.words[slice(*window.words)]}:
            assert decides


def test_of_doubt_nobody_knows_which_sentence_decides() -> None:
    """A doubtful message teaches the windows nothing, a harmless one that none of them is a threat."""
    rows = {row.alarm: row for row in corpus.load(corpus.TRAIN)}
    (doubtful,) = examples([rows[Alarm.HUMAN]])
    (harmless,) = examples([rows[Alarm.NO]])
    assert set(doubtful.deciding) == {None}
    assert set(harmless.deciding) == {False}


def test_the_splits_share_no_author() -> None:
    """Who teaches does not examine."""
    train_by, tune_by, test_by = ({row.author for row in corpus.load(one)} for one in SPLITS)
    assert not train_by & tune_by
    told_by = {row.author for row in conversations.load()}
    examined_by = {row.author for row in conversations.load(conversations.DIALOGUES.with_name("test"))}
    assert not (train_by | tune_by | told_by) & (test_by | examined_by)


def test_a_running_case_with_a_threat_is_learned_as_both() -> None:
    """A threat may sit in an ordinary mail: trained on nothing but such mails, both routes are certain."""
    rows = [row for row in corpus.load(corpus.TRAIN) if row.alarm is Alarm.NO][:30]
    both = [row for row in corpus.load(corpus.TRAIN) if row.also == (Route.RUNNING_CASE,) and row.alarm is Alarm.YES]
    model = Model(train([*rows, *both[:30]]), Thresholds(), "", Transformer.load())
    told = model.scores(read_message(both[0].message), ()).routes
    assert min(told["threat"], told["running_case"]) > max(told["noise"], told["other"])


def test_the_pipeline_scores_as_the_trainer_meant() -> None:
    """The weights of the trainer stand in the right places: what a reader gets is features times weights."""
    rows = corpus.load(corpus.TRAIN)[::40]
    pipeline = train(rows)
    model = Model(pipeline, Thresholds(), "", Transformer.load())
    made = examples(rows)
    layer = pipeline.get_pipe(PIPE).model
    whole = tables(model.layer.grams, made).whole
    expected = whole @ layer.get_param("W").astype("float32").T + layer.get_param("b")
    told = [model.raw(one.cut) for one in made]
    assert np.allclose([one.threat[0] for one in told if one], expected[:, LABELS.index("threat")], atol=1e-3)
    assert expected.std() > 0.1


def test_a_window_alone_is_weighed_as_in_the_table() -> None:
    """The short way to one label gives what the whole table gives, also for a text of nothing known and for none."""
    layer = Model.load().layer
    words = cut(read_message(corpus.load(corpus.TUNE)[0].message)).words
    texts = [((0, len(words)),), ((0, 4), (5, 9)), ((3, 4),), ()]
    label = LABELS.index("threat:window")
    for said, asked in ((words, texts), (["\u00a7"], [((0, 1),)]), ([], [()])):
        laid = layer.grams.lay(said)
        assert np.allclose(layer.raw_of(label, laid, asked), layer.raw(laid, asked)[:, label], atol=1e-5)


def test_spacy_reads_the_shipped_pipeline_as_any_other(reader: Classifier) -> None:
    """It is a pipeline with scores for every label; asked as a whole it gives what the reader's own way gives."""
    assert reader.version != "phrases only"
    row = corpus.load(corpus.TUNE)[0]
    made = cut(read_message(row.message))
    assert set(spacy.load(HOME)(" ".join(made.words)).cats) == set(LABELS)


def test_a_conversation_does_not_teach_what_only_looks_like_a_threat() -> None:
    """Whatever its alarm, that label stays as it is: there are only threats among them, and it would learn "a chat"."""
    told, rows = conversations.load()[::10], corpus.load(corpus.TRAIN)[::60]
    flipped = [replace(row, alarm=Alarm.NO if row.alarm is Alarm.YES else Alarm.YES) for row in told]
    first, second = (train([*rows, *some]).get_pipe(PIPE).model.get_param("W") for some in (told, flipped))
    assert np.array_equal(first[LABELS.index("threat:hard")], second[LABELS.index("threat:hard")])
    assert not np.array_equal(first[LABELS.index("threat")], second[LABELS.index("threat")])
