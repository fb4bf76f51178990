"""Train the model again from the hand-written examples: ``python -m nlp.training``.

The same examples give the same model, bit for bit, on the same machine. Thresholds come from five folds of the
training examples, each scored by a model that did not see it; the test examples are read by ``nlp.evaluation`` only,
after everything is decided.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from casework.assessment import Alarm, Route
from nlp import corpus, evaluation
from nlp.classifier import Classifier
from nlp.corpus import Row
from nlp.phrases import PhraseBook
from nlp.scoring import CARD, HOME, LABELS, METRICS, Model, Scores, Thresholds, digest, passages
from nlp.text import read_message

SEED = 20260101
FOLDS = 5
EPOCHS = 14
BATCH = 16
RATE = 0.004
LENGTH = 2**16
#: How many of the ordinary messages the model may send to a human for nothing, and may sound an alarm for. A needless
#: look costs a minute; a needless alarm costs somebody's night. A miss may cost a life.
HUMAN_BUDGET, YES_BUDGET = 0.2, 0.02

_CONFIG = {
    "threshold": 0.5,
    "model": {"@architectures": "weerbaar.CharWordBOW.v1", "length": LENGTH},
}


def labels_of(row: Row) -> dict[str, float]:
    """The right answers of a row as the model learns them."""
    routes = {row.route, *row.also}
    answers = {label: float(Route(label) in routes) for label in LABELS[2:]}
    return {"threat": float(row.alarm is Alarm.YES), "human": float(row.alarm is not Alarm.NO), **answers}


def examples(pipeline: Language, rows: Iterable[Row]) -> list[Example]:
    """A row as a whole; and of a message without alarm also every passage, for none of them is a threat."""
    made: list[Example] = []
    for row in rows:
        reading = read_message(row.message)
        made.append(_example(pipeline, reading.text, labels_of(row)))
        if row.alarm is Alarm.NO:
            cut = passages(reading) if len(passages(reading)) > 1 else []
            innocent = {"threat": 0.0, "human": 0.0}
            made += [_example(pipeline, reading.text[one.start : one.end], innocent) for one in cut]
    return made


def _example(pipeline: Language, text: str, cats: dict[str, float]) -> Example:
    return Example.from_dict(pipeline.make_doc(text), {"cats": cats})


def train(rows: Sequence[Row], *, epochs: int = EPOCHS, length: int = LENGTH) -> Language:
    """A pipeline trained on rows, with a fixed seed."""
    fix_random_seed(SEED)
    pipeline = spacy.blank("xx")
    config: dict[str, Any] = {**_CONFIG, "model": {**_CONFIG["model"], "length": length}}  # type: ignore[dict-item]
    textcat = pipeline.add_pipe("textcat_multilabel", config=config)
    for label in LABELS:
        textcat.add_label(label)  # type: ignore[attr-defined]
    made = examples(pipeline, rows)
    pipeline.initialize(lambda: made)
    optimizer = Adam(RATE)
    for epoch in range(epochs):
        ordered = _shuffled(made, epoch)
        for start in range(0, len(ordered), BATCH):
            pipeline.update(ordered[start : start + BATCH], sgd=optimizer)
    return pipeline


def _shuffled(made: list[Example], epoch: int) -> list[Example]:
    """Another order each epoch, the same each time."""
    keyed = [(hashlib.sha256(f"{SEED}/{epoch}/{number}".encode()).digest(), one) for number, one in enumerate(made)]
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]


def fold_of(row: Row) -> int:
    """The fold a row belongs to, by its id."""
    return int(hashlib.sha256(row.id.encode()).hexdigest(), 16) % FOLDS


def held_out(rows: Sequence[Row]) -> list[tuple[Row, Scores]]:
    """Every row with the scores of a model that was trained on the other folds.

    Folds are by row, not by author: each author wrote another kind of mail, and a model that has never seen ordinary
    mail would choose the thresholds for the wrong job.
    """
    scored: list[tuple[Row, Scores]] = []
    for fold in range(FOLDS):
        model = Model(train([row for row in rows if fold_of(row) != fold]), Thresholds(), "")
        scored += [(row, model.scores(read_message(row.message))) for row in rows if fold_of(row) == fold]
    return scored


def thresholds(scored: Sequence[tuple[Row, Scores]]) -> Thresholds:
    """The lowest thresholds that stay within the budgets on ordinary messages."""
    ordinary = [scores for row, scores in scored if row.alarm is Alarm.NO]
    human = _lowest([scores.human for scores in ordinary], HUMAN_BUDGET)
    yes = _lowest([scores.threat for row, scores in scored if row.alarm is not Alarm.YES], YES_BUDGET)
    return Thresholds(human=human, yes=max(yes, human))


def _lowest(chances: list[float], budget: float) -> float:
    allowed = int(len(chances) * budget)
    return round(sorted(chances, reverse=True)[allowed] + 0.0005, 3)


def build(home: Path = HOME) -> dict[str, Any]:
    """Train, choose thresholds, evaluate, and write pipeline, metrics and card to `home`.

    All of it is made beside `home` and put in place at the end: a reader that starts meanwhile finds the old one.
    """
    rows = corpus.load(corpus.TRAIN)
    fresh = home.with_name(f"{home.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    chosen = thresholds(held_out(rows))
    train(rows).to_disk(fresh)
    metrics = _metrics(rows, chosen, digest(fresh))
    _write(fresh, metrics)
    metrics["test"] = evaluation.evaluate(Classifier(PhraseBook.load(), Model.load(fresh)), corpus.load(corpus.TEST))
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
        "test_digest": corpus.digest(corpus.TEST),
        "seed": SEED,
        "epochs": EPOCHS,
        "length": LENGTH,
        "thresholds": asdict(chosen),
        "budgets": {"human": HUMAN_BUDGET, "yes": YES_BUDGET},
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
