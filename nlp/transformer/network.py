"""The network: how likely an excerpt of a message tells of a threat (log odds).

Twelve layers of a transformer in 8 bits, run by ONNX Runtime on one core: some 11 ms for 40 pieces of words, 31 ms for
128. It is made by ``nlp.learning.transformer``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    NoModel,
    NoSuchFile,
)

from nlp.transformer.pieces import Pieces, excerpt

HOME = Path(__file__).parent / "weights"
FILE = "network.onnx"
#: Pieces of words that it looks at together.
MOST = 126
_BROKEN = (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoModel, NoSuchFile)


class Transformer:
    """The network with its pieces. Safe to use from several threads."""

    def __init__(self, session: onnxruntime.InferenceSession, pieces: Pieces) -> None:
        self._session = session
        self._pieces = pieces

    @classmethod
    def load(cls, home: Path = HOME) -> Transformer:
        """The network in a folder. Raises OSError, ValueError or KeyError when it is not there or broken."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        file = home / FILE
        pieces = Pieces.load(home)
        try:
            session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        except _BROKEN as error:
            raise ValueError(f"{file} is no network: {error}") from error
        return cls(session, pieces)

    def threat(self, text: str, place: int) -> float:
        """How likely a text holds a threat (log odds): the beginning of it, or what stands around a place in it."""
        first = excerpt(self._pieces, text, 0, MOST)
        other = excerpt(self._pieces, text, place, MOST)
        return max(map(self._score, [first] if first == other else [first, other]))

    def _score(self, numbers: list[int]) -> float:
        (threat,) = self._session.run(["threat"], {"pieces": np.array([numbers], dtype="int64")})
        return float(threat[0])


@cache
def shared(home: Path = HOME) -> Transformer:
    """The network in a folder, read once for all readers of this process. Raises as `Transformer.load` does."""
    return Transformer.load(home)
