"""Land and water: a coast with a harbour in the east, a river through the middle, an island off shore."""

import math
from dataclasses import dataclass
from random import Random

from shapely.geometry import LineString, MultiPolygon, Polygon, box
from shapely.ops import unary_union

from anlan.simulation.city.frame import XY, chance, coordinates, smooth, waves
from anlan.simulation.city.shapes import ground_of, largest, polygons_of

REFERENCE_PEOPLE = 50_000


@dataclass(frozen=True)
class Land:
    """The ground before anything is built. Polygons in metres; `scale` is 1 for 50,000 people."""

    people: int
    seed: int
    scale: float
    extent: tuple[float, float, float, float]
    mainland: Polygon | MultiPolygon
    island: Polygon
    river: Polygon
    river_line: LineString
    river_width: float
    basin: Polygon
    sea: MultiPolygon
    piers: tuple[LineString, ...]
    shore: LineString
    quay: LineString
    ferry_landing: XY
    old_town: Polygon

    @property
    def water(self) -> Polygon | MultiPolygon:
        """Everything wet."""
        return ground_of(unary_union([self.river, self.basin, self.sea]))

    @property
    def bank(self) -> float:
        """How far the streets on its banks keep from the river's middle, metres."""
        return self.river_width * 0.75 + max(20.0, 26 * self.scale)

    @property
    def fineness(self) -> float:
        """How much shorter than in the reference town the sides of blocks are: 1, less in very small towns."""
        return min(1.0, max(0.6, self.scale))


def make_land(people: int, seed: int) -> Land:
    """The ground of a town of `people` inhabitants. Raises ValueError outside 5,000 to 200,000."""
    if not 5_000 <= people <= 200_000:
        raise ValueError("a generated town has 5,000 to 200,000 people")
    s = math.sqrt(people / REFERENCE_PEOPLE)
    rng = chance(seed, "land")
    island_size = max(0.5, s**0.8)
    island_at = (2700 * s + 350, rng.uniform(50, 250) * s)
    extent = (
        -2100 * s - 300,
        -1950 * s - 200,
        island_at[0] + 420 * island_size + 500,
        2000 * s + 200,
    )
    west, south, _, north = extent
    shore = _shore(chance(seed, "coast"), s, south, north)
    basin_whole, breakwater, piers = _harbour(s)
    land_side = Polygon([*coordinates(shore), (west, north), (west, south)])
    pier_ground = unary_union([pier.buffer(max(8.0, 16 * s), cap_style="flat") for pier in piers])
    river_line, river_width = _river(chance(seed, "river"), s, west)
    river_whole = _widening(river_line, river_width)
    built = unary_union([land_side.difference(basin_whole), pier_ground, breakwater])
    mainland = built.difference(river_whole)
    island = _island(chance(seed, "island"), island_at, island_size)
    frame = box(*extent)
    river = largest(river_whole.intersection(land_side))
    basin = largest(basin_whole.difference(unary_union([pier_ground, breakwater])))
    sea = frame.difference(unary_union([built, island, basin, river]).buffer(0.01))
    return Land(
        people=people,
        seed=seed,
        scale=s,
        extent=extent,
        mainland=ground_of(mainland),
        island=island,
        river=river,
        river_line=river_line,
        river_width=river_width,
        basin=basin,
        sea=MultiPolygon([part for part in polygons_of(sea) if part.area > 400]),
        piers=piers,
        shore=shore,
        quay=LineString([(1300 * s, 560 * s), (1300 * s, 1120 * s)]),
        ferry_landing=(_x_at(shore, 470 * s) - 4, 470 * s),
        old_town=_old_town(chance(seed, "old town"), s),
    )


def _shore(rng: Random, s: float, south: float, north: float) -> LineString:
    slow = waves(rng, [2900 * s, 1700 * s], 110 * s)
    fast = waves(rng, [520 * s, 310 * s], 14 * max(s, 0.5))
    points: list[XY] = []
    y = south - 200
    while y <= north + 200:
        # Straight where the harbour and the ferry are, wilder away from them, bending back at the ends.
        away = max(0.0, min(1.0, (abs(y - 750 * s) - 480 * s) / (350 * s)))
        cape = -0.11 * max(0.0, abs(y - 300 * s) - 1000 * s)
        points.append((1450 * s + away * (slow(y) + fast(y)) + cape, y))
        y += 30 * max(s, 0.5)
    return LineString(points)


def _x_at(line: LineString, y: float) -> float:
    crossing = line.intersection(LineString([(-1e5, y), (1e5, y)]))
    return float(crossing.centroid.x)


def _harbour(s: float) -> tuple[Polygon, Polygon, tuple[LineString, ...]]:
    def at(points: list[XY]) -> list[XY]:
        return [(x * s, y * s) for x, y in points]

    basin = Polygon(
        at([(1300, 545), (1300, 1135), (1460, 1190), (1740, 1190), (1895, 990), (1895, 740), (1470, 545)])
    )
    wall = smooth(at([(1400, 1215), (1560, 1235), (1760, 1205), (1905, 1000), (1915, 760)]), 30 * max(s, 0.5))
    breakwater = LineString(wall).buffer(max(5.0, 9 * s))
    piers = tuple(LineString(at([(1290, y), (reach, y)])) for y, reach in ((700, 1580), (880, 1640), (1050, 1560)))
    return basin, breakwater, piers


def _river(rng: Random, s: float, west: float) -> tuple[LineString, float]:
    def j(size: float) -> float:
        return float(rng.uniform(-size, size)) * s

    controls = [
        (west - 200, 420 * s + j(80)),
        (-1900 * s, 250 * s + j(60)),
        (-1150 * s, -70 * s + j(50)),
        (-480 * s, 95 * s + j(40)),
        (80 * s, 120 * s + j(40)),
        (680 * s, -60 * s + j(40)),
        (1280 * s, -90 * s + j(20)),
        (1900 * s, -110 * s),
    ]
    return LineString(smooth(controls, 35 * max(s, 0.6))), max(36.0, 72 * s)


def _widening(line: LineString, width: float) -> Polygon:
    """The river's bed: narrower upstream, half as wide again at its mouth."""
    left: list[XY] = []
    right: list[XY] = []
    points = coordinates(line)
    for i, (x, y) in enumerate(points):
        ax, ay = points[max(0, i - 1)]
        bx, by = points[min(len(points) - 1, i + 1)]
        length = math.dist((ax, ay), (bx, by))
        half = width * (0.42 + 0.33 * (i / len(points)) ** 2)
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return Polygon([*left, *reversed(right)]).buffer(0)


def _island(rng: Random, at: XY, size: float) -> Polygon:
    wobble = [(k, rng.uniform(0, 2 * math.pi), 0.16 / k) for k in (2, 3, 5, 7)]
    points: list[XY] = []
    for i in range(72):
        angle = 2 * math.pi * i / 72
        r = 1 + sum(h * math.sin(k * angle + phase) for k, phase, h in wobble)
        points.append((at[0] + 400 * size * r * math.cos(angle), at[1] + 560 * size * r * math.sin(angle)))
    return Polygon(points)


def _old_town(rng: Random, s: float) -> Polygon:
    """The line of the vanished wall: an oval that the river cuts off in the south."""
    wobble = [(k, rng.uniform(0, 2 * math.pi), 0.1 / k) for k in (2, 3, 5)]
    points: list[XY] = []
    for i in range(60):
        angle = 2 * math.pi * (i / 60 - 0.25)
        r = 1 + sum(h * math.sin(k * angle + phase) for k, phase, h in wobble)
        points.append((600 * s + 410 * s * r * math.cos(angle), 330 * s + 370 * s * r * math.sin(angle)))
    return Polygon(points)
