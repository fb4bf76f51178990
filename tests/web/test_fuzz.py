"""Whatever is sent to whatever address: an answer, never a crash; nothing of ours breaks off with a 5xx."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import Visitor
from web.form import LONGEST, TRAP
from web.site import Site

PATHS = ("/", "/chat", "/chat/begin", "/chat/mail", "/chat/code", "/chat/bestand", "/hervat", "/klaar", "/weg",
         "/aanmelden", "/aangemeld", "/widget.js", "/vast/x/chat.js", "/vast/x/../app.py", "/nergens")  # fmt: skip
WORST = 499
_NAMES = st.sampled_from([*LONGEST, TRAP, "token", "kaartje", "id", "tekst", "keuze", "code", "mail", "taal", "stil"])
_FIELDS = st.dictionaries(_NAMES | st.text(max_size=10), st.text(max_size=120), max_size=8)
_TYPES = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
        "text/plain; charset=utf-7",
    ]
)
quickly = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def _generous(site: Site) -> None:
    chosen = site.settings
    chosen.chats_per_hour = chosen.forms_per_hour = chosen.codes_per_hour = chosen.turns_per_minute = 1_000_000


def test_any_form_gets_an_answer(visitor: Visitor) -> None:
    """With and without a session, with our own token and ticket."""
    visitor.begin()
    hidden = {name: visitor.hidden(name) for name in ("token", "kaartje", "id")}

    @quickly
    @given(st.sampled_from(PATHS), _FIELDS, st.booleans())
    def tried(path: str, fields: dict[str, str], ours: bool) -> None:  # noqa: FBT001
        body = urlencode(fields | (hidden if ours else {}), errors="surrogatepass")
        answer = visitor.client.post(
            path, content=body, headers={"content-type": "application/x-www-form-urlencoded"}, follow_redirects=False
        )
        assert answer.status_code <= WORST

    tried()


def test_any_bytes_get_an_answer(visitor: Visitor) -> None:
    """Whatever they say they are."""
    visitor.begin()

    @quickly
    @given(
        st.sampled_from(PATHS),
        _TYPES,
        st.binary(max_size=300)
        | st.just(
            b'--x\r\nContent-Disposition: form-data; name="bestand"; filename="a"\r\n\r\n\xff\xd8\xff\r\n--x--\r\n'
        ),
    )
    def tried(path: str, kind: str, body: bytes) -> None:
        answer = visitor.client.post(path, content=body, headers={"content-type": kind}, follow_redirects=False)
        assert answer.status_code <= WORST

    tried()


def test_any_cookie_and_question_get_an_answer(visitor: Visitor) -> None:
    """A cookie that was tampered with is nobody's."""
    visitor.begin()
    genuine = visitor.client.cookies.get("wb") or ""
    visitor.client.cookies.clear()
    tampered = st.integers(0, len(genuine) - 1).map(lambda at: f"{genuine[:at]}A{genuine[at + 1 :]}")
    words = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'), max_size=60)

    @quickly
    @given(st.sampled_from(PATHS), words | tampered, st.text(max_size=20))
    def tried(path: str, cookie: str, question: str) -> None:
        answer = visitor.client.get(
            f"{path}?{urlencode({'taal': question, 'm': question}, errors='surrogatepass')}",
            headers={"cookie": f"wb={cookie}"},
            follow_redirects=False,
        )
        assert answer.status_code <= WORST

    tried()


def test_a_body_without_end_is_cut_off(visitor: Visitor) -> None:
    """And the page still says which number to call."""
    page = visitor.post("/aanmelden", toelichting="x" * 600_000)
    assert visitor.status == 413
    assert "tel:112" in page
