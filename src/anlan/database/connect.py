"""Connections and pools, one database role each. A role can do what its work needs and nothing more."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import asyncpg

from anlan.errors import Refused, Unavailable

DATABASE = "anlan"
SUPERUSER = "postgres"

_DOWN = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    # The driver losing its thread, which it does when a connection breaks in the middle of an answer.
    asyncpg.InternalClientError,
)
"""How asyncpg says that the server is away, going or coming."""

_NO_ENTRY = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.exceptions.ClientConfigurationError,
)
"""How it says that the address, its user or its rights are wrong: waiting does not help."""


class Role(StrEnum):
    """The database's roles, made by the first migration."""

    owner = "anlan_owner"
    """Owns the schemas; migrations run as it."""
    app = "anlan_app"
    """Web and worker: selects and inserts in the journal, nothing more there."""
    sequencer = "anlan_sequencer"
    """Gives committed events their positions."""
    rebuild = "anlan_rebuild"
    """Writes the read tables, and makes them anew beside the old."""


@dataclass(frozen=True)
class Location:
    """Where a database is: an address of one's own (`url`), or the embedded server's socket folder."""

    url: str = ""
    socket: Path | None = None
    port: int = 5432
    database: str = DATABASE

    def arguments(self, role: Role | None) -> dict[str, Any]:
        """What `asyncpg.connect` and `create_pool` need; without a role, the one who runs the first migration."""
        settings = {"application_name": role.value if role else "anlan", "timezone": "UTC"}
        if not self.url:
            user = role.value if role else SUPERUSER
            place = {"host": str(self.socket), "port": self.port, "database": self.database, "user": user}
            return {**place, "server_settings": settings, "timeout": 10.0}
        if role is not None:
            settings["role"] = role.value
        return {"dsn": self.url, "server_settings": settings, "timeout": 10.0}


async def connect(location: Location, role: Role | None = None) -> "asyncpg.Connection[asyncpg.Record]":
    """One connection. Raises `Unavailable` when the database does not answer, `Refused` when it keeps us out."""
    async with unavailable_as_error():
        try:
            return await asyncpg.connect(**location.arguments(role))
        except _NO_ENTRY as error:
            raise Refused("database.no_entry", reason=_first_line(error)) from error


async def open_pool(
    location: Location, role: Role, *, minimum: int = 1, maximum: int = 10, wait_seconds: float = 30.0, **options: Any
) -> "asyncpg.Pool[asyncpg.Record]":
    """A pool of connections as `role`, waiting up to `wait_seconds` for a database that is still coming up.

    `options` go to asyncpg (`init`, `command_timeout` in seconds, ...). Raises `Unavailable` after the deadline and
    `Refused` when the database does not let the role in.
    """
    deadline = time.monotonic() + wait_seconds
    while True:
        pool = asyncpg.create_pool(**location.arguments(role), min_size=minimum, max_size=maximum, **options)
        try:
            async with unavailable_as_error():
                await pool
            return pool
        except _NO_ENTRY as error:
            pool.terminate()
            raise Refused("database.no_entry", reason=_first_line(error)) from error
        except Unavailable:
            pool.terminate()
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


async def wait_for_database(location: Location, wait_seconds: float) -> None:
    """Answers once the database takes connections. Raises `Unavailable` after the deadline."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            connection = await connect(location)
        except Unavailable:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
        else:
            await connection.close()
            return


def is_down(error: BaseException) -> bool:
    """Whether an error means that the database is away, so that trying again later may help."""
    if isinstance(error, asyncpg.InterfaceError):  # also how asyncpg names a mistake in its use
        return "clos" in str(error)  # "connection is closed", "pool is closing"
    return isinstance(error, _DOWN)


@asynccontextmanager
async def unavailable_as_error() -> AsyncIterator[None]:
    """Turns a lost or refused connection into `Unavailable` (503): said, never hidden.

    A command that ends so may or may not have been committed; its command id makes the retry safe.
    """
    try:
        yield
    except _DOWN as error:
        if not is_down(error):
            raise
        raise Unavailable("database.unavailable", reason=_first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0] or type(error).__name__
