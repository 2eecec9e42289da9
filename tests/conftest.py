"""One embedded PostgreSQL for a test process; a fresh, migrated database for each test that asks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from anlan.clock import ManualClock
from anlan.database import EmbeddedPostgres, Location, connect, migrate

TEMPLATE = "anlan_template"
START = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Location]:
    """A server without fsync (only the fault tests need durability), with a migrated template database."""
    loop = asyncio.new_event_loop()
    folder: Path = tmp_path_factory.mktemp("data")
    server = EmbeddedPostgres(folder, extra={"fsync": "off", "full_page_writes": "off"})

    async def start() -> Location:
        location = await server.start()
        await migrate(location)
        return location

    try:
        yield loop.run_until_complete(start())
    finally:
        loop.run_until_complete(server.stop())
        loop.close()


@pytest.fixture
async def location(postgres: Location, request: pytest.FixtureRequest) -> AsyncIterator[Location]:
    """A database of this test's own, made from the migrated one."""
    name = "t_" + format(abs(hash(request.node.nodeid)), "x")
    maintenance = Location(socket=postgres.socket, port=postgres.port, database="postgres")
    admin: asyncpg.Connection[Any] = await connect(maintenance)
    await admin.execute(f'create database "{name}" template "{postgres.database}"')
    try:
        yield Location(socket=postgres.socket, port=postgres.port, database=name)
    finally:
        with contextlib.suppress(asyncpg.PostgresError):
            await admin.execute(f'drop database "{name}" with (force)')
        await admin.close()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that the test moves; it begins at a Sunday's midnight, UTC."""
    return ManualClock(START)
