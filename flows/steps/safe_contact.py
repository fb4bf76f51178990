"""A colleague takes down how somebody wants to be reached safely."""

from __future__ import annotations

from datetime import datetime

from casework.errors import NoSuchCase
from casework.safe_contact import SafeContact
from flows.runtime import Runtime
from flows.steps import signing
from storage import cases, journal, safe_contacts


def take_down(runtime: Runtime, number: str, wish: SafeContact, by: str, now: datetime) -> SafeContact:
    """Add a wish to those of a case; gives what holds from now on. Raises NoSuchCase."""
    with runtime.database.begin() as tx:
        case = cases.find(tx, number)
        if case is None:
            raise NoSuchCase(f"zaak {number} bestaat niet")
        journal.note(tx, case.id, "wens voor veilig contact", "; ".join(wish.lines()), by, now)
        signing.mark(runtime, tx, case, by, now)
        return safe_contacts.add(tx, case.id, wish, by, now)
