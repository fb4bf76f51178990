"""Messages and assessments survive the way to JSON and back."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.assessment import Address, Assessment, Evidence, Fields
from casework.errors import StorageError
from casework.messages import Attachment, Message, Part, Sender
from storage.codec import (
    dump_assessment,
    dump_fields,
    dump_message,
    load_assessment,
    load_fields,
    load_message,
)
from tests.builders import a_message, an_assessment

#: Any text that Python can hold, lone surrogates included: broken mail has them.
_texts = st.text(st.characters(), max_size=20)
_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_times = st.datetimes(timezones=_zones)


def _tuples(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=3).map(tuple)


_fields = st.builds(
    Fields,
    person=st.none() | _texts,
    organisation=st.none() | _texts,
    phone=st.none() | _texts,
    address=st.none() | st.builds(Address, st.none() | _texts, st.none() | _texts, st.none() | _texts),
    domains=_tuples(_texts),
    themes=_tuples(_texts),
    availability=_tuples(_texts),
)
_messages = st.builds(
    Message,
    received_at=_times,
    sent_at=st.none() | _times,
    sender=st.builds(Sender, st.none() | _texts, st.none() | _texts),
    subject=st.none() | _texts,
    parts=_tuples(st.builds(Part, text=_texts, name=st.none() | _texts)),
    attachments=_tuples(st.builds(Attachment, _texts, _texts, st.integers(0), _texts, st.booleans(), st.booleans())),
    message_id=st.none() | _texts,
    in_reply_to=st.none() | _texts,
    references=_tuples(_texts),
    recipients=_tuples(_texts),
    reply_to=st.none() | _texts,
    bounced_ids=_tuples(_texts),
    unreadable=_tuples(_texts),
    doubts=_tuples(_texts),
)
_assessments = st.builds(
    Assessment,
    score=st.floats(0, 1),
    language=_texts,
    evidence=_tuples(st.builds(Evidence, text=_texts, rule=_texts)),
    fields=_fields,
)


@settings(max_examples=60)
@given(_messages)
def test_a_message_comes_back_equal(message: Message) -> None:
    """Whatever is in it."""
    assert load_message(dump_message(message)) == message


@settings(max_examples=60)
@given(_assessments)
def test_an_assessment_comes_back_equal(assessment: Assessment) -> None:
    """Whatever is in it."""
    assert load_assessment(dump_assessment(assessment)) == assessment


@settings(max_examples=60)
@given(_fields)
def test_fields_come_back_equal(fields: Fields) -> None:
    """Whatever is in them."""
    assert load_fields(dump_fields(fields)) == fields


def test_the_text_is_plain_ascii() -> None:
    """So it can be encoded whatever a mail held."""
    assert dump_message(a_message("café \udcff")).isascii()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"channel": "pigeon", "received_at": "2026-01-01T00:00:00+00:00"}'])
def test_other_text_is_refused(text: str) -> None:
    """As an error of the room."""
    for load in (load_message, load_assessment):
        with pytest.raises(StorageError):
            load(text)


def test_what_a_later_version_adds_is_ignored() -> None:
    """A column may hold more than we know."""
    longer = dump_assessment(an_assessment()).replace("{", '{"later":1,', 1)
    assert load_assessment(longer) == an_assessment()
