"""The examples are written one by one."""

from __future__ import annotations

from dataclasses import replace

from casework.messages import Part, PartKind
from nlp import corpus
from nlp.corpus import Row
from nlp.learning.smell import copies, near_duplicates, openings, skeletons

ROWS = [row for folder in (corpus.TRAIN, corpus.TUNE, corpus.TEST) for row in corpus.load(folder)]


def _saying(row: Row, text: str, number: str) -> Row:
    message = replace(row.message, parts=(Part(PartKind.NEW, text),))
    return replace(row, id=number, message=message, pair=None)


def test_no_two_messages_are_nearly_the_same() -> None:
    """But the minimal pairs, which are meant to be."""
    assert list(near_duplicates(ROWS)) == []


def test_no_message_is_a_template_with_other_names() -> None:
    """Taken out names and numbers, all texts still differ."""
    assert skeletons([row for row in ROWS if not row.pair]) == []


def test_no_message_occurs_twice() -> None:
    """Word for word, from five words on."""
    assert copies(ROWS) == []


def test_messages_begin_in_many_ways() -> None:
    """No beginning is shared by one in a hundred."""
    assert openings(ROWS)[0][1] < len(ROWS) / 100


def test_a_copy_and_a_template_would_be_noticed() -> None:
    """A test that finds nothing proves nothing."""
    text = "Vanavond belde mevrouw Jansen uit Zwolle of zij om 19 uur nog even langs kon komen voor het rapport."
    copy = _saying(ROWS[0], text.replace("nog even", "ook"), "b")
    template = _saying(ROWS[0], text.replace("Jansen", "Pietersen").replace("19", "20"), "c")
    first = _saying(ROWS[0], text, "a")
    assert {pair[:2] for pair in near_duplicates([first, copy])} == {("a", "b")}
    assert [count for _, count in skeletons([first, template])] == [2]


def test_copies_of_a_few_words_are_noticed() -> None:
    """Twenty times the same seven words teach nothing but those; "akkoord, groet" anybody writes."""
    seven = [_saying(ROWS[0], f"Prima, dinsdag om tien uur past mij{'!' * (n % 2)}", f"a{n}") for n in range(20)]
    few = [_saying(ROWS[0], "Akkoord, met vriendelijke groet", f"b{n}") for n in range(2)]
    assert copies([*seven, *few]) == [("prima dinsdag om tien uur past mij", 20)]
