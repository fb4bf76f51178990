"""Was this mail made by a machine? Detection only; whether a robot may answer is decided in casework.triage.

Headers prove (RFC 3834, RFC 2076, RFC 2919); a subject or sender proves only when no person writes it that way. The
body never proves anything by itself: a person who reports `ik kreeg een automatisch antwoord` is a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bots.headers import Headers
from bots.wording import any_of
from casework.messages import Automatic

_START_OF_TEXT = 1_500
_ENOUGH_SIGNS = 2

_ROBOT = re.compile(
    "^"
    + any_of(r"""
        mail(?:er)?-?daemon
        m?daemon
        postmaster
        mail-?delivery(?:-subsystem|-system)?
        mail-?system
        ndr
        microsoftexchange[0-9a-f]{8,}
        (?:double-?)?bounces?
        bounce-?handler
    """)
    + r"(?:[+._-].*)?$",
    re.IGNORECASE,
)
_ROBOT_NAME = re.compile(
    any_of(r"""
        mail ?delivery
        mailer[- ]daemon
        postmaster
        delivery (?:subsystem|service)
        (?:mail|system) administrator
        systeembeheer(?:der)?$
        bounced mail
    """),
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"^\W*"
    + any_of(r"""
        (?:mail |message )?deliver(?:y|ing) (?:status )?(?:notification|failure|failed|problem|report)
        (?:mail |message )?delivery (?:error|message|delayed)
        (?:mail |message )?delivery (?:has failed|unsuccessful|incomplete)
        mail delivery (?:failed|failure|problem|error|system)
        mail (?:could not|cannot) be delivered
        undeliver(?:able|ed)
        returned (?:mail|message|to sender)
        failure notice
        failed mail
        non-?deliver(?:y|able)
        permanent (?:delivery )?(?:failure|error)
        mail system error
        message (?:not delivered|undeliverable|could not be)
        error delivering
        (?:warning: )?could not (?:send|deliver)
        (?:warning: )?(?:message|mail)\b.{0,60}\b(?:delayed|undeliverable|not delivered)
        (?:unzustellbar|nicht zustellbar|notification d'état)
        onbestelba(?:ar|re)
        onbezorg(?:d|baar)
        (?:bericht |mail )?(?:is )?niet (?:bezorgd|afgeleverd)
        bezorging (?:mislukt|vertraagd)
        (?:aflever|bezorg)(?:ings)?(?:fout|rapport|status)
        melding over (?:de )?(?:aflever|bezorg)\w* ?status
        kan (?:bericht|mail) niet bezorgen
        verzending mislukt
        retour(?:mail|bericht)
    """),
    re.IGNORECASE,
)
_BOUNCE_TEXT = re.compile(
    any_of(r"""
        could(?: not|n'?t) be delivered
        was not delivered
        undeliver(?:able|ed)
        unable to deliver
        delivery (?:to the following|has failed|failed)
        permanent(?:ly)? (?:fatal )?(?:errors?|failure|failed)
        user unknown
        unknown user
        no such user
        mailbox (?:is )?(?:full|unavailable)
        over quota
        returned to sender
        did not reach
        not be reached
        has been returned
        this is the (?:mail system|qmail-send program)
        failed recipient
        following address
        bounce
        5\d\d[ -]\d\.\d\.\d
        niet (?:worden )?(?:bezorgd|afgeleverd)
        onbestelbaar
        bestaat niet
    """),
    re.IGNORECASE,
)
_RECEIPT_SUBJECT = re.compile(
    r"^\W*(?:read(?: receipt)?|(?:niet )?gelezen|leesbevestiging|return receipt \(displayed\)|not read)\s?:",
    re.IGNORECASE,
)
_RECEIPT_TEXT = re.compile(
    r"\b(?:is gelezen op|werd gelezen op|was read on|is displayed on|gelezen op|weergegeven op)\b", re.IGNORECASE
)
_REPLY_SUBJECT = re.compile(
    r"^\W*"
    + any_of(r"""
        automati(?:sche?|c|cal) (?:antwoord|bericht|reply|response|reactie|beantwoording|(?:ontvangst)?bevestiging)
        auto-?\s?(?:reply|respon(?:se|der)|antwoord)\b
        out[- ]of[- ](?:the[- ])?office\b
        afwezigheids(?:assistent|bericht|melding)
        afwezig(?:heid)?\s?(?:[:(]|$)
        ooo\s?:
        ontvangstbevestiging
        bevestiging van ontvangst
        away from (?:the|my) (?:office|mail)
        i am out of (?:the )?office
        vakantie(?:bericht|melding|antwoord)\b
        vacation (?:reply|message|response)\b
        (?:abwesenheits|réponse automatique)
    """),
    re.IGNORECASE,
)
#: Subjects that a person might write as well; the text has to say it too.
_MAYBE_SUBJECT = re.compile(
    r"\b(?:afwezig|niet aanwezig|vakantie|out of office|on leave|on holiday|vacation|met verlof)\b", re.IGNORECASE
)
_AWAY_TEXT = re.compile(
    r"\b(?:ik ben|wij zijn|i am|i'm|i will be) (?:\w+ ){0,4}"
    + any_of(r"""
        afwezig
        niet (?:aanwezig|bereikbaar)
        (?:met|op) vakantie
        met verlof
        out of (?:the )?office
        away
        on (?:annual )?leave
        on (?:holiday|vacation)
    """),
    re.IGNORECASE,
)
_CALENDAR_ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH"})
_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_AUTOREPLY_FIELDS = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply", "auto-response",
    "x-vacation",
)  # fmt: skip
_NO = frozenset({"", "no"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a mail besides its headers. `media_types` of all parts; `text` is the sender's new text."""

    subject: str = ""
    sender_email: str = ""
    sender_name: str = ""
    media_types: frozenset[str] = frozenset()
    calendar_method: str = ""
    text: str = ""


def automatic(headers: Headers, shape: Shape) -> Automatic | None:
    """Why this mail counts as made by a machine, or None. The first question that says yes decides."""
    return next((kind for kind, asks in _QUESTIONS if asks(headers, shape)), None)


def _is_receipt(_headers: Headers, shape: Shape) -> bool:
    return "message/disposition-notification" in shape.media_types or bool(
        _RECEIPT_SUBJECT.match(shape.subject) and _RECEIPT_TEXT.search(shape.text[:_START_OF_TEXT])
    )


def _is_feedback(headers: Headers, shape: Shape) -> bool:
    return "message/feedback-report" in shape.media_types or "feedback-report" in headers.first("content-type").lower()


def _is_bounce(headers: Headers, shape: Shape) -> bool:
    if shape.media_types & {"message/delivery-status", "message/global-delivery-status"}:
        return True
    if "delivery-status" in headers.first("content-type").lower() or headers.first("x-failed-recipients"):
        return True
    if _ROBOT.match(shape.sender_email.partition("@")[0]):
        return True
    if not (_BOUNCE_SUBJECT.match(shape.subject) or _has_null_path(headers) or _ROBOT_NAME.search(shape.sender_name)):
        return False
    signs = (
        bool(_BOUNCE_SUBJECT.match(shape.subject)),
        _has_null_path(headers) or bool(_ROBOT_NAME.search(shape.sender_name)),
        bool(_BOUNCE_TEXT.search(shape.text[:_START_OF_TEXT])),
    )
    return sum(signs) >= _ENOUGH_SIGNS


def _is_calendar(_headers: Headers, shape: Shape) -> bool:
    return shape.calendar_method.upper() in _CALENDAR_ANSWERS


def _is_auto_reply(headers: Headers, shape: Shape) -> bool:
    if headers.first("auto-submitted").partition(";")[0].strip().lower() not in _NO:
        return True
    if any(headers.first(name) for name in _AUTOREPLY_FIELDS) or _has_null_path(headers):
        return True
    if _precedence(headers) in {"auto_reply", "auto-reply"} or headers.first("x-precedence").lower() == "auto_reply":
        return True
    if _REPLY_SUBJECT.match(shape.subject):
        return True
    is_answer = bool(headers.first("in-reply-to") and _MAYBE_SUBJECT.search(shape.subject))
    return is_answer and bool(_AWAY_TEXT.search(shape.text[:_START_OF_TEXT]))


def _is_list(headers: Headers, _shape: Shape) -> bool:
    return bool(headers.first("list-id")) or _precedence(headers) in _BULK


def _precedence(headers: Headers) -> str:
    return headers.first("precedence").strip().lower()


def _has_null_path(headers: Headers) -> bool:
    """The empty sender of reports and answers (RFC 5321, section 4.5.5)."""
    return headers.first("return-path").replace(" ", "") == "<>"


_QUESTIONS: tuple[tuple[Automatic, Callable[[Headers, Shape], bool]], ...] = (
    (Automatic.RECEIPT, _is_receipt),
    (Automatic.FEEDBACK, _is_feedback),
    (Automatic.BOUNCE, _is_bounce),
    (Automatic.CALENDAR, _is_calendar),
    (Automatic.AUTO_REPLY, _is_auto_reply),
    (Automatic.LIST, _is_list),
)
