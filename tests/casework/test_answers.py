"""What a reply leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.answers import Response, Written, respond
from casework.assessment import Intent
from casework.letters import LetterKind
from casework.lifecycle import CaseEvent, CaseState, Place
from casework.obligations import OUTCOMES, ObligationKind
from casework.plain_words import Said

K = ObligationKind
AT_OFFICIAL, AT_BVA, DRAFTING = Place(CaseState.AT_OFFICIAL), Place(CaseState.AT_BVA), Place(CaseState.DRAFTING)
OWN = Written(None, length=20, own_address=True, may_answer=True, version=1, newest=1)
FULL = "akkoord, werkgever krijgt het hele rapport"


def answered(response: Response) -> dict[ObligationKind, str]:
    return dict(response.answers)


def test_consent_counts_from_the_own_address_in_plain_words() -> None:
    """Then the case moves, and nobody has to do anything."""
    response = respond(replace(OWN, said=Said.AGREED), AT_OFFICIAL, [K.OFFICIAL_ANSWER])
    assert answered(response)[K.OFFICIAL_ANSWER] == FULL
    assert response.tasks == ()
    partly = respond(replace(OWN, said=Said.MEASURES_ONLY), AT_OFFICIAL, [K.CALL_OFFICIAL])
    assert answered(partly)[K.CALL_OFFICIAL] == "akkoord, werkgever krijgt alleen de maatregelen"


@pytest.mark.parametrize(
    "written",
    [
        replace(OWN, said=Said.AGREED, own_address=False),  # a shared mailbox, a secretary, somebody else
        replace(OWN, said=Said.AGREED, attachments=True),  # something came along that nobody read
        replace(OWN, said=Said.NOT_AGREED),  # what is wrong is for a talk
        replace(OWN, intent=Intent.APPROVE_REPORT),  # the reader thinks so, the words are not plain
        replace(OWN, intent=Intent.REJECT_REPORT),
        replace(OWN, said=Said.AGREED, newest=2),  # to an earlier version
        replace(OWN, said=Said.AGREED, version=None),  # to no letter about the report
    ],
)
def test_whatever_is_less_than_that_is_a_call(written: Written) -> None:
    """No guess and no other address ever opens the way to the werkgever."""
    response = respond(written, AT_OFFICIAL, [K.OFFICIAL_ANSWER])
    assert answered(response) == {K.OFFICIAL_ANSWER: "geen antwoord, bellen"}
    assert response.tasks == (K.READ,)
    assert not respond(written, AT_OFFICIAL, [K.CALL_OFFICIAL]).answers


def test_consent_that_nobody_asked_for_is_read() -> None:
    """Before the report is with the bestuurder it consents to nothing."""
    for place, kinds in ((AT_BVA, [K.BVA_DECISION]), (DRAFTING, [K.REPORT])):
        response = respond(replace(OWN, said=Said.AGREED), place, kinds)
        assert (response.answers, response.tasks) == ((), (K.READ,))


def test_the_bva_decides_from_its_own_address_in_plain_words() -> None:
    """Remarks are read by a human, who writes down the decision."""
    bva = replace(OWN, own_address=False, from_bva=True)
    assert answered(respond(replace(bva, said=Said.AGREED), AT_BVA, [K.BVA_DECISION])) == {K.BVA_DECISION: "akkoord"}
    agreed = replace(bva, said=Said.AGREED)
    unclear = [replace(agreed, attachments=True), replace(agreed, newest=2), replace(agreed, version=None)]
    for written in (*unclear, replace(bva, said=Said.NOT_AGREED), bva):
        response = respond(written, AT_BVA, [K.BVA_DECISION])
        assert (response.answers, response.tasks) == ((), (K.READ,))


@pytest.mark.parametrize(
    ("written", "place", "expected"),
    [
        (replace(OWN, intent=Intent.ASK_STATUS), DRAFTING, (None, LetterKind.STATUS, ())),
        (replace(OWN, intent=Intent.ASK_STATUS, may_answer=False), DRAFTING, (None, None, (K.READ,))),
        (replace(OWN, intent=Intent.ASK_STATUS, length=900), DRAFTING, (None, None, (K.READ,))),
        (replace(OWN, intent=Intent.SUPPLY_DATA, data=True), DRAFTING, (None, LetterKind.DATA_NOTED, ())),
        (
            replace(OWN, intent=Intent.SUPPLY_DATA, data=True, overwrites=True),
            DRAFTING,
            (None, LetterKind.DATA_NOTED, (K.READ,)),
        ),
        (replace(OWN, intent=Intent.SUPPLY_DATA), DRAFTING, (None, None, (K.READ,))),
        (
            replace(OWN, intent=Intent.REQUEST_EXPLANATION),
            Place(CaseState.AT_EMPLOYER),
            (CaseEvent.EXPLANATION_ASKED, None, ()),
        ),
        (replace(OWN, intent=Intent.REQUEST_EXPLANATION), DRAFTING, (None, None, (K.READ,))),
        (replace(OWN, intent=Intent.QUESTION_REPORT), AT_OFFICIAL, (None, None, (K.QUESTION,))),
        (replace(OWN, said=Said.WITHDRAWS), DRAFTING, (CaseEvent.WITHDRAWN, None, ())),
        (replace(OWN, said=Said.WITHDRAWS, own_address=False), DRAFTING, (None, None, (K.READ,))),
        (replace(OWN, intent=Intent.WITHDRAW), DRAFTING, (None, None, (K.READ,))),
        (replace(OWN, said=Said.WITHDRAWS), Place(CaseState.THREAT), (None, None, (K.READ,))),
        (replace(OWN, intent=Intent.RESCHEDULE_APPOINTMENT), Place(CaseState.PLANNED), (None, None, (K.READ,))),
        (OWN, Place(CaseState.UNREACHABLE), (CaseEvent.REOPENED, None, (K.READ,))),
        (OWN, DRAFTING, (None, None, (K.READ,))),
    ],
)
def test_what_each_reply_leads_to(
    written: Written, place: Place, expected: tuple[CaseEvent | None, LetterKind | None, tuple[ObligationKind, ...]]
) -> None:
    """What is plain is done, all else is read by a human."""
    response = respond(written, place, [])
    assert (response.event, response.letter, response.tasks) == expected
    assert response.reason


def test_a_confirmation_of_what_stands_needs_nobody() -> None:
    """With a question in it, or before there is an appointment, it does."""
    yes = replace(OWN, intent=Intent.CONFIRM_APPOINTMENT)
    assert respond(yes, Place(CaseState.PLANNED), [K.HOME_TALK]).tasks == ()
    assert respond(replace(yes, asks=True), Place(CaseState.PLANNED), [K.HOME_TALK]).tasks == (K.READ,)
    assert respond(yes, Place(CaseState.IN_CONTACT), [K.PLAN_HOME_TALK]).tasks == (K.READ,)


def test_every_answer_that_a_reply_gives_is_a_choice_of_its_promise() -> None:
    """The words on the forms and here are the same."""
    writings = [replace(OWN, said=said, own_address=own) for said in Said for own in (True, False)]
    given = [
        pair
        for written in writings
        for pair in respond(written, AT_OFFICIAL, [K.OFFICIAL_ANSWER, K.CALL_OFFICIAL]).answers
    ]
    assert given
    assert all(words in OUTCOMES[kind] for kind, words in given)
