"""Plain reports, with a noun or a passive: what came, what was done, at whose place, in a chat and in a long mail."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from casework.messages import Part, PartKind
from nlp.classifier import Classifier
from tests.nlp.conftest import Write

CAME = """
Er is een dreigbrief bezorgd bij mij thuis.
Onze fractievoorzitter heeft een dreigmail gehad.
Er kwam vanochtend een dreigbrief binnen voor wethouder Smit.
Bij wethouder Smit viel een dreigbrief op de mat.
Onze dijkgraaf kreeg vandaag twee dreigtelefoontjes.
Mijn man heeft een doodsbedreiging gehad.
Er staat al twee dagen politie in de tuin vanwege een dreigtelefoontje.
Er is een bedreiging geuit richting ons raadslid.
Tegen de wethouder is een ernstige bedreiging geuit.
Er zijn bedreigingen binnengekomen aan het adres van de wethouder.
Er is een concrete dreiging tegen de burgemeester, volgens de politie.
Sinds vrijdag word ik bedreigd door een inwoner.
A threatening letter was delivered to my house.
There is a credible threat against the mayor.
Der is in driichbrief binnenkaam foar de boargemaster.
Mi a risibí un menasa di morto.
"""
ATTACKED = """
Er is een aanslag gepleegd op de burgemeester.
Er is een moordaanslag op mij gepleegd.
Er loopt een moordopdracht tegen mij.
Er is een huurmoordenaar op mij gezet.
Het huis van de wethouder is beklad met verf.
Er is een explosief afgegaan bij de woning van de burgemeester.
Er is op het huis van de wethouder geschoten.
De auto van de wethouder is in brand gestoken.
De auto van de gedeputeerde is uitgebrand, opzet.
In de nacht van zondag is diens dienstauto in brand gestoken.
Er is brand gesticht bij de woning van een raadslid.
De dochter van de wethouder is mishandeld.
Er is maandag op het huis geschoten.
Op het huis is maandag geschoten.
Onze gevel is beklad met een davidster.
De burgemeester is ontvoerd.
Na de bijeenkomst werd zij door dertig man ingesloten en bespuugd.
Ze hebben me klemgereden.
Ik werd gisteren geslagen door een inwoner.
Shots were fired at the commissioner's residence on Sunday night.
There was an attempt on my life.
"""
WARNED = """
De politie zegt dat ik gevaar loop.
De politie adviseert mij om onder te duiken.
Mijn naam staat op een lijst met doelwitten.
Ik ben mijn leven niet zeker.
De wethouder is ondergedoken na bedreigingen.
Wij moeten van de recherche onderduiken.
The police told me my life is in danger.
"""
SAID = """
Mijn ex dreigt mij te doden.
Er wordt gedreigd het gemeentehuis op te blazen.
Ze dreigen mijn boerderij plat te branden.
Hij dreigde met een mes.
Op Facebook wordt opgeroepen mij te lynchen.
Een inwoner heeft gezegd dat hij de burgemeester gaat neerschieten.
Mijn vader zegt dat hij me doodmaakt om de eer.
Hij staat voor de deur te bonken dat ie me afmaakt.
Iemand liet de wethouder onder zijn jas een wapen zien.
Er staat een man met een mes in de hal van het stadhuis die om mij vraagt.
Een bewoner liet de wethouder een wapen zien en vroeg of ze nog wel eens alleen fietst.
Een crimineel bood mij geld en zei dat hij mijn gezin wist te vinden.
Ze hebben geprobeerd mijn dochter te ontvoeren.
Mijn ex dreigt de kinderen iets aan te doen.
Hij heeft mijn foto's en anders gaan ze naar mijn vrouw en de fractie.
Onze beheerder is met een hagelgeweer onder schot gehouden.
se sizze dat se my deameitsje sille
Zondag was er een man die met een bijl voor de deur stond.
Ze eisen geld, anders maken ze naaktfoto's openbaar.
Ik word onder druk gezet door een criminele organisatie.
Ze eisen dat ik tegen stem, anders gaat mijn vrouw eraan.
Hij heeft een contactverbod maar stond vanmorgen toch bij de crèche.
"""
FOUND = """
Er is een bommelding bij het gemeentehuis.
Iemand belde dat er een bom ligt in de raadzaal.
Er ligt iets onder de raadzaal dat om acht uur afgaat.
Er is een handgranaat aan onze deurklink gehangen.
Ik heb een pakje gekregen waar draden uit steken.
Er tikt een doos op de stoep.
Zaterdag lag er een pakketje met de dode rat op het terras.
De voordeur is er sinds vrijdag niet meer, door een explosie.
Er zitten kogelgaten in onze gevel.
Iemand heeft zuur in de brievenbus gegooid.
De moeren van mijn voorwiel waren los.
In de brievenbus lag een plak spek en een kogel.
Ik kreeg een rouwkaart met mijn eigen naam.
Ze staan op mijn oprit en roepen dat ik naar buiten moet komen.
Hja hawwe in deade kat oan us doar spikere.
"""
LOOKS = """
Mijn adres is gelekt in een groep van boze boeren.
2 scooters heen en weer voor huis, filmen alles
Vergoedt u een kogelwerend vest? De recherche raadt het me aan.
Sinds gisteren heb ik persoonsbeveiliging van de NCTV.
De dader komt donderdag vrij.
De brandstichter van ons huis is nog niet gepakt.
"""
#: Of all times, of others, or not yet: beleid, training and advice.
POLICY = """
Bedreigingen komen steeds vaker voor.
Wij maken beleid tegen dreigbrieven.
Wat te doen bij een dreigbrief?
De training dreigtelefoontje is verplaatst.
Bij een bommelding verlaat u het pand.
Als u een dreigbrief ontvangt, raak hem dan niet aan.
Hoe registreer ik een dreigmail?
Elke ontvangen dreigbrief wordt geregistreerd.
Er is geen dreiging tegen de burgemeester.
Er zijn geen dreigementen ontvangen.
Het draaiboek bommelding is vastgesteld.
Er zijn in 2025 in totaal 340 bedreigingen tegen bestuurders gemeld.
De aanslag onroerendezaakbelasting is ontvangen.
De auto van de wethouder staat bij de garage.
De fiets van de burgemeester is gestolen.
Er is kritiek geuit richting ons raadslid.
Hij dreigt met een rechtszaak.
De brug dreigt af te branden in de begroting.
De coalitie dreigt te vallen.
De kans op een aanslag is klein.
Ik zit ondergedoken in de stukken.
In de mail staat dat hij me doodslaat met cijfers.
"""
#: Years ago, in the news, in a play, or about everybody.
LOWERED = """
In 2019 is er een dreigbrief bezorgd, dat is afgesloten.
Veel raadsleden krijgen dreigmails.
Burgemeesters hebben vaker een doodsbedreiging ontvangen dan wethouders.
Knipselkrant: auto van wethouder in brand gestoken.
Op rtv zag ik dat er een aanslag op een raadslid is geweest.
De coalitie houdt mij onder schot met een motie per dag.
Heb je de film Aanslag op de burgemeester gezien?
De kinderen speelden een rechtszaak na waarin de burgemeester een dreigbrief kreeg.
De bouten van alle wielen zaten los na het wisselen van de banden.
"""
#: What the sentence itself explains: a ball, the neighbours' cat, a printer, a debate, a game, an example.
EXPLAINED = """
Gisteren is er bij ons een ruit gesneuveld door een bal van de buurjongen.
De kat van de buren lag vanmorgen dood op straat, aangereden denk ik.
Ik word achtervolgd door die printerstoring.
De oppositie gaat ons afmaken donderdag.
Mijn zoon zit de hele dag Call of Duty te spelen en schreeuwt "ik maak je af" tegen zijn scherm.
Graag reactie op de concepttekst: "Bij een bedreiging ('ik steek je huis in brand') belt u de piketdienst."
Concepttoespraak: "Wie een burgemeester bedreigt, bedreigt ons allemaal."
"""
#: The same things without that.
NOT_EXPLAINED = """
Gisteren is er bij ons een ruit ingegooid door een man.
Mijn kat lag vanmorgen dood op de stoep.
Ik word achtervolgd door die man van de vergunning.
Een inwoner gaat ons afmaken donderdag.
Mijn buurman staat op straat en schreeuwt "ik maak je af".
Iemand belde: ik steek je huis in brand.
"""
MAIL = (
    "Geachte collega,\n\nGraag vraag ik uw aandacht voor het volgende. {} De politie is op de hoogte. Wij horen graag "
    "welke ondersteuning mogelijk is en wie er contact opneemt.\n\nMet vriendelijke groet,\n\nmr. A. de Wit\ngriffier"
)


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("form", ["{}", MAIL], ids=["chat", "mail"])
@pytest.mark.parametrize("text", _lines(CAME + ATTACKED.lstrip() + WARNED.lstrip() + SAID.lstrip() + FOUND.lstrip()))
def test_a_plain_report_is_an_alarm(reader: Classifier, write: Write, text: str, form: str) -> None:
    """By itself and inside an official mail."""
    assert reader.floor(write(form.format(text))) is Alarm.YES


@pytest.mark.parametrize("text", _lines(LOOKS))
def test_what_may_be_a_report_is_seen_by_a_human(reader: Classifier, write: Write, text: str) -> None:
    """A human looks."""
    assert reader.floor(write(text)) is Alarm.HUMAN


@pytest.mark.parametrize("text", _lines(POLICY))
def test_policy_and_figures_are_no_report(reader: Classifier, write: Write, text: str) -> None:
    """Nothing came, nothing was done."""
    assert reader.floor(write(text)) is Alarm.NO


@pytest.mark.parametrize("form", ["{}", MAIL], ids=["chat", "mail"])
@pytest.mark.parametrize("text", _lines(LOWERED))
def test_a_report_of_elsewhere_or_long_ago_is_a_look(reader: Classifier, write: Write, text: str, form: str) -> None:
    """Lowered, never cleared."""
    assert reader.floor(write(form.format(text))) is Alarm.HUMAN


@pytest.mark.parametrize("text", _lines(EXPLAINED))
def test_an_alarm_that_the_sentence_explains_is_a_look(reader: Classifier, write: Write, text: str) -> None:
    """Lowered, never cleared."""
    assert reader.floor(write(text)) is Alarm.HUMAN


@pytest.mark.parametrize("text", _lines(NOT_EXPLAINED))
def test_without_the_explanation_it_stays_an_alarm(reader: Classifier, write: Write, text: str) -> None:
    """Of the same things."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize(
    ("text", "answer"), [("112", Alarm.HUMAN), ("huisje 112", Alarm.NO), ("Dorpsstraat 112", Alarm.NO)]
)
def test_the_number_of_a_house_is_no_cry(reader: Classifier, write: Write, text: str, answer: Alarm) -> None:
    """Nor a number in a mail below."""
    assert reader.floor(write(text)) is answer
    below = (Part(PartKind.QUOTED, text),)
    assert reader.floor(write("Dank u.", parts=below)) is Alarm.NO
