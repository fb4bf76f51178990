"""`weerbaar eval`, as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.forked import weerbaar

ROOT = Path(__file__).resolve().parents[2]
TEST = ROOT / "nlp" / "project" / "assets" / "test"


def _line(**changes: Any) -> str:
    row = {
        "id": "x-1", "author": "x", "channel": "email", "lang": "nl", "received": "2026-11-24T09:30:00+01:00",
        "body": "Er lag vanochtend een kogel in de brievenbus.", "alarm": "yes", "route": "threat",
        "stratum": "threat_acute",
    }  # fmt: skip
    return json.dumps({name: value for name, value in (row | changes).items() if value != ""})


def test_the_reader_keeps_the_gate_on_the_test_authors(tmp_path: Path) -> None:
    """The floors of nlp/project/gate.toml hold: the reader may get better, not worse."""
    done = weerbaar("eval", str(TEST), "--gate", "--json", "--html", "cijfers.html", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    figures = json.loads(done.stdout)
    assert figures["rows"] == sum(len(path.read_text().splitlines()) for path in TEST.glob("*.jsonl"))
    assert {"kind", "stratum", "language", "channel", "author"} == set(figures["groups"])
    assert figures["shares"]["threats_caught"]["low"] < figures["shares"]["threats_caught"]["share"]
    assert "Hoe goed leest Weerbaar?" in (tmp_path / "cijfers.html").read_text(encoding="utf-8")


def test_a_reader_below_the_gate_is_named(tmp_path: Path) -> None:
    """Exit code 1, and which figure it is."""
    lines = [_line(body="Graag een afspraak over de facturen van vorig jaar.", id=f"x-{n}") for n in range(3)]
    (tmp_path / "mis.jsonl").write_text("\n".join(lines))
    done = weerbaar("eval", "mis.jsonl", "--gate", folder=tmp_path)
    assert done.returncode == 1
    assert "below the gate: threats_caught: 0/3" in done.stderr
    assert "gemist: x-0, x-1, x-2" in done.stdout
    assert weerbaar("eval", "mis.jsonl", folder=tmp_path).returncode == 0


def test_bad_lines_are_named_and_the_others_counted(tmp_path: Path) -> None:
    """By number and what is wrong, without a word of the message; exit code 2, also when the gate holds."""
    lines = [
        _line(), "geen json geheim", "", _line(author=""), _line(alarm="misschien"), _line(body=None), "[1]",
        _line(received="gisteren"), _line(body=7), _line(fields=["geheim"]), _line(id="x-2"),
        _line(received="2026-11-24T09:30:00"), _line(id=9),
    ]  # fmt: skip
    (tmp_path / "deels.jsonl").write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    done = weerbaar("eval", "deels.jsonl", "weg.jsonl", "--gate", "--json", folder=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["rows"] == 3
    assert [number for number in range(1, 14) if f"line {number}:" in done.stderr] == [2, 4, 5, 6, 7, 8, 9, 10, 13]
    assert "line 4: no labelled message (without 'author')" in done.stderr
    assert "weg.jsonl: cannot be read" in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_byte_costs_one_line(tmp_path: Path) -> None:
    """The others of the file are counted."""
    (tmp_path / "byte.jsonl").write_bytes(
        b"\n".join([_line().encode(), b'{"id": "geheim \xff"}', _line(id="y").encode()])
    )
    done = weerbaar("eval", "byte.jsonl", "--json", folder=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["rows"]) == (2, 2)
    assert done.stderr == "byte.jsonl, line 2: no labelled message (not UTF-8)\n"


@pytest.mark.parametrize("content", ["", "\n\n", "geen json"])
def test_nothing_to_measure_is_misuse(content: str, tmp_path: Path) -> None:
    """No figures about nothing."""
    (tmp_path / "leeg.jsonl").write_text(content)
    done = weerbaar("eval", "leeg.jsonl", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no labelled message" in done.stderr


def test_simple_readers_are_measured_beside_ours(tmp_path: Path) -> None:
    """On the same file, in text, JSON and page."""
    done = weerbaar("eval", str(TEST / "b03.jsonl"), "--compare", "--json", "--html", "naast.html", folder=tmp_path)
    compared = json.loads(done.stdout)["compared"]
    assert set(compared) == {"woordenlijst", "TF-IDF en logistische regressie"}
    ours = json.loads(done.stdout)["shares"]["threats_caught"]["hits"]
    assert ours > compared["woordenlijst"]["shares"]["threats_caught"]["hits"]
    untold = {name: {key for key, share in one["shares"].items() if not share["of"]} for name, one in compared.items()}
    assert {"route_right", "intent_right"} <= untold["woordenlijst"]
    assert "intent_right" in untold["TF-IDF en logistische regressie"]
    assert compared["TF-IDF en logistische regressie"]["shares"]["route_right"]["of"]
    assert "Naast eenvoudige lezers" in (tmp_path / "naast.html").read_text(encoding="utf-8")
