"""Mails made to keep the reader busy are read within a second, and none of their lines is lost."""

import time
from datetime import UTC, datetime

import pytest

from bots.mail import read_mail
from casework.messages import Automatic, PartKind

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HEAD = b"From: x@y.example\nSubject: Re: x\nMessage-ID: <1@y.example>\nIn-Reply-To: <2@y.example>\n"
#: Of processor time. The promise is one second; the rest is room for a slow machine.
MOST_SECONDS = 3.0

HOSTILE = {
    "20,000 fields": "Van: a\n" * 20_000,
    "20,000 pairs of fields": "Van: a@b.example\nVerzonden: x\n" * 10_000,
    "one line of 5 MB": "Op a a a " * 600_000,
    "one line of 5 MB of marks": ">" * 5_000_000,
    "5,000 levels": "\n".join(">" * level + " x" for level in range(1, 5_000)),
    "folded introductions": "Op maandag 2 juni\n\n" * 10_000,
    "small print that never ends": "vertrouwelijk geadresseerde aansprakelijk onterecht\n\n" * 10_000 + "Ik ben er.",
    "closings": "Groet,\nJan\n" * 10_000,
    "dashes above telephone numbers": "-----\nT 06-12345678\n" * 10_000,
    "telephone lines": "Verstuurd vanaf mijn iPhone\n\n> x\n" * 6_000,
    "rules": "________________\n" * 20_000,
    "broken lines": ("> " + "woorden " * 9 + "\nstaart\n") * 10_000,
    "announced answers": "mijn antwoord in rood " * 40_000 + "\nOp 2-6-2026 10:00 schreef X <x@y.example>:\nx",
    "introductions behind words": ("x On 1 " * 80 + "wrote:\n") * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_time(name: str) -> None:
    """Whatever is repeated."""
    began = time.process_time()
    message = read_mail(HEAD + b"\n" + HOSTILE[name].encode(), received_at=NOW)
    assert time.process_time() - began < MOST_SECONDS
    assert message.parts


@pytest.mark.parametrize(
    "page",
    ["<div>" * 50_000 + "x", "<blockquote>" * 50_000 + "x", "<" * 2_000_000 + "x", "<hr>Van: a<br>" * 20_000],
    ids=["blocks", "quotes", "brackets", "rules"],
)
def test_hostile_pages_are_read_in_time(page: str) -> None:
    """However deep."""
    began = time.process_time()
    message = read_mail(HEAD + b"Content-Type: text/html\n\n" + page.encode(), received_at=NOW)
    assert time.process_time() - began < MOST_SECONDS
    assert message.parts


def test_a_threat_that_a_machine_passed_on_keeps_its_words() -> None:
    """A machine made the mail, a person made the threat."""
    raw = HEAD + b"Auto-Submitted: auto-generated\n\nDoorgestuurd formulier\n\n> Wij weten je te vinden.\n"
    message = read_mail(raw, received_at=NOW)
    assert message.automatic is Automatic.AUTO_REPLY
    assert [(part.kind, part.text) for part in message.parts] == [
        (PartKind.NEW, "Doorgestuurd formulier"),
        (PartKind.QUOTED, "> Wij weten je te vinden."),
    ]
