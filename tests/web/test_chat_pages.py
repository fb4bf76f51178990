"""The chat without JavaScript: one line at a time, found again by a code, and covered until an address is proven."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from casework.letters import LetterKind
from flows.runtime import Runtime
from flows.steps.inspect import show
from storage import alarms, cases, conversations, journal, outbox
from tests.flows.conftest import Clock
from tests.web.conftest import Visitor
from web.site import Site

CALM = ("ik wil een woningscan", "06-12345678", "wethouder", "Urk", "Jan de Boer")


def _mailed_code(runtime: Runtime) -> str:
    with runtime.database.reading() as tx:
        letters = [one for one in outbox.letters(tx) if one.kind is LetterKind.CODE]
    found = re.search(r"(\d{3} \d{3})", letters[-1].body)
    assert found
    return found[1]


def test_a_conversation_ends_in_a_case(visitor: Visitor, runtime: Runtime) -> None:
    """It says that it is a machine before it asks anything."""
    page = visitor.begin()
    assert "computerprogramma" in page
    for text in CALM:
        page = visitor.say(text)
    assert "Klopt dit?" in page
    page = visitor.post("/chat", keuze="Ja, dat klopt")
    with runtime.database.reading() as tx:
        (case,) = cases.listing(tx)
    assert case.number in page


def test_a_line_sent_twice_is_said_once(visitor: Visitor) -> None:
    """The name of a line is on the page; a reload sends the same."""
    visitor.begin()
    same = {name: visitor.hidden(name) for name in ("token", "id")}
    visitor.post("/chat", tekst="ik wil een woningscan", **same)
    page = visitor.post("/chat", tekst="ik wil een woningscan", **same)
    assert page.count("ik wil een woningscan") == 1


def test_the_code_brings_the_conversation_back_covered(visitor: Visitor, other: Visitor) -> None:
    """Who found the code on a paper sees nothing of what was told, also when the machine repeats it."""
    visitor.begin()
    for text in CALM:
        visitor.say(text)
    other.get("/hervat")
    page = other.post("/hervat", code=visitor.code.lower().replace("-", " "))
    assert "eerder begonnen" in page
    assert not [word for word in CALM if word in page]
    page = other.say("blauw")
    assert "Dit heb ik genoteerd" in page
    assert "•••" in page
    assert not re.search(r"Jan de Boer|12345678|Urk", page)


def test_who_proves_the_mail_address_sees_everything_again(visitor: Visitor, other: Visitor, runtime: Runtime) -> None:
    """By a code that goes to the address given in the first session, never to another."""
    visitor.begin()
    for text in CALM:
        visitor.say(text)
    visitor.post("/chat/mail", mail="jan@thuis.example")
    code = visitor.code
    other.get("/hervat")
    other.post("/hervat", code=code)
    other.post("/chat/mail", mail="dief@elders.example")
    with runtime.database.reading() as tx:
        sent_to = {one.recipient for one in outbox.letters(tx) if one.kind is LetterKind.CODE}
    assert sent_to == {"jan@thuis.example"}
    assert "klopt niet" in other.post("/chat/code", code="000000")
    page = other.post("/chat/code", code=_mailed_code(runtime))
    assert "Jan de Boer" in page


def test_a_ticket_that_somebody_else_found_opens_nothing(visitor: Visitor, other: Visitor) -> None:
    """It may still stand in an old window; without the cookie it leads to a conversation of one's own."""
    visitor.get("/chat")
    ticket = visitor.hidden("kaartje")
    visitor.post("/chat/begin")
    visitor.say("ik wil een woningscan")
    other.get("/chat")
    assert "ik wil een woningscan" not in other.post("/chat/begin", kaartje=ticket)
    assert other.code != visitor.code


def test_a_wrong_code_opens_nothing_and_too_many_tries_have_to_wait(visitor: Visitor, site: Site) -> None:
    """Nobody guesses sixty bits."""
    site.settings.codes_per_hour = 2
    visitor.get("/hervat")
    assert "hoort geen gesprek" in visitor.post("/hervat", code="AAAA-BBBB-CCCC")
    visitor.post("/hervat", code="AAAA-BBBB-CCCD")
    visitor.post("/hervat", code="AAAA-BBBB-CCCE")
    assert visitor.status == 429


def test_a_session_ends_by_itself(visitor: Visitor, clock: Clock) -> None:
    """After half an hour without a word nothing of it is shown, and the code still opens it."""
    visitor.begin()
    visitor.say("ik wil een woningscan")
    clock.now += timedelta(minutes=20)
    assert "woningscan" in visitor.get("/chat")
    visitor.say("ik denk nog na")
    clock.now += timedelta(minutes=31)
    assert "ik denk nog na" not in visitor.get("/chat")


def test_what_is_typed_after_that_is_taken_in_and_what_was_said_before_is_covered(
    visitor: Visitor, runtime: Runtime, clock: Clock
) -> None:
    """Somebody in danger need not find a code first, and who finds the device open sees nothing."""
    visitor.begin()
    visitor.say("ik wil een woningscan")
    clock.now += timedelta(minutes=31)
    page = visitor.say("DREIGING")
    assert "Bel 112 bij acuut gevaar." in page
    assert "ik wil een woningscan" not in page
    with runtime.database.reading() as tx:
        assert len(cases.listing(tx)) == 1


@pytest.mark.parametrize("path", ["/klaar", "/weg"])
def test_who_leaves_leaves_nothing_on_this_device(visitor: Visitor, path: str) -> None:
    """The browser is told to forget all, and "back" shows no conversation."""
    visitor.begin()
    visitor.say("ik wil een woningscan")
    answer = visitor.client.post(path, data={"token": visitor.hidden("token")}, follow_redirects=False)
    assert answer.status_code == 303
    assert "cookies" in answer.headers["clear-site-data"]
    assert "ik wil een woningscan" not in visitor.get("/chat")


def test_another_site_cannot_speak_in_somebodys_name(visitor: Visitor) -> None:
    """Without the token of the page nothing is said."""
    visitor.begin()
    page = visitor.post("/chat", tekst="ik wil een woningscan", token="0" * 32)
    assert 'class="u"' not in page


def test_in_a_flood_a_threat_is_taken_in_and_answered(visitor: Visitor, site: Site, runtime: Runtime) -> None:
    """Typed without a script; the page says that it is read with the rest."""
    site.settings.turns_per_minute = 1
    visitor.begin()
    visitor.say("een")
    assert "Wij lezen alles" in visitor.say("nog iets")
    page = visitor.say("DREIGING")
    assert 'class="gevaar"' in page
    assert page.count('class="u"') == 3
    with runtime.database.reading() as tx:
        (case,) = cases.listing(tx)
        assert len(alarms.of_case(tx, case.id)) == 1


def test_a_text_of_forty_thousand_signs_is_taken_in_without_a_script(visitor: Visitor) -> None:
    """Also when each sign takes six on the way."""
    visitor.begin()
    page = visitor.say("é" * 39_990 + " DREIGING")
    assert 'class="gevaar"' in page


def test_the_page_follows_the_language(visitor: Visitor) -> None:
    """And so does the conversation."""
    visitor.begin()
    assert '<html lang="en">' in visitor.get("/chat?taal=en")
    assert "telephone number" in visitor.say("I want a home scan").lower() or "number" in visitor.text


def test_a_chat_that_is_a_long_text_keeps_every_word(visitor: Visitor) -> None:
    """In pieces."""
    visitor.begin()
    text = "woord " * 2000
    visitor.say(text)
    assert len(re.findall("woord", visitor.text)) == 2000


def test_what_somebody_with_the_code_alone_corrects_is_seen_by_a_colleague(
    visitor: Visitor, other: Visitor, runtime: Runtime
) -> None:
    """The name before and the name now, and which messages came from whom; the first session's are not marked."""
    visitor.begin()
    for text in ("ik wil een woningscan", "06-12345678", "wethouder", "Urk", "Jan de Boer", "ja, dat klopt"):
        visitor.say(text)
    other.get("/hervat")
    other.post("/hervat", code=visitor.code)
    other.say("mijn naam is Piet Visser, mijn nummer is 06-87654321")
    with runtime.database.reading() as tx:
        (case,) = cases.listing(tx)
    assert case.fields.phone == "+31687654321"
    told = show(runtime, case.number, "Ada Voorbeeld", runtime.clock())
    changes = [one.text for one in told.entries if one.what == "chat: gegevens gewijzigd"]
    assert "telefoon: van +31612345678 naar +31687654321 (gezegd na terugkomst met alleen de geheime code)" in changes
    assert "bestuurder: van Jan de Boer naar Piet Visser (gezegd na terugkomst met alleen de geheime code)" in changes
    marked = [line for line in told.text().splitlines() if "teruggekomen met de code" in line]
    assert len(marked) == 1
    assert "Piet Visser" in marked[0]


def test_a_case_made_after_coming_back_with_the_code_says_so(
    visitor: Visitor, other: Visitor, runtime: Runtime
) -> None:
    """What the first session said may be replaced before there is a case."""
    visitor.begin()
    visitor.say("ik wil een woningscan, mijn naam is Jan de Boer")
    other.get("/hervat")
    other.post("/hervat", code=visitor.code)
    other.say("DREIGING")
    with runtime.database.reading() as tx:
        (case,) = cases.listing(tx)
        assert [one.what for one in journal.entries(tx, case.id)].count("chat: deels onbewezen") == 1


def test_a_correction_in_the_same_session_is_not_marked(visitor: Visitor, runtime: Runtime) -> None:
    """It stands in the journal all the same."""
    visitor.begin()
    for text in ("ik wil een woningscan", "06-12345678", "wethouder", "Urk", "Jan de Boer", "ja, dat klopt"):
        visitor.say(text)
    visitor.say("sorry mijn nummer is 06-87654321")
    with runtime.database.reading() as tx:
        (case,) = cases.listing(tx)
        entries = {one.what: one.text for one in journal.entries(tx, case.id)}
    assert entries["chat: gegevens gewijzigd"].endswith("naar +31687654321 (gezegd in het gesprek)")
    assert "chat: deels onbewezen" not in entries


def test_a_file_goes_to_a_person(visitor: Visitor, runtime: Runtime) -> None:
    """Photos, PDFs, sound and video, up to ten megabytes; what it is stands in its first bytes."""
    visitor.begin()
    visitor.upload(b"MZ" + b"0" * 100)
    assert "niet aannemen" in visitor.text
    visitor.upload(b"\xff\xd8\xff" + b"0" * 10_000_001)
    assert "niet aannemen" in visitor.text
    visitor.upload(b"\xff\xd8\xff een foto")
    assert "U heeft een bestand gestuurd" in visitor.text
    with runtime.database.reading() as tx:
        (case,) = cases.listing(tx)
        talk = conversations.of_case(tx, case.id)[0]
        assert [kind for _, kind, _ in conversations.files_of(tx, talk.id)] == ["image/jpeg"]
