"""Passwords as Argon2id hashes (RFC 9106), computed in threads, a few at a time, so that the loop never waits."""

import asyncio
import os
from base64 import b64encode

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from anlan.access.refusals import TooManyTries

__all__ = ["Passwords"]

_WAITING = 200


class Passwords:
    """Hashing at `time_cost` passes over `memory_kib`. `at_once` bounds threads and so memory: one hash holds
    64 MiB with the default. Beyond a few hundred waiting, new ones are sent away for a second."""

    def __init__(self, *, time_cost: int = 2, memory_kib: int = 65_536, at_once: int | None = None) -> None:
        self._hasher = PasswordHasher(time_cost, memory_kib, parallelism=1, type=Type.ID)
        self._slots = asyncio.Semaphore(at_once or max(1, min(4, os.cpu_count() or 1)))
        self._waiting = 0
        # Verified when a name is unknown, so that the answer takes as long as for a known one. No password is known
        # that has this hash: random bytes, which cost no start what making one would.
        salt, digest = (b64encode(os.urandom(size)).decode().rstrip("=") for size in (16, 32))
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={time_cost},p=1${salt}${digest}"

    async def hash(self, password: str) -> str:
        """The encoded hash with its salt and costs."""
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, encoded: str | None, password: str) -> bool:
        """Whether the password is right. None costs the same and is never right."""
        if self._waiting >= _WAITING:
            raise TooManyTries("session.crowded", retry_after=1)
        self._waiting += 1
        try:
            async with self._slots:
                right = await asyncio.to_thread(self._verify, encoded or self._nobody, password)
        finally:
            self._waiting -= 1
        return right and encoded is not None

    def outdated(self, encoded: str) -> bool:
        """Whether the hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(encoded)

    def _verify(self, encoded: str, password: str) -> bool:
        try:
            return self._hasher.verify(encoded, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
