"""Train the model again from the hand-written examples: ``python -m nlp.learning.training``.

Three splits by author. *train* teaches, with the dialogues that the conversation was built on; *tune* chooses the
thresholds and calibrates, and then teaches as well: its authors are halved, and each half is judged by a model that
learned from the other (cross-fitting, Stone 1974). *test* is judged only after everything is decided. The same examples
give the same model, bit for bit, on the same machine.

A logistic regression per label (liblinear, Fan et al. 2008) over the features of ``nlp.linear.charwords``, whose
weights are then put into the spaCy pipeline that ships. For the threat each feature is first stretched by the
root of how much more often it stands on one side than on the other (Wang and Manning 2012).
"""

from __future__ import annotations

import argparse
import json
import shutil
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from spacy.language import Language

from casework.assessment import Alarm
from nlp import corpus
from nlp.classifier import Classifier
from nlp.corpus import Row
from nlp.learning import card, conversations
from nlp.linear.charwords import Grams, Values, bare, chosen, tokens
from nlp.linear.pipeline import pipeline
from nlp.linear.scoring import (
    CARD,
    HARD,
    HOME,
    LABELS,
    METRICS,
    ROUTES,
    WHOLE,
    WINDOW,
    Cut,
    Model,
    Thresholds,
    cut,
    digest,
)
from nlp.measuring import figures
from nlp.measuring.figures import Judged
from nlp.text import fold, read_message
from nlp.threat.phrases import PhraseBook
from nlp.transformer.network import shared

#: In how many messages a piece of a word, and a run of words, must stand to be looked at.
FEWEST_PIECES, FEWEST_RUNS = 3, 2
#: How little the weights are held back: of a threat in the whole and in a window, and of all else.
THREAT_FREEDOM, WINDOW_FREEDOM, FREEDOM = 6.0, 2.0, 10.0
_ROUNDS, _CLOSE = 60, 0.03
#: How many of the threats of the tune authors phrases and model must see together, as a share; and for how many of the
#: messages that are no threat, ordinary and hard, the model may sound an alarm. A needless look costs a minute, a
#: needless alarm somebody's night, a miss a life.
CAUGHT, YES_BUDGET, HARD_BUDGET = 0.99, 0.01, 0.08
#: Of how many of their threats that the phrases do not see the transformer must be asked, as a share.
ASKED = 0.997
#: A sentence holds the deciding words of a message when it has this share of them.
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Example:
    """A message cut for the model, and which of its windows decide: True, False, or None where nobody noted it."""

    row: Row
    cut: Cut
    deciding: tuple[bool | None, ...]


def examples(rows: Sequence[Row]) -> list[Example]:
    """Every row that says anything."""
    return [one for row in rows if (one := _example(row)).cut.windows]


def _example(row: Row) -> Example:
    made = cut_row(row)
    return Example(row, made, tuple(_answers(row, made)))


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    return PhraseBook.load()


def cut_row(row: Row) -> Cut:
    """A row as the model takes it."""
    reading = read_message(row.message)
    return cut(reading, _book().find(reading.folded))


def _answers(row: Row, made: Cut) -> Iterator[bool | None]:
    """A message that is no threat has no window that is; of a threat those with its deciding words are."""
    wanted = {bare(word) for word in tokens(fold(row.kern or ""))}
    shared = [len(wanted.intersection(map(bare, made.words[slice(*one.words)]))) for one in made.windows]
    most = max(shared, default=0)
    for count in shared:
        if row.alarm is Alarm.NO:
            yield False
        else:
            yield count >= _SHARE * most if row.alarm is Alarm.YES and most else None


@dataclass(frozen=True, slots=True)
class Tables:
    """What the labels learn from: messages whole, the writers' own words, and windows, a row each."""

    whole: sparse.csr_matrix
    own: sparse.csr_matrix
    windows: sparse.csr_matrix


def tables(grams: Grams, made: Sequence[Example]) -> Tables:
    """Lay out all examples."""
    whole, own, windows = [], [], []
    for one in made:
        laid = grams.lay(one.cut.words)
        texts = [one.cut.whole, one.cut.own, *((window.words,) for window in one.cut.windows)]
        table = sparse.csr_matrix(grams.table(laid, texts))
        wide = sparse.csr_matrix((table.data, laid.known[table.indices], table.indptr), (len(texts), len(grams.keys)))
        whole.append(wide[0])
        own.append(wide[1])
        windows.append(wide[2:])
    return Tables(*(sparse.vstack(rows).tocsr() for rows in (whole, own, windows)))


def train(rows: Sequence[Row]) -> Language:
    """A pipeline trained on rows."""
    made = examples(rows)
    known = [one.cut.words for one in made if one.row.stratum not in conversations.TURNS]  # they say nothing new
    grams = chosen(known, fewest_pieces=FEWEST_PIECES, fewest_runs=FEWEST_RUNS)
    laid = tables(grams, made)
    fitted = [fit_label(label, made, laid) for label in LABELS]
    weights = np.array([weights for weights, _ in fitted], dtype="float32")
    return pipeline(LABELS, grams, weights, np.array([start for _, start in fitted], dtype="float32"))


def fit_label(label: str, made: Sequence[Example], laid: Tables) -> tuple[Values, float]:
    """The weights of a label over the table of features, and its start, learned from examples laid out."""
    if label == WINDOW:
        told = [one for example in made for one in example.deciding]
        known = np.array([one is not None for one in told])
        return _stretched(laid.windows[known], np.array([one for one in told if one is not None]), WINDOW_FREEDOM)
    if label == WHOLE:
        known = np.array([one.row.alarm is not Alarm.HUMAN for one in made])
        answers = np.array([one.row.alarm is Alarm.YES for one in made])
        return _stretched(laid.whole[known], answers[known], THREAT_FREEDOM)
    if label == HARD:
        known = np.array([_tells_apart(one.row) for one in made])
        answers = np.array([one.row.alarm is Alarm.YES for one in made])
        return _stretched(laid.whole[known], answers[known], THREAT_FREEDOM)
    if label in ROUTES:
        known = np.array([one.row.stratum not in conversations.TURNS for one in made])
        return _fitted(laid.whole[known], np.array([label in _routes(one.row) for one in made])[known], FREEDOM)
    known = np.array([one.row.intent is not None for one in made])
    return _fitted(laid.own[known], np.array([label == f"intent:{one.row.intent}" for one in made])[known], FREEDOM)


def _tells_apart(row: Row) -> bool:
    """A threat, or an innocent message that looks like one.

    No conversation: there are only threats among them, and what was learned would be that a chat is one.
    """
    if row.stratum in conversations.STRATA:
        return False
    return row.alarm is Alarm.YES or (row.alarm is Alarm.NO and figures.is_hard(row))


def _stretched(table: sparse.csr_matrix, answers: NDArray[np.bool_], freedom: float) -> tuple[Values, float]:
    """As `_fitted`, features that tell the sides apart first."""
    there = table > 0
    yes, no = (1.0 + np.asarray(there[side].sum(axis=0)).ravel() for side in (answers, ~answers))
    stretch = np.sqrt(np.abs(np.log(yes / yes.sum()) - np.log(no / no.sum())))
    weights, start = _fitted(table @ sparse.diags(stretch), answers, freedom)
    return (weights * stretch).astype("float32"), start


def _routes(row: Row) -> set[str]:
    """Where a message goes, and where else: a threat may sit in the mail about an appointment."""
    return {f"route:{route.value}" for route in (row.route, *row.also)}


def _fitted(table: sparse.csr_matrix, answers: NDArray[np.bool_], freedom: float) -> tuple[Values, float]:
    """The weights of one label; a label nobody has, or everybody, is never given."""
    if answers.all() or not answers.any():
        return np.zeros(table.shape[1], dtype="float32"), -8.0
    model = LogisticRegression(
        C=freedom, solver="liblinear", dual=True, max_iter=_ROUNDS, tol=_CLOSE, class_weight="balanced", random_state=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # near enough: more rounds change no figure
        model.fit(table, answers)
    return model.coef_[0].astype("float32"), float(model.intercept_[0])


def raw_scores(model: Model, rows: Sequence[Row]) -> NDArray[np.float64]:
    """The raw scores of each row, as `nlp.linear.scoring.Raw` has them, and that of the transformer behind them.

    No words: as if nothing was there.
    """
    return np.array([_raw(model, cut_row(row)) for row in rows])


def _raw(model: Model, given: Cut) -> tuple[float, ...]:
    found = model.raw(given)
    return (*found.threat, model.deep(given, found)) if found else (-8.0,) * 5


def floors(rows: Sequence[Row]) -> NDArray[np.int64]:
    """The rank of the alarm that the phrases alone give, row by row."""
    reader = Classifier(_book(), None)
    return np.array([reader.floor(row.message).rank for row in rows])


def thresholds(raw: NDArray[np.float64], rows: Sequence[Row], floor: NDArray[np.int64]) -> Thresholds:
    """Chances out of raw scores; from where a human looks so that CAUGHT is met, and from where the alarm sounds.

    `raw` has the five columns of `raw_scores`, `floor` is the rank of what the phrases alone say.
    """
    ranks = np.array([row.alarm.rank for row in rows])
    hard = np.array([figures.is_hard(row) for row in rows])
    threats, calm = ranks == Alarm.YES.rank, ranks == Alarm.NO.rank
    whole, window, offset = _platt(raw[:, :2], threats)
    made = Thresholds(whole=whole, window=window, offset=offset)
    twins = threats | (calm & hard)
    shallow = made.chance(raw[:, 0], raw[:, 1])
    asked = float(np.sort(np.where(floor > 0, 1.0, shallow)[threats])[int(threats.sum() * (1 - ASKED))])
    deep = [0, 1, 4]
    made = replace(
        made, asked=round(asked, 4), deep=_platt(raw[:, deep], threats), sure=_platt(raw[twins], threats[twins])
    )
    chances = np.where(shallow < made.asked, shallow, made.deep_chance(*raw[:, deep].T))
    sure = made.surety(list(raw.T))
    human = float(np.sort(np.where(floor > 0, 1.0, chances)[threats])[int(threats.sum() * (1 - CAUGHT))])
    told = np.where(floor == Alarm.YES.rank, 1.0, np.where(chances < human, 0.0, sure))
    yes = max(_from_where(told[calm & ~hard], YES_BUDGET), _from_where(told[calm & hard], HARD_BUDGET))
    return replace(made, human=round(human - 0.0005, 3), yes=round(min(yes, 0.9985) + 0.0005, 3))


def _platt(raw: NDArray[np.float64], answers: NDArray[np.bool_]) -> list[float]:
    """The weight of each column, and the offset."""
    fitted = LogisticRegression(C=1e6).fit(raw, answers)
    return [round(float(one), 4) for one in (*fitted.coef_[0], fitted.intercept_[0])]


def _from_where(told: NDArray[np.float64], budget: float) -> float:
    """The threshold above which no more than a share of these lie."""
    return float(np.sort(told)[::-1][int(len(told) * budget)]) if len(told) else 0.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A pipeline with its thresholds, and models that did not know the tune messages they are to be judged by."""

    pipeline: Language
    limits: Thresholds
    halves: tuple[tuple[Model, Sequence[Row]], ...]


def choose(train_rows: Sequence[Row], tune: Sequence[Row]) -> Chosen:
    """Train on all, with thresholds for messages that no model knew."""
    deep = shared()
    halves = [(Model(train([*train_rows, *other]), Thresholds(), "", deep), half) for half, other in _halves(tune)]
    rows = [row for _, half in halves for row in half]
    raw = np.concatenate([raw_scores(model, half) for model, half in halves if half])
    return Chosen(train([*train_rows, *tune]), thresholds(raw, rows, floors(rows)), tuple(halves))


def _halves(tune: Sequence[Row]) -> Iterator[tuple[list[Row], list[Row]]]:
    """Two halves by author, each with the other."""
    first = set(sorted({row.author for row in tune})[::2])
    halves = [row for row in tune if row.author in first], [row for row in tune if row.author not in first]
    yield halves
    yield halves[1], halves[0]


def teaching() -> list[Row]:
    """What teaches: the messages of the train authors, and the dialogues the conversation was built on."""
    return [*corpus.load(corpus.TRAIN), *conversations.load()]


def build(home: Path = HOME) -> dict[str, Any]:
    """Train, choose thresholds, evaluate, and write pipeline, metrics and card to `home`.

    All of it is made beside `home` and put in place at the end: a reader that starts meanwhile finds the old one.
    """
    rows, tune = teaching(), corpus.load(corpus.TUNE)
    fresh = home.with_name(f"{home.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    made = choose(rows, tune)
    made.pipeline.to_disk(fresh)
    metrics = _metrics([*rows, *tune], made.limits, fresh)
    _write(fresh, metrics)
    metrics["tune"] = _report(one for model, half in made.halves for one in _judge(model, made.limits, half))
    metrics["test"] = judged(Classifier(_book(), Model.load(fresh)), corpus.load(corpus.TEST))
    _write(fresh, metrics)
    (fresh / CARD).write_text(card.card(metrics), encoding="utf-8")
    shutil.rmtree(home, ignore_errors=True)
    fresh.rename(home)
    return metrics


def _judge(model: Model, limits: Thresholds, rows: Sequence[Row]) -> Iterator[Judged]:
    model.thresholds = limits
    reader = Classifier(_book(), model)
    return ((row, reader.assess(row.message)) for row in rows)


def _report(told: Iterable[Judged]) -> dict[str, Any]:
    """The figures, small groups together."""
    made = figures.report(list(told), "")
    return replace(made, groups={by: figures.gathered(one) for by, one in made.groups.items()}).as_json()


def judged(reader: Classifier, rows: Sequence[Row]) -> dict[str, Any]:
    """The figures of a reader on rows."""
    return _report((row, reader.assess(row.message)) for row in rows)


def _metrics(rows: Sequence[Row], chosen_limits: Thresholds, fresh: Path) -> dict[str, Any]:
    return {
        "model": digest(fresh),
        "train": corpus.digest(corpus.TRAIN),
        "dialogues": corpus.digest(conversations.DIALOGUES),
        "train_rows": len(rows),
        "authors": sorted({row.author for row in rows}),
        "tune_digest": corpus.digest(corpus.TUNE),
        "test_digest": corpus.digest(corpus.TEST),
        "thresholds": asdict(chosen_limits),
        "aims": {"caught": CAUGHT, "false_alarms": YES_BUDGET, "false_alarms_hard": HARD_BUDGET},
    }


def _write(home: Path, metrics: dict[str, Any]) -> None:
    (home / METRICS).write_text(
        json.dumps(metrics, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def main() -> None:
    """Train into ``nlp/model`` or the folder given."""
    parser = argparse.ArgumentParser(description=build.__doc__)
    parser.add_argument("--home", type=Path, default=HOME)
    metrics = build(parser.parse_args().home)
    for split in ("tune", "test"):
        for name, share in metrics[split]["shares"].items():
            print(f"{split} {name}: {share['hits']}/{share['of']}")  # noqa: T201 - the person who trains wants to see it


if __name__ == "__main__":
    main()
