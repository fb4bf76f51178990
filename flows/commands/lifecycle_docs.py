"""`docs/lifecycle.md`: the table of the life of a case, made from the code; a test keeps the two equal."""

from __future__ import annotations

from collections.abc import Iterator

from casework.lifecycle import ENDED, RUNNING, TABLE, Row
from casework.obligations import DUTIES, OUTCOMES, PROMISED, STANDING, WHILE_IT_RUNS, ObligationKind, Terms

_HEAD = """# The life of a case

Made from `casework/lifecycle.py` and `casework/obligations.py`; a property test walks every path through these tables.

While a message is judged ("te beoordelen") a case goes on underneath; a threat puts it on hold, and a human resumes it
where it stood. A case that runs always has an open promise with an owner and a date.
"""


def markdown() -> str:
    """The whole page."""
    return "\n".join((_HEAD, *_states(), "", *_events(), "", *_promises(), ""))


def _states() -> Iterator[str]:
    yield from ("## States and what they promise", "", "| state | promises | ", "| --- | --- |")
    for state in RUNNING:
        yield f"| {state.value} | {', '.join(kind.value for kind in PROMISED[state])} |"
    yield f"| {', '.join(state.value for state in ENDED)} | nothing: the case has ended, and can be opened again |"


def _events() -> Iterator[str]:
    yield from ("## What may happen", "", "| event | in | leads to | by |", "| --- | --- | --- | --- |")
    for row in TABLE:
        states = "every state" if set(row.states) == {*RUNNING, *ENDED} else ", ".join(one.value for one in row.states)
        yield f"| {row.event.value} | {states} | {_where(row)} | {', '.join(mover.value for mover in row.by)} |"


def _where(row: Row) -> str:
    if row.back:
        return "where it stood before"
    return row.to.value if row.to is not None else "no change"


def _promises() -> Iterator[str]:
    head = "| promise | owner | term (default) | possible answers |"
    yield from ("## Promises", "", head, "| --- | --- | --- | --- |")
    for kind, duty in DUTIES.items():
        term = f"`terms.{duty.term}` ({getattr(Terms(), duty.term)})"
        yield f"| {_name(kind)} | {duty.owner.value} | {term} | {'; '.join(OUTCOMES[kind])} |"


def _name(kind: ObligationKind) -> str:
    if kind in WHILE_IT_RUNS:
        return f"{kind.value} (until the case ends)"
    return f"{kind.value} (in every state)" if kind in STANDING else kind.value
