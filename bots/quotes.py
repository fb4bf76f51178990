"""Which lines of a mail are the sender's own new words, and which are quoted, forwarded or a signature.

Every line ends up in some part: nothing is dropped, because a threat often stands in what is quoted or forwarded.
When in doubt a line is new. One pass over the lines; what opens a quote is known to bots.quote_marks, what a signature
looks like to bots.signatures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bots.inline_answers import announces_answers
from bots.quote_marks import (
    LOOKED_AT,
    addresses,
    header,
    introduction,
    is_marked,
    level,
    mark,
    may_open,
    next_text,
    unshared,
)
from bots.quoted_runs import quoted_lines
from bots.signatures import Signatures, is_device_line
from casework.messages import Part, PartKind

#: Lines after this one are new as they stand.
MOST_LINES = 20_000

#: So many lines of one mail are looked at as the beginning of a quote; an ordinary mail has a few dozen candidates.
_MOST_LOOKS = 1_000


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one kind up to `stop`; up to `head` they are what introduces a quote."""

    stop: int
    kind: PartKind
    head: int = 0


def split(
    text: str, *, own_addresses: frozenset[str] = frozenset(), is_reply: bool = False, is_forward: bool = False
) -> list[Part]:
    """`text` in labelled parts, in order; together they hold every line that is not blank.

    `own_addresses` in lower case: a block with headers that quotes one of them is a reply to us, not a forward.
    `is_reply`: the mail answers another (In-Reply-To and a subject with Re or Antw). `is_forward`: its subject says
    that it sends another on.
    """
    lines = unshared(text)
    labels = _Reader(lines[:MOST_LINES], own_addresses, is_reply=is_reply, is_forward=is_forward).labels()
    labels += [PartKind.NEW] * (len(lines) - len(labels))
    return list(_joined(zip(labels, lines, strict=True)))


def _joined(labelled: Iterable[tuple[PartKind, str]]) -> Iterable[Part]:
    for kind, group in groupby(labelled, key=lambda item: item[0]):
        text = "\n".join(line for _label, line in group).strip("\n")
        if text.strip():
            yield Part(kind, text)


class _Reader:
    """One pass over the lines of one mail."""

    def __init__(self, lines: list[str], own_addresses: frozenset[str], *, is_reply: bool, is_forward: bool) -> None:
        self._lines = lines
        self._own_addresses = own_addresses
        self._is_reply = is_reply
        self._is_forward = is_forward
        self._begins = next_text(lines, 0)
        self._signatures = Signatures(lines, self._opens_quote)
        self._looks_left = _MOST_LOOKS

    def labels(self) -> list[PartKind]:
        """What each line is."""
        labels: list[PartKind] = []
        quoted = False
        while (at := len(labels)) < len(self._lines):
            block = self._block(at)
            if block is None:
                labels.append(PartKind.NEW)
                continue
            first, quoted = not quoted, quoted or bool(block.head)
            if block.head and first and self._answers_within(at):
                labels += self._with_answers(at, block)
            else:
                labels += [block.kind] * (max(block.stop, at + 1) - at)
        return _blank_lines_follow(self._lines, labels)

    def _block(self, at: int) -> _Block | None:
        """The block that begins at line `at`; None when that line is blank or new."""
        line = self._lines[at][:LOOKED_AT]
        if not line or line.isspace():
            return None
        if found := self._quote(at, line):
            return found
        stop = self._signature(at, line)
        return _Block(stop, PartKind.SIGNATURE) if stop else None

    def _quote(self, at: int, line: str) -> _Block | None:
        if not may_open(line):
            return None
        if is_marked(line):
            return self._marked(at, line)
        self._looks_left -= 1
        if self._looks_left < 0:
            return None
        return self._introduced(at) or self._mailed(at, line)

    def _marked(self, at: int, line: str) -> _Block:
        """Marked lines; GroupWise introduces an unmarked quote by `>>> Name 2-6-2025 10:00 >>>`."""
        intro = introduction(self._lines, at) if line.startswith(">>>") and line.rstrip().endswith(" >>>") else None
        if intro is not None:
            return _Block(self._after_mark(intro.stop), PartKind.QUOTED, intro.stop)
        return _Block(quoted_lines(self._lines, at), PartKind.QUOTED)

    def _introduced(self, at: int) -> _Block | None:
        intro = introduction(self._lines, at)
        if intro is None:
            return None
        stop = self._after_introduction(intro.stop, certain=intro.certain or self._is_reply)
        return _Block(stop, PartKind.QUOTED, intro.stop) if stop else None

    def _mailed(self, at: int, line: str) -> _Block | None:
        """A mail put in with a mark, a block of header fields, or both."""
        found = mark(line)
        if found is PartKind.FORWARDED:
            return _Block(self._after_mark(at + 1), found, at + 1)
        passed_on = self._is_forward or at > self._begins
        fields = header(self._lines, at, marked=found is not None, passed_on=passed_on)
        if fields is not None:
            return _Block(len(self._lines), self._reply_or_forward(fields.sender), fields.stop)
        return _Block(self._after_mark(at + 1), self._reply_or_forward(""), at + 1) if found else None

    def _reply_or_forward(self, sender: str) -> PartKind:
        """Outlook writes replies and forwards alike: it is a reply when it quotes us, or when the mail says so."""
        is_reply = self._is_reply or bool(addresses(sender) & self._own_addresses)
        return PartKind.QUOTED if is_reply else PartKind.FORWARDED

    def _after_introduction(self, at: int, *, certain: bool) -> int | None:
        """Where the quote ends: after the marked lines, or at the end of the mail when they are not marked."""
        following = next_text(self._lines, at)
        if following < len(self._lines) and is_marked(self._lines[following]):
            return quoted_lines(self._lines, following)
        return len(self._lines) if certain else None

    def _after_mark(self, at: int) -> int:
        """After a forward mark: up to the end of the marked lines, or to the end of the mail."""
        return self._after_introduction(at, certain=True) or len(self._lines)

    def _signature(self, at: int, line: str) -> int | None:
        """The line after the signature that begins at line `at`, or None when none does."""
        if self._signatures.opens(at):
            return self._signatures.end(at)
        if is_device_line(line):
            return at + 1 if self._ends_message(at + 1) or self._stands_alone(at) else None
        if at == 0 or not self._lines[at - 1].strip():
            stop = self._signatures.end_of_disclaimer(at)
            return stop if stop and self._ends_message(stop) else None
        return None

    def _ends_message(self, at: int) -> bool:
        """True when nothing but a quote, or nothing at all, follows."""
        following = next_text(self._lines, at)
        return following >= len(self._lines) or self._opens_quote(following)

    def _opens_quote(self, at: int) -> bool:
        return self._quote(at, self._lines[at][:LOOKED_AT]) is not None

    def _stands_alone(self, at: int) -> bool:
        """Blank lines above and below."""
        neighbours = (self._lines[number] for number in (at - 1, at + 1) if 0 <= number < len(self._lines))
        return not any(line.strip() for line in neighbours)

    def _answers_within(self, at: int) -> bool:
        return announces_answers("\n".join(self._lines[:at]))

    def _with_answers(self, at: int, block: _Block) -> list[PartKind]:
        """A quote with the person's own words in it that nothing tells apart: all of its first level is new.

        When unmarked lines stand between marked ones they are the answers, and the marked lines are but a quote.
        """
        head = [block.kind] * (block.head - at)
        following = next_text(self._lines, block.head)
        if following >= len(self._lines) or not is_marked(self._lines[following]):
            return head
        if next_text(self._lines, block.stop) < len(self._lines):
            return [block.kind] * (block.stop - at)
        return head + [_level_kind(line) for line in self._lines[block.head : block.stop]]


def _level_kind(line: str) -> PartKind:
    return PartKind.QUOTED if level(line) > 1 else PartKind.NEW


def _blank_lines_follow(lines: list[str], labels: list[PartKind]) -> list[PartKind]:
    """A blank line belongs to the text above it."""
    for at in range(1, len(labels)):
        if not lines[at].strip():
            labels[at] = labels[at - 1]
    return labels
