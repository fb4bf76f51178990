"""One turn of a chat from words to replies, without storing anything: the same for a dry run and for a real one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Protocol

from bots.dialogue import Turned, filled_in, turn
from casework.assessment import Alarm, Assessment, Route
from casework.conversation import OTHERS_CARD, Conversation, Heard, Need, Topic, TurnKind
from casework.messages import Message
from casework.registration import own_words
from flows.runtime import log, trace
from flows.steps.chat_case import as_message
from nlp.chat.answers import hear
from nlp.chat.bare import is_at_the_door, is_bare, is_harmless_call, is_shrug
from nlp.chat.requests import asks_only_of_us
from nlp.chat.told import is_plain
from nlp.chat.who.bodies import is_home_alone
from nlp.chat.who.names import is_likely
from nlp.chat.worries import worry_of
from nlp.classifier import MODEL_RULE


class Reader(Protocol):
    """Reads a message."""

    def assess(self, message: Message) -> Assessment:
        """What it says."""


#: In a chat the person is here and can be called at once: from this chance on a doubt counts as a threat. Chosen on the
#: chats of the tune examples (279): 37 more of 116 threats at once, for 11 more of 137 calm ones, most of those hard.
_LIKELY = 0.45
#: So many characters of what was said before are read again with a turn, the newest; all of it was judged when it came.
_READ_AGAIN = 40_000
#: What a doubt of the phrases alone has as its score; it says nothing of a chance.
_FLOOR = 0.5
#: A conversation is read anew with each turn, so that a faint doubt comes sooner or later: behind the first turn one of
#: the model alone counts from this chance on, in what is new by itself from the second.
_FIRM, _FIRM_ALONE = 0.15, 0.2
#: From this chance on a turn by itself counts also where it answers a question: "iemand staat voor Kerkweg 10 in Ede".
_PLAIN_ENOUGH = 0.3
#: What counts when a turn could not be assessed: a person looks.
_DOUBT = Assessment(Alarm.HUMAN, Route.OTHER, 1.0)
_SILENT = Assessment(Alarm.NO, Route.OTHER, 0.0)


def take_turn(
    reader: Reader,
    state: Conversation,
    earlier: Sequence[str],
    text: str,
    at: datetime,
    kind: TurnKind = TurnKind.TEXT,
    beside: Sequence[str] = (),
) -> tuple[Turned, Assessment]:
    """Hear a turn and answer it. `earlier` are the person's turns before it: the whole conversation is read.

    Turns that only answer a question (a number, a town, a name, yes) are no evidence of anything and are left out. A
    reader that fails is a reason for a person to look; the conversation goes on.

    `beside` are turns just before this one that get no answer of their own: each is read by itself, so that no threat
    among them is missed, and with the rest.
    """
    if kind is TurnKind.FORM:
        form = _fitting(read_form(reader, text, at), (text,))
        return filled_in(state, Heard(kind=kind, topic=state.topic), form, at), form
    alone = cache(lambda: _by_itself(reader, text, at))
    answer = (is_plain(text) or _is_bare(state, text)) and not _is_told_by_rule(alone())
    answer = answer or (is_at_the_door(text) and state.alarm is Alarm.NO)
    plain = kind is TurnKind.TEXT and (answer or (asks_only_of_us(text) and alone().alarm is not Alarm.YES))
    before = [*earlier, *beside]
    telling = [*_newest(one for one in reversed(before) if not _tells_nothing(one)), *([] if plain else [text])]
    assessment = _assessed(reader, as_message(telling, at))
    if before:
        assessment = _firm(assessment, _FIRM)
    if plain and not beside:  # what was said before it was judged before it
        assessment = replace(assessment, alarm=state.alarm)
    assessment = _fitting(assessment, telling)
    asked = state.expects
    heard = hear(
        text,
        asked,
        at,
        before=before[-1] if before else "",
        language=state.language,
        caribbean=state.caribbean or assessment.caribbean,
        kind=kind,
        offered=state.fields.availability,
    )
    answers = bool(heard.told) or heard.answer is not None
    if before and not plain and (not answers or _is_more(alone())):
        assessment = _raised(assessment, _firm(alone(), _FIRM_ALONE))
    assessment = _worried(assessment, text)
    if plain and is_at_the_door(text) and not is_harmless_call(text):
        assessment = _raised(assessment, _firm_doubt(alone()))
    if text.startswith(OTHERS_CARD) and (state.in_danger or assessment.alarm is Alarm.YES):  # whose number is it?
        heard = replace(heard, fields=replace(heard.fields, phone=None), told=heard.told - {"phone"})
        assessment = replace(assessment, fields=replace(assessment.fields, phone=None))
    for one in beside:
        assessment = _raised(assessment, _alone(reader, one, at))
    running = heard.topic is Topic.RUNNING or asked is Need.QUESTION
    if text.strip() and (running or state.alarm is Alarm.HUMAN):
        doubted = state.alarm is Alarm.HUMAN and not plain
        read = alone().intent if running and state.intent is None else None  # what was said first stays
        by_itself = _firm(alone(), _FIRM_ALONE).alarm
        heard = replace(heard, alarm=by_itself if doubted else Alarm.NO, intent=heard.intent or read)
    return turn(state, heard, assessment, at), assessment


#: Questions to which a word of a place or a shrug tells more than an answer.
_GRAVE = frozenset({Need.SAFE, Need.THREATENED})


def _is_bare(state: Conversation, text: str) -> bool:
    """True for a turn that only answers the open question, whatever the model makes of its few words."""
    return is_bare(text) and (state.asked not in _GRAVE or is_shrug(text))


def _firm_doubt(alone: Assessment) -> Assessment:
    """An alarm of who goes to the door as a doubt: whoever is there may be a caller like any other."""
    return replace(alone, alarm=Alarm.HUMAN, route=Route.OTHER) if alone.alarm is Alarm.YES else alone


def _is_more(alone: Assessment) -> bool:
    """True for a turn that says something by itself, whatever question it answers as well."""
    return alone.alarm is Alarm.YES or alone.score >= _PLAIN_ENOUGH or _is_told_by_rule(alone)


def _tells_nothing(text: str) -> bool:
    only_answers = is_plain(text) or is_bare(text) or is_at_the_door(text)
    return only_answers or asks_only_of_us(text) or text.startswith(OTHERS_CARD)


def read_form(reader: Reader, text: str, at: datetime) -> Assessment:
    """The reading of a registration form, no lower than that of what somebody told there in words of their own."""
    whole = _assessed(reader, as_message([text], at))
    for words in own_words(text):
        whole = _raised(whole, _alone(reader, words, at))
    return whole


def _alone(reader: Reader, words: str, at: datetime) -> Assessment:
    """The reading of these words by themselves; of a bare name or number only what the phrases see in it counts."""
    alone = _by_itself(reader, words, at)
    return alone if not is_plain(words) or _is_told_by_rule(alone) else _SILENT


def _by_itself(reader: Reader, text: str, at: datetime) -> Assessment:
    """The reading of one turn."""
    return _worried(_assessed(reader, as_message([text], at)), text)


def _worried(read: Assessment, text: str) -> Assessment:
    """The reading, no lower than what the words of this turn are by the rules of a conversation."""
    worry = worry_of(text)
    return _raised(read, worry) if worry else read


def _newest(backwards: Iterable[str]) -> list[str]:
    """The newest turns, as many as are read again, oldest first."""
    found: list[str] = []
    room = _READ_AGAIN
    for one in backwards:
        room -= len(one)
        if room < 0 and found:
            break
        found.insert(0, one)
    return found


def _fitting(assessment: Assessment, said: Sequence[str]) -> Assessment:
    """The reading without a name that is none, or a body that is only the town of the home address."""
    fields = assessment.fields
    if fields.person and not is_likely(fields.person):
        fields = replace(fields, person=None)
    if is_home_alone(fields.organisation, fields.address.city if fields.address else None, " ".join(said)):
        fields = replace(fields, organisation=None)
    return replace(assessment, fields=fields)


def _raised(whole: Assessment, alone: Assessment) -> Assessment:
    """The reading of the whole, no lower than that of one piece of it alone: calm words beside it must not hide it."""
    if whole.alarm.raised_to(alone.alarm) is whole.alarm:
        return whole
    route = Route.THREAT if alone.alarm is Alarm.YES else whole.route
    evidence = (*alone.evidence, *whole.evidence)
    return replace(whole, alarm=alone.alarm, route=route, score=max(whole.score, alone.score), evidence=evidence)


def _assessed(reader: Reader, message: Message) -> Assessment:
    if not message.parts:
        return _SILENT
    try:
        return _sharpened(reader.assess(message))
    except Exception as error:  # noqa: BLE001 - the named door of one turn: whatever goes wrong inside, a person looks
        log.error("assessing a turn failed: %s", trace(error))
        return _DOUBT


def _firm(read: Assessment, least: float) -> Assessment:
    """The reading without a doubt that nothing but the model has, and that is fainter than `least`."""
    faint = read.alarm is Alarm.HUMAN and read.score < least
    by_model = bool(read.evidence) and all(one.rule.startswith(MODEL_RULE) for one in read.evidence)
    return replace(read, alarm=Alarm.NO) if faint and by_model else read


def _is_told_by_rule(alone: Assessment) -> bool:
    """The phrases see something in a turn that looks like a name or a number: "Neergeschoten Vandaag"."""
    return alone.alarm is not Alarm.NO and any(not one.rule.startswith(MODEL_RULE) for one in alone.evidence)


def _sharpened(assessment: Assessment) -> Assessment:
    judged = assessment.score > _FLOOR or any(one.rule.startswith(MODEL_RULE) for one in assessment.evidence)
    likely = assessment.alarm is Alarm.HUMAN and judged and assessment.score > _LIKELY
    return replace(assessment, alarm=Alarm.YES, route=Route.THREAT) if likely else assessment
