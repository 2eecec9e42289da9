"""Learning that the journal has grown: one listening connection a process, whoever waits is woken."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from anlan.journal.lost import is_lost

__all__ = ["Follower"]

log = logging.getLogger(__name__)

_POLL_SECONDS = 1.0
_AWAY_SECONDS = 0.25


class Follower:
    """Keeps `head`, the last position known to be placed. A lost connection is opened again; meanwhile, and as
    a second string to every notice, the head is asked for each second."""

    def __init__(self, connect: Callable[[], Awaitable["asyncpg.Connection[Any]"]]) -> None:
        self._connect = connect
        self._grown = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self.head = 0

    async def start(self) -> None:
        """Begin to listen; returns when the head is known."""
        connection = await self._connect()
        try:
            await self._advance(await _head(connection))
        except BaseException:
            connection.terminate()
            raise
        self._task = asyncio.create_task(self._keep(connection))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def beyond(self, position: int) -> int:
        """Wait until a position above `position` has been placed; answers the head."""
        if self.head > position:
            return self.head
        async with self._grown:
            await self._grown.wait_for(lambda: self.head > position)
            return self.head

    async def _advance(self, head: int) -> None:
        if head > self.head:
            async with self._grown:
                self.head = max(head, self.head)
                self._grown.notify_all()

    async def _keep(self, connection: "asyncpg.Connection[Any] | None") -> None:
        while True:
            try:
                if connection is None:
                    connection = await self._connect()
                await self._listen(connection)
            except Exception as error:
                if not is_lost(error):
                    log.exception("listening to the journal failed and is tried again")
            # The database is away or restarting; waiting readers simply go on waiting.
            connection = None
            await asyncio.sleep(_AWAY_SECONDS)

    async def _listen(self, connection: "asyncpg.Connection[Any]") -> None:
        """Until the connection is lost."""
        noticed: asyncio.Queue[int | None] = asyncio.Queue()
        try:
            connection.add_termination_listener(lambda _: noticed.put_nowait(None))
            await connection.add_listener("journal", lambda *notice: noticed.put_nowait(int(str(notice[3]))))
            # What was placed before we listened is not noticed.
            head: int | None = await _head(connection)
            while head is not None:
                await self._advance(head)
                try:
                    head = await asyncio.wait_for(noticed.get(), _POLL_SECONDS)
                except TimeoutError:
                    head = await _head(connection)
        finally:
            # Without a goodbye: whatever is the matter with it, nobody is kept waiting.
            connection.terminate()


async def _head(connection: "asyncpg.Connection[Any]") -> int:
    return int(await connection.fetchval("select coalesce(max(position), 0) from journal.positions", timeout=10))
