"""What does not go by itself however often it is tried, counted for who must know: nobody reads a log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import appointments, outbox, windows
from storage.session import Tx

#: A window that Prefect refused so often, over more than a minute, will not be accepted the next time either.
_REFUSALS = 6
#: So many of them are named in a line.
_NAMED = 3
#: A letter that failed and about which nobody has a task is told for so long.
_TOLD_FOR = timedelta(days=7)
#: The calendar is tried every few minutes; what was not tried for so long has no calendar any more.
_TRIED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hitches:
    """Letters that failed and that nobody saw to yet, windows that Prefect refuses, appointments that the adviser's
    calendar was not told of.

    `windows` are keys such as `taak/WVB-2026-0042/contact/1`.
    """

    letters: int = 0
    windows: tuple[str, ...] = ()
    appointments: int = 0

    def lines(self) -> list[str]:
        """For the secretariaat, in Dutch; nothing personal."""
        shown = ", ".join(self.windows[:_NAMED]) + (" en meer" if len(self.windows) > _NAMED else "")
        told = (
            (self.letters, "Brieven niet verzonden", ""),
            (len(self.windows), "Niet in Prefect te tonen", f" ({shown})"),
            (self.appointments, "Afspraken nog niet in de agenda van de adviseur", ""),
        )
        return [f"{words}: {count}{which}" for count, words, which in told if count]


def count(tx: Tx, now: datetime) -> Hitches:
    """As the database has it."""
    return Hitches(
        outbox.unsent(tx, now - _TOLD_FOR),
        tuple(windows.refused(tx, _REFUSALS)),
        appointments.calendar_behind(tx, now - _TRIED),
    )
