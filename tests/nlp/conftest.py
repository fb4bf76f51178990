"""A reader and messages to read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from casework.messages import Channel, Message, Part, PartKind, Sender
from nlp.classifier import Classifier

RECEIVED_AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
Write = Callable[..., Message]


@pytest.fixture(scope="session")
def reader() -> Classifier:
    """The shipped reader, loaded once."""
    return Classifier.load()


@pytest.fixture(scope="session")
def write() -> Write:
    """A message with a body, and whatever else a test says."""

    def message(
        body: str = "",
        *,
        subject: str | None = None,
        name: str | None = None,
        email: str | None = None,
        parts: tuple[Part, ...] = (),
    ) -> Message:
        own = (Part(PartKind.NEW, body),) if body else ()
        return Message(Channel.EMAIL, RECEIVED_AT, Sender(name, email), subject, own + parts)

    return message
