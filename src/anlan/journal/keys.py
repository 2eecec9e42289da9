"""Encryption of fields: AES-256-GCM under a key per scope (an incident, an account) and per person within it.

Destroying a person's key erases that person; destroying the scope's key erases the incident with everyone in it,
because their keys are wrapped by it. The journal's rows stay as they were.
"""

import asyncio
import fcntl
import hmac
import os
import uuid
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anlan.ids import derived_id
from anlan.journal.keyfile import KEY_BYTES, NONCE_BYTES, KeyFile, sync_folder

__all__ = ["NARRATIVE", "Keys", "person_key", "scope_key"]

NARRATIVE = "narrative"
"""The person under whose key free text goes when nobody in particular is named."""

_CACHE = 50_000


@lru_cache(maxsize=20_000)
def scope_key(scope: str) -> str:
    """The id of the key that seals the operational fields of a matter or stream."""
    return derived_id("key", scope)


@lru_cache(maxsize=20_000)
def person_key(scope: str, person: str | None) -> str:
    """The id of the key that seals the personal fields of one person within a matter or stream."""
    return derived_id("key", scope, person or NARRATIVE)


class _Opened:
    """An unwrapped key, with the slots that must be alive for it to be used: its own and its parents'."""

    __slots__ = ("cipher", "offset", "parent")

    def __init__(self, cipher: AESGCM, offset: int, parent: "_Opened | None") -> None:
        self.cipher = cipher
        self.offset = offset
        self.parent = parent


class Keys:
    """The keys of one platform. `folder` holds the key file, `secret_file` the master key (made when missing,
    unless keys exist already: then ValueError, because a new master key could open none of them)."""

    def __init__(self, folder: Path, secret_file: Path) -> None:
        path = folder / "keys"
        master = _master(secret_file, may_create=lambda: not path.exists())
        # One secret, three uses that must not meet.
        self._wrapping = AESGCM(hmac.digest(master, b"wrap", "sha256"))
        self._blinding = hmac.digest(master, b"blind", "sha256")
        self._file = KeyFile(path, hmac.digest(master, b"check", "sha256")[:16])
        self._opened: dict[str, _Opened] = {}
        self._wanted: list[tuple[str, str | None]] = []
        self._making = asyncio.Lock()

    def close(self) -> None:
        self._file.close()

    async def ensure(self, wanted: list[tuple[str, str | None]]) -> None:
        """Have these `(key id, parent key id)` on the disk, parents first. A destroyed key stays destroyed, and
        under a destroyed parent none is made any more."""
        missing = [pair for pair in wanted if pair[0] not in self._opened]
        if not missing:
            return
        # Whoever comes to write takes along what the others wait for: one write to the disk for all.
        self._wanted += missing
        async with self._making:
            taken, self._wanted = self._wanted, []
            others = [pair for pair in taken if pair not in missing]
            try:
                if taken:
                    await asyncio.to_thread(self._make, taken)
            except Exception:
                self._wanted += others
                if not others:
                    raise
                await asyncio.to_thread(self._make, missing)
            except asyncio.CancelledError:
                self._wanted += others
                raise

    def _make(self, wanted: list[tuple[str, str | None]]) -> None:
        made: dict[bytes, AESGCM] = {}

        def wrap(key_id: bytes, parent: bytes | None) -> bytes | None:
            wrapper: AESGCM | None = self._wrapping
            if parent is not None:
                wrapper = made[parent] if parent in made else self._cipher(str(uuid.UUID(bytes=parent)))
            if wrapper is None:
                return None
            key, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
            made[key_id] = AESGCM(key)
            return nonce + wrapper.encrypt(nonce, key, key_id)

        self._file.make([(_bytes(key), _bytes(parent) if parent else None) for key, parent in wanted], wrap)

    def encrypt(self, key_id: str, plaintext: bytes, about: bytes) -> bytes | None:
        """Nonce and ciphertext, bound to `about`; None when the key is destroyed. LookupError for a key that
        `ensure` was never asked for: what it should have sealed must not be lost in silence."""
        cipher = self._cipher(key_id)
        if cipher is None:
            if self._file.find(_bytes(key_id)) is None:
                raise LookupError(f"key {key_id} was never made")
            return None
        nonce = os.urandom(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, plaintext, about)

    def decrypt(self, key_id: str, blob: bytes, about: bytes) -> bytes | None:
        """The plaintext; None when the key is gone. Raises ValueError when the bytes were altered."""
        cipher = self._cipher(key_id)
        if cipher is None:
            return None
        try:
            return cipher.decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], about)
        except InvalidTag:
            raise ValueError(f"sealed bytes under key {key_id} were altered") from None

    async def destroy(self, key_id: str) -> bool:
        """Make everything under this key, and under keys wrapped by it, unreadable for ever. True when it was
        there and alive."""
        self._opened.clear()
        return await asyncio.to_thread(self._file.destroy, _bytes(key_id))

    def blind(self, purpose: str, value: str) -> bytes:
        """A keyed hash by which an exact value can be found again without being stored (32 bytes)."""
        return hmac.digest(self._blinding, f"{purpose}\x1f{value}".encode(), "sha256")

    def _cipher(self, key_id: str) -> AESGCM | None:
        opened = self._live(key_id)
        return opened.cipher if opened else None

    def _live(self, key_id: str) -> _Opened | None:
        opened = self._opened.get(key_id)
        if opened is None:
            return self._open(key_id)
        link: _Opened | None = opened
        while link is not None:
            if not self._file.is_alive(link.offset):
                self._opened.pop(key_id, None)
                return None
            link = link.parent
        return opened

    def _open(self, key_id: str) -> _Opened | None:
        slot = self._file.find(_bytes(key_id))
        if slot is None or slot.wrapped is None:
            return None
        parent: _Opened | None = None
        if slot.parent is not None:
            parent = self._live(str(uuid.UUID(bytes=slot.parent)))
            if parent is None:
                return None
        wrapper = parent.cipher if parent else self._wrapping
        try:
            key = wrapper.decrypt(slot.wrapped[:NONCE_BYTES], slot.wrapped[NONCE_BYTES:], _bytes(key_id))
        except InvalidTag:
            raise ValueError(f"key {key_id} was altered in the key file") from None
        if len(self._opened) >= _CACHE:
            self._opened.clear()
        opened = self._opened[key_id] = _Opened(AESGCM(key), slot.offset, parent)
        return opened


def _bytes(key_id: str) -> bytes:
    return bytes.fromhex(key_id.replace("-", ""))


def _master(path: Path, *, may_create: Callable[[], bool]) -> bytes:
    """The master key, made once even when several processes start at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not path.exists():
            if not may_create():
                raise ValueError(f"the master key {path} is missing, and the keys it wraps are there: put it back")
            _write_master(path)
    finally:
        os.close(folder)
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except (ValueError, UnicodeDecodeError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ValueError(f"the master key {path} must be 64 hexadecimal digits")
    return secret


def _write_master(path: Path) -> None:
    """Under another name first: a start that is killed leaves nothing that looks like a key."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w", encoding="ascii") as file:
        file.write(os.urandom(KEY_BYTES).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)
