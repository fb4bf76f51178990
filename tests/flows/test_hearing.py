"""One turn of a chat, heard with the real reader."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bots.dialogue import Effect, Turned
from casework.assessment import Alarm, Assessment, Evidence, Route
from casework.conversation import Conversation, Need, Scope, Topic, TurnKind
from casework.messages import Message, PartKind
from casework.registration import Registration
from flows.steps.hearing import take_turn
from nlp.classifier import Classifier
from tests.builders import a_form

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Classifier:
    """The shipped reader."""
    return Classifier.load()


@pytest.mark.parametrize(
    "text", ["Neergeschoten Vandaag", "Mishandeld Gisteren", "Molotov Vannacht", "Doodsbang Thuis"]
)
def test_a_threat_that_looks_like_a_name_is_seen(reader: Classifier, text: str) -> None:
    """Two words with capitals answer "hoe heet u?" and are left out of the reading, but not when they say something."""
    turned, _ = take_turn(reader, Conversation(), (), text, NOW)
    assert turned.state.alarm is not Alarm.NO


@pytest.mark.parametrize(
    "text", ["Karin Visser", "Jan de Moor", "Rozemarijn Vonk", "06-12345678", "ja hoor", "gemeente Urk"]
)
def test_an_answer_alone_asks_nobody_to_look(reader: Classifier, text: str) -> None:
    """A name, a number, a body, yes: by itself no sign of anything."""
    turned, _ = take_turn(reader, Conversation(), (), text, NOW)
    assert turned.state.alarm is Alarm.NO


@pytest.mark.parametrize(
    "text", ["/help", "/HELP", "/help@WeerbaarBot", "/start", "/status", "/stop", "/taal en", "/taal"]
)
def test_a_command_alone_asks_nobody_to_look(reader: Classifier, text: str) -> None:
    """Not then and not later in the conversation."""
    turned, _ = take_turn(reader, Conversation(), (), text, NOW)
    after, _ = take_turn(reader, turned.state, (text,), "goedemiddag allemaal", NOW)
    assert Effect.RAISE not in turned.effects | after.effects
    assert after.state.alarm is Alarm.NO


def test_the_command_for_help_gives_the_text(reader: Classifier) -> None:
    """And nothing about a colleague on duty."""
    turned, _ = take_turn(reader, Conversation(scope=Scope.MINIMAL), (), "/help", NOW)
    assert [one.text for one in turned.says] == ["hello", "help_minimal", "ask_topic_minimal"]


@pytest.mark.parametrize("text", ["help", "help!", "/help ze staan met een mes voor de deur"])
def test_the_word_help_stays_a_cry(reader: Classifier, text: str) -> None:
    """Also a command with words behind it."""
    turned, _ = take_turn(reader, Conversation(), (), text, NOW)
    assert turned.state.alarm is not Alarm.NO


@pytest.mark.parametrize(
    "text",
    [
        "Bedreigd of onveilig",
        "Threatened or unsafe",
        "2. Ik word bedreigd of voel mij onveilig",
        "I am being threatened or feel unsafe",
    ],
)
def test_the_words_of_a_choice_do_what_its_number_does(reader: Classifier, text: str) -> None:
    """They say what somebody comes for, not that it is unsafe at this moment: that is asked."""
    before = Conversation(introduced=True).asking(Need.TOPIC)
    chosen, _ = take_turn(reader, before, (), text, NOW)
    counted, _ = take_turn(reader, before, (), "2", NOW)
    assert chosen.state.alarm is Alarm.YES
    assert chosen.state.safe is None
    assert (chosen.says, chosen.effects) == (counted.says, counted.effects)


def test_who_is_asked_whether_it_is_safe_and_chooses_unsafe_is_not(reader: Classifier) -> None:
    """The same words as an answer to that question."""
    before = Conversation(introduced=True, alarm=Alarm.YES).asking(Need.SAFE)
    turned, _ = take_turn(reader, before, (), "Bedreigd of onveilig", NOW)
    assert turned.state.safe is False


@pytest.mark.parametrize(
    "text",
    [
        "kan ik anoniem blijven?",
        "mag dit ook anoniem?",
        "hoi, moet ik mijn naam zeggen",
        "blijft dit onder ons?",
        "can I stay anonymous?",
        "I would like to remain anonymous please",
        "do I have to give my name?",
    ],
)
def test_who_asks_to_stay_anonymous_gets_an_answer_and_no_look(reader: Classifier, text: str) -> None:
    """Not then and not later in the conversation, at the beginning and when something is asked."""
    for before in (Conversation(introduced=True), Conversation(introduced=True).asking(Need.PHONE)):
        turned, _ = take_turn(reader, before, (), text, NOW)
        after, _ = take_turn(reader, turned.state, (text,), "06-12345678", NOW)
        assert turned.says[0].text == "anonymous_full"
        assert after.state.alarm is Alarm.NO


@pytest.mark.parametrize(
    "text", ["er lag een anonieme brief", "kan ik anoniem blijven? hij staat voor mijn deur met een mes"]
)
def test_what_is_more_than_that_question_is_read(reader: Classifier, text: str) -> None:
    """Also when the question was asked before."""
    asked = "kan ik anoniem blijven?"
    state, _ = take_turn(reader, Conversation(), (), asked, NOW)
    turned, _ = take_turn(reader, state.state, (asked,), text, NOW)
    assert turned.state.alarm is not Alarm.NO


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (
            "ik ben raadslid in Urk en wil graag een woningscan",
            "er staat nu iemand met een hamer op de voordeur te slaan",
        ),
        ("home scan please, I am a councillor", "somebody just set my car on fire"),
    ],
)
def test_calm_words_before_a_threat_do_not_hide_it(reader: Classifier, before: str, text: str) -> None:
    """A turn is read by itself as well."""
    alone, _ = take_turn(reader, Conversation(), (), text, NOW)
    state, _ = take_turn(reader, Conversation(), (), before, NOW)
    after, _ = take_turn(reader, state.state, (before,), text, NOW)
    assert alone.state.alarm is not Alarm.NO
    assert after.state.alarm.rank >= alone.state.alarm.rank


class _Diluting:
    """Reads a threat only where nothing else stands."""

    def assess(self, message: Message) -> Assessment:
        alone = [part.text for part in message.parts] == ["DREIGING"]
        return Assessment(Alarm.YES if alone else Alarm.NO, Route.THREAT if alone else Route.PREVENTIVE, 0.9)


def test_a_turn_alone_counts_where_the_whole_says_nothing() -> None:
    """And the route follows."""
    turned, assessment = take_turn(_Diluting(), Conversation(), ("ik wil graag een woningscan",), "DREIGING", NOW)
    assert turned.state.alarm is Alarm.YES
    assert assessment.route is Route.THREAT


def test_a_threat_beside_the_turn_that_is_answered_counts() -> None:
    """Of turns that are answered together each is read by itself, whatever stands around it."""
    beside = ("nog iets", "DREIGING", "en nog iets")
    turned, _ = take_turn(_Diluting(), Conversation(), ("ik wil graag een woningscan",), "ja", NOW, beside=beside)
    assert turned.state.alarm is Alarm.YES
    assert turned.says[0].text == "emergency"


def test_a_long_conversation_is_not_read_from_its_beginning_each_time() -> None:
    """What was said first was judged when it came: a threat does not wait behind a book."""
    lengths = []

    class Measuring(_Diluting):
        def assess(self, message: Message) -> Assessment:
            lengths.append(sum(len(part.text) for part in message.parts))
            return super().assess(message)

    turned, _ = take_turn(Measuring(), Conversation(), ["woorden " * 500] * 100, "DREIGING", NOW)
    assert turned.state.alarm is Alarm.YES
    assert max(lengths) < 50_000


def test_the_town_of_a_home_is_no_body_that_somebody_works_for(reader: Classifier) -> None:
    """The body told before stays, and none is made of an address."""
    first, _ = take_turn(reader, Conversation(), (), "I am a councillor in Almere and would like a home scan", NOW)
    turned, _ = take_turn(reader, first.state, ("I am a councillor in Almere",), "Palmstraat 3, 1012 AB Amsterdam", NOW)
    assert turned.state.fields.organisation == "Almere"
    alone, _ = take_turn(reader, Conversation(), (), "ik woon op Dorpsstraat 12, 6711 AB Ede", NOW)
    assert alone.state.fields.address is not None
    assert alone.state.fields.organisation is None


def test_a_body_that_is_also_the_town_of_the_home_stays(reader: Classifier) -> None:
    """When it is said as well."""
    text = "ik ben wethouder van Ede en woon op Dorpsstraat 12, 6711 AB Ede"
    turned, _ = take_turn(reader, Conversation(), (), text, NOW)
    assert turned.state.fields.organisation == "Ede"


def _form(**told: str) -> Registration:
    return a_form(**{"moments": "dinsdag na 16 uur", "employer": "de gemeentesecretaris"} | told)


@pytest.mark.parametrize("field", ["what", "moments"])
@pytest.mark.parametrize("text", ["ze gaan me vermoorden", "Ze gaan me vermoorden.\n\nBel mij."])
def test_a_form_is_read_as_its_words_would_be_in_a_chat(reader: Classifier, field: str, text: str) -> None:
    """What else stands on it, calm and ours, makes a threat no smaller."""
    form = _form(**{field: text})
    turned, read = take_turn(reader, form.conversation(), (), form.text(), NOW, TurnKind.FORM)
    assert turned.state.alarm is Alarm.YES
    assert any("vermoorden" in one.text for one in read.evidence)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"moments": "zo snel mogelijk, liefst maandag"},
        {"what": "Er is nooit iets gebeurd, ik wil weten of mijn sloten goed zijn."},
    ],
)
def test_a_calm_form_asks_nobody_to_look(reader: Classifier, told: dict[str, str]) -> None:
    """Read by its words as well."""
    form = _form(**told)
    turned, _ = take_turn(reader, form.conversation(), (), form.text(), NOW, TurnKind.FORM)
    assert turned.state.alarm is Alarm.NO


@pytest.mark.parametrize(
    "texts",
    [
        ("mn groene bak is niet geleegd vorige week", "al 2x nu, hij stinkt de hele tuin uit"),
        ("ik las iets over zo'n scan van je huis, dat er iemand komt kijken naar sloten", "die zou ik wel willen"),
        ("dat keurmerk, ff aan mn man vragen", "ja hebben we wel, tot 2029"),
        (
            "gisteren een oefening, gijzeling van een wethouder en een bommelding",
            "nee, geen bedreiging, alleen gespeeld",
        ),
        ("de oppositie slacht mij vanavond af in het debat", "figuurlijk!! er speelt niks"),
        ("not sure if this is the right chat", "all calm here, it's for prevention"),
    ],
)
def test_a_calm_answer_in_doubt_is_no_alarm(reader: Classifier, texts: tuple[str, str]) -> None:
    """Whether the first words asked somebody to look or not: the second wake nobody."""
    turned, _ = take_turn(reader, Conversation(), (), texts[0], NOW)
    after, _ = take_turn(reader, turned.state, texts[:1], texts[1], NOW)
    assert after.state.alarm is not Alarm.YES


@pytest.mark.parametrize(
    "text",
    ["ja", "yes", "ja, al weken", "er stopt steeds een busje voor ons huis", "he told me what my son was wearing"],
)
def test_a_telling_answer_in_doubt_is_an_alarm(reader: Classifier, text: str) -> None:
    """A yes, or what is a doubt by itself."""
    doubt = "ik weet niet of dit iets is maar het voelt niet goed"
    turned, _ = take_turn(reader, Conversation(), (), doubt, NOW)
    assert turned.state.asked is Need.THREATENED
    after, _ = take_turn(reader, turned.state, (doubt,), text, NOW)
    assert after.state.alarm is Alarm.YES


class _Always:
    """A reader with one reading of everything."""

    def __init__(self, read: Assessment) -> None:
        self._read = read

    def assess(self, message: Message) -> Assessment:  # noqa: ARG002 - a reader's question
        """The same, whatever it says."""
        return self._read


def test_a_faint_doubt_of_the_model_counts_at_the_first_turn_only() -> None:
    """A conversation is read anew at each turn; what the phrases see counts at any."""
    faint = Assessment(Alarm.HUMAN, Route.OTHER, 0.12, evidence=(Evidence(PartKind.NEW, "x", "model:dreiging (x)"),))
    seen = Assessment(Alarm.HUMAN, Route.OTHER, 0.5, evidence=(Evidence(PartKind.NEW, "x", "er stond iets"),))
    first, _ = take_turn(_Always(faint), Conversation(), (), "een lange zin die niets zegt", NOW)
    later, _ = take_turn(_Always(faint), Conversation(), ("hallo daar allemaal",), "een lange zin die niets zegt", NOW)
    other, _ = take_turn(_Always(seen), Conversation(), ("hallo daar allemaal",), "een lange zin die niets zegt", NOW)
    assert [one.state.alarm for one in (first, later, other)] == [Alarm.HUMAN, Alarm.NO, Alarm.HUMAN]


DOUBT = "ze weten waar ik woon"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "nee ik ben niet veilig",
            "nee maar hij staat er wel",
            "niet thuis maar op kantoor",
            "een beetje",
            "denk het wel",
        ),
        *("ja dat klopt", "klopt"),
    ],
)
def test_a_no_that_tells_of_danger_is_an_alarm(reader: Classifier, text: str) -> None:
    """The question is whether somebody is threatened, and not where."""
    before = Conversation(introduced=True, alarm=Alarm.HUMAN).asking(Need.THREATENED)
    after, _ = take_turn(reader, before, (DOUBT,), text, NOW)
    assert after.state.alarm is Alarm.YES


@pytest.mark.parametrize("text", ["nee, nog niet", "weet ik niet", "misschien"])
def test_who_does_not_know_is_asked_for_a_number(reader: Classifier, text: str) -> None:
    """The number first, and no menu: a person looks, and may want to call."""
    before = Conversation(introduced=True, alarm=Alarm.HUMAN).asking(Need.THREATENED)
    after, _ = take_turn(reader, before, ("er klopt iets niet",), text, NOW)
    assert after.state.alarm is Alarm.HUMAN
    assert [one.text for one in after.says] == ["emergency", "ask_phone"]


@pytest.mark.parametrize("text", ["nee hoor", "nee, er is niks gebeurd", "nee gewoon preventief"])
def test_a_plain_no_leaves_the_doubt(reader: Classifier, text: str) -> None:
    """It never clears it either."""
    before = Conversation(introduced=True, alarm=Alarm.HUMAN).asking(Need.THREATENED)
    after, _ = take_turn(reader, before, ("er klopt iets niet",), text, NOW)
    assert after.state.alarm is Alarm.HUMAN


@pytest.mark.parametrize(("alarm", "score"), [(Alarm.HUMAN, 0.4), (Alarm.YES, 0.25)])
def test_a_threat_with_an_address_in_it_is_more_than_an_answer(alarm: Alarm, score: float) -> None:
    """What a turn tells besides does not hide what it says; an alarm never, however it was weighed."""
    sure = Assessment(alarm, Route.OTHER, score, evidence=(Evidence(PartKind.NEW, "x", "model:dreiging (x)"),))
    text = "er staat iemand voor Kerkweg 10 in Heerde"
    asked = Conversation(introduced=True, topic=Topic.PREVENTIVE).asking(Need.PHONE)
    after, _ = take_turn(_OnlyAlone(sure), asked, ("ik wil een woningscan aanvragen",), text, NOW)
    assert after.state.alarm is alarm


class _OnlyAlone:
    """A reader that sees something only in one turn by itself."""

    def __init__(self, read: Assessment) -> None:
        self._read = read

    def assess(self, message: Message) -> Assessment:
        """Nothing in a longer conversation."""
        return self._read if len(message.parts) == 1 else Assessment(Alarm.NO, Route.PREVENTIVE, 0.0)


_SCAN = "woningscan, wethouder Zeist, 030-1234567, Els van Dam"


def _played(reader: Classifier, *texts: str) -> tuple[Turned, ...]:
    """Each turn of a conversation, answered."""
    state, turns = Conversation(), []
    for number, text in enumerate(texts):
        turned, _ = take_turn(reader, state, texts[:number], text, NOW)
        state = turned.state
        turns.append(turned)
    return tuple(turns)


@pytest.mark.parametrize("before", [(_SCAN[: _SCAN.rindex(",")],), (_SCAN,), (_SCAN, "ja"), (_SCAN, "ja", "nee")])
@pytest.mark.parametrize("text", ["niet veilig", "not safe", "het is hier niet veilig", "hulp"])
def test_who_is_not_safe_is_heard_whatever_was_asked(reader: Classifier, before: tuple[str, ...], text: str) -> None:
    """At the name, the summary, moving and the keurmerk; the question about the threat comes first."""
    turned = _played(reader, *before, text)[-1]
    assert turned.says[0].text == "emergency"
    assert turned.state.alarm is Alarm.HUMAN
    assert turned.state.asked is Need.THREATENED


def test_a_threat_is_heard_where_another_question_is_open(reader: Classifier) -> None:
    """The words of the turn alone are enough, and stand as the reason for the officer."""
    turned, read = take_turn(reader, _played(reader, _SCAN)[-1].state, (_SCAN,), "SOS hij is binnen", NOW)
    assert turned.state.alarm is Alarm.YES
    assert "klinkt als gevaar" in [one.rule for one in read.evidence]


@pytest.mark.parametrize("second", ["nu", "snel", "help"])
def test_a_cry_after_a_cry_is_an_alarm(reader: Classifier, second: str) -> None:
    """Not a menu."""
    assert _played(reader, "hulp", second)[-1].state.alarm is Alarm.YES


def test_who_gives_up_after_a_doubt_reads_the_number_and_is_asked_for_theirs(reader: Classifier) -> None:
    """Who says "ach laat ook maar" takes nothing back."""
    turned = _played(reader, "krijg rare telefoontjes met alleen gehijg", "ach laat ook maar")[-1]
    assert [one.text for one in turned.says] == ["emergency", "ask_phone"]


def test_after_a_doubt_at_the_summary_the_summary_comes_again(reader: Classifier) -> None:
    """However often it was shown before: only a yes to it opens a case."""
    turned = _played(reader, _SCAN, "0612345678", "0687654321", "hulp", "nee hoor verkeerd getypt", "ja klopt")
    assert turned[-2].state.asked is Need.CONFIRM
    assert turned[-1].state.confirmed


@pytest.mark.parametrize(
    "texts",
    [
        (_SCAN, "nee", "de naam"), (_SCAN, "nee", "mijn naam"), (_SCAN, "ja", "nee", "op de voordeur wel"),
        (_SCAN, "ja", "nee", "alleen op de achterdeur"), (_SCAN, "ja", "nee", "half, alleen de voordeur", "nee"),
        ("ben ik nog anoniem",), (_SCAN, "ja", "wacht even er staat iemand voor de deur, pakketje", "nee"),
    ],
)  # fmt: skip
def test_a_short_answer_is_no_alarm_by_the_model_alone(reader: Classifier, texts: tuple[str, ...]) -> None:
    """Nor is it a turn later, when everything is read again."""
    assert _played(reader, *texts)[-1].state.alarm is Alarm.NO


def test_who_goes_to_open_the_door_is_looked_at_and_not_called(reader: Classifier) -> None:
    """But it is an alarm for who told of something before, and without a word for coming back."""
    assert _played(reader, _SCAN, "moment, er is iemand aan de deur")[-1].state.alarm is Alarm.HUMAN
    assert _played(reader, "ik word gevolgd", "moment, er is iemand aan de deur")[-1].state.alarm is Alarm.YES
    assert _played(reader, _SCAN, "er staat iemand voor de deur")[-1].state.alarm is Alarm.YES


def test_who_makes_nothing_of_a_noise_keeps_the_doubt(reader: Classifier) -> None:
    """No alarm, and a number is asked for."""
    turned = _played(reader, "kan niet slapen", "ik hoor steeds iets beneden", "zal de kat wel zijn")[-1]
    assert turned.state.alarm is Alarm.HUMAN
    assert turned.state.asked is Need.PHONE


def test_a_no_to_something_else_is_asked_again_whether_it_is_safe(reader: Classifier) -> None:
    """Only a bare or a clear no sends somebody away from home."""
    polite = _played(reader, "ik word bedreigd", "nee hoor ik hoef geen hulp, ik wilde het gewoon even melden")[-1]
    assert [one.text for one in polite.says] == ["emergency", "ask_safe"]
    assert _played(reader, "ik word bedreigd", "nee")[-1].says[1].text == "not_safe"


@pytest.mark.parametrize("text", ["waarom vraagt u of ik ga verhuizen?", "waarom wilt u weten of ik verhuis?"])
def test_who_asks_why_we_ask_has_answered_nothing(reader: Classifier, text: str) -> None:
    """The question is asked again, and the "nee" behind it is the answer to it."""
    turned = _played(reader, _SCAN, "ja", text, "nee")
    assert [one.text for one in turned[-2].says] == ["why_moving", "ask_moving"]
    assert not turned[-1].state.fields.moving
    assert turned[-1].state.asked is Need.PKVW


def test_why_is_answered_about_what_it_names(reader: Classifier) -> None:
    """Also where the summary is open."""
    assert _played(reader, _SCAN, "waarom moet ik mijn nummer geven")[-1].says[0].text == "why_phone"


def test_who_comes_for_a_small_advice_is_not_shown_the_menu(reader: Classifier) -> None:
    """Nor who answers in one word each time."""
    asked = [one.state.asked for one in _played(reader, "hoi wil adviesje", "Urk", "raadslid")]
    assert Need.TOPIC not in asked
