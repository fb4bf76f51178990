"""How often something may happen for one address or conversation. Kept in memory alone: no address is written down."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

#: So many addresses and conversations are remembered; the one that was quiet longest goes first.
_MOST = 20_000


class Limits:
    """Buckets that fill up again evenly: `most` times in `within`, and then as the time passes."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[str, object], tuple[float, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, kind: str, whose: object, most: int, within: timedelta, now: datetime) -> float:
        """Take one; 0 when it was there, else the seconds until it is."""
        with self._lock:
            left, at = self._buckets.pop((kind, whose), (float(most), now))
            per_second = most / within.total_seconds()
            left = min(float(most), left + max(0.0, (now - at).total_seconds()) * per_second)
            allowed = left >= 1
            self._buckets[kind, whose] = (left - 1 if allowed else left, now)
            if len(self._buckets) > _MOST:
                self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / per_second
