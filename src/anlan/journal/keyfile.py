"""The key store on disk: a file of fixed slots, apart from the database and its backups.

A slot holds one 256-bit key wrapped by its parent's key, or by the master key. Keys are appended under a file lock
and are on the disk before any event that uses them; destroying one overwrites its slot in place, and leaves its id
behind so that it is never made again. Every use looks at the slot first, so a destruction in one process is obeyed
by all of them at once.
"""

import fcntl
import os
import struct
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["KEY_BYTES", "KeyFile", "Slot"]

KEY_BYTES = 32
_HEADER = b"anlan-keys-1\n".ljust(128, b"\0")
_SLOT = struct.Struct(">B16s16s12s48sI31x")
_LIVE, _DESTROYED = 1, 2


class Slot:
    """One key as stored: `wrapped` is nonce and ciphertext under the parent's key; None when destroyed."""

    __slots__ = ("offset", "parent", "wrapped")

    def __init__(self, offset: int, parent: uuid.UUID | None, wrapped: bytes | None) -> None:
        self.offset = offset
        self.parent = parent
        self.wrapped = wrapped


class KeyFile:
    """Slots by key id. Safe for many processes; within a process, call from one thread at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._offsets: dict[uuid.UUID, int] = {}
        with self._locked():
            if os.fstat(self._fd).st_size < len(_HEADER):
                os.pwrite(self._fd, _HEADER, 0)
                os.fsync(self._fd)
                _sync_folder(path.parent)
        if os.pread(self._fd, len(_HEADER), 0) != _HEADER:
            raise ValueError(f"{path} is not a key file of this program")
        self._end = len(_HEADER)
        self._read_new()

    def close(self) -> None:
        os.close(self._fd)

    def find(self, key_id: uuid.UUID) -> Slot | None:
        """The slot as it is on the disk now; None when the key was never made."""
        offset = self._offsets.get(key_id)
        if offset is None:
            self._read_new()
            offset = self._offsets.get(key_id)
            if offset is None:
                return None
        status, _, parent, nonce, wrapped, _ = _SLOT.unpack(os.pread(self._fd, _SLOT.size, offset))
        return Slot(
            offset,
            uuid.UUID(bytes=parent) if any(parent) else None,
            nonce + wrapped if status == _LIVE else None,
        )

    def append(self, keys: list[tuple[uuid.UUID, uuid.UUID | None, bytes]]) -> None:
        """Add `(id, parent id, nonce + wrapped key)` and wait until they are on the disk. An id that another
        process has added meanwhile is left as it is."""
        with self._locked():
            self._read_new()
            fresh = [key for key in keys if key[0] not in self._offsets]
            if not fresh:
                return
            rows = b"".join(_pack(_LIVE, key, parent, wrapped) for key, parent, wrapped in fresh)
            os.pwrite(self._fd, rows, self._end)
            os.fsync(self._fd)
            self._read_new()

    def destroy(self, key_id: uuid.UUID) -> bool:
        """Overwrite the key. True when it was there and alive. Afterwards no process can unwrap it."""
        with self._locked():
            slot = self.find(key_id)
            if slot is None or slot.wrapped is None:
                return False
            os.pwrite(self._fd, _pack(_DESTROYED, key_id, slot.parent, bytes(60)), slot.offset)
            os.fsync(self._fd)
            return True

    def _read_new(self) -> None:
        while len(row := os.pread(self._fd, _SLOT.size, self._end)) == _SLOT.size:
            status, key, _, _, _, crc = _SLOT.unpack(row)
            if zlib.crc32(row[:93]) != crc or status not in (_LIVE, _DESTROYED):
                # A slot that was cut off while being written was never acknowledged; the next append replaces it.
                return
            self._offsets[uuid.UUID(bytes=key)] = self._end
            self._end += _SLOT.size

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)


def _pack(status: int, key: uuid.UUID, parent: uuid.UUID | None, wrapped: bytes) -> bytes:
    body = struct.pack(">B16s16s60s", status, key.bytes, parent.bytes if parent else bytes(16), wrapped)
    return (body + struct.pack(">I", zlib.crc32(body))).ljust(_SLOT.size, b"\0")


def _sync_folder(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
