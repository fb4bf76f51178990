"""Fixtures for all tests: a database of each kind, and the servers that stand in `tests/servers`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.crypto import KeyRing
from storage.session import Database

_FOLDER = Path(__file__).parent / "servers"

#: The servers that are fixtures. Others are imported by the tests that need them (Prefect takes seconds to import).
pytest_plugins = [
    f"tests.servers.{path.stem}" for path in sorted(_FOLDER.glob("*.py")) if "@pytest.fixture" in path.read_text()
]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/weerbaar.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def keys() -> KeyRing:
    """A key ring with one key."""
    return KeyRing.generate()


@pytest.fixture
def database(database_url: str, keys: KeyRing) -> Iterator[Database]:
    """A database with all tables, empty."""
    made = Database(database_url, keys)
    made.migrate()
    yield made
    made.dispose()
