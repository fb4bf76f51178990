"""Proof afterwards: is the journal whole, and what happened around an alarm, from first word to last call.

No words of any message are in it: the rule that saw the threat, not the threat. Names are of staff.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bots.mail import read_mail
from bots.typesetting import typeset
from casework.chain import Head
from casework.errors import NoSuchCase, SettingsError
from casework.workdays import AMSTERDAM
from flows.runtime import Runtime
from storage import alarms, cases, inbox, journal
from storage.alarms import StoredAlarm
from storage.inbox import StoredMessage
from storage.journal import SignedHead, Verified
from storage.session import Tx

#: What the journal calls it.
SHOWN = "bewijs opgemaakt"


def verify(runtime: Runtime, heads: Iterable[SignedHead] = ()) -> Verified:
    """Walk along the whole journal, and see that heads which were kept elsewhere lie on it."""
    with runtime.database.reading() as tx:
        return journal.check(tx, list(heads))


def head(runtime: Runtime, now: datetime) -> dict[str, Any]:
    """Where the journal ends, signed, with the time at which it was asked."""
    with runtime.database.reading() as tx:
        return journal.head(tx).as_json() | {"at": now.isoformat()}


def read_heads(path: Path) -> list[SignedHead]:
    """Heads that were kept in a file: one JSON object in a line; other lines are skipped. Or a mail that holds one."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error
    lines = raw.decode("utf-8", "replace").splitlines()
    if path.suffix == ".eml":
        lines = [
            line for part in read_mail(raw, received_at=datetime.now(UTC)).parts for line in part.text.splitlines()
        ]
    found = [one for line in lines if (one := _head(line.strip())) is not None]
    if not found:
        raise SettingsError(f"{path} holds no signed head")
    return found


def _head(line: str) -> SignedHead | None:
    if not line.startswith("{"):
        return None
    try:
        data = json.loads(line)
        link, signature = bytes.fromhex(data["link"]), bytes.fromhex(data["signature"])
        return SignedHead(Head(int(data["place"]), link), signature)
    except (ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, what, by or to whom, and how it went. `place` is its line in the journal."""

    at: datetime
    what: str
    who: str
    detail: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What happened in a case with an alarm. `readings`: what the reader made of each message."""

    case: str
    state: str
    made_at: datetime
    made_by: str
    readings: tuple[dict[str, Any], ...]
    alarms: tuple[dict[str, Any], ...]
    events: tuple[Event, ...]
    head: dict[str, Any]
    whole: bool

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


def of_case(runtime: Runtime, number: str, by: str, now: datetime) -> Proof:
    """The proof of one case. That it was made is written down first. Raises NoSuchCase."""
    with runtime.database.begin() as tx:
        case = cases.find(tx, number)
        if case is None:
            raise NoSuchCase(f"zaak {number} bestaat niet")
        journal.note(tx, case.id, SHOWN, "tijdlijn van de alarmen", by, now)
    with runtime.database.reading() as tx:
        case = cases.find(tx, number) or case
        found = alarms.of_case(tx, case.id)
        return Proof(
            case=case.number,
            state=case.state.value,
            made_at=now,
            made_by=by,
            readings=tuple(_reading(item) for item in inbox.messages_of(tx, case.id)),
            alarms=tuple(_alarm(tx, item) for item in found),
            events=tuple(sorted(_events(tx, case.id, found), key=lambda event: event.at)),
            head=journal.head(tx).as_json(),
            whole=not journal.check(tx).findings,
        )


def _reading(item: StoredMessage) -> dict[str, Any]:
    """What was seen and by what; the rules by name, never the words that they saw."""
    told = item.assessment
    return {
        "message": item.id,
        "received_at": item.message.received_at,
        "alarm": told.alarm.value,
        "score": round(told.score, 4),
        "rules": sorted({f"{one.rule} ({one.part.value})" for one in told.evidence}),
        "unreadable": len(item.message.unreadable),
        "reader": item.version,
    }


def _alarm(tx: Tx, alarm: StoredAlarm) -> dict[str, Any]:
    """One alarm, with how many seconds each thing took."""
    calls, answers = alarms.attempts_of(tx, alarm.id), alarms.answers_of(tx, alarm.id)
    delivered = [call.result_at for call in calls if call.result_at and call.result.value == "afgeleverd"]
    taken = [answer.at for answer in answers if answer.answer == "ik heb het"]
    return {
        "policy": alarm.policy,
        "opened_at": alarm.opened_at,
        "state": alarm.state,
        "ended_at": alarm.ended_at,
        "attempts": len(calls),
        "seconds_to_first_attempt": _seconds(alarm.opened_at, [call.at for call in calls]),
        "seconds_to_first_delivery": _seconds(alarm.opened_at, delivered),
        "seconds_to_acknowledgement": _seconds(alarm.opened_at, taken),
        "seconds_to_end": _seconds(alarm.opened_at, [alarm.ended_at] if alarm.ended_at else []),
    }


def _seconds(start: datetime, moments: Iterable[datetime]) -> float | None:
    first = min(moments, default=None)
    return None if first is None else round((first - start).total_seconds(), 3)


def _events(tx: Tx, case: int, found: Iterable[StoredAlarm]) -> Iterator[Event]:
    for entry in journal.entries(tx, case):
        yield Event(entry.at, entry.what, entry.actor, entry.text, entry.place)
    for alarm in found:
        for call in alarms.attempts_of(tx, alarm.id):
            way = f"{call.medium.value} {call.nth + 1}, trede {call.turn}"
            yield Event(call.at, "oproep", call.name, way)
            if call.result_at is not None:
                error = f" ({call.error})" if call.error else ""
                yield Event(call.result_at, f"oproep {call.result.value}", call.name, way + error)
        for answer in alarms.answers_of(tx, alarm.id):
            yield Event(answer.at, f"antwoord: {answer.answer}", answer.by, answer.channel)


def as_pdf(proof: Proof) -> bytes:
    """The timeline as pages for people. Raises PdfFailed."""
    data = {
        "zaak": proof.case,
        "gemaakt": _time(proof.made_at),
        "door": proof.made_by,
        "staat": proof.state,
        "heel": proof.whole,
        "lezingen": [
            {
                "ontvangen": _time(one["received_at"]),
                "oordeel": one["alarm"],
                "score": f"{one['score']:.2f}",
                "regels": ", ".join(one["rules"]) or ("niet alles te lezen" if one["unreadable"] else "geen"),
                "lezer": one["reader"],
            }
            for one in proof.readings
        ],
        "alarmen": [_alarm_row(one) for one in proof.alarms],
        "gebeurtenissen": [
            {
                "tijd": _time(one.at),
                "regel": str(one.place or ""),
                "wat": one.what,
                "wie": one.who,
                "meer": one.detail,
            }
            for one in proof.events
        ],
        "stand": proof.head,
        "stand_als_json": json.dumps(proof.head),
    }
    return typeset("tijdlijn", data, proof.made_at)


def _alarm_row(one: dict[str, Any]) -> dict[str, str]:
    return {
        "beleid": one["policy"],
        "geopend": _time(one["opened_at"]),
        "oproepen": str(one["attempts"]),
        "eerste": _spoken_seconds(one["seconds_to_first_attempt"]),
        "overgenomen": _spoken_seconds(one["seconds_to_acknowledgement"]),
        "voorbij": _spoken_seconds(one["seconds_to_end"]),
    }


def _spoken_seconds(seconds: float | None) -> str:
    return "nooit" if seconds is None else f"{seconds:.1f} s".replace(".", ",")


def _time(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M:%S}"


def as_text(proof: Proof) -> str:
    """The timeline for a terminal."""
    lines = [f"{proof.case}: {proof.state}", "het dagboek is heel" if proof.whole else "HET DAGBOEK IS NIET HEEL"]
    for one in proof.readings:
        rules = ", ".join(one["rules"]) or "geen regel"
        lines.append(f"{_time(one['received_at'])}  gelezen: {one['alarm']} ({rules}), lezer {one['reader']}")
    lines += [
        f"{row['geopend']}  alarm {row['beleid']}: {row['oproepen']} oproepen, eerste na {row['eerste']}, "
        f"overgenomen na {row['overgenomen']}, voorbij na {row['voorbij']}"
        for row in map(_alarm_row, proof.alarms)
    ]
    return "\n".join([*lines, "", *(f"{_time(one.at)}  {one.what}: {one.who}. {one.detail}" for one in proof.events)])
