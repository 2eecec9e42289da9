"""All crews of the town: what each does when its time comes, and where each is at every moment."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from anlan.errors import AnlanError
from anlan.flow.dispatch.commands import AcceptOffer, DeclineOffer
from anlan.flow.incident.state import IncidentState
from anlan.flow.response.commands import SetStatus
from anlan.force.state import UnitState
from anlan.ids import derived_id
from anlan.journal import Context
from anlan.simulation import crews
from anlan.simulation.city.model import DemandPlace
from anlan.simulation.crews import Deed
from anlan.simulation.moving import Crew
from anlan.simulation.paths import LonLat, Path, metres, standing
from anlan.simulation.world import SIMULATED, UnitFix, World

log = logging.getLogger(__name__)

_AGAIN_SECONDS = 6.0
"""After a refusal, before the crew tries anything again."""
_PATROL_SLOWER = 1.7
_LONGEST_PATROL_SECONDS = 900.0


@dataclass(frozen=True)
class Leaving:
    """A crew that wants to leave the scene; `deed` carries the key."""

    crew: Crew
    deed: Deed


class Fleet:
    """Every crew. `places` are where patrols go and where patients are taken; positions are told every `moving`
    seconds of those that move, every `standing` of those that stand."""

    def __init__(
        self, world: World, places: Iterable[DemandPlace], seed: int, *, moving: float = 2.0, standing: float = 30.0
    ) -> None:
        self._world = world
        self._moving, self._standing = moving, standing
        self._seed = seed
        places = list(places)
        self._stops = [(p.lon, p.lat) for p in places if p.kind in ("crossing", "road", "bus_stop", "shop")]
        self._hospitals = [(p.lon, p.lat) for p in places if p.kind == "hospital"]
        self._beats: dict[str, list[LonLat]] = {}
        self._ways: dict[tuple[str, LonLat, LonLat], Path | None] = {}
        self.crews: dict[str, Crew] = {}
        self.taken: frozenset[str] = frozenset()

    # What is so

    async def notice(self, units: Mapping[str, UnitState], now: datetime, whereabouts: Mapping[str, LonLat]) -> None:
        """Take in what units have become, and let those whose errand changed set out or halt."""
        for unit in units.values():
            crew = self.crews.get(unit.id)
            if unit.retired:
                self.crews.pop(unit.id, None)
                continue
            if crew is None:
                home = tuple(unit.home) if unit.home else None
                at = whereabouts.get(unit.id) or (None if home is None else (home[0], home[1]))
                if at is None:
                    continue
                self.crews[unit.id] = crew = Crew(unit, at, self._moving)
                crew.rest_until = now + timedelta(seconds=crews.pause_seconds(unit.id, self._seed, 0) / 3)
                await self._take_up(crew, now)
                continue
            before, crew.unit = crew.unit, unit
            if (before.status, before.incident_id, before.on_duty) != (unit.status, unit.incident_id, unit.on_duty):
                crew.not_before = None
                await self._take_up(crew, now)

    async def _take_up(self, crew: Crew, now: datetime) -> None:
        """Begin the journey that belongs to the present status."""
        unit = crew.unit
        if not unit.on_duty:
            crew.halt(now)
        elif unit.status == "enroute" and unit.incident_id:
            await self._to_scene(crew, unit.incident_id, now)
        elif unit.status == "transporting":
            await self._to_hospital(crew, now)
        elif unit.status == "returning" or (unit.status == "available" and unit.kind not in crews.ROAMING):
            await self._go(crew, crew.home, "home", now)
        elif crew.errand in ("patrol", "home") and unit.status != "available":
            crew.halt(now)
        elif crew.errand == "scene" and unit.status == "available":
            crew.halt(now)
            crew.rest_until = now + timedelta(seconds=crews.pause_seconds(unit.id, self._seed, crew.turn))

    async def _to_scene(self, crew: Crew, incident_id: str, now: datetime) -> None:
        goal = await self._world.location_of(incident_id)
        if goal is None or not await self._go(crew, goal, "scene", now):
            # Nobody knows where, or no way leads there: they look around, and then are there as far as can be.
            crew.set_out(now, Path((crew.place, crew.place), (0.0, crews.WITHOUT_PLACE_SECONDS)), "scene")

    async def _to_hospital(self, crew: Crew, now: datetime) -> None:
        here = crew.where(now)
        goal = min(self._hospitals, key=lambda at: metres(here, at), default=crew.home)
        if not await self._go(crew, goal, "hospital", now):
            crew.set_out(now, Path((here, here), (0.0, crews.WITHOUT_PLACE_SECONDS)), "hospital")

    async def _go(self, crew: Crew, goal: LonLat, errand: str, now: datetime) -> bool:
        here = crew.where(now)
        path = standing(here) if metres(here, goal) < 12 else await self._world.route(crew.unit.kind, here, goal)
        if path is None:
            if errand == "home":
                # From where no way leads home (a boat's berth, an island) they are brought.
                crew.set_out(now, standing(goal), errand)
            return False
        crew.set_out(now, path, errand)
        return True

    # What they do

    def deed_of(self, crew: Crew, incidents: Mapping[str, IncidentState]) -> Deed | None:
        """What this crew does next, by itself or by arriving; nothing for one that a person acts for."""
        if crew.unit.id in self.taken:
            return None
        incident = incidents.get(crew.unit.incident_id or "")
        deed = crews.next_deed(crew.unit, self._seed, incident.type if incident else None)
        if deed is None and crew.there_at is not None:
            deed = crews.arrival(crew.unit, crew.there_at)
        if deed is not None and crew.not_before is not None:
            deed = replace(deed, at=max(deed.at, crew.not_before))
        return deed

    def next_due(self, incidents: Mapping[str, IncidentState]) -> datetime | None:
        """When the next crew acts. Patrols move on at whatever pace they are looked at."""
        deeds = (self.deed_of(crew, incidents) for crew in self.crews.values())
        return min((deed.at for deed in deeds if deed is not None), default=None)

    async def act(self, now: datetime, incidents: Mapping[str, IncidentState]) -> list[Leaving]:
        """Do everything that is due; answers those who want to leave their scene, which is not theirs alone to
        decide."""
        leaving: list[Leaving] = []
        for crew in list(self.crews.values()):
            deed = self.deed_of(crew, incidents)
            if deed is None or deed.at > now:
                continue
            if deed.what == "leave":
                leaving.append(Leaving(crew, deed))
            else:
                await self.carry_out(crew, deed, now)
        return leaving

    async def carry_out(self, crew: Crew, deed: Deed, now: datetime) -> None:
        """Tell the platform; after a refusal, wait a little for what made it so to be seen."""
        try:
            await self._world.tell(self.context(crew, deed.key), _command(crew.unit, deed))
        except AnlanError as error:
            log.info("%s could not %s: %s", crew.unit.call_sign, deed.what, error)
        crew.not_before = now + timedelta(seconds=_AGAIN_SECONDS)

    def context(self, crew: Crew, key: str) -> Context:
        """The crew as actor of one act."""
        return Context(command_id=derived_id("simulated", key), actor=f"{SIMULATED}{crew.unit.call_sign}")

    # Moving about

    def _patrol_at(self, crew: Crew) -> datetime | None:
        unit = crew.unit
        if unit.id in self.taken or unit.status != "available" or not unit.on_duty or unit.offer is not None:
            return None
        if crew.path is not None:
            return crew.there_at
        return crew.rest_until if unit.kind in crews.ROAMING else None

    async def wander(self, now: datetime) -> None:
        """Let patrols that have rested go on, and those that have arrived rest."""
        for crew in self.crews.values():
            moment = self._patrol_at(crew)
            if moment is None or moment > now:
                continue
            if crew.path is not None:
                crew.halt(now)
                crew.turn += 1
                crew.rest_until = now + timedelta(seconds=crews.pause_seconds(crew.unit.id, self._seed, crew.turn))
            else:
                await self._patrol(crew, now)

    async def _patrol(self, crew: Crew, now: datetime) -> None:
        unit_id = crew.unit.id
        if unit_id not in self._beats:
            self._beats[unit_id] = crews.choose_beat(crew.unit, crew.home, self._stops, self._seed)
        goal = crews.next_stop(unit_id, self._beats[unit_id], crew.place, self._seed, crew.turn)
        crew.turn += 1
        crew.rest_until = now + timedelta(seconds=crews.pause_seconds(unit_id, self._seed, crew.turn))
        path = None if goal is None else await self._way_of_beat(crew, goal)
        # A beat that leads over the ferry is none.
        if path is not None and path.seconds < _LONGEST_PATROL_SECONDS:
            crew.set_out(now, path.slower(_PATROL_SLOWER), "patrol")

    async def _way_of_beat(self, crew: Crew, goal: LonLat) -> Path | None:
        """The way between two stops of a beat is looked for once."""
        key = (crew.unit.id, crew.place, goal)
        if key not in self._ways:
            path = await self._world.route(crew.unit.kind, crew.place, goal)
            if crew.place not in self._beats[crew.unit.id]:
                return path
            self._ways[key] = path
        return self._ways[key]

    def fixes(self, now: datetime) -> list[UnitFix]:
        """The positions of crews on duty that are to be told now."""
        return [fix for crew in self.crews.values() if crew.unit.on_duty for fix in crew.fixes(now, self._standing)]


def _command(unit: UnitState, deed: Deed) -> msgspec.Struct:
    if deed.what in ("accept", "decline"):
        offer_id = deed.key.rpartition(":")[0]
        if deed.what == "accept":
            return AcceptOffer(offer_id=offer_id)
        return DeclineOffer(offer_id=offer_id, reason="busy")
    status = deed.what
    if status == "leave":
        status = "available" if unit.kind in crews.ROAMING else "returning"
    return SetStatus(unit_id=unit.id, status=status, incident_id=unit.incident_id)
