"""The sheet that a town's streets are drawn on: whole named lines, before crossings cut them up."""

import math

from shapely.geometry import LineString, Point, Polygon

from anlan.simulation.city.frame import XY, chance, coordinates, waves
from anlan.simulation.city.land import Land
from anlan.simulation.city.model import Street
from anlan.simulation.city.names import NameBook

OVERSHOOT = 4.0
"""Lines run this far past the line they end at, so that cutting finds a true crossing."""


class Plan:
    """Collects the streets of one town."""

    def __init__(self, land: Land) -> None:
        self.land = land
        self.names = NameBook(land.seed)
        self.streets: list[Street] = []
        self.town: Polygon = Polygon()
        self.footbridge: list[XY] = []
        self.park = _park(land)

    def add(self, name: tuple[str, str], kind: str, line: LineString | list[XY], zone: str = "") -> None:
        points = coordinates(line) if isinstance(line, LineString) else line
        if len(points) >= 2:
            self.streets.append(Street(name[0], name[1], kind, tuple(points), zone))


class Warp:
    """Grid coordinates (u east, v north, metres) -> plan metres: turned a little and bent a little."""

    def __init__(self, land: Land) -> None:
        rng = chance(land.seed, "warp")
        self._turn = math.radians(rng.uniform(-7, 7))
        self._east = waves(rng, [2600 * land.scale, 1500 * land.scale], 38 * land.scale)
        self._north = waves(rng, [3000 * land.scale, 1700 * land.scale], 38 * land.scale)

    def at(self, u: float, v: float) -> XY:
        u, v = u + self._east(v), v + self._north(u)
        c, s = math.cos(self._turn), math.sin(self._turn)
        return (u * c - v * s, u * s + v * c)

    def meridian(self, u: float, v0: float, v1: float) -> LineString:
        """A north-south line of the grid."""
        steps = max(2, int(abs(v1 - v0) / 40))
        return LineString([self.at(u, v0 + (v1 - v0) * i / steps) for i in range(steps + 1)])

    def parallel(self, v: float, u0: float, u1: float) -> LineString:
        """An east-west line of the grid."""
        steps = max(2, int(abs(u1 - u0) / 40))
        return LineString([self.at(u0 + (u1 - u0) * i / steps, v) for i in range(steps + 1)])


def coast_road(land: Land) -> LineString:
    """A street behind the shore, straightened: it keeps clear of the harbour's quays."""
    s = land.scale
    y, step = land.extent[1], 40 * max(s, 0.5)
    shores: list[XY] = []
    cross = coordinates(land.shore)
    while y <= land.extent[3]:
        at = min(cross, key=lambda p: abs(p[1] - y))[0]
        shores.append((min(at, 1300 * s) if 480 * s <= y <= 1200 * s else at, y))
        y += step
    room = 100 * max(s, 0.55)
    reach = max(2, round(170 * s / step))
    low = [min(x for x, _ in shores[max(0, i - reach) : i + reach + 1]) for i in range(len(shores))]
    out: list[XY] = []
    for i, (_, at_y) in enumerate(shores):
        window = low[max(0, i - reach) : i + reach + 1]
        out.append((sum(window) / len(window) - room, at_y))
    return LineString(out)


def is_north(land: Land, point: Point) -> bool:
    return point.y > river_y(land, point.x)


def river_y(land: Land, x: float) -> float:
    crossing = land.river_line.intersection(LineString([(x, -1e5), (x, 1e5)]))
    return float(crossing.centroid.y) if not crossing.is_empty else 0.0


def west_of(line: LineString, y: float) -> float:
    """Just west of where `line` crosses the latitude `y`."""
    return float(line.intersection(LineString([(-1e5, y), (1e5, y)])).centroid.x) - OVERSHOOT


def _park(land: Land) -> Polygon:
    """The ground of the town park, squared to the grid around it."""
    s, warp = land.scale, Warp(land)
    u, v, w, h = 330 * s, -345 * s, max(80.0, 165 * s), max(55.0, 115 * s)
    corners = Polygon([warp.at(u - w, v - h), warp.at(u + w, v - h), warp.at(u + w, v + h), warp.at(u - w, v + h)])
    round_off = 0.3 * h
    return corners.buffer(-round_off).buffer(round_off, quad_segs=4)


def island_landing(land: Land) -> XY:
    """Where the ferry lands: the island's westernmost shore."""
    x, y = min(((float(x), float(y)) for x, y in land.island.exterior.coords))
    return (x + 6, y)
