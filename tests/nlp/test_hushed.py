"""Who writes because talking is impossible: somebody is there who must not hear it."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from nlp.classifier import Classifier
from tests.nlp.conftest import Write

HUSHED = """
Ik kan niet praten, hij is thuis
niet bellen!! hij luistert mee
kan nu niet praten
ik kan nu niet bellen, hij is in de buurt
ik durf hier niet hardop te praten, hij zit naast me
ik kan niet hardop praten
niet bellen, hij is thuis
bel me niet, hij zit naast me
mijn man leest mee op mijn telefoon
ik moet fluisteren
hij mag niet weten dat ik dit typ
can't talk he is here
I can't speak, he's in the house
can’t talk right now
please don't call, he is listening
don't call me, he's next to me
he checks my phone
ik kin net prate
hy harket mei
mi no por papia, e ta na kas
"""
CALM = """
Yes, provincie Zeeland, and he is gedeputeerde
I do not know who she is.
Ik kan niet praten over de begroting
I can't talk about the report on Friday
niet bellen voor 10 uur graag
u kunt mij niet bellen op vrijdag, ik ben dan in de trein
ik kan nu niet praten, ik zit in een vergadering
can't talk now, I'm in a meeting
ik kan vrijdag niet, mijn man wel
de wethouder leest mee
wie leest dit mee?
liever mailen dan bellen
I can't speak Dutch
"""


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("text", _lines(HUSHED))
def test_who_cannot_talk_is_seen_by_a_human_and_asks_nothing_of_a_case(
    reader: Classifier, write: Write, text: str
) -> None:
    """No report is refused and no appointment moved by somebody who cannot talk."""
    assert reader.floor(write(text)) is not Alarm.NO
    assert reader.assess(write(text)).intent is None


@pytest.mark.parametrize("text", _lines(CALM))
def test_who_is_merely_busy_asks_for_nobody(reader: Classifier, write: Write, text: str) -> None:
    """A meeting, a language or an hour to call is no danger."""
    assert reader.floor(write(text)) is Alarm.NO
