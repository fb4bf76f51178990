"""Letters: from a kind and a case to rows in the outbox, one for each addressee. Nothing leaves here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from bots.lettering import write
from casework.assessment import Assessment
from casework.errors import SettingsError
from casework.island_time import clock_named
from casework.letters import Audience, Enclosure, Letter, LetterKind
from casework.messages import Message
from casework.obligations import ObligationKind
from casework.people import SenderKind
from casework.references import Reference, sign
from casework.workdays import AMSTERDAM
from flows.dutch_holidays import KRALENDIJK
from flows.runtime import DESK, Runtime
from storage import cases, journal, outbox, safe_contacts
from storage.cases import Case
from storage.obligations import Obligation
from storage.outbox import Post
from storage.session import Tx

_DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}

#: What a letter to the desk says that has to be done, when no promise says it.
_NO_PROMISE = "bekijk de zaak"
#: Promises as an officer reads them who gets letters in English.
_WHAT_EN = {
    ObligationKind.CALL_BACK: "call back the person who wrote",
    ObligationKind.LOOK: "judge a message",
    ObligationKind.UNREADABLE: "look at a message that cannot be read",
}


#: How a letter in a drill is marked: in its subject, and in its first line.
_EXERCISE = {
    "nl": ("OEFENING", "Dit is een oefening. Er is niets aan de hand, maar doe alsof het echt is."),
    "en": ("DRILL", "This is a drill. Nothing is wrong, but act as if it were real."),
}
#: Who is no part of the desk, and in which role.
_ROLES = {Audience.BESTUURDER: SenderKind.BESTUURDER, Audience.WERKGEVER: SenderKind.WERKGEVER}
_OUTSIDE = (Audience.PERSON, *_ROLES)
_ENGLISH_ISLANDS = ("sta", "sab")
_PERSONS = (Audience.PERSON, Audience.BESTUURDER)
#: Why a letter does not leave, for the journal.
UNSAFE = "volgens de wens voor veilig contact niet op dit adres; bereik de melder op een andere manier"
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a letter goes: "mail" or "notify", and the address."""

    channel: str
    address: str


def post_letters(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    kinds: Iterable[LetterKind],
    now: datetime,
    *,
    occasion: str,
    message: Message | None = None,
    assessment: Assessment | None = None,
    obligation: Obligation | None = None,
    row: int | None = None,
    more: Mapping[str, str] = _NOTHING,
) -> bool:
    """Put letters in the outbox; true when one of them is urgent. The same occasion never posts twice.

    `row` is the number of the stored message that led to them, `more` are facts beside the usual ones.
    """
    addressed = [
        (letter, to, f"{case.number} {occasion} {letter.kind.value} {number}")
        for letter in (_letter(runtime, tx, case, kind, assessment, obligation, more) for kind in kinds)
        for number, to in enumerate(_reachable(runtime, tx, case, letter.kind, message, now))
    ]
    if not addressed:
        return False
    first = outbox.next_number(tx, case.id, len(addressed))
    posts = [
        post_of(runtime, Reference(case.number, first + n), case, letter, to, key, message, row)
        for n, (letter, to, key) in enumerate(addressed)
    ]
    outbox.post_all(tx, posts, now)
    return any(post.urgent for post in posts)


def post_to(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    letter: Letter,
    to: Addressee,
    now: datetime,
    *,
    key: str,
    enclosures: Sequence[Enclosure] = (),
) -> int | None:
    """Put one letter to one addressee in the outbox; its row, or None when this `key` was posted in the case before."""
    if letter.kind.audience in _PERSONS:
        to = next(_safely(tx, case, to), to)  # what may not go there at all is held back when it would leave
    number = Reference(case.number, outbox.next_number(tx, case.id))
    made = post_of(runtime, number, case, letter, to, f"{case.number} {key}")
    return outbox.post(tx, replace(made, enclosures=enclosures), now)


def spoken_time(at: datetime, language: str, calendar: str = "nl") -> str:
    """A time as people say it: "donderdag 26 november 2026 om 17.00 uur".

    With the calendar of a case on an island it is the time there, and says so.
    """
    local, whose = at.astimezone(AMSTERDAM if calendar == "nl" else KRALENDIJK), clock_named(calendar, language)
    day, month = _DAYS[language][local.weekday()], _MONTHS[language].split()[local.month - 1]
    if language == "nl":
        return f"{day} {local.day} {month} {local.year} om {local:%H.%M} uur{whose}"
    return f"{day} {local.day} {month} {local.year} at {local:%H:%M}{whose}"


def letter_language(language: str) -> str:
    """We answer in English to English, and in Dutch to all else (also Frisian and Papiamentu)."""
    return "en" if language == "en" else "nl"


def language_of(tx: Tx, case: Case, role: SenderKind) -> str:
    """In which language we write to somebody in this role: that of their newest mail, else that of the case.

    A werkgever who never wrote gets Dutch, except on Sint Eustatius and Saba, where English is the common language.
    """
    known = [party.language for party in cases.parties_of(tx, case.id) if party.role == role.value and party.language]
    if known:
        return letter_language(known[-1])
    applied = case.fields.sender_kind is role or case.calendar in _ENGLISH_ISLANDS
    return letter_language(case.language) if role is not SenderKind.WERKGEVER or applied else "nl"


def _letter(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    kind: LetterKind,
    assessment: Assessment | None,
    obligation: Obligation | None,
    more: Mapping[str, str],
) -> Letter:
    language = _language(tx, case, kind.audience, assessment)
    caribbean = assessment.caribbean if assessment is not None else case.calendar != "nl"
    local = kind.audience in _OUTSIDE
    known = facts(runtime, case, language, obligation, caribbean=caribbean, local=local)
    return write(kind, language, known | dict(more))


def _language(tx: Tx, case: Case, audience: Audience, assessment: Assessment | None) -> str:
    if audience is Audience.PERSON:
        return letter_language(assessment.language if assessment else case.language)
    role = _ROLES.get(audience)
    return "nl" if role is None else language_of(tx, case, role)


def facts(
    runtime: Runtime,
    case: Case,
    language: str,
    obligation: Obligation | None,
    *,
    caribbean: bool = False,
    local: bool = False,
) -> dict[str, str]:
    """What any letter may say about a case: numbers, dates, telephone numbers.

    `local`: times are those where the case is, as people outside the desk read them.
    """
    desk, calendar = runtime.settings.desk, case.calendar if local else "nl"
    moment = obligation.moment_at if obligation else None
    return {
        "case_number": case.number,
        "deadline": spoken_time(obligation.due_at, language, calendar) if obligation else "",
        "moment": spoken_time(moment, language, calendar) if moment else "",
        "call_by": _call_by(runtime, obligation, language, calendar),
        "what": _what(obligation, language),
        "emergency_number": desk.emergency_caribbean if caribbean else desk.emergency,
        "police_phone": desk.emergency_caribbean if caribbean else desk.police_phone,
        "support_phone": desk.support_phone,
        "desk_phone": desk.phone,
    }


def _call_by(runtime: Runtime, obligation: Obligation | None, language: str, calendar: str) -> str:
    """By when somebody is called; a time that has passed is no promise."""
    if obligation is None or obligation.due_at <= runtime.clock():
        return {"nl": "zo snel mogelijk", "en": "as soon as possible"}[language]
    return {"nl": "uiterlijk ", "en": "by "}[language] + spoken_time(obligation.due_at, language, calendar)


def _what(obligation: Obligation | None, language: str) -> str:
    if obligation is None:
        return _NO_PROMISE
    return _WHAT_EN.get(obligation.kind, obligation.title) if language == "en" else obligation.title


def _addressees(runtime: Runtime, tx: Tx, case: Case, kind: LetterKind, message: Message | None) -> Iterator[Addressee]:
    """Duty officers are not here: whom they are is for the ladder to say (`flows.steps.escalate`)."""
    desk = runtime.settings.desk
    match kind.audience:
        case Audience.PERSON:
            address = message.sender.email if message is not None else applicant_of(tx, case)
            yield from _mail_to(address)
        case Audience.BESTUURDER:
            yield from _mail_to(address_of(tx, case, SenderKind.BESTUURDER))
        case Audience.WERKGEVER:
            yield from _mail_to(address_of(tx, case, SenderKind.WERKGEVER))
        case Audience.SECRETARIAAT:
            yield from (Addressee("mail", address) for address in desk.secretariaat)
        case Audience.COORDINATOR:
            yield from (Addressee("mail", address) for address in desk.coordinator or desk.secretariaat)
        case Audience.DUTY:
            raise SettingsError(f"a {kind.value} letter leaves by the ladder alone")


def _reachable(
    runtime: Runtime, tx: Tx, case: Case, kind: LetterKind, message: Message | None, now: datetime
) -> Iterator[Addressee]:
    """The addressees, as far as they want letters there; one that wants none is left to a human, in the journal."""
    for to in _addressees(runtime, tx, case, kind, message):
        if kind.audience not in _PERSONS:
            yield to
        elif (safe := next(_safely(tx, case, to), None)) is not None:
            yield safe
        else:
            journal.note(tx, case.id, "brief niet verstuurd", f"{kind.value}: {UNSAFE}", DESK, now)


def _safely(tx: Tx, case: Case, to: Addressee) -> Iterator[Addressee]:
    """Where a letter to a person goes by that person's own wish; nothing when it goes nowhere."""
    if to.channel != "mail":
        yield to
    elif (way := safe_contacts.of_case(tx, case.id).way_to(to.address)) is not None:
        yield replace(to, address=way)


def _mail_to(address: str | None) -> Iterator[Addressee]:
    if address:
        yield Addressee("mail", address)


def address_of(tx: Tx, case: Case, role: SenderKind) -> str | None:
    """The newest mail address of somebody in this role."""
    known = [party.email for party in cases.parties_of(tx, case.id) if party.role == role.value and party.email]
    return known[-1] if known else None


def applicant_of(tx: Tx, case: Case) -> str | None:
    """The mail address of who asked for the case."""
    return next((party.email for party in cases.parties_of(tx, case.id) if party.email), None)


def about_no_case(runtime: Runtime, letter: Letter, to: Addressee, key: str) -> Post:
    """A letter that is about no case, such as one of the desk to itself. The same `key` and address are posted once."""
    domain = runtime.settings.desk.address.partition("@")[2]
    digest = hashlib.sha256(f"{key} {to.address}".encode()).hexdigest()[:24]
    return Post(
        case_id=None,
        kind=letter.kind,
        language=letter.language,
        channel=to.channel,
        recipient=to.address,
        subject=letter.subject,
        body=letter.body,
        message_id=f"<{letter.kind.value}.{digest}@{domain}>",
        dedupe_key=f"{key} {to.address}",
        urgent=letter.kind.urgent,
    )


def _as_exercise(letter: Letter) -> Letter:
    """A letter in a drill says so before anything else."""
    mark, note = _EXERCISE[letter.language]
    return replace(letter, subject=f"{mark}: {letter.subject}", body=f"{note}\n\n{letter.body}")


def post_of(
    runtime: Runtime,
    number: Reference,
    case: Case,
    letter: Letter,
    to: Addressee,
    key: str,
    message: Message | None = None,
    row: int | None = None,
) -> Post:
    """A letter as a row of the outbox. `number` makes its signed reference, `key` keeps it from being posted twice."""
    reference = sign(number, runtime.reference_keys[0])
    mailbox, _, domain = runtime.settings.desk.address.partition("@")
    answer = letter.kind.audience is Audience.PERSON and message is not None
    answered = message if answer else None
    letter = _as_exercise(letter) if case.exercise else letter
    return Post(
        case_id=case.id,
        kind=letter.kind,
        language=letter.language,
        channel=to.channel,
        recipient=to.address,
        subject=letter.subject,
        body=letter.body,
        message_id=f"<{reference}@{domain}>",
        reply_to=f"{mailbox}+{reference}@{domain}" if runtime.settings.desk.plus_addressing else None,
        in_reply_to=answered.message_id if answered else None,
        references=answered.references if answered else (),
        dedupe_key=key,
        urgent=letter.kind.urgent,
        answer=answer,
        answered_address=to.address if answer else None,
        message=row,
    )
