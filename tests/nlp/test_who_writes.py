"""Who writes a turn of a chat, whatever is said of others in it."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Fields
from casework.conversation import Conversation, Heard, merged
from casework.people import Function, SenderKind
from nlp.chat.answers import hear
from nlp.form.dates import AMSTERDAM
from nlp.form.functions import functions_in

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)

FOR_HERSELF = "ik ben griffier in Ede en vraag het voor mezelf"


def _hear(text: str) -> Heard:
    return hear(text, None, AT)


@pytest.mark.parametrize(
    ("said", "writer"),
    [
        ("Ik ben burgemeester van Ommen. De wethouder en zijn medewerker krijgen ook een scan.", None),
        ("Ik ben burgemeester, de wethouder en zijn medewerker willen ook een scan", None),
        ("ik ben wethouder, zijn assistent doet de agenda", None),
        ("ik ben zijn medewerker", SenderKind.WERKGEVER),
        ("I'm her party assistant", SenderKind.WERKGEVER),
        ("De dader zei: jij bent wethouder. Ik ben de secretaresse", SenderKind.WERKGEVER),
        ("mijn man zei: jij bent toch wethouder", SenderKind.BESTUURDER),
        ("Office is 0570 123456 but I am never there", None),
        ("Dag allemaal! Bestuursadviseur van wethouder Smit hier.", SenderKind.WERKGEVER),
        ("secretaresse ja, Els", SenderKind.WERKGEVER),
        ("Hallo, beleidsadviseur van de stad Ommen hier", SenderKind.WERKGEVER),
        ("ik werk sinds kort op het bestuurssecretariaat", SenderKind.WERKGEVER),
        ("ik schrijf vanuit de raadsgriffie", SenderKind.WERKGEVER),
        ("ik wil graag wethouder Smit opgeven", SenderKind.WERKGEVER),
        ("ik wil me als raadslid opgeven", None),
        ("ik regel dit voor mijn chef", SenderKind.WERKGEVER),
        ("dit is voor onze burgemeester", SenderKind.WERKGEVER),
        ("ik ben raadslid, wij kregen een mail van de griffie", None),
        ("ik ben burgemeester en mijn secretaresse maakt de afspraak", None),
        ("onze dochter, Lieke Smit, is gekozen als raadslid", SenderKind.DERDE),
        ("man zit in de raad", SenderKind.DERDE),
        ("ik ben haar echtgenoot", SenderKind.DERDE),
        ("de zoon van de burgemeester typt dit", SenderKind.DERDE),
        ("Ik ben raadslid. Mijn vrouw is ook raadslid", SenderKind.BESTUURDER),
        ("ik ben fractievoorzitter en meld een fractiegenoot aan", SenderKind.WERKGEVER),
        (
            "mag ik een collega van mij opgeven voor een scan? ik vraag het voor een collega-raadslid",
            SenderKind.WERKGEVER,
        ),
        ("I am asking for a fellow councillor", SenderKind.WERKGEVER),
        ("namens een partijgenoot, zij is raadslid", SenderKind.WERKGEVER),
        ("kan dit ook voor mijn collega's? ik ben raadslid", None),
        ("een collega in Ommen was enthousiast, dat wil ik ook", None),
        ("mijn collega raadde jullie aan", None),
        ("griffier zei doe het maar", None),
        ("Griffier vroeg of ik dit wilde invullen", None),
        ("griffier hier, voor een raadslid", SenderKind.WERKGEVER),
        ("ik doe dit even voor me vader", SenderKind.DERDE),
        ("my wife asked me to sort this out, she's on the general board of a water board", SenderKind.DERDE),
        ("my wife asked me to contact you, she is worried", None),
        ("Scan voor wethouder Smit. Met vriendelijke groet, Jan Pot, gemeentesecretaris Ommen", SenderKind.WERKGEVER),
        ("Graag een scan voor raadslid Bos. Hoogachtend, A. Vis, griffier", SenderKind.WERKGEVER),
        ("A scan for alderman Smit. Regards, Ann Pot, executive assistant", SenderKind.WERKGEVER),
        ("Wij vragen een scan voor wethouder Smit. De griffier, mr. A. Vis", SenderKind.WERKGEVER),
        ("Graag een scan. Met vriendelijke groet, Jan Smit, wethouder Ommen", None),
        ("Wethouder hier. Nee, preventief, de griffier stuurde er een mailtje over", None),
    ],
)
def test_who_helps_another_says_so_of_themselves(said: str, writer: SenderKind | None) -> None:
    """Staff of somebody else tells nothing of the writer; a bestuurder may be told by others that they are."""
    assert _hear(said).writer in ({writer} if writer else {None, SenderKind.BESTUURDER})


@pytest.mark.parametrize(
    ("said", "kind", "function"),
    [
        ("o nee wacht, ik schrijf namens burgemeester Karel Groen", SenderKind.WERKGEVER, Function.BURGEMEESTER),
        ("ik schrijf namens burgemeester Karel Groen", SenderKind.WERKGEVER, Function.BURGEMEESTER),
        ("nee, ik ben griffier in Ede", SenderKind.BESTUURDER, Function.GRIFFIER),
        ("ik ben griffier, de burgemeester, hij weet ervan", SenderKind.BESTUURDER, Function.GRIFFIER),
    ],
)
def test_who_asked_for_themselves_may_write_for_another_after_all(
    said: str, kind: SenderKind, function: Function
) -> None:
    """Not by naming the office once more."""
    fields = merged(merged(Conversation(), _hear(FOR_HERSELF), Fields()), _hear(said), Fields()).fields
    assert (fields.sender_kind, fields.function) == (kind, function)


@pytest.mark.parametrize("title", ["deputy city manager", "deputy manager", "deputy head", "deputy town clerk"])
def test_the_deputy_of_an_official_is_no_gedeputeerde(title: str) -> None:
    """A deputy by itself or of an island is one."""
    assert functions_in(f"i am the {title} of ede") in ([], [Function.GEMEENTESECRETARIS])
    assert functions_in("i am the island deputy") == functions_in("the deputy") == [Function.GEDEPUTEERDE]
