"""How well dialogues go, of which people wrote down what should come out. Plays each as `weerbaar chat --jsonl` does.

A line has, beside id, lang, started and turns: `channel` (web or telegram), `alarm_turn` (the turn, counted from 1, at
which a threat shows, or null), and `expected`: alarm, route, intent, `fields` with what is needed, `completed`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casework.assessment import Alarm
from casework.conversation import Need
from flows.commands.chatting import SCOPES, BadDialogue, Facts, Played, as_json, lines_of, parse, play
from flows.steps.hearing import Reader
from nlp.chat.who.bodies import whole_body
from nlp.form.functions import functions_in
from nlp.text import fold

_ASKED_FIELDS = {
    Need.PHONE: "phone",
    Need.FUNCTION: "function",
    Need.ORGANISATION: "organisation",
    Need.PERSON: "person",
}
_DIGITS_THAT_TELL = 8
_NUMBER_FIRST = ("Bel 112", "Bel 911", "Call 112", "Call 911")


@dataclass(frozen=True, slots=True)
class Expected:
    """What should come out of a dialogue."""

    channel: str
    alarm_turn: int | None
    alarm: str
    route: str
    intent: str | None
    fields: Mapping[str, Any]
    completed: bool


@dataclass(slots=True)
class Tally:
    """Right out of all, and which were wrong."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, *, right: bool) -> None:
        """Count one."""
        if right:
            self.right += 1
        else:
            self.wrong.append(name)

    @property
    def all(self) -> int:
        """How many were counted."""
        return self.right + len(self.wrong)

    def text(self) -> str:
        """`57/60 = 95.0 %`."""
        return f"{self.right}/{self.all} = {100 * self.right / self.all:.1f} %" if self.all else "0"


#: What is counted, in the words of the table.
COUNTED = (
    "all needed fields right, of completed dialogues",
    "never asked for what was said",
    "threats: alarm at the turn where it shows",
    "threats: at least a look at that turn",
    "threats: the reply of that turn begins with the number",
    "no threat: no alarm",
    "calm: not even a look",
    "confirmed as expected",
    "route",
    "intent",
)


def measure(files: Iterable[Path], reader: Reader, facts: Facts) -> tuple[dict[str, Tally], list[str]]:
    """The figures of labelled dialogues, and a line about each that went wrong. Raises BadDialogue."""
    tallies = {name: Tally() for name in COUNTED}
    for file in files:
        for number, line in enumerate(lines_of(file), 1):
            if line.strip():
                try:
                    _count(line, reader, facts, tallies)
                except BadDialogue as error:
                    raise BadDialogue(f"{file}, line {number}: {error}") from None
    wrong = [f"{name}: {', '.join(tally.wrong)}" for name, tally in tallies.items() if tally.wrong]
    return tallies, wrong


def dialogue_files(places: Iterable[Path]) -> list[Path]:
    """The files themselves, and those in folders."""
    return [file for place in places for file in ([place] if place.is_file() else sorted(place.rglob("*.jsonl")))]


def _count(line: str, reader: Reader, facts: Facts, tallies: dict[str, Tally]) -> None:
    dialogue, expected = parse(line), _expected(json.loads(line))
    played = play(reader, dialogue, SCOPES.get(expected.channel, SCOPES["web"]), facts)
    for counted, right in _findings(played, as_json(played), expected):
        tallies[counted].add(str(played.dialogue.id), right=right)


def _expected(data: Mapping[str, Any]) -> Expected:
    told = data.get("expected")
    if not isinstance(told, dict) or not {"alarm", "route"} <= set(told):
        raise BadDialogue("expected does not say what alarm and route should be")
    return Expected(
        data.get("channel", "web"),
        data.get("alarm_turn"),
        told["alarm"],
        told["route"],
        told.get("intent"),
        told.get("fields", {}),
        bool(told.get("completed")),
    )


def _findings(played: Played, answer: Mapping[str, Any], expected: Expected) -> Iterator[tuple[str, bool]]:
    (fields, twice, at_once, looked, number, no_alarm, calm, confirmed, route, intent) = COUNTED
    if expected.completed:
        yield fields, not wrong_fields(answer["fields"], expected.fields)
    yield twice, not asked_though_said(played, expected.fields)
    if expected.alarm_turn is not None and expected.alarm == "yes":
        place = min(expected.alarm_turn, len(played.states)) - 1
        yield at_once, played.states[place].alarm is Alarm.YES
        yield looked, played.states[place].alarm is not Alarm.NO
        yield number, played.replies[place][0].startswith(_NUMBER_FIRST)
    if expected.alarm != "yes":
        yield no_alarm, answer["alarm"] != "yes"
    if expected.alarm == "no":
        yield calm, answer["alarm"] == "no"
    yield confirmed, answer["confirmed"] == expected.completed
    yield route, answer["route"] == expected.route
    if expected.intent is not None:
        yield intent, answer["intent"] == expected.intent


def wrong_fields(found: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    """The names of needed fields that are not as expected. Names of people and places may differ in letter case."""
    return [name for name, value in expected.items() if value is not None and not _same(name, found.get(name), value)]


#: What stands before the name of a body; an author may have left it out ("Flevoland" for "Provincie Flevoland").
_KIND = re.compile(r"^(?:provincie|waterschap|hoogheemraadschap|wetterskip)\s+(?:van\s+)?")
#: An author may have written it before a name that officially has none ("gemeente Urk" for "Urk").
_BEFORE = re.compile(r"^(?:gemeente|openbaar lichaam|public entity)\s+(?:van\s+)?")


#: What an author wrote where the person does not know: nothing may stand there.
_UNKNOWN = "unknown"


def _same(name: str, found: object, expected: object) -> bool:
    if expected == _UNKNOWN:
        return found is None
    if isinstance(found, str) and isinstance(expected, str):
        return _same_body(found, expected) if name == "organisation" else fold(found) == fold(expected)
    if isinstance(found, list) and isinstance(expected, list):
        return sorted(map(_local, found)) == sorted(map(_local, expected))
    if isinstance(found, dict) and isinstance(expected, dict):  # authors left out what was not said
        return _parts(found) == _parts(expected)
    return found == expected


def _parts(address: Mapping[str, object]) -> dict[str, str]:
    return {key: fold(str(one)) for key, one in address.items() if one}


def _same_body(found: str, expected: str) -> bool:
    """The same body, whatever the author wrote before its name, and by whichever of its names ("Den Haag")."""
    said = fold(expected)
    if fold(found) in (_BEFORE.sub("", said), fold(whole_body(expected) or expected)):
        return True
    return not _KIND.match(said) and _KIND.sub("", fold(found)) == said


def _local(moment: object) -> str:
    """A moment without its offset: authors wrote the time of the place."""
    return str(moment)[: len("2026-02-03T10:15")]


def asked_though_said(played: Played, expected: Mapping[str, Any]) -> list[str]:
    """The fields for which was asked after the person had said them."""
    found = []
    for place, state in enumerate(played.states):
        name = _ASKED_FIELDS.get(state.asked) if state.asked else None
        if name and expected.get(name) and _was_said(name, expected[name], played.dialogue.turns[: place + 1]):
            found.append(name)
    return found


def _was_said(name: str, value: object, turns: tuple[str, ...]) -> bool:
    said = fold(" ".join(turns))
    text = fold(str(value))
    if name == "phone":
        return text[-_DIGITS_THAT_TELL:] in "".join(char for char in said if char.isdigit())
    if name == "function":
        return value in {one.value for one in functions_in(said)}
    return text in said
