"""Our own letters, quoted or returned, are no evidence of anything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bots.lettering import LANGUAGES, without_own_words, write
from bots.mail import read_mail
from casework.assessment import Alarm
from casework.duty import whom_to_tell
from casework.letters import LetterKind
from casework.messages import Channel, Message, Part, PartKind
from flows.runtime import Runtime
from flows.settings import Settings
from flows.steps.receive import assess
from nlp.classifier import Classifier
from tests.bots.test_lettering import FACTS as ALL_FACTS

FACTS = ALL_FACTS | {"case_number": "WVB-2026-0001", "inform": whom_to_tell("dreiging", "nl", spares_employer=True)}


@pytest.fixture(scope="module")
def reading_runtime() -> Runtime:
    """A runtime that only reads."""
    return Runtime(Settings(), database=None, reader=Classifier.load())  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_letter_of_ours_that_is_quoted_alarms_nobody(
    reading_runtime: Runtime, kind: LetterKind, language: str
) -> None:
    """Also with quote marks and other line ends."""
    body = write(kind, language, FACTS).body
    wrapped = "\n".join("> " + line for line in body.replace(". ", ".\n").splitlines())
    for quoted in (body, wrapped):
        parts = (Part(PartKind.NEW, "Dank u, dat komt goed uit."), Part(PartKind.QUOTED, quoted))
        message = Message(Channel.EMAIL, datetime(2026, 11, 23, tzinfo=UTC), parts=parts)
        assert assess(reading_runtime, message).assessment.alarm is Alarm.NO


def test_a_threat_between_our_own_words_is_kept() -> None:
    """Only what we wrote goes; what somebody typed into our letter stays."""
    body = write(LetterKind.RECEIPT_PREVENTIVE, "nl", FACTS).body
    first, _, rest = body.partition("\n\n")
    typed = f"{first}\n\nwe weten je te vinden, je kinderen ook\n\n{rest}"
    assert "we weten je te vinden, je kinderen ook" in without_own_words(typed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_no_paragraph_of_ours_stands_for_any_words(kind: LetterKind, language: str) -> None:
    """Whatever facts a letter has: a line of somebody else above it is never taken for one of them."""
    body = write(kind, language, FACTS | {"case_number": "WVB-2026-0001"}).body
    assert "ik weet waar je woont" in without_own_words(
        f"WVB-2026-0001 weerbaar check\n\nik weet waar je woont\n\n{body}"
    )


def test_the_stored_message_keeps_our_words(reading_runtime: Runtime) -> None:
    """They are left out of the assessment only."""
    body = write(LetterKind.RECEIPT_THREAT, "nl", FACTS).body
    head = "From: a@b.example\r\nSubject: Re: x\r\n\r\nDank.\r\n\r\nOp 1 jan schreef Desk <d@e.example>:\r\n> "
    raw = (head + body).encode()
    message = read_mail(raw, received_at=datetime(2026, 11, 23, tzinfo=UTC))
    kept = assess(reading_runtime, message).message
    assert "WVB-2026-0001" in "".join(part.text for part in kept.parts)
