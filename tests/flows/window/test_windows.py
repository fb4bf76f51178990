"""What Prefect is asked to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from casework.lifecycle import CaseState, Place
from casework.obligations import ObligationKind, Pause, lives_in, owner_of
from casework.people import Owner
from flows import windows

DUE = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Promised:
    """A promise as far as a window sees it."""

    kind: ObligationKind = ObligationKind.CONTACT
    late_at: datetime | None = None
    due_at: datetime = DUE
    nudge_at: datetime | None = None
    paused_why: Pause | None = None
    about: str | None = None

    @property
    def title(self) -> str:
        """As in storage."""
        return f"{self.kind.value} ({self.about})" if self.about else self.kind.value

    @property
    def reference(self) -> str:
        """As in storage."""
        return f"WVB-2026-0042/{self.kind.name.lower()}/1"

    @property
    def owner(self) -> Owner:
        """As in storage."""
        return owner_of(self.kind)


@dataclass(frozen=True)
class Dossier:
    """A case as far as a window sees it."""

    state: CaseState = CaseState.REGISTERED
    number: str = "WVB-2026-0042"

    @property
    def place(self) -> Place:
        """As in storage."""
        return Place(self.state)


def test_a_task_says_what_for_which_case_and_until_when():
    """The name of the run is enough to plan the day."""
    assert windows.task(Promised(), Dossier()).name == "Contact opnemen WVB-2026-0042, uiterlijk do 26 nov 17:00"


def test_the_task_of_a_password_says_for_whom_and_by_which_command():
    """Two may wait in one case."""
    shown = windows.task(Promised(ObligationKind.PASSWORD, about="bestuurder"), Dossier())
    assert shown.name.startswith("Wachtwoord doorgeven (bestuurder) WVB-2026-0042")
    assert "Bel de bestuurder" in (shown.description or "")
    assert "weerbaar report password WVB-2026-0042 bestuurder" in (shown.description or "")


@pytest.mark.parametrize(
    ("kind", "state", "late_at", "tags"),
    [
        (ObligationKind.CONTACT, CaseState.REGISTERED, None, {"wacht:secretariaat", "WVB-2026-0042"}),
        (ObligationKind.LOOK, CaseState.TO_JUDGE, None, {"wacht:wachtdienst", "WVB-2026-0042"}),
        (
            ObligationKind.CALL_BACK,
            CaseState.THREAT,
            DUE,
            {"wacht:wachtdienst", "WVB-2026-0042", "dreiging", "te-laat"},
        ),
    ],
)
def test_tags_tell_for_whom_it_waits_and_how_bad_it_is(
    kind: ObligationKind, state: CaseState, late_at: datetime | None, tags: set[str]
):
    """Prefect filters on tags, so a tag is a work list."""
    assert set(windows.task(Promised(kind, late_at), Dossier(state)).tags) == tags


@pytest.mark.parametrize("kind", ObligationKind)
def test_every_promise_has_a_form_that_asks_a_name_and_an_outcome(kind: ObligationKind):
    """A person signs for each outcome; a remark may stay empty."""
    place = next(Place(state) for state in CaseState if lives_in(kind, Place(state)))
    form = windows.form(kind, place)
    assert form["required"] == ["naam", "uitkomst"]
    assert form["properties"]["uitkomst"]["enum"]


def test_a_case_under_threat_cannot_be_closed_from_a_form():
    """The choices follow the state of the case."""
    choices = windows.form(ObligationKind.CONTACT, Place(CaseState.THREAT))["properties"]["uitkomst"]["enum"]
    assert "zaak sluiten" not in choices


def test_the_form_warns_against_personal_data():
    """What is typed passes through Prefect."""
    assert (
        "geen namen"
        in windows.form(ObligationKind.READ, Place(CaseState.IN_CONTACT))["properties"]["opmerking"]["description"]
    )


@pytest.mark.parametrize("kind", ObligationKind)
def test_every_task_says_what_to_do_and_how_to_open_the_case(kind: ObligationKind):
    """Nobody has to remember a command."""
    text = windows.description(Promised(kind), Dossier())
    assert "weerbaar case show WVB-2026-0042" in text
    assert "do 26 nov 17:00" in text


def test_a_handled_message_is_named_after_what_became_of_it():
    """With a case: its number. Without: the number in the ledger."""
    assert windows.handled("7", "Zaak geopend", "WVB-2026-0042").name == "Zaak geopend WVB-2026-0042"
    assert windows.handled("7", "Dubbel bericht").name == "Dubbel bericht bericht 7"


def test_a_late_task_waits_under_a_name_that_shouts():
    """The state of the run is what one sees first."""
    assert windows.waiting_state(["wacht:secretariaat", "te-laat"]) == "TE LAAT"
    assert windows.waiting_state(["WVB-2026-0042", "wacht:secretariaat"]) == "Wacht op secretariaat"


def test_a_clock_that_stands_still_says_why_and_is_in_nobodys_list():
    """Its task waits, but for somebody else."""
    still = windows.task(Promised(ObligationKind.REPORT, paused_why=Pause.OFFICIAL), Dossier(CaseState.DRAFTING))
    assert still.name == "Staat stil: Adviesrapport klaarzetten WVB-2026-0042, wacht op de bestuurder"
    assert set(still.tags) == {"staat-stil", "WVB-2026-0042"}
    assert windows.waiting_state(still.tags) == "Staat stil"
    assert "De klok staat stil: wacht op de bestuurder." in (still.description or "")


def test_each_time_a_clock_is_set_for_is_a_run_of_its_own():
    """A clock that has rung is set anew for the next time."""
    soon, late = Promised(nudge_at=DUE - timedelta(days=1)), Promised(nudge_at=DUE)
    assert windows.clock_key(soon) != windows.clock_key(late) == windows.clock_key(Promised())
    assert windows.clock(soon, Dossier()).due_at == DUE - timedelta(days=1)
