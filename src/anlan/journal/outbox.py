"""Effects outside, carried out at least once by whichever worker lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from anlan.ids import derived_id
from anlan.journal.decisions import Context
from anlan.journal.journal import Journal
from anlan.journal.lost import is_lost, unavailable

__all__ = ["EffectHandler", "Outbox"]

log = logging.getLogger(__name__)

EffectHandler = Callable[[dict[str, Any], Context, str], Awaitable[None]]
"""`(payload, context, effect id)`: does the thing outside, then runs a command that names the effect as done."""

_POLL_SECONDS = 0.2
_LONGEST_SECONDS = 300


class Outbox:
    """Carries out effects at least once. Whoever takes one up first puts its next try off, so that another worker
    leaves it alone meanwhile; one that is not done by then is tried again, later and later, for ever."""

    def __init__(self, journal: Journal, handlers: Mapping[str, EffectHandler]) -> None:
        self._journal = journal
        self._handlers = handlers

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            delivered = 0
            try:
                delivered = await self.deliver_due()
            except Exception as error:
                if not is_lost(error):
                    log.exception("delivering effects failed and is tried again")
            if not delivered:
                await asyncio.sleep(_POLL_SECONDS)

    async def deliver_due(self, limit: int = 20) -> int:
        """Try every effect whose time has come; answers how many were tried."""
        now = self._journal.clock.now()
        async with unavailable():
            # From 2 s on, doubling: also the time that a try may take before somebody else makes the next.
            rows = await self._journal.pool.fetch(
                "update work.outbox set attempts = attempts + 1,"
                " next_at = $1::timestamptz + least($3, 2 ^ least(attempts + 1, 16)) * interval '1 second'"
                " where id in (select id from work.outbox where next_at <= $1 order by next_at, id limit $2"
                " for update skip locked) returning id, kind, payload",
                now,
                limit,
                float(_LONGEST_SECONDS),
            )
        await asyncio.gather(*(self._deliver(row) for row in rows))
        return len(rows)

    async def _deliver(self, row: Any) -> None:
        handler = self._handlers.get(row["kind"])
        ctx = Context(command_id=derived_id("effect", row["id"]), actor="system:outbox", cause=row["id"])
        if handler is None:
            log.error("no handler for effects of kind %s", row["kind"])
            return
        try:
            await asyncio.wait_for(handler(msgspec.json.decode(row["payload"]), ctx, row["id"]), _LONGEST_SECONDS)
        except Exception as error:
            log.warning("effect of kind %s not delivered (%s), tried again", row["kind"], type(error).__name__)
