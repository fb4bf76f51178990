"""A chat that becomes a case or an alarm: each turn stored first, acted on once, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from casework.assessment import Alarm
from casework.conversation import Conversation
from casework.lifecycle import CaseKind
from casework.obligations import ObligationKind
from flows.runtime import Runtime
from flows.steps import converse, silence, web_talk
from flows.steps.colleague import NoChat, write_into
from flows.steps.converse import TELEGRAM, WEB, Answered
from flows.steps.decide import Done
from flows.steps.inspect import show
from storage import alarms, cases, conversations, journal, obligations, outbox
from storage.cases import Case
from tests.flows.conftest import Clock

CALM = ("ik wil een woningscan", "06-12345678", "wethouder", "Urk", "Jan de Boer")


def _talk(runtime: Runtime, *texts: str, channel: str = WEB, address: str | None = None) -> list[Answered]:
    talk, _ = converse.begin(runtime, channel, runtime.clock(), address=address)
    answers = [converse.say(runtime, talk.id, text, runtime.clock()) for text in texts]
    return [one for one in answers if one is not None]


def _case(runtime: Runtime, answered: Answered) -> Case:
    with runtime.database.reading() as tx:
        found = cases.find(tx, answered.case or "")
    assert found is not None
    return found


def test_a_confirmed_conversation_is_a_case_that_the_secretariaat_owes_a_call(runtime: Runtime) -> None:
    """Not before the person's yes."""
    *before, last = _talk(runtime, *CALM, "ja, dat klopt")
    assert not any(one.case for one in before)
    case = _case(runtime, last)
    assert last.confirmed
    assert (case.kind, case.fields.phone, case.fields.organisation) == (CaseKind.PREVENTIVE, "+31612345678", "Urk")
    with runtime.database.reading() as tx:
        assert [one.kind for one in obligations.open_of(tx, case.id)] == [ObligationKind.CONTACT]
        assert len(conversations.of_case(tx, case.id)) == 1
    assert case.number in " ".join(reply.text for reply in last.replies)


def test_a_number_corrected_after_the_yes_is_the_one_to_call_everywhere(runtime: Runtime) -> None:
    """Not one in the data and another beside the person."""
    *_, last = _talk(runtime, *CALM, "ja, dat klopt", "sorry mijn nummer is 06-87654321")
    case = _case(runtime, last)
    assert case.fields.phone == "+31687654321"
    with runtime.database.reading() as tx:
        assert {party.phone for party in cases.parties_of(tx, case.id)} == {"+31687654321"}


def test_a_threat_alarms_before_the_person_has_answered_anything(runtime: Runtime) -> None:
    """One case, one alarm, whatever is written after it."""
    first, second, third = _talk(runtime, "DREIGING ik sta voor het raam", "nee", "06-12345678")
    assert first.urgent
    assert first.replies[0].text.startswith("Bel 112")
    case = _case(runtime, first)
    assert {first.case, second.case, third.case} == {case.number}
    with runtime.database.reading() as tx:
        assert len(alarms.of_case(tx, case.id)) == 1
        assert [one.kind for one in obligations.open_of(tx, case.id)] == [ObligationKind.CALL_BACK]
        assert any(one.urgent for one in outbox.letters(tx))
    assert _case(runtime, third).fields.phone == "+31612345678"


def test_who_is_not_safe_makes_the_same_alarm_acute(runtime: Runtime) -> None:
    """The ladder begins anew, faster."""
    _, second = _talk(runtime, "DREIGING", "nee ik ben niet veilig")
    with runtime.database.reading() as tx:
        (alarm,) = alarms.of_case(tx, _case(runtime, second).id)
    assert alarm.policy == "acuut"


def test_doubt_calls_a_person_and_asks(runtime: Runtime) -> None:
    """And the person's own yes makes it an alarm."""
    first, second = _talk(runtime, "TWIJFEL er was iets", "ja")
    assert (first.alarm, second.alarm) == (Alarm.HUMAN, Alarm.YES)
    assert first.case == second.case
    assert _case(runtime, second).kind is CaseKind.THREAT


def test_a_turn_is_acted_on_once(runtime: Runtime) -> None:
    """The same update again, or another process at the same turn, changes nothing."""
    talk, _ = converse.begin(runtime, TELEGRAM, runtime.clock(), address="77")
    kept = converse.keep(runtime, talk.id, "DREIGING", runtime.clock(), external="5")
    assert kept is not None
    assert converse.keep(runtime, talk.id, "DREIGING", runtime.clock(), external="5") is None
    assert converse.handle(runtime, kept) is not None
    assert converse.handle(runtime, kept) is None
    with runtime.database.reading() as tx:
        assert len(cases.listing(tx)) == 1


def test_a_turn_that_a_dead_process_left_is_acted_on_later(runtime: Runtime) -> None:
    """In the order in which the person wrote."""
    talk, _ = converse.begin(runtime, WEB, runtime.clock())
    for text in CALM:
        converse.keep(runtime, talk.id, text, runtime.clock())
    assert len(list(converse.handle_waiting(runtime))) >= 1
    with runtime.database.reading() as tx:
        found = conversations.find(tx, talk.id)
        assert not conversations.waiting(tx, runtime.clock())
    assert found is not None
    assert found.state.fields.person == "Jan de Boer"


def test_of_many_turns_that_wait_several_are_answered_as_one(runtime: Runtime) -> None:
    """A threat among them raises the alarm, and each stays as it was typed, in its order."""
    talk, _ = converse.begin(runtime, WEB, runtime.clock())
    texts = [f"en dan nog iets {number}" for number in range(60)]
    texts[20] = "DREIGING"
    kept = [converse.keep(runtime, talk.id, text, runtime.clock()) for text in texts]
    answered = converse.handle(runtime, kept[-1] or 0)
    assert answered is not None
    assert answered.urgent
    with runtime.database.reading() as tx:
        assert not conversations.waiting(tx, runtime.clock())
        turns = conversations.transcript(tx, talk.id)
        (case,) = cases.listing(tx)
        assert len(alarms.of_case(tx, case.id)) == 1
    assert [one.body for one in turns if one.inward] == texts
    answers = [one.body or "" for one in turns if not one.inward]
    assert answers[0].startswith("Bel 112")
    assert len(answers) < 12


def test_in_a_chat_app_each_turn_that_waits_is_taken_by_itself(runtime: Runtime) -> None:
    """Each may hold what must go from our own copy."""
    talk, _ = converse.begin(runtime, TELEGRAM, runtime.clock(), address="7")
    for number in range(14):
        converse.keep(runtime, talk.id, f"ik woon op Dorpsstraat {number}, 6711 AB Ede", runtime.clock())
    assert len(list(converse.handle_waiting(runtime))) == 1
    with runtime.database.reading() as tx:
        turns = conversations.transcript(tx, talk.id)
    assert not any("Dorpsstraat" in (one.body or "") for one in turns)


def test_who_left_most_behind_does_not_keep_the_others_waiting(runtime: Runtime) -> None:
    """What a dead process left is taken a conversation at a time."""
    flood, _ = converse.begin(runtime, WEB, runtime.clock())
    for number in range(60):
        converse.keep(runtime, flood.id, f"en dan nog iets {number}", runtime.clock())
    other, _ = converse.begin(runtime, WEB, runtime.clock())
    converse.keep(runtime, other.id, "DREIGING", runtime.clock())
    first, second = converse.handle_waiting(runtime)
    assert (first.talk, second.talk, second.urgent) == (flood.id, other.id, True)


def test_a_turn_that_cannot_be_handled_goes_to_a_person(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the person is told so, with the emergency number first."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("stuk")

    monkeypatch.setattr(converse, "take_turn", broken)
    (answered,) = _talk(runtime, "hallo")
    assert answered.alarm is Alarm.HUMAN
    assert answered.replies[0].text.startswith("Bel 112")
    with runtime.database.reading() as tx:
        assert obligations.open_of(tx, _case(runtime, answered).id)


def test_who_falls_silent_in_danger_is_looked_after(runtime: Runtime, clock: Clock) -> None:
    """It is written down, once, and the person reads that somebody was alerted."""
    (answered,) = _talk(runtime, "DREIGING")
    clock.now += timedelta(minutes=4)
    assert silence.sweep(runtime) == 1
    assert silence.sweep(runtime) == 0
    case = _case(runtime, answered)
    with runtime.database.reading() as tx:
        assert any("schrijft niet meer" in one.what for one in journal.entries(tx, case.id))


@pytest.mark.parametrize(("turns", "called"), [(("DREIGING",), False), (("DREIGING bel 06-12345678",), True)])
def test_who_falls_silent_without_a_number_hears_that_we_cannot_call(
    runtime: Runtime, clock: Clock, turns: tuple[str, ...], *, called: bool
) -> None:
    """And how to reach us, after the emergency number; nobody without a number is told that we call."""
    (answered,) = _talk(runtime, *turns)
    clock.now += timedelta(minutes=4)
    silence.sweep(runtime)
    with runtime.database.reading() as tx:
        said = [one.body or "" for one in conversations.transcript(tx, answered.talk)]
    first, silent, reach = said[-3:]
    assert first.startswith("Bel 112")
    assert "niets meer" in silent
    assert ("heeft uw nummer" in reach) is called
    assert ("kunnen u niet bellen" in reach) is not called


def test_a_conversation_that_breaks_off_becomes_a_case_for_a_person(runtime: Runtime, clock: Clock) -> None:
    """Nothing that somebody said is lost, though nobody confirmed it."""
    _talk(runtime, *CALM[:3])
    clock.now += timedelta(hours=25)
    assert silence.sweep(runtime) == 1
    with runtime.database.reading() as tx:
        (case,) = cases.listing(tx)
    assert case.fields.phone == "+31612345678"


def test_an_erased_conversation_holds_no_word_and_is_not_found_again(runtime: Runtime) -> None:
    """As long as it is no case."""
    talk, code = converse.begin(runtime, WEB, runtime.clock())
    converse.say(runtime, talk.id, "ik wil een woningscan", runtime.clock())
    converse.say(runtime, talk.id, "wis alles", runtime.clock())
    with runtime.database.reading() as tx:
        assert conversations.by_code(tx, code or "") is None
        assert not any(one.body for one in conversations.transcript(tx, talk.id) if one.inward)


def test_of_an_erased_conversation_nothing_that_was_told_is_left(runtime: Runtime) -> None:
    """Not the number, no file and no code; who writes again in the app begins anew."""
    for channel, address in ((WEB, None), (TELEGRAM, "9")):
        talk, _ = converse.begin(runtime, channel, runtime.clock(), address=address)
        converse.say(runtime, talk.id, "ik wil een woningscan", runtime.clock())
        converse.say(runtime, talk.id, "06-12345678", runtime.clock())
        web_talk.send_code(runtime, talk.id, "ada@gemeente.example", runtime.clock())
        with runtime.database.begin() as tx:
            newest = conversations.newest(tx, talk.id)
            conversations.add_file(tx, newest, "brief.pdf", "application/pdf", b"%PDF", runtime.clock())
        converse.say(runtime, talk.id, "wis", runtime.clock())
        with runtime.database.reading() as tx:
            left = conversations.find(tx, talk.id)
            assert not list(conversations.files_of(tx, talk.id))
        assert left is not None
        assert left.state == Conversation(scope=left.state.scope)
        assert not web_talk.prove(runtime, talk.id, _code(runtime), runtime.clock())
    again, _ = converse.begin(runtime, TELEGRAM, runtime.clock(), address="9")
    hello = converse.say(runtime, again.id, "hallo", runtime.clock())
    assert hello is not None
    assert "Waarmee kan ik u helpen" in hello.replies[-1].text


def test_a_conversation_is_found_again_by_its_secret_code_only(runtime: Runtime) -> None:
    """Days later, with all that was said."""
    talk, code = converse.begin(runtime, WEB, runtime.clock())
    with runtime.database.reading() as tx:
        found = conversations.by_code(tx, code or "")
        assert found is not None
        assert found.id == talk.id
        assert conversations.by_code(tx, "AAAAAAAAAAAA") is None


def test_an_address_does_not_stay_in_a_minimal_conversation(runtime: Runtime) -> None:
    """Not in our copy, not in the case, and the transport is told to delete it."""
    (answered,) = _talk(runtime, "ik woon op Dorpsstraat 12, 8321 AB Urk", channel=TELEGRAM, address="9")
    with runtime.database.reading() as tx:
        talk = conversations.find(tx, answered.talk)
        said = [one.body or "" for one in conversations.transcript(tx, answered.talk) if one.inward]
    assert talk is not None
    assert talk.state.fields.address is None
    assert not any("Dorpsstraat" in text for text in said)


def test_a_piece_of_an_address_does_not_stay_in_a_minimal_conversation(runtime: Runtime) -> None:
    """Nor as the question of a running case."""
    first, second = _talk(runtime, "3", "06-12345678", "adres: Havenkade tweeëntwintig", channel=TELEGRAM, address="9")[
        1:
    ]
    with runtime.database.reading() as tx:
        talk = conversations.find(tx, second.talk)
        said = [one.body or "" for one in conversations.transcript(tx, second.talk) if one.inward]
    assert talk is not None
    assert first.talk == second.talk
    assert "Havenkade" not in f"{said} {talk.state}"
    assert any("geen adres" in one.text for one in second.replies)


def test_the_part_of_a_day_stands_in_the_journal_in_the_words_of_the_person(runtime: Runtime) -> None:
    """The field holds only the day."""
    *_, last = _talk(runtime, *CALM, "ja, dat klopt", "nee", "nee", "woensdagochtend")
    case = _case(runtime, last)
    assert [len(one) for one in case.fields.availability] == [len("2026-12-09")]
    with runtime.database.reading() as tx:
        notes = [one.text for one in journal.entries(tx, case.id) if one.what == "chat: momenten"]
    assert notes == ["in eigen woorden: woensdagochtend"]


def test_somebody_who_asks_for_a_human_is_called(runtime: Runtime) -> None:
    """Once there is a number to call."""
    first, second = _talk(runtime, "ik wil een mens spreken", "06-12345678")
    assert first.case is None
    with runtime.database.reading() as tx:
        kinds = {one.kind for one in obligations.open_of(tx, _case(runtime, second).id)}
    assert ObligationKind.CONTACT in kinds


def _code(runtime: Runtime) -> str:
    with runtime.database.reading() as tx:
        letter = next(one for one in reversed(outbox.letters(tx)) if one.kind.value == "person_code")
    return "".join(word for word in letter.body.split() if word.strip(".").isdigit())[:6]


def test_a_conversation_joins_a_case_only_after_a_code_by_mail(
    runtime: Runtime, take: Callable[..., Done], clock: Clock
) -> None:
    """A case number alone tells nothing, and neither does a wrong code; the right one tells the state, once."""
    number = take("Graag een woningscan.", sender="ada@gemeente.example").case or ""
    talk, _ = converse.begin(runtime, WEB, clock())
    named = converse.say(runtime, talk.id, f"het gaat om zaak {number}", clock())
    other, _ = converse.begin(runtime, WEB, clock())
    strange = converse.say(runtime, other.id, "het gaat om zaak WVB-1999-0001", clock())
    assert named is not None
    assert strange is not None
    assert [one.text for one in named.replies] == [one.text for one in strange.replies]
    wrong = converse.say(runtime, talk.id, "000 000", clock())
    assert wrong is not None
    assert wrong.case is None
    right = converse.say(runtime, talk.id, _code(runtime), clock())
    assert right is not None
    assert right.case == number
    assert number in " ".join(one.text for one in right.replies)
    with runtime.database.reading() as tx:
        found = cases.find(tx, number)
        assert found is not None
        assert len(conversations.of_case(tx, found.id)) == 1


def test_who_proves_another_case_than_their_own_hears_how_that_one_stands(
    runtime: Runtime, take: Callable[..., Done], clock: Clock
) -> None:
    """And that a colleague looks at both: the conversation stays in its own case until then."""
    number = take("Graag een woningscan.", sender="ada@gemeente.example").case or ""
    talk, _ = converse.begin(runtime, WEB, clock())
    for text in (*CALM, "ja, dat klopt"):
        own = converse.say(runtime, talk.id, text, clock())
    assert own is not None
    converse.say(runtime, talk.id, f"het gaat om zaak {number}", clock())
    proved = converse.say(runtime, talk.id, _code(runtime), clock())
    assert proved is not None
    assert proved.case == own.case
    told = next(one.text for one in proved.replies if "code klopt" in one.text)
    assert f"stand van zaak {number}" in told
    assert f"onder zaak {own.case}. Een collega bekijkt" in told
    with runtime.database.reading() as tx:
        kinds = {one.kind for one in obligations.open_of(tx, _case(runtime, own).id)}
    assert ObligationKind.MERGE in kinds


def test_a_code_goes_to_the_mail_address_that_was_proven_in_a_conversation_of_the_case(
    runtime: Runtime, clock: Clock
) -> None:
    """Not to one that somebody only typed; who names the case hears the same in both."""
    *_, last = _talk(runtime, *CALM, "ja, dat klopt")
    web_talk.send_code(runtime, last.talk, "ada@gemeente.example", clock())
    of_page = _code(runtime)
    first = _talk(runtime, f"het gaat om zaak {last.case}")[0]
    assert _code(runtime) == of_page
    assert web_talk.prove(runtime, last.talk, of_page, clock())
    other, _ = converse.begin(runtime, WEB, clock())
    named = converse.say(runtime, other.id, f"het gaat om zaak {last.case}", clock())
    assert named is not None
    assert [one.text for one in named.replies] == [one.text for one in first.replies]
    assert _code(runtime) != of_page
    proved = converse.say(runtime, other.id, _code(runtime), clock())
    assert proved is not None
    assert proved.case == last.case


def test_who_chose_a_running_case_proves_it_with_number_and_code(
    runtime: Runtime, take: Callable[..., Done], clock: Clock
) -> None:
    """The number as people type it, and the code while a telephone number is asked for."""
    number = take("Graag een woningscan.", sender="ada@gemeente.example").case or ""
    talk, _ = converse.begin(runtime, WEB, clock())
    converse.say(runtime, talk.id, "3", clock())
    converse.say(runtime, talk.id, number.lower().replace("-", " "), clock())
    proved = converse.say(runtime, talk.id, _code(runtime), clock())
    assert proved is not None
    assert proved.case == number
    assert "compleet" not in " ".join(one.text for one in proved.replies)


def test_a_code_of_another_conversation_proves_nothing(runtime: Runtime, take: Callable[..., Done]) -> None:
    """Nor does one that was used."""
    number = take("Graag een woningscan.", sender="ada@gemeente.example").case or ""
    first, second = (converse.begin(runtime, WEB, runtime.clock())[0].id for _ in range(2))
    for talk in (first, second):
        converse.say(runtime, talk, f"zaak {number}", runtime.clock())
    with runtime.database.reading() as tx:
        codes = [one.body for one in outbox.letters(tx) if one.kind.value == "person_code"]
    assert len(codes) == 2
    of_second = _code(runtime)
    crossed = converse.say(runtime, first, of_second, runtime.clock())
    proven = converse.say(runtime, second, of_second, runtime.clock())
    assert crossed is not None
    assert proven is not None
    assert (crossed.case, proven.case) == (None, number)


def test_staff_see_what_was_said_in_the_case(runtime: Runtime) -> None:
    """Both sides, and through which channel."""
    *_, last = _talk(runtime, *CALM, "ja, dat klopt")
    shown = show(runtime, last.case or "", "Ans", runtime.clock()).text()
    assert "Gesprek (web)" in shown
    assert "melder: Jan de Boer" in shown


def test_a_colleague_writes_into_the_chat_of_a_case(runtime: Runtime) -> None:
    """By the way the chat goes; the case knows who did, and the conversation goes on as it was."""
    last = _talk(runtime, *CALM, "ja, dat klopt", channel=TELEGRAM, address="77")[-1]
    number = last.case or ""
    write_into(runtime, number, "Ik bel u om drie uur.", "Ada Voorbeeld", runtime.clock())
    case = _case(runtime, last)
    with runtime.database.begin() as tx:
        replies = conversations.claim(tx, TELEGRAM, runtime.clock())
        noted = journal.entries(tx, case.id)
    assert [one.turn.body for one in replies][-1] == "Een collega schrijft: Ik bel u om drie uur."
    assert [one.actor for one in noted if one.what == "chat: een collega schreef"] == ["Ada Voorbeeld"]


def test_what_a_colleague_may_not_write_is_refused(runtime: Runtime) -> None:
    """Nothing, an address through a chat app, or to a case without a chat."""
    last = _talk(runtime, *CALM, "ja, dat klopt", channel=TELEGRAM, address="78")[-1]
    for text in (" ", "we komen naar Kerkstraat 5, 8161 AB Epe", "x" * 2_001):
        with pytest.raises(NoChat):
            write_into(runtime, last.case or "", text, "Ada Voorbeeld", runtime.clock())
    with pytest.raises(NoChat, match="no case"):
        write_into(runtime, "WVB-2026-9999", "hallo", "Ada Voorbeeld", runtime.clock())
    with runtime.database.begin() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "78")
        assert talk is not None
        conversations.end(tx, talk.id, runtime.clock())
    with pytest.raises(NoChat, match="no chat"):
        write_into(runtime, last.case or "", "hallo", "Ada Voorbeeld", runtime.clock())


def test_who_writes_for_another_and_says_more_later_is_supplied_to_the_case(runtime: Runtime) -> None:
    """What the conversation marks for itself is no field of a case."""
    first, *_, last = _talk(
        runtime,
        "mijn man is wethouder in Urk en hij wil een woningscan",
        *CALM[1:],
        "ja, dat klopt",
        "verhuizen doen we niet",
    )
    assert not first.case
    assert _case(runtime, last).fields.moving is False
    assert "ging iets mis" not in " ".join(reply.text for reply in last.replies)
