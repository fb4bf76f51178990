"""The words of the pages: the same in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import web
from web.form import LONGEST
from web.words import spoken, texts, word

HERE = Path(web.__file__).parent


def test_both_languages_have_the_same_texts_with_the_same_facts() -> None:
    """Nothing is said in one language alone."""
    found = {lang: {name: text.get_identifiers() for name, text in texts(lang).items()} for lang in ("nl", "en")}
    assert found["nl"] == found["en"]


def test_every_text_that_a_page_names_is_there() -> None:
    """A page never fails for want of a word."""
    pages = "".join(path.read_text() for path in [*(HERE / "templates").iterdir(), *HERE.glob("*.py")])
    named = set(re.findall(r'word\(\s*"([a-z_]+[a-z])"', pages))
    assert named <= set(texts("nl"))
    assert {f"form_{name}" for name in LONGEST} <= set(texts("nl"))


def test_dutch_unless_english_is_asked_for() -> None:
    """By a link or by the browser."""
    assert [spoken(one) for one in ("en", "en-GB,nl;q=0.5", "nl-NL,en", "fy", None)] == ["en", "en", "nl", "nl", "nl"]
    assert word("danger_call", "en", number="911") == "Call 911"
