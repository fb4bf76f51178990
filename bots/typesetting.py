"""Pages that the desk prints: a layout from `bots/layouts` and data in, an accessible PDF out.

All text goes in as data and never as markup. Locking one with a password is `bots.pdf.lock`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bots.pdf import PdfFailed

#: What our typeface has no sign for, or what is no sign: shown by its number, so that nothing is lost.
_UNSHOWN = re.compile(
    "[^\\n\\t\\x20-\\x7e\\xa0-\\xac\\xae-\\u024f\\u0300-\\u036f\\u0386-\\u03ce\\u0400-\\u045f\\u2010-\\u2015\\u2018-\\u201e"
    "\\u2020-\\u2022\\u2026\\u2030\\u2039\\u203a\\u20ac\\u2122]"
)
_FOLDER = Path(__file__).parent / "layouts"


def typeset(layout: str, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """A page by the name of its layout. The same input gives the same bytes. Raises PdfFailed."""
    import typst  # noqa: PLC0415 - alarms leave from the same processes, and must not lean on it

    try:
        made = typst.compile(
            _FOLDER / f"{layout}.typ",
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(_shown(data), ensure_ascii=False)},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=made_at.replace(microsecond=0),  # a PDF counts whole seconds
        )
    except (typst.TypstError, ValueError) as error:
        raise PdfFailed(f"de bladzijden van {layout} kunnen niet worden opgemaakt") from error
    return bytes(made)


def _shown(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """The same, with every sign that cannot be printed as its number: [U+1F642]."""
    if isinstance(value, str):
        return _UNSHOWN.sub(lambda match: f"[U+{ord(match[0]):04X}]", value.replace("\r\n", "\n"))
    if isinstance(value, Mapping):
        return {key: _shown(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value
