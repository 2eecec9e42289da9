"""What only one worker may do at a time: the lease is an advisory lock of the very connection that does it, so
losing the connection loses the lease."""

import asyncio
from typing import Any

import asyncpg

__all__ = ["take_lease"]

_AGAIN_SECONDS = 0.2


async def take_lease(connection: "asyncpg.Connection[Any]", number: int) -> None:
    """Wait for a lease. It is asked for again and again: a query that waits would keep the database from tidying
    up all the while."""
    while True:
        if await connection.fetchval("select pg_try_advisory_lock($1)", number):
            return
        await asyncio.sleep(_AGAIN_SECONDS)
