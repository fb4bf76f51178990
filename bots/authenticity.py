"""Does a sender look forged? It changes nothing but that people call by a number they already knew."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bots.headers import Headers
from casework.messages import Sender

_COMMENT = re.compile(r"\([^()]*\)")
#: What the last mail server found (RFC 8601): `dmarc=fail`, `spf=softfail`, and Microsoft's own `compauth=fail`.
_RESULT = re.compile(r"[;\s](dmarc|spf|dkim|compauth)\s*=\s*([a-z]+)")
_FAILED = frozenset({"fail", "softfail", "permerror"})
_IN_NAME = re.compile(r"[^\s<>()\"',;:@]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")


def doubts(headers: Headers, sender: Sender) -> tuple[str, ...]:
    """Why the sender may not be who it says, in Dutch; nothing when there is no sign of that.

    Only the topmost Authentication-Results counts: that of the server that gave us the mail. What stands below it a
    sender may have written. A mail whose path proves nothing (no result, or none) is in no doubt. DMARC decides, and
    without it SPF or Microsoft's own judgement (compauth). A broken DKIM signature is no sign by itself: lists and
    gateways break it, and it counts as no signature (RFC 6376, section 6.1).
    """
    return (*_by_server(headers.first("authentication-results")), *_by_name(sender))


def _by_server(found: str) -> Iterator[str]:
    results: dict[str, set[str]] = {}
    for method, result in _RESULT.findall(_COMMENT.sub(" ", found.lower())):
        results.setdefault(method, set()).add(result)
    dmarc, spf, dkim, compauth = (results.get(method, set()) for method in ("dmarc", "spf", "dkim", "compauth"))
    if dmarc & _FAILED and "pass" not in dmarc:
        yield "de mailserver kon niet bevestigen dat de mail van dit adres komt (dmarc)"
    elif "fail" in compauth and "pass" not in dmarc:
        yield "de mailserver van Microsoft kon niet bevestigen dat de mail van dit adres komt (compauth)"
    elif not dmarc and spf & _FAILED and "pass" not in dkim:
        yield "de mail kwam van een server die dit adres niet mag gebruiken (spf)"


def _by_name(sender: Sender) -> Iterator[str]:
    """The name shown is an address elsewhere: "burgemeester@stad.example" <iemand@elders.example>."""
    named = _IN_NAME.search((sender.name or "").lower())
    if named and sender.email and not _is_of(sender.email.rpartition("@")[2], named[1]):
        yield "de naam noemt een ander adres dan dat van de afzender"


def _is_of(one: str, other: str) -> bool:
    """The same domain, or one below the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
