"""What in one turn of a chat is a sign by its words alone."""

from __future__ import annotations

import time

import pytest

from casework.assessment import Alarm
from nlp.chat.worries import worry_of


def _alarm(text: str) -> Alarm:
    worry = worry_of(text)
    return worry.alarm if worry else Alarm.NO


@pytest.mark.parametrize(
    "text",
    [
        "SOS hij is binnen", "sos, er is iemand in huis", "ik kan niet naar huis", "we durven niet meer naar huis",
        "I can't go home", "nee, ik kan vanavond niet naar huis",
        "mijn dochter slaapt al een week niet meer thuis omdat ze gevolgd wordt",
        "my son stays with friends because he is being followed", "hij is bang, want hij wordt elke avond opgewacht",
        "we gaan niet meer naar buiten omdat we achtervolgd worden",
        "nummer geef ik niet want hij leest mijn telefoon mee", "ik geef mijn nummer niet want mijn man luistert mee",
        "I can't give my number because he reads my phone", "mijn naam zeg ik niet, want hij kijkt mee",
        "het wordt nu wel dringend want hij heeft verlof gekregen", "het is dringend, hij is vrijgelaten",
        "I'm scared, he was released yesterday", "graag snel, want die man is weer vrij",
    ],
)  # fmt: skip
def test_words_that_are_danger_are_an_alarm(text: str) -> None:
    """In a short turn."""
    assert _alarm(text) is Alarm.YES


@pytest.mark.parametrize(
    "text",
    [
        "niet veilig", "not safe", "het is hier niet veilig", "niet veilig hier", "nee, niet veilig",
        "onveilig thuis",
        "ik voel me niet veilig", "we zijn hier niet meer veilig", "we don't feel safe", "it is not safe here", "sos",
        "volgens de politie sta ik op een lijst", "the police say I am on a list",
        "ik sta op hun lijst zegt de politie",
        "nee, maar we slapen nu bij mijn ouders vanwege de berichten", "we logeren in een hotel sinds die mails",
        "we are staying with friends because of the letters",
        "ja, gedwongen, van de burgemeester moeten we weg uit ons huis", "van de politie moeten we het huis uit",
        "mijn vrouw is wethouder en neemt al drie dagen haar telefoon niet op",
        "mijn man is sinds gisteren niet thuisgekomen", "my wife has not been answering for two days",
        "mijn gezin kan niet meer tegen de dreigementen", "ik ben de bedreigingen zat", "so tired of the threats",
        "nee er is niet iets gebeurd. nou ja mn autobanden, maar dat kan ook pech zijn",
        "niks aan de hand, behalve dan mijn voorruit", "nothing happened, well, my tyres",
        "de banden van mijn auto zijn lek gestoken maar dat zal wel toeval zijn",
        "geen dreiging, op mijn brievenbus na",
        "kwajongens denk ik, de ruit was ingegooid",
        "laat maar, hij heeft gewonnen, ik stop ermee", "ik stap op, ze hebben gewonnen",
        "ik hoor steeds iets beneden", "ik hoor iemand in de tuin", "we horen voetstappen op zolder",
        "vannacht hoorde ik gemorrel aan de achterdeur", "I keep hearing someone outside",
        "I heard footsteps in the hall", "hoor net stemmen onder ons raam",
    ],
)  # fmt: skip
def test_words_that_worry_are_a_doubt(text: str) -> None:
    """Whatever question they answer."""
    assert _alarm(text) is Alarm.HUMAN


@pytest.mark.parametrize(
    "text",
    [
        "veilig", "ik ben veilig", "ik wil veilig wonen", "mijn huis is niet veilig genoeg tegen inbraak",
        "is dit niet veilig genoeg om te chatten?", "het Politiekeurmerk Veilig Wonen hebben we niet",
        "ik sta op de lijst voor de verkiezingen", "we stonden op een wachtlijst",
        "de politie zei dat ik u moest bellen",
        "we slapen bij mijn ouders vanwege de verbouwing", "de burgemeester gaat weg uit zijn huis", "ja, gedwongen",
        "mijn vrouw neemt de telefoon wel op", "mijn man is al wethouder sinds 2019", "wij moeten ons huis uit",
        "ik kan niet naar huis komen op dinsdag", "bel liever niet naar huis", "ik stop ermee",
        "het CDA heeft gewonnen",
        "het is dringend want hij is vrij op vrijdag", "ik wil niet weg uit ons huis",
        "mijn nummer geef ik liever niet", "ik ga niet omdat ik moet", "het is niet dringend, hij is met verlof",
        "niks bijzonders, op de voordeur na is alles nieuw", "nee niks gebeurd, alleen mijn ruiten zijn oud",
        "geen dreiging, behalve dan de ramen is alles goed",
        "ik hoor graag iets van u", "hoor ik iets, ook buiten kantooruren?", "ik hoor de buren, meer niet",
        "ik hoor de kat op zolder", "I hope to hear something about the scan", "dan hoor ik het wel",
        "ik hoor iets op zolder maar dat is de kat",
    ],
)  # fmt: skip
def test_calm_words_like_those_are_nothing(text: str) -> None:
    """A house that may be safer, a list of candidates, a day off."""
    assert _alarm(text) is Alarm.NO


def test_a_long_turn_is_judged_in_time() -> None:
    """Also one that repeats what is looked for."""
    began = time.monotonic()
    for text in ("niet veilig hier " * 3000, "mijn man al " * 5000, "hier thuis nu " * 4000, "hij heeft " * 5000):
        worry_of(text)
        worry_of(text[:200])
    assert time.monotonic() - began < 5
