"""Preparing the demo: the fictional town goes in by the same doors as any real one, then a day is lived in it."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

from anlan.access.accounts.demo import DemoUnit, DrawnPasswords, ensure_demo_accounts, plan_demo_accounts
from anlan.access.accounts.passwords import Passwords
from anlan.access.agencies.load import agency_id_of, load_agencies
from anlan.app.core import forever, open_core
from anlan.app.demo import ACCOUNTS, ACTOR, SEEDED, is_seeded, open_desks
from anlan.app.ordering import ordering
from anlan.app.services import Services, open_services
from anlan.app.simulated import PlatformWorld
from anlan.clock import Clock, ManualClock
from anlan.database import Location
from anlan.force import commands as c
from anlan.force.load import load_desks, load_units
from anlan.force.positions import Fix
from anlan.force.state import UnitState
from anlan.geography.handlers import load_roads
from anlan.ids import derived_id
from anlan.journal import Context
from anlan.journal.timers import Timers
from anlan.settings import Settings
from anlan.simulation.city import CityFiles, generate_city, read_demand, write_city
from anlan.simulation.day import run_until
from anlan.simulation.demand import Demand
from anlan.simulation.play import Play, Rhythm

__all__ = ["city_files", "seed"]

PEOPLE = 50_000
_ENGAGED = 26
"""About as many accounts as a town of this size has."""
EARLIER = timedelta(hours=24)

Say = Callable[[str], None]


def city_files(data_dir: Path) -> CityFiles:
    """Where the demo's town lies."""
    return CityFiles(data_dir / "town" / "town.osm.pbf")


async def seed(settings: Settings, location: Location, clock: Clock, number: int, say: Say) -> None:
    """Have the town, its people and an earlier day in the journal. Killed on the way, the next start goes on: every
    step is known by its ids."""
    if is_seeded(settings.data_dir):
        return
    files = city_files(settings.data_dir)
    # Argon2id is dear on purpose: it takes the other core while the town is invented and laid on one.
    drawn = DrawnPasswords(Passwords(), ahead=0 if (settings.data_dir / ACCOUNTS).is_file() else _ENGAGED)
    if not files.demand.is_file():
        say("inventing a town")
        city = await asyncio.to_thread(generate_city, PEOPLE, number)
        await asyncio.to_thread(write_city, city, files.extract)
    now = clock.now()
    begin = now - EARLIER
    async with AsyncExitStack() as stack:
        past = ManualClock(begin)
        core = await stack.enter_async_context(open_core(settings, location, past))
        await stack.enter_async_context(forever(*ordering(core)))
        last = await core.pool.fetchval("select max(at) from journal.positions")
        past.set(max(begin, last) if last else begin)
        services = await stack.enter_async_context(open_services(core, local=True))
        await stack.enter_async_context(forever(*services.tasks()))
        await _settle_in(services, files, number, say, drawn)
        await _live(services, past, files, number, now, say)
        await services.tracks.bind()
    (settings.data_dir / SEEDED).write_text(json.dumps({"seed": number, "until": now.isoformat()}) + "\n", "utf-8")


async def _settle_in(services: Services, files: CityFiles, number: int, say: Say, drawn: DrawnPasswords) -> None:
    journal, access = services.core.journal, services.core.access
    data_dir = services.core.settings.data_dir
    say("laying its streets")
    await load_roads(journal, files.extract, data_dir, lambda _step, _share: None, ACTOR)
    say("founding its agencies")
    agencies = await load_agencies(access.agencies, files.agencies, ACTOR)
    known = set(agencies.ids.values())
    units = await load_units(journal, files.units, agency_id_of, known, ACTOR)
    desks = await load_desks(journal, files.desks, agency_id_of, ACTOR)
    faults = [*(bad.why for bad in agencies.bad), *(why for _line, why in (*units.bad, *desks.bad))]
    if faults:
        raise faults[0]
    await _caught_up(services)
    await _begin_duties(services, units.ids)
    say("engaging its people")
    states = await journal.states("unit", UnitState)
    crews = [DemoUnit(unit.id, unit.call_sign, unit.agency_id) for unit in states.values()]
    seats = plan_demo_accounts(list((await access.agencies.all()).values()), crews, number)
    await ensure_demo_accounts(access.accounts, seats, data_dir / ACCOUNTS, drawn)
    drawn.close()
    await _caught_up(services)
    await open_desks(services)


async def _begin_duties(services: Services, unit_ids: list[str]) -> None:
    now = services.core.clock.now()
    fixes: list[Fix] = []
    for unit_id in unit_ids:
        ctx = Context(command_id=derived_id("demo-duty", unit_id), actor=ACTOR)
        await services.units.begin_duty(ctx, c.BeginDuty(unit_id=unit_id))
        unit = await services.units.get(unit_id)
        if unit.home is not None:
            fixes.append(Fix(unit_id=unit_id, at=now, received_at=now, lon=unit.home[0], lat=unit.home[1]))
    await services.tracks.record(fixes, {})
    await _caught_up(services)


async def _live(
    services: Services, clock: ManualClock, files: CityFiles, number: int, end: datetime, say: Say
) -> None:
    core = services.core
    places = await asyncio.to_thread(read_demand, files.demand)
    city = services.territory.city()
    assert city is not None
    world = PlatformWorld(services, wait=False)
    play = Play(world, places, city=city, seed=number, rhythm=Rhythm(moving=15.0, standing=300.0))
    demand = Demand(places, number)
    day = clock.now().astimezone(core.settings.zone).date()
    last = end.astimezone(core.settings.zone).date()
    while day <= last:
        tellings = demand.of_day(day, core.settings.zone)
        play.expect([telling for telling in tellings if clock.now() <= telling.at < end])
        day += timedelta(days=1)
    timers = Timers(core.journal, services.timers())
    told = 0

    class Clocks:
        next_due = staticmethod(timers.next_due)

        @staticmethod
        async def fire_due() -> int:
            return await timers.fire_due()

    def progress(now: datetime) -> None:
        nonlocal told
        share = int(100 * (1 - (end - now) / EARLIER))
        if share >= told + 10:
            told = share
            say(f"living its last day, {share} %")

    say("living its last day")
    await run_until(play, clock, end, Clocks(), seen=lambda: _caught_up(services), progress=progress)


async def _caught_up(services: Services) -> None:
    """Wait until the board shows everything that has been committed."""
    last = await services.core.pool.fetchval("select max(seq) from journal.events")
    if last:
        await services.settle(int(last))
