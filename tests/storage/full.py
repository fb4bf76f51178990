"""A database in which every column holds something, with words that can be searched for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from casework.appointments import Appointment, Stage, Talk
from casework.approvals import Happened, Reader, Scope, Step
from casework.assessment import Address, Evidence, Fields
from casework.conversation import Conversation, TurnKind
from casework.corrections import Opinion
from casework.escalation import Attempt, Ladder
from casework.letters import Enclosure, EnclosureKind
from casework.messages import Attachment, Part, PartKind, Sender
from casework.obligations import ObligationKind
from casework.people import SenderKind
from casework.roster import Medium, Override, Period, Person, Roster, Way
from casework.safe_contact import SafeContact
from storage import (
    accounts,
    alarms,
    appointments,
    cases,
    conversations,
    corrections,
    data_links,
    drills,
    heartbeats,
    holds,
    inbox,
    journal,
    judgements,
    obligations,
    outbox,
    proofs,
    reports,
    rosters,
    safe_contacts,
    windows,
)
from storage.appointments import Guest
from storage.cases import Case
from storage.inbox import Outcome
from storage.session import Database, Tx
from tests.builders import NOW, a_case, a_kept_mail, a_message, a_post, an_added_message, an_assessment, an_obligation
from tests.storage.test_windows import AWish

#: Nothing of this may stand anywhere in clear.
SECRETS = (
    "Wilhelmina Zwaardemaker",
    "wilhelmina@zwaardemaker.example",
    "+31687654321",
    "Kruidenlaan 77",
    "7788 ZW Zeearend",
    "Zwaluwendorp aan Zee",
    "Onderwerp Zilverreiger",
    "Kogelbrief Kwartelkoning",
    "Rauwe Roerdomp",
    "bijlage-boomvalk.pdf",
    "Brief Blauwborst",
    "Kladregel Kluut",
    "Medewerker Meerkoet",
    "Reden Rietgors",
    "Fout Fuutkuiken",
    "bericht-id-bijeneter",
    "Aanvulling Appelvink",
    "verwijzing-visarend",
    "Chatregel Citroenvlinder",
    "chatadres-cicade",
    "chatbestand-chrysant.jpg",
)
(
    NAME,
    MAIL,
    PHONE,
    STREET,
    POSTCODE,
    CITY,
    SUBJECT,
    TEXT,
    RAW,
    FILE,
    BODY,
    NOTE,
    STAFF,
    REASON,
    FAULT,
    ID,
    PULSE,
    REF,
    CHAT,
    CHATTER,
    CHAT_FILE,
) = SECRETS


def fill(database: Database) -> str:
    """Write the story of one case, twice; the number of the second."""
    with database.begin() as tx:
        _story(tx, "0")
        return _story(tx, "1")


def _story(tx: Tx, mark: str) -> str:
    fields = Fields(SenderKind.DERDE, None, NAME, NAME, PHONE, Address(STREET, POSTCODE, CITY), availability=(NAME,))
    case = a_case(tx, fields=fields)
    cases.add_party(tx, case.id, "derde", NAME, MAIL, PHONE)
    row = _mail(tx, case.id, fields, mark)
    corrections.add(tx, inbox.message(tx, row), Opinion.AGREE, None, REASON, STAFF, NOW)
    promised = an_obligation(tx, case, message=row)
    obligations.done(tx, promised.id, "gelukt", STAFF, NOW)
    cases.hand_over(tx, case, STAFF)
    _letters(tx, case.id, row, mark)
    safe_contacts.add(tx, case.id, SafeContact((MAIL,), code_word=NOTE, note=TEXT), STAFF, NOW)
    drills.add(tx, STAFF, NOW)
    judgements.add(tx, promised.id, STAFF, REASON, NOW)
    journal.note(tx, case.id, "taak afgehandeld", NOTE, STAFF, NOW)
    heartbeats.beat(tx, f"listener {mark}", NOW, PULSE)
    windows.want_open(tx, AWish(key=mark), NOW)
    windows.failed(tx, windows.pending(tx, 1)[0].id, FAULT, NOW)
    _alarm(tx, case, mark)
    _papers(tx, case, mark)
    _chat(tx, case, fields, mark)
    return case.number


def _papers(tx: Tx, case: Case, mark: str) -> None:
    enclosure = Enclosure(EnclosureKind.LOCKED_PDF, "rapport.pdf", RAW.encode())
    letter = outbox.post(tx, a_post(case.id, f"rapport {mark}", recipient=MAIL, enclosures=[enclosure]), NOW)
    assert letter
    made = Appointment(f"{mark}@desk.example", Talk.HOME, Stage.PROPOSED, 120, slots=(NOW,))
    appointments.add(tx, case.id, case.number, made, Guest(NAME, MAIL, "nl"), NOW)
    data_links.add(tx, case.id, case.number, "bestuurder", STAFF, NOW, NOW + timedelta(hours=24))
    holds.put(tx, case.id, STAFF, REASON, NOW)
    holds.lift(tx, case.id, STAFF, NOW)
    body = TEXT.encode()
    reports.add(tx, case.id, 1, source="pdf", body=body, full=body, measures=body, now=NOW)
    reports.record(tx, case.id, Happened(Step.ADDED, 1), STAFF, REASON, NOW)
    reports.add_delivery(
        tx,
        case.id,
        version=1,
        reader=Reader.BESTUURDER,
        scope=Scope.FULL,
        way="pdf",
        letter=letter,
        password=RAW,
        now=NOW,
    )


def _chat(tx: Tx, case: Case, fields: Fields, mark: str) -> None:
    state = Conversation(fields=fields, employer=NAME, question=CHAT, email=MAIL)
    talk = conversations.open_talk(tx, "telegram", state, NOW, address=f"{CHATTER} {mark}", code=f"{CHATTER} {mark}")
    turn = conversations.keep(tx, talk.id, TurnKind.TEXT, CHAT, NOW, external=f"{CHATTER}-{mark}")
    assert turn
    conversations.tried(tx, turn, NOW, FAULT)
    conversations.add_file(tx, turn, CHAT_FILE, "image/jpeg", CHAT.encode(), NOW)
    conversations.said(tx, talk.id, CHAT, (CHAT,), NOW, leaves=True)
    if mark == "0":  # the other stays without a case
        conversations.save(tx, talk, state, NOW, case=case.id, wake_at=NOW)
    proofs.add(tx, "adres", f"{CHATTER} {mark}", MAIL, NOW, lasts=timedelta(hours=1), talk=talk.id)
    accounts.link(tx, "telegram", f"{CHATTER} {mark}", STAFF, NOW)


def _alarm(tx: Tx, case: Case, mark: str) -> None:
    way = Way(Medium.NOTIFY, f"sms://{PHONE}", "sms")
    roster = Roster({STAFF: Person(STAFF, STAFF, (way,))}, fallback=(STAFF,))
    rosters.save(tx, roster, {}, STAFF, NOW)
    rosters.add_override(tx, Override("wacht", STAFF, Period(NOW, NOW + timedelta(days=1))), STAFF, NOW)
    promised = an_obligation(tx, case, ObligationKind.CALL_BACK)
    alarm = alarms.open_alarm(
        tx,
        case=case.id,
        number=case.number,
        obligation=promised.id,
        policy="dreiging",
        spares_employer=False,
        ladder=Ladder(NOW, passed=(STAFF,)),
        now=NOW,
    )
    attempt = alarms.add_attempt(tx, alarm, 1, Attempt(STAFF, 0, way), STAFF, 1, NOW)
    letter = outbox.post(tx, a_post(case.id, f"oproep {mark}", recipient=PHONE, urgent=True), NOW)
    assert attempt
    assert letter
    alarms.carried_by(tx, attempt, letter)
    alarms.refused(tx, letter, FAULT, NOW)
    alarms.add_answer(tx, alarm.id, "ik heb het", "mail", STAFF, NOW, attempt)


def _mail(tx: Tx, case: int, fields: Fields, mark: str) -> int:
    message = a_message(
        TEXT,
        sender=Sender(NAME, MAIL),
        subject=SUBJECT,
        message_id=f"<{ID}-{mark}@zwaardemaker.example>",
        in_reply_to=f"<{ID}@zwaardemaker.example>",
        references=(f"<{ID}@zwaardemaker.example>",),
        recipients=(MAIL,),
        reply_to=MAIL,
        attachments=(Attachment(FILE, "application/pdf", 3, "0" * 64),),
        unreadable=(f"{FILE} is niet te lezen",),
    )
    assessment = replace(an_assessment(), fields=fields, evidence=(Evidence(PartKind.NEW, TEXT, "kogel"),))
    message = replace(message, parts=(*message.parts, Part(PartKind.ATTACHMENT, TEXT, FILE)))
    mail = a_kept_mail(tx, f"From: {NAME} <{MAIL}>\r\n\r\n{RAW} {mark}".encode(), uid=int(mark) + 1, error=FAULT)
    row = an_added_message(tx, message, assessment=assessment, fingerprint=mark * 64, raw_of=mail, case=case)
    inbox.settle(tx, mail, Outcome.OPENED, REASON, NOW, row)
    return row


def _letters(tx: Tx, case: int, row: int, mark: str) -> None:
    for state in ("sent", "failed", "queued"):
        letter = a_post(
            case,
            f"{NAME} {mark} {state}",
            recipient=MAIL,
            subject=SUBJECT,
            body=BODY,
            message_id=f"<{REF}@desk.example>",
            reply_to=f"wvb+{REF}@desk.example",
            in_reply_to=f"<{ID}@zwaardemaker.example>",
            references=(f"<{ID}@zwaardemaker.example>",),
            answer=True,
            answered_address=MAIL,
            message=row,
        )
        outbox.post(tx, letter, NOW)
    sent, failed, _ = outbox.claim(tx, by="test", now=NOW, limit=3)
    outbox.sent(tx, sent.id, NOW)
    outbox.failed(tx, failed.id, FAULT, NOW)
