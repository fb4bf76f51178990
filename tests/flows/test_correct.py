"""A human says what a message really is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.assessment import Alarm, Route
from casework.corrections import Opinion
from casework.errors import StorageError
from flows.commands.learning import corrected_rows
from flows.runtime import Runtime
from flows.steps.correct import CorrectionRefused, correct
from flows.steps.decide import Done
from flows.steps.inspect import View, show
from storage import corrections, inbox, outbox
from tests.builders import a_kept_mail, a_message, an_added_message

Take = Callable[..., Done]


def _correct(runtime: Runtime, target: str, opinion: Opinion, **changes: object) -> int:
    values: dict[str, object] = {"reason": "het is een oefening", "by": "A. Secretaris", "now": runtime.clock()}
    return correct(runtime, target, opinion, **(values | changes)).message  # type: ignore[arg-type]


def _standing(runtime: Runtime, number: str) -> tuple[object, ...]:
    view: View = show(runtime, number, "x", runtime.clock())
    with runtime.database.reading() as tx:
        letters = outbox.counts(tx)
    return view.row.case.state, view.row.promises, view.messages, letters


def test_a_threat_that_is_none_stays_in_the_case_with_all_its_promises(runtime: Runtime, take: Take) -> None:
    """A downgrade teaches the reader; the case is settled by whoever answers the task."""
    number = take("DREIGING").case or ""
    before = _standing(runtime, number)
    message = _correct(runtime, number, Opinion.NO_THREAT)
    assert _standing(runtime, number) == before
    with runtime.database.reading() as tx:
        (found,) = corrections.of_message(tx, message)
    assert (found.told.alarm, found.label.alarm, found.by) == (Alarm.YES, Alarm.NO, "A. Secretaris")


def test_the_journal_tells_who_said_what(runtime: Runtime, take: Take) -> None:
    """With the reason."""
    number = take().case or ""
    message = _correct(runtime, number, Opinion.OTHER_ROUTE, route=Route.NOISE, reason="reclame")
    entry = show(runtime, number, "x", runtime.clock()).entries[1]
    assert (entry.what, entry.actor) == ("lezing beoordeeld", "A. Secretaris")
    assert entry.text == f"bericht {message}: andere route (noise); reclame"


def test_a_missed_threat_is_pointed_out(runtime: Runtime, take: Take) -> None:
    """Taking it down alarms nobody, so whoever does it is told; a threat that was alarmed needs no such word."""
    values = {"reason": "kogel op de foto", "by": "A. Secretaris", "now": runtime.clock()}
    missed = correct(runtime, take().case or "", Opinion.THREAT, **values)  # type: ignore[arg-type]
    seen = correct(runtime, take("DREIGING", "b@x.example").case or "", Opinion.THREAT, **values)  # type: ignore[arg-type]
    assert (missed.unalarmed, seen.unalarmed) == (True, False)


def test_mail_without_a_case_is_corrected_by_its_number_in_the_ledger(runtime: Runtime) -> None:
    """A threat that was taken for noise has no case."""
    with runtime.database.begin() as tx:
        mail = a_kept_mail(tx)
    with pytest.raises(CorrectionRefused, match="niet gelezen"):
        _correct(runtime, str(mail), Opinion.THREAT)
    with runtime.database.begin() as tx:
        row = an_added_message(tx, raw_of=mail)
        inbox.settle(tx, mail, inbox.Outcome.NOTED, "ruis", runtime.clock(), row)
    assert _correct(runtime, str(mail), Opinion.THREAT) == row


def test_of_several_messages_one_must_be_named(runtime: Runtime, take: Take) -> None:
    """The refusal lists them by number, without a word of them."""
    number = take("TWIJFEL").case or ""
    case = show(runtime, number, "x", runtime.clock()).row.case
    with runtime.database.begin() as tx:
        second = an_added_message(tx, a_message("geheim"), case=case.id)
    with pytest.raises(CorrectionRefused, match=rf"Kies met --message: \d+ .*; {second} ") as refused:
        _correct(runtime, number, Opinion.AGREE)
    assert "geheim" not in str(refused.value)
    assert _correct(runtime, number, Opinion.AGREE, message=second) == second
    with pytest.raises(CorrectionRefused):
        _correct(runtime, number, Opinion.AGREE, message=second + 1)


@pytest.mark.parametrize(
    ("target", "opinion", "changes"),
    [
        ("WVB-2026-0001", Opinion.AGREE, {"reason": " "}),
        ("WVB-2026-0001", Opinion.AGREE, {"by": ""}),
        ("WVB-2026-0001", Opinion.OTHER_ROUTE, {}),
        ("WVB-2026-0009", Opinion.AGREE, {}),
        ("999", Opinion.AGREE, {}),
    ],
)
def test_what_cannot_be_taken_down_changes_nothing(
    target: str, opinion: Opinion, changes: dict[str, object], runtime: Runtime, take: Take
) -> None:
    """No name, no reason, no route, no such case, no such mail."""
    take()
    with pytest.raises((CorrectionRefused, StorageError)):
        _correct(runtime, target, opinion, **changes)
    with runtime.database.reading() as tx:
        assert corrections.latest(tx) == []


def test_corrected_messages_become_examples_with_the_newest_opinion(runtime: Runtime, take: Take) -> None:
    """Without the names of who corrected, and without what is in the case."""
    number = take("DREIGING hier").case or ""
    _correct(runtime, number, Opinion.NO_THREAT)
    message = _correct(runtime, number, Opinion.THREAT, reason="toch echt")
    (row,) = corrected_rows(runtime)
    assert (row.id, row.author, row.alarm, row.route) == (f"bericht {message}", "correctie", Alarm.YES, Route.THREAT)
    assert row.message.new_text == "DREIGING hier"
    assert "Secretaris" not in repr(row)
