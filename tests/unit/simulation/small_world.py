"""The platform in memory: the real rules on a ledger, straight ways, and the nearest unit first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from anlan.clock import ManualClock
from anlan.errors import Refused
from anlan.flow.closure import commands as cc
from anlan.flow.closure.rules import close_incident, finish_call_back
from anlan.flow.dispatch import commands as dc
from anlan.flow.dispatch.rules_answer import accept_offer, decline_offer
from anlan.flow.dispatch.rules_merge import merge
from anlan.flow.dispatch.rules_send import send_unit
from anlan.flow.incident import commands as ic
from anlan.flow.incident.rules import add_remark, change_incident
from anlan.flow.incident.rules_reports import end_report, take_report
from anlan.flow.incident.state import IncidentState
from anlan.flow.intake import commands as kc
from anlan.flow.intake.numbers import number_stream
from anlan.flow.intake.same import Nearby
from anlan.flow.intake.types import default_tree
from anlan.flow.response import commands as rc
from anlan.flow.response.rules import request_backup, set_status
from anlan.force import commands as fc
from anlan.force.rules_units import register_unit
from anlan.force.state import UnitState, unit_stream
from anlan.ids import derived_id
from anlan.journal import Context
from anlan.simulation.paths import LonLat, Path, metres, timed_path
from anlan.simulation.world import Seen, UnitFix, is_person
from loop import ZONE, Loop

_RULES: dict[type, Any] = {
    cc.CloseIncident: close_incident,
    cc.FinishCallBack: finish_call_back,
    dc.AcceptOffer: accept_offer,
    dc.DeclineOffer: decline_offer,
    dc.Merge: merge,
    dc.SendUnit: send_unit,
    ic.AddRemark: add_remark,
    ic.ChangeIncident: change_incident,
    kc.EndReport: end_report,
    rc.RequestBackup: request_backup,
    rc.SetStatus: set_status,
}


class SmallWorld:
    """A `World`; `acts` are the commands told, `fixes` the positions."""

    def __init__(self, start: datetime) -> None:
        self.loop = Loop()
        self.ledger = self.loop.ledger
        self.clock: ManualClock = self.ledger.clock
        self.clock.set(start)
        self.acts: list[tuple[datetime, str, msgspec.Struct]] = []
        self.fixes: list[UnitFix] = []
        self.places: dict[str, LonLat] = {}
        self.taken_units: frozenset[str] = frozenset()
        self.recommended: dict[str, list[str]] = {}
        self._seen = 0

    def add_unit(self, unit_id: str, sign: str, kind: str, home: LonLat, skills: Sequence[str] = ()) -> None:
        told = fc.RegisterUnit(
            unit_id=unit_id, call_sign=sign, kind=kind, agency_id="station", skills=list(skills), home=list(home)
        )
        stream = unit_stream(unit_id)
        context = self.ledger.context("system:test")
        self.ledger.decide(context, [stream], lambda s, now: register_unit(s.of(UnitState, stream), told))
        self.loop.duty(unit_id, on=True)

    # As the simulation meets it

    async def look(self) -> Seen:
        first, self._seen = self._seen, len(self.ledger.records)
        streams = {record.stream for record in self.ledger.records[first:]}
        touched: dict[str, datetime] = {}
        for record in self.ledger.records[first:]:
            if record.stream.startswith("incident:") and is_person(record.actor):
                touched[record.stream.partition(":")[2]] = record.recorded_at
        units = {s.partition(":")[2]: self.ledger.get(s) for s in streams if s.startswith("unit:")}
        incidents = {s.partition(":")[2]: self.ledger.get(s) for s in streams if s.startswith("incident:")}
        return Seen(units, incidents, touched)

    async def tell(self, ctx: Context, command: msgspec.Struct) -> dict[str, Any]:
        how = {"actor": ctx.actor, "command_id": ctx.command_id, "occurred_at": ctx.occurred_at}
        if isinstance(command, kc.TakeReport):
            command = replace(
                command,
                new_incident_id=derived_id("incident", ctx.command_id),
                spot=kc.Spot(agency_id="station", cell="c", public_place="Street"),
                nearby=self._near(command.location),
            )
            answer = self.loop.act(take_report, command, number_stream(self.clock.now(), ZONE), **how).answer
            if command.location is not None:
                self.places.setdefault(answer["incident"]["id"], command.location)
        else:
            if isinstance(command, ic.ChangeIncident) and command.location is not None:
                self.places[command.incident_id] = command.location
                command = replace(command, spot=kc.Spot(agency_id="station", cell="c", public_place="Street"))
            answer = self.loop.act(_RULES[type(command)], command, **how).answer
        self.acts.append((self.clock.now(), ctx.actor, command))
        return answer

    def _near(self, location: LonLat | None) -> list[Nearby]:
        if location is None:
            return []
        out: list[Nearby] = []
        for incident in self.open_incidents():
            place = self.places.get(incident.id)
            if place is not None and metres(place, location) < 300:
                out.append(
                    Nearby(
                        incident_id=incident.id,
                        number=incident.number,
                        type=incident.type,
                        metres=metres(place, location),
                        seconds=(self.clock.now() - incident.opened_at).total_seconds(),
                    )
                )
        return out

    def open_incidents(self) -> list[IncidentState]:
        return [incident for incident in self.ledger.all("incident") if not incident.over]

    async def recommend(self, ctx: Context, incident_id: str) -> Sequence[str]:
        if ctx.command_id in self.recommended:
            return self.recommended[ctx.command_id]
        place = self.places.get(incident_id)
        if place is None:
            raise Refused("incident.no_place", number="?")
        incident = self.loop.incident(incident_id)
        kinds = default_tree().kinds(incident.type)
        at = dict(await self.whereabouts())
        free = [u for u in self.ledger.all("unit") if u.free and (not kinds or u.kind in kinds)]
        ranked = [u.id for u in sorted(free, key=lambda u: metres(at.get(u.id, tuple(u.home)), place))]
        self.recommended[ctx.command_id] = ranked
        return ranked

    async def location_of(self, incident_id: str) -> LonLat | None:
        return self.places.get(incident_id)

    async def route(self, kind: str, start: LonLat, goal: LonLat) -> Path | None:
        speed = {"foot": 1.4, "drone": 15.0}.get(kind, 9.0)
        away = metres(start, goal)
        return timed_path([start, goal], [(away, away / speed)], away / speed)

    async def track(self, fixes: Sequence[UnitFix]) -> None:
        self.fixes += fixes

    async def whereabouts(self) -> Mapping[str, LonLat]:
        return {fix.unit_id: fix.location for fix in self.fixes}

    async def taken(self) -> frozenset[str]:
        return self.taken_units

    # As the clock meets it

    async def next_due(self) -> datetime | None:
        return min((timer.due_at for timer in self.ledger.timers.values()), default=None)

    async def fire_due(self) -> int:
        fired = 0
        while (timer := self.ledger.due()) is not None:
            self.loop.fire(timer)
            fired += 1
        return fired
