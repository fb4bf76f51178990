"""`weerbaar chat`: the conversation in the terminal, or over JSON lines. A dry run: nothing is stored or sent."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from bots.dialogue import Effect, Turned, opening
from bots.speaking import Reply, render, spoken_language
from casework.assessment import Alarm, Assessment, Route
from casework.conversation import Conversation, Scope
from casework.errors import Refusal
from flows.commands.reading import fields_json
from flows.steps.chat_case import settled
from flows.steps.hearing import Reader, take_turn

#: What each channel may be told.
SCOPES = {"web": Scope.FULL, "telegram": Scope.MINIMAL}
#: What may be written to us; Frisian and Papiamentu are answered in Dutch.
LANGUAGES = ("nl", "en", "fy", "pap")
#: Between two turns of a dry run passes this long.
_PAUSE = timedelta(seconds=40)
#: What the texts may say, by language.
Facts = Mapping[str, Mapping[str, str]]
_STDIN = Path("-")
_NOTHING = Assessment(Alarm.NO, Route.OTHER, 0.0)


class BadDialogue(Refusal):
    """A line that is no dialogue; the text says why, without a word of it."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue to be tried: what the person types, in order."""

    id: str | int
    language: str
    started: datetime
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a dialogue: the replies after each turn, the state after each, and the last reading."""

    dialogue: Dialogue
    replies: tuple[tuple[str, ...], ...]
    states: tuple[Conversation, ...]
    assessment: Assessment

    @property
    def state(self) -> Conversation:
        """As it ended."""
        return self.states[-1] if self.states else Conversation()


def parse(line: str) -> Dialogue:
    """A dialogue from a JSON line. Raises BadDialogue."""
    try:
        data = json.loads(line)
    except ValueError as error:
        raise BadDialogue(f"no JSON ({error})") from None
    if not isinstance(data, dict) or not isinstance(data.get("id"), str | int):
        raise BadDialogue("no object with an id")
    turns = data.get("turns")
    if not isinstance(turns, list) or not all(isinstance(one, str) for one in turns):
        raise BadDialogue("turns is no list of texts")
    language = str(data.get("lang") or "nl")
    if language not in LANGUAGES:
        raise BadDialogue(f"lang is none of {', '.join(LANGUAGES)}")
    return Dialogue(data["id"], language, _started(data.get("started")), tuple(turns))


def play(reader: Reader, dialogue: Dialogue, scope: Scope, facts: Facts) -> Played:
    """Play a dialogue from its first turn to its last."""
    state = Conversation(scope=scope, language=dialogue.language)
    replies: list[tuple[str, ...]] = []
    states: list[Conversation] = []
    assessment = _NOTHING
    begun = 0
    for number, text in enumerate(dialogue.turns):
        at = dialogue.started + number * _PAUSE
        turned, assessment = take_turn(reader, state, dialogue.turns[begun:number], text, at)
        state = turned.state
        if _is_erased(turned):
            state, begun, assessment = _anew(state), number + 1, _NOTHING
        states.append(state)
        spoken = _with_numbers(facts, turned.state)
        replies.append(tuple(reply.text for reply in render(turned.says, state.language, spoken)))
    return Played(dialogue, tuple(replies), tuple(states), assessment)


def _is_erased(turned: Turned) -> bool:
    """True when nothing of the conversation is kept: it is no case, and no threat."""
    kept = turned.state.in_danger or turned.state.alarm is Alarm.HUMAN or turned.state.confirmed
    return Effect.ERASE in turned.effects and not kept


def _anew(state: Conversation) -> Conversation:
    return Conversation(scope=state.scope, language=state.language)


def as_json(played: Played) -> dict[str, Any]:
    """One output line of the contract."""
    state = played.state
    reading = settled(state, played.assessment)
    return {
        "id": played.dialogue.id,
        "replies": [list(one) for one in played.replies],
        "alarm": reading.alarm.value,
        "route": reading.route.value,
        "intent": reading.intent.value if reading.intent else None,
        "fields": fields_json(reading.fields),
        "confirmed": state.confirmed,
    }


def run_lines(
    lines: Iterable[str], reader: Reader, scope: Scope, facts: Facts, out: TextIO, complain: Callable[[str], None]
) -> int:
    """Answer each line; a bad one is named on stderr and the others go on. Exit code 2 when there was a bad one."""
    bad = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            answer = as_json(play(reader, parse(line), scope, facts))
        except BadDialogue as error:
            bad = True
            complain(f"line {number}: {error}")
        else:
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    out.flush()
    return 2 if bad else 0


def run_terminal(
    reader: Reader,
    scope: Scope,
    language: str,
    facts: Facts,
    read: Callable[[], str | None],
    say: Callable[[str], None],
) -> Conversation:
    """Talk with who sits at the terminal until the end of input. Gives the last state."""
    began = opening(Conversation(scope=scope, language=language))
    state = began.state
    _speak(render(began.says, language, _with_numbers(facts, state)), say)
    earlier: list[str] = []
    while (text := read()) is not None:
        turned, _ = take_turn(reader, state, earlier, text, datetime.now(UTC))
        earlier.append(text)
        state = turned.state
        if _is_erased(turned):
            state, earlier = _anew(state), []
        _speak(render(turned.says, state.language, _with_numbers(facts, state)), say)
        if turned.effects:
            say("  [" + ", ".join(sorted(effect.value for effect in turned.effects)) + "]")
    return state


def run_files(
    files: Iterable[Path], reader: Reader, scope: Scope, facts: Facts, out: TextIO, complain: Callable[[str], None]
) -> int:
    """`run_lines` of each file; one that cannot be read is named and the others go on. `-` is stdin."""
    code = 0
    for file in files:
        try:
            code = max(code, run_lines(lines_of(file), reader, scope, facts, out, _about(file, complain)))
        except OSError as error:
            code = 2
            complain(f"{file}: {error.strerror or error}")
    return code


def _about(file: Path, complain: Callable[[str], None]) -> Callable[[str], None]:
    return lambda text: complain(f"{file}, {text}")


def lines_of(file: Path) -> Iterator[str]:
    """The lines of a file; of stdin for `-`."""
    if file == _STDIN:
        yield from io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace")
        return
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        yield from lines


def _speak(replies: Iterable[Reply], say: Callable[[str], None]) -> None:
    for reply in replies:
        say(f"> {reply.text}")


def _with_numbers(facts: Facts, state: Conversation) -> dict[str, str]:
    """On the islands another number rings."""
    chosen = dict(facts[spoken_language(state.language)])
    if state.caribbean:
        chosen["emergency_number"] = chosen["police_phone"] = chosen["emergency_caribbean"]
    return chosen


def _started(value: object) -> datetime:
    if value is None:
        return datetime.now(UTC)
    try:
        started = datetime.fromisoformat(str(value))
    except ValueError:
        raise BadDialogue("started is no ISO time") from None
    return started if started.tzinfo else started.replace(tzinfo=UTC)
