"""The house keeps its own rules, as far as a machine can see them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("casework", "bots", "nlp", "storage", "flows", "web")
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "versions" not in path.parts]
STANDARD = {"email", "calendar", "mailbox", "queue", "sched", "imaplib", "smtplib", "logging", "types"}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and number of lines of each function, without its docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = node.body[0] if ast.get_docstring(node) else None
            skipped = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - skipped


def test_functions_are_small() -> None:
    """Half have at most eight lines, nine in ten at most thirty."""
    sizes = sorted(size for path in MODULES for _, size in _functions(path))
    assert sizes[len(sizes) // 2] <= 8
    assert sizes[len(sizes) * 9 // 10] <= 30


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_named_like_one_of_python(path: Path) -> None:
    """Prefect may put a folder on the path."""
    assert path.stem not in STANDARD


def test_blind_excepts_stand_at_named_doors_only() -> None:
    """Each says why on its line."""
    for path in MODULES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "except Exception" in line:
                assert "door" in line, f"{path.relative_to(ROOT)}:{number}"


def test_the_work_is_done_without_prefect() -> None:
    """Steps and services can be imported where Prefect is not installed."""
    for path in [
        *(ROOT / "flows" / "steps").glob("*.py"),
        ROOT / "flows" / "processes" / "services.py",
        ROOT / "flows" / "runtime.py",
    ]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not [name for name in imported if name.split(".")[0] == "prefect"], path.name


def test_the_migrations_are_one_line() -> None:
    """Each has the next number and stands on the one before: two with one number stop every `weerbaar migrate`."""
    steps = [_revision(path) for path in sorted((ROOT / "storage" / "migrations" / "versions").glob("r*.py"))]
    numbers = [f"{count:04}" for count in range(1, len(steps) + 1)]
    assert steps == list(zip(numbers, [None, *numbers], strict=False))


def _revision(path: Path) -> tuple[object, object]:
    """What a migration says it is, and what it says it stands on."""
    said = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if node.targets[0].id in {"revision", "down_revision"}
    }
    return said["revision"], said["down_revision"]
