"""Consent and withdrawal, in plain words or not at all."""

from __future__ import annotations

import pytest

from casework.plain_words import Said, plainly


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Akkoord", Said.AGREED),
        ("Akkoord.\n\nMet vriendelijke groet,\nAda Voorbeeld\nwethouder", Said.AGREED),
        ("Beste mensen,\n\nIk ga akkoord met het rapport.\n\nGroet, Ada", Said.AGREED),
        ("Geachte mevrouw Jansen,\n\nBedankt voor het rapport.\nJa, akkoord!\n\nHartelijke groet", Said.AGREED),
        ("Agreed.\n\nKind regards,\nAda", Said.AGREED),
        ("akkoord met alleen de maatregelen", Said.MEASURES_ONLY),
        ("Akkoord, alleen de maatregelen.\nmvg Ada", Said.MEASURES_ONLY),
        ("Agreed, the measures only.", Said.MEASURES_ONLY),
        ("Niet akkoord", Said.NOT_AGREED),
        ("Ik ga niet akkoord.", Said.NOT_AGREED),
        ("I don’t agree.", Said.NOT_AGREED),
        ("Hierbij trek ik mijn aanvraag in.\n\nMet vriendelijke groet,\nAda", Said.WITHDRAWS),
        # More, less, or two things: a human reads it.
        ("Akkoord, mits mijn adres eruit gaat.", None),
        ("Akkoord?", Said.AGREED),  # a question mark is asked about elsewhere
        ("Akkoord\nNiet akkoord", None),
        ("Akkoord\nMaar bel me eerst", None),
        ("Ik ben het niet eens met het rapport", None),
        ("Prima hoor", None),
        ("De burgemeester is akkoord", None),
        ("Namens de wethouder: akkoord", None),
        ("Ik trek mijn aanvraag in als dit zo doorgaat", None),
        ("Beste akkoord", None),
        ("Met vriendelijke groet,\nAkkoord", Said.AGREED),
        ("", None),
        ("Met vriendelijke groet,\nAda", None),
    ],
)
def test_only_plain_words_count(text: str, said: Said | None) -> None:
    """One line that is not known, and nothing was said plainly."""
    assert plainly(text) is said


@pytest.mark.parametrize("closing", ["Met vriendelijke groet,", "Groet", "Kind regards"])
def test_after_a_closing_come_names_and_no_conditions(closing: str) -> None:
    """At most three lines, none of which says something else."""
    assert plainly(f"Akkoord\n{closing}\nAda\nWethouder\nGemeente") is Said.AGREED
    assert plainly(f"Akkoord\n{closing}\nAda\nWethouder\nGemeente\nToch niet") is None
    assert plainly(f"Akkoord\n{closing}\nAda, toch niet akkoord") is None
