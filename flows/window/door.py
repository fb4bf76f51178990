"""The door of a Prefect run: what goes wrong inside leaves it as a bare name.

Prefect keeps the text of an error, and the texts of the errors behind it, and shows them to everyone. An error may
quote a mail or a form, so only its kind may pass.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from casework.errors import WeerbaarError, WindowError
from flows.runtime import Runtime, open_runtime
from flows.settings import load

log = logging.getLogger("weerbaar.door")


class RunFailed(WindowError):
    """Something went wrong inside a run; the text is the kind of error, nothing else."""


@contextmanager
def door() -> Iterator[Runtime]:
    """The runtime for one run of a flow. Raises RunFailed, whatever goes wrong inside."""
    try:
        runtime = open_runtime(load())
        try:
            yield runtime
        finally:
            runtime.database.dispose()
    except Exception as error:  # noqa: BLE001 - the named door of one flow run: see the top of this file
        kind = f"{type(error).__name__}: {error}" if _is_speakable(error) else type(error).__name__
        raise RunFailed(kind) from None


def _is_speakable(error: Exception) -> bool:
    """Our own errors about settings and the window carry no personal data."""
    return isinstance(error, WeerbaarError) and type(error).__name__ in {"SettingsError", "WindowError", "Refused"}
