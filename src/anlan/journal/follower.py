"""Learning that the journal has grown: one listening connection a process, whoever waits is woken."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

__all__ = ["Follower"]

_POLL_SECONDS = 1.0


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
        self._task = asyncio.create_task(self._keep(connection))
        await self._advance(await _head(connection))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def beyond(self, position: int) -> int:
        """Wait until a position above `position` has been placed; answers the head."""
        async with self._grown:
            await self._grown.wait_for(lambda: self.head > position)
            return self.head

    async def _advance(self, head: int) -> None:
        if head > self.head:
            async with self._grown:
                self.head = max(head, self.head)
                self._grown.notify_all()

    async def _keep(self, connection: "asyncpg.Connection[Any]") -> None:
        while True:
            try:
                await self._listen(connection)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                # The database is away or restarting; waiting readers simply go on waiting.
                await asyncio.sleep(_POLL_SECONDS / 4)
                with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    connection = await self._connect()

    async def _listen(self, connection: "asyncpg.Connection[Any]") -> None:
        noticed: asyncio.Queue[int] = asyncio.Queue()
        await connection.add_listener("journal", lambda *notice: noticed.put_nowait(int(str(notice[3]))))
        try:
            while True:
                try:
                    head = await asyncio.wait_for(noticed.get(), _POLL_SECONDS)
                except TimeoutError:
                    head = await _head(connection)
                while not noticed.empty():
                    head = max(head, noticed.get_nowait())
                await self._advance(head)
        finally:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncio.CancelledError):
                await connection.close(timeout=1)


async def _head(connection: "asyncpg.Connection[Any]") -> int:
    return int(await connection.fetchval("select coalesce(max(position), 0) from journal.positions"))
