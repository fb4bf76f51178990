"""Weighing clues with learned weights."""

from __future__ import annotations

from casework.assessment import Intent
from nlp import corpus, wishes
from nlp.form import housing, offering, senders, themes, whose
from nlp.form.weighing import HOME, Weights, weights
from nlp.learning.weigh_training import CHOICES, check, labels_of, table_of


def test_weights_add_up_to_chances() -> None:
    """Each feature adds its weight to each label; an unknown feature adds nothing."""
    scale = Weights(("ja", "nee"), (0.0, -1.0), {"kan": (2.0, 1.0)})
    assert scale.chances({"onbekend": 1.0})["ja"] == 0.5
    assert scale.chances({"kan": 1.0})["ja"] > 0.85
    assert scale.chances({"kan": 1.0})["nee"] == 0.5


def test_every_choice_has_its_weights() -> None:
    """What ships can be read, and has the labels that are asked for."""
    assert set(weights(senders.WEIGHTS).labels) == {"bestuurder", "werkgever", "derde"}
    assert weights(offering.WEIGHTS).labels == (offering.OFFERED,)
    assert weights(housing.MOVE_WEIGHTS).labels == (housing.MOVES,)
    assert weights(whose.WEIGHTS).labels == (whose.HIS,)
    assert set(weights(themes.WEIGHTS).labels) == {name for name, _ in themes.DOMAINS}
    assert set(weights(wishes.WEIGHTS).labels) == {intent.value for intent in Intent}
    assert {*CHOICES, wishes.WEIGHTS} == {path.stem for path in HOME.glob("*.json")}


def test_weights_are_judged_on_authors_they_do_not_know() -> None:
    """Two authors are enough to see that a check leaves one out: every row gets a chance of every label."""
    rows = corpus.load(corpus.TUNE)[::6]
    table = table_of(list(CHOICES[senders.WEIGHTS](rows)))
    chances = check(table, folds=3)
    assert chances.shape == (len(table.labels), len(labels_of(table)))
    assert (chances > 0).all()


def test_who_hardly_noted_domains_teaches_none() -> None:
    """An empty field tells something only where its author fills it in: a18 does, a17 hardly ever did."""
    rows = [row for row in corpus.load(corpus.TRAIN) if row.author in ("a17", "a18")]
    assert {case.author for case in CHOICES[themes.WEIGHTS](rows)} == {"a18"}
