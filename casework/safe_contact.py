"""How somebody wants to be reached safely: where not to write, where instead, when to call, and a word to be known by.

A threatened person may share a mailbox with whoever threatens. So a wish binds every letter, also one that was already
waiting. The code word is for the telephone: it never stands in a letter. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class SafeContact:
    """The wishes of one person. `avoid`: mail addresses, in lower case; `instead`: where letters go in their place.

    `call_from` and `call_until` are hours in Amsterdam. `note` holds what the person said in own words.
    """

    avoid: tuple[str, ...] = ()
    instead: str | None = None
    call_from: time | None = None
    call_until: time | None = None
    code_word: str | None = None
    note: str = ""

    def way_to(self, address: str) -> str | None:
        """Where a letter for this address goes; None: nowhere, a human finds another way."""
        if address.strip().casefold() not in self.avoid:
            return address
        return self.instead if self.instead and self.instead.casefold() not in self.avoid else None

    def joined(self, newer: SafeContact) -> SafeContact:
        """With what was said later: addresses to avoid add up, and of all else the newest counts."""
        notes = [note for note in (self.note, newer.note) if note]
        return SafeContact(
            avoid=tuple(dict.fromkeys([*self.avoid, *newer.avoid])),
            instead=newer.instead or self.instead,
            call_from=newer.call_from or self.call_from,
            call_until=newer.call_until or self.call_until,
            code_word=newer.code_word or self.code_word,
            note=" / ".join(dict.fromkeys(notes)),
        )

    def lines(self) -> list[str]:
        """For a colleague, in Dutch."""
        hours = " ".join(
            f"{word} {at:%H:%M}" for word, at in (("vanaf", self.call_from), ("tot", self.call_until)) if at is not None
        )
        told = {
            "niet mailen naar": ", ".join(self.avoid),
            "wel mailen naar": self.instead or "",
            "bellen": hours,
            "codewoord aan de telefoon": self.code_word or "",
            "zelf gezegd": self.note,
        }
        return [f"{what}: {value}" for what, value in told.items() if value]
