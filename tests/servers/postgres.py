"""A private, real PostgreSQL for tests: a data folder and a unix socket of its own, and a fresh database on request.

Runs as root (then the server runs as the user postgres) and as an ordinary user. Needs Debian's postgresql package.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from storage.crypto import KeyRing
from storage.session import Database

_USER = "weerbaar"
_NEEDED = ("initdb", "pg_ctl", "postgres")
_OPTIONS = "-c listen_addresses='' -c max_connections=60"
#: Nobody keeps this data: no waiting for the disk.
_CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class PostgresServer:
    """A server in a folder of its own, reached by a socket in that folder.

    `durable`: what was committed survives a `crash`, as on a real server; slower.
    """

    def __init__(self, folder: Path, programs: dict[str, str], *, durable: bool = False) -> None:
        self.folder = folder
        self._options = _OPTIONS if durable else f"{_OPTIONS} {_CARELESS}"
        self._data = folder / "data"
        self._programs = programs
        self._numbers = itertools.count(1)

    def start(self) -> None:
        """Make the data folder, start, and wait until it answers."""
        self._run("initdb", "-D", self._data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start_again()

    def crash(self) -> None:
        """Kill the server as a power cut would, and start it again."""
        self.stop()
        self.start_again()

    def start_again(self) -> None:
        """Start after `stop`, with what was kept, and wait until it answers."""
        options = f"{self._options} -c unix_socket_directories='{self.folder}'"
        self._run("pg_ctl", "-D", self._data, "-l", self.folder / "log", "-o", options, "-w", "start")

    def stop(self) -> None:
        """Stop, and wait until it is gone."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def new_database(self, *, like: str | None = None) -> str:
        """The address of a database that is empty, or a copy of the one at the address `like`, which nobody uses."""
        name = f"test_{next(self._numbers)}"
        copied = f"TEMPLATE {_name_in(like)}" if like else ""
        self._execute(f"CREATE DATABASE {name} {copied} STRATEGY file_copy")
        return f"postgresql://{_USER}@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        """Throw a database away; each takes eight megabytes."""
        self._execute(f"DROP DATABASE {_name_in(url)} WITH (FORCE)")

    def cut(self, url: str) -> None:
        """Take a database away from everybody who uses it; nobody gets in until `mend`."""
        self._execute(f"ALTER DATABASE {_name_in(url)} ALLOW_CONNECTIONS false")
        self._execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_name_in(url)}'")

    def mend(self, url: str) -> None:
        """Let everybody in again."""
        self._execute(f"ALTER DATABASE {_name_in(url)} ALLOW_CONNECTIONS true")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user=_USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: object) -> None:
        command = [*_as_postgres(), self._programs[program], *map(str, arguments)]
        done = subprocess.run(
            command, cwd="/", env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        if done.returncode:
            log = self.folder / "log"
            said = log.read_text(errors="replace") if log.exists() else ""
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}{said}"[-2000:])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for all tests; take `new_database()` from it."""
    with running_postgres() as server:
        yield server


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A server as long as the block lasts."""
    programs = {name: _program(name) for name in _NEEDED}
    if missing := [name for name, path in programs.items() if not path]:
        _fail_or_skip(f"{', '.join(missing)} is missing; install it: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="weerbaar-pg-"))  # short: paths of sockets have at most 107 characters
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    folder.chmod(0o755)
    server = PostgresServer(folder, programs, durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The address of a database with all tables, empty; made once."""
    url = postgres_server.new_database()
    made = Database(url, KeyRing.generate())
    made.migrate()
    made.dispose()
    return url


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a database that is empty, or has all tables for a test that wants `database`."""
    ready = "database" in request.fixturenames
    url = postgres_server.new_database(like=request.getfixturevalue("postgres_template") if ready else None)
    yield url
    postgres_server.drop(url)


def _name_in(url: str) -> str:
    return url.removeprefix(f"postgresql://{_USER}@/").partition("?")[0]


def _fail_or_skip(what: str) -> None:
    if os.environ.get("WEERBAAR_TESTS_MAY_SKIP") == "1":
        pytest.skip(what)
    pytest.fail(f"{what} (or set WEERBAAR_TESTS_MAY_SKIP=1 to skip)")


def _program(name: str) -> str:
    """Debian keeps the server's programs beside each other per version; the newest counts."""
    versions = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin")), key=lambda path: _number(path.parent.name)
    )
    places = [*map(str, reversed(versions)), *os.environ.get("PATH", "").split(os.pathsep)]
    return shutil.which(name, path=os.pathsep.join(places)) or ""


def _number(version: str) -> float:
    return float(version) if version.replace(".", "", 1).isdigit() else 0.0


def _environment() -> dict[str, str]:
    """Nothing of the surroundings that PostgreSQL would listen to."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        _fail_or_skip("the user postgres is missing; install it: apt-get install postgresql")
        raise
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
