"""Was this mail made by a machine? Detection only; whether a robot may answer is decided in casework.triage.

Headers prove (RFC 3834, RFC 2076, RFC 2919); a subject or sender proves only when no person writes it that way. The
body never proves anything by itself: a person who reports `ik kreeg een automatisch antwoord` is a person. Below the
subject of an answer a text proves when it holds nothing but what machines say of somebody who is away (`bots.absence`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bots.absence import says_only_away
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
        mail delivery (?:warning|status|report)
        mail error$
        (?:unzustellbar|nicht zustellbar|notification d'état)
        onbestelba(?:ar|re)
        onbezorg(?:d|baar)
        (?:bericht |mail )?(?:is )?niet (?:bezorgd|afgeleverd)
        bezorging (?:mislukt|vertraagd)
        (?:aflever|bezorg)(?:ings)?(?:fout|rapport|status)
        melding over (?:de )?(?:aflever|bezorg)\w* ?status
        kan (?:bericht|mail) niet bezorgen
        verzending mislukt
        (?:uw |je )?(?:e-?mail|bericht) (?:kon|kan|is) niet (?:worden )?(?:bezorgd|afgeleverd|verzonden)
        (?:e-?mail)?adres (?:niet gevonden|onbekend|bestaat niet)
        (?:bericht|e-?mail) (?:geweigerd|geblokkeerd|geretourneerd|teruggestuurd)
        (?:waarschuwing: )?(?:bericht|bezorging) (?:is )?(?:vertraagd|uitgesteld)
        retour(?:mail|bericht)
    """),
    re.IGNORECASE,
)
_BOUNCE_TEXT = re.compile(
    any_of(r"""
        (?:could(?: not|n'?t)|can(?: ?not|'t)) be delivered
        was not delivered
        undeliver(?:able|ed)
        unable to deliver
        delivery (?:to the following|has failed|failed)
        permanent(?:ly)? (?:fatal )?(?:errors?|failure|failed)
        user unknown
        unknown user
        no such user
        mailbox (?:is )?(?:full|unavailable)
        full mailbox
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
        niet bij .{1,80} (?:bezorgd|afgeleverd)
        bezorging (?:\S+ ){0,12}?is mislukt
        niet worden (?:gevonden|bereikt)
        onbekende (?:gebruiker|ontvanger|geadresseerde)
        (?:postvak|mailbox) (?:\w+ ){0,4}(?:is )?vol\b
        onbestelbaar
        bestaat niet
    """),
    re.IGNORECASE,
)
#: Dutch servers do not say so of themselves (English ones do: `I'm afraid I wasn't able to`).
_TELLER = re.compile(r"\b(?:ik|mij|mijn)\b", re.IGNORECASE)
_RECEIPT_SUBJECT = re.compile(
    r"^\W*(?:read(?: receipt)?|(?:niet )?gelezen|ongelezen verwijderd|leesbevestiging"
    r"|return receipt \(displayed\)|not read|delivered|relayed|bezorgd|afgeleverd)\s?:",
    re.IGNORECASE,
)
_RECEIPT_TEXT = re.compile(
    any_of(r"""
        \b(?:was read on|is displayed on|weergegeven op)\b
        \bgelezen op (?:\w+dag\b|\d)
        \bdeleted without being read\b
        \bongelezen verwijderd\b
        \bzonder te zijn gelezen\b
        \b(?:uw|je) (?:bericht|e-?mail|mail)\b.{0,120}\b(?:bezorgd|afgeleverd)
        \byour (?:message|e-?mail)\b.{0,120}\b(?:delivered|relayed)
    """),
    re.IGNORECASE,
)
_REPLY_SUBJECT = re.compile(
    r"^\W*"
    + any_of(r"""
        automati(?:sche?|c|cal) (?:antwoord|bericht|reply|response|reactie|beantwoording)\b(?!\?)
        automati(?:sche?|c|cal) (?:ontvangst)?bevestiging
        .{0,120}\(automatisch (?:antwoord|bericht)\)\s*$
        auto-?\s?(?:reply|respon(?:se|der)|antwoord)\b
        out[- ]of[- ](?:the[- ])?office\b
        afwezigheids(?:assistent|bericht|melding)
        afwezig(?:heid)?\s?(?:[:(]|$|(?:re|antw|betr)\s?:)
        [oô]fw[eê]zich\b
        (?:kontesta|rèspòndi) outom[aá]tiko
        ooo\s?:
        ontvangstbevestiging\b(?!\s*(?:\?|gevraagd|gewenst|graag))
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
#: A person may write about a confirmation; the text has to say that a machine does.
_RECEIVED_SUBJECT = re.compile(
    r"^\W*(?:(?:re|antw)\s?:\s*)?(?:bevestiging|(?:uw|je) (?:bericht|e-?mail|mail|vraag|melding)\b.{0,40}\bontvangen"
    r"|wij hebben uw|we have received|your (?:message|request|e-?mail)\b.{0,40}\breceived|confirmation)\b",
    re.IGNORECASE,
)
_SAYS_TO_BE_MACHINE = re.compile(
    any_of(r"""
        ^\W*(?:dit is|u ontvangt|je ontvangt) een automatisch\b
        ^\W*deze (?:e-?mail|mail) (?:is|wordt) automatisch\b
        ^\W*dit (?:bericht|antwoord) (?:is|wordt) automatisch\b
        ^\W*this is an auto(?:matic|mated|matically)\b
        ^\W*this (?:e-?mail|message) (?:is|was) (?:sent )?automatically\b
    """),
    re.IGNORECASE | re.MULTILINE,
)
#: Calendars without a calendar part: Outlook, Exchange and Google say it in the subject.
_CALENDAR_SUBJECT = re.compile(
    r"^\W*(?:(?:voorlopig )?geaccepteerd|afgewezen|geweigerd|voorlopig|onder voorbehoud|accepted|declined"
    r"|tentative(?:ly accepted)?|new time proposed|nieuwe tijd voorgesteld)\s?:",
    re.IGNORECASE,
)
_CALENDAR_TEXT = re.compile(
    r"\bheeft (?:deze|de|uw|je) (?:uitnodiging|afspraak|vergadering)\b.{0,40}\b(?:geaccepteerd|afgewezen|geweigerd)"
    r"|\bhas (?:tentatively )?(?:accepted|declined)\b",
    re.IGNORECASE,
)
_CALENDAR_ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH"})
_BULK = frozenset({"bulk", "junk", "list"})
_AUTOREPLY_FIELDS = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply", "auto-response",
    "x-vacation",
)  # fmt: skip
_AUTOREPLY_PRECEDENCE = frozenset({"auto_reply", "auto-reply"})
_NEWS_SUBJECT = re.compile(
    r"\b(?:nieuwsbrief|nieuwsflits|newsletter|knipselkrant|weekoverzicht|ochtendoverzicht|digest|in dit nummer)\b",
    re.IGNORECASE,
)
_NEWS_SENDER = re.compile(
    r"^(?:no-?reply|do-?not-?reply|nieuws(?:brief)?|news(?:letter)?|knipsel\w*|redactie|mailing|abonnement\w*)\b",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"\bunsubscribe\b|\b(?:afmelden|uitschrijven) ?(?:\||kan\b|\?|$)|\| ?(?:afmelden|uitschrijven)\b"
    r"|\b(?:afmelden|uitschrijven|niet meer ontvangen)\b.{0,30}\b(?:klik|onderaan|link)\b",
    re.IGNORECASE | re.MULTILINE,
)
_END_OF_TEXT = 400
#: The fields of a list (RFC 2369, RFC 2919); List-Unsubscribe alone also stands in what one person sends by a service.
_LIST_FIELDS = ("list-id", "list-post", "list-help", "list-subscribe")
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


#: The fields that are asked for; each mail is looked through once.
_ASKED = frozenset({
    "auto-submitted", "content-type", "in-reply-to", "list-id", "precedence", "return-path", "x-failed-recipients",
    "x-precedence", *_AUTOREPLY_FIELDS, *_LIST_FIELDS,
})  # fmt: skip
_Fields = Mapping[str, str]


def automatic(headers: Headers, shape: Shape) -> Automatic | None:
    """Why this mail counts as made by a machine, or None. The first question that says yes decides."""
    fields = {name: headers.first(name) for name in headers.names() & _ASKED}
    return next((kind for kind, asks in _QUESTIONS if asks(fields, shape)), None)


def _is_receipt(fields: _Fields, shape: Shape) -> bool:
    if "message/disposition-notification" in shape.media_types:
        return not _is_rejection(fields)
    return bool(_RECEIPT_SUBJECT.match(shape.subject) and _RECEIPT_TEXT.search(shape.text[:_START_OF_TEXT]))


def _is_feedback(fields: _Fields, shape: Shape) -> bool:
    return "message/feedback-report" in shape.media_types or "feedback-report" in _content_type(fields)


def _is_bounce(fields: _Fields, shape: Shape) -> bool:
    if shape.media_types & {"message/delivery-status", "message/global-delivery-status"}:
        return True
    if "delivery-status" in _content_type(fields) or fields.get("x-failed-recipients") or _is_rejection(fields):
        return True
    if _ROBOT.match(shape.sender_email.partition("@")[0]):
        return True
    by_subject = bool(_BOUNCE_SUBJECT.match(shape.subject))
    by_sender = _has_null_path(fields) or bool(_ROBOT_NAME.search(shape.sender_name))
    if not (by_subject or by_sender):
        return False
    start = shape.text[:_START_OF_TEXT]
    by_text = bool(_BOUNCE_TEXT.search(start)) and (by_sender or not _TELLER.search(start))
    return by_subject + by_sender + by_text >= _ENOUGH_SIGNS


def _is_rejection(fields: _Fields) -> bool:
    """Dovecot and other servers with Sieve refuse a mail in the shape of a receipt (RFC 5429, section 2.1.1)."""
    return "rejected" in fields.get("auto-submitted", "").lower()


def _is_calendar(_fields: _Fields, shape: Shape) -> bool:
    if shape.calendar_method.upper() in _CALENDAR_ANSWERS:
        return True
    if not _CALENDAR_SUBJECT.match(shape.subject):
        return False
    return not shape.text.strip() or bool(_CALENDAR_TEXT.search(shape.text[:_START_OF_TEXT]))


def _is_auto_reply(fields: _Fields, shape: Shape) -> bool:
    if fields.get("auto-submitted", "").partition(";")[0].strip().lower() not in _NO:
        return True
    if any(fields.get(name) for name in _AUTOREPLY_FIELDS) or _has_null_path(fields):
        return True
    if _precedence(fields) in _AUTOREPLY_PRECEDENCE or fields.get("x-precedence", "").lower() in _AUTOREPLY_PRECEDENCE:
        return True
    if _REPLY_SUBJECT.match(shape.subject):
        return True
    start = shape.text[:_START_OF_TEXT]
    if fields.get("in-reply-to") and _MAYBE_SUBJECT.search(shape.subject) and _AWAY_TEXT.search(start):
        return True
    if _RECEIVED_SUBJECT.match(shape.subject) and _SAYS_TO_BE_MACHINE.search(start):
        return True
    return says_only_away(shape.subject, shape.text)


def _is_list(fields: _Fields, shape: Shape) -> bool:
    """By its fields; a newsletter without them by two signs of three: subject, sender, and the line to leave it."""
    if any(fields.get(name) for name in _LIST_FIELDS) or _precedence(fields) in _BULK:
        return True
    signs = (
        _NEWS_SUBJECT.search(shape.subject),
        _NEWS_SENDER.search(shape.sender_email.partition("@")[0]),
        _LEAVE.search(shape.text[-_END_OF_TEXT:]),
    )
    return sum(sign is not None for sign in signs) >= _ENOUGH_SIGNS


def _content_type(fields: _Fields) -> str:
    return fields.get("content-type", "").lower()


def _precedence(fields: _Fields) -> str:
    return fields.get("precedence", "").strip().lower()


def _has_null_path(fields: _Fields) -> bool:
    """The empty sender of reports and answers (RFC 5321, section 4.5.5)."""
    return fields.get("return-path", "").replace(" ", "") == "<>"


_QUESTIONS: tuple[tuple[Automatic, Callable[[_Fields, Shape], bool]], ...] = (
    (Automatic.RECEIPT, _is_receipt),
    (Automatic.FEEDBACK, _is_feedback),
    (Automatic.BOUNCE, _is_bounce),
    (Automatic.CALENDAR, _is_calendar),
    (Automatic.AUTO_REPLY, _is_auto_reply),
    (Automatic.LIST, _is_list),
)
