"""Conversations, codes, officers' accounts and leases, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.conversation import Conversation, Need, Scope, Topic, TurnKind
from casework.errors import StorageError
from storage import accounts, conversations, leases, proofs
from storage.codec_chat import dump_conversation, load_conversation
from storage.session import Database
from tests.builders import NOW

HOUR = timedelta(hours=1)


def test_a_state_survives_the_way_to_the_database_and_back() -> None:
    """Every field of it."""
    state = Conversation(
        Scope.MINIMAL, "en", Topic.RUNNING, Need.PHONE, ((Need.PHONE, 2),), frozenset({Need.PKVW}),
        known=frozenset({"phone"}), employer="griffier", question="wanneer?", safe=False, turns=3, last_at=NOW,
        introduced=True, confirmed=True, stopped=True, wants_human=True, closed_off=True, case="WVB-2026-0001",
        mending="phone",
    )  # fmt: skip
    assert load_conversation(dump_conversation(state)) == state


def test_a_damaged_state_says_so() -> None:
    """As a storage error, not as whatever Python makes of it."""
    with pytest.raises(StorageError):
        load_conversation("{}")


def test_an_address_has_one_conversation(database: Database) -> None:
    """Who comes back goes on."""
    with database.begin() as tx:
        first = conversations.open_talk(tx, "telegram", Conversation(), NOW, address="1")
        again = conversations.open_talk(tx, "telegram", Conversation(language="en"), NOW, address="1")
        assert (again.id, again.state.language) == (first.id, "nl")
        conversations.end(tx, first.id, NOW)
        assert conversations.open_talk(tx, "telegram", Conversation(), NOW, address="1").id != first.id


def test_a_state_that_another_process_changed_is_not_written_over(database: Database) -> None:
    """The version tells."""
    with database.begin() as tx:
        talk = conversations.open_talk(tx, "web", Conversation(), NOW, code="a")
        conversations.save(tx, talk, Conversation(turns=1), NOW, case=None, wake_at=None)
        with pytest.raises(StorageError):
            conversations.save(tx, talk, Conversation(turns=2), NOW, case=None, wake_at=None)


def test_replies_leave_once_in_their_order_and_not_to_a_dead_channel(database: Database) -> None:
    """A claim is for one sender; a stale one comes again."""
    with database.begin() as tx:
        talk = conversations.open_talk(tx, "telegram", Conversation(), NOW, address="1")
        numbers = [conversations.said(tx, talk.id, text, (), NOW, leaves=True) for text in "ab"]
    with database.begin() as tx:
        assert [one.turn.id for one in conversations.claim(tx, "telegram", NOW)] == numbers
    with database.begin() as tx:
        assert not conversations.claim(tx, "telegram", NOW)
        conversations.sent(tx, numbers[0], "77", NOW)
        later = NOW + conversations.STALE_AFTER
        assert [one.turn.id for one in conversations.claim(tx, "telegram", later)] == numbers[1:]
        assert conversations.dead(tx, talk.id, later)
        assert not conversations.dead(tx, talk.id, later)
        assert not conversations.claim(tx, "telegram", later + HOUR)


def test_a_code_proves_its_subject_once_and_not_after_its_time(database: Database) -> None:
    """Nor in another conversation, nor after too many wrong tries."""
    with database.begin() as tx:
        talk = conversations.open_talk(tx, "web", Conversation(), NOW, code="a").id
        proofs.add(tx, "adres", "123456", "ada@gemeente.example", NOW, lasts=HOUR, talk=talk)
        assert proofs.use(tx, "adres", "123456", NOW) is None
        assert proofs.use(tx, "adres", "123456", NOW + 2 * HOUR, talk=talk) is None
        assert proofs.use(tx, "adres", "123 456", NOW, talk=talk) == "ada@gemeente.example"
        assert proofs.use(tx, "adres", "123456", NOW, talk=talk) is None
        proofs.add(tx, "adres", "654321", "ada@gemeente.example", NOW, lasts=HOUR, talk=talk)
        assert not any(proofs.use(tx, "adres", "000000", NOW, talk=talk) for _ in range(proofs.MOST_TRIES))
        assert proofs.use(tx, "adres", "654321", NOW, talk=talk) is None
        assert proofs.made_since(tx, "adres", NOW, talk=talk) == 2


def test_an_account_is_one_persons_until_it_is_unlinked(database: Database) -> None:
    """A person may have several."""
    with database.begin() as tx:
        accounts.link(tx, "telegram", "1", "ans", NOW)
        accounts.link(tx, "telegram", "2", "ans", NOW)
        accounts.link(tx, "telegram", "1", "bob", NOW)
        assert accounts.person_of(tx, "telegram", "1") == "bob"
        assert accounts.addresses_of(tx, "telegram", "ans") == ["2"]
        assert accounts.unlink(tx, "telegram", "1")
        assert accounts.person_of(tx, "telegram", "1") is None


def test_a_lease_has_one_holder_until_it_runs_out(database: Database) -> None:
    """Then somebody else may take over."""
    with database.begin() as tx:
        assert leases.take(tx, "telegram", "een", NOW, HOUR)
        assert not leases.take(tx, "telegram", "twee", NOW, HOUR)
        assert leases.take(tx, "telegram", "een", NOW + HOUR / 2, HOUR)
        assert leases.take(tx, "telegram", "twee", NOW + 2 * HOUR, HOUR)
        assert leases.holder(tx, "telegram", NOW + 2 * HOUR) == "twee"
        leases.drop(tx, "telegram", "twee")
        assert leases.holder(tx, "telegram", NOW + 2 * HOUR) is None


def test_a_file_comes_back_as_it_was(database: Database) -> None:
    """Byte for byte."""
    with database.begin() as tx:
        talk = conversations.open_talk(tx, "web", Conversation(), NOW, code="a").id
        turn = conversations.keep(tx, talk, TurnKind.PHOTO, "", NOW)
        assert turn
        conversations.add_file(tx, turn, "deur.jpg", "image/jpeg", b"\xff\xd8", NOW)
        assert list(conversations.files_of(tx, talk)) == [("deur.jpg", "image/jpeg", b"\xff\xd8")]
