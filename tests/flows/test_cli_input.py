"""Wrong input on the command line: always exit code 2 and a sentence, never a traceback."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.forked import weerbaar


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that holds one case, whose number stands in a file."""
    folder = tmp_path_factory.mktemp("desk")
    for command in (["keys", "new"], ["migrate"], ["case", "new", "--by", "A", "--mail", "ada@prive.example"]):
        made = weerbaar(*command, folder=folder)
        assert made.returncode == 0, made.stderr
    (folder / "number").write_text(made.stdout.strip())
    (folder / "leeg").mkdir()
    (folder / "bad.json").write_text("geen json")
    (folder / "bad.pdf").write_text("geen pdf")
    return folder


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("check --live --part onzin", "there is no part onzin"),
        ("case show WVB-2020-9999", "bestaat niet"),
        ("case mail WVB-2020-9999", "bestaat niet"),
        ("case proof WVB-2020-9999", "bestaat niet"),
        ("case close CASE", "--by"),
        ("case answer CASE/contact/1 misschien --by A", "Kies een van"),
        ("case merge CASE CASE --by A", "andere zaak"),
        ("case new --by A --mail nomail", "geen mailadres"),
        ("case new --by A --phone 12", "geen telefoonnummer"),
        ("case edit CASE --by A --role werkgever --mail nomail", "geen mailadres"),
        ("case edit CASE --by A --role werkgever --phone abc", "geen telefoonnummer"),
        ("alarm show WVB-2020-9999", "bestaat niet"),
        ("report add CASE bad.json --by A", "geen JSON"),
        ("report add CASE bad.pdf --by A", "geen PDF"),
        ("report add CASE weg.pdf --by A", "No such file"),
        ("roster link niemand", "rooster"),
        ("appointment propose CASE bestuurder --by A --at 2020-01-01T10:00", "voorbij"),
        ("chat weg.jsonl", "--jsonl"),
        ("chat --lang fr", "--lang fr is none of nl, en, fy, pap"),
        ("chat --eval weg", "weg"),
        ("chat --eval leeg", "no dialogue"),
        ("chat --eval bad.json", "bad.json, line 1"),
        ("chat --jsonl bad.json", "bad.json, line 1"),
    ],
)
def test_wrong_input_ends_with_two_and_a_sentence(command: str, said: str, desk: Path) -> None:
    """Whatever was wrong with it, so that a script can tell it from something that is amiss (1)."""
    number = (desk / "number").read_text()
    done = weerbaar(*shlex.split(command.replace("CASE", number)), folder=desk)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_no_alarms_are_said_to_be_none(desk: Path) -> None:
    """An empty screen could be a failure too."""
    assert weerbaar("alarm", "list", folder=desk).stdout.strip() == "geen alarmen"


def test_the_moments_that_were_proposed_are_listed(desk: Path) -> None:
    """With the talk they are for, in Dutch time."""
    case = [(desk / "number").read_text(), "bestuurder", "--by", "A"]
    moments = ("2099-01-05T10:00", "2099-07-06T14:00")
    options = [word for moment in moments for word in ("--at", moment)]
    assert weerbaar("appointment", "propose", *case, *options, folder=desk).returncode == 0
    listed = weerbaar("appointment", "list", case[0], folder=desk).stdout
    assert "voorgesteld: 2099-01-05 10:00, 2099-07-06 14:00" in listed


def test_an_edit_that_changes_nothing_says_so(desk: Path) -> None:
    """With no option, or with what was there."""
    number = (desk / "number").read_text()
    edit = ["case", "edit", number, "--by", "A"]
    assert weerbaar(*edit, folder=desk).stdout.strip() == f"{number}: niets gewijzigd"
    same = ["--role", "bestuurder", "--mail", "ada@prive.example"]
    assert weerbaar(*edit, *same, folder=desk).stdout.strip() == f"{number}: niets gewijzigd"
