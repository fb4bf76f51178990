"""`Zie mijn antwoorden hieronder in rood`: the quote that follows holds the person's own words.

Outlook marks nothing there, and the colour is gone in plain text.
"""

from __future__ import annotations

import re

from bots.wording import any_of

_LOOKED_AT = 20_000
_SENTENCE_END = re.compile(r"[.?!\n]")
#: Cheap tests: what it is called, and where it stands.
_WHAT = (
    "antwoord", "reactie", "gereageerd", "opmerking", "aanvulling", "aangevuld", "commentaar", "answer", "comment",
    "repl", "response",
)  # fmt: skip
_WHERE = (
    "rood", "rode", "blauw", "groen", "paars", "geel", "gele", "kleur", "hoofdletters", "vet", "cursief", "onder",
    "tussen", "de tekst", "je mail", "uw mail", "below", "inline", "in-line", " red", "blue", "green", "colo", "bold",
)  # fmt: skip
_COLOUR = r"(?:rood|rode|blauwe?|groene?|paars|paarse|geel|gele|een andere kleur|kleur)"
_ANSWERS = r"(?:antwoord(?:en)?|reacties?|opmerkingen|aanvulling(?:en)?|commentaar)"
_REPLIES = r"(?:answers?|comments?|replies|responses?)"
_DONE = r"(?:gereageerd|beantwoord|geantwoord|aangevuld)"
_ANNOUNCES = re.compile(
    r"\b"
    + any_of(rf"""
        (?:mijn|onze|m'n) {_ANSWERS}\b.{{0,40}}\b(?:hieronder|eronder|onderstaand|tussen|tussendoor)\b
        (?:{_ANSWERS}|{_DONE})\b.{{0,40}}\b(?:in|met) (?:het |de )?(?:{_COLOUR}|hoofdletters|vet|cursief)\b
        (?:{_ANSWERS}|{_DONE})\b.{{0,20}}\b(?:tussen|in) (?:de|uw|je|jouw|jullie) (?:tekst|regels|vragen|mail|bericht)\b
        (?:in (?:het )?{_COLOUR}|tussen de (?:tekst|regels)|tussendoor)\b.{{0,30}}\b(?:{_ANSWERS}|{_DONE})\b
        my {_REPLIES}\b.{{0,30}}\b(?:below|in-?line|in (?:red|blue|green|caps|bold|colou?r))\b
        {_REPLIES}\b.{{0,20}}\b(?:in-?line|in (?:red|blue|green))\b
    """),
    re.IGNORECASE,
)


def announces_answers(text: str) -> bool:
    """Whether a sentence of `text` (the own words above a quote) says so."""
    text = text[-_LOOKED_AT:].lower()
    if not _hints(text, _WHAT) or not _hints(text, _WHERE):
        return False
    sentences = (sentence for sentence in _SENTENCE_END.split(text) if _hints(sentence, _WHAT))
    return any(_hints(sentence, _WHERE) and _ANNOUNCES.search(sentence[:400]) for sentence in sentences)


def _hints(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
