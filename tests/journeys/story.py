"""A shift told as a story: the real journal, access and handlers; a clock the test moves; timers that ring on it.

Roads are a straight line at 10 m/s, so that each test can say who is nearest; everything else is as it runs.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

import anlan.flow.kinds  # noqa: F401
from access_world import CITY, DOCKS, NORTH, make_account, small_city
from anlan.access import Access, AgencyTree, Caller, Role, visibility_of
from anlan.app.open_incidents import BoardIncidents
from anlan.app.wiring import shelves
from anlan.clock import ManualClock
from anlan.command.alarms import AlarmState, Link, alarm_stream
from anlan.command.handlers import Alarms, SettingsBook
from anlan.database import Location
from anlan.flow.closure.handlers import Closure
from anlan.flow.dispatch.handlers import Dispatch
from anlan.flow.dispatch.rules_recommend import rank
from anlan.flow.incident.handlers import Incidents
from anlan.flow.incident.reading import IncidentReading
from anlan.flow.incident.state import IncidentState
from anlan.flow.intake.commands import Spot, TakeReport
from anlan.flow.intake.handlers import Types
from anlan.flow.ports import Deps, Draft, LonLat, Needs
from anlan.flow.response.handlers import Response
from anlan.flow.review.handlers import Review
from anlan.force import commands as fc
from anlan.force.handlers import Desks, Units
from anlan.force.positions import metres_between
from anlan.force.state import UnitState
from anlan.ids import derived_id
from anlan.journal import Context, Done
from anlan.journal.timers import Timers
from anlan.live.fold import BoardFold
from anlan.live.past import take
from journal_world import World, open_world

__all__ = ["CITY", "DOCKS", "HERE", "NORTH", "Story", "begin_story", "east"]

HERE: LonLat = (121.5, 31.2)
METRES_A_SECOND = 10.0


def east(metres: float) -> LonLat:
    """A place so many metres east of `HERE`."""
    return HERE[0] + metres / 95_280.0, HERE[1]


class Story:
    """Who is there, and what they do. Ids of units are their call signs in small letters."""

    def __init__(self, world: World, access: Access, clock: ManualClock) -> None:
        self.world = world
        self.access = access
        self.clock = clock
        self.journal = world.journal
        self.fold = BoardFold(shelves())
        self.zone = ZoneInfo("Asia/Shanghai")
        self.links = [
            Link(agency_id=DOCKS, manned=True, desk_id="desk-1"),
            Link(agency_id=NORTH, manned=True),
            Link(agency_id=CITY, manned=True),
        ]
        deps = Deps(
            journal=self.journal,
            zone=self.zone,
            chain=lambda _agency: self.links,
            describe=self._describe,
            open_incidents=BoardIncidents(self.journal, access.door, lambda: self.fold),
            recommend=self._recommend,
        )
        self.deps = deps
        self.incidents = Incidents(deps)
        self.dispatch = Dispatch(deps)
        self.response = Response(deps)
        self.closure = Closure(deps)
        self.types = Types(self.journal)
        self.settings = SettingsBook(self.journal)
        self.alarms = Alarms(self.journal)
        self.units = Units(self.journal)
        self.desks = Desks(self.journal, lambda: {CITY: [NORTH], NORTH: [DOCKS]})
        self.review = Review(deps, access)
        self.reading = IncidentReading(self.journal, access)
        self._timers = Timers(self.journal, {**self.dispatch.timers(), **self.closure.timers()})
        self._commands = 0
        self._following = asyncio.Lock()

    async def _describe(self, location: LonLat) -> Spot:
        return Spot(agency_id=DOCKS, cell="26933-1", public_place="码头路一带")

    async def _recommend(self, location: LonLat, needs: Needs, agency_id: str) -> Draft:
        units = sorted(await self.units.all(), key=lambda unit: unit.id)
        seconds = np.array([metres_between(_home(unit), location) / METRES_A_SECOND for unit in units])
        return rank(units, seconds, needs, agency_id, {}, "straight")

    def ctx(self, actor: str = "account:dispatcher", **more: Any) -> Context:
        """A fresh command of somebody."""
        self._commands += 1
        return Context(command_id=derived_id("story", str(self._commands)), actor=actor, **more)

    async def unit(self, sign: str, metres: float = 0, kind: str = "car", *, on_duty: bool = True) -> str:
        """A unit whose home is so many metres east."""
        home = east(metres)
        told = fc.RegisterUnit(unit_id=sign.lower(), call_sign=sign, kind=kind, agency_id=DOCKS, home=list(home))
        await self.units.register(self.ctx("system:load"), told)
        if on_duty:
            await self.units.begin_duty(self.ctx(f"unit:{sign}"), fc.BeginDuty(unit_id=sign.lower()))
        return sign.lower()

    async def report(self, type: str | None = None, location: LonLat | None = HERE, **more: Any) -> dict[str, Any]:
        """A call is taken; the answer."""
        ctx = more.pop("ctx", None) or self.ctx("account:taker")
        told = TakeReport(new_incident_id="", channel="voice", agency_id=CITY, type=type, location=location, **more)
        done = await self.incidents.take_report(ctx, told)
        await self.follow()
        return done.answer

    async def opened(self, type: str | None = None, **more: Any) -> str:
        """The id of an incident opened by a call."""
        return str((await self.report(type, **more))["incident"]["id"])

    async def incident(self, incident_id: str) -> IncidentState:
        return await self.incidents.get(incident_id)

    async def alarm(self, incident_id: str) -> AlarmState | None:
        return await self.journal.state(alarm_stream(incident_id), AlarmState)

    async def unit_state(self, unit_id: str) -> UnitState:
        return await self.units.get(unit_id)

    async def follow(self) -> None:
        """Events get their positions, and the board follows."""
        async with self._following:
            await self._follow()

    async def _follow(self) -> None:
        await self.world.place()
        while batch := await self.journal.read(self.fold.position):
            for record in batch:
                await take(self.journal, self.fold, record)

    async def pass_time(self, seconds: float) -> None:
        """Time goes by; what is due rings at its own moment."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while (due := await self._timers.next_due()) is not None and due <= end:
            self.clock.set(max(self.clock.now(), due))
            await self.follow()
            await self._timers.fire_due()
        self.clock.set(end)
        await self.follow()

    async def told(self, done: Done) -> Done:
        """Wait until what was done is on the board."""
        await self.follow()
        return done

    async def account(self, role: str, unit_id: str | None = None, ground: Iterable[str] = ()) -> Caller:
        """Somebody with this role, at a desk with this ground."""
        name = f"{role}-{self._commands}"
        account_id = await make_account(self.access, name, role, agency_id=CITY, unit_id=unit_id)
        tree = AgencyTree({CITY: None, NORTH: CITY, DOCKS: NORTH})
        return Caller(
            account_id=account_id,
            name=name,
            role=Role(role),
            agency_id=CITY,
            unit_id=unit_id,
            session_id=derived_id("session", name),
            desk_id="desk-1" if ground else None,
            ground=frozenset(ground),
            live_report=None,
            visibility=visibility_of(tree, role, CITY, unit_id, list(ground)),
            language="zh-CN",
        )

    def at(self, seconds: float) -> datetime:
        """The moment so many seconds from now."""
        return self.clock.now() + timedelta(seconds=seconds)


def _home(unit: UnitState) -> LonLat:
    assert unit.home is not None
    return unit.home[0], unit.home[1]


@asynccontextmanager
async def begin_story(location: Location, folder: Path, clock: ManualClock) -> AsyncIterator[Story]:
    """A small city with nobody in it yet."""
    async with open_world(location, folder, clock) as world:
        access = await small_city(world.journal, ManualClock(clock.now()))
        yield Story(world, access, clock)
