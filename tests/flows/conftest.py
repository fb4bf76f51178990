"""A runtime without servers: a real database, a clock that stands still, and a reader that does as it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from casework.assessment import Alarm, Assessment, Evidence, Route
from casework.messages import Channel, Message, Part, PartKind, Sender
from flows.runtime import Runtime
from flows.settings import DeskSettings, Settings, SmtpSettings
from flows.steps.decide import Done, carry_out
from flows.steps.lookup import known_about, recalled_about
from storage.session import Database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class ToldReader:
    """Reads the word that a test put in the text: DREIGING, VERHULD, TWIJFEL, RUIS, else an ordinary request.

    VERHULD is a threat that shows only when it is read whole, and a doubt at a glance.
    """

    version = "told"

    def assess(self, message: Message) -> Assessment:
        """The assessment that the text asks for."""
        text = message.new_text
        if "DREIGING" in text or "VERHULD" in text:
            return Assessment(Alarm.YES, Route.THREAT, 0.99, evidence=(Evidence(PartKind.NEW, "DREIGING", "gezegd"),))
        if "TWIJFEL" in text:
            return Assessment(Alarm.HUMAN, Route.OTHER, 0.5, evidence=(Evidence(PartKind.NEW, "TWIJFEL", "gezegd"),))
        return Assessment(Alarm.NO, Route.NOISE if "RUIS" in text else Route.PREVENTIVE, 0.01)

    def glance(self, message: Message) -> tuple[Assessment, bool]:
        """The same, but for what is veiled."""
        if "VERHULD" in message.new_text:
            return Assessment(Alarm.HUMAN, Route.OTHER, 0.3), True
        return self.assess(message), False


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """What the hands say."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Monday morning, 23 November 2026, 11 o'clock in Amsterdam."""
    return Clock()


@pytest.fixture
def runtime(database: Database, clock: Clock) -> Runtime:
    """A desk with one duty officer and one secretary."""
    desk = DeskSettings(address="wvb@desk.example", duty_mail=["wacht@desk.example"], secretariaat=["s@desk.example"])
    settings = Settings(desk=desk, smtp=SmtpSettings(host="127.0.0.1", port=9, security="none"))
    return Runtime(settings, database, clock, reader=ToldReader())  # type: ignore[arg-type]


@pytest.fixture
def take(runtime: Runtime) -> Callable[..., Done]:
    """Take in a message without a mailbox: `take("tekst", sender="a@b.example")`."""

    def taken(
        text: str = "Graag een woningscan.",
        sender: str = "a@gemeente.example",
        *,
        hostile: bool = False,
        **changes: object,
    ) -> Done:
        values: dict[str, object] = {
            "channel": Channel.EMAIL,
            "received_at": runtime.clock(),
            "sender": Sender("A. Melder", sender),
            "parts": (Part(PartKind.NEW, text),),
        }
        message = Message(**(values | changes))  # type: ignore[arg-type]
        now = runtime.clock()
        with runtime.database.begin() as tx:
            known = known_about(runtime, tx, message, recalled_about(tx, None, message, now), now, hostile=hostile)
            return carry_out(runtime, tx, message, runtime.classifier.assess(message), known, now, mail=None)

    return taken
