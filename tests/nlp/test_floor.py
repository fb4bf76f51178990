"""The floor under plain words: explicit threats alarm by people's rules alone, what only sounds like one does not."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from casework.messages import Message
from nlp.classifier import Classifier
from tests.nlp.conftest import Write

DUTCH = """
ze willen mij vermoorden
hij wil me dood hebben
ik word vermoord als ik vanavond naar de raad ga
hij gaat mijn man doodschieten zei hij
ze gaan me afmaken
iemand heeft gezegd dat hij mijn kinderen iets gaat aandoen
ze zeiden dat ze ons weten te vinden
ze weten me te vinden zeiden ze aan de telefoon
hij dreigt mijn huis in brand te steken
ze willen ons huis in de fik steken
er is gisteravond op mijn huis geschoten
er lag een kogel in de brievenbus vanochtend
ik heb een kogelbrief gekregen
kogelbrief ontvangen op het gemeentehuis wat moet ik doen
dode rat op de deurmat met mijn naam erop
er hing een dode kat aan de voordeur
er staat een man met een mes voor mijn deur
ze staan voor mijn deur te schreeuwen dat ik naar buiten moet komen
ik word achtervolgd door een zwarte auto
we worden gevolgd nu
er zat een tracker onder mijn auto
heb net een airtag gevonden onder mn auto
ze sturen foto's van mijn kinderen met een kogel erbij
hij zei dat hij weet waar mijn kinderen op school zitten
mijn dochter wordt bedreigd met verkrachting
ze willen mijn dochter ontvoeren
de burgemeester moet dood staat er in het briefje
iemand wil de wethouder neersteken
hij maakt me af zei hij
ze slaan mijn zoon in elkaar als ik niet stop
ik ben gisteren in elkaar geslagen
mijn man is gisteren neergestoken
hij heeft mij geslagen en geschopt bij het gemeentehuis
iemand belde en zei dat ik eraan ga
in de mail staat dat ik dood moet
ze zeggen dat ik de kogel krijg, een kogel door mijn kop
wij worden bedreigd
ik ben bedreigd
ik wordt bedreigt
mijn gezin wordt al dagen bedreigd
ze bedreigen me
hij wil mij vermoorde
ze gaan me huis opblazen
ze hebben een bom bij mijn huis gelegd
er is een molotovcocktail tegen mijn huis gegooid
mijn auto staat in brand
onze auto is vannacht in de brand gestoken
hij zette een mes op mijn keel
hij richtte een pistool op mij
ze komen me halen vannacht
ze komen me pakken
hij stalkt mijn vrouw
er rijdt een auto achter me aan
hij wil mij wat aandoen
mijn collega zei dat ze haar willen liquideren
ik durf niet naar huis ze willen me vermoorden
help ze willen mij doodmaken
als ik niet opstap vermoorden ze mijn man
wat moet ik doen, hij zegt dat hij mijn gezin gaat uitmoorden en mij gaat doodsteken
hij riep ik maak je kapot en stond met een bijl bij de deur
ze dreigen mij te ontvoeren
ze hebben mijn zoon mishandeld
iemand wil mij neerschieten morgen bij de raadsvergadering
hij zou mijn hond vergiftigen en daarna mij neersteken
ze dreigden onze kinderen dood te rijden
ik krijg appjes dat ze me kapot gaan maken
kregen net telefoon: morgen schieten we je overhoop
mijn adres staat op telegram met erbij pak hem
een boer zei dat hij me zou ophangen
mijn ex zei dat hij mij gaat wurgen
er is een handgranaat in onze tuin gevonden
de gedeputeerde wordt vermoord als het plan doorgaat schrijven ze
"""
ENGLISH = """
they want to kill me
he said he will shoot me and my children
he is going to stab my husband
i got a bullet in the mail
there is a bullet in my mailbox
someone left a dead rat at my door
they threatened to burn down my house
they say they will burn my car
they are going to rape my daughter
a man is following me
i am being followed right now
there is a tracker under my car
we found a gps tracker on my truck
a man with a gun is at my door
he pointed a gun at me
they shot at my house last night
someone fired shots into my house
my car was set on fire
he told me i am a dead man
they want me dead
he will kill my family
dem want kill me
he say he go kill me and my kids
they gon shoot me
they said they know where i live and will find me
he texted that he knows where my kids go to school
he sent a picture of my kids with a bullet
i was attacked yesterday
they beat my son up
i am threatened with death
the governor will be killed they wrote
someone wants to kidnap my son
they tried to run me over
she said she would poison my dog and hurt me
i have been threatened
they are outside my house shouting they will kill me
what should i do he will kill me
i can't go home they want to kill me
they goin to blow up my house
"""
OTHER = """
nan ke mata mi
e ta bai mata mi famia
nan a bisa nan lo kima mi kas
un homber ta sigui mi
el a tira riba mi
nan ta menasá mi
hja wolle my fermoardzje
hy sil myn hûs yn 'e brân stekke
hy wol myn frou deasjitte
ik wurd bedrige
"""
#: The words of somebody who threatens, as he writes or as they are quoted; the verb comes first, too.
DIRECT = """
Morgen steek ik jullie huis in brand.
morgen steken we je huis in de fik
vanavond schiet ik je overhoop
dan schiet ik u dood
zondag maak ik je af
morgen ben je dood
straks snij ik je keel door
ik steek je neer als ik je zie
dan pak ik je kinderen
vrijdag blazen we je auto op
ik sla je hersens in
ik weet waar je woont en ik kom je halen
jullie gaan eraan
ik gooi een molotov door je raam
tomorrow I burn your house
I'll put a bullet in you
we will come to your house tonight and beat you
dit is geen grap: morgen steek ik jullie huis in brand
this is not a joke, tomorrow I will burn your house down
"""
NEAR = """
ik maak een afspraak met u
we slaan het jaarverslag van uw gemeente over
ik snij je taart wel aan
ik steek je een hart onder de riem
we zijn er morgen geweest voor de opname
ik rij je vrouw naar huis
mijn man vermoordt me als ik weer te laat thuis kom
mijn vrouw vermoordt me als ik dit vergeet
niemand wil mij iets aandoen
stel dat iemand mij wil vermoorden, wat doen jullie dan
wat als iemand mij wil vermoorden
in de film wil hij haar vermoorden
ik zag een film waarin ze de burgemeester willen vermoorden
in de krant stond dat een burgemeester is neergeschoten
op het nieuws: wethouder in elkaar geslagen
tijdens de training speelde een acteur dat hij mij wilde neersteken
in 2015 ben ik een keer bedreigd, dat is afgesloten
jaren geleden is mijn auto in brand gestoken, dat is afgehandeld
mijn voorganger werd ooit bedreigd
ik ben nooit bedreigd
ik word niet bedreigd
wij worden niet gevolgd en niet bedreigd, het is uit voorzorg
ik schiet op met het formulier
ik schiet mezelf in de voet met die vraag
de jager gaat de wilde zwijnen afschieten
de kat had een dode muis in de tuin gelegd
we gaan zaterdag jagen op reeën
mijn plan is afgeschoten in de raad
ik ben afgemaakt in de raad
de oppositie wil mijn voorstel afschieten
ik moet mijn verslag nog afmaken
ik wil het formulier eerst afmaken
we gaan de begroting kapotmaken met al die moties
we slaan een paal in de grond voor mijn nieuwe schuur
ik sla over wat ik niet weet
ik moet hem morgen terugbellen
de brandweer oefent in mijn straat
mijn huis moet brandveilig zijn
kan er een camera op mijn huis
ik wil de kogel door de kerk hebben voor vrijdag
ze weten ons goed te vinden, we krijgen veel aanvragen
jullie weten me te vinden voor de afspraak
de adviseur staat voor de deur, dank u
de monteur komt morgen bij mijn huis
ik volg een cursus omgaan met agressie
ik word gevolgd door een coach in mijn traject
mijn dochter gaat naar school in epe
ik ben doodmoe van al die vergaderingen
ik lach me dood
ik schrik me dood van de rekening
wie wil mij helpen met de woningscan
kunt u mij iets vertellen over bedreigingen
my wife will kill me if i am late
i am killing time until the meeting
this heat is killing me
the paperwork will kill me
nobody wants to hurt me
i have never been threatened
what if someone wants to kill me
in the movie they want to kill the mayor
i read in the newspaper that a mayor was shot
he will shoot me an email about the scan
we go hunting and shoot deer
please call me back tomorrow
can you send me the report
the training was about threats against me as an official
no one has threatened me, this is just a precaution
i shot a photo of my house for the report
"""


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("text", _lines(DUTCH) + _lines(ENGLISH) + _lines(OTHER) + _lines(DIRECT))
def test_an_explicit_threat_is_an_alarm_by_the_phrases_alone(reader: Classifier, write: Write, text: str) -> None:
    """No model is needed to see that somebody wants to kill the writer."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize("text", _lines(NEAR))
def test_what_only_sounds_like_a_threat_is_no_alarm(reader: Classifier, write: Write, text: str) -> None:
    """Sayings, news, films, trainings, what is long closed and what is denied wake nobody."""
    assert reader.floor(write(text)) is not Alarm.YES


@pytest.mark.parametrize("word", ["kogelbrief", "Kogelbrief!", "bedreigd", "help", "HULP", "112", "threat", "menasa"])
def test_a_single_word_of_threat_goes_to_a_human(reader: Classifier, write: Write, word: str) -> None:
    """Somebody who gets no further than one word is not left with a machine."""
    message: Message = write(word)
    assert reader.floor(message) is not Alarm.NO


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("haha verkeerde app, vanavond schiet ik je overhoop bij het schaken", Alarm.HUMAN),
        ("in het tweede bedrijf van het toneelstuk ga ik je vermoorden", Alarm.HUMAN),
        ("geen grapje: ik ga je vermoorden", Alarm.YES),
        ("ik steek je huis in brand, haha", Alarm.YES),
        ("er is op mijn huis geschoten, het blijkt dat de dader mij al weken volgt", Alarm.YES),
    ],
)
def test_a_joke_makes_a_look_of_an_alarm_unless_it_is_none(
    reader: Classifier, write: Write, text: str, alarm: Alarm
) -> None:
    """A house on fire is no joke, and what is called no joke is none."""
    assert reader.floor(write(text)) is alarm


def test_who_says_to_be_threatened_alarms_in_a_mail_of_any_length(reader: Classifier, write: Write) -> None:
    """However polite the rest is."""
    text = (
        "Ik word bedreigd. Ik ben wethouder in Urk en wil graag dat iemand mij vandaag nog belt op mijn mobiel, dank u."
    )
    assert reader.floor(write(text)) is Alarm.YES
