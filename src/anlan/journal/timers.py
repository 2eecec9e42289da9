"""Promises with a clock, kept by whichever worker lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from anlan.errors import NotFound, Refused
from anlan.journal.decisions import Context, Firing
from anlan.journal.journal import Journal
from anlan.journal.lost import is_lost, unavailable
from anlan.journal.outbox import EffectHandler, Outbox

__all__ = ["EffectHandler", "Outbox", "TimerHandler", "Timers"]

log = logging.getLogger(__name__)

TimerHandler = Callable[[dict[str, Any], Context, str], Awaitable[None]]
"""`(payload, context, timer id)`: runs one command under `context`, which takes the timer away together with what
it appends. A timer whose handler decides nothing, or finds the promise void, is taken away afterwards."""

_POLL_SECONDS = 0.2


class Timers:
    """Fires due timers. Two workers may see the same one: the command id, made of the timer's id and due time,
    lets only one of them act, and one that was cancelled or moved meanwhile does nothing."""

    def __init__(self, journal: Journal, handlers: Mapping[str, TimerHandler]) -> None:
        self._journal = journal
        self._handlers = handlers

    async def run(self) -> None:
        """Fire what is due until cancelled."""
        while True:
            fired = 0
            try:
                fired = await self.fire_due()
            except Exception as error:
                if not is_lost(error):
                    log.exception("firing timers failed and is tried again")
            if not fired:
                await asyncio.sleep(_POLL_SECONDS)

    async def fire_due(self, until: datetime | None = None, limit: int = 100) -> int:
        """Fire timers due by `until` (the clock's now when not told), earliest first; answers how many were tried."""
        async with unavailable():
            rows = await self._journal.pool.fetch(
                "select id, due_at, next_at, kind, payload, attempts from work.timers where next_at <= $1"
                " order by next_at, id limit $2",
                until or self._journal.clock.now(),
                limit,
            )
            for row in rows:
                await self._fire(row)
        return len(rows)

    async def next_due(self) -> datetime | None:
        """When the next timer is tried; None when none is set."""
        async with unavailable():
            found: datetime | None = await self._journal.pool.fetchval("select min(next_at) from work.timers")
        return found

    async def _fire(self, row: Any) -> None:
        firing = Firing(row["id"], row["due_at"])
        ctx = Context(command_id=firing.command_id, actor="system:timer", cause=row["id"], firing=firing)
        handler = self._handlers.get(row["kind"])
        if handler is None:
            # Set by a newer program: it keeps until a worker that knows it comes.
            log.error("no handler for timers of kind %s", row["kind"])
            await self._postpone(row, timedelta(minutes=1))
            return
        try:
            await handler(msgspec.json.decode(row["payload"]), ctx, row["id"])
        except (NotFound, Refused) as error:
            # The state has moved on and the promise is void, for instance an offer that was taken in time.
            log.info("timer %s has nothing left to do: %s", row["kind"], error.code)
        except Exception as error:
            if is_lost(error):
                raise
            log.exception("timer of kind %s failed and is tried again", row["kind"])
            await self._postpone(row, timedelta(seconds=min(300, 2 ** min(row["attempts"], 8))))
            return
        await self._journal.pool.execute(
            "delete from work.timers where id = $1 and due_at = $2", row["id"], row["due_at"]
        )

    async def _postpone(self, row: Any, by: timedelta) -> None:
        """Try it later; what was promised, and so the command's id, stays."""
        await self._journal.pool.execute(
            "update work.timers set next_at = $4, attempts = attempts + 1"
            " where id = $1 and due_at = $2 and next_at = $3",
            row["id"],
            row["due_at"],
            row["next_at"],
            self._journal.clock.now() + by,
        )
