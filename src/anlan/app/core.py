"""What every process of a platform holds: its database, keys, journal and access."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from anlan.access.assembled import Access
from anlan.clock import Clock
from anlan.database import Location, Role, connect, open_pool
from anlan.errors import Unavailable
from anlan.journal import Journal
from anlan.journal.follower import Follower
from anlan.journal.keys import Keys
from anlan.settings import Settings

__all__ = ["Core", "forever", "open_core", "until_fault"]

_CONNECTIONS = 20


@dataclasses.dataclass
class Core:
    """Opened by `open_core`. `location` says where the database is, for connections of other roles."""

    settings: Settings
    location: Location
    clock: Clock
    pool: "asyncpg.Pool[Any]"
    keys: Keys
    follower: Follower
    journal: Journal
    access: Access

    async def connect(self, role: Role) -> "asyncpg.Connection[Any]":
        """A connection of one's own as another role."""
        return await connect(self.location, role)


@asynccontextmanager
async def open_core(
    settings: Settings, location: Location, clock: Clock, *, connections: int = _CONNECTIONS
) -> AsyncIterator[Core]:
    """Everything a process needs to command and to follow. The schema must be there already."""
    # No session state is ever set on a pooled connection, so nothing needs to be undone between two uses of it.
    pool = await open_pool(location, Role.app, minimum=2, maximum=connections, reset=_keep)
    follower = Follower(lambda: connect(location, Role.app))
    try:
        try:
            keys = await asyncio.to_thread(Keys, settings.data_dir / "keys", settings.secret_path)
        except ValueError as error:
            raise Unavailable("app.keys", reason=error) from error
        await follower.start()
        journal = Journal(pool, keys, clock, follower)
        yield Core(settings, location, clock, pool, keys, follower, journal, Access.over(journal))
    finally:
        await follower.stop()
        # A query that hangs must not keep a process from ending.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(pool.close(), 5)


async def _keep(_connection: Any) -> None:
    return None


@asynccontextmanager
async def forever(*tasks: Coroutine[Any, Any, None]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Run `tasks` for the length of the block. One that ends by itself is a fault: `until_fault` notices it."""
    running = [asyncio.create_task(task) for task in tasks]
    try:
        yield running
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def until_fault(running: Iterable["asyncio.Task[None]"]) -> None:
    """Wait until one of the tasks fails, and raise what it raised."""
    done, _ = await asyncio.wait(list(running), return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
