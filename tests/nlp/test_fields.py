"""What the secretariaat needs to know, out of mails as people write them."""

from __future__ import annotations

import pytest

from casework.people import Function, SenderKind
from nlp.classifier import Classifier
from nlp.contact import address_of, phone_of
from nlp.organisations import gazetteer
from tests.nlp.conftest import Write


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Bel 06-12345678", "+31612345678"),
        ("Bel +31 (0)6 12 34 56 78 na zessen", "+31612345678"),
        ("Fax: 030-2345678, tel. 0475 – 53 88 90", "+31475538890"),
        ("secretariaat 030 751 67 99", None),
        ("secretariaat 030 - 751 6712", None),
        ("Bel 112 of 0900-8844 of 0800-7000", None),
        ("call me on +599 717 5330", "+5997175330"),
        ("nul zes twaalf negenenzestig nul vier drieëndertig", "+31612690433"),
        ("IBAN NL91ABNA0417164300", None),
    ],
)
def test_the_number_to_call_back(text: str, number: str | None) -> None:
    """No fax, no service number, not the CCV's own; E.164."""
    assert phone_of(text) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Westerpark 62, 1741 XK in Schagen", ("Westerpark 62", "1741 XK", "Schagen")),
        ("Ik woon aan de Dorpsstraat 12a in Winkel.", ("Dorpsstraat 12a", None, "Winkel")),
        ("Mijn postcode is 9204 BC, huisnummer 16", (None, "9204 BC", None)),
    ],
)
def test_an_address_is_kept_as_written(text: str, address: tuple[str | None, ...]) -> None:
    """Street with number, postcode and city, as far as they stand there."""
    found = address_of(text)
    assert found is not None
    assert (found.street, found.postcode, found.city) == address


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Best wel fijn, die buren.", None),
        ("Ik ben wethouder in Best.", "Best"),
        ("de burgemeester van Goes", "Goes"),
        ("gedeputeerde van de provincie Utrecht", "Provincie Utrecht"),
        ("wethouder in Utrecht", "Utrecht"),
        ("namens Hoogheemraadschap van Delfland", "Hoogheemraadschap van Delfland"),
        ("on Sint Eustatius", "Sint Eustatius"),
        ("gemeente Den Bosch", "'s-Hertogenbosch"),
    ],
)
def test_a_town_that_is_a_word_needs_a_hint(text: str, name: str | None) -> None:
    """Best and Buren are words until somebody is wethouder there."""
    found = gazetteer().find(text)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("a@gemeente-hulst.example", "Hulst"),
        ("a@provincie-drenthe.example", "Provincie Drenthe"),
        ("a@wetterskipfryslan.example", "Wetterskip Fryslân"),
        ("a@thuismail.example", None),
        (None, None),
    ],
)
def test_a_mail_domain_names_the_body(email: str | None, name: str | None) -> None:
    """The sender's own organisation is in the address."""
    found = gazetteer().of_domain(email)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Ik ben beoogd wethouder in Ommen.", Function.WETHOUDER),
        ("Onze loco-burgemeester wil een advies.", Function.WETHOUDER),
        ("Ik ben oud-burgemeester.", Function.BURGEMEESTER),
        ("De dijkgraaf wil een scan.", Function.WATERSCHAPSBESTUURDER),
        ("Ik ben hoogheemraad bij Rijnland.", Function.WATERSCHAPSBESTUURDER),
        ("De gezaghebber van Saba", Function.BURGEMEESTER),
        ("I am island council member on Statia", Function.RAADSLID),
        ("Namens de commissaris van de Koning", Function.COMMISSARIS),
        ("Gr. Jan, griffier; het gaat om ons raadslid", Function.RAADSLID),
        ("Graag informatie", None),
    ],
)
def test_the_function_of_the_bestuurder(reader: Classifier, write: Write, text: str, function: Function | None) -> None:
    """Loco, beoogd, oud- and the islands' titles all find their function."""
    assert reader.assess(write(text)).fields.function is function


def test_a_secretary_writes_for_the_employer(reader: Classifier, write: Write) -> None:
    """Who signs is the werkgever; the person is the bestuurder."""
    body = "Namens wethouder Petra de Wit vraag ik een veiligheidsadvies aan.\n\nGroet,\nJan Bos, bestuurssecretaris"
    fields = reader.assess(write(body, name="Jan Bos", email="j.bos@gemeente-ommen.example")).fields
    assert (fields.sender_kind, fields.person, fields.organisation) == (SenderKind.WERKGEVER, "Petra de Wit", "Ommen")


def test_a_signature_tells_that_the_bestuurder_writes(reader: Classifier, write: Write) -> None:
    """Name and function under the mail make the sender the bestuurder."""
    fields = reader.assess(write("Graag een woningscan.\n\nKees Vos\nwethouder Raalte", name="Kees Vos")).fields
    assert (fields.sender_kind, fields.person) == (SenderKind.BESTUURDER, "Kees Vos")


@pytest.mark.parametrize(
    ("text", "pkvw"),
    [
        ("Wij hebben het PKVW-certificaat al.", True),
        ("We hebben nog geen PKVW.", False),
        ("Het Politiekeurmerk is nog niet behaald.", False),
        ("Moet ik eerst PKVW hebben?", None),
        ("Graag een scan.", None),
    ],
)
def test_pkvw_is_yes_no_or_unknown(reader: Classifier, write: Write, text: str, pkvw: bool | None) -> None:  # noqa: FBT001 - a table
    """A question about PKVW is no answer."""
    assert reader.assess(write(text)).fields.pkvw is pkvw


def test_moving_is_noticed(reader: Classifier, write: Write) -> None:
    """Advice is best asked before a move."""
    assert reader.assess(write("Wij gaan verhuizen en willen vooraf een scan.")).fields.moving
    assert not reader.assess(write("Wij gaan niet verhuizen, wel graag een scan.")).fields.moving
