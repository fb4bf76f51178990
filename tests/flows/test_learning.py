"""`weerbaar train --with-corrections`: learning, and refusing to unlearn."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from casework.assessment import Alarm
from casework.corrections import Opinion
from flows.commands.learning import learn
from flows.runtime import Runtime
from flows.settings import Settings
from flows.steps.correct import correct
from flows.steps.decide import Done
from nlp import corpus
from nlp.classifier import Classifier
from nlp.corpus import Row
from nlp.learning.corrections import Splits, hold_trial, known_readers, train_candidate
from nlp.learning.learned import choice, in_use, rollback
from nlp.measuring import gate
from tests.forked import weerbaar

Take = Callable[..., Done]

VEILED = "Vannacht stond er weer een krat met lege flessen en een foto van onze voordeur bij het tuinhek"


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """SQLite alone: what is learned does not depend on where the corrections lay."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'weerbaar.db')}"


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """A part of the examples that a small model learns in seconds."""
    return corpus.load(corpus.TRAIN)[::80]


def _corrected(runtime: Runtime, take: Take, opinion: Opinion, text: str = VEILED) -> str:
    number = take(text, f"a{len(text)}@x.example").case or ""
    correct(runtime, number, opinion, reason="ik ken dit", by="A. Secretaris", now=runtime.clock())
    return number


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_model_that_misses_nothing_known_takes_over_and_can_be_put_back(
    runtime: Runtime, take: Take, rows: list[Row], tmp_path: Path
) -> None:
    """The desk takes it at its next start, and the shipped one when it is gone; no word of a message lies beside it."""
    told: list[str] = []
    settings = Settings(data_dir=tmp_path)
    _corrected(runtime, take, Opinion.THREAT)
    assert learn(runtime, settings.models, told.append, _easy(rows))
    used = in_use(settings.models)
    assert used.home
    assert used.home == settings.models / (choice(settings.models).in_use or "")
    assert "in use from the next start" in told[-1]
    shipped = Classifier.load().version
    assert Runtime(settings, runtime.database).classifier.version not in (shipped, "phrases only")
    assert b"tuinhek" not in _files(settings.models)
    (used.home / "config.cfg").unlink()
    assert Runtime(settings, runtime.database).classifier.version == shipped
    assert rollback(settings.models).home is None


def _easy(rows: list[Row]) -> Splits:
    """Splits in which nothing stands but what was learned: a small model can keep them."""
    return Splits(rows, rows, (), ())


def test_a_model_that_misses_a_known_threat_is_refused_and_named(
    runtime: Runtime, take: Take, rows: list[Row], tmp_path: Path
) -> None:
    """A small model sees less than the shipped one in the threats of another author; nothing is put in use."""
    told: list[str] = []
    _corrected(runtime, take, Opinion.AGREE)
    hidden = [row for row in corpus.load(corpus.TUNE) if row.alarm is Alarm.YES and "noword" in row.stratum]
    assert not learn(runtime, tmp_path, told.append, Splits(rows, rows, hidden, ()))
    named = [row.id for row in hidden if f"mist {row.id} (test), gezien door meegeleverd" in told[-1]]
    assert named
    assert "ziet minder dreigingen dan meegeleverd (test)" in told[-1]
    assert in_use(tmp_path).home is None


def test_a_model_that_misses_what_a_human_called_a_threat_is_refused(rows: list[Row], tmp_path: Path) -> None:
    """Also when no reader sees it."""
    known = known_readers(None)
    train_candidate(_easy(rows), known, tmp_path / "candidate")
    calm = next(
        row for row in rows if row.alarm is Alarm.NO and known["meegeleverd"].assess(row.message).alarm is Alarm.NO
    )
    said = replace(calm, alarm=Alarm.YES)
    trial = hold_trial(tmp_path / "candidate", known, replace(_easy(rows), corrected=[said]), gate.load()[0])
    assert trial.refusals == (f"mist {calm.id} (correcties), gezien door een mens",)


def test_a_threat_like_ordinary_mail_makes_no_reader_that_shouts_at_everything(
    runtime: Runtime, take: Take, rows: list[Row], tmp_path: Path
) -> None:
    """The threshold goes down for the one, and the gate refuses what that does to the many."""
    told: list[str] = []
    calm = [row for row in rows if row.alarm is Alarm.NO]
    _corrected(runtime, take, Opinion.THREAT, "Graag een afspraak voor een woningscan, het liefst in de ochtend.")
    for number in range(12):
        _corrected(runtime, take, Opinion.AGREE, f"Graag een afspraak voor een woningscan{' ' * number}.")
    assert not learn(runtime, tmp_path, told.append, Splits(calm, rows, calm, ()))
    assert "onder de drempel van gate.toml: needless_looks" in told[-1]


def test_without_corrections_there_is_nothing_to_learn(runtime: Runtime, tmp_path: Path) -> None:
    """Nothing is trained, nothing is written."""
    told: list[str] = []
    assert learn(runtime, tmp_path / "modellen", told.append)
    assert "nothing to learn" in told[-1]
    assert not (tmp_path / "modellen").exists()


def test_rolling_back_what_was_never_learned_says_so(tmp_path: Path) -> None:
    """And training without saying what is misuse."""
    done = weerbaar("train", "--rollback", folder=tmp_path)
    assert (done.returncode, "no former one" in done.stderr) == (1, True)
    assert weerbaar("train", folder=tmp_path).returncode == 2
