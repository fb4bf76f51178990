"""A folder where advisers put reports: `WVB-2026-0042.json` or `WVB-2026-0042.pdf`.

What is taken in is removed from the folder. What is refused stays, as `….geweigerd`, with the reason beside it.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

from bots.pdf import PdfFailed
from casework.findings import ReportWrong
from flows.runtime import Runtime, log
from flows.steps import report_case
from flows.steps.reports import ReportRefused

#: Seconds a file must lie still: somebody may be writing it.
STILL_FOR = 5.0
LARGEST = 50_000_000
_NAME = re.compile(r"(WVB-\d{4}-\d{4,})\.(json|pdf)", re.IGNORECASE)
_MEASURES = "-maatregelen.pdf"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: the version it is now, or why it was refused."""

    case: str
    version: int | None
    reason: str | None = None


def take_in(runtime: Runtime) -> list[Taken]:
    """Take in what lies in the folder; does nothing when none is set."""
    folder = runtime.settings.report.inbox
    if folder is None or not folder.is_dir():
        return []
    found = [(path, match) for path in sorted(folder.iterdir()) if (match := _NAME.fullmatch(path.name))]
    return [_take(runtime, path, match[1].upper(), match[2].lower()) for path, match in found if _lies_still(path)]


def _take(runtime: Runtime, path: Path, number: str, source: str) -> Taken:
    listed = path.with_name(path.stem + _MEASURES)
    try:
        body, measures = _read(path), _read(listed) if listed.is_file() else None
        version = report_case.add(
            runtime,
            number,
            body,
            source=source,
            by=f"map ({_owner(path)})",
            now=runtime.clock(),
            measures=measures,
            signed=False,
        )
    except (ReportWrong, PdfFailed, ReportRefused) as refusal:
        return _refuse(path, number, str(refusal))
    except OSError as error:
        log.warning("the report folder: %s cannot be read (%s)", number, type(error).__name__)
        return Taken(number, None, "het bestand kan niet worden gelezen")
    for taken in (path, listed):
        taken.unlink(missing_ok=True)
    log.info("report of %s taken in as version %s", number, version)
    return Taken(number, version)


def _refuse(path: Path, number: str, why: str) -> Taken:
    """Beside the others, under another name: it is looked at once."""
    path.replace(path.with_name(path.name + ".geweigerd"))
    path.with_name(path.name + ".reden.txt").write_text(f"Niet opgenomen: {why}.\n", encoding="utf-8")
    log.warning("a report of %s in the folder was refused", number)
    return Taken(number, None, why)


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise ReportRefused("het bestand is te groot")
    return path.read_bytes()


def _lies_still(path: Path) -> bool:
    try:
        return path.is_file() and not path.is_symlink() and time.time() - path.stat().st_mtime >= STILL_FOR
    except OSError:
        return False


def _owner(path: Path) -> str:
    """Who put it there, as far as the system knows."""
    try:
        return path.owner()
    except (KeyError, OSError):
        return "onbekend"
