"""A registration by form: a conversation in which everything was said at once, stored before anybody acts on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from casework.assessment import Alarm
from casework.conversation import TurnKind
from casework.registration import Concern, Registration
from flows.runtime import Runtime
from flows.steps.converse import WEB
from flows.steps.hearing import read_form
from storage import conversations

#: The name of the turn that holds the form.
_FORM = "form"


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that is stored. `turn` is None when the same form was there already."""

    talk: int
    turn: int | None


def keep(runtime: Runtime, form: Registration, code: str, now: datetime) -> Kept:
    """Store a form and commit. `code` is its own: the same form sent twice has the same, and opens it later."""
    with runtime.database.begin() as tx:
        known = conversations.by_code(tx, code)
        talk = known or conversations.open_talk(tx, WEB, form.conversation(), now, code=code)
        kept = conversations.keep(tx, talk.id, TurnKind.FORM, form.text(), now, external=_FORM)
    if kept is not None:
        runtime.on_step("chat kept", str(kept))
    return Kept(talk.id, kept)


def may_not_wait(runtime: Runtime, form: Registration, now: datetime) -> bool:
    """True for a form that tells of a threat, or may: then it is taken as it is, whatever is missing in it."""
    if form.concern in (Concern.YES, Concern.UNSURE):
        return True
    said = replace(form, concern=None).text()
    return read_form(runtime.classifier, said, now).alarm is not Alarm.NO
