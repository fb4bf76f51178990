"""One turn, heard with the open question in mind."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Intent
from casework.conversation import ASKS_HELP, Answer, Heard, Need, Request, Topic, TurnKind
from casework.people import SenderKind
from nlp.chat.answers import hear, masked
from nlp.form.dates import AMSTERDAM

#: A Tuesday evening.
AT = datetime(2026, 11, 24, 20, 15, tzinfo=AMSTERDAM)


def _hear(text: str, asked: Need | None = None, **other: object) -> Heard:
    return hear(text, asked, AT, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "text", "field", "value"),
    [
        (Need.FUNCTION, "wethouder", "function", "wethouder"),
        (Need.FUNCTION, "lid van het dagelijks bestuur", "function", "waterschapsbestuurder"),
        (Need.FUNCTION, "bode", "function", "andere"),
        (Need.ORGANISATION, "Urk", "organisation", "Urk"),
        (Need.ORGANISATION, "urk", "organisation", "Urk"),
        (Need.ORGANISATION, "rijnland", "organisation", "Hoogheemraadschap van Rijnland"),
        (Need.ORGANISATION, "waterschap Limburg", "organisation", "Waterschap Limburg"),
        (Need.FUNCTION, "statenlid in zeeland", "organisation", "Provincie Zeeland"),
        (None, "Hulst", "organisation", "Hulst"),
        (Need.PERSON, "jan de boer", "person", "jan de boer"),
        (Need.PERSON, "p. jansen", "person", "p. jansen"),
        (Need.PERSON, "Jo", "person", "Jo"),
        (Need.PERSON, "mevrouw Aylin Yildiz", "person", "Aylin Yildiz"),
        (Need.FUNCTION, "Hanneke Vos", "person", "Hanneke Vos"),
        (None, "mijn naam is ria de kort en ik wil een scan", "person", "ria de kort"),
        (None, "scan. wethouder. putten. 06-38383890. jan van putten", "person", "jan van putten"),
        (Need.PHONE, "06 - 41 20 77 35", "phone", "+31641207735"),
        (Need.PHONE, "nul zes veertien achtenvijftig nul drie tweeëntwintig", "phone", "+31614580322"),
        (Need.PHONE, "oh six one two three four five six seven eight", "phone", "+31612345678"),
        (Need.PHONE, "06-12345678 nee sorry 06-12345679", "phone", "+31612345679"),
        (None, "+599 416 5512", "phone", "+5994165512"),
        (Need.PHONE, "06 - een twee drie vier vijf zes zeven acht", "phone", "+31612345678"),
        (Need.PHONE, "06 1234 5679 oh nee 78 op het eind", "phone", "+31612345678"),
        (Need.PERSON, "Jolien. Jolien de Ruijter.", "person", "Jolien de Ruijter"),
        (Need.PERSON, "voornaam Jolien achternaam de Ruijter", "person", "Jolien de Ruijter"),
        (None, "wethouder Van Dam van Urk", "person", "Van Dam"),
        (None, "Jan de Boer in Urk", "person", "Jan de Boer"),
        (Need.FUNCTION, "ik zit in de raad", "function", "raadslid"),
        (Need.FUNCTION, "provinciale staten", "function", "statenlid"),
        (None, "keurmerk heb ik niet", "pkvw", False),
        (None, "pkvw heb ik al", "pkvw", True),
        (Need.PKVW, "nee nog niet", "pkvw", False),
        (Need.PKVW, "ja", "pkvw", True),
        (Need.MOVING, "nee", "moving", False),
        (None, "nee we blijven hier wonen", "moving", False),
        (Need.MOMENTS, "morgen na vieren", "availability", ("2026-11-25T16:00:00+01:00",)),
        (None, "wethouder in Elburg, sorry nee Epe", "organisation", "Epe"),
        (None, "statenlid NH", "organisation", "Provincie Noord-Holland"),
        (None, "ik ben karin uit het krijt, raadslid in bladel", "person", "karin uit het krijt"),
        (None, "Ik ben griffier van Hulst en wil voor drie raadsleden een scan", "function", "raadslid"),
        (None, "nee wy ferhúzje net", "moving", False),
    ],
)
def test_the_question_gives_a_bare_word_its_meaning(asked: Need | None, text: str, field: str, value: object) -> None:
    """And what is said before it was asked for counts too."""
    heard = _hear(text, asked)
    assert field in heard.told
    assert getattr(heard.fields, field) == value


@pytest.mark.parametrize(
    ("text", "writer"),
    [
        ("Hi, I'm the HR adviser at Waterschap Rivierenland", SenderKind.WERKGEVER),
        ("met Petra Vink, bestuurssecretaresse", SenderKind.WERKGEVER),
        ("ik doe dit namens mijn vrouw", SenderKind.DERDE),
        ("mijn moeder zit in de gemeenteraad van Weert", SenderKind.DERDE),
        ("ben wethouder in Goes", SenderKind.BESTUURDER),
        ("mijn secretaresse belt u morgen", None),
        ("het is voor mijn vrouw en mij", None),
        ("Mijn zoon is bang sinds ik in de raad zit, dus doe ik het maar", None),
        ("mijn vrouw zegt dat ik in de raad te veel zeg, dus ik vraag een scan", None),
    ],
)
def test_who_writes_is_heard_where_it_is_said(text: str, writer: SenderKind | None) -> None:
    """And nothing is made of what says nothing."""
    assert _hear(text).writer is writer


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("waarom wilt u dat weten?", Request.WHY),
        ("why do you need that", Request.WHY),
        ("kan ik een echt mens spreken", Request.HUMAN),
        ("ben je een robot?", Request.ROBOT),
        ("are you a real person?", Request.ROBOT),
        ("is dit anoniem?", Request.PRIVACY),
        ("wie leest er mee", Request.PRIVACY),
        ("Voor ik iets invul: wie krijgt dit allemaal te zien?", Request.PRIVACY),
        ("op welke grondslag in de AVG verwerkt u deze gegevens?", Request.PRIVACY),
        ("mijn nummer is 0612345678. Wordt dit ook met mijn werkgever gedeeld?", Request.PRIVACY),
        ("Is the report kept from the municipality?", Request.PRIVACY),
        ("dit komt toch niet in de krant?", Request.PRIVACY),
        ("Then let us leave it here for now. Good night.", Request.PAUSE),
        ("ik heb de samenvatting gelezen en die is juist", Request.AGREES),
        ("Who can see this?", Request.PRIVACY),
        ("wat is de status van mijn aanvraag", Request.STATUS),
        ("stop", Request.STOP),
        ("ik moet nu weg, straks verder", Request.PAUSE),
        ("wis alles", Request.ERASE),
        ("english please", Request.ENGLISH),
        ("sla over", Request.SKIP),
    ],
)
def test_what_is_wanted_of_the_conversation_itself(text: str, request_: Request) -> None:
    """In two languages."""
    assert request_ in _hear(text).requests


@pytest.mark.parametrize(
    "text",
    [
        "ik wil niet meer leven",
        "ik kan dit niet meer aan, ik wil er een eind aan maken",
        "I just want to die",
        "i wanna die",
        "I don't want to live any more",
    ],
)
def test_who_may_not_want_to_live_is_heard(text: str) -> None:
    """It is no wish to stop chatting."""
    assert _hear(text).hopeless


@pytest.mark.parametrize(
    "text",
    [
        "ik wil niet meer in dit huis wonen",
        "maak er maar een eind aan, die vragen",
        "stop",
        "ik vraag het voor mijn vader want die kan niet chatten",
    ],
)
def test_who_wants_something_else_to_end_is_not_called_hopeless(text: str) -> None:
    """A house, or the questions."""
    assert not _hear(text).hopeless


def test_a_long_story_with_stop_in_it_is_no_wish_to_stop() -> None:
    """Nor does it leave the conversation."""
    story = "ze zeggen dat ik moet stop zetten met dat azc of dat ze mij anders thuis weten te vinden"
    assert not _hear(story).requests & {Request.STOP, Request.PAUSE}


@pytest.mark.parametrize(
    ("text", "answer"),
    [("ja hoor", Answer.YES), ("👍", Answer.YES), ("nope", Answer.NO), ("geen idee", Answer.UNKNOWN)],
)
def test_short_answers(text: str, answer: Answer) -> None:
    """Also as a sign."""
    assert _hear(text).answer is answer


def test_a_number_with_a_digit_too_few_is_no_number() -> None:
    """It is asked again, not guessed."""
    heard = _hear("06-1234567", Need.PHONE)
    assert heard.broken_phone
    assert "phone" not in heard.told


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", TurnKind.EMPTY), ("😱", TurnKind.EMOJI), ("[foto]", TurnKind.PHOTO), ("(spraakbericht)", TurnKind.VOICE)],
)
def test_what_is_no_text(text: str, kind: TurnKind) -> None:
    """Nothing, a sign, or what somebody wrote for it."""
    assert _hear(text).kind is kind


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("1", Topic.PREVENTIVE),
        ("2", Topic.THREAT),
        ("bedreigd", Topic.THREAT),
        ("ik wil mijn afspraak verzetten", Topic.RUNNING),
        ("woningscan graag", Topic.PREVENTIVE),
        ("iets anders", Topic.OTHER),
    ],
)
def test_what_somebody_comes_for(text: str, topic: Topic) -> None:
    """By number, by word, in a sentence."""
    assert _hear(text, Need.TOPIC).topic is topic


@pytest.mark.parametrize(
    ("text", "topic", "intent"),
    [
        (
            "in juni heb ik een woningscan aangevraagd. We hebben daar nog niks op gehoord",
            Topic.RUNNING,
            Intent.ASK_STATUS,
        ),
        (
            "drie weken geleden een veiligheidsadvies aangevraagd, sindsdien stilte",
            Topic.RUNNING,
            Intent.ASK_STATUS,
        ),
        ("I asked for a home scan in May and have not heard anything since", Topic.RUNNING, Intent.ASK_STATUS),
        (
            "Er komt donderdag iemand voor de woningscan maar dan heb ik een begrafenis",
            Topic.RUNNING,
            Intent.RESCHEDULE_APPOINTMENT,
        ),
        (
            "morgen zou er iemand komen voor het adviesgesprek maar ik ben ziek",
            Topic.RUNNING,
            Intent.RESCHEDULE_APPOINTMENT,
        ),
        (
            "Vrijdag staat de woningscan gepland maar dat gaat niet lukken",
            Topic.RUNNING,
            Intent.RESCHEDULE_APPOINTMENT,
        ),
        (
            "Somebody is coming on Thursday for the home scan but I have a funeral",
            Topic.RUNNING,
            Intent.RESCHEDULE_APPOINTMENT,
        ),
        ("kan er donderdag iemand komen voor de woningscan?", Topic.PREVENTIVE, None),
        ("Ik wil een woningscan, mijn collega heeft er in juni een aangevraagd", Topic.PREVENTIVE, None),
        ("Ik had nog niets gehoord over dit aanbod, ik wil een woningscan", Topic.PREVENTIVE, None),
    ],
)
def test_who_waits_or_cannot_be_there_speaks_of_a_running_case(text: str, topic: Topic, intent: Intent | None) -> None:
    """Also where the words of a new wish stand in it; who asks for a first visit does not."""
    heard = _hear(text, Need.TOPIC)
    assert (heard.topic, heard.intent) == (topic, intent)


def test_the_language_is_that_of_the_turn_unless_it_says_too_little() -> None:
    """A name or a number changes nothing."""
    assert _hear("I want to talk about my house").language == "en"
    assert _hear("Jan", language="en").language == "en"
    assert _hear("ja dat klopt wel", language="en").language == "nl"


def test_who_does_not_know_says_nothing_about_the_keurmerk() -> None:
    """It is neither there nor not there."""
    assert "pkvw" not in _hear("keurmerk? geen idee wat dat is").told


def test_a_contact_at_the_werkgever_is_not_the_person() -> None:
    """Somebody else's name and function."""
    told = _hear("contactpersoon is Henk Visser, onze gemeentesecretaris").told
    assert not told & {"person", "function"}


def test_an_address_is_masked_and_the_rest_stays() -> None:
    """For channels that may not have it."""
    assert masked("ik woon op Dorpsstraat 12, 8321 AB Urk dus") == "ik woon op [adres gewist] dus"


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("WVB-2026-0001", "WVB-2026-0001", None),
        ("wvb 2026 12", "WVB-2026-0012", None),
        ("mijn zaaknummer is 2026-0001", "WVB-2026-0001", None),
        ("123456", None, "123456"),
        ("de code is: 123 456", None, "123456"),
        ("061234", None, "061234"),
        ("k7qm-2xpr-9wtb", None, None),
    ],
)
def test_a_case_number_and_a_code_are_no_question_and_no_telephone_number(
    text: str, number: str | None, code: str | None
) -> None:
    """Whatever question is open; what the code proves is for who knows whether one was sent."""
    for asked in (Need.PHONE, Need.QUESTION):
        heard = _hear(text, asked)
        assert (heard.case_number, heard.code, heard.question, heard.told) == (number, code, None, frozenset())
    assert number is None or not _hear(text, Need.PHONE).broken_phone


def test_a_half_number_beside_a_case_number_is_half() -> None:
    """The digits of the case do not make it whole."""
    assert _hear("zaak WVB-2026-0001, bel 061234567", Need.PHONE).broken_phone


@pytest.mark.parametrize(
    ("text", "found"),
    [("K7QM-2XPR-9WTB", True), ("k7qm2xpr9wtb", True), ("aangetekende", False), ("06-12345678", False)],
)
def test_the_code_that_opens_a_conversation_is_known(text: str, *, found: bool) -> None:
    """A word of twelve letters is none."""
    assert _hear(text, Need.PHONE).back_code is found


@pytest.mark.parametrize(
    "text",
    [
        "klaar",
        "nee dat was het",
        "dat is alles, dank u",
        "ik ben nu klaar",
        "that's all",
        "done",
        "I'm done thanks",
        "dinsdag na 16 uur, dat was het",
        "ik heb geen tijd",
        "no more questions please",
    ],
)
def test_who_wants_no_more_questions_is_heard(text: str) -> None:
    """With words beside it or without; it is no answer to what was asked."""
    heard = _hear(text, Need.PKVW)
    assert heard.finishes
    assert heard.fields.pkvw is None


@pytest.mark.parametrize(
    "text",
    ["sla over", "ik ben nog niet klaar met het keurmerk", "ik heb maandag geen tijd", "dat was het huis van Jan"],
)
def test_who_goes_on_is_not_done(text: str) -> None:
    """Skipping one question ends nothing."""
    assert not _hear(text, Need.MOMENTS).finishes


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("kan dit ook in het Engels?", Request.ENGLISH),
        ("graag in het engels", Request.ENGLISH),
        ("zou dit in het Engels kunnen?", Request.ENGLISH),
        ("ik spreek geen nederlands", Request.ENGLISH),
        ("my Dutch is bad", Request.ENGLISH),
        ("wethouder in Urk, en kan ik dit in het Engels doen?", Request.ENGLISH),
        ("sorry my written Dutch is not so good yet", Request.ENGLISH),
        ("could we do this in Dutch?", Request.DUTCH),
        ("sorry I would rather speak Dutch please", Request.DUTCH),
        ("ik spreek geen engels", Request.DUTCH),
        ("my English is not so good", Request.DUTCH),
        ("hij riep in het engels dat hij me zou slaan", None),
        ("he shouted in Dutch at me", None),
        ("hij spreekt geen nederlands", None),
        ("the Dutch police label", None),
        ("my Dutch is fine", None),
    ],
)
def test_a_language_is_asked_for_inside_a_sentence_of_the_other(text: str, wish: Request | None) -> None:
    """By its name, or by what somebody does not speak; a language that is only named changes nothing."""
    heard = _hear(text, Need.QUESTION)
    assert heard.requests & {Request.ENGLISH, Request.DUTCH} == ({wish} if wish else set())
    assert wish is None or heard.question is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("komt er nu politie?", Request.POLICE),
        ("sturen jullie iemand?", Request.POLICE),
        ("kunnen jullie de politie bellen", Request.POLICE),
        ("stuur alstublieft hulp", Request.POLICE),
        ("is de politie al onderweg?", Request.POLICE),
        ("wanneer komt de politie?", Request.POLICE),
        ("are the police coming?", Request.POLICE),
        ("are you sending someone?", Request.POLICE),
        ("please send help", Request.POLICE),
        ("hoe lang duurt het?", Request.CALL_WHEN),
        ("wanneer belt u?", Request.CALL_WHEN),
        ("word ik snel gebeld?", Request.CALL_WHEN),
        ("waarom belt er niemand", Request.CALL_WHEN),
        ("how long will it take", Request.CALL_WHEN),
        ("when will you call?", Request.CALL_WHEN),
        ("when do I get a call", Request.CALL_WHEN),
        ("wat moet ik nu doen?", Request.WHAT_NOW),
        ("wat nu?", Request.WHAT_NOW),
        ("wat gebeurt er nu", Request.WHAT_NOW),
        ("ik weet niet wat ik moet doen", Request.WHAT_NOW),
        ("what should I do now?", Request.WHAT_NOW),
        ("what do I do", Request.WHAT_NOW),
        ("what happens now?", Request.WHAT_NOW),
        ("er komt iemand op mij af", None),
        ("de politie is onderweg", None),
        ("ik heb de politie gebeld", None),
        ("someone is coming at me with a knife", None),
        ("hij belt me steeds", None),
    ],
)
def test_what_somebody_in_danger_asks_of_us_is_heard(text: str, wish: Request | None) -> None:
    """And what only tells of police, calls and people who come is no question."""
    assert _hear(text, Need.SAFE).requests & ASKS_HELP == ({wish} if wish else set())


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("nee", False), ("No!!", False), ("nee absoluut niet", False), ("niet echt", False),
        ("nee, bel 06-12345678", False),
        ("nee mijn nummer is 0612345678", False), ("nee hij is nog hier", False), ("no they are still here", False),
        ("nee ik zit in de kast", False), ("nee want hij heeft een sleutel", False),
        ("nee ik durf niet naar buiten", False),
        ("nee kom snel", False), ("nee, ik ben niet veilig", False), ("nee ik ben alleen thuis", False),
        ("nee hoor ik hoef geen hulp, ik wilde het gewoon even melden", None), ("nee, niet bij mij thuis", None),
        ("nee ik overdrijf", None), ("No, he got off one stop before mine. I took a taxi", None),
        ("nee bedankt", None),
        ("nee het was gisteren", None), ("no need, I just wanted to report it", None),
        ("nee bellen hoeft niet", None),
        ("nee hoor, ik ben gewoon veilig thuis", True), ("nee hij is weg", True), ("ja", True),
    ],
)  # fmt: skip
def test_only_a_clear_no_is_not_safe(text: str, *, safe: bool | None) -> None:
    """Who says no to something else is asked again."""
    assert hear(text, Need.SAFE, AT).safe is safe


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("Ja, correct. Er belt toch wel een mens?", Request.HUMAN),
        ("Leest een medewerker dit ook?", Request.HUMAN),
        ("mijn adres is gedeeld op Telegram, wat nu?", Request.PRIVACY),
        ("gisteren werd mijn adres doorgestuurd", Request.PRIVACY),
        ("ons nummer mag ik van de AVG-functionaris niet geven", Request.PRIVACY),
    ],
)
def test_a_question_or_a_tale_about_it_is_no_wish(text: str, request_: Request) -> None:
    """Nobody asks to speak to a human who asks whether one will call."""
    assert request_ not in _hear(text).requests


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Wel vraag ik mij af of uw adviseur gescreend is.", True),
        ("In orde, ja. Wanneer verneem ik welke adviseur er komt?", True),
        ("Moet ik dan zelf ook thuis zijn of alleen hij?", True),
        ("Will an adviser actually travel here, or is this done by video?", True),
        ("Ja, klopt. Krijg ik hiervan een bevestiging?", True),
        ("wat kost het eigenlijk?", True),
        ("does the adviser speak English?", True),
        ("Klopt dat zo?", False),
        ("Wat bedoelt u met bedreigd?", False),
        ("kunt u mij daarop bellen?", False),
        ("is dinsdag om 10 uur goed voor u?", False),
        ("wat is dat keurmerk?", False),
        ("heeft u mijn nummer?", False),
        ("Mijn man is wethouder. Hij is niet thuis.", False),
    ],
)
def test_what_only_a_colleague_can_answer_is_a_question_to_us(text: str, *, asks: bool) -> None:
    """Not one that asks back, that asks to do something or that is an answer."""
    assert _hear(text).asks_us is asks


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("krijg ik een bevestiging", Request.RECEIPT),
        ("krijg ik hiervan een bevestiging per mail?", Request.RECEIPT),
        ("do I get a confirmation?", Request.RECEIPT), ("wat gebeurt er als ik ja zeg?", Request.RECEIPT),
        ("kan ik ook bellen", Request.CALL_US), ("can I call you instead", Request.CALL_US),
        ("mag ik jullie niet gewoon bellen?", Request.CALL_US), ("do you have a number I can call?", Request.CALL_US),
        ("kost het iets", Request.COST), ("wat kost zo'n scan?", Request.COST), ("is dit gratis?", Request.COST),
        ("moet ik zelf betalen?", Request.COST), ("how much does it cost", Request.COST),
        ("hoe lang duurt zo'n scan", Request.DURATION), ("hoe lang duurt dit gesprek", Request.DURATION),
        ("how long does the visit take?", Request.DURATION), ("hoeveel vragen zijn er nog?", Request.DURATION),
        ("kunnen jullie mijn gegevens wissen", Request.ERASE_HOW), ("can you delete my data?", Request.ERASE_HOW),
        ("hoe krijg ik mijn gegevens verwijderd?", Request.ERASE_HOW), ("bewaren jullie dit", Request.PRIVACY),
        ("wie krijgt mijn gegevens te zien", Request.PRIVACY), ("wie krijgt mijn adres te zien", Request.PRIVACY),
        ("zijn mijn gegevens veilig bij jullie?", Request.PRIVACY), ("do you keep this?", Request.PRIVACY),
        ("is het nu verstuurd?", Request.STATUS), ("hebben jullie mijn aanvraag ontvangen?", Request.STATUS),
        ("nu graag", Request.CALL_WHEN), ("right now please", Request.CALL_WHEN),
        ("de bel gaat, zo terug", Request.PAUSE),
    ],
)  # fmt: skip
def test_a_question_about_us_is_heard(text: str, wish: Request) -> None:
    """Whatever was asked."""
    assert wish in hear(text, Need.MOVING, AT).requests


@pytest.mark.parametrize(
    "text",
    [
        "dat kost mij een dag", "ik bel u zelf", "u kunt mij bellen", "het duurt al weken", "wis en waarachtig",
        "ik heb een bevestiging van de politie", "wie heeft mijn ramen ingegooid", "kan ik de politie bellen",
    ],
)  # fmt: skip
def test_a_story_asks_nothing_about_us(text: str) -> None:
    """Though it has the same words."""
    asks = {Request.RECEIPT, Request.CALL_US, Request.COST, Request.DURATION, Request.ERASE_HOW, Request.PRIVACY}
    assert not asks & hear(text, Need.MOVING, AT).requests


@pytest.mark.parametrize("text", ["I do not know", "kweenie", "weet ik nie", "I don't know"])
def test_who_does_not_know_is_heard_in_few_words(text: str) -> None:
    """Only what is no more than "I do" is a yes."""
    assert hear(text, Need.PKVW, AT).answer is Answer.UNKNOWN
    assert hear("I do", Need.PKVW, AT).answer is Answer.YES
