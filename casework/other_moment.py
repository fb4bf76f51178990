"""What is done when a guest writes that an agreed talk must be moved or is off. Pure.

Only what is plain is done by itself: moments are proposed, which binds nobody until one is chosen, or a talk that is
called off in so many words is called off. All else is for a human.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.appointments import Appointment, Stage
from casework.assessment import Intent

#: A reply that is longer says more than this: a human reads it as well.
SHORT = 200
#: After so many proposals for one talk a human calls.
MOST_ROUNDS = 3
#: A talk that begins sooner is also looked at by a human: somebody may be on the way.
NEAR = timedelta(hours=24)

_CALLS_OFF = re.compile(
    r"\b(zeg|zeggen|zegt)\b.{0,60}\baf\b|\b(afzeggen|afgezegd|annuleren|annuleer|geannuleerd)\b|"
    r"\b(gaat|kan|laten?)\b.{0,40}\b(niet door|niet doorgaan|vervallen)\b|\bvervalt\b|"
    r"\b(cancel|cancelled|canceled|call off|calling off)\b",
    re.DOTALL,
)
#: With one of these it may mean the opposite, or depend on something.
_DOUBTFUL = re.compile(
    r"\bniet\b.{0,12}\b(afgezegd|geannuleerd)|"
    r"\b(als|indien|tenzij|mocht|misschien|wellicht|mogelijk|anders|if|unless|maybe|perhaps|might|otherwise)\b|"
    r"\b(afzeggen|annuleren|vervallen)\b[^.,;!?]{0,20}\b(kan|kunnen|lukt)\b|\bvervalt,? (dat )?(kan|lukt)\b|"
    r"\b(mijn|de|het|my|the) (aanvraag|advies|traject|zaak|request|case)\b"
)
#: Who writes one of these may mean that it is *not* off; taken out first is a "not" that says why it is.
_NOT = re.compile(r"\b(niet|nooit|geen|not|never|cannot)\b|n't\b")
_GAP = r"(?:(?!\bniet\b)[^.,;!?]){0,40}"
_PLAIN_NOT = re.compile(
    rf"\b(gaat|gaan|kan|kunnen)\b{_GAP}\bniet door(gaan)?\b|"
    rf"\b(kan|kunnen|lukt)\b{_GAP}\bniet(?!,? dat\b)"
    r"(?=\s*([.,;:!]|$)| (komen|aanwezig|erbij|thuis|want|dus|omdat|en)\b)|"
    r"\b(can't|cannot|can not) (make|come|attend|be)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reply asks for: `text` in its own new words, `offered` are the moments that it names (ISO)."""

    intent: Intent | None
    text: str
    offered: tuple[str, ...] = ()
    attachments: bool = False

    @property
    def is_short(self) -> bool:
        """Says no more than that."""
        return len(self.text) <= SHORT and not self.attachments


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done. `propose` moments, `call_off` the talk, and whether a human reads it; `reason` is Dutch."""

    reason: str
    propose: bool = False
    call_off: bool = False
    read: bool = False


def plan(asked: Asked, appointment: Appointment, now: datetime) -> Plan | None:
    """What is done with an open appointment; None when the reply asks for nothing of the kind."""
    if asked.intent is Intent.CANCEL_APPOINTMENT and not asked.offered:
        return _called_off(asked, appointment, now)
    if asked.intent in (Intent.RESCHEDULE_APPOINTMENT, Intent.CANCEL_APPOINTMENT):
        return _moved(asked, appointment, now)
    if asked.intent is Intent.PROPOSE_APPOINTMENT and asked.offered and appointment.stage is not Stage.CONFIRMED:
        return _moved(asked, appointment, now)
    return None


def calls_off(text: str) -> bool:
    """Says in so many words that the talk is off, and nothing that makes that doubtful."""
    words = text.casefold().replace("’", "'")
    doubtful = "?" in words or _DOUBTFUL.search(words) or _NOT.search(_PLAIN_NOT.sub(" ", words))
    return bool(_CALLS_OFF.search(words)) and not doubtful


def _called_off(asked: Asked, appointment: Appointment, now: datetime) -> Plan | None:
    if appointment.stage is Stage.PROPOSED:
        return None
    if not calls_off(asked.text) or not asked.is_short or _has_begun(appointment, now):
        return Plan("zegt de afspraak misschien af; een mens beslist", read=True)
    near = _is_near(appointment, now)
    return Plan("zegt de afspraak af" + (", die al gauw is" if near else ""), call_off=True, read=near)


def _moved(asked: Asked, appointment: Appointment, now: datetime) -> Plan | None:
    if appointment.stage is Stage.PROPOSED and not asked.offered:
        return None
    if appointment.round >= MOST_ROUNDS:
        return Plan("wil weer een ander moment; een mens belt", read=True)
    if not asked.is_short or _has_begun(appointment, now):
        return Plan("wil de afspraak verzetten; een mens plant die opnieuw", read=True)
    near = _is_near(appointment, now)
    return Plan("wil een ander moment: momenten voorgesteld", propose=True, read=near)


def _has_begun(appointment: Appointment, now: datetime) -> bool:
    return appointment.starts_at is not None and appointment.starts_at <= now


def _is_near(appointment: Appointment, now: datetime) -> bool:
    return appointment.starts_at is not None and appointment.starts_at - now < NEAR
