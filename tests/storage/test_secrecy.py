"""Who steals the database, but not the keys, learns nothing about anybody."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.session import Database
from storage.tables import Sealed, metadata
from tests.servers.postgres import PostgresServer
from tests.storage.full import SECRETS, fill

#: Fewer bytes, upper case or lower, are in some megabytes of sealed ones once in a hundred runs.
_BY_CHANCE = 8


def _disguises(secret: str) -> Iterator[bytes]:
    """The ways in which a text may lie in a file, without regard to letter case."""
    plain = secret.encode()
    for encoded in (plain, secret.encode("utf-16-le"), secret.encode("utf-16-be"), plain[::-1]):
        yield encoded.lower()
        yield encoded.hex().encode()
    for shift in range(3):  # base64 looks different at each of three places
        whole = base64.b64encode(b"\0" * shift + plain)
        yield whole[4 : len(whole) // 4 * 4 - 4].lower()


def _found(haystack: bytes) -> list[str]:
    folded = haystack.rstrip(b"\0").lower()
    return [secret for secret in SECRETS if any(form in folded for form in _disguises(secret))]


def _everything(database: Database) -> bytes:
    """All values of all columns of all tables."""
    with database.reading() as tx:
        return b"\n".join(
            value if isinstance(value, bytes) else str(value).encode()
            for table in metadata.sorted_tables
            for row in tx.connection.execute(sa.select(table))
            for value in row
        )


@pytest.mark.parametrize("disguise", range(11))
def test_the_search_itself_finds_what_is_there(disguise: int) -> None:
    """A search that finds nothing proves nothing; and a form of a few bytes stands in sealed ones by chance."""
    for secret in SECRETS:
        forms = list(_disguises(secret))
        assert len(forms) == 11
        assert min(map(len, forms)) >= _BY_CHANCE
        assert secret in _found(b"xx" + forms[disguise] + b"yy")


def test_nothing_personal_stands_in_a_column(database: Database) -> None:
    """Names, addresses, numbers, subjects, texts, files, reasons, faults, staff."""
    fill(database)
    assert _found(_everything(database)) == []


def test_nothing_personal_stands_in_the_files(
    database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The write-ahead log and what was deleted included."""
    log = _ask(database, "SELECT pg_walfile_name(pg_switch_wal() + 1)") if database.dialect == "postgresql" else ""
    fill(database)
    files = _postgres_files(database, request, log) if log else sorted(tmp_path.iterdir())
    assert sum(path.stat().st_size for path in files) > 100_000
    assert [(path.name, found) for path in files if (found := _found(_content(path)))] == []


def _postgres_files(database: Database, request: pytest.FixtureRequest, log: str) -> list[Path]:
    """The files of this database, and the log from the segment `log` on."""
    server: PostgresServer = request.getfixturevalue("postgres_server")
    _ask(database, "SELECT pg_switch_wal()")
    oid = _ask(database, "SELECT oid FROM pg_database WHERE datname = current_database()")
    with database.begin() as tx:
        tx.connection.execute(sa.text("CHECKPOINT"))
    data = server.folder / "data"
    found = [path for path in (data / "pg_wal").iterdir() if path.is_file() and path.name >= log]
    assert found
    return found + list((data / "base" / oid).iterdir())


def _ask(database: Database, question: str) -> str:
    with database.reading() as tx:
        return str(tx.connection.execute(sa.text(question)).scalar())


def test_the_story_fills_every_sealed_column(database: Database) -> None:
    """Else the tests above would overlook one."""
    fill(database)
    with database.reading() as tx:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Sealed):
                    count = sa.select(sa.func.count()).where(column.is_not(None))
                    assert tx.connection.execute(count).scalar(), f"{table.name}.{column.name}"


def _content(path: Path) -> bytes:
    """PostgreSQL throws its caches away and makes them anew while we look; what is gone holds nothing."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
