"""Train the model again from the hand-written examples: ``python -m nlp.training``.

Three splits by author. *train* teaches; *tune* chooses the thresholds and calibrates; *test* is read by
``nlp.evaluation`` only, after everything is decided. The same examples give the same model, bit for bit, on the same
machine.

A linear model per label (scikit-learn's logistic regression) over the features of ``nlp.charwords``, whose weights are
then put into the spaCy pipeline that ships.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from murmurhash.mrmr import hash_bytes
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from spacy.language import Language

from casework.assessment import Alarm, Route
from casework.messages import PartKind
from nlp import corpus, evaluation
from nlp.charwords import features
from nlp.classifier import Classifier
from nlp.corpus import Row
from nlp.phrases import PhraseBook
from nlp.scoring import (
    CARD,
    HOME,
    INTENTS,
    KINDS,
    LABELS,
    METRICS,
    OWN_HEAD,
    ROUTES,
    Model,
    Thresholds,
    digest,
    head_of,
    told_in,
    windows,
)
from nlp.text import Reading, fold, read_message, words

#: Weights per label (a power of two), and how little they are held back.
LENGTH = 2**16
FREEDOM, ALARM_FREEDOM = 1.0, 0.5
ROUNDS = 300
#: How many of the threats of the tune authors phrases and model must see together, as a share; and for how many of the
#: messages that are no threat the model may sound an alarm. A needless look costs a minute, a needless alarm somebody's
#: night, a miss a life.
CAUGHT, YES_BUDGET = 0.98, 0.025
#: A sentence holds the deciding words of a message when it has this share of them.
_SHARE = 0.8

_CONFIG: dict[str, Any] = {
    "threshold": 0.5,
    "model": {"@architectures": "weerbaar.CharWordBOW.v1", "length": LENGTH},
}


@dataclass(frozen=True, slots=True)
class Example:
    """A tokenised text and what is known of it: label -> right or wrong; a label that is not known is left out."""

    text: Sequence[str]
    labels: dict[str, bool]


def examples(rows: Iterable[Row]) -> list[Example]:
    """Of every row the whole, the writer's own words, and its sentences one by one."""
    return [one for row in rows for one in _examples(row)]


def _examples(row: Row) -> Iterator[Example]:
    reading = read_message(row.message)
    whole = head_of(told_in(reading))
    if not whole:
        return
    routes = {row.route, *row.also}
    kind = row.fields.get("sender_kind")
    yield Example(
        whole,
        {"threat": row.alarm is Alarm.YES, "human": row.alarm is not Alarm.NO}
        | {label: Route(label) in routes for label in ROUTES}
        | ({label: label == f"sender:{kind}" for label in KINDS} if kind else {}),
    )
    if Route.RUNNING_CASE in routes:
        own = head_of(reading.folded_of(PartKind.SUBJECT, PartKind.NEW), OWN_HEAD) or whole
        yield Example(own, {label: label == f"intent:{row.intent}" for label in INTENTS})
    yield from _sentences(row, reading)


def _sentences(row: Row, reading: Reading) -> Iterator[Example]:
    """Sentences with their neighbours; those of which nobody noted whether they decide are left out."""
    cut = windows(reading)
    deciding = _deciding(row, [words(reading.folded[one.start : one.end]) for one in cut])
    for number, window in enumerate(cut):
        near = number in deciding
        if row.alarm is Alarm.NO:
            yield Example(window.words, {"threat": False, "human": False})
        elif row.kern is not None and (near or row.alarm is Alarm.YES):
            yield Example(window.words, {"threat": near and row.alarm is Alarm.YES, "human": near})


def _deciding(row: Row, sentences: Sequence[Sequence[str]]) -> set[int]:
    """The numbers of the sentences with the deciding words, and of their neighbours."""
    wanted = set(words(fold(row.kern or "")))
    shared = [len(wanted.intersection(sentence)) for sentence in sentences]
    most = max(shared, default=0)
    there = [number for number, count in enumerate(shared) if most and count >= _SHARE * most]
    return {near for found in there for near in (found - 1, found, found + 1)}


def design(texts: Sequence[Sequence[str]], length: int = LENGTH) -> sparse.csr_matrix:
    """The features of texts as the linear layer of thinc weighs them: each key at two places (its two hashes)."""
    keys, values, lengths = features(texts)
    unique, where = np.unique(keys, return_inverse=True)
    places = np.array([[hash_bytes(key.tobytes(), seed) % length for seed in (0, 1)] for key in unique])
    rows = np.repeat(np.arange(len(lengths)), lengths)
    columns = places[where]
    shape = (len(lengths), length)
    return sparse.csr_matrix((np.repeat(values, 2), (np.repeat(rows, 2), columns.reshape(-1))), shape=shape)


def train(rows: Sequence[Row], *, length: int = LENGTH) -> Language:
    """A pipeline trained on rows."""
    made = examples(rows)
    table = design([one.text for one in made], length)
    weights, offsets = np.zeros((len(LABELS), length), dtype="float32"), np.zeros(len(LABELS), dtype="float32")
    for number, label in enumerate(LABELS):
        known = np.array([label in one.labels for one in made])
        answers = np.array([one.labels[label] for one in made if label in one.labels])
        weights[number], offsets[number] = _fitted(table[known], answers, label)
    return _pipeline(weights, offsets, length)


def _fitted(table: sparse.csr_matrix, answers: NDArray[np.bool_], label: str) -> tuple[NDArray[np.float32], float]:
    """The weights of one label; a label nobody has, or everybody, is never given."""
    if answers.all() or not answers.any():
        return np.zeros(table.shape[1], dtype="float32"), -8.0
    freedom = ALARM_FREEDOM if label in LABELS[:2] else FREEDOM
    model = LogisticRegression(C=freedom, max_iter=ROUNDS, class_weight="balanced")
    model.fit(table, answers)
    return model.coef_[0].astype("float32"), float(model.intercept_[0])


def _pipeline(weights: NDArray[np.float32], offsets: NDArray[np.float32], length: int) -> Language:
    pipeline = spacy.blank("xx")
    config = {**_CONFIG, "model": {**_CONFIG["model"], "length": length}}
    textcat: Any = pipeline.add_pipe("textcat_multilabel", config=config)
    for label in LABELS:
        textcat.add_label(label)
    example = spacy.training.Example.from_dict(pipeline.make_doc("een"), {"cats": dict.fromkeys(LABELS, 0.0)})
    pipeline.initialize(lambda: [example])
    layer = textcat.model.get_ref("output_layer")
    layer.set_param("W", weights.reshape(-1))
    layer.set_param("b", offsets)
    return pipeline


def raw_scores(model: Model, rows: Sequence[Row]) -> NDArray[np.float64]:
    """The raw danger of each row (log odds, not calibrated)."""
    readings = [read_message(row.message) for row in rows]
    return np.array([model.danger(head_of(told_in(one)), windows(one))[0] for one in readings])


def seen_by_phrases(rows: Sequence[Row]) -> NDArray[np.bool_]:
    """Whether the phrases alone say more than no, row by row."""
    reader = Classifier(PhraseBook.load(), None)
    return np.array([reader.floor(row.message) is not Alarm.NO for row in rows])


def thresholds(raw: NDArray[np.float64], rows: Sequence[Row], seen: NDArray[np.bool_]) -> Thresholds:
    """Chances out of raw scores; from where a human looks so that CAUGHT is met, and from where the alarm sounds.

    `seen`: the phrases alone give an alarm or a look.
    """
    threats = np.array([row.alarm is Alarm.YES for row in rows])
    platt = LogisticRegression(C=1e6).fit(raw.reshape(-1, 1), threats)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    chances = 1 / (1 + np.exp(-(slope * raw + offset)))
    human = float(np.sort(np.where(seen, 1.0, chances)[threats])[int(threats.sum() * (1 - CAUGHT))])
    allowed = int((~threats).sum() * YES_BUDGET)
    yes = max(human, float(np.sort(chances[~threats])[::-1][allowed]))
    return Thresholds(round(human - 0.0005, 3), round(yes + 0.0005, 3), round(slope, 4), round(offset, 4))


def build(home: Path = HOME) -> dict[str, Any]:
    """Train, choose thresholds, evaluate, and write pipeline, metrics and card to `home`.

    All of it is made beside `home` and put in place at the end: a reader that starts meanwhile finds the old one.
    """
    rows, tune = corpus.load(corpus.TRAIN), corpus.load(corpus.TUNE)
    fresh = home.with_name(f"{home.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    pipeline = train(rows)
    pipeline.to_disk(fresh)
    model = Model(pipeline, Thresholds(), "")
    metrics = _metrics(rows, thresholds(raw_scores(model, tune), tune, seen_by_phrases(tune)), digest(fresh))
    _write(fresh, metrics)
    reader = Classifier(PhraseBook.load(), Model.load(fresh))
    metrics["tune"] = evaluation.evaluate(reader, tune)
    metrics["test"] = evaluation.evaluate(reader, corpus.load(corpus.TEST))
    _write(fresh, metrics)
    (fresh / CARD).write_text(evaluation.card(metrics), encoding="utf-8")
    shutil.rmtree(home, ignore_errors=True)
    fresh.rename(home)
    return metrics


def _metrics(rows: Sequence[Row], chosen: Thresholds, model: str) -> dict[str, Any]:
    return {
        "model": model,
        "train": corpus.digest(corpus.TRAIN),
        "train_rows": len(rows),
        "authors": sorted({row.author for row in rows}),
        "tune_digest": corpus.digest(corpus.TUNE),
        "test_digest": corpus.digest(corpus.TEST),
        "length": LENGTH,
        "thresholds": asdict(chosen),
        "aims": {"caught": CAUGHT, "false_alarms": YES_BUDGET},
    }


def _write(home: Path, metrics: dict[str, Any]) -> None:
    (home / METRICS).write_text(
        json.dumps(metrics, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def main() -> None:
    """Train into ``nlp/model`` or the folder given."""
    parser = argparse.ArgumentParser(description=build.__doc__)
    parser.add_argument("--home", type=Path, default=HOME)
    metrics = build(parser.parse_args().home)
    print(json.dumps(metrics["test"]["alarm"], indent=2))  # noqa: T201 - the person who trains wants to see it


if __name__ == "__main__":
    main()
