"""Looking for words fast finds what looking slowly finds."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.form import dates, functions, housing, senders, themes, whose
from nlp.form.spotting import Spotter, index_of

#: How many texts are made for each table; `WEERBAAR_TEST_EXAMPLES=300` for the long run.
EXAMPLES = int(os.environ.get("WEERBAAR_TEST_EXAMPLES", "15"))
_SPOTTERS = {
    f"{room.__name__}.{name}": value
    for room in (functions, housing, senders, whose)
    for name, value in vars(room).items()
    if isinstance(value, Spotter)
} | dict((*themes.DOMAINS, *themes.THEMES))


@pytest.mark.parametrize("spotter", _SPOTTERS.values(), ids=_SPOTTERS)
@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_a_spotter_finds_all_that_its_pattern_finds(spotter: Spotter, data: st.DataObject) -> None:
    """No word of a table is missed because its first letters are not listed."""
    word = st.from_regex(spotter.pattern, fullmatch=True, alphabet=st.characters(codec="ascii"))
    text = " ".join(data.draw(st.lists(word, min_size=1, max_size=3))).lower()
    found = [one.span() for one in spotter.finditer(text, index_of(text))]
    assert found == [one.span() for one in spotter.pattern.finditer(text)]


@pytest.mark.parametrize("kind", dates._KINDS, ids=lambda kind: kind[2].__name__)
@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_every_date_has_its_hint(kind: dates.Kind, data: st.DataObject) -> None:
    """A date is looked for only around a hint, so every way of writing one holds it."""
    hint, pattern, _ = kind
    text = data.draw(st.from_regex(pattern).filter(lambda one: len(one) < dates._AROUND))
    assert [one.span() for one in dates._near(hint, pattern, text)] == [one.span() for one in pattern.finditer(text)]
