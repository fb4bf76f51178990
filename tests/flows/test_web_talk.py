"""What the web page asks of a conversation: open it once, look at it, find it again covered, prove an address."""

from __future__ import annotations

import re

from casework.assessment import Fields
from casework.conversation import Conversation
from casework.letters import LetterKind
from flows.runtime import Runtime
from flows.steps import converse, web_talk
from flows.steps.veil import HIDDEN, cover
from storage import outbox

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
    newest, _ = web_talk.news(runtime, None)
    assert newest == since
    converse.say(runtime, talk, "06-12345678", runtime.clock())
    assert web_talk.news(runtime, newest)[1] == {talk}
    view = web_talk.look(runtime, talk, since)
    assert view is not None
    assert [line.text for line in view.lines if line.mine] == ["06-12345678"]


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
