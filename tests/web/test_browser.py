"""The web door as people meet it: real Chromium, the real process, the real reader."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, WebSocketRoute, expect, sync_playwright
from websockets.sync.client import connect
from websockets.typing import Origin

from casework.letters import LetterKind
from flows.commands.checks import check_all
from storage import alarms, cases, conversations, outbox
from storage.cases import Case
from tests.servers.telegram import wait_until
from tests.web.browser import ARGUMENTS, CHROMIUM, EXIT, Door, Watched, a_door

pytestmark = pytest.mark.xdist_group("browser")

CALM = ("ik wil een woningscan", "06-12345678", "wethouder", "Urk", "Jan de Boer")
#: All of WCAG 2.2 AA that a machine can see, the size of targets too.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One process for all of this."""
    with a_door(tmp_path_factory.mktemp("door")) as made:
        yield made


@pytest.fixture(scope="module")
def chromium(door: Door) -> Iterator[Watched]:
    """One browser for all of this."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Watched(browser, frozenset({door.url, door.embedder}))
        browser.close()


@pytest.fixture
def web(chromium: Watched) -> Iterator[Watched]:
    """New visitors; afterwards nothing was asked of another origin, and no script failed."""
    chromium.strangers.clear()
    chromium.errors.clear()
    yield chromium
    chromium.close()
    chromium.contexts.clear()
    assert not chromium.strangers
    assert not chromium.errors


def _begin(page: Page, door: Door, language: str = "nl") -> None:
    page.goto(f"{door.url}/chat?taal={language}")
    page.locator("main form button").click()
    expect(page.locator("#stand")).to_have_text({"nl": "Verbonden", "en": "Connected"}[language])


def _say(page: Page, text: str) -> None:
    """Type a line and wait for the answer to it."""
    answers = page.locator("#gesprek li.wij")
    before = answers.count()
    page.locator("#tekst").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#gesprek li.u").last).to_contain_text(text)
    answers.nth(before).wait_for()


def _cases(door: Door) -> list[Case]:
    with door.runtime.database.reading() as tx:
        return cases.listing(tx)


def _newest(door: Door) -> Case:
    return max(_cases(door), key=lambda one: one.id)


def _in_view(page: Page, selector: str) -> bool:
    """Nothing covers it, and nobody has to scroll for it."""
    box = page.locator(selector).last.bounding_box()
    assert box is not None
    over = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y)?.outerHTML ?? ''",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    shown = page.locator(selector).last.evaluate("one => one.outerHTML")
    size = page.viewport_size or {"width": 0, "height": 0}
    return over == shown and box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def test_a_registration_by_chat(web: Watched, door: Door) -> None:
    """Typed and pressed, live, to the number of the case."""
    page = web.page()
    _begin(page, door)
    for text in CALM:
        _say(page, text)
    page.get_by_role("button", name="Ja, dat klopt").click()
    expect(page.locator("#gesprek")).to_contain_text(re.compile(r"Uw zaaknummer is WVB-\d{4}-\d{4}"))
    case = _newest(door)
    assert (case.fields.phone, case.fields.organisation) == ("+31612345678", "Urk")
    assert page.locator("#gesprek li.u").count() == len(CALM) + 1


def test_a_threat_after_a_flood_is_answered_within_seconds(web: Watched, door: Door) -> None:
    """A text of forty thousand signs, forty quick messages, and then it: all of it is kept."""
    page = web.page()
    _begin(page, door)
    answers = page.locator("#gesprek li.wij", has_text="Bel 112")
    before = answers.count()
    long = "Ik heb een vraag over één woningscan. " * 1053
    for text in (long, *(f"en dan nog iets {number}" for number in range(40))):
        page.locator("#tekst").fill(text)
        page.keyboard.press("Enter")
    page.locator("#tekst").fill("er staat een man met een mes voor mijn deur")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_class("gevaar", timeout=12_000)
    expect(answers).to_have_count(before + 1)
    expect(page.locator("#gesprek li.wacht")).to_have_count(0)
    case = _newest(door)
    with door.runtime.database.reading() as tx:
        assert alarms.of_case(tx, case.id)
        (talk,) = conversations.of_case(tx, case.id)
        said = [one.body or "" for one in conversations.transcript(tx, talk.id) if one.inward]
    assert sum(map(len, said[:-41])) > 39_000
    assert said[-1] == "er staat een man met een mes voor mijn deur"


def test_who_is_gone_in_the_middle_of_a_flood_breaks_nothing(door: Door) -> None:
    """What arrived is stored and read, and the log has nothing to tell."""
    with httpx.Client(base_url=door.url, follow_redirects=True) as client:
        hidden = dict(re.findall(r'name="(token|kaartje)" value="([^"]*)"', client.get("/chat").text))
        client.post("/chat/begin", data=hidden)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = f"{door.url.replace('http', 'ws')}/chat/lijn"
    line = connect(address, origin=Origin(door.url), additional_headers={"cookie": cookie})
    for number in range(80):
        line.send(json.dumps({"t": "say", "id": str(number), "text": f"nog iets {number}"}))
    json.loads(line.recv(10))
    line.socket.shutdown(socket.SHUT_RDWR)
    with door.runtime.database.reading() as tx:
        talk = max(found for _, found in conversations.news(tx, 0))
    wait_until(lambda: _inward(door, talk) > 0 and not _waiting(door, talk), 30)
    time.sleep(2)  # what goes wrong at the end of a line is told to nobody but the log
    assert "Traceback" not in (door.folder / "web.log").read_text()


def _inward(door: Door, talk: int) -> int:
    with door.runtime.database.reading() as tx:
        return sum(one.inward for one in conversations.transcript(tx, talk))


def _waiting(door: Door, talk: int) -> int:
    with door.runtime.database.reading() as tx:
        return len(conversations.waiting_of(tx, talk))


def test_the_same_by_form_without_javascript(web: Watched, door: Door) -> None:
    """First with something missing: the errors stand above and at the fields."""
    page = web.page(java_script_enabled=False)
    page.goto(f"{door.url}/aanmelden")
    page.get_by_role("group", name="concrete dreiging").get_by_label("Nee").check()
    page.get_by_label("Ik wil een veiligheidsadvies of woningscan").check()
    page.get_by_label("Uw functie").select_option("burgemeester")
    page.get_by_label("Gemeente, provincie").fill("Zeist")
    page.get_by_label("Telefoonnummer").fill("06 1234")
    page.locator("main").get_by_role("button", name="Verstuur").click()
    expect(page.locator("#fouten li")).to_have_count(2)
    page.get_by_label("Telefoonnummer").fill("06 87 65 43 21")
    page.get_by_label("Uw naam").fill("Anna Smit")
    page.locator("main").get_by_role("button", name="Verstuur").click()
    expect(page.locator("main")).to_contain_text("Uw zaaknummer is WVB-")
    case = _newest(door)
    assert (case.fields.phone, case.fields.person) == ("+31687654321", "Anna Smit")


def test_the_check_of_the_desk_asks_whether_the_door_answers(web: Watched, door: Door) -> None:
    """As `weerbaar check` does."""
    del web
    found = {one.part: one for one in check_all(door.runtime.settings)}
    assert found["web"].well
    assert door.url in found["web"].text


def test_enter_in_a_field_sends_the_form_and_does_not_change_the_language(web: Watched, door: Door) -> None:
    """The first button of a form is the one that Enter presses."""
    page = web.page()
    page.goto(f"{door.url}/aanmelden")
    page.get_by_label("Uw naam").fill("Anna Smit")
    page.keyboard.press("Enter")
    expect(page.locator("#fouten")).to_be_focused()
    assert page.locator("html").get_attribute("lang") == "nl"


@pytest.mark.parametrize("script", [True, False], ids=["live", "without JavaScript"])
def test_a_threat_in_the_third_turn(web: Watched, door: Door, *, script: bool) -> None:
    """On a phone the emergency number is in view without scrolling, and the alarm has left our hands."""
    page = web.page(java_script_enabled=script)
    page.goto(f"{door.url}/chat")
    page.locator("main form button").click()
    for text in ("ik wil een woningscan", "raadslid in Zeist", "er lag gisteren een kogelbrief bij ons in de bus"):
        before = page.locator("#gesprek li.wij").count()
        page.locator("#tekst").fill(text)
        page.get_by_role("button", name="Verstuur").click()
        page.locator("#gesprek li.wij").nth(before).wait_for()
    expect(page.locator("body")).to_have_class("gevaar")
    first = page.locator("#gesprek li.wij", has_text="Bel 112 bij acuut gevaar.").last
    expect(first).to_be_attached()
    link = page.get_by_role("link", name="Bel 112")
    expect(link).to_be_in_viewport(ratio=1)
    assert _in_view(page, ".nood a")
    if script:
        expect(first).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.activeElement.id") == "tekst"
    case = _newest(door)
    with door.runtime.database.reading() as tx:
        assert len(alarms.of_case(tx, case.id)) == 1
        assert any(one.urgent and case.number in one.subject for one in outbox.letters(tx))


def test_back_with_the_code_on_another_device_and_everything_after_the_mail(web: Watched, door: Door) -> None:
    """Covered until the code that went to the mail address is typed."""
    page = web.page()
    _begin(page, door)
    for text in CALM:
        _say(page, text)
    page.get_by_text("Later verder gaan").click()
    page.get_by_label("Uw e-mailadres").fill("jan@thuis.example")
    page.get_by_role("button", name="Bewaar dit adres").click()
    code = page.locator(".nummer").inner_text()
    other = web.page()
    other.goto(f"{door.url}/hervat")
    other.get_by_label("Uw code").fill(code)
    other.get_by_role("button", name="Ga verder").click()
    expect(other.get_by_text("Dit gesprek is eerder begonnen")).to_be_visible()
    expect(other.locator("#gesprek li")).to_have_count(0)
    expect(other.locator("#stand")).to_have_text("Verbonden")
    _say(other, "blauw")
    expect(other.locator("#gesprek")).not_to_contain_text("Jan de Boer")
    with door.runtime.database.reading() as tx:
        letter = next(one for one in outbox.letters(tx) if one.kind is LetterKind.CODE)
    other.get_by_text("Later verder gaan").click()
    other.get_by_label("Code uit de mail").fill(re.findall(r"\d{3} \d{3}", letter.body)[0])
    other.get_by_role("button", name="Controleer de code").click()
    expect(other.locator("#gesprek")).to_contain_text("Jan de Boer")


def test_the_language_changes_in_the_middle(web: Watched, door: Door) -> None:
    """The page and what is said from then on."""
    page = web.page()
    _begin(page, door)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Chat")).to_be_visible()
    expect(page.locator("#stand")).to_have_text("Connected")
    _say(page, "I would like a home scan please")
    expect(page.locator("#gesprek li.wij").last).to_contain_text("number")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("how", ["button", "keys", "without JavaScript"])
def test_away_at_once(web: Watched, door: Door, how: str) -> None:
    """Another page in its place, no cookie of ours, and "back" shows nothing that was said."""
    page = web.page(java_script_enabled=how != "without JavaScript")
    page.goto(f"{door.url}/chat")
    page.locator("main form button").click()
    page.locator("#tekst").fill("ik wil een woningscan")
    page.get_by_role("button", name="Verstuur").click()
    page.locator("#gesprek li.u").wait_for()
    if how == "keys":
        for _ in range(3):
            page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Snel weg").click()
    page.wait_for_url(EXIT)
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("ik wil een woningscan")
    page.goto(f"{door.url}/chat")
    expect(page.locator("#gesprek")).to_have_count(0)


@pytest.mark.parametrize("how", ["button", "keys"])
def test_away_in_one_tab_takes_the_others_along(web: Watched, door: Door, how: str) -> None:
    """A conversation and a form that is filled in, but nothing of another visitor."""
    page, stranger = web.page(), web.page()
    _begin(stranger, door)
    _begin(page, door)
    _say(page, "ik wil een woningscan")
    second, third = page.context.new_page(), page.context.new_page()
    second.goto(f"{door.url}/chat")
    expect(second.locator("#stand")).to_have_text("Verbonden")
    third.goto(f"{door.url}/aanmelden")
    third.get_by_label("Uw naam").fill("Anna Smit")
    page.bring_to_front()
    if how == "keys":
        for _ in range(3):
            page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Snel weg").click()
    for tab in (page, second, third):
        tab.wait_for_url(EXIT)
        tab.go_back()
        expect(tab.locator("body")).not_to_contain_text("ik wil een woningscan")
    assert stranger.url.startswith(f"{door.url}/chat")
    expect(stranger.locator("#stand")).to_have_text("Verbonden")


def test_a_line_that_breaks_loses_nothing_and_says_nothing_twice(web: Watched, door: Door) -> None:
    """Cut off between the message and its confirmation: it is sent again under its own name, and is there once."""
    page = web.page()
    cut = []

    def between(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def out(message: str | bytes) -> None:
            server.send(message)
            if '"say"' in str(message) and len(cut) < 1:
                cut.append(message)
                line.close()

        line.on_message(out)
        server.on_message(line.send)

    page.route_web_socket(re.compile("/chat/lijn"), between)
    _begin(page, door)
    _say(page, "ik wil een woningscan")
    expect(page.locator("#stand")).to_have_text("Verbonden")
    assert len(cut) == 1
    expect(page.locator("#gesprek li.u")).to_have_count(1)
    with door.runtime.database.reading() as tx:
        talk = max(found for _, found in conversations.news(tx, 0))
        assert [one.body for one in conversations.transcript(tx, talk) if one.inward] == ["ik wil een woningscan"]


@pytest.mark.slow
def test_the_process_dies_and_nothing_is_lost(web: Watched, door: Door) -> None:
    """What was typed while it was gone is sent when it is back; the page needs no hand."""
    page = web.page()
    _begin(page, door)
    _say(page, "ik wil een woningscan")
    door.kill()
    page.locator("#tekst").fill("06-12345678")
    page.keyboard.press("Enter")
    expect(page.locator("#stand")).to_contain_text("Geen verbinding")
    expect(page.locator("#gesprek li.wacht")).to_have_text(re.compile("06-12345678"))
    door.start()
    expect(page.locator("#gesprek li.wij").nth(3)).to_contain_text("functie", timeout=30_000)
    assert [one.inner_text() for one in page.locator("#gesprek li.u").all()] == [
        "U:\nik wil een woningscan",
        "U:\n06-12345678",
    ]


def test_where_no_live_line_gets_through_the_page_goes_on_the_plain_way(web: Watched, door: Door) -> None:
    """Some proxies let none through."""
    page = web.page()
    page.route_web_socket(re.compile("/chat/lijn"), lambda line: line.close())
    page.goto(f"{door.url}/chat")
    page.locator("main form button").click()
    expect(page.locator("#stand")).to_contain_text("Geen verbinding")  # the script is there: it hears Enter
    page.locator("#tekst").fill("ik wil een woningscan")
    page.keyboard.press("Enter")
    expect(page.locator("#gesprek li.u")).to_have_count(1)
    expect(page.locator("#gesprek li.wij").nth(2)).to_contain_text("telefoonnummer", timeout=15_000)


def test_the_keyboard_is_enough(web: Watched, door: Door) -> None:
    """First the way past the top, then the emergency number, then away; the order of the page after it."""
    page = web.page()
    page.goto(f"{door.url}/aanmelden")
    order = []
    for _ in range(8):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert order[:5] == ["Naar de inhoud", "Bel 112", "Snel weg", "Weerbaar Bestuur", "English"]
    assert order[5:8] == ["gevaar", "telefoon", "waarvoor"]


def test_another_site_shows_the_chat_in_a_frame(web: Watched, door: Door) -> None:
    """A site on the list, with one script; everything else stays on our own origin."""
    page = web.page(viewport={"width": 1000, "height": 800})
    with _another_site(door):
        page.goto(f"{door.embedder}/")
        page.get_by_role("button", name="Chat met Weerbaar Bestuur").click()
        frame = page.frame_locator("iframe")
        frame.locator("main form button").click()
        expect(frame.locator("#stand")).to_have_text("Verbonden")
        frame.locator("#tekst").fill("ik wil een woningscan")
        frame.locator("#tekst").press("Enter")
        expect(frame.locator("#gesprek li.wij").nth(2)).to_contain_text("telefoonnummer")
        frame.get_by_role("button", name="Snel weg").click()
        page.wait_for_url(EXIT)


PAGES = ("/", "/chat", "/aanmelden", "/hervat", "/klaar", "/bestaat-niet")


def test_what_is_dark_can_be_read(web: Watched, door: Door) -> None:
    """For who chose a dark screen."""
    page = web.page(color_scheme="dark")
    page.goto(f"{door.url}/aanmelden")
    page.locator("main form button").click()
    _check(page, "a form with errors", "color-contrast")
    _begin(page, door)
    _say(page, "er lag gisteren een kogel in onze brievenbus")
    _check(page, "a conversation in danger", "color-contrast")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_shuts_anybody_out(web: Watched, door: Door, language: str) -> None:
    """Every page that there is, as far as a machine can tell."""
    page = web.page()
    for path in PAGES:
        page.goto(f"{door.url}{path}?taal={language}")
        _check(page, path)
    page.goto(f"{door.url}/hervat")
    page.locator("#code").fill("AAAABBBBCCCC")
    page.locator("main button").click()
    _check(page, "a wrong code")
    page.goto(f"{door.url}/aanmelden")
    page.locator("main form button").click()
    _check(page, "a form with errors")
    page.get_by_role("radio").nth(2).check()
    page.locator("main form button").click()
    _check(page, "a form taken in")
    page.goto(f"{door.url}/chat")
    page.get_by_role("main").locator("summary").first.click()
    _check(page, "a conversation")
    _say(page, {"nl": "Ik word bedreigd", "en": "I am being threatened"}[language])
    expect(page.locator("body")).to_have_class("gevaar")
    _check(page, "a conversation in danger")


def _check(page: Page, what: str, rule: str | None = None) -> None:
    found = Axe().run(page, options={"runOnly": [rule]} if rule else RULES).response["violations"]
    assert not found, f"{what}: " + "; ".join(f"{one['id']} {one['nodes'][0]['html']}" for one in found)


class _another_site:  # noqa: N801 - used as a function
    """A page of somebody else, with our script in it."""

    def __init__(self, door: Door) -> None:
        text = (
            f'<!doctype html><html lang="nl"><title>Gemeente</title><script src="{door.url}/widget.js" defer></script>'
        )

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", urlsplit(door.embedder).port or 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
