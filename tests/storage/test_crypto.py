"""Sealing, blind indexes and the file of the key ring."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import KeyMissing, StorageError
from storage.crypto import KeyRing

RING = KeyRing.generate()


@given(st.binary(max_size=500))
def test_what_is_sealed_opens_again(value: bytes) -> None:
    """Any bytes, also none."""
    blob = RING.seal("cases.fields", value)
    assert RING.open("cases.fields", blob) == value
    assert len(blob) == len(value) + 33


def test_the_same_value_is_never_sealed_the_same() -> None:
    """Nobody sees that two rows are equal."""
    assert RING.seal("a.b", b"x") != RING.seal("a.b", b"x")


def test_a_value_of_another_column_does_not_open() -> None:
    """A value that was moved is noticed."""
    with pytest.raises(StorageError, match=r"parties\.phone"):
        RING.open("parties.phone", RING.seal("parties.name", b"Ada"))


@pytest.mark.parametrize("place", [0, 3, 8, 20, -1])
def test_a_damaged_value_does_not_open(place: int) -> None:
    """Wherever the damage is: version, key number, nonce, text or tag."""
    blob = bytearray(RING.seal("a.b", b"Ada Voorbeeld"))
    blob[place] ^= 1
    with pytest.raises(StorageError):
        RING.open("a.b", bytes(blob))


@pytest.mark.parametrize("blob", [b"", b"\x01", b"Ada", b"\x00" * 60])
def test_what_is_no_sealed_value_is_refused(blob: bytes) -> None:
    """Also when it is far too short."""
    with pytest.raises(StorageError):
        RING.open("a.b", blob)


def test_a_missing_key_is_named() -> None:
    """The text says which key, where, and what to do."""
    newer = RING.rotated()
    blob = newer.seal("cases.fields", b"x")
    with pytest.raises(KeyMissing, match=r"cases\.fields is sealed with key 2.*put back the key ring"):
        RING.open("cases.fields", blob)


def test_rotation_keeps_old_values_readable() -> None:
    """New values get the new key."""
    newer = RING.rotated()
    old = RING.seal("a.b", b"x")
    assert newer.open("a.b", old) == b"x"
    assert newer.is_stale(old)
    assert not newer.is_stale(newer.seal("a.b", b"x"))


def test_blind_indexes_survive_a_rotation() -> None:
    """Look-ups find what was written before."""
    assert RING.rotated().rotated().index("parties.email", "ada@x.example") == RING.index(
        "parties.email", "ada@x.example"
    )


@pytest.mark.parametrize("other", ["ADA@x.example", "  ada@x.example\n", "ａda@x.example"])
def test_blind_indexes_overlook_case_width_and_space(other: str) -> None:
    """People and servers write addresses in many ways."""
    assert RING.index("parties.email", other) == RING.index("parties.email", "ada@x.example")


def test_blind_indexes_differ_per_column_and_per_ring() -> None:
    """Nobody can compare columns or databases."""
    index = RING.index("parties.email", "ada@x.example")
    assert index != RING.index("messages.sender", "ada@x.example")
    assert index != KeyRing.generate().index("parties.email", "ada@x.example")
    assert len(index) == 32


def test_broken_text_has_an_index() -> None:
    """Mail headers hold lone surrogates."""
    assert RING.index("a.b", "\udcff") != RING.index("a.b", "\udcfe")


def test_derived_keys_stay_and_the_newest_comes_first() -> None:
    """References signed before a rotation stay genuine."""
    before = RING.derive("case reference")
    after = RING.rotated().derive("case reference")
    assert after[1:] == before
    assert len({*after, *RING.derive("something else")}) == 3


def test_a_ring_goes_through_its_file(tmp_path: Path) -> None:
    """Saved for the owner alone, and read back the same."""
    path = tmp_path / "keys.json"
    ring = RING.rotated()
    ring.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyRing.load(path).open("a.b", ring.seal("a.b", b"x")) == b"x"
    assert [item.name for item in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o601])
def test_a_file_that_is_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    """The text says how to put it right."""
    path = tmp_path / "keys.json"
    RING.save(path)
    path.chmod(mode)
    with pytest.raises(StorageError, match="chmod 600"):
        KeyRing.load(path)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"keys": {}}', '{"keys": {"1": "AAAA"}}', '{"keys": {"x": 3}}', "\x00"]
)
def test_a_file_without_a_ring_is_refused(tmp_path: Path, text: str) -> None:
    """Whatever stands in it."""
    path = tmp_path / "keys.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(StorageError):
        KeyRing.load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """With its name."""
    with pytest.raises(StorageError, match=r"keys\.json"):
        KeyRing.load(tmp_path / "keys.json")


def test_saving_never_loses_a_key(tmp_path: Path) -> None:
    """A new ring does not go over an old one; a rotated ring does."""
    path = tmp_path / "keys.json"
    RING.save(path)
    with pytest.raises(StorageError, match="lost"):
        KeyRing.generate().save(path)
    RING.rotated().save(path)
    assert KeyRing.load(path).current == 2


def test_keys_do_not_show() -> None:
    """Not in logs, not in tracebacks."""
    assert repr(RING.rotated()) == "KeyRing(keys=[1, 2])"
