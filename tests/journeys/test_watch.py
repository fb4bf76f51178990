"""The dead man's switch with real processes: the other process misses the one that died, and says so elsewhere."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import cases, inbox, outbox, probes
from tests.journeys.desk import ADDRESS, DUTY, Desk, a_desk, until
from tests.journeys.gateway import Gateway
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Received, SmtpSink

pytestmark = [pytest.mark.dovecot, pytest.mark.slow, pytest.mark.timeout(120)]


class Relay(SmtpSink):
    """A mail server that brings what is for the desk to the mailbox of the desk; may lose it."""

    dovecot: Dovecot
    loses = False

    def keep(self, item: Received) -> None:
        """Bring it on."""
        super().keep(item)
        if item.rcpt == ADDRESS and not self.loses:
            self.dovecot.deliver(item.raw)


@pytest.fixture
def relay(dovecot: Dovecot) -> Iterator[Relay]:
    """Between our SMTP and our IMAP."""
    with Relay() as running:
        running.dovecot = dovecot
        yield running


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk that is watched by the second, and told of by a gateway."""
    with Gateway() as gateway:
        for name, value in {
            "NOTIFY": f'["{gateway.url("beheer")}"]', "SILENT_SECONDS": "6",
            "PROBE_MINUTES": "1", "PROBE_LIMIT_SECONDS": "8",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"WEERBAAR_WATCH__{name}", value)
        with a_desk(tmp_path, dovecot, relay) as made:
            made.gateway = gateway  # type: ignore[attr-defined]
            yield made


def _done(desk: Desk) -> int:
    with desk.runtime.database.reading() as tx:
        return sum(one.done_at is not None and one.calls > 0 and one.alarm == "yes" for one in probes.newest(tx))


def _titles(desk: Desk) -> str:
    return " ".join(told.title for told in desk.gateway.told)  # type: ignore[attr-defined]


def test_a_test_threat_comes_through_the_mailbox_and_a_dead_listener_is_missed(desk: Desk, relay: Relay) -> None:
    """Through SMTP, Dovecot and the real reader; nobody is called and no case remains. Then kill -9."""
    listener = desk.start("--only", "listen", "--quick")
    desk.start("--only", "dispatch", "--quick")
    until("the test threat came through", 60, lambda: _done(desk) == 1, desk)
    with desk.runtime.database.reading() as tx:
        assert inbox.counts(tx) == {"probe": 1}
        assert cases.listing(tx) == []
        assert all(letter.kind.about_no_case for letter in outbox.letters(tx))
    assert DUTY not in {item.rcpt for item in relay.received}
    os.kill(listener.pid, signal.SIGKILL)
    until("the dispatcher misses the listener", 40, lambda: "STORING bij Weerbaar: listen" in _titles(desk), desk)


def test_a_test_threat_that_is_lost_alarms_by_another_channel(desk: Desk, relay: Relay) -> None:
    """The mail server takes it and it never arrives: all parts live, and yet no threat would be seen."""
    relay.loses = True
    desk.start("--quick")
    until("it is missed", 60, lambda: "STORING bij Weerbaar: proefbericht" in _titles(desk), desk)
    assert "listen" not in _titles(desk)
