"""How far careful readers agree about the test messages: ``python -m nlp.learning.agreement``.

Labellers apart from the authors read every message of the test authors again, with the definitions of the data card and
without the authors' answers; where a second one differed, a third one read it. What people do not agree upon no reader
can get right: their agreement is the ceiling of its figures.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from nlp import corpus
from nlp.corpus import Row

SECOND = corpus.ASSETS / "second" / "test.tsv"
#: An answer, of the author or of a labeller; no intent is the empty text.
Answers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of so many messages the second labeller gave the author's answer in `same`; beyond chance it is `kappa` (Cohen).

    `overruled` is where the third one took the second one's side.
    """

    same: int
    of: int
    kappa: float
    overruled: int


def second_labels(path: Path = SECOND) -> dict[str, dict[str, Answers]]:
    """The answers by labeller ("second", "third") and message id. Raises KeyError when a column is missing."""
    found: dict[str, dict[str, Answers]] = {"second": {}, "third": {}}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t"):
            found[line["labeller"]][line["id"]] = {name: line[name] for name in QUESTIONS}
    return found


def agreements(rows: Sequence[Row], labels: dict[str, dict[str, Answers]]) -> dict[str, Agreement]:
    """By question; the intent only where the author noted one."""
    return {
        name: _agreement(name, [row for row in rows if name != "intent" or row.intent], labels) for name in QUESTIONS
    }


def _agreement(name: str, rows: Sequence[Row], labels: dict[str, dict[str, Answers]]) -> Agreement:
    author = [QUESTIONS[name](row) for row in rows]
    second = [labels["second"][row.id][name] for row in rows]
    third = [labels["third"].get(row.id, {}).get(name) for row in rows]
    return Agreement(
        same=sum(one == other for one, other in zip(author, second, strict=True)),
        of=len(rows),
        kappa=float(cohen_kappa_score(author, second)),
        overruled=sum(one != two == three for one, two, three in zip(author, second, third, strict=True)),
    )


QUESTIONS: dict[str, Callable[[Row], str]] = {
    "alarm": lambda row: row.alarm.value,
    "route": lambda row: row.route.value,
    "intent": lambda row: row.intent or "",
}


def main() -> None:
    """Print it."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    for name, one in agreements(corpus.load(corpus.TEST), second_labels()).items():
        print(  # noqa: T201 - this is what the command is for
            f"{name}: {one.same}/{one.of} the same ({one.same / one.of:.1%}, kappa {one.kappa:.2f}); "
            f"{one.overruled} where a third one sides with the second"
        )


if __name__ == "__main__":
    main()
