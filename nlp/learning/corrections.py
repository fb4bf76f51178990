"""Learning from corrections: a model is trained again with them, and may take over only if it misses nothing known.

The corrected messages stay in memory; what is written are weights of hashed pieces of words.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from casework.assessment import Alarm
from nlp.classifier import Classifier
from nlp.corpus import Row
from nlp.learning.learned import BESIDE
from nlp.learning.training import choose
from nlp.linear.scoring import METRICS, Model, Thresholds, digest
from nlp.measuring import gate
from nlp.measuring.figures import Judged, Report, report
from nlp.threat.phrases import PhraseBook
from nlp.transformer.network import Transformer

#: How many times an ordinary example a corrected message counts: there are few of them, and they are about this desk.
WEIGHT = 5
#: Scores are told in four decimals.
_JUST = 0.0001


@dataclass(frozen=True, slots=True)
class Splits:
    """The labelled messages: what teaches, what chooses thresholds, what examines, and what people corrected."""

    train: Sequence[Row]
    tune: Sequence[Row]
    test: Sequence[Row]
    corrected: Sequence[Row]

    @property
    def examining(self) -> dict[str, Sequence[Row]]:
        """Everything a model is held against, by name."""
        return {"tune": self.tune, "test": self.test, "correcties": self.corrected}


@dataclass(frozen=True, slots=True)
class Trial:
    """How readers did on the same messages: figures per split of each reader, and why the new one may not take over."""

    figures: dict[str, dict[str, Report]]
    refusals: tuple[str, ...]


def known_readers(in_use: Path | None) -> dict[str, Classifier]:
    """The readers a new model is held against: the shipped one, and the learned one in use (a folder), if any."""
    learned = {"in gebruik": Classifier.load(in_use)} if in_use else {}
    return {"meegeleverd": Classifier.load(), **learned}


def train_candidate(splits: Splits, known: dict[str, Classifier], home: Path) -> None:
    """Train a model with the corrections into the folder `home`, with thresholds from the tune split.

    The threshold for a human look is lowered as far as the known threats of tune split and corrections need: a model
    that learned something else sees them with other chances.
    """
    shutil.rmtree(home, ignore_errors=True)
    made = choose([*splits.train, *[row for row in splits.corrected for _ in range(WEIGHT)]], splits.tune)
    home.mkdir(parents=True)
    made.pipeline.to_disk(home)
    model = Model(made.pipeline, made.limits, digest(home), Transformer.load())
    model.thresholds = _lowered(model, known, splits)
    _note(home, model, splits)


def _lowered(model: Model, known: dict[str, Classifier], splits: Splits) -> Thresholds:
    reader = Classifier(PhraseBook.load(), model)
    rows = [*((row, False) for row in splits.tune), *((row, True) for row in splits.corrected)]
    missed = [
        told.score
        for row, by_human in rows
        if row.alarm is Alarm.YES
        and (told := reader.assess(row.message)).alarm is Alarm.NO
        and (by_human or any(one.assess(row.message).alarm is not Alarm.NO for one in known.values()))
    ]
    return replace(model.thresholds, human=round(min([model.thresholds.human, *missed]) - _JUST, 4))


def _note(home: Path, model: Model, splits: Splits) -> None:
    notes = {
        BESIDE: digest(),
        "model": model.digest,
        "corrections": len(splits.corrected),
        "train_rows": len(splits.train),
        "thresholds": asdict(model.thresholds),
    }
    (home / METRICS).write_text(json.dumps(notes, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def hold_trial(candidate: Path, known: dict[str, Classifier], splits: Splits, limits: gate.Limits) -> Trial:
    """Judge the candidate (a folder) beside the known readers."""
    readers = {**known, "nieuw": Classifier(PhraseBook.load(), Model.load(candidate))}
    told = {name: _judge(reader, splits) for name, reader in readers.items()}
    figures = {
        name: {split: report(judged, name) for split, judged in by_split.items()} for name, by_split in told.items()
    }
    refusals = [*_lost(told), *_worse(figures), *_below(figures["nieuw"]["test"], limits)]
    return Trial(figures, tuple(refusals))


def _judge(reader: Classifier, splits: Splits) -> dict[str, list[Judged]]:
    return {name: [(row, reader.assess(row.message)) for row in rows] for name, rows in splits.examining.items()}


def _lost(told: dict[str, dict[str, list[Judged]]]) -> list[str]:
    """Threats that the new reader lets pass although another reader sees them, or a human here said so."""
    found = []
    for split, judged in told["nieuw"].items():
        for place, (row, answer) in enumerate(judged):
            if row.alarm is not Alarm.YES or answer.alarm is not Alarm.NO:
                continue
            seen_by = [name for name, others in told.items() if others[split][place][1].alarm is not Alarm.NO]
            if seen_by or split == "correcties":
                found.append(f"mist {row.id} ({split}), gezien door {', '.join(seen_by) or 'een mens'}")
    return found


def _worse(figures: dict[str, dict[str, Report]]) -> list[str]:
    """Splits in which the new reader catches fewer threats than another."""
    new = figures["nieuw"]
    return [
        f"ziet minder dreigingen dan {name} ({split}): {new[split].shares['threats_caught'].hits} tegen "
        f"{one.shares['threats_caught'].hits}"
        for name, splits in figures.items()
        for split, one in splits.items()
        if new[split].shares["threats_caught"].hits < one.shares["threats_caught"].hits
    ]


def _below(new: Report, limits: gate.Limits) -> list[str]:
    """A model that calls everything a threat would miss none: it has to keep the gate as well."""
    return [f"onder de drempel van gate.toml: {line}" for line in limits.broken(new)]
