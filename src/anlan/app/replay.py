"""Past calls through the live loop: every act to the handler that a person's act would go to, on the past's clock."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

from anlan.access.agencies.rules import AgencyTold
from anlan.app.core import forever, open_core
from anlan.app.ordering import ordering
from anlan.app.services import Services, open_services
from anlan.clock import ManualClock
from anlan.database import Location
from anlan.errors import AnlanError, Refused
from anlan.flow.closure.commands import CloseIncident
from anlan.flow.dispatch.commands import SendUnit
from anlan.flow.incident.commands import ChangeIncident
from anlan.flow.intake.commands import EndReport, TakeReport
from anlan.flow.ports import Needs
from anlan.flow.response.commands import SetStatus
from anlan.force import commands as force
from anlan.force.kinds import WAY_OF
from anlan.force.positions import metres_between
from anlan.ids import derived_id
from anlan.journal import Context
from anlan.journal.timers import Timers
from anlan.settings import Settings
from anlan.simulation.calls.acts import Act, acts_of
from anlan.simulation.calls.figures import Figures, Journey
from anlan.simulation.calls.mapping import Mapping
from anlan.simulation.calls.rows import Call, Calls, UnitPart
from anlan.simulation.calls.stations import Station
from anlan.simulation.calls.whereabouts import Whereabouts

__all__ = ["Replay", "replay_calls"]

LonLat = tuple[float, float]
ACTOR = "replay:desk"
_CITY = derived_id("agency", "replay", "city")
COMPARED = ("engine", "truck")

Progress = Callable[[int, int], None]


def _context(act: str, *about: str, occurred: Act | None = None) -> Context:
    return Context(
        command_id=derived_id("replay", act, *about), actor=ACTOR, occurred_at=occurred.occurred if occurred else None
    )


@dataclass
class _Unit:
    id: str
    kind: str
    where: Whereabouts
    on: str | None = None


class Replay:
    """One file of calls on one platform. `run` tells every act; what is known already has no effect."""

    def __init__(self, services: Services, clock: ManualClock, mapping: Mapping, stations: list[Station]) -> None:
        self._services = services
        self._clock = clock
        self._mapping = mapping
        self._homes = {station.number: station.location for station in stations if station.number}
        self._units: dict[str, _Unit] = {}
        self._incidents: dict[str, tuple[str, str]] = {}
        self.figures = Figures()

    async def prepare(self, calls: list[Call]) -> None:
        """One agency, and every unit that the file names, on duty from the beginning."""
        services, access = self._services, self._services.core.access
        await access.agencies.tell(_context("city"), AgencyTold(id=_CITY, kind="city", name="回放 Replay"))
        parts: dict[str, UnitPart] = {}
        for call in calls:
            for part in call.units:
                parts.setdefault(part.unit_id, part)
        for name, part in sorted(parts.items()):
            unit_id = derived_id("unit", "replay", name)
            home = self._home_of(name)
            told = force.RegisterUnit(
                unit_id=unit_id,
                call_sign=name,
                kind=part.kind,
                agency_id=_CITY,
                home=list(home) if home else None,
            )
            await services.units.register(_context("unit", name), told)
            await services.units.begin_duty(_context("duty", name), force.BeginDuty(unit_id=unit_id))
            self._units[name] = _Unit(unit_id, part.kind, Whereabouts(home))
        await self._caught_up()

    async def run(self, calls: Calls, timers: Timers, progress: Progress, pace: float | None = None) -> None:
        """Tell every act in the order in which it became known."""
        figures = self.figures
        figures.faults.update(calls.faults)
        figures.calls = len(calls.calls)
        acts = acts_of(calls.calls, figures.faults)
        for n, act in enumerate(acts):
            await self._advance(act, timers, pace)
            try:
                await self._tell(act)
            except AnlanError as error:
                figures.faults[f"refused ({error.code}): {act.kind}"] += 1
            figures.acts += 1
            progress(n + 1, len(acts))
        figures.incidents = len(set(self._incidents.values()))
        for call in calls.calls:
            self._stages(call)

    async def _advance(self, act: Act, timers: Timers, pace: float | None) -> None:
        """Move the clock to the act; promises that fall due before it are kept on the way."""
        while (due := await timers.next_due()) is not None and due <= act.known:
            self._clock.set(max(due, self._clock.now()))
            if not await timers.fire_due():
                break
        if pace:
            await asyncio.sleep(max(0.0, (act.known - self._clock.now()).total_seconds()) / pace)
        self._clock.set(max(act.known, self._clock.now()))

    async def _tell(self, act: Act) -> None:
        call, part = act.call, act.part
        if act.kind == "received":
            await self._receive(act)
        elif act.kind == "ready":
            await self._make_ready(act)
        elif act.kind == "closed":
            incident_id, _report = self._incidents[call.id]
            ctx = _context("closed", call.id, occurred=act)
            await self._services.closure.close(ctx, CloseIncident(incident_id=incident_id, disposition="handled"))
        elif part is not None:
            await self._status(act, part)

    async def _receive(self, act: Act) -> None:
        told = TakeReport(new_incident_id="", channel="voice", agency_id=_CITY, live=True)
        done = await self._services.incidents.take_report(_context("received", act.call.id, occurred=act), told)
        self._incidents[act.call.id] = (str(done.answer["incident"]["id"]), str(done.answer["id"]))

    async def _make_ready(self, act: Act) -> None:
        call = act.call
        incident_id, report_id = self._incidents[call.id]
        told = ChangeIncident(
            incident_id=incident_id,
            type=call.type,
            location=call.location,
            place=call.place or None,
            priority=call.priority,
            priority_reason="as the centre had it",
        )
        await self._services.incidents.change(_context("ready", call.id, occurred=act), told)
        await self._services.incidents.end_report(
            _context("ended", call.id, occurred=act), EndReport(report_id=report_id)
        )

    async def _status(self, act: Act, part: UnitPart) -> None:
        call, unit = act.call, self._units[part.unit_id]
        incident_id, _report = self._incidents[call.id]
        about = (call.id, part.unit_id, str(part.line), act.kind)
        if act.kind == "assigned":
            await self._send(act, part, unit, incident_id)
            return
        if unit.on != call.id:
            self.figures.faults[f"{act.kind} on a call it had been taken off: left out"] += 1
            return
        told = SetStatus(unit_id=unit.id, status=act.kind, incident_id=incident_id)
        await self._services.response.set_status(_context(*about, occurred=act), told)
        self._move(act, part, unit)
        if act.kind == "available":
            unit.on = None

    async def _send(self, act: Act, part: UnitPart, unit: _Unit, incident_id: str) -> None:
        call = act.call
        if not any(each.on == call.id for each in self._units.values()):
            await self._compare(act, incident_id)
        if unit.on is not None:
            self.figures.faults["sent while on another call: taken off it first"] += 1
            off = SetStatus(unit_id=unit.id, status="available")
            await self._services.response.set_status(
                _context("off", call.id, part.unit_id, str(part.line), occurred=act), off
            )
        told = SendUnit(incident_id=incident_id, unit_id=unit.id, direct=True, preempt=True)
        ctx = _context("assigned", call.id, part.unit_id, str(part.line), occurred=act)
        await self._services.dispatch.send(ctx, told)
        unit.on = call.id
        self.figures.units_sent += 1

    async def _compare(self, act: Act, incident_id: str) -> None:
        """Make the recommendation as it would have been made now, and see where the real choice stands in it."""
        services, call = self._services, act.call
        self._place_units(act)
        if await services.dispatch.recommended(incident_id) is None:
            await services.dispatch.recommend(_context("recommend", call.id), incident_id)
        assert services.field is not None
        for kind in COMPARED:
            sent = [part for part in call.units if part.kind == kind]
            if not sent:
                continue
            first = min(sent, key=lambda part: (part.times["assigned"], part.line))
            draft = await services.field.recommend(call.location, Needs(kinds=[kind]), _CITY)
            ranked = [item["unit_id"] for item in draft.items]
            wanted = self._units[first.unit_id].id
            self.figures.firsts[kind].append(ranked.index(wanted) + 1 if wanted in ranked else None)

    def _place_units(self, act: Act) -> None:
        field = self._services.field.field() if self._services.field is not None else None
        if field is None:
            return
        rows = []
        for unit in self._units.values():
            there = unit.where.at(act.known)
            if there is not None:
                rows.append((unit.id, *there))
        field.move(rows)

    def _move(self, act: Act, part: UnitPart, unit: _Unit) -> None:
        call = act.call
        if act.kind == "enroute":
            begin = unit.where.at(act.known)
            seconds = self._seconds(begin, call.location, unit.kind) if begin else float("inf")
            if begin is not None and "onscene" in part.times and part.contradiction is None:
                real = (part.times["onscene"] - part.times["enroute"]).total_seconds()
                straight = metres_between(begin, call.location)
                if real > 0 and seconds < float("inf"):
                    self.figures.journeys.append(Journey(unit.kind, real, seconds, straight))
            unit.where.leave(act.known, call.location, seconds)
        elif act.kind in ("onscene", "transporting"):
            unit.where.arrive(call.location)
        elif act.kind == "available" and unit.where.home is not None:
            begin = unit.where.at(act.known) or unit.where.home
            unit.where.leave(act.known, unit.where.home, self._seconds(begin, unit.where.home, unit.kind))

    def _seconds(self, begin: LonLat, goal: LonLat, kind: str) -> float:
        ground = self._services.territory.ground
        if ground is None:
            return float("inf")
        way = WAY_OF[kind]
        return float(ground.travel.to_place(goal, [begin], way).seconds[0])

    def _stages(self, call: Call) -> None:
        stages = self.figures.stages
        stages["received to ready"].append((call.ready - call.received).total_seconds())
        sent = min((part.times["assigned"] for part in call.units), default=None)
        if sent is not None:
            stages["ready to first sent"].append((sent - call.ready).total_seconds())
        arrived = min((part.times["onscene"] for part in call.units if "onscene" in part.times), default=None)
        if arrived is not None:
            stages["received to first on scene"].append((arrived - call.received).total_seconds())
        for part in call.units:
            times = part.times
            for name, a, b in (
                ("sent to en route", "assigned", "enroute"),
                ("en route to on scene", "enroute", "onscene"),
                ("on scene to available", "onscene", "available"),
            ):
                if a in times and b in times and times[b] >= times[a]:
                    stages[name].append((times[b] - times[a]).total_seconds())

    def _home_of(self, unit: str) -> LonLat | None:
        found = self._mapping.home.match(unit) if self._mapping.home is not None else None
        return self._homes.get(found.group(1)) if found else None

    async def _caught_up(self) -> None:
        last = await self._services.core.pool.fetchval("select max(seq) from journal.events")
        if last:
            await self._services.settle(int(last))


async def replay_calls(
    settings: Settings,
    location: Location,
    calls: Calls,
    mapping: Mapping,
    stations: list[Station],
    prepare: Callable[[Services], object],
    progress: Progress,
    pace: float | None = None,
) -> Figures:
    """Replay on the database at `location`, which holds nothing yet or this very replay. `prepare` loads what else
    is needed (roads). Raises `Refused` for a database with a present of its own."""
    settings = replace(settings, time_zone=str(mapping.zone.key))
    begin = calls.calls[0].received - timedelta(minutes=1)
    clock = ManualClock(begin)
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(settings, location, clock))
        known = await core.pool.fetchval(
            "select 1 from work.commands where command_id = $1", _context("city").command_id
        )
        if known is None and await core.pool.fetchval("select exists (select from journal.events)"):
            raise Refused("replay.not_empty")
        await stack.enter_async_context(forever(*ordering(core)))
        services = await stack.enter_async_context(open_services(core, local=True))
        await stack.enter_async_context(forever(*services.tasks()))
        loading = prepare(services)
        if asyncio.iscoroutine(loading):
            await loading
        replay = Replay(services, clock, mapping, stations)
        await replay.prepare(calls.calls)
        if services.territory.ground is None:
            raise Refused("replay.no_roads")
        await replay.run(calls, Timers(core.journal, services.timers()), progress, pace)
        await replay._caught_up()
        return replay.figures
