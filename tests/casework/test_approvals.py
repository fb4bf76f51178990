"""The gate of the report: BVA, bestuurder, werkgever, in this order and for one version."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.approvals import CONSENTS, Happened, Proof, Reader, Scope, Step, gate, never_sent, refusal, standing

ADDED = Happened(Step.ADDED, 1)
APPROVED = Happened(Step.BVA_APPROVED, 1)
RETURNED = Happened(Step.BVA_RETURNED, 1)
WITHDRAWN = Happened(Step.WITHDRAWN, 1)
YES = Happened(Step.CONSENT_FULL, 1, Proof.OWN_ADDRESS)
MEASURES = Happened(Step.CONSENT_MEASURES, 1, Proof.CALL)
NO = Happened(Step.CONSENT_REFUSED, 1)
AGAIN = Happened(Step.ADDED, 2)

_HISTORIES = st.lists(
    st.builds(Happened, st.sampled_from(Step), st.integers(1, 3), st.sampled_from(Proof)), max_size=12
)


@pytest.mark.parametrize(
    ("history", "bva", "bestuurder", "werkgever"),
    [
        ([], None, None, None),
        ([ADDED], Scope.FULL, None, None),
        ([ADDED, APPROVED], Scope.FULL, Scope.FULL, None),
        ([ADDED, APPROVED, YES], Scope.FULL, Scope.FULL, Scope.FULL),
        ([ADDED, APPROVED, MEASURES], Scope.FULL, Scope.FULL, Scope.MEASURES),
        ([ADDED, APPROVED, YES, MEASURES], Scope.FULL, Scope.FULL, Scope.MEASURES),
        ([ADDED, YES, APPROVED], Scope.FULL, Scope.FULL, None),
        ([ADDED, APPROVED, NO], Scope.FULL, Scope.FULL, None),
        ([ADDED, APPROVED, YES, NO], Scope.FULL, Scope.FULL, None),
        ([ADDED, APPROVED, YES, RETURNED], Scope.FULL, None, None),
        ([ADDED, RETURNED], Scope.FULL, None, None),
        ([ADDED, APPROVED, YES, WITHDRAWN], None, None, None),
        ([ADDED, APPROVED, YES, AGAIN], Scope.FULL, None, None),
        ([ADDED, APPROVED, YES, WITHDRAWN, AGAIN], Scope.FULL, None, None),
        ([ADDED, APPROVED, Happened(Step.CONSENT_FULL, 1, Proof.SHARED_ADDRESS)], Scope.FULL, Scope.FULL, None),
        ([ADDED, APPROVED, Happened(Step.CONSENT_FULL, 1)], Scope.FULL, Scope.FULL, None),
    ],
)
def test_each_reader_gets_what_was_agreed(
    history: list[Happened], bva: Scope | None, bestuurder: Scope | None, werkgever: Scope | None
) -> None:
    """And nothing more."""
    found = tuple(gate(history, reader).scope for reader in Reader)
    assert found == (bva, bestuurder, werkgever)


@given(_HISTORIES)
def test_the_werkgever_never_gets_a_report_without_both_approvals(history: list[Happened]) -> None:
    """Whatever happened: the BVA approved that version, then the bestuurder said yes, and nobody took it back."""
    answer = gate(history, Reader.WERKGEVER)
    if not answer.is_open:
        return
    newest = max(event.version for event in history if event.step is Step.ADDED)
    assert answer.version == newest
    start = next(n for n, event in enumerate(history) if event == Happened(Step.ADDED, newest, event.proof))
    mine = [event for event in history[start:] if event.version == newest]
    said = [n for n, event in enumerate(mine) if event.step in CONSENTS and event.proof.personal]
    assert said
    before, after = mine[: said[-1]], mine[said[-1] + 1 :]
    assert any(event.step is Step.BVA_APPROVED for event in before)
    assert not any(event.step in {Step.WITHDRAWN, Step.BVA_RETURNED, Step.CONSENT_REFUSED} for event in after)
    assert answer.scope is CONSENTS[mine[said[-1]].step]


@given(_HISTORIES)
def test_nobody_gets_a_withdrawn_report(history: list[Happened]) -> None:
    """Not even the BVA."""
    now = standing(history)
    gone = [*history, Happened(Step.WITHDRAWN, now.version)]
    assert not any(gate(gone, reader).is_open for reader in Reader)


@given(_HISTORIES)
def test_what_is_refused_would_change_nothing_for_the_werkgever(history: list[Happened]) -> None:
    """The gate does not lean on the refusals: the same history with what was refused opens nothing more."""
    kept: list[Happened] = []
    for event in history:
        if refusal(kept, event) is None:
            kept.append(event)
    for event in history:
        if event.step in CONSENTS and refusal(kept, event) is not None:
            assert gate([*kept, event], Reader.WERKGEVER).scope is gate(kept, Reader.WERKGEVER).scope


@pytest.mark.parametrize(
    ("history", "event", "words"),
    [
        ([], APPROVED, "nog geen rapport"),
        ([ADDED], YES, "nog niet goedgekeurd"),
        ([ADDED, APPROVED], Happened(Step.CONSENT_FULL, 1, Proof.SHARED_ADDRESS), "eigen mailadres"),
        ([ADDED, AGAIN], APPROVED, "niet de nieuwste"),
        ([ADDED, WITHDRAWN], APPROVED, "ingetrokken"),
        ([ADDED], Happened(Step.ADDED, 3), "volgende nummer"),
    ],
)
def test_what_cannot_happen_is_refused_with_a_reason(history: list[Happened], event: Happened, words: str) -> None:
    """In Dutch, for whoever tried."""
    assert words in (refusal(history, event) or "")


@pytest.mark.parametrize(
    ("event", "sent_to", "words"),
    [
        (APPROVED, set(), "de BVA"),
        (RETURNED, {Reader.BESTUURDER}, "de BVA"),
        (YES, {Reader.BVA}, "de bestuurder"),
        (NO, {Reader.BVA, Reader.WERKGEVER}, "de bestuurder"),
    ],
)
def test_nobody_decides_about_what_was_never_sent(event: Happened, sent_to: set[Reader], words: str) -> None:
    """The reason names the version and who did not get it; who did may decide, and anybody may withdraw."""
    assert f"versie 1 is niet naar {words} verzonden" in (never_sent(event, sent_to) or "")
    assert never_sent(event, set(Reader)) is None
    assert never_sent(WITHDRAWN, set()) is None


def test_a_correction_after_approval_may_be_added() -> None:
    """It starts at the BVA again."""
    assert refusal([ADDED, APPROVED, YES], AGAIN) is None
    assert standing([ADDED, APPROVED, YES, AGAIN]).approved is False
