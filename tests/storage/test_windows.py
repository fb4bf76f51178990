"""What Prefect has to show, and signs of life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from storage import heartbeats, windows
from storage.heartbeats import Heartbeat
from storage.session import Database, Tx
from storage.windows import Window
from tests.builders import NOW

LATER = NOW + timedelta(seconds=2)


@dataclass(frozen=True)
class AWish:
    """A window to be shown."""

    key: str = "taak/WVB-2026-0001/contact/1"
    kind: str = "task"
    deployment: str = "taak-afronden/taak"
    name: str = "Contact opnemen WVB-2026-0001"
    tags: tuple[str, ...] = ("wacht:secretariaat", "WVB-2026-0001")
    parameters: Mapping[str, Any] = field(default_factory=lambda: {"zaak": "WVB-2026-0001"})
    due_at: datetime | None = LATER
    form: Mapping[str, Any] | None = None
    description: str | None = "## Contact opnemen"
    closing: str | None = None


def _only(tx: Tx) -> Window:
    (window,) = windows.pending(tx, 10)
    return window


def test_a_wish_comes_out_as_it_went_in(database: Database) -> None:
    """With nothing shown yet."""
    wish = AWish(form={"title": "Contact", "properties": {"naam": {}}})
    with database.begin() as tx:
        windows.want_open(tx, wish, NOW)
        window = _only(tx)
    for name in ("key", "kind", "deployment", "name", "tags", "parameters", "due_at", "form", "description", "closing"):
        assert getattr(window, name) == getattr(wish, name)
    assert (window.wanted, window.shown, window.run_id, window.attempts) == ("open", "none", None, 0)


def test_what_is_shown_as_wanted_is_no_longer_pending(database: Database) -> None:
    """Until something else is wanted; the run stays known."""
    with database.begin() as tx:
        windows.want_open(tx, AWish(), NOW)
        windows.shown(tx, _only(tx).id, "run-1", "open", revision=1)
        assert windows.pending(tx, 10) == []
        windows.want_closed(tx, AWish.key, "Afgehandeld", NOW)
        window = _only(tx)
        assert (window.wanted, window.shown, window.run_id, window.closing) == (
            "closed",
            "open",
            "run-1",
            "Afgehandeld",
        )
        windows.shown(tx, window.id, "run-1", "closed", revision=window.revision)
        assert windows.counts(tx) == {"task closed": 1, "pending": 0}


def test_the_same_key_is_the_same_window(database: Database) -> None:
    """A late task gets another name in the run it has."""
    with database.begin() as tx:
        windows.want_open(tx, AWish(), NOW)
        windows.shown(tx, _only(tx).id, "run-1", "open")
        windows.want_open(tx, replace(AWish(), name="TE LAAT", tags=("te-laat",)), NOW)
        window = _only(tx)
    assert (window.name, window.tags, window.shown, window.run_id) == ("TE LAAT", ("te-laat",), "open", "run-1")


def test_what_was_wanted_meanwhile_is_not_forgotten(database: Database) -> None:
    """The mirror carried out an older wish."""
    with database.begin() as tx:
        windows.want_open(tx, AWish(), NOW)
        seen = _only(tx)
        windows.want_open(tx, replace(AWish(), name="TE LAAT"), NOW)
        windows.shown(tx, seen.id, "run-1", "open", revision=seen.revision)
        assert _only(tx).name == "TE LAAT"
        windows.want_closed(tx, AWish.key, "Vervallen", NOW)
        windows.shown(tx, seen.id, "run-1", "open")
        assert _only(tx).wanted == "closed"


def test_closing_what_was_never_wanted_does_nothing(database: Database) -> None:
    """There is nothing to close."""
    with database.begin() as tx:
        windows.want_closed(tx, "taak/none", "Vervallen", NOW)
        assert windows.counts(tx) == {"pending": 0}


def test_work_is_shown_before_what_is_done(database: Database) -> None:
    """After an outage a task must not wait behind thousands of handled mails."""
    with database.begin() as tx:
        wishes = [AWish(key=kind, kind=kind) for kind in ("handled", "clock", "task")]
        windows.want_open_all(tx, wishes, NOW)
        windows.want_open_all(tx, [], NOW)
        assert [window.kind for window in windows.pending(tx, 10)] == ["task", "clock", "handled"]
        assert [window.kind for window in windows.pending(tx, 1)] == ["task"]


def test_a_refused_window_waits_longer_each_time(database: Database) -> None:
    """And does not hold up the others; a new wish makes it due at once."""
    with database.begin() as tx:
        windows.want_open(tx, AWish(), NOW)
        number = _only(tx).id
        windows.failed(tx, number, "422", NOW)
        assert windows.pending(tx, 10, NOW + timedelta(seconds=1)) == []
        assert len(windows.pending(tx, 10, NOW + timedelta(seconds=2))) == 1
        for _ in range(20):
            windows.failed(tx, number, "422", NOW)
        assert windows.pending(tx, 10, NOW + timedelta(seconds=599)) == []
        assert len(windows.pending(tx, 10, NOW + timedelta(seconds=600))) == 1
        windows.want_open(tx, AWish(), NOW)
        assert len(windows.pending(tx, 10, NOW)) == 1


def test_a_window_that_was_refused_comes_last(database: Database) -> None:
    """Also for who does not say what time it is."""
    with database.begin() as tx:
        windows.want_open_all(tx, [AWish(key="a"), AWish(key="b")], NOW)
        windows.failed(tx, windows.pending(tx, 1)[0].id, "422")
        assert [window.key for window in windows.pending(tx, 10)] == ["b", "a"]


def test_the_last_heartbeat_of_each_part_counts(database: Database) -> None:
    """With what it said."""
    with database.begin() as tx:
        heartbeats.beat(tx, "listener", NOW, "1 mailbox")
        heartbeats.beat(tx, "listener", LATER)
        heartbeats.beat(tx, "dispatcher", NOW, "aan het werk")
        assert heartbeats.all(tx) == [
            Heartbeat("dispatcher", NOW, "aan het werk"),
            Heartbeat("listener", LATER, ""),
        ]
