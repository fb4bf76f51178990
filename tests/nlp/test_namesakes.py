"""Two gemeenten are called Bergen; which one is meant has to be told."""

from __future__ import annotations

import pytest

from nlp.form.fields import read_fields
from nlp.form.provinces import province_of
from nlp.text import read_message
from tests.nlp.conftest import Write

_MAYOR = "Ik ben burgemeester van Bergen en wil een scan."


@pytest.mark.parametrize(
    ("text", "email", "name"),
    [
        (_MAYOR, None, "Bergen"),
        (_MAYOR, "kees@gemeente-bergen.example", "Bergen"),
        (_MAYOR, "kees@bergen-nh.example", "Bergen (NH)"),
        (_MAYOR, "kees@bergen.nl", "Bergen (L)"),
        ("Ik ben burgemeester van Bergen (NH) en wil een scan.", None, "Bergen (NH)"),
        ("Ik ben burgemeester van Bergen NH en wil een scan.", None, "Bergen (NH)"),
        (f"{_MAYOR} Wij wonen in Noord-Holland.", None, "Bergen (NH)"),
        (f"{_MAYOR} Dorpsstraat 3, 5854 AB Bergen.", None, "Bergen (L)"),
        (f"{_MAYOR} Dorpsstraat 3, 1861 AB Bergen.", None, "Bergen (NH)"),
        (f"{_MAYOR} Dorpsstraat 3, 5854 AB Bergen; vroeger in Noord-Holland.", None, "Bergen"),
        ("Ik ben burgemeester van Bergen op Zoom en wil een scan.", None, "Bergen op Zoom"),
    ],
)
def test_which_bergen_is_not_guessed(write: Write, text: str, email: str | None, name: str) -> None:
    """The address, a postcode or the provincie tells; else the name stays as it was written."""
    message = write(text, email=email)
    found = read_fields(message, read_message(message), caribbean=False)
    assert found.fields.organisation == name
    assert "organisation" in found.spans


def test_a_name_of_two_has_no_province() -> None:
    """For counts it is not known."""
    assert [province_of(name) for name in ("Bergen", "Bergen (L)", "Bergen (NH)")] == [None, "Limburg", "Noord-Holland"]
