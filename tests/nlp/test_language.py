"""In which language to answer."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from nlp import corpus, language
from nlp.language import language_of
from nlp.learning import languages


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


def test_the_shipped_tables_are_the_librarys_own(tmp_path: Path) -> None:
    """Written again from the library in use they are the same."""
    languages.write(tmp_path / "again")
    written, shipped = (lzma.decompress(path.read_bytes()) for path in (tmp_path / "again", language.TABLES))
    assert written == shipped


def test_plain_text_is_called_what_the_identifier_calls_it() -> None:
    """It need not be asked, for it would say the same."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(languages.CHOICES)
    texts = [row.message.new_text for row in corpus.load(corpus.TUNE)][::7]
    english = [text for text in texts if language_of(text) == "en"]
    assert len(english) > 20
    assert {identifier.classify(text[:1200])[0] for text in english} == {"en"}
