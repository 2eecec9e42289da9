"""The play: everybody simulated, driven by one clock. Live and earlier days run through the same `tick`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from anlan.journal import Context
from anlan.simulation.city.model import DemandPlace
from anlan.simulation.demand import Telling
from anlan.simulation.fleet import Fleet
from anlan.simulation.paths import LonLat, Path
from anlan.simulation.room import Pace, Room
from anlan.simulation.world import Seen, UnitFix, World

_ASK_TAKEN_SECONDS = 3.0


@dataclass(frozen=True)
class Rhythm:
    """How often positions are told, seconds: of units that move, and of those that stand."""

    moving: float = 2.0
    standing: float = 30.0


class Play:
    """One town's simulated people. `tick` may be called at any pace; what is due is done once.

    `alone`: nobody else is there, so no officer's page is asked for. `hold_fixes`: seconds for which positions may
    be kept back to be told together.
    """

    def __init__(
        self,
        world: World,
        places: Sequence[DemandPlace],
        *,
        city: str,
        seed: int,
        pace: Pace | None = None,
        rhythm: Rhythm | None = None,
    ) -> None:
        self._world = _Counting(world)
        rhythm = rhythm or Rhythm()
        self.fleet = Fleet(self._world, places, seed, moving=rhythm.moving, standing=rhythm.standing)
        self.room = Room(self._world, self.fleet, city=city, seed=seed, pace=pace or Pace())
        self.alone = False
        self.hold_fixes = 0.0
        self._held: list[UnitFix] = []
        self._begun = False
        self._asked_at: datetime | None = None

    @property
    def acts(self) -> int:
        """How many commands were told so far."""
        return self._world.acts

    def expect(self, tellings: Sequence[Telling]) -> None:
        """Reports to come."""
        self.room.expect(tellings)

    async def look(self, now: datetime) -> None:
        """See what is so; the first time, take it up where it stands."""
        whereabouts = {} if self._begun else await self._world.whereabouts()
        self._begun = True
        await self._ask_taken(now)
        seen = await self._world.look()
        self.room.notice(seen.incidents, seen.touched, now)
        before = {unit_id: crew.unit.status for unit_id, crew in self.fleet.crews.items()}
        await self.fleet.notice(seen.units, now, whereabouts)
        for unit in seen.units.values():
            arrived = unit.status == "onscene" and before.get(unit.id) not in (None, "onscene")
            if arrived and unit.incident_id and unit.assignment_id and unit.id not in self.fleet.taken:
                self.room.radio(unit.id, unit.incident_id, unit.assignment_id, now)

    async def _ask_taken(self, now: datetime) -> None:
        if self.alone:
            self.fleet.taken = frozenset()
        elif self._asked_at is None or abs((now - self._asked_at).total_seconds()) >= _ASK_TAKEN_SECONDS:
            self._asked_at = now
            self.fleet.taken = await self._world.taken()

    async def tick(self, now: datetime) -> None:
        """Do everything that is due at `now`. What somebody does is seen at the next look."""
        await self.look(now)
        await self.room.act(now)
        for leaving in await self.fleet.act(now, self.room.incidents):
            await self.room.let_go(leaving, now)
        await self.fleet.wander(now)
        self._held += self.fleet.fixes(now)
        if self._held and (now - self._held[0].at).total_seconds() >= self.hold_fixes:
            await self.flush()

    async def flush(self) -> None:
        """Tell the positions that were kept back."""
        held, self._held = self._held, []
        if held:
            await self._world.track(held)

    def next_due(self) -> datetime | None:
        """When somebody acts next; None when nobody has anything to do. Patrols and positions keep no time."""
        moments = [at for at in (self.room.next_due(), self.fleet.next_due(self.room.incidents)) if at is not None]
        return min(moments, default=None)


class _Counting:
    """A world that counts what is told to it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.acts = 0

    async def look(self) -> Seen:
        return await self._world.look()

    async def tell(self, ctx: Context, command: msgspec.Struct) -> dict[str, Any]:
        self.acts += 1
        return await self._world.tell(ctx, command)

    async def recommend(self, ctx: Context, incident_id: str) -> Sequence[str]:
        self.acts += 1
        return await self._world.recommend(ctx, incident_id)

    async def location_of(self, incident_id: str) -> LonLat | None:
        return await self._world.location_of(incident_id)

    async def route(self, kind: str, start: LonLat, goal: LonLat) -> Path | None:
        return await self._world.route(kind, start, goal)

    async def track(self, fixes: Sequence[UnitFix]) -> None:
        await self._world.track(fixes)

    async def whereabouts(self) -> Mapping[str, LonLat]:
        return await self._world.whereabouts()

    async def taken(self) -> frozenset[str]:
        return await self._world.taken()
