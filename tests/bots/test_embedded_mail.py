"""The mail server of the demo, through its own doors and ours."""

from __future__ import annotations

import smtplib
import threading
import time

from bots.embedded_mail import EmbeddedMail
from bots.imap import Account, Mailbox
from bots.imap_watch import watch
from bots.outgoing import SmtpServer, send

RAW = b"From: a@example.test\r\nSubject: hallo\r\n\r\n.punt \xc3\xa9\r\n"


def account(mail: EmbeddedMail) -> Account:
    """The account of its one user."""
    return Account("demo", mail.host, mail.imap_port, mail.user, mail.password, security="none")


def test_mail_comes_in_by_smtp_and_out_by_imap() -> None:
    """Byte for byte, also to a plus-address and in other letter case."""
    with EmbeddedMail() as mail, smtplib.SMTP(mail.host, mail.smtp_port) as smtp:
        smtp.sendmail("a@example.test", ["WVB+WVB-2026-0001.1.abc@Demo.Example", mail.user], RAW)
        with Mailbox(account(mail)) as mailbox:
            assert [item.raw for item in mailbox.fetch(mailbox.uids())] == [RAW, RAW]
        assert mail.outbox == []


def test_mail_for_others_is_kept_in_the_outbox() -> None:
    """With its envelope, for the demo to show."""
    with EmbeddedMail(user="loket@demo.example", password="geheim") as mail:
        server = SmtpServer(mail.host, mail.smtp_port, "loket@demo.example", security="none")
        send(server, "bestuurder@gemeente.example", RAW)
        (outgoing,) = mail.wait_for_outbox(1)
        assert (outgoing.mail_from, outgoing.rcpt, outgoing.raw) == (
            "loket@demo.example",
            "bestuurder@gemeente.example",
            RAW,
        )
        assert outgoing.at.tzinfo is not None


def test_our_keyword_is_kept() -> None:
    """Marking works as on a real server."""
    with EmbeddedMail() as mail:
        mail.inject(RAW)
        with Mailbox(account(mail)) as mailbox:
            assert mailbox.mark(mailbox.uids())
            assert mailbox._client.search(["KEYWORD", "$Weerbaar"]) == mailbox.uids()


def test_a_listener_is_woken_by_each_mail() -> None:
    """Twenty mails in a row, each seen once and at once."""
    seen: list[int] = []
    stop = threading.Event()
    opened = threading.Event()

    def look(mailbox: Mailbox) -> None:
        seen.extend(mailbox.uids(max(seen, default=0)))
        opened.set()

    with EmbeddedMail() as mail:
        thread = threading.Thread(target=watch, args=(account(mail), look, look, stop))
        thread.start()
        assert opened.wait(5)
        for count in range(1, 21):
            mail.inject(RAW)
            until = time.monotonic() + 5
            while len(seen) < count and time.monotonic() < until:
                time.sleep(0.005)
        stop.set()
        thread.join(5)
    assert len(seen) == len(set(seen)) == 20


def test_two_servers_stand_side_by_side() -> None:
    """Each has its own ports and its own mail."""
    with EmbeddedMail() as one, EmbeddedMail() as other:
        one.inject(RAW)
        with Mailbox(account(one)) as first, Mailbox(account(other)) as second:
            assert (len(first.uids()), len(second.uids())) == (1, 0)
