"""What every page needs: the desk, who visits, how often something may happen, and how a page is made."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from flows.runtime import Runtime
from flows.settings import WebSettings
from flows.steps.converse import Answered
from web.headers import COMMON, page_headers
from web.limits import Limits
from web.rounds import Rounds
from web.visits import Seals, Visit
from web.words import spoken, word

HERE = Path(__file__).parent
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
#: The longest a session lasts, whatever is said in it.
LONGEST_SESSION = timedelta(hours=12)
SEE_OTHER = 303
#: A flood is a long one after so many times what may be typed in a minute, within an hour.
_LONG_FLOOD = 20


def _nobody(_answered: Answered) -> None:
    """Nobody waits for urgent letters."""


@dataclass
class Site:
    """The web door of one desk. `on_urgent` is told when letters wait that must leave at once."""

    runtime: Runtime
    on_urgent: Callable[[Answered], None] = _nobody
    limits: Limits = field(default_factory=Limits)
    rounds: Rounds = field(default_factory=Rounds)

    @property
    def settings(self) -> WebSettings:
        """The settings of this door."""
        return self.runtime.settings.web

    @cached_property
    def seals(self) -> Seals:
        """Cookies, tickets, tokens and codes."""
        return Seals(self.runtime)

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers of a page."""
        chosen = self.settings
        return page_headers(chosen.public_url, chosen.embed_on, chosen.exit_url)

    @property
    def secure(self) -> bool:
        """Reached over TLS; without it only on this machine."""
        return self.settings.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """The name of our cookie; browsers hold a __Host- cookie to one host, over TLS."""
        return "__Host-wb" if self.secure else "wb"

    @property
    def idle(self) -> timedelta:
        """How long a session lasts in which nobody says anything."""
        return timedelta(minutes=self.settings.idle_minutes)

    def now(self) -> datetime:
        """The time."""
        return self.runtime.clock()

    def visit(self, request: HTTPConnection) -> Visit:
        """Who this is, as far as the cookie is genuine and not too old; in the language that was asked for."""
        found = self.seals.visit(request.cookies.get(self.cookie))
        wanted = request.query_params.get("taal")
        if found is None:
            return self.seals.new_visit(spoken(wanted or request.headers.get("accept-language")), self.now())
        if self.now().timestamp() - found.at > LONGEST_SESSION.total_seconds():
            found = replace(found, talk=None, since=0, code=None)
        return replace(found, language=spoken(wanted)) if wanted else found

    def is_genuine(self, request: Request, visit: Visit, token: str) -> bool:
        """True when our own page sent this form: by its token, or by the browser's own word (cookies may be off)."""
        if self.seals.is_token(token, visit):
            return True
        return request.headers.get("sec-fetch-site") == "same-origin" and self.cookie not in request.cookies

    def address(self, request: HTTPConnection) -> str:
        """The visitor's address, as the trusted proxy gives it; for IPv6 the network of one household."""
        peer = request.client.host if request.client else ""
        name = self.settings.client_header
        if name and peer in self.settings.trusted_proxies:
            peer = request.headers.get(name, peer).rsplit(",", 1)[-1].strip()
        try:
            found = ipaddress.ip_address(peer)
        except ValueError:
            return "?"
        return str(found) if found.version == 4 else str(ipaddress.ip_network((int(found), 64), strict=False))  # noqa: PLR2004

    def wait(self, request: HTTPConnection, kind: str, most: int) -> float:
        """Count something of this address; 0 when it may, else the seconds to wait."""
        return self.limits.wait(kind, self.address(request), most, HOUR, self.now())

    def is_flood(self, talk: int, pieces: int = 1) -> bool:
        """Count something typed in a conversation: True when it is more than is answered at once."""
        most, now = self.settings.turns_per_minute, self.now()
        return max(self.limits.wait("turn", talk, most, MINUTE, now) for _ in range(pieces)) > 0

    def is_long_flood(self, talk: int, pieces: int) -> bool:
        """Count what is typed in a flood: True when it has gone on for long."""
        most, now = _LONG_FLOOD * self.settings.turns_per_minute, self.now()
        return max(self.limits.wait("flood", talk, most, HOUR, now) for _ in range(pieces)) > 0

    def page(self, visit: Visit, template: str, title: str, *, status: int = 200, **facts: Any) -> Response:  # noqa: ANN401
        """A page. `title` is the name of a text."""
        desk = self.runtime.settings.desk
        say = partial(word, language=visit.language)
        known: dict[str, Any] = {
            "language": visit.language,
            "other": "en" if visit.language == "nl" else "nl",
            "word": say,
            "title": say(title),
            "asset": _asset,
            "token": self.seals.token(visit),
            "exit_url": self.settings.exit_url,
            "privacy_url": self.settings.privacy_url,
            "desk": desk,
            "emergency": desk.emergency,
            "danger": False,
            "problems": {},
        }
        text = _TEMPLATES.get_template(template).render(known | facts)
        return self._with_cookie(HTMLResponse(text, status, self.headers), visit)

    def plain(self, visit: Visit, name: str, status: int, **facts: Any) -> Response:  # noqa: ANN401
        """A page of one title and one text: `many`, `missing`, `trouble`."""
        shown = {"typed": "", "next_id": ""} | facts
        return self.page(visit, "plain.html", f"{name}_title", status=status, text=f"{name}_text", **shown)

    def go(self, visit: Visit, path: str) -> Response:
        """On to another page, with GET."""
        return self._with_cookie(RedirectResponse(path, SEE_OTHER, COMMON), visit)

    def farewell(self, path: str | None) -> Response:
        """On to another page (None: a script sees to that), and this session is over: the browser forgets us."""
        headers = COMMON | {"Clear-Site-Data": '"cache", "cookies", "storage"'}
        answer = RedirectResponse(path, SEE_OTHER, headers) if path else Response(status_code=204, headers=headers)
        answer.headers.append("set-cookie", f"{self._cookie('')}; Max-Age=0")
        return answer

    def _with_cookie(self, answer: Response, visit: Visit) -> Response:
        answer.headers.append("set-cookie", self._cookie(self.seals.seal(visit)))
        return answer

    def _cookie(self, value: str) -> str:
        same = "None; Partitioned" if self.secure and self.settings.other_sites else "Lax"
        secure = "; Secure" if self.secure else ""
        return f"{self.cookie}={value}; Path=/; HttpOnly; SameSite={same}{secure}"


def _fingerprints() -> Mapping[str, str]:
    files = sorted((HERE / "static").iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files}


_FINGERPRINTS = _fingerprints()


def _asset(name: str) -> str:
    """The address of a script, style or picture of ours: another one when its content changes."""
    return f"/vast/{_FINGERPRINTS[name]}/{name}"


_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
