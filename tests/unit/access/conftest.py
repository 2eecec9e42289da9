"""Access over a database of the test's own, and the application over it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from access_world import ACCESS_ROUTERS, open_journal, small_city
from anlan.access import Access
from anlan.api import Platform, create_app
from anlan.clock import ManualClock
from anlan.database import Location
from anlan.journal import Journal
from anlan.settings import Settings


@pytest.fixture
async def journal(location: Location, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Journal]:
    async with open_journal(location, tmp_path, clock) as found:
        yield found


@pytest.fixture
def wall(clock: ManualClock) -> ManualClock:
    """The wall's clock, which the test moves apart from the domain's."""
    return ManualClock(clock.now())


@pytest.fixture
async def access(journal: Journal, wall: ManualClock) -> Access:
    return await small_city(journal, wall)


@pytest.fixture
async def app(access: Access, clock: ManualClock) -> FastAPI:
    """The whole application over this access; a command's token is its position."""

    async def settle(seq: int) -> int:
        return seq

    return create_app(
        Platform(settings=Settings(), clock=clock, services={Access: access}, settle=settle), routers=ACCESS_ROUTERS
    )


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser: keeps cookies."""
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://anlan.test/api/v1") as client:
        yield client
