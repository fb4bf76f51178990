"""Sealing and blind indexes: AES-256-GCM under a ring of keys, HMAC-SHA256 to find what is sealed; Ed25519.

A sealed value is `version (1 byte) | key id (4 bytes) | nonce (12 bytes) | ciphertext and tag`. The name of its column
("table.column") is authenticated with it, so a value that is moved to another column does not open. Each column has
its own key, derived with HKDF-SHA256 (RFC 5869) from a root key in the ring. New values are sealed with the newest root
key; all keys of the ring open. Blind indexes are made with the oldest key, so that look-ups survive a rotation: the
oldest key must stay in the ring as long as the database lives.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import stat
import struct
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casework.errors import KeyMissing, StorageError

_VERSION = 1
_HEAD = struct.Struct(">BI")
_NONCE = 12
_TAG = 16
_KEY = 32
_SHORTEST = _HEAD.size + _NONCE + _TAG
_SPACES = re.compile(r"\s+")
_OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO

#: Length in bytes of what tells which key sealed a value.
HEAD_SIZE = _HEAD.size


class KeyRing:
    """Root keys by number. The highest number seals, all open, the lowest makes the blind indexes.

    Keys are 32 random bytes. A ring does not change: `rotated` gives a new one. Safe to share between threads.
    """

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys or any(len(key) != _KEY or number < 1 for number, key in keys.items()):
            raise StorageError("a key ring needs at least one key of 32 bytes, numbered from 1")
        self._keys = dict(keys)
        self.current = max(self._keys)
        self.oldest = min(self._keys)
        self.head = _HEAD.pack(_VERSION, self.current)
        self._ciphers: dict[tuple[int, str], AESGCM] = {}
        self._index_keys: dict[str, hmac.HMAC] = {}

    def __repr__(self) -> str:
        """The numbers of the keys; never the keys."""
        return f"KeyRing(keys={sorted(self._keys)})"

    @classmethod
    def generate(cls) -> Self:
        """A ring with one new key."""
        return cls({1: secrets.token_bytes(_KEY)})

    def is_part_of(self, other: KeyRing) -> bool:
        """True when the other ring has every key of this one."""
        return self._keys.items() <= other._keys.items()

    def rotated(self) -> Self:
        """This ring with a new key that seals from now on; what was sealed before stays readable."""
        return type(self)({**self._keys, self.current + 1: secrets.token_bytes(_KEY)})

    @classmethod
    def load(cls, path: Path) -> Self:
        """The ring in a file. Raises StorageError when others may read the file, or when it holds no ring."""
        try:
            mode = path.stat().st_mode
            text = path.read_text()
        except OSError as error:
            raise StorageError(f"the key ring {path} cannot be read: {error.strerror}") from error
        if mode & _OTHERS_MAY:
            raise StorageError(f"the key ring {path} is open to others: run `chmod 600 {path}`")
        return cls(_parsed(text, path))

    def save(self, path: Path) -> None:
        """Write the ring, at once and for the owner alone (mode 0600).

        Raises StorageError when the file holds a key that this ring lacks: what it sealed could never be read again.
        """
        if path.exists() and not type(self).load(path).is_part_of(self):
            raise StorageError(f"{path} holds a key that would be lost: save under another name")
        keys = {str(number): base64.b64encode(key).decode() for number, key in sorted(self._keys.items())}
        try:
            _write_private(path, json.dumps({"keys": keys}, indent=1) + "\n")
        except OSError as error:
            raise StorageError(f"the key ring {path} cannot be written: {error.strerror}") from error

    def seal(self, column: str, value: bytes) -> bytes:
        """`value`, sealed for `column` ("table.column") with the newest key."""
        nonce = os.urandom(_NONCE)
        return self.head + nonce + self._cipher(self.current, column).encrypt(nonce, value, column.encode())

    def open(self, column: str, blob: bytes) -> bytes:
        """The value of a sealed `blob` of `column`. Raises KeyMissing, StorageError."""
        number = self._number(column, blob)
        nonce = blob[_HEAD.size : _HEAD.size + _NONCE]
        try:
            return self._cipher(number, column).decrypt(nonce, blob[_HEAD.size + _NONCE :], column.encode())
        except InvalidTag as error:
            raise StorageError(f"a value in {column} was damaged, or belongs to another column or key") from error

    def is_stale(self, blob: bytes) -> bool:
        """True when another key than the newest sealed this."""
        return not blob.startswith(self.head)

    def index(self, column: str, value: str | bytes) -> bytes:
        """A blind index: 32 bytes that are equal for equal values of one column, and tell nothing without the key.

        Text is compared without regard to letter case, width and runs of white space; bytes exactly.
        """
        mac = self._index_keys.get(column)
        if mac is None:
            mac = hmac.new(_derived(self._keys[self.oldest], f"index:{column}"), digestmod=hashlib.sha256)
            self._index_keys[column] = mac
        mac = mac.copy()
        mac.update(value if isinstance(value, bytes) else _normal(value))
        return mac.digest()

    def derive(self, purpose: str) -> list[bytes]:
        """Keys of 32 bytes for another purpose, newest first: sign with the first, accept all."""
        return [_derived(self._keys[number], f"derive:{purpose}") for number in sorted(self._keys, reverse=True)]

    def _cipher(self, number: int, column: str) -> AESGCM:
        cipher = self._ciphers.get((number, column))
        if cipher is None:
            cipher = self._ciphers[number, column] = AESGCM(_derived(self._keys[number], f"seal:{column}"))
        return cipher

    def _number(self, column: str, blob: bytes) -> int:
        if len(blob) < _SHORTEST or blob[0] != _VERSION:
            raise StorageError(f"a value in {column} is not a sealed value")
        number = int(_HEAD.unpack_from(blob)[1])
        if number not in self._keys:
            raise KeyMissing(
                f"a value in {column} is sealed with key {number}, which is not in the key ring "
                f"(it has {', '.join(map(str, sorted(self._keys)))}): put back the key ring that holds it"
            )
        return number


def sign(key: bytes, said: bytes) -> bytes:
    """The signature (Ed25519) under `said` of a key that `KeyRing.derive` gave."""
    return Ed25519PrivateKey.from_private_bytes(key).sign(said)


def verify(key: bytes, said: bytes, signature: bytes) -> bool:
    """True when `signature` was made with this key under exactly these bytes."""
    try:
        Ed25519PrivateKey.from_private_bytes(key).public_key().verify(signature, said)
    except InvalidSignature:
        return False
    return True


def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), _KEY, None, purpose.encode()).derive(key)


def _normal(value: str) -> bytes:
    """Lone surrogates occur in broken mail headers, hence surrogatepass."""
    folded = _SPACES.sub(" ", unicodedata.normalize("NFKC", value).strip().casefold())
    return folded.encode("utf-8", "surrogatepass")


def _parsed(text: str, path: Path) -> dict[int, bytes]:
    try:
        data: Any = json.loads(text)
        return {int(number): base64.b64decode(key, validate=True) for number, key in data["keys"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise StorageError(f"{path} does not hold a key ring") from error


def _write_private(path: Path, text: str) -> None:
    """Written beside it and moved over it, so that a crash leaves the old file or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    undo: Callable[[], None] = Path(name).unlink
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            undo()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
