"""Databases for every test: one embedded server a test process, one fresh database a test that asks."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from anlan.database import EmbeddedPostgres, Location, connect, migrate
from anlan.ids import new_id

# Tests of what survives a kill run their own server with durability on; all others need only the SQL.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty data folder that the service user can enter (pytest's own folders are closed to it)."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def database_server() -> Iterator[Location]:
    """The embedded server of this test process, with `anlan` as a migrated template that nobody connects to."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-test-"))
    folder.chmod(0o711)
    runner = asyncio.Runner()
    server = EmbeddedPostgres(folder, extra=FAST)
    try:
        location = runner.run(server.start())
        runner.run(migrate(location))
        yield location
    finally:
        runner.run(server.stop())
        runner.close()
        shutil.rmtree(folder)


@pytest.fixture
async def database(database_server: Location) -> AsyncIterator[Location]:
    """A database of this test's own at the newest schema."""
    name = "test_" + new_id().replace("-", "")
    admin = await connect(replace(database_server, database="postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE anlan STRATEGY file_copy")
        # Rights on the database itself are not copied with it.
        await admin.execute(f"GRANT CREATE, TEMPORARY ON DATABASE {name} TO anlan_owner, anlan_rebuild")
        yield replace(database_server, database=name)
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()
