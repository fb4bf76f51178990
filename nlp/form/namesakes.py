"""Two gemeenten are called Bergen: which one a message means, as far as its address, postcode or provincie tell."""

from __future__ import annotations

import re

from nlp.form.organisations import Organisation, gazetteer

#: What tells each of them: its own mail domain, postcodes, and provincie or the letters behind the name.
_TELLING = {
    "Bergen (L)": re.compile(r"@(?:[\w.-]+\.)?bergen\.nl\b|\b58[56]\d ?[a-z]{2}\b|limburg|\bbergen[ ,(-]{1,2}lb?\b"),
    "Bergen (NH)": re.compile(
        r"@[\w.-]*bergen-?nh\b|\b1(?:86|87|93)\d ?[a-z]{2}\b|\bnoord-? ?holland|\bbergen[ ,(-]{1,2}n\.?-?h\b"
    ),
}


def told_apart(body: Organisation | None, folded: str, email: str | None) -> Organisation | None:
    """The body of that name that the folded text or the address tells; when they tell both or none, `body` itself."""
    if body is None or not body.shared:
        return body
    text = f"{(email or '').lower()}\n{folded}"
    told = [one for one in gazetteer().bodies(body.name) if one.name in _TELLING and _TELLING[one.name].search(text)]
    return told[0] if len(told) == 1 else body
