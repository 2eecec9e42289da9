"""Access over a database of the test's own, with cheap hashing and clocks that stand still."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from staff import CITY, DOCKS, NORTH, SOUTH, context

from anlan.access import Access
from anlan.access.accounts import routes as account_routes
from anlan.access.accounts.passwords import Passwords
from anlan.access.agencies import routes as agency_routes
from anlan.access.agencies.rules import AgencyTold
from anlan.access.readings import routes as reading_routes
from anlan.access.sessions import routes as session_routes
from anlan.api import Platform, create_app
from anlan.clock import ManualClock
from anlan.database import Location, Role, open_pool
from anlan.journal import Journal
from anlan.journal.keys import Keys
from anlan.settings import Settings

ACCESS_ROUTERS = (session_routes.router, account_routes.router, agency_routes.router, reading_routes.router)


@pytest.fixture
async def journal(location: Location, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Journal]:
    """A journal as the app's role sees it; nothing gives positions here."""
    pool = await open_pool(location, Role.app, maximum=8)
    keys = Keys(tmp_path / "keys", tmp_path / "secret")
    yield Journal(pool, keys, clock)
    await pool.close()
    keys.close()


@pytest.fixture
def wall(clock: ManualClock) -> ManualClock:
    """The wall's clock, which the test moves apart from the domain's."""
    return ManualClock(clock.now())


@pytest.fixture
async def access(journal: Journal, wall: ManualClock) -> Access:
    """A city with two districts, a station in the north, and nobody yet."""
    found = Access.over(
        journal, wall=wall, passwords=Passwords(time_cost=1, memory_kib=8), idle=timedelta(minutes=15)
    )
    for agency_id, kind, name, parent in (
        (CITY, "city", "安澜市公安局", None),
        (NORTH, "district", "北区分局", CITY),
        (SOUTH, "district", "南区分局", CITY),
        (DOCKS, "station", "码头派出所", NORTH),
    ):
        await found.agencies.tell(context(), AgencyTold(id=agency_id, kind=kind, name=name, parent_id=parent))
    return found


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
