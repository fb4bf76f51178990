"""The project file that builds the reader again."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from weasel.util.config import load_project_config

PROJECT = Path(__file__).resolve().parents[2] / "nlp" / "project"


def test_the_project_can_be_run() -> None:
    """It is read as `weasel run all` reads it; every module, and every file that it depends on or makes, is there."""
    project = load_project_config(PROJECT)
    commands = {one["name"]: one for one in project["commands"]}
    by_itself = "transformer"  # it needs PyTorch and an hour
    assert project["workflows"]["all"] == [name for name in commands if name != by_itself]
    assert by_itself in commands
    scripts = [line.split() for one in commands.values() for line in one["script"]]
    assert scripts
    for program, flag, module, *rest in scripts:
        assert (program, flag) == ("python", "-m")
        assert importlib.util.find_spec(module)
        assert rest in ([], ["--home", "../model"])
    files = {file for one in commands.values() for file in (*one["deps"], *one["outputs"])}
    assert {file for file in files if not (PROJECT / file).exists()} == set()
