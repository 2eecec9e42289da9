"""The demo's simulator process: crews, callers and dispatchers of the fictional town, live.

They act through the same handlers as people do, and leave alone what a person has in hand.
"""

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from datetime import date, timedelta

import asyncpg
import uvloop

from anlan.app.core import clock_of, forever, open_core
from anlan.app.seed import city_files, is_seeded
from anlan.app.services import Services, open_services
from anlan.app.simulated import PlatformWorld
from anlan.database.reach import find_location
from anlan.errors import AnlanError, Unavailable
from anlan.run import Run
from anlan.settings import Settings
from anlan.simulation.city import read_demand
from anlan.simulation.demand import Demand
from anlan.simulation.play import Play
from anlan.simulation.room import Pace

__all__ = ["main"]

log = logging.getLogger(__name__)

_TICK_SECONDS = 1.0
_PER_DAY = 500.0
"""Reports a day: about three times what such a town would have, so that a visitor sees something happen."""
_UNTOUCHED = {"P1": 45.0, "P2": 90.0, "P3": 150.0, "P4": 240.0}


def main(settings: Settings, run: Run) -> None:
    """Live in the town until the supervisor says stop."""
    uvloop.run(_simulate(settings, run))


async def _simulate(settings: Settings, run: Run) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    while not is_seeded(settings.data_dir):
        if await _stopped_within(stopped, 0.5):
            return
    location = find_location(settings)
    if location is None:
        raise Unavailable("database.unavailable", reason="it was never started")
    clock, _speed = clock_of(settings.data_dir)
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(settings, location, clock, connections=6))
        services = await stack.enter_async_context(open_services(core))
        await stack.enter_async_context(forever(*services.tasks()))
        await _play(services, run.seed, stopped)


async def _play(services: Services, number: int, stopped: asyncio.Event) -> None:
    core = services.core
    places = await asyncio.to_thread(read_demand, city_files(core.settings.data_dir).demand)
    city = services.territory.city()
    if city is None:
        return
    play = Play(PlatformWorld(services), places, city=city, seed=number, pace=Pace(untouched=_UNTOUCHED))
    demand = Demand(places, number, per_day=_PER_DAY)
    expected: date | None = None
    began = core.clock.now()
    while not await _stopped_within(stopped, _TICK_SECONDS):
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


async def _stopped_within(stopped: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(stopped.wait(), seconds)
    except TimeoutError:
        return False
    return True
