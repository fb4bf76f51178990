"""An alarm by more than one way: what one channel suffers does not hold up the other."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.journeys.desk import THREAT, a_desk, a_mail, until
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpSink


class Gateway:
    """A notification gateway (Apprise's json://): keeps what it is told."""

    def __init__(self) -> None:
        told = self.told = []

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"json://127.0.0.1:{self.server.server_address[1]}/"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A running gateway."""
    made = Gateway()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.mark.dovecot
@pytest.mark.timeout(120)
def test_a_silent_mail_server_does_not_hold_up_the_telephone(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, gateway: Gateway
) -> None:
    """The mail server accepts the line and then says nothing; the gateway is told within seconds all the same."""
    smtp_sink.faults.hang = "rcpt"
    with a_desk(tmp_path, dovecot, smtp_sink, notify=gateway.url) as desk:
        desk.start()
        dovecot.deliver(a_mail(1, THREAT))
        until("a case", 30, lambda: desk.settled() == 1, desk)
        until("the gateway is told", 8, lambda: bool(gateway.told), desk)
        said = json.dumps(gateway.told)
        assert "WVB-" in said
        assert "kogel" not in said
        assert "melder" not in said
        smtp_sink.faults.hang = None
        until("the mail follows", 60, lambda: len(smtp_sink.received) >= 2, desk)


@pytest.mark.dovecot
@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_mail_password_that_is_gone_does_not_hold_up_the_telephone(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, gateway: Gateway
) -> None:
    """The desk starts, takes in the threat and rings the gateway; the mail leaves once the file is back."""
    gone = tmp_path / "smtp-password"
    with a_desk(tmp_path, dovecot, smtp_sink, notify=gateway.url, smtp_lines=f'password_file = "{gone}"\n') as desk:
        desk.start()
        dovecot.deliver(a_mail(1, THREAT))
        until("a case", 30, lambda: desk.settled() == 1, desk)
        until("the gateway is told", 8, lambda: bool(gateway.told), desk)
        assert not smtp_sink.received
        gone.write_text("geheim\n")
        until("the mail follows", 60, lambda: len(smtp_sink.received) >= 2, desk)
