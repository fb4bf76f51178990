"""BSN and IBAN are covered in what is shown."""

from __future__ import annotations

import pytest

from nlp.redaction import COVER, redacted


@pytest.mark.parametrize(
    "number", ["111222333", "1112.22.333", "123456782", "NL91ABNA0417164300", "nl91 abna 0417 1643 00"]
)
def test_a_number_of_a_citizen_or_an_account_is_covered(number: str) -> None:
    """No digit or letter of it is left, and every place stays what it was."""
    text = f"Mijn nummer is {number}, dank."
    covered = redacted(text)
    assert len(covered) == len(text)
    assert covered == text.replace(number, "".join(COVER if one.isalnum() else one for one in number))


@pytest.mark.parametrize(
    "text",
    [
        "Bel 06 12345678",
        "+31612345678",
        "dossier 123456789",
        "op 24-11-2026 om 14.00 uur",
        "1234 AB",
        "NL91ABNA0417164301",
    ],
)
def test_another_number_is_shown(text: str) -> None:
    """A phone number, a day, a postcode, or a number that fails the test stays readable."""
    assert redacted(text) == text
