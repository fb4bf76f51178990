"""Case numbers and signed references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.references import Reference, case_number, sign, typed_case_number, verify

KEY, OLD = b"k" * 32, b"o" * 32


def test_a_case_number_keeps_at_least_four_digits() -> None:
    """Numbers sort within a year up to 9999 and go on after that."""
    assert (case_number(2026, 1), case_number(2026, 12345)) == ("WVB-2026-0001", "WVB-2026-12345")


def test_a_reference_is_found_wherever_it_stands() -> None:
    """Message-IDs, plus-addresses and folded letter case all carry it."""
    text = sign(Reference("WVB-2026-0042", 7), KEY)
    for carrier in (f"<{text}@desk.example>", f"wvb+{text}@desk.example", text.lower(), f"x {text} y"):
        assert verify(carrier, [KEY]) == Reference("WVB-2026-0042", 7)


def test_a_reference_signed_with_an_older_key_still_counts() -> None:
    """Keys are rotated while cases run for weeks."""
    assert verify(sign(Reference("WVB-2026-0001", 1), OLD), [KEY, OLD]) == Reference("WVB-2026-0001", 1)


def test_a_case_number_alone_is_no_reference() -> None:
    """Anybody can type a number."""
    assert verify("Betreft: WVB-2026-0042", [KEY]) is None


@given(
    case=st.integers(1, 99999),
    letter=st.integers(0, 999),
    other=st.integers(0, 999),
    forged=st.binary(min_size=12, max_size=12),
)
def test_a_forged_reference_never_counts(case: int, letter: int, other: int, forged: bytes) -> None:
    """Neither a made-up signature nor a genuine one moved to another letter is accepted."""
    number = case_number(2026, case)
    genuine = sign(Reference(number, letter), KEY)
    assert verify(f"{number}.{letter}.{forged.hex()}", [KEY]) is None or genuine.endswith(forged.hex())
    moved = f"{number}.{other}.{genuine.rpartition('.')[2]}"
    assert (verify(moved, [KEY]) is not None) == (other == letter)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("het gaat om WVB-2026-0042.", "WVB-2026-0042"),
        ("wvb 2026 42", "WVB-2026-0042"),
        ("wvb20260042", "WVB-2026-0042"),
        ("zaaknummer: 2026-0042", "WVB-2026-0042"),
        ("case 2026/0042", "WVB-2026-0042"),
        ("mijn nummer is 2026 0042", None),
        ("nieuwvb 2026 42", None),
    ],
)
def test_a_case_number_is_found_as_people_type_it(text: str, number: str | None) -> None:
    """With or without marks and zeros; never from digits alone."""
    found = typed_case_number(text)
    assert (found[0] if found else None) == number
