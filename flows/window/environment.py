"""The environment of every Prefect process we start: silent to the outside, on this machine, data in our folder."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

#: Nothing leaves this machine, nothing asks a question, nothing is advertised.
SILENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}

#: Seconds between two looks of a worker for runs to start; Prefect's own default is 10.
WORKER_QUERY_SECONDS = 2


def environment(*, api_url: str, data_dir: Path, auth: str = "", database: str = "") -> dict[str, str]:
    """Variables for the server, the worker and the command line of Prefect.

    `api_url` ends in `/api`; the server listens on its host and port. `auth` is user:password for everybody, or empty.
    `database` is a SQLAlchemy URL with an async driver; empty: SQLite in `data_dir`, fit for a trial, not for the desk.
    """
    address = urlsplit(api_url)
    home = data_dir.absolute() / "prefect"
    variables = {
        **SILENT,
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": api_url,
        "PREFECT_SERVER_API_HOST": address.hostname or "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(address.port or 4200),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database or f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        "PREFECT_WORKER_QUERY_SECONDS": str(WORKER_QUERY_SECONDS),
    }
    if auth:
        variables |= {"PREFECT_SERVER_API_AUTH_STRING": auth, "PREFECT_API_AUTH_STRING": auth}
    return variables
