"""Mails to measure with: the same bytes for the same seed, in the mix that a desk gets. Not for judging the reader.

The texts are those of the hand-written examples that teach the reader: nineteen in twenty ordinary, the rest doubtful.
0.8 to about 40 kB, one in five with an attachment, three character sets, plain, HTML and both, replies with history.
"""

from __future__ import annotations

import random
from email.message import EmailMessage
from functools import cache

from casework.assessment import Alarm
from nlp import corpus
from nlp.corpus import Row

_CHARSETS = ("utf-8", "utf-8", "iso-8859-1", "windows-1252")
_WITH_ATTACHMENT, _HTML, _HISTORY, _AUTOMATIC = 0.2, 0.4, 0.3, 0.03
#: How many are about nothing alarming, as a writer would see it.
_ORDINARY = 0.95


def mail(number: int, seed: int = 1) -> bytes:
    """Mail `number` of series `seed`; its token `K<seed>-<number>` stands in subject and file name."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - repeatable, not secret
    token = f"K{seed}-{number:06d}"
    message = EmailMessage()
    message["From"] = f"Melder {number} <melder{number}@gemeente{number % 340}.example>"
    message["To"] = "wvb@example.test"
    row = _row(chance)
    message["Subject"] = f"{_one_line(row.message.subject)} {token}".strip()
    message["Date"] = f"Mon, 02 Nov 2026 {chance.randrange(24):02d}:{chance.randrange(60):02d}:00 +0100"
    message["Message-ID"] = f"<{token}@bench.example>"
    if chance.random() < _AUTOMATIC:
        message["Auto-Submitted"] = "auto-replied"
    _fill(message, row, chance, token)
    return message.as_bytes()


def mails(count: int, seed: int = 1, first: int = 0) -> list[bytes]:
    """`count` mails of a series."""
    return [mail(number, seed) for number in range(first, first + count)]


def _fill(message: EmailMessage, row: Row, chance: random.Random, token: str) -> None:
    text = _text(row, chance)
    charset = _charset(text, chance)
    message.set_content(text, charset=charset)
    if chance.random() < _HTML:
        paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
        message.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html", charset=charset)
    if chance.random() < _WITH_ATTACHMENT:
        body = chance.randbytes(chance.randrange(1_000, 25_000))
        message.add_attachment(body, maintype="application", subtype="octet-stream", filename=f"bijlage {token}.bin")


def _text(row: Row, chance: random.Random) -> str:
    text = f"{_body(row)}\n"
    if chance.random() < _HISTORY:
        quoted = "\n".join(f"> {line}" for line in _body(_row(chance, ordinary=True)).splitlines())
        text += f"\n\nOp ma 2 nov 2026 om 10:00 schreef Desk <wvb@example.test>:\n{quoted}\n"
    return text


def _body(row: Row) -> str:
    return "\n\n".join(part.text for part in row.message.parts)


def _row(chance: random.Random, *, ordinary: bool = False) -> Row:
    calm, doubtful = _examples()
    return chance.choice(calm if ordinary or chance.random() < _ORDINARY else doubtful)


@cache
def _examples() -> tuple[list[Row], list[Row]]:
    """The ordinary examples, and the others."""
    rows = corpus.load(corpus.TRAIN)
    return [row for row in rows if row.alarm is Alarm.NO], [row for row in rows if row.alarm is not Alarm.NO]


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _charset(text: str, chance: random.Random) -> str:
    """One of the usual ones in which the text can be written."""
    chosen = chance.choice(_CHARSETS)
    try:
        text.encode(chosen)
    except UnicodeEncodeError:
        return "utf-8"
    return chosen
