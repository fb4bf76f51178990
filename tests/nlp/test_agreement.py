"""What labellers apart from the authors say of the test messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp import corpus
from nlp.learning.agreement import agreements, second_labels

CARD = corpus.ASSETS / "README.md"
NAMES = {"alarm": "alarm", "route": "route", "intent": "bedoeling"}


def test_every_test_message_was_read_twice_and_the_doubtful_ones_thrice() -> None:
    """Nobody picked the messages."""
    rows, labels = corpus.load(corpus.TEST), second_labels()
    assert set(labels["second"]) == {row.id for row in rows}
    differ = {row.id for row in rows if labels["second"][row.id]["route"] != row.route.value}
    assert differ
    assert differ <= set(labels["third"])


def test_the_data_card_tells_how_far_they_agree() -> None:
    """Counted again from the files."""
    card = CARD.read_text(encoding="utf-8")
    for name, one in agreements(corpus.load(corpus.TEST), second_labels()).items():
        share = f"{one.same / one.of:.1%}".replace(".", ",").replace("%", " %")
        kappa = f"{one.kappa:.2f}".replace(".", ",")
        assert f"| {NAMES[name]} | {one.same} van {one.of} ({share}) | {kappa} | {one.overruled} |" in card


def test_agreement_beyond_chance_is_told(tmp_path: Path) -> None:
    """Two who always say "no" agree, and it means nothing; the third one decides what was differed about."""
    rows = corpus.load(corpus.TEST)[:40]
    lines = ["id\tlabeller\talarm\troute\tintent"]
    lines += [f"{row.id}\tsecond\tno\t{row.route.value}\t{row.intent or ''}" for row in rows]
    lines += [f"{row.id}\tthird\tno\t{row.route.value}\t" for row in rows]
    (tmp_path / "l.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = agreements(rows, second_labels(tmp_path / "l.tsv"))
    threats = sum(row.alarm.value != "no" for row in rows)
    assert 0 < threats < len(rows)
    assert (found["alarm"].same, found["alarm"].overruled) == (len(rows) - threats, threats)
    assert found["alarm"].kappa == pytest.approx(0.0)
    assert (found["route"].kappa, found["route"].overruled) == (pytest.approx(1.0), 0)
