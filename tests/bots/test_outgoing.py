"""Letters as mails, and what becomes of them at a mail server that behaves in all the ways mail servers do."""

from __future__ import annotations

import email
import email.policy
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bots.imap import Mailbox
from bots.outgoing import NotSent, Post, Refused, Sent, SmtpServer, build, notify, send
from casework.errors import MailError, SettingsError
from casework.letters import Letter, LetterKind
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpSink, kept_in

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
REFERENCE = "<WVB-2026-0042.7.0123456789abcdef01234567@loket.weerbaar-bestuur.gemeente.example>"
TO = "bestuurder@gemeente.example"


def server(sink: SmtpSink | None = None, **changes: Any) -> SmtpServer:
    """Our server, on this sink."""
    values = {
        "host": "127.0.0.1",
        "port": sink.port if sink else 25,
        "from_address": "wvb@example.test",
        "from_name": "Weerbaar Bestuur",
        "security": "none",
        "timeout": 2,
    }
    return SmtpServer(**(values | changes))


def letter(
    kind: LetterKind = LetterKind.RECEIPT_THREAT, subject: str = "Wij hebben uw bericht", body: str = "Bel 112.\n"
) -> Letter:
    """A letter in Dutch."""
    return Letter(kind, "nl", subject, body)


def written(given: Letter | None = None, **changes: Any) -> bytes:
    """The mail of a letter."""
    values: dict[str, Any] = {
        "server": server(),
        "to": TO,
        "message_id": REFERENCE,
        "reply_to": None,
        "in_reply_to": None,
        "references": (),
        "now": NOW,
    }
    return build(given or letter(), **(values | changes))


def read(raw: bytes) -> EmailMessage:
    """The mail, as another program reads it."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def content(message: EmailMessage) -> str:
    """The text, with line ends as we write them."""
    return str(message.get_content()).replace("\r\n", "\n")


def test_a_letter_has_all_that_a_mail_needs() -> None:
    """From, one recipient, date, our own message-id untouched, and an encoding."""
    message = read(written(reply_to="wvb+x@example.test"))
    assert message["From"] == "Weerbaar Bestuur <wvb@example.test>"
    assert message["To"] == TO
    assert message["Reply-To"] == "wvb+x@example.test"
    assert message["Message-ID"] == REFERENCE
    assert message["Date"].datetime == NOW
    assert message["MIME-Version"] == "1.0"
    assert message["Content-Language"] == "nl"
    assert message["Precedence"] is None
    assert content(message) == "Bel 112.\n"


@pytest.mark.parametrize(
    ("kind", "automatic"), [(kind, "auto-replied" if "person" in kind else "auto-generated") for kind in LetterKind]
)
def test_every_letter_says_that_a_machine_made_it(kind: LetterKind, automatic: str) -> None:
    """So that no out-of-office answers it (RFC 3834)."""
    message = read(written(letter(kind)))
    assert message["Auto-Submitted"] == automatic
    assert message["X-Auto-Response-Suppress"] == "All"


@pytest.mark.parametrize(
    "body",
    [
        "Kort.\n",
        "Eén accent, en een regel die langer is dan zesenzeventig tekens omdat hij maar doorgaat en doorgaat.\n",
        "Bel: 112.\n.\n..punt\nFrom hier\n" + "a" * 5_000 + "\nspatie aan het eind \n\ttab\n",
        "😀" * 400 + "\n",
    ],
)
def test_the_body_survives_and_its_lines_are_short(body: str) -> None:
    """Whatever is in it, each line on the wire is ASCII and at most 76 characters."""
    raw = written(letter(body=body))
    assert raw.isascii()
    assert max(len(line) for line in raw.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert content(read(raw)) == body


@pytest.mark.parametrize("subject", ["é" * 150, "gewoon " * 28, "=?utf-8?q?x?= letterlijk", "Zaak – 12"])
def test_subjects_survive(subject: str) -> None:
    """Accents, length, and what looks like an encoded word but is not."""
    raw = written(letter(subject=subject))
    assert read(raw)["Subject"] == subject.strip()
    assert all(
        len(line) <= 78 for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n") if REFERENCE.encode() not in line
    )


def test_a_name_with_accents_and_quotes_survives() -> None:
    """The sender's name may be anything."""
    for name in ('Loket "Weerbaar", Bestuur', "Weerbáár Bestuur", "Lange naam met é", ""):
        sender = read(written(server=server(from_name=name)))["From"].addresses[0]
        assert (sender.display_name, sender.addr_spec) == (name.strip(), "wvb@example.test")


@pytest.mark.parametrize(
    "poison", ["x\r\nBcc: <evil@example.test>", "x\nBcc: <evil@example.test>", "x\rBcc: evil", "x\u2028Bcc: evil"]
)
def test_no_value_can_add_a_header(poison: str) -> None:
    """Line breaks in a subject, a name, or another's message-id stay words."""
    raw = written(
        letter(subject=poison),
        server=server(from_name=poison),
        in_reply_to=f"<a@b>{poison}",
        references=[poison, f"<c{poison}@d>"],
    )
    message = read(raw)
    assert message["Bcc"] is None
    assert not [line for line in raw.split(b"\r\n") if line.startswith(b"Bcc")]
    assert message["In-Reply-To"] == "<a@b>"


@pytest.mark.parametrize("wrong", ["", "x", "<a b@c>", "<a@b>\r\nBcc: <c@d>", "a@b"])
def test_a_message_id_of_ours_must_be_one(wrong: str) -> None:
    """A fault in our own house is not sent out."""
    with pytest.raises(ValueError, match="message-id"):
        written(message_id=wrong)


@pytest.mark.parametrize(
    "wrong",
    ["", "jan", "a@b.example, c@d.example", "<a@b.example>", "a@b.example\r\nBcc: c@d", "jé@b.example", "a@b@c"],
)
def test_only_one_address_is_an_address(wrong: str) -> None:
    """Anything else is refused for good, before it gets near a header."""
    with pytest.raises(Refused) as caught:
        written(to=wrong)
    assert caught.value.permanent
    assert "example" not in str(caught.value)


def test_a_domain_with_accents_is_written_for_machines() -> None:
    """IDNA."""
    assert read(written(to="jan@gemeenté.example"))["To"] == "jan@xn--gemeent-hya.example"


def test_references_keep_the_first_and_the_newest() -> None:
    """A long thread is cut in the middle, each id once, the answered message last."""
    chain = [f"<{number}@example.test>" for number in range(60)]
    message = read(written(in_reply_to="<5@example.test>", references=[*chain, *chain]))
    found = str(message["References"]).split()
    assert len(found) == 20
    assert (found[0], found[-2:]) == (chain[0], [chain[-1], "<5@example.test>"])
    assert message["In-Reply-To"] == "<5@example.test>"


def test_a_letter_arrives_as_it_was_written(smtp_sink: SmtpSink) -> None:
    """Byte for byte, dots and all, with our address as the envelope's sender."""
    raw = written(letter(body=".punt\n..\n.\né\n"))
    sent = send(server(smtp_sink), TO, raw)
    (received,) = smtp_sink.received
    assert (received.mail_from, received.rcpt) == ("wvb@example.test", TO)
    assert received.raw == raw
    assert isinstance(sent, Sent)
    assert sent.code == 250
    assert sent.queued_as


@pytest.mark.parametrize("where", ["rcpt", "data"])
@pytest.mark.parametrize(("code", "permanent"), [(550, True), (552, True), (451, False), (421, False)])
def test_a_refusal_says_whether_to_try_again(smtp_sink: SmtpSink, where: str, code: int, *, permanent: bool) -> None:
    """5xx never, 4xx later; the server's talk about addresses is not passed on."""
    setattr(smtp_sink.faults, where, code)
    with pytest.raises(Refused) as caught:
        send(server(smtp_sink), TO, written())
    assert (caught.value.code, caught.value.permanent, caught.value.unknown) == (code, permanent, False)
    assert "@" not in str(caught.value)
    assert str(code) in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "unknown", "arrived"),
    [
        ({"cut": "mail"}, False, 0),
        ({"cut": "rcpt"}, False, 0),
        ({"hang": "rcpt"}, False, 0),
        ({"cut": "end"}, True, 1),
        ({"cut": "end without keeping"}, True, 0),
        ({"hang": "end"}, True, 1),
        ({"mail": 550}, False, 0),
        ({"rcpt": 530}, False, 0),
    ],
)
def test_a_broken_line_says_what_is_known(
    smtp_sink: SmtpSink, fault: dict[str, Any], arrived: int, *, unknown: bool
) -> None:
    """Only after the last byte may the server have the letter; before that it certainly has not."""
    for name, value in fault.items():
        setattr(smtp_sink.faults, name, value)
    with pytest.raises(NotSent) as caught:
        send(server(smtp_sink, timeout=0.2), TO, written())
    assert caught.value.unknown is unknown
    assert not caught.value.permanent
    assert smtp_sink.count(REFERENCE) == arrived
    assert "@" not in str(caught.value)


def test_a_server_that_is_not_there_has_nothing() -> None:
    """Nobody listens, or nobody speaks."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (1, silent.getsockname()[1]):
            with pytest.raises(NotSent) as caught:
                send(server(port=port, timeout=0.2), TO, written())
            assert not caught.value.unknown


def test_a_backlog_goes_over_one_line(smtp_sink: SmtpSink) -> None:
    """Twenty letters, one of them refused in the middle: one connection."""
    smtp_sink.faults.rcpt, smtp_sink.faults.only = 550, "weg@gemeente.example"
    with Post(server(smtp_sink)) as post:
        for number in range(20):
            post.send(f"b{number}@gemeente.example", written())
        with pytest.raises(Refused):
            post.send("weg@gemeente.example", written())
        post.send(TO, written())
    assert len(smtp_sink.received) == 21
    assert smtp_sink.connections == 1


def test_a_server_that_hangs_up_between_letters_is_called_again(smtp_sink: SmtpSink) -> None:
    """Servers allow so many letters for each line; nobody notices."""
    smtp_sink.faults.letters_per_line = 2
    with Post(server(smtp_sink)) as post:
        for _ in range(5):
            post.send(TO, written())
    assert smtp_sink.count(REFERENCE) == 5
    assert smtp_sink.connections == 3


def test_after_a_broken_line_the_next_letter_goes(smtp_sink: SmtpSink) -> None:
    """One letter with an unknown end does not hold up the others."""
    smtp_sink.faults.cut, smtp_sink.faults.only = "end", "pech@gemeente.example"
    with Post(server(smtp_sink)) as post:
        with pytest.raises(NotSent):
            post.send("pech@gemeente.example", written())
        post.send(TO, written())
    assert [item.rcpt for item in smtp_sink.received] == ["pech@gemeente.example", TO]


@pytest.mark.dovecot
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_line_with_log_in(dovecot: Dovecot, security: Any) -> None:
    """The right authority and password pass; a stranger's certificate or a wrong password never costs a letter."""
    with SmtpSink(tls=dovecot.server_context(), security=security, login=("wvb", "geheim")) as sink:
        good = {
            "host": "localhost",
            "security": security,
            "user": "wvb",
            "password": "geheim",
            "ca_file": dovecot.ca_file,
        }
        send(server(sink, **good), TO, written())
        for wrong in ({"ca_file": dovecot.other_ca_file}, {"password": "fout"}):
            with pytest.raises(NotSent) as caught:
                send(server(sink, **(good | wrong)), TO, written())
            assert not caught.value.unknown
        assert sink.count(REFERENCE) == 1


def test_a_server_without_encryption_is_not_trusted(smtp_sink: SmtpSink) -> None:
    """STARTTLS that is not offered is an error, not a reason to go on in the clear."""
    with pytest.raises(NotSent):
        send(server(smtp_sink, security="starttls"), TO, written())
    assert smtp_sink.received == []


def test_settings_that_cannot_be_right_are_told_at_once() -> None:
    """A line in the clear to elsewhere, or a sender that is no address; and the password is never shown."""
    with pytest.raises(SettingsError, match="loopback"):
        server(host="mail.example.test")
    with pytest.raises(SettingsError, match="sender"):
        server(from_address="wvb")
    assert "geheim" not in repr(server(user="wvb", password="geheim"))


@pytest.mark.dovecot
def test_a_letter_comes_back_out_of_a_real_mailbox_unchanged(dovecot: Dovecot) -> None:
    """Through a real server every header and the body are as we wrote them."""
    raw = written(letter(subject="Zaak – 12 é", body="Bel 112 bij acuut gevaar.\n\né\n"), in_reply_to="<a@b>")
    dovecot.deliver(raw)
    with Mailbox(dovecot.account()) as mailbox:
        (mail,) = mailbox.fetch(mailbox.uids())
    assert mail.raw.endswith(raw)


def test_the_sink_keeps_what_it_accepted_through_a_power_cut(tmp_path: Path) -> None:
    """The stand-in server itself can be trusted: accepted is on disk, also after kill -9."""
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.smtp", "--dir", str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        with process:
            assert process.stdout is not None
            port = int(process.stdout.readline().split()[1])
            send(server(port=port), TO, written())
            process.kill()
    assert [item.message_id for item in kept_in(tmp_path)] == [REFERENCE, REFERENCE]


class Doorbell(BaseHTTPRequestHandler):
    """A notification service: keeps what it gets, answers as told."""

    code = 200
    delay = 0.0
    rung: list[bytes]

    def do_POST(self) -> None:
        """A ring."""
        self.rung.append(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(self.delay)
        self.send_response(self.code)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Silent."""


@contextmanager
def doorbell(code: int = 200) -> Iterator[tuple[str, list[bytes]]]:
    """Its Apprise address with a secret in it, and what was rung."""
    rung: list[bytes] = []
    handler = type("Bell", (Doorbell,), {"code": code, "rung": rung})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"json://gebruiker:geheimtoken@127.0.0.1:{http.server_port}/pad", rung
        http.shutdown()
        thread.join()


def test_the_duty_officer_is_rung() -> None:
    """Title and body arrive as they are, as plain text."""
    with doorbell() as (url, rung):
        notify(url, "NU BELLEN: WVB-2026-0042", "Zaak: WVB-2026-0042\n<b>niet vet</b> & meer")
    (request,) = rung
    assert b"NU BELLEN: WVB-2026-0042" in request
    assert b"<b>niet vet</b> & meer" in request


def test_a_bell_that_does_not_ring_is_an_error_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    """A refusal, nobody there, a kind of address that does not exist, and nonsense."""
    with doorbell(code=500) as (url, _):
        for address in (
            url,
            "json://gebruiker:geheimtoken@127.0.0.1:1/",
            "bestaatniet://geheimtoken",
            "geheimtoken",
            "",
        ):
            with pytest.raises(MailError) as caught:
                notify(address, "titel", "tekst")
            assert "geheimtoken" not in str(caught.value)
    assert "geheimtoken" not in caplog.text
