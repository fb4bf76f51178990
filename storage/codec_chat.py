"""The state of a conversation as JSON and back; what is unknown when read is ignored."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from casework.assessment import Alarm, Intent
from casework.conversation import Conversation, Need, Scope, Topic
from casework.errors import StorageError
from storage.codec import dump, dump_fields, load_fields


def dump_conversation(state: Conversation) -> str:
    """A conversation's state as JSON text."""
    return dump({
        "scope": state.scope.value,
        "language": state.language,
        "topic": state.topic.value if state.topic else None,
        "asked": state.asked.value if state.asked else None,
        "counts": [[need.value, count] for need, count in state.counts],
        "left": sorted(need.value for need in state.left),
        "fields": json.loads(dump_fields(state.fields)),
        "known": sorted(state.known),
        "employer": state.employer,
        "moment_words": state.moment_words,
        "question": state.question,
        "email": state.email,
        "email_proven": state.email_proven,
        "intent": state.intent.value if state.intent else None,
        "safe": state.safe,
        "alarm": state.alarm.value,
        "caribbean": state.caribbean,
        "introduced": state.introduced,
        "confirmed": state.confirmed,
        "mending": state.mending,
        "stopped": state.stopped,
        "wants_human": state.wants_human,
        "closed_off": state.closed_off,
        "proving": state.proving,
        "case": state.case,
        "turns": state.turns,
        "last_at": state.last_at.isoformat() if state.last_at else None,
    })  # fmt: skip


def load_conversation(text: str | bytes) -> Conversation:
    """A conversation's state from JSON text. Raises StorageError."""
    try:
        return _conversation(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError("a stored conversation is not what it should be") from error


def _conversation(data: dict[str, Any]) -> Conversation:
    return Conversation(
        scope=Scope(data["scope"]),
        language=data["language"],
        topic=Topic(data["topic"]) if data["topic"] else None,
        asked=Need(data["asked"]) if data["asked"] else None,
        counts=tuple((Need(need), count) for need, count in data["counts"]),
        left=frozenset(Need(need) for need in data["left"]),
        fields=load_fields(json.dumps(data["fields"])),
        known=frozenset(data["known"]),
        employer=data["employer"],
        moment_words=data.get("moment_words"),
        question=data["question"],
        email=data.get("email"),
        email_proven=data.get("email_proven", False),
        intent=Intent(data["intent"]) if data["intent"] else None,
        safe=data["safe"],
        alarm=Alarm(data["alarm"]),
        caribbean=data["caribbean"],
        introduced=data["introduced"],
        confirmed=data["confirmed"],
        mending=data.get("mending"),
        stopped=data["stopped"],
        wants_human=data["wants_human"],
        closed_off=data["closed_off"],
        proving=data.get("proving", False),
        case=data["case"],
        turns=data["turns"],
        last_at=datetime.fromisoformat(data["last_at"]) if data["last_at"] else None,
    )
