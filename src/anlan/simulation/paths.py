"""A way through the town with times on it: where somebody is who set out so many seconds ago. Pure."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LonLat = tuple[float, float]

_METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True)
class Spot:
    """Somewhere on the way: degrees, heading in degrees clockwise from north, speed in m/s."""

    location: LonLat
    heading: float
    speed: float


@dataclass(frozen=True)
class Path:
    """`points` in degrees; `times`: seconds after setting out at which each is passed, never falling."""

    points: tuple[LonLat, ...]
    times: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """How long the whole way takes."""
        return self.times[-1]

    def at(self, gone: float) -> Spot:
        """Where one is `gone` seconds after setting out; at the end from then on."""
        if gone >= self.seconds or len(self.points) == 1:
            return Spot(self.points[-1], _heading(self.points[-2:]), 0.0)
        i = max(0, bisect_right(self.times, max(0.0, gone)) - 1)
        a, b = self.points[i], self.points[i + 1]
        took = self.times[i + 1] - self.times[i]
        share = (max(0.0, gone) - self.times[i]) / took if took > 0 else 1.0
        location = (round(a[0] + (b[0] - a[0]) * share, 7), round(a[1] + (b[1] - a[1]) * share, 7))
        return Spot(location, _heading((a, b)), metres(a, b) / took if took > 0 else 0.0)

    def slower(self, factor: float) -> "Path":
        """The same way taking `factor` times as long."""
        return Path(self.points, tuple(time * factor for time in self.times))


def timed_path(points: Sequence[LonLat], stretches: Sequence[tuple[float, float]], seconds: float) -> Path:
    """The line through `points` that takes `seconds`; within it, `stretches` (metres, seconds) from its start tell
    where it is quick and where slow. What they leave open is spread evenly."""
    if len(points) < 2:
        return Path((points[0], points[0]), (0.0, max(0.0, seconds)))
    along = [0.0]
    for a, b in pairwise(points):
        along.append(along[-1] + metres(a, b))
    marks = [(0.0, 0.0)]
    for stretch, took in stretches:
        if stretch > 0:
            marks.append((marks[-1][0] + stretch, marks[-1][1] + took))
    if len(marks) == 1 or marks[-1][1] <= 0:
        marks = [(0.0, 0.0), (1.0, 1.0)]
    whole, told = marks[-1]
    length = along[-1] or 1.0
    times = [_between(marks, place / length * whole) / told * seconds for place in along]
    return Path(tuple(points), tuple(times))


def standing(at: LonLat) -> Path:
    """No way at all."""
    return Path((at,), (0.0,))


def metres(a: LonLat, b: LonLat) -> float:
    """Metres between two points of one town; a plane is exact enough there."""
    east = (b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(east, b[1] - a[1]) * _METRES_A_DEGREE


def _between(marks: Sequence[tuple[float, float]], at: float) -> float:
    for (x0, y0), (x1, y1) in pairwise(marks):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return marks[-1][1]


def _heading(pair: Sequence[LonLat]) -> float:
    if len(pair) < 2 or pair[0] == pair[1]:
        return 0.0
    (x0, y0), (x1, y1) = pair
    return round(math.degrees(math.atan2((x1 - x0) * math.cos(math.radians(y0)), y1 - y0)) % 360, 1)
