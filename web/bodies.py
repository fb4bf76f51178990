"""What was posted, within bounds: a longer or broken body is an empty one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

#: Longest form without a file (bytes), and how many fields it may have.
_LONGEST = 500_000
_MOST_FIELDS = 60
_TOO_LARGE = 413


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent: its bytes, and the name it had there."""

    name: str
    body: bytes


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form, as typed. Raises HTTPException (413) for a body that is no form of ours."""
    body = await _body(request, _LONGEST)
    try:
        pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return dict(pairs)


async def upload_of(request: Request, field: str, most: int) -> tuple[dict[str, str], Upload | None]:
    """The fields of a form with a file, and the file; None when there is none of at most `most` bytes."""
    body = await _body(request, most + _LONGEST)
    try:
        parsed = await MultiPartParser(request.headers, _again(body), max_files=1, max_fields=_MOST_FIELDS).parse()
    except (MultiPartException, FormParserError, ValueError, KeyError):
        return {}, None
    typed = {name: value for name, value in parsed.multi_items() if isinstance(value, str)}
    file = parsed.get(field)
    content = await file.read() if isinstance(file, UploadFile) else b""
    await parsed.close()
    name = file.filename if isinstance(file, UploadFile) else None
    return typed, Upload(name or "", content) if 0 < len(content) <= most else None


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(_TOO_LARGE)
    return bytes(body)


async def _again(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
