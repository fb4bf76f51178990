"""The reader: a message in, an assessment out.

Phrases decide the floor; the model may only raise. A text that could not be read whole asks for a human.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from casework.assessment import Alarm, Assessment, Evidence, Intent
from casework.messages import Automatic, Message, PartKind
from nlp import language
from nlp.form.fields import is_caribbean, places, read_fields
from nlp.form.fields import prepare as prepare_fields
from nlp.intents import intent_of
from nlp.intents import prepare as prepare_intents
from nlp.linear.scoring import HOME, NOTHING, Model, Scores
from nlp.routing import is_preventive, is_running, routes
from nlp.text import Reading, read_message
from nlp.threat.phrases import Hit, PhraseBook, fingerprint
from nlp.threat.rules import Signal, evidence, scope_of, signals

#: Scores that go with an alarm of the phrases, so that a list ordered by score has the alarms on top.
_FLOOR = {Alarm.NO: 0.0, Alarm.HUMAN: 0.5, Alarm.YES: 0.9}
PHRASES_ONLY = "phrases only"
MODEL_RULE = "model:dreiging"
_NO_MODEL = Evidence(PartKind.NEW, "", "het taalmodel ontbreekt")
_TOO_LONG = Evidence(PartKind.NEW, "", "te lang om geheel te lezen")
#: Who cannot talk asks nothing about a report or an appointment.
_HUSHED = "kan niet praten"
_SEEN = ("image/", "audio/", "video/")
_ONLY_SEEN = "alleen een foto, opname of film"
#: Who sends a picture or a recording with fewer words than this leaves it to us to look.
_FEW_WORDS = 6


class Classifier:
    """Phrases and model together. Safe to use from several threads: nothing is kept between messages."""

    def __init__(self, phrases: PhraseBook, model: Model | None) -> None:
        self._phrases = phrases
        self._model = model
        self.version = _version(model) if model else PHRASES_ONLY

    @classmethod
    def load(cls, model: Path | None = None) -> Classifier:
        """The shipped phrases with the shipped model, or with the model in a folder. Raises ReadingError."""
        language.prepare()  # first: unpacking it takes memory for a moment, which the rest can use afterwards
        prepare_fields()
        prepare_intents()
        return cls(PhraseBook.load(), Model.load(model or HOME))

    @classmethod
    def without_model(cls) -> Classifier:
        """The shipped phrases alone: a human looks at whatever no machine sent. Raises ReadingError."""
        language.prepare()
        prepare_fields()
        return cls(PhraseBook.load(), None)

    def floor(self, message: Message) -> Alarm:
        """What the phrases alone say of a message."""
        reading = read_message(message)
        found = _signals(reading, self._phrases.find(reading.folded))
        return found[0].alarm if found else Alarm.NO

    def assess(self, message: Message) -> Assessment:
        """What a message says: how alarming, where it goes, and what the secretariaat needs to know."""
        return self._assess(message, shallow=False)[0]

    def glance(self, message: Message) -> tuple[Assessment, bool]:
        """The same in a fraction of the time, without the transformer, and True when that is still to be asked.

        Until it is asked a human should look. What the phrases find is an alarm here as well.
        """
        return self._assess(message, shallow=True)

    def _assess(self, message: Message, *, shallow: bool) -> tuple[Assessment, bool]:
        reading = read_message(message)
        hits = self._phrases.find(reading.folded)
        found = _signals(reading, hits)
        unread = self._unread(message, reading)
        floor = _floor(found, unread)
        judged = floor is not Alarm.YES and not _is_notice(message)  # the model changes nothing about the others
        scores = self._model.scores(reading, hits, shallow=shallow or not judged) if self._model else NOTHING
        unfinished = judged and scores.unasked
        alarm = floor.raised_to(Alarm.HUMAN if unfinished else self._opinion(scores, message))
        told = (*evidence(reading, found), *unread)
        if alarm is not floor:
            told = (*self._of_model(reading, scores), *told)
        return _assessment(message, reading, alarm, floor, told, scores), unfinished

    def _unread(self, message: Message, reading: Reading) -> tuple[Evidence, ...]:
        """Why a human has to look, whatever the phrases say."""
        unjudged = self._model is None and not message.automatic
        return (_TOO_LONG,) * reading.shortened + (_NO_MODEL,) * unjudged + _only_seen(message, reading)

    def _opinion(self, scores: Scores, message: Message) -> Alarm:
        """What the model would do; a machine's own notice is left to the phrases."""
        if self._model is None or _is_notice(message):
            return Alarm.NO
        limits = self._model.thresholds
        if scores.threat < limits.human:
            return Alarm.NO
        return Alarm.YES if scores.sure >= limits.yes else Alarm.HUMAN

    def _of_model(self, reading: Reading, scores: Scores) -> tuple[Evidence, ...]:
        """The sentence because of which the model raised the alarm, and the words in it that weighed most."""
        if self._model is None or scores.worst is None:
            return ()
        near = list(_sentences_near(reading, scores.worst.start))
        start, end = near[self._model.telling([reading.folded[slice(*one)] for one in near])]
        words = " ".join(reading.text[start:end].split())[:300]
        rule = f"{MODEL_RULE} ({', '.join(self._model.because(reading.folded[start:end]))})"
        return (Evidence(reading.kind_at(start), words, rule),)


def _is_notice(message: Message) -> bool:
    """A machine's own words: that a mail came back, or that it was received."""
    return message.automatic in (Automatic.BOUNCE, Automatic.RECEIPT)


def _sentences_near(reading: Reading, place: int) -> Iterator[tuple[int, int]]:
    """Where the sentence at a place and its neighbours begin and end, those that say anything."""
    number = reading.sentence_at(place)
    for one in range(max(0, number - 1), min(number + 2, len(reading.ends))):
        start = reading.ends[one - 1] if one else 0
        said = reading.kind_at(start) is not PartKind.FILENAME and reading.text[start : reading.ends[one]].strip()
        if one == number or said:
            yield start, reading.ends[one]


def _signals(reading: Reading, hits: list[Hit]) -> list[Signal]:
    return signals(reading, hits, scope_of(reading, preventive=is_preventive(reading.folded)))


def _only_seen(message: Message, reading: Reading) -> tuple[Evidence, ...]:
    """A picture, recording or film that nothing was said about; a logo inside the text is none."""
    if message.unreadable or len(reading.of(PartKind.NEW).split()) >= _FEW_WORDS:
        return ()  # what cannot be read goes to a human anyhow
    seen = [
        file for file in message.attachments if file.media_type.startswith(_SEEN) and not (file.read or file.inline)
    ]
    return tuple(Evidence(PartKind.FILENAME, file.name, _ONLY_SEEN) for file in seen[:1])


def _version(model: Model) -> str:
    return hashlib.sha256(f"{fingerprint()}{model.digest}{model.thresholds}".encode()).hexdigest()[:12]


def _floor(found: list[Signal], unread: tuple[Evidence, ...]) -> Alarm:
    highest = found[0].alarm if found else Alarm.NO
    return highest.raised_to(Alarm.HUMAN) if unread else highest


def _assessment(
    message: Message, reading: Reading, alarm: Alarm, floor: Alarm, told: tuple[Evidence, ...], scores: Scores
) -> Assessment:
    route, also = routes(message, reading.folded, scores.routes, alarm, scores.threat)
    caribbean = is_caribbean(message, reading)
    found = read_fields(message, reading, caribbean=caribbean)
    hushed = any(item.rule.startswith(_HUSHED) for item in told)
    running = is_running(route, also, scores.routes) and not hushed
    own = reading.of(PartKind.SUBJECT, PartKind.NEW)
    return Assessment(
        alarm=alarm,
        route=route,
        score=round(max(scores.threat, _FLOOR[floor]), 4),
        language=language.language_of(own),
        also=also,
        intent=_intent(reading, scores, len(found.fields.availability)) if running else None,
        evidence=told,
        fields=found.fields,
        caribbean=caribbean,
        places=places(found, reading),
    )


def _intent(reading: Reading, scores: Scores, offered: int) -> Intent | None:
    return intent_of(reading.folded_of(PartKind.SUBJECT, PartKind.NEW), scores.intents, offered)
