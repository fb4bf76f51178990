"""The adviesrapport: taken in, decided about, given to who may have it, withdrawn. Each step in the journal.

Whether somebody may have it is asked of `casework.approvals` at the moment of giving, from the history in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bots.lettering import write
from bots.pdf import require_pdf
from bots.report_pdf import typeset
from casework.approvals import (
    Gate,
    Happened,
    Proof,
    Reader,
    Scope,
    Standing,
    Step,
    gate,
    never_sent,
    refusal,
    standing,
)
from casework.errors import Refusal, SettingsError
from casework.findings import measures_only, read_report
from casework.letters import LetterKind
from casework.obligations import ObligationKind
from casework.people import SenderKind
from flows.runtime import DESK, Runtime
from flows.steps import signing
from flows.steps.correspondence import Addressee, facts, language_of, post_to
from flows.steps.moving import drop, promise
from flows.steps.sealing import PDF, SMIME, pack, way_to
from storage import cases, journal, obligations, outbox, reports
from storage.cases import Case
from storage.reports import Delivery, StoredReport, StoredStep
from storage.session import Tx

_LETTERS = {
    Reader.BVA: LetterKind.REPORT_TO_BVA,
    Reader.BESTUURDER: LetterKind.REPORT,
    Reader.WERKGEVER: LetterKind.REPORT_TO_WERKGEVER,
}
_ROLES = {Reader.BESTUURDER: SenderKind.BESTUURDER.value, Reader.WERKGEVER: SenderKind.WERKGEVER.value}
_HOW = {
    ("nl", SMIME): "Deze mail is versleuteld met S/MIME: alleen u kunt hem openen. Het rapport zit erin.",
    ("en", SMIME): "This mail is encrypted with S/MIME: only you can open it. The report is in it.",
    ("nl", "sms"): "De bijlage is een PDF met een wachtwoord. U krijgt het wachtwoord per sms.",
    ("en", "sms"): "The attachment is a PDF with a password. You get the password by text message.",
    ("nl", "bellen"): "De bijlage is een PDF met een wachtwoord. Wij bellen u met het wachtwoord.",
    ("en", "bellen"): "The attachment is a PDF with a password. We call you with the password.",
}
_SCOPES_EN = {Scope.FULL: "in full", Scope.MEASURES: "the measures only"}


class ReportRefused(Refusal):
    """This cannot be done with the report; the text says why, in Dutch, without personal data."""


@dataclass(frozen=True, slots=True)
class Given:
    """A report that was given. `told` says how the password goes: sms, bellen, or nothing with S/MIME."""

    reader: Reader
    version: int
    scope: Scope
    way: str
    told: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The report of a case: where it stands, what happened, who was given what."""

    standing: Standing
    gates: dict[Reader, Gate]
    steps: list[StoredStep]
    deliveries: list[Delivery]


def add_in(
    tx: Tx, case: Case, body: bytes, *, source: str, by: str, now: datetime, measures: bytes | None = None
) -> int:
    """Take in a new version of a case's report: `source` is json, or pdf (then `measures` is the list alone, as PDF).

    Gives its version. Raises ReportWrong, PdfFailed, ReportRefused; then nothing may be committed.
    """
    name = _signed(by)
    cases.lock(tx, case.id)
    version = standing(reports.history(tx, case.id)).version + 1
    full, listed = _papers(case, version, body, source, measures, now)
    digest = reports.add(tx, case.id, version, source=source, body=body, full=full, measures=listed, now=now)
    reports.record(tx, case.id, Happened(Step.ADDED, version), name, None, now)
    _cancel_unsent(tx, case, version, now)
    journal.note(tx, case.id, Step.ADDED.value, f"versie {version}, sha256 {digest}", name, now)
    return version


def decide_in(
    tx: Tx,
    case: Case,
    step: Step,
    *,
    by: str,
    now: datetime,
    proof: Proof = Proof.NONE,
    remark: str = "",
    version: int | None = None,
) -> Standing:
    """Write down what the BVA or the bestuurder said of the newest version. Raises ReportRefused."""
    name = _signed(by)
    cases.lock(tx, case.id)
    history = reports.history(tx, case.id)
    event = Happened(step, version or standing(history).version, proof)
    why_not = refusal(history, event) or never_sent(event, _reached(tx, case, event.version))
    if why_not is not None:
        raise ReportRefused(why_not)
    reports.record(tx, case.id, event, name, remark.strip() or None, now)
    by_what = "" if proof is Proof.NONE else f", {proof.value}"
    words = f" ({remark.strip()})" if remark.strip() else ""
    journal.note(tx, case.id, step.value, f"versie {event.version}{by_what}{words}", name, now)
    return standing([*history, event])


def give(runtime: Runtime, number: str, reader: Reader, *, by: str, now: datetime) -> Given:
    """Send the newest version to `reader`, if the gate is open. Raises ReportRefused, SettingsError, PdfFailed."""
    with runtime.database.begin() as tx:
        case = case_of(tx, number)
        given = give_in(runtime, tx, case, reader, by=by, now=now)
        signing.mark(runtime, tx, case, by, now)
    return given


def give_in(runtime: Runtime, tx: Tx, case: Case, reader: Reader, *, by: str, now: datetime) -> Given:
    """As `give`, inside a transaction."""
    cases.lock(tx, case.id)
    answer = gate(reports.history(tx, case.id), reader)
    if answer.scope is None:
        raise ReportRefused(f"{reader.value} krijgt het rapport niet: {answer.reason}")
    report = reports.version(tx, case.id, answer.version)
    to, phone = _recipient(runtime, tx, case, reader)
    given = _post(runtime, tx, case, report, reader, answer.scope, to, phone, now)
    text = f"versie {given.version} aan {reader.value}, {given.scope.value}, {given.way}"
    journal.note(tx, case.id, "rapport verzonden", text, _signed(by), now)
    if given.told == "sms":
        journal.note(tx, case.id, "wachtwoord verzonden", f"versie {given.version} aan {reader.value}, sms", DESK, now)
    return given


def withdraw_in(runtime: Runtime, tx: Tx, case: Case, *, by: str, reason: str, now: datetime) -> list[Reader]:
    """Withdraw the newest version: what has not left will not leave, and who has it is told. Gives who is told."""
    if not reason.strip():
        raise ReportRefused("een rapport intrekken vraagt een reden")
    after = decide_in(tx, case, Step.WITHDRAWN, by=by, now=now, remark=reason)
    _cancel_unsent(tx, case, after.version + 1, now)
    _lapse(tx, case, reports.deliveries(tx, case.id), now)
    return _tell_of_withdrawal(runtime, tx, case, after.version, now)


def tell_password(runtime: Runtime, number: str, reader: Reader, *, by: str, now: datetime) -> str:
    """The password of the newest delivery to `reader`, to be read out on the phone. It is shown once.

    Raises ReportRefused.
    """
    name = _signed(by)
    with runtime.database.begin() as tx:
        case = case_of(tx, number)
        mine = [item for item in reports.deliveries(tx, case.id) if item.reader is reader]
        if mine and standing(reports.history(tx, case.id)).withdrawn:
            raise ReportRefused("dit rapport is ingetrokken: het wachtwoord is vervallen")
        password = reports.take_password(tx, mine[-1].id, now) if mine else None
        if password is None:
            raise ReportRefused("er is geen wachtwoord dat nog verteld moet worden; stuur het rapport anders opnieuw")
        journal.note(tx, case.id, "wachtwoord getoond", f"versie {mine[-1].version} voor {reader.value}", name, now)
        signing.mark(runtime, tx, case, name, now)
    return password


def overview(runtime: Runtime, number: str) -> Overview:
    """Where the report of a case stands. Reads only, and opens no report."""
    with runtime.database.reading() as tx:
        case = case_of(tx, number)
        steps = reports.steps(tx, case.id)
        history = [item.happened for item in steps]
        gates = {reader: gate(history, reader) for reader in Reader}
        return Overview(standing(history), gates, steps, reports.deliveries(tx, case.id))


def _papers(
    case: Case, version: int, body: bytes, source: str, measures: bytes | None, now: datetime
) -> tuple[bytes, bytes | None]:
    """The whole report and the list of measures, as PDF."""
    if source == "json":
        report = read_report(body)
        listed = typeset(measures_only(report), case.number, version, now, only_measures=True)
        return typeset(report, case.number, version, now), listed
    for pdf in (body, measures):
        if pdf is not None:
            require_pdf(pdf)
    return body, measures


def _recipient(runtime: Runtime, tx: Tx, case: Case, reader: Reader) -> tuple[str, str | None]:
    """Mail address and phone. Raises ReportRefused, SettingsError."""
    if reader is Reader.BVA:
        chosen = runtime.settings.report
        if not chosen.bva_address:
            raise SettingsError("report.bva_address is empty: the report cannot go to the BVA")
        return chosen.bva_address, chosen.bva_phone or None
    known = [party for party in cases.parties_of(tx, case.id) if party.role == _ROLES[reader]]
    address = next((party.email for party in reversed(known) if party.email), None)
    if address is None:
        raise ReportRefused(
            f"er is geen mailadres van de {reader.value} bekend in deze zaak; vul het in met gegevens-wijzigen"
        )
    return address, next((party.phone for party in reversed(known) if party.phone), None)


def _post(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    report: StoredReport,
    reader: Reader,
    scope: Scope,
    to: str,
    phone: str | None,
    now: datetime,
) -> Given:
    pdf = report.paper(scope)
    if pdf is None:
        raise ReportRefused("van deze versie is er geen lijst met alleen de maatregelen; voeg die toe met --measures")
    told = _told(runtime, way_to(runtime, to, now), phone)
    language = _language_for(tx, case, reader)
    known = facts(runtime, case, language, None) | _report_facts(report.version, scope, language, told)
    letter = write(_LETTERS[reader], language, known)
    what = "adviesrapport" if scope is Scope.FULL else "maatregelen"
    packed = pack(runtime, letter, f"{what}-{case.number}-versie-{report.version}.pdf", pdf, to, now)
    earlier = [item for item in reports.deliveries(tx, case.id) if item.reader is reader]
    occasion = f"rapport {report.version} {reader.value} {len(earlier)}"
    row = post_to(runtime, tx, case, letter, Addressee("mail", to), now, key=occasion, enclosures=[packed.enclosure])
    if row is None:
        raise ReportRefused("dit rapport is net al verzonden")
    _lapse(tx, case, earlier, now)  # only the password of the last file can be asked for
    delivery = reports.add_delivery(
        tx,
        case.id,
        version=report.version,
        reader=reader,
        scope=scope,
        way=SMIME if packed.password is None else PDF,
        letter=row,
        password=packed.password,
        now=now,
    )
    if told == "bellen":
        promise(runtime, tx, case, ObligationKind.PASSWORD, now, about=reader.value)
    if told == "sms" and phone:
        _text_password(runtime, tx, case, delivery, phone, occasion, language, now)
    return Given(reader, report.version, scope, SMIME if packed.password is None else PDF, told)


def _lapse(tx: Tx, case: Case, found: Sequence[Delivery], now: datetime) -> None:
    """The passwords of these deliveries will not be told any more, so nobody is asked to tell them."""
    reports.lapse(tx, found)
    readers = {item.reader.value for item in found}
    tasks = [item for item in obligations.open_of(tx, case.id) if item.kind is ObligationKind.PASSWORD]
    drop(tx, [item for item in tasks if item.about in readers], now)


def _told(runtime: Runtime, way: str, phone: str | None) -> str | None:
    """How the password goes: never by mail."""
    if way == SMIME:
        return None
    return "sms" if phone and runtime.settings.report.password_notify.get_secret_value() else "bellen"


def _report_facts(version: int, scope: Scope, language: str, told: str | None) -> dict[str, str]:
    return {
        "version": str(version),
        "scope": _SCOPES_EN[scope] if language == "en" else scope.value,
        "how_to_open": _HOW[language, told or SMIME],
    }


def _text_password(
    runtime: Runtime, tx: Tx, case: Case, delivery: int, phone: str, occasion: str, language: str, now: datetime
) -> None:
    """By text message, with nothing else in it: not the case, not the name."""
    password = reports.take_password(tx, delivery, now)
    url = runtime.settings.report.password_notify.get_secret_value().replace("{phone}", phone)
    letter = write(LetterKind.REPORT_PASSWORD, language, {"password": password or ""})
    post_to(runtime, tx, case, letter, Addressee("notify", url), now, key=f"wachtwoord {occasion}")


def _reached(tx: Tx, case: Case, version: int) -> set[Reader]:
    """Who can have read a version: a letter with it went out."""
    mine = [item for item in reports.deliveries(tx, case.id) if item.version == version]
    return {item.reader for item in mine if outbox.went_out(tx, item.letter)}


def _given(tx: Tx, case: Case, version: int) -> set[Reader]:
    """To whom a version was sent, or is on its way."""
    mine = [item for item in reports.deliveries(tx, case.id) if item.version == version]
    return {item.reader for item in mine if not outbox.never_left(tx, item.letter)}


def _cancel_unsent(tx: Tx, case: Case, newer_than: int, now: datetime) -> None:
    """Older versions that have not left will not leave."""
    letters = [item.letter for item in reports.deliveries(tx, case.id) if item.version < newer_than]
    outbox.cancel(tx, letters, now)


def _tell_of_withdrawal(runtime: Runtime, tx: Tx, case: Case, version: int, now: datetime) -> list[Reader]:
    """Only who was given this version and may have it by now."""
    may_have = _given(tx, case, version)
    readers = [reader for reader in Reader if reader in may_have]
    for reader in readers:
        to, _ = _recipient(runtime, tx, case, reader)
        language = _language_for(tx, case, reader)
        known = facts(runtime, case, language, None) | {"version": str(version)}
        letter = write(LetterKind.REPORT_WITHDRAWN, language, known)
        post_to(runtime, tx, case, letter, Addressee("mail", to), now, key=f"ingetrokken {version} {reader.value}")
    return readers


def _language_for(tx: Tx, case: Case, reader: Reader) -> str:
    """The BVA reads Dutch; who else gets a report reads it with a letter in the own language."""
    return "nl" if reader is Reader.BVA else language_of(tx, case, SenderKind(_ROLES[reader]))


def _signed(by: str) -> str:
    if not by.strip():
        raise ReportRefused("vul uw naam in: een mens tekent ervoor")
    return by.strip()


def case_of(tx: Tx, number: str) -> Case:
    """A case by its number. Raises ReportRefused."""
    case = cases.find(tx, number)
    if case is None:
        raise ReportRefused(f"zaak {number} bestaat niet")
    return case


def names(readers: Sequence[Reader]) -> str:
    """`bva, bestuurder`."""
    return ", ".join(reader.value for reader in readers)
