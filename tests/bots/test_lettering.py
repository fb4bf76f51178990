"""The letters: equal in both languages, safe in their first line, and promising nothing that is not ours to promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bots import lettering
from bots.lettering import LANGUAGES, facts_of, write
from casework.errors import SettingsError
from casework.letters import Audience, LetterKind

FACTS = {
    "case_number": "WVB-2026-0042",
    "deadline": "vrijdag 27 november 2026, 17:00",
    "emergency_number": "911",
    "police_phone": "0900-8844",
    "support_phone": "070 373 83 14",
    "desk_phone": "030 751 67 99",
    "what": "terugbellen na dreiging",
    "call_by": "uiterlijk vrijdag 27 november 2026 om 17.00 uur",
    "take": "https://wacht.desk.example/a/1-0123456789abcdef01234567",
    "who": "Anna Wacht",
    "inform": "Licht de griffier in.",
    "rotation": "eerste wacht",
    "start": "vrijdag 27 november 2026 om 17.00 uur",
    "count": "42",
    "part": "mailbox wvb",
    "trouble": "geeft geen teken van leven",
    "head": '{"place": 7, "link": "00", "signature": "00", "at": "2026-11-23T09:00:00+00:00"}',
    "end": "zaterdag 28 november 2026 om 09.00 uur",
    "talk": "gesprek met bestuurder",
    "place": "bij u thuis",
    "about": "De adviseur bekijkt ook uw woning.",
    "minutes": "120",
    "opening": "Wij willen graag een afspraak met u maken.",
    "moments_list": "1. dinsdag 1 december 2026 om 10.00 uur\n2. donderdag 3 december 2026 om 11.00 uur",
    "how_to_choose": "Antwoord op deze mail met het nummer of de dag die u past.",
    "new": "1",
    "new_list": "- WVB-2026-0043",
    "due": "1",
    "due_list": "- WVB-2026-0043: contact opnemen, secretariaat, uiterlijk do 26 nov 17:00",
    "late": "0",
    "late_list": "- geen",
    "alarms": "0",
    "alarms_list": "- geen",
    "undelivered": "0",
    "undelivered_list": "- geen",
    "hitches_list": "- geen",
    "waiting": "0",
    "version": "2",
    "moment": "maandag 14 december 2026 om 10.00 uur",
    "where": "de gesprekken zijn gepland",
    "next": "de veiligheidsadviseur komt langs",
    "scope": "alleen de maatregelen",
    "how_to_open": "De bijlage is een PDF met een wachtwoord. U krijgt het wachtwoord per sms.",
    "code": "123 456",
    "password": "abcd-efgh-jkmn-pqrs",
}
#: What a letter to the desk may say beside the work: names of colleagues and rotations, numbers of ours.
DESK_FACTS = {
    LetterKind.ACUTE: {"take"},
    LetterKind.ALARM: {"take"},
    LetterKind.LOOK_NOW: {"take"},
    LetterKind.CHECKLIST: {"emergency_number", "police_phone", "support_phone", "inform"},
    LetterKind.LOOK_LIST: {"emergency_number", "police_phone"},
    LetterKind.TAKEN: {"who"},
    LetterKind.GAP: {"rotation"},
    LetterKind.ROSTER: {"rotation", "start", "end"},
    LetterKind.HEAD: {"start", "head"},
    LetterKind.DIGEST: {
        "start",
        "new",
        "new_list",
        "due",
        "due_list",
        "late",
        "late_list",
        "alarms",
        "alarms_list",
        "undelivered",
        "undelivered_list",
        "hitches_list",
        "waiting",
    },
    LetterKind.MANY: {"count"},
    LetterKind.SECOND_LOOK: {"who"},
    LetterKind.SILENT: {"part", "trouble", "start"},
    LetterKind.RESTORED: {"part", "start"},
    LetterKind.CHAT_LINK: {"code"},
}
FOLDER = Path(lettering.__file__).parent / "letters"
OF_THE_DESK = {Audience.SECRETARIAAT, Audience.DUTY, Audience.COORDINATOR}
BOTH = pytest.mark.parametrize("language", LANGUAGES)
EVERY = pytest.mark.parametrize("kind", list(LetterKind))

#: What we cannot know or promise.
PROMISES = re.compile(
    r"veilig(heid)? garander|wij beschermen|bescherming|u bent veilig|geen zorgen|komt goed|gegarandeerd|bewak"
    r"|we protect|protection|you are safe|do not worry|don't worry|guarantee",
    re.IGNORECASE,
)
#: Words that would make our own letter an alarm when somebody quotes it back.
ALARMING = re.compile(
    r"dreig|vermoord|dood|geweld|wapen|\bbom|explosi|brandst|achtervolg|aanval"
    r"|threat|kill|death|violen|weapon|\bbomb|explos|stalk|attack",
    re.IGNORECASE,
)


@BOTH
@EVERY
def test_every_letter_can_be_written(kind: LetterKind, language: str) -> None:
    """Each kind in each language, with no fact left open, in lines a phone can show."""
    letter = write(kind, language, FACTS)
    assert (letter.kind, letter.language) == (kind, language)
    assert "\n" not in letter.subject
    assert ("WVB-2026-0042" in letter.subject) is not kind.about_no_case
    assert "$" not in letter.subject + letter.body
    assert letter.body.endswith("\n")
    assert max(len(line) for line in letter.body.splitlines()) <= 120


@EVERY
def test_both_languages_tell_the_same_facts(kind: LetterKind) -> None:
    """The same facts, as often, in the same order."""
    found = [re.findall(r"\$(\w+)", (FOLDER / language / f"{kind.value}.txt").read_text()) for language in LANGUAGES]
    assert found[0] == found[1]
    assert set(found[0]) == facts_of(kind)


def test_there_are_no_other_letters() -> None:
    """A file without a kind would never be sent."""
    for language in LANGUAGES:
        assert {path.stem for path in (FOLDER / language).iterdir()} == {kind.value for kind in LetterKind}


@BOTH
@pytest.mark.parametrize("kind", [LetterKind.RECEIPT_THREAT, LetterKind.RECEIPT_UNCLEAR, LetterKind.REASSURED])
def test_the_first_line_is_the_emergency_number(kind: LetterKind, language: str) -> None:
    """Before anything else, and with the number of the place where the person is."""
    first = write(kind, language, FACTS).body.splitlines()[0]
    assert first == {"nl": "Bel 911 bij acuut gevaar.", "en": "Call 911 if you are in immediate danger."}[language]


@BOTH
@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind.value.startswith("person_receipt")])
def test_every_receipt_helps_further(kind: LetterKind, language: str) -> None:
    """Emergency number, police, support team, our phone, the case number, and that a machine wrote it."""
    body = write(kind, language, FACTS).body
    for fact in ("emergency_number", "police_phone", "support_phone", "desk_phone", "case_number"):
        assert FACTS[fact] in body
    assert {"nl": "automatisch bericht", "en": "automatic message"}[language] in body


@BOTH
@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind.audience is Audience.PERSON])
def test_every_letter_to_a_person_says_who_wrote_it_and_whom_to_call(kind: LetterKind, language: str) -> None:
    """Our phone, the case number, and that a machine wrote it."""
    body = write(kind, language, FACTS).body
    assert FACTS["desk_phone"] in body
    assert (FACTS["case_number"] in body) is not kind.about_no_case
    assert {"nl": "automatisch bericht", "en": "automatic message"}[language] in body


@BOTH
@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind.audience in OF_THE_DESK])
def test_letters_to_the_desk_hold_nothing_but_the_work(kind: LetterKind, language: str) -> None:
    """Case number, what to do, by when, and how to open it."""
    assert facts_of(kind) - DESK_FACTS.get(kind, set()) <= {"case_number", "what", "deadline"}
    if kind not in {LetterKind.TAKEN, LetterKind.GAP} and not kind.about_no_case:
        assert "weerbaar case show WVB-2026-0042" in write(kind, language, FACTS).body


@BOTH
@EVERY
def test_no_letter_promises_what_is_not_ours(kind: LetterKind, language: str) -> None:
    """Protection is decided elsewhere."""
    letter = write(kind, language, FACTS)
    assert not PROMISES.search(letter.subject + letter.body)


@BOTH
@EVERY
def test_a_quoted_letter_raises_no_alarm(kind: LetterKind, language: str) -> None:
    """People answer with our words below theirs."""
    assert not ALARMING.search((FOLDER / language / f"{kind.value}.txt").read_text())


def test_a_missing_fact_is_told_before_a_letter_leaves() -> None:
    """A letter without its emergency number is not a letter; an empty fact is a missing one."""
    with pytest.raises(SettingsError, match="desk_phone, emergency_number is missing"):
        write(LetterKind.RECEIPT_THREAT, "nl", {**FACTS, "emergency_number": " ", "desk_phone": ""})


def test_a_fact_is_one_line_and_no_template() -> None:
    """What a fact holds cannot start a header, a line, or another fact."""
    letter = write(LetterKind.WORK_ORDER, "nl", {**FACTS, "what": "a\r\nBcc: x@y\n$deadline"})
    assert letter.subject == "WVB-2026-0042: a Bcc: x@y $deadline"


@pytest.mark.parametrize(("language", "written"), [("nl", "nl"), ("en", "en"), ("fy", "nl"), ("pap", "nl"), ("", "nl")])
def test_other_languages_get_dutch(language: str, written: str) -> None:
    """We write two languages."""
    assert write(LetterKind.RECEIPT_UNCLEAR, language, FACTS).language == written
