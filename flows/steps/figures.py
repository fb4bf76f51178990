"""The figures of the year so far, counted from the database."""

from __future__ import annotations

from datetime import date, datetime

from casework.figures import CountedCase, Figures, figures
from casework.lifecycle import CaseKind
from casework.workdays import AMSTERDAM
from flows.runtime import Runtime
from nlp.form.provinces import province_of
from storage import erasure
from storage.figures import Counted, opened_since


def this_year(runtime: Runtime, now: datetime) -> Figures:
    """The figures until now."""
    today = now.astimezone(AMSTERDAM).date()
    first = datetime.combine(date(today.year, 1, 1), datetime.min.time(), tzinfo=AMSTERDAM)
    with runtime.database.reading() as tx:
        rows, sums = opened_since(tx, first), erasure.sums(tx)
    return figures([_counted(runtime, row, now) for row in rows], sums, today)


def _counted(runtime: Runtime, row: Counted, now: datetime) -> CountedCase:
    fields = row.fields
    return CountedCase(
        opened_on=row.opened_at.astimezone(AMSTERDAM).date(),
        function=fields.function.value if fields.function else None,
        province=province_of(fields.organisation),
        themes=fields.themes,
        threat=row.kind is CaseKind.THREAT,
        ended=row.closed_at is not None,
        contact_days=_days(runtime, row),
        on_time=_on_time(row, now),
        erased=row.erased,
    )


def _days(runtime: Runtime, row: Counted) -> int | None:
    """Working days between the promise and the contact; on the day itself: none."""
    if row.since_at is None or row.reached_at is None:
        return None
    return runtime.calendar_of(row.calendar).working_days_between(row.since_at, row.reached_at)


def _on_time(row: Counted, now: datetime) -> bool | None:
    if row.due_at is None or (row.reached_at is None and now <= row.due_at):
        return None
    return row.reached_at is not None and row.reached_at <= row.due_at
