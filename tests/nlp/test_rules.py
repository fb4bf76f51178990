"""The floor: what the phrases decide without any model."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from casework.messages import Part, PartKind
from nlp.routing import is_preventive
from nlp.text import read
from nlp.threat.phrases import PhraseBook
from nlp.threat.rules import evidence, scope_of, signals

YES, HUMAN, NO = Alarm.YES, Alarm.HUMAN, Alarm.NO

ROWS = [
    # plainly threatened
    ("Ik word bedreigd door een inwoner.", YES),
    ("Onze wethouder wordt sinds gisteren bedreigd.", YES),
    ("Mijn vrouw is met de dood bedreigd.", YES),
    ("Er kwam een doodsbedreiging binnen op het kabinet.", YES),
    ("Vanochtend lag er een kogelbrief bij de post.", YES),
    ("I am being threatened by a contractor.", YES),
    ("The governor received a death threat on Facebook.", YES),
    ("Ik wurd bedrige troch in boer.", YES),
    ("Nan ta menasá mi.", YES),
    # the threatener's own words, without a violent word
    ("Wat heb je mooie dochters.", YES),
    ("Je tijd is bijna om, burgemeester.", YES),
    ("We weten je te vinden.", YES),
    ("Ik weet waar je woont.", YES),
    ("Denk goed aan je familie.", YES),
    ("Dit is geen dreigement maar een belofte.", YES),
    ("Zodra de eerste bewoner komt, zoek ik je op.", YES),
    ("Hij komt vanavond niet veilig thuis.", YES),
    ("We know where your kids go to school.", YES),
    ("Your time is almost up.", YES),
    ("Such a pity if something happened to your boat.", YES),
    ("De landverrader krijgt nog bezoek.", YES),
    # means, violence and a target
    ("Hij zei dat hij de wethouder met een mes zou opwachten.", HUMAN),
    ("Ik steek je huis in brand.", YES),
    ("Er staat een jerrycan benzine tegen onze voordeur.", HUMAN),
    ("He said he would shoot the commissioner.", YES),
    # done already: an alarm when it is said when, else a look at least
    ("Gisteren is er een steen door de ruit van mijn huis gegooid.", YES),
    ("Vannacht hing er een strop aan de boom voor ons huis.", YES),
    ("Vanochtend stond er een jerrycan benzine tegen onze voordeur.", YES),
    ("Er lag een kogel in de brievenbus.", YES),
    ("Wij hebben een kogelbrief gekregen.", YES),
    ("De gezaghebber is bedreigd.", YES),
    ("Vannacht is onze auto in brand gestoken.", YES),
    ("Er is een steen door de ruit van mijn huis gegooid.", HUMAN),
    ("Onder de auto van onze wethouder is een AirTag gevonden.", HUMAN),
    ("Mijn adres staat op Telegram.", HUMAN),
    ("Iemand heeft onze hond vergiftigd.", YES),
    ("Er hing een strop aan de boom voor ons huis.", YES),
    ("Someone threw a brick through our window.", HUMAN),
    # near, followed, now
    ("Hij staat nu voor de deur.", YES),
    ("Ze bonken op de voordeur.", YES),
    ("There is a man outside my house.", YES),
    ("Ik werd na de vergadering gevolgd door twee mannen.", HUMAN),
    ("Hij stond me op te wachten bij de fiets.", HUMAN),
    ("Als u voor vrijdag niet opstapt, zullen wij u thuis opzoeken en zult u het merken.", YES),
    # a human looks
    ("Ik heb het gevoel dat ik gevolgd word.", HUMAN),
    ("Er ligt een vreemd pakketje op de stoep.", HUMAN),
    ("Er werd op school gevraagd waar mijn kinderen wonen.", HUMAN),
    ("Mijn kinderen durven niet alleen thuis te zijn.", HUMAN),
    ("Vuile hoer, we zien je nog wel.", HUMAN),
    ("I feel like I am being watched.", HUMAN),
    ("We krijgen anonieme telefoontjes.", HUMAN),
    ("Ik weet niet of dit iets voor jullie is.", HUMAN),
    # an alarm is lowered to a look, never further
    ("In mijn vorige gemeente werd ik met de dood bedreigd.", HUMAN),
    ("Jaren geleden stond hij nu en dan met een fakkel voor de deur.", HUMAN),
    ("In de krant stond dat er gisteren een kogelbrief bij de burgemeester lag.", HUMAN),
    ("Gisteren hoorde ik dat vroeger mijn auto in brand gestoken is.", HUMAN),
    # a claim without a time, about nobody of theirs, is left to the model
    ("Jaren geleden is een auto in brand gestoken.", NO),
    ("Steeds meer burgemeesters worden beschoten of opgewacht.", NO),
    ("De presentatie over kogelbrieven en stalkers was goed.", NO),
    ("Tijdens de training doet een acteur alsof hij met een mes op de wethouder afkomt.", NO),
    # the service's own words and plain denials
    ("Graag een woningscan, ook tegen brandstichting en woningoverval.", NO),
    ("Er is geen concrete dreiging, maar ik wil graag een veiligheidsadvies.", NO),
    ("Wij zijn nog nooit bedreigd; het is puur preventief.", NO),
    ("There is no specific threat, we just want security advice as a precaution.", NO),
    ("Bel 112 bij acuut gevaar.", NO),
    ("De training omgaan met agressie was leerzaam.", NO),
    ("Kunnen we de afspraak van dinsdag verzetten?", NO),
    ("Mijn adres is Dorpsstraat 12 in Putten.", NO),
    ("Graag een scan voor de burgemeester van Best.", NO),
    ("Wij wonen in Buren en willen advies over de sloten.", NO),
    ("De kogel is door de kerk: ik word wethouder.", NO),
    ("Het gemeentewapen staat op de gevel.", NO),
    ("Wanneer krijg ik het rapport?", NO),
    ("The report looks fine, I approve it.", NO),
    ("Kan het huisbezoek op 3 december om 14.00 uur?", NO),
    ("Dank voor de goede zorgen.", NO),
]


@pytest.fixture(scope="module")
def book() -> PhraseBook:
    """The shipped phrases."""
    return PhraseBook.load()


def floor(book: PhraseBook, *parts: Part) -> tuple[Alarm, list[str]]:
    """The alarm of the phrases alone, and the rules behind it."""
    reading = read(parts)
    found = signals(reading, book.find(reading.folded), scope_of(reading, preventive=is_preventive(reading.folded)))
    return (found[0].alarm if found else NO), [one.rule for one in evidence(reading, found)]


@pytest.mark.parametrize(("text", "alarm"), ROWS, ids=[text for text, _ in ROWS])
def test_a_sentence_gets_the_answer_the_table_gives(book: PhraseBook, text: str, alarm: Alarm) -> None:
    """Threats alarm, doubt goes to a human, the service's own words do neither."""
    assert floor(book, Part(PartKind.NEW, text))[0] is alarm, floor(book, Part(PartKind.NEW, text))[1]


@pytest.mark.parametrize("kind", list(PartKind))
def test_every_part_of_a_message_counts(book: PhraseBook, kind: PartKind) -> None:
    """A threat counts wherever it stands."""
    assert floor(book, Part(PartKind.NEW, "Zie onder."), Part(kind, "ik word met de dood bedreigd"))[0] is YES


@pytest.mark.parametrize(
    "text",
    [
        "IK WORD MET DE DOOD BEDREIGD",
        "ik word met de dóód bedreigd",
        "ik word met\nde dood be\u00addreigd",
        "ik\u200b word met de dood bedreigd",
        "\uff49\uff4b \uff57\uff4f\uff52\uff44 bedreigd",
    ],
)
def test_dressing_up_letters_does_not_hide_a_threat(book: PhraseBook, text: str) -> None:
    """Case, accents, invisible and look-alike characters change nothing."""
    assert floor(book, Part(PartKind.NEW, text))[0] is YES


def test_a_rule_says_why(book: PhraseBook) -> None:
    """Evidence carries the words, the part and a rule a person can read."""
    reading = read([Part(PartKind.FORWARDED, "Er lag vanochtend een mes voor mijn deur.")])
    found = signals(reading, book.find(reading.folded), scope_of(reading, preventive=False))
    first = evidence(reading, found)[0]
    assert (first.part, first.rule) == (PartKind.FORWARDED, "middel + doelwit")
    assert "mes" in first.text


def test_a_mail_sent_on_without_a_word_goes_to_a_human(book: PhraseBook) -> None:
    """Nobody forwards a mail to us for nothing."""
    alarm, rules = floor(book, Part(PartKind.NEW, "ter info"), Part(PartKind.FORWARDED, "De kastanjes zijn rijp."))
    assert (alarm, rules) == (HUMAN, ["doorgestuurd zonder uitleg"])
