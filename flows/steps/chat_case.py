"""What a conversation by chat is as a message and as a reading, and what its texts may say. Needs no reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bots.speaking import phrase
from casework.assessment import Alarm, Assessment, Route
from casework.conversation import Conversation, Topic
from casework.messages import Channel, Message, Part, PartKind, Sender
from flows.runtime import Runtime

_ROUTES = {
    Topic.PREVENTIVE: Route.PREVENTIVE,
    Topic.THREAT: Route.THREAT,
    Topic.RUNNING: Route.RUNNING_CASE,
}
#: A command of a chat app and nothing else: "/help" is no cry for help.
_COMMAND = re.compile(r"\s*/(?:start|help|status|stop|taal(?:\s+(?:nl|en))?)(?:@\w+)?\s*", re.IGNORECASE)
#: The text that says a case is in progress.
IN_HAND = "status_in_hand"


def as_message(texts: Sequence[str], at: datetime, sender: Sender | None = None) -> Message:
    """Everything a person said in a conversation, as one message: a part for each turn, oldest first.

    Commands of a chat app are left out: their words are ours.
    """
    parts = tuple(Part(PartKind.NEW, text) for text in texts if text.strip() and not _COMMAND.fullmatch(text))
    return Message(Channel.CHAT, at, sender=sender or Sender(), parts=parts)


def settled(state: Conversation, assessment: Assessment) -> Assessment:
    """The reading of a conversation with what the conversation itself found out."""
    route = Route.THREAT if state.alarm is Alarm.YES else _route(state, assessment)
    also = tuple(one for one in assessment.also if one is not route and state.topic is not None)
    running = state.topic is Topic.RUNNING or Route.RUNNING_CASE in (route, *also)
    return replace(
        assessment,
        alarm=assessment.alarm.raised_to(state.alarm),
        route=route,
        also=also,
        intent=(state.intent or assessment.intent) if running else None,
        fields=state.fields,
        language=state.language,
        caribbean=state.caribbean,
    )


def facts(runtime: Runtime, language: str, *, caribbean: bool = False) -> dict[str, str]:
    """What any text of the chat may say: the desk's numbers."""
    desk = runtime.settings.desk
    emergency = desk.emergency_caribbean if caribbean else desk.emergency
    return {
        "emergency_number": emergency,
        "police_phone": emergency if caribbean else desk.police_phone,
        "support_phone": desk.support_phone,
        "desk_phone": desk.phone,
        "contact_days": str(runtime.settings.terms.contact_working_days),
        "case_number": "",
        "deadline": "",
        "status": phrase(IN_HAND, language),
    }


def _route(state: Conversation, assessment: Assessment) -> Route:
    if state.topic in _ROUTES and state.topic is not None:
        return _ROUTES[state.topic]
    if state.alarm is Alarm.HUMAN and assessment.route is Route.THREAT:
        return Route.THREAT
    if state.topic is None and assessment.route is not Route.PREVENTIVE:
        return Route.OTHER  # "hoi allemaal": a reader of mails makes too much of it
    if state.topic is Topic.OTHER and assessment.route in (Route.PREVENTIVE, Route.RUNNING_CASE):
        return Route.OTHER
    return assessment.route
