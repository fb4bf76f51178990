"""What every command needs: options, a runtime, and a way to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from flows.runtime import Runtime

WRONG, MISUSED = 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]
By = Annotated[str, typer.Option("--by", help="Your name, for the journal.")]


@contextmanager
def a_runtime() -> Iterator[Runtime]:
    """The runtime of this machine's settings."""
    from flows.runtime import open_runtime
    from flows.settings import load

    runtime = open_runtime(load())
    try:
        yield runtime
    finally:
        runtime.database.dispose()


def show(value: Any, *, as_json: bool) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print for a person, or for a machine."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) if as_json else value)


def fail(text: str, code: int) -> NoReturn:
    """One line on stderr, and the end."""
    typer.echo(f"weerbaar: {text}", err=True)
    sys.exit(code)


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
