"""Telegram, with the real python-telegram-bot against a Bot API of our own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bots.telegram import Line
from casework.assessment import Alarm
from casework.conversation import Conversation, Scope
from casework.duty import Word
from casework.obligations import ObligationKind
from casework.roster import Medium, Person, Roster, Rotation, Way
from casework.vigil import Part
from flows.commands import checks
from flows.processes import telegram as telegram_service
from flows.processes.talk import telegram, webhook_app
from flows.processes.telegram import Service
from flows.runtime import Runtime, utc_now
from flows.settings import DeskSettings, Settings, SmtpSettings, TelegramSettings
from flows.steps import chat_updates, converse, inspect
from flows.steps.colleague import write_into
from flows.steps.converse import TELEGRAM
from storage import accounts, alarms, cases, conversations, heartbeats, journal, leases, obligations, outbox, rosters
from storage.cases import Case
from storage.crypto import KeyRing
from storage.session import Database
from tests.flows.conftest import ToldReader
from tests.servers.postgres import PostgresServer
from tests.servers.telegram import TOKEN, BotApi, wait_until


@pytest.fixture
def runtime(tmp_path: Path, bot_api: BotApi) -> Iterator[Runtime]:
    """A desk with the line to our Bot API, on a clock that runs."""
    yield from _desk(f"sqlite:///{tmp_path}/weerbaar.db", bot_api)


def _desk(url: str, bot_api: BotApi) -> Iterator[Runtime]:
    database = Database(url, KeyRing.generate())
    database.migrate()
    settings = Settings(
        desk=DeskSettings(address="wvb@desk.example", duty_mail=["wacht@desk.example"]),
        smtp=SmtpSettings(host="127.0.0.1", port=9, security="none"),
        telegram=TelegramSettings(token=SecretStr(TOKEN), api_url=bot_api.url),
    )
    try:
        yield Runtime(settings, database, utc_now, reader=ToldReader())  # type: ignore[arg-type]
    finally:
        database.dispose()


@contextmanager
def _running(runtime: Runtime, hurry: Callable[[], None] = lambda: None) -> Iterator[None]:
    """The line, open."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(telegram(runtime, hurry, stop)), daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        assert not thread.is_alive()
        loop.close()


def _only_case(runtime: Runtime) -> Case:
    with runtime.database.reading() as tx:
        (case,) = cases.listing(tx)
    return case


def _dialogue(api: BotApi, chat: int, *texts: str) -> list[str]:
    """Say each after the reply to the one before it; gives the replies."""
    for text in texts:
        before = len(api.to(chat))
        api.say(chat, text)
        api.wait_for(chat, before + 1)
    return [one.text for one in api.to(chat)]


def test_a_whole_conversation_ends_in_a_case(runtime: Runtime, bot_api: BotApi) -> None:
    """By typing and by buttons; what a button says counts like words."""
    with _running(runtime):
        bot_api.say(7, "/start")
        hello = bot_api.wait_for(7)
        assert "computerprogramma" in hello.text
        bot_api.press(hello, "Veiligheidsadvies of woningscan")
        bot_api.wait_for(7, 2)
        _dialogue(bot_api, 7, "06-12345678", "wethouder")
        bot_api.press(bot_api.to(7)[-1], "Ja, dat klopt")
        last = bot_api.wait_for(7, 5)
    case = _only_case(runtime)
    assert case.number in last.text
    assert case.fields.phone == "+31612345678"
    assert len(bot_api.answered) == 2


def test_a_threat_hurries_the_letters_and_begins_with_112(runtime: Runtime, bot_api: BotApi) -> None:
    """The alarm is in the outbox before the reply is read."""
    hurried = threading.Event()
    with _running(runtime, hurried.set):
        bot_api.say(7, "DREIGING ze staan hier")
        reply = bot_api.wait_for(7)
    assert reply.text.startswith("Bel 112")
    assert hurried.is_set()
    with runtime.database.reading() as tx:
        assert len(alarms.of_case(tx, _only_case(runtime).id)) == 1


def test_the_same_update_again_and_updates_out_of_order_change_nothing(runtime: Runtime, bot_api: BotApi) -> None:
    """Each is stored once, by its name in the chat."""
    with _running(runtime):
        first = bot_api.say(7, "ik wil een woningscan")
        bot_api.wait_for(7)
        second = bot_api.say(7, "06-12345678")
        bot_api.wait_for(7, 2)
        bot_api.again(second | {"update_id": 9001}, first | {"update_id": 9002}, second | {"update_id": 9000})
        _dialogue(bot_api, 7, "wethouder")
    with runtime.database.reading() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "7")
        assert talk is not None
        assert len([one for one in conversations.transcript(tx, talk.id) if one.inward]) == 3
    assert len(bot_api.to(7)) == 3


def test_flood_control_is_obeyed_and_nothing_is_lost(runtime: Runtime, bot_api: BotApi) -> None:
    """429 with a time to wait: not earlier, and then once."""
    bot_api.trouble("sendMessage", 429, "Too Many Requests", retry_after=1)
    with _running(runtime):
        asked = time.monotonic()
        bot_api.say(7, "hallo")
        reply = bot_api.wait_for(7)
        time.sleep(0.2)
    assert reply.at - asked >= 1
    assert len(bot_api.to(7)) == 1


@pytest.mark.parametrize("token", [TOKEN, "2:WRONG", "2:WR\x07NG"])
def test_the_check_asks_the_bot_api_and_never_shows_the_token(
    runtime: Runtime, bot_api: BotApi, tmp_path: Path, token: str
) -> None:
    """From a file too; with the API away it says so within its time."""
    (tmp_path / "token").write_text(f"{token}\n")
    for chosen in (
        TelegramSettings(token_file=tmp_path / "token", api_url=bot_api.url),
        TelegramSettings(token=SecretStr(token), api_url="http://127.0.0.1:9"),
    ):
        runtime.settings.telegram = chosen
        (line,) = (one.result() for one in checks.of_telegram(runtime.settings))
        assert line.well is (token == TOKEN and chosen.token_file is not None)
        assert token not in line.text
    runtime.settings.telegram = TelegramSettings()
    assert list(checks.of_telegram(runtime.settings)) == []


def test_a_failure_of_telegram_is_tried_again(runtime: Runtime, bot_api: BotApi) -> None:
    """Of asking and of sending."""
    bot_api.trouble("getUpdates", 502, "Bad Gateway")
    bot_api.trouble("sendMessage", 500, "Internal")
    with _running(runtime):
        bot_api.say(7, "hallo")
        bot_api.wait_for(7)
    assert len(bot_api.to(7)) == 1


def test_who_blocks_us_is_called_instead(runtime: Runtime, bot_api: BotApi) -> None:
    """The channel is dead, the case has a task for a person, and nothing more is sent; a new word revives it."""
    with _running(runtime):
        _dialogue(bot_api, 7, "DREIGING")
        bot_api.trouble("sendMessage", 403, "Forbidden: bot was blocked by the user")
        bot_api.say(7, "06-12345678")
        wait_until(lambda: ObligationKind.UNDELIVERED in _promised(runtime))
        with runtime.database.reading() as tx:
            talk = conversations.by_address(tx, TELEGRAM, "7")
            assert talk is not None
            assert talk.dead_at is not None
            assert any("kanaal dood" in one.what for one in journal.entries(tx, _only_case(runtime).id))
        assert len(_dialogue(bot_api, 7, "ik ben er weer")) == 2


def _promised(runtime: Runtime) -> set[ObligationKind]:
    with runtime.database.reading() as tx:
        return {one.kind for case in cases.listing(tx) for one in obligations.open_of(tx, case.id)}


def test_blocking_is_noticed_without_sending(runtime: Runtime, bot_api: BotApi) -> None:
    """Telegram tells us."""
    with _running(runtime):
        _dialogue(bot_api, 7, "DREIGING")
        bot_api.block(7)
        wait_until(lambda: ObligationKind.UNDELIVERED in _promised(runtime))


def test_a_restart_in_mid_dialogue_goes_on_where_it_was(runtime: Runtime, bot_api: BotApi) -> None:
    """What came while nobody listened is answered too."""
    with _running(runtime):
        _dialogue(bot_api, 7, "ik wil een woningscan", "06-12345678")
    bot_api.say(7, "burgemeester")
    with _running(runtime):
        bot_api.wait_for(7, 3)
        _dialogue(bot_api, 7, "ja klopt")
    assert _only_case(runtime).fields.phone == "+31612345678"


def test_an_update_that_was_stored_and_not_acted_on_is_answered_after_a_restart(
    runtime: Runtime, bot_api: BotApi
) -> None:
    """The process died between the two."""
    talk, _ = converse.begin(runtime, TELEGRAM, runtime.clock(), address="7")
    assert converse.keep(runtime, talk.id, "hallo", runtime.clock(), external="m1")
    with _running(runtime):
        bot_api.wait_for(7)


def test_updates_are_confirmed_only_after_they_were_stored(runtime: Runtime, bot_api: BotApi) -> None:
    """With the database away Telegram keeps them."""
    with _running(runtime):
        _dialogue(bot_api, 7, "hallo")
        last = max(bot_api.offsets)
        bot_api.say(7, "06-12345678")
        bot_api.wait_for(7, 2)
        wait_until(lambda: max(bot_api.offsets) > last)
    with runtime.database.reading() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "7")
        assert talk is not None
        assert len([one for one in conversations.transcript(tx, talk.id) if one.inward]) == 2


@pytest.mark.postgres
def test_a_database_that_goes_away_loses_no_update_and_answers_none_twice(
    postgres_server: PostgresServer, bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is asked on, also when the sign of life cannot be stored; what came then is answered once."""
    monkeypatch.setattr(telegram_service, "BEAT_EVERY", 0.0)
    url = postgres_server.new_database()
    with contextmanager(_desk)(url, bot_api) as runtime:
        with _running(runtime):
            _dialogue(bot_api, 7, "ik wil een woningscan")
            postgres_server.cut(url)
            asked = len(bot_api.offsets)
            bot_api.say(7, "06-12345678")
            bot_api.say(8, "hallo")
            wait_until(lambda: len(bot_api.offsets) > asked + 1)
            assert [len(bot_api.to(chat)) for chat in (7, 8)] == [1, 0]
            postgres_server.mend(url)
            bot_api.wait_for(7, 2)
            bot_api.wait_for(8, 1)
            wait_until(lambda: bot_api.offsets[-1] > max(bot_api.offsets[:asked]))
        with runtime.database.reading() as tx:
            talks = [conversations.by_address(tx, TELEGRAM, chat) for chat in ("7", "8")]
            said = [[one.inward for one in conversations.transcript(tx, talk.id)] for talk in talks if talk]
        assert [sum(one) for one in said] == [2, 1]
        assert [len(bot_api.to(chat)) for chat in (7, 8)] == [2, 1]
    postgres_server.drop(url)


def test_what_is_said_at_once_in_two_chats_is_one_message_in_each(runtime: Runtime, bot_api: BotApi) -> None:
    """PostgreSQL numbers what two transactions write in turn."""
    now = runtime.clock()
    with runtime.database.begin() as tx:
        talks = [conversations.open_talk(tx, TELEGRAM, Conversation(), now, address=chat).id for chat in ("7", "8")]
        for words in ("eerst", "dan", "ten slotte"):
            for talk in talks:
                conversations.said(tx, talk, words, (), now, leaves=True)
    with _running(runtime):
        told = [bot_api.wait_for(chat).text for chat in (7, 8)]
    assert told == ["eerst\n\ndan\n\nten slotte"] * 2
    assert [len(bot_api.to(chat)) for chat in (7, 8)] == [1, 1]


def test_a_colleague_writes_into_a_chat_that_runs(runtime: Runtime, bot_api: BotApi) -> None:
    """From another process; the line brings it."""
    with _running(runtime):
        _dialogue(bot_api, 7, "ik wil een woningscan", "06-12345678", "wethouder", "ja klopt")
        write_into(runtime, _only_case(runtime).number, "Ik bel u om drie uur.", "Ada Voorbeeld", runtime.clock())
        last = bot_api.wait_for(7, 5)
    assert last.text == "Een collega schrijft: Ik bel u om drie uur."


@pytest.mark.parametrize(("number", "user"), [("31612345678", 7), ("+31 6 12345678", 7), ("0612345678", None)])
def test_the_number_on_a_card_counts_as_typed(runtime: Runtime, bot_api: BotApi, number: str, user: int | None) -> None:
    """The way that the app itself offers; with and without the plus."""
    with _running(runtime):
        _dialogue(bot_api, 7, "ik wil een woningscan")
        bot_api.send_contact(7, number, user)
        assert "functie" in bot_api.wait_for(7, 2).text
        _dialogue(bot_api, 7, "wethouder", "ja klopt")
    assert _only_case(runtime).fields.phone == "+31612345678"


def test_a_card_of_somebody_else_is_shown_before_it_counts(runtime: Runtime, bot_api: BotApi) -> None:
    """Its name is not taken for that of who writes."""
    with _running(runtime):
        _dialogue(bot_api, 7, "ik wil een woningscan")
        bot_api.send_contact(7, "31687654321", 8, "Bram Voorbeeld")
        bot_api.wait_for(7, 2)
        summary = _dialogue(bot_api, 7, "wethouder")[-1]
        _dialogue(bot_api, 7, "ja klopt")
    assert "06-87654321" in summary
    case = _only_case(runtime)
    assert (case.fields.phone, case.fields.person) == ("+31687654321", None)


def test_a_card_of_somebody_else_leaves_the_number_told_before(runtime: Runtime, bot_api: BotApi) -> None:
    """Who wants another number says so."""
    with _running(runtime):
        _dialogue(bot_api, 7, "ik wil een woningscan", "06-12345678")
        bot_api.send_contact(7, "31687654321", 8)
        bot_api.wait_for(7, 3)
        _dialogue(bot_api, 7, "wethouder", "ja klopt")
    assert _only_case(runtime).fields.phone == "+31612345678"


def test_under_a_threat_nobody_calls_the_number_on_a_card_of_somebody_else(runtime: Runtime, bot_api: BotApi) -> None:
    """It may be that of who threatens; it is kept as it came."""
    with _running(runtime):
        _dialogue(bot_api, 7, "DREIGING van deze man")
        bot_api.send_contact(7, "31687654321", 8)
        assert bot_api.wait_for(7, 2).text.startswith("Bel 112")
        _dialogue(bot_api, 7, "nee ik ben niet veilig")
    assert _only_case(runtime).fields.phone is None
    with runtime.database.reading() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "7")
        assert talk is not None
        assert "87654321" in str([one.body for one in conversations.transcript(tx, talk.id) if one.inward])


def test_groups_are_refused(runtime: Runtime, bot_api: BotApi) -> None:
    """We say why, once, and leave."""
    with _running(runtime):
        bot_api.say(-5, "hallo allemaal")
        assert "groep" in bot_api.wait_for(-5).text
        wait_until(lambda: -5 in bot_api.left)
    with runtime.database.reading() as tx:
        assert conversations.by_address(tx, TELEGRAM, "-5") is None


def test_a_changed_message_is_read_anew_and_the_old_words_stay(runtime: Runtime, bot_api: BotApi) -> None:
    """A threat that is put into an old message is seen."""
    with _running(runtime):
        first = bot_api.say(7, "ik wil een woningscan")
        bot_api.wait_for(7)
        bot_api.edit(first, "DREIGING")
        assert bot_api.wait_for(7, 2).text.startswith("Bel 112")
    with runtime.database.reading() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "7")
        assert talk is not None
        said = [one.body for one in conversations.transcript(tx, talk.id) if one.inward]
    assert said == ["ik wil een woningscan", "DREIGING"]


def test_an_address_is_deleted_and_a_picture_refused(runtime: Runtime, bot_api: BotApi) -> None:
    """In the app, and masked in our copy."""
    with _running(runtime):
        _dialogue(bot_api, 7, "ik woon op Dorpsstraat 12, 8321 AB Urk")
        wait_until(lambda: len(bot_api.deleted) == 1)
        bot_api.send_photo(7, b"jpeg")
        assert "foto" in bot_api.wait_for(7, 2).text
        wait_until(lambda: len(bot_api.deleted) == 2)
    with runtime.database.reading() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "7")
        assert talk is not None
        assert not list(conversations.files_of(tx, talk.id))
        assert "Dorpsstraat" not in " ".join(one.body or "" for one in conversations.transcript(tx, talk.id))


def test_under_a_threat_a_picture_is_kept_as_evidence(runtime: Runtime, bot_api: BotApi) -> None:
    """As it came, and nothing is deleted."""
    with _running(runtime):
        bot_api.send_photo(7, b"\xff\xd8deur", "DREIGING dit lag er")
        bot_api.wait_for(7)
        wait_until(lambda: bool(_files(runtime)))
    assert _files(runtime) == [b"\xff\xd8deur"]
    assert not bot_api.deleted


def test_under_a_threat_an_address_is_kept_and_nobody_says_that_it_was_deleted(
    runtime: Runtime, bot_api: BotApi
) -> None:
    """It is evidence, and the person hears so."""
    with _running(runtime):
        bot_api.say(7, "DREIGING")
        bot_api.wait_for(7)
        bot_api.say(7, "ik woon op Dorpsstraat 12, 8321 AB Urk")
        answer = bot_api.wait_for(7, 2).text
    assert "gewist" not in answer
    assert "bewaar dit bericht" in answer
    assert not bot_api.deleted
    assert "Dorpsstraat" in " ".join(_told(runtime))


def test_under_a_threat_a_location_is_kept_with_its_place(runtime: Runtime, bot_api: BotApi) -> None:
    """In the transcript, sealed; the digits are no number to call, then or later."""
    with _running(runtime):
        bot_api.say(7, "DREIGING")
        bot_api.wait_for(7)
        bot_api.send_location(7, 52.37403, 4.88969)
        bot_api.wait_for(7, 2)
        bot_api.say(7, "de tweede")
        bot_api.wait_for(7, 3)
    assert "52.374030, 4.889690" in _told(runtime)
    assert not bot_api.deleted
    with runtime.database.reading() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "7")
        case = cases.find(tx, talk.number or "") if talk else None
    assert talk is not None
    assert talk.state.fields.phone is None
    assert case is not None
    text = inspect.show(runtime, case.number, "Anja", runtime.clock()).text()
    assert "(location) 52.374030, 4.889690" in text


def test_a_location_of_who_is_in_no_danger_is_deleted_and_not_kept(runtime: Runtime, bot_api: BotApi) -> None:
    """In the app and in our copy."""
    with _running(runtime):
        bot_api.send_location(7, 52.37403, 4.88969)
        bot_api.wait_for(7)
        wait_until(lambda: len(bot_api.deleted) == 1)
    assert _told(runtime) == [""]


def _told(runtime: Runtime) -> list[str]:
    with runtime.database.reading() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "7")
        return [one.body or "" for one in conversations.transcript(tx, talk.id) if one.inward] if talk else []


def _files(runtime: Runtime) -> list[bytes]:
    with runtime.database.reading() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "7")
        return [body for _, _, body in conversations.files_of(tx, talk.id)] if talk else []


def test_commands_and_typed_words_do_the_same(runtime: Runtime, bot_api: BotApi) -> None:
    """/help, /taal, /stop."""
    with _running(runtime):
        replies = _dialogue(bot_api, 7, "/help", "/taal en", "/stop")
    assert "112" in replies[0]
    assert "English" in replies[1]
    assert "stop asking" in replies[2]


def test_one_process_has_the_line(runtime: Runtime, bot_api: BotApi) -> None:
    """A second one waits, and says nothing."""
    with runtime.database.begin() as tx:
        leases.take(tx, TELEGRAM, "een ander", runtime.clock(), lasts=timedelta(hours=1))
    bot_api.say(7, "hallo")
    with _running(runtime):
        time.sleep(0.5)
        assert "getupdates" not in bot_api.calls


def test_each_successful_question_is_a_sign_of_life(runtime: Runtime) -> None:
    """For who watches the watchers."""
    with _running(runtime):
        wait_until(lambda: bool(_beats(runtime)))


def _beats(runtime: Runtime) -> list[str]:
    with runtime.database.reading() as tx:
        return [one.part for one in heartbeats.all(tx) if one.part == Part.TELEGRAM]


@pytest.fixture
def officer(runtime: Runtime) -> Person:
    """Ans has the watch and is reached by our bot first."""
    ans = Person("ans", "Ans", (Way(Medium.TELEGRAM, "ans", "telegram"), Way(Medium.MAIL, "ans@desk.example", "mail")))
    roster = Roster({"ans": ans}, {"wacht": Rotation("wacht", ("ans",), utc_now().date())}, fallback=("ans",))
    with runtime.database.begin() as tx:
        rosters.save(tx, roster, {}, "test", runtime.clock())
    return ans


def _code(runtime: Runtime) -> str:
    with runtime.database.reading() as tx:
        letter = next(one for one in outbox.letters(tx) if one.kind.value == "duty_chat_link")
    return next(word for word in letter.body.split() if word.isdigit() and len(word) == 8)


def test_an_officer_takes_an_alarm_over_with_a_button(runtime: Runtime, officer: Person, bot_api: BotApi) -> None:
    """From the chat that was linked by the code from the mail, and from no other; the call tells nothing."""
    chat_updates.invite(runtime, officer.key, runtime.clock())
    with _running(runtime):
        assert "gekoppeld" in _dialogue(bot_api, 50, f"/koppel {_code(runtime)}")[0]
        bot_api.say(7, "DREIGING")
        wait_until(lambda: any(one.buttons for one in bot_api.to(50)))
        call = next(one for one in bot_api.to(50) if one.buttons)
        assert "DREIGING" not in call.text
        bot_api.press(call, "Ik heb het", chat=66)
        wait_until(lambda: len(bot_api.answered) == 1)
        assert not _holder(runtime)
        bot_api.press(call, "Ik heb het")
        wait_until(lambda: bool(_holder(runtime)))
    with runtime.database.reading() as tx:
        (alarm,) = alarms.of_case(tx, _only_case(runtime).id)
        assert [one.answer for one in alarms.answers_of(tx, alarm.id)] == [Word.HAVE_IT.value]


def _holder(runtime: Runtime) -> tuple[str, ...]:
    with runtime.database.reading() as tx:
        return alarms.of_case(tx, _only_case(runtime).id)[0].ladder.taken_by


def test_a_wrong_code_links_nothing(runtime: Runtime, officer: Person, bot_api: BotApi) -> None:
    """And unlinking undoes it."""
    chat_updates.invite(runtime, officer.key, runtime.clock())
    with _running(runtime):
        replies = _dialogue(bot_api, 50, "/koppel 00000000", f"/koppel {_code(runtime)}", "/ontkoppel")
    assert "klopt niet" in replies[0]
    with runtime.database.reading() as tx:
        assert accounts.person_of(tx, TELEGRAM, "50") is None


def test_a_wider_scope_is_a_setting(runtime: Runtime, bot_api: BotApi) -> None:
    """Minimal unless somebody decided otherwise."""
    assert runtime.settings.telegram.scope is Scope.MINIMAL
    with _running(runtime):
        _dialogue(bot_api, 7, "hallo")
    with runtime.database.reading() as tx:
        talk = conversations.by_address(tx, TELEGRAM, "7")
    assert talk is not None
    assert talk.state.scope is Scope.MINIMAL
    assert talk.state.alarm is Alarm.NO


def test_a_webhook_answers_after_storing_and_only_to_telegram(runtime: Runtime, bot_api: BotApi) -> None:
    """Whoever lacks the secret learns nothing; the same update twice is one turn."""

    async def talk() -> list[int]:
        async with Line(TOKEN, bot_api.url) as line:
            service = Service(runtime, line, lambda: None)
            app = webhook_app(line, service, "geheim")
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hier") as client:
                update, named = bot_api.say(7, "hallo"), {"X-Telegram-Bot-Api-Secret-Token": "geheim"}
                answers = [
                    await client.post("/telegram", json=update),
                    await client.post("/telegram", json=update, headers=named),
                    await client.post("/telegram", json=update, headers=named),
                    await client.post("/telegram", content=b"{", headers=named),
                ]
            return [one.status_code for one in answers]

    assert asyncio.run(talk()) == [404, 200, 200, 400]
    with runtime.database.reading() as tx:
        talk_ = conversations.by_address(tx, TELEGRAM, "7")
        assert talk_ is not None
        assert len([one for one in conversations.transcript(tx, talk_.id) if one.inward]) == 1
