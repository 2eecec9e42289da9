"""Access over a database of the test's own, with cheap hashing: a small city, and accounts as tests ask for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from anlan.access import Access
from anlan.access.accounts import routes as account_routes
from anlan.access.accounts.handlers import AccountTold
from anlan.access.accounts.passwords import Passwords
from anlan.access.agencies import routes as agency_routes
from anlan.access.agencies.rules import AgencyTold
from anlan.access.readings import routes as reading_routes
from anlan.access.sessions import routes as session_routes
from anlan.clock import Clock
from anlan.database import Location, Role, open_pool
from anlan.ids import derived_id, new_id
from anlan.journal import Context, Journal
from anlan.journal.keys import Keys

CITY, NORTH, SOUTH, DOCKS = (derived_id("agency", name) for name in ("city", "north", "south", "docks"))
ACCESS_ROUTERS = (session_routes.router, account_routes.router, agency_routes.router, reading_routes.router)
PASSWORD = "correct horse battery"


def context(actor: str = "system:test", **more: Any) -> Context:
    return Context(command_id=more.pop("command_id", None) or new_id(), actor=actor, **more)


async def make_account(access: Access, login: str, role: str, **more: Any) -> str:
    """An account of the city bureau, unless told otherwise; answers its id."""
    told = AccountTold(
        login=login,
        password=more.pop("password", PASSWORD),
        name=more.pop("name", f"{login} 某"),
        role=role,
        agency_id=more.pop("agency_id", CITY),
        **more,
    )
    return str((await access.accounts.create(context(), told)).answer["id"])


@asynccontextmanager
async def open_journal(location: Location, folder: Path, clock: Clock) -> AsyncIterator[Journal]:
    """A journal as the app's role sees it; nothing gives positions here."""
    pool = await open_pool(location, Role.app, maximum=8)
    keys = Keys(folder / "keys", folder / "secret")
    try:
        yield Journal(pool, keys, clock)
    finally:
        await pool.close()
        keys.close()


async def small_city(journal: Journal, wall: Clock) -> Access:
    """A city with two districts, a station in the north, and nobody yet."""
    access = Access.over(
        journal, wall=wall, passwords=Passwords(time_cost=1, memory_kib=8), idle=timedelta(minutes=15)
    )
    for agency_id, kind, name, parent in (
        (CITY, "city", "安澜市公安局", None),
        (NORTH, "district", "北区分局", CITY),
        (SOUTH, "district", "南区分局", CITY),
        (DOCKS, "station", "码头派出所", NORTH),
    ):
        await access.agencies.tell(context(), AgencyTold(id=agency_id, kind=kind, name=name, parent_id=parent))
    return access
