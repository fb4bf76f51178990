"""The live line: every message stored before it is confirmed, once, in order, whatever the browser sends."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.errors import DatabaseAway
from flows.runtime import Runtime
from flows.steps import converse
from storage import alarms, cases, conversations
from tests.flows.conftest import Clock
from tests.web.conftest import BASE, Visitor
from web import live, rounds
from web import site as site_of_pages
from web.site import Site

ORIGIN = {"origin": BASE}
PATH = f"{BASE}/chat/lijn".replace("http", "ws")


def _line(visitor: Visitor) -> Any:
    return visitor.client.websocket_connect(PATH, headers=ORIGIN)


def _until(line: Any, kind: str) -> dict[str, Any]:
    """The next message of a kind."""
    while True:
        found: dict[str, Any] = json.loads(line.receive_text())
        if found["t"] == kind:
            return found


def _hello(line: Any, after: int = 2) -> list[dict[str, Any]]:
    """Say which turn the page shows last; a page that was just made shows our first two."""
    line.send_text(json.dumps({"t": "hello", "after": after}))
    turns: list[dict[str, Any]] = _until(line, "turns")["turns"]
    return turns


def _say(line: Any, name: str, text: str) -> list[dict[str, Any]]:
    line.send_text(json.dumps({"t": "say", "id": name, "text": text}))
    assert _until(line, "kept")["id"] == name
    turns: list[dict[str, Any]] = _until(line, "turns")["turns"]
    return turns


def _inward(runtime: Runtime) -> list[str | None]:
    with runtime.database.reading() as tx:
        talk = max((found for _, found in conversations.news(tx, 0)), default=0)
        return [one.body for one in conversations.transcript(tx, talk) if one.inward]


def test_a_message_is_stored_confirmed_and_answered(visitor: Visitor, runtime: Runtime) -> None:
    """In that order; the reply comes with the choices to press."""
    visitor.begin()
    with _line(visitor) as line:
        _hello(line)
        turns = _say(line, "a", "ik wil een woningscan")
    assert [one["mine"] for one in turns] == [True, False]
    assert turns[0]["id"] == "a"
    assert _inward(runtime) == ["ik wil een woningscan"]


def test_the_same_message_again_is_confirmed_and_said_once(visitor: Visitor, runtime: Runtime) -> None:
    """After a break the browser cannot know whether it arrived."""
    visitor.begin()
    with _line(visitor) as line:
        _say(line, "a", "ik wil een woningscan")
    with _line(visitor) as line:
        assert len(_hello(line, 0)) == 4
        assert _say(line, "a", "ik wil een woningscan") == []
    assert len(_inward(runtime)) == 1


def test_two_windows_of_one_person_show_the_same(visitor: Visitor) -> None:
    """What is typed in one appears in the other."""
    visitor.begin()
    with _line(visitor) as one, _line(visitor) as two:
        _hello(one)
        _hello(two)
        _say(one, "a", "ik wil een woningscan")
        assert [turn["mine"] for turn in _until(two, "turns")["turns"]] == [True, False]


def test_what_others_write_in_the_conversation_appears(visitor: Visitor, runtime: Runtime) -> None:
    """The sweep that looks after who fell silent, in whatever process."""
    visitor.begin()
    with runtime.database.reading() as tx:
        talk = max(found for _, found in conversations.news(tx, 0))
    with _line(visitor) as line:
        _hello(line)
        converse.say(runtime, talk, "ik wil een woningscan", runtime.clock())
        found = _until(line, "turns")["turns"]
    assert [one["mine"] for one in found] == [True, False]


def test_a_threat_shows_in_the_same_breath(visitor: Visitor) -> None:
    """The page turns red with the reply, not after it."""
    visitor.begin()
    with _line(visitor) as line:
        _hello(line)
        line.send_text(json.dumps({"t": "say", "id": "a", "text": "DREIGING"}))
        news = _until(line, "turns")
    assert (news["danger"], news["number"]) == (True, "112")
    assert news["turns"][1]["text"].startswith("Bel 112")


def test_in_a_flood_everything_is_stored_and_a_threat_is_answered(
    visitor: Visitor, site: Site, runtime: Runtime
) -> None:
    """The person is told to slow down; what came together is read together, each message also by itself."""
    site.settings.turns_per_minute = 1
    visitor.begin()
    texts = ["een", *(f"en dan nog iets {number}" for number in range(30)), "DREIGING", "weer iets anders"]
    with _line(visitor) as line:
        _hello(line)
        for name, text in enumerate(texts):
            line.send_text(json.dumps({"t": "say", "id": str(name), "text": text}))
        slow = _until(line, "slow")
        while not (news := _until(line, "turns"))["danger"]:
            pass
    assert "112" in slow["text"]
    assert any(one["text"].startswith("Bel 112") for one in news["turns"] if not one["mine"])
    assert _inward(runtime) == texts
    with runtime.database.reading() as tx:
        (case,) = cases.listing(tx)
        assert len(alarms.of_case(tx, case.id)) == 1


def test_a_frame_of_forty_thousand_signs_is_stored_whole(visitor: Visitor, runtime: Runtime) -> None:
    """A browser that never hears that it is kept would send it for ever."""
    visitor.begin()
    text = "één twee " * 4500
    with _line(visitor) as line:
        _say(line, "a", text)
    assert "".join(one or "" for one in _inward(runtime)) == text.strip()


def test_a_flood_that_goes_on_for_long_is_taken_in_more_slowly(
    visitor: Visitor, site: Site, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Still each message is stored."""
    monkeypatch.setattr(rounds, "_LONG_HOLD", 0.5)
    monkeypatch.setattr(site_of_pages, "_LONG_FLOOD", 2)
    site.settings.turns_per_minute = 1
    visitor.begin()
    with _line(visitor) as line:
        _hello(line)
        began = time.monotonic()
        for name in range(6):
            line.send_text(json.dumps({"t": "say", "id": str(name), "text": "nog iets"}))
        for _ in range(6):
            _until(line, "kept")
    assert time.monotonic() - began > 0.9
    assert len(_inward(runtime)) == 6


def test_while_the_database_is_away_nothing_is_confirmed(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, runtime: Runtime
) -> None:
    """The browser keeps it and tries again; then it is there."""
    visitor.begin()

    def away(*_: object) -> list[int]:
        raise DatabaseAway("weg")

    with _line(visitor) as line:
        with monkeypatch.context() as patched:
            patched.setattr(live, "keep", away)
            line.send_text(json.dumps({"t": "say", "id": "a", "text": "een"}))
            _until(line, "again")
        _say(line, "a", "een")
    assert _inward(runtime) == ["een"]


@pytest.mark.parametrize("origin", ["https://kwaad.example", "null", ""])
def test_another_site_gets_no_line(visitor: Visitor, origin: str) -> None:
    """Its visitor's cookie is not enough."""
    visitor.begin()
    with pytest.raises(live.WebSocketDisconnect), visitor.client.websocket_connect(PATH, headers={"origin": origin}):
        pass


def test_without_a_session_there_is_nothing_to_hear(visitor: Visitor, clock: Clock) -> None:
    """Nobody's, or one that ended by itself."""
    with _line(visitor) as line:
        assert _until(line, "over")
    visitor.begin()
    clock.now += timedelta(minutes=31)
    with _line(visitor) as line:
        assert _until(line, "over")


def test_a_full_house_says_so(visitor: Visitor, site: Site) -> None:
    """The page then goes on the plain way."""
    site.settings.most_open = 1
    visitor.begin()
    with _line(visitor) as line:
        _say(line, "a", "een")
        with pytest.raises(live.WebSocketDisconnect), _line(visitor):
            pass
    assert "een" in visitor.say("twee")


def test_somebody_who_comes_back_is_told_nothing_from_before_over_the_line(visitor: Visitor, other: Visitor) -> None:
    """Whatever number the browser says it saw last."""
    visitor.begin()
    visitor.say("mijn naam is Jan de Boer")
    other.get("/hervat")
    other.post("/hervat", code=visitor.code)
    with other.client, _line(other) as line:
        assert _hello(line, 0) == []


#: Anything that JSON can say, and much that it cannot.
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_MESSAGE = st.fixed_dictionaries(
    {"t": st.sampled_from(["hello", "say", "here", "x"]) | _JSON},
    optional={"id": _JSON | st.text(max_size=100), "text": _JSON | st.text(max_size=300), "after": _JSON},
)


def test_nothing_that_is_sent_over_the_line_breaks_it(visitor: Visitor, site: Site) -> None:
    """Each line still answers after whatever came before."""
    site.settings.turns_per_minute = 1_000_000
    visitor.begin()

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(_MESSAGE.map(json.dumps) | _JSON.map(json.dumps) | st.text(max_size=200), max_size=5))
    def tried(frames: list[str]) -> None:
        with _line(visitor) as line:
            for frame in frames:
                line.send_text(frame.encode("utf-8", "replace").decode())
            line.send_bytes(b"\xff\x00")
            line.send_text("[" * 3000)
            _hello(line, 0)

    tried()
