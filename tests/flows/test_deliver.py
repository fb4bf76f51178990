"""Letters out: trouble with one letter is that letter's own, and an alarm is never given up."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from casework.errors import SettingsError, StorageError
from casework.escalation import Fate
from casework.letters import LetterKind
from casework.obligations import ObligationKind
from flows.processes.services import guarded
from flows.runtime import Runtime
from flows.settings import SmtpSettings
from flows.steps.decide import Done
from flows.steps.deliver import MAIL, NOTIFY, deliver_due
from flows.steps.leasing import process_name
from storage import alarms, cases, obligations, outbox
from tests.bots.test_outgoing import doorbell
from tests.builders import a_post
from tests.flows.conftest import Clock
from tests.servers.smtp import SmtpSink

Take = Callable[..., Done]


@pytest.fixture
def sending(runtime: Runtime, smtp_sink: SmtpSink) -> Runtime:
    """A runtime whose letters go to the sink."""
    runtime.settings.smtp = SmtpSettings(host="127.0.0.1", port=smtp_sink.port, security="none")
    return runtime


def _states(runtime: Runtime) -> dict[str, int]:
    with runtime.database.reading() as tx:
        return dict(outbox.counts(tx))


def test_a_letter_that_breaks_holds_up_no_other(sending: Runtime, smtp_sink: SmtpSink, take: Take) -> None:
    """Its body cannot be built; the letters behind it leave, and it waits for its next try."""
    take("DREIGING")
    with sending.database.reading() as tx:
        (first, *_) = outbox.letters(tx)
    with sending.database.begin() as tx:
        outbox.post(tx, _like(first, message_id="no message-id"), sending.clock())
    take("DREIGING", sender="b@gemeente.example")
    done = deliver_due(sending, MAIL)
    assert (done.sent, done.put_off) == (4, 1)
    assert _states(sending) == {"sent": 4, "queued": 1}
    assert len(smtp_sink.received) == 4


def test_an_alarm_that_is_refused_for_good_is_tried_on_and_seen(
    sending: Runtime, smtp_sink: SmtpSink, take: Take, clock: Clock
) -> None:
    """A wrong address or a strict relay must not end an alarm; a human gets a task at the first refusal."""
    number = take("DREIGING").case or ""
    smtp_sink.faults.rcpt, smtp_sink.faults.only = 550, "wacht@desk.example"
    deliver_due(sending, MAIL)
    assert _states(sending) == {"sent": 1, "queued": 1}
    with sending.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        assert ObligationKind.UNDELIVERED in {item.kind for item in obligations.open_of(tx, case.id)}
    smtp_sink.faults.rcpt = None
    clock.now += timedelta(minutes=2)
    deliver_due(sending, MAIL)
    assert _states(sending)["sent"] >= 2
    assert "queued" not in _states(sending)


def test_nothing_stays_claimed_when_the_server_is_away(runtime: Runtime, take: Take) -> None:
    """Nobody listens on the port: all letters wait for their next try."""
    take("DREIGING")
    take(sender="b@gemeente.example")
    done = deliver_due(runtime, MAIL)
    assert done.put_off == 4
    assert _states(runtime) == {"queued": 4}


def _like(letter: outbox.Outgoing, message_id: str) -> outbox.Post:
    return outbox.Post(
        case_id=None,
        kind=letter.kind,
        language=letter.language,
        channel=letter.channel,
        recipient=letter.recipient,
        subject=letter.subject,
        body=letter.body,
        message_id=message_id,
        dedupe_key="poison",
        urgent=True,
    )


def _post(runtime: Runtime, *letters: outbox.Post) -> None:
    with runtime.database.begin() as tx:
        outbox.post_all(tx, letters, runtime.clock())


def _attempts(runtime: Runtime) -> list[int]:
    with runtime.database.reading() as tx:
        return [letter.attempts for letter in outbox.letters(tx)]


def test_alarms_leave_before_receipts(sending: Runtime, smtp_sink: SmtpSink) -> None:
    """However late they were posted."""
    kinds = [LetterKind.RECEIPT_UNCLEAR] * 4 + [LetterKind.LOOK_NOW, LetterKind.ALARM]
    _post(sending, *(a_post(None, f"b{n}", kind=kind, urgent=True) for n, kind in enumerate(kinds)))
    deliver_due(sending, MAIL)
    assert [item.message_id[1:3] for item in smtp_sink.received] == ["b5", "b4", "b0", "b1", "b2", "b3"]


def test_urgent_letters_are_claimed_a_few_at_a_time(sending: Runtime) -> None:
    """A fresh alarm waits for three letters at most."""
    claimed: list[str] = []
    sending.on_step = lambda step, what: claimed.append(what) if step == "claimed" else None
    _post(sending, *(a_post(None, f"b{n}", urgent=n < 4) for n in range(10)))
    deliver_due(sending, MAIL)
    assert claimed == ["3", "1", "6"]


@pytest.mark.parametrize("cut", ["rcpt", "end without keeping"])
def test_a_letter_that_breaks_the_line_is_alone_at_its_next_try(
    sending: Runtime, smtp_sink: SmtpSink, clock: Clock, cut: Literal["rcpt", "end without keeping"]
) -> None:
    """The others wait without being charged for it, and are due before it."""
    smtp_sink.faults.cut, smtp_sink.faults.only = cut, "pech@gemeente.example"
    _post(sending, a_post(None, "a", recipient="pech@gemeente.example"), a_post(None, "b"), a_post(None, "c"))
    deliver_due(sending, MAIL)
    assert (_states(sending), _attempts(sending)) == ({"queued": 3}, [1, 0, 0])
    clock.now += timedelta(seconds=8)
    deliver_due(sending, MAIL)
    assert _states(sending) == {"queued": 1, "sent": 2}


def test_what_was_not_tried_goes_back_when_the_handful_ends_early(sending: Runtime, smtp_sink: SmtpSink) -> None:
    """Whoever stops us: the rest is due at once."""

    def stop(step: str, _: str) -> None:
        if step == "handed over":
            raise KeyboardInterrupt

    sending.on_step = stop
    _post(sending, *(a_post(None, name) for name in "abc"))
    with pytest.raises(KeyboardInterrupt):
        deliver_due(sending, MAIL)
    assert _states(sending) == {"claimed": 1, "queued": 2}
    assert len(smtp_sink.received) == 1


def test_a_letter_whose_end_could_not_be_written_counts_as_a_repeat(
    sending: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    """It may have left; the log shows where it went wrong, not what the error said."""

    def fail(step: str, what: str) -> None:
        if (step, what) == ("handed over", "1"):
            raise StorageError("ada@gemeente.example")

    sending.on_step = fail
    _post(sending, *(a_post(None, name) for name in "ab"))
    assert deliver_due(sending, MAIL).sent == 1
    assert _states(sending) == {"queued": 1, "sent": 1}
    assert "StorageError at test_deliver.py" in caplog.text
    assert "ada@" not in caplog.text
    with sending.database.reading() as tx:
        assert outbox.repeats(tx) == 1


def test_a_silent_bell_holds_up_its_own_letters_only(runtime: Runtime) -> None:
    """No mail server is needed to ring."""
    runtime.settings.smtp = SmtpSettings()
    with doorbell() as (url, rung):
        dead = "json://127.0.0.1:1/"
        _post(runtime, *(a_post(None, f"{n}", channel=NOTIFY, recipient=to) for n, to in enumerate([dead, dead, url])))
        deliver_due(runtime, NOTIFY)
    assert len(rung) == 1
    assert _attempts(runtime) == [1, 0, 1]


def test_without_a_mail_server_nothing_is_claimed(runtime: Runtime) -> None:
    """The setting is missing: the letters stay as they are."""
    runtime.settings.smtp = SmtpSettings()
    _post(runtime, a_post())
    with pytest.raises(SettingsError):
        deliver_due(runtime, MAIL)
    assert _attempts(runtime) == [0]


def test_a_mail_password_that_is_gone_stops_nobody(
    sending: Runtime, smtp_sink: SmtpSink, take: Take, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The desk starts, the alarm hears at once that mail is no way now, and the mail leaves when the file is back."""
    file = sending.settings.smtp.password_file = tmp_path / "smtp-password"
    sending.require_alarm_path()
    assert "no mail can leave" in caplog.text
    number = take("DREIGING").case or ""
    caplog.clear()
    assert [deliver_due(sending, MAIL).sent for _ in range(5)] == [0] * 5
    assert caplog.text.count("no mail can leave") == 1
    with sending.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        (alarm,) = alarms.of_case(tx, case.id)
        assert [call.result for call in alarms.attempts_of(tx, alarm.id)] == [Fate.REFUSED]
    assert not smtp_sink.received
    file.write_text("geheim\n")
    assert sending.smtp.password == "geheim"


def test_a_wrong_setting_is_told_once_and_not_each_second(runtime: Runtime, caplog: pytest.LogCaptureFixture) -> None:
    """Told again after it went well in between."""
    good, runtime.settings.smtp = runtime.settings.smtp, SmtpSettings()
    for _ in range(5):
        assert not guarded(runtime, "letters by mail", lambda: deliver_due(runtime, MAIL))
    assert caplog.text.count("smtp.host is not set") == 1
    runtime.settings.smtp = good
    assert guarded(runtime, "letters by mail", lambda: deliver_due(runtime, NOTIFY))
    runtime.settings.smtp = SmtpSettings()
    assert not guarded(runtime, "letters by mail", lambda: deliver_due(runtime, MAIL))
    assert caplog.text.count("smtp.host is not set") == 2


def test_a_refused_alarm_is_asked_again_after_a_minute_and_told_once(
    sending: Runtime, smtp_sink: SmtpSink, take: Take, clock: Clock
) -> None:
    """A server that says "never" is not pestered, and people get one task."""
    number = take("DREIGING").case or ""
    smtp_sink.faults.rcpt, smtp_sink.faults.only = 550, "wacht@desk.example"
    deliver_due(sending, MAIL)
    clock.now += timedelta(seconds=59)
    assert deliver_due(sending, MAIL).put_off == 0
    clock.now += timedelta(seconds=1)
    assert deliver_due(sending, MAIL).put_off == 1
    with sending.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        kinds = [item.kind for item in obligations.open_of(tx, case.id)]
    assert kinds.count(ObligationKind.UNDELIVERED) == 1


def test_an_urgent_receipt_is_given_up_in_the_end(sending: Runtime, smtp_sink: SmtpSink, clock: Clock) -> None:
    """Only letters to duty officers are tried for ever."""
    smtp_sink.faults.rcpt = 451
    both = {"ada@gemeente.example": LetterKind.RECEIPT_THREAT, "wacht@desk.example": LetterKind.ALARM}
    _post(sending, *(a_post(None, to, recipient=to, kind=kind, urgent=True) for to, kind in both.items()))
    for _ in range(14):
        deliver_due(sending, MAIL)
        clock.now += timedelta(days=2)
    assert _states(sending) == {"failed": 1, "queued": 1}


def test_letters_for_a_mail_server_that_is_down_wait_without_a_try(runtime: Runtime) -> None:
    """However many there are: one connection is tried, the others are put off, and the round ends."""
    _post(runtime, *(a_post(None, f"u{n}", urgent=True) for n in range(10)))
    done = deliver_due(runtime, MAIL, urgent_only=True)
    assert done.put_off == 10
    assert sum(_attempts(runtime)) == 1


def test_a_round_ends_when_letters_are_due_again_before_it_is_over(runtime: Runtime, clock: Clock) -> None:
    """Each look takes ten seconds here, longer than any wait."""

    def look(step: str, _what: str) -> None:
        if step == "claimed":
            clock.now += timedelta(seconds=10)

    runtime.on_step = look
    _post(runtime, *(a_post(None, f"u{n}", urgent=True) for n in range(7)))
    deliver_due(runtime, MAIL, urgent_only=True)
    assert _states(runtime) == {"queued": 7}


def test_a_process_in_another_container_is_never_told_dead(sending: Runtime, smtp_sink: SmtpSink) -> None:
    """It may bear our machine's name, and its process number means nothing here."""
    _post(sending, a_post())
    elsewhere = f"{os.uname().nodename}/1 999999"
    with sending.database.begin() as tx:
        assert outbox.claim(tx, by=elsewhere, now=sending.clock(), limit=1)
    deliver_due(sending, MAIL)
    assert _states(sending) == {"claimed": 1}
    assert smtp_sink.received == []


def test_a_claim_of_a_process_that_died_here_is_free_at_once(sending: Runtime) -> None:
    """No process has this number."""
    _post(sending, a_post())
    here = process_name().rpartition(" ")[0]
    with sending.database.begin() as tx:
        assert outbox.claim(tx, by=f"{here} 99999999", now=sending.clock(), limit=1)
    deliver_due(sending, MAIL)
    assert _states(sending) == {"sent": 1}
