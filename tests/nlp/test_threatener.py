"""What people who threaten write themselves: abuse and forms of address between the words, and veiled words."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from nlp.classifier import Classifier
from nlp.text import fold
from nlp.threat.phrases import PhraseBook
from tests.nlp.conftest import Write

#: Plain: an alarm.
OUTRIGHT = """
je gaat dood wethouder
jij gaat dood burgemeester
je gaat dood kk wethouder
jullie gaan dood raadsleden
je gaat dood Timmermans
je gaat dood wethouder vrijdag
je gaat kanker dood
jij vuile landverrader gaat eraan
vanavond ga je dood vieze hoer
sterf wethouder
sterf hoer
crepeer jij vuile rat
dood aan de burgemeester
dood aan die wethouders
een kogel voor de wethouder
kogel door die kop van je
je benen gaan gebroken worden
je knieën worden verbrijzeld
let op je rug
wij vergeten niets. wij vinden je.
jouw huis brandt goed denk ik
dit overleef jij niet
we gaan je vergassen jood
you are dead councillor
you are fucking dead bitch
kanker op wethouder je kinderen gaan eraan
slaap maar goed vannacht, het is je laatste
tot vanavond, bij jou thuis. neem afscheid
u think u safe? we know where u sleep girl. one match is all it takes
JE HEBT 1 WEEK OM OP TE STAPPEN. DAARNA KOMEN WE JE HALEN IN JE BED. DE KINDEREN OOK.
Als jij tekent gaat je dochter eraan
hang hem op die burgemeester
aan de hoogste boom met die wethouder
Vote yes or dig two holes.
I also know Eva goes to hockey at six.
Die moet gewoon een kogel tussen z'n ogen
Zaterdag bbq bij hem voor de deur, iemand benzine?
jij afvallige, jouw bloed is halal. wij zien jou op vrijdag uit je werk komen
Alvast gecondoleerd met het verlies van uw zoon.
gecondoleerd met het verlies van uw zoon
Zaterdag bbq. Wie neemt de benzine mee voor het huis van de burgemeester? We steken de boel in de fik met hem erin.
Titel: Executie F. Tan
zilver of lood
jij gaat vanavond dood mannetje
u gaat sterven gedeputeerde
jullie gaan allemaal creperen kankerlijers
we maken je kk dood
ik schiet je godverdomme neer
ik steek jou vieze hoer helemaal lek
jij vuile NSB'er wordt opgehangen
jij bent de volgende klootzak
je bent er geweest vriend
je vrouw gaat er ook aan burgemeester
dan gaat je zoontje eraan
uw hele gezin gaat branden
je kinderen gaan dood
dood aan die hele gemeenteraad
dood aan jou
een strop voor die wethouder
kogel voor jou burgemeester
je nek wordt gebroken
je vingers worden afgehakt
we slaan je schedel in
geniet van deze kerst, je overleeft het nieuwe jaar niet
je overleeft deze week niet
deze raad overleef je niet
neem maar afscheid van je kinderen
wij vinden je wel
ik vind jullie overal
we komen jullie uit je bed halen
jij wordt vergast vieze jood
we gaan je martelen
your kids will burn mayor
u gonna die bitch
you're next, bitch
die, traitor
death to the mayor
we will find you councillor
you wont see christmas mayor
tot de dood veroordeeld door het volk
de doodstraf voor hoogverraad
het touw ligt al klaar
de strop hangt al klaar
je kist is al besteld
300 euro voor wie die wethouder in elkaar slaat
wie durft de burgemeester in elkaar te slaan? 500 euro
plata o plomo
betaal of je krijgt lood
jouw bloed is halal verklaard
u bent vogelvrij
Afspraak: terechtstelling wethouder Jansen
Zaterdag bij de wethouder thuis, wie heeft er benzine?
Wie neemt de fakkels mee naar het huis van de burgemeester
we steken het huis in de fik met haar kinderen erin
ik neuk je kapot hoer
we gooien je van de dijk dijkgraaf
we rijden je van je fiets
we duwen je voor de trein
ik ga je laten zien wat pijn is
nog een keer en je bent geweest
Hij tekende zijn eigen straf. Nu graven wij een heel klein graf
Stem tegen, en uw zoon komt zondag gewoon thuis van voetbal.
Pretty daughter. Shame if the ferry lost her.
Pay 800 in bitcoin or your council gets the video
wie durft die wethouder te slaan op koningsdag? 200 euro als je filmt
"""
#: A human looks, at least.
VEILED = """
kogel in die wethouder
pas goed op je dochter
wij vergeten niets.
Prettige kerstdagen en een gelukkig nieuwjaar, voor zover u dat nog haalt. Uw slager
Voor donderdag wordt er vuur verwacht in de Meidoornstraat, ter hoogte van nummer 7.
Hoeveel bloed denkt de burgemeester dat er in een mens zit? Ik ga het uitzoeken.
Wat kan beter? De wethouder een kopje kleiner.
Heeft uw vrouw al iets zwarts om aan te trekken?
Er was eens een wethouder zonder hoofd.
Motivatie: ik solliciteer als beul. Eerste klus: uw burgemeester. Ik heb eigen gereedschap.
Een inwoner zei: u bent toch die van Stikkerstraat 8? Ik hoop voor u dat u een goede brandverzekering heeft
eigenaar krijgt binnenkort bezoek, ik zou hier geen fiets meer kopen
Over 41 dagen ben ik buiten. Ik denk elke dag aan u en wat ik dan ga doen met mijn handen.
hope you burn in hell
pas maar op je dochtertje
let goed op je woorden
heeft je man al een zwart pak
heeft uw vrouw al een zwarte jurk
uw leven is niks waard
nog twee weken, ik denk elke dag aan je
ik hoop dat u goed verzekerd bent
is je huis goed verzekerd tegen brand?
dit wordt je laatste kerst
jouw laatste adem
wij hakken je in stukken
kijk uit als je morgen naar je auto loopt
mooi huis heb je daar aan de Dorpsstraat 8
je hebt een mooie dochter
Wij kunnen ook iemand laten verdrinken.
Bekeer u voor zondag.
Daarna praten we niet meer met u maar met uw vrouw.
Ik zou de komende dagen niet op de derde verdieping aan het raam gaan zitten.
Wat een mooie tuin. Groot genoeg voor twee volwassenen en een kind, onder de grond.
laatste avondmaal van wethouder Dijk, wij rekenen met hem af.
Konijnen zijn zo kwetsbaar. Eén verkeerde beweging en het nekje breekt.
Ik ben er niet. Ik werk vanaf een geheime plek.
Vanwege een bedreiging ben ik tot nader order niet op kantoor.
Ik werk tijdelijk vanaf een schuiladres.
Wij werken onder politiebewaking.
Op advies van de politie werk ik tot maandag elders.
I am working from an undisclosed location this week.
"""
#: The same words in ordinary mail.
CALM = """
De raad is bijeen, burgemeester en wethouders zijn dood op.
Ik ga dood van de zenuwen wethouder
je gaat dood van verveling in die vergadering
U bent de volgende op de agenda, wethouder.
Ik ben er vrijdag weer, burgemeester.
U heeft twee weken om te betalen.
Wij vinden u aardig.
Die wethouder is ziek.
Neem afscheid van papier: ga digitaal!
Dit overleven we wel, wethouder.
Slaap lekker en tot morgen meneer.
De wethouder zonder portefeuille
Let op je rug bij het tillen.
agenda: uitvoering toneelstuk 'De Beul'
je gaat dood van het lachen bij die cabaretier
Sterfhuis in Ede
Wij sterven uit als gemeente.
Jullie gaan er zeker komen, toch?
Wij vinden u deskundig.
Wij vinden u op de derde verdieping.
Ik vind u niet in het adresboek, mevrouw.
Let op uw auto: parkeren is betaald.
Let op: je huis moet op slot.
Zeg maar dag tegen papieren facturen.
Heeft u een goede rechtsbijstandverzekering?
Neem een jas mee, wethouder.
De galg voor het toneelstuk is klaar.
Mijn laatste dag is vrijdag.
Uw laatste factuur is betaald.
Het contract gaat er aan komen, meneer.
Kunt u wethouder Jansen bellen?
U krijgt donderdag bezoek van onze adviseur.
Wie neemt de taart mee naar het huis van de burgemeester?
Iemand nog koffie?
We hebben benzine getankt bij het station.
Wij openen een Telegramgroep voor de buurtapp. Deel uw adres en kenteken niet in de groep.
De appgroep voor de buurt is open.
We stonden vandaag voor je deur maar je was niet thuis. Morgen komen we terug.
Ik werk dinsdag vanaf een andere plek.
Ik zou niet te lang wachten met die afspraak.
De kabels liggen onder de grond.
Mooi huis, wanneer kunnen we scannen?
Wij rekenen de scan met de gemeente af.
Ik ben met vakantie tot 3 mei. Bij acuut gevaar bel 112. Bij spoed belt u de griffie.
Op koningsdag ben ik vrij, wethouder.
Wie durft er op koningsdag in het water? Wij allemaal!
De dijkgraaf gooit de netten uit.
Wij rijden u naar het station.
Er is een boek over het laatste avondmaal.
U heeft een mooie tuin.
"""
#: Abuse between the words and a form of address behind "you" or at the end change nothing.
THROWN_IN = [
    template.format(said)
    for template in ("wij maken je {} af", "jij {} wordt opgehangen", "we gaan je {} vermoorden", "you are dead {}")
    for said in ("kanker", "vieze hoer", "kk landverrader", "fucking bitch")
]
ADDRESSED = [
    template.format(said)
    for template in ("wij maken je af {}", "jij {} wordt opgehangen", "jullie gaan eraan {}", "you are dead {}")
    for said in ("wethouder", "raadsleden", "mannetje", "mevrouw de burgemeester", "councillor")
]


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("text", _lines(OUTRIGHT))
def test_a_threat_in_the_threateners_own_words_is_an_alarm(reader: Classifier, write: Write, text: str) -> None:
    """By the phrases alone."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize("text", _lines(VEILED))
def test_a_veiled_threat_is_seen_by_a_human(reader: Classifier, write: Write, text: str) -> None:
    """At least."""
    assert reader.floor(write(text)) is not Alarm.NO


@pytest.mark.parametrize("text", _lines(CALM))
def test_the_same_words_in_ordinary_mail_are_nothing(reader: Classifier, write: Write, text: str) -> None:
    """Illness, a feast, an invoice, a talk about safety at work."""
    assert reader.floor(write(text)) is Alarm.NO


@pytest.mark.parametrize("text", [*THROWN_IN, *ADDRESSED])
def test_abuse_and_forms_of_address_take_nothing_away(reader: Classifier, write: Write, text: str) -> None:
    """Neither between the words nor behind them."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Je gaat kanker dood wethouder!", "je gaat        dood          !"),
        ("Jij hoer bent de volgende", "jij      bent de volgende"),
        ("u bent de volgende burgemeester", "u bent de volgende burgemeester"),
        ("besluit van burgemeester en wethouders", "besluit van burgemeester en wethouders"),
        ("dood aan wethouder Smit", "dood aan wethouder smit"),
        ("hoi man, tot vrijdag mannetje wethouder.", "hoi    , tot vrijdag                   ."),
    ],
)
def test_a_title_behind_an_article_or_a_preposition_is_no_form_of_address(text: str, left: str) -> None:
    """Every other word keeps its place."""
    assert PhraseBook.load().bare(fold(text)) == left


def test_a_long_line_of_abuse_is_read_in_a_moment(reader: Classifier, write: Write) -> None:
    """However often the words come."""
    assert reader.floor(write("man " * 15_000 + "kanker " * 5_000 + "sterf" * 3_000)) is Alarm.NO
