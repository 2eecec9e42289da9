"""Giving committed events their positions.

Sequence numbers are taken before commit, so a higher one may be visible while a lower one is still on its way. The
sequencer places whatever is committed, in the order of the numbers, and remembers the missing ones as gaps. A gap
is filled when its event appears. It is dead, and forgotten, once every transaction that was running when it was
first missed has ended: a transaction has its id before its first number, so the owner of a missing number is older
than the sequencer's own transaction that missed it. Within a stream the order always holds: a later version is only
written after the earlier one has committed, with a higher number.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import asyncpg

from anlan.clock import Clock
from anlan.journal.lease import take_lease
from anlan.journal.lost import is_lost

__all__ = ["Sequencer"]

log = logging.getLogger(__name__)

_LEASE = 0x616E_6C61_6E01
_BATCH = 2000
_IDLE_SECONDS = 0.01
_BUSY_SECONDS = 0.002
_FULL_SECONDS = 0.006
_FULL = 12
_SETTLE_EVERY = 5.0
_AWAY_SECONDS = 0.1
_HUNG_SECONDS = 30


class Sequencer:
    """One of these is active on a journal at a time: its lease is an advisory lock of the very connection that
    writes positions, so losing the connection loses the lease."""

    def __init__(self, connect: Callable[[], Awaitable["asyncpg.Connection[Any]"]], clock: Clock) -> None:
        self._connect = connect
        self._clock = clock
        self._connection: asyncpg.Connection[Any] | None = None
        # Missing number -> the transaction that missed it first.
        self._gaps: dict[int, int] = {}
        self._high = 0
        self._last = 0
        self._last_at: datetime | None = None

    async def run(self) -> None:
        """Place events until cancelled; waits for the lease, and takes it again after a lost connection."""
        while True:
            try:
                await self.take()
                await self._loop()
            except Exception as error:
                if not is_lost(error):
                    log.exception("giving positions failed and is tried again")
            finally:
                await self.release()
            await asyncio.sleep(_AWAY_SECONDS)

    async def take(self) -> None:
        """Wait for the lease, and learn where the journal stands."""
        self._connection = connection = await self._connect()
        await take_lease(connection, _LEASE)
        settled = await connection.fetchval("select settled from work.sequencer")
        row = await connection.fetchrow(
            "select position, at from journal.positions order by position desc limit 1",
        )
        self._last, self._last_at = (row["position"], row["at"]) if row else (0, None)
        self._high = int(
            await connection.fetchval("select coalesce(max(seq), $1) from journal.positions", settled),
        )
        missing = await connection.fetch(
            "select n from generate_series($1::bigint + 1, $2::bigint) n"
            " where not exists (select from journal.positions where seq = n)",
            settled,
            self._high,
        )
        # Taken last, so that the owners of all those numbers are older.
        own = int(await connection.fetchval("select pg_current_xact_id()::text::bigint"))
        self._gaps = {row["n"]: own for row in missing}

    async def release(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=1)

    async def _loop(self) -> None:
        busy_until = settle_at = time.monotonic()
        while True:
            placed = await self.place()
            now = time.monotonic()
            if placed:
                busy_until = now + 1.0
            if now >= settle_at:
                settle_at = now + _SETTLE_EVERY
                await self._settle()
            if placed < _BATCH // 2:
                await asyncio.sleep(_pause(placed, busy=now < busy_until))

    async def place(self) -> int:
        """Give positions to what is committed by now; answers how many."""
        assert self._connection is not None
        # Position time never goes back, whatever the clock does.
        now = self._clock.now()
        at = now if self._last_at is None else max(now, self._last_at)
        row = await self._connection.fetchrow(
            "select * from journal.place($1, $2, $3, $4, $5)",
            self._high,
            list(self._gaps),
            self._last,
            at,
            _BATCH,
            timeout=_HUNG_SECONDS,
        )
        assert row is not None
        placed: list[int] = row["placed"] or []
        if placed:
            self._last += len(placed)
            self._last_at = at
        arrived = set(placed)
        for number in [n for n in self._gaps if n in arrived]:
            del self._gaps[number]
        for number in [n for n, own in self._gaps.items() if row["oldest"] >= own]:
            del self._gaps[number]
        if placed and placed[-1] > self._high:
            for number in range(self._high + 1, placed[-1]):
                if number not in arrived:
                    self._gaps[number] = row["own"]
            self._high = placed[-1]
        return len(placed)

    async def _settle(self) -> None:
        assert self._connection is not None
        settled = min(self._gaps) - 1 if self._gaps else self._high
        await self._connection.execute("update work.sequencer set settled = $1 where settled < $1", settled)


def _pause(placed: int, *, busy: bool) -> float:
    """Seconds until the next look: soon while few come, each of whom may be waited for; where many come, what is
    spared is theirs."""
    if placed >= _FULL:
        return _FULL_SECONDS
    return _BUSY_SECONDS if busy else _IDLE_SECONDS
