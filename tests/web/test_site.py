"""What every page says to browsers, whose address counts, and what a cookie is worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request

from flows.runtime import Runtime
from flows.settings import WebSettings
from tests.web.conftest import Visitor
from web.headers import page_headers
from web.limits import Limits
from web.site import Site
from web.visits import Seals, shown_code, typed_code

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("path", ["/", "/chat", "/aanmelden", "/hervat", "/klaar", "/nergens"])
def test_every_page_keeps_everything_at_home(visitor: Visitor, path: str) -> None:
    """No script or style in the page, nothing from elsewhere, nothing kept, nothing told to others."""
    answer = visitor.client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "strict-transport-security" not in answer.headers
    assert not [
        mark for mark in ("<style", " style=", "onclick", "<script>", "http://", "https://knmi") if mark in answer.text
    ]


def test_the_sites_on_the_list_may_show_us_in_a_frame() -> None:
    """And no others; the live line goes to our own address."""
    policy = page_headers("https://chat.example.org", ["https://ccv.example"])["Content-Security-Policy"]
    assert "frame-ancestors https://ccv.example" in policy
    assert "connect-src 'self' wss://chat.example.org" in policy


def test_over_tls_the_cookie_is_for_one_host_and_out_of_reach(runtime: Runtime) -> None:
    """Under another domain in a frame it is kept apart for each site."""
    runtime.settings.web = WebSettings(public_url="https://chat.example.org")
    site = Site(runtime)
    said = site.go(site.seals.new_visit("nl", NOW), "/").headers["set-cookie"]
    assert said.startswith("__Host-wb=")
    assert "; Path=/; HttpOnly; SameSite=Lax; Secure" in said
    runtime.settings.web.other_sites = True
    assert "SameSite=None; Partitioned; Secure" in site.go(site.seals.new_visit("nl", NOW), "/").headers["set-cookie"]


def test_a_cookie_that_was_changed_or_sealed_for_something_else_is_nobodys(runtime: Runtime) -> None:
    """And one of before a rotation of keys still counts."""
    seals = Seals(runtime)
    visit = seals.new_visit("nl", NOW)
    genuine = seals.seal(visit)
    assert seals.visit(genuine) == visit
    assert seals.visit(genuine[:-2] + "AA") is None
    assert seals.visit(seals.new_ticket(NOW)) is None
    assert seals.ticket(genuine) is None
    assert [seals.visit(text) for text in (None, "", "é", "A" * 5000)] == [None] * 4
    runtime.database.keys = runtime.database.keys.rotated()
    assert seals.visit(genuine) == visit
    assert seals.is_token(seals.token(visit), visit)


def test_a_code_is_typed_as_people_type(runtime: Runtime) -> None:
    """One ticket leads to one code, for one visit."""
    seals = Seals(runtime)
    visit, stranger = seals.new_visit("nl", NOW), seals.new_visit("nl", NOW)
    code = seals.code("een kaartje", visit)
    assert seals.code("een kaartje", visit) == code
    assert code not in (seals.code("een ander", visit), seals.code("een kaartje", stranger))
    assert typed_code(f" {shown_code(code).lower().replace('-', ' - ')} ") == code


def _request(peer: str, **headers: str) -> Request:
    found = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "client": (peer, 1), "headers": found, "method": "GET", "path": "/"})


def test_only_a_trusted_proxy_says_whose_address_it_is(runtime: Runtime) -> None:
    """Its own word, the last in the list; a household's IPv6 addresses count as one."""
    runtime.settings.web = WebSettings(public_url="https://chat.example.org", client_header="X-Forwarded-For")
    site = Site(runtime)
    assert site.address(_request("127.0.0.1", x_forwarded_for="10.9.9.9, 203.0.113.7")) == "203.0.113.7"
    assert site.address(_request("198.51.100.1", x_forwarded_for="203.0.113.7")) == "198.51.100.1"
    assert site.address(_request("127.0.0.1", x_forwarded_for="2001:db8:1:2:3::4")) == "2001:db8:1:2::/64"
    assert site.address(_request("127.0.0.1", x_forwarded_for="wie dan ook")) == "?"


def test_a_bucket_fills_again_evenly_and_one_does_not_drain_another() -> None:
    """Two in a minute: the third waits half a minute."""
    limits, minute = Limits(), timedelta(minutes=1)
    assert [limits.wait("x", "a", 2, minute, NOW) for _ in range(2)] == [0, 0]
    assert limits.wait("x", "a", 2, minute, NOW) == pytest.approx(30)
    assert limits.wait("x", "b", 2, minute, NOW) == 0
    assert limits.wait("x", "a", 2, minute, NOW + timedelta(seconds=31)) == 0
