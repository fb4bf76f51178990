"""Appointments through real doors: the mail server, the adviser's calendar, the page of a link."""

from __future__ import annotations

import asyncio
import email
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import Message as Mail

import httpx
import pytest
from icalendar import Calendar, Event
from pydantic import SecretStr

from casework.appointments import Ahead, Stage, Talk
from casework.assessment import Address, Fields
from casework.people import SenderKind
from casework.workdays import AMSTERDAM
from flows.commands.checks import _papers
from flows.pages.link_page import make_app
from flows.runtime import Runtime
from flows.steps import adviser_calendar, appointments, talks
from flows.steps.deliver import MAIL, deliver_due
from flows.steps.talks import TalkRefused
from storage import appointments as store
from storage import cases, journal
from storage.cases import Case
from tests.builders import a_case
from tests.flows.conftest import Clock
from tests.servers.radicale import Radicale
from tests.servers.smtp import SmtpSink

BESTUURDER, WERKGEVER = "b.bestuurder@prive.example", "secretaris@gemeente.example"
STREET = "Kruidenlaan 77"


def at(text: str) -> datetime:
    """Dutch time in December 2026: `1 10:00`."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-12-{int(day):02d}T{clock}").replace(tzinfo=AMSTERDAM)


@pytest.fixture
def case(runtime: Runtime, smtp_sink: SmtpSink) -> Case:
    """A case whose bestuurder offered two moments; an address stands in it."""
    runtime.settings.smtp.port = smtp_sink.port
    fields = Fields(
        SenderKind.BESTUURDER,
        address=Address(STREET, "7788 ZW", "Zeearend"),
        availability=("2026-12-01T10:00:00+01:00", "2026-12-03"),
    )
    with runtime.database.begin() as tx:
        made = a_case(tx, fields=fields)
        cases.add_party(tx, made.id, "bestuurder", "B. Bestuurder", BESTUURDER, None)
        cases.add_party(tx, made.id, "werkgever", "Gemeente", WERKGEVER, None)
    return made


@pytest.fixture
def mails(runtime: Runtime, smtp_sink: SmtpSink) -> Callable[[], list[Mail]]:
    """Deliver what is due; all mails so far, parsed."""

    def delivered() -> list[Mail]:
        deliver_due(runtime, MAIL)
        return [email.message_from_bytes(item.raw) for item in smtp_sink.received]

    return delivered


def _text(mail: Mail) -> str:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def _event(mail: Mail) -> tuple[str, Event]:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    calendar = Calendar.from_ical(payload)
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def _propose(runtime: Runtime, case: Case, talk: Talk = Talk.HOME) -> store.StoredAppointment:
    return talks.propose(runtime, case.number, talk, by="S.", now=runtime.clock())


def _link(mail: Mail) -> str:
    match = re.search(r"/k/(\S+)", _text(mail))
    assert match
    return match[1]


def _page(runtime: Runtime, token: str, button: str | None = None) -> httpx.Response:
    """What a telephone gets: looking, or pressing a button."""

    async def ask() -> httpx.Response:
        site = httpx.ASGITransport(make_app(runtime))
        async with httpx.AsyncClient(transport=site, base_url="https://desk.example") as phone:
            if button is None:
                return await phone.get(f"/k/{token}")
            return await phone.post(f"/k/{token}", data={"antwoord": button})

    return asyncio.run(ask())


def test_from_proposal_to_invitation_move_and_cancellation(
    runtime: Runtime, case: Case, mails: Callable[[], list[Mail]]
) -> None:
    """One UID all along, the SEQUENCE grows, letters and journal say what happened."""
    stored = _propose(runtime, case)
    assert [slot.astimezone(AMSTERDAM) for slot in stored.now.slots] == [at("1 10:00"), at("3 11:00")]
    talks.choose(runtime, stored.id, 1, "via de link", runtime.clock())
    talks.agree(runtime, case.number, Talk.HOME, at("4 14:00"), by="S.", now=runtime.clock())
    talks.call_off(runtime, case.number, Talk.HOME, by="S.", now=runtime.clock())
    proposal, confirmed, moved, off = mails()
    assert "1. dinsdag 1 december 2026 om 10.00 uur\r\n2. donderdag 3 december 2026 om 11.00 uur" in _text(proposal)
    told = [_event(mail) for mail in (confirmed, moved, off)]
    assert [method for method, _ in told] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for _, event in told] == [0, 1, 2]
    assert len({str(event["UID"]) for _, event in told}) == 1
    assert [event.decoded("DTSTART") for _, event in told] == [at("1 10:00"), at("4 14:00"), at("4 14:00")]
    with runtime.database.reading() as tx:
        lines = [entry.what for entry in journal.entries(tx, case.id)]
    assert lines == ["afspraak voorgesteld", "afspraak gemaakt", "afspraak verzet", "afspraak afgezegd"]


def test_the_home_address_is_in_no_letter_and_no_invitation(
    runtime: Runtime, case: Case, smtp_sink: SmtpSink, mails: Callable[[], list[Mail]]
) -> None:
    """The place is "bij u thuis"; whoever reads a shared calendar learns no address and no name."""
    stored = _propose(runtime, case)
    talks.choose(runtime, stored.id, 1, "x", runtime.clock())
    confirmed = mails()[-1]
    assert str(_event(confirmed)[1]["LOCATION"]) == "bij u thuis"
    assert str(_event(confirmed)[1]["SUMMARY"]) == f"Afspraak {case.number}"
    decoded = [part.get_payload(decode=True) or b"" for mail in mails() for part in mail.walk()]
    whole = b"".join(item.raw for item in smtp_sink.received) + b"".join(
        part for part in decoded if isinstance(part, bytes)
    )
    for secret in (STREET, "7788", "Zeearend", "B. Bestuurder"):
        assert secret.encode() not in whole


def test_the_employers_talk_carries_the_meeting_link(
    runtime: Runtime, case: Case, mails: Callable[[], list[Mail]]
) -> None:
    """In the letter and in the invitation. It does not use what the bestuurder offered."""
    runtime.settings.appointments.meeting_url = "https://overleg.desk.example/wvb"
    stored = _propose(runtime, case, Talk.EMPLOYER)
    assert at("1 10:00") not in stored.now.slots
    talks.choose(runtime, stored.id, 2, "x", runtime.clock())
    confirmed = mails()[-1]
    assert confirmed["To"] == f"<{WERKGEVER}>"
    assert "https://overleg.desk.example/wvb" in _text(confirmed)
    assert str(_event(confirmed)[1]["URL"]) == "https://overleg.desk.example/wvb"


def test_an_english_case_gets_english_letters(runtime: Runtime, mails: Callable[[], list[Mail]], case: Case) -> None:
    """With the same facts."""
    with runtime.database.begin() as tx:
        english = a_case(tx, language="en")
        cases.add_party(tx, english.id, "bestuurder", None, "x@saba.example", None)
    stored = _propose(runtime, english)
    talks.choose(runtime, stored.id, 1, "x", runtime.clock())
    proposal, confirmed = mails()
    assert "Which moment suits you?" in _text(proposal)
    assert "at your home" in _text(confirmed)
    assert case.number != english.number


def test_the_werkgever_gets_letters_in_the_language_it_writes(
    runtime: Runtime, mails: Callable[[], list[Mail]], case: Case
) -> None:
    """Dutch until an English mail came; the letters to the bestuurder of the same case stay Dutch."""
    _propose(runtime, case, Talk.EMPLOYER)
    assert "Welk moment past u?" in _text(mails()[-1])
    talks.call_off(runtime, case.number, Talk.EMPLOYER, by="S.", now=runtime.clock())
    with runtime.database.begin() as tx:
        cases.wrote_in(tx, case.id, WERKGEVER, "en")
    _propose(runtime, case, Talk.EMPLOYER)
    assert "Which moment suits you?" in _text(mails()[-1])
    _propose(runtime, case, Talk.HOME)
    assert "Welk moment past u?" in _text(mails()[-1])


def test_on_an_island_letters_and_pages_show_the_time_there(
    runtime: Runtime, mails: Callable[[], list[Mail]], case: Case
) -> None:
    """And say whose time it is; the desk's own journal keeps Dutch time."""
    runtime.settings.door.public_url = "https://desk.example"
    with runtime.database.begin() as tx:
        island = a_case(tx, calendar="sab", language="en")
        cases.add_party(tx, island.id, "bestuurder", None, "x@saba.example", None)
    stored = talks.propose(
        runtime, island.number, Talk.HOME, by="S.", now=runtime.clock(), moments=[at("1 15:00"), at("2 16:00")]
    )
    proposal = _text(mails()[-1])
    assert "Tuesday 1 December 2026 at 10:00 (Saba time)" in proposal
    assert "Wednesday 2 December 2026 at 11:00 (Saba time)" in _page(runtime, _link(mails()[-1])).text
    talks.choose(runtime, stored.id, 1, "x", runtime.clock())
    confirmed = mails()[-1]
    assert "at 10:00 (Saba time)" in _text(confirmed)
    assert _event(confirmed)[1]["DTSTART"].dt == at("1 15:00")
    assert case.number != island.number
    with runtime.database.reading() as tx:
        lines = [entry.text for entry in journal.entries(tx, island.id)]
    assert any("om 15.00 uur" in line for line in lines)


def test_without_an_address_nothing_is_proposed(runtime: Runtime, case: Case) -> None:
    """And an agreed moment is kept without a letter."""
    with runtime.database.begin() as tx:
        bare = a_case(tx)
    with pytest.raises(TalkRefused, match="geen mailadres"):
        _propose(runtime, bare)
    kept = talks.agree(runtime, bare.number, Talk.HOME, at("4 14:00"), by="S.", now=runtime.clock())
    assert kept.now.stage is Stage.CONFIRMED
    with pytest.raises(TalkRefused, match="bestaat niet"):
        talks.of_case(runtime, "WVB-2026-9999")
    assert case.number


def test_reminders_leave_once_each_and_anew_after_a_move(
    runtime: Runtime, case: Case, clock: Clock, mails: Callable[[], list[Mail]]
) -> None:
    """A week and a day ahead, in working hours, however often the dispatcher looks."""

    def reminders(moment: datetime) -> int:
        clock.now = moment
        return appointments.remind(runtime, moment) + appointments.remind(runtime, moment)

    talks.agree(runtime, case.number, Talk.HOME, at("8 10:00"), by="S.", now=clock())
    assert reminders(at("1 07:00")) == 0
    assert reminders(at("1 09:00")) == 1
    talks.agree(runtime, case.number, Talk.HOME, at("15 10:00"), by="S.", now=clock())
    assert reminders(at("7 09:00")) == 0
    assert reminders(at("8 09:00")) == 1
    assert reminders(at("14 09:00")) == 1
    with runtime.database.reading() as tx:
        assert store.of_case(tx, case.id)[0].reminded is Ahead.DAY
    subjects = [str(mail["Subject"]) for mail in mails()]
    assert sum("Herinnering" in subject for subject in subjects) == 3


def test_the_calendar_says_when_there_is_time_and_shows_what_was_agreed(
    runtime: Runtime, case: Case, radicale: Radicale, clock: Clock
) -> None:
    """Busy on the offered morning: that is not proposed. Agreed: it stands there; moved: once; off: gone."""
    account = radicale.calendar(f"case-{runtime.database.dialect}")
    chosen = runtime.settings.appointments
    chosen.caldav_url, chosen.caldav_user, chosen.caldav_password = account.url, account.user, SecretStr("geheim")
    taken = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:ander\r\nDTSTAMP:20261101T000000Z\r\n"
        "DTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nSUMMARY:overleg\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    radicale.ask("PUT", account.url + "ander.ics", content=taken).raise_for_status()
    stored = _propose(runtime, case)
    assert at("1 10:00") not in stored.now.slots
    talks.choose(runtime, stored.id, 1, "x", clock())
    assert adviser_calendar.bring_up_to_date(runtime, clock()) == 1
    assert adviser_calendar.bring_up_to_date(runtime, clock()) == 0
    shown, _ = adviser_calendar.busy(runtime, clock())
    assert stored.now.slots[0] in [item.start for item in shown]
    talks.agree(runtime, case.number, Talk.HOME, at("10 13:30"), by="S.", now=clock())
    adviser_calendar.bring_up_to_date(runtime, clock())
    shown, _ = adviser_calendar.busy(runtime, clock())
    assert [item.start for item in shown] == [at("1 10:00"), at("10 13:30")]
    talks.call_off(runtime, case.number, Talk.HOME, by="S.", now=clock())
    adviser_calendar.bring_up_to_date(runtime, clock())
    shown, _ = adviser_calendar.busy(runtime, clock())
    assert [item.start for item in shown] == [at("1 10:00")]


def test_check_says_whether_the_calendar_answers(runtime: Runtime, radicale: Radicale) -> None:
    """One line, with how busy the week is; or why not."""
    account = radicale.calendar(f"check-{runtime.database.dialect}")
    chosen = runtime.settings.appointments
    chosen.caldav_url, chosen.caldav_user, chosen.caldav_password = account.url, account.user, SecretStr("geheim")
    (found,) = (one.result() for one in _papers(runtime))
    assert (found.part, found.well) == ("adviser's calendar", True)
    chosen.caldav_password = SecretStr("fout")
    (found,) = (one.result() for one in _papers(runtime))
    assert not found.well
    assert "401" in found.text


def test_a_calendar_that_is_away_stops_nothing(runtime: Runtime, case: Case, clock: Clock) -> None:
    """Moments are proposed all the same; what was agreed is told later."""
    runtime.settings.appointments.caldav_url = "http://127.0.0.1:9/weg/"
    stored = _propose(runtime, case)
    talks.choose(runtime, stored.id, 1, "x", clock())
    assert adviser_calendar.bring_up_to_date(runtime, clock()) == 0
    with runtime.database.reading() as tx:
        assert store.calendar_pending(tx, clock()) == []
        assert len(store.calendar_pending(tx, clock() + timedelta(minutes=6))) == 1


def test_a_moment_is_chosen_on_the_page_of_the_link(
    runtime: Runtime, case: Case, mails: Callable[[], list[Mail]]
) -> None:
    """Looking changes nothing; a button does; a second press is no harm; nothing personal is shown."""
    runtime.settings.door.public_url = "https://desk.example"
    _propose(runtime, case)
    token = _link(mails()[-1])
    page = _page(runtime, token)
    text = page.text
    assert page.status_code == 200
    assert "dinsdag 1 december 2026 om 10.00 uur" in text
    for secret in (STREET, "Bestuurder,", BESTUURDER, case.number):
        assert secret not in text
    with runtime.database.reading() as tx:
        assert store.of_case(tx, case.id)[0].now.stage is Stage.PROPOSED
    assert _page(runtime, token, "1").status_code == 200
    assert "staat vast" in _page(runtime, token).text
    assert _page(runtime, token, "2").status_code == 404
    with runtime.database.reading() as tx:
        assert store.of_case(tx, case.id)[0].now.starts_at == at("1 10:00")


def test_an_old_or_a_made_up_link_opens_nothing(runtime: Runtime, case: Case, mails: Callable[[], list[Mail]]) -> None:
    """A newer proposal makes the older one void; no other appointment can be reached by counting."""
    runtime.settings.door.public_url = "https://desk.example"
    _propose(runtime, case)
    old = _link(mails()[-1])
    _propose(runtime, case)
    new = _link(mails()[-1])
    assert _page(runtime, old).status_code == 404
    assert _page(runtime, old, "1").status_code == 404
    assert _page(runtime, new).status_code == 200
    for wrong in (new[:-1] + ("0" if new[-1] != "0" else "1"), "1-1-" + "0" * 24, "", "x"):
        assert _page(runtime, wrong).status_code == 404


def test_none_of_these_moments_makes_work_for_a_human(
    runtime: Runtime, case: Case, mails: Callable[[], list[Mail]]
) -> None:
    """Somebody calls."""
    runtime.settings.door.public_url = "https://desk.example"
    _propose(runtime, case)
    assert "ander moment" in _page(runtime, _link(mails()[-1]), "geen").text
    with runtime.database.reading() as tx:
        assert "ander moment gevraagd" in [entry.what for entry in journal.entries(tx, case.id)]
