"""The key store on disk: a file of fixed slots, apart from the database and its backups.

A slot holds one 256-bit key wrapped by its parent's key, or by the master key. Keys are appended under a file lock
and are on the disk before any event that uses them; destroying one overwrites its slot in place, and leaves its id
behind so that it is never made again. Every use looks at the slot first, so a destruction in one process is obeyed
by all of them at once.
"""

import fcntl
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["KEY_BYTES", "NONCE_BYTES", "KeyFile", "Slot"]

KEY_BYTES = 32
NONCE_BYTES = 12

_MAGIC = b"anlan-keys-1\n".ljust(16, b"\0")
_CHECK_BYTES = 16
_HEADER_BYTES = 128
# How far the file was on the disk when that was last noted: a bad slot before this is damage, one after it was
# being written when the machine stopped. In a sector of its own slot, so it is written whole or not at all.
_END = struct.Struct(">QI")
_END_OFFSET = 64
# status, key id, parent id, nonce and wrapped key, checksum
_SLOT = struct.Struct(">B16s16s60sI31x")
_SUMMED = _SLOT.size - 31 - 4
_LIVE, _DESTROYED = 1, 2
_CHUNK = 8192 * _SLOT.size


class Slot:
    """One key as stored: `wrapped` is nonce and ciphertext under the parent's key; None when destroyed."""

    __slots__ = ("offset", "parent", "wrapped")

    def __init__(self, offset: int, parent: bytes | None, wrapped: bytes | None) -> None:
        self.offset = offset
        self.parent = parent
        self.wrapped = wrapped


class KeyFile:
    """Slots by key id (16 bytes). Safe for many processes and threads. `check` (16 bytes) belongs to the master key;
    a file that was made under another one is refused with ValueError, and so is a damaged one."""

    def __init__(self, path: Path, check: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._guard = threading.RLock()
        self._depth = 0
        self._offsets: dict[bytes, int] = {}
        self._end = self._durable = _HEADER_BYTES
        try:
            with self._locked():
                self._open(check)
        except BaseException:
            os.close(self._fd)
            raise

    def _open(self, check: bytes) -> None:
        if os.fstat(self._fd).st_size < _HEADER_BYTES:
            os.pwrite(self._fd, (_MAGIC + check).ljust(_HEADER_BYTES, b"\0"), 0)
            os.fsync(self._fd)
            sync_folder(self._path.parent)
        header = os.pread(self._fd, _HEADER_BYTES, 0)
        if header[: len(_MAGIC)] != _MAGIC:
            raise ValueError(f"{self._path} is not a key file of this program")
        if header[len(_MAGIC) : len(_MAGIC) + _CHECK_BYTES] != check:
            raise ValueError(f"{self._path} was made under another master key: put back the one that belongs to it")
        self._read_new()
        self._refuse_damage()

    def close(self) -> None:
        os.close(self._fd)

    def find(self, key_id: bytes) -> Slot | None:
        """The slot as it is on the disk now; None when the key was never made."""
        offset = self._offsets.get(key_id)
        if offset is None:
            with self._guard:
                self._read_new()
            offset = self._offsets.get(key_id)
            if offset is None:
                return None
        row = os.pread(self._fd, _SLOT.size, offset)
        if not _is_whole(row):
            with self._locked():  # somebody is destroying it at this moment
                row = os.pread(self._fd, _SLOT.size, offset)
            if not _is_whole(row):
                raise ValueError(f"{self._path} is damaged at byte {offset}: put back a copy")
        status, _, parent, wrapped, _ = _SLOT.unpack(row)
        return Slot(offset, parent if any(parent) else None, wrapped if status == _LIVE else None)

    def is_alive(self, offset: int) -> bool:
        """Whether the key in the slot at `offset` has not been destroyed by now."""
        return os.pread(self._fd, 1, offset) == b"\x01"

    def make(
        self, wanted: Sequence[tuple[bytes, bytes | None]], wrap: Callable[[bytes, bytes | None], bytes | None]
    ) -> None:
        """Have `(key id, parent id)` in the file and on the disk. `wrap` makes the nonce and wrapped key of those
        that are not there yet; where it answers None, because the parent is gone, the key counts as destroyed."""
        with self._locked():
            self._read_new()
            rows: dict[bytes, bytes] = {}
            for key, parent in wanted:
                if key not in self._offsets and key not in rows:
                    wrapped = wrap(key, parent)
                    rows[key] = _pack(_DESTROYED if wrapped is None else _LIVE, key, parent, wrapped or bytes(60))
            self._append(b"".join(rows.values()))

    def destroy(self, key_id: bytes) -> bool:
        """Overwrite the key; one that was never made can then never be. True when it was there and alive.
        Afterwards no process can unwrap it."""
        with self._locked():
            slot = self.find(key_id)
            if slot is None:
                self._append(_pack(_DESTROYED, key_id, None, bytes(60)))
                return False
            if slot.wrapped is None:
                return False
            os.pwrite(self._fd, _pack(_DESTROYED, key_id, slot.parent, bytes(60)), slot.offset)
            os.fsync(self._fd)
            return True

    def _append(self, rows: bytes) -> None:
        """Under the lock. Also puts on the disk what another process has written but was killed before syncing."""
        if not rows and self._end == self._durable:
            return
        self._refuse_damage()
        if os.fstat(self._fd).st_size > self._end:
            # What was cut off while being written was never acknowledged; nothing of it may come back to life.
            os.ftruncate(self._fd, self._end)
        try:
            _write(self._fd, rows, self._end)
            os.fsync(self._fd)
        except OSError:
            os.ftruncate(self._fd, self._end)
            raise
        self._read_new()
        self._durable = self._end
        end = self._end.to_bytes(8, "big")
        os.pwrite(self._fd, end + zlib.crc32(end).to_bytes(4, "big"), _END_OFFSET)

    def _read_new(self) -> None:
        """Under the guard: index the whole slots that have been appended since the last time."""
        while chunk := os.pread(self._fd, _CHUNK, self._end):
            for start in range(0, len(chunk), _SLOT.size):
                row = chunk[start : start + _SLOT.size]
                if not _is_whole(row):
                    return
                self._offsets[row[1:17]] = self._end
                self._end += _SLOT.size

    def _refuse_damage(self) -> None:
        """Under the lock, after reading all: slots that were on the disk must all be whole."""
        end, crc = _END.unpack(os.pread(self._fd, _END.size, _END_OFFSET))
        if zlib.crc32(end.to_bytes(8, "big")) == crc and self._end < end:
            raise ValueError(f"{self._path} is damaged at byte {self._end}: put back a copy")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Alone among threads and processes."""
        with self._guard:
            self._depth += 1
            if self._depth == 1:
                fcntl.flock(self._fd, fcntl.LOCK_EX)
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    fcntl.flock(self._fd, fcntl.LOCK_UN)


def sync_folder(path: Path) -> None:
    """Have the folder's entries on the disk."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _pack(status: int, key: bytes, parent: bytes | None, wrapped: bytes) -> bytes:
    row = _SLOT.pack(status, key, parent or bytes(16), wrapped, 0)
    return row[:_SUMMED] + zlib.crc32(row[:_SUMMED]).to_bytes(4, "big") + bytes(31)


def _is_whole(row: bytes) -> bool:
    return (
        len(row) == _SLOT.size
        and row[0] in (_LIVE, _DESTROYED)
        and zlib.crc32(row[:_SUMMED]).to_bytes(4, "big") == row[_SUMMED : _SUMMED + 4]
    )


def _write(fd: int, rows: bytes, offset: int) -> None:
    while rows:
        written = os.pwrite(fd, rows, offset)
        rows, offset = rows[written:], offset + written
