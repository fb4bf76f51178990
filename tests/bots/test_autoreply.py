"""Mails of machines are found by their headers; mails of people that speak of machines are not."""

import pytest

from bots.autoreply import Shape, automatic
from bots.headers import parse_headers
from casework.messages import Automatic

PERSON = Shape("vraag", "jan@gemeente.example", "Jan Jansen", text="Ik word bedreigd.")
AWAY = "Ik ben tot en met maandag niet aanwezig."


def judge(headers: str = "", shape: Shape = PERSON) -> Automatic | None:
    return automatic(parse_headers(headers.encode()), shape)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Auto-Submitted: auto-replied", Automatic.AUTO_REPLY),
        ("Auto-Submitted: Auto-Generated; owner=x", Automatic.AUTO_REPLY),
        ("AUTO-SUBMITTED: AUTO-REPLIED", Automatic.AUTO_REPLY),
        ("Auto-Submitted: no", None),
        ("Auto-Submitted: NO", None),
        ("Auto-Submitted:", None),
        ("Precedence: Bulk", Automatic.LIST),
        ("Precedence: junk", Automatic.LIST),
        ("precedence: LIST", Automatic.LIST),
        ("Precedence: auto_reply", Automatic.AUTO_REPLY),
        ("Precedence: first-class", None),
        ("List-Id: <raad.gemeente.example>", Automatic.LIST),
        ("List-Post: <mailto:raad@gemeente.example>", Automatic.LIST),
        ("List-Unsubscribe: <mailto:weg@gemeente.example>", None),
        ("Auto-Submitted: auto-replied (rejected)", Automatic.BOUNCE),
        ("Precedence: auto-reply", Automatic.AUTO_REPLY),
        ("X-Autoreply: yes", Automatic.AUTO_REPLY),
        ("X-Autorespond: vakantie", Automatic.AUTO_REPLY),
        ("X-Auto-Response-Suppress: All", None),
        ("Return-Path: <>", Automatic.AUTO_REPLY),
        ("Return-Path: <jan@gemeente.example>", None),
        ("X-Failed-Recipients: weg@gemeente.example", Automatic.BOUNCE),
        ("Content-Type: multipart/report; report-type=delivery-status", Automatic.BOUNCE),
        ("Content-Type: multipart/report; report-type=feedback-report", Automatic.FEEDBACK),
    ],
)
def test_headers_prove(headers: str, expected: Automatic | None) -> None:
    """In any capitalisation; a wish not to be answered automatically is no proof."""
    assert judge(headers) is expected


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("message/delivery-status", Automatic.BOUNCE),
        ("message/disposition-notification", Automatic.RECEIPT),
        ("message/feedback-report", Automatic.FEEDBACK),
        ("text/calendar", None),
    ],
)
def test_kinds_of_parts_prove(media_type: str, expected: Automatic | None) -> None:
    """Reports are made by machines; an invitation is made by a person."""
    assert judge(shape=Shape("x", "a@b.example", media_types=frozenset({media_type}))) is expected


@pytest.mark.parametrize(("method", "expected"), [("reply", Automatic.CALENDAR), ("REQUEST", None), ("", None)])
def test_answers_to_invitations_are_calendar(method: str, expected: Automatic | None) -> None:
    """Somebody clicked; nobody waits for our answer."""
    assert judge(shape=Shape("x", "a@b.example", calendar_method=method)) is expected


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Automatisch antwoord: Uw aanvraag", ""),
        ("Automatic reply: Your request", ""),
        ("Autoreply: vraag", ""),
        ("Out of Office: vraag", ""),
        ("Afwezig", ""),
        ("Afwezig: Uw aanvraag", ""),
        ("Afwezigheidsbericht", ""),
        ("Afwezig Re: Uw aanvraag", ""),
        ("Ôfwêzich oant 4 jannewaris", ""),
        ("Kontesta outomátiko", ""),
        ("Re: sleutel (automatisch bericht)", ""),
        ("Ontvangstbevestiging", ""),
    ],
)
def test_subjects_that_only_machines_write_prove(subject: str, text: str) -> None:
    """Dutch and English."""
    assert judge(shape=Shape(subject, "jan@gemeente.example", text=text)) is Automatic.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Zwangerschapsverlof", "Tot maart ben ik met zwangerschapsverlof. Mijn vervanger is Loes."),
        ("Re: afspraak", "Dank voor je mail. Ik werk niet op vrijdag. Bij dringende zaken kun je bellen met Saskia."),
        ("RE: Scan", "Van 5 tot en met 12 december ben ik met verlof. Uw mail wordt niet gelezen.\n\nGroet,\nAnna Vos"),
        ("Re: uw brief", "Helaas ben ik deze week niet op kantoor. Maandag lees ik uw bericht."),
        ("Niet werkzaam", "Ik ben niet meer werkzaam bij de gemeente. Neem contact op met het secretariaat."),
        (
            "Re: petear",
            "Tige tank foar jo berjocht. Ik bin oant 4 jannewaris mei ferlof. Foar driuwende saken: Sjoerd.",
        ),
        (
            "AW: Termin",
            "Vielen Dank für Ihre Nachricht. Ich bin bis zum 4. Januar im Urlaub. Meine Vertretung ist Ida.",
        ),
        ("Re: visit", "I am on annual leave until 4 January. For urgent matters please contact the front office."),
    ],
)
def test_an_answer_that_only_says_to_be_away_is_of_a_machine(subject: str, text: str) -> None:
    """Without a header that says so: all sentences are those of such answers."""
    assert judge(shape=Shape(subject, "jan@gemeente.example", text=text)) is Automatic.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: afspraak", "Helaas ben ik deze week niet op kantoor."),
        ("Re: afspraak", "Tot maart ben ik met verlof. Mijn vervanger is Loes. Dinsdag past haar."),
        ("Re: afspraak", "Tot maart ben ik met verlof. Mijn vervanger is Loes. Dinsdag."),
        ("Re: afspraak", "Ik ben dinsdag met verlof, dus de afspraak gaat niet door. Voor spoed: bel Loes."),
        ("Re: uw brief", "Ik ben op vakantie. Mijn vervanger is Loes. Mijn nieuwe nummer is 06 12345678."),
        ("Verlof", "Ik ben met verlof omdat ik bedreigd word. Mijn vervanger is Loes."),
        ("vakantie", "Volgende week ben ik op vakantie. Neem contact op met mijn man."),
        ("Woningscan", "Ik ben met verlof. Mijn vervanger is Loes."),
        ("Re: scan", "Ik werk niet op vrijdag. Bij spoed kunt u bellen. Donderdag is goed."),
    ],
)
def test_who_is_away_and_answers_something_is_a_person(subject: str, text: str) -> None:
    """One sentence that such answers do not hold is enough."""
    assert judge(shape=Shape(subject, "jan@gemeente.example", text=text)) is None


def test_a_holiday_in_the_subject_needs_the_text_and_an_earlier_mail() -> None:
    """`Re: afspraak (vakantie)` alone may be a person."""
    shape = Shape("Re: Uw aanvraag - afwezig", "jan@gemeente.example", text=AWAY)
    assert judge("In-Reply-To: <letter-1@desk.example>", shape) is Automatic.AUTO_REPLY
    assert judge("", shape) is None
    assert judge("In-Reply-To: <letter-1@desk.example>", Shape(shape.subject, text="Bel mij.")) is None


@pytest.mark.parametrize(
    ("email", "name", "subject", "text"),
    [
        ("MAILER-DAEMON@mx.example", "", "x", ""),
        ("postmaster@mx.example", "", "x", ""),
        ("MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example", "", "x", ""),
        ("x@mx.example", "Mail Delivery Subsystem", "Returned mail: see transcript", ""),
        ("x@mx.example", "", "Onbestelbaar: Uw aanvraag", "Uw bericht kon niet worden bezorgd."),
        ("x@mx.example", "", "Undeliverable: Your request", "Delivery has failed to these recipients"),
        ("x@mx.example", "", "Bezorging mislukt", "De bezorging is mislukt voor de volgende geadresseerden."),
        ("x@mx.example", "", "Uw bericht kan niet worden bezorgd", "Dit adres bestaat niet."),
        ("x@mx.example", "", "Adres niet gevonden", "Uw bericht is niet bij weg@gemeente.example bezorgd."),
        ("x@mx.example", "", "Waarschuwing: bericht vertraagd", "Het postvak van de ontvanger is vol."),
        ("x@mx.example", "", "Onbestelbaar", "Bezorging aan weg@gemeente.example is mislukt."),
        ("x@mx.example", "", "Mail Delivery Warning", "Delivery has been postponed due to a full mailbox."),
        ("x@mx.example", "", "Mail Error", "Your mail cannot be delivered to the following address."),
        ("x@mx.example", "Systeembeheerder", "Melding", "Uw bericht is niet bezorgd: dit adres bestaat niet"),
    ],
)
def test_bounces_without_proper_headers_are_found(email: str, name: str, subject: str, text: str) -> None:
    """By a sender that is no person, or by two signs out of three."""
    assert judge(shape=Shape(subject, email, name, text=text)) is Automatic.BOUNCE


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("bedreiging", "Ik kreeg een automatisch antwoord van de politie en daarna niets meer."),
        ("bedreiging", "Mijn mail was onbestelbaar. Undeliverable, user unknown."),
        ("Re: Automatisch antwoord: Uw aanvraag", "Ik ben er weer. Bel mij."),
        ("FW: Onbestelbaar: dreigbrief", "Zie onder."),
        ("Afwezigheid van de wethouder na bedreiging", "De wethouder is afwezig sinds hij bedreigd wordt."),
        ("Mijn vakantie wordt verstoord", "Ik ben op vakantie en krijg bedreigingen."),
        ("Gelezen en geschrokken", "Ik heb het bericht gelezen."),
        ("Retour", "De brief is niet bezorgd door de bode, hij durft niet meer."),
        ("mailer-daemon", "Wat is een mailer-daemon?"),
        ("Niet bezorgd", "Mijn brief aan de politie is niet bezorgd. Ik word bedreigd."),
        ("Mail is niet afgeleverd?", "Ik mailde u, dat adres bestaat niet. Bel mij."),
        ("Bezorgd: een dreigbrief", "Vandaag werd bij mij thuis een dreigbrief bezorgd."),
        ("Gelezen: wat hij schreef", "Ik heb het gelezen op kantoor en ben bang."),
        ("Afgewezen: mijn aanvraag", "De gemeente wil geen camera betalen."),
        ("Geweigerd: aangifte", "De politie nam mijn aangifte niet op."),
        ("bedreiging", "Dit is een automatisch vuurwapen, zei hij."),
        ("Uw bericht ontvangen", "Dank voor uw bericht. Dinsdag past mij."),
        ("Ontvangstbevestiging gevraagd", "Wilt u de ontvangst van mijn aanmelding bevestigen?"),
        ("Ontvangstbevestiging?", "Ik kreeg een bevestiging van een mail die ik nooit verstuurd heb."),
        ("Automatisch antwoord? Nee hoor, ikzelf", "Vanaf morgen ben ik weg."),
        ("Nieuwsbrief met mijn adres", "In jullie nieuwsbrief stond mijn adres. Nu staat er iemand voor de deur."),
        ("afmelden", "Ik wil mij afmelden voor het gesprek van dinsdag."),
        ("Bevestiging", "Ik bevestig de afspraak. Dit is een automatisch slot, zei de man."),
    ],
)
def test_a_person_who_speaks_of_machines_is_a_person(subject: str, text: str) -> None:
    """Such a mail must be answered and never be waved aside."""
    assert judge("Message-ID: <a@b>", Shape(subject, "jan@gemeente.example", "Jan Jansen", text=text)) is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Gelezen: uw brief", "Uw bericht\n\nis gelezen op maandag 2 november 2026 10:00:00."),
        ("Niet gelezen: uw brief", "Uw bericht is ongelezen verwijderd."),
        ("Read: your letter", "Your message was read on Monday."),
        ("Bezorgd: uw brief", "Uw bericht is bezorgd bij de volgende geadresseerden."),
        ("Relayed: your letter", "Your message to jan@gemeente.example was relayed."),
    ],
)
def test_receipts_in_free_text_are_receipts(subject: str, text: str) -> None:
    """Outlook and Exchange without a report."""
    assert judge(shape=Shape(subject, "jan@gemeente.example", text=text)) is Automatic.RECEIPT


def test_a_refusal_in_the_shape_of_a_receipt_is_a_bounce() -> None:
    """Dovecot answers so when a mailbox is full; our letter did not arrive."""
    shape = Shape("Automatically rejected mail", media_types=frozenset({"message/disposition-notification"}))
    assert judge("Auto-Submitted: auto-replied (rejected)", shape) is Automatic.BOUNCE
    assert judge("Auto-Submitted: auto-replied", shape) is Automatic.RECEIPT


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("Geaccepteerd: gesprek", "", Automatic.CALENDAR),
        ("Accepted: talk", "Jan Jansen has accepted this invitation.", Automatic.CALENDAR),
        ("Geweigerd: gesprek", "Jan Jansen heeft deze uitnodiging geweigerd.", Automatic.CALENDAR),
        ("Geweigerd: gesprek", "Ik durf niet te komen.", None),
    ],
)
def test_calendar_answers_without_a_calendar_part(subject: str, text: str, expected: Automatic | None) -> None:
    """The subject says it, unless a person adds what only a person says."""
    assert judge(shape=Shape(subject, "jan@gemeente.example", text=text)) is expected


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Wij hebben uw vraag ontvangen", "Beste meneer,\n\nDit is een automatisch gegenereerd bericht."),
        ("Bevestiging van uw melding", "Deze e-mail is automatisch verzonden."),
        ("Your message has been received", "This is an automated response."),
    ],
)
def test_confirmations_that_say_to_be_automatic_are(subject: str, text: str) -> None:
    """Two signs: the subject, and a sentence at the beginning of a line."""
    assert judge(shape=Shape(subject, "info@gemeente.example", text=text)) is Automatic.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "email", "text"),
    [
        ("Nieuwsbrief Veilig Bestuur nr. 7", "redactie@blad.example", "In dit nummer: drie wethouders vertellen."),
        ("Knipselkrant week 7", "info@knipsel.example", "Auto in brand gestoken.\n\nUitschrijven? Klik hier."),
        ("Weekly digest", "news@city.example", "Seven parking apps. Unsubscribe | View in browser"),
    ],
)
def test_a_newsletter_without_list_fields_is_a_list_by_two_signs(subject: str, email: str, text: str) -> None:
    """Out of subject, sender and the line to leave it; the words in it prove nothing."""
    assert judge(shape=Shape(subject, email, text=text)) is Automatic.LIST
    assert judge(shape=Shape("x", "jan@gemeente.example", text=text)) is None
