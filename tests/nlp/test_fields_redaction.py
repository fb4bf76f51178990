"""BSN and IBAN are covered in what is shown."""

from __future__ import annotations

import pytest

from nlp.form.redaction import COVER, covered, redacted


@pytest.mark.parametrize(
    "number",
    [
        "111222333",
        "1112.22.333",
        "123456782",
        "NL91ABNA0417164300",
        "nl91 abna 0417 1643 00",
        "NL91.ABNA.0417.1643.00",
        "NL 91 ABNA 0417 1643 00",
        "nl 91 abna 0417 1643 00",
        "BE 68 5390 0754 7034",
        "DE 89 3704 0044 0532 0130 00",
    ],
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
        "+111222333",
        "9-111222333",
        "xNL91ABNA0417164300",
        "NL 91 ABNA 0417 1643 01",
        "in de 89 3704 0044 0532 0130 00",
    ],
)
def test_another_number_is_shown(text: str) -> None:
    """A phone number, a day, a postcode, a number that fails the test, or a part of a longer one stays readable."""
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("mijn BSN is 123456789", "mijn BSN is •••••••••"),
        ("Burgerservicenummer: 1234.56.789", "Burgerservicenummer: ••••.••.•••"),
        ("bsn 12345678", "bsn ••••••••"),
        ("IBAN: NL91 ABNA 0417 1643 01", "IBAN: •••• •••• •••• •••• ••"),
    ],
)
def test_a_number_that_is_called_so_is_covered_with_a_typing_error_too(text: str, covered: str) -> None:
    """Somebody who mistypes a BSN has still given most of it."""
    assert redacted(text) == covered


def test_account_numbers_in_a_row_are_all_covered() -> None:
    """Also when a word stands between them that could be the beginning of one."""
    text = "NL91ABNA0417164300 en NL91 ABNA 0417 1643 00, BE68539007547034 of NL91ABNA0417164300"
    assert not any(map(str.isdigit, redacted(text)))


@pytest.mark.timeout(5)
def test_fifty_thousand_account_numbers_do_not_stop_the_desk() -> None:
    """None of them is shown."""
    assert not any(map(str.isdigit, redacted("NL91ABNA0417164300 " * 50_000)))


def test_every_text_in_an_answer_is_covered() -> None:
    """However deep it lies; numbers and names of fields stay."""
    answer = {"parts": [{"text": "bsn 111222333"}], "score": 0.5, "moving": None}
    assert covered(answer) == {"parts": [{"text": "bsn •••••••••"}], "score": 0.5, "moving": None}
