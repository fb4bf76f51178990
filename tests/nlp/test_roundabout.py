"""What people say in a chat in other words than we ask it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from casework.assessment import Fields, Intent
from casework.conversation import Conversation, Heard, Need, Topic, merged
from casework.people import Function, SenderKind
from nlp.chat.answers import hear
from nlp.chat.home.house import keurmerk_told, moving_told
from nlp.chat.phone.numbers import told_number
from nlp.chat.when.moments import told_moments
from nlp.chat.where.address import told_address
from nlp.form.dates import AMSTERDAM
from nlp.text import fold

#: A Wednesday.
AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


def _hear(text: str, asked: Need | None = None) -> Heard:
    return hear(text, asked, AT)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("dinsdag kan niet, woensdag de hele dag wel", "2026-05-27"),
        ("This Thursday I am at a congress. Next Tuesday from 9 works, or Wednesday", "2026-05-26T09:00 2026-05-27"),
        ("dinsdag half negen of woensdag zelfde tijd, volgende week", "2026-05-26T08:30 2026-05-27T08:30"),
        ("maandag 1 juni tussen 9 en 12", "2026-06-01T09:00"),
        ("vrijdag kan ik tot 11 uur niet, daarna wel", "2026-05-22T11:00"),
        ("werken moet ik do en vr, ma t/m wo ben ik thuis. volgende week", "2026-05-25 2026-05-26 2026-05-27"),
        ("de eerste dinsdag van juni", "2026-06-02"),
        ("de dinsdag na Pinksteren", "2026-05-26"),
        ("in de week van 8 juni, dan de woensdag", "2026-06-10"),
        ("1 juni of 2 juni, beide tussen 10 en 12", "2026-06-01T10:00 2026-06-02T10:00"),
        ("23/5 14.00u, 25/5 tot 11u", "2026-05-23T14:00 2026-05-25"),
        ("donderdag om tien uur, dus 28 mei", "2026-05-28T10:00"),
        ("altijd behalve vrijdag. Zeg morgen rond het middaguur", "2026-05-21T12:00"),
    ],
)
def test_every_day_named_is_offered_unless_its_piece_says_no(text: str, offered: str) -> None:
    """Weeks, orders of days and clocks hold for the days around them."""
    assert [one[:16] for one in told_moments(fold(text), AT, AMSTERDAM)] == offered.split()


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("dat keurmerk, er zit een sticker van de vorige eigenaar, dus doe maar nee", False),
        ("over het keurmerk knikt ze wel, dat hebben ze vorig jaar gekregen", True),
        ("Never heard of the police label. Then no.", False),
        ("nee, het keurmerk moet nog", False),
        ("het keurmerk hebben we niet, weet mijn man zeker", False),
        ("Keurmerk: op het oude huis wel maar het nieuwe niet", False),
        ("geen verhuizing. PKVW hebben we, is van 2024", True),
        ("Ach ja en keurmerk: heeft het huis niet", False),
        ("o ja, keurmerk: nee", False),
    ],
)
def test_the_last_word_about_the_keurmerk_counts(text: str, *, has: bool | None) -> None:
    """Of several clauses, sentences or houses."""
    assert keurmerk_told(fold(text), asked=True) is has


@pytest.mark.parametrize(
    "text",
    [
        "keurmerk weet ik niet, vraag hemzelf",
        "Een keurmerk? Daar is nooit over gesproken. Ik weet het dus niet",
        "Er was een certificaat, maar dat zag ik nooit. Daar durf ik geen ja of nee op te zeggen",
        "of er een keurmerk is is mij niet bekend",
        "wat het keurmerk betreft moet ik het mijn vrouw vragen",
        "she told me she does not know about the quality mark, I could not tell you",
        "Mijn vader sprak wel eens van dat keurmerk, maar of het er is weet ik niet",
        "Weet ik niet, van dat keurmerk. Er zit wel een stevig slot op de deur",
        "Van het keurmerk heb ik geen notie, u zult het mijn man moeten vragen",
        "Het keurmerk moet zij nagaan, dat weten we hier niet",
        "huurhuis dus geen idee van keurmerken, wij blijven hier",
        "Zij laat weten dat zij niet weet of haar woning het keurmerk draagt",
        "Geen idee van het keurmerk. Er zitten goede sloten op sinds 2019",
        "Misschien heeft de aannemer dat keurmerk geregeld, maar dat weet ik niet",
        "dat keurmerk staat me niet bij",
        "over het keurmerk zou ik u het antwoord schuldig moeten blijven",
        "dat keurmerk wit ik net",
        "e keurmerk, mi no sa",
        "My husband might know about that label, I don't",
        "ik geloof dat we dat keurmerk gehad hebben maar of het nog geldig is?",
        "Nee, van dat keurmerk weet ik niets",
    ],
)
@pytest.mark.parametrize("asked", [Need.PKVW, Need.CONFIRM])
def test_who_does_not_know_about_the_keurmerk_leaves_it_open(text: str, asked: Need) -> None:
    """Whatever yes or no stands in the words: also in the reading of all that was said."""
    assert _hear(text, asked).fields.pkvw is None
    read = Fields(pkvw=True)
    assert merged(Conversation(topic=Topic.PREVENTIVE), _hear(text, asked), read).fields.pkvw is None


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("geen idee wat dat keurmerk is, dus doe maar nee", False),
        ("Dat keurmerk ken ik niet, we hebben het in elk geval niet", False),
        ("I do not know that mark. The house is very old, so certainly not", False),
        ("the label... let me check. We don't have the police one", False),
        ("keurmerk weet ik niet. O, mijn man roept: ja", True),
        ("het keurmerk hebben we wel, maar waar het papier ligt weet ik niet", True),
        ("We have the quality mark, I do not know since when", True),
        ("Het keurmerk hebben we. Ik weet niet of u op zaterdag werkt", True),
        ("Het keurmerk hebben we. Misschien kan de adviseur dinsdag komen", True),
        ("Het keurmerk hebben we. Voor een datum moet ik mijn agenda nakijken", True),
        ("het keurmerk is er niet en ik weet niet of het nodig is", False),
        ("het keurmerk hebben wij niet, moet ik dat aanvragen?", False),
        ("het huis van nu heeft geen keurmerk. Over het nieuwe weet ik niks", False),
        ("dat keurmerk heb ik niet dat weet ik zeker want mijn broer zit in de sloten", False),
        ("voor zover ik weet niet, dat keurmerk", False),
        ("keurmerk hebben we nie", False),
    ],
)
def test_what_is_settled_behind_a_doubt_or_doubted_of_something_else_is_told(text: str, *, has: bool) -> None:
    """Not to know when, where or what for is no doubt whether."""
    assert _hear(text, Need.PKVW).fields.pkvw is has


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Maandag de 13e absoluut niet", ""),
        ("er lag een foto in de bus, zonder postzegel", ""),
        ("Mijn adres geef ik liever niet in een chatvenster", ""),
        ("Ja, dat is juist opgeschreven", ""),
        ("nee niks gebeurd, alleen een vol hoofd", "geen idee van keurmerken, we blijven hier"),
        ("Ja, verstuur maar", "Of er een keurmerk is durf ik niet te zeggen"),
    ],
)
def test_a_no_or_a_yes_to_something_else_is_none_about_the_keurmerk(text: str, before: str) -> None:
    """Not while it is the open question, nor behind a turn that left it open."""
    asked = Need.CONFIRM if before else Need.PKVW
    assert hear(text, asked, AT, before=before).fields.pkvw is None


@pytest.mark.parametrize(
    "text", ["nee, hebben we niet", "volgens mij niet", "nog niet aangevraagd", "dat zit er niet op"]
)
def test_a_no_to_the_keurmerk_is_heard(text: str) -> None:
    """In its own words, as the answer to the question."""
    assert _hear(text, Need.PKVW).fields.pkvw is False


@pytest.mark.parametrize("oh", ["O, zo. ", "O, vandaar. ", "Ah, juist. ", "Oh! "])
def test_who_asked_what_it_is_may_say_oh_before_the_answer(oh: str) -> None:
    """The explanation was read."""
    heard = hear(f"{oh}Neen, dat heeft ons huis zeker niet.", Need.CONFIRM, AT, before="wat is dat keurmerk?")
    assert heard.fields.pkvw is False


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("we zijn druk aan het inpakken, 1 juni gaan we over", True),
        ("we gaan naar de overkant verhuizen, lach niet", True),
        ("he and his wife bought something in Haarlem", True),
        ("Verhuizen! Nee, uit dit huis gaan ze me dragen", False),
        ("we zitten er pas een jaar dus voorlopig niet weg", False),
        ("dat verhuizen speelt pas later. Dus vul maar nee in", False),
        ("kan de afspraak een uur later", None),
        ("Ja, in mei gaan we naar een flat, die is nog in aanbouw. Tot dan wonen we hier", True),
        ("Yes, our lease is up in May so we'll be living elsewhere", True),
        ("de huur is opgezegd per 1 mei", True),
        ("ik ga na de zomer samenwonen", True),
        ("we moeten hier in het najaar uit", True),
        ("ik trek in mei bij mijn vriendin in", True),
        ("verhuizen ja", True),
        ("wij blijven hier wonen ja, geen verhuizing", False),
        ("we verhuizen niet ja", False),
        ("ja hoor, wij blijven hier", False),
        ("we gaan hier nooit weg", False),
        ("verhuizen ja misschien, oh nee toch niet", False),
        ("we staan ingeschreven voor een nieuwbouwproject maar wie weet", None),
        ("vrijdag zijn we ergens anders", None),
        ("we gaan zaterdag naar een huis kijken", None),
        ("mijn kinderen gaan naar een appartement", None),
        ("het huurcontract van de auto", None),
    ],
)
def test_moving_in_other_words(text: str, *, moves: bool | None) -> None:
    """Also "nee" about something else in the same sentence."""
    assert moving_told(fold(text)) is moves


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("goed, Koen Mathijs heet hij en hij zit naast me", "Koen Mathijs"),
        ("Ik heet Sietske Bos maar u wilt weten hoe zij heet: Baukje Vos", "Baukje Vos"),
        ("F. Langezaal, Frederike", "Frederike Langezaal"),
        ("Jonkheer Diederik van Nispen, hoogheemraad", "Diederik van Nispen"),
        ("Raadslid inmiddels, vanwege de collegewissel", None),
    ],
)
def test_names_as_they_come(text: str, name: str | None) -> None:
    """That of the bestuurder before one's own, and no piece of a sentence."""
    assert _hear(text).fields.person == name


def test_one_word_that_is_nothing_else_is_a_name() -> None:
    """A chat app is not asked for a name; people give it."""
    assert [
        _hear(text, Need.PHONE).fields.person for text in ("Bakelaar", "Vermeulen-Sips.", "Terneuzen", "Prima")
    ] == [
        "Bakelaar",
        "Vermeulen-Sips",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("ik draag sinds juli de ambtsketen", Function.BURGEMEESTER),
        ("ik ben de jeugdwethouder van Urk", Function.WETHOUDER),
        ("GS, stikstof", Function.GEDEPUTEERDE),
        ("my wife is on the daily board of the water authority", Function.WATERSCHAPSBESTUURDER),
        ("oud-burgemeester en nu bestuurslid bij het wetterskip", Function.WATERSCHAPSBESTUURDER),
        ("gaat de raad dat zien?", None),
        ("zit veur de lokale partij in de gemeenteroad van Emmen", Function.RAADSLID),
        ("ik zit in de road van Doetinchem", Function.RAADSLID),
        ("ik ben geen raadslid maar fractievolger in Hoorn", Function.ANDERE),
        ("ik bedoel commissielid, geen raadslid", Function.ANDERE),
        ("ben burgerlid bij gemeente Ede", Function.ANDERE),
        ("I live on the Main road in Ede", None),
        ("ik ben geen raadslid", None),
        ("ik ben geen raadslid meer vanaf maandag", Function.RAADSLID),
        ("vroeger wethouder geweest, nu gewoon raadslid in Bernheze", Function.RAADSLID),
        ("previously alderman, now councillor", Function.RAADSLID),
        ("ben gedeputeerde... jk, raadslid in Terneuzen", Function.RAADSLID),
    ],
)
def test_an_office_by_what_somebody_does(text: str, function: Function | None) -> None:
    """Without the title."""
    assert _hear(text).fields.function is function


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("nul zes dertien vier en veertig vijf en vijftig acht en zestig", "+31613445568"),
        ("plus three one six, 4 1 0 7, 7 2, 9 8", "+31641077298"),
        ("zero six, eleven, thirty-two, oh five, seventy-six", "+31611320576"),
        ("0174 62 03 97 or better mine, 06 37 45 00 18", "+31637450018"),
        ("06 36 59 04 12 en anders 0570 64 15 30", "+31636590412"),
    ],
)
def test_numbers_as_people_say_them(text: str, number: str) -> None:
    """In words of two languages, and the one they would rather have called."""
    assert told_number(text, caribbean=False, asked=True) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Stadsweg 118 in Heerhugowaard. 1703 AP", ("Stadsweg 118", "1703 AP", "Heerhugowaard")),
        ("Naar Winsum, Borgweg 8, 9951 BE", ("Borgweg 8", "9951 BE", "Winsum")),
        ("Kadelaan 76, 5911 JP Venlo. Nee sorry nr. 67", ("Kadelaan 67", "5911 JP", "Venlo")),
        ("Kadelaan 8, 5014 ZP Tilburg... nee 5013 ZP", ("Kadelaan 8", "5013 ZP", "Tilburg")),
    ],
)
def test_an_address_in_any_order(text: str, address: tuple[str, str, str]) -> None:
    """And what is corrected in the same breath."""
    found = told_address(text)
    assert found is not None
    assert (found.street, found.postcode, found.city) == address


def test_moments_add_up_and_take_each_others_clock() -> None:
    """The words "of vrijdag, zelfde tijd" add; "alleen vrijdag" replaces and keeps its clock."""
    state = Conversation()
    for text in ("donderdag 28 mei om 9 uur", "of vrijdag de 29e zelfde tijd", "ik kan alleen de 29e"):
        state = merged(state, _hear(text, Need.MOMENTS), Fields())
    assert state.fields.availability == ("2026-05-29T09:00:00+02:00",)


def test_who_speaks_of_nobody_else_is_the_bestuurder() -> None:
    """Whatever a reader of mails makes of it; until somebody else is spoken of."""
    stranger = Fields(sender_kind=SenderKind.DERDE)
    own = merged(Conversation(), _hear("wethouder, ja"), stranger)
    helped = merged(Conversation(), _hear("mijn man is wethouder"), stranger)
    clerk = merged(Conversation(), _hear("Provinciesecretaris hier, voor onze gedeputeerde"), stranger)
    kinds = [one.fields.sender_kind for one in (own, helped, clerk)]
    assert kinds == [SenderKind.BESTUURDER, SenderKind.DERDE, SenderKind.WERKGEVER]


def test_a_first_name_takes_the_place_of_initials() -> None:
    """And a last name that of what stood there."""
    known = replace(Conversation(), fields=Fields(person="M. Olde"))
    assert merged(known, _hear("Marieke", Need.PHONE), Fields()).fields.person == "Marieke Olde"
    assert merged(known, _hear("voornaam Marieke"), Fields()).fields.person == "Marieke Olde"


@pytest.mark.parametrize(
    "text", ["ich werde bedroht", "Guten Tag, ich bin in Gefahr, bitte um Hilfe", "Je suis menacé"]
)
def test_a_language_we_do_not_read_is_answered_in_english_and_looked_at(text: str) -> None:
    """And its words are nobody's name; a greeting alone is only that."""
    heard = _hear(text)
    assert (heard.language, heard.foreign, heard.fields.person) == ("en", True, None)
    greeting = _hear("Guten Tag")
    assert (greeting.language, greeting.foreign, greeting.fields.person) == ("en", False, None)


def test_a_dutch_turn_is_not_foreign() -> None:
    """Nor an English one or one of the islands."""
    texts = ("ik ben bedreigd en wil hulp", "I am an alderman, please help", "mi ta komisario insular na Boneiru")
    assert not any(_hear(text).foreign for text in texts)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("graag mijn aanmelding weer in te trekken, ik stop als raadslid", Intent.WITHDRAW),
        ("het bezoek hoeft echt niet meer", Intent.WITHDRAW),
        ("zet er maar een streep door", Intent.WITHDRAW),
        ("ik wil me toch weer afmelden", Intent.WITHDRAW),
        ("een streep door de rekening was het", None),
        ("ik trek er maandag in", None),
        ("weet u hoe het met mijn aanvraag staat", Intent.ASK_STATUS),
        ("hoe lang duurt het nog, ik heb me in mei aangemeld", Intent.ASK_STATUS),
        ("ik heb nog nooit van dat keurmerk gehoord", None),
        ("de afspraak van 4 juni haal ik niet, kan het later", Intent.RESCHEDULE_APPOINTMENT),
        ("zo mag het nog niet naar de provincie", Intent.REJECT_REPORT),
        ("zo teken ik dus niet", Intent.REJECT_REPORT),
        ("uw collega vroeg nog om de postcode door te geven", Intent.SUPPLY_DATA),
        ("op uw voorstel: donderdag 4 juni is akkoord", Intent.CONFIRM_APPOINTMENT),
    ],
)
def test_what_somebody_wants_in_a_running_case(text: str, intent: Intent | None) -> None:
    """In other words than those of the desk."""
    assert _hear(text).intent is intent


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("wij hebben in april een huisbezoek aangevraagd", Topic.RUNNING),
        ("in vervolg op onze aanmelding", Topic.RUNNING),
        ("naar aanleiding van uw brief", Topic.RUNNING),
        ("sindsdien niets meer vernomen", Topic.RUNNING),
        ("het keurmerk hebben we net aangevraagd", None),
        ("een keurmerk hebben wij niet aangevraagd", None),
        ("nooit van zo'n sticker gehoord", None),
    ],
)
def test_what_was_asked_for_before_is_a_running_case(text: str, topic: Topic | None) -> None:
    """But not the keurmerk, and not what nobody has heard of."""
    assert _hear(text).topic is topic
