"""Who signs: a form and `--by` take any name, but one that nobody knows stands out in the journal."""

from __future__ import annotations

from datetime import datetime

from flows.runtime import Runtime
from flows.steps.oncall import on_call
from storage import journal
from storage.cases import Case
from storage.session import Tx

#: What the journal calls it; the name itself is who acted.
UNKNOWN = "getekend met een onbekende naam"


def mark(runtime: Runtime, tx: Tx, case: Case, by: str, now: datetime) -> None:
    """Write down that who signs is neither one of `desk.colleagues` nor on the roster.

    Nothing when neither is filled in: then nobody is known. Once for one act: not twice in a row in the journal.
    """
    name, colleagues = by.strip(), runtime.settings.desk.colleagues
    if name.casefold() in {one.strip().casefold() for one in colleagues}:
        return
    known = on_call(runtime, tx, now)
    nobody = bool(colleagues) if not known.imported else known.person(name) is None
    if nobody and [(line.what, line.actor) for line in journal.entries(tx, case.id)[-1:]] != [(UNKNOWN, name)]:
        journal.note(tx, case.id, UNKNOWN, "", name, now)
