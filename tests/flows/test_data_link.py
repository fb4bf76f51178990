"""The data of who called, entered on the page of a link: once, in time, by our own form, or not at all."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from casework.assessment import Address
from casework.lifecycle import CaseKind
from casework.people import SenderKind
from flows.links import data_link_of
from flows.pages.link_page import make_app
from flows.runtime import Runtime
from flows.steps import data_link, staffing
from flows.steps.staffing import Caller
from storage import cases, data_links, journal
from storage.cases import Case
from storage.tables_papers import data_links as table
from tests.flows.conftest import Clock

BASE = "https://desk.example"
GOOD = {
    "naam": "Ada Proefpersoon",
    "telefoon": "06 1234 5678",
    "mail": "ada@prive.example",
    "straat": "Kruidenlaan 77",
    "postcode": "7788zw",
    "plaats": "Zeearend",
    "organisatie": "gemeente Voorbeeld",
    "eigen": "ja",
}


@pytest.fixture
def case(runtime: Runtime) -> Case:
    """A case that was made by telephone, of which only the role is known."""
    runtime.settings.door.public_url = BASE
    by_phone = Caller(SenderKind.BESTUURDER)
    return staffing.open_case(runtime, CaseKind.PREVENTIVE, by_phone, "A. Secretaris", runtime.clock())


def _link(runtime: Runtime, case: Case, by: str = "A. Secretaris") -> str:
    made = data_link.make(runtime, case.number, SenderKind.BESTUURDER, by, runtime.clock())
    assert made
    return made.address.removeprefix(BASE)


def _ask(runtime: Runtime, path: str, typed: dict[str, str] | None = None, **headers: str) -> httpx.Response:
    """What a browser gets: looking, or sending the form."""

    async def ask() -> httpx.Response:
        site = httpx.ASGITransport(make_app(runtime))
        async with httpx.AsyncClient(transport=site, base_url=BASE) as browser:
            if typed is None:
                return await browser.get(path)
            return await browser.post(path, data=typed, headers=headers)

    return asyncio.run(ask())


def _seal(page: httpx.Response) -> dict[str, str]:
    match = re.search(r'name="zegel" value="(\w+)"', page.text)
    assert match
    return {"zegel": match[1]}


def _people(runtime: Runtime, case: Case) -> list[str | None]:
    with runtime.database.reading() as tx:
        return [party.name for party in cases.parties_of(tx, case.id)]


def test_what_is_typed_stands_in_the_case_and_the_link_is_spent(runtime: Runtime, case: Case) -> None:
    """Name, number, address and a verified mail address, signed by the colleague; the second time there is nothing."""
    path = _link(runtime, case)
    page = _ask(runtime, path)
    assert page.status_code == 200
    done = _ask(runtime, path, GOOD | _seal(page))
    assert (done.status_code, case.number in done.text) == (200, True)
    assert "Ada" not in done.text
    with runtime.database.reading() as tx:
        (party,) = cases.parties_of(tx, case.id)
        now = cases.find(tx, case.number)
        lines = journal.entries(tx, case.id)
    assert (party.name, party.phone, party.email) == ("Ada Proefpersoon", "+31612345678", "ada@prive.example")
    assert party.verified_at is not None
    assert now
    assert now.fields.address == Address("Kruidenlaan 77", "7788 ZW", "Zeearend")
    assert (now.fields.phone, now.fields.organisation) == ("+31612345678", "gemeente Voorbeeld")
    assert {entry.actor for entry in lines if "gewijzigd" in entry.what} == {"A. Secretaris (via de link)"}
    assert _ask(runtime, path).status_code == 404
    assert _ask(runtime, path, GOOD | _seal(page) | {"naam": "Iemand Anders"}).status_code == 404
    assert _people(runtime, case) == ["Ada Proefpersoon"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"naam": ""}, "Vul de naam in."),
        ({"telefoon": "", "mail": ""}, "Vul een telefoonnummer of een mailadres in."),
        ({"telefoon": "12"}, "Dit is geen telefoonnummer."),
        ({"mail": "ada"}, "Dit is geen mailadres."),
        ({"straat": ""}, "Vul ook de straat en het huisnummer in"),
        ({"plaats": ""}, "Vul ook de plaats in."),
        ({"postcode": "78"}, "Dit is geen postcode."),
        ({"naam": "x" * 121}, "hoogstens 120 tekens"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    runtime: Runtime, case: Case, typed: dict[str, str], words: str
) -> None:
    """In Dutch, at the field and at the top; what was typed is still there, and the link still works."""
    path = _link(runtime, case)
    seal = _seal(_ask(runtime, path))
    page = _ask(runtime, path, GOOD | seal | typed)
    assert page.status_code == 422
    assert page.text.count(words) == 2
    assert 'aria-invalid="true"' in page.text
    assert 'value="Zeearend"' in page.text or "plaats" in typed
    assert _people(runtime, case) == [None]
    assert _ask(runtime, path, GOOD | seal).status_code == 200


def test_only_our_own_form_counts(runtime: Runtime, case: Case) -> None:
    """Not without its seal, not from another site, not with a forged or an old link, not when it is far too long."""
    path = _link(runtime, case)
    seal = _seal(_ask(runtime, path))
    assert _ask(runtime, path, GOOD).status_code == 404
    for seal_ in ("0" * 24, "é" * 24):
        assert _ask(runtime, path, GOOD | {"zegel": seal_}).status_code == 404
    assert _ask(runtime, path, GOOD | seal, **{"Sec-Fetch-Site": "cross-site"}).status_code == 404
    assert _ask(runtime, path, GOOD | seal | {"plaats": "x" * 30_000}).status_code == 404
    assert _ask(runtime, "/g/1-000000000000000000000000", GOOD | seal).status_code == 404
    assert _ask(runtime, path.replace("/g/", "/a/")).status_code == 404
    assert _people(runtime, case) == [None]


def test_a_link_expires_and_a_new_one_can_be_asked(runtime: Runtime, case: Case, clock: Clock) -> None:
    """One that is still open is given again, so that a run that is done twice makes one."""
    path = _link(runtime, case)
    assert _link(runtime, case) == path
    seal = _seal(_ask(runtime, path))
    clock.now += timedelta(hours=24)
    assert _ask(runtime, path).status_code == 404
    assert _ask(runtime, path, GOOD | seal).status_code == 404
    assert _link(runtime, case) != path


def test_a_link_signs_with_the_name_of_who_asked_last(runtime: Runtime, case: Case, clock: Clock) -> None:
    """A colleague who asks while it is open gets an own one, and the first ends; how long each lasts is told."""
    first = _link(runtime, case)
    clock.now += timedelta(hours=1)
    again = data_link.make(runtime, case.number, SenderKind.BESTUURDER, "A. Secretaris ", runtime.clock())
    assert again
    assert (again.address.removeprefix(BASE), again.until_at) == (first, clock.now + timedelta(hours=23))
    second = _link(runtime, case, "B. Collega")
    assert second != first
    assert _ask(runtime, first).status_code == 404
    _ask(runtime, second, GOOD | _seal(_ask(runtime, second)))
    with runtime.database.reading() as tx:
        actors = {entry.actor for entry in journal.entries(tx, case.id) if "gewijzigd" in entry.what}
    assert actors == {"B. Collega (via de link)"}


def test_an_old_link_never_opens_the_form_of_another_case(runtime: Runtime, case: Case, clock: Clock) -> None:
    """Its number is not given out again, and were it to be, its signature names the case and the moment."""
    path = _link(runtime, case)
    key = data_link_of(path.rsplit("/", 1)[1])
    assert key
    with runtime.database.begin() as tx:
        data_links.forget(tx, clock.now + timedelta(days=9))
    other = staffing.open_case(runtime, CaseKind.PREVENTIVE, Caller(SenderKind.BESTUURDER), "A.", clock.now)
    assert data_link_of(_link(runtime, other).rsplit("/", 1)[1]) != key
    with runtime.database.begin() as tx:
        tx.connection.execute(sa.update(table).values(id=key))
    assert _ask(runtime, path).status_code == 404
    assert _ask(runtime, _link(runtime, other)).status_code == 200


def test_what_is_typed_after_a_merge_stands_where_the_case_goes_on(runtime: Runtime, case: Case) -> None:
    """The page names that case, before and after."""
    path = _link(runtime, case)
    kept = staffing.open_case(runtime, CaseKind.PREVENTIVE, Caller(SenderKind.BESTUURDER), "A.", runtime.clock())
    staffing.merge(runtime, case.number, kept.number, "A.", runtime.clock())
    page = _ask(runtime, path)
    done = _ask(runtime, path, GOOD | _seal(page))
    assert (kept.number in page.text, kept.number in done.text, done.status_code) == (True, True, 200)
    assert "Ada Proefpersoon" in _people(runtime, kept)
    assert "Ada Proefpersoon" not in _people(runtime, case)


def test_the_form_shows_nothing_that_is_known(runtime: Runtime, case: Case) -> None:
    """Whoever finds a later link reads no name, no number and no address on it; typed text is no HTML."""
    path = _link(runtime, case)
    _ask(runtime, path, GOOD | _seal(_ask(runtime, path)))
    later = _ask(runtime, _link(runtime, case))
    assert not [value for name, value in GOOD.items() if name != "eigen" and value in later.text]
    path = _link(runtime, case)
    page = _ask(runtime, path, _seal(_ask(runtime, path)) | {"naam": '"><script>alert(1)</script>'})
    assert "<script>" not in page.text


def test_two_who_press_at_once_are_one(runtime: Runtime, case: Case) -> None:
    """The first is written, the second is told that the link is spent."""
    path = _link(runtime, case)
    seal = _seal(_ask(runtime, path))
    with ThreadPoolExecutor(2) as pool:
        sent = [GOOD | seal | {"naam": name} for name in ("Ada Een", "Ada Twee")]
        statuses = sorted(page.status_code for page in pool.map(lambda typed: _ask(runtime, path, typed), sent))
    assert statuses == [200, 404]
    assert len([name for name in _people(runtime, case) if name]) == 1


def test_two_who_ask_at_one_moment_do_not_both_hold_a_link(runtime: Runtime, case: Case) -> None:
    """The second waits for the first, and then ends the link of that colleague."""
    role, now = SenderKind.BESTUURDER, runtime.clock()
    with ThreadPoolExecutor(1) as pool:
        with runtime.database.begin() as tx:
            cases.lock(tx, case.id)
            second = pool.submit(data_link.make, runtime, case.number, role, "B. Tweede", now)
            with pytest.raises(TimeoutError):
                second.result(0.5)
            first = data_links.add(tx, case.id, case.number, role.value, "A. Eerste", now, now + timedelta(hours=1))
        made = second.result(10)
    assert made
    key = data_link_of(made.address.rpartition("/")[2])
    assert key is not None
    assert data_link.open_link(runtime, key, now)
    assert data_link.open_link(runtime, first.id, now) is None


def test_without_a_public_address_there_is_no_link(runtime: Runtime, case: Case) -> None:
    """Then the command line is the way."""
    runtime.settings.door.public_url = ""
    assert data_link.make(runtime, case.number, SenderKind.BESTUURDER, "A.", runtime.clock()) is None
