"""Proof afterwards: the timeline of an alarm, and a journal that shows any change."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from typer.testing import CliRunner

from casework.chain import Fault
from casework.duty import DutyItem, Word
from casework.errors import SettingsError, StorageError
from flows.cli import app
from flows.commands import proof as cli_proof
from flows.commands import tools as cli_tools
from flows.runtime import Runtime
from flows.settings import JournalSettings
from flows.steps import proof, taking
from flows.steps.decide import Done
from flows.steps.deliver import MAIL, deliver_due
from flows.steps.journal_heads import send_head
from storage import alarms, outbox
from storage.session import Database
from tests.flows.conftest import Clock
from tests.servers.smtp import SmtpSink

Take = Callable[..., Done]


@pytest.fixture
def story(runtime: Runtime, take: Take, clock: Clock) -> str:
    """A threat: called at once, taken after 40 seconds, called back after three minutes."""
    number = take("DREIGING: geheime woorden van de melder").case or ""
    clock.now += timedelta(seconds=1.5)
    with runtime.database.begin() as tx:
        for letter in outbox.claim(tx, by="test", now=clock.now, limit=9):
            outbox.sent(tx, letter.id, clock.now)
            alarms.delivered(tx, letter.id, clock.now)
    clock.now += timedelta(seconds=38.5)
    taking.answer(runtime, number, Word.HAVE_IT, "Bea Wacht", "opdracht", clock.now)
    clock.now += timedelta(seconds=140)
    taking.tick(runtime, number, DutyItem.CALLED, "Bea Wacht", clock.now)
    return number


def test_the_timeline_has_rule_version_calls_people_and_seconds(runtime: Runtime, story: str, clock: Clock) -> None:
    """And no word of the message."""
    made = proof.of_case(runtime, story, "Inspecteur", clock.now).as_json()
    (reading,) = made["readings"]
    assert (reading["rules"], reading["reader"], reading["alarm"]) == (["gezegd (new)"], "told", "yes")
    (alarm,) = made["alarms"]
    assert alarm["seconds_to_first_attempt"] == 0
    assert alarm["seconds_to_first_delivery"] == 1.5
    assert alarm["seconds_to_acknowledgement"] == 40
    assert alarm["seconds_to_end"] == 180
    said = [event["what"] for event in made["events"]]
    assert [what for what in said if what in {"oproep", "antwoord: ik heb het", "afgevinkt", "bewijs opgemaakt"}] == [
        "oproep", "antwoord: ik heb het", "afgevinkt", "bewijs opgemaakt",
    ]  # fmt: skip
    assert made["whole"]
    assert "geheime" not in json.dumps(made, default=str)
    assert {event["who"] for event in made["events"]} >= {"Bea Wacht", "Inspecteur", "weerbaar"}


def test_the_pages_say_the_same(runtime: Runtime, story: str, clock: Clock) -> None:
    """A PDF whose text can be read, with the head of the chain."""
    made = proof.of_case(runtime, story, "Inspecteur", clock.now)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(proof.as_pdf(made))).pages)
    assert story in text
    assert "Bea Wacht" in text
    assert "40,0 s" in text
    assert "geheime" not in text
    assert made.head["link"][:16] in text.replace("\n", "")


def test_a_case_that_is_not_there_has_no_proof(runtime: Runtime, clock: Clock) -> None:
    """By its number."""
    with pytest.raises(StorageError, match="WVB-2026-9999"):
        proof.of_case(runtime, "WVB-2026-9999", "x", clock.now)


@pytest.fixture
def on_the_line(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Run a command on this desk: exit code and what it printed."""

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("flows.runtime.open_runtime", lambda *_: runtime)
        monkeypatch.setattr("flows.settings.load", lambda: runtime.settings)
        done = CliRunner().invoke(app, list(arguments))
        return done.exit_code, done.output

    assert cli_proof.a_runtime is cli_tools.a_runtime
    return run


def test_the_commands_verify_and_print(
    runtime: Runtime, story: str, on_the_line: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    """`journal head`, `journal verify --heads`, `case proof --json` and `--pdf`; exit code 1 after a change."""
    code, head = on_the_line("journal", "head")
    kept = tmp_path / "heads.jsonl"
    kept.write_text(head)
    assert code == 0
    code, printed = on_the_line("journal", "verify", "--heads", str(kept), "--json")
    assert (code, json.loads(printed)["findings"], json.loads(printed)["heads"]) == (0, [], 1)
    code, printed = on_the_line("case", "proof", story, "--by", "Inspecteur", "--json")
    assert (code, json.loads(printed)["case"]) == (0, story)
    code, printed = on_the_line("case", "proof", story, "--pdf", str(tmp_path / "t.pdf"))
    assert (code, (tmp_path / "t.pdf").stat().st_mode & 0o777) == (0, 0o600)
    _spoil(runtime.database)
    code, printed = on_the_line("journal", "verify")
    assert code == 1
    assert f"regel 2: {Fault.LINK.value}" in printed


def _spoil(database: Database) -> None:
    with database.begin() as tx:
        tx.connection.execute(sa.text("INSERT INTO resealing (id) VALUES (1)"))
        tx.connection.execute(sa.text("UPDATE journal SET what = 'niets' WHERE place = 2"))
        tx.connection.execute(sa.text("DELETE FROM resealing"))


def test_the_head_leaves_once_in_its_time_and_the_mail_itself_is_proof(
    runtime: Runtime, story: str, clock: Clock, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    """By mail and to a file; what was kept must lie on the chain later."""
    del story
    file = tmp_path / "standen.jsonl"
    runtime.settings.journal = JournalSettings(head_mail=["notaris@elders.example"], head_file=file, head_hours=24)
    runtime.settings.smtp.port = smtp_sink.port
    assert send_head(runtime, clock.now)
    assert not send_head(runtime, clock.now + timedelta(hours=23))
    clock.now += timedelta(hours=24)
    assert send_head(runtime, clock.now)
    assert len(proof.read_heads(file)) == 2
    deliver_due(runtime, MAIL)
    mails = [mail for mail in smtp_sink.received if mail.rcpt == "notaris@elders.example"]
    assert len(mails) == 2
    saved = tmp_path / "stand.eml"
    saved.write_bytes(mails[0].raw)
    assert proof.read_heads(saved) == proof.read_heads(file)[:1]
    assert proof.verify(runtime, proof.read_heads(saved)).findings == ()


def test_a_file_that_cannot_be_written_sends_nothing_and_is_tried_again(
    runtime: Runtime, clock: Clock, tmp_path: Path
) -> None:
    """So no head is thought to be safe that is not."""
    runtime.settings.journal = JournalSettings(head_file=tmp_path / "none" / "standen.jsonl")
    for _ in range(2):
        with pytest.raises(SettingsError, match="head_file"):
            send_head(runtime, clock.now)
    (tmp_path / "none").mkdir()
    assert send_head(runtime, clock.now)


@pytest.mark.parametrize("text", ["", "geen stand", '{"place": 1}', "{kapot"])
def test_a_file_without_a_head_is_refused(tmp_path: Path, text: str) -> None:
    """Comparing with nothing would prove nothing."""
    file = tmp_path / "x.jsonl"
    file.write_text(text)
    with pytest.raises(SettingsError, match="no signed head"):
        proof.read_heads(file)
