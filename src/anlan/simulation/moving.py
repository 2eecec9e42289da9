"""One crew on the move: where it is at every moment, and the track it leaves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from anlan.force.state import UnitState
from anlan.simulation.paths import LonLat, Path, standing
from anlan.simulation.world import UnitFix


@dataclass
class Crew:
    """One unit's people. `left`: when they set out on `path`; `errand`: scene, hospital, home or patrol.

    `every`: seconds between the points of its track while it moves. `told_at`: the time of the last one.
    """

    unit: UnitState
    place: LonLat
    every: float = 2.0
    path: Path | None = None
    left: datetime | None = None
    errand: str = ""
    rest_until: datetime | None = None
    turn: int = 0
    not_before: datetime | None = None
    told_at: datetime | None = None
    told_moving: bool = False
    behind: list[UnitFix] = field(default_factory=list)

    @property
    def there_at(self) -> datetime | None:
        """When the journey ends; None for those who are on none."""
        if self.path is None or self.left is None:
            return None
        return self.left + timedelta(seconds=self.path.seconds)

    @property
    def home(self) -> LonLat:
        """The post that they go back to."""
        home = self.unit.home
        return (home[0], home[1]) if home else self.place

    def where(self, now: datetime) -> LonLat:
        """Where they are."""
        if self.path is None or self.left is None:
            return self.place
        return self.path.at((now - self.left).total_seconds()).location

    def set_out(self, now: datetime, path: Path, errand: str) -> None:
        """Leave for somewhere from where they are."""
        self.halt(now)
        self.path, self.left, self.errand = path, now, errand

    def halt(self, now: datetime) -> None:
        """Stop where they are."""
        if self.path is not None and self.told_at is not None:
            self.behind += self._track(now)
        self.place = self.where(now)
        self.path, self.left, self.errand = None, None, ""

    def fixes(self, now: datetime, standing_every: float) -> list[UnitFix]:
        """Where they are, if the last word about it is old enough; and where they were since, on every way that
        they have gone, so that a clock that jumps leaves no gaps in their track."""
        moving = self.there_at is not None and now < self.there_at
        every = self.every if moving or self.told_moving else standing_every
        old_enough = self.told_at is None or (now - self.told_at).total_seconds() >= every - 0.05
        if not old_enough and not self.behind:
            return []
        out = [*self.behind, *self._track(now)]
        self.behind = []
        self.told_moving = moving
        return out

    def _track(self, now: datetime) -> list[UnitFix]:
        """The points of the present way that were not told yet, ending with now."""
        path = self.path or standing(self.place)
        gone = (now - self.left).total_seconds() if self.left is not None else 0.0
        ago = [0.0]
        if self.told_at is not None and self.path is not None:
            untold = min((now - self.told_at).total_seconds(), gone)
            # Behind the end of the way they stood, which its end alone tells.
            stood = max(0.0, gone - path.seconds)
            ago += [stood + n * self.every for n in range(int(max(0.0, untold - stood) / self.every) + 1)]
        out: list[UnitFix] = []
        for seconds in sorted({round(each, 2) for each in ago}, reverse=True):
            moment = now - timedelta(seconds=seconds)
            if self.told_at is None or moment > self.told_at:
                spot = path.at(gone - seconds)
                out.append(UnitFix(self.unit.id, moment, spot.location, round(spot.speed, 1), spot.heading))
        self.told_at = now if self.told_at is None else max(now, self.told_at)
        return out
