"""Fixtures for all tests: a database of each kind, and the servers that stand in `tests/servers`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.crypto import KeyRing
from storage.session import Database

_FOLDER = Path(__file__).parent / "servers"

#: Two threads for each small sum take four times as long as one, and more where others are at work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

#: The servers that are fixtures. Others are imported by the tests that need them (Prefect takes seconds to import).
pytest_plugins = ["tests.turns"] + [
    f"tests.servers.{path.stem}" for path in sorted(_FOLDER.glob("*.py")) if "@pytest.fixture" in path.read_text()
]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, empty; made once, because migrating takes as long as many a test."""
    file = tmp_path_factory.mktemp("template") / "weerbaar.db"
    made = Database(f"sqlite:///{file}", KeyRing.generate())
    made.migrate()
    made.dispose()
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, with all tables for a test that wants `database`: on SQLite and PostgreSQL."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    file = tmp_path / "weerbaar.db"
    if "database" in request.fixturenames:
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
    return f"sqlite:///{file}"


@pytest.fixture
def keys() -> KeyRing:
    """A key ring with one key."""
    return KeyRing.generate()


@pytest.fixture
def database(database_url: str, keys: KeyRing) -> Iterator[Database]:
    """A database with all tables, empty."""
    made = Database(database_url, keys)
    yield made
    made.dispose()
