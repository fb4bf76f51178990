"""`weerbaar train`: the reader learns from what people corrected, and may take over only if it misses nothing known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from casework.corrections import Opinion
from flows.runtime import Runtime
from flows.steps.receive import as_written
from nlp import corpus
from nlp.corpus import Row
from nlp.learning import learned
from nlp.learning.corrections import Splits, hold_trial, known_readers, train_candidate
from nlp.learning.training import teaching
from nlp.measuring import gate
from nlp.measuring.figures import Report
from nlp.measuring.page import NAMES
from storage import corrections, inbox
from storage.corrections import Correction
from storage.inbox import StoredMessage

#: Whose name stands with an example that people corrected; the names of the people themselves stay in the database.
_AUTHOR = "correctie"
_CANDIDATE = "candidate"

Say = Callable[[str], None]


def corrected_rows(runtime: Runtime) -> list[Row]:
    """Every message that was corrected, as an example; the newest opinion counts. In memory only."""
    with runtime.database.reading() as tx:
        return [_row(inbox.message(tx, item.message), item) for item in corrections.latest(tx)]


def _row(stored: StoredMessage, item: Correction) -> Row:
    intent = stored.assessment.intent
    return Row(
        id=f"bericht {stored.id}",
        author=_AUTHOR,
        message=as_written(stored.message),
        alarm=item.label.alarm,
        route=item.label.route,
        also=item.label.also,
        intent=intent.value if intent else None,
        language=stored.assessment.language,
        stratum=f"{'neg' if item.opinion is Opinion.NO_THREAT else 'correctie'}_{item.opinion.name.lower()}",
        fields={},
    )


def learn(runtime: Runtime, models: Path, say: Say, splits: Splits | None = None) -> bool:
    """Train with the corrections, hold the trial, and promote or refuse; False when the new model was refused.

    `splits` are the labelled messages to use instead of the project's own; its corrections are those of the database.
    """
    rows = corrected_rows(runtime)
    if not rows:
        say("nobody corrected anything yet: there is nothing to learn")
        return True
    given = splits or Splits(teaching(), corpus.load(corpus.TUNE), corpus.load(corpus.TEST), ())
    given = replace(given, corrected=rows)
    candidate = models / _CANDIDATE
    say(f"training with {len(given.train)} examples and {len(rows)} corrections; this takes minutes")
    known = known_readers(learned.in_use(models).home)
    train_candidate(given, known, candidate)
    trial = hold_trial(candidate, known, given, gate.load()[0])
    say(_table(trial.figures))
    if trial.refusals:
        say("the new model is refused:\n" + "\n".join(f"  {why}" for why in trial.refusals))
        return False
    say(f"in use from the next start of `weerbaar listen`: learned model {learned.promote(candidate, models)}")
    return True


def _table(figures: dict[str, dict[str, Report]]) -> str:
    """The figures of all readers beside each other, split by split."""
    blocks = []
    for split in figures["nieuw"]:
        head = f"{split:<30}" + "".join(f"{name:>14}" for name in figures)
        reports = [by_split[split] for by_split in figures.values()]
        rows = [
            f"  {NAMES[name]:<28}"
            + "".join(f"{f'{one.shares[name].hits}/{one.shares[name].of}':>14}" for one in reports)
            for name in NAMES
            if reports[0].shares[name].of
        ]
        blocks.append("\n".join([head, *rows]))
    return "\n\n".join(blocks)
