"""Watching the watchers: test threats that call nobody, and people who are told when a part falls silent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bots.mail import read_mail
from casework.assessment import Alarm, Assessment, Evidence, Route
from casework.letters import LetterKind
from casework.messages import Message, PartKind
from casework.vigil import Part, Probe, Trouble
from flows.commands.live import check_live
from flows.processes.watchman import Watchman
from flows.runtime import Runtime
from flows.settings import MailboxSettings, WatchSettings
from flows.steps import probe, vigil
from flows.steps.receive import handle, read_raw
from storage import alarms, cases, heartbeats, inbox, journal, outbox, probes, windows
from storage.inbox import Arrival, Outcome
from storage.outbox import Outgoing
from storage.session import Database
from tests.bots.test_outgoing import doorbell
from tests.flows.conftest import Clock
from tests.servers.smtp import SmtpSink

MINUTE = timedelta(minutes=1)


class SharpReader:
    """Sees a bullet as a threat, and nothing else."""

    version = "sharp"

    def assess(self, message: Message) -> Assessment:
        """By one word."""
        if "kogel" in " ".join(part.text for part in message.parts):
            return Assessment(Alarm.YES, Route.THREAT, 0.99, evidence=(Evidence(PartKind.NEW, "kogel", "gezegd"),))
        return Assessment(Alarm.NO, Route.OTHER, 0.01)


@pytest.fixture
def desk(runtime: Runtime, smtp_sink: SmtpSink) -> Runtime:
    """A desk that tries itself every quarter of an hour."""
    runtime.reader = SharpReader()  # type: ignore[assignment]
    runtime.settings.watch = WatchSettings(probe_minutes=15, mail=["beheer@desk.example"])
    runtime.settings.prefect.enabled = False
    runtime.settings.smtp.port = smtp_sink.port
    return runtime


def _sent(desk: Runtime, smtp_sink: SmtpSink) -> bytes:
    assert probe.send_due(desk, desk.clock())
    return smtp_sink.received[-1].raw


def _arrive(desk: Runtime, raw: bytes, uid: int = 1) -> str:
    """The mail comes in as any other; gives its outcome."""
    arrival = Arrival("wvb", "INBOX", 7, uid, desk.clock(), len(raw))
    with desk.database.begin() as tx:
        mail = inbox.keep(tx, [(arrival, raw)], desk.clock())[0].mail
    handled = handle(desk, mail, read_raw(desk, raw, desk.clock()))
    return str(handled.outcome)


def _nothing_remains(desk: Runtime) -> bool:
    with desk.database.reading() as tx:
        return not (
            cases.listing(tx) or outbox.letters(tx) or alarms.listing(tx, everything=True)
            or windows.pending(tx, 10, desk.clock()) or journal.check(tx).lines
        )  # fmt: skip


def _probes(desk: Runtime) -> list[Probe]:
    with desk.database.reading() as tx:
        return probes.newest(tx)


def test_a_test_threat_goes_through_everything_and_leaves_nothing(
    desk: Runtime, smtp_sink: SmtpSink, clock: Clock
) -> None:
    """No case, no letter, no alarm, no line in the journal; only what the reader said, the calls and the seconds."""
    raw = _sent(desk, smtp_sink)
    clock.now += timedelta(seconds=3)
    assert _arrive(desk, raw) == Outcome.PROBE
    assert _nothing_remains(desk)
    (found,) = _probes(desk)
    assert (found.alarm, found.calls, found.seconds) == ("yes", 1, 3.0)
    with desk.database.reading() as tx:
        assert inbox.counts(tx) == {"probe": 1}
        assert inbox.arrivals(tx, "wvb", clock.now - MINUTE) == []


def test_it_is_sent_in_its_time_and_not_when_it_is_off(desk: Runtime, clock: Clock) -> None:
    """Every quarter of an hour, once."""
    assert [probe.send_due(desk, clock.now + minutes * MINUTE) for minutes in (0, 14, 15, 16, 30)] == [
        True, False, True, False, True,
    ]  # fmt: skip
    desk.settings.watch.probe_minutes = 0
    assert not probe.send_due(desk, clock.now + 99 * MINUTE)


def test_a_mail_server_that_refuses_it_is_a_fault(desk: Runtime, clock: Clock) -> None:
    """It will not come in."""
    desk.settings.smtp.port = 9
    assert not probe.send_due(desk, clock.now)
    assert [one.failed for one in _probes(desk)] == [True]
    (trouble,) = vigil.look(desk, clock.now, clock.now).troubles
    assert trouble.what == "het proefbericht kwam niet aan"


def _changed(raw: bytes, change: Callable[[str], str]) -> bytes:
    made, old = EmailMessage(), message_from_bytes(raw)
    for name in ("From", "To", "Subject"):
        made[name] = str(old[name])
    made.set_content(change(str(old.get_payload())))
    return made.as_bytes()


REAL = {
    "a word was added that is a threat": lambda text: text + "\nEr ligt een kogel voor je klaar",
    "another number": lambda text: text.replace("Proefnummer 1.", "Proefnummer 2."),
    "a forged signature": lambda text: text[:-4] + "0000",
    "only its subject": lambda text: text[:0] + "Een kogel, van mij",
}


@pytest.mark.parametrize("how", REAL)
def test_nobody_hides_a_threat_behind_a_test(desk: Runtime, smtp_sink: SmtpSink, how: str) -> None:
    """Whatever is not exactly our own test is a mail like any other, and calls people."""
    raw = _changed(_sent(desk, smtp_sink), REAL[how])
    assert _arrive(desk, raw) == Outcome.OPENED
    with desk.database.reading() as tx:
        (alarm,) = alarms.listing(tx)
        assert alarms.attempts_of(tx, alarm.id)
    assert [one.done_at for one in _probes(desk)] == [None]


def test_a_banner_of_a_mail_gateway_is_no_matter(desk: Runtime, smtp_sink: SmtpSink) -> None:
    """As long as what was added is calm."""
    raw = _changed(_sent(desk, smtp_sink), lambda text: "LET OP: externe afzender.\n\n" + text)
    assert _arrive(desk, raw) == Outcome.PROBE


def test_a_test_that_comes_a_second_time_is_a_mail_like_any_other(desk: Runtime, smtp_sink: SmtpSink) -> None:
    """Who keeps one cannot use it again."""
    raw = _sent(desk, smtp_sink)
    assert _arrive(desk, raw) == Outcome.PROBE
    again = _changed(raw, lambda text: text + "\n")
    assert _arrive(desk, again, uid=2) == Outcome.OPENED


def test_a_reader_that_sees_nothing_is_found_out(desk: Runtime, smtp_sink: SmtpSink, clock: Clock) -> None:
    """The mail came in, but nobody would have been called."""
    desk.reader.assess = lambda _message: Assessment(Alarm.NO, Route.OTHER, 0.0)  # type: ignore[union-attr, method-assign]
    raw = _sent(desk, smtp_sink)
    assert _arrive(desk, raw) == Outcome.PROBE
    (trouble,) = vigil.look(desk, clock.now, clock.now).troubles
    assert trouble.what == "het proefbericht gaf geen alarm"


def test_nobody_to_call_is_found_out(desk: Runtime, smtp_sink: SmtpSink, clock: Clock) -> None:
    """The roster is part of the chain."""
    desk.settings.desk.duty_mail = []
    raw = _sent(desk, smtp_sink)
    assert _arrive(desk, raw) == Outcome.PROBE
    (trouble,) = vigil.look(desk, clock.now, clock.now).troubles
    assert trouble.what == "het proefbericht zou niemand bellen"


def _beat(desk: Runtime, *parts: str) -> None:
    with desk.database.begin() as tx:
        for part in parts:
            heartbeats.beat(tx, part, desk.clock())


def _letters(desk: Runtime, kind: LetterKind) -> list[Outgoing]:
    with desk.database.reading() as tx:
        return [letter for letter in outbox.letters(tx) if letter.kind is kind]


@pytest.fixture
def watched(desk: Runtime) -> Runtime:
    """A desk with a mailbox and two channels to its keepers, without test threats."""
    desk.settings.mailboxes = [MailboxSettings(name="wvb", poll_seconds=60)]
    desk.settings.watch = WatchSettings(
        mail=["beheer@desk.example"], notify=["json://127.0.0.1:1/beheer"], duty_after_minutes=10, repeat_minutes=30
    )
    return desk


def _watchman(desk: Runtime, part: Part) -> Watchman:
    return Watchman(desk, threading.Event(), part, lambda: None)


def test_the_dispatcher_misses_the_listener_and_tells_it_by_two_channels(watched: Runtime, clock: Clock) -> None:
    """Once, however often it looks; the listener's mailbox too. After ten minutes the duty officers hear it as well."""
    dispatcher = _watchman(watched, Part.DISPATCHER)
    _beat(watched, Part.LISTENER, Part.READER, "mailbox wvb")
    for _ in range(20):
        clock.now += timedelta(seconds=15)
        _beat(watched, Part.DISPATCHER)
        dispatcher.look()
    told = _letters(watched, LetterKind.SILENT)
    assert {(letter.recipient, letter.subject.partition(": ")[2]) for letter in told} == {
        (to, part)
        for to in ("beheer@desk.example", "json://127.0.0.1:1/beheer")
        for part in ("listen", "reader", "mailbox wvb")
    }
    assert len(told) == 6
    assert all(letter.kind.urgent for letter in told)
    clock.now += 10 * MINUTE
    _beat(watched, Part.DISPATCHER)
    dispatcher.look()
    assert {letter.recipient for letter in _letters(watched, LetterKind.SILENT)} >= {"wacht@desk.example"}


def test_the_listener_misses_the_dispatcher(watched: Runtime, clock: Clock) -> None:
    """And both telling it is the same as one telling it."""
    listener, other = _watchman(watched, Part.LISTENER), _watchman(watched, Part.LISTENER)
    _beat(watched, Part.DISPATCHER)
    for _ in range(10):
        clock.now += timedelta(seconds=15)
        _beat(watched, "mailbox wvb")
        listener.look()
        other.look()
    assert {letter.subject.partition(": ")[2] for letter in _letters(watched, LetterKind.SILENT)} == {"dispatch"}
    assert len(_letters(watched, LetterKind.SILENT)) == 2


def test_what_stays_wrong_is_told_again_and_what_is_right_again_too(watched: Runtime, clock: Clock) -> None:
    """Every half hour; and once when it is over."""
    listener = _watchman(watched, Part.LISTENER)
    _beat(watched, Part.DISPATCHER)
    for _ in range(70):
        clock.now += MINUTE
        _beat(watched, "mailbox wvb")
        listener.look()
    mails = [one for one in _letters(watched, LetterKind.SILENT) if one.recipient == "beheer@desk.example"]
    assert len(mails) == 3
    _beat(watched, Part.DISPATCHER)
    listener.look()
    listener.look()
    (restored,) = [one for one in _letters(watched, LetterKind.RESTORED) if one.channel == "mail"]
    assert "dispatch" in restored.subject


def test_prefect_and_telegram_are_told_by_mail_and_wake_nobody(watched: Runtime, clock: Clock) -> None:
    """The alarm path needs neither."""
    watched.settings.prefect.enabled = True
    dispatcher = _watchman(watched, Part.DISPATCHER)
    _beat(watched, Part.TELEGRAM)
    for _ in range(40):
        clock.now += timedelta(seconds=30)
        _beat(watched, Part.DISPATCHER, Part.LISTENER, Part.READER, "mailbox wvb")
        dispatcher.look()
    told = _letters(watched, LetterKind.SILENT)
    assert {(letter.recipient, letter.subject.partition(": ")[2]) for letter in told} == {
        ("beheer@desk.example", "prefect"), ("beheer@desk.example", "telegram"),
    }  # fmt: skip
    assert len(told) == 2


def test_the_address_outside_is_greeted_only_while_all_is_well(watched: Runtime, clock: Clock) -> None:
    """So it misses us when anything grave is wrong, also when both of us are dead."""
    with _greeted() as (url, greetings):
        watched.settings.watch.ping_url = url
        listener = _watchman(watched, Part.LISTENER)
        for _ in range(20):
            clock.now += timedelta(seconds=15)
            _beat(watched, "mailbox wvb", Part.DISPATCHER)
            listener.look()
        assert len(greetings) == 5
        clock.now += timedelta(minutes=5)
        listener.look()
        assert len(greetings) == 5


def _greeted() -> Any:
    """An address that counts who comes by."""
    seen: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    class Running:
        def __enter__(self) -> tuple[Any, list[str]]:
            self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
            threading.Thread(target=self.server.serve_forever, daemon=True).start()
            url = WatchSettings(ping_url=f"http://127.0.0.1:{self.server.server_port}/leef").ping_url
            return url, seen

        def __exit__(self, *_: object) -> None:
            self.server.shutdown()
            self.server.server_close()

    return Running()


def test_without_the_database_people_are_told_straight(
    watched: Runtime, clock: Clock, smtp_sink: SmtpSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By mail and by the telephone of the settings; again after half an hour; not again when it is back."""
    gone = Database(f"postgresql://nobody@/none?host={tmp_path}", watched.database.keys)
    with doorbell() as (url, rung):
        watched.settings.watch = WatchSettings(mail=["beheer@desk.example"], notify=[url], repeat_minutes=30)
        listener = _watchman(watched, Part.LISTENER)
        here = watched.database
        monkeypatch.setattr(watched, "database", gone)
        for seconds in (0, 60, 119, 121, 300, 2000):
            clock.now += timedelta(seconds=seconds)
            assert [one.part for one in listener.look()] == ["database"]
        assert (len(smtp_sink.received), len(rung)) == (2, 2)
        assert b"STORING" in smtp_sink.received[0].raw
        monkeypatch.setattr(watched, "database", here)
        listener.look()
        assert len(rung) == 2
    gone.dispose()


def test_live_says_of_each_part_whether_it_lives(desk: Runtime, smtp_sink: SmtpSink, clock: Clock) -> None:
    """And what the last test threat took."""
    desk.settings.mailboxes = [MailboxSettings(name="wvb")]
    _arrive(desk, _sent(desk, smtp_sink))
    _beat(desk, Part.LISTENER, Part.READER, "mailbox wvb")
    clock.now += MINUTE
    found = {result.part: (result.well, result.text) for result in check_live(desk, clock.now)}
    assert found["listen"] == (True, "laatste teken 60 s geleden (hoogstens 120 s)")
    assert found["dispatch"] == (False, "nooit een teken van leven (hoogstens 120 s)")
    assert found["proefbericht"] == (True, "laatste in 0.0 s, 1 oproepen")
    assert found["buitenwacht"][0] is False


def test_a_mailbox_that_is_strangely_quiet_is_told(watched: Runtime, clock: Clock) -> None:
    """By what the ledger knows of the past weeks."""
    with watched.database.begin() as tx:
        for number in range(400):
            at = clock.now - timedelta(hours=number + 12)
            raw = f"Subject: {number}\r\n\r\nx".encode()
            inbox.keep(tx, [(Arrival("wvb", "INBOX", 7, number + 1, at, 9), raw)], at)
    (trouble,) = vigil.quiet(watched, clock.now)
    assert trouble == Trouble(
        "mailbox wvb", "is stiller dan gewoon op dit uur", clock.now - timedelta(hours=12), grave=False
    )
    watched.settings.watch.quiet_mailbox = False
    assert vigil.quiet(watched, clock.now) == []


def test_a_probe_is_an_ordinary_mail(desk: Runtime, smtp_sink: SmtpSink, clock: Clock) -> None:
    """That any mail program shows as what it is."""
    message = read_mail(_sent(desk, smtp_sink), received_at=clock.now)
    assert message.subject == "Proefbericht Weerbaar"
    assert "Er wordt niemand gebeld" in message.new_text
