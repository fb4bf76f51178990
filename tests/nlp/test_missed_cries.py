"""Threats that the phrases once missed or took for doubt, and what they once took for a threat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.assessment import Alarm
from casework.messages import Automatic
from nlp.classifier import Classifier
from tests.nlp.conftest import Write

THREATS = """
Er staat een petitie online om mij 'op te knopen'
Zo'n burgemeester hoort op de brandstapel.
Jouw huis brandt goed.
Doe die hond maar weg voordat wij het doen.
Je kunt maar beter een kogelvrij vest kopen.
Snitches end up in the sea.
Pas op, oars giest der oan.
Nos ta bin busca bo.
Je bent de eerste die we afmaken.
Bakker moet een kogel krijgen.
Jij ligt volgende week in de gracht.
Ik wit wêrsto wennest.
Er ligt een kogel in de bus.
we komen de burgemeester ophalen en hangen hem op aan de lantaarnpaal
Iemand heeft gedreigd mijn vrouw neer te steken.
Ik breek je benen als ik je zie.
Ik sla je tanden uit je bek.
Een nekschot, dat verdien je.
My tyres were slashed again
My brake lines were cut
Onze hond is vergiftigd.
Onze brievenbus is opgeblazen.
Se hawwe my mei de dea bedrige.
Nan a menasá mi ku morto.
Two men with machetes came to my gate on Saturday asking for me.
twee mannen met kapmessen aan mijn hek
als die vergunning doorgaat schiet ik die ambtenaar dood
als het niet doorgaat maak ik die beleidsmedewerker af
"""
LOOKS = """
De beveiliging vond een messenset onder mijn stoel in de raadzaal.
Wij vergeten niet. Wij vergeven niet.
We moesten van de politie het weekend ergens anders slapen.
Mijn broer vermoordt me als ik naar de politie ga
"""
#: What a machine sends for somebody who has trouble of their own.
AWAY = [
    ("Automatisch antwoord: RE: afspraak", "Ik ben wegens bedreigingen tijdelijk niet bereikbaar."),
    ("Automatisch antwoord: afwezig", "De politie heeft mij ondergebracht op een veilig adres"),
    ("Automatisch antwoord", "Vanwege een bedreiging werk ik voorlopig niet."),
    ("Automatic reply: out of office", "I am away because of threats. Please contact my deputy."),
]
CALM = """
Ik word achtervolgd door jullie nieuwsbrief
It killed me that I missed your call
Let's nail down the date
De lont is uit het kruitvat gehaald
Een dreigend tekort aan parkeerplaatsen
You're next on the list for the scan, they told me
Mijn schoonmoeder vermoordt me als ik weer een verjaardag mis
I shot you an email last week about the scan.
Je gaat er aan kapot, aan die baan.
Ik word niet bedreigd.
We komen de camera brengen en hangen hem op aan de lantaarnpaal
Portret van de burgemeester: waar hangen we hem op?
Kunt u de afspraak met haar omzetten?
U bent de eerste die we spreken
Ik vraag dit niet vanwege een bedreiging, maar uit voorzorg
Dat vergeten we niet
Volgens de politie staat de auto ergens anders
Er ligt een brief in de bus
"""


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("text", _lines(THREATS))
def test_a_threat_said_in_other_words_is_an_alarm(reader: Classifier, write: Write, text: str) -> None:
    """Against a house, an animal, a civil servant or the reader."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize("text", _lines(LOOKS))
def test_what_may_be_a_threat_is_seen_by_a_human(reader: Classifier, write: Write, text: str) -> None:
    """At least."""
    assert reader.floor(write(text)) is not Alarm.NO


@pytest.mark.parametrize(("subject", "text"), AWAY)
def test_a_machine_that_writes_of_somebodys_trouble_is_read_by_a_human(
    reader: Classifier, write: Write, subject: str, text: str
) -> None:
    """An automatic answer may be the only sign."""
    message = replace(write(text, subject=subject), automatic=Automatic.AUTO_REPLY)
    assert reader.assess(message).alarm is not Alarm.NO


@pytest.mark.parametrize("text", _lines(CALM))
def test_a_saying_asks_for_nobody(reader: Classifier, write: Write, text: str) -> None:
    """The model may still think otherwise."""
    assert reader.floor(write(text)) is Alarm.NO


def test_a_car_that_brought_a_parcel_wakes_nobody(reader: Classifier, write: Write) -> None:
    """What it turned out to be may be worse, but not when it was the postman."""
    told = "Gisteren stond er een onbekende auto voor de deur: bleek de pakketbezorger."
    assert reader.floor(write(told)) is not Alarm.YES
    worse = "Gisteren stond er een onbekende auto voor de deur: het bleek een man met een mes."
    assert reader.floor(write(worse)) is Alarm.YES
