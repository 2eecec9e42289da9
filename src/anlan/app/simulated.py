"""The platform as the simulated people of the demo meet it: the same handlers that routes call."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from anlan.app.services import Services
from anlan.clock import WallClock
from anlan.errors import AnlanError
from anlan.flow.closure import commands as closure
from anlan.flow.dispatch import commands as dispatch
from anlan.flow.incident import commands as incident
from anlan.flow.incident.state import IncidentState
from anlan.flow.intake import commands as intake
from anlan.flow.response import commands as response
from anlan.force import commands as force
from anlan.force.kinds import WAY_OF
from anlan.force.positions import check_positions
from anlan.force.state import UnitState
from anlan.journal import Context, Done, Recorded
from anlan.simulation.paths import LonLat, Path, timed_path
from anlan.simulation.world import Seen, UnitFix, is_person

__all__ = ["PlatformWorld"]

_TAKEN_SECONDS = 300.0
_REMEMBERED = timedelta(hours=2)
Tell = Callable[[Context, Any], Awaitable[Done]]


class PlatformWorld:
    """`World` over the handlers of one process. With `wait`, an answer is given once the board shows it."""

    def __init__(self, services: Services, *, wait: bool = True) -> None:
        self._services = services
        self._wait = wait
        self._begun = False
        self._units: dict[str, UnitState] = {}
        self._incidents: dict[str, IncidentState] = {}
        self._touched: dict[str, datetime] = {}
        services.hub.listen(self._heed)
        s = services
        self._handlers: dict[type, Tell] = {
            intake.TakeReport: s.incidents.take_report,
            intake.EndReport: s.incidents.end_report,
            incident.ChangeIncident: s.incidents.change,
            incident.AddRemark: s.incidents.add_remark,
            dispatch.SendUnit: s.dispatch.send,
            dispatch.AcceptOffer: s.dispatch.accept,
            dispatch.DeclineOffer: s.dispatch.decline,
            dispatch.Merge: s.dispatch.merge,
            response.SetStatus: s.response.set_status,
            response.RequestBackup: s.response.request_backup,
            closure.CloseIncident: s.closure.close,
            closure.FinishCallBack: s.closure.finish_call_back,
            force.BeginDuty: s.units.begin_duty,
            force.EndDuty: s.units.end_duty,
        }

    def _heed(self, record: Recorded) -> None:
        kind, _, own_id = record.stream.partition(":")
        state = self._services.hub.fold.state(record.stream)
        if kind == "unit" and isinstance(state, UnitState):
            self._units[own_id] = state
        elif kind == "incident" and isinstance(state, IncidentState):
            self._incidents[own_id] = state
            if is_person(record.actor):
                self._touched[own_id] = record.recorded_at

    async def look(self) -> Seen:
        """What changed since the last look."""
        if not self._begun:
            self._begun = True
            journal = self._services.core.journal
            for unit in (await journal.states("unit", UnitState)).values():
                self._units[unit.id] = unit
            for found in (await journal.states("incident", IncidentState)).values():
                if not found.over or found.call_back_due is not None:
                    self._incidents[found.id] = found
            await self._remember_people()
        seen = Seen(units=self._units, incidents=self._incidents, touched=self._touched)
        self._units, self._incidents, self._touched = {}, {}, {}
        return seen

    async def _remember_people(self) -> None:
        """What people have acted on lately, so that a restarted simulator leaves it alone as well."""
        journal = self._services.core.journal
        after = await journal.position_at(journal.clock.now() - _REMEMBERED)
        while records := await journal.read(after):
            after = records[-1].position
            for record in records:
                kind, _, own_id = record.stream.partition(":")
                if kind == "incident" and is_person(record.actor):
                    self._touched[own_id] = record.recorded_at

    async def tell(self, ctx: Context, command: msgspec.Struct) -> dict[str, Any]:
        """Give one command to its handler; its answer, once it can be seen."""
        done = await self._handlers[type(command)](ctx, command)
        if self._wait and done.seq and not done.repeated:
            await self._services.settle(done.seq)
        return done.answer

    async def recommend(self, ctx: Context, incident_id: str) -> Sequence[str]:
        """The ids of the units that a recommendation ranks, best first."""
        await self._services.dispatch.recommend(ctx, incident_id)
        latest = await self._services.dispatch.recommended(incident_id)
        return [str(item["unit_id"]) for item in latest.items] if latest else []

    async def location_of(self, incident_id: str) -> LonLat | None:
        """Where an incident is."""
        return await self._services.deps.open_incidents.location_of(incident_id, 0)

    async def route(self, kind: str, start: LonLat, goal: LonLat) -> Path | None:
        """The way of a unit, with times on it."""
        ground = self._services.territory.ground
        if ground is None:
            return None
        found = await asyncio.to_thread(ground.route, start, goal, WAY_OF[kind])
        if found.reason is not None or not found.geometry:
            return None
        return timed_path(found.geometry, [(step.metres, step.seconds) for step in found.steps], found.seconds)

    async def track(self, fixes: Sequence[UnitFix]) -> None:
        """Take in where units were; those that have gone off duty since are left out."""
        now = self._services.core.clock.now()
        kept = []
        incidents: dict[str, str | None] = {}
        for fix in fixes:
            unit = self._services.hub.fold.state(f"unit:{fix.unit_id}")
            if not isinstance(unit, UnitState):
                continue
            item = force.Position(at=min(fix.at, now), location=fix.location, speed=fix.speed, heading=fix.heading)
            try:
                kept += check_positions(unit, [item], None, now)
            except AnlanError:
                continue
            incidents[fix.unit_id] = unit.incident_id
        await self._services.tracks.record(kept, incidents)

    async def whereabouts(self) -> Mapping[str, LonLat]:
        """The last known position of each unit."""
        return {row[0]: (row[1], row[2]) for row in self._services.hub.positions.values()}

    async def taken(self) -> frozenset[str]:
        """The units whose officers have touched their page within the last minutes."""
        access = self._services.core.access
        since = WallClock().now() - timedelta(seconds=_TAKEN_SECONDS)
        rows = await self._services.core.pool.fetch(
            "select distinct account_id::text from access.sessions where seen_at > $1", since
        )
        units: set[str] = set()
        for row in rows:
            account = await access.accounts.find(row["account_id"])
            if account is not None and account.unit_id is not None:
                units.add(account.unit_id)
        return frozenset(units)
