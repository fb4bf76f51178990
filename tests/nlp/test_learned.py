"""The choice of the model in use, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from casework.errors import ReadingError
from nlp.learning.learned import BESIDE, Choice, choice, in_use, promote, rollback
from nlp.linear.scoring import METRICS, digest


def _candidate(models: Path, weights: str, beside: str | None = None) -> Path:
    home = models / "candidate"
    home.mkdir(parents=True)
    (home / "weights").write_text(weights)
    (home / METRICS).write_text(json.dumps({BESIDE: beside or digest()}))
    return home


def test_without_a_choice_the_shipped_model_reads(tmp_path: Path) -> None:
    """An empty folder, and none at all."""
    assert in_use(tmp_path).home is None
    assert in_use(tmp_path / "weg").text == "shipped model"


def test_a_promoted_model_is_in_use_and_the_former_stays_beside_it(tmp_path: Path) -> None:
    """Only the former: older ones go."""
    names = [promote(_candidate(tmp_path, weights), tmp_path) for weights in ("een", "twee", "drie")]
    assert in_use(tmp_path).home == tmp_path / names[2]
    assert choice(tmp_path) == Choice(names[2], names[1])
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == sorted(names[1:])


def test_rollback_puts_the_former_back_and_once_more_undoes_that(tmp_path: Path) -> None:
    """Back to the shipped model too, when that was the former."""
    first = promote(_candidate(tmp_path, "een"), tmp_path)
    assert rollback(tmp_path).home is None
    assert rollback(tmp_path).home == tmp_path / first
    second = promote(_candidate(tmp_path, "twee"), tmp_path)
    assert rollback(tmp_path).home == tmp_path / first
    assert (tmp_path / second).is_dir()


def test_there_is_no_way_back_from_nothing(tmp_path: Path) -> None:
    """It says so."""
    with pytest.raises(ReadingError, match="no model was learned"):
        rollback(tmp_path)


def test_promoting_the_same_model_again_keeps_the_former(tmp_path: Path) -> None:
    """Otherwise the way back would lead to itself."""
    first = promote(_candidate(tmp_path, "een"), tmp_path)
    second = promote(_candidate(tmp_path, "twee"), tmp_path)
    assert promote(_candidate(tmp_path, "twee"), tmp_path) == second
    assert choice(tmp_path) == Choice(second, first)


def test_a_model_learned_beside_another_shipped_one_is_not_taken(tmp_path: Path) -> None:
    """After an upgrade the shipped model is newer; and a model that is gone cannot be taken either."""
    name = promote(_candidate(tmp_path, "een", beside="0" * 64), tmp_path)
    assert in_use(tmp_path).home is None
    assert "train again" in in_use(tmp_path).text
    (tmp_path / name / METRICS).unlink()
    assert in_use(tmp_path).home is None
    assert "cannot be read" in in_use(tmp_path).text


@pytest.mark.parametrize("told", ["", "{", "[]", '{"in_use": "../../etc", "former": null}', '{"in_use": 7}'])
def test_a_broken_choice_is_the_shipped_model(told: str, tmp_path: Path) -> None:
    """And never a folder elsewhere."""
    (tmp_path / "in-use.json").write_text(told)
    assert in_use(tmp_path).home is None
