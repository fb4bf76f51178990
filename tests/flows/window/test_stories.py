"""Whole lives of cases, in simulated time, through real Dovecot, SMTP and Prefect. `pytest -s` prints the letters."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from casework.lifecycle import CaseEvent, CaseState
from flows.steps import reports, staffing
from flows.window.day_page import timeline
from storage import cases, journal
from storage.crypto import KeyRing
from storage.session import Database
from tests.flows.conftest import Clock
from tests.flows.window.conftest import Window
from tests.flows.window.story import BOSS, BVA, DUTY, EMPLOYER, OFFICIAL, PERSONAL, STAFF, K, Story, at
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpSink

pytestmark = [pytest.mark.prefect, pytest.mark.dovecot]

#: Each story has case numbers of its own on the Prefect server that they share.
_STORIES = count(1)


@pytest.fixture
def story(window: Window, dovecot: Dovecot, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Story]:
    """A desk on Monday morning, 23 November 2026."""
    database = Database(f"sqlite:///{tmp_path / 'story.sqlite3'}", KeyRing.generate())
    database.migrate()
    with database.begin() as tx:
        first = 1000 * next(_STORIES)
        for year in (2026, 2027):
            tx.connection.exec_driver_sql(f"INSERT INTO case_years (year, count) VALUES ({year}, {first})")
    clock = Clock()
    clock.now = at("2026-11-23 10:00")
    made = Story(window, database, dovecot, smtp_sink, clock)
    yield made
    print(f"\n{made.told()}")  # noqa: T201 - what the story is about
    database.dispose()


def test_a_preventive_case_from_the_first_mail_to_the_last(story: Story):
    """Seven weeks to the werkgever, then the execution: every task on its form in Prefect, every letter on its day."""
    story.mail("Graag vraag ik als wethouder een woningscan aan. Er is niets gebeurd, het is uit voorzorg.")
    number = story.only_case()
    story.until("2026-11-24 11:00")
    story.people(number)
    story.answer(number, K.CONTACT, "gelukt", eigen_adres=True)
    story.answer(number, K.PLAN_EMPLOYER_TALK, "afspraak gemaakt", datum="2026-12-02", tijd="14:00")
    story.answer(number, K.PLAN_HOME_TALK, "afspraak gemaakt", datum="2026-12-09", tijd="9.30")
    assert story.state(number) is CaseState.PLANNED
    story.until("2026-12-02 15:30")
    story.answer(number, K.EMPLOYER_TALK, "gesprek gevoerd")
    story.until("2026-12-09 12:00")
    story.answer(number, K.HOME_TALK, "gesprek gevoerd")
    story.answer(number, K.ASSIGN_REPORT, "uitgezet bij de adviseur")
    story.until("2026-12-22 16:00")
    story.report(number)
    story.answer(number, K.REPORT, "klaar, naar de BVA")
    story.answer(number, K.PASSWORD, "doorgegeven aan de telefoon")
    story.until("2026-12-30 09:00")
    story.reply("Akkoord.\n\nMet vriendelijke groet,\nBVA", BVA)
    assert story.state(number) is CaseState.AT_OFFICIAL
    story.by_phone(number, K.PASSWORD, "doorgegeven aan de telefoon")
    story.until("2027-01-08 20:00")
    story.reply("Akkoord.\n\nMet vriendelijke groet,\nAda Voorbeeld")
    assert story.state(number) is CaseState.AT_EMPLOYER
    assert story.now() - at("2026-11-23 10:00") < timedelta(weeks=7)
    story.by_phone(number, K.PASSWORD, "doorgegeven aan de telefoon")
    story.until("2027-01-20 10:00")
    story.answer(number, K.EMPLOYER_START, "werkgever is begonnen")
    story.until("2027-03-16 10:00")
    story.answer(number, K.EXECUTION_CHECK, "alles is uitgevoerd")
    assert story.state(number) is CaseState.FINISHED
    mine = story.to(OFFICIAL)
    assert [line.split(" ", 3)[3] for line in mine if "fspraak" not in line] == [
        "Uw aanvraag bij Weerbaar Bestuur",
        "Zo gaat het verder met uw aanvraag",
        "Wij schrijven uw adviesrapport",
        "Uw adviesrapport",
        "Uw antwoord op het adviesrapport",
        "Wij hebben uw antwoord",
        "Uw zaak is afgerond",
    ]
    assert [line for line in mine if "fspraak" in line]
    assert "vr 8 jan Veiligheidsadvies voor uw organisatie" in story.to(EMPLOYER)
    assert not [line for line in story.to(STAFF) if "te laat" in line]


def test_a_report_that_the_bva_returns_comes_back_better(story: Story):
    """The same version does not go a second time, and the bestuurder gets none that was returned."""
    number = story.with_report_at_bva()
    story.until("2026-11-26 10:00")
    story.answer(number, K.BVA_DECISION, "terug met opmerkingen", opmerking="hoofdstuk twee")
    assert story.state(number) is CaseState.DRAFTING
    assert "Uw adviesrapport" not in " ".join(story.to(OFFICIAL))
    story.report(number)
    story.answer(number, K.REPORT, "klaar, naar de BVA")
    story.answer(number, K.BVA_DECISION, "akkoord")
    assert [line.split(" ", 3)[3] for line in story.to(BVA)] == ["Adviesrapport ter beoordeling"] * 2
    assert "do 26 nov Uw adviesrapport" in story.to(OFFICIAL)


def test_a_bestuurder_who_shares_the_measures_only(story: Story):
    """The werkgever gets the list and nothing else."""
    number = story.with_report_at_bva()
    story.answer(number, K.BVA_DECISION, "akkoord")
    story.reply("Akkoord met alleen de maatregelen.")
    assert story.state(number) is CaseState.AT_EMPLOYER
    given = reports.overview(story.runtime, number).deliveries
    assert [(item.reader.value, item.scope.value) for item in given] == [
        ("bva", "volledig"),
        ("bestuurder", "volledig"),
        ("werkgever", "alleen de maatregelen"),
    ]
    assert any("alleen de lijst met maatregelen" in letter.body for letter in story.sent if letter.to == OFFICIAL)


def test_a_bestuurder_who_does_not_answer_is_written_to_and_then_called(story: Story):
    """Three letters, ever further apart, a call, and an end that a person decides on."""
    number = story.with_report_at_bva()
    story.by_phone(number, K.PASSWORD, "doorgegeven aan de telefoon")
    story.answer(number, K.BVA_DECISION, "akkoord")
    story.by_phone(number, K.PASSWORD, "doorgegeven aan de telefoon")
    story.until("2026-12-15 10:00")
    assert [line for line in story.to(OFFICIAL) if "Uw antwoord op" in line] == [
        "do 26 nov Uw antwoord op het adviesrapport",
        "wo 2 dec Uw antwoord op het adviesrapport",
        "wo 9 dec Uw antwoord op het adviesrapport",
    ]
    assert set(story.open_of(number)) == {K.CALL_OFFICIAL}
    story.until("2026-12-21 10:00")
    assert any("blijft te laat" in line for line in story.to(BOSS))
    story.answer(number, K.CALL_OFFICIAL, "geen antwoord, zaak sluiten")
    assert story.state(number) is CaseState.CLOSED
    assert not [line for line in story.to(EMPLOYER) if "Veiligheidsadvies" in line]


def test_a_request_that_is_withdrawn(story: Story):
    """By mail, in plain words; one letter, and no reminder after it."""
    number = story.with_report_at_bva()
    story.by_phone(number, K.PASSWORD, "doorgegeven aan de telefoon")
    story.until("2026-11-25 10:00")
    story.reply("Ik trek mijn aanvraag in.\n\nGroet, Ada")
    assert story.state(number) is CaseState.WITHDRAWN
    before = len(story.sent)
    story.until("2026-12-22 10:00")
    assert len(story.sent) == before
    assert "wo 25 nov Uw aanvraag is ingetrokken" in story.to(OFFICIAL)


def test_somebody_who_moves_gets_a_case_for_the_new_address(story: Story):
    """The old one ends, the new one begins, and both say so."""
    number = story.with_report_at_bva()
    made = staffing.happen(story.runtime, number, CaseEvent.MOVED, "Sam", "nieuw huis", story.now())
    assert (story.state(number), story.state(made.number)) == (CaseState.MOVED, CaseState.REGISTERED)
    story.answer(made.number, K.CONTACT, "gelukt")
    assert set(story.open_of(made.number)) == {K.PLAN_EMPLOYER_TALK, K.PLAN_HOME_TALK}
    with story.database.reading() as tx:
        old = cases.find(tx, number)
        assert old
        assert made.number in [entry.text for entry in journal.entries(tx, old.id)]


def test_a_threat_in_the_middle_stops_everything_until_a_person_goes_on(story: Story):
    """The alarm leaves at once; no letter of the case leaves meanwhile; afterwards the days that were left are left."""
    number = story.with_report_at_bva()
    story.answer(number, K.BVA_DECISION, "akkoord")
    story.clock.now = at("2026-11-24 22:10")
    story.reply("Er lag vanavond een kogel in onze brievenbus. Ik word bedreigd.")
    assert story.state(number) is CaseState.THREAT
    assert any("NU BELLEN" in line or "ACUUT" in line for line in story.to(DUTY))
    assert story.sent[-1].body.startswith("Bel 112") or any(
        letter.body.startswith("Bel 112") for letter in story.sent if letter.to == OFFICIAL
    )
    story.answer(number, K.CALL_BACK, "gesproken")
    story.until("2026-12-01 09:00")
    assert not [line for line in story.to(OFFICIAL) if "Uw antwoord op" in line]
    story.answer(number, K.RESUME, "zaak gaat verder")
    assert story.state(number) is CaseState.AT_OFFICIAL
    story.until("2026-12-04 09:00")
    assert [line for line in story.to(OFFICIAL) if "Uw antwoord op" in line]
    story.reply("Akkoord")
    assert story.state(number) is CaseState.AT_EMPLOYER


def test_a_college_of_six_has_one_contact_and_six_ways(story: Story):
    """The werkgever is called once; each bestuurder has a talk, a report and a consent of their own."""
    story.mail("Namens het college vraag ik veiligheidsadvies aan voor zes bestuurders, uit voorzorg.", EMPLOYER)
    lead = story.only_case()
    members = staffing.open_college(story.runtime, lead, 6, "Sam", story.now())
    numbers = [lead, *(member.number for member in members)]
    story.answer(lead, K.CONTACT, "gelukt")
    assert {story.state(number) for number in numbers} == {CaseState.IN_CONTACT}
    for number in numbers:
        story.by_phone(number, K.PLAN_HOME_TALK, "dit gesprek is niet nodig")
    assert [story.state(number) for number in numbers] == [CaseState.IN_CONTACT, *([CaseState.TALKED] * 5)]
    assert len([line for line in story.to(EMPLOYER) if "Zo gaat het verder" in line]) == 1


def test_after_a_weekend_down_monday_does_all_once_and_in_order(story: Story):
    """Nothing ran from Friday noon to Monday: each letter once, the oldest first, and late is late."""
    numbers = []
    for moment in ("2026-11-24 10:00", "2026-11-25 10:00", "2026-11-25 11:00"):
        story.clock.now = at(moment)
        story.mail(
            f"Graag vraag ik een woningscan aan, uit voorzorg. Kenmerk {moment}.", f"m{len(numbers)}@gemeente.example"
        )
        numbers.append(story.only_case())
    story.clock.now = at("2026-11-30 08:31")
    before = len(story.sent)
    story.ring()
    story.ring()
    late = [letter.subject.split()[0] for letter in story.sent[before:] if "te laat" in letter.subject]
    assert late == [numbers[0]]  # due on Friday at five
    soon = [letter.subject.split(":")[0] for letter in story.sent[before:] if "bijna tijd" in letter.subject]
    assert soon == numbers[1:]  # due today: reminded, not late
    assert story.open_of(numbers[0])[K.CONTACT].late_at == at("2026-11-30 08:31")
    assert story.task(numbers[0], K.CONTACT).name.startswith("TE LAAT: Contact opnemen")
    assert len({letter.message_id for letter in story.sent}) == len(story.sent)


def test_nothing_personal_is_anywhere_in_prefect(story: Story):
    """Its whole database, and its logs, read as bytes, after a case with everything in it and forms filled in."""
    story.mail("Graag een woningscan, uit voorzorg. Ik ben Ada Voorbeeld, Dorpsstraat 1, 1234 AB, 0612345678.")
    number = story.only_case()
    story.people(number)
    story.answer(number, K.CONTACT, "gelukt", opmerking="mevrouw van der Proef belde zelf")
    story.task(number, K.PLAN_HOME_TALK)
    with story.database.reading() as tx:
        page = timeline(tx, number) or ""
    assert number in page
    server = story.window.server
    database = next(server.folder.rglob("prefect.db"))
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")
        everything = "\n".join(connection.iterdump())
    logs = "".join(path.read_text(errors="replace") for path in server.folder.rglob("*.log"))
    assert number in everything
    for personal in PERSONAL:
        assert personal not in everything, personal
        assert personal not in logs, personal
        assert personal not in page, personal
