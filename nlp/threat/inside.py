"""Does a threat come from inside the employer? A few plain words, read broadly.

To be wrong costs little: people of the werkgever are not called, and the officer asks first who may know. So one
phrase is enough.
"""

from __future__ import annotations

import re

from casework.messages import Message

_WHO = (
    r"(?:oud-|ex-)?(?:collega|ambtenaar|leidinggevende|fractiegenoot|medewerker van (?:de|onze) \w+|wethouder|directeur"
    r"|colleague|co-?worker|civil servant|boss)"
)
_INSIDE = re.compile(
    rf"\b(?:(?:door|van|by|from) (?:een|mijn|onze|de|a|my|our|the)(?: eigen| own)? {_WHO}\b"
    rf"|{_WHO}(?: \w+){{0,3}} (?:be)?dreig(?:t|de)\b|{_WHO}(?: \w+){{0,3}} (?:threatens|threatened)\b"
    r"|van binnenuit\b|(?:binnen|in) (?:de|onze|mijn) eigen (?:organisatie|gemeente|fractie|provincie)\b"
    r"|from (?:the )?inside\b|inside (?:our|the) own organi[sz]ation\b)",
    re.IGNORECASE,
)


def from_inside(message: Message) -> bool:
    """True when any text of the message speaks of somebody inside."""
    return any(_INSIDE.search(part.text) for part in message.texts())
