"""Pages that the desk prints: a layout from `bots/layouts` and data in, an accessible PDF out.

All text goes in as data and never as markup. Locking one with a password is `bots.pdf.lock`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bots.pdf import PdfFailed

_FOLDER = Path(__file__).parent / "layouts"


def typeset(layout: str, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """A page by the name of its layout. The same input gives the same bytes. Raises PdfFailed."""
    import typst  # noqa: PLC0415 - alarms leave from the same processes, and must not lean on it

    try:
        made = typst.compile(
            _FOLDER / f"{layout}.typ",
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=made_at,
        )
    except typst.TypstError as error:
        raise PdfFailed(f"de bladzijden van {layout} kunnen niet worden opgemaakt") from error
    return bytes(made)
