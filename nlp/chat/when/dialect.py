"""Words for days in Frisian and in dialects, as Dutch has them."""

from __future__ import annotations

import re

_DUTCH = {
    "moandei": "maandag", "tiisdei": "dinsdag", "woansdei": "woensdag", "tongersdei": "donderdag", "freed": "vrijdag",
    "sneon": "zaterdag", "snein": "zondag", "maondag": "maandag", "moandag": "maandag", "deensdag": "dinsdag",
    "woonsdag": "woensdag", "goonsdag": "woensdag", "gunsdag": "woensdag", "donderdeg": "donderdag",
    "dunderdag": "donderdag", "vriedag": "vrijdag", "vriejdag": "vrijdag", "zaoterdag": "zaterdag",
    "zoaterdag": "zaterdag", "zundag": "zondag", "zondig": "zondag", "dei": "dag", "deis": "dag",
    "wike": "week", "weke": "week", "wiken": "weken", "derop": "erop", "dernei": "erna", "derfoar": "ervoor",
    "moarn": "morgen", "oarmoarn": "overmorgen", "oare": "andere", "aandere": "andere", "twa": "twee", "trije": "drie",
    "fiven": "vijf", "seizen": "zes", "sanen": "zeven", "njoggenen": "negen", "tsienen": "tien", "alven": "elf",
    "twaen": "twee", "trijen": "drie", "fjouweren": "vier", "healwei": "half", "oare wike": "volgende week",
    "aander weke": "volgende week", "earste": "eerste", "twadde": "tweede", "tredde": "derde", "leste": "laatste",
}  # fmt: skip
_FRISIAN = "moandei|tiisdei|woansdei|tongersdei|freed|sneon|snein"
#: "woansdeitemiddei", "freed moarns".
_WITH_PART = re.compile(
    rf"\b(?P<day>{_FRISIAN})(?:(?P<noon>\s?(?:te)?middeis?)|(?P<dawn>\s?moarns?)|(?P<dusk>\s?(?:te)?juns?))\b"
)
_PARTS = {"noon": "middag", "dawn": "ochtend", "dusk": "avond"}
_WORD = re.compile(
    rf"\b(?:{'|'.join(sorted(_DUTCH, key=len, reverse=True))})\b|"
    r"\bd(?:aor|oar|'r)[ -]?(?P<side>op|noa|nao|na|veur|voor)\b"
)
_SIDES = {"op": "erop", "veur": "ervoor", "voor": "ervoor"}


#: "ma of vrij": here a day, elsewhere somebody who is free.
_FRIDAY = re.compile(r"\b(?P<before>(?:ma|di|wo|do|(?:maan|dins|woens|donder)dag) (?:of|en)) vrij(?=\s*(?:$|[,.;]))")


def days_in_dutch(folded: str) -> str:
    """A folded turn with its days in Dutch: "tiisdei of de deis dernei" is "dinsdag of de dag erna"."""
    return _WORD.sub(
        lambda one: _SIDES.get(one["side"], "erna") if one["side"] else _DUTCH[one[0]],
        _WITH_PART.sub(
            lambda one: f"{_DUTCH[one['day']]}{_PARTS[one.lastgroup or 'noon']}",
            _FRIDAY.sub(r"\g<before> vrijdag", folded),
        ),
    )
