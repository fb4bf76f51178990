"""The files in `deploy` name commands that exist and settings that are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from flows.cli import app
from flows.commands.setting_docs import names

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def _exists(words: list[str]) -> bool:
    """`["prefect", "worker"]`: a command, or a command of a group."""
    command = get_command(app)
    for word in words:
        found = getattr(command, "commands", {}).get(word)
        if found is None:
            return not hasattr(command, "commands")
        command = found
    return True


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_unit_starts_a_command_that_exists(unit: Path) -> None:
    """And comes back by itself."""
    text = unit.read_text(encoding="utf-8")
    (line,) = re.findall(r"^ExecStart=\S+/weerbaar (.+)$", text, re.MULTILINE)
    assert _exists([word for word in line.split() if not word.startswith("-") and "%" not in word])
    assert "Restart=always" in text


def test_the_compose_file_names_commands_and_settings_that_exist() -> None:
    """Two listeners, two workers, and a health check for all that is looked at."""
    services = COMPOSE["services"]
    for name, service in services.items():
        if "command" in service:
            words = [word for word in service["command"][1:] if re.fullmatch(r"[a-z]+", word)]
            assert _exists(words), name
    assert {name: services[name]["deploy"]["replicas"] for name in ("listener", "worker")} == {
        "listener": 2,
        "worker": 2,
    }
    assert all("healthcheck" in services[name] for name in ("postgres", "listener", "dispatcher", "prefect"))
    looked_at = [services[name]["healthcheck"]["test"][-2:] for name in ("listener", "dispatcher")]
    assert looked_at == [["--part", "listen"], ["--part", "dispatch"]]  # not ill because something else is
    known = {f"WEERBAAR_{name.upper().replace('.', '__')}" for name in names()} | {"WEERBAAR_CONFIG"}
    ours = {name for name in services["listener"]["environment"] if name.startswith("WEERBAAR_")}
    assert ours <= known
