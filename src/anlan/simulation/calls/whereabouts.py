"""Where a unit is when nobody knows. The stated rule of a replay without positions:

1. A unit with a home station is there at the beginning. A unit without one is nowhere, and is not ranked, until its
   first scene is known.
2. On scene it is at the scene. En route it is on the way from where it was, in proportion to the time that has gone
   of the time that our travel time gives; where it is never seen to arrive, it stays where that leads.
3. Free again, it is where its last scene was (what became of a transport is not in the file), and goes home at once:
   it is on the straight line home in proportion to the time gone of our travel time, then at home. One without a
   home stays.
"""

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Whereabouts"]

LonLat = tuple[float, float]


@dataclass
class Whereabouts:
    """One unit's place: it left `origin` at `left` for `goal`, which takes `seconds`."""

    home: LonLat | None
    origin: LonLat | None = None
    goal: LonLat | None = None
    left: datetime | None = None
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.origin = self.origin or self.home

    def at(self, moment: datetime) -> LonLat | None:
        """Where it is; None while that is not known."""
        if self.goal is None or self.origin is None or self.left is None:
            return self.origin
        gone = (moment - self.left).total_seconds()
        share = 1.0 if self.seconds <= 0 else min(1.0, max(0.0, gone / self.seconds))
        return (
            self.origin[0] + (self.goal[0] - self.origin[0]) * share,
            self.origin[1] + (self.goal[1] - self.origin[1]) * share,
        )

    def leave(self, moment: datetime, goal: LonLat, seconds: float) -> None:
        """It sets out for `goal`, which takes `seconds` (inf: it stays where it is)."""
        self.origin = self.at(moment)
        if seconds == float("inf"):
            self.goal, self.left = None, None
        else:
            self.goal, self.left, self.seconds = goal, moment, seconds

    def arrive(self, place: LonLat) -> None:
        """It is seen at `place`."""
        self.origin, self.goal, self.left = place, None, None

    @property
    def moving(self) -> bool:
        return self.goal is not None
