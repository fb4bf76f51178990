"""`weerbaar eval`: how well messages of which people wrote down the answers are read, by the same door as `read`."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from bots.mail import plain_message
from casework.assessment import Assessment
from casework.errors import SettingsError
from casework.messages import Message
from casework.triage import Known, triage
from nlp import corpus
from nlp.classifier import Classifier
from nlp.corpus import Row
from nlp.measuring.charts import percent
from nlp.measuring.field_figures import Found
from nlp.measuring.figures import Judged, Report, Share, gathered, report, silent
from nlp.measuring.gate import load as load_limits
from nlp.measuring.page import FIELD_NAMES, GROUP_NAMES, HIGH, LOW, NAMES, page

_WELL, _BELOW, _MISUSED = 0, 1, 2

_TEXTS = ("id", "author", "lang", "stratum", "body")

Complain = Callable[[str], None]


class Other(Protocol):
    """A reader to compare ours with."""

    @property
    def version(self) -> str:
        """Its name, for people."""

    @property
    def untold(self) -> frozenset[str]:
        """The shares of what it says nothing about: they are shown as nothing, not as wrong."""

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        """What it makes of rows."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to tell the figures, and whether to hold them against the gate. `html` is the file of the page.

    `own_addresses` are the desk's, in lower case, as for `weerbaar read`.
    """

    now: datetime
    as_json: bool = False
    html: Path | None = None
    gate: bool = False
    own_addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Labelled:
    """The rows of labelled files, and whether any line or file was bad."""

    name: str
    rows: tuple[Row, ...]
    bad: bool


def labelled(paths: Sequence[Path], complain: Complain, own_addresses: frozenset[str] = frozenset()) -> Labelled:
    """Read files in the format of `nlp.corpus`; a folder stands for its *.jsonl. Bad lines are named and left out."""
    rows: list[Row] = []
    complaints: list[str] = []
    for place, line in _lines(paths, complaints):
        try:
            rows.append(_row(line.decode("utf-8"), own_addresses))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            complaints.append(f"{place}: no labelled message ({_what(error)})")
    for one in complaints:
        complain(one)
    if not rows:
        raise SettingsError("there is no labelled message in what was given")
    return Labelled(", ".join(path.name for path in paths), tuple(rows), bool(complaints))


def _lines(paths: Sequence[Path], complaints: list[str]) -> Iterator[tuple[str, bytes]]:
    """Where each line that is not blank stands, and the line."""
    for file in (file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])):
        try:
            raw = file.read_bytes().removeprefix(BOM_UTF8)
        except OSError as error:
            complaints.append(f"{file}: cannot be read ({_why(error)})")
            continue
        for number, line in enumerate(raw.split(b"\n"), 1):
            if line.strip():
                yield f"{file}, line {number}", line


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _what(error: Exception) -> str:
    """Which part is missing, or what is wrong: never a word of the message."""
    if isinstance(error, KeyError):
        return f"without {error.args[0]!r}"
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    return "no JSON" if isinstance(error, json.JSONDecodeError) else "a value is not what it should be"


def _row(line: str, own_addresses: frozenset[str]) -> Row:
    """A line as a row whose message is split in parts by the same door that mail comes through."""
    data: dict[str, Any] = json.loads(line)
    row = corpus.row(data)
    if not all(isinstance(data[name], str) for name in _TEXTS) or not _is_table(row.fields, row.fields.get("address")):
        raise TypeError
    message = plain_message(
        channel=row.message.channel,
        subject=row.message.subject,
        sender_name=row.message.sender.name,
        sender_email=row.message.sender.email,
        received_at=_aware(row.message.received_at),
        body=data["body"],
        own_addresses=own_addresses,
    )
    return replace(row, message=message)


def _is_table(*values: object) -> bool:
    return all(value is None or isinstance(value, dict) for value in values)


def _aware(moment: datetime) -> datetime:
    """As in `weerbaar read`: a time without zone is in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def judged(reader: Classifier, rows: Sequence[Row]) -> list[Judged]:
    """What the desk makes of rows: its alarm is that of the verdict, as in `weerbaar read`."""
    return [(row, _desk(row.message, reader.assess(row.message))) for row in rows]


def _desk(message: Message, assessment: Assessment) -> Assessment:
    return replace(assessment, alarm=triage(message, assessment, Known()).alarm)


def evaluate(
    paths: Sequence[Path],
    *,
    reader: Classifier,
    others: Sequence[Other],
    options: Options,
    say: Complain,
    complain: Complain,
) -> int:
    """Measure, tell, and write the page. Returns the exit code: 2 after bad input, 1 below the gate.

    Raises SettingsError when there is nothing to measure.
    """
    found = labelled(paths, complain, options.own_addresses)
    ours = report(judged(reader, found.rows), reader.version)
    compared = [(other.version, _figures(other, found.rows)) for other in others]
    gate, aims = load_limits()
    if options.html is not None:
        _write(options.html, page(found.name, ours, aims, compared, options.now))
    say(_json(ours, compared) if options.as_json else _text(ours, compared))
    broken = gate.broken(ours) if options.gate else []
    for line in broken:
        complain(f"below the gate: {line}")
    if found.bad:
        return _MISUSED
    return _BELOW if broken else _WELL


def _figures(other: Other, rows: Sequence[Row]) -> Report:
    return silent(report(other.judge(rows), other.version), other.untold)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written ({_why(error)})") from None


def _json(ours: Report, compared: Sequence[tuple[str, Report]]) -> str:
    others = {name: {"shares": one.as_json()["shares"]} for name, one in compared}
    return json.dumps(ours.as_json() | ({"compared": others} if others else {}), ensure_ascii=False, indent=2)


def _text(ours: Report, compared: Sequence[tuple[str, Report]]) -> str:
    blocks = [f"{ours.rows} berichten, lezer {ours.version}", _lines_of(ours.shares), _fields(ours)]
    blocks += [_confusion(name, ours.confusion[name]) for name in ours.confusion]
    blocks += [_groups(GROUP_NAMES[by], gathered(groups)) for by, groups in ours.groups.items() if len(groups) > 1]
    blocks.append(_reliability(ours))
    blocks += [f"Ter vergelijking: {name}\n{_lines_of(one.shares)}" for name, one in compared]
    blocks += [f"gemist: {', '.join(one.id for one in ours.missed) or '-'}"]
    blocks += [f"vals alarm: {', '.join(one.id for one in ours.false_alarms) or '-'}"]
    return "\n\n".join(blocks)


def _lines_of(shares: dict[str, Share]) -> str:
    return "\n".join(f"  {NAMES[name]:<30} {_told(shares[name])}" for name in (*HIGH, *LOW) if shares[name].of)


def _told(share: Share) -> str:
    if not share.of:
        return f"{'-':>25}"
    low, high = share.interval
    return f"{f'{share.hits}/{share.of}':>10} {percent(share.share):>7} ({percent(low)} tot {percent(high)})"


def _fields(ours: Report) -> str:
    found = {name: one for name, one in ours.fields.items() if one.present}
    rows = [f"  {FIELD_NAMES[name]:<16}{_field(one)}" for name, one in found.items()]
    return "\n".join([f"  {'veld':<16}{'klopt':>9}{'gevonden':>10}{'F1':>8}{'n':>7}", *rows])


def _field(one: Found) -> str:
    return f"{percent(one.precision):>9}{percent(one.recall):>10}{percent(one.f1):>8}{one.present:>7}"


def _confusion(name: str, table: dict[str, dict[str, int]]) -> str:
    wide = max(map(len, table)) + 2
    head = f"  {name:<{wide}}" + "".join(f"{told:>{wide}}" for told in table)
    rows = [
        f"  {right:<{wide}}" + "".join(f"{count:>{wide}}" for count in told.values()) for right, told in table.items()
    ]
    return "\n".join([head, *rows])


def _groups(title: str, groups: dict[str, dict[str, Share]]) -> str:
    wide = max(map(len, groups)) + 2
    head = f"{title}\n  {'':<{wide}}" + "".join(
        f"{name:>12}" for name in ("n", "gezien", "alarm", "twijfel", "vals", "voor niets", "route")
    )
    return "\n".join([head, *(f"  {name:<{wide}}{_group(shares)}" for name, shares in groups.items())])


def _group(shares: dict[str, Share]) -> str:
    calm = [
        Share(
            shares[f"{kind}_ordinary"].hits + shares[f"{kind}_hard"].hits,
            shares[f"{kind}_ordinary"].of + shares[f"{kind}_hard"].of,
        )
        for kind in ("false_alarms", "needless_looks")
    ]
    chosen = [
        shares["threats_caught"],
        shares["threats_alarmed"],
        shares["doubtful_seen"],
        *calm,
        shares["route_right"],
    ]
    cells = [f"{share.hits}/{share.of}" if share.of else "-" for share in chosen]
    return f"{shares['route_right'].of:>12}" + "".join(f"{cell:>12}" for cell in cells)


def _reliability(ours: Report) -> str:
    rows = [
        f"  {one.start:.1f} tot {one.end:.1f} {percent(one.mean):>9} {_told(one.threats)}" for one in ours.reliability
    ]
    return "\n".join(
        [
            f"Score en werkelijkheid (Brier {ours.brier:.4f})",
            f"  {'score':<10} {'gemiddeld':>9} {'dreiging':>10}",
            *rows,
        ]
    )
