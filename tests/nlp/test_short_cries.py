"""A cry of a few words: who says outright to be in danger is heard by the phrases alone, contracted or misspelt."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from casework.messages import Part, PartKind
from nlp.classifier import Classifier
from tests.nlp.conftest import Write

#: Somebody who says outright what is done to them, or goes on now.
CRIES = """
we're being shot at
er wordt nu op mijn huis geschoten
wij worden beschoten
Hello, I'm being threatened at work
I’m being threatened
im still being threatened
We’re threatened
she's being threatened
my son's being threatened
I've been threatened
I received a threat on my phone
we got several threats this week
I'm getting blackmailed
I’ve just been assaulted
I've been beaten by two men
I'm held hostage
they're shooting, please
he's kicking my door in
intruder in the house
there's a burglar upstairs
he broke in and is still here
there's something burning on our driveway
I hear a window breaking
they've poisoned my cat
I'm a dead man
he's got a knife
they're following us
we're being followed by a van
there is a burglar in our kitchen and my kids are here
we hebben een bedreiging ontvangen
gisteren kreeg ik bedreigingen
ik word afgeperst
wij worden gechanteerd
er zit een inbreker in de schuur
indringer in huis
ze hebben ingebroken en zijn nog binnen
ze trappen de achterdeur in
er wordt op het raam gebonkt
er brandt iets op de oprit
ik hoor ruiten sneuvelen
ze schieten
ik wort bedrijgd
ik heb een bedrijging gekregen
iemand heeft onze kat vergiftigd
er staat een vent met een mes aan de deur
hja slaan my frou dea
der stie ien mei in bile by ús doar
un hende ta dilanti mi kas ku pistol
he's choking me
someone's breaking in
man with an axe downstairs
we hear gunfire
they locked us in
they are blackmailing us
the mayor got a threat
ze breken in
er wordt bij ons ingebroken
we horen schoten
er ligt een granaat voor de deur
onze schuur brandt
zij chanteert mijn vrouw
we wor al weken bedreigd
se bonkje op it finster
hy hat in bile
der is immen yn ús hûs
tin un homber den mi kas
nan tin pistol
er staat iemand met een mes voor Kerkweg 10 in Heerde
Hij komt met een pistool naar Molenstraat 5
man met mes, Kerkweg 10 Heerde
Er is brand gesticht bij Molenstraat 5 in Ede
er staat iemand met een mes bij Dorpsstraat 4, 1234 AB Ede
ik word gevolgd op de Kerkweg 10 Heerde
we worden achtervolgd langs de Nieuwe Gracht
Someone with a gun is outside Kerkweg 10, Heerde
there's a man with a knife at 12 Seaside Road
er staat iemand met een pistool voor Raadhuisplein 1
hij staat met een pistool voor Raadhuisplein 1
ze lopen met messen door het gemeentehuis
er staat iemand met een mes voor het gemeentehuis
twee mannen met bivakmutsen en een bijl op de Dam
er wordt geschoten bij Molenstraat 5
they are shooting at 5 Mill Lane
der stiet ien mei in mes foar Tsjerkewei 10
tin un homber ku pistol na Kaya Grandi 5
hier wordt geschoten
wvb graag even bellen, hier wordt geschoten
I am in danger but I can't speak
ik ben in gevaar en kan niet praten
ze dreigen mijn naaktfoto's te publiceren
they threaten to post my nudes
er tikt iets in het pakket
er ligt een pakketje bij de deur en het tikt
there is a package at the door and it is ticking
iemand heeft gedreigd me neer te schieten
hij dreigt me neer te schieten
ze dreigden mijn man in elkaar te slaan
doodsbedreiging
Doodsbedreigingen!
death threats
ze zijn binnen
they're inside
hja binne binnen
nan ta paden
help mij ze zijn binnen
ze zijn binnen help
ik heb hulp nodig hij staat voor het raam
er zit een gat in de voorruit, lijkt op een kogel
er staan weer fakkels voor de deur
they said they'd make my wife a widow
ze zeiden dat ze van mijn vrouw een weduwe maken
iemand moet me een kopje kleiner maken
dat iemand me een kopje kleiner moet maken
"""
#: What a human has to see at once, but is not sure to be a threat.
LOOKS = """
Hij is boven!
he is still downstairs
hij is hier
ze zijn er weer
he's here
kunnen jullie NU iemand sturen
kunt u nu meteen iemand sturen?
can you send somebody now
bommelding
bomb threat
hij zegt dat het dan ophoudt
ze zei dat ik moest uitkijken
als je morgen voor stemt is het je laatste keer
if I sign that permit I will not reach the airport
there's a prowler
er zit een insluiper
ze zijn al binnen, bel de buren
we heard shots
I feel threatened
we're not safe
I’m no longer safe
my kids are in danger
I need help now
call me right now
please help me
I'm bleeding
BEL ME NU
bel nu de politie
wij zijn in gevaar
ik ben hier niet veilig
ik heb nu hulp nodig
mijn man wordt gevolgd
ik word achtervolgd
ik bloed hevig
bedrijgd
mi tin miedo
i need help
the garage is on fire
I hear footsteps upstairs
ik heb hulp nodig
er is brand
ik hoor iemand op zolder
hij staat voor de deur
nos ta den peliger
"""
#: Words of somebody who may want to die.
WEARY = """
ik wil niet meer leven
ik wou dat het over was, ik wil dood
ik maak er een einde aan
ik wil er een eind aan maken, zoals ik al zei
ik denk aan zelfmoord
in de krant stond alles over mij. ik wil niet langer leven
I want to kill myself
i wanna die
I don't want to live anymore
I'm going to end my life
ik stap uit het leven
ik zie het gewoon niet meer zitten
there's no point in living
ik wol net mear libje
mi no ke biba mas
"""
#: The same words of something else.
DOUBLES = """
geen dreiging
Nee, geen dreiging.
no threat
niet bedreigd
uw aanvraag is binnen
I'm afraid my Dutch is good enough for groceries only
your adviser is due at my house this Thursday
just want somebody to look at my house locks
she would like somebody to look at the house, burglar proof and so on
why do you need to know where I live?
komt iemand kijken hoe veilig ons huis is
hij zegt van wel
mijn vrouw zegt nee
er staat bij punt 4 dat het slot anders moet
ja dat klopt wat er staat
HR told us to register
klopt!! slaap lekker
gaat het via Telegram ook?
dan is er een begrafenis
1 april kan, geen grap
of er een keurmerk is durf ik niet te zeggen
mijn man durft het niet te vragen
not sure if this is the right chat
I feel safe here
call me now and then
I need help with the form
the threat assessment was received
I'm bleeding money on this renovation
there's a burglar alarm in the house
something smells in the garden
ik wil een eind maken aan deze discussie
ik kan niet meer op maandag
ik wil dood hout laten snoeien
er brandt licht in de schuur
we hebben nog nooit bedreigingen gekregen
geen bedreigingen ontvangen tot nu toe
de postbode belt aan
hij slaat de vergadering over
ik heb hulp nodig met het formulier
je kunt schoten horen, wij jagen op ganzen
de monteur staat voor de deur
nee, ik word niet bedrijgd
er ligt een bom onder de coalitie
Bel de politie: 0900 8844.
het licht in de garage brandt
ze houden ons vast aan de begroting
we're in danger of losing the subsidy
I'm not safe to drive yet
we're held hostage by the budget
I've been beaten in the primary
she's being followed up by the coach
they're attacking my motion
they locked us in a contract
burglars in the house across the road were caught
is dit anoniem?
Hoi, gebeurt dit anoniem?
is this chat anonymous?
wie leest dit mee?
who can read this?
doodsbang voor spinnen
Ik ben dood op na die raadsvergadering
bang foar spinnen
zij is bang voor de tandarts
Na middernacht slaap ik, daarvoor niet
doelwit voor de bal
wij waren doelwit van grappen
de kinderen zijn er
uw brief is er
ze zijn binnen een week klaar
de formulieren zijn binnen
hij komt met een voorstel naar Molenstraat 5
ik word gevolgd op LinkedIn
er wordt geschoten in het oude bos, wij jagen op ganzen
de klok tikt
zij tikt het verslag in het pakket
kan iemand mij de brief sturen
kunnen jullie nu iemand sturen voor de scan
de fakkels staan in de schuur
de oppositie heeft me een kopje kleiner gemaakt
de messen liggen in de la op Kerkweg 10
"""
#: A negation or a condition takes a step off an alarm.
LOWERED = """
er is geen inbreker in mijn huis
there is no burglar in my house
there is nobody in my garden
er is geen inbreker in huis
if I'm being threatened, whom do I call?
wat als er een inbreker in huis is?
stel dat er iemand met een mes voor Kerkweg 10 staat
he did not threaten to post my nudes
"""


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("text", _lines(CRIES))
def test_who_says_outright_to_be_in_danger_is_an_alarm(reader: Classifier, write: Write, text: str) -> None:
    """A contraction, a curly apostrophe or a typing error changes nothing."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize("text", _lines(LOOKS) + _lines(WEARY))
def test_who_asks_for_help_or_feels_unsafe_gets_a_human(reader: Classifier, write: Write, text: str) -> None:
    """Nobody who says so is left with a machine."""
    assert reader.floor(write(text)) is not Alarm.NO


@pytest.mark.parametrize("text", _lines(WEARY))
def test_the_officer_reads_that_somebody_may_want_to_die(reader: Classifier, write: Write, text: str) -> None:
    """A reason of its own, which nothing lowers."""
    reasons = [item.rule for item in reader.assess(write(text)).evidence]
    assert "iemand wil misschien niet meer leven" in reasons


@pytest.mark.parametrize("text", _lines(DOUBLES))
def test_the_same_words_of_something_else_ask_for_nobody(reader: Classifier, write: Write, text: str) -> None:
    """The model may still think otherwise."""
    assert reader.floor(write(text)) is Alarm.NO


@pytest.mark.parametrize("text", _lines(LOWERED))
def test_a_negation_or_a_condition_makes_a_look_of_it(reader: Classifier, write: Write, text: str) -> None:
    """One step, and never more."""
    assert reader.floor(write(text)) is Alarm.HUMAN


def test_whether_it_is_anonymous_takes_nothing_from_a_longer_message(reader: Classifier, write: Write) -> None:
    """Who asks it and goes on has a reason to."""
    text = "Is dit anoniem? Mijn vader zit in de raad en sinds kort doet hij heel stil over zijn telefoon."
    assert reader.floor(write(text)) is Alarm.HUMAN


@pytest.mark.parametrize("text", ["hij is binnen", "Hij is hier.", "he's downstairs"])
def test_what_a_letter_or_a_guest_may_be_is_no_more_than_a_look(reader: Classifier, write: Write, text: str) -> None:
    """Of "ze zijn binnen" nobody would write that alone."""
    assert reader.floor(write(text)) is Alarm.HUMAN


def test_somebody_with_a_weapon_in_a_made_up_story_is_a_look(reader: Classifier, write: Write) -> None:
    """As whatever is played or written."""
    story = "Voor de jubileumavond van de vereniging schrijf ik een stuk waarin op het eind een grote kerel opkomt. "
    assert reader.floor(write(f"{story}Hij staat met een mes voor het gemeentehuis.")) is Alarm.HUMAN


def test_a_whole_message_is_what_somebody_wrote(reader: Classifier, write: Write) -> None:
    """Not as many words of a mail that stands under it."""
    below = (Part(PartKind.QUOTED, "Ze zijn binnen."),)
    assert reader.floor(write("Dank je wel.", parts=below)) is Alarm.NO
