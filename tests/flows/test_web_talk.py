"""What the web page asks of a conversation: open it once, look at it, find it again covered, prove an address."""

from __future__ import annotations

import re

import pytest

from casework.assessment import Alarm, Fields
from casework.conversation import Conversation
from casework.letters import LetterKind
from flows.runtime import Runtime, utc_now
from flows.settings import Settings
from flows.steps import converse, web_talk
from flows.steps.inspect import raw_mails
from flows.steps.veil import HIDDEN, cover
from storage import conversations, outbox
from storage.crypto import KeyRing
from storage.session import Database
from tests.flows.conftest import ToldReader
from tests.servers.postgres import PostgresServer

CODE = "ABCDEFGHJKMN"


def _welcome(runtime: Runtime, code: str = CODE) -> int:
    return web_talk.welcome(runtime, "nl", code, runtime.clock())


def test_a_conversation_opens_once_for_each_code_with_our_first_words(runtime: Runtime) -> None:
    """A double click opens one."""
    talk = _welcome(runtime)
    assert _welcome(runtime) == talk
    assert _welcome(runtime, "ANDERECODEXX") != talk
    view = web_talk.look(runtime, talk, 0)
    assert view is not None
    assert [line.mine for line in view.lines] == [False, False]
    assert "computerprogramma" in view.lines[0].text


def test_who_comes_back_sees_only_what_is_said_from_then_on(runtime: Runtime) -> None:
    """And the news of others names the conversation, never the words."""
    talk = _welcome(runtime)
    converse.say(runtime, talk, "ik wil een woningscan", runtime.clock())
    assert web_talk.find_again(runtime, "FOUTECODEXXX") is None
    found, since = web_talk.find_again(runtime, CODE) or (0, 0)
    assert found == talk
    known, stirred = web_talk.news(runtime, None)
    assert max(known) == since
    assert not stirred
    converse.say(runtime, talk, "06-12345678", runtime.clock())
    known, stirred = web_talk.news(runtime, known)
    assert stirred == {talk}
    assert web_talk.news(runtime, known) == (known, frozenset())
    view = web_talk.look(runtime, talk, since)
    assert view is not None
    assert [line.text for line in view.lines if line.mine] == ["06-12345678"]


@pytest.mark.postgres
def test_what_is_written_at_once_is_no_news_missed(postgres_server: PostgresServer) -> None:
    """The lower number may appear after the higher one was told."""
    url = postgres_server.new_database()
    database = Database(url, KeyRing.generate())
    database.migrate()
    runtime = Runtime(Settings(), database, utc_now, reader=ToldReader())  # type: ignore[arg-type]
    first, second = _welcome(runtime), _welcome(runtime, "ANDERECODEXX")
    known, _ = web_talk.news(runtime, None)
    with database.begin() as slow:
        conversations.said(slow, first, "traag", (), runtime.clock(), leaves=False)
        with database.begin() as fast:
            conversations.said(fast, second, "snel", (), runtime.clock(), leaves=False)
        known, stirred = web_talk.news(runtime, known)
        assert stirred == {second}
    assert web_talk.news(runtime, known)[1] == {first}
    database.dispose()
    postgres_server.drop(url)


def test_an_address_is_proven_by_the_code_that_went_there_and_by_no_other(runtime: Runtime) -> None:
    """At most three codes are sent, and the last one counts."""
    talk = _welcome(runtime)
    assert not web_talk.send_code(runtime, talk, None, runtime.clock())
    assert all(web_talk.send_code(runtime, talk, "jan@thuis.example", runtime.clock()) for _ in range(3))
    assert not web_talk.send_code(runtime, talk, None, runtime.clock())
    with runtime.database.reading() as tx:
        letters = [one for one in outbox.letters(tx) if one.kind is LetterKind.CODE]
    assert {one.recipient for one in letters} == {"jan@thuis.example"}
    codes = [re.sub(r"\D", "", one.body.splitlines()[0]) for one in letters]
    assert not web_talk.prove(runtime, talk, codes[0] if codes[0] != codes[-1] else "x", runtime.clock())
    assert web_talk.prove(runtime, talk, codes[-1], runtime.clock())
    assert not web_talk.prove(runtime, talk, codes[-1], runtime.clock())


def test_going_on_in_english(runtime: Runtime) -> None:
    """From the next words on."""
    talk = _welcome(runtime)
    web_talk.speak(runtime, talk, "en", runtime.clock())
    answered = converse.say(runtime, talk, "06-12345678", runtime.clock())
    assert answered is not None
    assert "you" in " ".join(reply.text for reply in answered.replies)


def test_what_was_told_before_is_covered_and_what_is_said_now_is_not() -> None:
    """Numbers however they are written; short words stay, because they would cover half a sentence."""
    state = Conversation(fields=Fields(person="Jan de Boer", phone="+31612345678", organisation="Ee"))
    text = "Naam: jan de boer, telefoon: 06-12345678, organisatie: Ee"
    assert cover(text, state, []) == f"Naam: {HIDDEN}, telefoon: {HIDDEN}, organisatie: Ee"
    assert "06-12345678" in cover(text, state, ["mijn nummer is 06 12 34 56 78"])
    moments = Conversation(moment_words="woensdagochtend bij mijn zus")
    assert cover('woensdag 9 dec ("woensdagochtend bij mijn zus")', moments, []) == f'woensdag 9 dec ("{HIDDEN}")'


def test_a_file_is_kept_sealed_for_a_person_to_look_at(runtime: Runtime) -> None:
    """By what it is, not by its name; what is not known is taken only as evidence, under a threat."""
    talk = _welcome(runtime)
    assert web_talk.keep_file(runtime, talk, "foto.jpg", b"MZ een programma", runtime.clock()) is None
    kept = web_talk.keep_file(runtime, talk, "foto.exe", b"\xff\xd8\xff een foto", runtime.clock())
    assert kept is not None
    answered = converse.handle(runtime, kept)
    assert answered is not None
    assert (answered.alarm, answered.urgent) == (Alarm.HUMAN, True)
    converse.say(runtime, talk, "DREIGING", runtime.clock())
    assert web_talk.keep_file(runtime, talk, "x", b"MZ een programma", runtime.clock()) is not None
    found = raw_mails(runtime, answered.case or "", "tester", runtime.clock())
    assert [name.partition("-chat-")[2] for name, _ in found] == ["1.jpg", "2.bin"]
    assert [body[:2] for _, body in found] == [b"\xff\xd8", b"MZ"]
