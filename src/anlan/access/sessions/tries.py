"""Slowing down guesses without locking anybody out.

Each pair of sign-in name and address has its own count: after three wrong tries the next must wait 1 s, then 2,
4, up to 30. Other names from the same address, and the same name from elsewhere, are not held up, so neither a
mistyping colleague nor a stranger can lock a room or a person out. A right password clears the count, and so do
fifteen quiet minutes. Times are the wall's, because guessing happens in the real world.
"""

import math
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from anlan.access.refusals import TooManyTries
from anlan.clock import Clock
from anlan.journal.keys import Keys

__all__ = ["FREE_TRIES", "Tries", "delay_after"]

FREE_TRIES = 3
_LONGEST = 30
_QUIET = timedelta(minutes=15)


def delay_after(failures: int) -> int:
    """Seconds to wait after so many wrong tries in a row."""
    if failures < FREE_TRIES:
        return 0
    return min(_LONGEST, 1 << min(failures - FREE_TRIES, 10))


class Tries:
    """The table `access.tries`; its keys are keyed hashes of name and address."""

    def __init__(self, pool: "asyncpg.Pool[Any]", keys: Keys, wall: Clock) -> None:
        self._pool = pool
        self._keys = keys
        self._wall = wall

    def _key(self, name_index: bytes, address: str) -> bytes:
        return self._keys.blind("sign-in-try", name_index.hex() + address)

    async def begin(self, name_index: bytes, address: str) -> None:
        """Count a try before it is checked, so that many at once are not all free; raises `TooManyTries` while
        one must wait. A refused try does not lengthen the wait."""
        now = self._wall.now()
        async with self._pool.acquire() as connection, connection.transaction():
            key = self._key(name_index, address)
            await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", key.hex())
            row = await connection.fetchrow("select failures, at, until from access.tries where key = $1", key)
            failures = _failures(row, now)
            if row is not None and failures and row["until"] > now:
                raise TooManyTries("session.wait", retry_after=math.ceil((row["until"] - now).total_seconds()))
            failures += 1
            await connection.execute(
                "insert into access.tries (key, failures, at, until) values ($1, $2, $3, $4)"
                " on conflict (key) do update set failures = $2, at = $3, until = $4",
                key,
                failures,
                now,
                now + timedelta(seconds=delay_after(failures)),
            )

    async def succeeded(self, name_index: bytes, address: str) -> None:
        """The password was right: the count begins anew."""
        await self._pool.execute("delete from access.tries where key = $1", self._key(name_index, address))

    async def forget_old(self) -> None:
        """Drop the counts that no longer matter."""
        await self._pool.execute("delete from access.tries where at < $1", self._wall.now() - _QUIET)


def _failures(row: Any, now: datetime) -> int:
    return 0 if row is None or now - row["at"] > _QUIET else int(row["failures"])
