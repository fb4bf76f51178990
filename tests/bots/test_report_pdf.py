"""The report as people get it: readable by everyone, locked for all but one."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest

from bots.pdf import PdfFailed, is_locked, lock, new_password, require_pdf
from bots.report_pdf import typeset
from casework.findings import Report, measures_only, read_report
from tests.casework.test_findings import a_report

#: A real clock has microseconds.
MADE_AT = datetime(2026, 12, 1, 10, 0, 7, 123456, tzinfo=UTC)


@pytest.fixture(scope="module")
def report() -> Report:
    """Two findings, in two domains."""
    return read_report(json.dumps(a_report()))


@pytest.fixture(scope="module")
def pdf(report: Report) -> bytes:
    """It, on paper."""
    return typeset(report, "WVB-2026-0042", 2, MADE_AT)


def _text(pdf: bytes, password: str | None = None) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf), password=password)
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def test_the_report_says_what_the_adviser_found(pdf: bytes) -> None:
    """By domain and theme, with who does what, its version, and that PKVW comes first."""
    text = _text(pdf)
    for words in ("Adviesrapport WVB-2026-0042", "Versie 2, 1 december 2026", "kerntrekbeveiliging", "SKG***", "PKVW"):
        assert words in text
    assert text.index("Werk ") < text.index("Wonen ")
    assert "Agressie en geweld" in text


def test_the_pdf_is_accessible_and_lasts(pdf: bytes) -> None:
    """Tagged, in Dutch, with its title shown; tables have header cells; it says PDF/UA-1 and PDF/A-2a itself."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        assert str(root.Lang).startswith("nl")
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        tags = set(_tags(root.StructTreeRoot))
        described = root.Metadata.read_bytes().decode()
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/P"} <= tags
    assert re.search(r"pdfuaid:part[>=\"]+1", described)
    assert re.search(r"pdfaid:part[>=\"]+2", described)
    assert re.search(r"pdfaid:conformance[>=\"]+A", described)


def _tags(node: pikepdf.Object) -> list[str]:
    if isinstance(node, pikepdf.Array):
        return [tag for item in node for tag in _tags(item)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (_tags(node["/K"]) if "/K" in node else [])


def test_the_list_of_measures_tells_nothing_of_the_home(report: Report) -> None:
    """What the werkgever gets when the bestuurder consents to no more."""
    text = _text(typeset(measures_only(report), "WVB-2026-0042", 2, MADE_AT, only_measures=True))
    assert "Cilinder met SKG*** plaatsen" in text
    assert "kerntrekbeveiliging" not in text
    assert "Twee punten" not in text


def test_what_an_adviser_types_is_text_and_never_markup() -> None:
    """Nobody reads our files through a report."""
    bad = '#read("/etc/passwd") $x$ *vet* <label> @ref #panic()'
    wrong = a_report(samenvatting=bad)
    assert bad in _text(typeset(read_report(json.dumps(wrong)), "WVB-2026-0042", 1, MADE_AT))


def test_the_same_report_gives_the_same_bytes(report: Report, pdf: bytes) -> None:
    """So that its hash means something."""
    assert typeset(report, "WVB-2026-0042", 2, MADE_AT) == pdf


def test_a_locked_report_opens_with_its_password_alone(pdf: bytes) -> None:
    """AES-256, and the tags for screen readers are still there."""
    password = new_password()
    locked = lock(pdf, password)
    assert is_locked(locked)
    assert not is_locked(pdf)
    assert b"kerntrek" not in locked
    with pytest.raises(pypdf.errors.WrongPasswordError):
        _text(locked, "fout")
    assert "kerntrekbeveiliging" in _text(locked, password)
    with pikepdf.open(io.BytesIO(locked), password=password) as document:
        assert document.encryption.R == 6
        assert document.allow.accessibility
        assert "/H1" in _tags(document.Root.StructTreeRoot)


def test_passwords_can_be_read_aloud() -> None:
    """No letter that looks like another, and never the same twice."""
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}", word) for word in made)


def test_what_is_no_pdf_is_refused(pdf: bytes) -> None:
    """And so is one with a password: we could not show it to the next reader."""
    require_pdf(pdf)
    for wrong in (b"", b"geen pdf", b"%PDF-1.7\n"):
        with pytest.raises(PdfFailed, match="geen PDF"):
            require_pdf(wrong)
    with pytest.raises(PdfFailed, match="wachtwoord"):
        require_pdf(lock(pdf, "x"))
