"""Bytes of a mail to a Message: what a reader could see is there, and what could not be read is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.mail import arrival_of, fingerprint, plain_message, read_mail
from bots.structure import DEEPEST
from casework.messages import Automatic, Channel, Message, PartKind, Sender

MAILS = Path(__file__).parents[1] / "mail"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HEAD = b"From: a@gemeente.example\nSubject: vraag\n"
MULTIPART = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
STORIES = sorted(path.name for path in MAILS.glob("*.eml"))


def read(raw: bytes, *, partial: bool = False) -> Message:
    return read_mail(raw, received_at=NOW, partial=partial, own_addresses=frozenset({"wvb@desk.example"}))


def story(name: str) -> Message:
    return read((MAILS / f"{name}.eml").read_bytes())


def text_of(message: Message, *kinds: PartKind) -> str:
    return "\n".join(part.text for part in message.texts() if not kinds or part.kind in kinds)


def with_content(headers: bytes, body: bytes) -> bytes:
    return HEAD + headers + b"\n\n" + body


def test_a_request_is_read_with_all_that_is_known_of_it() -> None:
    """Sender, addresses, ids, times and the sender's own words, with the name block apart."""
    message = story("home-scan-request")
    assert message.channel is Channel.EMAIL
    assert message.sender == Sender("Vries, M. de", "m.devries@gemeente.example")
    assert message.subject == "Aanvraag woningscan raadslid – coördinatie"
    assert message.recipients == ("wvb+a1b2@desk.example",)
    assert message.message_id == "<scan-1@gemeente.example>"
    assert message.sent_at == datetime(2026, 11, 23, 8, 12, tzinfo=UTC)
    assert message.received_at == NOW
    assert "PS We hebben ook twee wethouders" in message.new_text
    assert "Veiligheidsadviseur" not in message.new_text
    assert "uitsluitend bestemd" in text_of(message, PartKind.SIGNATURE)
    assert message.unreadable == ()
    assert message.automatic is None


def test_a_threat_in_an_outlook_forward_is_kept_as_forwarded() -> None:
    """Also the line that stands only in the HTML version, and nothing is said twice."""
    message = story("threat-forwarded-from-outlook")
    forwarded = text_of(message, PartKind.FORWARDED)
    assert "wij weten waar zij woont" in forwarded
    assert "De eerste kogel ligt klaar." in text_of(message)
    assert text_of(message).count("Wat moeten wij doen?") == 1
    assert "wij weten" not in message.new_text


def test_our_own_letter_in_an_outlook_reply_is_quoted() -> None:
    """Outlook writes replies and forwards alike; our address tells them apart."""
    message = story("reply-to-our-letter-from-outlook")
    assert message.new_text == "Dank, dinsdag komt mij goed uit."
    assert "Bel 112" in text_of(message, PartKind.QUOTED)
    stranger = read_mail((MAILS / "reply-to-our-letter-from-outlook.eml").read_bytes(), received_at=NOW)
    assert "Bel 112" in text_of(stranger, PartKind.FORWARDED)


def test_a_gmail_reply_shows_its_thread() -> None:
    """In-Reply-To and References keep their angle brackets, in order."""
    message = story("reply-from-gmail")
    assert message.new_text == "Dat is goed."
    assert message.in_reply_to == "<letter-7@desk.example>"
    assert message.references == ("<letter-6@desk.example>", "<letter-7@desk.example>")


def test_a_mail_attached_to_a_mail_is_read_with_its_own_files() -> None:
    """Its headers and text count as forwarded, its attachment as attachment."""
    message = story("threat-as-attached-mail")
    assert message.new_text == "Zie de mail hieronder."
    forwarded = text_of(message, PartKind.FORWARDED)
    assert "Van: René" in forwarded
    assert "laatste waarschuwing" in forwarded
    assert "kinderen naar school" in forwarded
    assert "Tot snel." in text_of(message, PartKind.ATTACHMENT)
    assert [(file.name, file.read) for file in message.attachments] == [("meer.txt", True)]


@pytest.mark.parametrize(
    ("name", "automatic"),
    [
        ("out-of-office", Automatic.AUTO_REPLY),
        ("returned-letter", Automatic.BOUNCE),
        ("delayed-letter", Automatic.BOUNCE),
        ("returned-by-old-server", Automatic.BOUNCE),
        ("appointment-accepted", Automatic.CALENDAR),
        ("read-receipt", Automatic.RECEIPT),
        ("threat-forwarded-by-a-machine", Automatic.AUTO_REPLY),
        ("threat-forwarded-from-outlook", None),
        ("photo-of-a-letter", None),
        ("answers-between-the-lines", None),
    ],
)
def test_mails_of_machines_are_told_from_mails_of_people(name: str, automatic: Automatic | None) -> None:
    """By headers and kinds of parts."""
    assert story(name).automatic is automatic


def test_a_returned_letter_names_the_letter() -> None:
    """So that the desk finds the case and somebody seeks another way."""
    assert story("returned-letter").bounced_ids == ("<letter-9@desk.example>",)
    assert story("returned-by-old-server").bounced_ids == ("<letter-11@desk.example>",)


def test_a_letter_that_is_only_late_has_not_come_back() -> None:
    """A delay needs nobody's action."""
    assert story("delayed-letter").bounced_ids == ()


def test_what_somebody_adds_to_an_acceptance_is_read() -> None:
    """Folded and escaped as calendars do."""
    message = story("appointment-accepted")
    assert "Graag niet op mijn werk bellen, er wordt meegeluisterd" in text_of(message)
    assert message.unreadable == ()


def test_a_real_mail_forwarded_by_a_machine_keeps_its_text() -> None:
    """Machines may not be answered; they must be read."""
    assert "met een mes bij mijn deur" in text_of(story("threat-forwarded-by-a-machine"))


def test_answers_between_the_lines_are_new() -> None:
    """What stands between quoted lines was written by the sender."""
    assert story("answers-between-the-lines").new_text.split("\n") == [
        "Nee, er rijdt elke avond dezelfde auto langs.",
        "Ja, na zessen.",
    ]


def test_a_photo_goes_to_a_human_and_a_logo_does_not() -> None:
    """A picture may be the letter that lay on the mat."""
    photo, logo = story("photo-of-a-letter"), story("logo-in-signature")
    assert photo.unreadable == ("afbeelding zonder tekst: 1 bestand",)
    assert logo.unreadable == ()
    assert [file.inline for file in (*photo.attachments, *logo.attachments)] == [False, True]


def test_a_large_picture_on_the_page_is_no_logo() -> None:
    """A pasted screenshot of a threat is shown on the page as well."""
    raw = (MAILS / "logo-in-signature.eml").read_bytes()
    large = raw.replace(b"iVBORw0KGgoAAAAN", b"iVBORw0KGgoAAAAN" + b"QUJD" * 20_000)
    assert read(large).unreadable == ("afbeelding zonder tekst: 1 bestand",)


def test_an_encrypted_mail_goes_to_a_human() -> None:
    """Nothing in it can be read, so it is never calm."""
    message = story("encrypted-with-smime")
    assert "versleuteld bericht (S/MIME)" in message.unreadable
    assert "geen leesbare tekst" in message.unreadable


def test_a_page_is_read_as_a_reader_sees_it() -> None:
    """Without styles, scripts and hidden text; quoted blocks stay quoted."""
    message = story("html-only")
    seen = text_of(message)
    for unseen in ("color:red", "alert", "voorvertoning"):
        assert unseen not in seen
    assert "Ik word bedreigd." in message.new_text
    assert "Hij stond bij mijn huis." in message.new_text
    assert "Wij komen eraan." in text_of(message, PartKind.QUOTED)


def test_wrong_character_sets_are_read_as_browsers_do() -> None:
    """Curly quotes labelled as latin-1, and bare letters with accents in the headers."""
    message = story("wrong-character-set")
    assert "“ik steek je huis in brand”" in message.new_text
    assert "€ 100" in message.new_text
    assert (message.subject, message.sender.name) == ("één brief", "René")


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        (b"Content-Type: text/plain; charset=x-onbekend", "één mes".encode(), "één mes"),
        (b"Content-Type: text/plain; charset=utf-8", "één mes".encode("cp1252"), "één mes"),
        (b"Content-Type: text/plain; charset=iso-8859-1", "één mes".encode(), "één mes"),
        (b"Content-Type: text/plain; charset=utf-16", "één mes".encode("utf-16"), "één mes"),
        (b"Content-Type: text/plain; charset=rot13", b"een mes", "een mes"),
        (b"Content-Type: text/plain; charset*=nl''utf-8", "één mes".encode(), "één mes"),
        (b"Content-Type: text/plain", b"een \0mes\x07", "een mes"),
        (b"Content-Type: ;;;=/", b"een mes", "een mes"),
        (b"Content-Type: multipart/mixed", b"een mes", "een mes"),
        (b"Content-Type: multipart/mixed", b"--x\n\neen mes\n--x--", "een mes"),
        (b"Content-Type: multipart/mixed; boundary=y", b"--x\n\neen mes\n--x--", "een mes"),
        (b"Content-Type: multipart/mixed; boundary=x", b"--x\nContent-Type: text/plain\n\neen mes", "een mes"),
        (b"Content-Type: multipart/mixed; boundary=x", b"voor\n--x\n\neen mes\n--x--\nna", "voor\neen mes\nna"),
        (b"Content-Transfer-Encoding: base64", b"ZWVuIG1lcw==", "een mes"),
        (b"Content-Transfer-Encoding: base64", b"ZWVuIG1lcw*", "een mes"),
        (b"Content-Transfer-Encoding: base64", b"ZWVuI\nA==\nbWVz", "een mes"),
        (b"Content-Transfer-Encoding: base64", b"een mes", "een mes"),
        (b"Content-Transfer-Encoding: base64", b"ZWVuIG1lcyBlbiBtZWVy\n-- lijst", "een mes en meer\n-- lijst"),
        (b"Content-Transfer-Encoding: quoted-printable", b"een=20m=\nes", "een mes"),
        (b"Content-Transfer-Encoding: x-onbekend", b"een mes", "een mes"),
        (b"Geen kopregel\nX-Meer: ja", b"een mes", "Geen kopregel\nX-Meer: ja\neen mes"),
        (b"Content-Type: text/html", b"<p>een &#109;es", "een mes"),
        (b"Content-Type: text/html", b"<p>een<!-- nooit dicht <b>mes", "een nooit dicht mes"),
        (b"Content-Type: text/html", b"<div>" * 5_000 + b"een mes", "een mes"),
        (b"Content-Type: text/html", b"<p class='hidden'>een mes</p><p hidden>x</p>", "een mes"),
    ],
)
def test_broken_mails_lose_no_text(headers: bytes, body: bytes, expected: str) -> None:
    """Each of these breaks the rules in its own way; the text is still there."""
    message = read(with_content(headers, body))
    assert sorted(" ".join(part.text for part in message.parts).split()) == sorted(expected.split())
    assert message.unreadable == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"Ik word bedreigd",
        b"Ik word bedreigd.\n\nHelp.",
        b"Let op: ik word bedreigd\n\nHelp.",
        b"Opmerking: ik word bedreigd\n\nHelp.",
        b"\n\r\nSubject: x\n\nIk word bedreigd",
        b"From test Mon Mar  3 09:00:00 2025\nSubject: x\n\nIk word bedreigd",
        b"Subject: x\rFrom: a@b.example\r\rIk word bedreigd",
        b"Subject: x\nIk word bedreigd",
    ],
)
def test_mails_without_proper_headers_are_read(raw: bytes) -> None:
    """No headers, half of them, blank lines in front, or an old kind of line end."""
    assert "ik word bedreigd" in text_of(read(raw)).lower()


@pytest.mark.parametrize(
    ("field", "name", "email"),
    [
        (b'"Jan, Jansen" <jan@gemeente.example>, piet@gemeente.example', "Jan, Jansen", "jan@gemeente.example"),
        (b"=?utf-8?q?Vries=2C_J_de?= <j@GEMEENTE.example>", "Vries, J de", "j@gemeente.example"),
        (b"jan@gemeente.example (Jan Jansen)", "Jan Jansen", "jan@gemeente.example"),
        (b"undisclosed:;", None, None),
        (b"groep: jan@gemeente.example, piet@gemeente.example;", None, "jan@gemeente.example"),
        (b'"', None, None),
        (b"<>", None, None),
        (b"", None, None),
        (b"((((( <a@b.example>", None, "a@b.example"),
        ("jürgen@köln.example".encode(), None, "jürgen@köln.example"),
        (b"=?utf-8?q?Jan=0D=0ABcc:_evil=40x.example?= <a@b.example>", "Jan Bcc: evil@x.example", "a@b.example"),
        (b"Jan Jansen", "Jan Jansen", None),
    ],
)
def test_odd_senders_are_read_as_far_as_they_go(field: bytes, name: str | None, email: str | None) -> None:
    """Two senders give the first; names hold no line ends."""
    sender = read(b"Subject: x\nFrom: " + field + b"\n\nhoi").sender
    assert sender.email == email
    assert name is None or sender.name == name


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        (b"=?utf-8?q?x=0D=0ABcc:_evil?=", "x Bcc: evil"),
        (b"=?utf-8?B?w6k=?= =?utf-8?B?w6k=?=", "éé"),
        (b"=?utf-8?B?k?= x", "=?utf-8?B?k?= x"),
        (b"=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"),
        (b"=?x-onbekend?q?bedreiging=E9?=", "bedreigingé"),
        (b"=?nonsense?Q?abc?= =?utf-8?q?=ED=A0=80x?=", "abcí €x"),
        (b"bedreig\0ing", "bedreiging"),
        (b"een\n\ttwee", "een twee"),
        ("gexe.\u202efdp".encode(), "gexe.fdp"),
        (b"", None),
    ],
)
def test_subjects_are_decoded_to_one_safe_line(field: bytes, subject: str | None) -> None:
    """No line end, control character or mark of direction survives, however it was wrapped."""
    assert read(b"From: a@b.example\nSubject: " + field + b"\n\nhoi").subject == subject


@pytest.mark.parametrize("field", [b"99 Foo 20x5", b"3 Mar 9999 09:00 +0000", b"3 Mar 2025 09:00 +9959", b""])
def test_a_nonsense_date_is_no_date(field: bytes) -> None:
    """The mailbox's own time counts anyway."""
    message = read(HEAD + b"Date: " + field + b"\n\nhoi")
    assert (message.sent_at, message.received_at) == (None, NOW)


@pytest.mark.parametrize(
    ("field", "expected"),
    [(b"<a@b>", "<a@b>"), (b"a@b.example", "<a@b.example>"), (b"[]", None), (b"<", None), (b"<a@b@c> (x", "<a@b@c>")],
)
def test_message_ids_have_angle_brackets_or_are_missing(field: bytes, expected: str | None) -> None:
    """Ids are only used as keys."""
    assert read(HEAD + b"Message-ID: " + field + b"\n\nhoi").message_id == expected


def test_a_very_long_subject_is_kept_in_two_pieces() -> None:
    """What does not fit the subject is a part of its own."""
    message = read(b"From: a@b.example\nSubject:\n" + b" bedreiging\n" * 18_000 + b"\nhoi")
    assert len(message.subject or "") == 1_000
    assert text_of(message, PartKind.SUBJECT).count("bedreiging") >= 17_998
    assert message.unreadable == ()


def nested(depth: int) -> bytes:
    levels = (b'Content-Type: multipart/mixed; boundary="g%d"\n\n--g%d\n' % (level, level) for level in range(depth))
    return HEAD + b"".join(levels) + b"Content-Type: text/plain\n\nIk word bedreigd.\n"


def attached(depth: int) -> bytes:
    levels = (b"Content-Type: message/rfc822\n\nSubject: binnen %d\n" % level for level in range(depth))
    return HEAD + b"".join(levels) + b"Content-Type: text/plain\n\nIk word bedreigd.\n"


@pytest.mark.parametrize("build", [nested, attached])
@pytest.mark.parametrize("depth", [50, 1_500])
def test_deep_mails_keep_their_text(build: Callable[[int], bytes], depth: int) -> None:
    """Below a depth no mail program makes, the rest is raw text and a human looks."""
    message = read(build(depth))
    assert "Ik word bedreigd." in text_of(message)
    assert bool(message.unreadable) == (depth > DEEPEST)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(HEAD + b"\n" + b"een mes " * 625_000, id="one line of 5 MB"),
        pytest.param(HEAD + b"\n" + b"Van: a\n" * 100_000, id="lines that look like headers"),
        pytest.param(HEAD + b"\n" + b"Op a a a " * 100_000, id="a line that looks like an introduction"),
        pytest.param(HEAD + b"\n" + b"> x\n" * 300_000, id="many quoted lines"),
        pytest.param(HEAD + b"\n" + (b"-" * 390 + b"x\n") * 10_000, id="rules of dashes"),
        pytest.param(HEAD + b"\n" + (b"*-" * 190 + b"van\n") * 10_000, id="rules of signs"),
        pytest.param(HEAD + b"Content-Type: text/html\n\n" + b"<div>" * 200_000, id="a deep page"),
        pytest.param(HEAD + b"Content-Type: text/html\n\n" + b"<" * 500_000, id="a page of signs"),
        pytest.param(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--bx" * 500_000, id="near boundaries"),
        pytest.param(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000, id="parts"),
        pytest.param(b"From: " + b'"<,:' * 100_000 + b"\n\nhoi", id="a hostile sender"),
        pytest.param(b"Subject: " + b"=?utf-8?q?x?= " * 50_000 + b"\n\nhoi", id="many encoded words"),
    ],
)
def test_hostile_mails_take_bounded_time(raw: bytes) -> None:
    """Each of these makes a careless parser take minutes. The bound leaves room for a busy machine."""
    began = perf_counter()
    read(raw)
    assert perf_counter() - began < 5


def test_text_that_is_cut_off_brings_a_human() -> None:
    """A million characters are read; the rest is not read in silence."""
    message = read(HEAD + b"\n" + b"een mes " * 625_000)
    assert sum(len(part.text) for part in message.parts) <= 1_000_000
    assert message.unreadable == ("tekst langer dan 1.000.000 tekens: de rest is niet gelezen",)


def test_a_mail_fetched_in_part_brings_a_human() -> None:
    """The rest may hold anything."""
    assert read(HEAD + b"\nhoi", partial=True).unreadable == ("te groot: alleen een deel van de mail is opgehaald",)


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        (b"Content-Type: text/plain; charset=utf-7", b"+AGE-", "tekst in een tekenset die we niet lezen (utf-7)"),
        (b"Content-Type: text/plain", b"-----BEGIN PGP MESSAGE-----\nhQ\n", "versleuteld bericht (PGP)"),
        (b"Content-Type: multipart/encrypted; boundary=x", b"--x\n\nVersion: 1\n--x--", "versleuteld bericht (PGP)"),
        (b"Content-Type: application/ms-tnef", b"x", "Outlook-bijlage (winmail.dat) niet te lezen: 1 bestand"),
        (b"Content-Type: application/pdf; name=a.pdf", b"%PDF-1.4 kapot", "pdf niet te lezen: 1 bestand"),
        (b"Content-Type: application/zip; name=a.zip", b"PK\x03\x04", "bestand niet te lezen: 1 bestand"),
        (b"Content-Type: audio/ogg", b"OggS", "geluid of video niet te lezen: 1 bestand"),
        (b"Content-Type: application/x-pkcs7-mime; name=smime.p7m", b"kapot", "S/MIME-bericht niet te lezen"),
        (b"Content-Type: text/plain", b" \n\t\n", "geen leesbare tekst"),
        (b"Content-Type: text/plain; charset=x-geheim", b"\x81\x8d\x8f" * 40, "tekst in een onbekende tekenset"),
    ],
)
def test_what_cannot_be_read_is_named(headers: bytes, body: bytes, reason: str) -> None:
    """In Dutch, for the human who looks."""
    assert reason in read(with_content(headers, body)).unreadable


def test_an_empty_mail_brings_a_human() -> None:
    """No bytes at all is a fault somewhere."""
    assert read(b"").unreadable == ("geen leesbare tekst",)


@pytest.mark.parametrize("name", STORIES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_mutilated_mails_never_raise(name: str, data: st.DataObject) -> None:
    """Cut off, with pieces left out, doubled or overwritten; the safety net inside is not needed."""
    raw = (MAILS / name).read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    stop = data.draw(st.integers(start, len(raw)))
    piece = data.draw(st.sampled_from([b"", b"\0", b"\n", b"\r", b"=?", b"--", b'"', b"\xff", raw[start:stop] * 2]))
    _check(read(raw[:start] + piece + raw[stop:]))


@given(st.binary(max_size=400), st.sampled_from([b"", HEAD, MULTIPART]))
@settings(max_examples=150, deadline=None)
def test_random_bytes_never_raise(raw: bytes, head: bytes) -> None:
    """Whatever arrives becomes a message that can be stored."""
    _check(read(head + raw))


def _check(message: Message) -> None:
    assert not any("mislukte" in reason for reason in message.unreadable)
    assert message.parts or message.unreadable
    for text in (text_of(message), message.subject or "", message.sender.name or "", message.sender.email or ""):
        text.encode()
        assert "\0" not in text
    assert "\n" not in (message.subject or "")


def test_a_plain_mail_is_read_in_about_a_millisecond() -> None:
    """A backlog of a thousand mails is looked at within seconds. The bound leaves room for a busy machine."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Jan Jansen <jan@gemeente.example>", "één vraag"
    mail.set_content("Beste mensen,\n\n" + "Graag hoor ik van u over de woningscan.\n" * 75)
    mail.add_alternative("<p>Graag hoor ik van u over de <b>woningscan</b>.</p>" * 60, subtype="html")
    raw = mail.as_bytes()
    durations = []
    for _ in range(30):
        began = perf_counter()
        read(raw)
        durations.append(perf_counter() - began)
    assert min(durations) < 0.01


def test_a_message_from_elsewhere_is_split_like_a_mail() -> None:
    """A line of a JSON file or a chat gives the same parts."""
    message = plain_message(
        Channel.CHAT, "vraag\r\nBcc: x", "Jan", "jan@gemeente.example", NOW, "Hoi\n\n> oud\n\0", message_id="<m@x>"
    )
    assert [(part.kind, part.text) for part in message.parts] == [(PartKind.NEW, "Hoi"), (PartKind.QUOTED, "> oud")]
    assert (message.subject, message.message_id, message.unreadable) == ("vraag Bcc: x", "<m@x>", ())
    assert plain_message(Channel.CHAT, None, None, None, NOW, " ").unreadable == ("geen leesbare tekst",)


_BLOCK = (
    "\n\nVan: {} <{}>\nVerzonden: maandag 23 november 2026 10:00\nAan: Jan\nOnderwerp: uw aanvraag\n\nSchikt dinsdag?"
)


@pytest.mark.parametrize(
    ("subject", "quoted_sender", "kind"),
    [
        ("RE: uw aanvraag", "jan@elders.example", PartKind.QUOTED),
        ("Antw: uw aanvraag", "jan@elders.example", PartKind.QUOTED),
        ("AW: uw aanvraag", "jan@elders.example", PartKind.QUOTED),
        ("uw aanvraag", "WVB@desk.example", PartKind.QUOTED),
        (None, "wvb@desk.example", PartKind.QUOTED),
        ("uw aanvraag", "jan@elders.example", PartKind.FORWARDED),
        ("Betr: uw aanvraag", "jan@elders.example", PartKind.FORWARDED),
        ("FW: uw aanvraag", "jan@elders.example", PartKind.FORWARDED),
        ("Fwd: RE: uw aanvraag", "jan@elders.example", PartKind.FORWARDED),
        ("Doorgestuurd: uw aanvraag", "jan@elders.example", PartKind.FORWARDED),
        ("Doorst: uw aanvraag", "jan@elders.example", PartKind.FORWARDED),
    ],
)
def test_a_reply_without_headers_is_known_by_its_subject_or_by_whom_it_quotes(
    subject: str | None, quoted_sender: str, kind: PartKind
) -> None:
    """What is quoted below an answer is not passed on; a block from somebody else without "Re:" is."""
    body = f"Prima, dinsdag is goed.{_BLOCK.format('Bureau', quoted_sender)}"
    message = plain_message(
        Channel.EMAIL, subject, None, None, NOW, body, own_addresses=frozenset({"wvb@desk.example"})
    )
    assert [part.kind for part in message.parts] == [PartKind.NEW, kind]


@pytest.mark.parametrize(
    ("subject", "sender", "body", "automatic"),
    [
        ("Automatisch antwoord: Uw aanvraag", "jan@gemeente.example", "Ik ben er niet.", Automatic.AUTO_REPLY),
        ("Undelivered Mail Returned to Sender", None, "The message could not be delivered.", Automatic.BOUNCE),
        (None, "MAILER-DAEMON@mx.example", "x", Automatic.BOUNCE),
        ("Gelezen: Uw aanvraag", "jan@gemeente.example", "Uw bericht is gelezen op 23-11-2026.", Automatic.RECEIPT),
        ("Undelivered Mail Returned to Sender", "jan@gemeente.example", "Kijkt u hiernaar?", None),
        ("Woningscan", "jan@gemeente.example", "Ik kreeg een automatisch antwoord.", None),
        (None, None, "", None),
    ],
)
def test_a_machine_is_known_without_headers_too(
    subject: str | None, sender: str | None, body: str, automatic: Automatic | None
) -> None:
    """By subject, sender and text, as in a mail; what comes in over chat was typed by a person."""
    mail, chat = (plain_message(channel, subject, None, sender, NOW, body) for channel in (Channel.EMAIL, Channel.CHAT))
    assert (mail.automatic, chat.automatic) == (automatic, None)


def test_a_line_and_a_mail_without_headers_are_judged_alike() -> None:
    """One set of rules for both."""
    raw = b"From: MAILER-DAEMON@mx.example\nSubject: Afwezig: vraag\n\nIk ben op vakantie.\n"
    line = plain_message(
        Channel.EMAIL, "Afwezig: vraag", None, "MAILER-DAEMON@mx.example", NOW, "Ik ben op vakantie.\n"
    )
    assert line.automatic is read(raw).automatic is Automatic.BOUNCE


_STAMP = b"Received: from a.example by b.example\n\twith ESMTP id 1; "


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (_STAMP + b"Mon, 9 Nov 2026 09:00:00 +0100 (CET)", datetime(2026, 11, 9, 8, tzinfo=UTC)),
        (
            _STAMP + b"9 Nov 2026 08:00 +0000\nReceived: by c; 1 Nov 2026 08:00 +0000",
            datetime(2026, 11, 9, 8, tzinfo=UTC),
        ),
        (_STAMP + b"9 Nov 2026 08:00 +0000\nDate: 8 Nov 2026 08:00 +0000", datetime(2026, 11, 9, 8, tzinfo=UTC)),
        (_STAMP + b"gisteren\nDate: 8 Nov 2026 08:00 -0000", datetime(2026, 11, 8, 8, tzinfo=UTC)),
        (_STAMP + b"24 Nov 2026 08:00 +0000\nDate: 8 Nov 2026 08:00 +0000", datetime(2026, 11, 8, 8, tzinfo=UTC)),
        (b"Received: by b.example\nDate: 8 Nov 2026 08:00 +0000", datetime(2026, 11, 8, 8, tzinfo=UTC)),
        (b"Date: 23 Nov 2026 10:00:00 +0000", NOW),
        (b"Date: 23 Nov 2026 10:00:01 +0000", None),
        (b"Date: 1 Jan 1970 00:00 +0000", None),
        (_STAMP + b"31 Dec 9999 23:59 -1400\nDate: \xff\xfe;;", None),
        (b"Subject: x", None),
        (b"", None),
    ],
)
def test_a_mail_without_a_mailbox_tells_when_it_came_in(headers: bytes, expected: datetime | None) -> None:
    """The last server's stamp, else the writer's own date; never a time to come."""
    assert arrival_of(headers + b"\nFrom: a@b.example\n\nhoi; 1 Nov 2026 08:00 +0000", NOW) == expected


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_bytes_break_the_search_for_a_time(raw: bytes) -> None:
    """Whatever stands behind the field's name."""
    for field in (b"Received: x; ", b"Date: ", b""):
        found = arrival_of(field + raw, NOW)
        assert found is None or found <= NOW


def test_the_same_message_has_the_same_fingerprint() -> None:
    """White space, capitals in the subject and the way it travelled do not count; words and files do."""
    first = read(HEAD + b"\nIk word bedreigd.\n")
    again = read(b"Received: from elsewhere\nFrom: A <a@gemeente.example>\nSubject: Vraag\n\nIk word  bedreigd.\r\n")
    assert fingerprint(first) == fingerprint(again)
    assert len(fingerprint(first)) == 64
    for other in (
        read(HEAD + b"\nIk word niet bedreigd.\n"),
        replace(first, subject="iets anders"),
        replace(first, sender=Sender(None, "b@gemeente.example")),
        replace(first, attachments=story("photo-of-a-letter").attachments),
    ):
        assert fingerprint(first) != fingerprint(other)
