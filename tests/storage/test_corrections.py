"""Opinions about readings are added, never changed."""

from __future__ import annotations

from datetime import timedelta

from casework.assessment import Alarm, Route
from casework.corrections import Label, Opinion
from storage import corrections, inbox
from storage.session import Database, Tx
from tests.builders import NOW, a_message, an_added_message, an_assessment


def _stored(tx: Tx, mark: str) -> inbox.StoredMessage:
    told = an_assessment(Alarm.YES, Route.THREAT, also=(Route.RUNNING_CASE, Route.PREVENTIVE), score=0.93)
    message = a_message(message_id=f"<{mark}@x.example>")
    return inbox.message(tx, an_added_message(tx, message, assessment=told, fingerprint=mark * 64))


def test_an_opinion_comes_back_with_what_the_reader_had_told(database: Database) -> None:
    """By whom, when, why, and about which version."""
    with database.begin() as tx:
        stored = _stored(tx, "a")
        corrections.add(tx, stored, Opinion.NO_THREAT, Route.OTHER, "een oefening", "A. Secretaris", NOW)
    with database.reading() as tx:
        (found,) = corrections.of_message(tx, stored.id)
    assert (found.opinion, found.route, found.reason, found.by, found.at) == (
        Opinion.NO_THREAT,
        Route.OTHER,
        "een oefening",
        "A. Secretaris",
        NOW,
    )
    assert found.told == Label(Alarm.YES, Route.THREAT, (Route.RUNNING_CASE, Route.PREVENTIVE))
    assert (found.told_score, found.version) == (0.93, "test")
    assert found.label == Label(Alarm.NO, Route.OTHER)


def test_the_newest_opinion_counts_and_the_older_ones_stay(database: Database) -> None:
    """Of each message one, in the order in which they were given."""
    with database.begin() as tx:
        first, second = _stored(tx, "a"), _stored(tx, "b")
        for minute, (stored, opinion) in enumerate(
            [(first, Opinion.NO_THREAT), (second, Opinion.AGREE), (first, Opinion.THREAT)]
        ):
            corrections.add(tx, stored, opinion, None, "x", "y", NOW + timedelta(minutes=minute))
    with database.reading() as tx:
        assert [(item.message, item.opinion) for item in corrections.latest(tx)] == [
            (second.id, Opinion.AGREE),
            (first.id, Opinion.THREAT),
        ]
        assert len(corrections.of_message(tx, first.id)) == 2
