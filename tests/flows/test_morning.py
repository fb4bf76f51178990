"""The day's mail and the figures, as the dispatcher makes them."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from casework.assessment import Fields
from casework.figures import as_csv
from casework.obligations import ObligationKind
from casework.people import Function
from casework.workdays import AMSTERDAM
from flows.runtime import Runtime
from flows.steps import digest
from flows.steps.answer import give
from flows.steps.decide import Done
from flows.steps.deliver import MAIL, deliver_due
from flows.steps.figures import this_year
from flows.steps.moving import promise
from storage import cases
from tests.builders import a_case
from tests.flows.conftest import Clock
from tests.servers.smtp import SmtpSink

Take = Callable[..., Done]


def at(text: str) -> datetime:
    """Dutch time in November 2026: `24 08:30`."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-11-{day}T{clock}").replace(tzinfo=AMSTERDAM)


@pytest.fixture
def desk(runtime: Runtime, smtp_sink: SmtpSink) -> Runtime:
    """A desk that can send."""
    runtime.settings.smtp.port = smtp_sink.port
    return runtime


def _mails(desk: Runtime, smtp_sink: SmtpSink) -> list[tuple[str, str]]:
    """Subject and text of each day's mail."""
    deliver_due(desk, MAIL)
    found = []
    for item in smtp_sink.received:
        mail = email.message_from_bytes(item.raw)
        payload = mail.get_payload(decode=True)
        assert isinstance(payload, bytes)
        if "Dagoverzicht" in str(mail["Subject"]):
            found.append((str(mail["Subject"]), payload.decode()))
    return found


def test_the_mail_says_what_the_day_asks(desk: Runtime, take: Take, clock: Clock, smtp_sink: SmtpSink) -> None:
    """What is late, due today, new, in the hands of the duty officer, and what came back; with case numbers only."""
    clock.now = at("23 10:00")
    calm = take("Graag een woningscan.", sender="wethouder@gemeente.example").case or ""
    threat = take("DREIGING", sender="burgemeester@gemeente.example").case or ""
    with desk.database.begin() as tx:
        case = cases.find(tx, calm)
        assert case
        promise(desk, tx, case, ObligationKind.UNDELIVERED, clock())
    clock.now = at("24 08:31")
    assert digest.morning(desk, clock())
    ((subject, text),) = _mails(desk, smtp_sink)
    assert subject == "Dagoverzicht Weerbaar: 1 in de wacht, 1 te laat, 1 vandaag"
    assert f"- {threat}\r\n" in text
    assert f"{threat}: terugbellen na dreiging, wachtdienst, uiterlijk ma 23 nov 10:15 (wachtdienst)" in text
    assert f"{calm}: brief onbestelbaar, secretariaat, uiterlijk di 24 nov 17:00" in text
    assert "Nieuw sinds de vorige werkdag: 2" in text
    assert "Brieven die niet aankwamen: 1" in text
    assert "@gemeente" not in text
    clock.now = at("26 08:31")
    digest.morning(desk, clock())
    assert "Nieuw sinds de vorige werkdag: 0" in _mails(desk, smtp_sink)[-1][1]


def test_it_leaves_once_a_day_and_only_on_working_days(desk: Runtime, clock: Clock, smtp_sink: SmtpSink) -> None:
    """Not before half past eight, not on Saturday; a second clock finds it done."""
    times = ["27 08:29", "27 08:30", "27 08:31", "27 16:00", "28 09:00", "29 09:00", "30 17:00", "30 09:00"]
    assert [digest.morning(desk, at(time)) for time in times] == [False, True, False, False, False, False, False, True]
    clock.now = at("30 09:01")
    assert len(_mails(desk, smtp_sink)) == 2


def test_a_desk_without_addresses_or_wish_gets_none(desk: Runtime) -> None:
    """And the day is not used up."""
    desk.settings.desk.secretariaat = []
    assert not digest.morning(desk, at("27 09:00"))
    desk.settings.desk.secretariaat, desk.settings.desk.digest = ["s@desk.example"], False
    assert not digest.morning(desk, at("27 09:00"))
    desk.settings.desk.digest = True
    desk.settings.desk.secretariaat = ["s@desk.example"]
    assert digest.morning(desk, at("27 09:00"))


def test_the_figures_count_contacts_in_working_days(desk: Runtime, take: Take, clock: Clock) -> None:
    """Six cases reached after two working days, one never; functions and provinces by the fields."""
    clock.now = at("17 10:00")
    numbers = [take("Graag een woningscan.", sender=f"w{n}@gemeente.example").case or "" for n in range(7)]
    with desk.database.begin() as tx:
        for number in numbers:
            case = cases.find(tx, number)
            assert case
            cases.set_fields(tx, case, Fields(function=Function.WETHOUDER, organisation="gemeente Urk"))
        a_case(tx, now=at("17 10:00") - timedelta(days=400))
    clock.now = at("19 15:00")
    for number in numbers[:6]:
        give(desk, f"{number}/contact/1", "gelukt", "S.", "", clock())
    clock.now = at("30 09:00")
    found = this_year(desk, clock())
    assert dict(found.totals)["nieuwe zaken"] == "7"
    assert dict(found.totals)["werkdagen tot contact, mediaan"] == "2"
    assert dict(found.totals)["contact binnen de termijn"] == "86%"
    text = as_csv(found)
    assert "2026,functie,wethouder,7" in text
    assert "2026,provincie,Flevoland,7" in text
