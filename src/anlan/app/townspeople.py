"""The fictional town's people, live: what the simulator process does once the platform is up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date, timedelta

import asyncpg

from anlan.app.clocks import clock_of
from anlan.app.core import forever, open_core
from anlan.app.seed import city_files
from anlan.app.services import Services, open_services
from anlan.app.simulated import PlatformWorld
from anlan.database import Location
from anlan.errors import AnlanError
from anlan.settings import Settings
from anlan.simulation.city import read_demand
from anlan.simulation.demand import Demand
from anlan.simulation.play import Play
from anlan.simulation.room import Pace

__all__ = ["live"]

log = logging.getLogger(__name__)

_TICK_SECONDS = 1.0
_PER_DAY = 500.0
"""Reports a day: about three times what such a town would have, so that a visitor sees something happen."""
_UNTOUCHED = {"P1": 45.0, "P2": 90.0, "P3": 150.0, "P4": 240.0}

StoppedWithin = Callable[[float], Awaitable[bool]]
"""Waits so many seconds; whether the simulator was told to stop meanwhile."""


async def live(settings: Settings, location: Location, number: int, stopped_within: StoppedWithin) -> None:
    """Act through the same handlers as people do until told to stop."""
    clock, _speed = clock_of(settings.data_dir)
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(settings, location, clock, connections=6))
        services = await stack.enter_async_context(open_services(core))
        await stack.enter_async_context(forever(*services.tasks()))
        await _play(services, number, stopped_within)


async def _play(services: Services, number: int, stopped_within: StoppedWithin) -> None:
    core = services.core
    places = await asyncio.to_thread(read_demand, city_files(core.settings.data_dir).demand)
    city = services.territory.city()
    if city is None:
        return
    play = Play(PlatformWorld(services), places, city=city, seed=number, pace=Pace(untouched=_UNTOUCHED))
    demand = Demand(places, number, per_day=_PER_DAY)
    expected: date | None = None
    began = core.clock.now()
    while not await stopped_within(_TICK_SECONDS):
        now = core.clock.now()
        today = now.astimezone(core.settings.zone).date()
        if expected is None or expected <= today:
            # Some callers are always awake: a demo that is opened at night shall not be empty.
            for day in (today, today + timedelta(days=1)):
                if expected is None or day > expected - timedelta(days=1):
                    tellings = demand.of_day(day, core.settings.zone, evenly=0.7)
                    play.expect([telling for telling in tellings if telling.at >= began])
            expected = today + timedelta(days=2)
        try:
            await play.tick(now)
        except (AnlanError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            # The platform is away or refused; the town goes on when it is back.
            log.info("the town waits: %s", error)
