"""What the phrases together mean: named rules, each with its reason. Pure.

Two laws. A means with a target, hostility nearby, a completed attack or "I am being threatened" is an alarm; family,
school, address or being followed asks for a human (signal grid: target, means, closeness, time, form, history).
And: negation, the past, a hypothesis or the news lowers an alarm to a human look, never to nothing. Only the themes of
the service itself (burglary, arson as a subject of advice) and plain denials ("no concrete threat") are no signal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casework.assessment import Alarm, Evidence
from casework.messages import PartKind
from nlp.phrases import Hit, Strength
from nlp.text import Reading

#: Negation works on what follows within this many characters of the same sentence (about five words).
_REACH = 32
_LONGEST_EVIDENCE = 200
_MOST_EVIDENCE = 8

_DENIAL = "geen dreiging"
_OWN = "eigen woorden"
_NEGATION = "ontkenning"
_DANGER = "nu gevaar"
_NEWS = "nieuws of training"
_LOWERING = ("vroeger", "stel dat", _NEWS)
#: The threatener's own words: "niet" in "als je niet opstapt" or "komt niet veilig thuis" denies nothing.
_STEADY = frozenset({"verkapte dreiging", "uitgesproken dreiging", "ultimatum met datum", _DANGER})
_ALARMS = {Strength.YES: Alarm.YES, Strength.HUMAN: Alarm.HUMAN, Strength.THEME: Alarm.HUMAN}


@dataclass(frozen=True, slots=True)
class Together:
    """A rule over words in one sentence: of each of `sections` one word."""

    name: str
    alarm: Alarm
    sections: tuple[frozenset[str], ...]
    theme: bool = False


def _together(name: str, alarm: Alarm, *sections: str, theme: bool = False) -> Together:
    return Together(name, alarm, tuple(frozenset(section.split("|")) for section in sections), theme)


TOGETHER = (
    _together("middel + doelwit", Alarm.YES, "middel", "doelwit"),
    _together("geweld + doelwit", Alarm.YES, "geweld", "doelwit"),
    _together("nabij + vijandig", Alarm.YES, "nabij", "vijandig"),
    _together("bij de deur nu", Alarm.YES, "nabij", "aanwezig", "nu"),
    _together("ultimatum met datum", Alarm.YES, "ultimatum", "straks", "gevolg", "doelwit"),
    _together("middel of geweld genoemd", Alarm.HUMAN, "middel|geweld", theme=True),
    _together("zacht middel + doelwit + kort geleden", Alarm.HUMAN, "zacht middel", "doelwit", "kort geleden"),
    _together("ultimatum", Alarm.HUMAN, "ultimatum", "gevolg", "straks|doelwit"),
    _together("belediging + vage hint", Alarm.HUMAN, "belediging", "vage hint"),
    _together("belediging + doelwit", Alarm.HUMAN, "belediging", "doelwit"),
)


@dataclass(frozen=True, slots=True)
class Signal:
    """A reason for an alarm: how high, by which rule, and where in the text. `theme`: only a word of the service."""

    alarm: Alarm
    rule: str
    start: int
    end: int
    theme: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What kind of message this is. `preventive`: a theme word is no signal. `bare_forward`: sent on without a word."""

    preventive: bool = False
    bare_forward: bool = False


#: Somebody who sends a mail on with fewer words than this leaves it to us to see why.
_FEW_WORDS = 25


def scope_of(reading: Reading, *, preventive: bool) -> Scope:
    """What kind of message a reading is."""
    forwarded = len(reading.of(PartKind.FORWARDED).split()) > 0
    own = len(reading.of(PartKind.NEW).split())
    return Scope(preventive, bare_forward=forwarded and own < _FEW_WORDS and not preventive)


def signals(reading: Reading, hits: Iterable[Hit], scope: Scope) -> list[Signal]:
    """Every signal that remains after own words, denials and lowering cues have had their say, highest first."""
    everything = list(hits)
    per_sentence = _per_sentence(reading, _without_own_words(everything))
    found = [signal for sentence in per_sentence.values() for signal in _of_sentence(sentence)]
    if scope.bare_forward:
        start = reading.starts[reading.kinds.index(PartKind.FORWARDED)]
        found.append(Signal(Alarm.HUMAN, "doorgestuurd zonder uitleg", start, start + 80))
    innocent = scope.preventive or any(hit.name in (_NEWS, _DENIAL, "stel dat") for hit in everything)
    told = any(hit.name == _NEWS for hit in everything)
    kept = [_as_news(signal) if told else signal for signal in found if not (signal.theme and innocent)]
    return sorted(kept, key=lambda signal: (-signal.alarm.rank, signal.start, -signal.end))


def evidence(reading: Reading, found: Iterable[Signal]) -> tuple[Evidence, ...]:
    """The words behind signals: one per rule, in the order given."""
    unique = {signal.rule: signal for signal in reversed(list(found))}
    chosen = list(reversed(unique.values()))[:_MOST_EVIDENCE]
    return tuple(Evidence(reading.kind_at(one.start), _quote(reading, one), one.rule) for one in chosen)


def _quote(reading: Reading, signal: Signal) -> str:
    words = reading.text[signal.start : signal.end]
    return " ".join(words.split())[:_LONGEST_EVIDENCE]


def _per_sentence(reading: Reading, hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    sentences: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        sentences[reading.sentence_at(hit.start)].append(hit)
    return sentences


def _without_own_words(hits: list[Hit]) -> list[Hit]:
    own = [hit for hit in hits if hit.name == _OWN]
    denials = [hit for hit in hits if hit.name == _DENIAL]
    return [hit for hit in hits if not (_inside(hit, own) or _denied(hit, denials))]


def _inside(hit: Hit, own: list[Hit]) -> bool:
    return hit.name != _OWN and any(one.start <= hit.start and hit.end <= one.end for one in own)


def _denied(hit: Hit, denials: list[Hit]) -> bool:
    """True for a signal that ends in the denied word itself: in "ben nooit bedreigd" nothing else is said."""
    if hit.name in (_DENIAL, _NEGATION):
        return False
    return any(one.start < hit.end <= one.end for one in denials)


def _of_sentence(hits: list[Hit]) -> list[Signal]:
    return [_lowered(signal, hits) for signal in (*_alone(hits), *_combined(hits))]


def _alone(hits: list[Hit]) -> list[Signal]:
    return [
        Signal(_ALARMS[hit.strength], hit.name, hit.start, hit.end, theme=hit.strength is Strength.THEME)
        for hit in hits
        if hit.strength is not Strength.WORDS
    ]


def _combined(hits: list[Hit]) -> list[Signal]:
    names: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.strength is Strength.WORDS:
            names[hit.name].append(hit)
    fitting = [rule for rule in TOGETHER if not any(map(names.keys().isdisjoint, rule.sections))]
    return [_match(rule, names) for rule in fitting]


def _match(rule: Together, names: Mapping[str, list[Hit]]) -> Signal:
    """The rule over the first word of each of its sections."""
    chosen = [next(hit for name in sorted(section) for hit in names.get(name, ())) for section in rule.sections]
    start, end = min(hit.start for hit in chosen), max(hit.end for hit in chosen)
    return Signal(rule.alarm, rule.name, start, end, rule.theme)


def _lowered(signal: Signal, hits: list[Hit]) -> Signal:
    if signal.alarm is not Alarm.YES or not any(_lowers(hit, signal) for hit in hits):
        return signal
    return Signal(Alarm.HUMAN, f"{signal.rule}, afgezwakt", signal.start, signal.end)


def _as_news(signal: Signal) -> Signal:
    """In a message about the news or a training a human looks; danger now stays an alarm."""
    if signal.alarm is not Alarm.YES or signal.rule == _DANGER:
        return signal
    return Signal(Alarm.HUMAN, f"{signal.rule}, in nieuws of training", signal.start, signal.end)


def _lowers(hit: Hit, signal: Signal) -> bool:
    if hit.name == _NEGATION:
        close = 0 <= signal.start - hit.end <= _REACH or signal.start < hit.start < hit.end < signal.end
        return close and signal.rule not in _STEADY
    return hit.name in _LOWERING and not (signal.start <= hit.start and hit.end <= signal.end)
