"""The letters the desk sends. Their words are text files in `bots/letters`; here is which exist, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who a letter is for. Letters to the desk itself carry a case number and a deadline, nothing else."""

    PERSON = "person"
    BVA = "bva"
    WERKGEVER = "werkgever"
    PHONE = "phone"
    SECRETARIAAT = "secretariaat"
    DUTY = "duty"
    COORDINATOR = "coordinator"
    BESTUURDER = "bestuurder"


class LetterKind(StrEnum):
    """Every letter there is. The value is `audience_occasion`, and the name of its text file."""

    RECEIPT_PREVENTIVE = "person_receipt_preventive"
    RECEIPT_THREAT = "person_receipt_threat"
    RECEIPT_UNCLEAR = "person_receipt_unclear"
    REASSURED = "person_reassured"
    PROPOSAL = "person_appointment_proposal"
    CONFIRMED = "person_appointment_confirmed"
    MOVED = "person_appointment_moved"
    CANCELLED = "person_appointment_cancelled"
    REMINDER = "person_appointment_reminder"
    CODE = "person_code"
    REPORT = "person_report"
    REPORT_PASSWORD = "phone_report_password"  # noqa: S105 - the name of a letter
    REPORT_WITHDRAWN = "person_report_withdrawn"
    REPORT_TO_BVA = "bva_report"
    REPORT_TO_WERKGEVER = "werkgever_report"
    WORK_ORDER = "secretariaat_work_order"
    UNREADABLE = "secretariaat_unreadable"
    LATE = "secretariaat_late"
    SOON = "secretariaat_soon"
    STAYS_LATE = "coordinator_stays_late"
    INFORMATION = "person_information"
    UNREACHED = "person_unreached"
    NO_ANSWER = "person_no_answer"
    WITHDRAWN = "person_withdrawn"
    FINISHED = "person_finished"
    STATUS = "person_status"
    DATA_NOTED = "person_data_noted"
    REPORT_WRITING = "bestuurder_report_writing"
    REPORT_REMINDER = "bestuurder_report_reminder"
    CONSENT_NOTED = "bestuurder_consent_noted"
    ROSTER = "secretariaat_roster"
    HEAD = "secretariaat_head"
    DIGEST = "secretariaat_digest"
    ACUTE = "duty_acute"
    ALARM = "duty_alarm"
    LOOK_NOW = "duty_look_now"
    TAKEN = "duty_taken"
    CHECKLIST = "duty_checklist"
    LOOK_LIST = "duty_look_list"
    GAP = "duty_gap"
    SECOND_LOOK = "duty_second_look"
    MANY = "duty_many"
    SILENT = "duty_silent"
    RESTORED = "duty_restored"
    CHAT_LINK = "duty_chat_link"

    @property
    def audience(self) -> Audience:
        """For whom the letter is."""
        return Audience(self.value.partition("_")[0])

    @property
    def may_enclose(self) -> bool:
        """Something may travel with it."""
        return self in _ENCLOSING

    @property
    def urgent(self) -> bool:
        """Leaves at once, before any other letter, straight from the process that read the message."""
        return self in _URGENT

    @property
    def about_no_case(self) -> bool:
        """About the desk itself, or by a channel that need not know which case: it has no case number."""
        return self in _NO_CASE


_NO_CASE = frozenset(
    {
        LetterKind.CODE,
        LetterKind.ROSTER,
        LetterKind.HEAD,
        LetterKind.MANY,
        LetterKind.SILENT,
        LetterKind.RESTORED,
        LetterKind.REPORT_PASSWORD,
        LetterKind.CHAT_LINK,
        LetterKind.DIGEST,
    }
)
_URGENT = frozenset(
    {
        LetterKind.ACUTE,
        LetterKind.ALARM,
        LetterKind.LOOK_NOW,
        LetterKind.TAKEN,
        LetterKind.CHECKLIST,
        LetterKind.LOOK_LIST,
        LetterKind.GAP,
        LetterKind.SECOND_LOOK,
        LetterKind.MANY,
        LetterKind.SILENT,
        LetterKind.RECEIPT_THREAT,
        LetterKind.RECEIPT_UNCLEAR,
    }
)


_ENCLOSING = frozenset(
    {
        LetterKind.CONFIRMED,
        LetterKind.MOVED,
        LetterKind.CANCELLED,
        LetterKind.REPORT,
        LetterKind.REPORT_TO_BVA,
        LetterKind.REPORT_TO_WERKGEVER,
    }
)


class EnclosureKind(StrEnum):
    """What may travel with a letter. A report only ever goes locked: there is no kind for an open file."""

    INVITE = "request"
    UNINVITE = "cancel"
    LOCKED_PDF = "locked"
    SMIME = "smime"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What travels with a letter. `name` holds no personal data. SMIME is the whole letter, encrypted: DER bytes."""

    kind: EnclosureKind
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to leave. Plain text; `subject` is one line without control characters."""

    kind: LetterKind
    language: str
    subject: str
    body: str
