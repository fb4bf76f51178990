"""Name blocks, disclaimers and telephone lines are signatures; what somebody tells below them is new."""

import pytest

from bots.quotes import split
from casework.messages import Part, PartKind

NEW, SIGNATURE = PartKind.NEW, PartKind.SIGNATURE


def kinds(text: str) -> list[PartKind]:
    return [part.kind for part in split(text)]


def new_of(parts: list[Part]) -> str:
    return "\n".join(part.text for part in parts if part.kind is NEW)


DISCLAIMERS = [
    "De informatie in dit bericht is uitsluitend bestemd voor de geadresseerde. Gebruik door anderen mag niet.",
    "Disclaimer: aan dit bericht kunnen geen rechten worden ontleend.",
    """Dit e-mailbericht en eventuele bijlagen zijn vertrouwelijk. Bent u niet de geadresseerde,
wilt u dit bericht dan verwijderen en de afzender waarschuwen?
De gemeente Voorbeeld is niet aansprakelijk voor virussen in deze e-mail.""",
    """Disclaimer: aan dit bericht kunnen geen rechten worden ontleend.

Bijlagen worden door de afzender op virussen gecontroleerd, maar dat is nooit zeker.""",
    "Denk aan het milieu voordat u deze mail print.",
    "This e-mail and any attachments are confidential and intended solely for the addressee.",
    """Dit bericht kan informatie bevatten die niet voor u is bestemd. Indien u niet de geadresseerde bent
of dit bericht abusievelijk aan u is gezonden, wordt u verzocht dat te melden.

De gemeente aanvaardt geen aansprakelijkheid voor schade die verband houdt met de risico's van e-mail.""",
]


@pytest.mark.parametrize("disclaimer", DISCLAIMERS)
@pytest.mark.parametrize("between", ["", "Met vriendelijke groet,\nJan Jansen\nGemeente Voorbeeld\n\n"])
@pytest.mark.parametrize("after", ["", "\n\nOp ma 2 nov 2026 om 10:00 schreef X <x@y.example>:\n> oud\n"])
def test_a_disclaimer_is_signature_with_or_without_a_closing(disclaimer: str, between: str, after: str) -> None:
    """Mail servers of gemeenten put it at the end, or above the quote."""
    assert new_of(split(f"Ik word bedreigd.\n\n{between}{disclaimer}{after}")) == "Ik word bedreigd."


@pytest.mark.parametrize(
    "words",
    [
        "Dit is vertrouwelijk, hij bedreigt mijn kinderen.",
        "Ik stel de afzender aansprakelijk, dit bericht is niet voor u bestemd zei hij.",
        "Dit bericht is vertrouwelijk en alleen voor u, zei ik.",
        "Er zit een virus in het bericht van de dreiger.",
        "De politie zegt dat de afzender aansprakelijk is.\n\nHij staat weer voor de deur",
    ],
)
@pytest.mark.parametrize("closing", ["", "Groet,\nJan\n\n"])
def test_people_use_the_words_of_disclaimers_too(words: str, closing: str) -> None:
    """`Vertrouwelijk` says a mayor as well."""
    first, *_ = words.split("\n")
    assert first in new_of(split(f"Beste,\n\n{closing}{words}"))


@pytest.mark.parametrize(
    "words",
    [
        "hij staat weer voor de deur",
        "Hij weet waar ik woon",
        "bel me niet thuis",
        "ze komen vannacht",
        "Je gaat eraan",
    ],
)
@pytest.mark.parametrize("mark", ["Groet,\nJan Jansen", "Mvg Jan", "—", "–", "-----", "Verstuurd vanaf mijn iPhone"])
def test_a_short_line_below_a_signature_is_new(mark: str, words: str) -> None:
    """People go on below their name, and below the line their telephone puts there."""
    assert words in new_of(split(f"Graag een gesprek.\n\n{mark}\n\n{words}\n"))


@pytest.mark.parametrize(
    "line",
    [
        "Groeten van de man met het mes",
        "Met groet aan je kinderen",
        "Groet je vrouw maar!",
        "Gr. en tot ziens in je graf",
    ],
)
def test_a_greeting_that_says_more_is_new(line: str) -> None:
    """Threats come in this form."""
    assert line in new_of(split(f"Wij weten je te vinden.\n\n{line}\n"))


@pytest.mark.parametrize(
    "closing",
    [
        "Met groet,",
        "Gr.",
        "Gr Jan",
        "Grt",
        "Vr.gr.",
        "Met vr. groet,",
        "Met vriendelijke groet, Jan van der Berg",
        "Met vriendelijke groet, namens het college",
        "Met vriendelijke en collegiale groet,",
        "Hartelijke groet,\n\nGriffie Voorbeeld",
    ],
)
def test_short_and_long_closings_begin_a_signature(closing: str) -> None:
    """As Dutch officials write them."""
    block = (
        "Jan van der Berg\nBeleidsadviseur Openbare Orde\nAanwezig: ma, di en do\nIk werk niet op vrijdag\n06-12345678"
    )
    assert kinds(f"Graag een gesprek.\n\n{closing}\n{block}") == [NEW, SIGNATURE]


@pytest.mark.parametrize("dash", ["—", "__", "----------", "********"])
def test_a_typed_dash_begins_a_signature_only_above_an_address(dash: str) -> None:
    """RFC 3676 knows two hyphens; all others are also a pause in a story."""
    assert kinds(f"Ja.\n\n{dash}\nJan Jansen\nRaadslid\njan@gemeente.example") == [NEW, SIGNATURE]
    assert kinds(f"Ja.\n\n{dash}\nJan Jansen\nRaadslid") == [NEW]


def test_the_line_of_a_telephone_in_the_middle_is_signature_by_itself() -> None:
    """What stands below it may have been typed there."""
    assert kinds("Ja.\n\nVerstuurd vanaf mijn iPhone\n\nHij stond er weer.") == [NEW, SIGNATURE, NEW]
