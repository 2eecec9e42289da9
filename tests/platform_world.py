"""The whole platform in one process, over a database of the test's own and the small town: everything that serves
and works, behind HTTP without a network; and, for live sockets, listening."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from access_world import CITY, DOCKS, NORTH, SOUTH, context, make_account
from anlan.access import Access
from anlan.access.accounts.passwords import Passwords
from anlan.api import create_app
from anlan.app.core import Core, forever, open_core
from anlan.app.ordering import ordering
from anlan.app.services import Services, open_services
from anlan.app.web import platform_of
from anlan.app.worker import working
from anlan.clock import Clock, ManualClock
from anlan.database import Location
from anlan.force import commands as c
from anlan.ids import new_id
from anlan.journal.timers import Outbox, Timers
from anlan.run import Run
from anlan.settings import Settings
from small_town import HILL, UNITS, desk_id, found_town, unit_id

__all__ = ["PEOPLE", "Client", "Person", "Town", "listening", "open_town", "settle_people"]

CHEAP = Passwords(time_cost=1, memory_kib=8)


@dataclass(frozen=True)
class Seat:
    """An account to be; with `ground` it works at a desk of its own that controls it."""

    role: str
    agency_id: str = CITY
    ground: tuple[str, ...] | None = None
    unit: str | None = None


PEOPLE: dict[str, Seat] = {
    "taker": Seat("call_taker", ground=(CITY,)),
    "taker-south": Seat("call_taker", SOUTH, ground=(SOUTH,)),
    "dispatcher": Seat("dispatcher", ground=(CITY,)),
    "dispatcher-two": Seat("dispatcher"),
    "room-docks": Seat("station", DOCKS, ground=()),
    "room-hill": Seat("station", HILL),
    "room-north": Seat("station", NORTH, ground=()),
    "commander": Seat("commander"),
    "analyst": Seat("analyst"),
    "auditor": Seat("auditor"),
    "security": Seat("security"),
    "administrator": Seat("administrator"),
    **{f"officer-{plan.call_sign.lower()}": Seat("officer", plan.agency_id, unit=plan.call_sign) for plan in UNITS},
}
"""By sign-in name. All have the password `access_world.PASSWORD`."""


@dataclass
class Client:
    """Somebody who talks to the platform. Answers are JSON; another status than the one expected fails the test."""

    http: httpx.AsyncClient
    token: str

    async def ask(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """The answer as it comes, whatever it is."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        if (key := more.pop("key", None)) is not None:
            headers["Idempotency-Key"] = key
        if body is not None:
            more["json"] = body
        return await self.http.request(method, f"/api/v1{path}", headers=headers, **more)

    async def _done(self, method: str, path: str, body: Any, expect: int | None, more: dict[str, Any]) -> Any:
        answer = await self.ask(method, path, body, **more)
        good = answer.is_success if expect is None else answer.status_code == expect
        assert good, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    async def get(self, path: str, expect: int | None = None, **more: Any) -> Any:
        return await self._done("GET", path, None, expect, more)

    async def post(self, path: str, body: Any = None, expect: int | None = None, **more: Any) -> Any:
        return await self._done("POST", path, body, expect, more)

    async def put(self, path: str, body: Any = None, expect: int | None = None, **more: Any) -> Any:
        return await self._done("PUT", path, body, expect, more)

    async def patch(self, path: str, body: Any = None, expect: int | None = None, **more: Any) -> Any:
        return await self._done("PATCH", path, body, expect, more)


@dataclass(frozen=True)
class Person:
    """An account of the town."""

    name: str
    role: str
    id: str
    token: str
    unit_id: str | None = None


@dataclass
class Town:
    """The running platform. `people` by sign-in name; `as_` answers their client."""

    core: Core
    services: Services
    app: FastAPI
    http: httpx.AsyncClient
    people: dict[str, Person] = field(default_factory=dict)

    def as_(self, name: str) -> Client:
        return Client(self.http, self.people[name].token)

    async def caught_up(self) -> None:
        """Wait until the board shows everything that has been committed."""
        last = await self.core.pool.fetchval("select max(seq) from journal.events")
        if last:
            await self.services.settle(int(last))

    async def advance(self, seconds: float) -> None:
        """Time goes by on a clock of the test's own; each timer rings at its own moment."""
        clock = self.core.clock
        assert isinstance(clock, ManualClock)
        until = clock.now() + timedelta(seconds=seconds)
        timers = Timers(self.core.journal, self.services.timers())
        while (due := await timers.next_due()) is not None and due <= until:
            clock.set(max(due, clock.now()))
            await timers.fire_due()
            # Before the clock moves on: what rang gets its position at this moment.
            await self.caught_up()
        clock.set(until)
        while await Outbox(self.core.journal, self.services.effects()).deliver_due():
            await self.caught_up()


@asynccontextmanager
async def open_town(location: Location, folder: Path, clock: Clock, *, timers: bool = False) -> AsyncIterator[Town]:
    """Open the platform; on an empty database the town is founded first. With `timers` they ring by themselves (on
    a clock that goes by itself); otherwise `Town.advance` rings them."""
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(Settings(data_dir=folder, port=0), location, clock))
        core.access = Access.over(core.journal, passwords=CHEAP)
        running = await stack.enter_async_context(forever(*ordering(core)))
        services = await stack.enter_async_context(open_services(core, local=True))
        running += await stack.enter_async_context(forever(*(working(services) if timers else services.tasks())))
        app = create_app(platform_of(core, services, Run()))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        http = httpx.AsyncClient(transport=transport, base_url="http://town", timeout=30)
        town = Town(core, services, app, await stack.enter_async_context(http))
        if not await core.journal.head():
            await found_town(services)
            await town.caught_up()
        town.people = await settle_people(services)
        await town.caught_up()
        yield town
        for task in running:
            assert not task.done(), f"a part of the platform ended by itself: {task}"


async def settle_people(services: Services) -> dict[str, Person]:
    """Accounts for everyone of `PEOPLE`, a desk for those who control ground, and a token each."""
    access = services.core.access
    people: dict[str, Person] = {}
    for login, seat in PEOPLE.items():
        own = unit_id(seat.unit) if seat.unit else None
        account = await make_account(access, login, seat.role, agency_id=seat.agency_id, unit_id=own)
        token = (await access.sign_in.open_program(account, "test", new_id(), 86_400)).token
        people[login] = Person(login, seat.role, account, token, own)
        if seat.ground is not None:
            told = c.RegisterDesk(
                desk_id=desk_id(login), name=f"{login} 席", agency_id=seat.agency_id, ground=list(seat.ground)
            )
            await services.desks.register(context(), told)
            await services.desks.log_on(context(), c.LogOn(desk_id=desk_id(login), account_id=account))
    return people


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[str]:
    """Serve the application on a free loopback port, in this loop; answers its address without the scheme."""
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    held.bind(("127.0.0.1", 0))
    held.listen(100)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, ws="websockets-sansio", timeout_graceful_shutdown=1, lifespan="off"
    )
    server = uvicorn.Server(config)
    # The test runner's own handling of Ctrl-C stays.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    serving = asyncio.create_task(server.serve(sockets=[held]))
    try:
        yield f"127.0.0.1:{held.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
