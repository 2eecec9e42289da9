"""Encryption of fields: AES-256-GCM under a key per scope (an incident, an account) and per person within it.

Destroying a person's key erases that person; destroying the scope's key erases the incident with everyone in it,
because their keys are wrapped by it. The journal's rows stay as they were.
"""

import asyncio
import os
import uuid
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from anlan.ids import derived_id
from anlan.journal.keyfile import KEY_BYTES, KeyFile

__all__ = ["NARRATIVE", "Keys", "person_key", "scope_key"]

NARRATIVE = "narrative"
"""The person under whose key free text goes when nobody in particular is named."""

_NONCE = 12
_CACHE = 50_000


@lru_cache(maxsize=20_000)
def scope_key(scope: str) -> str:
    """The id of the key that seals the operational fields of a matter or stream."""
    return derived_id("key", scope)


@lru_cache(maxsize=20_000)
def person_key(scope: str, person: str | None) -> str:
    """The id of the key that seals the personal fields of one person within a matter or stream."""
    return derived_id("key", scope, person or NARRATIVE)


class Keys:
    """The keys of one platform. `folder` holds the key file, `secret_file` the master key (made when missing,
    unless keys exist already: then ValueError, because a new master key could open none of them)."""

    def __init__(self, folder: Path, secret_file: Path) -> None:
        path = folder / "keys"
        self._master = _master(secret_file, may_create=not path.exists())
        self._file = KeyFile(path)
        self._plain: dict[str, tuple[AESGCM, str | None]] = {}
        self._lock = asyncio.Lock()

    def close(self) -> None:
        self._file.close()

    async def ensure(self, wanted: list[tuple[str, str | None]]) -> None:
        """Have these `(key id, parent key id)` on the disk, parents first. A destroyed key stays destroyed."""
        missing = [pair for pair in wanted if pair[0] not in self._plain]
        if not missing:
            return
        async with self._lock:
            await asyncio.to_thread(self._ensure, missing)

    def _ensure(self, wanted: list[tuple[str, str | None]]) -> None:
        fresh: dict[uuid.UUID, tuple[uuid.UUID | None, bytes]] = {}
        made: dict[str, bytes] = {}
        for key_id, parent in wanted:
            key_uuid = uuid.UUID(key_id)
            if key_uuid in fresh or self._file.find(key_uuid) is not None:
                continue
            if parent is None:
                wrapper: AESGCM | None = AESGCM(self._master)
            else:
                wrapper = AESGCM(made[parent]) if parent in made else self._cipher(parent)
            if wrapper is None:
                continue
            key, nonce = os.urandom(KEY_BYTES), os.urandom(_NONCE)
            made[key_id] = key
            fresh[key_uuid] = (
                uuid.UUID(parent) if parent else None,
                nonce + wrapper.encrypt(nonce, key, key_uuid.bytes),
            )
        self._file.append([(key_id, parent, wrapped) for key_id, (parent, wrapped) in fresh.items()])

    def encrypt(self, key_id: str, plaintext: bytes, about: bytes) -> bytes | None:
        """Nonce and ciphertext, bound to `about`; None when the key is destroyed or was never made."""
        cipher = self._cipher(key_id)
        if cipher is None:
            return None
        nonce = os.urandom(_NONCE)
        return nonce + cipher.encrypt(nonce, plaintext, about)

    def decrypt(self, key_id: str, blob: bytes, about: bytes) -> bytes | None:
        """The plaintext; None when the key is gone. Raises ValueError when the bytes were altered."""
        cipher = self._cipher(key_id)
        if cipher is None:
            return None
        try:
            return cipher.decrypt(blob[:_NONCE], blob[_NONCE:], about)
        except InvalidTag:
            raise ValueError(f"sealed bytes under key {key_id} were altered") from None

    async def destroy(self, key_id: str) -> bool:
        """Make everything under this key, and under keys wrapped by it, unreadable for ever."""
        async with self._lock:
            self._plain.clear()
            return await asyncio.to_thread(self._file.destroy, uuid.UUID(key_id))

    def blind(self, purpose: str, value: str) -> bytes:
        """A keyed hash by which an exact value can be found again without being stored (32 bytes)."""
        mac = HMAC(self._master, SHA256())
        mac.update(f"blind\x1f{purpose}\x1f{value}".encode())
        return mac.finalize()

    def _cipher(self, key_id: str) -> AESGCM | None:
        slot = self._file.find(uuid.UUID(key_id))
        if slot is None or slot.wrapped is None:
            self._plain.pop(key_id, None)
            return None
        known = self._plain.get(key_id)
        if slot.parent is None:
            wrapper = AESGCM(self._master) if known is None else None
        else:
            wrapper = self._cipher(str(slot.parent))
            if wrapper is None:
                return None
        if known is not None:
            return known[0]
        assert wrapper is not None
        key = wrapper.decrypt(slot.wrapped[:_NONCE], slot.wrapped[_NONCE:], uuid.UUID(key_id).bytes)
        if len(self._plain) >= _CACHE:
            self._plain.clear()
        cipher = AESGCM(key)
        self._plain[key_id] = (cipher, str(slot.parent) if slot.parent else None)
        return cipher


def _master(path: Path, *, may_create: bool) -> bytes:
    if not path.exists():
        if not may_create:
            raise ValueError(f"the master key {path} is missing, and the keys it wraps are there: put it back")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(fd, "w", encoding="ascii") as file:
                file.write(os.urandom(KEY_BYTES).hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except (ValueError, UnicodeDecodeError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ValueError(f"the master key {path} must be 64 hexadecimal digits")
    return secret
