"""What staff see of a case."""

from __future__ import annotations

import json

from casework.assessment import Address, Fields, Place
from casework.messages import PartKind
from casework.people import Function, SenderKind
from flows.commands.reading import as_json
from flows.runtime import Runtime
from flows.steps.inspect import show
from tests.builders import a_case, a_message, an_added_message, an_assessment

_BSN, _PHONE = "111222333", "06 12345678"


def test_a_case_shows_where_a_field_was_read_and_no_citizen_number(runtime: Runtime) -> None:
    """The words behind the phone number stand there; a BSN is covered, as text and as JSON."""
    message = a_message(f"Mijn BSN is {_BSN}. Bel {_PHONE}.")
    assessment = an_assessment(places=(Place("phone", PartKind.NEW, _PHONE),))
    with runtime.database.begin() as tx:
        case = a_case(tx)
        an_added_message(tx, message, assessment=assessment, case=case.id)
    view = show(runtime, case.number, "A. Secretaris", runtime.clock())
    for shown in (view.text(), json.dumps(view.as_json(), default=str)):
        assert _PHONE in shown
        assert _BSN not in shown
    assert f"telefoon: '{_PHONE}' (eigen woorden)" in view.text()
    assert [entry["link"] for entry in view.as_json()["journal"]] == [entry.link.hex() for entry in view.entries]
    assert view.messages[0].message == message


def test_a_case_is_shown_in_dutch(runtime: Runtime) -> None:
    """What was read of it, what is promised, and what each part of a message is."""
    home = Address("Dreef 1", None, "Urk")
    fields = Fields(SenderKind.BESTUURDER, Function.WETHOUDER, moving=True, pkvw=False, address=home)
    with runtime.database.begin() as tx:
        case = a_case(tx, fields=fields)
        an_added_message(tx, a_message("Graag een woningscan."), assessment=an_assessment(), case=case.id)
    text = show(runtime, case.number, "A. Secretaris", runtime.clock()).text()
    lines = ("wie schrijft: bestuurder", "functie: wethouder", "verhuist: ja", "PKVW: nee", "adres: Dreef 1, Urk")
    assert [line for line in lines if f"\n  {line}\n" not in text] == []
    assert "domeinen" not in text
    assert "[eigen woorden] Graag een woningscan." in text
    assert "alarm: nee, soort: preventief, kans 0." in text


def test_a_dry_run_shows_where_a_field_was_read_and_no_citizen_number() -> None:
    """`weerbaar read` prints the same; what the sender called the message stays as it is."""
    places = (Place("phone", PartKind.NEW, _PHONE),)
    answer = as_json(_BSN, a_message(f"Mijn BSN is {_BSN}."), an_assessment(places=places))
    assert answer["spans"] == [{"field": "phone", "part": "new", "text": _PHONE}]
    assert _BSN not in answer["new_text"]
    assert answer["id"] == _BSN
