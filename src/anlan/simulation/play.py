"""The play: everybody simulated, driven by one clock. Live and earlier days run through the same `tick`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.simulation.city.model import DemandPlace
from anlan.simulation.demand import Telling
from anlan.simulation.fleet import Fleet
from anlan.simulation.room import Pace, Room
from anlan.simulation.world import UnitFix, World


@dataclass(frozen=True)
class Rhythm:
    """How often positions are told, seconds: of units that move, and of those that stand."""

    moving: float = 2.0
    standing: float = 30.0


class Play:
    """One town's simulated people. `tick` may be called at any pace; what is due is done once."""

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
        self._world = world
        self._rhythm = rhythm or Rhythm()
        self.fleet = Fleet(world, places, seed)
        self.room = Room(world, self.fleet, city=city, seed=seed, pace=pace or Pace())
        self._begun = False

    def expect(self, tellings: Sequence[Telling]) -> None:
        """Reports to come."""
        self.room.expect(tellings)

    async def look(self, now: datetime) -> None:
        """See what is so; the first time, take it up where it stands."""
        whereabouts = {} if self._begun else await self._world.whereabouts()
        self._begun = True
        self.fleet.taken = await self._world.taken()
        seen = await self._world.look()
        self.room.notice(seen.incidents, seen.touched, now)
        before = {unit_id: crew.unit.status for unit_id, crew in self.fleet.crews.items()}
        await self.fleet.notice(seen.units, now, whereabouts)
        for unit in seen.units.values():
            arrived = unit.status == "onscene" and before.get(unit.id) not in (None, "onscene")
            if arrived and unit.incident_id and unit.assignment_id and unit.id not in self.fleet.taken:
                self.room.radio(unit.id, unit.incident_id, unit.assignment_id, now)

    async def tick(self, now: datetime) -> None:
        """Do everything that is due at `now`. What somebody does is seen at the next look."""
        await self.look(now)
        await self.room.act(now)
        for leaving in await self.fleet.act(now, self.room.incidents):
            await self.room.let_go(leaving, now)
        await self.fleet.wander(now)
        await self._world.track(self.fixes(now))

    def fixes(self, now: datetime) -> list[UnitFix]:
        """The positions that are to be told now."""
        return self.fleet.fixes(now, moving_every=self._rhythm.moving, standing_every=self._rhythm.standing)

    def next_due(self) -> datetime | None:
        """When something is due next; None when nothing is."""
        moments = [at for at in (self.room.next_due(), self.fleet.next_due(self.room.incidents)) if at is not None]
        return min(moments, default=None)
