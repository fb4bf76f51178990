"""What every answer says to browsers: nothing from elsewhere, nothing kept, nothing told to others. TLS is not ours."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

_NOBODY = "'none'"
_PERMISSIONS = ("camera", "microphone", "geolocation", "payment", "usb", "clipboard-read", "browsing-topics")

COMMON = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _PERMISSIONS),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

#: Our own scripts and styles carry their fingerprint in their address.
LASTING = {"Cache-Control": "public, max-age=31536000, immutable"}


def page_headers(public_url: str, embed_on: Sequence[str] = (), exit_url: str = "") -> dict[str, str]:
    """The headers of a page. `embed_on` may show it in a frame; a form may end at `exit_url`."""
    socket = _origin(public_url).replace("http", "ws", 1)
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        f"connect-src 'self' {socket}",
        f"form-action 'self' {_origin(exit_url)}",
        "base-uri 'none'",
        f"frame-ancestors {' '.join(embed_on) or _NOBODY}",
    )
    return COMMON | {"Content-Security-Policy": "; ".join(one.strip() for one in policy)}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
