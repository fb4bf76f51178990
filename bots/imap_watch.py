"""Listening to a mailbox for as long as the process lives: connect, catch up, wait for a push, and begin again."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from bots.imap import Account, LoginRefused, Mailbox
from casework.errors import WeerbaarError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before connecting again, in seconds: `first`, doubling up to `most`, with some jitter.

    After a refused log-in it is `refused`: trying faster would get the account locked.
    """

    first: float = 1
    most: float = 60
    refused: float = 60


_PATIENCE = Patience()


def watch(
    account: Account,
    on_open: Callable[[Mailbox], None],
    on_news: Callable[[Mailbox], None],
    stop: threading.Event,
    *,
    on_trouble: Callable[[str], None] | None = None,
    patience: Patience = _PATIENCE,
) -> None:
    """Listen until `stop` is set. `on_open` runs after each connecting, `on_news` at every push and every poll.

    Whatever goes wrong, here or in the callbacks, is told to `on_trouble` (no personal data in it) and tried again on
    a new connection. Ends within a second after `stop`, unless a callback or a silent server holds it.
    """
    listener = _Listener(account, on_open, on_news, stop, patience)
    while not stop.is_set():
        try:
            listener.listen()
        except Exception as error:  # noqa: BLE001  # the door: a listener outlives all that happens behind it
            delay = listener.delay_after(error)
            _tell(on_trouble, _describe(account, error))
            stop.wait(delay)


class _Listener:
    def __init__(
        self,
        account: Account,
        on_open: Callable[[Mailbox], None],
        on_news: Callable[[Mailbox], None],
        stop: threading.Event,
        patience: Patience,
    ) -> None:
        self._account = account
        self._on_open = on_open
        self._on_news = on_news
        self._stop = stop
        self._patience = patience
        self._delay = patience.first

    def listen(self) -> None:
        """One connection, from log-in until it breaks or `stop` is set."""
        with Mailbox(self._account) as mailbox:
            self._on_open(mailbox)
            while not self._stop.is_set():
                self._turn(mailbox)

    def delay_after(self, error: Exception) -> float:
        """Seconds to wait now; longer next time, until a turn has gone well."""
        if isinstance(error, LoginRefused):
            return self._patience.refused * random.uniform(1, 1.2)  # noqa: S311  # jitter, not a secret
        delay = self._delay
        self._delay = min(delay * 2, self._patience.most)
        return delay * random.uniform(1, 1.3)  # noqa: S311

    def _turn(self, mailbox: Mailbox) -> None:
        """Wait for a push or the next poll, and let it be looked at."""
        mailbox.wait(self._account.poll_seconds, self._stop)
        if self._stop.is_set():
            return
        self._on_news(mailbox)
        self._delay = self._patience.first


def _describe(account: Account, error: Exception) -> str:
    """Our own errors say what is wrong; of foreign ones only the class is safe to tell."""
    if isinstance(error, WeerbaarError):
        return str(error)
    return f"{account.name}: {type(error).__name__}"


def _tell(on_trouble: Callable[[str], None] | None, what: str) -> None:
    log.warning("mailbox %s", what)
    if on_trouble is None:
        return
    try:
        on_trouble(what)
    except Exception as error:  # noqa: BLE001  # the same door: telling may fail for the same cause
        log.warning("trouble could not be reported: %s", type(error).__name__)
