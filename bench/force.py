"""A force of any size on any ground, told by the ordinary handlers: stations with their ground, units on duty at
places where streets are, and people at desks."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from anlan.access.accounts.handlers import AccountTold
from anlan.access.agencies.rules import AgencyTold
from anlan.app.services import Services
from anlan.flow.intake.commands import TakeReport
from anlan.flow.response.commands import SetStatus
from anlan.force import commands as c
from anlan.force.positions import Fix
from anlan.ids import derived_id, new_id
from anlan.journal import Context

__all__ = ["CITY", "KINDS", "PASSWORD", "incidents", "people", "places", "stations", "units"]

CITY = derived_id("bench", "city")
PASSWORD = "a-bench-Password-1"
KINDS: dict[str, float] = {
    "car": 0.5,
    "motorcycle": 0.12,
    "foot": 0.2,
    "engine": 0.07,
    "truck": 0.03,
    "ambulance": 0.08,
}
"""Kinds of unit by their share."""

LonLat = tuple[float, float]


def context() -> Context:
    """Of an act of the bench's own."""
    return Context(command_id=new_id(), actor="system:bench")


def places(services: Services, count: int, seed: int) -> list[LonLat]:
    """Places where streets are, the same for the same seed."""
    ground = services.territory.ground
    assert ground is not None
    searcher = ground.travel.searcher("road")
    assert searcher is not None
    line = searcher.network.line_lonlat
    chosen = np.random.default_rng(seed).integers(0, len(line), count)
    return [(float(lon), float(lat)) for lon, lat in line[chosen]]


async def stations(services: Services) -> list[str]:
    """A city with nine stations, each with a ninth of the map as its ground; their ids."""
    tell = services.core.access.agencies.tell
    ground = services.territory.ground
    assert ground is not None
    await tell(context(), AgencyTold(id=CITY, kind="city", name="测试市局 Bench"))
    west, south, east, north = ground.facts.bounds
    across, up = (east - west) / 3, (north - south) / 3
    found = []
    for n in range(9):
        w, s = west + (n % 3) * across, south + (n // 3) * up
        ring = [[w, s], [w + across, s], [w + across, s + up], [w, s + up], [w, s]]
        told = AgencyTold(
            id=derived_id("bench", "station", str(n)),
            kind="station",
            name=f"测试 {n} 所",
            parent_id=CITY,
            jurisdiction={"type": "Polygon", "coordinates": [ring]},
        )
        await tell(context(), told)
        found.append(told.id)
    services.territory.put_agencies((await services.core.access.agencies.all()).values())
    return found


async def units(services: Services, count: int, agencies: Sequence[str]) -> list[str]:
    """`count` units on duty with positions, one in ten of them busy; their ids."""
    chance = random.Random(count)
    kinds = chance.choices(list(KINDS), list(KINDS.values()), k=count)
    spots = places(services, count, count)
    ids = [derived_id("bench", "unit", str(n)) for n in range(count)]

    async def tell(n: int) -> None:
        told = c.RegisterUnit(
            unit_id=ids[n],
            call_sign=f"U{n}",
            kind=kinds[n],
            agency_id=agencies[n % len(agencies)],
            skills=["patrol", "first_aid"] if n % 3 else ["patrol"],
            home=list(spots[n]),
        )
        await services.units.register(context(), told)
        await services.units.begin_duty(context(), c.BeginDuty(unit_id=ids[n]))
        if n % 10 == 0:
            await services.response.set_status(context(), SetStatus(unit_id=ids[n], status="busy"))

    await at_once(tell, count)
    now = services.core.clock.now()
    fixes = [
        Fix(unit_id=ids[n], at=now - timedelta(seconds=n % 30), received_at=now, lon=lon, lat=lat)
        for n, (lon, lat) in enumerate(spots)
    ]
    await services.tracks.record(fixes, {})
    return ids


async def people(services: Services, names: Sequence[str], ground: Sequence[str]) -> None:
    """Dispatchers, each logged on to a desk of their own that controls `ground`."""

    async def tell(n: int) -> None:
        told = AccountTold(login=names[n], password=PASSWORD, name=names[n], role="dispatcher", agency_id=CITY)
        account = (await services.core.access.accounts.create(context(), told)).answer["id"]
        desk_id = derived_id("bench", "desk", names[n])
        desk = c.RegisterDesk(desk_id=desk_id, name=names[n], agency_id=CITY, ground=list(ground))
        await services.desks.register(context(), desk)
        await services.desks.log_on(context(), c.LogOn(desk_id=desk_id, account_id=account))

    await at_once(tell, len(names))


async def incidents(services: Services, count: int) -> list[str]:
    """`count` open incidents with places and types; their ids."""
    known = list((await services.types.tree()).types)
    spots = places(services, count, 7)
    found: list[str] = [""] * count

    async def tell(n: int) -> None:
        told = TakeReport(
            new_incident_id="",
            channel="voice",
            agency_id=CITY,
            text="有人报警 somebody calls",
            type=known[n % len(known)],
            location=spots[n],
        )
        done = await services.incidents.take_report(context(), told)
        found[n] = done.answer["incident"]["id"]

    await at_once(tell, count)
    return found


async def at_once(tell: Callable[[int], Awaitable[Any]], count: int, width: int = 64) -> None:
    """`tell(0)` to `tell(count - 1)`, many under way together."""
    for first in range(0, count, width * 8):
        slots = asyncio.Semaphore(width)

        async def one(n: int, slots: asyncio.Semaphore = slots) -> None:
            async with slots:
                await tell(n)

        await asyncio.gather(*(one(n) for n in range(first, min(count, first + width * 8))))
