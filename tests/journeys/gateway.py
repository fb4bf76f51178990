"""A gateway for text messages and calls, on this machine: Apprise's `json://` ends here.

It keeps what it is told with the time, and can be made to refuse.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Told:
    """One message: when it came (monotonic seconds), to whom (the path), and what it said."""

    at: float
    to: str
    title: str
    text: str


@dataclass
class Gateway:
    """A running gateway; `refuses` answers 503 to everything."""

    told: list[Told] = field(default_factory=list)
    refuses: bool = False

    def __enter__(self) -> Self:
        gateway = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not gateway.refuses:
                    gateway.told.append(Told(time.monotonic(), self.path.strip("/"), body["title"], body["message"]))
                self.send_response(503 if gateway.refuses else 200)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, who: str) -> str:
        """The Apprise address of somebody's telephone."""
        return f"json://127.0.0.1:{self._server.server_address[1]}/{who}"
