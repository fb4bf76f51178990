"""The hand-written dialogues as examples: what a person had said when it is read, a part for each turn.

A chat is read anew at each turn, whole. Of a threat the conversation up to the turn where it shows is learned; of any
other the whole, and a long one half-way too: most readings are of a conversation that has only begun. Each turn behind
the first is read by itself as well, so it is learned by itself too: of a threat the one where it shows, of a calm one
each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from casework.assessment import Alarm, Route
from casework.messages import Channel, Message, Part, PartKind, Sender
from nlp.chat.told import is_plain
from nlp.corpus import ASSETS, Row

DIALOGUES = ASSETS / "dialogues" / "dev"
#: Of a threat, and of what is none: strata of their own, for none of these looks like the other. A turn by itself says
#: whether it is a threat, and not where the conversation goes.
THREAT, CALM, THREAT_TURN, CALM_TURN = STRATA = ("threat_dialogue", "ord_dialogue", "threat_turn", "ord_turn")
TURNS = (THREAT_TURN, CALM_TURN)
#: From this many turns on a conversation is also read half-way.
_LONG = 4


def load(folder: Path = DIALOGUES) -> list[Row]:
    """The examples of all *.jsonl files in a folder, in order of file and line; none where nothing is told.

    The id is that of the dialogue, with how many turns were read. Raises KeyError or ValueError when a line is none.
    """
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for line in lines if line.strip() for row in _rows(json.loads(line))]


def _rows(dialogue: dict[str, Any]) -> Iterator[Row]:
    alarm = Alarm(dialogue["expected"]["alarm"])
    for count in _counts(len(dialogue["turns"]), alarm, dialogue["alarm_turn"]):
        told = [turn for turn in dialogue["turns"][:count] if turn.strip() and not is_plain(turn)]
        if told:
            yield _row(dialogue, alarm, count, told)
    for number in _by_themselves(len(dialogue["turns"]), alarm, dialogue["alarm_turn"]):
        turn = dialogue["turns"][number - 1]
        if turn.strip() and not is_plain(turn):
            row = _row(dialogue, alarm, number, [turn])
            stratum = THREAT_TURN if alarm is Alarm.YES else CALM_TURN
            yield replace(row, id=f"{row.id} alone", intent=None, stratum=stratum)


def _by_themselves(turns: int, alarm: Alarm, alarm_turn: int | None) -> Sequence[int]:
    if alarm is Alarm.YES:
        return (alarm_turn,) if alarm_turn and alarm_turn > 1 else ()
    return range(2, turns + 1) if alarm is Alarm.NO else ()


def _counts(turns: int, alarm: Alarm, alarm_turn: int | None) -> tuple[int, ...]:
    if alarm is Alarm.YES:
        return (alarm_turn or turns,)
    return (turns // 2, turns) if turns >= _LONG else (turns,)


def _row(dialogue: dict[str, Any], alarm: Alarm, count: int, told: Sequence[str]) -> Row:
    expected = dialogue["expected"]
    return Row(
        id=f"{dialogue['id']}/{count}",
        author=dialogue["author"],
        message=Message(
            channel=Channel.CHAT,
            received_at=datetime.fromisoformat(dialogue["started"]),
            sender=Sender(),
            parts=tuple(Part(PartKind.NEW, turn) for turn in told),
        ),
        alarm=alarm,
        route=Route(expected["route"]),
        also=(),
        intent=expected.get("intent") if count == len(dialogue["turns"]) else None,
        language=dialogue["lang"],
        stratum=THREAT if alarm is Alarm.YES else CALM,
        fields={},
    )
