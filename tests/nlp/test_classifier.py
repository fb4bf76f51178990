"""The reader as a whole: phrases and model together."""

from __future__ import annotations

import random
import string
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.assessment import Alarm, Assessment, Intent, Route
from casework.messages import Attachment, Automatic, Channel, Message, Part, PartKind, Sender
from nlp.classifier import Classifier
from nlp.linear.scoring import Model, Thresholds
from nlp.routing import is_running
from nlp.threat.phrases import PhraseBook
from tests.nlp.conftest import RECEIVED_AT, Write


def test_a_threat_wins_and_the_rest_is_kept(reader: Classifier, write: Write) -> None:
    """A request that holds a threat is a threat; the request is not forgotten."""
    told = reader.assess(write("Graag een woningscan voor ons huis. Vannacht is onze auto in brand gestoken."))
    assert (told.alarm, told.route) == (Alarm.YES, Route.THREAT)
    assert Route.PREVENTIVE in told.also


def test_a_plain_request_is_preventive(reader: Classifier, write: Write) -> None:
    """The most common mail raises nothing."""
    told = reader.assess(
        write("Geachte heer, mevrouw,\n\nGraag vraag ik een veiligheidsadvies aan. Ik ben wethouder in Ommen.")
    )
    assert (told.alarm, told.route) == (Alarm.NO, Route.PREVENTIVE)


def test_a_threat_outside_a_case_wants_nothing_of_it(reader: Classifier, write: Write) -> None:
    """A threat is asked for an intent only when it is plainly about a running case too."""
    told = reader.assess(write("je haalt de kerst niet"))
    assert (told.route, told.also, told.intent) == (Route.THREAT, (), None)


def test_noise_wants_nothing() -> None:
    """Another route may still be about a running case."""
    chances = {Route.RUNNING_CASE.value: 0.3}
    assert not is_running(Route.NOISE, (), chances)
    assert is_running(Route.OTHER, (), chances)


def test_a_change_of_appointment_has_an_intent(reader: Classifier, write: Write) -> None:
    """What the writer wants of a running case is told."""
    told = reader.assess(
        write("Helaas moet ik onze afspraak van 3 december verzetten.", subject="Uw kenmerk WVB-2026-0012")
    )
    assert (told.route, told.intent) == (Route.RUNNING_CASE, Intent.RESCHEDULE_APPOINTMENT)


@pytest.fixture(scope="module")
def bare() -> Classifier:
    """A reader that lost its model."""
    return Classifier.without_model()


def test_without_a_model_a_human_looks_at_everything(bare: Classifier, write: Write) -> None:
    """A plain request is not judged by phrases alone, and the version tells."""
    told = bare.assess(write("Graag vraag ik een veiligheidsadvies aan."))
    assert (told.alarm, [one.rule for one in told.evidence]) == (Alarm.HUMAN, ["het taalmodel ontbreekt"])
    assert (told.score, bare.version) == (0.5, "phrases only")


def test_without_a_model_the_phrases_still_sound_the_alarm(bare: Classifier, write: Write) -> None:
    """What the phrases find stands first, and stays an alarm."""
    told = bare.assess(write("Vannacht is onze auto in brand gestoken."))
    assert told.alarm is Alarm.YES
    assert told.evidence[0].rule != "het taalmodel ontbreekt"


def test_without_a_model_a_machine_still_disturbs_nobody(bare: Classifier, write: Write) -> None:
    """An out-of-office is no work, with or without a model."""
    notice = replace(write("Ik ben met vakantie.", subject="Afwezig"), automatic=Automatic.AUTO_REPLY)
    assert bare.assess(notice).alarm is Alarm.NO


def test_a_file_name_counts_too(reader: Classifier, write: Write) -> None:
    """A photo called "doodsbedreiging" is looked at."""
    photo = Attachment("doodsbedreiging burgemeester.jpg", "image/jpeg", 10, "0" * 64)
    assert reader.assess(replace(write("zie bijlage"), attachments=(photo,))).alarm.rank >= Alarm.HUMAN.rank


@pytest.mark.parametrize("media_type", ["image/jpeg", "audio/ogg", "video/mp4"])
def test_a_picture_or_recording_without_words_goes_to_a_human(
    reader: Classifier, write: Write, media_type: str
) -> None:
    """What stands on it cannot be read here."""
    file = Attachment("IMG_2041", media_type, 10, "0" * 64)
    told = reader.assess(replace(write("zie bijlage"), attachments=(file,)))
    assert told.alarm is Alarm.HUMAN
    assert "alleen een foto, opname of film" in [one.rule for one in told.evidence]
    explained = write("Hierbij de plattegrond van de begane grond, zoals gevraagd. Groet, Ine")
    assert reader.assess(replace(explained, attachments=(file,))).alarm is Alarm.NO


def test_a_text_too_long_to_read_whole_goes_to_a_human(reader: Classifier, write: Write) -> None:
    """What was not read was not judged."""
    told = reader.assess(write("Alles is rustig hier. " * 20_000))
    assert told.alarm.rank >= Alarm.HUMAN.rank
    assert "te lang om geheel te lezen" in [one.rule for one in told.evidence]


def test_our_own_letter_quoted_back_trips_nothing(reader: Classifier, write: Write) -> None:
    """Our own sentence "Bel 112 bij acuut gevaar" says nothing about the writer."""
    quoted = Part(
        PartKind.QUOTED,
        "> Bel 112 bij acuut gevaar.\n> Wij bellen u binnen drie werkdagen.\n> Netwerk Weerbaar Bestuur",
    )
    told = reader.assess(write("Prima, dinsdag past goed.", parts=(quoted,)))
    assert [one for one in told.evidence if not one.rule.startswith("model:")] == []


def test_the_islands_are_recognised(reader: Classifier, write: Write) -> None:
    """There the emergency number is 911."""
    assert reader.assess(write("I am island commissioner on Saba and would like security advice.")).caribbean
    assert reader.assess(write("Public Entity St. Eustatius, I am commissioner here and want advice.")).caribbean
    assert not reader.assess(write("Ik ben wethouder in Ommen en wil advies.")).caribbean


def test_an_automatic_notice_is_no_request(reader: Classifier, write: Write) -> None:
    """An out-of-office is noise."""
    notice = replace(
        write("Dit is een automatisch antwoord. Ik ben met vakantie tot en met 3 augustus.", subject="Afwezig"),
        automatic=Automatic.AUTO_REPLY,
    )
    assert reader.assess(notice).route is Route.NOISE


_WORDS = [
    "mes",
    "huis",
    "bedreigd",
    "nooit",
    "geen",
    "dreiging",
    "woningscan",
    "graag",
    "dinsdag",
    "kinderen",
    "school",
    "brand",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=25).map(" ".join))
def test_the_model_can_only_raise(body: str) -> None:
    """Whatever the thresholds, the alarm is never below that of the phrases alone."""
    message = Message(Channel.EMAIL, RECEIVED_AT, Sender(), None, (Part(PartKind.NEW, body),))
    answers = [one.assess(message).alarm.rank for one in _with_thresholds()]
    assert answers == sorted(answers)


_READERS: list[Classifier] = []


def _with_thresholds() -> list[Classifier]:
    """Readers whose model raises never, sometimes, nearly always."""
    if not _READERS:
        book = PhraseBook.load()
        for limits in (Thresholds(1.1, 1.1), Thresholds(0.5, 1.1), Thresholds(0.0, 0.0)):
            model = Model.load()
            model.thresholds = limits
            _READERS.append(Classifier(book, model))
    return _READERS


def test_a_raise_by_the_model_says_so(write: Write) -> None:
    """Evidence of the model begins with its name and holds the sentence, and names the words that weighed."""
    told = _with_thresholds()[2].assess(write("Prima, dinsdag past."))
    assert told.alarm is Alarm.YES
    assert told.evidence[0].text == "Prima, dinsdag past."
    assert told.evidence[0].rule.startswith("model:dreiging (")
    assert "past" in told.evidence[0].rule


def _hostile() -> dict[str, str]:
    chooser = random.Random(7)  # noqa: S311 - noise, not a secret
    return {
        "one long word": "a" * 1_000_000,
        "many phrases": "ik weet waar je woont en bedreigd mes voor de deur nu " * 20_000,
        "spaces": " " * 500_000,
        "line feeds": "\n" * 300_000,
        "half numbers": "06-1234567 " * 30_000,
        "headers": "Van: a\n" * 40_000,
        "streets": "Aa bb " * 60_000,
        "names": "wethouder A." + "A." * 100_000,
        "noise": "".join(chooser.choice(string.printable) for _ in range(300_000)),
        "accents": "e\u0301" * 200_000,
        "surrogates": "\ud800" * 1000,
        "an endless sentence": "volgende week elke dag " * 600,
    }


@pytest.mark.parametrize("body", _hostile().values(), ids=_hostile().keys())
def test_hostile_text_is_read_in_bounded_time(reader: Classifier, write: Write, body: str) -> None:
    """No text takes more than a second of the processor, and none raises."""
    started = time.process_time()
    told = reader.assess(write(body))
    assert isinstance(told, Assessment)
    assert time.process_time() - started < 1.0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_odd_text_never_raises(body: str) -> None:
    """Any characters at all are read."""
    message = Message(Channel.CHAT, RECEIVED_AT, Sender(body[:20], body[:30]), body[:40], (Part(PartKind.NEW, body),))
    assert 0.0 <= _with_thresholds()[0].assess(message).score <= 1.0


def test_an_empty_message_is_read(reader: Classifier) -> None:
    """Nothing at all is no threat, and no error."""
    assert reader.assess(Message(Channel.EMAIL, RECEIVED_AT)).alarm is Alarm.NO


def test_the_same_message_gets_the_same_answer(reader: Classifier, write: Write) -> None:
    """Nothing is kept between messages."""
    message = write("Er stond gisteren iemand bij de school van mijn dochter.")
    assert reader.assess(message) == reader.assess(message)
    assert reader.version == Classifier.load().version


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Maandag is goed.\nHij stuurt me foto's van mijn slaapkamerraam.\nGroet, Ton", "slaapkamerraam"),
        ("Er kwam vannacht iemand over de schutting en die gaf de hond iets. Parkeren kan voor de deur.", "schutting"),
    ],
)
def test_the_model_shows_the_sentence_that_says_it(reader: Classifier, write: Write, text: str, told: str) -> None:
    """Not a neighbour of it: a signature, or where to park."""
    of_model = [one.text for one in reader.assess(write(text)).evidence if one.rule.startswith("model:")]
    assert len(of_model) == 1
    assert told in of_model[0]
