"""Ringing a duty officer by SMS gateway, Signal, ntfy and the like (Apprise). Never with words of a message."""

from __future__ import annotations

import logging
import queue
import threading
import warnings

import apprise

from bots.smtp_line import NotSent

#: Apprise writes telephone numbers and addresses to its log; ours holds no personal data.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)

log = logging.getLogger(__name__)

_SECONDS = 10


def notify(url: str, title: str, body: str) -> None:
    """Send one plain text to one Apprise address, within ten seconds. Raises NotSent.

    The address holds tokens: no error shows it. `unknown` is set when it was still busy after ten seconds.
    """
    asset = apprise.AppriseAsset(async_mode=False, secure_logging=True)
    service = _service(url, asset)
    if service is None:
        raise NotSent("this kind of notification address is not known")
    bell = apprise.Apprise(asset=asset)
    bell.add(service)
    if not _in_time(bell, title, body):
        raise NotSent("the notification was refused or got no answer")


def is_known(url: str) -> bool:
    """True when this is an address that we can ring; it is not rung."""
    return _service(url, apprise.AppriseAsset(async_mode=False, secure_logging=True)) is not None


def _service(url: str, asset: apprise.AppriseAsset) -> apprise.NotifyBase | None:
    """The first call loads all of Apprise's services (about a second), some of which lean on old modules."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = apprise.Apprise.instantiate(url, asset=asset)
    return found if isinstance(found, apprise.NotifyBase) else None


def _in_time(bell: apprise.Apprise, title: str, body: str) -> bool:
    answers: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def ring() -> None:
        try:
            answers.put(bool(bell.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT)))
        except Exception as error:  # noqa: BLE001 - the named door of one ring: Python would print the address
            log.error("a notification service failed: %s", type(error).__name__)
            answers.put(False)

    threading.Thread(target=ring, name="notify", daemon=True).start()
    try:
        return answers.get(timeout=_SECONDS)
    except queue.Empty:
        raise NotSent("the notification took too long", unknown=True) from None
