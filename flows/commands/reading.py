"""`weerbaar read`: what the desk makes of messages, as JSON lines. A dry run: nothing is stored, nothing is sent."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, NoReturn, TextIO

from bots.mail import arrival_of, plain_message, read_mail
from casework.assessment import Assessment, Fields
from casework.errors import Refusal
from casework.messages import Channel, Message, PartKind
from casework.triage import VERIFY, Known, triage
from nlp.classifier import Classifier
from nlp.form.redaction import covered

_OTHER_PARTS = (PartKind.QUOTED, PartKind.FORWARDED, PartKind.SIGNATURE, PartKind.ATTACHMENT)

_STDIN = Path("-")

#: The fields of an input line, besides id: all may be null or absent.
_TEXTS = ("subject", "sender_name", "sender_email", "body")

#: What a line calls its message; the answer gives it back as it was.
Identifier = str | int | float
#: Gives the message of one line or file. Raises BadLine.
Source = Callable[[], tuple[Identifier, Message]]


class BadLine(Refusal):
    """A line that is no message, or cannot be answered; the text says why, without a word of the message."""


def read_files(
    files: Sequence[Path],
    *,
    jsonl: bool,
    out: TextIO,
    complain: Callable[[str], None],
    reader: Classifier,
    own_addresses: frozenset[str],
) -> int:
    """Read files (`-` is stdin) and write a JSON line for each message. Returns the exit code: 2 after bad input.

    `own_addresses` are the desk's, in lower case: what quotes them is a reply.
    """
    bad = False
    for place, source in _inputs(files, own_addresses, jsonl=jsonl):
        try:
            answer = _answer(reader, source, out.encoding or "utf-8")
        except BadLine as error:
            bad = True
            complain(f"{place}: {error}")
        else:
            out.write(answer + "\n")
    out.flush()
    return 2 if bad else 0


def message_of(line: str, own_addresses: frozenset[str] = frozenset()) -> tuple[Identifier, Message]:
    """The id and message of one JSON line. Raises BadLine."""
    try:
        fields = json.loads(line, parse_constant=_no_number)
    except ValueError as error:
        raise BadLine(f"no JSON ({error})") from None
    if not isinstance(fields, dict) or not _is_identifier(fields.get("id")):
        raise BadLine("no object with an id")
    wrong = [name for name in _TEXTS if not isinstance(fields.get(name), str | None)]
    if wrong:
        raise BadLine(f"{wrong[0]} is neither text nor null")
    return fields["id"], _message(fields, own_addresses)


def as_json(identifier: Identifier, message: Message, assessment: Assessment) -> dict[str, Any]:
    """One output line of the contract, without BSN and IBAN. What cannot be read asks for a human."""
    verdict = triage(message, assessment, Known())
    fields = assessment.fields
    evidence = [{"part": item.part.value, "text": item.text, "rule": item.rule} for item in assessment.evidence]
    evidence += [{"part": "new", "text": "", "rule": f"niet te lezen: {why}"} for why in message.unreadable]
    evidence += [{"part": "new", "text": "", "rule": f"{VERIFY}: {why}"} for why in message.doubts]
    answer = {
        "subject": message.subject,
        "from_email": message.sender.email,
        "from_name": message.sender.name,
        "language": assessment.language,
        "new_text": message.new_text,
        "other_parts": [{"part": p.kind.value, "text": p.text} for p in message.parts if p.kind in _OTHER_PARTS],
        "attachments": [file.name for file in message.attachments],
        "automatic": message.automatic.value if message.automatic else None,
        "in_reply_to": message.in_reply_to,
        "alarm": verdict.alarm.value,
        "route": assessment.route.value,
        "also": [route.value for route in assessment.also],
        "intent": assessment.intent.value if assessment.intent else None,
        "score": round(assessment.score, 4),
        "evidence": evidence,
        "fields": fields_json(fields),
        "spans": [{"field": one.field, "part": one.part.value, "text": one.text} for one in assessment.places],
    }
    return {"id": identifier, **covered(answer)}


def fields_json(fields: Fields) -> dict[str, Any]:
    """The fields, for `weerbaar read` and `weerbaar chat` alike."""
    return {
        "sender_kind": fields.sender_kind.value,
        "function": fields.function.value if fields.function else None,
        "person": fields.person,
        "organisation": fields.organisation,
        "phone": fields.phone,
        "address": asdict(fields.address) if fields.address else None,
        "moving": fields.moving,
        "pkvw": fields.pkvw,
        "domains": list(fields.domains),
        "themes": list(fields.themes),
        "availability": list(fields.availability),
    }


def _answer(reader: Classifier, source: Source, encoding: str) -> str:
    """The output line of one message. Raises BadLine, whatever goes wrong."""
    try:
        identifier, message = source()
        return _dumped(as_json(identifier, message, reader.assess(message)), encoding)
    except BadLine:
        raise
    except Exception as error:  # noqa: BLE001 - the door of one line: the others are answered; its text may quote a mail
        raise BadLine(f"cannot be answered ({type(error).__name__})") from None


def _dumped(answer: dict[str, Any], encoding: str) -> str:
    """JSON as people read it; escaped where the output cannot hold a character (half a surrogate pair in an id)."""
    line = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(answer)
    return line


def _inputs(files: Sequence[Path], own_addresses: frozenset[str], *, jsonl: bool) -> Iterator[tuple[str, Source]]:
    """Where each message stands, for people, and how to get it."""
    for file in files:
        if jsonl:
            yield from _lines_of(file, own_addresses)
        else:
            yield str(file), partial(_mail_of, file, own_addresses)


def _lines_of(file: Path, own_addresses: frozenset[str]) -> Iterator[tuple[str, Source]]:
    """The lines of a file that are not blank; a file that cannot be read (further) says so in its turn."""
    try:
        with _opened(file) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{file}, line {number}", partial(message_of, line, own_addresses)
    except OSError as error:
        yield str(file), partial(_refuse, error)


def _opened(file: Path) -> IO[str]:
    """The file as utf-8, whatever the terminal speaks; Windows programs put a byte order mark in front."""
    if file == _STDIN:
        return open(0, encoding="utf-8-sig", errors="replace", closefd=False)
    return file.open(encoding="utf-8-sig", errors="replace")


def _mail_of(file: Path, own_addresses: frozenset[str]) -> tuple[Identifier, Message]:
    try:
        raw = sys.stdin.buffer.read() if file == _STDIN else file.read_bytes()
    except OSError as error:
        return _refuse(error)
    now = datetime.now(UTC)
    return file.name, read_mail(raw, received_at=arrival_of(raw, now) or now, own_addresses=own_addresses)


def _refuse(error: OSError) -> NoReturn:
    raise BadLine(f"cannot be read ({error.strerror or type(error).__name__})") from None


def _no_number(name: str) -> NoReturn:
    """NaN and Infinity, which Python reads, are no JSON (RFC 8259, section 6)."""
    raise ValueError(f"{name} is no number")


def _is_identifier(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _message(fields: dict[str, Any], own_addresses: frozenset[str]) -> Message:
    try:
        channel = Channel(fields.get("channel") or Channel.EMAIL)
    except ValueError:
        raise BadLine("channel is neither email nor chat") from None
    return plain_message(
        channel=channel,
        subject=fields.get("subject"),
        sender_name=fields.get("sender_name"),
        sender_email=fields.get("sender_email"),
        received_at=_received(fields.get("received")),
        body=fields.get("body") or "",
        own_addresses=own_addresses,
    )


def _received(value: object) -> datetime:
    if value is None:
        return datetime.now(UTC)
    try:
        received = datetime.fromisoformat(str(value))
    except ValueError:
        raise BadLine("received is no ISO time") from None
    return received if received.tzinfo else received.replace(tzinfo=UTC)
