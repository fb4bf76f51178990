"""What in one turn of a chat is a sign of danger or of worry by its words alone.

The phrases and the model read whole messages; a turn is short, and says "niet veilig" in the place of an answer.
"""

from __future__ import annotations

from casework.assessment import Alarm, Assessment, Evidence, Route
from casework.messages import PartKind
from nlp.chat.requests import says

_FILES = (
    ("sounds_dangerous", Alarm.YES, Route.THREAT, 0.9, "klinkt als gevaar"),
    ("sounds_worrying", Alarm.HUMAN, Route.OTHER, 0.5, "klinkt zorgelijk"),
)
_LONGEST = 200


def worry_of(text: str) -> Assessment | None:
    """An alarm or a doubt that the words of a turn are by themselves."""
    for name, alarm, route, score, rule in _FILES:
        if says(text, name):
            return Assessment(alarm, route, score, evidence=(Evidence(PartKind.NEW, text.strip()[:_LONGEST], rule),))
    return None
