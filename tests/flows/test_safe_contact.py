"""Every letter keeps to how somebody wants to be reached, and tells a possible threatener nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

from casework.letters import Audience, LetterKind
from casework.safe_contact import SafeContact
from flows.runtime import Runtime
from flows.steps import inspect
from flows.steps.answer import give
from flows.steps.correspondence import UNSAFE, post_letters
from flows.steps.decide import Done
from flows.steps.deliver import MAIL, deliver_due
from flows.steps.safe_contact import take_down
from storage import cases, journal, obligations, outbox, safe_contacts
from storage.cases import Case
from storage.outbox import Outgoing
from tests.flows.conftest import Clock
from tests.servers.smtp import SmtpSink

Take = Callable[..., Done]
WORK, HOME = "a@gemeente.example", "ada@thuis.example"


def _case(runtime: Runtime, number: str | None) -> Case:
    with runtime.database.reading() as tx:
        case = cases.find(tx, number or "")
    assert case
    return case


def _letters(runtime: Runtime) -> list[Outgoing]:
    with runtime.database.reading() as tx:
        return outbox.letters(tx)


def _journal(runtime: Runtime, number: str | None) -> str:
    with runtime.database.reading() as tx:
        return "\n".join(f"{one.what}: {one.text}" for one in journal.entries(tx, _case(runtime, number).id))


def test_the_answer_to_a_threat_says_what_happens_now_and_when_you_are_called(runtime: Runtime, take: Take) -> None:
    """112 first, then the time by which a colleague calls, and nothing of what was said."""
    take("DREIGING met geheime woorden")
    (letter,) = [one for one in _letters(runtime) if one.kind is LetterKind.RECEIPT_THREAT]
    lines = letter.body.splitlines()
    assert lines[0] == "Bel 112 bij acuut gevaar."
    assert "Die belt u terug: uiterlijk maandag 23 november 2026 om 11.15 uur." in letter.body
    assert letter.body.index("0900-8844") < letter.body.index("070 373 83 14")
    assert "geheime" not in letter.subject + letter.body


def test_no_time_is_promised_that_has_passed(runtime: Runtime, take: Take, clock: Clock) -> None:
    """A mail that lay there for hours."""
    take("DREIGING", received_at=clock.now - timedelta(hours=5))
    (letter,) = [one for one in _letters(runtime) if one.kind is LetterKind.RECEIPT_THREAT]
    assert "Die belt u terug: zo snel mogelijk." in letter.body


def test_not_on_my_work_mail_holds_from_that_very_message_on(runtime: Runtime, take: Take) -> None:
    """Even the answer does not go there; the officer is called all the same and reads why."""
    done = take("DREIGING. Mail mij niet op mijn werkmail, bel na vieren.", sender=WORK)
    assert WORK not in {letter.recipient for letter in _letters(runtime)}
    assert any(letter.kind is LetterKind.ALARM for letter in _letters(runtime))
    assert f"person_receipt_threat: {UNSAFE}" in _journal(runtime, done.case)
    shown = inspect.show(runtime, done.case or "", "Bea", runtime.clock()).text()
    assert "VEILIG CONTACT\n  niet mailen naar: a@gemeente.example" in shown
    assert "bel na vieren" in shown


def test_letters_go_to_the_other_address_and_never_hold_the_code_word(runtime: Runtime, take: Take) -> None:
    """Of whatever kind they are."""
    done = take("Graag een woningscan.", sender=WORK)
    wish = SafeContact((WORK,), HOME, time(16), time(20), "zwaluwnest", "na het werk")
    take_down(runtime, done.case or "", wish, "Bea", runtime.clock())
    case = _case(runtime, done.case)
    kinds = [LetterKind.RECEIPT_THREAT, LetterKind.INFORMATION, LetterKind.STATUS, LetterKind.REASSURED]
    before = len(_letters(runtime))
    more = {"where": "x", "next": "z"}
    with runtime.database.begin() as tx:
        for kind in kinds:
            post_letters(runtime, tx, case, [kind], runtime.clock(), occasion="later", more=more)
    posted = _letters(runtime)[before:]
    assert {letter.recipient for letter in posted} == {HOME}
    assert len(posted) == len(kinds)
    assert not any("zwaluwnest" in letter.subject + letter.body for letter in _letters(runtime))
    assert inspect.show(runtime, case.number, "Bea", runtime.clock()).safe == wish


def test_a_letter_that_waited_before_the_wish_does_not_leave(runtime: Runtime, take: Take, smtp_sink: SmtpSink) -> None:
    """A human finds another way, as for a letter that cannot be delivered."""
    runtime.settings.smtp.port = smtp_sink.port
    done = take("Graag een woningscan.", sender=WORK)
    take_down(runtime, done.case or "", SafeContact((WORK,)), "Bea", runtime.clock())
    deliver_due(runtime, MAIL)
    assert WORK not in {item.rcpt for item in smtp_sink.received}
    assert {item.rcpt for item in smtp_sink.received} == {"s@desk.example"}
    with runtime.database.reading() as tx:
        kinds = [item.kind.value for item in obligations.open_of(tx, _case(runtime, done.case).id)]
    assert "brief onbestelbaar" in kinds
    assert UNSAFE in _journal(runtime, done.case)


def test_wishes_add_up_and_the_newest_counts() -> None:
    """Nothing that was asked is forgotten."""
    first = SafeContact((WORK,), HOME, time(16), note="een")
    assert first.joined(SafeContact(("b@x.example",), call_from=time(18), note="twee")) == SafeContact(
        (WORK, "b@x.example"), HOME, time(18), note="een / twee"
    )
    assert first.way_to(WORK.upper()) == HOME
    assert SafeContact((WORK, HOME), HOME).way_to(WORK) is None
    assert SafeContact().way_to(WORK) == WORK


def test_a_possible_threatener_gets_no_details(runtime: Runtime, take: Take) -> None:
    """The emergency number and our telephone, but not who was warned or when somebody calls."""
    done = take("DREIGING: ik weet je te vinden", hostile=True)
    (letter,) = [one for one in _letters(runtime) if one.kind.audience is Audience.PERSON]
    assert letter.kind is LetterKind.RECEIPT_UNCLEAR
    assert letter.body.splitlines()[0] == "Bel 112 bij acuut gevaar."
    assert "gewaarschuwd" not in letter.body
    assert "belt u terug" not in letter.body
    assert any(one.kind is LetterKind.ALARM for one in _letters(runtime))
    assert "afzender is mogelijk zelf de dreiger" in _journal(runtime, done.case)


def test_the_wish_of_a_case_is_its_own(runtime: Runtime, take: Take) -> None:
    """Another case with the same sender has none, until it is said there."""
    one, two = take("Graag een woningscan.", sender=WORK), take("Graag een gesprek.", sender="b@x.example")
    take_down(runtime, one.case or "", SafeContact((WORK,)), "Bea", runtime.clock())
    with runtime.database.reading() as tx:
        assert safe_contacts.of_number(tx, two.case or "") == SafeContact()
        assert safe_contacts.of_number(tx, one.case or "").avoid == (WORK,)


def test_a_wish_does_not_stop_the_call_back(runtime: Runtime, take: Take) -> None:
    """Hours are for the officer to weigh: the promise runs on."""
    done = take("DREIGING. Bel na vieren.")
    give(runtime, f"{done.case}/call_back/1", "gesproken", "Bea", "", runtime.clock())
