"""Which model is in use: the one that came with the project, or one that was learned here from corrections.

A folder (`models` in the data folder) holds each learned model under the beginning of its hash, and `in-use.json` that
says which is in use and which was before. That file is replaced at once, so a reader never finds half a choice.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from casework.errors import ReadingError
from nlp.linear.scoring import METRICS, digest

_CHOICE = "in-use.json"
#: What a model that was learned notes about the shipped one it was learned beside.
BESIDE = "beside"
_NAME = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """Names of learned models; None is the shipped one."""

    in_use: str | None = None
    former: str | None = None


@dataclass(frozen=True, slots=True)
class InUse:
    """The folder of the model in use (None: the shipped one), and a line about it for people."""

    home: Path | None
    text: str


def in_use(models: Path) -> InUse:
    """The model for the reader to take: never one that is gone, or was learned beside another shipped model."""
    name = choice(models).in_use
    if name is None:
        return InUse(None, "shipped model")
    home = models / name
    try:
        beside = json.loads((home / METRICS).read_text(encoding="utf-8"))[BESIDE]
    except (OSError, ValueError, KeyError, TypeError):
        return InUse(None, f"shipped model; the learned model {name} cannot be read")
    if beside != digest():
        return InUse(None, f"shipped model; the learned model {name} is older than it: train again")
    return InUse(home, f"learned model {name}")


def choice(models: Path) -> Choice:
    """What was chosen; a file that is not there, or not what it should be, chooses the shipped model."""
    try:
        told = json.loads((models / _CHOICE).read_text(encoding="utf-8"))
        return Choice(_name(told["in_use"]), _name(told["former"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Choice()


def promote(candidate: Path, models: Path) -> str:
    """Put a trained model in use; returns its name. The former is kept, older ones are removed. Raises ReadingError."""
    name, former = digest(candidate)[:_NAME], choice(models).in_use
    try:
        models.mkdir(parents=True, exist_ok=True)
        if candidate != models / name:
            shutil.rmtree(models / name, ignore_errors=True)
            shutil.move(candidate, models / name)
        kept = former if former != name else choice(models).former
        _choose(models, Choice(name, kept))
        for old in models.iterdir():
            if old.is_dir() and old.name not in (name, kept):
                shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise ReadingError(f"the model cannot be put in {models}: {error.strerror}") from error
    return name


def rollback(models: Path) -> InUse:
    """Put the former model back in use; once more undoes that. Raises ReadingError when there is none."""
    was = choice(models)
    if was == Choice():
        raise ReadingError("no model was learned here: there is no former one to put back")
    try:
        _choose(models, Choice(was.former, was.in_use))
    except OSError as error:
        raise ReadingError(f"the choice cannot be written in {models}: {error.strerror}") from error
    return in_use(models)


def _choose(models: Path, chosen: Choice) -> None:
    fresh = models / f"{_CHOICE}.new"
    fresh.write_text(json.dumps(asdict(chosen)) + "\n", encoding="utf-8")
    fresh.replace(models / _CHOICE)


def _name(told: object) -> str | None:
    """A name is the beginning of a hash: what is anything else leads out of the folder."""
    if told is None or (isinstance(told, str) and len(told) == _NAME and told.isalnum()):
        return told
    raise ValueError("no name of a model")
