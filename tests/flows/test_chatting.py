"""`weerbaar chat --jsonl` and its figures, with the real reader."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from casework.conversation import Scope
from flows.commands.chat import chat_facts
from flows.commands.chat_figures import COUNTED, dialogue_files, measure, wrong_fields
from flows.commands.chatting import run_files, run_lines, run_terminal
from flows.settings import Settings
from nlp.classifier import Classifier

DEV = Path("nlp/project/assets/dialogues/dev")
FACTS = chat_facts(Settings())
LINE = {
    "id": "een",
    "lang": "nl",
    "started": "2026-11-24T20:15:00+01:00",
    "turns": ["ik wil een woningscan, ik ben wethouder in Urk", "06-12345678", "Ada Voorbeeld", "ja klopt"],
}


@pytest.fixture(scope="module")
def reader() -> Classifier:
    """The shipped reader."""
    return Classifier.load()


def _answers(reader: Classifier, *lines: object) -> tuple[int, list[dict[str, object]], list[str]]:
    out, complaints = io.StringIO(), list[str]()
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    code = run_lines(texts, reader, Scope.FULL, FACTS, out, complaints.append)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], complaints


def test_a_dialogue_gives_replies_after_each_turn_and_what_became_of_it(reader: Classifier) -> None:
    """The contract of the command."""
    code, (answer,), _ = _answers(reader, LINE)
    assert code == 0
    assert len(answer["replies"]) == len(LINE["turns"])  # type: ignore[arg-type]
    assert (answer["id"], answer["alarm"], answer["route"], answer["confirmed"]) == ("een", "no", "preventive", True)
    assert answer["fields"]["phone"] == "+31612345678"  # type: ignore[index]


def test_a_bad_line_is_named_and_the_others_are_answered(reader: Classifier) -> None:
    """Exit code 2."""
    code, answers, complaints = _answers(reader, "{", {"id": 1}, LINE)
    assert code == 2
    assert len(answers) == 1
    assert [one.split(":")[0] for one in complaints] == ["line 1", "line 2"]


def test_a_language_we_do_not_answer_is_refused_and_those_beside_dutch_are_not(reader: Classifier) -> None:
    """Frisian and Papiamentu get Dutch; French would silently get it too."""
    lines = [LINE | {"lang": lang, "turns": ["hoi"]} for lang in ("fr", "fy", "pap", "en")]
    code, answers, complaints = _answers(reader, *lines)
    assert (code, complaints) == (2, ["line 1: lang is none of nl, en, fy, pap"])
    assert [answer["replies"][0][0].split()[0] for answer in answers] == ["Hallo,", "Hallo,", "Hello,"]  # type: ignore[index]


def test_a_file_that_is_not_there_is_named_and_the_others_are_answered(
    reader: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a traceback; `-` is stdin."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(LINE).encode())))
    out, complaints = io.StringIO(), list[str]()
    code = run_files([tmp_path / "none.jsonl", Path("-")], reader, Scope.FULL, FACTS, out, complaints.append)
    assert (code, len(out.getvalue().splitlines())) == (2, 1)
    assert complaints[0].startswith(str(tmp_path / "none.jsonl"))


def test_the_islands_have_another_number(reader: Classifier) -> None:
    """911 comes first there."""
    turns = ["I am on the island council of Saba. There is a man with a gun at my door right now"]
    _, (answer,), _ = _answers(reader, LINE | {"lang": "en", "turns": turns})
    assert answer["replies"][0][0].startswith("Call 911")  # type: ignore[index]


def test_a_greeting_is_no_running_case(reader: Classifier) -> None:
    """Whatever a reader of mails makes of three words."""
    _, (answer,), _ = _answers(reader, LINE | {"turns": ["hoi allemaal"]})
    assert (answer["alarm"], answer["route"], answer["intent"]) == ("no", "other", None)


def test_after_wis_a_dialogue_begins_anew(reader: Classifier) -> None:
    """As it does in the database."""
    turns = ["ik wil een woningscan", "06-12345678", "wis", "hallo"]
    _, (answer,), _ = _answers(reader, LINE | {"turns": turns})
    assert "Waarmee kan ik u helpen" in answer["replies"][-1][-1]  # type: ignore[index]
    assert (answer["fields"]["phone"], answer["route"]) == (None, "other")  # type: ignore[index]


def test_german_gets_the_number_first_and_a_person_looks(reader: Classifier) -> None:
    """In English, for that is what we can answer in."""
    _, (answer,), _ = _answers(reader, LINE | {"turns": ["Guten Tag, ich werde bedroht"]})
    assert answer["alarm"] == "human"
    assert answer["replies"][0][0].startswith("Call 112")  # type: ignore[index]


def test_the_terminal_talks_until_the_end_of_input(reader: Classifier) -> None:
    """And says what it would do."""
    typed, said = iter(["2", None]), list[str]()
    run_terminal(reader, Scope.FULL, "nl", FACTS, lambda: next(typed), said.append)
    assert any("[raise]" in line for line in said)


@pytest.mark.timeout(400)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("others", "every", "floors"),
    [
        (False, 1, (0.93, 0.95, 0.75, 0.97, 0.97, 0.95, 0.83, 0.92, 0.9, 0.85)),
        (True, 4, (0.9, 0.97, 0.85, 0.97, 0.97, 0.93, 0.75, 0.9, 0.9, 0.85)),
    ],
)
def test_the_dialogues_it_was_built_on_go_well(
    reader: Classifier, tmp_path: Path, *, others: bool, every: int, floors: tuple[float, ...]
) -> None:
    """Floors a little below what is reached; `others`: by authors apart, of whom every fourth dialogue is played, for
    they are many. The figures that count are those of `test`.
    """
    built_on = [file for file in dialogue_files([DEV]) if file.name.startswith("g") is others]
    played = tmp_path / "played.jsonl"
    played.write_text("\n".join(line for file in built_on for line in file.read_text().splitlines()[::every]))
    tallies, _ = measure([played], reader, FACTS)
    least = dict(zip(COUNTED, floors, strict=True))
    low = {name: tally.text() for name, tally in tallies.items() if tally.right < least[name] * tally.all}
    assert not low


def test_habits_of_authors_are_no_errors_and_another_body_is() -> None:
    """A word before the name, another name of the same body, capitals in an address."""
    for found, said in (("Urk", "gemeente Urk"), ("'s-Gravenhage", "Den Haag"), ("Provincie Drenthe", "Drenthe")):
        assert wrong_fields({"organisation": found}, {"organisation": said}) == []
    assert wrong_fields({"organisation": "Provincie Utrecht"}, {"organisation": "gemeente Utrecht"}) == ["organisation"]
    home = {"street": "Dorpsweg 3", "city": "Hoorn"}
    assert wrong_fields({"address": home}, {"address": {"street": "dorpsweg 3", "city": "hoorn"}}) == []
    assert wrong_fields({"address": home}, {"address": {"street": "dorpsweg 4"}}) == ["address"]
    assert wrong_fields({"pkvw": None, "moving": False}, {"pkvw": "unknown", "moving": "unknown"}) == ["moving"]
