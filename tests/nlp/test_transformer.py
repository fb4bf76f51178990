"""The transformer: how a text is cut for it, when it is asked, and what it may do."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pytest

from casework.assessment import Alarm
from casework.errors import ReadingError
from casework.messages import Automatic, Channel, Message, Part, PartKind, Sender
from nlp.classifier import Classifier
from nlp.learning import base
from nlp.linear import scoring
from nlp.linear.scoring import Model
from nlp.threat.phrases import PhraseBook
from nlp.transformer.network import MOST, Transformer
from nlp.transformer.pieces import FIRST, LAST, Pieces, excerpt

UNKNOWN = 3
#: "kogel" as a whole is likelier than in two, "ko" is likelier than "k" and "o".
PIECES = Pieces(
    ["<s>", "", "</s>", "<unk>", "\u2581kogel", "\u2581ko", "gel", "\u2581", "k", "o"],
    [-20.0] * 4 + [-9.0, -6.0, -5.0, -3.0, -6.0, -6.0],
)


@pytest.fixture(scope="module")
def transformer() -> Transformer:
    """The shipped one."""
    return Transformer.load()


@pytest.mark.parametrize(
    ("word", "numbers"),
    [("kogel", (4,)), ("kogelgel", (4, 6)), ("ok", (7, 9, 8)), ("kz", (7, 8, UNKNOWN)), ("z", (7, UNKNOWN))],
)
def test_a_word_is_cut_the_likeliest_way(word: str, numbers: tuple[int, ...]) -> None:
    """A letter that no piece has is unknown, and the rest is cut all the same."""
    assert PIECES.of(word) == numbers


def test_the_pieces_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    """Numbers are places in the list."""
    PIECES.save(tmp_path)
    assert Pieces.load(tmp_path).of("kogelgel") == PIECES.of("kogelgel")


def test_an_excerpt_holds_whole_words_around_its_place() -> None:
    """As many before as behind, never more than asked, and first and last mark its ends."""
    text = "ok ok ok kogel ok ok ok"
    assert excerpt(PIECES, text, text.index("kogel"), 9) == [FIRST, 7, 9, 8, 4, 7, 9, 8, LAST]
    assert excerpt(PIECES, text, 0, 6) == [FIRST, 7, 9, 8, LAST]
    assert excerpt(PIECES, text, 10_000, 6) == [FIRST, 7, 9, 8, LAST]
    assert excerpt(PIECES, "  \n ", 0, 6) == [FIRST, LAST]
    assert excerpt(PIECES, text, 0, 100) == excerpt(PIECES, text, len(text) - 1, 100)


def test_hostile_text_costs_little(transformer: Transformer) -> None:
    """One word of five million letters, and a long text of words nobody knows."""
    for text in ("z" * 5_000_000, " ".join(f"x{number:x}q" * 15 for number in range(9_000))):
        began = process_time()
        transformer.threat(text, len(text) // 2)
        assert process_time() - began < 1.0


def test_it_tells_a_scene_from_one_like_it(transformer: Transformer) -> None:
    """Two mails about the same brievenbus."""
    found, cleaned = "Er lag vanochtend een kogel in onze brievenbus.", "De brievenbus is vanochtend schoongemaakt."
    assert transformer.threat(found, 0) > transformer.threat(cleaned, 0) + 1


def test_a_threat_in_the_middle_of_a_long_text_is_looked_at(transformer: Transformer) -> None:
    """Around the place that it is given, not only at the beginning."""
    calm = "De begroting is besproken en de notulen zijn vastgesteld. " * 60
    text = f"{calm}Als je zo doorgaat komen we je kinderen halen, we weten op welke school ze zitten. {calm}"
    assert transformer.threat(text, text.index("kinderen")) > transformer.threat(text, 0) + 1


class _Counting(Transformer):
    """Says always the same, and counts how often it is asked."""

    def __init__(self, says: float) -> None:
        self.says, self.asked = says, 0

    def threat(self, text: str, place: int) -> float:
        """As it was told to."""
        assert 0 <= place <= len(text)
        self.asked += 1
        return self.says


def _reader(says: float, **limits: Any) -> tuple[Classifier, _Counting]:
    model, counting = Model.load(), _Counting(says)
    model.transformer = counting
    model.thresholds = replace(model.thresholds, **limits)
    return Classifier(PhraseBook.load(), model), counting


def _message(text: str) -> Message:
    return Message(Channel.EMAIL, datetime(2026, 3, 2, 9, tzinfo=UTC), Sender(), None, (Part(PartKind.NEW, text),))


def test_it_is_asked_where_the_linear_model_doubts_and_only_there() -> None:
    """Most mail needs no second thought."""
    text = "Graag ontvang ik de notulen van de vergadering van dinsdag."
    for asked, often in ((0.0, 1), (1.1, 0)):
        reader, counting = _reader(-9.0, asked=asked)
        reader.assess(_message(text))
        assert counting.asked == often


def test_at_a_glance_it_is_left_out_and_a_human_looks_until_it_is_asked() -> None:
    """What the phrases call an alarm is one at a glance, and no reason to ask it."""
    veiled = "Er staan zes trekkers voor het huis van mijn ouders, ze schijnen met alle lampen naar binnen."
    plain = "Ik word met de dood bedreigd, hij staat nu voor de deur."
    reader, counting = _reader(9.0, asked=0.0)
    glanced, unfinished = reader.glance(_message(veiled))
    assert (glanced.alarm, unfinished, counting.asked) == (Alarm.HUMAN, True, 0)
    assert reader.assess(_message(veiled)).alarm is not Alarm.NO
    assert counting.asked == 1
    glanced, unfinished = reader.glance(_message(plain))
    assert (glanced.alarm, unfinished) == (Alarm.YES, False)
    assert reader.assess(_message(plain)).alarm is Alarm.YES
    assert counting.asked == 1
    assert reader.glance(replace(_message(veiled), automatic=Automatic.BOUNCE))[1] is False


def test_what_it_says_may_raise_and_never_lowers_what_the_phrases_found() -> None:
    """A threat by the phrases stays an alarm though the transformer finds it calm."""
    reader, _ = _reader(-50.0)
    assert reader.assess(_message("Ik word met de dood bedreigd, hij staat nu voor de deur.")).alarm is Alarm.YES
    calm = "Graag ontvang ik de notulen van de vergadering van dinsdag."
    limits = {
        "asked": 0.0,
        "deep": (0.0, 0.0, 1.0, 0.0),
        "sure": (0.0, 0.0, 0.0, 0.0, 1.0, 0.0),
        "human": 0.5,
        "yes": 0.5,
    }
    assert _reader(-9.0, **limits)[0].assess(_message(calm)).alarm is Alarm.NO
    assert _reader(9.0, **limits)[0].assess(_message(calm)).alarm is Alarm.YES


def test_a_network_that_is_broken_or_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader says that it cannot start, and where."""
    PIECES.save(tmp_path)
    (tmp_path / "network.onnx").write_bytes(b"no network")
    with pytest.raises(ValueError, match=r"network\.onnx is no network"):
        Transformer.load(tmp_path)
    monkeypatch.setattr(scoring, "TRANSFORMER", tmp_path / "gone")
    with pytest.raises(ReadingError, match="cannot be read"):
        Model.load()


def test_the_base_is_read_as_it_was_packed(tmp_path: Path) -> None:
    """Sizes, pieces, plain tables, and tables of 4 bits in blocks of 32."""
    words = "<s>ab"
    low_high = bytes([0x19] * 16)  # 9 - 8 = 1 in the first half of the block, 1 - 8 = -7 in the second
    head = (
        b"E5S1"
        + struct.pack("<I7ifi", 1, 384, 12, 6, 1536, 2, 512, 1, 1e-12, 32)
        + struct.pack("<5iQ", 2, 0, 1, 2, 3, len(words))
    )
    head += struct.pack("<3I2f", 0, 3, 5, -1.0, -2.5) + words.encode() + struct.pack("<iI", 1, 9) + b"\0" * 9
    listed = 4 + 2 * (2 + 1 + 1 + 4 + 16)
    at = len(head) + listed
    head += (
        struct.pack("<i", 2)
        + struct.pack("<H1sBIQQ", 1, b"a", 0, 2, at, 8)
        + struct.pack("<H1sBIQQ", 1, b"b", 1, 32, at + 8, 18)
    )
    file = tmp_path / "base.bin"
    file.write_bytes(head + struct.pack("<2f", 1.5, -2.0) + struct.pack("<e", 0.5) + low_high)
    found = base.read(file)
    assert (found.width, found.layers, found.heads, found.inner) == (384, 12, 6, 1536)
    assert (found.pieces, found.chances) == (["<s>", "ab"], [-1.0, -2.5])
    assert found.tables["a"].tolist() == [1.5, -2.0]
    assert np.array_equal(found.tables["b"], [0.5] * 16 + [-3.5] * 16)
    file.write_bytes(b"something else")
    with pytest.raises(ValueError, match="holds no transformer"):
        base.read(file)


def test_no_more_pieces_are_looked_at_than_it_learned_from(transformer: Transformer) -> None:
    """Its table of places ends there: a text of any length is answered."""
    for count in (1, MOST - 2, MOST, 5 * MOST):
        assert np.isfinite(transformer.threat("ja " * count, 0))
