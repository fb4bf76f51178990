"""The conversation as a table: what is said next, without any channel, reader or database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bots.dialogue import Effect, Turned, opening, turn
from casework.assessment import Address, Alarm, Assessment, Fields, Intent, Route
from casework.conversation import Answer, Conversation, Heard, Need, Request, Scope, Topic, TurnKind
from casework.people import Function, SenderKind
from tests.builders import NOW

CALM = Assessment(Alarm.NO, Route.PREVENTIVE, 0.1)
THREAT = Assessment(Alarm.YES, Route.THREAT, 0.9)
DOUBT = Assessment(Alarm.HUMAN, Route.OTHER, 0.4)
ALL = Fields(function=Function.WETHOUDER, person="Ada", organisation="Urk", phone="+31612345678")


def _told(**fields: object) -> Heard:
    return Heard(fields=replace(Fields(), **fields), told=frozenset(fields), words=3)  # type: ignore[arg-type]


def _turn(state: Conversation, heard: Heard | None = None, reading: Assessment = CALM) -> Turned:
    return turn(state, heard or Heard(words=1), reading, NOW)


def _names(turned: Turned) -> list[str]:
    return [say.text for say in turned.says]


def _asking(need: Need, **state: object) -> Conversation:
    values: dict[str, object] = {"topic": Topic.PREVENTIVE, "asked": need, "introduced": True, "turns": 1}
    return Conversation(**values | state)  # type: ignore[arg-type]


def test_the_most_useful_is_asked_first_and_one_thing_at_a_time() -> None:
    """A number to call back before the name."""
    state, asked = Conversation(topic=Topic.PREVENTIVE), []
    answers = [_told(phone="+31612345678"), _told(function=Function.WETHOUDER), _told(organisation="Urk")]
    for heard in [Heard(words=1), *answers, _told(person="Ada")]:
        turned = _turn(state, heard)
        state = turned.state
        asked.append(state.asked)
    assert asked == [Need.PHONE, Need.FUNCTION, Need.ORGANISATION, Need.PERSON, Need.CONFIRM]


def test_who_withdraws_has_a_case_whatever_else_is_named() -> None:
    """Words of a wish for advice stand in "de scan hoeft niet meer" too; without them it is a new wish."""
    heard = Heard(words=9, topic=Topic.RUNNING, wishes=True)
    assert _turn(Conversation(), heard).state.topic is Topic.PREVENTIVE
    assert _turn(Conversation(), replace(heard, intent=Intent.WITHDRAW)).state.topic is Topic.RUNNING
    waits = replace(heard, intent=Intent.ASK_STATUS, requests=frozenset({Request.STATUS}))
    assert _turn(Conversation(), waits).state.topic is Topic.RUNNING


def test_a_later_yes_is_none_to_the_appointment_that_somebody_moves() -> None:
    """But it is when nothing else was wanted, and a new wish counts."""
    state = _turn(Conversation(), Heard(words=9, intent=Intent.RESCHEDULE_APPOINTMENT)).state
    confirms = Heard(words=5, intent=Intent.CONFIRM_APPOINTMENT)
    assert _turn(state, confirms).state.intent is Intent.RESCHEDULE_APPOINTMENT
    assert _turn(Conversation(topic=Topic.RUNNING), confirms).state.intent is Intent.CONFIRM_APPOINTMENT
    assert _turn(state, Heard(words=5, intent=Intent.WITHDRAW)).state.intent is Intent.WITHDRAW


def test_what_was_said_is_not_asked() -> None:
    """All at once leads to the summary."""
    assert _turn(Conversation(topic=Topic.PREVENTIVE), _told(**_fields(ALL))).state.asked is Need.CONFIRM


def _fields(fields: Fields) -> dict[str, object]:
    return {name: getattr(fields, name) for name in ("function", "person", "organisation", "phone")}


def test_a_yes_to_what_was_called_wrong_is_asked_once_more() -> None:
    """Nothing in it has changed since: the summary is shown again before a yes counts."""
    shown = _asking(Need.CONFIRM, fields=replace(ALL, sender_kind=SenderKind.BESTUURDER))
    wrong = _turn(shown, Heard(answer=Answer.NO, words=4))
    assert _names(wrong) == ["what_wrong"]
    again = _turn(wrong.state, Heard(answer=Answer.YES, words=1))
    assert _names(again) == ["confirm_again", "summary"]
    assert not again.state.confirmed
    assert _turn(again.state, Heard(answer=Answer.YES, words=1)).state.confirmed


def test_a_line_that_is_called_wrong_is_asked_for() -> None:
    """A yes with a reserve is none; the answer to that question is shown before a yes counts."""
    shown = _asking(Need.CONFIRM, fields=replace(ALL, sender_kind=SenderKind.BESTUURDER))
    wrong = _turn(shown, Heard(answer=Answer.YES, reserve=True, wrong_line="phone", words=5))
    assert _names(wrong) == ["right_phone"]
    assert wrong.state.expects is Need.PHONE
    assert not _turn(wrong.state, Heard(answer=Answer.YES, words=1)).state.confirmed
    mended = _turn(wrong.state, replace(_told(phone="+31687654321"), firm=frozenset({"phone"})))
    assert _names(mended) == ["changed_summary", "summary"]
    assert mended.state.expects is Need.CONFIRM
    assert _turn(mended.state, Heard(answer=Answer.YES, words=1)).state.confirmed


@pytest.mark.parametrize(
    ("told", "name"), [("van Damme", "Ada van Damme"), ("Adah", "Adah van Dam"), ("Bob Vos", "Bob Vos")]
)
def test_half_a_name_that_was_wrong_is_mended(told: str, name: str) -> None:
    """The other half stays."""
    fields = replace(ALL, person="Ada van Dam")
    heard = replace(_told(person=told), firm=frozenset({"person"}))
    assert _turn(_asking(Need.CONFIRM, fields=fields, mending="person"), heard).state.fields.person == name


def test_a_question_beside_an_answer_is_answered_by_the_way() -> None:
    """The answer counts; what we do not know a colleague can tell."""
    shown = _asking(Need.CONFIRM, fields=replace(ALL, sender_kind=SenderKind.BESTUURDER))
    for heard, text in (
        (Heard(answer=Answer.YES, asks_us=True, words=9), "colleague_knows"),
        (Heard(answer=Answer.YES, requests=frozenset({Request.PRIVACY}), words=9), "privacy"),
    ):
        turned = _turn(shown, heard)
        assert _names(turned)[:2] == [text, "registered_preventive"]
        assert turned.state.confirmed
    told = replace(_told(phone="+31687654321"), asks_us=True, firm=frozenset({"phone"}))
    assert _names(_turn(shown, told)) == ["colleague_knows", "changed_summary", "summary"]


def test_a_question_alone_is_answered_and_the_open_one_asked_on() -> None:
    """Without "dat begreep ik niet goed"; under a doubt nothing stands between it and the alarm."""
    open_phone = _asking(Need.PHONE)
    asks = Heard(asks_us=True, words=7)
    assert _names(_turn(open_phone, asks)) == ["colleague_knows", "ask_phone"]
    shown = _asking(Need.CONFIRM, fields=replace(ALL, sender_kind=SenderKind.BESTUURDER))
    assert _names(_turn(shown, asks)) == ["colleague_knows", "summary"]
    assert _names(_turn(shown, Heard(asks_about=Need.PKVW, words=4))) == ["why_pkvw", "summary"]
    assert "colleague_knows" not in _names(_turn(open_phone, asks, replace(CALM, alarm=Alarm.HUMAN)))


@pytest.mark.parametrize("beside", [Request.PRIVACY, Request.AGREES])
def test_a_yes_to_a_threat_counts_whatever_is_said_beside_it(beside: Request) -> None:
    """Who reads this is a question by the way; "ja dat klopt" is a yes as well as "ja"."""
    heard = Heard(answer=Answer.YES, requests=frozenset({beside}), words=6)
    assert _turn(_asking(Need.THREATENED, alarm=Alarm.HUMAN), heard).state.alarm is Alarm.YES


def test_only_what_shows_is_called_changed() -> None:
    """A question or a feeling changes nothing in the summary."""
    shown = _asking(Need.CONFIRM, fields=replace(ALL, sender_kind=SenderKind.BESTUURDER))
    assert _names(_turn(shown, Heard(question="wat gebeurt er als ik ja zeg", words=7))) == ["confirm_again", "summary"]


def test_an_address_is_not_asked_for_in_a_chat_app() -> None:
    """There it may not be told."""
    shown = _asking(Need.CONFIRM, fields=replace(ALL, sender_kind=SenderKind.BESTUURDER), scope=Scope.MINIMAL)
    assert _names(_turn(shown, Heard(wrong_line="address", words=2))) == ["confirm_again", "summary"]


def test_what_was_understood_is_not_called_unclear() -> None:
    """What nobody can tell stands in the summary and is not asked; what was known is; a threat stays one."""
    shown = _asking(Need.CONFIRM, fields=replace(ALL, sender_kind=SenderKind.BESTUURDER))
    left = _turn(shown, Heard(leaves=Need.PKVW, answer=Answer.UNKNOWN, words=6))
    assert _names(left) == ["changed_summary", "summary"]
    assert ("pkvw", "unknown") in left.says[-1].facts
    registered = _turn(left.state, Heard(answer=Answer.YES, words=1)).state
    assert registered.confirmed
    assert registered.asked is Need.MOVING
    assert _turn(
        registered, Heard(answer=Answer.NO, fields=Fields(moving=False), told=frozenset({"moving"}))
    ).state.asked is (Need.MOMENTS)
    assert _names(_turn(shown, _told(function=ALL.function))) == ["noted", "summary"]
    assert _names(_turn(shown, replace(_told(function=ALL.function), corrects=True))) == ["confirm_again", "summary"]
    assert _names(_turn(shown, Heard(answer=Answer.UNKNOWN, words=3))) == ["confirm_unknown", "summary"]
    danger = replace(shown, topic=Topic.THREAT, alarm=Alarm.YES, safe=True)
    assert "noted" not in _names(_turn(danger, Heard(answer=Answer.NO, no_threat=True, words=4)))


def test_what_is_said_of_no_threat_calls_no_summary_wrong() -> None:
    """It is shown again, and a yes to it counts."""
    shown = _asking(Need.CONFIRM, fields=replace(ALL, sender_kind=SenderKind.BESTUURDER))
    calm = _turn(shown, Heard(answer=Answer.NO, no_threat=True, words=4))
    assert _names(calm) == ["noted", "summary"]
    assert _turn(calm.state, Heard(answer=Answer.YES, words=1)).state.confirmed


def test_who_may_not_want_to_live_hears_whom_to_call_and_a_person_looks() -> None:
    """The emergency number first; a wish to stop in the same words is none."""
    turned = _turn(_asking(Need.PHONE), Heard(hopeless=True, requests=frozenset({Request.STOP}), words=5))
    assert _names(turned)[:2] == ["emergency", "hopeless"]
    assert turned.state.alarm is Alarm.HUMAN
    assert Effect.RAISE in turned.effects
    assert not turned.state.stopped


def test_the_summary_holds_the_address_that_was_told() -> None:
    """What was told is shown before a yes."""
    home = Address(street="Kerkpad 5", postcode="8321 AB", city="Urk")
    turned = _turn(_asking(Need.CONFIRM, fields=ALL), _told(address=home))
    assert ("address", "Kerkpad 5, 8321 AB Urk") in turned.says[-1].facts


def test_the_status_of_what_is_not_sent_yet_is_that() -> None:
    """And the open question is asked again."""
    turned = _turn(_asking(Need.PHONE), Heard(requests=frozenset({Request.STATUS}), words=1))
    assert _names(turned) == ["status_not_yet", "ask_phone"]


def test_who_asks_who_reads_along_is_told_and_asked_on() -> None:
    """Also under a threat."""
    turned = _turn(_asking(Need.PHONE), Heard(requests=frozenset({Request.PRIVACY}), words=3))
    assert _names(turned) == ["privacy", "ask_phone"]


def test_who_asks_to_stay_anonymous_hears_what_we_need_and_who_reads_it() -> None:
    """In a chat app also what the app keeps; under a threat the emergency number first."""
    asks = Heard(requests=frozenset({Request.ANONYMOUS}), words=4)
    assert _names(_turn(_asking(Need.PHONE), asks)) == ["anonymous_full", "ask_phone"]
    assert _names(_turn(_asking(Need.PHONE, scope=Scope.MINIMAL), asks)) == ["anonymous_minimal", "ask_phone"]
    danger = _turn(Conversation(), Heard(words=9), THREAT).state
    assert _names(_turn(danger, asks, THREAT)) == ["emergency", "anonymous_danger", "ask_safe"]


def test_only_a_yes_to_the_summary_confirms() -> None:
    """Not silence, not a question, not a new fact."""
    shown = _asking(Need.CONFIRM, fields=ALL)
    assert not _turn(shown).state.confirmed
    assert not _turn(shown, Heard(answer=Answer.NO, words=1)).state.confirmed
    assert not _turn(
        shown, replace(_told(phone="+31687654321"), answer=Answer.YES, firm=frozenset({"phone"}))
    ).state.confirmed
    confirmed = _turn(shown, Heard(answer=Answer.YES, words=1))
    assert confirmed.state.confirmed
    assert Effect.REGISTER in confirmed.effects


def test_a_correction_replaces_and_is_shown_again() -> None:
    """The number that is called is the right one."""
    turned = _turn(_asking(Need.CONFIRM, fields=ALL), replace(_told(phone="+31687654321"), firm=frozenset({"phone"})))
    assert turned.state.fields.phone == "+31687654321"
    assert _names(turned) == ["changed_summary", "summary"]


def test_the_last_digits_correct_the_number_that_was_told() -> None:
    """As in "eindigt op 79": the rest stays."""
    turned = _turn(_asking(Need.CONFIRM, fields=ALL), Heard(last_digits="79", words=3))
    assert turned.state.fields.phone == "+31612345679"


def test_a_griffier_gives_way_to_the_wethouder_it_is_about() -> None:
    """Function and name are those of the bestuurder, and not the other way round."""
    helper = replace(ALL, function=Function.GRIFFIER, person="Sjoukje")
    told = _told(function=Function.WETHOUDER, person="Bob")
    fields = _turn(_asking(Need.PHONE, fields=helper), told).state.fields
    assert (fields.function, fields.person) == (Function.WETHOUDER, "Bob")
    assert _turn(_asking(Need.PHONE, fields=ALL), _told(function=Function.GRIFFIER)).state.fields == ALL


def test_another_name_in_a_story_does_not_replace_ones_own() -> None:
    """Only what is asked for or taken back does."""
    assert _turn(_asking(Need.FUNCTION, fields=ALL), _told(person="Bob")).state.fields.person == "Ada"


def test_after_the_yes_come_things_that_may_be_skipped() -> None:
    """And then it is done."""
    state = _turn(_asking(Need.CONFIRM, fields=ALL), Heard(answer=Answer.YES, words=1)).state
    asked = [state.asked]
    for _ in range(4):
        turned = _turn(state, Heard(requests=frozenset({Request.SKIP}), words=1))
        state = turned.state
        asked.append(state.asked)
    assert asked == [Need.MOVING, Need.PKVW, Need.MOMENTS, Need.EMPLOYER, None]
    assert _names(turned) == ["done"]


def test_nothing_is_asked_more_than_twice() -> None:
    """What is still unknown then is for a person to ask."""
    state = Conversation(topic=Topic.PREVENTIVE)
    asked = []
    for _ in range(12):
        state = _turn(state, Heard(words=2)).state
        asked.append(state.asked)
    assert all(asked.count(need) <= 2 for need in set(asked) - {Need.CONFIRM})


def test_who_will_not_say_it_is_not_pressed() -> None:
    """A no to an open question leaves it."""
    assert _turn(_asking(Need.PHONE), Heard(answer=Answer.NO, words=1)).state.asked is Need.FUNCTION


def test_why_is_answered_and_the_question_stays() -> None:
    """Without counting it."""
    turned = _turn(_asking(Need.PHONE), Heard(requests=frozenset({Request.WHY}), words=2))
    assert _names(turned) == ["why_phone", "ask_phone"]


def test_who_asks_back_hears_about_that() -> None:
    """Whatever question is open, which then comes again."""
    asked = _turn(_asking(Need.PHONE), Heard(asks_about=Need.PKVW, words=4))
    assert _names(asked)[0] == "why_pkvw"
    assert _names(asked)[-1] == "ask_phone"
    why = _turn(_asking(Need.PHONE), Heard(asks_about=Need.MOVING, requests=frozenset({Request.WHY}), words=6))
    assert _names(why) == ["why_moving", "ask_phone"]


@pytest.mark.parametrize("asked", [None, *Need])
def test_a_threat_at_any_turn_puts_the_emergency_number_first(asked: Need | None) -> None:
    """Whatever was going on."""
    state = Conversation(topic=Topic.PREVENTIVE, asked=asked, fields=ALL, introduced=True, turns=4)
    turned = _turn(state, Heard(words=9), THREAT)
    assert _names(turned)[0] == "emergency"
    assert Effect.RAISE in turned.effects
    assert turned.state.topic is Topic.THREAT


def test_a_threat_asks_the_two_questions_that_matter() -> None:
    """And says, in the first reply, that a machine writes."""
    assert _names(_turn(Conversation(), Heard(words=9), THREAT)) == [
        "emergency",
        "machine",
        "threat",
        "ask_safe_and_phone",
    ]


def test_a_number_that_was_said_is_not_asked_under_a_threat() -> None:
    """It is repeated."""
    names = _names(_turn(Conversation(fields=ALL, introduced=True), Heard(words=9), THREAT))
    assert names == ["emergency", "threat", "call_you", "ask_safe"]


def test_an_alarm_never_falls() -> None:
    """Whatever is read or said after it."""
    state = _turn(Conversation(), Heard(words=9), THREAT).state
    after = _turn(state, Heard(answer=Answer.NO, words=1), CALM)
    assert after.state.alarm is Alarm.YES
    assert _names(after)[0] == "emergency"


def test_the_alarm_is_raised_once() -> None:
    """What is written after it is no new alarm."""
    state = _turn(Conversation(), Heard(words=9), THREAT).state
    assert Effect.RAISE not in _turn(state, Heard(words=4), THREAT).effects


def test_who_is_not_safe_is_asked_for_nothing_but_a_number() -> None:
    """The alarm is raised again, as acute."""
    state = _turn(Conversation(), Heard(words=9), THREAT).state
    turned = _turn(state, Heard(safe=False, answer=Answer.NO, words=1), THREAT)
    assert Effect.RAISE in turned.effects
    assert _names(turned) == ["emergency", "not_safe", "ask_phone_now"]
    assert _names(_turn(turned.state, _told(phone="+31612345678"), THREAT))[-1] == "threat_wait"
    refused = _turn(turned.state, Heard(answer=Answer.UNKNOWN, words=2), THREAT)
    assert _names(refused) == ["emergency", "threat_wait_no_phone", "no_phone"]


@pytest.mark.parametrize("wish", [Request.STOP, Request.PAUSE])
def test_who_goes_away_under_a_threat_hears_when_we_have_no_number(wish: Request) -> None:
    """Nobody can call then; with a number nothing is said of it."""
    state = _turn(Conversation(), Heard(words=9), THREAT).state
    away = Heard(requests=frozenset({wish}), words=1)
    assert _names(_turn(state, away, THREAT)) == ["emergency", f"{wish.value}_danger", "no_phone"]
    known = replace(state, fields=ALL)
    assert _names(_turn(known, away, THREAT)) == ["emergency", f"{wish.value}_danger"]


def test_doubt_asks_and_the_yes_is_an_alarm() -> None:
    """A no leaves the doubt: a person looks all the same."""
    doubt = _turn(Conversation(), Heard(words=9), DOUBT)
    assert _names(doubt)[0] == "emergency"
    assert doubt.state.asked is Need.THREATENED
    assert _turn(doubt.state, Heard(answer=Answer.YES, words=1), DOUBT).state.alarm is Alarm.YES
    assert _turn(doubt.state, Heard(answer=Answer.NO, words=1), DOUBT).state.alarm is Alarm.HUMAN


def test_who_tells_on_instead_of_saying_no_is_believed() -> None:
    """What is an alarm or a doubt by itself is an answer to that question ("er stopt steeds een busje")."""
    state = _turn(Conversation(), Heard(words=2), DOUBT).state
    assert _turn(state, Heard(words=6, alarm=Alarm.HUMAN), DOUBT).state.alarm is Alarm.YES
    assert _turn(state, Heard(words=6, alarm=Alarm.YES), DOUBT).state.alarm is Alarm.YES


@pytest.mark.parametrize(
    "heard",
    [
        Heard(words=6),
        Heard(words=6, alarm=Alarm.HUMAN, no_threat=True),
        Heard(words=6, alarm=Alarm.HUMAN, told=frozenset({"person"}), fields=Fields(person="Theo te Brake")),
        Heard(words=6, answer=Answer.YES, told=frozenset({"pkvw"}), fields=Fields(pkvw=True)),
        Heard(words=9, answer=Answer.YES, topic=Topic.PREVENTIVE),
    ],
)
def test_who_tells_something_else_there_leaves_the_doubt(heard: Heard) -> None:
    """A bin that was not emptied, or an answer to the question before it: a person looks, and no more."""
    state = _turn(Conversation(), Heard(words=2), DOUBT).state
    assert _turn(state, heard, DOUBT).state.alarm is Alarm.HUMAN


def test_a_picture_goes_to_a_person() -> None:
    """A machine cannot say what is on it."""
    turned = _turn(Conversation(introduced=True), Heard(kind=TurnKind.PHOTO))
    assert turned.state.alarm is Alarm.HUMAN
    assert "unread_full" in _names(turned)


def test_a_minimal_channel_keeps_no_address_and_asks_for_less() -> None:
    """And asks not to send it."""
    heard = replace(_told(address=Address("Dorpsstraat 1", "8321 AB", "Urk")), private=True)
    turned = _turn(Conversation(scope=Scope.MINIMAL, topic=Topic.PREVENTIVE, introduced=True), heard)
    assert turned.state.fields.address is None
    assert Effect.REDACT in turned.effects
    assert "private" in _names(turned)
    kept = _turn(Conversation(scope=Scope.MINIMAL, alarm=Alarm.YES, introduced=True), heard)
    assert Effect.REDACT not in kept.effects
    assert "private_kept" in _names(kept)
    known = Conversation(scope=Scope.MINIMAL, topic=Topic.PREVENTIVE, fields=Fields(phone="+31612345678"))
    assert _turn(known, _told(function=Function.WETHOUDER)).state.asked is Need.CONFIRM


def test_who_comes_back_after_days_is_welcomed_and_goes_on() -> None:
    """With the question that was open."""
    state = _asking(Need.PHONE, last_at=NOW - timedelta(days=3))
    turned = _turn(state, Heard(requests=frozenset({Request.GREETING}), words=1))
    assert _names(turned) == ["welcome_back", "ask_phone"]


def test_stop_stops_and_a_new_word_goes_on() -> None:
    """Nothing is lost by it."""
    stopped = _turn(_asking(Need.PHONE), Heard(requests=frozenset({Request.STOP}), words=1))
    assert stopped.state.stopped
    assert not _turn(stopped.state, _told(phone="+31612345678")).state.stopped


def test_the_first_reply_says_that_it_is_a_machine() -> None:
    """AI Act, article 50; the opening of a page says so too."""
    assert _names(_turn(Conversation()))[0] == "hello"
    assert _names(opening(Conversation()))[0] == "hello"


DANGER = Conversation(introduced=True, alarm=Alarm.YES, topic=Topic.THREAT, asked=Need.PHONE, turns=1)
HELP = [(Request.POLICE, "no_police"), (Request.CALL_WHEN, "call_when"), (Request.WHAT_NOW, "what_now")]


@pytest.mark.parametrize(("wish", "text"), HELP)
def test_who_asks_for_help_under_a_threat_is_answered_and_asked_on(wish: Request, text: str) -> None:
    """The number to call first, then whether we can call; the open question is not counted, however often."""
    asks = Heard(requests=frozenset({wish}), words=4)
    state = DANGER
    for _ in range(4):
        turned = _turn(state, asks, THREAT)
        assert _names(turned) == ["emergency", text, "officer_needs_phone", "ask_phone_now"]
        state = turned.state
    assert state.count_of(Need.PHONE) == 0
    known = _turn(replace(state, fields=ALL, asked=None), asks, THREAT)
    assert _names(known) == ["emergency", text, "officer_has_phone"]
    refused = _turn(replace(state, left=frozenset({Need.PHONE}), asked=None), asks, THREAT)
    assert _names(refused) == ["emergency", text, "no_phone"]


@pytest.mark.parametrize(("wish", "text"), HELP)
def test_who_asks_for_help_and_tells_something_has_told_it(wish: Request, text: str) -> None:
    """Being unsafe comes before the answer, and the two questions come with the first words of a threat."""
    asks = Heard(requests=frozenset({wish}), words=6)
    first = _turn(Conversation(introduced=True), asks, THREAT)
    assert _names(first) == ["emergency", "threat", text, "ask_safe_and_phone"]
    unsafe = _turn(first.state, replace(asks, safe=False, answer=Answer.NO), THREAT)
    assert _names(unsafe) == ["emergency", "not_safe", text, "ask_phone_now"]
    number = replace(_told(phone="+31612345678"), requests=frozenset({wish}))
    assert _names(_turn(unsafe.state, number, THREAT))[:3] == ["emergency", text, "call_you"]


def test_who_asks_for_police_in_doubt_hears_whom_to_call() -> None:
    """And what is told beside it is no less a threat than without the question."""
    doubt = _turn(Conversation(introduced=True), Heard(words=9), DOUBT).state
    asks = Heard(requests=frozenset({Request.POLICE}), words=2)
    assert _names(_turn(doubt, asks, DOUBT)) == ["emergency", "no_police_doubt", "ask_threatened"]
    assert _turn(doubt, replace(asks, words=6, alarm=Alarm.HUMAN), DOUBT).state.alarm is Alarm.YES
    calm = _turn(_asking(Need.PHONE), asks)
    assert _names(calm) == ["unclear", "ask_phone"]


def test_who_tells_something_else_was_understood() -> None:
    """That it is preventive, or for whom, answers no question and is no riddle."""
    for heard in (
        Heard(words=4, topic=Topic.PREVENTIVE),
        Heard(words=4, no_threat=True),
        Heard(words=4, writer=SenderKind.DERDE),
    ):
        assert _names(_turn(_asking(Need.PHONE), heard)) == ["ask_phone"]
    assert _names(_turn(_asking(Need.PHONE), Heard(words=4))) == ["unclear", "ask_phone"]


def test_nothing_is_called_changed_that_the_summary_does_not_show() -> None:
    """What a question touches on is kept, and is no correction."""
    shown = _asking(Need.CONFIRM)
    asks = replace(Heard(words=8), fields=Fields(themes=("Camera",)), told=frozenset({"themes"}))
    assert _names(_turn(shown, asks)) == ["confirm_again", "summary"]


def test_who_asks_for_another_language_in_a_whole_sentence_gets_it() -> None:
    """Under a threat too, and what else stands in the sentence is answered."""
    asks = Heard(language="nl", requests=frozenset({Request.ENGLISH}), words=6)
    calm = _turn(_asking(Need.PHONE), asks)
    assert (calm.state.language, _names(calm)) == ("en", ["language", "ask_phone"])
    danger = _turn(DANGER, asks, THREAT)
    assert (danger.state.language, _names(danger)) == ("en", ["emergency", "language", "ask_phone_now"])
    told = _turn(_asking(Need.PHONE), replace(_told(phone="+31612345678"), requests=asks.requests, words=9))
    assert (told.state.language, _names(told)) == ("en", ["ask_function"])
    first = _turn(Conversation(introduced=True), asks, THREAT)
    assert _names(first) == ["emergency", "threat", "ask_safe_and_phone"]


def test_a_language_is_changed_by_asking_or_by_writing_in_it() -> None:
    """In mid-sentence too."""
    assert _turn(_asking(Need.PHONE), Heard(language="en", words=4)).state.language == "en"
    asked = _turn(_asking(Need.PHONE), Heard(requests=frozenset({Request.ENGLISH}), words=2))
    assert asked.state.language == "en"
    assert _names(asked) == ["language", "ask_phone"]


RUNNING = {"topic": Topic.RUNNING}


@pytest.mark.parametrize("asked", [Need.PHONE, Need.QUESTION])
def test_a_code_is_taken_for_one_whatever_was_asked(asked: Need) -> None:
    """Not for half a telephone number; the question stays, and is not counted."""
    fields = Fields(phone=None if asked is Need.PHONE else ALL.phone)
    code = Heard(code="123456", broken_phone=asked is Need.PHONE, words=1)
    known = _turn(_asking(asked, proving=True, fields=fields, **RUNNING), code)
    open_question = "ask_phone" if asked is Need.PHONE else "ask_question"
    assert _names(known) == ["code_checked", open_question]
    assert Effect.CODE in known.effects
    assert known.state.count_of(asked) == 0
    early = _turn(_asking(asked, fields=fields, **RUNNING), code)
    assert _names(early)[0] == "code_too_soon"
    assert Effect.CODE not in early.effects


def test_a_case_number_is_no_half_number_and_half_a_number_stays_one() -> None:
    """Six digits of who has no case are a number without its beginning."""
    named = _turn(_asking(Need.PHONE, **RUNNING), Heard(case_number="WVB-2026-0001", words=3))
    assert _names(named) == ["code_sent", "ask_phone"]
    half = _turn(_asking(Need.PHONE), Heard(code="123456", broken_phone=True, words=1))
    assert _names(half) == ["phone_broken", "ask_phone"]
    back = _turn(_asking(Need.PHONE, **RUNNING), Heard(back_code=True, words=3))
    assert _names(back) == ["back_code", "ask_phone"]


@pytest.mark.parametrize("asked", [Need.MOVING, Need.PKVW, Need.MOMENTS, Need.EMPLOYER])
def test_who_has_had_enough_is_asked_nothing_more(asked: Need) -> None:
    """What was told stays, also what stands in the same words, and nothing is asked later."""
    told = replace(_told(availability=("2026-12-08T16:00:00+01:00",)), finishes=True)
    state = _asking(asked, fields=ALL, confirmed=True, case="WVB-2026-0001")
    done = _turn(state, told)
    assert _names(done) == ["done"]
    assert (done.state.asked, done.state.fields.availability) == (None, told.fields.availability)
    assert Effect.SUPPLY in done.effects
    assert _turn(done.state, Heard(requests=frozenset({Request.THANKS}), words=2)).state.asked is None


def test_who_skips_one_question_gets_the_next() -> None:
    """And before the yes "klaar" ends nothing: there is no case yet."""
    skips = Heard(requests=frozenset({Request.SKIP}), words=2)
    assert _turn(_asking(Need.PKVW, fields=replace(ALL, pkvw=None), confirmed=True), skips).state.asked is Need.MOVING
    assert _turn(_asking(Need.PHONE), replace(skips, finishes=True)).state.asked is Need.FUNCTION


def test_a_doubt_is_asked_after_whatever_else_was_enough() -> None:
    """As "klaar" beside what may be a threat."""
    state = _asking(Need.MOVING, fields=ALL, confirmed=True)
    assert _turn(state, Heard(finishes=True, words=6), DOUBT).state.asked is Need.THREATENED


def test_who_takes_a_threat_back_keeps_the_alarm_and_hears_that_somebody_calls() -> None:
    """Nobody can tell by whose hand it was typed."""
    state = _asking(Need.FUNCTION, topic=Topic.THREAT, alarm=Alarm.YES, safe=True, fields=Fields(phone="+31612345678"))
    turned = _turn(state, Heard(words=3, requests=frozenset({Request.FALSE_ALARM})))
    assert _names(turned) == ["emergency", "false_alarm", "officer_has_phone", "ask_function"]
    assert turned.state.alarm is Alarm.YES


@pytest.mark.parametrize(("topic", "text"), [(Topic.PREVENTIVE, "call_when_calm"), (Topic.RUNNING, "call_when_other")])
def test_who_asks_when_we_call_hears_that_we_promise_no_time(topic: Topic, text: str) -> None:
    """And the question stays; who tells something beside it goes on."""
    state = _asking(Need.PHONE, topic=topic)
    wants = Heard(words=6, requests=frozenset({Request.CALL_WHEN}))
    assert _names(_turn(state, wants)) == [text, "ask_phone"]
    told = replace(wants, fields=Fields(phone="+31612345678"), told=frozenset({"phone"}))
    assert text not in _names(_turn(state, told))


def test_who_denies_the_function_in_the_summary_is_asked_for_it() -> None:
    """It is gone, and not shown as known."""
    state = _asking(Need.CONFIRM, fields=ALL, known=frozenset({"function"}))
    turned = _turn(state, Heard(words=5, answer=Answer.NO, denied=Function.WETHOUDER, no_function=True))
    assert _names(turned) == ["changed_summary", "ask_function"]
    assert turned.state.fields.function is None


def test_a_bare_yes_when_all_was_done_confirms_no_appointment() -> None:
    """It answers our own words; in so many words it is one."""
    done = Conversation(topic=Topic.RUNNING, confirmed=True, closed_off=True, fields=ALL, question="x", introduced=True)
    yes = Heard(words=1, answer=Answer.YES, intent=Intent.CONFIRM_APPOINTMENT)
    assert _turn(done, yes).state.intent is None
    assert _turn(done, replace(yes, words=5)).state.intent is Intent.CONFIRM_APPOINTMENT


@pytest.mark.parametrize("wish", [Request.RECEIPT, Request.CALL_US, Request.COST, Request.DURATION, Request.ERASE_HOW])
def test_a_question_about_us_is_answered_and_asked_on(wish: Request) -> None:
    """With what we know; an answer in the same turn goes before it, and a threat before all."""
    asks = Heard(requests=frozenset({wish}), words=4)
    assert _names(_turn(_asking(Need.PHONE), asks)) == [wish.value, "ask_phone"]
    assert _names(_turn(_asking(Need.MOVING, confirmed=True), replace(asks, answer=Answer.NO))) != [wish.value]
    assert wish.value not in _names(_turn(_asking(Need.PHONE), asks, THREAT))


def test_the_status_behind_the_yes_is_that_of_the_case() -> None:
    """Not that it was not sent yet; the open question comes again."""
    state = _asking(Need.MOVING, fields=ALL, confirmed=True)
    for wish in (Request.STATUS, Request.RECEIPT):
        assert _names(_turn(state, Heard(requests=frozenset({wish}), words=4))) == ["status", "ask_moving"]


def test_who_does_not_know_whether_this_is_the_place_gets_the_menu() -> None:
    """And no demand for a number."""
    turned = _turn(Conversation(asked=Need.TOPIC), Heard(answer=Answer.UNKNOWN, words=9))
    assert turned.state.asked is Need.TOPIC
