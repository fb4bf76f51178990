"""The main job with real servers: from a mail in Dovecot to letters in an SMTP server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest

from casework.lifecycle import CaseState
from casework.references import Reference, sign
from flows.steps.inspect import listing, raw_mails, show
from flows.steps.reconcile import reconcile_all
from storage import cases
from tests.forked import weerbaar
from tests.journeys.desk import ADDRESS, CALM, DUTY, STAFF, THREAT, Desk, a_desk, a_mail, received, until
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpSink
from tests.servers.smtp_process import SmtpProcess

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(180)]

MEDIAN_SECONDS = 1.5


def _letters_to(smtp: SmtpProcess | SmtpSink, address: str) -> list[EmailMessage]:
    found = [message_from_bytes(item.raw) for item in smtp.received]
    return [letter for letter in found if address in str(letter["To"])]  # type: ignore[misc]


def _handled(desk: Desk, count: int) -> None:
    until(f"{count} mails handled", 30, lambda: desk.settled() >= count, desk)
    until("the letters left", 30, desk.quiet, desk)


@contextmanager
def _after_a_request(folder: Path, dovecot: Dovecot, smtp: SmtpProcess) -> Iterator[Desk]:
    """A desk at work that has handled one request, of melder1, and has sent its letters."""
    with a_desk(folder, dovecot, smtp) as desk:
        desk.start()
        dovecot.deliver(a_mail(1, CALM))
        _handled(desk, 1)
        yield desk


def test_a_request_becomes_a_case_and_is_answered(tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess) -> None:
    """Receipt to the sender, work order to the secretariaat, a promise of contact, nothing unaccounted."""
    with _after_a_request(tmp_path, dovecot, smtp_process) as desk:
        (row,) = listing(desk.runtime, everything=True, limit=10)
        assert row.case.state is CaseState.REGISTERED
        assert [promise.reference for promise in row.promises] == [f"{row.case.number}/contact/1"]
        assert received(smtp_process).distinct == {"melder1@gemeente.example": 1, STAFF: 1}
        assert reconcile_all(desk.runtime).text().endswith("0 unaccounted")
        (letter,) = _letters_to(smtp_process, "melder1@gemeente.example")
        assert letter["Auto-Submitted"] == "auto-replied"
        assert letter["In-Reply-To"] == "<mail-1@gemeente.example>"


@pytest.mark.alone
def test_a_threat_alarms_within_seconds_without_prefect(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess
) -> None:
    """Median from delivery to the alarm accepted by SMTP; the letter holds a case number and no word of the mail."""
    seconds = []
    with a_desk(tmp_path, dovecot, smtp_process) as desk:
        desk.start()
        dovecot.deliver(a_mail(0, CALM))
        _handled(desk, 1)
        for number in range(1, 8):
            began = time.monotonic()
            dovecot.deliver(a_mail(number, THREAT))
            until("the alarm", 10, lambda n=number: received(smtp_process).distinct[DUTY] >= n, desk)  # type: ignore[misc]
            seconds.append(time.monotonic() - began)
        _handled(desk, 8)
        alarm = _letters_to(smtp_process, DUTY)[0].as_string()
        person = _letters_to(smtp_process, "melder1@gemeente.example")[0]
    assert statistics.median(seconds) < MEDIAN_SECONDS, seconds
    assert "WVB-" in alarm
    assert "kogel" not in alarm
    assert "melder" not in alarm.lower()
    text = person.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert text.lstrip().startswith("Bel 112")


def test_a_reply_joins_its_case_and_a_stranger_does_not(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess
) -> None:
    """Only our signed reference with a fitting sender joins; not a typed number, not a forged or borrowed reference."""
    with _after_a_request(tmp_path, dovecot, smtp_process) as desk:
        reference = str(_letters_to(smtp_process, "melder1@gemeente.example")[0]["Message-ID"])
        number = reference.strip("<").partition(".")[0]
        forged = f"<{sign(Reference(number, 1), b'x' * 32)}@example.test>"
        same = {"From": "Melder 1 <melder1@gemeente.example>"}
        dovecot.deliver(a_mail(2, "Dinsdag om 14.00 uur komt goed uit.", In_Reply_To=reference, **same))
        dovecot.deliver(a_mail(3, "Stuur mij het rapport.", In_Reply_To=reference))
        dovecot.deliver(a_mail(4, "Stuur mij het rapport.", In_Reply_To=forged, Subject=f"Zaak {number}"))
        dovecot.deliver(a_mail(5, "Hoe staat het ermee?", Subject=f"Re: {number}", **same))
        _handled(desk, 5)
        assert desk.ledger() == {"opened": 2, "joined": 1, "linked": 2}
        view = show(desk.runtime, number, "tester", desk.runtime.clock())
        assert len(view.messages) == 2
        links = {row.case.linked_to for row in listing(desk.runtime, everything=True, limit=10)}
        assert links == {None, number}


def test_a_reply_with_a_threat_puts_its_case_under_threat(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess
) -> None:
    """Every message is classified anew, also inside a running case."""
    with _after_a_request(tmp_path, dovecot, smtp_process) as desk:
        reference = str(_letters_to(smtp_process, "melder1@gemeente.example")[0]["Message-ID"])
        dovecot.deliver(a_mail(2, THREAT, In_Reply_To=reference, From="melder1@gemeente.example"))
        _handled(desk, 2)
        (row,) = listing(desk.runtime, everything=True, limit=10)
        assert row.case.state is CaseState.THREAT
        assert {promise.kind.value for promise in row.promises} == {"contact opnemen", "terugbellen na dreiging"}
        assert received(smtp_process).distinct[DUTY] == 1


def test_duplicates_and_a_new_uidvalidity_change_nothing(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess
) -> None:
    """The same bytes, the same message by another way, and a folder made anew end as ledger rows with a reason."""
    with a_desk(tmp_path, dovecot, smtp_process) as desk:
        first = desk.start()
        mail = a_mail(1, CALM)
        dovecot.put([mail, mail, b"Received: by elsewhere.example; Mon, 2 Nov 2026 10:00:00 +0100\r\n" + mail])
        _handled(desk, 3)
        assert desk.ledger() == {"opened": 1, "duplicate": 2}
        first.terminate()
        first.join(15)
        dovecot.empty()
        dovecot.put([mail])
        desk.start()
        _handled(desk, 4)
        assert desk.ledger() == {"opened": 1, "duplicate": 3}
        assert received(smtp_process).distinct == {"melder1@gemeente.example": 1, STAFF: 1}


def test_other_content_under_the_same_message_id_is_read(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess
) -> None:
    """A threat cannot hide behind the Message-ID of an earlier mail."""
    with _after_a_request(tmp_path, dovecot, smtp_process) as desk:
        dovecot.deliver(a_mail(2, THREAT, Message_ID="<mail-1@gemeente.example>"))
        _handled(desk, 2)
        assert desk.ledger() == {"opened": 2}
        assert received(smtp_process).distinct[DUTY] == 1


def test_a_broken_mail_goes_to_a_human_and_holds_up_nobody(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess
) -> None:
    """Between two good mails, with its raw bytes kept."""
    broken = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n\xff\xfe\r\n--x\r\nContent-Type: image/png\r\n\r\n\x01"
    with a_desk(tmp_path, dovecot, smtp_process) as desk:
        desk.start()
        dovecot.put([a_mail(1, CALM), broken, a_mail(2, CALM)])
        _handled(desk, 3)
        assert desk.ledger() == {"opened": 3}
        kinds = [
            promise.kind.value for row in listing(desk.runtime, everything=True, limit=9) for promise in row.promises
        ]
        assert sorted(kinds) == ["contact opnemen", "contact opnemen", "onleesbaar bericht bekijken"]
        cases_now = listing(desk.runtime, everything=True, limit=9)
        (unreadable,) = [row.case.number for row in cases_now if "onleesbaar" in row.text()]
        ((_, raw),) = raw_mails(desk.runtime, unreadable, "tester", desk.runtime.clock())
        assert raw.replace(b"\r\n", b"\n") == broken.replace(b"\r\n", b"\n")
        assert received(smtp_process).distinct[DUTY] == 1


def test_two_robots_stop_after_one_round(tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess) -> None:
    """A robot that answers every letter, without marking itself as one, gets a single answer."""
    with _after_a_request(tmp_path, dovecot, smtp_process) as desk:
        for turn in range(2, 5):
            sender = "Melder 1 <melder1@gemeente.example>"
            last = _letters_to(smtp_process, "melder1@gemeente.example")[-1]
            headers = {"From": sender, "Subject": f"Re: {last['Subject']}"}
            if turn % 2:
                headers["In-Reply-To"] = str(last["Message-ID"])
            dovecot.deliver(a_mail(turn, "Uw bericht is ontvangen en wordt verwerkt, robot {}.", **headers))
            _handled(desk, turn)
        assert received(smtp_process).distinct["melder1@gemeente.example"] == 1


def test_a_letter_that_comes_back_becomes_a_task(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> None:
    """Refused at once by the server, or returned by mail later: a human finds another way."""
    with a_desk(tmp_path, dovecot, smtp_sink) as desk:
        smtp_sink.faults.rcpt, smtp_sink.faults.only = 550, "melder1@gemeente.example"
        desk.start()
        dovecot.deliver(a_mail(1, CALM))
        dovecot.deliver(a_mail(2, CALM))
        _handled(desk, 2)
        reference = str(_letters_to(smtp_sink, "melder2@gemeente.example")[0]["Message-ID"])
        bounce = (
            f"From: MAILER-DAEMON@post.example\r\nTo: {ADDRESS}\r\nSubject: Undelivered Mail\r\n"
            "Message-ID: <b@post.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nUser unknown.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; post.example\r\n\r\n"
            "Final-Recipient: rfc822; melder2@gemeente.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {reference}\r\n\r\n--b--\r\n"
        )
        dovecot.deliver(bounce.encode())
        _handled(desk, 3)
        rows = listing(desk.runtime, everything=True, limit=9)
        assert len(rows) == 2
        for row in rows:
            assert "brief onbestelbaar" in {promise.kind.value for promise in row.promises}


def test_looking_at_a_case_is_written_down(tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess) -> None:
    """The journal says who looked; the listing shows no personal data."""
    with _after_a_request(tmp_path, dovecot, smtp_process) as desk:
        with desk.runtime.database.reading() as tx:
            (case,) = cases.listing(tx)
        show(desk.runtime, case.number, "eerste kijker", desk.runtime.clock())
        view = show(desk.runtime, case.number, "tweede kijker", desk.runtime.clock())
        assert [entry.actor for entry in view.entries if entry.what == "zaak bekeken"] == [
            "eerste kijker",
            "tweede kijker",
        ]
        assert "melder1" in view.text()
        assert "melder1" not in "".join(row.text() for row in listing(desk.runtime, everything=True, limit=9))


def test_once_takes_in_what_lies_there_sends_what_is_urgent_and_ends(
    tmp_path: Path, dovecot: Dovecot, smtp_process: SmtpProcess
) -> None:
    """Also when the mail server is down: then the letters wait, and the command ends all the same."""
    with a_desk(tmp_path, dovecot, smtp_process) as desk:
        dovecot.put([a_mail(1, CALM), a_mail(2, THREAT)])
        assert "wvb: 2 handled" in _once(desk)
        assert received(smtp_process).distinct == {DUTY: 1, "melder2@gemeente.example": 1}
        smtp_process.kill()
        dovecot.put([a_mail(number, THREAT) for number in range(3, 13)])
        assert "wvb: 10 handled" in _once(desk)
        assert desk.ledger() == {"opened": 12}
        assert desk.letters()["queued"] >= 20
        assert "claimed" not in desk.letters()


def _once(desk: Desk) -> str:
    done = weerbaar("listen", "--once", folder=desk.folder, WEERBAAR_CONFIG=str(desk.folder / "weerbaar.toml"))
    assert done.returncode == 0, done.stderr
    return done.stdout
