"""Keeping and erasing as the desk does it: at night, on request, and not while a case is held."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.conversation import TurnKind
from casework.lifecycle import CaseState
from casework.retention import RecordKind
from flows.cli import app
from flows.commands.tools import a_runtime
from flows.runtime import Runtime
from flows.steps import report_case, retention, subjects, web_talk
from flows.steps.answer import close
from flows.steps.decide import Done
from flows.steps.inspect import show
from flows.steps.retention import HoldRefused
from flows.steps.subjects import SubjectRefused
from storage import cases, conversations, erasure, journal, outbox
from tests.builders import a_case
from tests.casework.test_findings import a_report
from tests.flows.conftest import Clock

Take = Callable[..., Done]
WHO = "a@gemeente.example"
TEXT = "Graag een woningscan in Zwaluwendorp."


@pytest.fixture
def ended(runtime: Runtime, take: Take) -> str:
    """A case with a message, a letter and a report, that was closed."""
    number = take(TEXT, sender=WHO).case or ""
    report_case.add(
        runtime, number, json.dumps(a_report()).encode(), source="json", by="A. Adviseur", now=runtime.clock()
    )
    _letters_left(runtime)
    close(runtime, number, "S. Ecretaris", "klaar", runtime.clock())
    return number


def _letters_left(runtime: Runtime) -> None:
    with runtime.database.begin() as tx:
        for letter in outbox.letters(tx):
            outbox.sent(tx, letter.id, runtime.clock())


def _lost(runtime: Runtime) -> list[RecordKind]:
    with runtime.database.reading() as tx:
        return [stone.kind for stone in erasure.tombstones(tx) if stone.case is not None]


def _night(clock: Clock, days: int) -> datetime:
    clock.now += timedelta(days=days)
    return clock.now


def test_a_case_loses_its_records_night_by_night(runtime: Runtime, ended: str, clock: Clock) -> None:
    """The report after 90 days, people and words after a year, the journal after five; each once."""
    for days, lost in ((30, []), (61, [RecordKind.REPORT]), (300, [RecordKind.REPORT, RecordKind.CASE])):
        retention.erase_due(runtime, _night(clock, days))
        assert _lost(runtime) == lost
    view = show(runtime, ended, "S.", clock())
    assert TEXT not in view.text()
    assert WHO not in view.text()
    retention.erase_due(runtime, _night(clock, 1500))
    assert _lost(runtime)[-1] is RecordKind.JOURNAL
    with runtime.database.reading() as tx:
        assert journal.check(tx).findings == ()
        case = cases.find(tx, ended)
    assert case
    assert case.state is CaseState.CLOSED


def test_not_even_the_sealed_bytes_are_left_in_the_file(
    runtime: Runtime, ended: str, clock: Clock, tmp_path: Path
) -> None:
    """SQLite overwrites what it frees, and its log is cut off: a thief with the keys finds nothing in an old page."""
    if runtime.database.dialect != "sqlite":
        pytest.skip("PostgreSQL frees its pages by itself")

    def files() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("weerbaar.db"))

    with runtime.database.reading() as tx:
        parts = ("full_pdf FROM reports", "message FROM messages", "letter FROM outbox")
        query = " UNION ALL ".join(f"SELECT {part}" for part in parts)
        sealed = [bytes(row[0])[-24:] for row in tx.connection.exec_driver_sql(query)]
    assert ended
    assert len(sealed) >= 3
    assert all(end in files() for end in sealed)
    retention.erase_due(runtime, _night(clock, 2000))
    assert [end for end in sealed if end in files()] == []


def test_the_night_comes_once_a_day_and_not_before_its_hour(runtime: Runtime, ended: str, clock: Clock) -> None:
    """Dispatcher and Prefect both have the clock; the database decides."""
    clock.now = datetime.fromisoformat("2027-03-01T02:30:00+01:00")
    assert retention.nightly(runtime, clock()) is None
    clock.now += timedelta(hours=1)
    done = retention.nightly(runtime, clock())
    assert done
    assert done.cases == 1
    assert "rapporten" in done.text()
    assert retention.nightly(runtime, clock() + timedelta(hours=5)) is None
    assert retention.nightly(runtime, clock() + timedelta(days=1)) is not None
    assert ended


def test_a_held_case_keeps_everything_until_it_is_let_go(runtime: Runtime, ended: str, clock: Clock) -> None:
    """With a name and a reason, in the journal."""
    with pytest.raises(HoldRefused, match="reden"):
        retention.hold(runtime, ended, by="J.", reason=" ", now=clock())
    retention.hold(runtime, ended, by="J. Urist", reason="aangifte loopt", now=clock())
    with pytest.raises(HoldRefused, match="al vastgehouden"):
        retention.hold(runtime, ended, by="J.", reason="x", now=clock())
    retention.erase_due(runtime, _night(clock, 4000))
    assert _lost(runtime) == []
    with pytest.raises(SubjectRefused, match="vastgehouden"):
        subjects.erase(runtime, WHO, by="P.", reason="verzoek", now=clock())
    retention.lift(runtime, ended, by="J. Urist", now=clock())
    retention.erase_due(runtime, clock())
    assert set(_lost(runtime)) == {RecordKind.REPORT, RecordKind.CASE, RecordKind.JOURNAL}


def test_a_person_gets_everything_and_the_journal_says_so(runtime: Runtime, ended: str, clock: Clock) -> None:
    """Case, messages with how they were read, letters, report history; no name of a colleague."""
    found = subjects.export(runtime, WHO.upper(), by="P. Rivacy", now=clock())
    assert [case["number"] for case in found["cases"]] == [ended]
    assert TEXT in found["messages"][0]["text"]
    assert found["messages"][0]["read_as"]["alarm"] == "no"
    assert found["letters"]
    assert found["cases"][0]["report"][0]["what"] == "rapport toegevoegd"
    assert "Ecretaris" not in json.dumps(found)
    with runtime.database.reading() as tx:
        case = cases.find(tx, ended)
        assert case
        assert "inzage gegeven" in [entry.what for entry in journal.entries(tx, case.id)]
    with pytest.raises(SubjectRefused, match="niets"):
        subjects.export(runtime, "niemand@elders.example", by="P.", now=clock())


def test_a_person_is_erased_on_request_once_the_case_has_ended(runtime: Runtime, take: Take, clock: Clock) -> None:
    """A running case is refused first; afterwards nothing is found of the person."""
    number = take(TEXT, sender=WHO).case or ""
    with pytest.raises(SubjectRefused, match="loopt nog"):
        subjects.erase(runtime, WHO, by="P.", reason="verzoek van 1 december", now=clock())
    _letters_left(runtime)
    close(runtime, number, "S.", "klaar", clock())
    done = subjects.erase(runtime, WHO, by="P.", reason="verzoek van 1 december", now=clock())
    assert done.whole == (number,)
    with pytest.raises(SubjectRefused, match="niets"):
        subjects.export(runtime, WHO, by="P.", now=clock())
    with pytest.raises(SubjectRefused, match="niets"):
        subjects.erase(runtime, WHO, by="P.", reason="nog eens", now=clock())


def test_a_chat_is_given_and_erased_with_its_files_and_codes(runtime: Runtime, clock: Clock) -> None:
    """Without a case too, found by the address that was given in it; that of somebody else stays."""
    talk, other = (_chat(runtime, clock, code, mail) for code, mail in (("EEN", WHO), ("TWEE", "b@elders.example")))
    (chat,) = subjects.export(runtime, WHO.upper(), by="P.", now=clock())["chats"]
    assert TEXT in [turn["text"] for turn in chat["turns"]]
    assert chat["files"] == ["foto.jpg"]
    assert subjects.erase(runtime, WHO, by="P.", reason="verzoek", now=clock()).talks == 1
    with runtime.database.reading() as tx:
        assert conversations.find(tx, talk) is None
        assert list(conversations.files_of(tx, talk)) == []
        assert conversations.find(tx, other)
    with pytest.raises(SubjectRefused, match="niets"):
        subjects.export(runtime, WHO, by="P.", now=clock())


def test_a_chat_of_a_case_that_runs_is_not_erased(runtime: Runtime, take: Take, clock: Clock) -> None:
    """Also when the person is no party in that case."""
    number = take(TEXT, sender="b@elders.example").case or ""
    talk = _chat(runtime, clock, "EEN", WHO, number)
    with pytest.raises(SubjectRefused, match="loopt nog"):
        subjects.erase(runtime, WHO, by="P.", reason="verzoek", now=clock())
    with runtime.database.reading() as tx:
        assert conversations.find(tx, talk)


def _chat(runtime: Runtime, clock: Clock, code: str, mail: str, number: str | None = None) -> int:
    """A chat on the web with a text and a picture, in which an address was given."""
    number_of_talk = web_talk.welcome(runtime, "nl", code, clock())
    assert web_talk.send_code(runtime, number_of_talk, mail, clock())
    with runtime.database.begin() as tx:
        turn = conversations.keep(tx, number_of_talk, TurnKind.TEXT, TEXT, clock())
        assert turn
        conversations.add_file(tx, turn, "foto.jpg", "image/jpeg", b"x", clock())
        case = cases.find(tx, number) if number else None
        if case:
            talk = conversations.lock(tx, number_of_talk)
            conversations.save(tx, talk, talk.state, clock(), case=case.id, wake_at=None)
        for letter in outbox.letters(tx):
            outbox.sent(tx, letter.id, clock())
    return number_of_talk


def test_of_a_case_about_somebody_else_only_the_own_part_goes(runtime: Runtime, ended: str, clock: Clock) -> None:
    """The secretary of the employer asks; the bestuurder's case stays."""
    with runtime.database.begin() as tx:
        case = cases.find(tx, ended)
        assert case
        cases.add_party(tx, case.id, "werkgever", "G. Secretaris", "gs@gemeente.example", None)
    done = subjects.erase(runtime, "gs@gemeente.example", by="P.", reason="verzoek", now=clock())
    assert (done.whole, done.parts) == ((), (ended,))
    with runtime.database.reading() as tx:
        assert [party.email for party in cases.parties_of(tx, case.id)] == [WHO]
    assert TEXT in show(runtime, ended, "S.", clock()).text()


def test_the_commands_write_for_the_owner_alone_and_say_what_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`person export` never writes over a file; `person erase`, `case hold` and `erase --log` speak plainly."""
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    _run("keys", "new")
    _run("migrate")
    with a_runtime() as desk, desk.database.begin() as tx:
        case = a_case(tx)
        cases.add_party(tx, case.id, "bestuurder", "B.", WHO, None)
    file = tmp_path / "inzage.json"
    assert "1 cases" in _run("person", "export", WHO, "--by", "P.", "--file", str(file))
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads(file.read_text())["cases"][0]["number"] == case.number
    with pytest.raises(SystemExit):
        _run("person", "export", WHO, "--by", "P.", "--file", str(file))
    assert "vastgehouden" in _run("case", "hold", case.number, "--by", "J.", "--reason", "aangifte")
    assert "losgelaten" in _run("case", "hold", case.number, "--by", "J.", "--lift")
    _run("case", "close", case.number, "--by", "S.", "--reason", "klaar")
    assert f"{case.number}: de hele zaak" in _run("person", "erase", WHO, "--by", "P.", "--reason", "verzoek")
    assert "zaak" in _run("erase", "--log")


def _run(*words: str) -> str:
    """A command, in this process; its output."""
    result = CliRunner().invoke(app, list(words))
    if result.exception is not None:
        raise result.exception
    return result.output
