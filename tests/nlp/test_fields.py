"""What the secretariaat needs to know, out of mails as people write them."""

from __future__ import annotations

import pytest

from casework.people import Function, SenderKind
from nlp.classifier import Classifier
from nlp.form.contact import address_of, find_phone
from nlp.form.fields import read_fields
from nlp.form.organisations import gazetteer
from nlp.text import read_message
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
        ("Ordernummer 0612345678", None),
        ("Mijn klantnummer: 0612345678, bel 0475 538890", "+31475538890"),
        ("Haar nummer is 06 12345678", "+31612345678"),
        ("Bel 0475/538890", "+31475538890"),
        ("nulzes twaalf negenenzestig nul vier drieëndertig", "+31612690433"),
        ("zes-een-twee-drie-vier-vijf-zes-zeven-acht met nul ervoor", "+31612345678"),
        ("Kantoor 0475 538890, of my mobile 06 12345678", "+31612345678"),
        ("Het nummer van de makelaar: 0475 538890", None),
        ("Ik werd gebeld door 0475 538890", None),
    ],
)
def test_the_number_to_call_back(text: str, number: str | None) -> None:
    """No fax, no service number, not the CCV's own; E.164."""
    found = find_phone(text)
    assert (found[0] if found else None) == number


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Rijtjeshuis in Almere, Saffraanweg 61, bouwjaar 1999.", "Almere"),
        ("Wij betrekken een huis in Moerkapelle: Sprinkhaan 29 (2752).", "Moerkapelle"),
        ("Raadslid in Harderwijk. ik woon stationslaan 55, 3842 LA. groet", "Harderwijk"),
        ("Adres Kerkpad 155, 5711 HD. In november graag.", None),
    ],
)
def test_a_town_that_stands_apart_from_its_street_is_found(write: Write, text: str, town: str | None) -> None:
    """The place named nearest to the street; a month is no place."""
    message = write(text)
    address = read_fields(message, read_message(message), caribbean=False).fields.address
    assert address is not None
    assert address.city == town


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Westerpark 62, 1741 XK in Schagen", ("Westerpark 62", "1741 XK", "Schagen")),
        ("Ik woon aan de Dorpsstraat 12a in Winkel.", ("Dorpsstraat 12a", None, "Winkel")),
        ("Mijn postcode is 9204 BC, huisnummer 16", (None, "9204 BC", None)),
        ("Adres Bergweg 40, 6361 XX Nuth", ("Bergweg 40", "6361 XX", "Nuth")),
        ("Kees Vos\nWielstraat 9\n5664 KP Geldrop", ("Wielstraat 9", "5664 KP", "Geldrop")),
        ("Huis: Wolfsberg 44 te Asten, veel glas", ("Wolfsberg 44", None, "Asten")),
        ("Hoofdstraat 88 te Bedum, 9781 JK.", ("Hoofdstraat 88", "9781 JK", "Bedum")),
        ("oude deventerweg 6 lemelerveld", ("oude deventerweg 6", None, "lemelerveld")),
        ("Bosweg 3, 7041 's-Heerenberg", ("Bosweg 3", "7041", "'s-Heerenberg")),
        ("Kerkstraat 5, 3401 AB Capelle aan den IJssel.", ("Kerkstraat 5", "3401 AB", "Capelle aan den IJssel")),
        ("Dammerweg 212, 1394 GS Nederhorst den Berg", ("Dammerweg 212", "1394 GS", "Nederhorst den Berg")),
        ("my flat is at 88 Frankrijkstraat, 5622 Eindhoven, third floor", ("88 Frankrijkstraat", "5622", "Eindhoven")),
        ("havenkade 3 8321aa urk", ("havenkade 3", "8321 AA", "urk")),
        ("Plein 1944 nr 8, 6511 JC Nijmegen", ("Plein 1944 8", "6511 JC", "Nijmegen")),
        ("Ik woon 1e Jan Steenstraat 7-II, 1072 NA Amsterdam", ("1e Jan Steenstraat 7-II", "1072 NA", "Amsterdam")),
        ("postcode 7411kt nummer 12 Deventer", (None, "7411 KT", "Deventer")),
        ("Dorpsweg, nummer 19, 4286 GH Almkerk", ("Dorpsweg 19", "4286 GH", "Almkerk")),
        ("Groenmarkt 30 boven, 7201 HZ Zutphen", ("Groenmarkt 30", "7201 HZ", "Zutphen")),
    ],
)
def test_an_address_is_kept_as_written(text: str, address: tuple[str | None, ...]) -> None:
    """Street with number, postcode and city, as far as they stand there."""
    found = address_of(text)
    assert found is not None
    assert (found.street, found.postcode, found.city) == address


@pytest.mark.parametrize(
    "text",
    [
        "Gemeente Ommen, Stadhuisplein 1, 7731 AB Ommen",
        "Postbus 45, 3440 AA Woerden",
        "Aflevering 14 gaat over sloten.",
        "Zie pagina 12 en maatregel 7.",
        "Ik kom maandag 12 oktober om 10 uur.",
    ],
)
def test_an_office_or_a_number_is_no_address(text: str) -> None:
    """A town hall, a post box, a page or a day is not where somebody lives."""
    assert address_of(text) is None


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
        ("raadslid van Sneek", "Súdwest-Fryslân"),
        ("riedslid yn de gemeente Snits", "Súdwest-Fryslân"),
        ("raadslid in Haarlemmerliede", "Haarlemmermeer"),
        ("Ik ben bestuurslid van Wetterskip Fryslân.", "Wetterskip Fryslân"),
        ("de wethouder van Tietjerksteradeel", "Tytsjerksteradiel"),
        ("burgemeester van etten leur", "Etten-Leur"),
        ("wethouder Gemert", "Gemert-Bakel"),
        ("raadslid hier uit steenwijkerland", "Steenwijkerland"),
        ("gedeputeerde van Groningen", "Provincie Groningen"),
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
        ("a@raad-hulst-fr.example", "Hulst"),
        ("a@provlimburg.example", "Provincie Limburg"),
        ("a@vallei-veluwe.example", "Waterschap Vallei en Veluwe"),
        ("a@sabagov.example", "Saba"),
        ("a@haren-thuis.example", None),
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
        ("Onze loco-burgemeester wil een advies.", Function.BURGEMEESTER),
        ("Onze wethouder, tevens loco-burgemeester, wil een advies.", Function.WETHOUDER),
        ("Ik ben oud-burgemeester.", Function.BURGEMEESTER),
        ("De dijkgraaf wil een scan.", Function.WATERSCHAPSBESTUURDER),
        ("Ik ben hoogheemraad bij Rijnland.", Function.WATERSCHAPSBESTUURDER),
        ("De gezaghebber van Saba", Function.ANDERE),
        ("Our Commissioner on Saba asks for a scan.", Function.GEDEPUTEERDE),
        ("Ik ben eilandgedeputeerde op Bonaire.", Function.GEDEPUTEERDE),
        ("I am island deputy on St. Eustatius.", Function.GEDEPUTEERDE),
        ("Mi ta diputado na Boneiru.", Function.GEDEPUTEERDE),
        ("The Deputy Governor of Statia would like a scan.", Function.ANDERE),
        ("Our deputy mayor in Ommen would like a scan.", Function.BURGEMEESTER),
        ("I am island council member on Statia", Function.RAADSLID),
        ("Namens de commissaris van de Koning", Function.COMMISSARIS),
        ("Gr. Jan, griffier; het gaat om ons raadslid", Function.RAADSLID),
        ("Graag informatie", None),
        ("wethouder Ommen hier, mag ik bellen?", Function.WETHOUDER),
        ("Ik zit in de raad van Ommen.", Function.RAADSLID),
        ("ben staatenlid in drente", Function.STATENLID),
        ("Een op de drie wethouders kreeg ermee te maken.", None),
        ("Mijn man is wethouder in Ommen.", Function.WETHOUDER),
        ("Ik ben geen burgemeester maar raadslid.", Function.RAADSLID),
        ("Ik ben AB-lid van Rijn en IJssel.", Function.WATERSCHAPSBESTUURDER),
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
        ("PKVW: ja, afgegeven in 2024", True),
        ("Keurmerk: nee", False),
        ("Vrijstaand, rieten kap, geen keurmerk.", False),
        ("Het keurmerk is aanwezig en geldig tot 2031.", True),
        ("Nieuwbouw, PKVW, fijne buren.", True),
        ("Het PKVW-bedrijf komt volgende week.", None),
        ("Wat kost het keurmerk?", None),
    ],
)
def test_pkvw_is_yes_no_or_unknown(reader: Classifier, write: Write, text: str, pkvw: bool | None) -> None:  # noqa: FBT001 - a table
    """A question about PKVW is no answer."""
    assert reader.assess(write(text)).fields.pkvw is pkvw


@pytest.mark.parametrize(
    ("text", "moving"),
    [
        ("Wij gaan verhuizen en willen vooraf een scan.", True),
        ("Wij gaan niet verhuizen, wel graag een scan.", False),
        ("Verhuisplannen: nee", False),
        ("Vorig jaar zijn we verhuisd uit de stad.", False),
        ("We krijgen in mei de sleutel van ons nieuwe huis.", True),
        ("Ik stuur een tekening van ons huis mee.", False),
        ("Mogen wij een hek bouwen om ons huis?", False),
        ("Wij tekenen morgen voor een huis in Ede.", True),
        ("Volgende maand koopt hij in Zwolle een huis.", True),
        ("We will be moving to the coast in June.", True),
        ("De dader is verhuisd naar het buitenland.", False),
        ("I start as alderman in Kerkrade on 1 July and move house in August.", True),
        ("Wij huren tijdelijk in Wijchen en zijn op zoek naar een koophuis.", True),
        ("Hoe was de verhuizing van jullie kantoor?", False),
        ("Niet akkoord: dit gaat over een ander huis. Ik heb geen serre en geen zwembad.", False),
        ("Wij hebben een aanbouw laten zetten, maar wij verhuizen niet. Graag een nieuw advies.", False),
        ("I rent a flat in town. I am not moving, I only want to know about the lock.", False),
        ("Hij is niet van plan te verhuizen; de dienstwoning staat te koop.", False),
        ("Wij verhuizen niet in mei maar in juni, naar Hoorn.", True),
        ("Nu nog bij mijn moeder, vanaf 1 mei Dorpsstraat 4 in Hoorn, dat wordt mijn huis.", True),
    ],
)
def test_moving_is_noticed(reader: Classifier, write: Write, text: str, moving: bool) -> None:  # noqa: FBT001 - a table
    """Advice is best asked before a move; one that is over, denied or of another does not count."""
    assert reader.assess(write(text)).fields.moving is moving


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("Wij verhuizen in mei naar Ommen.", True),
        ("Over zeven weken trekken we in een nieuwbouwhuis.", True),
        ("We move in July to the official residence.", True),
        ("Wij kopen (onder voorbehoud) het huisje bij de kerk.", True),
        ("Begin mei krijgen we de sleutel, dan kan het.", True),
        ("Eerst kwamen er pizza's, toen een verhuiswagen.", False),
        ("Mijn zwager komt zijn verhuizing brengen.", False),
        ("Could we move the visit to Tuesday?", False),
        ("Ik heb de sleutel van de sluis.", False),
        ("Ik trek mijn aanvraag in.", False),
        ("Half juni vestigen wij ons in Delden, graag een veiligheidsadvies.", True),
        ("Wy ferfarre yn maaie nei Burgum. Kin der ien by us hus sjen?", True),
        ("Wij kopen een woonboerderij in Goes en willen graag een woningscan.", True),
        ("Keurmerk: ja\nVerhuizing: niet voorzien\nBeschikbaar: maandag 30 maart", False),
    ],
)
def test_a_move_is_of_the_person_and_of_a_house(write: Write, text: str, moves: bool) -> None:  # noqa: FBT001 - a table
    """Not of an appointment, of another, or of a van."""
    message = write(text, name="Kees Vos", email="k@gemeente-ommen.example")
    assert read_fields(message, read_message(message), caribbean=False).fields.moving is moves


@pytest.mark.parametrize(
    "text",
    [
        "Zijn eigen nummer: 06-12345678, bel hem niet.",
        "Fax 0475 538890",
        "telefax: 0475-538890",
        "Het nummer van mijn zus: 06 12345678",
        "Hij belde vanaf 06 12345678",
        "De wijkagent: 0475-538890",
    ],
)
def test_the_number_of_another_is_not_called_back(text: str) -> None:
    """A fax, a relative, the caller, the police."""
    assert find_phone(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Bel mijn man niet: 06-22222222. Mij wel: 06-33333333", "+31633333333"),
        ("Niet bellen op 06-22222222 maar op 06-33333333", "+31633333333"),
        ("Bel me niet meer op mijn werknummer 020-5551234, liever 06-33333333.", "+31633333333"),
        ("Op 06-22222222 niet bellen, wel op 06-33333333.", "+31633333333"),
        ("Please do not call me on my old number 06-22222222. Use 06-33333333.", "+31633333333"),
        ("Niet bellen op 06-22222222.", None),
        ("Niet bellen maar appen op 06-22222222.", "+31622222222"),
        ("Als ik niet opneem, bel dan 06-22222222.", "+31622222222"),
        ("Bel gerust, maar niet voor negen uur: 06-22222222.", "+31622222222"),
        ("Ik heb u niet kunnen bellen. Mijn nummer: 06-22222222.", "+31622222222"),
    ],
)
def test_a_number_that_may_not_be_called_is_not_told(text: str, number: str | None) -> None:
    """Whoever reads it back would do what the writer asked not to do; the other number counts, else none."""
    found = find_phone(text)
    assert (found[0] if found else None) == number
