"""The talks of a case: what staff and guests do to appointments, with what it means for the case.

`flows.steps.appointments` keeps the appointments; here the promises of the case follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time

from casework.appointments import NotPossible, Stage, Talk
from casework.errors import Refusal
from casework.obligations import OUTCOMES, PLANS, TALK_OF, ObligationKind, Pause, stands_still
from flows.runtime import Runtime
from flows.steps import adviser_calendar, signing
from flows.steps import appointments as steps
from flows.steps.answer import Answer, AnswerRefused, give_in
from flows.steps.moving import go_on, pause_instead, promise
from storage import appointments, cases, obligations
from storage.appointments import StoredAppointment
from storage.cases import Case
from storage.session import Tx

_NAMES_EN = {
    Talk.EMPLOYER: "Talk with the employer",
    Talk.HOME: "Talk with the official",
    Talk.EXPLANATION: "Explanation of the report",
}


#: Answers to promises about talks (`casework.obligations`).
_MADE = "afspraak gemaakt"
_MOVED = "verzet naar een andere tijd"
_OFF = "niet doorgegaan, opnieuw plannen"
_PROPOSED = "voorstel gedaan, wacht op antwoord"


#: Between these times, where the case is, a talk may begin.
_EARLIEST, _LATEST = time(7), time(22)


class TalkRefused(Refusal):
    """This cannot be done with the appointment; the text says why, in Dutch, without personal data."""


def name_of(talk: Talk, language: str) -> str:
    """What the talk is, in the guest's language."""
    return _NAMES_EN[talk] if language == "en" else talk.value.capitalize()


def propose(
    runtime: Runtime, number: str, talk: Talk, *, by: str, now: datetime, moments: Sequence[datetime] = ()
) -> StoredAppointment:
    """Propose moments for a talk: those that are given, else what offers and the adviser's calendar allow.

    Raises TalkRefused.
    """
    _require_name(by)
    busy = () if moments else adviser_calendar.busy(runtime, now)[0]
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        _require_daytime(runtime, case, moments)
        known = appointments.open_of(tx, case.id, talk)
        chosen = moments or steps.moments_for(runtime, case, talk, busy, now, known.offers if known else ())
        signing.mark(runtime, tx, case, by, now)
        try:
            return propose_in(runtime, tx, case, talk, chosen, by.strip(), now)
        except NotPossible as why:
            raise TalkRefused(str(why)) from why


def propose_in(
    runtime: Runtime, tx: Tx, case: Case, talk: Talk, moments: Sequence[datetime], by: str, now: datetime
) -> StoredAppointment:
    """Propose these moments, inside a transaction; who plans the talk waits for the guest. Raises NotPossible."""
    stored = steps.propose_in(runtime, tx, case, talk, moments, by, now)
    _answer(runtime, tx, case, talk, Answer(_PROPOSED, by), now)
    return stored


def agree(runtime: Runtime, number: str, talk: Talk, moment: datetime, *, by: str, now: datetime) -> StoredAppointment:
    """Staff agreed a moment with the guest, or another one than before. Raises TalkRefused."""
    _require_name(by)
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        _require_daytime(runtime, case, [moment])
        try:
            stored = steps.agreed(runtime, tx, case, talk, moment, by.strip(), now)
        except NotPossible as why:
            raise TalkRefused(str(why)) from why
        settled(runtime, tx, case, stored, by.strip(), now)
        signing.mark(runtime, tx, case, by, now)
        return stored


def call_off(runtime: Runtime, number: str, talk: Talk, *, by: str, now: datetime) -> StoredAppointment:
    """The appointment is off. Raises TalkRefused."""
    _require_name(by)
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        done = steps.call_off(runtime, tx, case, talk, by.strip(), now)
        if done is None:
            raise TalkRefused(f"er is geen open afspraak voor het {talk.value}")
        if not _answer(runtime, tx, case, talk, Answer(_OFF, by.strip()), now):
            for_a_human(runtime, tx, case, talk, now)
        signing.mark(runtime, tx, case, by, now)
    return done


def call_off_in(runtime: Runtime, tx: Tx, case: Case, talk: Talk, by: str, now: datetime) -> bool:
    """The appointment is off; whether a colleague got the task to plan the talk anew."""
    done = steps.call_off(runtime, tx, case, talk, by, now)
    return done is not None and _answer(runtime, tx, case, talk, Answer(_OFF, by), now)


def choose(runtime: Runtime, key: int, place: int, by: str, now: datetime) -> StoredAppointment:
    """The guest chose the moment at this place (from 1) of the newest proposal. Raises NotPossible."""
    with runtime.database.begin() as tx:
        stored, case = _open(tx, key)
        if not 1 <= place <= len(stored.now.slots):
            raise NotPossible("dit moment kan niet meer worden gekozen")
        done = steps.choose_in(runtime, tx, case, stored, stored.now.slots[place - 1], by, now)
        settled(runtime, tx, case, done, by, now)
        return done


def none_suits(runtime: Runtime, key: int, by: str, now: datetime) -> None:
    """No proposed moment suits the guest: the secretariaat calls. Raises NotPossible."""
    with runtime.database.begin() as tx:
        stored, case = _open(tx, key)
        if stored.now.stage is Stage.CONFIRMED:
            raise NotPossible("deze afspraak staat vast")
        steps.want_other_moment(tx, case, stored, by, now)
        for_a_human(runtime, tx, case, stored.now.talk, now)


def of_case(runtime: Runtime, number: str) -> list[StoredAppointment]:
    """The appointments of a case, oldest first. Raises TalkRefused."""
    with runtime.database.reading() as tx:
        return appointments.of_case(tx, _case(tx, number).id)


def settled(runtime: Runtime, tx: Tx, case: Case, stored: StoredAppointment, by: str, now: datetime) -> None:
    """The promise to plan the talk is kept by it; one that was planned is now about another moment."""
    moment = stored.now.starts_at
    for words in (_MADE, _MOVED):
        _answer(runtime, tx, case, stored.now.talk, Answer(words, by, moment=moment), now)


def _answer(runtime: Runtime, tx: Tx, case: Case, talk: Talk, answer: Answer, now: datetime) -> bool:
    """Answer the open promise about this talk that knows this answer and is not about this very moment already.

    A case that stands elsewhere (on hold, withdrawn) has none: the appointment holds all the same. True if one was.
    """
    answered = False
    for item in obligations.open_of(tx, case.id):
        fits = TALK_OF.get(item.kind) is talk and answer.outcome in OUTCOMES[item.kind]
        if fits and not (answer.moment and answer.moment == item.moment_at):
            with suppress(AnswerRefused), tx.savepoint():
                give_in(runtime, tx, item.reference, answer, now)
                answered = True
    return answered


def for_a_human(runtime: Runtime, tx: Tx, case: Case, talk: Talk, now: datetime) -> None:
    """A colleague must see to this talk: by the task to plan it, whose clock runs again, else by a task of its own.

    In a case on hold no clock runs: the task to plan it waits with the case, and no longer for the guest.
    """
    for item in obligations.open_of(tx, case.id):
        if item.kind not in PLANS or TALK_OF[item.kind] is not talk or item.paused_why not in (None, Pause.PERSON):
            continue
        on_hold = stands_still(item.kind, case.place)
        if on_hold is None:
            go_on(runtime, tx, case, item, now)
            return
        pause_instead(runtime, tx, case, item, on_hold, now)
    promise(runtime, tx, case, ObligationKind.SEE_TALK, now)


def _open(tx: Tx, key: int) -> tuple[StoredAppointment, Case]:
    stored = appointments.find(tx, key)
    case = cases.find(tx, stored.number) if stored else None
    if stored is None or case is None:
        raise NotPossible("deze afspraak bestaat niet")
    return stored, case


def _case(tx: Tx, number: str) -> Case:
    case = cases.find(tx, number)
    if case is None:
        raise TalkRefused(f"zaak {number} bestaat niet")
    return case


def _require_daytime(runtime: Runtime, case: Case, moments: Sequence[datetime]) -> None:
    """A talk in the evening or at the weekend may be agreed; one at night is a slip of the keys."""
    zone = runtime.calendar_of(case.calendar).zone
    for moment in moments:
        local = moment.astimezone(zone)
        if not _EARLIEST <= local.time() < _LATEST:
            raise TalkRefused(f"{local:%d-%m-%Y %H:%M} valt in de nacht: kies een tijd tussen 7 en 22 uur")


def _require_name(by: str) -> None:
    if not by.strip():
        raise TalkRefused("vul uw naam in: een mens tekent ervoor")
