"""Words that are written so that a machine does not read them."""

from __future__ import annotations

import pytest

from casework.assessment import Alarm
from nlp.classifier import Classifier
from nlp.text import fold
from nlp.threat.disguise import undisguised
from tests.nlp.conftest import Write

HIDDEN = [
    "IK GA JE VERM00RDEN",
    "1k g@ j€ v3rm00rd3n",
    "i k  m a a k  j e  a f",
    "i k  g a  j e  v e r m o o r d e n",
    "J E  G A A T  D O O D  W E T H O U D E R",
    "i k m a a k je d o o d",
    "j e g a a t d o o d w e t h o u d e r",
    "i-k-g-a-j-e-v-e-r-m-o-o-r-d-e-n-j-a-n-s-e-n",
    "w e w i l l k i l l y o u",
    "hoi, j i j b e n t d e v o l g e n d e",
    "ik ga je v.e.r.m.o.o.r.d.e.n",
    "ik ga je v-e-r-m-o-o-r-d-e-n",
    "\u0456k ga je verm\u043eorden",  # Russian letters
    "ik ga je v\u03b5rmoord\u03b5n",  # Greek letters
    "ik ga je verm\u00f8\u00f8rden",
    "ik m4ak je af",
    "I'll k1ll you",
    "morgen st3ek ik je huis in br4nd",
]
ORDINARY = [
    "Bel mij op 06-12345678 of 0612345678, 3 december om 14u30 of 14.30 uur",
    "Kerkstraat 12b, 1234 AB of 1234ab Ede, 1e verdieping, kamer B12, 2de deur",
    "naam@werk.example, anna_2@werk-mail.example, https://werk.example/a1?x=3",
    "\u20ac 500 of \u20ac500, 20m2, A4, mp3, 10:00u, NL91INGB0001234567",
    "a.u.b. t.a.v. de heer i.v.m. het rapport, d.d. 1-2-2026, plan A of B",
    "\u043c\u044b \u043f\u0438\u0448\u0435\u043c \u0432\u0430\u043c",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_hiding_a_threat_in_signs_does_not_hide_it(reader: Classifier, write: Write, text: str) -> None:
    """Digits, letters of another alphabet and letters that stand apart change nothing."""
    assert reader.floor(write(text)) is Alarm.YES


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("j e g a a t d o o d", "je  gaat    dood   "),
        ("t e s t", "test   "),
        ("j e g a a t j a n s e n", "je  gaat    jansen     "),
    ],
)
def test_letters_without_wider_spaces_become_the_words_that_phrases_have(text: str, apart: str) -> None:
    """Each word begins where its first letter stood; what no phrase has stays one word."""
    assert undisguised(text, {"je", "gaat", "dood", "te", "ja", "en"}) == apart


def test_a_long_row_of_letters_is_read_in_a_moment(reader: Classifier, write: Write) -> None:
    """One row or many."""
    assert reader.floor(write("i k m a k e " * 5_000 + "\n" + "a b c d e f. " * 4_000)) is Alarm.NO


@pytest.mark.parametrize("text", HIDDEN)
def test_every_word_keeps_its_place(text: str) -> None:
    """So that the words shown as the reason are the words that were written."""
    assert len(undisguised(fold(text))) == len(fold(text))


@pytest.mark.parametrize("text", ORDINARY)
def test_numbers_addresses_and_short_forms_stay_as_they_are(text: str) -> None:
    """A telephone number is no word."""
    assert undisguised(fold(text)) == fold(text)


def test_the_words_shown_are_those_that_were_written(reader: Classifier, write: Write) -> None:
    """The officer reads the disguise."""
    shown = reader.assess(write("Dag. IK GA JE VERM00RDEN. Groet")).evidence[0].text
    assert "VERM00RDEN" in shown


def test_a_number_in_a_line_with_a_hidden_word_is_still_a_number(reader: Classifier, write: Write) -> None:
    """The fields are read from what was written."""
    message = write("Ik ben bedr3igd, bel mij op 06-12345678, postcode 1234 AB.")
    assert reader.floor(message) is Alarm.YES
    assert reader.assess(message).fields.phone == "+31612345678"
