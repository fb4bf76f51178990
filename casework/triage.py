"""From a reading to a decision: which case, which promises, which letters, and why. Pure; others carry it out.

The order of the questions is the order of importance: alarm first, then doubt, then which case it belongs to, and
only then what is convenient. Reasons are Dutch, for the journal and the secretariaat, and hold no personal data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from casework.assessment import Alarm, Assessment, Route
from casework.letters import LetterKind
from casework.lifecycle import CaseKind
from casework.messages import Automatic, Message
from casework.obligations import ObligationKind

#: Local parts that never belong to a person; nobody would read our answer (RFC 3834, section 2).
_ROBOTS = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|listserv|majordomo)([+._-].*)?$", re.IGNORECASE
)

_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")

_CHATTER = frozenset({Automatic.BOUNCE, Automatic.RECEIPT, Automatic.FEEDBACK})

#: A threat is answered again within a day, but robots must not be able to keep us talking.
MOST_THREAT_ANSWERS_A_DAY = 3


class Action(StrEnum):
    """What happens to the message."""

    OPEN = "nieuwe zaak"
    LINK = "nieuwe zaak, verwijst naar een andere"
    JOIN = "bij de zaak gevoegd"
    NOTE = "alleen genoteerd"


@dataclass(frozen=True, slots=True)
class Known:
    """What the desk's memory says about a message, looked up by whoever asks for a verdict.

    `referenced` is the case of a genuine signed reference in the message, `claimed` is true when the message shows a
    case number without a genuine reference. `sender_fits`: the sender's address belongs to that case. `earlier` is
    the newest open case with this sender's address. `bounced` is the case of the letter of ours that came back.
    `answers_in_case` and `answers_to_sender` count automatic answers of the past 24 hours. `own_address`: the message
    says to come from the desk itself; `own_letter`: it is a letter of ours that came back as a copy. `is_old`: it lay
    in the mailbox long before the desk looked there. `hostile`: the sender may be the one who threatens.
    """

    referenced: str | None = None
    claimed: bool = False
    sender_fits: bool = False
    earlier: str | None = None
    bounced: str | None = None
    answers_in_case: int = 0
    answers_to_sender: int = 0
    own_address: bool = False
    own_letter: bool = False
    is_old: bool = False
    hostile: bool = False


#: What people do about a sender that looks forged; it changes nothing else.
VERIFY = "bel na op een nummer dat u al kent"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision. `case` is the case joined or referred to; `kind` is set when a case is opened."""

    action: Action
    alarm: Alarm
    reasons: tuple[str, ...]
    case: str | None = None
    kind: CaseKind | None = None
    obligations: tuple[ObligationKind, ...] = ()
    letters: tuple[LetterKind, ...] = ()


def triage(message: Message, assessment: Assessment, known: Known) -> Verdict:
    """Decide about one message. Every message gets a verdict with at least one reason."""
    alarm = _alarm(message, assessment)
    if known.own_letter or _is_calm_bounce(alarm, known) or (alarm is Alarm.NO and _is_chatter(message, assessment)):
        return _quiet(message, known)
    reasons = [_alarm_reason(message, assessment, alarm)]
    action, case, why = _place(known)
    if why:
        reasons.append(why)
    if message.doubts:
        reasons.append(f"{VERIFY}: {'; '.join(message.doubts)}")
    return Verdict(
        action=action,
        alarm=alarm,
        case=case,
        kind=None if action is Action.JOIN else _kind(alarm, assessment),
        obligations=_obligations(message, assessment, alarm, action, known),
        letters=_letters(message, assessment, alarm, action, known, reasons),
        reasons=tuple(reasons),
    )


def may_answer(message: Message, known: Known, *, threat: bool) -> str | None:
    """None when a robot may answer this message, else the reason why not (RFC 3834)."""
    address = message.sender.email
    if message.automatic is not None:
        return f"geen antwoord: gemaakt door een machine ({message.automatic.value})"
    if not address or not _ADDRESS.fullmatch(address):
        return "geen antwoord: geen bruikbaar adres van de afzender"
    if known.is_old:
        return "geen antwoord: het bericht is al oud"
    if known.own_address:
        return "geen antwoord: afzender is ons eigen adres"
    if _ROBOTS.match(address.partition("@")[0]):
        return "geen antwoord: adres van een machine"
    if known.answers_in_case:
        return "geen antwoord: vandaag is in deze zaak al automatisch geantwoord"
    if known.answers_to_sender >= (MOST_THREAT_ANSWERS_A_DAY if threat else 1):
        return "geen antwoord: deze afzender kreeg vandaag al automatisch antwoord"
    return None


def _alarm(message: Message, assessment: Assessment) -> Alarm:
    """What cannot be read goes to a human."""
    return assessment.alarm.raised_to(Alarm.HUMAN if message.unreadable else Alarm.NO)


def _is_calm_bounce(alarm: Alarm, known: Known) -> bool:
    """Doubt about a letter of ours that came back is met by the human who has to find another way anyway."""
    return known.bounced is not None and alarm is not Alarm.YES


def _is_chatter(message: Message, assessment: Assessment) -> bool:
    """Nobody waits for anything. A request that came by a list or a web form is no chatter, though no robot answers."""
    if message.automatic is Automatic.AUTO_REPLY:
        return assessment.route is not Route.PREVENTIVE
    return message.automatic in _CHATTER or assessment.route is Route.NOISE


def _quiet(message: Message, known: Known) -> Verdict:
    """Nothing burns: a bounce, a copy of our own letter, an out-of-office, an advertisement."""
    if known.own_letter:
        return Verdict(Action.NOTE, Alarm.NO, ("kopie van een brief van onszelf",), known.referenced)
    if known.bounced:
        reasons = ("een brief van ons kwam terug: een mens zoekt een andere weg",)
        return Verdict(Action.JOIN, Alarm.NO, reasons, known.bounced, obligations=(ObligationKind.UNDELIVERED,))
    what = f"automatisch bericht ({message.automatic.value})" if message.automatic else "ruis, geen verzoek"
    if known.referenced and known.sender_fits:
        reasons = (f"{what}, hoort bij de zaak",)
        obligations = (ObligationKind.READ,) if message.automatic is Automatic.CALENDAR else ()
        return Verdict(Action.JOIN, Alarm.NO, reasons, known.referenced, obligations=obligations)
    return Verdict(Action.NOTE, Alarm.NO, (what,))


def _place(known: Known) -> tuple[Action, str | None, str | None]:
    if known.bounced:
        return Action.JOIN, known.bounced, "een brief van ons kwam terug"
    if known.referenced and known.sender_fits:
        return Action.JOIN, known.referenced, "draagt onze ondertekende verwijzing en de afzender past"
    if known.referenced:
        return Action.LINK, known.referenced, "verwijzing is echt, maar de afzender past niet bij de zaak"
    if known.earlier:
        return Action.LINK, known.earlier, "afzender heeft al een zaak, maar de verwijzing ontbreekt"
    if known.claimed:
        return Action.OPEN, None, "noemt een zaaknummer zonder onze ondertekende verwijzing"
    return Action.OPEN, None, None


def _kind(alarm: Alarm, assessment: Assessment) -> CaseKind:
    if alarm is Alarm.YES:
        return CaseKind.THREAT
    if alarm is Alarm.NO and assessment.route is Route.PREVENTIVE:
        return CaseKind.PREVENTIVE
    return CaseKind.UNCLEAR


def _alarm_reason(message: Message, assessment: Assessment, alarm: Alarm) -> str:
    rules = ", ".join(sorted({item.rule for item in assessment.evidence}))
    if alarm is Alarm.NO:
        return f"geen signaal van dreiging, soort: {assessment.route.dutch}"
    if message.unreadable and assessment.alarm is Alarm.NO:
        return "niet alles is te lezen: " + "; ".join(message.unreadable)
    return f"{'alarm' if alarm is Alarm.YES else 'een mens kijkt nu'}: {rules or 'zonder regel'}"


def _obligations(
    message: Message, assessment: Assessment, alarm: Alarm, action: Action, known: Known
) -> tuple[ObligationKind, ...]:
    returned = (ObligationKind.UNDELIVERED,) if known.bounced else ()
    if alarm is Alarm.YES:
        return (ObligationKind.CALL_BACK, *returned)
    if alarm is Alarm.HUMAN:
        only_unreadable = message.unreadable and assessment.alarm is Alarm.NO
        return (ObligationKind.UNREADABLE if only_unreadable else ObligationKind.LOOK, *returned)
    double = (ObligationKind.MERGE,) if action is Action.LINK else ()
    if action is not Action.JOIN and assessment.route is Route.PREVENTIVE:
        return (ObligationKind.CONTACT, *double)
    return (ObligationKind.READ, *double)


def _letters(
    message: Message, assessment: Assessment, alarm: Alarm, action: Action, known: Known, reasons: list[str]
) -> tuple[LetterKind, ...]:
    letters: list[LetterKind] = []
    if alarm is Alarm.YES:
        letters.append(LetterKind.ALARM)
    elif alarm is Alarm.HUMAN:
        letters.append(LetterKind.LOOK_NOW)
    if message.unreadable:
        letters.append(LetterKind.UNREADABLE)
    if alarm is Alarm.NO:
        letters.append(LetterKind.WORK_ORDER)
    receipt = _receipt(alarm, assessment, action, hostile=known.hostile)
    if known.hostile:
        reasons.append("afzender is mogelijk zelf de dreiger: antwoord zonder bijzonderheden")
    if receipt is not None:
        refusal = may_answer(message, known, threat=alarm is Alarm.YES)
        if refusal is None:
            letters.append(receipt)
        else:
            reasons.append(refusal)
    return tuple(letters)


def _receipt(alarm: Alarm, assessment: Assessment, action: Action, *, hostile: bool) -> LetterKind | None:
    if alarm is Alarm.YES:
        return LetterKind.RECEIPT_UNCLEAR if hostile else LetterKind.RECEIPT_THREAT
    if alarm is Alarm.HUMAN:
        return LetterKind.RECEIPT_UNCLEAR
    if action is Action.JOIN:
        return None
    return LetterKind.RECEIPT_PREVENTIVE if assessment.route is Route.PREVENTIVE else LetterKind.RECEIPT_UNCLEAR
