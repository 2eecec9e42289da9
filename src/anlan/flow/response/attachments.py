"""Pictures as encrypted files under the hash of their ciphertext; they have no index but their incident."""

import asyncio
import hashlib
import os
from pathlib import Path

from anlan.journal.journal import Journal

__all__ = ["MAX_BYTES", "Attachments", "looks_like"]

MAX_BYTES = 8 * 1024 * 1024

_SIGNS: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
}


def looks_like(media_type: str, data: bytes) -> bool:
    """Whether the bytes begin like a picture of this kind; nothing else of a picture is ever looked at."""
    if media_type == "image/webp" and data[8:12] != b"WEBP":
        return False
    return any(data.startswith(sign) for sign in _SIGNS.get(media_type, ()))


class Attachments:
    """A folder of files by content. A write is on the disk, under its final name, before it is answered."""

    def __init__(self, journal: Journal, folder: Path) -> None:
        self._journal = journal
        self._folder = folder

    async def put(self, incident_id: str, data: bytes) -> str:
        """Encrypt and keep; answers the SHA-256 of the ciphertext, by which it is found."""
        sealed = await self._journal.seal_bytes(incident_id, None, "picture", data)
        digest = hashlib.sha256(sealed).hexdigest()
        await asyncio.to_thread(self._write, digest, sealed)
        return digest

    async def get(self, digest: str) -> bytes | None:
        """The ciphertext; None when the file is gone or was altered."""
        path = self._path(digest)
        try:
            sealed = await asyncio.to_thread(path.read_bytes)
        except OSError:
            return None
        return sealed if hashlib.sha256(sealed).hexdigest() == digest else None

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _write(self, digest: str, sealed: bytes) -> None:
        path = self._path(digest)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_name(f"{digest}.{os.getpid()}.part")
        with partial.open("wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
