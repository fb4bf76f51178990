"""The second reader may raise, and nothing else: tried on a server that stands in for it."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import ValidationError

from bots.imap import Account, Fetched
from casework.assessment import Address, Alarm, Assessment, Evidence, Fields, Route
from casework.messages import Channel, Message, Part, PartKind, Sender
from flows.runtime import Runtime
from flows.second_reader import MOST_TEXT, RULE, SecondReader, minimised, with_opinion
from flows.settings import SecondReaderSettings
from flows.steps.receive import Handled, handle_waiting, take_in
from storage import inbox
from tests.builders import a_kept_mail, an_arrival
from tests.flows.conftest import NOW

YES, HUMAN, NO = Alarm.YES, Alarm.HUMAN, Alarm.NO
ALARM = b"From: a@x.example\r\nSubject: Spoed\r\n\r\nDREIGING"
CALM = b"From: b@x.example\r\nSubject: Vraag\r\n\r\nGraag een woningscan."
DOUBT = b"From: c@x.example\r\nSubject: Gek\r\n\r\nTWIJFEL over iets."
GEHEIM = "Wachtwoordzin"


def _said(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def _word(alarm: str) -> bytes:
    return _said(json.dumps({"alarm": alarm}))


class StandIn:
    """Answers every question with `status` and `body`.

    In the mood "hangs" only when it is released, "trickles" a byte of the body at a time, "stutters" so from the start.
    """

    def __init__(self) -> None:
        self.status, self.body, self.mood = 200, _word("no"), "quick"
        self.questions: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.release = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def close(self) -> None:
        """End."""
        self.release.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _handler(stand: StandIn) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has the self
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                stand.questions.append(json.loads(raw) | {"path": self.path})
                stand.headers.append(dict(self.headers))
                if stand.mood == "hangs":
                    stand.release.wait(20)
                if stand.mood == "stutters":
                    self._slowly(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000)
                self.send_response(stand.status)
                self.send_header("Location", "http://192.0.2.1/")
                self.end_headers()
                if stand.mood == "trickles":
                    self._slowly(stand.body)
                self.wfile.write(stand.body)

            def _slowly(self, raw: bytes) -> None:
                for place in range(len(raw)):
                    if stand.release.wait(0.05):
                        return
                    self.wfile.write(raw[place : place + 1])

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """A server on a port of its own."""
    made = StandIn()
    yield made
    made.close()


@pytest.fixture
def desk(runtime: Runtime, stand_in: StandIn) -> Iterator[Runtime]:
    """A desk that has a second reader, and waits half a second for it."""
    chosen = SecondReaderSettings(url=stand_in.url, model="proef", timeout_seconds=0.5, api_key="sleutel")  # type: ignore[arg-type]
    made = replace(runtime, settings=runtime.settings.model_copy(update={"second_reader": chosen}))
    yield made
    assert made.second_reader
    made.second_reader.close()


def _take(runtime: Runtime, *raws: bytes) -> list[Handled]:
    with runtime.database.begin() as tx:
        for uid, raw in enumerate(raws, 1):
            a_kept_mail(tx, raw, now=NOW, uid=uid)
    return list(handle_waiting(runtime))


def _stored(runtime: Runtime, handled: Handled) -> Assessment:
    with runtime.database.reading() as tx:
        row = inbox.ledger_row(tx, handled.mail)
        assert row.message
        return inbox.message(tx, row.message).assessment


@pytest.mark.parametrize("fences", ["```json\n{}\n```", "```\n{}```\n"])
def test_an_answer_between_fences_counts(desk: Runtime, stand_in: StandIn, fences: str) -> None:
    """Models put them around JSON whatever they are asked."""
    stand_in.body = _said(fences.replace("{}", '{"alarm": "human"}'))
    (handled,) = _take(desk, CALM)
    assert _stored(desk, handled).alarm is HUMAN


@pytest.mark.parametrize(
    ("raw", "told", "alarm"),
    [(CALM, "yes", YES), (CALM, "human", HUMAN), (CALM, "no", NO), (DOUBT, "yes", YES), (DOUBT, "human", HUMAN)],
)
def test_it_raises_what_the_first_reader_did_not_see(
    raw: bytes, told: str, alarm: Alarm, desk: Runtime, stand_in: StandIn
) -> None:
    """With its own rule as the reason, and the desk acts on it."""
    stand_in.body = _word(told)
    (handled,) = _take(desk, raw)
    stored = _stored(desk, handled)
    assert (handled.alarm, stored.alarm) == (alarm, alarm)
    raised = alarm is not (HUMAN if raw is DOUBT else NO)
    assert (RULE in [item.rule for item in stored.evidence]) == raised
    assert (stored.route is Route.THREAT) == (alarm is YES)
    assert (stand_in.questions[0]["path"], stand_in.questions[0]["model"]) == ("/v1/chat/completions", "proef")
    assert stand_in.headers[0]["Authorization"] == "Bearer sleutel"


def test_it_never_lowers(desk: Runtime, stand_in: StandIn) -> None:
    """Its no takes away no doubt."""
    stand_in.body = _word("no")
    (handled,) = _take(desk, DOUBT)
    assert handled.alarm is HUMAN
    assert with_opinion(Assessment(YES, Route.THREAT, 0.9), NO).alarm is YES


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, _word("yes")),
        (404, b""),
        (302, _word("yes")),
        (200, b""),
        (200, b"\xff\x00"),
        (200, b"[]"),
        (200, b'{"choices": []}'),
        (200, b"[" * 30_000),
        (200, _said(None)),
        (200, _said(GEHEIM)),
        (200, _said('```json\n{"alarm": "yes"}')),
        (200, _said('Zeker: ```json\n{"alarm": "yes"}\n```')),
        (200, _said('```json\n{"alarm": "YES"}\n```')),
        (200, _said('{"alarm": "YES"}')),
        (200, _said('{"alarm": ["yes"]}')),
        (200, _said('{"alarm": "yes", "reason": "x"}')),
        (200, _said('["yes"]')),
        (200, _word("yes") + b" " * 70_000),
    ],
)
def test_an_odd_answer_changes_nothing_and_is_logged_without_text(
    status: int, body: bytes, desk: Runtime, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the server says that was not asked for."""
    stand_in.status, stand_in.body = status, body
    with caplog.at_level(logging.WARNING):
        (handled,) = _take(desk, CALM)
    assert handled.alarm is NO
    assert not _stored(desk, handled).evidence
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("second reader: nothing usable about mail 1 (")
    assert GEHEIM not in line
    assert "woningscan" not in line


@pytest.mark.parametrize("mood", ["hangs", "trickles", "stutters"])
def test_a_server_that_hangs_changes_nothing_within_the_time_that_was_set(
    mood: str, desk: Runtime, stand_in: StandIn
) -> None:
    """Silent, or one byte at a time; and five mails wait together, not one after the other."""
    stand_in.mood, stand_in.body = mood, _word("yes") + b" " * 1000
    begun = time.monotonic()
    handled = _take(desk, *[CALM.replace(b"b@", b"b%d@" % number) for number in range(5)])
    assert [item.alarm for item in handled] == [NO] * 5
    assert time.monotonic() - begun < 4


def test_no_server_at_all_changes_nothing(desk: Runtime, stand_in: StandIn) -> None:
    """Nobody listens on the port."""
    stand_in.close()
    (handled,) = _take(desk, CALM)
    assert handled.alarm is NO


def test_an_alarm_of_the_first_reader_never_waits_and_is_never_sent(desk: Runtime, stand_in: StandIn) -> None:
    """It is handled before anything is heard about mail that came before it, while the second reader hangs."""
    stand_in.mood = "hangs"
    with desk.database.begin() as tx:
        inbox.keep(tx, [(an_arrival(1), CALM), (an_arrival(2), ALARM), (an_arrival(3), DOUBT)], NOW)
    taken = handle_waiting(desk)
    begun = time.monotonic()
    first = next(taken)
    assert first.alarm is YES
    assert time.monotonic() - begun < 0.4
    assert sorted(item.alarm.value for item in taken) == ["human", "no"]
    assert not [one for one in stand_in.questions if "DREIGING" in json.dumps(one)]


def test_without_settings_nobody_is_asked(runtime: Runtime, stand_in: StandIn) -> None:
    """Off by default."""
    assert runtime.second_reader is None
    _take(runtime, CALM)
    assert stand_in.questions == []


def _message(text: str, *more: Part) -> Message:
    sender = Sender("Ada de Wit-Bos", "ada@gemeente.example")
    return Message(Channel.EMAIL, NOW, sender, "Vraag van Ada", (Part(PartKind.NEW, text), *more))


def test_only_own_words_are_sent_without_who_and_where() -> None:
    """Everything by which a person is found is covered; a date stays, for it may be an ultimatum."""
    told = Fields(person="Bart Kwak", organisation="Zeewolde", address=Address("Het Erf 9", "4461 ZZ", "Goes"))
    text = minimised(
        _message(
            "Bel Ada op 06-5550 2719 of +31 (0)6 5550 2719, of mail b.kwak@x.example. Ik woon Lange Laan 12 en "
            "Het Erf 9, 4461 ZZ Goes. BSN 111222333, IBAN NL91ABNA0417164300, https://x.example/ada. Bart Kwak van "
            "Zeewolde moet voor 12-03-2026 vertrekken, staat in de brief. Groet, ada de wit-bos",
            Part(PartKind.FORWARDED, "doorgestuurd"),
            Part(PartKind.QUOTED, "geciteerd"),
            Part(PartKind.SIGNATURE, "handtekening"),
        ),
        Assessment(NO, Route.OTHER, 0.1, fields=told),
    )
    hidden = ("Ada", "ada", "Wit", "5550", "2719", "kwak", "Kwak", "Laan", "Erf", "4461", "Goes", "111222333", "0417")
    assert [
        word for word in (*hidden, "Zeewolde", "http", "doorgestuurd", "geciteerd", "handtekening") if word in text
    ] == []
    assert "moet voor 12-03-2026 vertrekken, staat in de brief" in text


@pytest.mark.parametrize("text", ["a-" * 500_000, "A a " * 500_000, "0" * 500_000, "a.b@" * 500_000, "Laan " * 500_000])
def test_a_hostile_text_is_minimised_quickly_and_to_its_size(text: str) -> None:
    """It is cut before it is searched."""
    begun = time.monotonic()
    assert len(minimised(_message(text), Assessment(NO, Route.OTHER, 0.1))) <= MOST_TEXT
    assert time.monotonic() - begun < 0.5


def test_a_message_without_own_words_is_not_sent(stand_in: StandIn) -> None:
    """What is only forwarded belongs to others."""
    second = SecondReader(SecondReaderSettings(url=stand_in.url, model="proef"))
    second.ask(1, _message(" ", Part(PartKind.FORWARDED, "van een ander")), Assessment(NO, Route.OTHER, 0.1))
    assert second.is_settled(1)
    second.close()
    assert stand_in.questions == []


def test_an_alarm_is_not_asked_about(stand_in: StandIn) -> None:
    """There is nothing to raise."""
    second = SecondReader(SecondReaderSettings(url=stand_in.url, model="proef"))
    second.ask(1, _message("Er lag een kogel."), Assessment(YES, Route.THREAT, 0.9))
    second.wait(1)
    second.close()
    assert stand_in.questions == []


class Box:
    """A mailbox in memory: `uids` gives what lies there, and an alarm drops in at the second look."""

    uidvalidity = 7

    def __init__(self) -> None:
        self.mails, self.looks = {1: CALM}, 0

    def uids(self, above: int | None = None) -> list[int]:
        """The numbers of the mails, those above a number."""
        self.looks += 1
        if self.looks == 2:
            self.mails[2] = ALARM
        return [uid for uid in sorted(self.mails) if uid > (above or 0)]

    def fetch(self, uids: list[int]) -> Iterator[Fetched]:
        """The mails."""
        return (Fetched(uid, self.mails[uid], NOW, len(self.mails[uid])) for uid in uids)

    def mark(self, uids: list[int]) -> bool:
        """Marked, as far as anybody asks."""
        return bool(uids)


def test_an_alarm_that_comes_in_while_calm_mail_waits_is_handled_first(desk: Runtime, stand_in: StandIn) -> None:
    """The mailbox is looked at meanwhile; then the calm mail has its turn."""
    stand_in.mood = "hangs"
    account = Account("wvb", "imap.example", 993, "wvb", lambda: "", "tls")
    settings = desk.settings.second_reader.model_copy(update={"timeout_seconds": 2.0})
    patient = replace(desk, settings=desk.settings.model_copy(update={"second_reader": settings}))
    begun = time.monotonic()
    taken = take_in(patient, account, Box())  # type: ignore[arg-type]
    first = next(taken)
    assert (first.alarm, time.monotonic() - begun < 1.5) == (YES, True)
    assert [item.alarm for item in taken] == [NO]


def test_what_it_raises_keeps_what_else_the_message_is_about() -> None:
    """As with an alarm of the first reader."""
    before = Assessment(
        HUMAN, Route.RUNNING_CASE, 0.3, also=(Route.OTHER,), evidence=(Evidence(PartKind.NEW, "x", "y"),)
    )
    after = with_opinion(before, YES)
    assert (after.route, after.also, after.score) == (Route.THREAT, (Route.RUNNING_CASE,), 0.9)
    assert [item.rule for item in after.evidence] == ["y", RULE]


@pytest.mark.parametrize(
    ("url", "model", "fine"),
    [
        ("", "", True),
        ("https://llm.gemeente.example/v1", "m", True),
        ("http://127.0.0.1:8000/v1", "m", True),
        ("http://llm.gemeente.example/v1", "m", False),
        ("ftp://127.0.0.1/v1", "m", False),
        ("https:///v1", "m", False),
        ("llm", "m", False),
        ("https://llm.gemeente.example/v1", "", False),
    ],
)
def test_the_address_is_safe_or_refused(url: str, model: str, *, fine: bool) -> None:
    """Encrypted, or on this machine; and a model is named."""
    if fine:
        assert SecondReaderSettings(url=url, model=model).url == url
    else:
        with pytest.raises(ValidationError):
            SecondReaderSettings(url=url, model=model)
