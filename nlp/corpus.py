"""The hand-written examples: lines of JSON with a message and what a reader should make of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from casework.assessment import Alarm, Route
from casework.messages import Channel, Message, Part, PartKind, Sender

ASSETS = Path(__file__).parent / "project" / "assets"
TRAIN = ASSETS / "train"
TUNE = ASSETS / "tune"
TEST = ASSETS / "test"

_FORWARD = re.compile(
    r"(?im)^[ >*-]*(?:-{3,}.*(?:doorgestuurd|forwarded|oorspronkelijk|original).*|"
    r"begin doorgestuurd.*)$"
)
_ANSWERED = re.compile(
    r"(?im)^(?:Van|From): .*\n(?:.*\n){0,2}?(?:Verzonden|Sent|Datum|Date|Aan|To): .*$|"
    r"^Op .{5,80} schreef .*:\s*$"
)


@dataclass(frozen=True, slots=True)
class Row:
    """An example: the message and the right answers. `fields` is as in the file.

    `kern` are the words in it that decide about the alarm, or that only look as if they did; None when not noted. Two
    rows with the same `pair` differ in one clause, which changes the answer.
    """

    id: str
    author: str
    message: Message
    alarm: Alarm
    route: Route
    also: tuple[Route, ...]
    intent: str | None
    language: str
    stratum: str
    fields: dict[str, Any]
    kern: str | None = None
    pair: str | None = None


def load(folder: Path) -> list[Row]:
    """All rows of the *.jsonl files in a folder, in order of file and line."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row(json.loads(line)) for line in lines if line.strip()]


def digest(folder: Path) -> str:
    """SHA-256 over the *.jsonl files in a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def row(data: dict[str, Any]) -> Row:
    """One line of a file as a Row. Raises KeyError or ValueError when it is not one."""
    return Row(
        id=data["id"],
        author=data["author"],
        message=_message(data),
        alarm=Alarm(data["alarm"]),
        route=Route(data["route"]),
        also=tuple(Route(one) for one in data.get("also") or ()),
        intent=data.get("intent"),
        language=data["lang"],
        stratum=data["stratum"],
        fields=data.get("fields") or {},
        kern=data.get("kern"),
        pair=data.get("pair"),
    )


def _message(data: dict[str, Any]) -> Message:
    return Message(
        channel=Channel(data["channel"]),
        received_at=datetime.fromisoformat(data["received"]),
        sender=Sender(data.get("sender_name"), data.get("sender_email")),
        subject=data.get("subject"),
        parts=tuple(parts(data["body"])),
    )


def parts(body: str) -> Iterable[Part]:
    """A body cut where a forward or an answered mail begins; enough for examples."""
    starts = [(found.start(), kind) for kind, found in _cuts(body) if found]
    if not starts:
        return [Part(PartKind.NEW, body)]
    place, kind = min(starts)
    pieces = [Part(PartKind.NEW, body[:place]), Part(kind, body[place:])]
    return [piece for piece in pieces if piece.text.strip()]


def _cuts(body: str) -> list[tuple[PartKind, re.Match[str] | None]]:
    return [(PartKind.FORWARDED, _FORWARD.search(body)), (PartKind.QUOTED, _ANSWERED.search(body))]
