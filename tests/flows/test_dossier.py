"""What an officer hands to the police: everything that counts, locked, and sent nowhere."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from bots.typesetting import typeset
from casework.duty import DutyItem, Word
from casework.errors import SettingsError, StorageError
from casework.safe_contact import SafeContact
from flows import authorities
from flows.runtime import Runtime
from flows.steps import dossier, taking
from flows.steps.dossier import Dossier
from flows.steps.receive import handle, read_raw
from flows.steps.safe_contact import take_down
from storage import cases, inbox, journal, outbox
from storage.inbox import Arrival
from tests.flows.conftest import Clock

#: Signs that no typeface of ours has must not stop a dossier.
WORDS = "DREIGING: ik weet waar u woont \U0001f52a عليك \x07 #set text(size: 99pt) $x$ <b>"


def _mail() -> bytes:
    message = EmailMessage()
    message["Received"] = "from onbekend.example (203.0.113.7) by mx.desk.example; Mon, 23 Nov 2026 10:00:00 +0100"
    message["From"] = "Onbekend <afzender@onbekend.example>"
    message["To"] = "wvb@desk.example"
    message["Subject"] = "Een boodschap"
    message["Message-ID"] = "<boodschap@onbekend.example>"
    message.set_content(WORDS.replace("\x07", ""))
    message.add_attachment(b"bytes van een foto", maintype="image", subtype="png", filename="foto.png")
    message.set_boundary("grens")
    return message.as_bytes()


@pytest.fixture
def number(runtime: Runtime, clock: Clock) -> str:
    """A threat with a picture, taken over and called back."""
    raw = _mail()
    arrival = Arrival("wvb", "INBOX", 7, 1, clock.now, len(raw))
    with runtime.database.begin() as tx:
        mail = inbox.keep(tx, [(arrival, raw)], clock.now)[0].mail
    case = handle(runtime, mail, read_raw(runtime, raw, clock.now)).case or ""
    taking.answer(runtime, case, Word.HAVE_IT, "Bea Wacht", "opdracht", clock.now)
    taking.tick(runtime, case, DutyItem.POLICE, "Bea Wacht", clock.now)
    take_down(runtime, case, SafeContact(code_word="zwaluw"), "Bea Wacht", clock.now)
    return case


@pytest.fixture
def made(runtime: Runtime, number: str, clock: Clock) -> Dossier:
    """Its dossier."""
    return dossier.make(runtime, number, "Bea Wacht", "overdracht aan de politie", clock.now)


def _text(made: Dossier) -> str:
    reader = PdfReader(io.BytesIO(made.pdf), password=made.password)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_opens_with_its_password_only(made: Dossier) -> None:
    """AES-256."""
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(made.pdf))
    with pikepdf.open(io.BytesIO(made.pdf), password=made.password) as document:
        assert (document.encryption.bits, document.encryption.R) == (256, 6)


def test_it_holds_words_headers_evidence_and_who_was_warned(made: Dossier, number: str) -> None:
    """With times, and a digest of each piece, so that the originals can be known again."""
    text = _text(made)
    raw = hashlib.sha256(_mail()).hexdigest()
    for wanted in (
        number, "Bea Wacht", "overdracht aan de politie", "ik weet waar u woont", "[U+1F52A]",
        "#set text(size: 99pt) $x$ <b>", "203.0.113.7", "boodschap@onbekend.example", "23-11-2026 11:00:00",
        "foto.png", hashlib.sha256(b"bytes van een foto").hexdigest()[:32], raw[:32],
        "ik heb het (opdracht)", "politie", "codewoord aan de telefoon: zwaluw", "0900-8844",
        "geen beoordeling van de dreiging",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_it_is_written_down_and_sent_nowhere(runtime: Runtime, number: str, clock: Clock) -> None:
    """The journal has the digest of the file, but not the password; the outbox has nothing new."""
    with runtime.database.reading() as tx:
        before = len(outbox.letters(tx))
    made = dossier.make(runtime, number, "Bea Wacht", "politie", clock.now)
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        said = [entry.text for entry in journal.entries(tx, case.id) if entry.what == dossier.MADE]
        assert len(outbox.letters(tx)) == before
    assert said == [f"politie; SHA-256 {hashlib.sha256(made.pdf).hexdigest()}"]


def test_each_has_a_password_of_its_own(runtime: Runtime, number: str, made: Dossier, clock: Clock) -> None:
    """Who has one does not have the next."""
    again = dossier.make(runtime, number, "Bea Wacht", "politie", clock.now)
    assert again.password != made.password


@pytest.mark.parametrize(("by", "reason"), [("", "politie"), ("Bea", " ")])
def test_nobody_makes_one_without_a_name_and_a_reason(
    runtime: Runtime, number: str, clock: Clock, by: str, reason: str
) -> None:
    """It is everything about somebody in one file."""
    with pytest.raises(SettingsError):
        dossier.make(runtime, number, by, reason, clock.now)
    with pytest.raises(StorageError, match="WVB-2026-9999"):
        dossier.make(runtime, "WVB-2026-9999", "Bea", "politie", clock.now)


@pytest.mark.parametrize(
    ("places", "unit"),
    [
        (("Urk",), "Midden-Nederland"),
        (("'s-hertogenbosch",), "Oost-Brabant"),
        ((None, "Nuenen, Gerwen en Nederwetten"), "Oost-Brabant"),
        (("Saba",), "Korps Politie Caribisch Nederland"),
        (("Atlantis", None), None),
    ],
)
def test_each_gemeente_has_its_police_unit(places: tuple[str | None, ...], unit: str | None) -> None:
    """By a list with its source and year."""
    assert authorities.police_unit(*places) == unit


def test_the_list_of_units_is_whole() -> None:
    """342 gemeenten and three islands; ten units and the corps of the islands."""
    units = authorities._units()
    assert len(units) == 345
    assert len(set(units.values())) == 11
    assert "2026" in authorities.source()


def test_the_numbers_have_a_day_on_which_to_check_them(tmp_path: Path) -> None:
    """After it they are old; another file takes the place of ours."""
    ours = authorities.load(None)
    assert not ours.is_old(ours.review_on)
    assert ours.is_old(date.fromordinal(ours.review_on.toordinal() + 1))
    mine = tmp_path / "mijn.toml"
    mine.write_text('checked_on = 2026-01-01\nreview_on = 2026-02-01\n[[authority]]\nname="a"\nrole="b"\nphone="1"\n')
    assert authorities.load(mine).known[0].name == "a"


@pytest.mark.parametrize(
    "text", ["", "checked_on = 'x'", "x = [", "checked_on=2026-01-01\nreview_on=2026-01-01\nauthority=[]"]
)
def test_a_list_that_says_nothing_is_refused(tmp_path: Path, text: str) -> None:
    """A dossier without numbers is none."""
    mine = tmp_path / "mijn.toml"
    mine.write_text(text)
    with pytest.raises(SettingsError, match="authorities"):
        authorities.load(mine)


def test_every_sign_can_be_printed() -> None:
    """Whatever somebody writes: all planes, controls and lone halves; none stops the page."""
    signs = "".join(map(chr, [*range(0, 0xD800, 37), *range(0xE000, 0x1FFFF, 997)]))
    assert typeset("dossier", _empty(signs), datetime(2026, 11, 23, tzinfo=UTC)).startswith(b"%PDF")


def _empty(words: str) -> dict[str, object]:
    names = ("zaak", "gemaakt", "door", "reden", "nagekeken", "nakijken", "bron")
    lists = ("feiten", "veilig", "bewijs", "gewaarschuwd", "instanties")
    message = {"nummer": 1, "ontvangen": "x", "kop": [], "delen": [{"soort": "x", "tekst": words}], "koppen": words}
    empty = {name: [] for name in lists}
    return {**dict.fromkeys(names, "x"), **empty, "verouderd": False, "berichten": [message]}
