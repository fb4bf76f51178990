"""Learn what each clue of a wish weighs beside the model's opinion: ``python -m nlp.learning.weigh_intents``.

The model's opinion of an example is that of a model that did not know its author, made here for the purpose (folds by
author): of what it learned from, it is too sure. `--check` writes nothing and tells the share of right wishes on
authors left out, of the model alone and with the clues.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from casework.messages import PartKind
from nlp import corpus, wishes
from nlp.corpus import Row
from nlp.form.fields import fields_of, is_caribbean
from nlp.form.weighing import HOME
from nlp.learning.training import FEWEST_PIECES, FEWEST_RUNS, Example, examples, fit_label, tables, teaching
from nlp.learning.weigh_training import Case, check, labels_of, share_right, table_of, write
from nlp.linear.charwords import chosen
from nlp.linear.scoring import INTENTS
from nlp.text import read_message

FOLDS = 6


def opinions(made: Sequence[Example], folds: int = FOLDS) -> NDArray[np.float64]:
    """The chance of each intent for each example that has one, told by a model that did not know the author."""
    chances = np.zeros((len(made), len(INTENTS)))
    has = np.array([one.row.intent is not None for one in made])
    authors = [one.row.author for one in made]
    for known, unknown in GroupKFold(folds).split(made, groups=authors):
        grams = chosen([made[at].cut.words for at in known], fewest_pieces=FEWEST_PIECES, fewest_runs=FEWEST_RUNS)
        teachers, asked = ([at for at in side if has[at]] for side in (known, unknown))
        taught = [made[at] for at in teachers]
        laid, other = tables(grams, taught), tables(grams, [made[at] for at in asked])
        for number, label in enumerate(INTENTS):
            weights, start = fit_label(label, taught, laid)
            chances[asked, number] = 1 / (1 + np.exp(-(other.own @ weights + start)))
    return chances


def cases(rows: Sequence[Row]) -> Iterator[Case]:
    """One case per message with an intent."""
    made = examples(rows)
    names = [label.partition(":")[2] for label in INTENTS]
    for one, told in zip(made, opinions(made), strict=True):
        if one.row.intent:
            chances = dict(zip(names, told.tolist(), strict=True))
            yield Case(_clues(one.row, chances), one.row.intent, one.row.author)


def _clues(row: Row, chances: dict[str, float]) -> dict[str, float]:
    reading = read_message(row.message)
    fields = fields_of(row.message, reading, caribbean=is_caribbean(row.message, reading))
    return dict(wishes.clues(reading.folded_of(PartKind.SUBJECT, PartKind.NEW), len(fields.availability), chances))


def main() -> None:
    """Learn and write to ``nlp/weights``, or only check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; tell the share of right wishes")
    only_check = parser.parse_args().check
    told = list(cases([*teaching(), *corpus.load(corpus.TUNE)]))
    table = table_of(told, wishes.WEIGHTS)
    if only_check:
        alone = np.array([[one.features[f"model:{label}"] for label in labels_of(table)] for one in told])
        print(f"{share_right(table, alone):.3f} {share_right(table, check(table)):.3f}")  # noqa: T201 - for who trains
    else:
        write(table, HOME / f"{wishes.WEIGHTS}.json")


if __name__ == "__main__":
    main()
