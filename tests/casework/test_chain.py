"""A chain of lines: whatever is done to it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.chain import ERASED, GENESIS, Fault, Finding, Head, Line, Verifier, canonical, link_of, words_digest

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _chain(words: list[str], what: str = "alarm: oproep") -> list[Line]:
    lines: list[Line] = []
    head = Head(0, GENESIS)
    for number, text in enumerate(words):
        salt, at = bytes([number]) * 16, NOW + timedelta(seconds=number)
        digest = words_digest(text, "weerbaar", salt)
        head = Head(head.place + 1, link_of(head, at, 7, what, digest))
        lines.append(Line(head.place, at, 7, what, text, "weerbaar", salt, digest, head.link))
    return lines


def _faults(lines: list[Line]) -> list[Finding]:
    verifier = Verifier()
    return [*verifier.walk(lines), *verifier.end()]


def test_a_chain_that_nobody_touched_is_whole() -> None:
    """And ends at its last line."""
    lines = _chain(["een", "twee", "drie"])
    verifier = Verifier()
    assert [*verifier.walk(lines), *verifier.end()] == []
    assert (verifier.count, verifier.head) == (3, Head(3, lines[-1].link))


CHANGES = {
    "words": (lambda line: replace(line, text="anders"), Fault.WORDS),
    "who did it": (lambda line: replace(line, actor="iemand anders"), Fault.WORDS),
    "salt": (lambda line: replace(line, salt=bytes(16)), Fault.WORDS),
    "time": (lambda line: replace(line, at=NOW - timedelta(days=1)), Fault.LINK),
    "what happened": (lambda line: replace(line, what="zaak gesloten"), Fault.LINK),
    "case": (lambda line: replace(line, case=8), Fault.LINK),
    "no case": (lambda line: replace(line, case=None), Fault.LINK),
    "digest": (lambda line: replace(line, words=bytes(32)), Fault.LINK),
    "link": (lambda line: replace(line, link=bytes(32)), Fault.LINK),
    "words that do not open": (lambda line: replace(line, text=None), Fault.UNREADABLE),
    "hidden as if erased": (lambda line: replace(line, text=None, erased=True), Fault.HIDDEN),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_one_line_shows_at_that_line(change: str) -> None:
    """Whatever is changed."""
    lines = _chain(["een", "twee", "drie", "vier"])
    spoil, fault = CHANGES[change]
    lines[1] = spoil(lines[1])
    assert Finding(fault, 2) in _faults(lines)


def test_a_change_that_is_carried_on_shows_at_the_next_line() -> None:
    """Who rewrites one line and its own link leaves the next one behind."""
    lines = _chain(["een", "twee", "drie"])
    digest = words_digest("anders", "weerbaar", bytes(16))
    before = Head(1, lines[0].link)
    forged = replace(
        lines[1],
        text="anders",
        salt=bytes(16),
        words=digest,
        link=link_of(before, lines[1].at, 7, lines[1].what, digest),
    )
    assert _faults([lines[0], forged, lines[2]]) == [Finding(Fault.LINK, 3)]


def test_a_line_that_is_gone_is_a_gap() -> None:
    """At the place of the line after it."""
    lines = _chain(["een", "twee", "drie"])
    assert _faults([lines[0], lines[2]]) == [Finding(Fault.GAP, 3)]


@given(st.lists(st.text(), min_size=2, max_size=8), st.data())
def test_lines_that_change_places_show(words: list[str], data: st.DataObject) -> None:
    """Also when they are given each other's places."""
    lines = _chain(words)
    one, other = sorted(data.draw(st.permutations(range(len(words))))[:2])
    swapped = list(lines)
    swapped[one], swapped[other] = lines[other], lines[one]
    assert _faults(swapped)
    renumbered = [replace(line, place=place) for place, line in enumerate(swapped, 1)]
    assert _faults(renumbered)


@given(st.lists(st.text(), min_size=1, max_size=6))
def test_words_may_be_erased_when_the_journal_says_so(words: list[str]) -> None:
    """The chain still holds; unless it says so of other lines."""
    lines = _chain(words)
    gone = [replace(line, text=None, actor=None, salt=None, erased=True) for line in lines]
    places = " ".join(str(line.place) for line in lines)
    assert _faults([*gone, _after(lines[-1], places)]) == []
    assert Finding(Fault.HIDDEN, 1) in _faults([*gone, _after(lines[-1], "99")])


def _after(last: Line, text: str) -> Line:
    digest = words_digest(text, "bea", b"s" * 16)
    before = Head(last.place, last.link)
    link = link_of(before, NOW, 7, ERASED, digest)
    return Line(last.place + 1, NOW, 7, ERASED, text, "bea", b"s" * 16, digest, link)


def test_there_is_one_way_to_write_json() -> None:
    """Order of keys, spaces and accents make no difference between two machines."""
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
