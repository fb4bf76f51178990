"""The adviesrapport from adviser to werkgever: through a real mail server, OpenSSL and a text-message gateway."""

from __future__ import annotations

import email
import io
import json
import os
import re
import time
from collections.abc import Callable
from email.message import Message
from pathlib import Path

import pypdf
import pytest
from pydantic import SecretStr

from bots.pdf import is_locked
from casework.approvals import Proof, Reader, Scope, Step
from casework.errors import SettingsError, StorageError
from casework.findings import ReportWrong
from casework.obligations import ObligationKind
from casework.workdays import AMSTERDAM
from flows.commands.papers import _as_text
from flows.runtime import Runtime
from flows.settings import ReportSettings
from flows.steps import report_case, report_folder, reports
from flows.steps.answer import give
from flows.steps.deliver import MAIL, NOTIFY, deliver_due
from flows.steps.reports import ReportRefused
from storage import cases, journal, obligations, outbox, windows
from storage import reports as report_store
from storage.cases import Case
from tests.bots.test_smime import make_certificate, openssl
from tests.builders import a_case
from tests.casework.test_findings import a_report
from tests.flows.conftest import Clock
from tests.journeys.gateway import Gateway
from tests.servers.smtp import SmtpSink

BVA, BESTUURDER, WERKGEVER = "bva@bzk.example", "b.bestuurder@prive.example", "veilig@gemeente.example"
JSON = json.dumps(a_report()).encode()


@pytest.fixture
def case(runtime: Runtime, smtp_sink: SmtpSink) -> Case:
    """A case with a bestuurder and a werkgever, and a desk that can send."""
    runtime.settings.smtp.port = smtp_sink.port
    runtime.settings.report = ReportSettings(bva_address=BVA)
    with runtime.database.begin() as tx:
        made = a_case(tx)
        cases.add_party(tx, made.id, "bestuurder", "B. Bestuurder", BESTUURDER, "+31612345678")
        cases.add_party(tx, made.id, "werkgever", "Gemeente", WERKGEVER, None)
    return made


@pytest.fixture
def mails(runtime: Runtime, smtp_sink: SmtpSink) -> Callable[[], dict[str, Message]]:
    """Deliver what is due; the newest mail of each recipient, parsed."""

    def delivered() -> dict[str, Message]:
        deliver_due(runtime, MAIL)
        return {item.rcpt: email.message_from_bytes(item.raw) for item in smtp_sink.received}

    return delivered


def _add(runtime: Runtime, case: Case, body: bytes = JSON) -> int:
    return report_case.add(runtime, case.number, body, source="json", by="A. Adviseur", now=runtime.clock())


def _decide(runtime: Runtime, case: Case, step: Step, proof: Proof = Proof.NONE) -> None:
    with runtime.database.begin() as tx:
        reports.decide_in(tx, case, step, by="B.", now=runtime.clock(), proof=proof)


def _leave(runtime: Runtime, case: Case) -> None:
    """The letters with the report leave, without a mail server."""
    with runtime.database.begin() as tx:
        for item in report_store.deliveries(tx, case.id):
            outbox.sent(tx, item.letter, runtime.clock())


def _approve(runtime: Runtime, case: Case, consent: Step | None = Step.CONSENT_FULL) -> None:
    _sent(runtime, case, Reader.BVA)
    _decide(runtime, case, Step.BVA_APPROVED)
    if consent:
        _sent(runtime, case, Reader.BESTUURDER)
        _decide(runtime, case, consent, Proof.CALL)


def _sent(runtime: Runtime, case: Case, reader: Reader) -> None:
    """The newest version was sent to this reader, now or before, and went out."""
    told = reports.overview(runtime, case.number)
    if (told.standing.version, reader) not in [(item.version, item.reader) for item in told.deliveries]:
        _give(runtime, case, reader)
        _leave(runtime, case)


def _give(runtime: Runtime, case: Case, reader: Reader) -> reports.Given:
    return reports.give(runtime, case.number, reader, by="S. Ecretaris", now=runtime.clock())


def _pdf(mail: Message) -> bytes:
    files = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
    assert len(files) == 1
    payload = files[0].get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def _read(pdf: bytes, password: str | None) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf), password=password).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def _journal(runtime: Runtime, case: Case) -> list[str]:
    with runtime.database.reading() as tx:
        return [f"{entry.what}: {entry.text}" for entry in journal.entries(tx, case.id)]


def test_the_whole_way(runtime: Runtime, case: Case, mails: Callable[[], dict[str, Message]]) -> None:
    """BVA, bestuurder, werkgever with the measures alone; each file opens with its own password; all in the journal."""
    assert _add(runtime, case) == 1
    assert _give(runtime, case, Reader.BVA).told == "bellen"
    mails()
    with runtime.database.reading() as tx:
        assert [item.kind for item in obligations.open_of(tx, case.id)] == [ObligationKind.PASSWORD]
    with pytest.raises(ReportRefused, match="niet goedgekeurd"):
        _give(runtime, case, Reader.BESTUURDER)
    _approve(runtime, case, None)
    _give(runtime, case, Reader.BESTUURDER)
    mails()
    with pytest.raises(ReportRefused, match="niet zelf ingestemd"):
        _give(runtime, case, Reader.WERKGEVER)
    _approve(runtime, case, Step.CONSENT_MEASURES)
    assert _give(runtime, case, Reader.WERKGEVER).scope is Scope.MEASURES
    found = mails()
    texts = {}
    for address, reader in ((BVA, Reader.BVA), (BESTUURDER, Reader.BESTUURDER), (WERKGEVER, Reader.WERKGEVER)):
        pdf = _pdf(found[address])
        assert is_locked(pdf)
        password = reports.tell_password(runtime, case.number, reader, by="S.", now=runtime.clock())
        texts[reader] = _read(pdf, password)
    assert "kerntrekbeveiliging" in texts[Reader.BVA]
    assert "kerntrekbeveiliging" in texts[Reader.BESTUURDER]
    assert "kerntrekbeveiliging" not in texts[Reader.WERKGEVER]
    assert "SKG***" in texts[Reader.WERKGEVER]
    lines = _journal(runtime, case)
    for words in (
        "rapport toegevoegd: versie 1, sha256 ",
        "BVA akkoord: versie 1",
        "rapport verzonden: versie 1 aan werkgever, alleen de maatregelen, pdf",
        "bestuurder akkoord met alleen de maatregelen: versie 1, telefonisch bevestigd",
        "wachtwoord getoond: versie 1 voor bva",
    ):
        assert any(line.startswith(words) for line in lines), words


def test_no_mail_holds_a_word_of_the_report_or_its_password(runtime: Runtime, case: Case, smtp_sink: SmtpSink) -> None:
    """The whole mail is searched, decoded; the password goes another way and is shown once."""
    _add(runtime, case)
    _give(runtime, case, Reader.BVA)
    deliver_due(runtime, MAIL)
    password = reports.tell_password(runtime, case.number, Reader.BVA, by="S.", now=runtime.clock())
    (raw,) = (item.raw for item in smtp_sink.received)
    parts = [part.get_payload(decode=True) or b"" for part in email.message_from_bytes(raw).walk()]
    whole = raw + b"".join(part for part in parts if isinstance(part, bytes))
    for word in ("kerntrekbeveiliging", "Bezoekers lopen", "V. Adviseur", password):
        assert word.encode() not in whole
    with pytest.raises(ReportRefused, match="geen wachtwoord"):
        reports.tell_password(runtime, case.number, Reader.BVA, by="S.", now=runtime.clock())


def test_with_a_certificate_it_travels_by_smime(
    runtime: Runtime, case: Case, mails: Callable[[], dict[str, Message]], smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    """OpenSSL opens it with the key of the BVA, and sees our signature."""
    theirs, key = make_certificate(tmp_path / "certificates", "bva", BVA)
    own, own_key = make_certificate(tmp_path / "own", "desk", "wvb@desk.example")
    chosen = runtime.settings.report
    chosen.certificates, chosen.signing_certificate, chosen.signing_key = theirs.parent, own, own_key
    _add(runtime, case)
    given = _give(runtime, case, Reader.BVA)
    assert (given.way, given.told) == ("smime", None)
    assert mails()[BVA].get_content_type() == "application/pkcs7-mime"
    opened = openssl("-decrypt", "-inkey", key, "-recip", theirs, given=smtp_sink.received[0].raw)
    verified = openssl("-verify", "-CAfile", own, given=b"MIME-Version: 1.0\r\n" + opened.stdout)
    assert verified.returncode == 0, verified.stderr
    assert "kerntrekbeveiliging" in _read(_pdf(email.message_from_bytes(verified.stdout)), None)


def test_the_password_goes_by_text_message_when_there_is_a_gateway(
    runtime: Runtime, case: Case, mails: Callable[[], dict[str, Message]]
) -> None:
    """To the phone of the bestuurder, with no case number and no name beside it."""
    with Gateway() as gateway:
        runtime.settings.report.password_notify = SecretStr(gateway.url("{phone}"))
        _add(runtime, case)
        _approve(runtime, case, None)
        assert _give(runtime, case, Reader.BESTUURDER).told == "sms"
        pdf = _pdf(mails()[BESTUURDER])
        deliver_due(runtime, NOTIFY)
    (told,) = gateway.told
    assert told.to.endswith("31612345678")
    assert "WVB" not in told.title + told.text
    assert "kerntrekbeveiliging" in _read(pdf, told.text.split()[-1])
    assert any(line.startswith("wachtwoord verzonden") for line in _journal(runtime, case))


def test_a_shared_mailbox_cannot_consent(runtime: Runtime, case: Case) -> None:
    """Only the own address of the bestuurder, or a telephone call."""
    _add(runtime, case)
    _approve(runtime, case, None)
    for proof in (Proof.SHARED_ADDRESS, Proof.NONE):
        with pytest.raises(ReportRefused, match="eigen mailadres"):
            _decide(runtime, case, Step.CONSENT_FULL, proof)
    with pytest.raises(ReportRefused):
        _give(runtime, case, Reader.WERKGEVER)


def test_a_withdrawn_report_does_not_leave_and_who_has_it_is_told(
    runtime: Runtime, case: Case, mails: Callable[[], dict[str, Message]]
) -> None:
    """The BVA has it and gets word; the letter to the bestuurder was waiting and never leaves."""
    _add(runtime, case)
    _give(runtime, case, Reader.BVA)
    mails()
    _approve(runtime, case, None)
    _give(runtime, case, Reader.BESTUURDER)
    told = report_case.withdraw(runtime, case.number, by="A.", reason="verkeerde woning", now=runtime.clock())
    assert told == [Reader.BVA]
    found = mails()
    assert "ingetrokken" in str(found[BVA]["Subject"])
    assert BESTUURDER not in found
    with pytest.raises(ReportRefused, match="ingetrokken"):
        _give(runtime, case, Reader.BVA)


def test_sending_again_lets_the_earlier_password_lapse(
    runtime: Runtime, case: Case, mails: Callable[[], dict[str, Message]]
) -> None:
    """One password waits at a time, and it opens the file that was sent last."""
    _add(runtime, case)
    for _ in range(2):
        _give(runtime, case, Reader.BVA)
        found = mails()
    first, last = reports.overview(runtime, case.number).deliveries
    assert ((first.waits, first.lapsed), (last.waits, last.lapsed)) == ((False, True), (True, False))
    password = reports.tell_password(runtime, case.number, Reader.BVA, by="S.", now=runtime.clock())
    assert _read(_pdf(found[BVA]), password)
    told = reports.overview(runtime, case.number)
    assert [item.lapsed for item in told.deliveries] == [True, False]
    assert _as_text(told).count("wachtwoord vervallen") == 1
    assert f"{runtime.clock().astimezone(AMSTERDAM):%Y-%m-%d %H:%M} v1 aan bva" in _as_text(
        told
    )  # as a clock here says


def test_the_password_of_a_withdrawn_report_is_not_told(
    runtime: Runtime, case: Case, mails: Callable[[], dict[str, Message]]
) -> None:
    """It left before it was withdrawn; nobody helps to open it any more."""
    _add(runtime, case)
    _give(runtime, case, Reader.BVA)
    mails()
    report_case.withdraw(runtime, case.number, by="A.", reason="verkeerde woning", now=runtime.clock())
    with pytest.raises(ReportRefused, match="vervallen"):
        reports.tell_password(runtime, case.number, Reader.BVA, by="S.", now=runtime.clock())
    assert "pdf, wachtwoord vervallen" in _as_text(reports.overview(runtime, case.number))


def _passwords(runtime: Runtime, case: Case) -> list[tuple[str | None, int]]:
    """The open tasks to tell a password: to whom, and the how manieth."""
    with runtime.database.reading() as tx:
        return [
            (item.about, item.attempt)
            for item in obligations.open_of(tx, case.id)
            if item.kind is ObligationKind.PASSWORD
        ]


def _task_shown(runtime: Runtime, case: Case, nth: int) -> str:
    with runtime.database.reading() as tx:
        window = windows.find(tx, f"taak/{case.number}/password/{nth}")
    assert window
    return f"{window.wanted} {window.closing or window.name}"


def test_each_reader_has_an_own_task_for_the_password(runtime: Runtime, case: Case) -> None:
    """It names the reader, goes on for that reader, and ends when the password lapses; the others stay."""
    _add(runtime, case)
    _give(runtime, case, Reader.BVA)
    _leave(runtime, case)
    _decide(runtime, case, Step.BVA_APPROVED)
    _give(runtime, case, Reader.BESTUURDER)
    assert _passwords(runtime, case) == [("bva", 1), ("bestuurder", 2)]
    assert "(bestuurder)" in _task_shown(runtime, case, 2)
    _give(runtime, case, Reader.BVA)
    assert _passwords(runtime, case) == [("bestuurder", 2), ("bva", 3)]
    assert _task_shown(runtime, case, 1) == "closed Vervallen"
    give(runtime, f"{case.number}/password/2", "niet bereikt, opnieuw bellen", "S.", "", runtime.clock())
    assert _passwords(runtime, case) == [("bva", 3), ("bestuurder", 4)]
    report_case.withdraw(runtime, case.number, by="A.", reason="verkeerde woning", now=runtime.clock())
    assert _passwords(runtime, case) == []
    assert {_task_shown(runtime, case, nth) for nth in (3, 4)} == {"closed Vervallen"}


def test_nobody_decides_about_a_version_that_was_never_sent(runtime: Runtime, case: Case) -> None:
    """Not the BVA, not the bestuurder, whatever is typed in; nor about one that waits, failed or was held back."""
    _add(runtime, case)
    for step in (Step.BVA_APPROVED, Step.BVA_RETURNED):
        with pytest.raises(ReportRefused, match="versie 1 is niet naar de BVA verzonden"):
            _decide(runtime, case, step)
    _approve(runtime, case, None)
    with pytest.raises(ReportRefused, match="niet naar de bestuurder verzonden"):
        _decide(runtime, case, Step.CONSENT_FULL, Proof.CALL)
    for end in (outbox.QUEUED, outbox.FAILED, outbox.CANCELLED):
        _give(runtime, case, Reader.BESTUURDER)
        _end(runtime, case, end)
        with pytest.raises(ReportRefused, match="niet naar de bestuurder verzonden"):
            _decide(runtime, case, Step.CONSENT_FULL, Proof.CALL)
    _give(runtime, case, Reader.BESTUURDER)
    _end(runtime, case, outbox.CLAIMED)
    _decide(runtime, case, Step.CONSENT_FULL, Proof.CALL)


def _end(runtime: Runtime, case: Case, state: str) -> None:
    """What becomes of the letter with the last delivery."""
    with runtime.database.begin() as tx:
        letter = report_store.deliveries(tx, case.id)[-1].letter
        if state == outbox.CANCELLED:
            outbox.cancel(tx, [letter], runtime.clock())
        elif state != outbox.QUEUED:
            outbox.claim_these(tx, [letter], by="test", now=runtime.clock())
        if state == outbox.FAILED:
            outbox.failed(tx, letter, "refused", runtime.clock())


def test_a_corrected_version_starts_again(runtime: Runtime, case: Case) -> None:
    """Approvals of the first version count for nothing."""
    _add(runtime, case)
    _approve(runtime, case)
    assert _add(runtime, case, json.dumps(a_report(samenvatting="Verbeterd.")).encode()) == 2
    with pytest.raises(ReportRefused, match="niet goedgekeurd"):
        _give(runtime, case, Reader.WERKGEVER)
    with pytest.raises(ReportRefused, match="nog niet goedgekeurd"):
        _decide(runtime, case, Step.CONSENT_FULL, Proof.CALL)


def test_a_report_that_was_tampered_with_is_not_sent(runtime: Runtime, case: Case) -> None:
    """The hash is looked at each time."""
    _add(runtime, case)
    with runtime.database.begin() as tx:
        other = tx.seal("reports.body", b"{}")
        tx.connection.exec_driver_sql(
            "UPDATE reports SET body = " + ("?" if tx.dialect == "sqlite" else "%s"), (other,)
        )
    with pytest.raises(StorageError, match="not what was uploaded"):
        _give(runtime, case, Reader.BVA)


def test_a_wrong_upload_changes_nothing(runtime: Runtime, case: Case) -> None:
    """No version, no line in the history."""
    with pytest.raises(ReportWrong):
        _add(runtime, case, b"{}")
    assert reports.overview(runtime, case.number).standing.version == 0


def test_a_pdf_without_a_list_of_measures_is_not_cut_by_guessing(runtime: Runtime, case: Case) -> None:
    """The bestuurder consents to the measures alone: then that list must be there."""
    with runtime.database.begin() as tx:
        full = reports._papers(case, 1, JSON, "json", None, runtime.clock())[0]
        del tx
    report_case.add(runtime, case.number, full, source="pdf", by="A.", now=runtime.clock())
    _approve(runtime, case, Step.CONSENT_MEASURES)
    with pytest.raises(ReportRefused, match="--measures"):
        _give(runtime, case, Reader.WERKGEVER)


def test_without_an_address_nothing_leaves(runtime: Runtime, case: Case) -> None:
    """And the text says which is missing."""
    runtime.settings.report.bva_address = ""
    _add(runtime, case)
    with pytest.raises(SettingsError, match="bva_address"):
        _give(runtime, case, Reader.BVA)


def test_an_expired_certificate_stops_the_report(runtime: Runtime, case: Case, clock: Clock, tmp_path: Path) -> None:
    """It does not fall back to a weaker way by itself."""
    now = clock()
    valid = (now.replace(year=2024), now.replace(year=2025))
    theirs, _ = make_certificate(tmp_path, "bva", BVA, valid=valid)
    runtime.settings.report.certificates = theirs.parent
    _add(runtime, case)
    with pytest.raises(SettingsError, match="expired"):
        _give(runtime, case, Reader.BVA)


def _put(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    os.utime(path, (time.time() - 60,) * 2)
    return path


def test_the_folder_takes_reports_in_and_keeps_what_it_refuses(runtime: Runtime, case: Case, tmp_path: Path) -> None:
    """What is in the database is gone from the folder; what is not says why."""
    folder = tmp_path / "rapporten"
    folder.mkdir()
    runtime.settings.report.inbox = folder
    _put(folder, f"{case.number}.json", JSON)
    _put(folder, "WVB-2026-9999.json", JSON)
    _put(folder, "notities.txt", b"x")
    (folder / f"{case.number}.pdf").write_bytes(b"being written")
    found = report_folder.take_in(runtime)
    assert [(item.case, item.version) for item in found] == [(case.number, 1), ("WVB-2026-9999", None)]
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{case.number}.pdf",
        "WVB-2026-9999.json.geweigerd",
        "WVB-2026-9999.json.reden.txt",
        "notities.txt",
    ]
    assert "bestaat niet" in (folder / "WVB-2026-9999.json.reden.txt").read_text()
    assert report_folder.take_in(runtime) == []
