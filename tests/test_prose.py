"""What is written about the project is true: settings, commands, files and promises."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from casework.assessment import Intent
from casework.people import Function, SenderKind
from flows.cli import app
from flows.commands.demo import samples
from flows.commands.lifecycle_docs import markdown as lifecycle_page
from flows.commands.setting_docs import markdown, names
from flows.settings import CONFIG_VARIABLE, load
from nlp.form.themes import DOMAINS, THEMES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_page_of_settings_is_made_from_the_settings() -> None:
    """`weerbaar settings > docs/settings.md` after a change."""
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == markdown()


def test_the_page_of_the_life_of_a_case_is_made_from_the_tables() -> None:
    """`from flows.commands.lifecycle_docs import markdown`, printed into docs/lifecycle.md."""
    assert (ROOT / "docs" / "lifecycle.md").read_text(encoding="utf-8") == lifecycle_page()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("intent", [*Intent]),
        ("sender_kind", [*SenderKind]),
        ("function", [*Function]),
        ("domains", [name for name, _ in DOMAINS]),
        ("themes", [name for name, _ in THEMES]),
    ],
)
def test_the_page_of_read_names_every_value(field: str, values: list[str]) -> None:
    """Whoever reads the output by machine finds them all, and no other."""
    page = (ROOT / "docs" / "read.md").read_text(encoding="utf-8")
    told = re.findall(rf"(?m)^\| `{field}` \| (.*) \|$", page.partition("may hold")[2])[0]
    plain = re.sub(r" \([^)]*\)", "", re.split(r"[;.]", told)[0])
    assert plain.split(", ") == [str(value) for value in values]


def test_the_example_settings_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user copies this file."""
    monkeypatch.setenv(CONFIG_VARIABLE, str(ROOT / "examples" / "weerbaar.toml"))
    settings = load()
    assert settings.mailboxes[0].security == "tls"
    assert settings.desk.duty_mail


def test_every_setting_of_the_example_exists() -> None:
    """No setting is documented that nobody reads."""
    table = tomllib.loads((ROOT / "examples" / "weerbaar.toml").read_text(encoding="utf-8"))
    flat = {name for name, value in table.items() if not isinstance(value, dict | list)}
    flat |= {f"{name}.{key}" for name, value in table.items() if isinstance(value, dict) for key in value}
    flat |= {f"mailboxes.{key}" for box in table["mailboxes"] for key in box}
    assert flat <= set(names())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_names_is_there(page: Path) -> None:
    """Links and `paths/in/backticks.py` point somewhere."""
    text = page.read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    named = re.findall(r"`((?:casework|bots|nlp|storage|flows|web|tests|docs|bench|deploy|examples)/[\w./-]+)`", text)
    missing = [path for path in linked if not (page.parent / path).exists()]
    missing += [path for path in named if not (ROOT / path).exists()]
    assert not missing


def test_every_command_of_the_readme_exists() -> None:
    """And every command there is stands in the README."""
    group = get_command(app)
    commands = set(group.commands)  # type: ignore[attr-defined]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = {match for match in re.findall(r"weerbaar ([a-z]+)", text) if match != "read"} | {"read"}
    assert named <= commands
    assert all(re.search(rf"`[^`]*\b{name}\b[^`]*`", text) for name in commands)


def test_the_demo_has_at_least_fourteen_sample_mails_and_each_is_there() -> None:
    """In two languages, with the stories that matter."""
    chosen = samples()
    assert len(chosen) >= 14
    assert all((ROOT / "examples" / "mails" / sample.file).is_file() for sample in chosen)
    assert {"opened", "joined", "noted", "duplicate"} <= {sample.outcome for sample in chosen}


def test_the_project_names_no_machine_and_no_index() -> None:
    """Nothing of the place where it was written stays behind."""
    forbidden = re.compile(r"(/work/|/root/|index-url|find-links|--extra-index)")
    for path in sorted(ROOT.rglob("*")):
        if path.suffix in {".md", ".py", ".toml", ".yaml", ".txt", ".sh"} and ".venv" not in path.parts:
            if path.name in {"test_prose.py", "lock.sh"}:
                continue
            match = forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
            assert match is None, f"{path.relative_to(ROOT)}: {match}"
