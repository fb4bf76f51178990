"""Replies drive the case: through the signed reference of our own letters, with a reader that does as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bots.lettering import LANGUAGES, write
from casework.approvals import Proof, Reader, Step
from casework.assessment import Address, Alarm, Assessment, Fields, Intent
from casework.letters import Audience, LetterKind
from casework.lifecycle import CaseKind, CaseState
from casework.messages import Automatic, Message
from casework.obligations import ObligationKind
from casework.people import SenderKind
from flows.runtime import Runtime
from flows.settings import ReportSettings
from flows.steps import report_case, reports, staffing
from flows.steps.answer import AnswerRefused
from flows.steps.correspondence import language_of
from flows.steps.decide import Done
from flows.steps.inspect import show
from flows.steps.remind import sweep
from flows.steps.reports import ReportRefused
from flows.steps.staffing import Caller
from storage import cases, outbox
from tests.bots.test_lettering import FACTS
from tests.builders import a_message
from tests.casework.test_findings import a_report
from tests.flows.conftest import Clock, ToldReader
from tests.flows.test_course import a_case_in, answer, letters, open_of, told
from tests.warm import READER

Take = Callable[..., Done]
K = ObligationKind
OWN, SHARED, BVA = "ada@prive.example", "college@gemeente.example", "bva@bzk.example"


@dataclass
class IntentReader(ToldReader):
    """Reads the intent that stands between brackets: `[ask_status] Hoe staat het?`, and the fields it was given."""

    fields: Fields = field(default_factory=Fields)
    language: str = "nl"

    def assess(self, message: Message) -> Assessment:
        """As told."""
        found = super().assess(message)
        name = message.subject or ""
        return replace(
            found, intent=Intent(name) if name in set(Intent) else None, fields=self.fields, language=self.language
        )


@pytest.fixture
def reader(runtime: Runtime) -> IntentReader:
    made = IntentReader()
    runtime.reader = made  # type: ignore[assignment]
    runtime.settings.report = ReportSettings(bva_address=BVA)
    return made


@pytest.fixture
def number(runtime: Runtime, reader: IntentReader, clock: Clock) -> str:
    """A case with a bestuurder and a werkgever, whose report is with the bestuurder.

    No gateway for text messages is configured, so that somebody has to phone its password.
    """
    del reader
    made = staffing.open_case(
        runtime, CaseKind.PREVENTIVE, Caller(SenderKind.BESTUURDER, "Ada", OWN, None), "A", clock()
    )
    staffing.add_person(
        runtime, made.number, Caller(SenderKind.WERKGEVER, "G", SHARED, "+31600000003"), "A", clock(), verified=False
    )
    answer(runtime, made.number, K.CONTACT, "gelukt")
    answer(runtime, made.number, K.PLAN_EMPLOYER_TALK, "dit gesprek is niet nodig")
    answer(runtime, made.number, K.PLAN_HOME_TALK, "dit gesprek is niet nodig")
    answer(runtime, made.number, K.ASSIGN_REPORT, "uitgezet bij de adviseur")
    report_case.add(runtime, made.number, json.dumps(a_report()).encode(), source="json", by="V. Adviseur", now=clock())
    answer(runtime, made.number, K.REPORT, "klaar, naar de BVA")
    leave(runtime)
    answer(runtime, made.number, K.BVA_DECISION, "akkoord")
    leave(runtime)
    return made.number


def leave(runtime: Runtime) -> None:
    """The letters with a report go out."""
    with runtime.database.begin() as tx:
        for letter in outbox.letters(tx):
            if letter.kind in (LetterKind.REPORT_TO_BVA, LetterKind.REPORT):
                outbox.sent(tx, letter.id, runtime.clock())


def reply(
    runtime: Runtime,
    take: Take,
    number: str,
    text: str,
    sender: str = OWN,
    to: LetterKind | None = None,
    **more: object,
) -> Done:
    """An answer to our newest letter in the case, or to the newest of one kind."""
    with runtime.database.reading() as tx:
        all_ours = [letter for letter in outbox.letters(tx) if letter.number == number]
    ours = [letter for letter in all_ours if to in (None, letter.kind)]
    return take(text, sender=sender, in_reply_to=ours[-1].message_id, **more)


def verify(runtime: Runtime, number: str) -> None:
    own = Caller(SenderKind.BESTUURDER, None, OWN, None)
    staffing.add_person(runtime, number, own, "A. Secretaris", runtime.clock(), verified=True)


def test_an_agreement_from_the_own_address_sends_the_report_on(runtime: Runtime, take: Take, number: str) -> None:
    """To the werkgever, as much as was agreed; the bestuurder gets word of it."""
    verify(runtime, number)
    reply(runtime, take, number, "Akkoord met alleen de maatregelen.\n\nGroet, Ada")
    assert a_case_in(runtime, number).state is CaseState.AT_EMPLOYER
    assert set(open_of(runtime, number)) == {K.EMPLOYER_START, K.PASSWORD}
    deliveries = reports.overview(runtime, number).deliveries
    assert [(item.reader, item.scope.value) for item in deliveries][-1] == (Reader.WERKGEVER, "alleen de maatregelen")
    assert ("werkgever_report", SHARED) in letters(runtime)
    assert ("bestuurder_consent_noted", OWN) in letters(runtime)


@pytest.mark.parametrize("sender", [OWN, SHARED])
def test_from_any_other_address_it_is_a_call(runtime: Runtime, take: Take, number: str, sender: str) -> None:
    """An address nobody asked about, and the mailbox that the werkgever reads too: nothing is sent."""
    reply(runtime, take, number, "Akkoord", sender=sender)
    assert a_case_in(runtime, number).state is CaseState.AT_OFFICIAL
    assert set(open_of(runtime, number)) == {K.CALL_OFFICIAL, K.READ, K.PASSWORD}
    assert "werkgever_report" not in [kind for kind, _ in letters(runtime)]


def _again_with_the_bestuurder(runtime: Runtime, number: str) -> str:
    """A second version, approved and sent; gives the Message-ID of the letter about the first."""
    with runtime.database.reading() as tx:
        (first,) = [letter.message_id for letter in outbox.letters(tx) if letter.kind is LetterKind.REPORT]
    _add(runtime, number)
    answer(runtime, number, K.REPORT, "klaar, naar de BVA")
    leave(runtime)
    answer(runtime, number, K.BVA_DECISION, "akkoord")
    leave(runtime)
    return first


def test_a_late_yes_to_the_first_version_is_no_yes_to_the_second(
    runtime: Runtime, take: Take, number: str, clock: Clock
) -> None:
    """A colleague calls; the werkgever gets nothing. A yes to the new letter, or to its reminder, counts."""
    verify(runtime, number)
    first = _again_with_the_bestuurder(runtime, number)
    done = take("Akkoord", sender=OWN, in_reply_to=first)
    assert any("versie 1, en nu is er versie 2" in reason for reason in done.reasons)
    assert a_case_in(runtime, number).state is CaseState.AT_OFFICIAL
    assert set(open_of(runtime, number)) >= {K.CALL_OFFICIAL, K.READ}
    assert reports.overview(runtime, number).standing.consent is None
    assert "werkgever_report" not in [kind for kind, _ in letters(runtime)]
    answer(runtime, number, K.CALL_OFFICIAL, "bestuurder antwoordt zelf nog")
    clock.now += timedelta(days=14)
    sweep(runtime, clock.now)
    reply(runtime, take, number, "Akkoord", to=LetterKind.REPORT_REMINDER)
    assert a_case_in(runtime, number).state is CaseState.AT_EMPLOYER
    assert reports.overview(runtime, number).deliveries[-1].version == 2


def test_a_yes_to_another_letter_or_without_one_is_a_call(runtime: Runtime, take: Take, number: str) -> None:
    """It may be about an appointment, or about nothing that we sent."""
    verify(runtime, number)
    reply(runtime, take, number, "Akkoord", to=LetterKind.INFORMATION)
    assert a_case_in(runtime, number).state is CaseState.AT_OFFICIAL
    assert set(open_of(runtime, number)) >= {K.CALL_OFFICIAL, K.READ}


def test_a_version_that_comes_in_at_that_very_moment_is_not_agreed_to(runtime: Runtime, number: str) -> None:
    """The answer names its version; the gate looks once more when it is written down."""
    _again_with_the_bestuurder(runtime, number)
    with pytest.raises(AnswerRefused, match="Versie 1 is niet de nieuwste"):
        answer(runtime, number, K.OFFICIAL_ANSWER, "akkoord, werkgever krijgt het hele rapport", version=1)
    assert a_case_in(runtime, number).state is CaseState.AT_OFFICIAL


def test_an_english_werkgever_gets_the_report_with_an_english_letter(
    runtime: Runtime, take: Take, number: str, reader: IntentReader
) -> None:
    """By the language of its own newest mail; the bestuurder's letters stay Dutch. A word or two tell nothing."""
    reader.language = "en"
    reply(runtime, take, number, "OK thanks", sender=SHARED)
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        assert language_of(tx, case, SenderKind.WERKGEVER) == "nl"
    reply(runtime, take, number, "Could you please tell us when the report will be here?", sender=SHARED)
    answer(runtime, number, K.OFFICIAL_ANSWER, "akkoord, werkgever krijgt het hele rapport")
    with runtime.database.reading() as tx:
        sent = {letter.kind: letter for letter in outbox.letters(tx)}
    assert sent[LetterKind.REPORT_TO_WERKGEVER].language == "en"
    assert "in full" in sent[LetterKind.REPORT_TO_WERKGEVER].body
    assert sent[LetterKind.CONSENT_NOTED].language == "nl"


def test_a_late_yes_of_the_bva_is_read_by_a_human(runtime: Runtime, take: Take, number: str) -> None:
    """About the first version, while it has the second."""
    with runtime.database.reading() as tx:
        (first,) = [letter.message_id for letter in outbox.letters(tx) if letter.kind is LetterKind.REPORT_TO_BVA]
    _add(runtime, number)
    answer(runtime, number, K.REPORT, "klaar, naar de BVA")
    leave(runtime)
    take("Akkoord.", sender=BVA, in_reply_to=first)
    assert a_case_in(runtime, number).state is CaseState.AT_BVA
    assert K.READ in open_of(runtime, number)
    reply(runtime, take, number, "Akkoord.", sender=BVA, to=LetterKind.REPORT_TO_BVA)
    assert a_case_in(runtime, number).state is CaseState.AT_OFFICIAL


def test_a_machine_agrees_to_nothing(runtime: Runtime, take: Take, number: str) -> None:
    """Also from the own address: an out-of-office that quotes the word."""
    verify(runtime, number)
    reply(runtime, take, number, "Akkoord", automatic=Automatic.AUTO_REPLY)
    assert a_case_in(runtime, number).state is CaseState.AT_OFFICIAL


def test_a_threat_in_an_agreement_puts_the_case_on_hold(runtime: Runtime, take: Take, number: str) -> None:
    """The report goes nowhere."""
    verify(runtime, number)
    reply(runtime, take, number, "Akkoord DREIGING")
    place = a_case_in(runtime, number).place
    assert (place.state, place.held) == (CaseState.THREAT, (CaseState.AT_OFFICIAL,))
    assert "werkgever_report" not in [kind for kind, _ in letters(runtime)]


def test_who_asks_how_it_stands_is_told(runtime: Runtime, take: Take, number: str) -> None:
    """Truly, by letter, once a day; the second time a human reads it."""
    reply(runtime, take, number, "Hoe staat het met mijn aanvraag?", subject="ask_status")
    assert ("person_status", OWN) in letters(runtime)
    assert K.READ not in open_of(runtime, number)
    with runtime.database.reading() as tx:
        (body,) = [letter.body for letter in outbox.letters(tx) if letter.kind.value == "person_status"]
    assert "Nu: het adviesrapport ligt bij de bestuurder" in body
    reply(runtime, take, number, "En nu?", subject="ask_status")
    assert [kind for kind, _ in letters(runtime)].count("person_status") == 1
    assert K.READ in open_of(runtime, number)


def test_data_in_a_reply_fill_the_case_and_keep_the_old_value(
    runtime: Runtime, take: Take, number: str, reader: IntentReader
) -> None:
    """What was empty is filled in; what differs is filled in and read by a human."""
    reader.fields = Fields(phone="+31612345678", address=Address("Dorpsstraat 1", "1234 AB", "Voorbeeld"))
    reply(runtime, take, number, "Mijn nummer is 06 1234 5678.", subject="supply_data")
    assert a_case_in(runtime, number).fields.phone == "+31612345678"
    assert K.READ not in open_of(runtime, number)
    reader.fields = Fields(phone="+31687654321")
    reply(runtime, take, number, "Mijn nieuwe nummer is 06 8765 4321.", subject="supply_data")
    assert a_case_in(runtime, number).fields.phone == "+31687654321"
    assert a_case_in(runtime, number).fields.address
    assert K.READ in open_of(runtime, number)
    texts = [entry.text for entry in show(runtime, number, "x", runtime.clock()).entries]
    assert any("telefoon: van +31612345678 naar +31687654321" in text for text in texts)


def test_a_withdrawal_ends_the_case_with_a_letter(runtime: Runtime, take: Take, number: str) -> None:
    """In plain words from the own address; otherwise somebody reads it first."""
    reply(runtime, take, number, "Ik trek mijn aanvraag in.", subject="withdraw")
    assert a_case_in(runtime, number).state is CaseState.AT_OFFICIAL
    verify(runtime, number)
    reply(runtime, take, number, "Ik trek mijn aanvraag in.\nGroet, Ada", subject="withdraw")
    assert a_case_in(runtime, number).state is CaseState.WITHDRAWN
    assert ("person_withdrawn", OWN) in letters(runtime)
    assert set(open_of(runtime, number)) == {K.READ, K.PASSWORD}  # a mail to read and a call to make stay


def test_an_explanation_is_given_and_the_answer_is_waited_for_anew(runtime: Runtime, take: Take, number: str) -> None:
    """Meanwhile no reminder leaves."""
    reply(runtime, take, number, "Graag uitleg van de adviseur.", subject="request_explanation")
    assert a_case_in(runtime, number).state is CaseState.EXPLAINING
    assert open_of(runtime, number)[K.OFFICIAL_ANSWER].paused_at
    answer(runtime, number, K.EXPLANATION, "toelichting gegeven")
    assert a_case_in(runtime, number).state is CaseState.AT_OFFICIAL
    assert open_of(runtime, number)[K.OFFICIAL_ANSWER].paused_at is None


def _add(runtime: Runtime, number: str) -> int:
    body = json.dumps(a_report()).encode()
    return report_case.add(runtime, number, body, source="json", by="V. Adviseur", now=runtime.clock())


def test_a_decision_by_command_moves_the_case_as_a_form_does(runtime: Runtime, number: str) -> None:
    """Consent without a call moves nothing; with one the werkgever gets the report and the task is done."""

    def decide(proof: Proof) -> None:
        report_case.decide(runtime, number, Step.CONSENT_MEASURES, by="S.", now=runtime.clock(), proof=proof)

    with pytest.raises(AnswerRefused, match="telefoontje"):
        decide(Proof.NONE)
    assert a_case_in(runtime, number).state is CaseState.AT_OFFICIAL
    decide(Proof.CALL)
    assert a_case_in(runtime, number).state is CaseState.AT_EMPLOYER
    assert set(open_of(runtime, number)) >= {K.EMPLOYER_START}
    assert K.OFFICIAL_ANSWER not in open_of(runtime, number)
    assert ("werkgever_report", SHARED) in letters(runtime)
    with pytest.raises(ReportRefused, match="niet om gevraagd"):
        decide(Proof.CALL)


def test_a_new_version_takes_the_case_back_from_who_decides(runtime: Runtime, number: str) -> None:
    """Who has the old one is told, its task is gone, and nothing is decided until the BVA got the new one."""
    with runtime.database.begin() as tx:
        for letter in outbox.letters(tx):
            outbox.sent(tx, letter.id, runtime.clock())
    assert _add(runtime, number) == 2
    assert a_case_in(runtime, number).state is CaseState.DRAFTING
    assert K.OFFICIAL_ANSWER not in open_of(runtime, number)
    assert K.REPORT in open_of(runtime, number)
    assert [kind for kind, _ in letters(runtime)].count("person_report_withdrawn") == 2
    for step in (Step.BVA_APPROVED, Step.CONSENT_FULL):
        with pytest.raises(ReportRefused, match="niet om gevraagd"):
            report_case.decide(runtime, number, step, by="S.", now=runtime.clock(), proof=Proof.CALL)
    assert _add(runtime, number) == 3
    answer(runtime, number, K.REPORT, "klaar, naar de BVA")
    assert a_case_in(runtime, number).state is CaseState.AT_BVA
    assert [item.version for item in reports.overview(runtime, number).deliveries] == [1, 1, 3]
    assert "adviesrapport teruggehaald" in told(runtime, number)


def test_a_withdrawn_report_takes_the_case_back_too(runtime: Runtime, number: str) -> None:
    """And a new version then needs no second withdrawal."""
    report_case.withdraw(runtime, number, by="A.", reason="verkeerde woning", now=runtime.clock())
    assert a_case_in(runtime, number).state is CaseState.DRAFTING
    assert _add(runtime, number) == 2


def test_under_a_threat_no_new_version_comes_in(runtime: Runtime, take: Take, number: str) -> None:
    """The case could not be taken back from the bestuurder; the old one can still be withdrawn."""
    reply(runtime, take, number, "DREIGING")
    with pytest.raises(ReportRefused, match="rond dat eerst af"):
        _add(runtime, number)
    report_case.withdraw(runtime, number, by="A.", reason="fout", now=runtime.clock())
    assert a_case_in(runtime, number).state is CaseState.THREAT


def test_the_bva_decides_by_mail(runtime: Runtime, take: Take, reader: IntentReader, clock: Clock) -> None:
    """From its own address, in answer to our letter; with remarks a human reads them."""
    del reader
    made = staffing.open_case(
        runtime, CaseKind.PREVENTIVE, Caller(SenderKind.BESTUURDER, "Ada", OWN, None), "A", clock()
    )
    for kind, words in (
        (K.CONTACT, "gelukt"),
        (K.PLAN_EMPLOYER_TALK, "dit gesprek is niet nodig"),
        (K.PLAN_HOME_TALK, "dit gesprek is niet nodig"),
        (K.ASSIGN_REPORT, "uitgezet bij de adviseur"),
    ):
        answer(runtime, made.number, kind, words)
    report_case.add(runtime, made.number, json.dumps(a_report()).encode(), source="json", by="V", now=clock())
    answer(runtime, made.number, K.REPORT, "klaar, naar de BVA")
    leave(runtime)
    reply(runtime, take, made.number, "Niet akkoord, hoofdstuk 2 klopt niet.", sender=BVA)
    assert a_case_in(runtime, made.number).state is CaseState.AT_BVA
    assert K.READ in open_of(runtime, made.number)
    reply(runtime, take, made.number, "Akkoord.", sender="iemand@elders.example")
    assert a_case_in(runtime, made.number).state is CaseState.AT_BVA
    reply(
        runtime, take, made.number, "Akkoord.\n\nMet vriendelijke groet,\nBVA", sender=BVA, to=LetterKind.REPORT_TO_BVA
    )
    assert a_case_in(runtime, made.number).state is CaseState.AT_OFFICIAL
    assert "BVA akkoord" in told(runtime, made.number)


def test_who_was_not_reached_and_writes_after_all_gets_a_call(runtime: Runtime, take: Take) -> None:
    """The case opens again; no new one is made."""
    number = take().case or ""
    for _ in range(3):
        answer(runtime, number, K.CONTACT, "niet gelukt, opnieuw proberen")
    answer(runtime, number, K.UNREACHED, "niet bereikbaar, zaak sluiten")
    done = reply(runtime, take, number, "Sorry, ik was op vakantie.", sender="a@gemeente.example")
    assert done.case == number
    assert a_case_in(runtime, number).state is CaseState.REGISTERED
    assert set(open_of(runtime, number)) == {K.CONTACT, K.READ}


def test_a_letter_to_a_merged_case_is_answered_in_the_one_that_goes_on(runtime: Runtime, take: Take) -> None:
    """Whatever number stands in it."""
    first, second = take().case or "", take(sender="b@gemeente.example").case or ""
    staffing.merge(runtime, second, first, "A", runtime.clock())
    assert reply(runtime, take, second, "Nog een vraag.", sender="b@gemeente.example").case == first


def test_a_second_request_of_the_same_sender_is_judged_as_a_double(runtime: Runtime, take: Take) -> None:
    """A task in the newer case; "dubbel" makes one case of both."""
    first, second = take().case or "", take("Nog eens: graag een woningscan.").case or ""
    assert first != second
    answer(runtime, second, K.MERGE, "dubbel, samengevoegd met de andere zaak")
    assert a_case_in(runtime, second).state is CaseState.MERGED
    assert not open_of(runtime, second)


@pytest.mark.parametrize(
    "kind", [kind for kind in LetterKind if kind.audience in (Audience.PERSON, Audience.BESTUURDER)]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_subject_of_ours_makes_the_reader_doubt_an_answer(kind: LetterKind, language: str) -> None:
    """The subject comes back with every reply; the real reader must not take it for a threat."""
    subject = write(kind, language, FACTS).subject
    message = a_message("Akkoord.\n\nMet vriendelijke groet,\nAda", subject=f"Re: {subject}")
    assert READER.assess(message).alarm is Alarm.NO
