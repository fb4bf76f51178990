"""Learn the weights of `nlp.form.weighing` from the hand-written examples: ``python -m nlp.learning.weigh_training``.

One logistic regression per choice over readable features. `--check` first tells how good the choice is on authors left
out (ten folds by author); that is also how the thresholds in `senders` and `dates` were chosen. What ships is learned
from the authors of *train* and *tune* together. The test authors are not read.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from nlp import corpus, wishes
from nlp.corpus import Row
from nlp.form import housing, offering, senders, themes, whose
from nlp.form.dates import AMSTERDAM, EXAMINED, KRALENDIJK, clues, places_of, upcoming
from nlp.form.fields import case_of, is_caribbean, known_of
from nlp.form.source import source_of
from nlp.form.spotting import index_of
from nlp.form.weighing import HOME, Features
from nlp.measuring.field_figures import moment
from nlp.text import read_message

#: How little the weights of each choice are held back, chosen with `--check`; features seen in fewer cases, and weights
#: below, are left out.
FREEDOM = {offering.WEIGHTS: 0.2, housing.MOVE_WEIGHTS: 0.2, themes.WEIGHTS: 0.1, wishes.WEIGHTS: 0.05}
_FREEDOM = 0.5
FEWEST = 3
#: Of an author who notes domains, at least this share of the messages has one.
NOTED = 1 / 8
SMALLEST = 0.02
FOLDS = 10
#: The label of a case that is nothing of the kind; it needs no weights.
_NOT = "niet"


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one case, the right label, and who wrote it."""

    features: Features
    label: str
    author: str


def sender_cases(rows: Iterable[Row]) -> Iterator[Case]:
    """Who writes: one case per message that no machine sent."""
    for row in rows:
        kind = row.fields.get("sender_kind")
        case = case_of(row.message, read_message(row.message))
        if kind and kind != "systeem":
            yield Case(senders.features(case, senders.count(case)), kind, row.author)


def offer_cases(rows: Iterable[Row]) -> Iterator[Case]:
    """Is a day offered: one case per day to come that is named. Left out: messages whose days were noted in words."""
    for row in rows:
        right = set(map(moment, row.fields.get("availability") or ()))
        if all(one[:1].isdigit() for one in right):
            yield from _days(row, right)


def _days(row: Row, right: set[str]) -> Iterator[Case]:
    reading = read_message(row.message)
    folded = source_of(reading).folded[:EXAMINED]
    zone = KRALENDIJK if is_caribbean(row.message, reading) else AMSTERDAM
    now = row.message.received_at.astimezone(zone)
    named = upcoming(folded, now, index_of(folded))
    common = offering.shared(folded, places_of(named), row.fields.get("sender_kind"))
    for one, found in zip(named, clues(folded, named, now), strict=True):
        label = offering.OFFERED if moment(one.iso(zone)) in right else _NOT
        yield Case({**common, **found}, label, row.author)


def mark_cases(rows: Iterable[Row]) -> Iterator[Case]:
    """Has the house the PKVW certificate: one case per place where that is named."""
    labels: dict[Any, str] = {True: housing.HAS, False: housing.HAS_NOT}
    for row in rows:
        label = labels.get(row.fields.get("pkvw"), _NOT)
        for _, features in housing.marks(source_of(read_message(row.message))):
            yield Case(features, label, row.author)


def function_cases(rows: Iterable[Row]) -> Iterator[Case]:
    """Whose function is named: one case per function that a message names or points at."""
    for row in rows:
        right = row.fields.get("function")
        for told in whose.named(known_of(row.message, read_message(row.message))):
            yield Case(told.features, whose.HIS if told.function.value == right else _NOT, row.author)


def move_cases(rows: Iterable[Row]) -> Iterator[Case]:
    """Does the person move: one case per place that may tell so."""
    for row in rows:
        label = housing.MOVES if row.fields.get("moving") else _NOT
        for _, features in housing.moves(source_of(read_message(row.message))):
            yield Case(features, label, row.author)


def domain_cases(rows: Iterable[Row]) -> Iterator[Case]:
    """Which domains a message is about, with a space between them: one case per message.

    Left out: authors who hardly noted any. Their empty field does not say that a message is about nothing.
    """
    given = list(rows)
    noted = Counter(row.author for row in given if row.fields.get("domains"))
    of = Counter(row.author for row in given)
    for row in (one for one in given if noted[one.author] >= NOTED * of[one.author]):
        source = source_of(read_message(row.message))
        label = " ".join(row.fields.get("domains") or (_NOT,))
        yield Case(themes.clues(source, themes.named(themes.DOMAINS, source)), label, row.author)


CHOICES: dict[str, Callable[[Iterable[Row]], Iterator[Case]]] = {
    senders.WEIGHTS: sender_cases,
    offering.WEIGHTS: offer_cases,
    housing.WEIGHTS: mark_cases,
    housing.MOVE_WEIGHTS: move_cases,
    whose.WEIGHTS: function_cases,
    themes.WEIGHTS: domain_cases,
}


@dataclass(frozen=True, slots=True)
class Table:
    """Cases of a choice as numbers: a row per case, a column per feature that enough cases have."""

    choice: str
    names: list[str]
    values: sparse.csr_matrix
    labels: NDArray[np.str_]
    authors: NDArray[np.str_]


def table_of(cases: list[Case], choice: str = "") -> Table:
    """The cases of one choice as a table."""
    vectors = DictVectorizer()
    values = vectors.fit_transform([case.features for case in cases]).tocsr()
    often = np.flatnonzero(values.getnnz(axis=0) >= FEWEST)
    names = [vectors.feature_names_[number] for number in often]
    labels, authors = (np.array([getattr(case, name) for case in cases]) for name in ("label", "author"))
    return Table(choice, names, values[:, often], labels, authors)


def learned(table: Table, label: str, rows: NDArray[np.int64]) -> LogisticRegression:
    """The regression of one label against the rest, on some rows."""
    model = LogisticRegression(C=FREEDOM.get(table.choice, _FREEDOM), solver="liblinear", random_state=0)
    return model.fit(table.values[rows], has(table, label)[rows])


def has(table: Table, label: str) -> NDArray[np.bool_]:
    """Which rows have a label; a case may have several."""
    return np.array([label in one.split(" ") for one in table.labels])


def labels_of(table: Table) -> list[str]:
    """The labels that get weights."""
    return sorted({label for one in set(table.labels) for label in one.split(" ")} - {_NOT})


def write(table: Table, path: Path) -> None:
    """Learn from all rows and write the weights as text, a line per feature."""
    labels = labels_of(table)
    models = [learned(table, label, np.arange(len(table.labels))) for label in labels]
    columns = np.array([model.coef_[0] for model in models]).round(3).T
    kept = {
        name: column.tolist()
        for name, column in zip(table.names, columns, strict=True)
        if np.abs(column).max() >= SMALLEST
    }
    starts = [round(float(model.intercept_[0]), 3) for model in models]
    data = {"labels": labels, "starts": starts, "weights": dict(sorted(kept.items()))}
    path.write_text(_lines(json.dumps(data, ensure_ascii=False)) + "\n", encoding="utf-8")


def _lines(text: str) -> str:
    return text.replace("], ", "],\n")


def check(table: Table, folds: int = FOLDS) -> NDArray[np.float64]:
    """The chance of each label for each row, told by weights that were not learned from that row's author."""
    chances = np.zeros((len(table.labels), len(labels_of(table))))
    for known, unknown in GroupKFold(folds).split(table.values, groups=table.authors):
        for number, label in enumerate(labels_of(table)):
            chances[unknown, number] = learned(table, label, known).predict_proba(table.values[unknown])[:, 1]
    return chances


def main() -> None:
    """Learn every choice and write it to ``nlp/weights``, or only check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; tell the share of right choices")
    only_check = parser.parse_args().check
    rows = [*corpus.load(corpus.TRAIN), *corpus.load(corpus.TUNE)]
    for name, cases_of in CHOICES.items():
        table = table_of(list(cases_of(rows)), name)
        if only_check:
            print(name, f"{share_right(table, check(table)):.3f}")  # noqa: T201 - the person who trains wants to see it
        else:
            write(table, HOME / f"{name}.json")


def share_right(table: Table, chances: NDArray[np.float64]) -> float:
    """The share of cases with the right label; with one label, a chance of a half or more tells it."""
    labels = labels_of(table)
    if len(labels) == 1:
        return float(((chances[:, 0] >= 1 / 2) == (table.labels == labels[0])).mean())
    return float((np.array(labels)[chances.argmax(axis=1)] == table.labels).mean())


if __name__ == "__main__":
    main()
