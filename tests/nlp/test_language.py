"""In which language to answer."""

from __future__ import annotations

import pytest

from nlp.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ik wil graag een woningscan aanvragen voor mijn huis", "nl"),
        ("Good morning, I would like to request security advice for my home", "en"),
        ("He is standing outside my house right now", "en"),
        ("Ik wurd bedrige troch in man út it doarp en ik fiel my net feilich", "fy"),
        ("Nan ta menasá mi na telefòn i mi tin miedu pa mi kas", "pap"),
        ("ok prima", "nl"),
        ("", "nl"),
        ("Beste, please zie de bijlage van onze burgemeester over de afspraak", "nl"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    """Short or mixed text stays Dutch."""
    assert language_of(text) == language
