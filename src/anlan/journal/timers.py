"""Promises with a clock and effects outside, carried out by whichever worker lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import msgspec

from anlan.errors import AnlanError
from anlan.ids import derived_id
from anlan.journal.decisions import Context
from anlan.journal.journal import Journal

__all__ = ["EffectHandler", "Outbox", "TimerHandler", "Timers"]

log = logging.getLogger(__name__)

TimerHandler = Callable[[dict[str, Any], Context, str], Awaitable[None]]
"""`(payload, context, timer id)`: runs one command under `context`, whose Decision cancels the timer id. A timer
whose handler decides nothing is taken away afterwards."""

EffectHandler = Callable[[dict[str, Any], Context, str], Awaitable[None]]
"""`(payload, context, effect id)`: does the thing outside, then runs a command that names the effect as done."""

_POLL_SECONDS = 0.2


class Timers:
    """Fires due timers. Two workers may see the same one: the command id, made of the timer's id and due time,
    lets only one of them act."""

    def __init__(self, journal: Journal, handlers: Mapping[str, TimerHandler]) -> None:
        self._journal = journal
        self._handlers = handlers

    async def run(self) -> None:
        """Fire what is due until cancelled."""
        while True:
            try:
                fired = await self.fire_due()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                fired = 0
            if not fired:
                await asyncio.sleep(_POLL_SECONDS)

    async def fire_due(self, until: datetime | None = None, limit: int = 100) -> int:
        """Fire timers due by `until` (the clock's now when not told), earliest first; answers how many."""
        moment = until or self._journal.clock.now()
        rows = await self._journal.pool.fetch(
            "select id, due_at, kind, payload, attempts from work.timers where due_at <= $1"
            " order by due_at, id limit $2",
            moment,
            limit,
        )
        for row in rows:
            await self._fire(row)
        return len(rows)

    async def next_due(self) -> datetime | None:
        """When the next timer is due; None when none is set."""
        found: datetime | None = await self._journal.pool.fetchval("select min(due_at) from work.timers")
        return found

    async def _fire(self, row: Any) -> None:
        due: datetime = row["due_at"]
        command = derived_id("timer", row["id"], due.isoformat(), str(row["attempts"]))
        ctx = Context(command_id=command, actor="system:timer", cause=row["id"])
        handler = self._handlers.get(row["kind"])
        pool = self._journal.pool
        if handler is None:
            # Set by a newer program: it keeps until a worker that knows it comes.
            log.error("no handler for timers of kind %s", row["kind"])
            await self._postpone(row["id"], due, timedelta(minutes=1))
            return
        try:
            await handler(msgspec.json.decode(row["payload"]), ctx, row["id"])
        except AnlanError as error:
            # The state has moved on and the promise is void, for instance an offer that was taken in time.
            log.info("timer %s has nothing left to do: %s", row["kind"], error.code)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            raise
        except Exception:
            log.exception("timer of kind %s failed and is tried again", row["kind"])
            await self._postpone(row["id"], due, timedelta(seconds=min(300, 2 ** min(row["attempts"], 8))))
            return
        await pool.execute("delete from work.timers where id = $1 and due_at = $2", row["id"], due)

    async def _postpone(self, timer: str, due: datetime, by: timedelta) -> None:
        await self._journal.pool.execute(
            "update work.timers set due_at = $3, attempts = attempts + 1 where id = $1 and due_at = $2",
            timer,
            due,
            self._journal.clock.now() + by,
        )


class Outbox:
    """Carries out effects at least once; one that fails is tried again, later and later, for ever."""

    def __init__(self, journal: Journal, handlers: Mapping[str, EffectHandler]) -> None:
        self._journal = journal
        self._handlers = handlers

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            try:
                delivered = await self.deliver_due()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                delivered = 0
            if not delivered:
                await asyncio.sleep(_POLL_SECONDS)

    async def deliver_due(self, limit: int = 20) -> int:
        """Try every effect whose time has come; answers how many were tried."""
        rows = await self._journal.pool.fetch(
            "select id, kind, payload, attempts from work.outbox where next_at <= $1 order by next_at limit $2",
            self._journal.clock.now(),
            limit,
        )
        await asyncio.gather(*(self._deliver(row) for row in rows))
        return len(rows)

    async def _deliver(self, row: Any) -> None:
        handler = self._handlers.get(row["kind"])
        command = derived_id("effect", row["id"])
        ctx = Context(command_id=command, actor="system:outbox", cause=row["id"])
        try:
            if handler is None:
                raise LookupError(f"no handler for effects of kind {row['kind']}")
            await handler(msgspec.json.decode(row["payload"]), ctx, row["id"])
        except Exception as error:
            log.warning("effect of kind %s not delivered (%s), tried again", row["kind"], type(error).__name__)
            wait = timedelta(seconds=min(300, 2 ** min(row["attempts"], 8)))
            await self._journal.pool.execute(
                "update work.outbox set attempts = attempts + 1, next_at = $2 where id = $1",
                row["id"],
                self._journal.clock.now() + wait,
            )
