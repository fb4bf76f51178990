"""What does not go by itself however often it is tried, counted for who must know: nobody reads a log."""

from __future__ import annotations

from dataclasses import dataclass

from storage import appointments, outbox, windows
from storage.session import Tx

#: A window that Prefect refused so often, over more than a minute, will not be accepted the next time either.
_REFUSALS = 6
#: So many of them are named in a line.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Hitches:
    """Letters that failed, windows that Prefect refuses, appointments that the adviser's calendar was not told of.

    `windows` are keys such as `taak/WVB-2026-0042/contact/1`.
    """

    letters: int = 0
    windows: tuple[str, ...] = ()
    appointments: int = 0

    def lines(self) -> list[str]:
        """For the secretariaat, in Dutch; nothing personal."""
        shown = ", ".join(self.windows[:_NAMED]) + (" en meer" if len(self.windows) > _NAMED else "")
        told = (
            (self.letters, "brieven niet verzonden"),
            (len(self.windows), f"keer wil Prefect iets niet tonen: {shown}"),
            (self.appointments, "afspraken staan nog niet in de agenda van de adviseur"),
        )
        return [f"{count} {words}" for count, words in told if count]


def count(tx: Tx) -> Hitches:
    """As the database has it."""
    return Hitches(
        outbox.counts(tx).get("failed", 0),
        tuple(windows.refused(tx, _REFUSALS)),
        appointments.calendar_behind(tx),
    )
