"""A sender that looks forged: people call by a number they already knew, and nothing else changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.mail import plain_message, read_mail
from casework.assessment import Alarm, Assessment, Route
from casework.messages import Channel, Message
from casework.triage import VERIFY, Known, triage
from tests.forked import weerbaar

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
FROM = "From: Burgemeester van Stad <burgemeester@stad.example>"


def _mail(*head: str, sender: str = FROM) -> Message:
    lines = [*head, sender, "To: wvb@desk.example", "Subject: Woningscan", "", "Graag een woningscan."]
    return read_mail("\r\n".join(lines).encode(), received_at=NOW)


def _found(results: str) -> str:
    return f"Authentication-Results: mx.desk.example; {results}"


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ("dmarc=fail header.from=stad.example", "dmarc"),
        ("spf=pass smtp.mailfrom=elders.example; dkim=none; dmarc=fail (p=reject dis=none)", "dmarc"),
        ("SPF=Fail (zegt nee) smtp.mailfrom=stad.example;\r\n\tdkim=none", "spf"),
        ("spf=softfail", "spf"),
        ("spf=pass; dkim=none; dmarc=none action=none header.from=stad.example;compauth=fail reason=001", "compauth"),
        ("spf=softfail; compauth=fail reason=001", "compauth"),
        ("dmarc=fail action=oreject; compauth=fail reason=000", "dmarc"),
    ],
)
def test_what_the_last_server_could_not_confirm_is_told(results: str, why: str) -> None:
    """With the kind of check that failed."""
    (doubt,) = _mail(_found(results)).doubts
    assert f"({why})" in doubt


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=pass; spf=fail",
        "spf=softfail; dkim=pass header.d=stad.example",
        "spf=pass; dkim=pass; dmarc=pass",
        "dkim=fail (body hash did not verify) header.d=stad.example",
        "spf=pass; dkim=fail; dmarc=pass; compauth=pass reason=100",
        "dmarc=pass; compauth=fail reason=601",
        "dmarc=none; spf=none; compauth=softpass reason=201",
        "none",
        "dmarc=none; spf=none; dkim=none",
        "dkim=pass (dmarc=fail staat hier alleen als opmerking)",
        "",
    ],
)
def test_a_mail_that_passed_or_proves_nothing_is_in_no_doubt(results: str) -> None:
    """A forwarded mail that keeps its signature passes; without any result nothing is known."""
    assert _mail(_found(results)).doubts == ()
    assert _mail().doubts == ()


def test_only_the_topmost_result_counts() -> None:
    """What stands below it the sender may have written itself, in either direction."""
    passed, failed = _found("dmarc=pass"), _found("dmarc=fail")
    assert _mail(passed, failed).doubts == ()
    assert _mail(failed, passed).doubts


@pytest.mark.parametrize(
    ("sender", "doubted"),
    [
        ('From: "burgemeester@stad.example" <iemand@elders.example>', True),
        ('From: "Jan (jan@stad.example)" <jan@xstad.example>', True),
        ('From: "jan@stad.example" <jan@stad.example>', False),
        ('From: "jan@stad.example" <jan@mail.stad.example>', False),
        ('From: "Jan @ Stad" <jan@elders.example>', False),
        ("From: jan@stad.example", False),
    ],
)
def test_a_name_that_is_another_address_is_told(sender: str, *, doubted: bool) -> None:
    """Many programs show the name alone."""
    assert bool(_mail(sender=sender).doubts) is doubted


def test_a_message_without_headers_may_still_have_such_a_name() -> None:
    """As in a line for `weerbaar read`."""
    message = plain_message(Channel.EMAIL, None, "jan@stad.example", "x@elders.example", NOW, "Graag een scan.")
    assert len(message.doubts) == 1


@pytest.mark.parametrize("alarm", list(Alarm))
def test_a_doubted_sender_changes_nothing_but_a_reason(alarm: Alarm) -> None:
    """No alarm more or less, the same case, promises and letters; and what people should do."""
    assessment = Assessment(alarm, Route.THREAT if alarm is Alarm.YES else Route.PREVENTIVE, 0.5)
    doubted = _mail(_found("dmarc=fail"))
    told = triage(doubted, assessment, Known())
    calm = triage(replace(doubted, doubts=()), assessment, Known())
    assert replace(told, reasons=calm.reasons) == calm
    assert told.reasons[:-1] == calm.reasons
    assert told.reasons[-1].startswith(VERIFY)


def test_the_reading_of_such_a_mail_says_what_to_do(tmp_path: Path) -> None:
    """Beside what tells of the threat, for a person who is about to call back."""
    head = [_found("dmarc=fail"), FROM, "To: wvb@desk.example", "Subject: Vraag", "", "Graag een woningscan."]
    (tmp_path / "vals.eml").write_bytes("\r\n".join(head).encode())
    done = weerbaar("read", "vals.eml", folder=tmp_path)
    (answer,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert any(one["rule"].startswith(VERIFY) and "dmarc" in one["rule"] for one in answer["evidence"])
    assert (answer["alarm"], answer["route"]) == ("no", "preventive")
