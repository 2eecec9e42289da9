"""The town's own ground plan: metres east and north of its centre, and the way from there to WGS 84."""

import math
import random
from collections.abc import Callable, Sequence

from shapely.geometry import LineString

XY = tuple[float, float]

# Open water in the East China Sea: nobody lives here, so no generated address can be a real one.
CENTRE_LON = 123.4
CENTRE_LAT = 29.6

_METRES_A_DEGREE_LAT = 110_860.0
_METRES_A_DEGREE_LON = 111_320.0 * math.cos(math.radians(CENTRE_LAT))


def lon_lat(point: XY) -> tuple[float, float]:
    """Metres east and north of the centre -> `(lon, lat)` in degrees, to 7 places (about 1 cm)."""
    x, y = point
    return (
        round(CENTRE_LON + round(x, 1) / _METRES_A_DEGREE_LON, 7),
        round(CENTRE_LAT + round(y, 1) / _METRES_A_DEGREE_LAT, 7),
    )


def chance(seed: int, part: str) -> random.Random:
    """The random numbers of one part of the work: a change in one part leaves the others as they were."""
    return random.Random(f"anlan-city:{seed}:{part}")


def smooth(points: Sequence[XY], step: float = 40.0) -> list[XY]:
    """A Catmull-Rom curve through `points`, sampled about every `step` metres."""
    padded = [_mirror(points[1], points[0]), *points, _mirror(points[-2], points[-1])]
    out: list[XY] = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces = max(1, round(math.dist(p1, p2) / step))
        for i in range(pieces):
            t = i / pieces
            out.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    out.append((float(points[-1][0]), float(points[-1][1])))
    return out


def _mirror(point: XY, around: XY) -> XY:
    return (2 * around[0] - point[0], 2 * around[1] - point[1])


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)


def waves(rng: random.Random, periods: Sequence[float], height: float) -> Callable[[float], float]:
    """A smooth wandering line: a sum of sines with the given `periods` (metres), about +-`height` metres."""
    parts = [(2 * math.pi / p, rng.uniform(0, 2 * math.pi), 1 / (i + 1)) for i, p in enumerate(periods)]
    total = sum(weight for _, _, weight in parts)

    def value(at: float) -> float:
        return height * sum(w * math.sin(k * at + phase) for k, phase, w in parts) / total

    return value


def along(line: LineString, metres: float) -> XY:
    """The point `metres` from the start of `line`."""
    point = line.interpolate(metres)
    return (point.x, point.y)


def heading(a: XY, b: XY) -> float:
    """The direction from `a` to `b`, radians anticlockwise from east."""
    return math.atan2(b[1] - a[1], b[0] - a[0])


def coordinates(line: LineString) -> list[XY]:
    """The vertices of a line as plain pairs."""
    return [(float(x), float(y)) for x, y in line.coords]
