"""The registration form: taken in once, checked kindly, and never in the way of a threat."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from flows.runtime import Runtime
from storage import alarms, cases, inbox, outbox
from storage.cases import Case
from tests.flows.conftest import Clock
from tests.web.conftest import Visitor
from web.site import Site

CALM = {
    "gevaar": "no",
    "waarvoor": "preventive",
    "toelichting": "Graag een woningscan.",
    "functie": "wethouder",
    "naam": "Jan de Boer",
    "organisatie": "Urk",
    "telefoon": "06 12 34 56 78",
    "mail": "jan@thuis.example",
    "momenten": "dinsdag na 16 uur",
}


def _cases(runtime: Runtime) -> list[Case]:
    with runtime.database.reading() as tx:
        return cases.listing(tx)


def _fill_in(visitor: Visitor, clock: Clock, after: float = 30, **changes: str) -> str:
    visitor.get("/aanmelden")
    clock.now += timedelta(seconds=after)
    return visitor.post("/aanmelden", **(CALM | changes))


def test_a_form_becomes_a_case_and_the_page_names_it(visitor: Visitor, runtime: Runtime, clock: Clock) -> None:
    """With a code to come back."""
    page = _fill_in(visitor, clock)
    (case,) = _cases(runtime)
    assert visitor.status == 200
    assert case.number in page
    assert case.fields.phone == "+31612345678"
    assert case.fields.availability
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", visitor.code)


def test_what_is_missing_is_said_at_the_field_and_above_and_nothing_typed_is_lost(
    visitor: Visitor, runtime: Runtime, clock: Clock
) -> None:
    """Tied to the field for a screen reader, with a link to it."""
    page = _fill_in(visitor, clock, telefoon="06 1234", naam="")
    assert visitor.status == 422
    assert 'href="#telefoon"' in page
    assert 'aria-describedby="telefoon-fout" aria-invalid="true"' in page
    assert 'href="#naam"' in page
    assert "Graag een woningscan." in page
    assert 'value="06 1234"' in page
    assert not _cases(runtime)


@pytest.mark.parametrize(
    "threat", [{"gevaar": "yes"}, {"toelichting": "DREIGING voor de deur"}, {"momenten": "DREIGING"}]
)
def test_a_threat_is_taken_in_at_once_whatever_is_missing(
    visitor: Visitor, runtime: Runtime, clock: Clock, threat: dict[str, str]
) -> None:
    """In any field; also when it was typed in a second. The answer begins with the emergency number."""
    nothing = dict.fromkeys(CALM, "")
    page = _fill_in(visitor, clock, after=1, **(nothing | threat))
    (case,) = _cases(runtime)
    with runtime.database.reading() as tx:
        assert len(alarms.of_case(tx, case.id)) == 1
        assert any(one.urgent for one in outbox.letters(tx))
    said = re.findall(r'<li class="wij".*?</span>(.*?)</li>', page, re.DOTALL)
    assert said[0] == "Bel 112 bij acuut gevaar."
    assert "Bent u nu veilig?" in page
    assert page.index('href="tel:112"') < page.index("<main")


def test_whose_alarm_it_is_may_be_unsure(visitor: Visitor, runtime: Runtime, clock: Clock) -> None:
    """Then a duty officer looks now."""
    page = _fill_in(visitor, clock, gevaar="unsure")
    (case,) = _cases(runtime)
    with runtime.database.reading() as tx:
        assert [one.policy for one in alarms.of_case(tx, case.id)] == ["kijk nu"]
    assert "Bel 112" in page


def test_a_form_sent_twice_is_one_case(visitor: Visitor, runtime: Runtime, clock: Clock) -> None:
    """A double click, or the page loaded again."""
    visitor.get("/aanmelden")
    clock.now += timedelta(seconds=30)
    same = {name: visitor.hidden(name) for name in ("token", "kaartje")}
    first = visitor.post("/aanmelden", **CALM, **same)
    again = visitor.post("/aanmelden", **CALM, **same)
    assert len(_cases(runtime)) == 1
    assert _cases(runtime)[0].number in first
    assert _cases(runtime)[0].number in again


@pytest.mark.parametrize(("after", "field"), [(1, {}), (30, {"website": "http://kopen.example"}), (30, {"token": "x"})])
def test_what_a_robot_would_send_is_asked_once_more(
    visitor: Visitor, runtime: Runtime, clock: Clock, after: float, field: dict[str, str]
) -> None:
    """Too fast, a field that nobody sees, or not from our page; a person presses once more and is through."""
    page = _fill_in(visitor, clock, after=after, **field)
    assert visitor.status == 422
    assert "door een mens" in page
    assert not _cases(runtime)
    clock.now += timedelta(seconds=10)
    visitor.post("/aanmelden", **CALM)
    assert len(_cases(runtime)) == 1


@pytest.mark.parametrize("threat", [{"gevaar": "yes"}, {"gevaar": "unsure"}, {"toelichting": "DREIGING"}])
def test_a_threat_with_a_field_that_nobody_sees_filled_in_is_taken_in_at_once(
    visitor: Visitor, runtime: Runtime, clock: Clock, threat: dict[str, str]
) -> None:
    """Whoever or whatever filled it in: a threat is not lost in a page that nobody sends again."""
    page = _fill_in(visitor, clock, **threat, website="https://mijn.example")
    (case,) = _cases(runtime)
    with runtime.database.reading() as tx:
        assert len(alarms.of_case(tx, case.id)) == 1
    assert "Bel 112" in page


def test_who_fills_in_every_field_twice_is_a_person_who_cannot_see_the_page(
    visitor: Visitor, runtime: Runtime, clock: Clock
) -> None:
    """Also when something was missing in between, or the language was changed."""
    trap = {"website": "https://mijn.example"}
    page = _fill_in(visitor, clock, **trap, naam="")
    assert "door een mens" in page
    visitor.post("/aanmelden", **CALM, **trap, taal="en")
    clock.now += timedelta(seconds=10)
    visitor.post("/aanmelden", **(CALM | {"naam": ""}), **trap)
    assert visitor.status == 422
    assert not _cases(runtime)
    clock.now += timedelta(seconds=10)
    visitor.post("/aanmelden", **CALM, **trap)
    assert visitor.status == 200
    assert len(_cases(runtime)) == 1


def test_under_a_threat_what_is_no_number_or_address_is_kept_as_it_was_typed(
    visitor: Visitor, runtime: Runtime, clock: Clock
) -> None:
    """Half a number is better than none."""
    _fill_in(visitor, clock, gevaar="yes", telefoon="06 1234 bij de buren", mail="jan at thuis")
    with runtime.database.reading() as tx:
        (message,) = inbox.messages_of(tx, _cases(runtime)[0].id)
    assert "06 1234 bij de buren" in message.message.new_text
    assert "jan at thuis" in message.message.new_text


def test_the_language_changes_without_losing_what_was_typed(visitor: Visitor) -> None:
    """Also without JavaScript."""
    visitor.get("/aanmelden")
    page = visitor.post("/aanmelden", **CALM, taal="en")
    assert '<html lang="en">' in page
    assert "Registration form" in page
    assert "Jan de Boer" in page


def test_many_forms_of_one_address_have_to_wait_but_never_one_with_a_threat(
    visitor: Visitor, site: Site, runtime: Runtime, clock: Clock
) -> None:
    """Somebody who floods the form keeps no threat out, not with threats either: an office has one address."""
    site.settings.forms_per_hour = 1
    _fill_in(visitor, clock)
    _fill_in(visitor, clock)
    assert visitor.status == 429
    assert len(_cases(runtime)) == 1
    for _ in range(3):
        _fill_in(visitor, clock, gevaar="yes")
        assert visitor.status == 200
    assert len(_cases(runtime)) == 4
