"""One embedded PostgreSQL for a test process; a fresh, migrated database for each test that asks."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from anlan.clock import ManualClock
from anlan.database import EmbeddedPostgres, Location, connect, migrate

START = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """An empty folder that the service user can enter: in pytest's own, closed ones a cluster of root's tests would
    be kept outside, under /var/lib/anlan, and be left there."""
    with tempfile.TemporaryDirectory(prefix="anlan-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty data folder, removed afterwards with the cluster in it."""
    with _folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Location]:
    """A server without fsync (only the fault tests need durability), with a migrated template database."""
    loop = asyncio.new_event_loop()
    folder = contextlib.ExitStack()
    server = EmbeddedPostgres(folder.enter_context(_folder()), extra={"fsync": "off", "full_page_writes": "off"})

    async def start() -> Location:
        location = await server.start()
        await migrate(location)
        return location

    try:
        yield loop.run_until_complete(start())
    finally:
        loop.run_until_complete(server.stop())
        loop.close()
        folder.close()


@pytest.fixture
async def location(postgres: Location, request: pytest.FixtureRequest) -> AsyncIterator[Location]:
    """A database of this test's own, made from the migrated one."""
    name = "t_" + format(abs(hash(request.node.nodeid)), "x")
    maintenance = Location(socket=postgres.socket, port=postgres.port, database="postgres")
    admin: asyncpg.Connection[Any] = await connect(maintenance)
    await admin.execute(f'create database "{name}" template "{postgres.database}"')
    # Rights on the database itself are not copied with it.
    await admin.execute(f'grant create, temporary on database "{name}" to anlan_owner, anlan_rebuild')
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
